package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
)

const (
	sweepEvery = 5 * time.Minute
	// frontHeard is how long after it opened the front line still asks and reports
	// about a window.
	frontHeard = 8 * 24 * time.Hour
	// sweepGrace is longer than any use case runs between reserving and recording,
	// and half of it longer than the clocks of two replicas are apart where they
	// have none in common.
	sweepGrace = 30 * time.Minute
)

// sweepIfDue gives back places that were reserved by a use case that died
// before it recorded them.
func (t *round) sweepIfDue(ctx context.Context) error {
	d, now := t.d, t.b.now
	d.mu.Lock()
	skip := now.Sub(d.sweptAt) < sweepEvery && !now.Before(d.sweptAt)
	if !skip {
		d.sweptAt = now
	}
	d.mu.Unlock()
	if skip {
		return nil
	}
	windows, err := d.store.Windows.Span(ctx, now.Add(-frontHeard), now.AddDate(1, 0, 0))
	if err != nil {
		return err
	}
	before := t.done.Left
	for _, w := range windows {
		t.frontAgain(ctx, w)
		if w.Opens.Before(now.Add(-24 * time.Hour)) {
			continue
		}
		if err := t.crowdedOut(ctx, w); err != nil {
			return err
		}
		if err := t.sweep(ctx, w); err != nil {
			return err
		}
	}
	if t.done.Left > before {
		d.sweepSoon()
	}
	return nil
}

// sweepSoon has the next round look at the windows.
func (d *Desk) sweepSoon() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sweptAt = d.sweptAt.AddDate(-1, 0, 0)
}

// sweep gives back the old places of a window that no release says it holds. What
// is known of the open releases tells whether there may be any: those are looked
// up, whatever became of them since.
func (t *round) sweep(ctx context.Context, w workflow.Window) error {
	old := func(p workflow.Reservation) bool { return t.b.now.Sub(p.At) >= sweepGrace }
	var suspects []workflow.Number
	for _, p := range w.Places {
		if r := t.find(p.Release); old(p) && (r == nil || r.Window() != w.ID) {
			suspects = append(suspects, p.Release)
		}
	}
	if len(suspects) == 0 {
		return nil
	}
	keep := map[workflow.Number]bool{}
	for part := range slices.Chunk(suspects, openBatch) {
		releases, err := t.d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: part, Limit: len(part)})
		if err != nil {
			return err
		}
		for _, r := range releases {
			_, back := asRolledBack(r, w.Slot) // how it ended there
			keep[r.Number] = back || r.Window() == w.ID
		}
	}
	n := len(w.Places)
	w = w.Clone()
	w.Places = slices.DeleteFunc(w.Places, func(p workflow.Reservation) bool {
		return old(p) && slices.Contains(suspects, p.Release) && !keep[p.Release]
	})
	if len(w.Places) == n {
		return nil
	}
	err := t.d.store.Windows.Put(ctx, w)
	if err == nil {
		t.done.Swept += n - len(w.Places)
		t.d.log.Info("swept places that no release holds", "window", w.ID, "places", n-len(w.Places))
	}
	return tolerate(err)
}

// find gives a release that is open, nil where it is not.
func (t *round) find(n workflow.Number) *workflow.Release {
	i, found := slices.BinarySearchFunc(t.open, n, func(r workflow.Release, n workflow.Number) int { return int(n - r.Number) })
	if !found {
		return nil
	}
	return &t.open[i]
}
