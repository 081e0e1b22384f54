package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"drumbeat/workflow"
)

// watch is what was last read of releases that are looked at again and again, so
// that only those that have changed are read. It holds nothing that the store does
// not hold, and may be lost.
type watch struct {
	mu    sync.Mutex
	known map[workflow.Number]workflow.Release // in outline; never changed, only replaced
	began time.Time                            // when it began to be filled

	versions []workflow.ReleaseVersion // of all that was open when that was asked last
	open     []workflow.Release        // and those releases
}

const (
	// watchAge is after how long everything is read once more: a database that was
	// brought back from a backup may have another release at the version remembered.
	watchAge = time.Hour
	// mostWatched bounds what is remembered besides what one call asks for.
	mostWatched = 10_000
)

// open gives every release that is not final, newest number first, as it is stored,
// with the outline of its history. They are shared: whoever is given them reads them,
// and loads what is to be changed.
func (d *Desk) open(ctx context.Context, now time.Time) ([]workflow.Release, error) {
	versions, err := d.store.Releases.Versions(ctx, nil)
	if err != nil {
		return nil, err
	}
	w := &d.watch
	w.mu.Lock()
	same := len(versions) > 0 && w.fresh(now) && slices.Equal(versions, w.versions)
	open := w.open
	w.mu.Unlock()
	if same {
		return open, nil
	}
	found, err := d.outlines(ctx, now, versions)
	if err != nil {
		return nil, err
	}
	open = slices.DeleteFunc(found, func(r workflow.Release) bool { return r.State.Final() })
	w.mu.Lock()
	w.versions, w.open = versions, open
	w.mu.Unlock()
	return open, nil
}

// outlines gives releases as they are stored, at the versions given or newer ones,
// newest number first, with the outline of their history. They are to be read only.
func (d *Desk) outlines(ctx context.Context, now time.Time, versions []workflow.ReleaseVersion) ([]workflow.Release, error) {
	w := &d.watch
	out := make([]workflow.Release, len(versions)) // each in its place
	at := map[workflow.Number]int{}
	var changed []workflow.Number
	w.mu.Lock()
	if !w.fresh(now) || len(w.known) > max(mostWatched, 2*len(versions)) {
		w.known, w.versions, w.open, w.began = map[workflow.Number]workflow.Release{}, nil, nil, now
	}
	for i, v := range versions {
		if r, ok := w.known[v.Number]; ok && r.Version == v.Version {
			out[i] = r
		} else {
			changed = append(changed, v.Number)
			at[v.Number] = i
		}
	}
	w.mu.Unlock()
	for part := range slices.Chunk(changed, openBatch) {
		read, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: part, Limit: len(part)})
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		for _, r := range read {
			r = outlined(r)
			w.known[r.Number] = r
			out[at[r.Number]] = r
		}
		w.mu.Unlock()
	}
	return slices.DeleteFunc(out, func(r workflow.Release) bool { return r.Number == 0 }), nil
}

// fresh tells whether what is known may be gone by; the lock is held.
func (w *watch) fresh(now time.Time) bool {
	age := now.Sub(w.began)
	return w.known != nil && age >= 0 && age < watchAge
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
