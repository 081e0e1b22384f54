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
		goes = fill(c.w.signFrom, window(c.w, *c.Slot))
	}
	return capital(join(" · ", fill(c.w.signToDo, series(c.w, where, c.w.and)), goes))
}

// SignOffOverdue tells a release manager that the list of a window is fixed with a
// release in it that nobody has signed off.
func SignOffOverdue(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	head := fill(w.signOverdue, c.ref())
	lines := []line{l(emoji("warning"), " ", bold(head)), c.needsSignOff()}
	if c.Slot != nil {
		lines = append(lines, fill(w.signOverdueThen, window(w, *c.Slot)))
	}
	return build(w, head, []slack.Block{rich(lines...), actions(w, &f, some(f.Actions, workflow.ActNudge, workflow.ActMove), action.Show)})
}
