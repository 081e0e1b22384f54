package people

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"drumbeat/bot/sandbox"
)

// T is the part of testing.TB that the driver needs.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	Cleanup(func())
}

// Workspace is a sandbox as a test sees it. Its methods may be called from
// several goroutines; failures must be reported on the test's own.
type Workspace struct {
	t    T
	base string
	http *http.Client
	// Patience is how long Await and Eventually wait in real time. It only guards
	// against waiting for ever, so In sets a minute, for machines that have other
	// things to do.
	Patience time.Duration

	settle func() // see Settles

	mu         sync.Mutex
	expected   []string // codes of violations that the test provokes
	tolerated  []string // codes that may happen
	happened   []string // of those, what came
	judged     int64    // the number of the last violation that was looked at
	restIsFine bool
	ended      bool

	looked map[string]string // what was looked at: message -> its rendering then
	told   map[string]bool   // ephemeral messages that Told has given
}

// In is the workspace served at a base URL such as http://127.0.0.1:8080. A nil
// client means http.DefaultClient. At the end of the test it fails for what
// happened unexpectedly, see Ends.
func In(t T, base string, client *http.Client) *Workspace {
	if client == nil {
		client = http.DefaultClient
	}
	w := &Workspace{
		t: t, base: strings.TrimSuffix(base, "/"), http: client, Patience: time.Minute,
		looked: map[string]string{}, told: map[string]bool{},
	}
	t.Cleanup(w.atEnd)
	return w
}

// Inside serves a handler for the length of the test and is the workspace in it.
func Inside(t T, handler http.Handler) *Workspace {
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return In(t, server.URL, server.Client())
}

// URL is where the workspace is served.
func (w *Workspace) URL() string { return w.base }

// As is a person by handle, real name or id. It fails the test when nobody has it.
func (w *Workspace) As(name string) *Person {
	w.t.Helper()
	for _, u := range w.state("").Users {
		if !u.IsBot && called(u, name) {
			return &Person{w: w, id: u.ID, name: u.Name, zone: zone(u.TZ)}
		}
	}
	w.t.Fatalf("there is no person %q", name)
	return nil
}

// called reports whether a user goes by a name: the handle with or without @,
// the real name, or the id.
func called(u sandbox.User, name string) bool {
	name = strings.TrimPrefix(name, "@")
	return u.ID == name || strings.EqualFold(u.Name, name) || strings.EqualFold(u.RealName, name)
}

// people are all who can act, in the order of the workspace.
func (w *Workspace) people() []*Person {
	var out []*Person
	for _, u := range w.state("").Users {
		if !u.IsBot && !u.Deleted {
			out = append(out, &Person{w: w, id: u.ID, name: u.Name, zone: zone(u.TZ)})
		}
	}
	return out
}

// Now is the workspace's time.
func (w *Workspace) Now() time.Time {
	w.t.Helper()
	return moment(w.state("").Now)
}

// Advance moves the workspace's clock on, in steps of a second or more.
func (w *Workspace) Advance(d time.Duration) {
	w.t.Helper()
	w.moveClock(sandbox.ClockRequest{Advance: d.String()})
}

// ClockTo moves the workspace's clock to a moment. Moving back is refused.
func (w *Workspace) ClockTo(at time.Time) {
	w.t.Helper()
	w.moveClock(sandbox.ClockRequest{To: at.Format(time.RFC3339Nano)})
}

func (w *Workspace) moveClock(to sandbox.ClockRequest) {
	w.t.Helper()
	var answer sandbox.ClockAnswer
	if err := w.post("/control/clock", to, &answer); err != nil {
		w.t.Fatalf("move the clock: %v", err)
	}
}

// Settles has every act wait, before it returns, until wait does: a test that can
// tell when its app is at rest says so here, and no act overtakes what the app
// still does about the one before. Without it an act returns when the app has
// acknowledged it. wait is called from the goroutine that acts, also when the act
// was refused. Call it before anybody acts.
func (w *Workspace) Settles(wait func()) { w.settle = wait }

// settled waits for the app, where the test can tell.
func (w *Workspace) settled() {
	if w.settle != nil {
		w.settle()
	}
}

// NoViolations fails the test if an app did anything that Slack refuses and the
// test did not expect. Every act does that by itself; call it where an app acts
// with nobody watching.
func (w *Workspace) NoViolations() {
	w.t.Helper()
	w.judge()
}

// Eventually returns once cond holds. It asks again after every event that
// anybody in the workspace can see, and now and then, and fails after Patience.
func (w *Workspace) Eventually(what string, cond func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), w.Patience)
	defer cancel()
	news := make(chan sandbox.Event, 1)
	for _, p := range w.people() {
		if err := p.listen(ctx, news); err != nil {
			if ctx.Err() == nil {
				w.t.Fatalf("listen as %s: %v", p.name, err)
			}
			break // too late: the look below decides
		}
	}
	look := time.NewTicker(100 * time.Millisecond) // for what the workspace does not tell of: whether a bot is ready
	defer look.Stop()
	for !cond() {
		select {
		case <-news:
		case <-look.C:
		case <-ctx.Done():
			w.judge() // a refusal is why, more often than not
			w.t.Fatalf("waited for %s in vain. The workspace shows:\n%s", what, w.tail())
			return
		}
	}
}
