package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// signers lists who can give the sign-offs that are missing.
func (c card) signers() []workflow.PersonID {
	var out []workflow.PersonID
	for _, s := range c.Stages {
		for _, p := range s.Can {
			if s.Given == nil && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// toSign says what a person is to sign off, and until when that is of use.
func (c card) toSign(person workflow.PersonID) line {
	var where []line
	for _, s := range c.signable(person) {
		where = append(where, l(typed(s.Name, nameMax)))
	}
	var goes line
	if c.Slot != nil {
		goes = fill(en.signFrom, window(*c.Slot))
	}
	return capital(join(" · ", fill(en.signToDo, series(where, en.and)), goes))
}

// SignOffOverdue tells a release manager that the list of a window is fixed with a
// release in it that nobody has signed off.
func SignOffOverdue(f workflow.ReleaseFacts, person workflow.PersonID) Message {
	c := about(&f, person)
	head := fill(en.signOverdue, c.ref())
	lines := []line{l(emoji("warning"), " ", bold(head)), c.needsSignOff()}
	if c.Slot != nil {
		lines = append(lines, fill(en.signOverdueThen, window(*c.Slot)))
	}
	return build(head, []slack.Block{rich(lines...), actions(&f, some(f.Actions, workflow.ActNudge, workflow.ActMove), action.Show)})
}
