package render

import (
	"cmp"
	"strings"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Card is the one message of a release in the release channel, edited in place.
func Card(loc workflow.Locale, f workflow.ReleaseFacts) Message {
	w := wordsOf(loc)
	c := about(w, &f, "")
	return build(w, join(": ", c.ref(), c.status()), c.card())
}

// Show is the card as a private answer to one person.
func Show(loc workflow.Locale, f workflow.ReleaseFacts, viewer workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, viewer).now()
	return build(w, join(": ", c.ref(), c.status()), c.card())
}

func (c card) card() []slack.Block {
	blocks := []slack.Block{rich(c.title(), c.status()), divider(), rich(c.facts()...)}
	if w := c.warnings(); len(w) > 0 {
		blocks = append(blocks, rich(w...))
	}
	return append(blocks, actions(c.w, c.ReleaseFacts, c.Actions, c.cardLooks()...))
}

// looks are what can be looked at: the details, and while it waits for
// something what that is.
func (c card) looks() []string {
	switch c.r.State {
	case workflow.Submitted, workflow.Returned, workflow.InApproval, workflow.Scheduled:
		return []string{action.Details, action.Why}
	}
	return []string{action.Details}
}

// cardLooks are those of the card, from which a release manager can also save the
// release as a template.
func (c card) cardLooks() []string {
	if c.Templates {
		return append(c.looks(), action.SaveTemplate)
	}
	return c.looks()
}

// facts are the lines of the card, the most used first.
func (c card) facts() []line {
	lines := []line{c.kind(), capital(c.people())}
	if c.emergency() {
		return append(append(lines,
			row(c.w.labelBroken, l(paragraph(c.q.What, reasonMax))),
			row(c.w.labelNotice, l(paragraph(c.q.Briefing.Notice, reasonMax))),
			row(c.w.labelRollback, l(paragraph(c.q.Rollback, reasonMax))),
			row(c.w.labelFront, c.front()), row(c.w.fl.labelCalls, c.customers()), c.knownLine(), row(c.w.deciding.labelReview, c.review())), c.afterRows()...)
	}
	lines = append(lines, row(c.w.labelWindow, c.window()), row(c.w.signLabel, c.accepted()))
	lines = append(lines, c.wishes(), c.merged())
	if c.open() {
		lines = append(lines, row(c.w.in.labelApproval, c.needless()), row(c.w.labelRisk, c.risk()), row(c.w.labelRollback, l(paragraph(c.q.Rollback, reasonMax))))
	}
	return append(append(lines, row(c.w.labelFront, c.front()), row(c.w.fl.labelCalls, c.customers()), c.knownLine(), row(c.w.deciding.labelReview, c.review())), c.afterRows()...)
}

// open tells whether it is still to go live.
func (c card) open() bool {
	switch c.r.State {
	case workflow.Submitted, workflow.Returned, workflow.InApproval, workflow.Scheduled, workflow.Deploying:
		return true
	}
	return false
}

// kind is "Web shop · major · Team Basket".
func (c card) kind() line {
	return join(" · ", l(typed(c.SystemName, nameMax)), l(c.w.types[c.q.Type]), l(typed(c.q.Team, nameMax)))
}

func (c card) people() line {
	return join(" · ", c.askedFor(), c.helpers())
}

// helpers are the point of contact and the implementer, where they are others
// than who asked.
func (c card) helpers() line {
	var contact, implementer line
	if c.q.Contact == c.q.Implementer && c.q.Contact != "" && c.q.Contact != c.r.Requester {
		return fill(c.w.bothAre, c.names().name(c.q.Contact))
	}
	if c.q.Contact != "" && c.q.Contact != c.r.Requester {
		contact = fill(c.w.contactIs, c.names().name(c.q.Contact))
	}
	if c.q.Implementer != "" && c.q.Implementer != c.r.Requester {
		implementer = fill(c.w.implementerIs, c.names().name(c.q.Implementer))
	}
	return join(" · ", contact, implementer)
}

// window says when it goes live, what that window is, and whether it was moved.
func (c card) window() line {
	if c.Slot == nil {
		if c.r.State.Final() || c.r.State == workflow.Returned {
			return nil
		}
		return l(c.w.noWindow)
	}
	s := *c.Slot
	out := join(" · ", window(c.w, s), l(typed(s.Name, nameMax)))
	if c.open() {
		if c.fresh && s.Capacity > 0 {
			out = join(" · ", out, fill(c.w.places, min(c.Taken, s.Capacity), s.Capacity))
		}
		if c.r.Place == nil {
			out = join(" · ", out, l(c.w.notHeld))
		}
		if c.q.Downtime {
			out = join(" · ", out, l(c.w.downtime))
		}
		out = join("\n", out, c.moving(), shifted(c.w, s))
	}
	return out
}

// moving says where the release came from, and where it goes if it misses its
// cut-off.
func (c card) moving() line {
	var lines []line
	if e, from, ok := c.moved(); ok {
		lines = append(lines, c.movedFrom(e, from))
	}
	if c.r.State == workflow.InApproval && c.RollsTo != nil && c.Slot != nil && c.Now.Before(c.Slot.CutOff) {
		lines = append(lines, fill(c.w.rollsTo, window(c.w, *c.RollsTo), c.on(c.Slot.CutOff)))
	}
	return join("\n", lines...)
}

func (c card) movedFrom(e workflow.Entry, from workflow.WindowID) line {
	because := sentenceEnd(c.because(e))
	was := c.windowAt(from)
	switch {
	case was.empty():
		return fill(c.w.movedHere, because)
	case e.By == workflow.System:
		return fill(c.w.rolledFrom, was, because)
	}
	return fill(c.w.movedFrom, was, c.names().name(e.By), because)
}

// sentenceEnd closes what was typed with a full stop, unless it has an end.
func sentenceEnd(s span) line {
	t := strings.TrimRight(s.text, "\u2069")
	if t == "" || strings.HasSuffix(t, ".") || strings.HasSuffix(t, "!") || strings.HasSuffix(t, "?") || strings.HasSuffix(t, "…") {
		return l(s)
	}
	return l(s, ".")
}

// shifted says that the clock change moved the opening.
func shifted(w *words, s workflow.Slot) line {
	if s.Shifted == "" {
		return nil
	}
	at, zone := inZone(s.Opens, s.Zone)
	return fill(w.shifted, typed(s.Shifted, 20), at.Format(w.clock), zone)
}

func (c card) risk() line {
	if c.RiskMost == 0 {
		return nil
	}
	if len(c.RiskWhy) == 0 {
		return fill(c.w.riskNone, c.RiskScore, c.RiskMost)
	}
	var why []line
	for _, w := range c.RiskWhy {
		why = append(why, l(typed(w, nameMax)))
	}
	return fill(c.w.risk, c.RiskScore, c.RiskMost, join("; ", why...))
}

// front says what the front line knows.
func (c card) front() line {
	if !c.noticed() {
		return l(c.w.noImpact)
	}
	read := coverage(c.w, c.Coverage)
	decided := c.r.State != workflow.Submitted && c.r.State != workflow.InApproval
	switch {
	case c.r.State == workflow.Returned || c.r.State.Final() && c.r.State != workflow.Closed:
		return nil
	case c.q.Briefing.Empty():
		return l(c.w.briefingMissing)
	case !c.BriefAt.IsZero() && c.Now.Before(c.BriefAt):
		return fill(c.w.briefingReady, on(c.w, c.BriefAt, c.zone()))
	case read.empty() && (c.emergency() || decided && !c.BriefAt.IsZero()):
		return l(c.w.briefingUnread)
	case !decided && !c.emergency() && !c.BriefAt.IsZero():
		return l(c.w.briefingLate)
	case read.empty() || !decided && !c.emergency():
		return l(c.w.briefingWritten)
	}
	return fill(c.w.briefingRead, read)
}

// coverage is "help desk 5 of 7 · call centre 0 of 12".
func coverage(w *words, teams []workflow.Coverage) line {
	var out []line
	for _, t := range teams {
		if t.Of > 0 {
			out = append(out, fill(w.readOf, typed(t.Name, nameMax), t.Read, t.Of))
		} else {
			out = append(out, fill(w.readCount, typed(t.Name, nameMax), t.Read))
		}
	}
	return join(" · ", few(w, out, mostInSeries)...)
}

// warnings are the gates that stand in the way and that the status line does
// not speak of.
func (c card) warnings() []line {
	if !c.open() {
		return nil
	}
	var out []line
	for _, f := range c.Findings {
		rule, _, _ := strings.Cut(f.Rule, ":")
		switch rule {
		case "approval", "triage", "window", "state", "permission", "briefing":
			continue
		}
		if !f.Pass {
			out = append(out, l(emoji("warning"), " ", c.finding(f)))
		}
	}
	return few(c.w, out, 5)
}

// finding is a gate that does not pass: its reason, when, and who can help.
func (c card) finding(f workflow.Finding) line {
	out := bold(capital(l(typed(c.w.say(f.Title), nameMax))))
	out = join("  ", out, l(typed(c.w.say(f.Reason), reasonMax)))
	switch rule, _, _ := strings.Cut(f.Rule, ":"); {
	case f.At.After(c.Now):
		out = join(" · ", out, fill(cmp.Or(c.w.findingAt[rule], "{1}"), c.on(f.At)))
	case rule == "approval" && !f.At.IsZero():
		out = join(" · ", out, fill(c.w.overdue, c.on(f.At)))
	}
	if len(f.Who) > 0 {
		rule, _, _ := strings.Cut(f.Rule, ":")
		out = join(" · ", out, fill(cmp.Or(c.w.findingWho[rule], "{1}"), c.names().either(c.w, f.Who, c.viewer)))
	}
	return join(" · ", out, instead(c.w, f.Alternatives))
}
