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
	return fill(en.pkg.after, numbers(c.After))
}

// startable counts the releases that can be started now, and movable those that
// can be moved.
func (w pack) startable() int {
	n := 0
	for i := range w.Releases {
		if c := about(&w.Releases[i], ""); c.r.State == workflow.Scheduled && len(some(c.Actions, workflow.ActStart)) > 0 {
			n++
		}
	}
	return n
}

func (w pack) movable(states ...workflow.State) []workflow.Number {
	var out []workflow.Number
	for i := range w.Releases {
		r := &w.Releases[i].Release
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
func (w pack) together() slack.Block {
	if w.Emergency {
		return nil
	}
	var buttons []slack.BlockElement
	add := func(a workflow.Action, label line) *slack.ButtonBlockElement {
		b := button(action.Click{ID: action.PackageID(a), Window: w.Slot.ID}, label.plain())
		buttons = append(buttons, b)
		return b
	}
	if n := w.startable(); n > 1 && w.Phase == workflow.PhaseOpen {
		b := add(workflow.ActStart, fill(en.pkg.verbs[workflow.ActStart], n))
		b.Confirm = confirm(en.pkg.sure, fill(en.pkg.sureText, numbers(w.movable(workflow.Scheduled))), en.pkg.yes)
	}
	if len(w.movable(workflow.Scheduled)) > 1 && (w.Phase == workflow.PhaseOpen || w.Phase == workflow.PhaseFixed) {
		add(workflow.ActPostpone, l(en.pkg.verbs[workflow.ActPostpone]))
	}
	if len(w.movable(workflow.Scheduled, workflow.InApproval)) > 1 && w.Phase != workflow.PhaseClosed {
		add(workflow.ActMove, l(en.pkg.verbs[workflow.ActMove]))
	}
	if len(buttons) == 0 {
		return nil
	}
	return slack.NewActionBlock("", buttons...)
}

// PackageForm asks for the reason of postponing or moving a whole package, and
// where to. It is about the releases that it shows.
func PackageForm(f workflow.WindowFacts, a workflow.Action, options []workflow.WindowOption, channel workflow.Channel) slack.ModalViewRequest {
	w := pack{&f}
	words := en.pkg.forms[a]
	states := []workflow.State{workflow.Scheduled}
	if a == workflow.ActMove {
		states = append(states, workflow.InApproval)
	}
	m := action.Package{Action: a, Window: f.Slot.ID, Releases: w.movable(states...), Channel: channel}
	view := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: action.PackageModal, Title: words1(words.title, maxTitle), Close: words1(en.cancel, maxTitle),
		Submit: words1(words.submit, maxTitle), PrivateMetadata: m.Metadata()}
	head := rich(bold(join(" · ", l(typed(f.Slot.Name, nameMax)), window(f.Slot))), l(words.effect))
	var rows []line
	for i := range f.Releases {
		r := &f.Releases[i].Release
		if slices.Contains(m.Releases, r.Number) && len(rows) < packagePage {
			rows = append(rows, l(bold(l(r.Number)), "  ", typed(r.Request.Title, nameMax)))
		}
	}
	if more := len(m.Releases) - len(rows); more > 0 {
		rows = append(rows, fill(en.andMore, more))
	}
	blocks := []slack.Block{head}
	if len(rows) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(rows)))
	}
	if a == workflow.ActMove {
		choose := w.targets(options)
		if choose == nil {
			view.Submit = nil
			blocks = append(blocks, rich(l(en.pkg.noTarget)))
			view.Blocks.BlockSet = blocks
			return view
		}
		blocks = append(blocks, choose)
	}
	blocks = append(blocks, reasonInput(words.label, words.hint))
	if a == workflow.ActMove {
		blocks = append(blocks, anywayBox())
	}
	view.Blocks.BlockSet = blocks
	return view
}

// targets is the choice of the windows that the package can move to; nil: there
// is none.
func (w pack) targets(options []workflow.WindowOption) slack.Block {
	var choices []*slack.OptionBlockObject
	for _, o := range options {
		if len(choices) < maxOptions && len(o.Slot.ID) <= maxValue && o.Slot.ID != w.Slot.ID && o.Free > 0 {
			choices = append(choices, option(string(o.Slot.ID), windowOption(o)))
		}
	}
	if len(choices) == 0 {
		return nil
	}
	choose := selectOf(action.FieldID(workflow.FieldWindow, ""), en.chooseWindow, choices, nil)
	return slack.NewInputBlock(string(workflow.FieldWindow), words1(en.pkg.moveTo, maxLabel), plainText(fill(en.zoneHint, zoneName(w.Slot.Zone)), maxHint), choose)
}

// PackageDone says what became of each release of a package.
func PackageDone(f workflow.PackageDone) Message {
	return fitting(mostLines, func(most int) Message { return packageDone(f, most) })
}

func packageDone(f workflow.PackageDone, most int) Message {
	when := l(typed(f.Slot.Name, nameMax), " ", window(f.Slot))
	var done, not []line
	for _, r := range f.Results {
		head := l(bold(l(r.Number)), "  ", typed(r.Title, nameMax))
		switch {
		case !r.Done:
			not = append(not, join(" · ", l(emoji("x"), " ", head), fill(en.pkg.notDone, typed(r.Why, reasonMax))))
		case f.Action == workflow.ActStart:
			done = append(done, l(emoji(stateEmoji[workflow.Deploying]), " ", head))
		case r.Slot == nil:
			done = append(done, join(" · ", l(emoji(stateEmoji[workflow.Scheduled]), " ", head), l(en.pkg.nowNone)))
		default:
			done = append(done, join(" · ", l(emoji(stateEmoji[workflow.Scheduled]), " ", head), fill(en.pkg.nowIn, window(*r.Slot))))
		}
	}
	said := fill(en.pkg.done[f.Action], len(done), len(f.Results), when)
	if len(done) == 0 {
		said = fill(en.pkg.nothing[f.Action], when)
	}
	blocks := []slack.Block{rich(said)}
	all := slices.Concat(not, done) // what is left to do first
	if len(all) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(all[:min(len(all), most)])))
	}
	return build(said, append(blocks, moreOf(len(all)-most)...))
}
