package desk_test

import (
	"fmt"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// full leaves the town one window with one place, which the first release holds,
// and gives a second one that has none.
func (w *town) full() (holds, placeless workflow.Release) {
	w.t.Helper()
	w.changePolicy(func(p *workflow.Policy) {
		p.Heartbeats[0].Capacity = 1
		p.Heartbeats[0].Points = 20
		p.Freezes = []workflow.Freeze{{Key: "moving", Name: "Moving", Why: "We move.", Hard: true, Except: []workflow.ChangeType{workflow.Emergency},
			From: tuesdayOpens.Add(3 * time.Hour), To: tuesdayOpens.AddDate(3, 0, 0)}}
	})
	holds, placeless = w.submits(), w.submits()
	if holds.Window() != tuesday || placeless.Place != nil {
		w.t.Fatalf("in %q and %q, want one in %s and one in none", holds.Window(), placeless.Window(), tuesday)
	}
	return holds, placeless
}

// TestAPlaceThatComesFreeIsTaken: a release without a place gets one in the first
// round after whatever made room, be it in the process that did it or in another one,
// and none before.
func TestAPlaceThatComesFreeIsTaken(t *testing.T) {
	heartbeat := func(change func(*workflow.Heartbeat)) func(*town, workflow.Release) {
		return func(w *town, _ workflow.Release) {
			w.changePolicy(func(p *workflow.Policy) { change(&p.Heartbeats[0]) })
		}
	}
	does := func(by workflow.PersonID, a workflow.Action) func(*town, workflow.Release) {
		return func(w *town, holds workflow.Release) { w.does(holds.Number, by, a) }
	}
	for _, c := range []struct {
		name string
		room func(w *town, holds workflow.Release)
	}{
		{"the holder is withdrawn", does("INES", workflow.ActWithdraw)},
		{"the holder is rejected", does("EVA", workflow.ActReject)},
		{"the holder is returned", does("EVA", workflow.ActAskChanges)},
		{"the window has one place more", heartbeat(func(h *workflow.Heartbeat) { h.Capacity = 2 })},
		{"the window has no limit any more", heartbeat(func(h *workflow.Heartbeat) { h.Capacity = 0 })},
		{"an extra window", heartbeat(func(h *workflow.Heartbeat) {
			h.Extras = []workflow.Extra{{Opens: tuesdayOpens.Add(-15 * time.Hour), Duration: time.Hour, Why: "Room"}}
			h.CutOff = time.Hour
		})},
		{"another schedule", heartbeat(func(h *workflow.Heartbeat) { h.Cron, h.CutOff = "0 18 * * *", time.Hour })},
		{"the freeze ends earlier", func(w *town, _ workflow.Release) {
			w.changePolicy(func(p *workflow.Policy) { p.Freezes[0].To = tuesdayOpens.AddDate(0, 1, 0) })
		}},
		{"the freeze is for another system", func(w *town, _ workflow.Release) {
			w.changePolicy(func(p *workflow.Policy) { p.Freezes[0].Systems = []string{"other"} })
		}},
		{"the system rides with another heartbeat", func(w *town, _ workflow.Release) {
			w.changePolicy(func(p *workflow.Policy) {
				h := p.Heartbeats[0]
				h.Key, h.Name, h.Cron, h.CutOff = "evening", "Evening", "0 20 * * *", time.Hour
				p.Heartbeats = append(p.Heartbeats, h)
				p.Systems[0].Heartbeat = "evening"
			})
		}},
		{"a reservation that nobody holds is swept", func(w *town, holds workflow.Release) {
			r, err := w.store.Releases.Get(w.ctx, holds.Number)
			if err != nil {
				w.t.Fatal(err)
			}
			// As a use case leaves it that dies after it recorded that the release goes.
			win := w.window(tuesday)
			w.does(r.Number, "INES", workflow.ActWithdraw)
			win.Version = w.window(tuesday).Version
			if err := w.store.Windows.Put(w.ctx, win); err != nil {
				w.t.Fatal(err)
			}
			w.tend()
			w.now = w.now.Add(40 * time.Minute)
			w.tend() // sweeps, after it looked for places
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			holds, placeless := w.full()
			other := *w
			other.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
			for _, town := range []*town{w, &other, w} {
				if done := town.tend(); done.Placed != 0 {
					t.Fatalf("before: %+v", done)
				}
			}
			c.room(w, holds)
			w.now = w.now.Add(time.Minute)
			if done := other.tend(); done.Placed != 1 {
				t.Errorf("after: %+v", done)
			}
			if r := w.relay(placeless.Number); r.Place == nil {
				t.Error("it has no place still")
			}
		})
	}
}

// TestTheWindowAskedForIsFurtherAway: a place in a window that lies beyond those
// which an "as soon as possible" is tried in is waited for too.
func TestTheWindowAskedForIsFurtherAway(t *testing.T) {
	w := newTown(t)
	w.changePolicy(func(p *workflow.Policy) {
		p.Heartbeats[0].Capacity = 1
		p.Freezes = []workflow.Freeze{{Key: "moving", Name: "Moving", Why: "We move.", Hard: true, From: monday, To: monday.AddDate(0, 9, 0)}}
	})
	far := workflow.MakeWindowID("regular", time.Date(2027, 9, 2, 6, 0, 0, 0, time.UTC))
	there := func(q *workflow.Request) { q.Window = far }
	one, two := w.files(there), w.files(there) // at the same moment
	first, second := w.relay(one), w.relay(two)
	if first.Window() != far || second.Place != nil {
		t.Fatalf("in %q and %q", first.Window(), second.Window())
	}
	if done := w.tend(); done.Placed != 0 {
		t.Fatalf("%+v although it is full", done)
	}
	w.does(one, "INES", workflow.ActWithdraw)
	if done := w.tend(); done.Placed != 1 {
		t.Errorf("%+v after it came free", done)
	}
	if r := w.relay(two); r.Window() != far {
		t.Errorf("in %q", r.Window())
	}
}

// TestAPlacelessReleaseIsDecidedOn: who does not decide is followed up, whether
// there is a window for it already or not.
func TestAPlacelessReleaseIsDecidedOn(t *testing.T) {
	w := newTown(t)
	_, placeless := w.full()
	w.now = placeless.DecideBy.Add(time.Minute)
	w.tend()
	if w.entries(placeless.Number, workflow.ActEscalate) == 0 {
		t.Error("silence is not told of")
	}
}

// TestOneRoundDoesAPart: where everything looks for a place at once, a round does
// a part, in the order of the queue, and says what is left to the next.
func TestOneRoundDoesAPart(t *testing.T) {
	const most, more = 150, 3
	s, err := embedded.Open(t.Context(), "") // not synced to disk
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := &town{t: t, ctx: t.Context(), now: monday, store: s.Ports(), dir: townPeople()}
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
	p := policy.Default()
	p.Heartbeats[0].Capacity = 0
	w.savePolicy(p)
	var all embedded.Contents
	for i := range most + more {
		all.Releases = append(all.Releases, workflow.Release{Number: workflow.Number(i + 1), Origin: fmt.Sprint("r", i), Revision: 1, State: workflow.Submitted, Requester: "INES", PolicyVersion: 1,
			Request: w.form(), Order: int64(-i), CreatedAt: monday, SubmittedAt: monday, UpdatedAt: monday})
	}
	if err := s.Load(w.ctx, all); err != nil {
		t.Fatal(err)
	}
	for round, want := range []desk.Tended{{Placed: most, Left: more}, {Placed: more}, {}} {
		if got, err := w.desk.Tend(w.ctx); err != nil || got != want {
			t.Fatalf("round %d: got %+v, %v, want %+v", round, got, err, want)
		}
		for i := range more { // the newest are ahead in this queue
			if r, err := w.store.Releases.Get(w.ctx, workflow.Number(i+1)); err != nil || (r.Place != nil) != (round > 0) {
				t.Errorf("%s after round %d: %v, %v", r.Number, round, r.Place, err)
			}
		}
	}
}
