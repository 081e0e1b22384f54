package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// knownLine is the issue that is known at this moment; nothing where none is.
func (c card) knownLine() line {
	k, ok := c.r.KnownNow(c.Now)
	if !ok {
		return nil
	}
	return l(emoji("warning"), " ", row(c.w.fl.labelKnown, join(" ", l(paragraph(k.What, reasonMax)), fill(c.w.fl.knownUntil, c.on(k.Until)))))
}

// knownSay is what to say about it.
func (c card) knownSay() line {
	k, ok := c.r.KnownNow(c.Now)
	if !ok {
		return nil
	}
	return row(c.w.fl.labelSayKnown, l(paragraph(k.Say, reasonMax)))
}

// KnownForm asks what is known to go wrong, what to say, and until when.
func KnownForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "")
	m.Action, m.Release, m.Revision, m.Entry = workflow.ActKnownIssue, f.Release.Number, f.Release.Revision, f.Release.Last().Seq
	view := modal(w, action.KnownModal, w.fl.knownTitle, w.fl.knownSubmit, m)
	k := workflow.KnownIssue{Until: f.Now.Add(24 * time.Hour).Truncate(time.Hour)}
	if now, ok := f.Release.KnownNow(f.Now); ok {
		k = now
	}
	say := frontText(w, workflow.FieldSay, k.Say, maxInput, false)
	say.Optional = true
	view.Blocks.BlockSet = []slack.Block{
		rich(bold(c.ref()), c.status(), l(w.fl.knownIntro)),
		frontText(w, workflow.FieldReason, k.What, maxInput, true), say,
		frontInput(w, workflow.FieldUntil, action.MomentPicker(workflow.FieldUntil, k.Until)),
	}
	return view
}

// CorrectForm asks for the corrected briefing of what is live or going live.
func CorrectForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "")
	m.Action, m.Release, m.Revision, m.Entry = workflow.ActCorrect, f.Release.Number, f.Release.Revision, f.Release.Last().Seq
	view := modal(w, action.CorrectModal, w.fl.correctTitle, w.fl.correctSubmit, m)
	blocks := []slack.Block{rich(bold(c.ref()), c.status(), l(w.fl.correctIntro))}
	for i, field := range workflow.BriefingFields() {
		label := w.inputs[field]
		in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(field, ""), Multiline: true, MaxLength: maxInput, FocusOnLoad: i == 0,
			InitialValue: clip(tidy(c.q.Briefing.Part(field)), maxInput)}
		block := slack.NewInputBlock(string(field), words1(label.label, maxLabel), nil, in)
		block.Optional = true
		blocks = append(blocks, block)
	}
	view.Blocks.BlockSet = blocks
	return view
}

// rewrites says which parts of a briefing were changed: what each was and is.
func (c card) rewrites(e workflow.Entry) []line {
	var out []line
	for _, r := range e.Rewrites() {
		was, is := paragraph(r.Was, wordsMax), paragraph(r.Is, wordsMax)
		said := fill(c.w.fl.rewrite, was, is)
		switch {
		case r.Was == "":
			said = fill(c.w.fl.rewriteNew, is)
		case r.Is == "":
			said = fill(c.w.fl.rewriteGone, was)
		}
		out = append(out, row(c.w.inputs[r.Field].label, said))
	}
	return out
}

// frontEvent says an entry about what the front line hears or says, for the thread
// of the card; false for any other.
func (c card) frontEvent(e workflow.Entry) (line, bool) {
	who, reason := c.names().name(e.By), paragraph(e.Reason, reasonMax)
	switch e.Action {
	case workflow.ActCalls:
		rise, _ := e.Rise()
		return fill(c.w.fl.eventCalls, c.rise(rise)), true
	case workflow.ActKnownIssue:
		k, _ := e.KnownIssue()
		said := fill(c.w.fl.eventKnown, who, c.on(k.Until), sentenceEnd(reason))
		if k.Say != "" {
			said = join(" ", said, fill(c.w.fl.eventSay, paragraph(k.Say, reasonMax)))
		}
		return said, true
	case workflow.ActCorrect:
		return join("\n", slices.Concat([]line{fill(c.w.fl.eventCorrect, who)}, c.rewrites(e))...), true
	}
	return nil, false
}

// frontChange says it in customer words, for the thread of the briefing.
func (c card) frontChange(e workflow.Entry) (line, bool) {
	switch e.Action {
	case workflow.ActKnownIssue:
		k, _ := e.KnownIssue()
		return join("\n", fill(c.w.fl.changeKnown, c.on(k.Until), paragraph(k.What, reasonMax)), row(c.w.labelSay, l(paragraph(k.Say, reasonMax)))), true
	case workflow.ActKnownOver:
		return l(c.w.fl.changeOver), true
	case workflow.ActCorrect:
		return join("\n", slices.Concat([]line{l(c.w.fl.changeCorrect)}, c.rewrites(e))...), true
	case workflow.ActEdit:
		if rewrites := c.rewrites(e); e.To == e.From && len(rewrites) > 0 {
			return join("\n", slices.Concat([]line{l(c.w.changeText)}, rewrites)...), true
		}
	}
	return nil, false
}
