package render

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Queue is one page of the queue, as a private message. said is what was done in
// it just now; empty: nothing.
func Queue(loc workflow.Locale, f workflow.QueueFacts, said Message) Message {
	w := wordsOf(loc)
	q := queue{&f, w}
	head := q.head()
	blocks := []slack.Block{rich(bold(head)), q.choices()}
	if said.Text != "" {
		blocks = append(slices.Clone(said.Blocks), append([]slack.Block{divider()}, blocks...)...)
	}
	if len(f.Lines) == 0 {
		none, ok := w.queueNone[f.View.Lane]
		if !ok {
			none = w.queueEmpty
		}
		blocks = append(blocks, rich(l(none)))
	}
	blocks = append(blocks, q.lines()...)
	return build(w, head, append(blocks, q.turn(), q.recurring()))
}

type queue struct {
	*workflow.QueueFacts
	w *words
}

// head is "12 wait for a release manager, 3 late · 2 for a coordinator".
func (q queue) head() line {
	var all, triage, endorse line
	if q.View.Lane != workflow.LaneTriage && q.View.Lane != workflow.LaneEndorse {
		all = plural(q.w, q.Total, q.w.queueOne, q.w.queueHead)
		if name, ok := q.w.queueLanes[q.View.Lane]; ok {
			all = join(": ", l(name), l(q.Total))
		}
	}
	if q.Triage > 0 || all.empty() {
		triage = plural(q.w, q.Triage, q.w.queueOneWait, q.w.queueTriage)
	}
	if q.Late > 0 {
		triage = fill(q.w.queueLate, triage, q.Late)
	}
	if q.Endorse > 0 {
		endorse = fill(q.w.queueEndorse, q.Endorse)
	}
	return join(" · ", all, triage, endorse)
}

// choices are what else of the queue can be looked at.
func (q queue) choices() slack.Block {
	v := workflow.QueueView{Lane: q.View.Lane, System: q.View.System, Department: q.View.Department, Mine: q.View.Mine}
	var lanes, whose []*slack.OptionBlockObject
	var lane, who *slack.OptionBlockObject
	add := func(to *[]*slack.OptionBlockObject, chosen **slack.OptionBlockObject, view workflow.QueueView, label line) {
		o := option(action.Click{ID: action.Queue, Command: action.ViewValue(view)}.Value(), label)
		if len(*to) >= mostOptions || len(o.Value) > maxValue {
			return
		}
		*to = append(*to, o)
		if view == v {
			*chosen = o
		}
	}
	in := func(l workflow.Lane) workflow.QueueView { out := v; out.Lane = l; return out }
	add(&lanes, &lane, in(""), l(q.w.queueAll))
	for _, each := range workflow.Lanes {
		if each == workflow.LaneEndorse && q.Endorse == 0 && len(q.Departments) == 0 {
			continue
		}
		add(&lanes, &lane, in(each), l(q.w.queueLanes[each]))
	}
	of := func(system, department string, mine bool) workflow.QueueView {
		return workflow.QueueView{Lane: v.Lane, System: system, Department: department, Mine: mine}
	}
	add(&whose, &who, of("", "", false), l(q.w.queueEvery))
	add(&whose, &who, of("", "", true), l(q.w.queueMine))
	for _, s := range q.Systems {
		add(&whose, &who, of(s.Key, "", false), l(typed(s.Name, labelMax(len(q.Systems)))))
	}
	for _, d := range q.Departments {
		add(&whose, &who, of("", d.Key, false), l(typed(d.Name, labelMax(len(q.Departments)))))
	}
	return slack.NewActionBlock("",
		selectOf(q.w, action.Queue, q.w.queueAll, lanes, lane),
		selectOf(q.w, action.Nth(action.Queue, 1), q.w.queueWhose, whose, who))
}

// line is one request with what can be done to it; grouped: below the head of its
// bundle.
func (q queue) line(i int, grouped bool) slack.Block {
	f := &q.Lines[i]
	c := about(q.w, &f.ReleaseFacts, q.Viewer)
	number := max(1, q.View.From) + i
	head, facts := l(number, ". ", c.title()), c.queueFacts()
	if grouped {
		head = l("↳ ", head)
	} else {
		facts = join(" · ", facts, c.bundle())
	}
	said := join("\n", head, clipLine(facts, 280), clipLine(join(" · ", q.clock(f), c.queueWhy()), 500))
	return slack.NewSectionBlock(plainText(said, maxSection), nil, slack.NewAccessory(q.menu(f)))
}

// queueFacts are "Web shop · major · Basket · contact Tom · wanted by Fri 4 Dec".
func (c card) queueFacts() line {
	contact := c.q.Contact
	if contact == "" {
		contact = c.r.Requester
	}
	return join(" · ", c.kind(), fill(c.w.contactIs, c.names().name(contact)), c.bySchedule(), c.target())
}

func (c card) target() line {
	if c.q.Target.IsZero() {
		return nil
	}
	return fill(c.w.queueBy, day(c.w.common, c.q.Target.UTC()))
}

// clock is how long it has waited, and how that stands to the target, both in
// working time.
func (q queue) clock(f *workflow.QueueLine) line {
	since := f.Release.QueuedAt()
	if f.Release.Lane() != workflow.LaneTriage && f.Release.Lane() != workflow.LaneEndorse || since.IsZero() {
		return nil
	}
	var due line
	switch {
	case f.Due.IsZero() && f.Always:
		return fill(q.w.queueWaits, spell(q.w, f.Waited))
	case f.Due.IsZero():
		return fill(q.w.queueWaited, spell(q.w, f.Waited))
	case f.Always && !q.Now.Before(f.Due):
		due = l(emoji("warning"), " ", fill(q.w.queueOverAlways, spell(q.w, -f.Left), on(q.w, f.Due, q.Zone)))
	case f.Always:
		due = fill(q.w.queueDueAlways, spell(q.w, f.Left), on(q.w, f.Due, q.Zone))
	case !q.Now.Before(f.Due):
		due = l(emoji("warning"), " ", fill(q.w.queueOver, spell(q.w, -f.Left), on(q.w, f.Due, q.Zone)))
	default:
		due = fill(q.w.queueDue, spell(q.w, f.Left), on(q.w, f.Due, q.Zone))
	}
	return join(" · ", due, fill(q.w.queueWaits, spell(q.w, f.Waited)))
}

// spell is a span of working time: "4 h", "20 min".
func spell(w *words, d time.Duration) line {
	if d < time.Hour {
		return fill(w.queueMinutes, max(1, int(d/time.Minute)))
	}
	return fill(w.queueHours, int(d/time.Hour))
}

// queueWhy says what a request in the queue waits for.
func (c card) queueWhy() line {
	switch c.r.Lane() {
	case workflow.LaneEndorse, workflow.LaneTriage:
		return c.misfits()
	case workflow.LaneReturned:
		return fill(c.w.queueReturn, typed(c.entered(workflow.Returned).Reason, reasonMax))
	case workflow.LaneDecide:
		return c.inApproval()
	case workflow.LaneReady:
		return c.status()
	}
	return nil
}

// briefWhy is queueWhy where there is room for a few words: of what the intake
// has against a request the first sentence, without the ways round.
func (c card) briefWhy() line {
	if len(c.r.Misfits) == 0 || c.r.Lane() != workflow.LaneTriage {
		return c.queueWhy()
	}
	var out []line
	for _, f := range c.r.Misfits {
		first, _, more := strings.Cut(c.w.say(f.Reason), ". ")
		if more {
			first += "."
		}
		out = append(out, l(typed(first, reasonMax)))
	}
	return join(" ", few(c.w, out, mostFindings)...)
}

// misfits are why a request waits, and for whom where that is a coordinator.
func (c card) misfits() line {
	var out []line
	for _, f := range c.r.Misfits {
		said := join(" · ", l(typed(c.w.say(f.Reason), reasonMax)), instead(c.w, f.Alternatives))
		if f.Rule == workflow.MisfitEndorse && len(f.Who) > 0 {
			said = fill("{1} ({2})", typed(c.w.say(f.Reason), reasonMax), c.names().either(c.w, f.Who, c.viewer))
		}
		out = append(out, said)
	}
	if len(out) == 0 {
		return l(c.w.nextSubmitted)
	}
	return join(" ", few(c.w, out, mostFindings)...)
}

// menu is what the viewer can do with a request; a single thing is a button.
func (q queue) menu(f *workflow.QueueLine) slack.BlockElement {
	view := action.ViewValue(q.View)
	var options []*slack.OptionBlockObject
	for _, a := range f.Can {
		c := click(&f.ReleaseFacts, a)
		c.Command = view
		value := c.Option()
		if len(value) > maxValue {
			c.Command = ""
			value = c.Option()
		}
		options = append(options, option(value, l(q.w.verbs[a])))
	}
	if f.MayBundle {
		c := look(&f.ReleaseFacts, action.Bundle)
		c.Command = view
		value := c.Option()
		if len(value) > maxValue {
			c.Command = ""
			value = c.Option()
		}
		options = append(options, option(value, l(q.w.bundled.verb)))
	}
	show := look(&f.ReleaseFacts, action.Show)
	if len(options) == 0 {
		return button(show, q.w.looks[action.Show])
	}
	options = append(options, option(show.Option(), l(q.w.looks[action.Show])))
	if extra := len(options) - maxOverflow; extra > 0 { // the first is the likely one, the last the look
		options = slices.Delete(options, len(options)-1-extra, len(options)-1)
	}
	return slack.NewOverflowBlockElement(action.More, options...)
}

// turn are the buttons below the page.
func (q queue) turn() slack.Block {
	from, n := max(1, q.View.From), len(q.Lines)
	var elements []slack.BlockElement
	turn := func(id int, label string, change func(*workflow.QueueView)) {
		v := q.View
		v.After, v.Ahead = nil, nil
		change(&v)
		b := button(action.Click{ID: action.Queue, Command: action.ViewValue(v)}, label)
		b.ActionID = action.Nth(action.Queue, id)
		elements = append(elements, b)
	}
	if n > 0 && from > 1 {
		first := q.Lines[0].Release.Spot()
		turn(2, q.w.queueAhead, func(v *workflow.QueueView) { v.Ahead, v.From = &first, max(1, from-queuePage) })
	}
	if n > 0 && q.More {
		last := q.Lines[n-1].Release.Spot()
		turn(3, q.w.queueBehind, func(v *workflow.QueueView) { v.After, v.From = &last, from+n })
	}
	if slices.ContainsFunc(q.Lines, bulkable) {
		elements = append(elements, button(action.Click{ID: action.Bulk, Command: action.ViewValue(q.View)}, q.w.queueSeveral))
	}
	elements = append(elements, button(action.Click{ID: action.AskFor}, q.w.askFor))
	return slack.NewActionBlock("", elements...)
}

// queuePage is how many requests a page has, for the number of the page before.
const queuePage = 10

// bulkable tells whether a request can be among several that something is done to.
func bulkable(f workflow.QueueLine) bool {
	return slices.Contains(f.Can, workflow.ActTriage) || slices.Contains(f.Can, workflow.ActEndorse)
}

// recurring says what is asked for by itself next.
func (q queue) recurring() slack.Block {
	var next []line
	for _, n := range q.Recurring[:min(len(q.Recurring), mostNames)] {
		if n.At.IsZero() {
			next = append(next, fill(q.w.queuePaused, typed(n.Schedule.Name, nameMax)))
			continue
		}
		next = append(next, l(typed(n.Schedule.Name, nameMax), " ", on(q.w, n.At, n.Schedule.Zone)))
	}
	if len(next) == 0 {
		return nil
	}
	if n := len(q.Recurring) - len(next); n > 0 {
		next = append(next, fill(q.w.andOthers, n))
	}
	return note(fill(q.w.queueNext, join(" · ", next...)))
}

// wishes are the day it is wanted by, and the bundle it goes with.
func (c card) wishes() line {
	if !c.open() {
		return nil
	}
	return capital(join(" · ", c.target(), c.bundle()))
}

// merged says where a duplicate goes on, and which were merged into this one.
func (c card) merged() line {
	if c.r.MergedInto != 0 {
		return fill(c.w.mergedInto, c.r.MergedInto)
	}
	var here []line
	for _, n := range c.Merged {
		here = append(here, l(n))
	}
	if len(here) == 0 {
		return nil
	}
	return fill(c.w.mergedHere, series(c.w, here, c.w.and))
}

// Endorse is the direct message by which a coordinator is asked to endorse a
// request, edited in place: once it does not wait for that any more the buttons
// go and a line says why.
func Endorse(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	if c.r.Lane() != workflow.LaneEndorse {
		said := join(" ", l(w.endorseMoot), c.status())
		if e := c.r.Endorsement; e != nil {
			said = join(" ", fill(w.endorsed, capital(c.who(e.By)), c.on(e.At)), c.status())
		}
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(w, join(": ", c.ref(), said), []slack.Block{rich(head, said), actions(w, &f, nil, action.Details)})
	}
	head := fill(w.asksEndorse, c.names().name(c.r.Requester), c.ref())
	blocks := []slack.Block{
		rich(l(emoji(stateEmoji[workflow.Submitted]), " ", bold(head)), fill(w.endorseTitle, typed(c.q.Team, nameMax))),
		divider(),
		rich(c.toJudge()...),
		withBundle(w, &f, actions(w, &f, some(f.Actions, workflow.ActEndorse, workflow.ActAskChanges), action.Details)),
	}
	return build(w, head, blocks)
}
