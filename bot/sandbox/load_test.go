package sandbox_test

import (
	"io"
	"maps"
	"net/http"
	"sync"
	"testing"

	"github.com/slack-go/slack/socketmode"

	"drumbeat/bot/sandbox"
)

// BenchmarkPost is chat.postMessage over HTTP with twenty pages listening.
func BenchmarkPost(b *testing.B) {
	cfg := config()
	cfg.Apps[0].Events = nil
	srv, err := sandbox.New(cfg, sandbox.Options{Now: (&hand{now: start}).Now})
	if err != nil {
		b.Fatal(err)
	}
	server := newServer(b, srv)
	for range 20 {
		resp, err := http.Get(server + "/client/events?as=ada")
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = resp.Body.Close() })
		go func() {
			_, _ = io.Copy(io.Discard, resp.Body) // ends with the server
		}()
	}
	form := values(map[string]string{"token": srv.Config().Apps[0].BotToken, "channel": "general", "text": "x", "blocks": section("hello")})
	b.ReportAllocs()
	for b.Loop() {
		resp, err := http.PostForm(server+"/api/chat.postMessage", form)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body) // only to use the connection again
		_ = resp.Body.Close()
	}
}

// TestManyAtOnce is everybody doing everything at the same time; the race
// detector and Slack's rules are the judges.
func TestManyAtOnce(t *testing.T) {
	w := run(t, config())
	w.listen(func(c *socketmode.Client, e socketmode.Event) {
		if e.Request != nil && e.Request.EnvelopeID != "" {
			_ = c.Ack(*e.Request, nil) // missing ones are violations below
		}
	})
	parent := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "parent", "blocks": section("hello <!here>")})["ts"].(string)
	where := map[string]string{"channel": w.id("general"), "ts": parent, "thread_ts": parent, "timestamp": parent, "name": "eyes", "user": w.id("ada"), "text": "reply"}
	var group sync.WaitGroup
	for n := range 6 {
		group.Go(func() {
			as := []string{"ada", "bram", "citra", "dan"}[n%4]
			var any1 map[string]any
			for range 15 {
				form := maps.Clone(where)
				w.call("chat.postMessage", form)
				delete(form, "thread_ts")
				w.call("conversations.replies", form)
				w.call("conversations.history", form)
				w.call("conversations.members", form)
				w.call("chat.update", map[string]string{"channel": form["channel"], "ts": parent, "text": as})
				w.call("reactions.add", form) // all but the first are refused
				w.post("/client/join", sandbox.ChannelRequest{As: as, Channel: "workshop"}, &any1)
				w.post("/client/leave", sandbox.ChannelRequest{As: as, Channel: "workshop"}, &any1)
				w.post("/client/reaction", sandbox.ReactionRequest{As: as, Channel: "general", TS: parent, Name: "tada"}, &any1)
				w.post("/client/send", sandbox.SendRequest{As: as, Channel: "general", Text: "/lamp on"}, &any1)
				w.get("/client/state?as="+as, &any1)
				w.get("/client/messages?as="+as+"&channel=general&thread_ts="+parent, &any1)
				w.call("views.publish", map[string]string{"user_id": w.id(as), "view": `{"type":"home","blocks":[]}`})
				w.get("/client/home?as="+as+"&app=lamp", &any1)
				w.srv.Clock().Pause(n%2 == 0)
			}
		})
	}
	group.Wait()
	list := w.messages("ada", "general")
	if list[0].ReplyCount != 6*15 {
		t.Errorf("got %d replies, want %d", list[0].ReplyCount, 6*15)
	}
	for _, v := range w.srv.Violations() {
		if v.Code != "already_reacted" {
			t.Errorf("violation: %+v", v)
		}
	}
}
