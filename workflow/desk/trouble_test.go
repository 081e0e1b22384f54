package desk_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// trouble is what happens at the nth call of a store from now.
type trouble struct {
	calls  int
	at     int    // the call at which it happens; 0: none
	kind   string // "dies": this and all later calls fail; "lost": stored, the answer is lost; "races": meanwhile runs first
	dead   bool
	during func()
}

var errDead = workflow.Refuse(workflow.CodeNotSaved, "Nothing has changed.")

// call runs one call of the store through the trouble.
func (x *trouble) call(run func() error) error {
	x.calls++
	if x.dead {
		return errDead
	}
	if x.calls != x.at {
		return run()
	}
	switch x.kind {
	case "dies":
		x.dead = true
		return errDead
	case "dies after":
		_ = run()
		x.dead = true
		return errLost
	case "lost":
		if err := run(); err != nil {
			return err
		}
		return errLost
	}
	x.during()
	return run()
}

type troubledReleases struct {
	workflow.Releases
	x *trouble
}

func (s troubledReleases) Replace(ctx context.Context, r workflow.Release) error {
	return s.x.call(func() error { return s.Releases.Replace(ctx, r) })
}

func (s troubledReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (r workflow.Release, err error) {
	lost := s.x.call(func() error { r, err = s.Releases.Create(ctx, build); return err })
	return r, lost
}

type troubledWindows struct {
	workflow.Windows
	x *trouble
}

func (s troubledWindows) Put(ctx context.Context, win workflow.Window) error {
	return s.x.call(func() error { return s.Windows.Put(ctx, win) })
}

type troubledNotices struct {
	workflow.Notices
	x *trouble
}

func (s troubledNotices) Add(ctx context.Context, n []workflow.Notice) error {
	return s.x.call(func() error { return s.Notices.Add(ctx, n) })
}

// troubled is another process on the town's store, to which trouble comes.
func (w *town) troubled(x *trouble) *desk.Desk {
	store := w.store
	store.Releases, store.Windows, store.Notices = troubledReleases{store.Releases, x}, troubledWindows{store.Windows, x}, troubledNotices{store.Notices, x}
	return desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
}

// TestRandomTrouble lets random people do random things while processes die
// between any two writes, answers get lost, others get in between and the policy
// changes. At every moment a release that says it holds a place holds it and no
// window has more than it can take; after the grace of the sweep nothing is left
// of what died; and whoever was told "done" finds it in the history, once.
func TestRandomTrouble(t *testing.T) {
	people := []workflow.PersonID{"INES", "EVA", "OMAR", "LENA", "ROSA", "TOM", "NOOR"}
	var acts []workflow.Action
	for _, row := range workflow.Life {
		if row.Action != workflow.ActSubmit {
			acts = append(acts, row.Action)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t)
		w.hours(func(h *workflow.Heartbeat) { h.Capacity = 2 })
		random := func(d *desk.Desk) {
			w.randomStep(rt, d, people, acts)
			_, _ = d.Relay(w.ctx)
			if rapid.Bool().Draw(rt, "tend") {
				_, _ = d.Tend(w.ctx)
			}
		}
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 16).Draw(rt, "hours")) * time.Hour)
			x := &trouble{at: rapid.IntRange(0, 7).Draw(rt, "at"), kind: rapid.SampledFrom([]string{"dies", "dies after", "lost", "races"}).Draw(rt, "kind"),
				during: func() { random(w.desk) }}
			random(w.troubled(x))
			if rapid.IntRange(0, 4).Draw(rt, "policy") == 0 {
				w.randomPolicy(rt)
			}
			w.holdTruth(rt)
		}
		p := policy.Default()
		now, _ := w.desk.Policy(w.ctx)
		p.Version, p.Heartbeats[0].Capacity = now.Version, 3
		w.savePolicy(p)
		for range 3 { // whoever lives cleans up
			w.now = w.now.Add(31 * time.Minute)
			w.tend()
		}
		w.holdTruth(rt)
		w.holdPlaces(rt, 3)
	})
}

// randomStep submits or does something; what is acknowledged is in the history.
func (w *town) randomStep(rt *rapid.T, d *desk.Desk, people []workflow.PersonID, acts []workflow.Action) {
	if rapid.IntRange(0, 2).Draw(rt, "submits") == 0 {
		q := w.form(func(q *workflow.Request) {
			q.Type = rapid.SampledFrom(workflow.ChangeTypes[1:]).Draw(rt, "type")
			q.Evidence = "tested"
		})
		_, _ = d.Submit(w.ctx, "INES", w.request(), q)
		return
	}
	n := workflow.Number(rapid.IntRange(1, 4).Draw(rt, "release"))
	r, err := w.store.Releases.Get(w.ctx, n)
	if err != nil {
		return
	}
	form := r.Request
	form.Type = rapid.SampledFrom(workflow.ChangeTypes[1:]).Draw(rt, "type")
	form.Window = rapid.SampledFrom([]workflow.WindowID{"", r.Request.Window, thursday}).Draw(rt, "window")
	cmd := desk.Command{Action: rapid.SampledFrom(acts).Draw(rt, "action"), Release: n, By: rapid.SampledFrom(people).Draw(rt, "by"), Request: w.request(), Reason: "because",
		Form: &form, Window: rapid.SampledFrom([]workflow.WindowID{tuesday, thursday, nextTue}).Draw(rt, "to")}
	out, err := d.Do(w.ctx, cmd)
	stored, _ := w.store.Releases.Get(w.ctx, n)
	done := 0
	for _, e := range stored.History {
		if e.Request == cmd.Request {
			done++
		}
	}
	switch code := workflow.CodeOf(err); {
	case err == nil && !out.Repeated && done != 1:
		rt.Fatalf("%s by %s was acknowledged and is %d times in the history", cmd.Action, cmd.By, done)
	case err != nil && done > 0 && code != workflow.CodeUnknown:
		rt.Fatalf("%s by %s is stored, and the person is told %v", cmd.Action, cmd.By, err)
	}
}

// randomPolicy changes what windows hold and who decides.
func (w *town) randomPolicy(rt *rapid.T) {
	now, err := w.desk.Policy(w.ctx)
	if err != nil {
		rt.Fatal(err)
	}
	p := policy.Default()
	p.Version = now.Version
	p.Heartbeats[0].Capacity = rapid.IntRange(1, 3).Draw(rt, "capacity")
	switch rapid.IntRange(0, 4).Draw(rt, "change") {
	case 0:
		p.Heartbeats = nil
	case 1:
		p.Systems = nil
	case 2:
		p.Heartbeats[0].Duration = 5 * time.Hour
	case 3:
		p.Types[1].Approvals = p.Types[1].Approvals[:1]
	}
	w.savePolicy(p)
}

// holdTruth is what must be so at every moment, whatever has just died.
func (w *town) holdTruth(t *rapid.T) {
	all, err := w.store.Releases.List(w.ctx, workflow.ReleaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		holdHistory(t, &r)
		if r.Place == nil {
			continue
		}
		if r.Request.Type == workflow.Emergency {
			t.Fatalf("%s is an emergency with a place", r.Number)
		}
		if win := w.window(r.Place.Window); !win.Holds(r.Number) {
			t.Fatalf("%s (%s) says it holds a place in %s, the window does not", r.Number, r.State, r.Place.Window)
		}
		if _, err := w.desk.Why(w.ctx, desk.Question{Release: r.Number}); err != nil {
			t.Fatalf("why %s: %v", r.Number, err)
		}
	}
	windows, err := w.store.Windows.Span(w.ctx, monday.AddDate(0, 0, -1), monday.AddDate(2, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, win := range windows {
		if len(win.Places) > 3 {
			t.Fatalf("%s has %d places taken; no policy allowed more than 3", win.ID, len(win.Places))
		}
	}
}
