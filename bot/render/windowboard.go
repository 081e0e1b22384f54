package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// How many releases a window's messages show before the rest is counted: with
// buttons each takes two blocks, without it is one line.
const (
	mostStarting = 18
	mostLines    = 25
)

// WindowBoard is the message of a window in the release channel: what is in it
// and how ready that is; while it is open the go/no-go; afterwards what came of it.
func WindowBoard(loc workflow.Locale, f workflow.WindowFacts) Message {
	w := wordsOf(loc)
	return fitting(mostLines, func(most int) Message { return boardOf(w, f, most) })
}

// boardOf is the board with at most so many releases on it.
func boardOf(w *words, f workflow.WindowFacts, most int) Message {
	p := pack{&f, w}
	head := p.heading()
	blocks := []slack.Block{rich(l(emoji(p.emoji()), " ", bold(head)), p.summary(), shifted(w, f.Slot)), divider()}
	if f.Phase == workflow.PhaseOpen || f.Phase == workflow.PhaseClosed && p.unreported() > 0 {
		blocks = append(blocks, p.goNoGo(min(most, mostStarting))...)
	} else {
		blocks = append(blocks, p.lines(most)...)
	}
	blocks = append(blocks, p.together())
	if front := p.front(); !front.empty() {
		blocks = append(blocks, note(front))
	}
	return build(w, join(". ", head, p.summary()), blocks)
}

// pack is a window with the releases that share it.
type pack struct {
	*workflow.WindowFacts
	w *words
}

func (p pack) emoji() string {
	switch p.Phase {
	case workflow.PhaseOpen:
		return stateEmoji[workflow.Deploying]
	case workflow.PhaseClosed:
		return stateEmoji[workflow.Closed]
	}
	return stateEmoji[workflow.Scheduled]
}

// heading names the window and says where it is in its life.
func (p pack) heading() line {
	name := l(typed(p.Slot.Name, nameMax))
	when := window(p.w, p.Slot)
	switch p.Phase {
	case workflow.PhaseFixed:
		return fill(p.w.windowFixed, name, when)
	case workflow.PhaseOpen:
		if p.count(workflow.Scheduled) == 0 {
			return fill(p.w.windowDecided, name, when)
		}
		return fill(p.w.windowOpen, name, when)
	case workflow.PhaseClosed:
		return fill(p.w.windowClosed, name, when)
	}
	return fill(p.w.windowAhead, name, when, on(p.w, p.Slot.CutOff, p.Slot.Zone))
}

// summary counts the releases by what they wait for.
func (p pack) summary() line {
	if len(p.Releases) == 0 {
		switch p.Phase {
		case workflow.PhaseClosed:
			return l(p.w.windowWasEmpty)
		case workflow.PhaseFixed, workflow.PhaseOpen:
			return l(p.w.windowNothing)
		}
		return join(" ", l(p.w.windowEmpty), p.free())
	}
	var parts []line
	counts := p.w.counts
	if p.Phase == workflow.PhaseClosed {
		counts = p.w.countsOver
	}
	for _, c := range counts {
		if n := p.count(c.states...); n > 0 {
			parts = append(parts, plural(p.w, n, c.one, c.many))
		}
	}
	return join(" · ", append(parts, p.free())...)
}

// free says how many places are left while somebody can still take one.
func (p pack) free() line {
	if p.Slot.Capacity == 0 || p.Phase != workflow.PhaseAhead {
		return nil
	}
	left := max(0, p.Slot.Capacity-p.Taken)
	if left == 0 {
		return fill(p.w.placesNone, p.Slot.Capacity)
	}
	return fill(p.w.placesFree, left, p.Slot.Capacity)
}

func (p pack) count(states ...workflow.State) int {
	n := 0
	for i := range p.Releases {
		if slices.Contains(states, p.became(i)) {
			n++
		}
	}
	return n
}

// became is what a release came to in this window: one that was rolled back and
// is closed since did not go live.
func (p pack) became(i int) workflow.State {
	c := about(p.w, &p.Releases[i], "")
	if c.r.State == workflow.Closed && c.back() {
		return workflow.RolledBack
	}
	return c.r.State
}

// front says who of the front line has read the briefing; before anybody can,
// from when it is out: said so that it is true on a board that nobody edits then.
func (p pack) front() line {
	read := coverage(p.w, p.Coverage)
	if read.empty() || len(p.Releases) == 0 || p.Phase == workflow.PhaseClosed {
		return nil
	}
	if at := p.Releases[0].BriefAt; p.Now.Before(at) && !slices.ContainsFunc(p.Coverage, func(c workflow.Coverage) bool { return c.Read > 0 }) {
		return fill(p.w.frontFrom, on(p.w, at, p.Slot.Zone))
	}
	return fill(p.w.frontRead, read)
}

// unreported counts what was started, or should have been, and of which nobody
// has said what came of it.
func (p pack) unreported() int { return p.count(workflow.Scheduled, workflow.Deploying) }

// lines shows one line per release.
func (p pack) lines(most int) []slack.Block {
	var out []line
	for i := range p.Releases[:min(len(p.Releases), most)] {
		c := about(p.w, &p.Releases[i], "")
		out = append(out, c.inWindow())
	}
	if len(out) == 0 {
		return nil
	}
	blocks := []slack.Block{slack.NewRichTextBlock("", bullets(out))}
	return append(blocks, moreOf(p.w, len(p.Releases)-most)...)
}

// moreOf says how many are not shown, and where they are.
func moreOf(w *words, n int) []slack.Block {
	if n <= 0 {
		return nil
	}
	return []slack.Block{note(fill(w.andMore, n))}
}

// inWindow is one release among others: number, title, with whom, how ready.
func (c card) inWindow() line {
	head := l(bold(l(c.r.Number)), "  ", typed(c.q.Title, titleMax))
	return join(" · ", head, l(c.names().name(c.q.Implementer)), c.readiness(), c.startsAfter())
}

// readiness says in a few words what the release still needs for its window.
func (c card) readiness() line {
	switch c.r.State {
	case workflow.Scheduled:
		if waits := c.unsigned(); !waits.empty() {
			return waits
		}
		if unread := c.unread(); !unread.empty() {
			return unread
		}
		if c.q.Impact == workflow.ImpactNone {
			return l(c.w.ready, " · ", c.w.noImpact)
		}
		return l(c.w.ready)
	case workflow.Submitted:
		return l(c.w.waitsTriage)
	case workflow.InApproval:
		return c.waitsFor()
	}
	return c.status()
}

// unread says that the front line has not read enough of the briefing.
func (c card) unread() line {
	for _, f := range c.Findings {
		if f.Rule == "coverage" && !f.Pass {
			return l(emoji("warning"), " ", typed(f.Reason, reasonMax))
		}
	}
	return nil
}

// waitsFor names the missing approvals, and where the release goes without them.
func (c card) waitsFor() line {
	var roles []line
	for _, rs := range c.Standing.Rules {
		if !rs.Complete {
			roles = append(roles, fill(c.w.waitsRole, typed(rs.Name, nameMax), c.names().either(c.w, rs.Can, c.viewer)))
		}
	}
	out := fill(c.w.waits, series(c.w, roles, c.w.and))
	if c.RollsTo != nil && c.Slot != nil && c.Now.Before(c.Slot.CutOff) {
		out = l(out, ", ", fill(c.w.elseMoves, c.on(c.RollsTo.Opens)))
	}
	return out
}

// goNoGo shows every release with the buttons of the moment.
func (p pack) goNoGo(most int) []slack.Block {
	var blocks []slack.Block
	for i := range p.Releases[:min(len(p.Releases), most)] {
		c := about(p.w, &p.Releases[i], "")
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()), " · ", c.names().name(c.q.Implementer))
		said := c.status()
		if c.r.State == workflow.Scheduled {
			said = fill(p.w.canStart, c.names().name(c.q.Implementer))
			if waits := c.needsSignOff(); !waits.empty() {
				said = waits
			} else if stops := c.stopped(); !stops.empty() {
				said = stops
			} else if first := c.startsAfter(); !first.empty() {
				said = l(capital(first), ".")
			}
			if p.Phase == workflow.PhaseClosed {
				said = l(p.w.notStarted)
			}
		}
		blocks = append(blocks, rich(head, said))
		if can := c.goLive(); len(can) > 0 {
			blocks = append(blocks, actions(p.w, &p.Releases[i], can, action.Details))
		}
	}
	return append(blocks, moreOf(p.w, len(p.Releases)-most)...)
}

// goLive are the actions of the go-live itself.
func (c card) goLive() []workflow.Action {
	var out []workflow.Action
	for _, a := range c.Actions {
		switch a {
		case workflow.ActStart, workflow.ActPostpone, workflow.ActLive, workflow.ActRollBack:
			out = append(out, a)
		}
	}
	return out
}
