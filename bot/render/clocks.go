package render

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// working is a span of working time in words: whole hours, and minutes below one.
func working(w *words, d time.Duration, one, many string) line {
	if d < time.Hour {
		return fill(w.deciding.minutesLeft, max(1, int(d/time.Minute)))
	}
	return plural(w, int((d+30*time.Minute)/time.Hour), one, many)
}

// clock says how much of the decision target is left, or how long it is over. A
// message that stands says how much there was in all, which stays true.
func (c card) clock() line {
	left := c.DecideLeft
	switch {
	case c.r.DecideBy.IsZero() || c.r.State != workflow.InApproval || left == 0:
		return nil
	case !c.fresh && (c.emergency() || !c.Now.Before(c.r.DecideBy)):
		return nil
	case c.Always && (!c.fresh || left < 0 && -left < time.Hour):
		return nil
	case c.Always && left > 0:
		return fill(c.w.deciding.alwaysLeft, long(c.w, left))
	case c.Always:
		return fill(c.w.deciding.alwaysOver, long(c.w, -left))
	case !c.fresh:
		if within := c.Rule.DecideWithin; within >= time.Hour {
			return plural(c.w, int(within/time.Hour), c.w.deciding.hoursGivenOne, c.w.deciding.hoursGiven)
		}
		return nil
	case c.emergency() && left > 0:
		return fill(c.w.deciding.emergencyLeft, long(c.w, left))
	case left > 0:
		return working(c.w, left, c.w.deciding.hoursLeftOne, c.w.deciding.hoursLeft)
	case c.emergency() || -left < time.Hour:
		return nil
	}
	return working(c.w, -left, c.w.deciding.hoursOverOne, c.w.deciding.hoursOver)
}

// review says until when the review is to be held, or by whom it was.
func (c card) review() line {
	switch {
	case c.r.Review != "":
		for _, e := range slices.Backward(c.r.History) {
			if e.Action == workflow.ActReview {
				return fill(c.w.deciding.reviewHeld, c.names().name(e.By), c.on(e.At))
			}
		}
		return nil
	case c.r.ReviewBy.IsZero() || c.r.State != workflow.Live && c.r.State != workflow.RolledBack:
		return nil
	case c.Now.Before(c.r.ReviewBy):
		return fill(c.w.deciding.reviewDue, c.on(c.r.ReviewBy))
	}
	return fill(c.w.deciding.reviewOverdue, c.on(c.r.ReviewBy))
}

// stood is the ask by which a person decides in somebody's place.
func (c card) stood(role string, person workflow.PersonID) (workflow.Ask, bool) {
	for _, a := range c.r.Asks {
		if a.Person == person && a.Revision == c.r.Revision && !a.Ended && (role == "" || a.Role == role) && (a.For != "" || a.Escalated) {
			return a, true
		}
	}
	return workflow.Ask{}, false
}

func (c card) away(person workflow.PersonID) (workflow.Absence, bool) {
	i := slices.IndexFunc(c.Away, func(a workflow.Absence) bool { return a.Person == person })
	if i < 0 {
		return workflow.Absence{}, false
	}
	return c.Away[i], true
}

// askable lists who to ask for a role: those who are there, then who stands in
// for somebody, named with them, then who is away with nobody in their place.
func (c card) askable(rs workflow.RoleStanding) []workflow.PersonID {
	var here, standIns, away []workflow.PersonID
	replaced := func(person workflow.PersonID) bool {
		return slices.ContainsFunc(c.r.Asks, func(a workflow.Ask) bool {
			return a.For == person && a.Role == rs.Role && a.Revision == c.r.Revision && !a.Ended
		})
	}
	for _, p := range rs.Can {
		_, gone := c.away(p)
		a, stands := c.stood(rs.Role, p)
		switch {
		case gone && replaced(p) && p != c.viewer:
		case gone:
			away = append(away, p)
		case stands && a.For != "":
			standIns = append(standIns, p)
		default:
			here = append(here, p)
		}
	}
	return slices.Concat(here, standIns, away)
}

// called names the people of a role as whom to ask: "Piet for Omar", "Lena (away
// until Mon 30 Nov)".
func (c card) called(rs workflow.RoleStanding, last string) line {
	people := c.askable(rs)
	var names []line
	if slices.Contains(people, c.viewer) && c.viewer != "" {
		names = append(names, l(c.w.you))
	}
	rest := 0
	for _, p := range people {
		switch {
		case p == c.viewer && p != "":
		case len(names) < mostNames:
			names = append(names, c.asked(rs.Role, p))
		default:
			rest++
		}
	}
	if rest > 0 {
		names = append(names, plural(c.w, rest, c.w.otherOne, c.w.others))
	}
	return series(c.w, names, last)
}

func (c card) asked(role string, p workflow.PersonID) line {
	name := l(c.names().name(p))
	if a, ok := c.away(p); ok {
		return fill(c.w.deciding.awayUntil, name, c.on(a.To))
	}
	if a, ok := c.stood(role, p); ok && a.For != "" {
		return fill(c.w.deciding.personFor, name, c.names().name(a.For))
	}
	return name
}

// given names who approved, and in whose place.
func (c card) given(people []workflow.PersonID) line {
	var names []line
	for _, p := range people[:min(len(people), mostNames)] {
		name := l(c.names().name(p))
		if a, ok := c.approvalOf(p); ok && a.For != "" {
			name = fill(c.w.deciding.approvedFor, name, c.names().name(a.For))
		}
		names = append(names, name)
	}
	if rest := len(people) - mostNames; rest > 0 {
		names = append(names, fill(c.w.others, rest))
	}
	return series(c.w, names, c.w.and)
}
