package desk

import (
	"context"
	"time"

	"drumbeat/workflow"
)

// backFrom gives the releases that were rolled back in a window and are sent
// again for another one, as they were when they left it: for this window that is
// how it ended. Their reservations are all that still leads to them. here are the
// releases known to be in the window.
func (d *Desk) backFrom(ctx context.Context, w *workflow.Window, here map[workflow.Number]bool) ([]workflow.Release, error) {
	var gone []workflow.Number
	for _, p := range w.Places {
		if !here[p.Release] {
			gone = append(gone, p.Release)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	releases, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: gone, Limit: len(gone)})
	if err != nil {
		return nil, err
	}
	var out []workflow.Release
	for _, r := range releases {
		if was, ok := asRolledBack(r, w.Slot); ok {
			out = append(out, was)
		}
	}
	return out, nil
}

// asRolledBack gives a release as its last roll-back in a window left it.
func asRolledBack(r workflow.Release, slot workflow.Slot) (workflow.Release, bool) {
	for i := len(r.History) - 1; i >= 0; i-- {
		if e := r.History[i]; e.Action == workflow.ActRollBack && e.Window == slot.ID {
			was := r.Clone()
			was.History, was.State, was.Revision, was.UpdatedAt = was.History[:i+1], e.To, e.Revision, e.At
			was.Place = &workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: slot.Opens}
			was.Owes, was.DecideBy = nil, time.Time{}
			return was, true
		}
	}
	return r, false
}
