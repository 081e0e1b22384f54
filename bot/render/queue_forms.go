package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// ReorderForm asks where in the queue a request goes, and why: others wait longer
// for it, and can read the reason.
func ReorderForm(loc workflow.Locale, f workflow.ReleaseFacts, others []workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	say := w.reasons[workflow.ActReorder]
	m.Action = workflow.ActReorder
	view := modal(w, action.ReorderModal, say.title, say.submit, m)
	options := []*slack.OptionBlockObject{option(action.SpotTop, l(w.reorderTop))}
	for i := range others {
		if len(options) < maxOptions-1 {
			options = append(options, option(numberValue(others[i].Release.Number), fill(w.reorderAhead, about(w, &others[i], "").ref())))
		}
	}
	options = append(options, option(action.SpotEnd, l(w.reorderEnd)))
	where := selectOf(w, action.FieldID(workflow.FieldSpot, ""), w.reorderChoose, options, nil)
	view.Blocks.BlockSet = []slack.Block{
		rich(bold(about(w, &f, "").ref()), l(say.effect)),
		slack.NewInputBlock(string(workflow.FieldSpot), words1(w.spotInput.label, maxLabel), nil, where),
		reasonInput(say.label, say.hint),
	}
	return view
}

func numberValue(n workflow.Number) string { return action.Seen{Release: n, Revision: 1}.Number() }

// MergeForm asks into which release a duplicate goes, and why.
func MergeForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	say := w.reasons[workflow.ActMerge]
	m.Action = workflow.ActMerge
	view := modal(w, action.MergeModal, say.title, say.submit, m)
	into := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldMerge, ""), MaxLength: 20,
		Placeholder: words1(w.mergeInput.placeholder, maxHint), FocusOnLoad: true}
	reason := reasonInput(say.label, say.hint)
	if in, ok := reason.(*slack.InputBlock); ok {
		if text, ok := in.Element.(*slack.PlainTextInputBlockElement); ok {
			text.FocusOnLoad = false
		}
	}
	view.Blocks.BlockSet = []slack.Block{
		rich(bold(about(w, &f, "").ref()), l(say.effect)),
		slack.NewInputBlock(string(workflow.FieldMerge), words1(w.mergeInput.label, maxLabel), words1(w.mergeInput.hint, maxHint), into),
		reason,
	}
	return view
}

// BulkForm asks what to do with several requests of a page of the queue.
func BulkForm(loc workflow.Locale, f workflow.QueueFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	m.View = action.ViewValue(f.View)
	view := modal(w, action.BulkModal, w.bulkTitle, w.bulkSubmit, m)
	var boxes []*slack.OptionBlockObject
	can := map[workflow.Action]bool{}
	for i := range f.Lines {
		line := &f.Lines[i]
		if !bulkable(*line) || len(boxes) == maxChoices {
			continue
		}
		c := about(w, &line.ReleaseFacts, f.Viewer)
		o := option(action.Seen{Release: c.r.Number, Revision: c.r.Revision}.Value(), c.ref())
		o.Description = plainText(c.briefWhy(), maxOption)
		boxes = append(boxes, o)
		for _, a := range line.Can {
			can[a] = true
		}
	}
	if len(boxes) == 0 {
		view.Submit = nil
		view.Blocks.BlockSet = []slack.Block{rich(l(w.queueNone[workflow.LaneTriage]))}
		return view
	}
	var deeds []*slack.OptionBlockObject
	for _, a := range []workflow.Action{workflow.ActEndorse, workflow.ActTriage, workflow.ActAskChanges} {
		if can[a] {
			deeds = append(deeds, option(string(a), l(w.bulkActions[a])))
		}
	}
	which := slack.NewCheckboxGroupsBlockElement(action.FieldID(workflow.FieldChoose, ""), boxes...)
	what := slack.NewRadioButtonsBlockElement(action.FieldID(workflow.FieldType, ""), deeds...)
	what.InitialOption = deeds[0]
	reason := reasonInput(w.bulkReason.label, w.bulkReason.hint).(*slack.InputBlock)
	reason.Optional = true
	if text, ok := reason.Element.(*slack.PlainTextInputBlockElement); ok {
		text.FocusOnLoad = false
	}
	view.Blocks.BlockSet = []slack.Block{
		rich(l(w.bulkEffect)),
		slack.NewInputBlock(string(workflow.FieldChoose), words1(w.chooseInput.label, maxLabel), nil, which),
		slack.NewInputBlock(string(workflow.FieldType), words1(w.doInput.label, maxLabel), nil, what),
	}
	if can[workflow.ActEndorse] {
		name := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldBundle, ""), MaxLength: teamInput,
			Placeholder: words1(w.bundleInput.placeholder, maxHint)}
		in := slack.NewInputBlock(string(workflow.FieldBundle), words1(w.bundleInput.label, maxLabel), words1(w.bundleInput.hint, maxHint), name)
		in.Optional = true
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, in)
	}
	view.Blocks.BlockSet = append(view.Blocks.BlockSet, reason)
	return view
}

// BulkResult is what became of one of several requests.
type BulkResult struct {
	Release workflow.ReleaseFacts // where it stands now; of what was not found only the number
	Done    bool
	Said    string // why not, as a sentence
}

// BulkDone says what became of each of several requests.
func BulkDone(loc workflow.Locale, results []BulkResult) Message {
	w := wordsOf(loc)
	done := 0
	var lines []line
	for i := range results {
		r := &results[i]
		c := about(w, &r.Release, "")
		said := l(typed(r.Said, reasonMax))
		sign := "x"
		if r.Done {
			done++
			sign, said = "white_check_mark", c.status()
		}
		lines = append(lines, l(emoji(sign), " ", fill(w.bulkEach, c.ref(), said)))
	}
	head := fill(w.bulkDone, done, len(results))
	return build(w, head, append([]slack.Block{rich(bold(head))}, rich(lines...)))
}
