package policy

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// Presence is who can be asked at a moment.
type Presence struct {
	Policy *workflow.Policy
	Gone   map[workflow.PersonID]bool // deactivated, or not in the workspace
	Now    time.Time
}

// Away tells whether a person is absent, and how.
func (p Presence) Away(person workflow.PersonID) (workflow.Absence, bool) {
	return p.Policy.Absent(person, p.Now)
}

// able tells whether somebody who does not hold the role may be asked in the
// place of one who does.
func (p Presence) able(r *workflow.Release, person workflow.PersonID) bool {
	return person != "" && person != workflow.System && !p.Gone[person] && !Barred(r, person)
}

// Instead gives who decides in a person's place by the person's own word: the
// substitute that the absence names, and where that one is away too, theirs.
// Empty: nobody was named who could.
func (p Presence) Instead(r *workflow.Release, person workflow.PersonID) workflow.PersonID {
	seen := []workflow.PersonID{person}
	for {
		absence, away := p.Away(person)
		if !away {
			return person
		}
		person = absence.Substitute
		if !p.able(r, person) || slices.Contains(seen, person) {
			return ""
		}
		seen = append(seen, person)
	}
}

// Asks lists who is asked to decide for a role at this moment, as many as are
// there: its people, and in the place of those who are away their substitutes.
// Whoever named none is replaced by a substitute of the role, but only while the
// others are not enough; and where there is nobody at all, who is away is asked
// all the same. Only Role, Person and For are filled in.
func (p Presence) Asks(r *workflow.Release, rs workflow.RoleStanding) []workflow.Ask {
	var out []workflow.Ask
	has := func(person workflow.PersonID) bool {
		return slices.ContainsFunc(out, func(a workflow.Ask) bool { return a.Person == person })
	}
	var absent, unnamed []workflow.PersonID
	for _, person := range rs.Can {
		if standsIn(r, rs.Role, person) {
			continue // is asked for whom they stand in for, while they do
		}
		if _, away := p.Away(person); away {
			absent = append(absent, person)
		} else {
			out = append(out, workflow.Ask{Role: rs.Role, Person: person})
		}
	}
	for _, person := range absent {
		switch who := p.Instead(r, person); {
		case who == "":
			unnamed = append(unnamed, person)
		case !has(who) && !r.ApprovedBy(who):
			out = append(out, workflow.Ask{Role: rs.Role, Person: who, For: person})
		}
	}
	left := rs.Quorum - len(rs.Given)
	for _, person := range unnamed {
		if len(out) >= left {
			break
		}
		who := person
		i := slices.IndexFunc(p.Policy.Role(rs.Role).Substitutes, func(s workflow.PersonID) bool {
			_, away := p.Away(s)
			return p.able(r, s) && !away && !has(s) && !r.ApprovedBy(s)
		})
		ask := workflow.Ask{Role: rs.Role, Person: who}
		if i >= 0 {
			ask.Person, ask.For = p.Policy.Role(rs.Role).Substitutes[i], person
		}
		out = append(out, ask)
	}
	return out
}

// standsIn tells whether a person may decide for a role only in the place of
// somebody who is away.
func standsIn(r *workflow.Release, role string, person workflow.PersonID) bool {
	return slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool {
		return a.Role == role && a.Person == person && a.Revision == r.Revision && a.For != "" && !a.Ended
	})
}

// SpeaksFor gives in whose place a person decides on r: empty where one of the
// roles that are still open is their own.
func SpeaksFor(p *workflow.Policy, members workflow.Members, r *workflow.Release, person workflow.PersonID) workflow.PersonID {
	var principal workflow.PersonID
	for _, rs := range Standing(p, members, r).Rules {
		if rs.Complete || !slices.Contains(rs.Can, person) {
			continue
		}
		i := slices.IndexFunc(r.Asks, func(a workflow.Ask) bool {
			return a.Role == rs.Role && a.Person == person && a.Revision == r.Revision && a.For != "" && !a.Ended
		})
		if members.Has(rs.Role, person) || i < 0 {
			return ""
		}
		if principal == "" {
			principal = r.Asks[i].For
		}
	}
	return principal
}

// Unattended finds the rules of a release whose people are all away until after
// deadline, with nobody in their place: told when it is asked for.
func (p Presence) Unattended(members workflow.Members, r *workflow.Release, deadline time.Time) []workflow.Finding {
	var out []workflow.Finding
	for _, rs := range Standing(p.Policy, members, r).Rules {
		if rs.Complete || rs.Problem != "" {
			continue
		}
		left := rs.Quorum - len(rs.Given)
		for _, a := range p.Asks(r, rs) {
			absence, away := p.Away(a.Person)
			if !away || absence.To.Before(deadline) {
				left--
			}
		}
		if left > 0 {
			out = append(out, workflow.Finding{
				Rule: "answerable:" + rs.Role, Title: rs.Name + " approval", Weight: workflow.Block,
				Reason: "Nobody approves this for " + rs.Name + " in time: who could is away and has named no substitute who may.",
				Who:    members[p.Policy.ManagerRole], Unknown: true,
			})
		}
	}
	return out
}
