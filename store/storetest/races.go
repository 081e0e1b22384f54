package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) races(t *testing.T) {
	t.Run("one version", s.raceVersion)
	t.Run("numbers", s.raceNumbers)
	t.Run("one origin", s.raceOrigin)
	t.Run("one window", s.raceWindow)
	t.Run("places in a window", s.racePlaces)
	t.Run("one street", s.raceStreet)
	t.Run("one notice", s.raceNotice)
	t.Run("one claim", s.raceClaim)
	t.Run("a board changed while it is sent", s.raceBoard)
	t.Run("one policy", s.racePolicy)
}

// all runs f in n goroutines that start together.
func all(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

// won says whether a write won its race, and fails the test where it did
// neither win nor lose.
func won(t *testing.T, err error, lost workflow.Code) bool {
	t.Helper()
	if err != nil && workflow.CodeOf(err) != lost {
		t.Errorf("a racer got %v, want nil or %s", err, lost)
	}
	return err == nil
}

// raceVersion lets everybody change one release again and again: each
// acknowledged change has to be in it at the end, and nothing else.
func (s Suite) raceVersion(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	_, err := store.Releases.Create(ctx, release("view:V1"))
	must(t, err)
	var mu sync.Mutex
	wins := map[string]bool{"view:V1": true}
	all(s.Racers, func(i int) {
		for round := range s.Rounds {
			r, err := store.Releases.Get(ctx, 1)
			if err != nil {
				t.Errorf("get: %v", err)
				return
			}
			request := fmt.Sprintf("racer %d round %d", i, round)
			r.History = append(r.History, workflow.Entry{Seq: len(r.History) + 1, Request: request})
			if won(t, store.Releases.Replace(ctx, r), workflow.CodeConflict) {
				mu.Lock()
				wins[request] = true
				mu.Unlock()
			}
		}
	})
	r, err := store.Releases.Get(ctx, 1)
	must(t, err)
	if r.Version != int64(len(wins)) {
		t.Errorf("version %d after %d acknowledged wins, want %d", r.Version, len(wins)-1, len(wins))
	}
	got := map[string]bool{}
	for _, e := range r.History {
		got[e.Request] = true
	}
	diff(t, "the changes that are in it", wins, got)
	if len(wins) < 2 {
		t.Error("nobody won")
	}
}

// raceNumbers lets everybody create: each number is given once, without a gap.
func (s Suite) raceNumbers(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	numbers := make([][]workflow.Number, s.Racers)
	all(s.Racers, func(i int) {
		for round := range s.Rounds {
			id := fmt.Sprintf("view:%d:%d", i, round)
			r, err := store.Releases.Create(ctx, release(id))
			if err != nil || r.Origin != id {
				t.Errorf("create: got origin %q, %v", r.Origin, err)
				return
			}
			numbers[i] = append(numbers[i], r.Number)
		}
	})
	got := slices.Concat(numbers...)
	slices.Sort(got)
	for i, n := range got {
		if n != workflow.Number(i+1) {
			t.Fatalf("%d creations got the numbers %v", len(got), got)
		}
	}
	for i, ns := range numbers {
		for round, n := range ns {
			r, err := store.Releases.Get(ctx, n)
			must(t, err)
			if want := fmt.Sprintf("view:%d:%d", i, round); r.Origin != want || r.Number != n {
				t.Errorf("%v holds what %q asked for as %v, its creator is %q", n, r.Origin, r.Number, want)
			}
		}
	}
}

// raceOrigin lets one request arrive many times at once.
func (s Suite) raceOrigin(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for round := range s.Rounds {
		var winners atomic.Int32
		numbers := make([]workflow.Number, s.Racers)
		all(s.Racers, func(i int) {
			r, err := store.Releases.Create(ctx, release(origin(round)))
			if won(t, err, workflow.CodeExists) {
				winners.Add(1)
			}
			numbers[i] = r.Number
		})
		if winners.Load() != 1 {
			t.Errorf("%d of %d copies of one request made a release", winners.Load(), s.Racers)
		}
		if different := slices.Compact(slices.Sorted(slices.Values(numbers))); len(different) != 1 {
			t.Errorf("copies of one request were told of the releases %v", different)
		}
	}
	rs, err := store.Releases.List(ctx, workflow.ReleaseFilter{})
	must(t, err)
	if len(rs) != s.Rounds {
		t.Errorf("%d requests made %d releases", s.Rounds, len(rs))
	}
}

func (s Suite) raceWindow(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for round := range s.Rounds {
		w := window("web", day.AddDate(0, 0, round))
		var winner atomic.Int64
		all(s.Racers, func(i int) {
			mine := w.Clone()
			mine.Places = []workflow.Reservation{{Release: workflow.Number(i + 1)}}
			if won(t, store.Windows.Put(ctx, mine), workflow.CodeConflict) && !winner.CompareAndSwap(0, int64(i+1)) {
				t.Error("two racers inserted one window")
			}
		})
		got, err := store.Windows.Get(ctx, w.ID)
		must(t, err)
		if got.Version != 1 || len(got.Places) != 1 || int64(got.Places[0].Release) != winner.Load() {
			t.Errorf("stored: version %d with the places %v, the winner is %d", got.Version, got.Places, winner.Load())
		}
	}
}

// racePlaces lets everybody try for a place until the window is full: it never
// holds more than its capacity, and exactly those who were told so.
func (s Suite) racePlaces(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	w := window("web", day)
	var mu sync.Mutex
	holders := map[workflow.Number]bool{}
	all(s.Racers, func(i int) {
		for range 100 * s.Racers { // far more than there are writes to lose against
			stored, err := store.Windows.Get(ctx, w.ID)
			if workflow.CodeOf(err) == workflow.CodeNotFound {
				stored, err = w.Clone(), nil
			}
			if err != nil {
				t.Errorf("get: %v", err)
				return
			}
			if stored.Free() == 0 {
				return
			}
			n := workflow.Number(i + 1)
			stored.Places = append(stored.Places, workflow.Reservation{Release: n})
			if won(t, store.Windows.Put(ctx, stored), workflow.CodeConflict) {
				mu.Lock()
				holders[n] = true
				mu.Unlock()
				return
			}
		}
	})
	got, err := store.Windows.Get(ctx, w.ID)
	must(t, err)
	stored := map[workflow.Number]bool{}
	for _, p := range got.Places {
		stored[p.Release] = true
	}
	diff(t, "who holds a place", holders, stored)
	if want := min(w.Capacity, s.Racers); len(got.Places) != want || got.Version != int64(want) {
		t.Errorf("%d places at version %d, want %d", len(got.Places), got.Version, want)
	}
}

// raceNotice lets everybody owe the same post and the same board.
func (s Suite) raceNotice(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	all(s.Racers, func(i int) {
		post := line("event:REL-1:00001", day)
		post.Entry = i + 1
		if err := store.Notices.Add(ctx, []workflow.Notice{post, card("card:REL-1", day)}); err != nil {
			t.Errorf("add: %v", err)
		}
	})
	post, err := store.Notices.Get(ctx, "event:REL-1:00001")
	must(t, err)
	if post.Entry < 1 || post.Entry > s.Racers {
		t.Errorf("the post tells entry %d, which nobody wrote", post.Entry)
	}
	diff(t, "the post's delivery", fresh(day), post.Delivery)
	board, err := store.Notices.Get(ctx, "card:REL-1")
	must(t, err)
	if board.Delivery.Want != int64(s.Racers) || board.Delivery.Version != int64(s.Racers) {
		t.Errorf("the board is wanted %d times at version %d, want %d of each", board.Delivery.Want, board.Delivery.Version, s.Racers)
	}
}

// raceClaim lets everybody claim what is due: each notice has one claimer.
func (s Suite) raceClaim(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	var add []workflow.Notice
	for i := range s.Rounds {
		add = append(add, line(origin(i), day))
	}
	must(t, store.Notices.Add(ctx, add))
	var mu sync.Mutex
	claimed := map[string]string{}
	all(s.Racers, func(i int) {
		due, err := store.Notices.Due(ctx, day, s.Rounds)
		if err != nil {
			t.Errorf("due: %v", err)
		}
		for _, n := range due {
			n.Delivery.Status, n.Delivery.ClaimedUntil = workflow.NoticeClaimed, day.Add(time.Minute)
			n.Delivery.ClaimedBy = fmt.Sprintf("racer %d", i)
			if won(t, store.Notices.Replace(ctx, n), workflow.CodeConflict) {
				mu.Lock()
				if other, ok := claimed[n.ID]; ok {
					t.Errorf("%s was claimed by %s and by %s", n.ID, other, n.Delivery.ClaimedBy)
				}
				claimed[n.ID] = n.Delivery.ClaimedBy
				mu.Unlock()
			}
		}
	})
	if len(claimed) != s.Rounds {
		t.Errorf("%d of %d notices were claimed", len(claimed), s.Rounds)
	}
	for id, by := range claimed {
		n, err := store.Notices.Get(ctx, id)
		must(t, err)
		if n.Delivery.ClaimedBy != by {
			t.Errorf("%s is stored as claimed by %s, acknowledged to %s", id, n.Delivery.ClaimedBy, by)
		}
	}
}

// raceBoard changes what a board shows while deliverers record that they sent
// it: no change may be forgotten, or the message would stay behind for ever.
func (s Suite) raceBoard(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	board := card("card:REL-1", day)
	must(t, store.Notices.Add(ctx, []workflow.Notice{board}))
	var recorded atomic.Int64
	all(s.Racers, func(i int) {
		for range s.Rounds {
			if i%2 == 0 {
				if err := store.Notices.Add(ctx, []workflow.Notice{board}); err != nil {
					t.Errorf("add: %v", err)
				}
				continue
			}
			n, err := store.Notices.Get(ctx, board.ID)
			if err != nil {
				t.Errorf("get: %v", err)
				continue
			}
			n.Delivery.Status, n.Delivery.Have = workflow.NoticeSent, n.Delivery.Want
			if won(t, store.Notices.Replace(ctx, n), workflow.CodeConflict) {
				recorded.Add(1)
			}
		}
	})
	n, err := store.Notices.Get(ctx, board.ID)
	must(t, err)
	adds := int64((s.Racers+1)/2*s.Rounds) + 1
	d := n.Delivery
	if d.Want != adds || d.Version != adds+recorded.Load() {
		t.Errorf("wanted %d at version %d after %d changes and %d records", d.Want, d.Version, adds, recorded.Load())
	}
	if (d.Status == workflow.NoticeSent) != (d.Have == d.Want) {
		t.Errorf("the board is %s and shows %d of %d", d.Status, d.Have, d.Want)
	}
}

func (s Suite) racePolicy(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for round := range s.Rounds {
		var winners atomic.Int32
		all(s.Racers, func(i int) {
			p, err := store.Policies.Save(ctx, workflow.Policy{Version: round, Why: fmt.Sprint(i)})
			if won(t, err, workflow.CodeConflict) {
				winners.Add(1)
				if p.Version != round+1 {
					t.Errorf("saved as version %d, want %d", p.Version, round+1)
				}
			}
		})
		if winners.Load() != 1 {
			t.Errorf("version %d was saved by %d", round+1, winners.Load())
		}
	}
}
