package storetest

import (
	"context"
	"testing"
	"time"

	"drumbeat/workflow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Suite is the conformance suite with its sizes. Zero sizes mean the defaults;
// make them smaller for a server that is slow.
type Suite struct {
	Open    func(t *testing.T) workflow.Store // a fresh, empty store, closed by t.Cleanup
	Racers  int                               // goroutines in a race; 64
	Rounds  int                               // writes of each of them, and races for one key; 5
	History int                               // bytes of history in the big document; 1 MB
	Values  int                               // generated values of each type; 20
	Cancels int                               // writes cut off by their context; 60
}

// Run runs the whole suite at its full size. open gives a fresh, empty store
// and closes it by t.Cleanup; it is called once per subtest.
func Run(t *testing.T, open func(t *testing.T) workflow.Store) {
	t.Helper()
	Suite{Open: open}.Run(t)
}

// Run runs the whole suite.
func (s Suite) Run(t *testing.T) {
	t.Helper()
	size := func(n *int, usual int) {
		if *n == 0 {
			*n = usual
		}
	}
	size(&s.Racers, 64)
	size(&s.Rounds, 5)
	size(&s.History, 1<<20)
	size(&s.Values, 20)
	size(&s.Cancels, 60)

	t.Run("health", s.health)
	t.Run("releases", s.releases)
	t.Run("windows", s.windows)
	t.Run("notices", s.notices)
	t.Run("policies", s.policies)
	t.Run("streets", s.streets)
	t.Run("drafts", s.drafts)
	t.Run("queue", s.queue)
	t.Run("values", s.values)
	t.Run("races", s.races)
	t.Run("contexts", s.contexts)
}

func (s Suite) health(t *testing.T) {
	store := s.Open(t)
	if err := store.Health.Ping(t.Context()); err != nil {
		t.Errorf("ping of a fresh store: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantUnstored(t, "ping with a cancelled context", store.Health.Ping(ctx))

	// The clock goes forward, in UTC, and may be missing; if it is there once it
	// is there always.
	first, err := store.Health.Clock(t.Context())
	if err != nil {
		t.Errorf("clock of a fresh store: %v", err)
	}
	must(t, store.Health.Ping(t.Context()))
	second, err := store.Health.Clock(t.Context())
	switch {
	case err != nil:
		t.Errorf("clock: %v", err)
	case first.IsZero() != second.IsZero(), second.Before(first.Add(-time.Second)), !first.IsZero() && first.Location() != time.UTC:
		t.Errorf("the store's clock showed %s and then %s", first, second)
	}
	_, err = store.Health.Clock(ctx)
	wantUnstored(t, "clock with a cancelled context", err)
}

// asStored is how values are compared: a store may turn an empty slice into a
// nil one and back; times are the same instants, and in UTC.
var asStored = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() }),
}

// diff compares what came back with what was written.
func diff(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, asStored); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, clip(d))
	}
}

// must ends the test where a step that only prepares it fails.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("preparing: %v", err)
	}
}

// wantCode checks the code of an error, and that it is an error made for people.
func wantCode(t *testing.T, what string, err error, want workflow.Code) {
	t.Helper()
	if got := workflow.CodeOf(err); got != want {
		t.Errorf("%s: got code %q (%v), want %q", what, got, err, want)
		return
	}
	wantSentence(t, what, err)
}

// wantUnstored checks the error of a call whose context had ended before it:
// nothing can have been stored.
func wantUnstored(t *testing.T, what string, err error) {
	t.Helper()
	wantCode(t, what, err, workflow.CodeNotSaved)
}

func clip(s string) string {
	const most = 4000
	if len(s) > most {
		return s[:most] + "\n…"
	}
	return s
}

// day is a moment that tests count from: it has no fraction of a second.
var day = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
