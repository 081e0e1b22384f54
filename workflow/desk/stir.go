package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
)

// mostStirred bounds the releases whose boards one change brings up to date.
const mostStirred = 200

// stirred lists the boards of other releases that may show something else since r
// changed: conflicts are about what shares or overlaps a window, and about what has
// to be live first. They are only brought up to date where they are,
// so that naming one too many costs a look.
//
// It is asked when r's own notices are handed over, which is repeated until it is
// done: dying here costs nothing.
func (d *Desk) stirred(ctx context.Context, r *workflow.Release) ([]workflow.Notice, error) {
	stirs, told := false, false
	var windows []workflow.WindowID
	for _, n := range r.Owes {
		switch {
		case n.Kind == workflow.NoticeWindow && n.Window != "":
			windows = append(windows, n.Window)
		case n.Entry > 0 && n.Entry <= len(r.History):
			told = true
			stirs = stirs || stirring(r.History[n.Entry-1])
		}
	}
	if told && !stirs { // what nothing is told of is a place that was found
		return nil, nil
	}
	numbers, err := d.inWindows(ctx, windows)
	if err != nil {
		return nil, err
	}
	slices.Sort(numbers)
	numbers = slices.DeleteFunc(slices.Compact(numbers), func(n workflow.Number) bool { return n == r.Number })
	var others []workflow.Release
	if len(numbers) > 0 {
		if others, err = d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: numbers, Open: true, Limit: mostStirred}); err != nil {
			return nil, err
		}
	}
	dependent, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Needs: r.Number, Open: true, Limit: mostStirred})
	if err != nil {
		return nil, err
	}
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	o := &owed{p: b.policy, now: b.now}
	for _, other := range append(others, dependent...) {
		o.boards(&other)
	}
	return merge(nil, o.out), nil
}

// boards brings what shows the conflicts of a release up to date, where it is.
func (o *owed) boards(r *workflow.Release) {
	o.r = r
	o.refresh(workflow.Notice{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: o.p.ReleaseChannel})
	o.refresh(workflow.Notice{ID: workflow.RequesterID(r.Number, r.Requester), Kind: workflow.NoticeRequester, Person: r.Requester})
	for _, person := range r.Waiting() {
		o.refresh(workflow.Notice{ID: workflow.AskID(r.Number, r.Revision, person), Kind: workflow.NoticeAsk, Person: person})
	}
}

// stirring tells whether an entry changes what the cards of other releases show.
func stirring(e workflow.Entry) bool {
	if e.From != e.To || e.Window != "" {
		return true
	}
	switch e.Action {
	case workflow.ActApprove, workflow.ActEscalate, workflow.ActRollForward: // who is asked for what, or a place given up
		return true
	}
	return slices.ContainsFunc(e.Changed, func(f workflow.Field) bool {
		switch f {
		case workflow.FieldSystem, workflow.FieldWindow, workflow.FieldType, workflow.FieldImplementer, workflow.FieldDependsOn, workflow.FieldImpact:
			return true
		}
		return false
	})
}

// inWindows lists the releases that hold places in some windows, and in those
// that overlap them.
func (d *Desk) inWindows(ctx context.Context, ids []workflow.WindowID) ([]workflow.Number, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	var out []workflow.Number
	for _, id := range ids {
		w, err := d.store.Windows.Get(ctx, id)
		switch {
		case workflow.CodeOf(err) == workflow.CodeNotFound:
			continue
		case err != nil:
			return nil, err
		}
		beside, err := d.store.Windows.Span(ctx, w.Opens.Add(-longestWindow(b.policy)), later(w.Closes, w.Opens.Add(time.Minute)))
		if err != nil {
			return nil, err
		}
		for _, o := range beside {
			if !o.Closes.After(w.Opens) && o.ID != id {
				continue
			}
			for _, p := range o.Places {
				out = append(out, p.Release)
			}
		}
	}
	return out, nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
