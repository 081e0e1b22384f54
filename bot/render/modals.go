package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// ReasonForm asks for the reason of an action on a release, and says what the
// action does: it is the confirmation, too.
func ReasonForm(a workflow.Action, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	c := about(&f, "")
	m.Action, m.Release, m.Revision = a, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	w := en.reasons[a]
	view := modal(action.ReasonModal, w.title, w.submit, m)
	view.Blocks.BlockSet = []slack.Block{rich(bold(c.ref()), l(w.effect)), reasonInput(w.label, w.hint)}
	if choice := c.bundleChoice(); choice != nil && a == workflow.ActPostpone {
		view.Blocks.BlockSet = slices.Insert(view.Blocks.BlockSet, 1, choice)
	}
	return view
}

// MoveForm asks for another window and the reason. want is the window that is
// chosen at first; empty: none.
func MoveForm(f workflow.ReleaseFacts, options []workflow.WindowOption, want workflow.WindowID, m action.Modal) slack.ModalViewRequest {
	c := about(&f, "").now()
	m.Action, m.Release, m.Revision = workflow.ActMove, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	w := en.reasons[workflow.ActMove]
	view := modal(action.MoveModal, w.title, w.submit, m)
	head := []line{bold(c.ref()), row(en.labelWindow, c.window()), l(w.effect)}
	var choices []*slack.OptionBlockObject
	var first *slack.OptionBlockObject
	anyway := false
	for _, o := range options {
		is, overridable := blocked(o)
		if is && !overridable {
			continue
		}
		anyway = anyway || overridable
		if len(choices) < maxOptions && len(o.Slot.ID) <= maxValue && (f.Slot == nil || o.Slot.ID != f.Slot.ID) && o.Free > 0 {
			choices = append(choices, option(string(o.Slot.ID), windowOption(o)))
			if o.Slot.ID == want {
				first = choices[len(choices)-1]
			}
		}
	}
	if len(choices) == 0 {
		view.Submit = nil
		view.Blocks.BlockSet = []slack.Block{rich(append(head[:2:2], l(en.noOtherWindow))...)}
		return view
	}
	zone := f.Zone
	if len(options) > 0 {
		zone = options[0].Slot.Zone
	}
	choose := selectOf(action.FieldID(workflow.FieldWindow, ""), en.chooseWindow, choices, first)
	input := slack.NewInputBlock(string(workflow.FieldWindow), words1(en.inputs[workflow.FieldWindow].label, maxLabel), plainText(fill(en.zoneHint, zoneName(zone)), maxHint), choose)
	view.Blocks.BlockSet = []slack.Block{rich(head...), input, reasonInput(w.label, w.hint)}
	if choice := c.bundleChoice(); choice != nil {
		view.Blocks.BlockSet = slices.Insert(view.Blocks.BlockSet, 1, choice)
	}
	if anyway {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, anywayBox())
	}
	return view
}

func modal(callback, title, submit string, m action.Modal) slack.ModalViewRequest {
	metadata, _ := m.Metadata()
	view := slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(title, maxTitle), Close: words1(en.cancel, maxTitle),
		CallbackID: callback, PrivateMetadata: metadata,
	}
	if submit != "" {
		view.Submit = words1(submit, maxTitle)
	}
	return view
}

func reasonInput(label, hint string) slack.Block {
	in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldReason, ""), Multiline: true, MaxLength: maxInput, FocusOnLoad: true}
	return slack.NewInputBlock(string(workflow.FieldReason), words1(label, maxLabel), words1(hint, maxHint), in)
}

// Problem puts on top of a modal why it could not be sent. What was typed stays.
func Problem(view slack.ModalViewRequest, err error, ref string) slack.ModalViewRequest {
	said := Refused(err, ref).Blocks
	view.Blocks = slack.Blocks{BlockSet: fold(slices.Concat(said[:1:1], view.Blocks.BlockSet), maxViewBlocks)}
	return view
}

// Notice is a modal that only says something: the answer to a click in a place
// that has no other.
func Notice(m Message) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(en.product, maxTitle), Close: words1(en.closeModal, maxTitle),
		Blocks: slack.Blocks{BlockSet: fold(m.Blocks, maxViewBlocks)},
	}
}

// mostHistory is how many of the newest history entries the details show.
const mostHistory = 30

// Details shows everything about a release in a modal.
func Details(f workflow.ReleaseFacts) slack.ModalViewRequest {
	c := about(&f, "").now()
	m := action.Modal{Release: f.Release.Number, Revision: f.Release.Revision}
	view := modal(action.DetailsModal, f.Release.Number.String(), "", m)
	view.Close = words1(en.closeModal, maxTitle)
	q := c.q
	blocks := []slack.Block{rich(c.title(), c.status()), divider(), rich(c.outline()...)}
	if w := c.warnings(); len(w) > 0 {
		blocks = append(blocks, rich(w...))
	}
	for _, t := range []struct{ label, text string }{
		{c.whatLabel(), q.What}, {en.labelWhy, q.Why}, {en.labelNotice, q.Briefing.Notice}, {en.labelSay, q.Briefing.Say},
		{en.labelDontPromise, q.Briefing.DontPromise}, {en.labelIfTheyCall, q.Briefing.IfTheyCall},
		{en.deciding.labelReview, c.r.Review}, {en.labelEvidence, q.Evidence}, {en.labelRollback, q.Rollback}, {en.labelLinks, q.Links}, {en.labelSource, q.Source},
	} {
		if text := l(paragraph(t.text, maxSection)); !text.empty() {
			blocks = append(blocks, rich(bold(l(t.label)), text))
		}
	}
	var asked line
	if q.EffortHours > 0 {
		asked = work(q.EffortHours)
	}
	blocks = append(blocks, divider(), rich(
		bold(l(en.labelApprovals)), c.approvals(), row(en.deciding.labelReminded, c.reminders()), row(en.signLabel, c.signOffs()), row(en.labelEffort, asked), row(en.labelImpact, l(en.impacts[q.Impact])), row(en.labelRevision, l(c.r.Revision))))
	if c.Templates {
		blocks = append(blocks, slack.NewActionBlock("", button(look(&f, action.SaveTemplate), en.looks[action.SaveTemplate])))
	}
	view.Blocks = slack.Blocks{BlockSet: fold(append(blocks, c.history()...), maxViewBlocks)}
	return view
}

// outline are the facts of the card without the texts that the details show in
// full.
func (c card) outline() []line {
	lines := []line{c.kind(), capital(c.people())}
	if !c.emergency() {
		lines = append(lines, row(en.labelWindow, c.window()), row(en.labelRisk, c.risk()))
	}
	return append(lines, row(en.labelFront, c.front()), row(en.deciding.labelReview, c.review()))
}

func (c card) whatLabel() string {
	if c.emergency() {
		return en.labelBroken
	}
	return en.labelWhat
}

// approvals says per rule who gave it, or who still can.
func (c card) approvals() line {
	var out []line
	for _, rs := range c.Standing.Rules {
		role := typed(rs.Name, nameMax)
		switch {
		case rs.Complete:
			out = append(out, fill(en.roleGiven, role, c.given(rs.Given)))
		case rs.Problem != "":
			out = append(out, fill(en.stuckRole, role, typed(rs.Problem, reasonMax)))
		default:
			if c.r.State != workflow.Submitted && c.r.State != workflow.InApproval {
				out = append(out, fill(en.roleNotGiven, role, len(rs.Given), rs.Quorum))
				continue
			}
			out = append(out, fill(en.roleOpen, role, len(rs.Given), rs.Quorum, c.called(rs, en.or)))
		}
	}
	if len(out) == 0 {
		return l(en.decidesNobody)
	}
	return join("\n", few(out, mostInSeries)...)
}

// history is what happened, newest last.
func (c card) history() []slack.Block {
	entries := c.r.History
	if len(entries) == 0 {
		return nil
	}
	var lines []line
	if n := len(entries) - mostHistory; n > 0 {
		lines = append(lines, fill(en.earlier, n))
		entries = entries[n:]
	}
	for _, e := range entries {
		lines = append(lines, l(logged(e.At, c.zone()), "  ", c.event(e)))
	}
	return []slack.Block{divider(), rich(bold(l(en.labelHistory))), slack.NewRichTextBlock("", bullets(lines))}
}
