package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mostBriefed is how many releases a briefing tells in full; of the others it
// says what customers notice.
const mostBriefed = 12

// Briefing is what one front-line team is told about a window, in customer
// words, edited in place through the window's life.
func Briefing(loc workflow.Locale, f workflow.BriefingFacts) Message {
	w := wordsOf(loc)
	return fitting(mostBriefed, func(most int) Message { return briefAll(w, f, most) })
}

// briefAll is a briefing that tells at most so many releases in full.
func briefAll(w *words, f workflow.BriefingFacts, most int) Message {
	b := briefing{&f, w}
	noticed, quiet := b.split()
	b.Overall = b.came()
	head, summary := b.heading(), b.summary(standing(noticed), standing(quiet))
	blocks := []slack.Block{rich(l(emoji(b.emoji()), " ", bold(head)), summary, shifted(w, f.Slot))}
	share := max(300, min(maxSection, 9000/max(1, 4*min(len(noticed), most))))
	lines := mostLines * most / mostBriefed // of what is told briefly
	for i, c := range noticed {
		if i == most {
			blocks = append(blocks, divider(), b.brief(noticed[i:], lines))
			break
		}
		blocks = append(blocks, divider(), rich(b.told(c, share)...))
	}
	if len(quiet) > 0 {
		blocks = append(blocks, divider(), note(b.quiet(quiet, lines)))
	}
	if unsure := counted(w, f.Unsure); !unsure.empty() {
		blocks = append(blocks, divider(), rich(row(w.fl.labelUnsure, unsure)))
	}
	blocks = append(blocks, b.questions(most)...)
	if read := coverage(w, []workflow.Coverage{f.Cover}); f.Cover.Name != "" && !read.empty() {
		blocks = append(blocks, note(b.readBy()))
	}
	if f.Overall != workflow.Closed {
		does := func(id string) action.Click {
			return action.Click{ID: id, Window: f.Slot.ID, Front: f.Front.Key}
		}
		blocks = append(blocks, slack.NewActionBlock("", button(does(action.Read), w.iHaveRead).WithStyle(slack.StylePrimary),
			button(does(action.Question), w.fl.question), button(does(action.CustomersCall), w.fl.customersCall)))
	}
	return build(w, join(". ", head, summary), blocks)
}

type briefing struct {
	*workflow.BriefingFacts
	w *words
}

// came gives the state of the whole from what came of its releases: an open
// window of which something has started is going live until nothing is left to
// start; closed after going live is live, after a roll-back rolled back. What
// customers notice counts, where there is any.
func (b briefing) came() workflow.State {
	if b.Overall == workflow.Scheduled && b.Phase == workflow.PhaseOpen && b.begun() {
		return workflow.Deploying
	}
	if b.Overall != workflow.Live && b.Overall != workflow.Closed {
		return b.Overall
	}
	live, back := false, false
	counted, quiet := b.split()
	if len(counted) == 0 {
		counted = quiet
	}
	for _, c := range counted {
		back = back || c.back()
		live = live || c.r.State == workflow.Live || c.r.State == workflow.Closed && !c.back()
	}
	switch {
	case live:
		return workflow.Live
	case back:
		return workflow.RolledBack
	}
	return b.Overall
}

// begun tells whether anything was started in this window.
func (b briefing) begun() bool {
	for i := range b.Releases {
		at := b.Releases[i].Release.StartedAt
		if !at.IsZero() && !at.Before(b.Slot.Opens) {
			return true
		}
	}
	return false
}

// back tells whether the release was taken back, be it closed by now.
func (c card) back() bool {
	if c.r.State == workflow.RolledBack {
		return true
	}
	at := c.entered(workflow.RolledBack).At
	return c.r.State == workflow.Closed && !at.IsZero() && !at.Before(c.r.LiveAt)
}

// over tells whether nothing more is going to happen to the release.
func (b briefing) over() bool {
	for i := range b.Releases {
		if b.Releases[i].Release.State != workflow.Closed {
			return false
		}
	}
	return len(b.Releases) > 0
}

// split tells what customers notice from what they do not.
func (b briefing) split() (noticed, quiet []card) {
	for i := range b.Releases {
		c := about(b.w, &b.Releases[i], "")
		if c.noticed() {
			noticed = append(noticed, c)
		} else {
			quiet = append(quiet, c)
		}
	}
	return noticed, quiet
}

// standing counts those that go live or are live: not taken back, not called off.
func standing(all []card) int {
	n := 0
	for _, c := range all {
		switch c.r.State {
		case workflow.Returned, workflow.Rejected, workflow.Withdrawn:
		default:
			if !c.back() {
				n++
			}
		}
	}
	return n
}

func (b briefing) emoji() string {
	switch {
	case b.Emergency && (b.Overall == workflow.Scheduled || b.Overall == workflow.Deploying):
		return "rotating_light"
	case b.Overall == workflow.Scheduled:
		return "loudspeaker"
	}
	return stateEmoji[b.Overall]
}

// heading says when what changes, or how far it is.
func (b briefing) heading() line {
	systems := b.systems()
	if b.Emergency {
		return fill(b.w.briefEmergency[b.Overall], systems)
	}
	if len(b.Releases) == 0 {
		return fill(b.w.briefEmpty, typed(b.Slot.Name, nameMax), window(b.w, b.Slot))
	}
	return fill(b.w.briefHeading[b.Overall], systems, window(b.w, b.Slot))
}

// systems lists the systems concerned, each once.
func (b briefing) systems() line {
	var names []string
	var out []line
	for i := range b.Releases {
		name := b.Releases[i].SystemName
		if !slices.Contains(names, name) {
			names = append(names, name)
			out = append(out, l(typed(name, nameMax)))
		}
	}
	if len(out) > mostNames {
		out = append(out[:mostNames], fill(b.w.others, len(out)-mostNames))
	}
	return series(b.w, out, b.w.and)
}

func (b briefing) summary(noticed, quiet int) line {
	if b.Emergency && b.over() && b.Overall == workflow.RolledBack {
		return l(b.w.briefEmergencyNote[workflow.Closed])
	}
	if b.Emergency {
		return l(b.w.briefEmergencyNote[b.Overall])
	}
	switch {
	case len(b.Releases) == 0:
		return l(b.w.briefNothing)
	case b.Overall == workflow.Closed:
		return l(b.w.briefCalledOff)
	case noticed == 0 && b.Overall == workflow.RolledBack:
		return l(b.w.briefBack)
	case noticed+quiet == 0:
		return nil // each release says what came of it
	case noticed == 0:
		return plural(b.w, quiet, b.w.onlyQuietOne, b.w.onlyQuietMany)
	}
	parts := []line{plural(b.w, noticed, b.w.noticedOne, b.w.noticedMany)}
	if quiet > 0 {
		parts = append(parts, plural(b.w, quiet, b.w.quietOne, b.w.quietMany))
	}
	return join(", ", parts...)
}

// told is one release in customer words.
func (b briefing) told(c card, share int) []line {
	lines := []line{l(bold(l(typed(c.q.Title, titleMax))), "  ", c.r.Number)}
	if said := c.forFront(); !said.empty() {
		lines = append(lines, said)
	}
	lines = append(lines, c.knownLine(), c.knownSay(), row(c.w.fl.labelCalls, c.customers()))
	t := c.q.Briefing
	switch {
	case c.back():
		if !c.emergency() { // what was written is no longer true
			return append(lines, row(b.w.labelAskWhom, l(c.names().name(c.q.Contact))))
		}
		lines = append(lines, c.says(share)...)
	case c.r.State == workflow.Returned, c.r.State == workflow.Rejected, c.r.State == workflow.Withdrawn:
		if c.emergency() {
			lines = append(lines, row(b.w.labelAskWhom, l(c.names().name(c.q.Contact))))
		}
		return lines
	case c.emergency() && (c.r.State == workflow.Live || c.r.State == workflow.Closed):
		lines = append(lines, row(b.w.labelSay, l(b.w.sayRepaired)))
	default:
		lines = append(lines, c.says(share)...)
	}
	if t.Empty() {
		lines = append(lines, l(b.w.nothingWritten))
	}
	lines = append(lines, row(b.w.labelIfTheyCall, l(paragraph(t.IfTheyCall, share))))
	return append(lines, row(b.w.labelAskWhom, l(c.names().name(c.q.Contact))))
}

// says is what customers notice and what they are told, in the requester's words.
func (c card) says(share int) []line {
	t := c.q.Briefing
	lines := []line{row(c.w.labelNotice, l(paragraph(t.Notice, share)))}
	if (c.q.Impact == workflow.ImpactOutage || c.q.Downtime) && !c.emergency() && c.open() {
		lines = append(lines, row(c.w.labelOutage, l(c.w.outage)))
	}
	return append(lines, row(c.w.labelSay, l(paragraph(t.Say, share))), row(c.w.labelDontPromise, l(paragraph(t.DontPromise, share))))
}

// forFront says how far one release is, where the heading does not say it.
func (c card) forFront() line {
	if c.back() {
		at := c.on(c.entered(workflow.RolledBack).At)
		if c.emergency() {
			return fill(c.w.frontRepairBack, at)
		}
		return fill(c.w.frontBack, at)
	}
	switch c.r.State {
	case workflow.Submitted, workflow.InApproval:
		if c.emergency() {
			return nil
		}
		return l(c.w.frontUndecided)
	case workflow.Deploying:
		return fill(c.w.frontDeploying, c.on(c.r.StartedAt))
	case workflow.Live, workflow.Closed:
		return fill(c.w.frontLive, c.on(c.r.LiveAt))
	case workflow.Returned, workflow.Rejected, workflow.Withdrawn:
		if c.emergency() {
			return fill(c.w.frontNotRepaired)
		}
		return fill(c.w.frontNot)
	}
	return nil
}

// brief tells the releases that do not fit in full, a line each.
func (b briefing) brief(rest []card, most int) slack.Block {
	var out []line
	for _, c := range rest[:min(len(rest), most)] {
		out = append(out, join("  ", bold(l(typed(c.q.Title, titleMax))), l(c.r.Number), l(paragraph(c.q.Briefing.Notice, 140))))
	}
	if more := len(rest) - most; more > 0 {
		out = append(out, fill(b.w.andMore, more))
	}
	return slack.NewRichTextBlock("", bullets(out))
}

func (b briefing) quiet(quiet []card, most int) line {
	var out []line
	for _, c := range quiet[:min(len(quiet), most)] {
		out = append(out, fill(b.w.titleAndNumber, typed(c.q.Title, titleMax), c.r.Number))
	}
	if more := len(quiet) - most; more > 0 {
		out = append(out, fill(b.w.others, more))
	}
	return fill(b.w.notNoticeable, join(", ", out...))
}

// readBy says who has read it, and how many have not.
func (b briefing) readBy() line {
	c := b.Cover
	var names []workflow.PersonID
	for _, r := range c.Readers {
		names = append(names, r.Person)
	}
	out := fill(b.w.readBy, coverage(b.w, []workflow.Coverage{c}))
	if len(names) > 0 && len(names) <= mostReaders {
		out = l(out, ": ", series(b.w, namesOf(b.Name, names), b.w.and))
	}
	return out
}

// mostReaders is up to how many readers are named rather than counted.
const mostReaders = 5

func namesOf(n naming, people []workflow.PersonID) []line {
	var out []line
	for _, p := range people {
		out = append(out, l(n.name(p)))
	}
	return out
}
