package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// stepStart starts a release when every go-live gate passes. What the calendar
// or other releases put in the way, and a briefing that too few have read, a release
// manager may override, with a reason;
// the history says which rules. Approvals, the window and the life of a release
// nobody overrides.
func stepStart(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	gates, err := d.startGates(ctx, b, before)
	if err != nil {
		return err
	}
	var overrode []string
	if !workflow.Passes(gates) {
		if overrode, err = d.override(ctx, b, before, gates, cmd); err != nil {
			return err
		}
	}
	r.StartedAt = b.now
	record(r, b, cmd, workflow.Deploying, workflow.Entry{Overrode: overrode})
	return nil
}

// startGates are the gates between a release and a start at this moment, judged
// by what is around it now.
func (d *Desk) startGates(ctx context.Context, b bench, r *workflow.Release) ([]workflow.Finding, error) {
	c := policy.Case{Policy: b.policy, Members: b.members, Release: r, Now: b.now, Holds: r.Place != nil}
	var slots []workflow.Slot
	if r.Place != nil {
		slot := slotOf(b.policy, r.Place)
		c.Slot, slots = &slot, []workflow.Slot{slot}
	}
	if c.Slot != nil && b.policy.Type(r.Request.Type).CoveragePercent > 0 {
		w, err := d.store.Windows.Get(ctx, c.Slot.ID)
		if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
			return nil, err
		}
		c.Coverage = coverage(b, &w)
	}
	s, err := d.surround(ctx, b, slots, r)
	if err != nil {
		return nil, err
	}
	d.surroundCase(b, &c, s)
	return policy.Gates(c), nil
}

// override judges whether a person may start a release in spite of what stands in
// its way, and gives the rules that are overridden. The error is of CodeBlocked
// and says what to do.
func (d *Desk) override(ctx context.Context, b bench, r *workflow.Release, gates []workflow.Finding, cmd Command) ([]string, error) {
	rules, can := policy.Overrides(gates)
	first := policy.Blocking(gates)[0]
	msg := r.Number.String() + " cannot start now: " + lowerFirst(first.Reason)
	refuse := func(more string) error {
		return &workflow.Error{Code: workflow.CodeBlocked, Message: msg + more, Findings: gates}
	}
	managers := b.members[b.policy.ManagerRole]
	switch {
	case !can:
		return nil, refuse("")
	case !slices.Contains(managers, cmd.By) && len(managers) == 0:
		return nil, refuse(" Only a release manager could start it anyway, and the policy names none.")
	case !slices.Contains(managers, cmd.By):
		return nil, refuse(" " + d.list(ctx, managers) + " can start it anyway, with a reason.")
	case !cmd.Anyway:
		return nil, refuse(" You can start it anyway, with a reason.")
	}
	if cmd.Known != nil {
		for _, f := range policy.Blocking(gates) {
			if !slices.Contains(cmd.Known, f.Rule) {
				return nil, refuse(" That was not in the way when you looked. Look again before you decide.")
			}
		}
	}
	if err := checkReason(cmd.Reason); err != nil {
		return nil, err
	}
	return rules, nil
}
