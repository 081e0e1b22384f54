package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Tended counts what Drumbeat did by rule.
type Tended struct {
	RolledForward int
	Escalated     int
	Closed        int
	Placed        int // releases that had no place and got one
	Swept         int // reservations that no release held
	Freed         int // bookings of environments by releases that have ended
}

const (
	sweepEvery = 5 * time.Minute
	// sweepGrace is longer than any use case runs between reserving and recording,
	// and half of it longer than the clocks of two replicas are apart where they
	// have none in common.
	sweepGrace = 30 * time.Minute
	openBatch  = 200
)

// Tend does what follows from time passing: it rolls missed releases forward,
// escalates silence, closes what is past its aftercare and sweeps reservations.
// Each is an ordinary command, so that running it twice, late or on several
// replicas has one effect.
func (d *Desk) Tend(ctx context.Context) (Tended, error) {
	done, _, err := d.TendOpen(ctx)
	return done, err
}

// TendOpen does what Tend does and gives every release that is not final, without
// its history, so that who plans from them need not read them once more; nil where
// something was done by rule, after which they are not what they were.
func (d *Desk) TendOpen(ctx context.Context) (done Tended, open []workflow.Release, err error) {
	b, err := d.bench(ctx)
	if err != nil {
		return done, nil, err
	}
	open = []workflow.Release{}
	var problems []error
	before := workflow.Number(0)
	for {
		page, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Open: true, Before: before, Limit: openBatch})
		if err != nil {
			return done, nil, err
		}
		for i := range page {
			err := d.tend(ctx, b, &page[i], &done)
			if away(err) || ctx.Err() != nil {
				return done, nil, err
			}
			r := page[i]
			r.History, r.Owes = nil, nil // most of what a release weighs
			open = append(open, r)
			if err != nil { // the others are tended all the same
				problems = append(problems, fmt.Errorf("tend %s: %w", page[i].Number, err))
			}
		}
		if len(page) < openBatch {
			break
		}
		before = page[len(page)-1].Number
	}
	err = errors.Join(append(problems, d.sweepIfDue(ctx, b, &done), d.sweepStreets(ctx, b, &done))...)
	if err != nil || done != (Tended{}) {
		open = nil
	}
	return done, open, err
}

func (d *Desk) tend(ctx context.Context, b bench, r *workflow.Release, done *Tended) error {
	if needsPlace(r) && len(r.Owes) == 0 {
		err := d.settle(ctx, r)
		if err == nil {
			done.Placed++
			d.wake()
		}
		return tolerate(err)
	}
	if err := d.askSignOffs(ctx, b, r); err != nil {
		return err
	}
	action, reason, due := overdue(b, r)
	if !due {
		return d.tendReminders(ctx, b, r)
	}
	// Another replica may have done it since the page was read: it is judged
	// again on what is loaded, so that nothing rolls twice.
	still := func(b bench, r *workflow.Release) bool {
		again, _, due := overdue(b, r)
		return due && again == action
	}
	_, err := d.Do(ctx, Command{Action: action, Release: r.Number, By: workflow.System, Reason: reason, still: still})
	if err == nil {
		switch action {
		case workflow.ActRollForward:
			done.RolledForward++
		case workflow.ActEscalate:
			done.Escalated++
		case workflow.ActClose:
			done.Closed++
		}
	}
	return tolerate(err)
}

// tolerate says nothing of a release that cannot be helped now: it was changed
// meanwhile, or nothing has room.
func tolerate(err error) error {
	switch workflow.CodeOf(err) {
	case workflow.CodeConflict, workflow.CodeStale, workflow.CodeDenied:
		return nil
	}
	if noRoom(err) {
		return nil
	}
	return err
}

// away tells whether the store does not answer: the round ends, the next one
// makes up for it.
func away(err error) bool {
	c := workflow.CodeOf(err)
	return c == workflow.CodeNotSaved || c == workflow.CodeUnknown
}

// overdue tells what time has made due for a release.
func overdue(b bench, r *workflow.Release) (action workflow.Action, reason string, due bool) {
	past := func(t time.Time) bool { return !t.IsZero() && !b.now.Before(t) }
	if why, due := makesWay(b.policy, r); due {
		return workflow.ActRollForward, why, true
	}
	if r.Place != nil {
		switch r.State {
		case workflow.Scheduled:
			if past(slotOf(b.policy, r.Place).Closes) {
				return workflow.ActRollForward, "The window closed without a start.", true
			}
			if policy.ApprovedLate(r) { // in the minute before it would have rolled forward
				return workflow.ActRollForward, "Not approved before the cut-off.", true
			}
		case workflow.InApproval, workflow.Submitted:
			if past(slotOf(b.policy, r.Place).CutOff) {
				return workflow.ActRollForward, "Not approved before the cut-off.", true
			}
		}
	}
	if why, changed := outdated(b, r); changed {
		return workflow.ActEscalate, why, true
	}
	if len(passedOn(b, r)) > 0 {
		return workflow.ActEscalate, "", true
	}
	switch {
	case r.State == workflow.InApproval && r.Request.Type == workflow.Emergency:
		return workflow.ActEscalate, "Nobody has taken it yet: the next on call is paged.", pageDue(b, r)
	case r.State == workflow.InApproval && len(dueLevels(b, r)) > 0:
		return workflow.ActEscalate, "", true
	case r.State == workflow.Live && past(r.LiveAt.Add(b.policy.Aftercare)) && !policy.ReviewDue(r):
		return workflow.ActClose, "Aftercare is over.", true
	}
	return "", "", false
}

// pageDue tells whether the next person of the on-call list is to be paged: one
// more for every interval since the first was asked about this revision, while
// there is somebody who can decide and was not asked.
func pageDue(b bench, r *workflow.Release) bool {
	if r.TakenBy != "" || b.policy.PageEvery <= 0 {
		return false
	}
	asked := 0
	for _, a := range r.Asks {
		if a.Revision == r.Revision {
			asked++
		}
	}
	if pages := 1 + int(b.now.Sub(r.AskedFrom())/b.policy.PageEvery); asked >= pages {
		return false
	}
	for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
		if _, ok := unasked(b, r, rs); ok {
			return true
		}
	}
	return false
}

// sweepIfDue gives back places that were reserved by a use case that died
// before it recorded them.
func (d *Desk) sweepIfDue(ctx context.Context, b bench, done *Tended) error {
	d.mu.Lock()
	skip := b.now.Sub(d.sweptAt) < sweepEvery && !b.now.Before(d.sweptAt)
	if !skip {
		d.sweptAt = b.now
	}
	d.mu.Unlock()
	if skip {
		return nil
	}
	windows, err := d.store.Windows.Span(ctx, b.now.Add(-24*time.Hour), b.now.AddDate(1, 0, 0))
	if err != nil {
		return err
	}
	for _, w := range windows {
		if err := d.crowdedOut(ctx, b, w, done); err != nil {
			return err
		}
		if err := d.sweep(ctx, b, w, done); err != nil {
			return err
		}
	}
	return nil
}

// inWindow gives the releases that say they hold a place in a window, all of them:
// one that was overlooked would lose it.
func (d *Desk) inWindow(ctx context.Context, id workflow.WindowID) (map[workflow.Number]bool, error) {
	out := map[workflow.Number]bool{}
	before := workflow.Number(0)
	for {
		page, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Window: id, Before: before, Limit: openBatch})
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			out[r.Number] = true
		}
		if len(page) < openBatch {
			return out, nil
		}
		before = page[len(page)-1].Number
	}
}

func (d *Desk) sweep(ctx context.Context, b bench, w workflow.Window, done *Tended) error {
	old := slices.ContainsFunc(w.Places, func(p workflow.Reservation) bool { return b.now.Sub(p.At) >= sweepGrace })
	if !old {
		return nil
	}
	holders, err := d.inWindow(ctx, w.ID)
	if err != nil {
		return err
	}
	w = w.Clone()
	n := len(w.Places)
	back, err := d.backFrom(ctx, &w, holders)
	if err != nil {
		return err
	}
	w.Places = slices.DeleteFunc(w.Places, func(p workflow.Reservation) bool {
		return b.now.Sub(p.At) >= sweepGrace && !holders[p.Release] && !slices.ContainsFunc(back, func(r workflow.Release) bool { return r.Number == p.Release })
	})
	if len(w.Places) == n {
		return nil
	}
	err = d.store.Windows.Put(ctx, w)
	if err == nil {
		done.Swept += n - len(w.Places)
		d.log.Info("swept places that no release holds", "window", w.ID, "places", n-len(w.Places))
	}
	return tolerate(err)
}
