package sandbox_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestFailingApps: everything an app can do instead of answering, what the
// person reads, what the next try of an event gives as its reason, and that
// what a person did is never sent twice.
func TestFailingApps(t *testing.T) {
	over := make(chan time.Time, 1) // ends the three seconds of the request under way
	tests := []struct {
		name          string
		answer        http.HandlerFunc
		person, retry string
		violation     bool
	}{
		{"never answers", func(_ http.ResponseWriter, r *http.Request) {
			over <- time.Time{}
			<-r.Context().Done()
		}, "operation_timeout", "http_timeout", true},
		{"drips", func(rw http.ResponseWriter, r *http.Request) {
			for range 3 {
				_, _ = rw.Write([]byte("x"))
				_ = http.NewResponseController(rw).Flush()
			}
			over <- time.Time{}
			<-r.Context().Done()
		}, "operation_timeout", "http_timeout", true},
		{"answers 500", func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) }, "dispatch_failed", "http_error", true},
		{"answers 404", http.NotFound, "dispatch_failed", "http_error", true},
		{"closes without an answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "dispatch_failed", "connection_failed", true},
		{"closes in the middle", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Length", "100")
			_, _ = rw.Write([]byte("half"))
			panic(http.ErrAbortHandler)
		}, "dispatch_failed", "connection_failed", true},
		{"redirects for ever", func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "/again", http.StatusFound)
		}, "dispatch_failed", "too_many_redirects", true},
		{"answers too much", func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write(make([]byte, 1<<20+1)) }, "dispatch_failed", "unknown_error", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reasons := make(chan string, 100)
			w := failingApp(t, reasons, tt.answer, over)
			if got := <-w.types("/lamp on"); got.Error != tt.person || got.OK {
				t.Errorf("command: got %+v, want %s", got, tt.person)
			}
			var clicked sandbox.ActionAnswer
			w.post("/client/shortcut", sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "light"}, &clicked)
			if clicked.OK || !strings.HasPrefix(clicked.Error, tt.person+": ") {
				t.Errorf("shortcut: got %+v, want %s", clicked, tt.person)
			}
			<-w.types("an event")
			w.settled()
			var got []string
			for len(reasons) > 0 {
				got = append(got, <-reasons)
			}
			r := tt.retry
			if diff := cmp.Diff([]string{"/commands", "/interactions", "/events", "/events 1 " + r, "/events 2 " + r, "/events 3 " + r}, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if v := w.srv.Violations(); (len(v) > 0) != tt.violation {
				t.Errorf("violations: got %+v", v)
			}
		})
	}
}

// failingApp runs a workspace whose app answers its challenge and nothing else
// well. The requests come out of reasons with what they say of the try before.
func failingApp(t *testing.T, reasons chan<- string, answer http.HandlerFunc, over <-chan time.Time) *world {
	app := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if answersChallenge(rw, raw) {
			return
		}
		if r.URL.Path != "/again" {
			reasons <- strings.TrimSpace(r.URL.Path + " " + r.Header.Get("X-Slack-Retry-Num") + " " + r.Header.Get("X-Slack-Retry-Reason"))
		}
		answer(rw, r)
	}))
	t.Cleanup(app.Close)
	cfg := config()
	cfg.Apps[0].SocketMode = false
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app.URL + "/commands", Interactions: app.URL + "/interactions", Events: app.URL + "/events"}
	return run(t, cfg, func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d == 3*time.Second {
				return over
			}
			return time.After(0)
		}
	})
}

// TestRedirects: two are followed with the whole request, the third is one too
// many.
func TestRedirects(t *testing.T) {
	for n, want := range []string{"", "", "", "dispatch_failed"} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			var asked atomic.Int32
			w, got := overHTTP(t, func(rw http.ResponseWriter, _ heard) {
				if int(asked.Add(1)) <= n {
					rw.Header().Set("Location", "/elsewhere")
					rw.WriteHeader(http.StatusMovedPermanently)
				}
			})
			sent := <-w.types("/lamp on")
			if sent.Error != want {
				t.Errorf("got %+v, want %q", sent, want)
			}
			for range min(n, 2) + 1 {
				w.verified(<-got)
			}
			if len(got) != 0 {
				t.Errorf("%d requests too many", len(got))
			}
		})
	}
}

// TestCertificates: an app behind a certificate that nobody vouches for, and one
// that speaks no TLS at all.
func TestCertificates(t *testing.T) {
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of the handshake
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, at := range map[string]string{"untrusted": untrusted.URL, "no TLS": strings.Replace(plain.URL, "http:", "https:", 1)} {
		cfg := config()
		cfg.Apps[0].SocketMode = false
		cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: at, Interactions: at}
		w := run(t, cfg)
		if got := <-w.types("/lamp on"); got.Error != "dispatch_failed" {
			t.Errorf("%s: got %+v", name, got)
		}
		if v := w.srv.Violations(); len(v) != 1 || !strings.Contains(v[0].What, "certificate") {
			t.Errorf("%s: violations: got %+v", name, v)
		}
	}
}

// TestNobodyAtTheURL: an app that is not started is no violation.
func TestNobodyAtTheURL(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	cfg := config()
	cfg.Apps[0].SocketMode = false
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: gone.URL, Interactions: gone.URL, Events: gone.URL}
	w := run(t, cfg, quick(nil))
	if got := <-w.types("/lamp on"); got.Error != "dispatch_failed" {
		t.Errorf("got %+v", got)
	}
	<-w.types("an event")
	w.settled()
	w.clean()
}

// TestCommandsWant200: another success acknowledges an event, not a command.
func TestCommandsWant200(t *testing.T) {
	w, got := overHTTP(t, func(rw http.ResponseWriter, _ heard) { rw.WriteHeader(http.StatusAccepted) }, quick(nil))
	if sent := <-w.types("/lamp on"); sent.Error != "dispatch_failed" {
		t.Errorf("command: got %+v", sent)
	}
	<-got
	<-w.types("an event")
	w.settled()
	if n := len(got); n != 1 {
		t.Errorf("the event was sent %d times, want once", n)
	}
}

// TestHurry: what waits for another try is sent when somebody says so, and is
// forgotten with the workspace it happened in.
func TestHurry(t *testing.T) {
	waits := make(chan time.Duration, 100)
	w, got := overHTTP(t, func(rw http.ResponseWriter, _ heard) { rw.WriteHeader(http.StatusInternalServerError) }, func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d != 3*time.Second {
				waits <- d
			}
			return nil
		}
	})
	<-w.types("an event")
	<-got
	for n, want := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		if d := <-waits; d != want {
			t.Errorf("wait %d: got %s, want %s", n, d, want)
		}
		var hurried sandbox.RetryAnswer
		w.post("/control/retries", sandbox.AppRequest{App: "lamp"}, &hurried)
		if hurried.Retried != 1 {
			t.Errorf("%d: got %+v", n, hurried)
		}
		if h := <-got; h.header.Get("X-Slack-Retry-Num") != fmt.Sprint(n+1) {
			t.Errorf("%d: got %v", n, h.header)
		}
	}
	w.settled()
	if n := w.srv.Retry(""); n != 0 {
		t.Errorf("%d still wait after the last try", n)
	}
	<-w.types("another")
	<-got
	<-waits
	w.srv.Reset()
	w.settled()
	if len(got) != 0 {
		t.Error("an event came out of a workspace that is gone")
	}
}
