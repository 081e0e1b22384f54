package render

import (
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// card gathers what the messages about one release share.
type card struct {
	*workflow.ReleaseFacts
	r      *workflow.Release
	q      *workflow.Request
	viewer workflow.PersonID // who reads it, where it is one person
	w      *words
	fresh  bool // it is shown once, at this moment: what others change may be told
}

//go:noinline
func about(w *words, f *workflow.ReleaseFacts, viewer workflow.PersonID) card {
	return card{ReleaseFacts: f, r: &f.Release, q: &f.Release.Request, viewer: viewer, w: w}
}

// now marks a card that is shown once, to somebody who looks at this moment.
func (c card) now() card {
	c.fresh = true
	return c
}

// who names a person; to themselves as "you".
func (c card) who(p workflow.PersonID) line {
	if p == c.viewer && p != "" {
		return l(c.w.you)
	}
	return l(c.names().name(p))
}

//go:noinline
func (c card) names() naming { return c.Name }

func (c card) emergency() bool { return c.q.Type == workflow.Emergency }

// zone is the one that fallbacks of this release's times are given in: the
// heartbeat's where it has a window.
//
//go:noinline
func (c card) zone() string {
	if c.Slot != nil && c.Slot.Zone != "" {
		return c.Slot.Zone
	}
	return c.Zone
}

//go:noinline
func (c card) on(t time.Time) span { return on(c.w, t, c.zone()) }

// ref names the release in a sentence: its number and title.
func (c card) ref() line {
	if c.emergency() {
		return l(c.w.emergency, c.r.Number, " ", typed(c.q.Title, titleMax))
	}
	return l(c.r.Number, " ", typed(c.q.Title, titleMax))
}

// title is the first line: the state's emoji, number and title.
func (c card) title() line { return l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref())) }

// status is the second line: what state it is in and what that waits for.
func (c card) status() line {
	last := c.entered(c.r.State)
	switch c.r.State {
	case workflow.Submitted:
		return c.submitted()
	case workflow.Returned:
		return c.returned(last)
	case workflow.InApproval:
		return c.inApproval()
	case workflow.Scheduled:
		if c.emergency() {
			return fill(c.w.cleared, capital(c.who(c.q.Implementer)))
		}
		if c.Slot == nil {
			return fill(c.w.scheduledNoWindow)
		}
		return fill(c.w.scheduled, window(c.w, *c.Slot))
	case workflow.Deploying:
		if in := despite(c.w, last); !in.empty() {
			return join(" ", fill(c.w.liveDespite, c.on(c.r.StartedAt), c.names().name(last.By), in), fill(c.w.reason, sentenceEnd(paragraph(last.Reason, reasonMax))))
		}
		return fill(c.w.deploying, c.on(c.r.StartedAt), c.names().name(last.By))
	case workflow.Live:
		return fill(c.w.live, c.on(c.r.LiveAt))
	case workflow.RolledBack:
		return fill(c.w.rolledBack, c.on(last.At), c.names().name(last.By), paragraph(last.Reason, reasonMax))
	case workflow.Rejected:
		return fill(c.w.rejected, c.names().name(last.By), c.on(last.At), paragraph(last.Reason, reasonMax))
	case workflow.Withdrawn:
		return fill(c.w.withdrawn, c.names().name(last.By), c.on(last.At), paragraph(last.Reason, reasonMax))
	case workflow.Closed:
		return c.closed()
	}
	return l(string(c.r.State))
}

func (c card) closed() line {
	if c.back() {
		return fill(c.w.closedBack, c.on(c.entered(workflow.RolledBack).At))
	}
	if !c.r.LiveAt.IsZero() {
		return fill(c.w.closedLive, c.on(c.r.LiveAt))
	}
	return fill(c.w.closed)
}

// submitted says what it waits for before anybody is asked to decide.
func (c card) submitted() line {
	if c.r.Lane() == workflow.LaneEndorse {
		for _, f := range c.r.Misfits {
			if f.Rule == workflow.MisfitEndorse && len(f.Who) > 0 {
				return fill(c.w.waitsCoordinator, c.names().either(c.w, f.Who, c.viewer))
			}
		}
	}
	var why []line
	for _, f := range c.r.Misfits {
		if f.Rule != "intake:"+string(workflow.IntakeType) {
			why = append(why, l(typed(c.w.say(f.Reason), reasonMax)))
		}
	}
	return join(" ", append([]line{fill(c.w.submitted)}, why...)...)
}

// returned says what has to change, and to others who changes it.
func (c card) returned(e workflow.Entry) line {
	out := fill(c.w.returned, c.names().name(e.By), sentenceEnd(paragraph(e.Reason, reasonMax)))
	if c.viewer == c.r.Requester {
		return out
	}
	return join(" ", out, fill(c.w.returnedNext, c.names().name(c.r.Requester)))
}

// inApproval says how far the approvals are, and who is still needed: never
// more than is true.
func (c card) inApproval() line {
	return join(" ", c.progress(), c.needed())
}

// progress says how many approvals there are; of an emergency, who is on it.
func (c card) progress() line {
	if c.emergency() {
		if c.r.TakenBy != "" {
			return fill(c.w.taken, c.names().name(c.r.TakenBy))
		}
		if paged := c.r.Waiting(); len(paged) > 0 {
			return fill(c.w.notTaken, c.names().list(c.w, paged, c.viewer, c.w.and))
		}
	}
	return fill(c.w.inApproval, c.Standing.Given, c.Standing.Needed)
}

// noticed tells whether the front line is told of it.
func (c card) noticed() bool {
	_, known := c.r.KnownNow(c.Now)
	return c.q.Impact != workflow.ImpactNone || !c.q.Briefing.Empty() || known
}

// needed says which approvals are missing, from whom, until when. Empty: none.
func (c card) needed() line {
	var missing []workflow.RoleStanding
	var stuck []line
	for _, rs := range c.Standing.Rules {
		switch {
		case rs.Complete || len(rs.Given) >= rs.Quorum:
		case rs.Problem != "":
			stuck = append(stuck, capital(fill(c.w.stuckRole, typed(rs.Name, nameMax), typed(c.w.say(rs.Problem), reasonMax))))
		default:
			missing = append(missing, rs)
		}
	}
	out := c.missing(missing)
	if !out.empty() && !c.r.DecideBy.IsZero() {
		out = l(out, ", ", c.deadline(c.w.before, c.w.overdue))
		if clock := c.clock(); !clock.empty() {
			out = l(out, " (", clock, ")")
		}
	}
	if !out.empty() {
		out = l(out, ".")
	}
	return join(" ", out, join(" ", few(c.w, stuck, mostInSeries)...))
}

// missing names the approvals that somebody can still give.
func (c card) missing(rules []workflow.RoleStanding) line {
	var all []line
	for _, rs := range rules {
		role, left := typed(rs.Name, nameMax), rs.Quorum-len(rs.Given)
		one, several := c.w.neededRole, c.w.neededMany
		if len(rules) == 1 {
			one, several = c.w.stillNeeded, c.w.severalNeeded
		}
		if left > 1 {
			all = append(all, fill(several, role, left, c.called(rs, c.w.and)))
		} else {
			all = append(all, fill(one, role, c.called(rs, c.w.or)))
		}
	}
	if len(rules) > 1 {
		return fill(c.w.stillNeededMany, series(c.w, all, c.w.and))
	}
	return capital(join("", all...))
}

func (c card) deadline(before, overdue string) line {
	if !c.Now.Before(c.r.DecideBy) {
		return fill(overdue, c.on(c.r.DecideBy))
	}
	return fill(before, c.on(c.r.DecideBy))
}

// capital gives the line with its first letter large.
func capital(in line) line {
	if len(in) == 0 || in[0].text == "" {
		return in
	}
	out := slices.Clone(in)
	r := []rune(out[0].text)
	out[0].text = strings.ToUpper(string(r[:1])) + string(r[1:])
	return out
}

// entered is the newest history entry by which the release came to a state.
func (c card) entered(s workflow.State) workflow.Entry {
	for _, e := range slices.Backward(c.r.History) {
		if e.To == s && e.From != s {
			return e
		}
	}
	return workflow.Entry{}
}

// moved is the move by which the release came to the window it has now, and
// the window it had before; ok is false where it was asked for this one.
func (c card) moved() (e workflow.Entry, from workflow.WindowID, ok bool) {
	if c.r.Place == nil {
		return e, "", false
	}
	for i, h := range slices.Backward(c.r.History) {
		if h.Window != c.r.Place.Window || !moves(h.Action) {
			continue
		}
		return h, windowBefore(c.r, i), true
	}
	return e, "", false
}

func moves(a workflow.Action) bool {
	return a == workflow.ActMove || a == workflow.ActRollForward || a == workflow.ActPostpone
}

// windowBefore is the window that a release had before history entry i.
func windowBefore(r *workflow.Release, i int) workflow.WindowID {
	for _, h := range slices.Backward(r.History[:i]) {
		if h.Window != "" {
			return h.Window
		}
	}
	return ""
}

// windowAt is a window by its id alone: the moment it opens.
func (c card) windowAt(id workflow.WindowID) line {
	if c.Slot != nil && c.Slot.ID == id {
		return window(c.w, *c.Slot)
	}
	if _, opens, ok := id.Split(); ok {
		return l(c.on(opens))
	}
	return nil
}
