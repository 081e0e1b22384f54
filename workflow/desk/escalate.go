package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// stepEscalate asks others, by rule: whoever has to decide since the policy or
// who holds a role changed; whoever stands in for somebody who has gone away, or
// who is back; of an emergency the next person on the on-call list; and after
// silence the substitutes, then the steps of the role's chain.
func stepEscalate(ctx context.Context, d *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	if _, changed := outdated(b, r); changed {
		askAnew(r, b, cmd)
		return nil
	}
	if changes := passedOn(b, r); len(changes) > 0 {
		for _, h := range changes {
			handOver(r, b, cmd, h)
		}
		return nil
	}
	if why, due := signOffOverdue(b, r); due {
		cmd.Reason = why
		record(r, b, cmd, workflow.Scheduled, workflow.Entry{About: workflow.AboutSignOff})
		return nil
	}
	if why, due := tasksLate(b, r); due {
		cmd.Reason = why
		record(r, b, cmd, r.State, workflow.Entry{About: workflow.AboutTasks})
		return nil
	}
	if r.State != workflow.InApproval {
		return workflow.Refuse(workflow.CodeStale, "%s needs this no more.", r.Number)
	}
	if r.Request.Type == workflow.Emergency {
		for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
			if next, ok := unasked(b, r, rs); ok {
				ask(r, b, workflow.Ask{Role: rs.Role, Person: next})
			}
		}
		record(r, b, cmd, workflow.InApproval, workflow.Entry{})
		return nil
	}
	levels := dueLevels(b, r)
	if len(levels) == 0 {
		return workflow.Refuse(workflow.CodeStale, "%s needs this no more.", r.Number)
	}
	asked := 0
	var reached []string
	for _, l := range levels {
		reached = append(reached, l.String())
		for _, person := range l.people {
			if ask(r, b, workflow.Ask{Role: l.role, Person: person, Escalated: true}) {
				asked++
			}
		}
	}
	if asked == 0 && cmd.Reason == "" {
		cmd.Reason = "The decision is overdue and no substitute is named."
		if levels[0].n > 0 {
			cmd.Reason = "The decision is overdue and nobody is left to be asked."
		}
	}
	record(r, b, cmd, workflow.InApproval, workflow.Entry{About: strings.Join(reached, levelSeparator)})
	return nil
}

// level is one step of the escalation of a role: 0 are its substitutes, n the
// nth step of its chain.
type level struct {
	role   string
	n      int
	people []workflow.PersonID // who is newly asked; none: nobody is left, which is told
}

const levelSeparator = ", "

// String is how a history entry says that a level was reached: "operations:0".
func (l level) String() string { return l.role + ":" + strconv.Itoa(l.n) }

// dueLevels lists the levels that silence has reached by now and that are not in
// the history yet. A level with nobody to ask is passed over, unless it is the
// last one: then it is told that nobody is left.
func dueLevels(b bench, r *workflow.Release) []level {
	if r.DecideBy.IsZero() || b.now.Before(r.DecideBy) || r.Request.Type == workflow.Emergency {
		return nil
	}
	var out []level
	for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
		if rs.Complete {
			continue
		}
		role := b.policy.Role(rs.Role)
		for n := range len(role.Chain) + 1 {
			l := level{role: rs.Role, n: n}
			if b.now.Before(levelAt(b, r, role, n)) || reached(r, l) {
				continue
			}
			l.people = b.newly(r, rs.Role, levelPeople(b, role, n))
			if len(l.people) > 0 || n == len(role.Chain) {
				out = append(out, l)
			}
		}
	}
	return out
}

func levelAt(b bench, r *workflow.Release, role workflow.Role, n int) time.Time {
	if n == 0 {
		return r.DecideBy
	}
	return after(b, r, r.DecideBy, role.Chain[n-1].After)
}

func levelPeople(b bench, role workflow.Role, n int) []workflow.PersonID {
	if n == 0 {
		return role.Substitutes
	}
	step := role.Chain[n-1]
	return slices.Concat(step.People, b.members[step.Role])
}

// newly keeps those who can be asked for a role and are not asked yet: present,
// or who decides in their place, and neither requester nor editor.
func (b bench) newly(r *workflow.Release, role string, people []workflow.PersonID) []workflow.PersonID {
	var out []workflow.PersonID
	for _, person := range people {
		if policy.Barred(r, person) || b.gone[person] {
			continue
		}
		if who := b.presence().Instead(r, person); who != "" {
			person = who
		}
		if !slices.Contains(out, person) && !isAsked(r, role, person) && !r.ApprovedBy(person) && len(out) < mostAsked {
			out = append(out, person)
		}
	}
	return out
}

// isAsked tells whether somebody is asked for a role about the current revision.
func isAsked(r *workflow.Release, role string, person workflow.PersonID) bool {
	return slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool {
		return a.Revision == r.Revision && a.Role == role && a.Person == person && !a.Ended
	})
}

// reached tells whether the history has a level since the clock on the decision
// began to run.
func reached(r *workflow.Release, l level) bool {
	for _, e := range slices.Backward(r.History) {
		switch {
		case e.Action == workflow.ActEscalate && len(e.Roles) == 0 && e.For == "":
			whole := levelSeparator + e.About + levelSeparator
			if e.About == "" && l.n == 0 || strings.Contains(whole, levelSeparator+l.String()+levelSeparator) {
				return true
			}
		case e.To == workflow.InApproval && e.From != workflow.InApproval:
			return false
		}
	}
	return false
}

// unasked gives the next person who can decide for a role of an emergency and
// was not asked about this revision: those who are there before those who are away.
func unasked(b bench, r *workflow.Release, rs workflow.RoleStanding) (workflow.PersonID, bool) {
	if rs.Complete {
		return "", false
	}
	var away workflow.PersonID
	for _, person := range rs.Can {
		if slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool { return a.Person == person && a.Revision == r.Revision }) {
			continue
		}
		if _, absent := b.presence().Away(person); !absent {
			return person, true
		}
		if away == "" {
			away = person
		}
	}
	return away, away != ""
}
