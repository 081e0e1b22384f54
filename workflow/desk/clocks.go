package desk

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// addClocks adds how long there is still to decide and to review, and who of
// those who could decide is away.
func addClocks(b bench, f *workflow.ReleaseFacts) {
	r := &f.Release
	if r.State == workflow.InApproval {
		f.DecideLeft = left(b, r.DecideBy, b.policy.Targets(&r.Request).Always)
		for _, rs := range f.Standing.Rules {
			if rs.Complete {
				continue
			}
			for _, person := range rs.Can {
				if a, away := b.presence().Away(person); away {
					f.Away = append(f.Away, a)
				}
			}
		}
	}
	f.ReviewLeft = left(b, r.ReviewBy, false)
}

// after is the end of a target of a release that begins at an instant.
func after(b bench, r *workflow.Release, from time.Time, within time.Duration) time.Time {
	if b.policy.Targets(&r.Request).Always {
		return from.Add(within)
	}
	return calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, from, within)
}

// left is the working time until a deadline; since it, negative. always: any
// time counts.
func left(b bench, deadline time.Time, always bool) time.Duration {
	switch {
	case deadline.IsZero():
		return 0
	case always:
		return deadline.Sub(b.now)
	case b.now.Before(deadline):
		return calendar.WorkingBetween(b.policy.Hours, b.policy.Zone, b.now, deadline)
	}
	return -calendar.WorkingBetween(b.policy.Hours, b.policy.Zone, deadline, b.now)
}
