package render

import (
	"cmp"
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// SignOffForm asks somebody for the evidence that a release passed an environment.
func SignOffForm(f workflow.ReleaseFacts, person workflow.PersonID, m action.Modal) slack.ModalViewRequest {
	c := about(&f, person).now()
	m.Action, m.Release, m.Revision = workflow.ActSignOff, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	view := modal(action.SignOffModal, en.signTitle, en.signSend, m)
	head := []line{bold(c.ref()), row(en.labelWhat, l(paragraph(c.q.What, paragraphMax))), row(en.labelEvidence, l(paragraph(c.q.Evidence, reasonMax))), fill(en.signHead, c.r.Revision)}
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
		slack.NewInputBlock(string(workflow.FieldEnvironment), words1(en.signWhere, maxLabel), nil, selectOf(action.FieldID(workflow.FieldEnvironment, ""), en.bookChoose, options, chosen)),
		reasonInput(en.signWhat, en.signHint)}
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
func AskSignOff(f workflow.ReleaseFacts, person workflow.PersonID, revision int) Message {
	c := about(&f, person)
	open := c.signable(person)
	if revision != 0 && revision != c.r.Revision || c.r.State != workflow.Scheduled || len(open) == 0 {
		said := c.signedBy(person, cmp.Or(revision, c.r.Revision))
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(join(": ", c.ref(), said), []slack.Block{rich(head, said), actions(&f, nil, action.Details)})
	}
	var where, roles []line
	for _, s := range open {
		where = append(where, l(typed(s.Name, nameMax)))
		roles = append(roles, fill(en.signFor, typed(s.Role, nameMax), c.names().either(s.Can, person)))
	}
	head := fill(en.signAsks, c.ref(), series(where, en.and))
	var goes line
	if c.Slot != nil {
		goes = fill(en.signFrom, window(*c.Slot))
	}
	said := join(" · ", join(" · ", distinct(roles)...), goes)
	return build(join(". ", head, said), []slack.Block{
		rich(l(emoji(stateEmoji[workflow.InApproval]), " ", bold(head)), said),
		divider(),
		rich(
			row(en.labelWhat, l(paragraph(c.q.What, paragraphMax))),
			row(en.labelRisk, c.risk()),
			row(en.labelEvidence, l(paragraph(c.q.Evidence, paragraphMax))),
			row(en.labelRollback, l(paragraph(c.q.Rollback, paragraphMax))),
			row(en.labelKind, c.kind()),
			row(en.labelPeople, capital(c.people())),
		),
		actions(&f, some(c.Actions, workflow.ActSignOff, workflow.ActAskChanges), action.Details),
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
		return join(" ", fill(en.askedBefore, revision, c.r.Revision), c.status())
	}
	for _, s := range c.Stages {
		if s.Given != nil && s.Given.By == person {
			return join(" ", fill(en.signYou, typed(s.Name, nameMax), c.on(s.Given.At)), c.status())
		}
	}
	for _, s := range c.Stages {
		if s.Given != nil && slices.Contains(s.Can, person) {
			return join(" ", fill(en.signOther, c.names().name(s.Given.By), typed(s.Name, nameMax), c.on(s.Given.At)), c.status())
		}
	}
	return join(" ", l(en.signNot), c.status())
}

// accepted is the line of the card about what was signed off.
func (c card) accepted() line {
	var out []line
	for _, s := range c.Stages {
		if s.Given != nil {
			out = append(out, fill(en.signGiven, typed(s.Name, nameMax), c.names().name(s.Given.By), c.on(s.Given.At)))
		}
	}
	return join(" · ", few(out, mostInSeries)...)
}

// signOffs says per environment who signed it off and by what that can be seen,
// or who still can.
func (c card) signOffs() line {
	var out []line
	for _, s := range c.Stages {
		name := typed(s.Name, nameMax)
		switch {
		case s.Given != nil:
			out = append(out, fill(en.signDetail, name, c.names().name(s.Given.By), c.on(s.Given.At), paragraph(s.Given.Evidence, paragraphMax)))
		case s.Problem != "":
			out = append(out, fill(en.signLacks, name, typed(s.Problem, reasonMax)))
		default:
			out = append(out, fill(en.signOpen, name, c.names().either(s.Can, c.viewer)))
		}
	}
	return join("\n", few(out, mostInSeries)...)
}

// unsigned names the sign-offs that are missing, for a line among others.
func (c card) unsigned() line {
	var out []line
	for _, s := range c.Stages {
		if s.Given == nil {
			out = append(out, fill(en.signWaits, typed(s.Name, nameMax), c.names().either(s.Can, c.viewer)))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return fill(en.waits, series(out, en.and))
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
