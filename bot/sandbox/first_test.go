package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestFirstMessages: what the file says was said is there, read, at its time,
// and no app hears of it.
func TestFirstMessages(t *testing.T) {
	cfg, err := sandbox.ReadConfig(strings.NewReader(`{
	  "people": [{"name": "ada"}, {"name": "bo"}],
	  "channels": [{"name": "general", "members": ["ada", "bo", "lamp"]}],
	  "apps": [{"name": "Lamp", "bot_name": "lamp", "scopes": ["channels:history"], "events": ["message.channels"], "socket_mode": true}],
	  "clock": {"start": "2026-11-24T09:00:00Z", "paused": true},
	  "messages": [
	    {"channel": "general", "user": "bo", "text": "first"},
	    {"channel": "#general", "user": "ada", "text": "Hello @bo & all", "ago": "3d", "reactions": [{"name": "wave", "users": ["bo", "Lamp"]}],
	     "replies": [{"user": "bo", "text": "Hi"}]},
	    {"channel": "general", "user": "Lamp", "text": "Lit", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Lit*"}}], "at": "2026-11-24T08:59:30Z"},
	    {"channel": "general", "user": "@lamp", "text": "now"}
	  ]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	w := run(t, cfg)
	var got []string
	for _, m := range append(w.messages("ada", "general"), w.messages("ada", "general&thread_ts="+w.messages("ada", "general")[1].TS)[1]) {
		got = append(got, stampOf(m.TS).Format("02 15:04:05 ")+m.User+" "+m.Text)
	}
	want := []string{
		"21 08:59:00 U0BO000000 first", "21 09:00:00 U0ADA00000 Hello <@U0BO000000> &amp; all", "24 08:59:30 U0LAMP0000 Lit",
		"24 09:00:00 U0LAMP0000 now", "21 09:01:00 U0BO000000 Hi",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	hello := w.messages("bo", "general")[1]
	if diff := cmp.Diff([]sandbox.Reaction{{Name: "wave", Users: []string{"U0BO000000", "U0LAMP0000"}, Count: 2}}, hello.Reactions); diff != "" || hello.ReplyCount != 1 {
		t.Errorf("%d replies, reactions (-want +got)\n%s", hello.ReplyCount, diff)
	}
	for _, c := range w.state("bo").Channels {
		if c.Unread != 0 {
			t.Errorf("%s has %d unread", c.Name, c.Unread)
		}
	}
	if n := len(w.srv.Traffic(0)); n != 0 {
		t.Errorf("an app heard of it: %d requests", n)
	}
	w.srv.Reset()
	if got := w.messages("ada", "general"); len(got) != 4 || got[1].TS != hello.TS {
		t.Errorf("after a reset: %+v", got)
	}
}

// stampOf is the moment of a message.
func stampOf(ts string) time.Time {
	f, err := strconv.ParseFloat(ts, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(f * 1000)).UTC()
}

func TestFirstMessageErrors(t *testing.T) {
	tests := []struct{ message, want string }{
		{`{"channel":"nowhere","user":"ada","text":"x"}`, `messages[0].channel: there is no channel "nowhere"`},
		{`{"channel":"c","user":"who","text":"x"}`, `messages[0].user: nobody is called "who"`},
		{`{"channel":"c","user":"ada"}`, `messages[0].text: missing`},
		{`{"channel":"c","user":"ada","blocks":[{"type":"divider"}]}`, `messages[0].blocks: only apps send blocks`},
		{`{"channel":"c","user":"A","blocks":[{"type":"section"}]}`, `messages[0].blocks: `},
		{`{"channel":"c","user":"ada","text":"x","at":"noon"}`, `messages[0]: at: "noon" must be a time`},
		{`{"channel":"c","user":"ada","text":"x","ago":"soon"}`, `messages[0]: ago: "soon" must be a span`},
		{`{"channel":"c","user":"ada","text":"x","ago":"1h","at":"2026-01-01T00:00:00Z"}`, `say at or ago, not both`},
		{`{"channel":"c","user":"ada","text":"x","at":"2027-01-01T00:00:00Z"}`, `comes after the clock's start`},
		{`{"channel":"c","user":"ada","text":"x","ago":"1h"},{"channel":"c","user":"ada","text":"x","ago":"2h"}`, `messages[1]: it came before the message above it`},
		{`{"channel":"c","user":"ada","text":"x","replies":[{"channel":"c","user":"ada","text":"x"}]}`, `messages[0].replies[0].channel: a reply is where its parent is`},
		{`{"channel":"c","user":"ada","text":"x","replies":[{"user":"ada","text":"x","replies":[{"user":"ada","text":"x"}]}]}`, `messages[0].replies[0].replies: a reply has no replies`},
		{`{"channel":"c","user":"ada","text":"x","reactions":[{"name":":x:","users":["ada"]}]}`, `messages[0].reactions[0].name`},
		{`{"channel":"c","user":"ada","text":"x","reactions":[{"name":"x","users":["who"]}]}`, `messages[0].reactions[0].users[0]: nobody is called "who"`},
	}
	for _, tt := range tests {
		file := fmt.Sprintf(`{"people":[{"name":"ada"}],"channels":[{"name":"c"}],"apps":[{"name":"A"}],"clock":{"start":"2026-11-24T09:00:00Z"},"messages":[%s]}`, tt.message)
		if !json.Valid([]byte(file)) {
			t.Fatalf("the test's own file is no JSON: %s", file)
		}
		if _, err := sandbox.ReadConfig(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.message, err, tt.want)
		}
	}
}
