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
func WindowBoard(f workflow.WindowFacts) Message {
	return fitting(mostLines, func(most int) Message { return boardOf(f, most) })
}

// boardOf is the board with at most so many releases on it.
func boardOf(f workflow.WindowFacts, most int) Message {
	w := pack{&f}
	head := w.heading()
	blocks := []slack.Block{rich(l(emoji(w.emoji()), " ", bold(head)), w.summary(), shifted(f.Slot)), divider()}
	if f.Phase == workflow.PhaseOpen || f.Phase == workflow.PhaseClosed && w.unreported() > 0 {
		blocks = append(blocks, w.goNoGo(min(most, mostStarting))...)
	} else {
		blocks = append(blocks, w.lines(most)...)
	}
	blocks = append(blocks, w.together())
	if front := w.front(); !front.empty() {
		blocks = append(blocks, note(front))
	}
	return build(join(". ", head, w.summary()), blocks)
}

// pack is a window with the releases that share it.
type pack struct{ *workflow.WindowFacts }

func (w pack) emoji() string {
	switch w.Phase {
	case workflow.PhaseOpen:
		return stateEmoji[workflow.Deploying]
	case workflow.PhaseClosed:
		return stateEmoji[workflow.Closed]
	}
	return stateEmoji[workflow.Scheduled]
}

// heading names the window and says where it is in its life.
func (w pack) heading() line {
	name := l(typed(w.Slot.Name, nameMax))
	when := window(w.Slot)
	switch w.Phase {
	case workflow.PhaseFixed:
		return fill(en.windowFixed, name, when)
	case workflow.PhaseOpen:
		if w.count(workflow.Scheduled) == 0 {
			return fill(en.windowDecided, name, when)
		}
		return fill(en.windowOpen, name, when)
	case workflow.PhaseClosed:
		return fill(en.windowClosed, name, when)
	}
	return fill(en.windowAhead, name, when, on(w.Slot.CutOff, w.Slot.Zone))
}

// summary counts the releases by what they wait for.
func (w pack) summary() line {
	if len(w.Releases) == 0 {
		switch w.Phase {
		case workflow.PhaseClosed:
			return l(en.windowWasEmpty)
		case workflow.PhaseFixed, workflow.PhaseOpen:
			return l(en.windowNothing)
		}
		return join(" ", l(en.windowEmpty), w.free())
	}
	var parts []line
	counts := en.counts
	if w.Phase == workflow.PhaseClosed {
		counts = en.countsOver
	}
	for _, c := range counts {
		if n := w.count(c.states...); n > 0 {
			parts = append(parts, plural(n, c.one, c.many))
		}
	}
	return join(" · ", append(parts, w.free())...)
}

// free says how many places are left while somebody can still take one.
func (w pack) free() line {
	if w.Slot.Capacity == 0 || w.Phase != workflow.PhaseAhead {
		return nil
	}
	left := max(0, w.Slot.Capacity-w.Taken)
	if left == 0 {
		return fill(en.placesNone, w.Slot.Capacity)
	}
	return fill(en.placesFree, left, w.Slot.Capacity)
}

func plural(n int, one, many string) line {
	if n == 1 {
		return fill(one, n)
	}
	return fill(many, n)
}

func (w pack) count(states ...workflow.State) int {
	n := 0
	for i := range w.Releases {
		if slices.Contains(states, w.became(i)) {
			n++
		}
	}
	return n
}

// became is what a release came to in this window: one that was rolled back and
// is closed since did not go live.
func (w pack) became(i int) workflow.State {
	c := about(&w.Releases[i], "")
	if c.r.State == workflow.Closed && c.back() {
		return workflow.RolledBack
	}
	return c.r.State
}

// front says who of the front line has read the briefing; before anybody can,
// from when it is out: said so that it is true on a board that nobody edits then.
func (w pack) front() line {
	read := coverage(w.Coverage)
	if read.empty() || len(w.Releases) == 0 || w.Phase == workflow.PhaseClosed {
		return nil
	}
	if at := w.Releases[0].BriefAt; w.Now.Before(at) && !slices.ContainsFunc(w.Coverage, func(c workflow.Coverage) bool { return c.Read > 0 }) {
		return fill(en.frontFrom, on(at, w.Slot.Zone))
	}
	return fill(en.frontRead, read)
}

// unreported counts what was started, or should have been, and of which nobody
// has said what came of it.
func (w pack) unreported() int { return w.count(workflow.Scheduled, workflow.Deploying) }

// lines shows one line per release.
func (w pack) lines(most int) []slack.Block {
	var out []line
	for i := range w.Releases[:min(len(w.Releases), most)] {
		c := about(&w.Releases[i], "")
		out = append(out, c.inWindow())
	}
	if len(out) == 0 {
		return nil
	}
	blocks := []slack.Block{slack.NewRichTextBlock("", bullets(out))}
	return append(blocks, moreOf(len(w.Releases)-most)...)
}

// moreOf says how many are not shown, and where they are.
func moreOf(n int) []slack.Block {
	if n <= 0 {
		return nil
	}
	return []slack.Block{note(fill(en.andMore, n))}
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
		if c.q.Impact == workflow.ImpactNone {
			return l(en.ready, " · ", en.noImpact)
		}
		return l(en.ready)
	case workflow.Submitted:
		return l(en.waitsTriage)
	case workflow.InApproval:
		return c.waitsFor()
	}
	return c.status()
}

// waitsFor names the missing approvals, and where the release goes without them.
func (c card) waitsFor() line {
	var roles []line
	for _, rs := range c.Standing.Rules {
		if !rs.Complete {
			roles = append(roles, fill(en.waitsRole, typed(rs.Name, nameMax), c.names().either(rs.Can, c.viewer)))
		}
	}
	out := fill(en.waits, series(roles, en.and))
	if c.RollsTo != nil && c.Slot != nil && c.Now.Before(c.Slot.CutOff) {
		out = l(out, ", ", fill(en.elseMoves, c.on(c.RollsTo.Opens)))
	}
	return out
}

// goNoGo shows every release with the buttons of the moment.
func (w pack) goNoGo(most int) []slack.Block {
	var blocks []slack.Block
	for i := range w.Releases[:min(len(w.Releases), most)] {
		c := about(&w.Releases[i], "")
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()), " · ", c.names().name(c.q.Implementer))
		said := c.status()
		if c.r.State == workflow.Scheduled {
			said = fill(en.canStart, c.names().name(c.q.Implementer))
			if waits := c.needsSignOff(); !waits.empty() {
				said = waits
			} else if stops := c.stopped(); !stops.empty() {
				said = stops
			} else if first := c.startsAfter(); !first.empty() {
				said = l(capital(first), ".")
			}
			if w.Phase == workflow.PhaseClosed {
				said = l(en.notStarted)
			}
		}
		blocks = append(blocks, rich(head, said))
		if can := c.goLive(); len(can) > 0 {
			blocks = append(blocks, actions(&w.Releases[i], can, action.Details))
		}
	}
	return append(blocks, moreOf(len(w.Releases)-most)...)
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
