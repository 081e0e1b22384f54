package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestManageEvents: what apps hear about channels, pins, files and groups.
func TestManageEvents(t *testing.T) {
	cfg := config()
	events := []string{
		"channel_created", "channel_rename", "channel_archive", "channel_unarchive", "channel_left", "group_rename", "member_joined_channel", "member_left_channel",
		"pin_added", "pin_removed", "file_shared", "file_deleted", "subteam_created", "subteam_updated", "subteam_members_changed",
	}
	cfg.Apps[0].Events = events
	w := run(t, cfg)
	c := w.wire()
	call := func(method string, form map[string]string) map[string]any {
		t.Helper()
		got := w.call(method, form)
		if got["ok"] != true {
			t.Fatalf("%s: got %v", method, got)
		}
		return got
	}
	hears := func(want map[string]any) map[string]any {
		t.Helper()
		_, e := c.event()
		keys := make([]string, 0, len(want))
		for k := range want {
			keys = append(keys, k)
		}
		if diff := cmp.Diff(want, pick(e, keys...)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		return e
	}
	bot, ada := w.app().BotUserID, w.id("ada")
	channel := call("conversations.create", map[string]string{"name": "pier"})["channel"].(map[string]any)["id"].(string)
	if e := hears(map[string]any{"type": "channel_created"}); e["channel"].(map[string]any)["name"] != "pier" {
		t.Errorf("got %v", e)
	}
	hears(map[string]any{"type": "member_joined_channel", "user": bot, "channel": channel})
	call("conversations.invite", map[string]string{"channel": channel, "users": ada})
	hears(map[string]any{"type": "member_joined_channel", "user": ada, "channel": channel, "inviter": bot})
	call("conversations.rename", map[string]string{"channel": channel, "name": "quay"})
	if e := hears(map[string]any{"type": "channel_rename"}); e["channel"].(map[string]any)["name"] != "quay" {
		t.Errorf("got %v", e)
	}
	ts := call("chat.postMessage", map[string]string{"channel": channel, "text": "x"})["ts"].(string)
	call("pins.add", map[string]string{"channel": channel, "timestamp": ts})
	e := hears(map[string]any{"type": "pin_added", "user": bot, "channel_id": channel, "pin_count": float64(1), "item_user": bot})
	if item := e["item"].(map[string]any); item["type"] != "message" || item["message"].(map[string]any)["text"] != "x" {
		t.Errorf("got %v", item)
	}
	var done sandbox.ActionAnswer
	w.post("/client/pin", sandbox.PinRequest{As: "ada", Channel: channel, TS: ts, Remove: true}, &done)
	hears(map[string]any{"type": "pin_removed", "user": ada, "has_pins": false})
	file := w.uploaded("ada", "a.txt", []byte("x"))
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: channel, Files: []string{file}}, &sandbox.SendAnswer{})
	hears(map[string]any{"type": "file_shared", "file_id": file, "user_id": ada, "channel_id": channel, "file": map[string]any{"id": file}})
	own := w.appUpload("b.txt", []byte("x"), channel)
	hears(map[string]any{"type": "file_shared", "file_id": own, "user_id": bot})
	call("files.delete", map[string]string{"file": own})
	hears(map[string]any{"type": "file_deleted", "file_id": own})
	call("conversations.kick", map[string]string{"channel": channel, "user": ada})
	hears(map[string]any{"type": "member_left_channel", "user": ada, "channel": channel})
	call("conversations.archive", map[string]string{"channel": channel})
	hears(map[string]any{"type": "channel_archive", "channel": channel, "user": bot})
	call("conversations.unarchive", map[string]string{"channel": channel})
	hears(map[string]any{"type": "channel_unarchive", "channel": channel, "user": bot})
	w.post("/control/channels", sandbox.ChannelChange{ID: channel, Remove: []string{"lamp"}}, &done)
	got := map[any]any{} // both are on their way at once
	for range 2 {
		_, e := c.event()
		got[e["type"]] = e["channel"]
	}
	if diff := cmp.Diff(map[any]any{"member_left_channel": channel, "channel_left": channel}, got); diff != "" {
		t.Errorf("the bot is out (-want +got)\n%s", diff)
	}
	group := call("usergroups.create", map[string]string{"name": "Divers", "handle": "divers"})["usergroup"].(map[string]any)["id"].(string)
	if e := hears(map[string]any{"type": "subteam_created"}); e["subteam"].(map[string]any)["id"] != group {
		t.Errorf("got %v", e)
	}
	call("usergroups.users.update", map[string]string{"usergroup": group, "users": ada})
	hears(map[string]any{"type": "subteam_members_changed", "subteam_id": group, "added_users": []any{ada}, "removed_users": []any{}})
	call("usergroups.disable", map[string]string{"usergroup": group})
	hears(map[string]any{"type": "subteam_updated"})
	c.quiet()
}
