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
func Menu() Message {
	ask := button(action.Click{ID: action.AskFor}, en.askFor).WithStyle(slack.StylePrimary)
	return build(l(en.menu), []slack.Block{
		rich(l(en.menu)),
		slack.NewActionBlock("", ask,
			button(action.Click{ID: action.Mine}, en.mine),
			button(action.Click{ID: action.List}, en.list)),
		slack.NewActionBlock("", button(action.Click{ID: action.Calendar}, en.cal.calendar), button(action.Click{ID: action.Emergency}, en.deciding.emergencyButton),
			button(action.Click{ID: action.Away}, en.deciding.awayButton), button(action.Click{ID: action.Help}, en.help)),
	})
}

// Help answers what can be typed.
func Help() Message {
	var lines []line
	for _, h := range en.commands {
		lines = append(lines, l(bold(l(h.typed)), "  ", h.does))
	}
	return build(l(en.helpSentence), []slack.Block{
		rich(bold(l(en.helpSentence))),
		slack.NewRichTextBlock("", bullets(lines)),
		rich(l(en.helpMore)),
		slack.NewActionBlock("", button(action.Click{ID: action.AskFor}, en.askFor).WithStyle(slack.StylePrimary), button(action.Click{ID: action.Mine}, en.mine)),
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
func List(kind ListKind, fs []workflow.ReleaseFacts, more bool) Message {
	words := en.lists[kind]
	if len(fs) == 0 {
		return build(l(words.none), []slack.Block{rich(l(words.none)),
			slack.NewActionBlock("", button(action.Click{ID: action.AskFor}, en.askFor).WithStyle(slack.StylePrimary))})
	}
	head := plural(len(fs), words.one, words.many)
	if more || len(fs) > mostListed {
		head = fill(words.newest, min(len(fs), mostListed))
	}
	blocks := []slack.Block{rich(bold(head))}
	for i := range fs[:min(len(fs), mostListed)] {
		c := about(&fs[i], "")
		blocks = append(blocks, c.listed())
	}
	if more || len(fs) > mostListed {
		before := fs[min(len(fs), mostListed)-1].Release.Number
		id := action.List
		if kind == ListMine {
			id = action.Mine
		}
		blocks = append(blocks, slack.NewActionBlock("", button(action.Click{ID: id, Before: before}, en.older)))
	}
	return build(head, blocks)
}

// listed is one release as a row with a button to open it. A section takes no
// rich text, so all of it is plain.
func (c card) listed() slack.Block {
	said := join("\n", c.title(), clipLine(c.brief(), 280))
	b := button(look(c.ReleaseFacts, action.Show), en.looks[action.Show])
	return slack.NewSectionBlock(plainText(said, maxSection), nil, slack.NewAccessory(b))
}

// brief is the state in a few words, and when.
func (c card) brief() line {
	state := en.states[c.r.State]
	switch c.r.State {
	case workflow.InApproval:
		if c.emergency() {
			return c.progress()
		}
		out := fill(en.briefApproval, c.Standing.Given, c.Standing.Needed)
		if c.Slot != nil {
			out = join(" · ", out, l(zonedWindow(*c.Slot)))
		}
		return join(" · ", out, l(typed(c.SystemName, nameMax)))
	case workflow.Scheduled, workflow.Submitted, workflow.Returned:
		if c.Slot != nil {
			return join(" · ", l(state), l(zonedWindow(*c.Slot)), l(typed(c.SystemName, nameMax)))
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
func Done(f workflow.ReleaseFacts, e workflow.Entry, repeated bool) Message {
	c := about(&f, e.By).now()
	said := c.done(e)
	if repeated {
		said = join(" ", l(en.already), said)
	}
	return build(said, []slack.Block{rich(said, c.afterwards(e))})
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
			said := fill(en.doneApproved, c.r.Number, series(roles, en.and))
			if e.For != "" {
				said = join(" ", said, fill(en.deciding.doneFor, c.names().name(e.For)))
			}
			return said
		}
	case workflow.ActSignOff:
		return fill(en.signDone, c.stage(e.About), c.r.Number)
	case workflow.ActNudge:
		return fill(en.did[e.Action], c.r.Number, c.nudged(e))
	case workflow.ActEndorse:
		switch was, endorsed := c.bundleBefore(e); {
		case endorsed && e.About != "":
			return fill(en.bundled.didPut, c.r.Number, typed(e.About, nameMax))
		case endorsed && was != "":
			return fill(en.bundled.didTake, c.r.Number)
		}
	case workflow.ActMove, workflow.ActPostpone:
		if to.empty() {
			to = l(en.noWindowShort)
		}
		said := fill(en.did[e.Action], c.r.Number, to)
		if _, whole := e.ForBundle(); whole && len(c.Mates) > 0 {
			said = join(" ", said, fill(en.bundled.didWhole, c.mates()))
		}
		return said
	}
	if sentence, ok := en.did[e.Action]; ok {
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
		return fill(en.then[e.Action], c.names().name(c.r.Requester))
	case workflow.ActStart, workflow.ActLive, workflow.ActRollBack:
		var told line
		if c.noticed() {
			told = l(en.frontTold)
		}
		return join(" ", told, l(en.then[e.Action]))
	}
	return nil
}

// place says which window the release holds, where the status does not.
func (c card) place() line {
	if c.Slot == nil || c.r.State == workflow.Scheduled || c.emergency() {
		return nil
	}
	return fill(en.placeIs, window(*c.Slot))
}

// ReadNoted answers "I have read this".
func ReadNoted(c workflow.Coverage, at time.Time, zone string, repeated bool) Message {
	said := fill(en.readNoted, on(at, zone))
	if repeated {
		said = fill(en.readBefore, on(at, zone))
	}
	return build(said, []slack.Block{rich(said, fill(en.readSoFar, coverage([]workflow.Coverage{c})))})
}

// mostFindings is how many gates a refusal lists.
const mostFindings = 4

// Refused says why something was not done and what to do. What is not ours to
// explain is named by ref, under which the operator finds it.
func Refused(err error, ref string) Message {
	var e *workflow.Error
	if !errors.As(err, &e) || e.Code == workflow.CodeInternal || strings.TrimSpace(e.Message) == "" {
		said := fill(en.ourFault, typed(ref, 40))
		return build(said, []slack.Block{rich(said)})
	}
	said := l(paragraph(e.Message, reasonMax*2))
	switch e.Code {
	case workflow.CodeNotSaved, workflow.CodeUnknown:
		if ref != "" {
			said = join(" ", said, fill(en.ref, typed(ref, 40)))
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
			add(l("• ", typed(f.Title, nameMax), ": ", typed(f.Reason, reasonMax)))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		if s := e.Fields[f]; s != e.Message {
			add(l("• ", capital(l(en.fields[f])), ": ", typed(s, reasonMax)))
		}
	}
	if more > 0 {
		lines = append(lines, fill(en.andOthers, more))
	}
	return build(said, []slack.Block{rich(lines...)})
}

// SendingAgain answers a release manager who sent a dead notice again.
func SendingAgain() Message {
	return build(l(en.sendingAgain), []slack.Block{rich(l(en.sendingAgain))})
}

// NoSuchCommand answers a word that is none of the commands. nearest is the one
// probably meant; empty: none is near.
func NoSuchCommand(words, nearest string) Message {
	said := fill(en.noCommand, typed(words, nameMax))
	var buttons []slack.BlockElement
	if nearest != "" {
		said = join(" ", said, fill(en.didYouMean, typed("/release "+nearest, nameMax)))
		buttons = append(buttons, button(action.Click{ID: action.Again, Command: nearest}, "/release "+nearest))
	}
	buttons = append(buttons, button(action.Click{ID: action.Help}, en.help))
	return build(said, []slack.Block{rich(said), slack.NewActionBlock("", buttons...)})
}

// NoSuchRelease answers a number under which there is nothing. near are numbers
// that exist and were perhaps meant.
func NoSuchRelease(asked string, near []workflow.Number) Message {
	said := fill(en.noRelease, typed(asked, nameMax))
	near = near[:min(len(near), mostButtons-1)]
	var names []line
	var buttons []slack.BlockElement
	for i, n := range near {
		names = append(names, l(n))
		b := button(action.Click{ID: action.Show, Release: n}, fill(en.showOne, n).plain())
		b.ActionID = action.Nth(action.Show, i)
		buttons = append(buttons, b)
	}
	if len(names) > 0 {
		said = join(" ", said, fill(en.didYouMean, series(names, en.or)))
	}
	buttons = append(buttons, button(action.Click{ID: action.List}, en.list))
	return build(said, []slack.Block{rich(said), slack.NewActionBlock("", buttons...)})
}
