package calendar

import (
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// A heartbeat's skips and extras are exceptions to its rule: a window that it
// does not have, and one that it has besides. They are known by the instant of
// their opening, as windows are, so that a change of the rule's zone or hours
// leaves an exception where it was and never moves it silently.

// skips tells whether h leaves out the window that would open at an instant.
func skips(h workflow.Heartbeat, at time.Time) bool {
	return slices.ContainsFunc(h.Skips, func(s workflow.Skip) bool { return s.Opens.Equal(at) })
}

// withExtras puts the extra windows that open in [from, to) among the slots of
// the rule; to may be zero, for no end. An instant at which the rule has a
// window already keeps the rule's.
func withExtras(h workflow.Heartbeat, slots []workflow.Slot, from, to time.Time) []workflow.Slot {
	before := len(slots)
	for _, e := range h.Extras {
		if e.Opens.Before(from) || (!to.IsZero() && !e.Opens.Before(to)) {
			continue
		}
		if !slices.ContainsFunc(slots, func(s workflow.Slot) bool { return s.Opens.Equal(e.Opens) }) {
			slots = append(slots, extraSlot(h, e))
		}
	}
	if len(slots) > before {
		slices.SortStableFunc(slots, func(a, b workflow.Slot) int { return a.Opens.Compare(b.Opens) })
	}
	return slots
}

// extraSlot is the slot of an extra window; what it does not say is as the
// heartbeat has it.
func extraSlot(h workflow.Heartbeat, e workflow.Extra) workflow.Slot {
	if e.Duration > 0 {
		h.Duration = e.Duration
	}
	if e.CutOff > 0 {
		h.CutOff = e.CutOff
	}
	if e.Capacity > 0 {
		h.Capacity = e.Capacity
	}
	s := slot(h, e.Opens.UTC(), "")
	if s.Extra = strings.TrimSpace(e.Why); s.Extra == "" {
		s.Extra = "an extra window"
	}
	return s
}

// Skipped gives the skip by which policy p took the window with an id out of its
// heartbeat; ok is false for a window that was not taken out.
func Skipped(p *workflow.Policy, id workflow.WindowID) (skip workflow.Skip, ok bool) {
	key, opens, ok := id.Split()
	if !ok {
		return workflow.Skip{}, false
	}
	h, ok := p.Heartbeat(key)
	if !ok || slices.ContainsFunc(h.Extras, func(e workflow.Extra) bool { return e.Opens.Equal(opens) }) {
		return workflow.Skip{}, false
	}
	for _, s := range h.Skips {
		if s.Opens.Equal(opens) {
			return s, true
		}
	}
	return workflow.Skip{}, false
}

// skipped says that a window was taken out, and why.
func skipped(h workflow.Heartbeat, s workflow.Skip) string {
	why := strings.TrimRight(strings.TrimSpace(s.Why), ".")
	if why != "" {
		why = " (" + clip(why) + ")"
	}
	return clip(h.Name) + " skips this window" + why + ". Choose another window."
}

// checkExtras refuses extra windows that cannot be, or that overlap another
// window of the heartbeat.
func checkExtras(h workflow.Heartbeat) error {
	for i, e := range h.Extras {
		switch {
		case e.Opens.IsZero():
			return invalid(h, "an extra window needs the moment at which it opens.")
		case !e.Opens.Equal(e.Opens.Truncate(time.Minute)):
			return invalid(h, "the extra window of %s opens at a whole minute.", moment(h, e.Opens))
		case e.Duration < 0, e.Duration > 0 && e.Duration < time.Minute:
			return invalid(h, "the extra window of %s lasts at least one minute. Write nothing for %s as usual.", moment(h, e.Opens), words(h.Duration))
		case e.CutOff < 0:
			return invalid(h, "the cut-off of the extra window of %s is a time before the opening and cannot be below 0.", moment(h, e.Opens))
		case e.Capacity < 0:
			return invalid(h, "the capacity of the extra window of %s cannot be below 0. Write nothing for the usual one.", moment(h, e.Opens))
		}
		if slices.ContainsFunc(h.Extras[:i], func(o workflow.Extra) bool { return o.Opens.Equal(e.Opens) }) {
			return invalid(h, "the extra window of %s is there twice. Remove one.", moment(h, e.Opens))
		}
		mine := extraSlot(h, e)
		others, err := around(h, mine)
		if err != nil {
			return err
		}
		for _, s := range others {
			if !s.Opens.Equal(mine.Opens) && Overlap(s.Opens, s.Closes, mine.Opens, mine.Closes) {
				return invalid(h, "the extra window of %s overlaps the one that opens %s. Move it, shorten it, or skip the other.", moment(h, mine.Opens), moment(h, s.Opens))
			}
		}
		if s, rules := ruleAt(h, mine.Opens); rules {
			return invalid(h, "%s is a window of the heartbeat already. Skip that one to have the extra in its place.", moment(h, s.Opens))
		}
	}
	return nil
}

// around gives the windows of h that could overlap a slot.
func around(h workflow.Heartbeat, s workflow.Slot) ([]workflow.Slot, error) {
	longest := h.Duration
	for _, e := range h.Extras {
		longest = max(longest, e.Duration)
	}
	return Slots(h, s.Opens.Add(-longest), s.Closes)
}

// ruleAt gives the window that the rule itself has at an instant, unless it is
// skipped.
func ruleAt(h workflow.Heartbeat, at time.Time) (workflow.Slot, bool) {
	h.Extras = nil
	slots, err := Slots(h, at, at.Add(time.Second))
	if err != nil || len(slots) == 0 {
		return workflow.Slot{}, false
	}
	return slots[0], true
}

// moment writes an instant on the heartbeat's wall clock.
func moment(h workflow.Heartbeat, t time.Time) string {
	return t.In(zoneOr(h.Zone)).Format("2 January 2006 15:04")
}

// Overlap tells whether [from, to) and [begins, ends) have an instant in common.
// Periods without an instant overlap nothing.
func Overlap(from, to, begins, ends time.Time) bool {
	return from.Before(to) && begins.Before(ends) && from.Before(ends) && begins.Before(to)
}

// Booked gives the bookings of a street that overlap [from, to), but for those
// of one release (0: of none).
func Booked(s workflow.Street, from, to time.Time, but workflow.Number) []workflow.Booking {
	var out []workflow.Booking
	for _, b := range s.Bookings {
		if (b.Release == 0 || b.Release != but) && b.From.Before(b.Until()) && Overlap(b.From, b.Until(), from, to) {
			out = append(out, b)
		}
	}
	return out
}
