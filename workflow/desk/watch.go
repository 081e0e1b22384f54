package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"drumbeat/workflow"
)

// watch is what was last read of the open releases, so that a round over
// thousands of them reads those that have changed. It holds nothing that the
// store does not hold, and may be lost.
type watch struct {
	mu    sync.Mutex
	all   time.Time          // when all of them were read last
	known []workflow.Release // newest number first; never changed, only replaced
}

// watchAge is after how long everything is read once more: a database that was
// brought back from a backup may have another release at the version remembered.
const watchAge = time.Hour

// open gives every release that is not final, newest number first, as it is stored,
// with the outline of its history. They are shared: whoever is given them reads them,
// and loads what is to be changed.
func (d *Desk) open(ctx context.Context, now time.Time) ([]workflow.Release, error) {
	w := &d.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	versions, err := d.store.Releases.Open(ctx)
	if err != nil {
		return nil, err
	}
	known, whole := w.known, w.all
	if age := now.Sub(w.all); age < 0 || age >= watchAge {
		known, whole = nil, now
	}
	same, changed := compare(known, versions)
	if len(changed) == 0 && len(same) == len(known) {
		return known, nil
	}
	for part := range slices.Chunk(changed, openBatch) {
		read, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: part, Open: true, Limit: len(part)})
		if err != nil {
			return nil, err
		}
		for _, r := range read {
			same = append(same, outlined(r))
		}
	}
	slices.SortFunc(same, func(a, b workflow.Release) int { return int(b.Number - a.Number) })
	w.known, w.all = same, whole
	return same, nil
}

// compare tells which of the known releases are stored at their version still,
// and which are to be read. Both lists are in order, newest first.
func compare(known []workflow.Release, versions []workflow.ReleaseVersion) (same []workflow.Release, changed []workflow.Number) {
	same = make([]workflow.Release, 0, len(versions))
	i := 0
	for _, v := range versions {
		for i < len(known) && known[i].Number > v.Number {
			i++
		}
		if i < len(known) && known[i].Number == v.Number && known[i].Version == v.Version {
			same = append(same, known[i])
		} else {
			changed = append(changed, v.Number)
		}
	}
	return same, changed
}

// outlined leaves of a release's history what rules go by: who did what when.
// What was written, and the seals, are most of what a release weighs.
func outlined(r workflow.Release) workflow.Release {
	history := make([]workflow.Entry, len(r.History))
	for i, e := range r.History {
		history[i] = workflow.Entry{Seq: e.Seq, At: e.At, By: e.By, Action: e.Action, From: e.From, To: e.To, Revision: e.Revision,
			Window: e.Window, Roles: e.Roles, About: e.About, For: e.For}
	}
	r.History = history
	return r
}
