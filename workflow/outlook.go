package workflow

import "strings"

// Outlook is what the gates of one coming window come to.
type Outlook int

// The outlooks, the worst first.
const (
	Barred   Outlook = iota // it cannot go live in this window
	Open                    // it can, once people have done what they can still do in time
	Possible                // it can, as things are
)

// byPeople are the rules that somebody can still see to, whatever the window. A
// rule that is not among them and does not pass bars the window it was asked of.
var byPeople = map[string]bool{"triage": true, "approval": true, "endorsement": true, "sign-off": true, dependency: true}

// dependency is the rule about releases that have to be live first. Planning one
// before them is only warned of, but it cannot start there.
const dependency = "dependency"

// OutlookOf tells what the gates of a window come to. That the window is not open
// yet is no hindrance.
func OutlookOf(gates []Finding) Outlook {
	out := Possible
	for _, g := range gates {
		switch {
		case g.Pass || g.Waits() || (g.Weight == Warn && g.kind() != dependency):
		case g.ByPeople():
			out = Open
		default:
			return Barred
		}
	}
	return out
}

// kind is the first part of the finding's rule.
func (f Finding) kind() string {
	kind, _, _ := strings.Cut(f.Rule, ":")
	return kind
}

// ByPeople tells whether a gate that does not pass is one that people can still
// see to, and there is somebody to do it.
func (f Finding) ByPeople() bool {
	return !f.Pass && byPeople[f.kind()] && !f.Unknown && len(f.Who) > 0
}

// Waits tells whether a gate only waits for its window to open.
func (f Finding) Waits() bool {
	return f.Rule == "window" && !f.Pass && !f.Unknown && !f.Earliest.IsZero()
}

// Hopeless tells whether a gate that does not pass is the same in every window,
// and nobody is there to see to it.
func (f Finding) Hopeless() bool {
	switch kind := f.kind(); {
	case f.Pass || f.ByPeople():
		return false
	case kind == dependency:
		return f.Unknown && f.At.IsZero() // what it waits for has no time itself
	default:
		return f.Weight != Warn && (byPeople[kind] || kind == "answerable")
	}
}
