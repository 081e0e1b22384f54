package render

import (
	"maps"
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mostMates is how many releases of a bundle are named.
const mostMates = 5

// mates names the others of a release's bundle.
func (c card) mates() line { return mateNumbers(c.w, c.Mates) }

func mateNumbers(w *words, mates []workflow.Mate) line {
	var out []line
	for _, m := range mates[:min(len(mates), mostMates)] {
		out = append(out, l(m.Number))
	}
	if rest := len(mates) - mostMates; rest == 1 {
		out = append(out, l(mates[mostMates].Number))
	} else if rest > 1 {
		out = append(out, plural(w, rest, w.otherOne, w.others))
	}
	return series(w, out, w.and)
}

// bundle names the bundle of a release, and where they are known the others in it.
func (c card) bundle() line {
	name := c.r.Bundle()
	switch {
	case name == "":
		return nil
	case len(c.Mates) > 0:
		return fill(c.w.bundled.with, typed(name, nameMax), c.mates())
	}
	return fill(c.w.queueBundle, typed(name, nameMax))
}

// BundleForm asks into which bundle a request goes: one that there is, or a new one.
func BundleForm(loc workflow.Locale, f workflow.ReleaseFacts, there map[string][]workflow.Mate, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	say := w.bundled
	m.Action, m.Release, m.Revision, m.Entry = workflow.ActEndorse, f.Release.Number, f.Release.Revision, f.Release.Last().Seq
	view := modal(w, action.BundleModal, say.title, say.submit, m)
	head := []line{bold(about(w, &f, "").ref()), l(say.effect)}
	if f.Release.Lane() == workflow.LaneEndorse {
		head = append(head, l(say.endorse))
	}
	is := f.Release.Bundle()
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	if is != "" {
		options = append(options, option(action.BundleNone, l(say.none)))
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		mates := there[name]
		if len(options) == maxOptions || len(mates) == 0 {
			continue
		}
		o := option(numberValue(mates[0].Number), fill(say.each, typed(name, 50), mateNumbers(w, mates)))
		if slot := mates[0].Slot; slot != nil {
			o.Description = plainText(join(" · ", l(typed(slot.Name, 30)), l(wallStart(w, *slot))), maxOption)
		}
		if options = append(options, o); name == is {
			chosen = o
		}
	}
	blocks := []slack.Block{rich(head...)}
	if len(options) > 0 {
		in := slack.NewInputBlock(string(workflow.FieldBundle), words1(say.choose.label, maxLabel), nil,
			selectOf(w, action.FieldID(workflow.FieldBundle, ""), say.choose.placeholder, options, chosen))
		in.Optional = true
		blocks = append(blocks, in)
	}
	name := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldBundleName, ""), MaxLength: teamInput, Placeholder: words1(say.name.placeholder, maxHint)}
	label := say.name.label
	if len(options) == 0 {
		label = say.choose.label
	}
	in := slack.NewInputBlock(string(workflow.FieldBundleName), words1(label, maxLabel), words1(say.name.hint, maxHint), name)
	in.Optional = len(options) > 0
	blocks = append(blocks, in)
	view.Blocks.BlockSet = blocks
	return view
}

// bundleChoice asks whether the whole bundle goes, or one release out of it; nil
// where it is in none.
func (c card) bundleChoice() slack.Block {
	if !c.r.Rides() || len(c.Mates) == 0 {
		return nil
	}
	all := append([]workflow.Mate{{Number: c.r.Number}}, c.Mates...)
	slices.SortStableFunc(all, func(a, b workflow.Mate) int { return int(a.Number - b.Number) })
	whole := option(action.BundleWhole, fill(c.w.bundled.whole, mateNumbers(c.w, all)))
	only := option(action.BundleAlone, fill(c.w.bundled.alone, c.r.Number))
	radio := slack.NewRadioButtonsBlockElement(action.FieldID(workflow.FieldBundle, ""), whole, only)
	radio.InitialOption = whole
	return slack.NewInputBlock(string(workflow.FieldBundle), words1(c.w.bundled.moves, maxLabel), words1(fill(c.w.bundled.wait, typed(c.r.Bundle(), nameMax)).plain(), maxHint), radio)
}

// bundleEvent says what an entry did to the bundle: it was put into one, or taken
// out of it.
func (c card) bundleEvent(e workflow.Entry, who span) line {
	was, endorsed := c.bundleBefore(e)
	switch {
	case !endorsed && e.About != "":
		return join(" ", fill(c.w.events[e.Action], who), fill(c.w.inBundle, typed(e.About, nameMax)))
	case !endorsed:
		return fill(c.w.events[e.Action], who)
	case e.About != "":
		return fill(c.w.bundled.put, who, typed(e.About, nameMax))
	}
	return fill(c.w.bundled.takenOut, who, typed(was, nameMax))
}

// bundleBefore gives the bundle that a release was in before an entry, and whether
// it was endorsed by then.
func (c card) bundleBefore(e workflow.Entry) (name string, endorsed bool) {
	for _, h := range c.r.History {
		switch {
		case h.Seq >= e.Seq:
			return name, endorsed
		case h.Action == workflow.ActEndorse:
			name, endorsed = h.About, true
		case h.Action == workflow.ActLeave:
			name = ""
		case slices.Contains(h.Changed, workflow.FieldTeam):
			name, endorsed = "", false
		}
	}
	return name, endorsed
}

// leaves says that it goes its own way; why, where the line above does not say it.
func (c card) leaves(e workflow.Entry, who span) line {
	said := fill(c.w.bundled.leave, who, typed(e.About, nameMax))
	if before := c.entryBefore(e); before.Reason == e.Reason || e.Reason == "" {
		return said
	}
	return join(" ", said, fill(c.w.reason, sentenceEnd(c.because(e))))
}

// BundleEvent tells, in the thread of another release's card, by which entry a
// release left the bundle that both were in.
func BundleEvent(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry) Message {
	w := wordsOf(loc)
	c := about(w, &f, "")
	said := c.event(e)
	if e.Action == workflow.ActLeave {
		said = c.leaves(workflow.Entry{Action: e.Action, By: e.By, About: e.About, Reason: e.Reason, Seq: -1}, c.names().name(e.By))
	}
	whole := fill(w.bundled.mateLeft, c.ref(), said)
	return build(w, whole, []slack.Block{rich(whole)})
}

// withBundle adds, beside the button that endorses, the one that asks for a bundle.
func withBundle(w *words, f *workflow.ReleaseFacts, row slack.Block) slack.Block {
	if actions, ok := row.(*slack.ActionBlock); ok && slices.Contains(f.Actions, workflow.ActEndorse) {
		actions.Elements.ElementSet = slices.Insert(actions.Elements.ElementSet, 1, slack.BlockElement(button(look(f, action.Bundle), w.bundled.button)))
	}
	return row
}
