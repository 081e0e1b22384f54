package desk

import (
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// outdated tells whether a release waits for decisions that are not the ones
// needed now: the policy asks for others than it did, or who was asked holds the
// role no more. Nothing would ever happen to it by itself. A policy older than
// the one that judged it last does not count.
func outdated(b bench, r *workflow.Release) (why string, changed bool) {
	waits := r.State == workflow.InApproval
	if b.policy.Version < r.PolicyVersion || (!waits && r.State != workflow.Scheduled) {
		return "", false
	}
	st := policy.Standing(b.policy, b.members, r)
	switch {
	case waits && st.Complete:
		return "The policy has changed: it has all the approvals it needs.", true
	case !waits && !st.Complete:
		return "The policy has changed: it needs approvals that it does not have.", true
	case waits && r.Request.Type != workflow.Emergency && len(silentRoles(r, st)) > 0:
		return "Who decides on it has changed: the people who can approve it now are asked.", true
	}
	return "", false
}

// silentRoles lists the roles whose approvals cannot come of those who were
// asked, although there are others to ask.
func silentRoles(r *workflow.Release, st workflow.Standing) []string {
	var out []string
	for _, rs := range st.Rules {
		possible := len(rs.Given)
		for _, a := range r.Asks {
			if a.Revision == r.Revision && a.Role == rs.Role && slices.Contains(rs.Can, a.Person) {
				possible++
			}
		}
		left := slices.ContainsFunc(rs.Can, func(p workflow.PersonID) bool {
			return !slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool { return a.Revision == r.Revision && a.Role == rs.Role && a.Person == p })
		})
		if !rs.Complete && possible < rs.Quorum && left {
			out = append(out, rs.Role)
		}
	}
	return out
}

// askAnew brings a release that is outdated to where it belongs by now.
func askAnew(r *workflow.Release, b bench, cmd Command) {
	st := policy.Standing(b.policy, b.members, r)
	if st.Complete {
		r.ScheduledAt, r.DecideBy = b.now, time.Time{}
		record(r, b, cmd, workflow.Scheduled, workflow.Entry{})
		return
	}
	var roles []string
	for _, rs := range st.Rules {
		if !rs.Complete {
			roles = append(roles, rs.Role)
		}
	}
	if r.State == workflow.Scheduled {
		r.ScheduledAt, r.DecideBy = time.Time{}, decideBy(b, r)
	}
	record(r, b, cmd, workflow.InApproval, workflow.Entry{Roles: roles})
	askAll(r, b, st)
}
