package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// A schedule asks for its change at each of its turns. Which turns those are is
// arithmetic; that one was asked for is known by the release that came of it,
// whose origin names the schedule and the turn. So nothing is kept beside the
// release: any process may ask, late or twice, and one request comes of it.
//
// A turn counts where the policy in force at its instant had it: a schedule that is
// added, changed or no longer paused does not ask for what was before. Of the
// turns that nobody was there to ask for, the newest alone is made up for.

// longestLate is how old a turn may be that is made up for.
const longestLate = 31 * 24 * time.Hour

// mostMissed bounds the turns that are counted as missed.
const mostMissed = 20

// Recur asks for what schedules have made due, and tells the release managers, once
// per turn, of what could not be asked for: that is tried again until the next
// turn. It gives how many requests it made. It is safe to run several at once.
func (d *Desk) Recur(ctx context.Context) (asked int, err error) {
	b, err := d.bench(ctx)
	if err != nil {
		return 0, err
	}
	var problems []error
	for _, s := range b.policy.Schedules {
		turn, ok := calendar.LastTurn(s, b.now, longestLate)
		if s.Paused || !ok || d.turnDone(workflow.RecurringOrigin(s.Key, turn)) {
			continue
		}
		made, err := d.recur(ctx, b, s, turn)
		if away(err) || ctx.Err() != nil {
			return asked, cmp.Or(err, ctx.Err())
		}
		if made {
			asked++
		}
		if err != nil { // the others are asked for all the same
			problems = append(problems, fmt.Errorf("schedule %s: %w", s.Key, err))
		}
	}
	if asked > 0 {
		d.wake()
	}
	return asked, errors.Join(problems...)
}

// turnDone tells whether this process knows that nothing is left to be done about
// a turn; noteTurn remembers it, of each schedule the newest.
func (d *Desk) turnDone(origin string) bool {
	key, _, _ := workflow.SplitRecurring(origin)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turns[key] == origin
}

func (d *Desk) noteTurn(origin string) {
	key, _, _ := workflow.SplitRecurring(origin)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.turns == nil {
		d.turns = map[string]string{}
	}
	d.turns[key] = origin
}

// recur asks for one turn, where that is due and was not done.
func (d *Desk) recur(ctx context.Context, b bench, s workflow.Schedule, turn time.Time) (made bool, err error) {
	origin := workflow.RecurringOrigin(s.Key, turn)
	due, err := d.turnDue(ctx, s.Key, turn)
	if err != nil {
		return false, err
	}
	if !due {
		d.noteTurn(origin)
		return false, nil
	}
	draft, problems, err := d.recurring(ctx, b, s, origin)
	if err != nil {
		return false, err
	}
	if len(problems) > 0 {
		return false, d.tellNotAsked(ctx, b, origin)
	}
	why, err := d.lateness(ctx, b, s, turn)
	if err != nil {
		return false, err
	}
	conflicts, err := d.intakeConflicts(ctx, b, &draft)
	if err != nil {
		return false, err
	}
	birth := birth{
		cmd:       Command{Action: workflow.ActSubmit, By: workflow.System, Request: origin, Reason: why},
		entry:     workflow.Entry{For: s.Requester, About: s.Name},
		conflicts: conflicts,
	}
	r, repeated, err := d.create(ctx, func(n workflow.Number) workflow.Release { return born(b, draft, n, birth) })
	if err != nil {
		return false, err
	}
	d.noteTurn(origin)
	if !repeated {
		d.log.Info("asked for by schedule", "schedule", s.Key, "turn", turn, "release", r.Number.String())
	}
	return !repeated, nil
}

// turnDue tells whether a turn is to be asked for: the policy of its instant had
// it, and no release came of it.
func (d *Desk) turnDue(ctx context.Context, key string, turn time.Time) (bool, error) {
	found, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Origin: workflow.RecurringOrigin(key, turn), Limit: 1})
	if err != nil || len(found) > 0 {
		return false, err
	}
	return d.turnCounts(ctx, key, turn)
}

func (d *Desk) turnCounts(ctx context.Context, key string, turn time.Time) (bool, error) {
	then, known, err := d.policyOf(ctx, turn)
	if err != nil || !known {
		return false, err
	}
	s, ok := then.Schedule(key)
	return ok && !s.Paused && calendar.HasTurn(s, turn), nil
}

// policyOf gives the policy that was in force at an instant; known is false before
// the first.
func (d *Desk) policyOf(ctx context.Context, at time.Time) (p workflow.Policy, known bool, err error) {
	if p, err = d.store.Policies.Current(ctx); err != nil || !p.SavedAt.After(at) {
		return p, err == nil, err
	}
	low, high := 0, p.Version-1 // the newest one saved by then is among those from low to high; 0: none
	for low < high {
		middle := (low + high + 1) / 2
		v, err := d.store.Policies.Get(ctx, middle)
		if err != nil {
			return p, false, err
		}
		if v.SavedAt.After(at) {
			high = middle - 1
		} else {
			low = middle
		}
	}
	if low == 0 {
		return p, false, nil
	}
	p, err = d.store.Policies.Get(ctx, low)
	return p, err == nil, err
}

// recurring gives what a schedule asks for as a draft, and what keeps it from being
// asked for.
func (d *Desk) recurring(ctx context.Context, b bench, s workflow.Schedule, origin string) (draft workflow.Release, problems []string, err error) {
	q, bad := policy.Recurring(b.policy, s)
	draft = workflow.Release{Origin: origin, Revision: 1, State: workflow.Submitted, Request: normalise(q, s.Requester), Requester: s.Requester}
	if len(bad) == 0 {
		err := d.checkForm(ctx, b, &draft, nil)
		if e, ok := asError(err); ok && e.Code == workflow.CodeInvalid {
			bad = e.Fields
		} else if err != nil {
			return draft, nil, err
		}
	}
	there, err := d.active(ctx, []workflow.PersonID{s.Requester})
	if err != nil {
		return draft, nil, err
	}
	if len(there) == 0 {
		problems = append(problems, "Whoever it is asked for in the name of is not in the workspace any more. Name somebody else.")
	}
	fields := make([]workflow.Field, 0, len(bad))
	for f := range bad {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	for _, f := range fields {
		if !slices.Contains(problems, bad[f]) {
			problems = append(problems, bad[f])
		}
	}
	return draft, problems, nil
}

// lateness says, of a turn that is asked for late, that it is and how many before
// it are left out; nothing of one in time.
func (d *Desk) lateness(ctx context.Context, b bench, s workflow.Schedule, turn time.Time) (string, error) {
	late := b.now.Sub(turn)
	if late <= workflow.Late {
		return "", nil
	}
	missed := 0
	earlier, err := calendar.TurnsBetween(s, turn.Add(-longestLate), turn)
	for i := len(earlier) - 1; i >= 0 && err == nil && missed < mostMissed; i-- {
		due, err := d.turnDue(ctx, s.Key, earlier[i].Opens)
		if err != nil {
			return "", err
		}
		if !due {
			break
		}
		missed++
	}
	why := fmt.Sprintf("It was due on %s and could not be asked for then.", inZone(turn, s.Zone))
	switch {
	case missed == 1:
		why += " The turn before it is left out."
	case missed > 1:
		why += fmt.Sprintf(" The %d turns before it are left out.", missed)
	}
	return why, nil
}

func inZone(at time.Time, zone string) string {
	if loc, err := time.LoadLocation(zone); err == nil {
		at = at.In(loc)
	}
	return at.Format("Mon 2 Jan 15:04")
}

// mostManagersTold bounds who is told of a turn that could not be asked for.
const mostManagersTold = 20

// tellNotAsked tells the release managers that nothing could be asked for. The ids
// follow from the turn, so that each is told once.
func (d *Desk) tellNotAsked(ctx context.Context, b bench, origin string) error {
	managers := b.members[b.policy.ManagerRole]
	if len(managers) == 0 {
		d.log.Error("a schedule asks for nothing, and there is no release manager to tell", "origin", origin)
		return nil
	}
	var out []workflow.Notice
	for _, person := range managers[:min(len(managers), mostManagersTold)] {
		out = append(out, workflow.Notice{ID: workflow.RecurringID(origin, person), Kind: workflow.NoticeRecurring, Person: person, Due: b.now, About: origin})
	}
	if err := d.store.Notices.Add(ctx, out); err != nil {
		return err
	}
	d.wake()
	return nil
}

// Recurring gives a turn of a schedule for which nothing was asked, by the origin
// that its request would have, as things are now.
func (d *Desk) Recurring(ctx context.Context, origin string) (workflow.RecurringFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.RecurringFacts{}, err
	}
	key, turn, _ := workflow.SplitRecurring(origin)
	f := workflow.RecurringFacts{Now: b.now, Turn: turn, Schedule: workflow.Schedule{Key: key, Name: key}}
	s, ok := b.policy.Schedule(key)
	if !ok || s.Paused {
		f.Moot = "the schedule is gone or paused"
		return f, nil
	}
	f.Schedule, f.Rule = s, calendar.Rule(s)
	if next, err := calendar.Turns(s, b.now, 1); err == nil && len(next) > 0 {
		f.Next = next[0].Opens
	}
	due, err := d.turnDue(ctx, key, turn)
	if err != nil {
		return f, err
	}
	if last, ok := calendar.LastTurn(s, b.now, longestLate); !due || !ok || !last.Equal(turn) {
		f.Moot = "it was asked for, or its next turn has come"
		return f, nil
	}
	_, f.Problems, err = d.recurring(ctx, b, s, origin)
	if err == nil && len(f.Problems) == 0 {
		f.Moot = "nothing keeps it from being asked for any more"
	}
	return f, err
}

// askedBySchedule tells which schedule asked for a release; nil: a person did.
func askedBySchedule(p *workflow.Policy, r *workflow.Release) *workflow.AskedBySchedule {
	key, turn, ok := workflow.SplitRecurring(r.Origin)
	if !ok {
		return nil
	}
	by := &workflow.AskedBySchedule{Key: key, Name: key, Turn: turn, Zone: p.Zone}
	if len(r.History) > 0 && r.History[0].About != "" {
		by.Name = r.History[0].About
	}
	if s, ok := p.Schedule(key); ok {
		by.Name, by.Rule, by.Zone = s.Name, calendar.Rule(s), s.Zone
	}
	return by
}

// nextRecurring lists what is asked for by itself next, the earliest first, and
// then what is paused.
func nextRecurring(b bench) []workflow.NextRequest {
	var out []workflow.NextRequest
	for _, s := range b.policy.Schedules {
		n := workflow.NextRequest{Schedule: s}
		if !s.Paused {
			next, err := calendar.Turns(s, b.now.Add(time.Second), 1)
			if err != nil || len(next) == 0 {
				continue
			}
			n.At = next[0].Opens
		}
		out = append(out, n)
	}
	last := b.now.AddDate(1000, 0, 0)
	slices.SortStableFunc(out, func(x, y workflow.NextRequest) int {
		at := func(n workflow.NextRequest) time.Time {
			if n.At.IsZero() {
				return last
			}
			return n.At
		}
		return at(x).Compare(at(y))
	})
	return out
}
