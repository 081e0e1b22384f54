package workflow

import "time"

// PersonID names a person: the Slack user id ("U012AB3CD"). Authority comes
// from it and from the policy, never from what a button carries.
type PersonID string

// System is the actor of what Drumbeat does by rule (rolling a release
// forward, escalating, closing after aftercare).
const System PersonID = "drumbeat"

// Channel names a conversation: a Slack channel id ("C012AB3CD") or, in a
// policy, a name with a hash ("#releases") that the directory resolves.
type Channel string

// Person is what the workspace tells about somebody.
type Person struct {
	ID          PersonID
	Name        string // display name; typed by users, so never trusted as markup
	Zone        string // IANA name; empty where the workspace does not know
	Locale      Locale // the language of their own that Drumbeat speaks; empty: none
	Admin       bool   // workspace admin or owner
	Deactivated bool
	Bot         bool
}

// Members says who holds each role at this moment: role key to people, each
// once, without deactivated people and bots, in a stable order.
type Members map[string][]PersonID

// Has tells whether person holds role.
func (m Members) Has(role string, person PersonID) bool {
	for _, p := range m[role] {
		if p == person {
			return true
		}
	}
	return false
}

// Late says how far behind its due moment something is told. Below a few
// minutes it is not worth a word.
const Late = 5 * time.Minute
