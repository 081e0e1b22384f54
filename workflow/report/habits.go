package report

import (
	"cmp"
	"slices"

	"drumbeat/workflow"
)

// How often something has to have been so before it is a habit.
const (
	mostlyStamps = 3
	mostlyYes    = 5
)

// Stamped lists who approved always within seconds of being asked, the most often
// first.
func Stamped(f *workflow.Figures) []workflow.Stamped {
	var out []workflow.Stamped
	for person, s := range f.Stamps {
		if s.Of >= mostlyStamps && s.Quick == s.Of {
			out = append(out, workflow.Stamped{Person: person, Times: s.Of})
		}
	}
	slices.SortFunc(out, func(a, b workflow.Stamped) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// Unfailing lists the roles that decided many times and never said no: neither by
// a rejection, nor by a person who approves in the role and returned a request.
func Unfailing(f *workflow.Figures) []workflow.Unfailing {
	var out []workflow.Unfailing
	for role, s := range f.Decide {
		refused := f.No[role] > 0
		for person, n := range f.Asks {
			refused = refused || n > 0 && slices.Contains(f.Stamps[person].Roles, role)
		}
		if s.Count >= mostlyYes && !refused {
			out = append(out, workflow.Unfailing{Role: role, Times: s.Count})
		}
	}
	slices.SortFunc(out, func(a, b workflow.Unfailing) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Role, b.Role))
	})
	return out
}

// AllLet gives how many requests release managers looked at, if they let all of
// them through, and often enough to say so; else 0.
func AllLet(f *workflow.Figures) int {
	if f.Sent > 0 || f.Let < mostlyYes {
		return 0
	}
	return f.Let
}
