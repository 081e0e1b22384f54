package mongodb

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"drumbeat/store/storetest/faultproxy"
	"drumbeat/workflow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func build(origin string) func(workflow.Number) workflow.Release {
	return func(n workflow.Number) workflow.Release {
		return workflow.Release{Origin: origin, Revision: 1, State: workflow.Submitted, CreatedAt: noon, UpdatedAt: noon}
	}
}

// withEntry is r with one more line of history, by which its write is known.
func withEntry(r workflow.Release, request string) workflow.Release {
	r = r.Clone()
	r.History = append(r.History, workflow.Entry{Seq: len(r.History) + 1, At: noon, Request: request})
	return r
}

// oneWrite is a write of every kind on a fresh store, and the way to see
// whether it is there.
type oneWrite struct {
	command string
	do      func(context.Context, workflow.Store) error
	there   func(context.Context, workflow.Store) (bool, error)
}

func prepared(t *testing.T, s workflow.Store) map[string]oneWrite {
	t.Helper()
	r, err := s.Releases.Create(t.Context(), build("view:V0"))
	if err != nil {
		t.Fatal(err)
	}
	w := workflow.Window{Slot: workflow.Slot{ID: "web:1", Opens: noon}}
	if err := s.Windows.Put(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	n := workflow.Notice{ID: "event:1", Kind: workflow.NoticeEvent, Due: noon}
	if err := s.Notices.Add(t.Context(), []workflow.Notice{n}); err != nil {
		t.Fatal(err)
	}
	w.Version, w.Places = 1, []workflow.Reservation{{Release: 1, At: noon}}
	n.Delivery = workflow.Delivery{Version: 1, Status: workflow.NoticeClaimed, ClaimedBy: "us", ClaimedUntil: noon}
	return map[string]oneWrite{
		"create": {"insert", func(ctx context.Context, s workflow.Store) error {
			created, err := s.Releases.Create(ctx, build("view:V1"))
			if err == nil && created.Number != 2 {
				return fmt.Errorf("created %s", created.Number)
			}
			return err
		}, func(ctx context.Context, s workflow.Store) (bool, error) {
			got, err := s.Releases.Get(ctx, 2)
			if workflow.CodeOf(err) == workflow.CodeNotFound {
				return false, nil
			}
			return got.Origin == "view:V1" && got.Version == 1, err
		}},
		"replace": {"update", func(ctx context.Context, s workflow.Store) error {
			return s.Releases.Replace(ctx, withEntry(r, "click"))
		}, func(ctx context.Context, s workflow.Store) (bool, error) {
			got, err := s.Releases.Get(ctx, 1)
			_, there := got.Done("click")
			return there && got.Version == 2, err
		}},
		"put": {"update", func(ctx context.Context, s workflow.Store) error { return s.Windows.Put(ctx, w) },
			func(ctx context.Context, s workflow.Store) (bool, error) {
				got, err := s.Windows.Get(ctx, "web:1")
				return got.Holds(1) && got.Version == 2, err
			}},
		"claim": {"update", func(ctx context.Context, s workflow.Store) error { return s.Notices.Replace(ctx, n) },
			func(ctx context.Context, s workflow.Store) (bool, error) {
				got, err := s.Notices.Get(ctx, "event:1")
				return got.Delivery.ClaimedBy == "us" && got.Delivery.Version == 2, err
			}},
		"save policy": {"insert", func(ctx context.Context, s workflow.Store) error {
			_, err := s.Policies.Save(ctx, workflow.Policy{Zone: "UTC"})
			return err
		}, func(ctx context.Context, s workflow.Store) (bool, error) {
			got, err := s.Policies.Current(ctx)
			if workflow.CodeOf(err) == workflow.CodeNotFound {
				return false, nil
			}
			return got.Version == 1 && got.Zone == "UTC", err
		}},
	}
}

// TestOneFault lets every kind of write meet every fault once. The server is
// there again at once, so that the store can find out, and must. Where no answer
// comes, only the caller's time ends the wait for it; all else has all the time
// that a slow machine may need.
func TestOneFault(t *testing.T) {
	serverURI(t)
	const impatient = 1500 * time.Millisecond
	for name, c := range map[string]struct {
		faultproxy.Rule
		within time.Duration
	}{
		"lost before its effect":     {faultproxy.Rule{Fault: faultproxy.DropBefore}, unhurried},
		"reply lost":                 {faultproxy.Rule{Fault: faultproxy.DropAfter}, unhurried},
		"swallowed":                  {faultproxy.Rule{Fault: faultproxy.SwallowBefore}, impatient},
		"reply swallowed":            {faultproxy.Rule{Fault: faultproxy.SwallowAfter}, impatient},
		"reply late":                 {faultproxy.Rule{Fault: faultproxy.DelayAfter, Delay: 2 * impatient}, impatient},
		"not primary":                {faultproxy.Rule{Fault: faultproxy.NotPrimary}, unhurried},
		"concern not met":            {faultproxy.Rule{Fault: faultproxy.ConcernTimeout}, unhurried},
		"shut down after its effect": {faultproxy.Rule{Fault: faultproxy.ConcernStopped}, unhurried},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := c.Rule
			r := onServer(t, Options{Settle: unhurried})
			r.patience = unhurried
			for kind, w := range prepared(t, r.Ports()) {
				rule.Count, rule.Commands = 1, []string{w.command}
				hit := r.proxy.Inject(rule)
				ctx, cancel := context.WithTimeout(t.Context(), c.within)
				err := w.do(ctx, r.Ports())
				cancel()
				if err != nil {
					t.Errorf("%s: %v, want the truth: it is stored", kind, err)
				}
				if there, err := w.there(t.Context(), r.Ports()); !there || err != nil {
					t.Errorf("%s: stored: got %v, %v", kind, there, err)
				}
				if hit.Hits() != 1 {
					t.Errorf("%s: the fault hit %d times, want once", kind, hit.Hits())
				}
				r.proxy.Clear()
			}
		})
	}
}

// TestLateWrite lets a write reach the server only after its caller has given
// up. The store has sent it again by then: the copy that comes late finds the
// version gone, and there is one effect.
func TestLateWrite(t *testing.T) {
	t.Parallel()
	r := onServer(t, Options{Settle: unhurried})
	r.patience = unhurried
	s := r.Ports()
	kinds := prepared(t, s)
	for kind, w := range kinds {
		late := r.proxy.Inject(faultproxy.Rule{Fault: faultproxy.DelayBefore, Delay: 5 * time.Second, Commands: []string{w.command}, Count: 1})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		err := w.do(ctx, s)
		cancel()
		if err != nil || late.Hits() != 1 {
			t.Errorf("%s: %v after %d hits", kind, err, late.Hits())
		}
		r.proxy.Clear()
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.proxy.Idle(t.Context()); err != nil { // the late copies have arrived
		t.Fatal(err)
	}
	if got, want := r.proxy.Seen("update")+r.proxy.Seen("insert"), 3+2*len(kinds); got < want {
		t.Errorf("the server saw %d writes, want at least %d: those that prepare and each other twice", got, want)
	}
	again := connect(t, r.uri, Options{Database: r.db.Name()}).Ports()
	for kind, w := range kinds {
		if there, err := w.there(t.Context(), again); !there || err != nil {
			t.Errorf("%s: stored once: got %v, %v", kind, there, err)
		}
	}
}

// TestServerGone takes the server away and brings it back.
func TestServerGone(t *testing.T) {
	t.Parallel()
	r := onServer(t, Options{})
	s := r.Ports()
	stored, err := s.Releases.Create(t.Context(), build("view:V1"))
	if err != nil {
		t.Fatal(err)
	}
	r.proxy.Down()
	// The first calls may find a connection that they believe in; what counts is
	// that whoever is told "not saved" is told the truth, and not only because the
	// caller's time is up: looking for a server ends by itself after two seconds.
	for i := range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		err := s.Releases.Replace(ctx, withEntry(stored, fmt.Sprintf("gone %d", i)))
		if code := workflow.CodeOf(err); code != workflow.CodeNotSaved && (i > 0 || code != workflow.CodeUnknown) {
			t.Errorf("call %d with the server gone: got %v, want not_saved", i, err)
		}
		if ctx.Err() != nil {
			t.Errorf("call %d did not end by itself", i)
		}
		cancel()
	}
	if err := r.proxy.Up(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Releases.Replace(ctx, withEntry(stored, "back")); err != nil {
		t.Errorf("with the server back: %v", err)
	}
	got, err := s.Releases.Get(ctx, stored.Number)
	if err != nil || got.Version != 2 || len(got.History) != 1 || got.History[0].Request != "back" {
		t.Errorf("stored: got version %d with history %v, %v; want only what was acknowledged", got.Version, got.History, err)
	}
}

// TestStorm lets many writers race on few releases while a tenth of the
// commands meets a fault, and then compares every outcome with the histories.
func TestStorm(t *testing.T) {
	t.Parallel()
	r := onServer(t, Options{})
	s := r.Ports()
	const releases, writers, rounds = 3, 8, 10
	for i := range releases {
		if _, err := s.Releases.Create(t.Context(), build(fmt.Sprint("view:", i))); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []faultproxy.Fault{faultproxy.DropBefore, faultproxy.DropAfter, faultproxy.SwallowAfter, faultproxy.NotPrimary, faultproxy.ConcernTimeout} {
		r.proxy.Inject(faultproxy.Rule{Fault: f, Rate: 0.02})
	}
	var mu sync.Mutex
	told := map[string]workflow.Code{}
	var writing sync.WaitGroup
	for w := range writers {
		rnd := rand.New(rand.NewPCG(7, uint64(w)))
		writing.Go(func() {
			for i := range rounds {
				request := fmt.Sprintf("writer %d, %d", w, i)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				was, err := s.Releases.Get(ctx, workflow.Number(1+rnd.IntN(releases)))
				if err == nil {
					err = s.Releases.Replace(ctx, withEntry(was, request))
				}
				cancel()
				mu.Lock()
				told[request] = workflow.CodeOf(err)
				mu.Unlock()
			}
		})
	}
	writing.Wait()
	r.proxy.Clear()

	there := histories(t, s, releases)
	count := map[workflow.Code]int{}
	for request, code := range told {
		count[code]++
		if code != workflow.CodeUnknown && there[request] != (code == "") {
			t.Errorf("%s: told %q, stored %v", request, code, there[request])
		}
	}
	t.Logf("%d writes under faults: %v", len(told), count)
	if count[""] == 0 {
		t.Error("nothing was stored in the storm")
	}
}

// histories gives the requests in the histories of the first releases, each of
// which must be there once, with one version of its release for it.
func histories(t *testing.T, s workflow.Store, releases int) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	for n := range releases {
		got, err := s.Releases.Get(t.Context(), workflow.Number(1+n))
		if err != nil {
			t.Fatal(err)
		}
		if int(got.Version) != len(got.History)+1 {
			t.Errorf("%s: version %d after %d writes in its history", got.Number, got.Version, len(got.History))
		}
		for _, e := range got.History {
			if there[e.Request] {
				t.Errorf("%s is there twice", e.Request)
			}
			there[e.Request] = true
		}
	}
	return there
}

// TestAddUnderFaults checks that a call of Add that fails can be repeated, and
// that one that succeeds has stored everything once.
func TestAddUnderFaults(t *testing.T) {
	t.Parallel()
	r := onServer(t, Options{})
	s := r.Ports()
	for _, f := range []faultproxy.Fault{faultproxy.DropBefore, faultproxy.DropAfter, faultproxy.NotPrimary, faultproxy.ConcernTimeout} {
		r.proxy.Inject(faultproxy.Rule{Fault: f, Rate: 0.06})
	}
	var want []string
	for i := range 15 {
		list := []workflow.Notice{
			{ID: fmt.Sprintf("event:%02d", i), Kind: workflow.NoticeEvent, Due: noon},
			{ID: "card:REL-1", Kind: workflow.NoticeCard, Due: noon},
		}
		want = append(want, list[0].ID)
		for tries := 0; ; tries++ {
			err := s.Notices.Add(t.Context(), list)
			if err == nil {
				break
			}
			if code := workflow.CodeOf(err); (code != workflow.CodeUnknown && code != workflow.CodeNotSaved) || tries == 30 {
				t.Fatalf("add %d, try %d: %v", i, tries, err)
			}
		}
	}
	r.proxy.Clear()
	due, err := s.Notices.Due(t.Context(), noon, 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range due {
		if n.Kind == workflow.NoticeCard && n.Delivery.Want < 15 {
			t.Errorf("the board was raised to %d by 15 acknowledged calls", n.Delivery.Want)
		}
		got = append(got, n.ID)
	}
	if d := cmp.Diff(append([]string{"card:REL-1"}, want...), got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("stored (-want +got):\n%s", d)
	}
}
