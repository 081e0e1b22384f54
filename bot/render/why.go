package render

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Why answers what stands between a release, or a change that nobody has asked
// for, and going live: every gate with its finding, and the earliest window in
// which it can. Its buttons are those that work for who asked.
func Why(loc workflow.Locale, f workflow.WhyFacts) Message {
	w := wordsOf(loc)
	c := explained{card: about(w, &f.ReleaseFacts, ""), why: &f}
	head := c.verdict()
	blocks := []slack.Block{rich(append([]line{bold(head), c.noneThen()}, c.gates()...)...)}
	return build(w, head, append(blocks, c.buttons()))
}

// explained is a card with the answer to why.
type explained struct {
	card
	why *workflow.WhyFacts
}

// subject is what the answer is about: "REL-12", or "A normal change to Web shop".
func (c explained) subject() line {
	if c.why.Supposed() {
		return fill(c.w.whySupposed[c.q.Type], typed(c.SystemName, nameMax))
	}
	return l(c.r.Number)
}

// verdict is the first line: can it, when, and if not, when at the earliest.
func (c explained) verdict() line {
	var head line
	switch {
	case c.r.State == workflow.RolledBack && c.why.First != nil:
		return join(" ", join(": ", c.subject(), c.status()), fill(c.w.whyEarliest, window(c.w, *c.why.First)))
	case !c.open() || c.r.State == workflow.Deploying:
		return join(": ", c.subject(), c.status())
	case c.emergency() && c.why.Supposed():
		return fill(c.w.whySupposedNow, c.subject())
	case c.emergency() && c.why.Possible:
		return fill(c.w.whyNow, c.subject())
	case c.emergency():
		return fill(c.w.whyNotNow, c.subject())
	case c.why.Asked == nil:
		head = fill(c.w.whyNoWindow, c.subject())
	case c.why.Possible:
		return fill(c.w.whyYes, c.subject(), window(c.w, *c.why.Asked))
	case c.why.Open:
		return fill(c.w.whyNotYet, c.subject(), window(c.w, *c.why.Asked))
	default:
		head = fill(c.w.whyNo, c.subject(), window(c.w, *c.why.Asked))
	}
	switch {
	case c.why.First != nil:
		return join(" ", head, fill(c.w.whyEarliest, window(c.w, *c.why.First)))
	case !c.why.Until.IsZero():
		return join(" ", head, fill(c.w.whyUntil, on(c.w, c.why.Until, c.zone())))
	}
	return join(" ", head, l(c.w.whyNobodyKnows))
}

// noneThen says that no window opens at the time asked about.
func (c explained) noneThen() line {
	if c.why.NoneFrom.IsZero() || c.why.Asked == nil {
		return nil
	}
	heartbeat, last := typed(c.why.Asked.Name, nameMax), c.why.NoneTo.Add(-time.Minute)
	from := dated(c.w, c.why.NoneFrom, c.why.Asked.Zone)
	switch {
	case !c.why.NoneTo.After(c.why.NoneFrom):
		return fill(c.w.whyNoneAt, heartbeat, on(c.w, c.why.NoneFrom, c.why.Asked.Zone))
	case last.Sub(c.why.NoneFrom) > 26*time.Hour:
		return fill(c.w.whyNoneFrom, heartbeat, from, dated(c.w, last, c.why.Asked.Zone))
	}
	return fill(c.w.whyNoneOn, heartbeat, from)
}

// gates are the lines under the verdict: what bars it, what people have still to
// do, what passes, and what is only worth knowing.
func (c explained) gates() []line {
	var barred, people, passes, passed, warned []line
	for _, g := range c.why.Gates {
		switch {
		case !c.open() && (c.r.State != workflow.RolledBack || g.Rule != "triage"), c.r.State == workflow.Deploying:
			continue // what is over waits for no gate
		case c.why.Supposed() && (g.Rule == "briefing" || g.Rule == "triage" && g.Pass):
			continue // there is nothing yet to take in or to tell
		case g.Waits(): // the verdict names the window
		case g.Pass && g.Reason != "":
			passes = append(passes, l(emoji("white_check_mark"), " ", c.finding(g)))
		case g.Pass:
			passed = append(passed, l(typed(c.w.say(g.Title), nameMax)))
		case g.Weight == workflow.Warn:
			warned = append(warned, l(emoji("warning"), " ", c.finding(g)))
		case g.ByPeople():
			people = append(people, l(emoji(stateEmoji[workflow.InApproval]), " ", c.waits(g)))
		default:
			barred = append(barred, l(emoji("x"), " ", c.finding(g)))
		}
	}
	if len(passed) > 0 {
		passes = append(passes, l(emoji("white_check_mark"), " ", capital(join(" · ", passed...))))
	}
	out := slices.Concat(barred, people, passes, warned)
	if n := len(out) - mostGates; n > 0 {
		out = append(out[:mostGates], fill(c.w.whyMore, n))
	}
	return out
}

// mostGates is how many gates the answer lists.
const mostGates = 14

// waits is a gate that people have still to see to: who, by when, and since when
// they have been asked.
func (c explained) waits(g workflow.Finding) line {
	role, approval := strings.CutPrefix(g.Rule, "approval:")
	if !approval {
		return c.finding(g)
	}
	people := c.names().either(c.w, g.Who, c.viewer)
	said := fill(c.w.whyWaits, people)
	if c.why.Supposed() {
		said = fill(c.w.whyNeeds, people)
	}
	for _, rs := range c.Standing.Rules {
		if rs.Role == role && rs.Quorum > 1 {
			said = fill(c.w.whyWaitsSome, len(rs.Given), rs.Quorum, people)
		}
	}
	var by line
	switch {
	case g.At.After(c.Now):
		by = fill(c.w.findingAt["approval"], c.on(g.At))
	case !g.At.IsZero():
		by = fill(c.w.overdue, c.on(g.At))
	}
	return join(" · ", l(bold(capital(l(typed(c.w.say(g.Title), nameMax)))), "  ", said), by, c.asked(g, role))
}

// asked says when the approvers of a role were asked and last reminded.
func (c explained) asked(g workflow.Finding, role string) line {
	var asked, reminded time.Time
	for _, a := range c.r.Asks {
		if a.Role == role && a.Revision == c.r.Revision && (asked.IsZero() || a.At.Before(asked)) {
			asked = a.At
		}
	}
	for _, n := range c.r.Nudges {
		if slices.Contains(g.Who, n.Person) && n.At.After(reminded) {
			reminded = n.At
		}
	}
	switch {
	case asked.IsZero():
		return nil
	case reminded.IsZero():
		return fill(c.w.whyAsked, c.on(asked))
	}
	return fill(c.w.whyReminded, c.on(asked), c.on(reminded))
}

// buttons lead to the window that it can go live in, by the way that is open to
// who asked, and remind those whose decision it waits for.
func (c explained) buttons() slack.Block {
	if c.why.Supposed() {
		return slack.NewActionBlock("", c.request())
	}
	var elements []slack.BlockElement
	if waiting := c.waiting(); len(waiting) > 0 && slices.Contains(c.Actions, workflow.ActNudge) {
		label := c.w.verbs[workflow.ActNudge]
		if len(waiting) == 1 {
			label = fill(c.w.whyRemind, c.names().name(waiting[0])).plain()
		}
		elements = append(elements, button(click(c.ReleaseFacts, workflow.ActNudge), label))
	}
	if to := c.target(); to != nil {
		for _, way := range []struct {
			action workflow.Action
			label  string
		}{{workflow.ActMove, c.w.whyMove}, {workflow.ActEdit, c.w.whyEdit}} {
			if slices.Contains(c.Actions, way.action) {
				click := click(c.ReleaseFacts, way.action)
				click.Window = to.ID
				elements = append(elements, button(click, fill(way.label, l(wallStart(c.w, *to))).plain()))
				break
			}
		}
	}
	elements = append(elements, button(look(c.ReleaseFacts, action.Show), c.w.looks[action.Show]))
	return slack.NewActionBlock("", elements...)
}

// request opens the form for what was only supposed, in the window that it can
// have.
func (c explained) request() slack.BlockElement {
	ask := action.Click{ID: action.AskFor, System: c.q.System, Item: string(c.q.Type)}
	if to := c.target(); to != nil {
		ask.Window = to.ID
	}
	return button(ask, c.w.askFor)
}

// waiting are the people whose approval is still to come.
func (c explained) waiting() []workflow.PersonID {
	var out []workflow.PersonID
	for _, g := range c.why.Gates {
		if (strings.HasPrefix(g.Rule, "approval:") || strings.HasPrefix(g.Rule, "sign-off:") && c.r.State == workflow.Scheduled) && g.ByPeople() {
			out = append(out, g.Who...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// target is the window worth going to: the one asked about if it can be had, else
// the earliest; nil where that is the one it holds.
func (c explained) target() *workflow.Slot {
	to := c.why.First
	if c.why.Asked != nil && c.why.Open {
		to = c.why.Asked
	}
	if to == nil || c.r.Place != nil && c.r.Place.Window == to.ID {
		return nil
	}
	return to
}
