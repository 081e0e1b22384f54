package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// urlApp runs a workspace whose app answers every request with answer.
func urlApp(t *testing.T, answer http.HandlerFunc, change ...func(*sandbox.Options)) *world {
	t.Helper()
	app := httptest.NewServer(answer)
	t.Cleanup(app.Close)
	cfg := config()
	cfg.Apps[0].SocketMode = false
	cfg.Apps[0].Commands = append(cfg.Apps[0].Commands, sandbox.CommandConfig{Command: "/lamp2", Description: "Another", URL: app.URL + "/two"})
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app.URL + "/commands", Interactions: app.URL + "/interactions", Events: app.URL + "/events"}
	return run(t, cfg, change...)
}

// TestURLVerification: the three forms of an answer that Slack takes, and what
// it does not take.
func TestURLVerification(t *testing.T) {
	tests := []struct {
		name   string
		kind   string
		answer func(challenge string) string
		ok     bool
	}{
		{"plain text", "text/plain", func(c string) string { return c }, true},
		{"a form", "application/x-www-form-urlencoded", func(c string) string { return "challenge=" + c }, true},
		{"JSON", "application/json", func(c string) string { return `{"challenge":"` + c + `"}` }, true},
		{"nothing", "text/plain", func(string) string { return "" }, false},
		{"another", "application/json", func(string) string { return `{"challenge":"guess"}` }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := urlApp(t, func(rw http.ResponseWriter, r *http.Request) {
				var e struct{ Type, Token, Challenge string }
				if err := json.NewDecoder(r.Body).Decode(&e); err != nil || e.Type != "url_verification" || e.Token == "" {
					t.Errorf("got %+v %v", e, err)
				}
				rw.Header().Set("Content-Type", tt.kind)
				_, _ = rw.Write([]byte(tt.answer(e.Challenge)))
			})
			if err := w.srv.VerifyURL("lamp"); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
			if got := w.state("ada").Apps[0].EventsURL; (got == "verified") != tt.ok || got == "unverified" {
				t.Errorf("state: got %q", got)
			}
			if v := w.srv.Violations(); (len(v) == 0) != tt.ok || !tt.ok && v[0].Code != "url_verification_failed" {
				t.Errorf("violations: got %+v", v)
			}
		})
	}
}

// TestEventsWaitForVerification: the challenge comes before the first event,
// once, and without its answer nothing else does.
func TestEventsWaitForVerification(t *testing.T) {
	for _, knows := range []bool{true, false} {
		got := make(chan string, 100)
		w := urlApp(t, func(rw http.ResponseWriter, r *http.Request) {
			raw, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			var e struct{ Type string }
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Error(err)
			}
			got <- e.Type
			if knows {
				answersChallenge(rw, raw)
			}
		}, quick(nil))
		if state := w.state("ada").Apps[0].EventsURL; state != "unverified" {
			t.Errorf("before: got %q", state)
		}
		<-w.types("one")
		w.settled()
		<-w.types("two")
		w.settled()
		var kinds []string
		for len(got) > 0 {
			kinds = append(kinds, <-got)
		}
		want := []string{"url_verification", "event_callback", "event_callback"}
		if !knows { // each try of both events asks again
			want = strings.Split(strings.Repeat("url_verification ", 8), " ")[:8]
		}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("knows the challenge %v (-want +got)\n%s", knows, diff)
		}
	}
}

// settled waits until nothing is on its way and nothing waits for another try.
func (w *world) settled() {
	w.t.Helper()
	if err := w.srv.WaitSettled(w.ctx()); err != nil {
		w.t.Fatal(err)
	}
}

// TestVerifyControl: every URL of an app is asked, commands with ssl_check.
func TestVerifyControl(t *testing.T) {
	var broken atomic.Bool
	w := urlApp(t, func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if !answersChallenge(rw, raw) {
			form, err := url.ParseQuery(string(raw))
			if err != nil || form.Get("ssl_check") != "1" || form.Get("token") == "" || r.Header.Get("X-Slack-Signature") == "" {
				t.Errorf("%s: got %s %v", r.URL.Path, raw, r.Header)
			}
		}
		if broken.Load() && r.URL.Path == "/two" {
			rw.WriteHeader(http.StatusNotFound)
		}
	})
	var got sandbox.VerifyAnswer
	w.post("/control/verify", sandbox.AppRequest{App: "lamp"}, &got)
	if !got.OK || len(got.Checks) != 3 || got.Checks[0].Check != "url_verification" || got.Checks[2].Check != "ssl_check" || !strings.HasSuffix(got.Checks[2].URL, "/two") {
		t.Errorf("got %+v", got)
	}
	w.clean()
	broken.Store(true)
	w.post("/control/verify", sandbox.AppRequest{}, &got)
	if got.OK || !got.Checks[1].OK || got.Checks[2].OK || got.Checks[2].Error == "" {
		t.Errorf("broken: got %+v", got)
	}
	if v := w.srv.Violations(); len(v) != 1 || v[0].Method != "ssl_check" {
		t.Errorf("violations: got %+v", v)
	}
	var refused sandbox.ErrorAnswer
	if status := w.post("/control/verify", sandbox.AppRequest{App: "nobody"}, &refused); status != http.StatusBadRequest || !strings.Contains(refused.Error, "nobody") {
		t.Errorf("unknown app: got %d %+v", status, refused)
	}
}
