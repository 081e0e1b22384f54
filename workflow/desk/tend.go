package desk

import (
	"cmp"
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
	United        int // releases that were taken to where their bundle is
	Freed         int // bookings of environments by releases that have ended
	LetThrough    int // requests that waited in the queue and that a newer policy lets through
	Left          int // due and not done: it was too much for one round, and the next goes on with it
}

const openBatch = 200

// mostTended bounds what one round does by rule, so that what else is due in the
// same minute waits for seconds at most: after a change of the policy everything
// may have to be done at once.
const mostTended = 150

// Tend does what follows from time passing: it rolls missed releases forward,
// escalates silence, closes what is past its aftercare and sweeps reservations.
// Each is an ordinary command, so that running it twice, late or on several
// replicas has one effect. Where that is much it does a part and says what is Left.
func (d *Desk) Tend(ctx context.Context) (Tended, error) {
	done, _, err := d.TendOpen(ctx)
	return done, err
}

// TendOpen does what Tend does and gives every release that is not final, with
// the outline of its history and to be read only, so that who plans from them need
// not read them once more; nil where something was done by rule, after which they
// are not what they were.
func (d *Desk) TendOpen(ctx context.Context) (Tended, []workflow.Release, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Tended{}, nil, err
	}
	open, err := d.open(ctx, b.now)
	if err != nil {
		return Tended{}, nil, err
	}
	t := &round{d: d, b: b, open: open, asked: map[string]bool{}}
	err = t.releases(ctx)
	if away(err) || ctx.Err() != nil {
		return t.done, nil, err
	}
	err = errors.Join(err, t.uniteAll(ctx), t.sweepIfDue(ctx), t.sweepStreets(ctx))
	if err != nil || t.done != (Tended{}) {
		open = nil
	}
	return t.done, open, err
}

// round is one look at what time has made due.
type round struct {
	d     *Desk
	b     bench
	open  []workflow.Release // not final, newest number first
	asked map[string]bool    // see Desk.asked
	did   int                // by rule, at most mostTended
	done  Tended
}

// full tells whether the round has done its part; what is due besides is left.
func (t *round) full() bool {
	if t.did < mostTended {
		return false
	}
	t.done.Left++
	return true
}

// releases tends what is open, the oldest first, and then finds places for those
// that have none.
func (t *round) releases(ctx context.Context) error {
	var problems []error
	var placeless []*workflow.Release
	for i := len(t.open) - 1; i >= 0; i-- {
		r := &t.open[i]
		if needsPlace(r) && len(r.Owes) == 0 {
			placeless = append(placeless, r)
		}
		err := t.tend(ctx, r)
		if away(err) || ctx.Err() != nil {
			return err
		}
		if err != nil { // the others are tended all the same
			problems = append(problems, fmt.Errorf("tend %s: %w", r.Number, err))
		}
	}
	t.d.mu.Lock()
	t.d.asked = t.asked
	t.d.mu.Unlock()
	err := t.place(ctx, placeless)
	if away(err) {
		return err
	}
	return errors.Join(append(problems, err)...)
}

// place takes places for releases that have none, as far as there are any, in the
// order of the queue.
func (t *round) place(ctx context.Context, releases []*workflow.Release) error {
	slices.SortStableFunc(releases, func(a, b *workflow.Release) int { return cmp.Compare(a.Order, b.Order) })
	var problems []error
	seats := t.d.seats(t.b)
	for _, r := range releases {
		may, err := seats.any(ctx, r)
		if may && !t.full() {
			err = t.settle(ctx, seats, r.Number)
		}
		if away(err) || ctx.Err() != nil {
			return err
		}
		if err = tolerate(err); err != nil {
			problems = append(problems, fmt.Errorf("find a place for %s: %w", r.Number, err))
		}
	}
	return errors.Join(problems...)
}

// settle takes a place for a release that still needs one.
func (t *round) settle(ctx context.Context, seats *seats, n workflow.Number) error {
	r, err := t.d.store.Releases.Get(ctx, n)
	if err != nil || !needsPlace(&r) || len(r.Owes) > 0 {
		return err
	}
	if err := t.d.settle(ctx, &r); err != nil {
		return err
	}
	seats.took(&r)
	t.did++
	t.done.Placed++
	t.d.wake()
	return nil
}

func (t *round) tend(ctx context.Context, r *workflow.Release) error {
	d, b := t.d, t.b
	if through, err := t.intakeAnew(ctx, r); through || err != nil {
		return tolerate(err)
	}
	if err := t.askSignOffs(ctx, r); err != nil {
		return err
	}
	action, reason, due := overdue(b, r)
	if !due {
		return t.remind(ctx, r)
	}
	if t.full() {
		return nil
	}
	// Another replica may have done it since the page was read: it is judged
	// again on what is loaded, so that nothing rolls twice.
	still := func(b bench, r *workflow.Release) bool {
		again, _, due := overdue(b, r)
		return due && again == action
	}
	_, err := d.Do(ctx, Command{Action: action, Release: r.Number, By: workflow.System, Reason: reason, still: still})
	if err == nil {
		t.did++
		switch action {
		case workflow.ActRollForward:
			t.done.RolledForward++
		case workflow.ActEscalate:
			t.done.Escalated++
		case workflow.ActClose:
			t.done.Closed++
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
	if why, due := signOffOverdue(b, r); due {
		return workflow.ActEscalate, why, true
	}
	if why, due := tasksLate(b, r); due {
		return workflow.ActEscalate, why, true
	}
	switch {
	case r.State == workflow.InApproval && r.Request.Type == workflow.Emergency:
		return workflow.ActEscalate, "Nobody has taken it yet: the next on call is paged.", pageDue(b, r)
	case r.State == workflow.InApproval && len(dueLevels(b, r)) > 0:
		return workflow.ActEscalate, "", true
	case r.State == workflow.Live && workflow.Passes(policy.Closing(b.policy, b.members, r, b.now)):
		if r.Handover != nil {
			return workflow.ActClose, "Aftercare is over, and so is the handover.", true
		}
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
