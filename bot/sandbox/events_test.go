package sandbox_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// everyEvent is a workspace whose app listens to all that people do.
func everyEvent() sandbox.Config {
	cfg := config()
	cfg.Apps[0].Events = []string{
		"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim",
		"member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed",
	}
	return cfg
}

// raw reads one frame as JSON of any shape.
func (c *wire) raw() map[string]any {
	c.w.t.Helper()
	_, frame, err := c.ws.Read(c.w.ctx())
	if err != nil {
		c.w.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(frame, &out); err != nil {
		c.w.t.Fatal(err)
	}
	return out
}

// event acknowledges the next envelope and gives its payload and event.
func (c *wire) event() (payload, event map[string]any) {
	c.w.t.Helper()
	e := c.raw()
	c.ack(e["envelope_id"].(string), "")
	payload, _ = e["payload"].(map[string]any)
	event, _ = payload["event"].(map[string]any)
	if event == nil {
		c.w.t.Fatalf("got %v, want an event", e)
	}
	return payload, event
}

// quiet fails when the app was sent more than the test has read: the next thing
// that comes must be the command that is typed now.
func (c *wire) quiet() {
	c.w.t.Helper()
	answer := c.w.types("/lamp")
	e := c.raw()
	if e["type"] != "slash_commands" {
		c.w.t.Fatalf("got %v, want nothing but the command", e)
	}
	c.ack(e["envelope_id"].(string), "")
	<-answer
}

func pick(o map[string]any, keys ...string) map[string]any {
	out := map[string]any{}
	for _, k := range keys {
		if v, ok := o[k]; ok {
			out[k] = v
		}
	}
	return out
}

// TestEventEnvelope holds the outside of an event against Slack's.
func TestEventEnvelope(t *testing.T) {
	w := run(t, everyEvent())
	c := w.wire()
	<-w.types("hello")
	p, e := c.event()
	if id, _ := p["event_id"].(string); !strings.HasPrefix(id, "Ev") || !strings.HasSuffix(p["event_context"].(string), id) {
		t.Errorf("ids: got %v", p)
	}
	if p["event_time"] != float64(start.Unix()) || e["event_ts"] != e["ts"] {
		t.Errorf("times: got %v", p)
	}
	team := w.state("ada").Team.ID
	want := map[string]any{
		"type": "event_callback", "team_id": team, "context_team_id": team, "context_enterprise_id": nil, "api_app_id": w.app().ID, "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{"enterprise_id": nil, "team_id": team, "user_id": w.app().BotUserID, "is_bot": true, "is_enterprise_install": false}},
	}
	if diff := cmp.Diff(want, pick(p, "type", "team_id", "context_team_id", "context_enterprise_id", "api_app_id", "is_ext_shared_channel", "authorizations")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestMessageEvents: new, edited, deleted, answered and then deleted, by people
// and by the app itself, which hears its own messages too.
func TestMessageEvents(t *testing.T) {
	w := run(t, everyEvent())
	c := w.wire()
	var done sandbox.ActionAnswer
	sent := <-w.types("first")
	_, e := c.event()
	if diff := cmp.Diff(map[string]any{"type": "message", "channel": w.id("general"), "channel_type": "channel", "user": w.id("ada"), "text": "first", "ts": sent.TS}, pick(e, "type", "subtype", "channel", "channel_type", "user", "text", "ts")); diff != "" {
		t.Errorf("new (-want +got)\n%s", diff)
	}
	w.post("/client/edit", sandbox.EditRequest{As: "ada", Channel: "general", TS: sent.TS, Text: "second"}, &done)
	_, e = c.event()
	was, is := e["previous_message"].(map[string]any), e["message"].(map[string]any)
	if e["subtype"] != "message_changed" || e["hidden"] != true || was["text"] != "first" || is["text"] != "second" || is["edited"] == nil || was["edited"] != nil || is["ts"] != sent.TS || e["ts"] == sent.TS || e["ts"] != e["event_ts"] {
		t.Errorf("edited: got %v", e)
	}
	var reply sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "reply", ThreadTS: sent.TS}, &reply)
	if _, e = c.event(); e["thread_ts"] != sent.TS || e["parent_user_id"] != w.id("ada") {
		t.Errorf("reply: got %v", e)
	}
	w.post("/client/delete", sandbox.EditRequest{As: "ada", Channel: "general", TS: sent.TS}, &done)
	_, e = c.event()
	if is = e["message"].(map[string]any); e["subtype"] != "message_changed" || is["subtype"] != "tombstone" {
		t.Errorf("a deleted parent leaves a tombstone: got %v", e)
	}
	w.post("/client/delete", sandbox.EditRequest{As: "ada", Channel: "general", TS: reply.TS}, &done)
	if _, e = c.event(); e["subtype"] != "message_deleted" || e["deleted_ts"] != reply.TS || e["previous_message"].(map[string]any)["text"] != "reply" {
		t.Errorf("deleted: got %v", e)
	}
	w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "my own"})
	if _, e = c.event(); e["bot_id"] != w.app().BotID || e["subtype"] != nil || e["text"] != "my own" {
		t.Errorf("own: got %v", e)
	}
	w.call("chat.postEphemeral", map[string]string{"channel": w.id("general"), "user": w.id("ada"), "text": "nobody hears"})
	c.quiet()
}

// TestWhoHears: membership and scopes decide, whatever was subscribed to.
func TestWhoHears(t *testing.T) {
	cfg := everyEvent()
	without := func(scopes ...string) sandbox.Config {
		out := everyEvent()
		out.Apps[0].Scopes = slices.DeleteFunc(out.Apps[0].Scopes, func(s string) bool { return slices.Contains(scopes, s) })
		return out
	}
	react := func(w *world, ts string) {
		var done sandbox.ActionAnswer
		w.post("/client/reaction", sandbox.ReactionRequest{As: "bram", Channel: "general", TS: ts, Name: "tada"}, &done)
	}
	leave := func(w *world, _ string) {
		var done sandbox.ActionAnswer
		w.post("/client/leave", sandbox.ChannelRequest{As: "bram", Channel: "general"}, &done)
	}
	mention := func(w *world, _ string) { <-w.types("<@" + w.app().BotUserID + "> hello") }
	backRoom := func(w *world, _ string) {
		var sent sandbox.SendAnswer
		w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "back-room", Text: "secret"}, &sent)
	}
	home := func(w *world, _ string) { w.get("/client/home?as=ada&app="+w.app().ID, &sandbox.HomeAnswer{}) }
	direct := func(w *world, _ string) {
		for _, ch := range w.state("ada").Channels {
			if ch.IMUser == w.app().BotUserID {
				w.get("/client/messages?as=ada&channel="+ch.ID, &sandbox.MessagesAnswer{})
			}
		}
	}
	tests := []struct {
		name string
		cfg  sandbox.Config
		do   func(*world, string)
		want []string
	}{
		{"a message", cfg, func(w *world, _ string) { <-w.types("x") }, []string{"message"}},
		{"a message without the scope", without("channels:history"), func(w *world, _ string) { <-w.types("x") }, nil},
		{"a mention", cfg, mention, []string{"app_mention", "message"}},
		{"a mention without the scope", without("app_mentions:read"), mention, []string{"message"}},
		{"a room the bot is not in", cfg, backRoom, nil},
		{"a reaction", cfg, react, []string{"reaction_added"}},
		{"a reaction without the scope", without("reactions:read"), react, nil},
		{"somebody leaves", cfg, leave, []string{"member_left_channel", "message"}},
		{"somebody leaves, with the scope for private channels only", without("channels:read"), leave, []string{"message"}},
		{"the Home tab", cfg, home, []string{"app_home_opened home"}},
		{"the Messages tab", cfg, direct, []string{"app_home_opened messages"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := run(t, tt.cfg, func(o *sandbox.Options) { o.After = func(time.Duration) <-chan time.Time { return nil } }) // nothing is tried again
			var before sandbox.SendAnswer
			w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "before anybody listens"}, &before)
			if err := w.srv.WaitIdle(w.ctx()); err != nil {
				t.Fatal(err)
			}
			c := w.wire()
			tt.do(w, before.TS)
			var got []string
			for range tt.want {
				_, e := c.event()
				name := e["type"].(string)
				if tab, ok := e["tab"].(string); ok {
					name += " " + tab
				}
				got = append(got, name)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			c.quiet()
		})
	}
}

// TestHomeOpenedCarriesTheView once one was published, and only on that tab.
func TestHomeOpenedCarriesTheView(t *testing.T) {
	w := run(t, everyEvent())
	c := w.wire()
	open := func() map[string]any {
		w.get("/client/home?as=ada&app="+w.app().ID, &sandbox.HomeAnswer{})
		_, e := c.event()
		return e
	}
	if e := open(); e["view"] != nil || e["user"] != w.id("ada") || e["channel"] == nil {
		t.Errorf("before: got %v", e)
	}
	w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":[]}`})
	if v, _ := open()["view"].(map[string]any); v["type"] != "home" || v["state"] == nil || v["hash"] == "" {
		t.Errorf("after: got %v", v)
	}
	c.quiet()
}
