package people_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// ending is a test that fails like a loser and ends when it is told to.
type ending struct {
	loser
	cleanups []func()
}

func (e *ending) Cleanup(fn func()) { e.cleanups = append(e.cleanups, fn) }

func (e *ending) Failed() bool { return e.said != "" }

// ends runs a test on a workspace of its own to its end and gives the words that
// it failed with.
func ends(t *testing.T, act func(w *people.Workspace, ines *people.Person)) string {
	t.Helper()
	config := sandbox.Config{
		People:   []sandbox.Person{{Name: "ines"}},
		Channels: []sandbox.ChannelConfig{{Name: "general", Members: []string{"ines", "mute"}}},
		Apps:     []sandbox.AppConfig{{Name: "Mute", BotName: "mute", BotToken: "xoxb-mute", Scopes: []string{"chat:write"}, Commands: []sandbox.CommandConfig{{Command: "/mute"}}}},
	}
	srv, err := sandbox.New(config, sandbox.Options{Now: func() time.Time { return start }, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	page := httptest.NewServer(srv.Handler())
	t.Cleanup(func() {
		page.Close()
		srv.Close()
	})
	e := &ending{loser: loser{T: t}}
	apart := func(fn func()) {
		done := make(chan struct{})
		go func() { // a failure ends its goroutine
			defer close(done)
			fn()
		}()
		<-done
	}
	apart(func() {
		w := people.In(e, page.URL, page.Client())
		act(w, w.As("ines"))
	})
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		apart(e.cleanups[i])
	}
	return e.said
}

// posts lets the app say something, with a wrong token if it is none.
func posts(t *testing.T, w *people.Workspace, token, text string) {
	t.Helper()
	resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", map[string][]string{"token": {token}, "channel": {"general"}, "text": {text}})
	if err != nil {
		t.Error(err)
		runtime.Goexit()
	}
	_ = resp.Body.Close()
}

// TestTheUnexpectedFails: what a test did not see or expect fails it, at the act
// or at the end, and what it said of it beforehand does not.
func TestTheUnexpectedFails(t *testing.T) {
	tests := []struct {
		name string
		act  func(w *people.Workspace, ines *people.Person)
		want string // "": it passes
	}{
		{"nothing happens", func(*people.Workspace, *people.Person) {}, ""},
		{"one's own words", func(_ *people.Workspace, ines *people.Person) { ines.Types("#general", "hello") }, ""},
		{"a message nobody looked at", func(w *people.Workspace, _ *people.Person) { posts(t, w, "xoxb-mute", "psst") }, "has not looked at:\n#general"},
		{"a message that was seen", func(w *people.Workspace, ines *people.Person) {
			posts(t, w, "xoxb-mute", "psst")
			ines.Await("#general", "psst")
		}, ""},
		{"a message that does not matter", func(w *people.Workspace, _ *people.Person) {
			w.TheRestDoesNotMatter()
			posts(t, w, "xoxb-mute", "psst")
		}, ""},
		{"a violation at the end", func(w *people.Workspace, _ *people.Person) {
			w.TheRestDoesNotMatter()
			posts(t, w, "xoxb-wrong", "psst")
		}, "Slack would have refused:\nchat.postMessage: invalid_auth"},
		{"a violation at the next act", func(w *people.Workspace, ines *people.Person) {
			posts(t, w, "xoxb-wrong", "psst")
			ines.Types("#general", "hello")
			t.Error("the test went on")
		}, `the request: {"channel":"general","text":"psst"}`},
		{"a violation that was expected", func(w *people.Workspace, _ *people.Person) {
			w.Expects("invalid_auth")
			posts(t, w, "xoxb-wrong", "psst")
		}, ""},
		{"another one than expected", func(w *people.Workspace, _ *people.Person) {
			w.Expects("missing_scope")
			posts(t, w, "xoxb-wrong", "psst")
		}, "invalid_auth"},
		{"one that was expected in vain", func(w *people.Workspace, _ *people.Person) { w.Expects("missing_scope") }, "expected Slack to refuse something with missing_scope"},
		{"said before the end", func(w *people.Workspace, _ *people.Person) {
			w.Ends()
			posts(t, w, "xoxb-mute", "psst")
		}, ""},
		{"after another failure", func(w *people.Workspace, ines *people.Person) {
			posts(t, w, "xoxb-mute", "psst")
			ines.SeesModal("Any")
		}, `wanted "Any"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ends(t, tt.act)
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("failed with %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAWorkspaceThatIsGone: nobody can say any more what happened in it.
func TestAWorkspaceThatIsGone(t *testing.T) {
	srv, err := sandbox.New(sandbox.Default(), sandbox.Options{Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	gone := httptest.NewServer(srv.Handler())
	e := &ending{loser: loser{T: t}}
	people.In(e, gone.URL, gone.Client())
	gone.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.cleanups[0]()
	}()
	<-done
	if !strings.Contains(e.said, "call Ends before it goes") {
		t.Errorf("failed with %q", e.said)
	}
}
