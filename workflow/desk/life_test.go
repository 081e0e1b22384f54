package desk_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// TestRandomLives lets random people do random things, allowed and forbidden,
// for random stretches of time, and holds what must always be true.
func TestRandomLives(t *testing.T) {
	people := []workflow.PersonID{"INES", "EVA", "MARK", "OMAR", "PIET", "LENA", "ROSA", "TOM", "NOOR", "STRANGER"}
	var acts []workflow.Action
	for _, row := range workflow.Life {
		if row.Action != workflow.ActSubmit {
			acts = append(acts, row.Action)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t)
		for range rapid.IntRange(1, 4).Draw(rt, "releases") {
			typ := rapid.SampledFrom(workflow.ChangeTypes).Draw(rt, "type")
			w.submits(func(q *workflow.Request) {
				q.Type, q.Evidence = typ, "tested"
				if typ == workflow.Standard {
					q.EffortHours = 1
				}
			})
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour / 2)
			if rapid.Bool().Draw(rt, "tend") {
				w.tend()
			}
			n := workflow.Number(rapid.IntRange(1, 4).Draw(rt, "release"))
			r, err := w.store.Releases.Get(w.ctx, n)
			if err != nil {
				continue
			}
			form := r.Request
			form.Window = ""
			form.What = rapid.SampledFrom([]string{form.What, "other", "another"}).Draw(rt, "what")
			_, _ = w.try(n, rapid.SampledFrom(people).Draw(rt, "by"), rapid.SampledFrom(acts).Draw(rt, "action"), func(c *desk.Command) {
				c.Form, c.Window = &form, thursday
			})
			if _, err := w.desk.Relay(w.ctx); err != nil {
				rt.Fatal(err)
			}
			w.holdInvariants(rt)
		}
	})
}

func (w *town) holdInvariants(t *rapid.T) {
	for _, r := range w.holdPlaces(t, policy.Default().Heartbeats[0].Capacity) {
		holdHistory(t, &r)
		if r.State == workflow.Deploying || r.State == workflow.Live {
			holdApprovals(t, &r)
		}
	}
}

// holdPlaces: releases and windows agree on who holds a place, and no window has
// more places taken than the most that a policy has allowed. (A window whose
// capacity was lowered later keeps who is in it.)
func (w *town) holdPlaces(t fataler, most int) []workflow.Release {
	t.Helper()
	all, err := w.store.Releases.List(w.ctx, workflow.ReleaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	held := map[workflow.WindowID]int{}
	for _, r := range all {
		if r.Request.Type != workflow.Emergency && r.State == workflow.Scheduled && r.Place == nil {
			t.Fatalf("%s is scheduled without a place", r.Number)
		}
		if r.Place != nil {
			held[r.Place.Window]++
			win := w.window(r.Place.Window)
			if !win.Holds(r.Number) {
				t.Fatalf("%s says it holds a place in %s, the window does not", r.Number, r.Place.Window)
			}
			if len(win.Places) > most {
				t.Fatalf("%s has %d places taken; no policy allowed more than %d", win.ID, len(win.Places), most)
			}
		}
	}
	for id, n := range held {
		win := w.window(id)
		win.Places = slices.DeleteFunc(win.Places, func(p workflow.Reservation) bool { return wentBack(all, id, p.Release) })
		if len(win.Places) != n {
			t.Fatalf("%s has %d places taken, %d releases hold one", id, len(win.Places), n)
		}
	}
	return all
}

// wentBack tells whether a release was rolled back in a window and sent again for
// another one.
func wentBack(all []workflow.Release, id workflow.WindowID, n workflow.Number) bool {
	return slices.ContainsFunc(all, func(r workflow.Release) bool {
		return r.Number == n && r.Window() != id && slices.ContainsFunc(r.History, func(e workflow.Entry) bool {
			return e.Action == workflow.ActRollBack && e.Window == id
		})
	})
}

// fataler is what a test and a property have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// holdHistory: the entries are a walk through the life of a release, and end
// where the release is.
func holdHistory(t *rapid.T, r *workflow.Release) {
	state := workflow.State("")
	for i, e := range r.History {
		row, ok := workflow.Find(state, e.Action)
		if !ok || e.From != state || !slices.Contains(row.To, e.To) || e.Seq != i+1 {
			t.Fatalf("%s entry %d: %s from %s (was %s) to %s is no step of the life of a release", r.Number, e.Seq, e.Action, e.From, state, e.To)
		}
		state = e.To
	}
	if state != r.State {
		t.Fatalf("%s is %s, its history says %s", r.Number, r.State, state)
	}
}

// holdApprovals: nothing is in production without the approvals of its revision,
// by people who neither asked for it nor edited it.
func holdApprovals(t *rapid.T, r *workflow.Release) {
	need := map[workflow.ChangeType]int{workflow.Standard: 0, workflow.Normal: 2, workflow.Major: 3, workflow.Emergency: 1}[r.Request.Type]
	var by []workflow.PersonID
	for _, a := range r.Approvals {
		if a.Void == "" && a.Revision == r.Revision && a.By != r.Requester && !slices.Contains(r.Editors, a.By) && !slices.Contains(by, a.By) {
			by = append(by, a.By)
		}
	}
	if len(by) < need {
		t.Fatalf("%s (%s) is %s with approvals of %v", r.Number, r.Request.Type, r.State, by)
	}
}
