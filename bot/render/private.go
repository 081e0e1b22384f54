package render

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Menu answers /release without a word: what can be done, as buttons.
func Menu(loc workflow.Locale) Message {
	w := wordsOf(loc)
	ask := button(action.Click{ID: action.AskFor}, w.askFor).WithStyle(slack.StylePrimary)
	return build(w, l(w.menu), []slack.Block{
		rich(l(w.menu)),
		slack.NewActionBlock("", ask,
			button(action.Click{ID: action.Mine}, w.mine),
			button(action.Click{ID: action.List}, w.list),
			button(action.Click{ID: action.Metrics, Command: action.MetricsValue(workflow.MetricsView{})}, w.met.button)),
		slack.NewActionBlock("", button(action.Click{ID: action.Calendar}, w.cal.calendar), button(action.Click{ID: action.Away}, w.deciding.awayButton),
			button(action.Click{ID: action.Help}, w.help)),
		slack.NewActionBlock("", button(action.Click{ID: action.Emergency}, w.deciding.emergencyButton), button(action.Click{ID: action.Customers}, w.fl.callsTitle)),
	})
}

// Help answers what can be typed.
func Help(loc workflow.Locale) Message {
	w := wordsOf(loc)
	var lines []line
	for _, h := range w.commands {
		lines = append(lines, l(bold(l(h.typed)), "  ", h.does))
	}
	return build(w, l(w.helpSentence), []slack.Block{
		rich(bold(l(w.helpSentence))),
		slack.NewRichTextBlock("", bullets(lines)),
		rich(l(w.helpMore)),
		slack.NewActionBlock("", button(action.Click{ID: action.AskFor}, w.askFor).WithStyle(slack.StylePrimary), button(action.Click{ID: action.Mine}, w.mine)),
	})
}

// ListKind says which list is shown.
type ListKind string

const (
	// ListOpen is every release that is not over.
	ListOpen ListKind = "open"
	// ListMine is those of them that the reader asked for.
	ListMine ListKind = "mine"
)

// mostListed is how many releases one page of a list shows: two blocks each.
const mostListed = 15

// List is a private list of releases, newest first, with a button each. more
// tells that there are further ones below the last.
func List(loc workflow.Locale, kind ListKind, fs []workflow.ReleaseFacts, more bool) Message {
	w := wordsOf(loc)
	words := w.lists[kind]
	if len(fs) == 0 {
		return build(w, l(words.none), []slack.Block{rich(l(words.none)),
			slack.NewActionBlock("", button(action.Click{ID: action.AskFor}, w.askFor).WithStyle(slack.StylePrimary))})
	}
	head := plural(w, len(fs), words.one, words.many)
	if more || len(fs) > mostListed {
		head = fill(words.newest, min(len(fs), mostListed))
	}
	blocks := []slack.Block{rich(bold(head))}
	for i := range fs[:min(len(fs), mostListed)] {
		c := about(w, &fs[i], "")
		blocks = append(blocks, c.listed())
	}
	if more || len(fs) > mostListed {
		before := fs[min(len(fs), mostListed)-1].Release.Number
		id := action.List
		if kind == ListMine {
			id = action.Mine
		}
		blocks = append(blocks, slack.NewActionBlock("", button(action.Click{ID: id, Before: before}, w.older)))
	}
	return build(w, head, blocks)
}

// listed is one release as a row with a button to open it. A section takes no
// rich text, so all of it is plain.
func (c card) listed() slack.Block {
	said := join("\n", c.title(), clipLine(c.brief(), 280))
	b := button(look(c.ReleaseFacts, action.Show), c.w.looks[action.Show])
	return slack.NewSectionBlock(plainText(said, maxSection), nil, slack.NewAccessory(b))
}

// brief is the state in a few words, and when.
func (c card) brief() line {
	state := c.w.states[c.r.State]
	switch c.r.State {
	case workflow.InApproval:
		if c.emergency() {
			return c.progress()
		}
		out := fill(c.w.briefApproval, c.Standing.Given, c.Standing.Needed)
		if c.Slot != nil {
			out = join(" · ", out, l(zonedWindow(c.w, *c.Slot)))
		}
		return join(" · ", out, l(typed(c.SystemName, nameMax)))
	case workflow.Scheduled, workflow.Submitted, workflow.Returned:
		if c.Slot != nil {
			return join(" · ", l(state), l(zonedWindow(c.w, *c.Slot)), l(typed(c.SystemName, nameMax)))
		}
	}
	return join(" · ", l(state), l(typed(c.SystemName, nameMax)))
}

// clipLine shortens a line to at most n characters of text.
func clipLine(in line, n int) line {
	if in.size() <= n {
		return in
	}
	return l(isolate(clip(in.plain(), n)))
}

// Done says privately what an action did and what comes next. repeated: it had
// been done before, and nothing happened now.
func Done(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry, repeated bool) Message {
	w := wordsOf(loc)
	c := about(w, &f, e.By).now()
	said := c.done(e)
	if repeated {
		said = join(" ", l(w.already), said)
	}
	return build(w, said, []slack.Block{rich(said, c.afterwards(e))})
}

// done says what the reader did.
func (c card) done(e workflow.Entry) line {
	to := c.windowAt(e.Window)
	switch e.Action {
	case workflow.ActApprove:
		var roles []line
		for _, key := range e.Roles {
			if name := c.Roles[key]; name != "" {
				roles = append(roles, l(typed(name, nameMax)))
			}
		}
		if len(roles) > 0 {
			said := fill(c.w.doneApproved, c.r.Number, series(c.w, roles, c.w.and))
			if e.For != "" {
				said = join(" ", said, fill(c.w.deciding.doneFor, c.names().name(e.For)))
			}
			return said
		}
	case workflow.ActSignOff:
		return fill(c.w.signDone, c.stage(e.About), c.r.Number)
	case workflow.ActNudge:
		return fill(c.w.did[e.Action], c.r.Number, c.nudged(e))
	case workflow.ActEndorse:
		switch was, endorsed := c.bundleBefore(e); {
		case endorsed && e.About != "":
			return fill(c.w.bundled.didPut, c.r.Number, typed(e.About, nameMax))
		case endorsed && was != "":
			return fill(c.w.bundled.didTake, c.r.Number)
		}
	case workflow.ActMove, workflow.ActPostpone:
		if to.empty() {
			to = l(c.w.noWindowShort)
		}
		said := fill(c.w.did[e.Action], c.r.Number, to)
		if _, whole := e.ForBundle(); whole && len(c.Mates) > 0 {
			said = join(" ", said, fill(c.w.bundled.didWhole, c.mates()))
		}
		return said
	}
	if sentence, ok := c.w.did[e.Action]; ok {
		return fill(sentence, c.r.Number)
	}
	return c.event(e)
}

// afterwards says where the release is now, and what that means for the reader.
func (c card) afterwards(e workflow.Entry) line {
	switch e.Action {
	case workflow.ActApprove:
		return c.after()
	case workflow.ActTake:
		return c.needed()
	case workflow.ActSignOff:
		return join(" ", c.status(), c.needsSignOff())
	case workflow.ActSubmit, workflow.ActResubmit, workflow.ActTriage, workflow.ActEdit, workflow.ActWithdrawRejection:
		return join(" ", c.status(), c.place())
	case workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdraw:
		return fill(c.w.then[e.Action], c.names().name(c.r.Requester))
	case workflow.ActStart, workflow.ActLive, workflow.ActRollBack:
		var told line
		if c.noticed() {
			told = l(c.w.frontTold)
		}
		return join(" ", told, l(c.w.then[e.Action]))
	}
	return nil
}

// place says which window the release holds, where the status does not.
func (c card) place() line {
	if c.Slot == nil || c.r.State == workflow.Scheduled || c.emergency() {
		return nil
	}
	return fill(c.w.placeIs, window(c.w, *c.Slot))
}

// ReadNoted answers "I have read this".
func ReadNoted(loc workflow.Locale, c workflow.Coverage, at time.Time, zone string, repeated bool) Message {
	w := wordsOf(loc)
	said := fill(w.readNoted, on(w, at, zone))
	if repeated {
		said = fill(w.readBefore, on(w, at, zone))
	}
	return build(w, said, []slack.Block{rich(said, fill(w.readSoFar, coverage(w, []workflow.Coverage{c})))})
}

// mostFindings is how many gates a refusal lists.
const mostFindings = 4

// Refused says why something was not done and what to do. What is not ours to
// explain is named by ref, under which the operator finds it.
func Refused(loc workflow.Locale, err error, ref string) Message {
	w := wordsOf(loc)
	var e *workflow.Error
	if !errors.As(err, &e) || e.Code == workflow.CodeInternal || strings.TrimSpace(e.Message) == "" {
		said := fill(w.ourFault, typed(ref, 40))
		return build(w, said, []slack.Block{rich(said)})
	}
	said := l(paragraph(w.say(e.Message), reasonMax*2))
	switch e.Code {
	case workflow.CodeNotSaved, workflow.CodeUnknown:
		if ref != "" {
			said = join(" ", said, fill(w.ref, typed(ref, 40)))
		}
	}
	lines, more := []line{said}, 0
	add := func(s line) {
		if len(lines) > mostFindings {
			more++
			return
		}
		lines = append(lines, s)
	}
	for _, f := range e.Findings {
		if f.Reason != "" && strings.Contains(strings.ToLower(e.Message), strings.ToLower(f.Reason)) {
			continue // said already
		}
		if !f.Pass && f.Weight != workflow.Warn && e.Code == workflow.CodeBlocked {
			add(l("• ", typed(w.say(f.Title), nameMax), ": ", typed(w.say(f.Reason), reasonMax)))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		if s := e.Fields[f]; s != e.Message {
			add(l("• ", capital(l(w.fields[f])), ": ", typed(w.say(s), reasonMax)))
		}
	}
	if more > 0 {
		lines = append(lines, fill(w.andOthers, more))
	}
	return build(w, said, []slack.Block{rich(lines...)})
}

// SendingAgain answers a release manager who sent a dead notice again.
func SendingAgain(loc workflow.Locale) Message {
	w := wordsOf(loc)
	return build(w, l(w.sendingAgain), []slack.Block{rich(l(w.sendingAgain))})
}

// NoSuchCommand answers a word that is none of the commands. nearest is the one
// probably meant; empty: none is near.
func NoSuchCommand(loc workflow.Locale, words, nearest string) Message {
	w := wordsOf(loc)
	said := fill(w.noCommand, typed(words, nameMax))
	var buttons []slack.BlockElement
	if nearest != "" {
		said = join(" ", said, fill(w.didYouMean, typed("/release "+nearest, nameMax)))
		buttons = append(buttons, button(action.Click{ID: action.Again, Command: nearest}, "/release "+nearest))
	}
	buttons = append(buttons, button(action.Click{ID: action.Help}, w.help))
	return build(w, said, []slack.Block{rich(said), slack.NewActionBlock("", buttons...)})
}

// NoSuchRelease answers a number under which there is nothing. near are numbers
// that exist and were perhaps meant.
func NoSuchRelease(loc workflow.Locale, asked string, near []workflow.Number) Message {
	w := wordsOf(loc)
	said := fill(w.noRelease, typed(asked, nameMax))
	near = near[:min(len(near), mostButtons-1)]
	var names []line
	var buttons []slack.BlockElement
	for i, n := range near {
		names = append(names, l(n))
		b := button(action.Click{ID: action.Show, Release: n}, fill(w.showOne, n).plain())
		b.ActionID = action.Nth(action.Show, i)
		buttons = append(buttons, b)
	}
	if len(names) > 0 {
		said = join(" ", said, fill(w.didYouMean, series(w, names, w.or)))
	}
	buttons = append(buttons, button(action.Click{ID: action.List}, w.list))
	return build(w, said, []slack.Block{rich(said), slack.NewActionBlock("", buttons...)})
}
