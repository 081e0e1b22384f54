package desk

import (
	"context"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// triageByRule accepts a release that passes every intake gate. What does not
// waits in the queue, with the reasons. conflicts stand in the way of the window
// asked for.
func triageByRule(r *workflow.Release, b bench, conflicts []workflow.Finding) {
	if r.State != workflow.Submitted {
		return
	}
	r.Misfits = misfits(b, r, conflicts)
	if len(r.Misfits) == 0 {
		accept(r, b, Command{Action: workflow.ActTriage, By: workflow.System})
	}
}

// triage does that with what stands in the way at this moment.
func (d *Desk) triage(ctx context.Context, b bench, r *workflow.Release) error {
	conflicts, err := d.intakeConflicts(ctx, b, r)
	if err != nil {
		return err
	}
	triageByRule(r, b, conflicts)
	return nil
}

// misfits judges a release by the intake gates.
func misfits(b bench, r *workflow.Release, conflicts []workflow.Finding) []workflow.Finding {
	c := policy.IntakeCase{Policy: b.policy, Members: b.members, Release: r, Conflicts: conflicts, Now: b.now}
	if slot, err := calendar.Find(b.policy, r.Request.Window); r.Request.Window != "" && err == nil {
		c.Slot = &slot
	}
	return policy.Misfits(c)
}

// intakeConflicts finds what stands in the way of the window that a release asks
// for, where an intake gate is about that. What rides as soon as possible asks for
// none: its place is looked for where nothing stands in its way.
func (d *Desk) intakeConflicts(ctx context.Context, b bench, r *workflow.Release) ([]workflow.Finding, error) {
	if r.Request.Window == "" || !policy.AsksOfConflicts(b.policy, r) {
		return nil, nil
	}
	slot, err := wanted(b.policy, &r.Request, r.Request.Window)
	if err != nil {
		return nil, nil // what cannot be had is told elsewhere
	}
	return d.conflicts(ctx, b, r, &slot)
}

// stepTriage accepts a release. The gates that it did not pass, and why, stay in
// the history: they were overridden by who accepted it. By rule none is: what it
// waited for is not asked any more.
func stepTriage(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.By == workflow.System {
		accept(r, b, cmd)
		return nil
	}
	var reasons []string
	if r.Misfits == nil {
		r.Misfits = misfits(b, before, nil)
	}
	for _, f := range r.Misfits {
		cmd.overrode = append(cmd.overrode, f.Rule)
		if f.Rule != "intake:"+string(workflow.IntakeType) { // that a type is looked at says nothing about this request
			reasons = append(reasons, f.Reason)
		}
	}
	if cmd.Reason == "" && len(reasons) > 0 {
		cmd.Reason = strings.Join(reasons, " ")
	}
	accept(r, b, cmd)
	return nil
}

// stepEndorse records that the department's coordinator wants the request, and
// puts it into a bundle. Where nothing else keeps it, it is let through at once.
func stepEndorse(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	bundle, err := d.spelled(ctx, cmd.Bundle)
	if err != nil {
		return err
	}
	if e := before.Endorsement; e != nil && e.Bundle == bundle {
		return workflow.Refuse(workflow.CodeStale, "%s is endorsed already.", r.Number)
	}
	if err := d.joins(ctx, b, before, bundle); err != nil {
		return err
	}
	r.Endorsement = &workflow.Endorsement{By: cmd.By, At: b.now, Revision: r.Revision, Bundle: bundle}
	if e := before.Endorsement; e != nil { // its word stands; only the bundle is another
		r.Endorsement.By, r.Endorsement.At, r.Endorsement.Revision = e.By, e.At, e.Revision
	}
	record(r, b, cmd, before.State, workflow.Entry{About: bundle})
	return d.triage(ctx, b, r)
}

// mostCoordinators bounds who is told of a request that waits to be endorsed.
const mostCoordinators = 20

// oweCoordinators asks the coordinators of a request that waits to be endorsed,
// and brings their messages up to date once it does not.
func oweCoordinators(b bench, before, r *workflow.Release) []workflow.Notice {
	waits := r.Lane() == workflow.LaneEndorse
	if !waits && before.Lane() != workflow.LaneEndorse {
		return nil
	}
	o := &owed{p: b.policy, r: r, now: b.now}
	for _, team := range []string{r.Request.Team, before.Request.Team} {
		dept, known := b.policy.Department(team)
		people := b.members[dept.Coordinator]
		if !known || dept.Coordinator == "" {
			continue
		}
		for _, person := range people[:min(len(people), mostCoordinators)] {
			n := workflow.Notice{ID: workflow.EndorseID(r.Number, person), Kind: workflow.NoticeEndorse, Person: person}
			if waits && team == r.Request.Team {
				o.board(n)
			} else {
				o.refresh(n)
			}
		}
	}
	return o.out
}
