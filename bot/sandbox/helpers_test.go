package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// start is the frozen base time of most tests: a Tuesday morning.
var start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// hand is a base clock that tests turn by hand.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) turn(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// world is a running sandbox with its clients.
type world struct {
	t    *testing.T
	srv  *sandbox.Server
	http *httptest.Server
	base *hand
	cfg  sandbox.Config
}

// config is the default workspace without rate limits, which have tests of
// their own.
func config() sandbox.Config {
	cfg := sandbox.Default()
	cfg.NoRateLimits = true
	return cfg
}

func run(t *testing.T, cfg sandbox.Config, change ...func(*sandbox.Options)) *world {
	t.Helper()
	w := &world{t: t, base: &hand{now: start}}
	opts := sandbox.Options{Now: w.base.Now, After: patient}
	for _, c := range change {
		c(&opts)
	}
	srv, err := sandbox.New(cfg, opts)
	if err != nil {
		t.Fatal(err)
	}
	w.srv, w.cfg = srv, srv.Config()
	w.http = httptest.NewServer(srv.Handler())
	t.Cleanup(func() {
		srv.Close()
		w.http.Close()
	})
	return w
}

// patient is real waiting, but for the few seconds that an app and its socket
// have: a slow machine needs more, and those tests that are about them end them
// by hand.
func patient(d time.Duration) <-chan time.Time {
	if d == 2*time.Second || d == 3*time.Second {
		d = time.Minute
	}
	return time.After(d)
}

// ctx ends a test that waits for what never comes.
func (w *world) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	w.t.Cleanup(cancel)
	return ctx
}

func (w *world) app() sandbox.AppConfig { return w.cfg.Apps[0] }

// slack is slack-go as the app would use it.
func (w *world) slack(options ...slack.Option) *slack.Client {
	options = append([]slack.Option{slack.OptionAPIURL(w.http.URL + "/api/"), slack.OptionAppLevelToken(w.app().AppToken), slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second})}, options...)
	return slack.New(w.app().BotToken, options...)
}

// id finds the id of a person or channel by name.
func (w *world) id(name string) string {
	w.t.Helper()
	for _, p := range w.cfg.People {
		if p.Name == name {
			return p.ID
		}
	}
	for _, c := range w.cfg.Channels {
		if c.Name == name {
			return c.ID
		}
	}
	w.t.Fatalf("nobody and nothing is called %s", name)
	return ""
}

// post sends JSON as a person's client and decodes the answer.
func (w *world) post(path string, in, out any) int {
	w.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.Post(w.http.URL+path, "application/json", bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(resp, path, out)
}

func (w *world) get(path string, out any) int {
	w.t.Helper()
	resp, err := http.Get(w.http.URL + path)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(resp, path, out)
}

func (w *world) read(resp *http.Response, path string, out any) int {
	w.t.Helper()
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, out); err != nil {
		w.t.Fatalf("%s answered %d %s: %v", path, resp.StatusCode, raw, err)
	}
	return resp.StatusCode
}

// call calls a Web API method with a form and gives the raw answer.
func (w *world) call(method string, form map[string]string) map[string]any {
	w.t.Helper()
	if _, given := form["token"]; !given {
		form["token"] = w.app().BotToken
	}
	resp, err := http.PostForm(w.http.URL+"/api/"+method, values(form))
	if err != nil {
		w.t.Fatal(err)
	}
	var out map[string]any
	w.read(resp, method, &out)
	return out
}

func values(form map[string]string) map[string][]string {
	out := map[string][]string{}
	for k, v := range form {
		out[k] = []string{v}
	}
	return out
}

// messages is what a person sees in a conversation.
func (w *world) messages(as, channel string) []sandbox.Message {
	w.t.Helper()
	var out sandbox.MessagesAnswer
	w.get("/client/messages?peek=1&as="+as+"&channel="+channel, &out)
	return out.Messages
}

// state is a person's page.
func (w *world) state(as string) sandbox.State {
	w.t.Helper()
	var out sandbox.State
	w.get("/client/state?as="+as, &out)
	return out
}

// clean fails when the app did something that Slack refuses.
func (w *world) clean() {
	w.t.Helper()
	for _, v := range w.srv.Violations() {
		w.t.Errorf("violation: %s: %s: %s %s", v.Method, v.Code, v.What, v.Pointer)
	}
}

// newServer serves a sandbox until the benchmark ends and gives its address.
func newServer(tb testing.TB, srv *sandbox.Server) string {
	server := httptest.NewServer(srv.Handler())
	tb.Cleanup(func() {
		srv.Close()
		server.Close()
	})
	return server.URL
}
