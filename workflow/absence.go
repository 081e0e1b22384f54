package workflow

import (
	"slices"
	"time"
)

// What an escalation entry is about that an absence caused; the entry's For is
// who was away.
const (
	AboutAway = "away" // somebody else is asked in their place
	AboutBack = "back" // they are asked themselves again
)

// Absent tells whether a person is away at an instant, and how: of several
// absences the one that ends last.
func (p *Policy) Absent(person PersonID, at time.Time) (Absence, bool) {
	var found Absence
	for _, a := range p.Absences {
		if a.Person == person && !at.Before(a.From) && at.Before(a.To) && a.To.After(found.To) {
			found = a
		}
	}
	return found, found.Person != ""
}

// AbsencesOf lists the absences of a person that have not ended, the first first.
func (p *Policy) AbsencesOf(person PersonID, now time.Time) []Absence {
	var out []Absence
	for _, a := range p.Absences {
		if a.Person == person && now.Before(a.To) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b Absence) int { return a.From.Compare(b.From) })
	return out
}
