package render

import (
	"strings"
	"time"

	"drumbeat/workflow"
)

// The lines of one window of the calendar and of the releases in it.

// window is one window on a line: when, which, how full, in which state.
func (a *almanac) window(w *workflow.CalendarWindow) line {
	end := clock(a.w, w.Slot.Closes, w.Slot.Zone)
	if w.Slot.Closes.Sub(w.Slot.Opens) >= 24*time.Hour {
		end = on(a.w, w.Slot.Closes, w.Slot.Zone)
	}
	begin := clock(a.w, w.Slot.Opens, w.Slot.Zone)
	if w.Slot.Opens.Before(a.From) {
		begin = on(a.w, w.Slot.Opens, w.Slot.Zone)
	}
	head := l(begin, "–", end, "  ", bold(l(typed(w.Slot.Name, nameMax))))
	if w.Skipped != "" {
		return join(" · ", l(emoji("no_entry"), " ", head), a.room(w), l(typed(a.w.say(w.Skipped), reasonMax)))
	}
	return join(" · ", head, a.room(w), a.phase(w), a.marks(w), shifted(a.w, w.Slot))
}

// room says how full a window is.
func (a *almanac) room(w *workflow.CalendarWindow) line {
	switch {
	case w.Skipped != "" && w.Taken == 0:
		return nil
	case w.Slot.Capacity > 0 && w.Skipped == "" && w.Phase != workflow.PhaseClosed:
		return fill(a.w.cal.windowTaken, w.Taken, w.Slot.Capacity)
	case w.Taken == 0 && w.Phase == workflow.PhaseClosed:
		return l(a.w.cal.windowNone)
	}
	return plural(a.w, w.Taken, a.w.cal.windowOne, a.w.cal.windowNoLimit)
}

func (a *almanac) phase(w *workflow.CalendarWindow) line {
	switch w.Phase {
	case workflow.PhaseFixed:
		return l(a.w.cal.windowFixedTag)
	case workflow.PhaseOpen:
		return l(a.w.cal.windowOpenTag)
	case workflow.PhaseClosed:
		if w.Taken > 0 {
			return l(a.w.cal.windowOverTag)
		}
	}
	return nil
}

// marks are what is special about a window.
func (a *almanac) marks(w *workflow.CalendarWindow) line {
	var out []line
	if w.Maintenance && !strings.Contains(strings.ToLower(w.Slot.Name), a.w.cal.maintenanceTag) { // its name says so already
		out = append(out, l(a.w.cal.maintenanceTag))
	}
	if w.Slot.Extra != "" {
		out = append(out, fill(a.w.cal.extraTag, typed(w.Slot.Extra, calendarTitle)))
	}
	if w.Freeze != nil && w.Phase != workflow.PhaseClosed {
		said := a.w.cal.frozenSoft
		if w.Freeze.Hard {
			said = a.w.cal.frozenHard
		}
		out = append(out, l(emoji("snowflake"), " ", fill(said, typed(w.Freeze.Name, calendarTitle))))
	}
	return join(" · ", out...)
}

// inside is what is in a window.
func (a *almanac) inside(w *workflow.CalendarWindow, d *almanacDay) []line {
	if a.Span == workflow.CalendarMonth {
		return nil
	}
	var out []line
	shown := w.Releases[:min(len(w.Releases), a.releases)]
	for i := range shown {
		out = append(out, a.release(&shown[i]))
	}
	switch more := len(w.Releases) - len(shown) + w.Others; {
	case more > 0 && a.System.Key != "" && len(shown) == len(w.Releases):
		out = append(out, fill(a.w.cal.ofOthers, more))
	case more > 0:
		d.cut = true
		out = append(out, fill(a.w.cal.moreHere, more))
	}
	return out
}

// release is one release on a line.
func (a *almanac) release(r *workflow.CalendarRelease) line {
	out := l(emoji(stateEmoji[r.State]), " ", bold(l(r.Number)), "  ", typed(r.Title, calendarTitle))
	if a.Span == workflow.CalendarDay {
		out = join(" · ", out, l(a.w.states[r.State]), l(typed(r.System, nameMax)))
	}
	if len(r.After) > 0 {
		out = join(" · ", out, fill(a.w.cal.startsAfter, numbers(a.w, r.After)))
	}
	return out
}
