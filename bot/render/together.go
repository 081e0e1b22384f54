package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mostTogether is how many releases one button can be about; a board shows no
// more of a window.
const mostTogether = 200

// startsAfter names what has to be live before this one starts. Empty: nothing.
func (c card) startsAfter() line {
	if len(c.After) == 0 || !c.r.OnItsWay() {
		return nil
	}
	return fill(c.w.pkg.after, numbers(c.w, c.After))
}

// startable counts the releases that can be started now, and movable those that
// can be moved.
func (p pack) startable() int {
	n := 0
	for i := range p.Releases {
		if c := about(p.w, &p.Releases[i], ""); c.r.State == workflow.Scheduled && len(some(c.Actions, workflow.ActStart)) > 0 {
			n++
		}
	}
	return n
}

func (p pack) movable(states ...workflow.State) []workflow.Number {
	var out []workflow.Number
	for i := range p.Releases {
		r := &p.Releases[i].Release
		for _, s := range states {
			if r.State == s && r.Request.Type != workflow.Emergency && len(out) < mostTogether {
				out = append(out, r.Number)
			}
		}
	}
	return out
}

// together are the buttons for release managers that are about the whole
// package. One release has its own.
func (p pack) together() slack.Block {
	if p.Emergency {
		return nil
	}
	var buttons []slack.BlockElement
	add := func(a workflow.Action, label line) *slack.ButtonBlockElement {
		b := button(action.Click{ID: action.PackageID(a), Window: p.Slot.ID}, label.plain())
		buttons = append(buttons, b)
		return b
	}
	if n := p.startable(); n > 1 && p.Phase == workflow.PhaseOpen {
		b := add(workflow.ActStart, fill(p.w.pkg.verbs[workflow.ActStart], n))
		b.Confirm = confirm(p.w, p.w.pkg.sure, fill(p.w.pkg.sureText, numbers(p.w, p.movable(workflow.Scheduled))), p.w.pkg.yes)
	}
	if len(p.movable(workflow.Scheduled)) > 1 && (p.Phase == workflow.PhaseOpen || p.Phase == workflow.PhaseFixed) {
		add(workflow.ActPostpone, l(p.w.pkg.verbs[workflow.ActPostpone]))
	}
	if len(p.movable(workflow.Scheduled, workflow.InApproval)) > 1 && p.Phase != workflow.PhaseClosed {
		add(workflow.ActMove, l(p.w.pkg.verbs[workflow.ActMove]))
	}
	if len(buttons) == 0 {
		return nil
	}
	return slack.NewActionBlock("", buttons...)
}

// PackageForm asks for the reason of postponing or moving a whole package, and
// where to. It is about the releases that it shows.
func PackageForm(loc workflow.Locale, f workflow.WindowFacts, a workflow.Action, options []workflow.WindowOption, channel workflow.Channel) slack.ModalViewRequest {
	w := wordsOf(loc)
	p := pack{&f, w}
	words := w.pkg.forms[a]
	states := []workflow.State{workflow.Scheduled}
	if a == workflow.ActMove {
		states = append(states, workflow.InApproval)
	}
	m := action.Package{Action: a, Window: f.Slot.ID, Releases: p.movable(states...), Channel: channel}
	view := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: action.PackageModal, Title: words1(words.title, maxTitle), Close: words1(w.cancel, maxTitle),
		Submit: words1(words.submit, maxTitle), PrivateMetadata: m.Metadata()}
	head := rich(bold(join(" · ", l(typed(f.Slot.Name, nameMax)), window(w, f.Slot))), l(words.effect))
	var rows []line
	for i := range f.Releases {
		r := &f.Releases[i].Release
		if slices.Contains(m.Releases, r.Number) && len(rows) < packagePage {
			rows = append(rows, l(bold(l(r.Number)), "  ", typed(r.Request.Title, nameMax)))
		}
	}
	if more := len(m.Releases) - len(rows); more > 0 {
		rows = append(rows, fill(w.andMore, more))
	}
	blocks := []slack.Block{head}
	if len(rows) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(rows)))
	}
	if a == workflow.ActMove {
		choose := p.targets(options)
		if choose == nil {
			view.Submit = nil
			blocks = append(blocks, rich(l(w.pkg.noTarget)))
			view.Blocks.BlockSet = blocks
			return view
		}
		blocks = append(blocks, choose)
	}
	blocks = append(blocks, reasonInput(words.label, words.hint))
	if a == workflow.ActMove {
		blocks = append(blocks, anywayBox(w))
	}
	view.Blocks.BlockSet = blocks
	return view
}

// targets is the choice of the windows that the package can move to; nil: there
// is none.
func (p pack) targets(options []workflow.WindowOption) slack.Block {
	var choices []*slack.OptionBlockObject
	for _, o := range options {
		if len(choices) < maxOptions && len(o.Slot.ID) <= maxValue && o.Slot.ID != p.Slot.ID && o.Free > 0 {
			choices = append(choices, option(string(o.Slot.ID), windowOption(p.w, o)))
		}
	}
	if len(choices) == 0 {
		return nil
	}
	choose := selectOf(p.w, action.FieldID(workflow.FieldWindow, ""), p.w.chooseWindow, choices, nil)
	return slack.NewInputBlock(string(workflow.FieldWindow), words1(p.w.pkg.moveTo, maxLabel), plainText(fill(p.w.zoneHint, zoneName(p.Slot.Zone)), maxHint), choose)
}

// PackageDone says what became of each release of a package.
func PackageDone(loc workflow.Locale, f workflow.PackageDone) Message {
	w := wordsOf(loc)
	return fitting(mostLines, func(most int) Message { return packageDone(w, f, most) })
}

func packageDone(w *words, f workflow.PackageDone, most int) Message {
	when := l(typed(f.Slot.Name, nameMax), " ", window(w, f.Slot))
	var done, not []line
	for _, r := range f.Results {
		head := l(bold(l(r.Number)), "  ", typed(r.Title, nameMax))
		switch {
		case !r.Done:
			not = append(not, join(" · ", l(emoji("x"), " ", head), fill(w.pkg.notDone, typed(w.say(r.Why), reasonMax))))
		case f.Action == workflow.ActStart:
			done = append(done, l(emoji(stateEmoji[workflow.Deploying]), " ", head))
		case r.Slot == nil:
			done = append(done, join(" · ", l(emoji(stateEmoji[workflow.Scheduled]), " ", head), l(w.pkg.nowNone)))
		default:
			done = append(done, join(" · ", l(emoji(stateEmoji[workflow.Scheduled]), " ", head), fill(w.pkg.nowIn, window(w, *r.Slot))))
		}
	}
	said := fill(w.pkg.done[f.Action], len(done), len(f.Results), when)
	if len(done) == 0 {
		said = fill(w.pkg.nothing[f.Action], when)
	}
	blocks := []slack.Block{rich(said)}
	all := slices.Concat(not, done) // what is left to do first
	if len(all) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(all[:min(len(all), most)])))
	}
	return build(w, said, append(blocks, moreOf(w, len(all)-most)...))
}
