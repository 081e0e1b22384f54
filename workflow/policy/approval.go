package policy

import (
	"slices"

	"drumbeat/workflow"
)

// Standing counts how far the approvals of a release's current revision are.
//
// One person counts once, whatever roles they hold; among the rules a person
// could satisfy, approvals are matched to rules so that as many as possible are
// satisfied. The requester and whoever edited the content do not count.
func Standing(p *workflow.Policy, members workflow.Members, r *workflow.Release) workflow.Standing {
	rules := approvals(p, r)
	st := workflow.Standing{Complete: true}
	given := match(rules, counting(r))
	for i, rule := range rules {
		role := p.Role(rule.Role)
		rs := workflow.RoleStanding{Role: rule.Role, Name: role.Name, Quorum: rule.Quorum, Given: given[i]}
		rs.Complete = len(rs.Given) >= rule.Quorum
		for _, person := range holders(members, r, rule.Role) {
			if barred(r, person) == "" && !r.ApprovedBy(person) && !spokenFor(r, person) {
				rs.Can = append(rs.Can, person)
			}
		}
		if !rs.Complete {
			rs.Problem = problem(members, r, rule, role, len(rs.Given)+len(rs.Can))
			st.Complete = false
		}
		st.Given += len(rs.Given)
		st.Needed += rule.Quorum
		st.Rules = append(st.Rules, rs)
	}
	return st
}

// counting gives the approvals that count for the current revision, by time.
func counting(r *workflow.Release) []workflow.Approval {
	var out []workflow.Approval
	for _, a := range r.Approvals {
		if a.Void == "" && a.Revision == r.Revision && barred(r, a.By) == "" && barred(r, a.For) == "" &&
			!slices.ContainsFunc(out, func(b workflow.Approval) bool { return b.By == a.By || voice(b) == voice(a) }) {
			out = append(out, a)
		}
	}
	return out
}

// voice is whose word an approval is: who stands in speaks for another, and both
// together count once.
func voice(a workflow.Approval) workflow.PersonID {
	if a.For != "" {
		return a.For
	}
	return a.By
}

// spokenFor tells whether somebody approved the current revision in this
// person's place.
func spokenFor(r *workflow.Release, person workflow.PersonID) bool {
	return slices.ContainsFunc(r.Approvals, func(a workflow.Approval) bool {
		return a.For == person && a.Void == "" && a.Revision == r.Revision
	})
}

// match gives each approval to at most one rule and each rule at most its
// quorum, as many as possible in all (augmenting paths; there are few).
func match(rules []workflow.ApprovalRule, approvals []workflow.Approval) [][]workflow.PersonID {
	takenBy := make([][]int, len(rules)) // rule -> approvals
	var place func(a int, seen []bool) bool
	place = func(a int, seen []bool) bool {
		for i, rule := range rules {
			if seen[i] || !slices.Contains(approvals[a].Roles, rule.Role) {
				continue
			}
			seen[i] = true
			if len(takenBy[i]) < rule.Quorum {
				takenBy[i] = append(takenBy[i], a)
				return true
			}
			for k, other := range takenBy[i] {
				if place(other, seen) {
					takenBy[i][k] = a
					return true
				}
			}
		}
		return false
	}
	for a := range approvals {
		place(a, make([]bool, len(rules)))
	}
	out := make([][]workflow.PersonID, len(rules))
	for i, list := range takenBy {
		slices.Sort(list)
		for _, a := range list {
			out[i] = append(out[i], approvals[a].By)
		}
	}
	return out
}

// holders lists who may decide for a role: its members, those that silence
// escalated to, and those who stand in for members who are away.
func holders(members workflow.Members, r *workflow.Release, role string) []workflow.PersonID {
	out := slices.Clone(members[role])
	for _, a := range r.Asks {
		if (a.Escalated || a.For != "") && !a.Ended && a.Role == role && a.Revision == r.Revision && !slices.Contains(out, a.Person) {
			out = append(out, a.Person)
		}
	}
	return out
}

// RolesOf lists the roles, among those that must approve r, for which person
// may decide now.
func RolesOf(p *workflow.Policy, members workflow.Members, r *workflow.Release, person workflow.PersonID) []string {
	var out []string
	for _, rule := range approvals(p, r) {
		if slices.Contains(holders(members, r, rule.Role), person) && !slices.Contains(out, rule.Role) {
			out = append(out, rule.Role)
		}
	}
	return out
}

// Barred tells whether a person's approval of a release cannot count: they asked
// for it, or edited what would be approved.
func Barred(r *workflow.Release, person workflow.PersonID) bool { return barred(r, person) != "" }

// barred says why a person's approval cannot count, or nothing.
func barred(r *workflow.Release, person workflow.PersonID) string {
	switch {
	case person == "":
		return ""
	case r.Requester == person:
		return "you asked for it"
	case slices.Contains(r.Editors, person):
		return "you edited what would be approved"
	}
	return ""
}

func problem(members workflow.Members, r *workflow.Release, rule workflow.ApprovalRule, role workflow.Role, possible int) string {
	if possible >= rule.Quorum {
		return ""
	}
	switch all := len(holders(members, r, rule.Role)); {
	case all == 0:
		return "nobody holds the role " + role.Name
	case all < rule.Quorum:
		return "more approvals are required for " + role.Name + " than there are people in it"
	}
	return "everybody else in the role " + role.Name + " asked for this or edited it"
}

// Answerable finds the approval rules that nobody could ever satisfy for this
// release: told when it is asked for, with who can mend it.
func Answerable(p *workflow.Policy, members workflow.Members, r *workflow.Release) []workflow.Finding {
	var out []workflow.Finding
	for _, rs := range Standing(p, members, r).Rules {
		if rs.Problem != "" {
			out = append(out, workflow.Finding{
				Rule: "answerable:" + rs.Role, Title: rs.Name + " approval", Weight: workflow.Block,
				Reason: "Nobody can approve this for " + rs.Name + ": " + rs.Problem + ".",
				Who:    members[p.ManagerRole], Unknown: true,
			})
		}
	}
	out = append(out, unacceptable(p, members, r)...)
	if len(out) > 0 {
		return out
	}
	return tooFew(p, members, r, Standing(p, members, r))
}

// tooFew finds that each rule alone may be satisfiable and all together not: one
// person counts once.
func tooFew(p *workflow.Policy, members workflow.Members, r *workflow.Release, st workflow.Standing) []workflow.Finding {
	alone := slices.ContainsFunc(st.Rules, func(rs workflow.RoleStanding) bool { return rs.Problem != "" })
	if alone || st.Complete || enoughPeople(p, members, r, st) {
		return nil
	}
	return []workflow.Finding{{
		Rule: "answerable", Title: "approvals", Weight: workflow.Block,
		Reason: "The required approvals need more different people than hold the roles: one person counts once.",
		Who:    members[p.ManagerRole], Unknown: true,
	}}
}

// enoughPeople tells whether the rules could all be satisfied if everybody who
// may approve did.
func enoughPeople(p *workflow.Policy, members workflow.Members, r *workflow.Release, st workflow.Standing) bool {
	all := counting(r)
	for _, rs := range st.Rules {
		for _, person := range rs.Can {
			if !slices.ContainsFunc(all, func(a workflow.Approval) bool { return a.By == person }) {
				all = append(all, workflow.Approval{By: person, Roles: RolesOf(p, members, r, person)})
			}
		}
	}
	n := 0
	for _, given := range match(approvals(p, r), all) {
		n += len(given)
	}
	return n >= st.Needed
}
