package sandbox_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// subtypes is what a person sees in a conversation, message by message: the
// subtype, who did it, and by whose invitation.
func (w *world) subtypes(as, channel string) []string {
	w.t.Helper()
	out := []string{}
	for _, m := range w.messages(as, channel) {
		out = append(out, m.Subtype+" "+m.User+" "+m.Inviter)
	}
	return out
}

// TestComingAndGoing: every way into a channel and out of it leaves Slack's
// message behind; whoever the configuration put there came without one.
func TestComingAndGoing(t *testing.T) {
	w := run(t, config())
	bot, ada, bram, dan := w.app().BotUserID, w.id("ada"), w.id("bram"), w.id("dan")
	general := w.id("general")
	if got := w.subtypes("ada", general); len(got) != 0 {
		t.Fatalf("before anybody came: got %v, want nothing", got)
	}
	var done sandbox.ActionAnswer
	var made sandbox.OpenAnswer
	w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: "pier"}, &made)
	w.post("/client/invite", sandbox.InviteRequest{As: "ada", Channel: made.Channel, Users: []string{"bram", "lamp"}}, &done)
	w.post("/client/invite", sandbox.InviteRequest{As: "ada", Channel: made.Channel, Users: []string{"bram"}}, &done) // is there already
	w.post("/client/join", sandbox.ChannelRequest{As: "dan", Channel: made.Channel}, &done)
	w.post("/client/leave", sandbox.ChannelRequest{As: "bram", Channel: made.Channel}, &done)
	w.call("conversations.kick", map[string]string{"channel": made.Channel, "user": dan})
	w.call("conversations.leave", map[string]string{"channel": made.Channel})
	w.call("conversations.join", map[string]string{"channel": made.Channel})
	w.post("/control/channels", sandbox.ChannelChange{ID: made.Channel, Add: []string{"bram"}, Remove: []string{"lamp"}}, &done)
	want := []string{
		"channel_join " + ada + " ", "channel_join " + bram + " " + ada, "channel_join " + bot + " " + ada, "channel_join " + dan + " ", "channel_leave " + bram + " ",
		"channel_leave " + dan + " ", "channel_leave " + bot + " ", "channel_join " + bot + " ", "channel_join " + bram + " ", "channel_leave " + bot + " ",
	}
	if diff := cmp.Diff(want, w.subtypes("ada", made.Channel)); diff != "" {
		t.Errorf("the channel (-want +got)\n%s", diff)
	}
	for _, ch := range w.state("bram").Channels {
		if ch.ID == made.Channel && (ch.Unread != 0 || ch.Mention) {
			t.Errorf("bram has %d unread, want none: nobody wrote", ch.Unread)
		}
	}
	own := w.messages("ada", made.Channel)[0]
	for _, path := range []string{"/client/edit", "/client/delete"} {
		if status := w.post(path, sandbox.EditRequest{As: "ada", Channel: made.Channel, TS: own.TS, Text: "I was never here"}, &done); status != 400 {
			t.Errorf("%s of one's own joining: %d, want 400", path, status)
		}
	}
	w.clean()
}

// TestJoinAsAppsSeeIt: the message's shape in history and in the event, of the
// app's own joining too, which is no app_mention.
func TestJoinAsAppsSeeIt(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = []string{"message.channels", "message.groups", "app_mention"}
	w := run(t, cfg)
	c := w.wire()
	bot, ada := w.app().BotUserID, w.id("ada")
	var made sandbox.OpenAnswer
	var done sandbox.ActionAnswer
	for _, tt := range []struct {
		name    string
		private bool
		want    map[string]any
	}{
		{"pier", false, map[string]any{"type": "message", "subtype": "channel_join", "text": "<@" + bot + "> has joined the channel", "user": bot, "inviter": ada, "channel_type": "channel"}},
		{"vault", true, map[string]any{"type": "message", "subtype": "group_join", "text": "<@" + bot + "> has joined the group", "user": bot, "inviter": ada, "channel_type": "group"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: tt.name, Private: tt.private}, &made)
			w.post("/client/invite", sandbox.InviteRequest{As: "ada", Channel: made.Channel, Users: []string{"lamp"}}, &done)
			_, e := c.event()
			if diff := cmp.Diff(tt.want, pick(e, "type", "subtype", "text", "user", "inviter", "channel_type")); diff != "" {
				t.Errorf("the event (-want +got)\n%s", diff)
			}
			delete(tt.want, "channel_type")
			newest := w.call("conversations.history", map[string]string{"channel": made.Channel})["messages"].([]any)[0].(map[string]any)
			if diff := cmp.Diff(tt.want, pick(newest, "type", "subtype", "text", "user", "inviter")); diff != "" {
				t.Errorf("history (-want +got)\n%s", diff)
			}
			for _, not := range []string{"bot_id", "blocks", "client_msg_id"} {
				if newest[not] != nil {
					t.Errorf("history has %s: %v", not, newest[not])
				}
			}
		})
	}
	c.quiet()
}

// TestMentionByEdit: an edit that mentions the app is told as app_mention, with
// the message's own ts; one that does not is none.
func TestMentionByEdit(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = []string{"app_mention"}
	w := run(t, cfg)
	c := w.wire()
	bot := w.app().BotUserID
	ts := w.says(sandbox.SendRequest{As: "ada", Channel: w.id("general"), Text: "help"})
	edit := func(text string) {
		t.Helper()
		var done sandbox.ActionAnswer
		if status := w.post("/client/edit", sandbox.EditRequest{As: "ada", Channel: w.id("general"), TS: ts, Text: text}, &done); status != 200 {
			t.Fatalf("edit: %d", status)
		}
	}
	edit("help me")
	edit("help me <@" + bot + ">")
	_, e := c.event()
	want := map[string]any{"type": "app_mention", "user": w.id("ada"), "text": "help me <@" + bot + ">", "ts": ts, "channel": w.id("general")}
	if diff := cmp.Diff(want, pick(e, "type", "user", "text", "ts", "channel")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	edited, _ := e["edited"].(map[string]any)
	if edited["user"] != w.id("ada") || e["event_ts"] == ts {
		t.Errorf("edited %v, event_ts %v: want who edited, and the moment of the edit", edited, e["event_ts"])
	}
	edit("no more")
	c.quiet()
}

// TestNoticesInSnapshots: who invited outlives a restart.
func TestNoticesInSnapshots(t *testing.T) {
	w := run(t, config())
	var made sandbox.OpenAnswer
	var done sandbox.ActionAnswer
	w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: "pier"}, &made)
	w.post("/client/invite", sandbox.InviteRequest{As: "ada", Channel: made.Channel, Users: []string{"bram"}}, &done)
	raw, err := json.Marshal(w.srv.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	before := w.subtypes("ada", made.Channel)
	other := run(t, config())
	if status := other.post("/control/restore", json.RawMessage(raw), &done); status != 200 {
		t.Fatalf("restore: %d", status)
	}
	if diff := cmp.Diff(before, other.subtypes("ada", made.Channel)); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
}
