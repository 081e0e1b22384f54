package workflow

import "strings"

// A bundle is what a coordinator puts requests into that are to go live together:
// a name in their endorsements, and nothing else. Its members are the requests on
// their way that carry the name; they hold places in one window, and where one of
// them goes the others go. Which window that is, the newest entry says by which a
// member was moved as one of the bundle ([Entry.ForBundle]): so it is stored with
// the move of the first, in one write, and whoever finds the others still
// elsewhere takes them there.

// Mate is another release of a bundle.
type Mate struct {
	Number Number
	Title  string
	State  State
	Slot   *Slot // of the place it holds; nil: it holds none
}

const aboutBundle = "bundle "

// AboutBundle is what the entry of a move is about by which a release goes to
// another window as one of its bundle.
func AboutBundle(name string) string { return aboutBundle + name }

// ForBundle gives the bundle with which a release was moved by an entry.
func (e Entry) ForBundle() (name string, ok bool) {
	switch e.Action {
	case ActMove, ActPostpone, ActRollForward:
		return strings.CutPrefix(e.About, aboutBundle)
	}
	return "", false
}

// Bundle is the name of the bundle that the release is in; empty: none. An
// emergency waits for no other.
func (r *Release) Bundle() string {
	if r.Endorsement == nil || r.Request.Type == Emergency || r.State.Final() {
		return ""
	}
	return r.Endorsement.Bundle
}

// Rides tells whether the release goes where its bundle goes: it is in one and on
// its way to a window.
func (r *Release) Rides() bool { return r.Bundle() != "" && r.OnItsWay() }
