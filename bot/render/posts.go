package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Late adds to a post that it is told later than it was due, where that is
// worth a word.
func Late(loc workflow.Locale, m Message, late time.Duration) Message {
	w := wordsOf(loc)
	if late <= workflow.Late {
		return m
	}
	m.Blocks = fold(w, append(slices.Clone(m.Blocks), note(fill(w.late, long(w, late)))), maxBlocks)
	return m
}

// Event is one history entry in the card's thread: "Omar approved for
// operations, revision 3." When it was said is beside it already.
func Event(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry) Message {
	w := wordsOf(loc)
	c := about(w, &f, "")
	said := c.event(e)
	if e.To == workflow.Submitted && e.Seq == c.r.Last().Seq {
		said = join(" ", said, c.callsManagers())
	}
	return build(w, join(": ", l(c.r.Number), said), []slack.Block{rich(said)})
}

// callsManagers notifies who can accept a release that waits for a release
// manager's look: nobody else is asked until they have.
func (c card) callsManagers() line {
	for _, g := range c.Findings {
		if g.Rule != "triage" || g.Pass || len(g.Who) == 0 {
			continue
		}
		var people []line
		for _, p := range g.Who[:min(len(g.Who), mostNames)] {
			people = append(people, l(mention(p, c.Name(p))))
		}
		return fill(c.w.eventToAccept, series(c.w, people, c.w.or))
	}
	return nil
}

// Outcome tells the requester one history entry, and what follows from it.
func Outcome(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry) Message {
	w := wordsOf(loc)
	c := about(w, &f, f.Release.Requester)
	said := c.event(e)
	if e.To == workflow.Scheduled && (e.Action == workflow.ActApprove || e.Action == workflow.ActTriage) && c.Slot != nil {
		said = join(" ", said, fill(w.outcomeScheduled, window(w, *c.Slot)))
	}
	lines := []line{l(emoji(stateEmoji[e.To]), " ", bold(c.ref())), said}
	if e.Seq == c.r.Last().Seq {
		lines = append(lines, row(w.labelNext, c.next()))
	}
	return build(w, join(": ", c.ref(), said), []slack.Block{rich(lines...)})
}

// event says a history entry as a sentence.
func (c card) event(e workflow.Entry) line {
	who, reason := c.names().name(e.By), c.because(e)
	if said, ok := c.frontEvent(e); ok {
		return said
	}
	switch e.Action {
	case workflow.ActSubmit:
		if e.By == workflow.System {
			return c.bornBySchedule(e)
		}
	case workflow.ActTriage:
		if e.By == workflow.System && reason.text != "" {
			return fill(c.w.in.through, sentenceEnd(reason))
		}
		if e.To == workflow.Scheduled {
			return l(c.w.eventPreauthorised)
		}
		if reason.text == "" {
			return fill(c.w.events[e.Action], who)
		}
		return join(" ", fill(c.w.events[e.Action], who), fill(c.w.acceptedAlthough, sentenceEnd(reason)))
	case workflow.ActHandOver, workflow.ActFollowUp, workflow.ActReturnHandover, workflow.ActCheckIn, workflow.ActRate:
		return c.afterEvent(e, who)
	case workflow.ActEndorse:
		return c.bundleEvent(e, who)
	case workflow.ActLeave:
		return c.leaves(e, who)
	case workflow.ActMerge:
		return join(" ", fill(c.w.events[e.Action], who), fill(c.w.mergedInto, typed(e.About, nameMax)), fill(c.w.reason, sentenceEnd(reason)))
	case workflow.ActEdit:
		return c.edited(e, who)
	case workflow.ActResubmit:
		return fill(c.w.events[e.Action], who, e.Revision)
	case workflow.ActApprove:
		return c.approved(e, who)
	case workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward:
		return c.movedEvent(e, who)
	case workflow.ActSignOff:
		return fill(c.w.signEvent, who, c.stage(e.About), e.Revision, sentenceEnd(reason))
	case workflow.ActEscalate:
		return c.escalated(e)
	case workflow.ActNudge:
		return fill(c.w.events[e.Action], who, c.nudged(e))
	case workflow.ActReview:
		return fill(c.w.events[e.Action], who, sentenceEnd(reason))
	case workflow.ActClose:
		if e.By == workflow.System {
			return join(" ", l(c.w.eventClosed), l(sentenceEnd(reason)), capital(sentenced(c.checkIns())))
		}
	}
	sentence, ok := c.w.events[e.Action]
	if !ok {
		return l(string(e.Action))
	}
	if reason.text == "" {
		return fill(sentence, who)
	}
	said := fill(sentence, who)
	if in := despite(c.w, e); !in.empty() && e.Action == workflow.ActStart {
		said = fill(c.w.startedDespite, who, in)
	}
	return join(" ", said, fill(c.w.reason, sentenceEnd(reason)))
}

func (c card) approved(e workflow.Entry, by span) line {
	who := l(by)
	if e.For != "" {
		who = fill(c.w.deciding.approvedFor, by, c.names().name(e.For))
	}
	var roles []line
	for _, key := range e.Roles {
		name := c.Roles[key]
		if name == "" {
			name = key
		}
		roles = append(roles, l(typed(name, nameMax)))
	}
	said := fill(c.w.eventApproved, who, e.Revision)
	if len(roles) > 0 {
		said = fill(c.w.eventApprovedFor, who, series(c.w, roles, c.w.and), e.Revision)
	}
	if e.To == workflow.Scheduled {
		last := c.w.eventLast
		if c.emergency() {
			last = c.w.eventLastUrgent
		}
		said = join(" ", said, l(last))
	}
	return said
}

// edited says what an edit changed, and whether the approvals begin again.
func (c card) edited(e workflow.Entry, who span) line {
	var fields []line
	for _, f := range e.Changed {
		fields = append(fields, l(c.w.fields[f]))
	}
	said := fill(c.w.eventEdited, who)
	if len(fields) > 0 {
		said = fill(c.w.eventEditedWhat, who, series(c.w, fields, c.w.and))
	}
	if before := c.entryBefore(e); before.Revision != 0 && before.Revision < e.Revision {
		said = join(" ", said, fill(c.w.eventRevision, e.Revision))
		if e.From == workflow.InApproval || e.From == workflow.Scheduled {
			said = join(" ", said, l(c.w.eventAskAgain))
		}
	}
	return said
}

func (c card) entryBefore(e workflow.Entry) workflow.Entry {
	for _, h := range slices.Backward(c.r.History) {
		if h.Seq < e.Seq {
			return h
		}
	}
	return workflow.Entry{}
}

func (c card) movedEvent(e workflow.Entry, who span) line {
	i := slices.IndexFunc(c.r.History, func(h workflow.Entry) bool { return h.Seq == e.Seq })
	var from line
	if i >= 0 {
		from = c.windowAt(windowBefore(c.r, i))
	}
	to := c.windowAt(e.Window)
	if to.empty() {
		to = l(c.w.noWindowShort)
	}
	action, sentences := e.Action, c.w.events
	if e.By == workflow.System {
		action = workflow.ActRollForward
	}
	if from.empty() { // it had the window that it asked for, of which nothing is told
		sentences = c.w.eventsTo
	}
	said := fill(sentences[action], who, from, to)
	if in := despite(c.w, e); !in.empty() {
		sentence := c.w.movedDespite
		if from.empty() {
			sentence = c.w.movedToDespite
		}
		said = fill(sentence, who, from, to, in)
	}
	if e.Reason == "" {
		return said
	}
	return join(" ", said, fill(c.w.reason, sentenceEnd(c.because(e))))
}

// WindowReminder is said once in the thread of a window's board. lead is the
// notice's: a time before opening ("48h"), "cut-off", "open", "closing", or
// "closed", which asks once more for what was not reported.
func WindowReminder(loc workflow.Locale, f workflow.WindowFacts, lead string, late time.Duration) Message {
	w := wordsOf(loc)
	p := pack{&f, w}
	var said line
	switch lead {
	case "cut-off":
		said = fill(w.remindCutOff, p.summary())
		if len(f.Releases) == 0 {
			said = l(w.remindCutOffEmpty)
		}
	case "open":
		said = fill(w.remindOpen, p.starters(w.starts))
	case "closing", "closed":
		said = p.closing()
	default:
		said = p.opensIn(lead, late)
	}
	var waiting []line
	for i := range f.Releases {
		c := about(w, &f.Releases[i], "")
		if f.Phase == workflow.PhaseAhead && c.r.State == workflow.InApproval {
			waiting = append(waiting, l("• ", c.inWindow()))
		}
	}
	lines := append([]line{said}, few(w, waiting, mostNames)...)
	head := l(typed(f.Slot.Name, nameMax))
	return Late(loc, build(w, join(": ", head, said), []slack.Block{rich(lines...)}), late)
}

// soon is how long before opening the people who start are told by name.
const soon = 2 * time.Hour

// opensIn announces a window: how long it is until it opens, from the notice's
// lead, or where it is told late from the moment it is told.
func (p pack) opensIn(lead string, late time.Duration) line {
	d, err := time.ParseDuration(lead)
	if err != nil || late > workflow.Late {
		d = p.Slot.Opens.Sub(p.Now)
	}
	if d <= 0 {
		return fill(p.w.remindOpened, window(p.w, p.Slot), p.summary())
	}
	said := fill(p.w.remindLead, window(p.w, p.Slot), long(p.w, d), p.summary())
	if d <= soon && p.count(workflow.Scheduled) > 0 {
		said = join(" ", l(said, "."), p.starters(p.w.startsThen))
	}
	return said
}

// starters notifies who starts what is ready.
func (p pack) starters(sentence string) line {
	var people []line
	seen := map[workflow.PersonID]bool{}
	for i := range p.Releases {
		who := p.Releases[i].Release.Request.Implementer
		if p.Releases[i].Release.State == workflow.Scheduled && !seen[who] && len(people) < mostLines {
			seen[who] = true
			people = append(people, l(mention(who, p.Name(who))))
		}
	}
	if len(people) == 0 {
		return l(p.w.nobodyStarts)
	}
	return fill(sentence, series(p.w, people, p.w.and))
}

// closing notifies who has not reported what came of a release.
func (p pack) closing() line {
	var open []line
	for i := range p.Releases {
		c := about(p.w, &p.Releases[i], "")
		if (c.r.State == workflow.Scheduled || c.r.State == workflow.Deploying) && len(open) < mostLines {
			open = append(open, fill(p.w.notReported, c.r.Number, mention(c.q.Implementer, p.Name(c.q.Implementer)), p.w.unreported[c.r.State]))
		}
	}
	at := clock(p.w, p.Slot.Closes, p.Slot.Zone)
	if len(open) == 0 {
		return fill(p.w.closesDone, at)
	}
	return fill(p.w.closesOpen, at, join("; ", open...))
}

// BriefingChange tells a front-line team, in the briefing's thread, what
// changed for one release.
func BriefingChange(loc workflow.Locale, b workflow.BriefingFacts, f workflow.ReleaseFacts, e workflow.Entry) Message {
	w := wordsOf(loc)
	c := about(w, &f, "")
	title := fill(w.titleAndNumber, typed(c.q.Title, titleMax), c.r.Number)
	said := c.change(b.Slot.ID, e)
	lines := []line{l(emoji(stateEmoji[e.To]), " ", bold(title)), said}
	if e.Action == workflow.ActLive {
		say := l(paragraph(c.q.Briefing.Say, paragraphMax))
		if c.emergency() {
			say = l(w.sayRepaired)
		}
		lines = append(lines, row(w.labelSay, say))
	}
	return build(w, join(": ", title, said), []slack.Block{rich(lines...)})
}

// change says a history entry in customer words, as seen from one window.
func (c card) change(here workflow.WindowID, e workflow.Entry) line {
	if said, ok := c.frontChange(e); ok {
		return said
	}
	switch e.Action {
	case workflow.ActStart:
		return fill(c.w.changeStart, c.on(e.At))
	case workflow.ActLive:
		return fill(c.w.changeLive, c.on(e.At))
	case workflow.ActRollBack:
		if c.emergency() {
			return fill(c.w.frontRepairBack, c.on(e.At))
		}
		return fill(c.w.changeBack, c.on(e.At))
	case workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward:
		to := c.windowAt(e.Window)
		if to.empty() {
			to = l(c.w.noWindowShort)
		}
		if e.Window == here {
			return fill(c.w.changeHere, to)
		}
		return fill(c.w.changeAway, to)
	case workflow.ActAskChanges, workflow.ActReject, workflow.ActWithdraw:
		if c.emergency() {
			return fill(c.w.frontNotRepaired)
		}
		return l(c.w.changeOff)
	case workflow.ActEscalate:
		if e.From == workflow.Scheduled {
			return l(c.w.changeUnsure)
		}
	case workflow.ActEdit:
		if e.To != e.From && !c.emergency() {
			return l(c.w.changeUnsure)
		}
		return l(c.w.changeText)
	}
	if e.To == workflow.Scheduled && !c.emergency() {
		return l(c.w.changeOn)
	}
	return c.event(e)
}

// mostReminded is how many releases a reminder names.
const mostReminded = 10

// RemindApprover tells one person once what still waits for their decision. by is
// the entry of the first release by which somebody asked for that; none: the clock.
func RemindApprover(loc workflow.Locale, fs []workflow.ReleaseFacts, person workflow.PersonID, by workflow.Entry) Message {
	w := wordsOf(loc)
	head := plural(w, len(fs), w.waitsForYouOne, w.waitsForYouMany)
	if by.Seq != 0 && by.By != workflow.System && len(fs) > 0 {
		c := about(w, &fs[0], person)
		head = fill(w.deciding.reminds, c.names().name(by.By))
		if len(fs) > 1 {
			head = l(head, ". ", plural(w, len(fs), w.waitsForYouOne, w.waitsForYouMany))
		}
	}
	blocks := []slack.Block{rich(bold(head))}
	for i := range fs[:min(len(fs), mostReminded)] {
		c := about(w, &fs[i], person).now()
		what, can := c.forWhat(person), deciding(&fs[i])
		if c.r.State == workflow.Scheduled {
			what, can = c.toSign(person), some(fs[i].Actions, workflow.ActSignOff, workflow.ActAskChanges)
		}
		blocks = append(blocks, rich(l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref())), what), actions(w, &fs[i], can, action.Details))
	}
	blocks = append(blocks, moreOf(w, len(fs)-mostReminded)...)
	said := head
	if len(fs) == 1 {
		c := about(w, &fs[0], person)
		said = join(": ", head, c.ref())
	}
	return build(w, said, blocks)
}

// Page tells one person of the on-call list that an emergency is not taken yet.
func Page(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	head := fill(w.page, c.ref())
	lines := append([]line{l(emoji("rotating_light"), " ", bold(head))}, c.toJudge()...)
	return build(w, join(" ", head, l(paragraph(c.q.What, reasonMax))), []slack.Block{rich(lines...), actions(w, &f, deciding(&f), action.Details)})
}
