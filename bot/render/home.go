package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// How much of each part the Home tab shows; the rest is counted. Together they
// stay below a view's blocks.
const (
	homeWaiting = workflow.HomeShown
	homeTasks   = 5
	homeOthers  = 6 // at most workflow.HomeShown
	homeDead    = 5
)

// Home is a person's Home tab: what waits for them, what is theirs, what goes
// live, the coming windows, and for a release manager the queue and what could
// not be delivered.
func Home(loc workflow.Locale, f workflow.HomeFacts) slack.HomeTabViewRequest {
	w := wordsOf(loc)
	h := &home{f: &f, w: w}
	mine := []slack.BlockElement{button(action.Click{ID: action.Emergency}, w.deciding.emergencyButton), button(action.Click{ID: action.Away}, w.deciding.awayButton)}
	if f.Manager {
		mine = append(mine, button(action.Click{ID: action.Settings}, w.settings))
	}
	h.add(slack.NewHeaderBlock(words1(w.homeHead, maxHeader)),
		slack.NewActionBlock("", button(action.Click{ID: action.AskFor}, w.askFor).WithStyle(slack.StylePrimary),
			button(action.Click{ID: action.List}, w.list), button(action.Click{ID: action.Calendar}, w.cal.calendar), button(action.Click{ID: action.Help}, w.help)),
		slack.NewActionBlock("", mine...))
	h.dead()
	h.draft()
	h.waiting()
	h.queue()
	if others := ofOthers(f.Live, f.Person); len(others) > 0 {
		h.releases(w.homeLive, others, homeOthers, func(c card) (line, []workflow.Action) { return c.status(), nil })
	}
	h.releases(w.homeMine, h.besides(f.Mine), homeOthers, func(c card) (line, []workflow.Action) {
		return c.status(), some(c.Actions, workflow.ActNudge)
	})
	h.windows()
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: action.HomeView}
	view.Blocks = slack.Blocks{BlockSet: fold(w, h.blocks, maxViewBlocks)}
	return view
}

// draft offers what the person began and did not send.
func (h *home) draft() {
	d := h.f.Draft
	if d == nil {
		return
	}
	title := l(typed(d.Form.Title, nameMax))
	if title.empty() {
		title = l(h.w.draftUntitled)
	}
	discard := button(action.Click{ID: action.Discard, Item: d.SavedAt.UTC().Format(action.MomentForm)}, h.w.draftDiscard)
	discard.Confirm = confirm(h.w, h.w.draftSure, l(h.w.draftSureText), h.w.draftDiscard)
	again := button(action.Click{ID: action.AskFor}, h.w.draftContinue)
	again.ActionID = action.Nth(action.AskFor, 1)
	h.add(divider(), rich(fill(h.w.draftOffered, on(h.w, d.SavedAt, h.f.Zone), bold(title))), slack.NewActionBlock("", again, discard))
}

// ofOthers leaves out what the person asked for: that is under their own.
func ofOthers(fs []workflow.ReleaseFacts, person workflow.PersonID) []workflow.ReleaseFacts {
	return slices.DeleteFunc(slices.Clone(fs), func(f workflow.ReleaseFacts) bool { return f.Release.Requester == person })
}

type home struct {
	f      *workflow.HomeFacts
	w      *words
	blocks []slack.Block
}

func (h *home) add(blocks ...slack.Block) { h.blocks = append(h.blocks, blocks...) }

func some(can []workflow.Action, wanted ...workflow.Action) []workflow.Action {
	var out []workflow.Action
	for _, a := range wanted {
		if slices.Contains(can, a) {
			out = append(out, a)
		}
	}
	return out
}

// releases is one part of the tab: a heading, or a sentence where it is empty.
func (h *home) releases(w part, fs []workflow.ReleaseFacts, most int, show func(card) (line, []workflow.Action)) {
	h.add(divider(), rich(bold(l(w.title))))
	if len(fs) == 0 {
		h.add(note(l(w.none)))
		return
	}
	h.each(fs, most, show)
}

// each tells of the first releases of a list, and counts the others.
func (h *home) each(fs []workflow.ReleaseFacts, most int, show func(card) (line, []workflow.Action)) {
	for i := range fs[:min(len(fs), most)] {
		c := about(h.w, &fs[i], h.f.Person).now()
		said, can := show(c)
		h.add(rich(c.title(), said), actions(h.w, &fs[i], can, action.Show))
	}
	h.add(moreOf(h.w, len(fs)-most)...)
}

// windows lists the coming windows, a line each.
func (h *home) windows() {
	h.add(divider(), rich(bold(l(h.w.homeWindows.title))))
	if len(h.f.Windows) == 0 {
		h.add(note(l(h.w.homeWindows.none)))
		return
	}
	var lines []line
	for i := range h.f.Windows[:min(len(h.f.Windows), 2*homeOthers)] {
		w := pack{&h.f.Windows[i], h.w}
		lines = append(lines, join(" · ", l(typed(w.Slot.Name, nameMax)), window(h.w, w.Slot), w.summary()))
	}
	h.add(slack.NewRichTextBlock("", bullets(lines)))
}

// dead lists what could not be delivered, with the way to send it again.
func (h *home) dead() {
	if !h.f.Manager || len(h.f.Dead) == 0 {
		return
	}
	h.add(divider(), rich(bold(plural(h.w, len(h.f.Dead), h.w.homeDeadOne, h.w.homeDeadMany))))
	for i, n := range h.f.Dead[:min(len(h.f.Dead), homeDead)] {
		b := button(action.Click{ID: action.RetryNotice, Notice: h.f.Dead[i].ID}, h.w.sendAgain)
		h.add(rich(undelivered(h.w, n), l(remedy(h.w, n.Delivery.Problem))), slack.NewActionBlock("", b))
	}
	if more := len(h.f.Dead) - homeDead; more > 0 {
		h.add(note(fill(h.w.andOthers, more)))
	}
}
