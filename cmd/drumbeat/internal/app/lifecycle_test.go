package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// TestStopping tells everything at once to take on nothing new, and takes it
// down in reverse: what is still needed by others goes on until they have ended.
func TestStopping(t *testing.T) {
	life := newLifecycle(testLog(t))
	life.within = time.Minute
	var mu sync.Mutex
	var said []string
	say := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, what)
	}
	life.onStop("store", func(context.Context) error { say("store closed"); return nil })
	life.runOn("relay", func(ctx context.Context) error { <-ctx.Done(); say("relay ended"); return ctx.Err() })
	halted := make(chan struct{})
	life.run("socket", func(ctx context.Context) error {
		<-ctx.Done()
		<-halted // halting reaches everything, also what was started before
		say("socket ended")
		return nil
	})
	life.onStop("http", func(context.Context) error { say("http ended"); return nil })
	life.onHalt("requests", func() { say("no new requests"); close(halted) })
	if err := life.stop(); err != nil {
		t.Error(err)
	}
	want := []string{"no new requests", "socket ended", "http ended", "relay ended", "store closed"}
	slices.Sort(want[1:3])
	slices.Sort(said[1:3]) // the socket ends when it was told, which may be before or after
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestAStopThatHangsEnds has parts that never end and do not keep to their
// context: the stop is over all the same, names them, and has asked every part.
func TestAStopThatHangsEnds(t *testing.T) {
	life := newLifecycle(testLog(t))
	life.within = 50 * time.Millisecond
	forever := make(chan struct{})
	t.Cleanup(func() { close(forever) })
	closed := make(chan struct{})
	life.onStop("store", func(context.Context) error { close(closed); return nil })
	for _, name := range []string{"one", "two", "three"} {
		life.run(name, func(context.Context) error { <-forever; return nil })
		life.onStop(name+" again", func(context.Context) error { <-forever; return nil })
	}
	err := life.stop()
	for _, name := range []string{"one", "two", "three again"} {
		if err == nil || !strings.Contains(err.Error(), "stop "+name+": did not stop in time") {
			t.Errorf("got %v, want %s named", err, name)
		}
	}
	awaits(t, closed, "the closing of the store")
}

// stopPromise is how long a stop may take whatever hangs; slowMachine is what a
// machine with nothing to spare may add.
const (
	stopPromise = 5 * time.Second
	slowMachine = 15 * time.Second
)

// TestStoppingWhileSlackHangs stops a bot in the middle of everything, with a
// Slack that answers nothing any more.
func TestStoppingWhileSlackHangs(t *testing.T) {
	w := newLocalSlack(t)
	w.TheRestDoesNotMatter()
	sending := make(chan struct{}, 100)
	life := w.serve(t, tuning{deliver: func(d *deliver.Options) {
		d.At = func(point, _ string) {
			if point == deliver.PointSend {
				sending <- struct{}{}
			}
		}
	}})
	for _, method := range []string{"chat.postMessage", "conversations.open", "response_url"} {
		if err := w.server.Inject(sandbox.Fault{Method: method, Kind: sandbox.FaultTimeoutBefore}); err != nil {
			t.Fatal(err)
		}
	}
	if !*campaignFull {
		life.within = time.Second // CI need not sit out the whole promise
	}
	w.asks("ines")
	awaits(t, sending, "a call that hangs")
	stopsInTime(t, life)
}

// TestStoppingWhileTheStoreHangs is the same with a store that never answers: it
// was read before, and nothing that is written comes back.
func TestStoppingWhileTheStoreHangs(t *testing.T) {
	w := newLocalSlack(t)
	hung := &hungNotices{over: make(chan struct{}), asked: make(chan struct{}, 1)}
	t.Cleanup(func() { close(hung.over) })
	life := w.serve(t, tuning{store: func(s workflow.Store) workflow.Store {
		hung.Notices = s.Notices
		s.Notices = hung
		return s
	}})
	w.TheRestDoesNotMatter()
	w.asks("ines")
	awaits(t, hung.asked, "the question to the store")
	stopsInTime(t, life)
}

// serve runs the bot in this process until the test stops it.
func (w *localSlack) serve(t *testing.T, tune tuning) *lifecycle {
	t.Helper()
	for _, pair := range append(w.env, Prefix+"_DATA_DIR="+t.TempDir()) {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	cfg, err := ReadConfig()
	if err != nil {
		t.Fatal(err)
	}
	life := newLifecycle(discard())
	t.Cleanup(func() { _ = life.stop() })
	tune.bot = unhurriedBot
	if err := startServe(t.Context(), life, cfg, tune); err != nil {
		t.Fatal(err)
	}
	w.connected(t)
	return life
}

func stopsInTime(t *testing.T, life *lifecycle) {
	t.Helper()
	began := time.Now()
	err := life.stop()
	took := time.Since(began)
	t.Logf("stopped in %s: %v", took.Round(time.Millisecond), err)
	if took > stopPromise+slowMachine {
		t.Errorf("stopping took %s, promised are %s", took, stopPromise)
	}
}

// asks has somebody ask for a release.
func (w *localSlack) asks(name string) {
	who := w.As(name)
	who.Types("#releases", "/release request Faster checkout")
	form := who.SeesModal("Request a release")
	fillFields(form)
	form.Sends()
}

// awaits waits for a signal, however slow the machine is.
func awaits(t *testing.T, signal <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-signal:
	case <-time.After(time.Minute):
		t.Fatalf("waited in vain for %s", what)
	}
}

// hungNotices is an outbox that is never heard of again once something was added.
type hungNotices struct {
	workflow.Notices
	over  chan struct{}
	asked chan struct{}
}

func (h *hungNotices) Add(ctx context.Context, _ []workflow.Notice) error {
	select {
	case h.asked <- struct{}{}:
	default:
	}
	select {
	case <-ctx.Done():
	case <-h.over:
	}
	return &workflow.Error{Code: workflow.CodeNotSaved, Message: "Not saved: our database did not answer.", Err: errors.New("no answer")}
}
