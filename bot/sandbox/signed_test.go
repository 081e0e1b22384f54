package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// TestSignVector is the example that Slack publishes.
func TestSignVector(t *testing.T) {
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	got := sandbox.Sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, []byte(body))
	if want := "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// heard is one request that an app without Socket Mode got.
type heard struct {
	path   string
	header http.Header
	body   []byte
}

// overHTTP runs a workspace whose app has request URLs answered by reply.
func overHTTP(t *testing.T, reply func(http.ResponseWriter, heard), change ...func(*sandbox.Options)) (*world, chan heard) {
	t.Helper()
	got := make(chan heard, 100)
	cfg := config()
	app := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if answersChallenge(rw, raw) {
			return
		}
		h := heard{path: r.URL.Path, header: r.Header, body: raw}
		got <- h
		reply(rw, h)
	}))
	t.Cleanup(app.Close)
	cfg.Apps[0].SocketMode = false
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app.URL + "/commands", Interactions: app.URL + "/interactions", Events: app.URL + "/events"}
	w := run(t, cfg, append([]func(*sandbox.Options){func(o *sandbox.Options) { o.Now = time.Now }}, change...)...) // slack-go's verifier reads the real clock
	return w, got
}

// answersChallenge answers a url_verification as an app must.
func answersChallenge(rw http.ResponseWriter, body []byte) bool {
	var e struct{ Type, Challenge string }
	if json.Unmarshal(body, &e) != nil || e.Type != "url_verification" {
		return false
	}
	_, _ = rw.Write([]byte(e.Challenge)) // the sandbox sees what is missing
	return true
}

// verified checks the signature as slack-go does and gives the form.
func (w *world) verified(h heard) *http.Request {
	w.t.Helper()
	v, err := slack.NewSecretsVerifier(h.header, w.app().SigningSecret)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := v.Write(h.body); err != nil {
		w.t.Fatal(err)
	}
	if err := v.Ensure(); err != nil {
		w.t.Errorf("%s: %v", h.path, err)
	}
	r := httptest.NewRequest(http.MethodPost, h.path, newReader(h.body))
	r.Header = h.header
	return r
}

func TestSignedHTTP(t *testing.T) {
	w, got := overHTTP(t, func(rw http.ResponseWriter, h heard) {
		if h.path == "/commands" {
			rw.Header().Set("Content-Type", "application/json")
			_, _ = rw.Write([]byte(`{"response_type":"in_channel","text":"lit"}`))
		}
	})
	sent := <-w.types("/lamp on please")
	if !sent.OK || sent.Response != nil {
		t.Errorf("command: got %+v, want a public answer", sent)
	}
	cmd, err := slack.SlashCommandParse(w.verified(<-got))
	if err != nil || cmd.Command != "/lamp" || cmd.Text != "on please" || cmd.UserID != w.id("ada") || cmd.ChannelName != "general" || cmd.TriggerID == "" || cmd.APIAppID != w.app().ID {
		t.Errorf("command: got %+v %v", cmd, err)
	}
	list := w.messages("dan", "general")
	if len(list) != 2 || list[0].Text != "/lamp on please" || list[0].User != w.id("ada") || list[1].Text != "lit" {
		t.Errorf("messages: got %+v", list)
	}
	for range 2 { // the two messages as events
		r := w.verified(<-got)
		if r.URL.Path != "/events" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("X-Slack-Retry-Num") != "" {
			t.Errorf("event: got %s %v", r.URL, r.Header)
		}
	}
	var done sandbox.ActionAnswer
	w.post("/client/shortcut", sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "light"}, &done)
	cb, err := slack.InteractionCallbackParse(w.verified(<-got))
	if err != nil || !done.OK || cb.Type != slack.InteractionTypeShortcut || cb.CallbackID != "light" {
		t.Errorf("shortcut: got %+v %+v %v", done, cb, err)
	}
	w.clean()
}

func TestSignedHTTPPlainTextAndFailures(t *testing.T) {
	answer, over := make(chan func(http.ResponseWriter), 10), make(chan time.Time)
	w, got := overHTTP(t, func(rw http.ResponseWriter, _ heard) { (<-answer)(rw) }, quick(over))
	tests := []struct {
		name, want, says string
		answer           func(http.ResponseWriter)
	}{
		{"plain text", "", "just words", func(rw http.ResponseWriter) { _, _ = rw.Write([]byte("just words")) }},
		{"empty", "", "", func(http.ResponseWriter) {}},
		{"500", "dispatch_failed", "", func(rw http.ResponseWriter) { rw.WriteHeader(http.StatusInternalServerError) }},
		{"cut off", "dispatch_failed", "", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }},
		{"bad blocks", "dispatch_failed", "", func(rw http.ResponseWriter) {
			rw.Header().Set("Content-Type", "application/json")
			_, _ = rw.Write([]byte(`{"blocks":[{"type":"x"}]}`))
		}},
	}
	for _, tt := range tests {
		answer <- tt.answer
		sent := <-w.types("/lamp on")
		<-got
		text := ""
		if sent.Response != nil {
			text = sent.Response.Text
		}
		if sent.Error != tt.want || text != tt.says {
			t.Errorf("%s: got %+v, want error %q and text %q", tt.name, sent, tt.want, tt.says)
		}
	}
	hold := make(chan struct{})
	answer <- func(http.ResponseWriter) { <-hold }
	slow := w.types("/lamp on")
	<-got
	over <- time.Time{}
	sent := <-slow
	close(hold)
	if sent.Error != "operation_timeout" {
		t.Errorf("slow: got %+v, want operation_timeout", sent)
	}
}

// TestEventRetriesOverHTTP: three more tries, numbered, with the reason; none
// when the app says so.
func TestEventRetriesOverHTTP(t *testing.T) {
	for _, stop := range []bool{false, true} {
		w, got := overHTTP(t, func(rw http.ResponseWriter, _ heard) {
			if stop {
				rw.Header().Set("X-Slack-No-Retry", "1")
			}
			rw.WriteHeader(http.StatusServiceUnavailable)
		}, quick(nil))
		<-w.types("hello")
		var nums, reasons []string
		want := 4
		if stop {
			want = 1
		}
		for range want {
			h := <-got
			nums, reasons = append(nums, h.header.Get("X-Slack-Retry-Num")), append(reasons, h.header.Get("X-Slack-Retry-Reason"))
		}
		if err := w.srv.WaitIdle(w.ctx()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"", "1", "2", "3"}[:want], nums); diff != "" {
			t.Errorf("numbers (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff([]string{"", "http_error", "http_error", "http_error"}[:want], reasons); diff != "" {
			t.Errorf("reasons (-want +got)\n%s", diff)
		}
		w.srv.Close()
		if len(got) != 0 {
			t.Errorf("%d tries too many", len(got))
		}
	}
}

// TestRedeliverSendsTheSameBytes: over HTTP a repeat is byte for byte the same.
func TestRedeliverSendsTheSameBytes(t *testing.T) {
	w, got := overHTTP(t, func(http.ResponseWriter, heard) {})
	<-w.types("/lamp on")
	first := <-got
	if !w.srv.Redeliver(w.ctx(), "lamp", 2) {
		t.Fatal("nothing to send again")
	}
	for range 2 {
		again := <-got
		if string(again.body) != string(first.body) || again.header.Get("X-Slack-Signature") != first.header.Get("X-Slack-Signature") {
			t.Errorf("got other bytes:\n%s\n%s", first.body, again.body)
		}
	}
}
