package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// RuleReminded is the rule of the findings by which a nudge is refused because
// everybody was reminded a short while ago: Who has the person, At when they were,
// Earliest when they can be again; one that passes will be reminded at At.
const RuleReminded = "reminded"

// stepNudge has everybody reminded who still has to decide: now, or where that
// is outside their working hours at the beginning of the next ones. Who was
// reminded less than [workflow.RemindEvery] ago, of whatever, or will be, is left
// alone; where that is everybody the nudge is refused.
//
// By the clock it only records the reminders that the planner sends; of a sign-off
// it sends them, too.
func stepNudge(ctx context.Context, d *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	if cmd.By == workflow.System {
		return stepNudgeByClock(ctx, d, b, r, cmd)
	}
	var nudges []workflow.Nudge
	var lately []workflow.Finding
	people := stillAsked(b, r)
	if r.State == workflow.Scheduled {
		people = signers(b, r)
	}
	for _, person := range people {
		at, f, err := d.remindAt(ctx, b, r, person)
		if err != nil {
			return err
		}
		if f != nil {
			lately = append(lately, *f)
			continue
		}
		nudges = append(nudges, workflow.Nudge{Person: person, At: at, By: cmd.By})
	}
	switch {
	case len(people) == 0:
		return workflow.Refuse(workflow.CodeBlocked, "Nobody who could decide on %s is asked at this moment. /release why %s says what it waits for.", r.Number, r.Number)
	case len(nudges) == 0:
		return &workflow.Error{Code: workflow.CodeBlocked, Findings: lately,
			Message: "Everybody who still has to decide on " + r.Number.String() + " was reminded less than four hours ago, or will be."}
	}
	r.Nudges = append(r.Nudges, nudges...)
	record(r, b, cmd, r.State, workflow.Entry{About: workflow.NudgeAbout(nudges)})
	return nil
}

// stillAsked lists who is asked and still has to decide, but for those who are
// away while somebody decides in their place.
func stillAsked(b bench, r *workflow.Release) []workflow.PersonID {
	var out []workflow.PersonID
	waiting := r.Waiting()
	for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
		if rs.Complete {
			continue
		}
		for _, person := range rs.Can {
			if !slices.Contains(waiting, person) || slices.Contains(out, person) || len(out) >= mostAsked {
				continue
			}
			replaced := slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool {
				return a.For == person && a.Role == rs.Role && a.Revision == r.Revision && !a.Ended
			})
			if !replaced {
				out = append(out, person)
			}
		}
	}
	return out
}

// remindAt gives the moment at which a person can be reminded, or a finding that
// says why they are not: they were a short while ago, or will be.
func (d *Desk) remindAt(ctx context.Context, b bench, r *workflow.Release, person workflow.PersonID) (time.Time, *workflow.Finding, error) {
	zone := d.zoneOf(ctx, person, b.policy)
	now := b.now.Truncate(time.Millisecond)
	at := calendar.NextWorking(b.policy.Hours, zone, now)
	last, err := d.lastReminder(ctx, r, person, now.Add(-workflow.RemindEvery), time.Time{})
	if err != nil {
		return at, nil, err
	}
	if last.IsZero() {
		return at, nil, nil
	}
	f := workflow.Finding{Rule: RuleReminded, Title: "reminder", Weight: workflow.Block, Reason: "Reminded already.", Who: []workflow.PersonID{person}, At: last}
	if last.After(now) {
		f.Pass, f.Reason = true, "Will be reminded."
	}
	f.Earliest = calendar.NextWorking(b.policy.Hours, zone, last.Add(workflow.RemindEvery))
	return at, &f, nil
}

// lastReminder gives the newest reminder of a person after one instant and before
// another (zero: ever), of any release; zero: there is none.
func (d *Desk) lastReminder(ctx context.Context, r *workflow.Release, person workflow.PersonID, after, before time.Time) (time.Time, error) {
	var last time.Time
	see := func(at time.Time) {
		if at.After(after) && at.After(last) && (before.IsZero() || at.Before(before)) {
			last = at
		}
	}
	for _, n := range r.Nudges {
		if n.Person == person {
			see(n.At)
		}
	}
	ids := workflow.RemindIDs(person, after, before)
	notices, err := d.store.Notices.Range(ctx, ids.First, ids.End, openBatch)
	if err != nil {
		return last, err
	}
	for _, n := range notices {
		if n.Delivery.Status != workflow.NoticeMoot && n.Delivery.Status != workflow.NoticeDead {
			see(n.Due)
		}
	}
	return last, nil
}

// stepNudgeByClock records the reminders that have fallen due.
func stepNudgeByClock(ctx context.Context, d *Desk, b bench, r *workflow.Release, cmd Command) error {
	nudges, err := d.clockNudges(ctx, b, r)
	if err != nil {
		return err
	}
	if len(nudges) == 0 {
		return workflow.Refuse(workflow.CodeStale, "%s needs this no more.", r.Number)
	}
	r.Nudges = append(r.Nudges, nudges...)
	record(r, b, cmd, r.State, workflow.Entry{About: workflow.NudgeAbout(nudges)})
	return nil
}

// clockNudges lists the reminders of the clock that have fallen due lately and
// are not recorded: those that the planner sends, which goes by the same rule.
func (d *Desk) clockNudges(ctx context.Context, b bench, r *workflow.Release) ([]workflow.Nudge, error) {
	if r.State == workflow.Scheduled {
		return d.signOffNudges(ctx, b, r)
	}
	if r.State != workflow.InApproval || r.Request.Type == workflow.Emergency || r.DecideBy.IsZero() || !b.now.Before(r.DecideBy.Add(workflow.RemindEvery)) {
		return nil, nil
	}
	var out []workflow.Nudge
	for _, person := range r.Waiting() {
		p, err := d.dir.Person(ctx, person)
		if err != nil || p.Deactivated {
			continue // as the planner does
		}
		asked := slices.IndexFunc(r.Asks, func(a workflow.Ask) bool { return a.Revision == r.Revision && a.Person == person && !a.Ended })
		at, ok := calendar.ReminderAt(b.policy.Hours, d.zoneOf(ctx, person, b.policy), r.Asks[asked].At, r.DecideBy)
		if !ok || b.now.Before(at) || !b.now.Before(at.Add(workflow.RemindEvery)) {
			continue
		}
		if _, away := b.policy.Absent(person, at); away {
			continue
		}
		if slices.ContainsFunc(r.Nudges, func(n workflow.Nudge) bool { return n.Person == person && !n.At.Before(at) }) {
			continue // recorded
		}
		before, err := d.lastReminder(ctx, r, person, at.Add(-workflow.RemindEvery), at)
		if err != nil {
			return nil, fmt.Errorf("reminders of %s: %w", person, err)
		}
		if !before.IsZero() {
			continue
		}
		out = append(out, workflow.Nudge{Person: person, At: at, By: workflow.System})
	}
	return out, nil
}

// remind records the reminders that have fallen due.
func (t *round) remind(ctx context.Context, r *workflow.Release) error {
	nudges, err := t.d.clockNudges(ctx, t.b, r)
	if err != nil || len(nudges) == 0 || t.full() {
		return err
	}
	_, err = t.d.Do(ctx, Command{Action: workflow.ActNudge, Release: r.Number, By: workflow.System})
	if err == nil {
		t.did++
	}
	return tolerate(err)
}
