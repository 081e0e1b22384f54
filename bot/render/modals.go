package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// ReasonForm asks for the reason of an action on a release, and says what the
// action does: it is the confirmation, too.
func ReasonForm(loc workflow.Locale, a workflow.Action, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "")
	m.Action, m.Release, m.Revision = a, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	say := w.reasons[a]
	view := modal(w, action.ReasonModal, say.title, say.submit, m)
	view.Blocks.BlockSet = []slack.Block{rich(bold(c.ref()), l(say.effect)), reasonInput(say.label, say.hint)}
	if choice := c.bundleChoice(); choice != nil && a == workflow.ActPostpone {
		view.Blocks.BlockSet = slices.Insert(view.Blocks.BlockSet, 1, choice)
	}
	return view
}

// MoveForm asks for another window and the reason. want is the window that is
// chosen at first; empty: none.
func MoveForm(loc workflow.Locale, f workflow.ReleaseFacts, options []workflow.WindowOption, want workflow.WindowID, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	m.Action, m.Release, m.Revision = workflow.ActMove, f.Release.Number, f.Release.Revision
	m.Entry = f.Release.Last().Seq
	say := w.reasons[workflow.ActMove]
	view := modal(w, action.MoveModal, say.title, say.submit, m)
	head := []line{bold(c.ref()), row(w.labelWindow, c.window()), l(say.effect)}
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
			choices = append(choices, option(string(o.Slot.ID), windowOption(w, o)))
			if o.Slot.ID == want {
				first = choices[len(choices)-1]
			}
		}
	}
	if len(choices) == 0 {
		view.Submit = nil
		view.Blocks.BlockSet = []slack.Block{rich(append(head[:2:2], l(w.noOtherWindow))...)}
		return view
	}
	zone := f.Zone
	if len(options) > 0 {
		zone = options[0].Slot.Zone
	}
	choose := selectOf(w, action.FieldID(workflow.FieldWindow, ""), w.chooseWindow, choices, first)
	input := slack.NewInputBlock(string(workflow.FieldWindow), words1(w.inputs[workflow.FieldWindow].label, maxLabel), plainText(fill(w.zoneHint, zoneName(zone)), maxHint), choose)
	view.Blocks.BlockSet = []slack.Block{rich(head...), input, reasonInput(say.label, say.hint)}
	if choice := c.bundleChoice(); choice != nil {
		view.Blocks.BlockSet = slices.Insert(view.Blocks.BlockSet, 1, choice)
	}
	if anyway {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, anywayBox(w))
	}
	return view
}

func modal(w *words, callback, title, submit string, m action.Modal) slack.ModalViewRequest {
	metadata, _ := m.Metadata()
	view := slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(title, maxTitle), Close: words1(w.cancel, maxTitle),
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
func Problem(loc workflow.Locale, view slack.ModalViewRequest, err error, ref string) slack.ModalViewRequest {
	w := wordsOf(loc)
	said := Refused(loc, err, ref).Blocks
	view.Blocks = slack.Blocks{BlockSet: fold(w, slices.Concat(said[:1:1], view.Blocks.BlockSet), maxViewBlocks)}
	return view
}

// Notice is a modal that only says something: the answer to a click in a place
// that has no other.
func Notice(loc workflow.Locale, m Message) slack.ModalViewRequest {
	w := wordsOf(loc)
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(w.product, maxTitle), Close: words1(w.closeModal, maxTitle),
		Blocks: slack.Blocks{BlockSet: fold(w, m.Blocks, maxViewBlocks)},
	}
}

// mostHistory is how many of the newest history entries the details show.
const mostHistory = 30

// Details shows everything about a release in a modal.
func Details(loc workflow.Locale, f workflow.ReleaseFacts) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	m := action.Modal{Release: f.Release.Number, Revision: f.Release.Revision}
	view := modal(w, action.DetailsModal, f.Release.Number.String(), "", m)
	view.Close = words1(w.closeModal, maxTitle)
	q := c.q
	blocks := []slack.Block{rich(c.title(), c.status()), divider(), rich(c.outline()...)}
	if warn := c.warnings(); len(warn) > 0 {
		blocks = append(blocks, rich(warn...))
	}
	for _, t := range []struct{ label, text string }{
		{c.whatLabel(), q.What}, {w.labelWhy, q.Why}, {w.labelNotice, q.Briefing.Notice}, {w.labelSay, q.Briefing.Say},
		{w.labelDontPromise, q.Briefing.DontPromise}, {w.labelIfTheyCall, q.Briefing.IfTheyCall},
		{w.deciding.labelReview, c.r.Review}, {w.labelEvidence, q.Evidence}, {w.labelRollback, q.Rollback}, {w.labelLinks, q.Links}, {w.labelSource, q.Source},
	} {
		if text := l(paragraph(t.text, maxSection)); !text.empty() {
			blocks = append(blocks, rich(bold(l(t.label)), text))
		}
	}
	if said := quotes(c.w, c.names(), f.Calls.Words, c.zone(), workflow.CallsShown); said != nil {
		blocks = append(append(blocks, rich(bold(l(c.w.fl.allWords)))), said...)
	}
	var asked line
	if q.EffortHours > 0 {
		asked = work(w, q.EffortHours)
	}
	blocks = append(blocks, divider(), rich(
		bold(l(w.labelApprovals)), c.approvals(), row(w.deciding.labelReminded, c.reminders()), row(w.signLabel, c.signOffs()), row(w.labelEffort, asked), row(w.labelImpact, l(w.impacts[q.Impact])), row(w.labelRevision, l(c.r.Revision))))
	blocks = append(blocks, c.afterDetails()...)
	if c.Templates {
		blocks = append(blocks, slack.NewActionBlock("", button(look(&f, action.SaveTemplate), w.looks[action.SaveTemplate])))
	}
	view.Blocks = slack.Blocks{BlockSet: fold(w, append(blocks, c.history()...), maxViewBlocks)}
	return view
}

// outline are the facts of the card without the texts that the details show in
// full.
func (c card) outline() []line {
	lines := []line{c.kind(), capital(c.people())}
	if !c.emergency() {
		lines = append(lines, row(c.w.labelWindow, c.window()), row(c.w.labelRisk, c.risk()))
	}
	return append(lines, row(c.w.labelFront, c.front()), row(c.w.fl.labelCalls, c.customers()), c.knownLine(), row(c.w.deciding.labelReview, c.review()))
}

func (c card) whatLabel() string {
	if c.emergency() {
		return c.w.labelBroken
	}
	return c.w.labelWhat
}

// approvals says per rule who gave it, or who still can.
func (c card) approvals() line {
	var out []line
	for _, rs := range c.Standing.Rules {
		role := typed(rs.Name, nameMax)
		switch {
		case rs.Complete:
			out = append(out, fill(c.w.roleGiven, role, c.given(rs.Given)))
		case rs.Problem != "":
			out = append(out, fill(c.w.stuckRole, role, typed(c.w.say(rs.Problem), reasonMax)))
		default:
			if c.r.State != workflow.Submitted && c.r.State != workflow.InApproval {
				out = append(out, fill(c.w.roleNotGiven, role, len(rs.Given), rs.Quorum))
				continue
			}
			out = append(out, fill(c.w.roleOpen, role, len(rs.Given), rs.Quorum, c.called(rs, c.w.or)))
		}
	}
	if len(out) == 0 {
		return l(c.w.decidesNobody)
	}
	return join("\n", few(c.w, out, mostInSeries)...)
}

// history is what happened, newest last.
func (c card) history() []slack.Block {
	entries := c.r.History
	if len(entries) == 0 {
		return nil
	}
	var lines []line
	if n := len(entries) - mostHistory; n > 0 {
		lines = append(lines, plural(c.w, n, c.w.earlierOne, c.w.earlier))
		entries = entries[n:]
	}
	for _, e := range entries {
		lines = append(lines, l(logged(c.w, e.At, c.zone()), "  ", c.event(e)))
	}
	return []slack.Block{divider(), rich(bold(l(c.w.labelHistory))), slack.NewRichTextBlock("", bullets(lines))}
}
