package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Who has to sign off a scheduled release is reminded as approvers are: once
// before the list of its window is fixed and, where that did not help, once before
// it opens, in their working hours, never twice in four hours of whatever. When
// the list is fixed without the sign-off the release managers and the requester
// are told. All of it ends with the sign-off, or when the release goes elsewhere.

// unsigned lists the environments that nobody has signed off of a release that
// waits for nothing else.
func unsigned(b bench, r *workflow.Release) []workflow.StageFacts {
	if r.State != workflow.Scheduled || r.Place == nil {
		return nil
	}
	return policy.MissingSignOffs(policy.SignOffs(b.policy, b.members, r))
}

// signers lists who can give the sign-offs that are missing.
func signers(b bench, r *workflow.Release) []workflow.PersonID {
	var out []workflow.PersonID
	for _, s := range unsigned(b, r) {
		for _, person := range s.Can {
			if !slices.Contains(out, person) && len(out) < mostAsked {
				out = append(out, person)
			}
		}
	}
	return out
}

// signOffNudges lists the reminders of the clock that have fallen due lately and
// are not recorded.
func (d *Desk) signOffNudges(ctx context.Context, b bench, r *workflow.Release) ([]workflow.Nudge, error) {
	people := signers(b, r)
	if len(people) == 0 {
		return nil, nil
	}
	slot := slotOf(b.policy, r.Place)
	asked := later(r.ScheduledAt, r.Place.Since)
	var out []workflow.Nudge
	for _, person := range people {
		p, err := d.dir.Person(ctx, person)
		if err != nil || p.Deactivated {
			continue
		}
		zone := d.zoneOf(ctx, person, b.policy)
		var at time.Time
		for _, deadline := range []time.Time{slot.CutOff, slot.Opens} {
			when, ok := calendar.ReminderAt(b.policy.Hours, zone, asked, deadline)
			if ok && !b.now.Before(when) && b.now.Before(when.Add(workflow.RemindEvery)) && b.now.Before(deadline) {
				at = when
			}
		}
		if _, away := b.policy.Absent(person, at); at.IsZero() || away {
			continue
		}
		if slices.ContainsFunc(r.Nudges, func(n workflow.Nudge) bool { return n.Person == person && !n.At.Before(at) }) {
			continue // recorded
		}
		before, err := d.lastReminder(ctx, r, person, at.Add(-workflow.RemindEvery), at)
		if err != nil {
			return nil, fmt.Errorf("reminders of %s: %w", person, err)
		}
		if before.IsZero() {
			out = append(out, workflow.Nudge{Person: person, At: at, By: workflow.System})
		}
	}
	return out, nil
}

// signOffOverdue tells whether the list of a release's window is fixed without
// its sign-off, and nobody was told of that yet; why is what they are told.
func signOffOverdue(b bench, r *workflow.Release) (why string, due bool) {
	missing := unsigned(b, r)
	if len(missing) == 0 {
		return "", false
	}
	slot := slotOf(b.policy, r.Place)
	if b.now.Before(slot.CutOff) || !b.now.Before(slot.Closes) {
		return "", false
	}
	since := later(r.ScheduledAt, r.Place.Since)
	if slices.ContainsFunc(r.History, func(e workflow.Entry) bool {
		return e.Action == workflow.ActEscalate && e.About == workflow.AboutSignOff && !e.At.Before(since)
	}) {
		return "", false
	}
	var names []string
	for _, s := range missing {
		names = append(names, s.Name)
	}
	return fmt.Sprintf("The list of its window is fixed, and it has not been signed off on %s.", strings.Join(names, " and ")), true
}
