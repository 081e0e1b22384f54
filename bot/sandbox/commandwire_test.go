package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestShouldEscape: what becomes of names and links after a command.
func TestShouldEscape(t *testing.T) {
	const words = "ask @bram & #general, #back-room or #nowhere: https://example.com/?a=1"
	for _, escape := range []bool{false, true} {
		cfg := config()
		cfg.Apps[0].Events = nil
		cfg.Apps[0].Commands[0].ShouldEscape = escape
		w := run(t, cfg)
		c := w.wire()
		p := c.during(func() {
			w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp " + words}, &sandbox.SendAnswer{})
		})
		want := words
		if escape {
			want = "ask <@" + w.id("bram") + "> &amp; <#" + w.id("general") + "|general>, <#" + w.id("back-room") + "|> or #nowhere: <https://example.com/?a=1>"
		}
		if diff := cmp.Diff(want, p["text"]); diff != "" {
			t.Errorf("escape %v (-want +got)\n%s", escape, diff)
		}
	}
}

// TestURLsOfAnApp: each kind of request goes to its own URL, and forms carry any
// text unharmed.
func TestURLsOfAnApp(t *testing.T) {
	got := make(chan heard, 10)
	app := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		got <- heard{path: r.URL.RequestURI(), header: r.Header, body: []byte(r.PostForm.Get("text") + r.PostForm.Get("payload"))}
	}))
	t.Cleanup(app.Close)
	cfg := config()
	a := &cfg.Apps[0]
	a.SocketMode, a.Events = false, nil
	a.Commands = append(a.Commands, sandbox.CommandConfig{Command: "/own", Description: "Own", URL: app.URL + "/own?x=1"})
	a.RequestURLs = sandbox.RequestURLs{Commands: app.URL + "/commands", Interactions: app.URL + "/interactions", Options: app.URL + "/options"}
	w := run(t, cfg)
	posted := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x", "blocks": panel})
	ts, _ := posted["ts"].(string)
	const odd = "a&b=c+d %20 é\n\"<x>\" 🥁;"
	tests := []struct {
		path, body string
		do         func()
	}{
		{"/commands", odd, func() { <-w.types("/lamp " + odd) }},
		{"/own?x=1", "", func() { <-w.types("/own") }},
		{"/interactions", "", func() {
			w.post("/client/shortcut", sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "light"}, &sandbox.ActionAnswer{})
		}},
		{"/options", "", func() {
			w.post("/client/options", sandbox.OptionsRequest{As: "ada", Channel: "general", TS: ts, BlockID: "row", ActionID: "far", Value: odd}, &sandbox.OptionsAnswer{})
		}},
	}
	for _, tt := range tests {
		tt.do()
		h := <-got
		if h.path != tt.path || tt.body != "" && string(h.body) != tt.body {
			t.Errorf("got %s %q, want %s %q", h.path, h.body, tt.path, tt.body)
		}
		if kind := h.header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
			t.Errorf("%s: got %s", tt.path, kind)
		}
	}
	if len(got) != 0 {
		t.Errorf("%d requests too many", len(got))
	}
}

// TestEventsComeInOrder over a socket, however many at once.
func TestEventsComeInOrder(t *testing.T) {
	w := run(t, config())
	c := w.wire()
	const n = 200
	for i := range n {
		w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": fmt.Sprint(i)})
	}
	for i := range n {
		if _, e := c.event(); e["text"] != fmt.Sprint(i) {
			t.Fatalf("event %d: got %v", i, e["text"])
		}
	}
	w.clean()
}
