package render

import (
	"cmp"
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// SignOffForm asks somebody for the evidence that a release passed an environment.
func SignOffForm(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, person).now()
	m.Action, m.Release, m.Revision = workflow.ActSignOff, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	view := modal(w, action.SignOffModal, w.signTitle, w.signSend, m)
	head := []line{bold(c.ref()), row(w.labelWhat, l(paragraph(c.q.What, paragraphMax))), row(w.labelEvidence, l(paragraph(c.q.Evidence, reasonMax))), fill(w.signHead, c.r.Revision)}
	var options []*slack.OptionBlockObject
	for _, s := range c.signable(person) {
		if len(options) < mostOptions && len(s.Key) <= maxValue {
			options = append(options, option(s.Key, l(typed(s.Name, nameMax))))
		}
	}
	var chosen *slack.OptionBlockObject
	if len(options) > 0 {
		chosen = options[0]
	}
	view.Blocks.BlockSet = []slack.Block{rich(head...),
		slack.NewInputBlock(string(workflow.FieldEnvironment), words1(w.signWhere, maxLabel), nil, selectOf(w, action.FieldID(workflow.FieldEnvironment, ""), w.bookChoose, options, chosen)),
		reasonInput(w.signWhat, w.signHint)}
	return view
}

// signable are the environments that a person can still sign off.
func (c card) signable(person workflow.PersonID) []workflow.StageFacts {
	var out []workflow.StageFacts
	for _, s := range c.Stages {
		if s.Given == nil && slices.Contains(s.Can, person) {
			out = append(out, s)
		}
	}
	return out
}

// AskSignOff is the direct message by which one person is asked to sign off one
// revision (0: the current one), edited in place: once nothing is asked any more
// the buttons go and a line says why.
func AskSignOff(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID, revision int) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	open := c.signable(person)
	if revision != 0 && revision != c.r.Revision || c.r.State != workflow.Scheduled || len(open) == 0 {
		said := c.signedBy(person, cmp.Or(revision, c.r.Revision))
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(w, join(": ", c.ref(), said), []slack.Block{rich(head, said), actions(w, &f, nil, action.Details)})
	}
	var where, roles []line
	for _, s := range open {
		where = append(where, l(typed(s.Name, nameMax)))
		roles = append(roles, fill(w.signFor, typed(s.Role, nameMax), c.names().either(w, s.Can, person)))
	}
	head := fill(w.signAsks, c.ref(), series(w, where, w.and))
	var goes line
	if c.Slot != nil {
		goes = fill(w.signFrom, window(w, *c.Slot))
	}
	said := join(" · ", join(" · ", distinct(roles)...), goes)
	return build(w, join(". ", head, said), []slack.Block{
		rich(l(emoji(stateEmoji[workflow.InApproval]), " ", bold(head)), said),
		divider(),
		rich(
			row(w.labelWhat, l(paragraph(c.q.What, paragraphMax))),
			row(w.labelRisk, c.risk()),
			row(w.labelEvidence, l(paragraph(c.q.Evidence, paragraphMax))),
			row(w.labelRollback, l(paragraph(c.q.Rollback, paragraphMax))),
			row(w.labelKind, c.kind()),
			row(w.labelPeople, capital(c.people())),
		),
		actions(w, &f, some(c.Actions, workflow.ActSignOff, workflow.ActAskChanges), action.Details),
	})
}

// distinct leaves out lines that say the same again.
func distinct(lines []line) []line {
	var out []line
	for _, in := range lines {
		if !slices.ContainsFunc(out, func(o line) bool { return o.plain() == in.plain() }) {
			out = append(out, in)
		}
	}
	return out
}

// signedBy says why a sign-off is asked of the person no more.
func (c card) signedBy(person workflow.PersonID, revision int) line {
	if revision != c.r.Revision {
		return join(" ", fill(c.w.askedBefore, revision, c.r.Revision), c.status())
	}
	for _, s := range c.Stages {
		if s.Given != nil && s.Given.By == person {
			return join(" ", fill(c.w.signYou, typed(s.Name, nameMax), c.on(s.Given.At)), c.status())
		}
	}
	for _, s := range c.Stages {
		if s.Given != nil && slices.Contains(s.Can, person) {
			return join(" ", fill(c.w.signOther, c.names().name(s.Given.By), typed(s.Name, nameMax), c.on(s.Given.At)), c.status())
		}
	}
	return join(" ", l(c.w.signNot), c.status())
}

// accepted is the line of the card about what was signed off.
func (c card) accepted() line {
	var out []line
	for _, s := range c.Stages {
		if s.Given != nil {
			out = append(out, fill(c.w.signGiven, typed(s.Name, nameMax), c.names().name(s.Given.By), c.on(s.Given.At)))
		}
	}
	return join(" · ", few(c.w, out, mostInSeries)...)
}

// signOffs says per environment who signed it off and by what that can be seen,
// or who still can.
func (c card) signOffs() line {
	var out []line
	for _, s := range c.Stages {
		name := typed(s.Name, nameMax)
		switch {
		case s.Given != nil:
			out = append(out, fill(c.w.signDetail, name, c.names().name(s.Given.By), c.on(s.Given.At), paragraph(s.Given.Evidence, paragraphMax)))
		case s.Problem != "":
			out = append(out, fill(c.w.signLacks, name, typed(c.w.say(s.Problem), reasonMax)))
		default:
			out = append(out, fill(c.w.signOpen, name, c.names().either(c.w, s.Can, c.viewer)))
		}
	}
	return join("\n", few(c.w, out, mostInSeries)...)
}

// unsigned names the sign-offs that are missing, for a line among others.
func (c card) unsigned() line {
	var out []line
	for _, s := range c.Stages {
		if s.Given == nil {
			out = append(out, fill(c.w.signWaits, typed(s.Name, nameMax), c.names().either(c.w, s.Can, c.viewer)))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return fill(c.w.waits, series(c.w, out, c.w.and))
}

// needsSignOff is unsigned as a sentence of its own.
func (c card) needsSignOff() line {
	waits := c.unsigned()
	if waits.empty() {
		return nil
	}
	return capital(l(waits, "."))
}

// stage names an environment by its key.
func (c card) stage(key string) span {
	for _, s := range c.Stages {
		if s.Key == key {
			return typed(s.Name, nameMax)
		}
	}
	return typed(key, nameMax)
}
