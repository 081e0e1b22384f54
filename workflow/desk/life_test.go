package desk_test

import (
	"slices"

	"pgregory.net/rapid"

	"drumbeat/workflow"
)

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
