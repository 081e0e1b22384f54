package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// TestChatRefusals: the reasons of methods about messages and conversations
// that TestRefusals does not reach.
func TestChatRefusals(t *testing.T) {
	w := refusalWorld(t)
	general, attic, elsewhere := w.id("general"), w.id("attic"), w.id("elsewhere")
	im := w.call("conversations.open", map[string]string{"users": w.id("ada")})["channel"].(map[string]any)["id"].(string)
	late := w.call("conversations.create", map[string]string{"name": "late"})["channel"].(map[string]any)["id"].(string)
	old := w.call("chat.postMessage", map[string]string{"channel": late, "text": "x"})["ts"].(string)
	w.call("conversations.archive", map[string]string{"channel": late})
	secret := w.call("chat.postEphemeral", map[string]string{"channel": general, "user": w.id("ada"), "text": "psst"})["message_ts"].(string)
	w.call("conversations.setTopic", map[string]string{"channel": general, "topic": "Tea"})
	list := w.messages("ada", general)
	topic := list[len(list)-1].TS
	file := w.appUpload("a.txt", []byte("x"), "")
	tests := []struct {
		method, want string
		form         map[string]string
	}{
		{"chat.update", "is_inactive", map[string]string{"channel": late, "ts": old, "text": "y"}},
		{"chat.update", "message_not_found", map[string]string{"channel": general, "ts": secret, "text": "y"}},
		{"chat.delete", "message_not_found", map[string]string{"channel": general, "ts": secret}},
		{"chat.getPermalink", "message_not_found", map[string]string{"channel": general, "message_ts": secret}},
		{"chat.delete", "channel_not_found", map[string]string{"channel": "C0NOWHERE0", "ts": "1.000001"}},
		{"chat.postEphemeral", "not_in_channel", map[string]string{"channel": elsewhere, "user": w.id("ada"), "text": "x"}},
		{"chat.postEphemeral", "is_archived", map[string]string{"channel": attic, "user": w.id("ada"), "text": "x"}},
		{"chat.postEphemeral", "no_text", map[string]string{"channel": general, "user": w.id("ada")}},
		{"chat.postEphemeral", "user_not_in_channel", map[string]string{"channel": general, "user": w.id("gone"), "text": "x"}},
		{"chat.postEphemeral", "msg_too_long", map[string]string{"channel": general, "user": w.id("ada"), "text": strings.Repeat("x", 40_001)}},
		{"chat.postEphemeral", "", map[string]string{"channel": general, "user": w.id("ada"), "text": strings.Repeat("x", 40_000)}},
		{"chat.postMessage", "as_user_not_supported", map[string]string{"channel": general, "text": "x", "as_user": "true"}},
		{"chat.update", "as_user_not_supported", map[string]string{"channel": late, "ts": old, "text": "x", "as_user": "true"}},
		{"chat.postMessage", "cannot_reply_to_message", map[string]string{"channel": general, "text": "x", "thread_ts": topic}},
		{"chat.postEphemeral", "cannot_reply_to_message", map[string]string{"channel": general, "user": w.id("ada"), "text": "x", "thread_ts": topic}},
		{"pins.add", "not_pinnable", map[string]string{"channel": general, "timestamp": topic}},
		{"bookmarks.add", "invalid_parent_type", map[string]string{"channel_id": general, "title": "x", "type": "link", "link": "https://x.example", "parent_id": "Bk1"}},
		{"files.completeUploadExternal", "posting_to_channel_denied", map[string]string{"channel_id": attic, "files": `[{"id":"` + file + `"}]`}},
		{"files.completeUploadExternal", "channels_limit_exceeded", map[string]string{"channels": strings.Repeat("C0NOWHERE0,", 101), "files": `[{"id":"` + file + `"}]`}},
		{"files.completeUploadExternal", "channel_not_found", map[string]string{"channels": strings.Repeat("C0NOWHERE0,", 100), "files": `[{"id":"` + file + `"}]`}},
		{"chat.scheduleMessage", "no_text", map[string]string{"channel": general, "post_at": "1800000000"}},
		{"chat.scheduleMessage", "is_archived", map[string]string{"channel": attic, "post_at": "1800000000", "text": "x"}},
		{"chat.scheduleMessage", "msg_too_long", map[string]string{"channel": general, "post_at": "1796000000", "text": strings.Repeat("x", 40_001)}},
		{"chat.postMessage", "invalid_metadata_format", map[string]string{"channel": general, "text": "x", "metadata": "["}},
		{"chat.postMessage", "invalid_metadata_format", map[string]string{"channel": general, "text": "x", "metadata": `{"event_type":"a"}`}},
		{"chat.postMessage", "invalid_attachments", map[string]string{"channel": general, "text": "x", "attachments": `{}`}},
		{"conversations.join", "method_not_supported_for_channel_type", map[string]string{"channel": im}},
		{"conversations.replies", "channel_not_found", map[string]string{"channel": elsewhere, "ts": "1.000001"}},
		{"conversations.replies", "invalid_arguments", map[string]string{"channel": general}},
		{"conversations.replies", "invalid_ts_oldest", map[string]string{"channel": late, "ts": old, "oldest": "x"}},
		{"conversations.info", "channel_not_found", map[string]string{"channel": w.id("back-room")}},
		{"conversations.info", "invalid_arguments", map[string]string{}},
		{"conversations.open", "user_not_found", map[string]string{"users": "U0NOBODY00"}},
		{"conversations.open", "invalid_user_combination", map[string]string{"users": w.app().BotUserID}},
		{"conversations.open", "channel_not_found", map[string]string{"channel": general}},
		{"bots.info", "bot_not_found", map[string]string{"bot": "B0NOBODY00"}},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i, " ", tt.method, " ", tt.want), func(t *testing.T) {
			got := w.call(tt.method, tt.form)
			if code, _ := got["error"].(string); code != tt.want {
				t.Errorf("got %v, want %q", got, tt.want)
			}
		})
	}
}

// TestNoMessagesTab: an app without it cannot be written to, and cannot write.
func TestNoMessagesTab(t *testing.T) {
	cfg := config()
	cfg.Apps[0].NoMessagesTab = true
	w := run(t, cfg)
	for _, method := range []string{"chat.postMessage", "chat.meMessage", "chat.postEphemeral", "chat.scheduleMessage"} {
		if got := w.call(method, map[string]string{"channel": w.id("ada"), "user": w.id("ada"), "text": "x", "post_at": "1800000000"})["error"]; got != "messages_tab_disabled" {
			t.Errorf("%s: got %v", method, got)
		}
	}
}

// TestReactionLimits: 23 of one user's own on a message, 50 kinds on it.
func TestReactionLimits(t *testing.T) {
	w := run(t, config())
	ts := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "x"})["ts"].(string)
	add := func(name string) any {
		return w.call("reactions.add", map[string]string{"channel": w.id("general"), "timestamp": ts, "name": name})["error"]
	}
	for n := range 23 {
		if got := add(fmt.Sprint("own-", n)); got != nil {
			t.Fatalf("number %d: got %v", n+1, got)
		}
	}
	if got := add("own-0"); got != "already_reacted" {
		t.Errorf("twice: got %v", got)
	}
	if got := add("own-23"); got != "too_many_reactions" {
		t.Errorf("the 24th: got %v", got)
	}
	var done sandbox.ActionAnswer
	for n := range 27 { // 23 + 27 = 50 kinds
		who := []string{"ada", "bram"}[n/14]
		if status := w.post("/client/reaction", sandbox.ReactionRequest{As: who, Channel: "general", TS: ts, Name: fmt.Sprint("hers-", n)}, &done); status != 200 {
			t.Fatalf("kind %d: %d", 24+n, status)
		}
	}
	w.call("reactions.remove", map[string]string{"channel": w.id("general"), "timestamp": ts, "name": "own-0"})
	if got := add("own-0"); got != nil {
		t.Errorf("the 50th kind: got %v", got)
	}
	w.call("reactions.remove", map[string]string{"channel": w.id("general"), "timestamp": ts, "name": "own-0"})
	w.post("/client/reaction", sandbox.ReactionRequest{As: "citra", Channel: "general", TS: ts, Name: "last"}, &done)
	if got := add("one-more"); got != "too_many_emoji" {
		t.Errorf("the 51st kind: got %v", got)
	}
}

// TestManyUsers: over a thousand of them are read in pages.
func TestManyUsers(t *testing.T) {
	cfg := config()
	for n := range 1000 {
		cfg.People = append(cfg.People, sandbox.Person{Name: fmt.Sprint("p", n)})
	}
	w := run(t, cfg)
	if got := w.call("users.list", map[string]string{})["error"]; got != "limit_required" {
		t.Errorf("got %v", got)
	}
	if got := w.call("users.list", map[string]string{"limit": "1000"}); len(got["members"].([]any)) != 1000 {
		t.Errorf("got %d of a thousand", len(got["members"].([]any)))
	}
}
