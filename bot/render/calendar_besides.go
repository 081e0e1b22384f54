package render

import (
	"drumbeat/workflow"
)

// What stands in the calendar beside its windows: freezes, blackouts, emergencies,
// bookings.

// besides is what begins on a day and is no window.
func (a *almanac) besides(d *almanacDay) []line {
	out := a.notes(d)
	for _, b := range d.bookings {
		out = append(out, a.booking(b))
	}
	return a.asMany(out, d)
}

// asMany keeps as many of a day's lines as it has windows, and counts the rest.
func (a *almanac) asMany(lines []line, d *almanacDay) []line {
	if more := len(lines) - max(2, a.windows); more > 0 && a.windows > 0 {
		d.cut = true
		lines = append(lines[:len(lines)-more:len(lines)-more], fill(a.w.cal.moreHere, more))
	}
	return lines
}

// booked is what of a day's bookings stands in a month: two in full, of more what
// is booked.
func (a *almanac) booked(d *almanacDay) []line {
	var out, what []line
	seen := map[[2]string]bool{}
	for _, b := range d.bookings {
		out = append(out, a.booking(b))
		if place := [2]string{b.System, b.Environment}; !seen[place] {
			seen[place] = true
			what = append(what, fill(a.w.cal.booked, typed(b.System, nameMax), typed(b.Environment, nameMax)))
		}
	}
	if len(out) <= monthBookings {
		return out
	}
	d.cut = true
	const most = 4
	said := join(", ", what[:min(len(what), most)]...)
	if more := len(what) - most; more > 0 {
		said = join(" ", said, fill(a.w.cal.moreHere, more))
	}
	return []line{l(emoji("pushpin"), " ", bold(fill(a.w.cal.bookings, len(out))), " · ", said)}
}

// notes are the freezes and blackouts that begin on a day, and the emergencies.
func (a *almanac) notes(d *almanacDay) []line {
	var out []line
	for _, p := range d.freezes {
		out = append(out, a.freeze(p))
	}
	for _, b := range d.blackouts {
		out = append(out, a.blackout(b))
	}
	for _, r := range d.urgent {
		out = append(out, join("  ", l(emoji("rotating_light"), " ", clock(a.w, r.At, a.Zone)), a.release(r)))
	}
	return out
}

// numbers lists a few releases by their numbers.
func numbers(w *words, ns []workflow.Number) line {
	const most = 4
	var out []line
	for _, n := range ns[:min(len(ns), most)] {
		out = append(out, l(n))
	}
	if more := len(ns) - most; more > 0 {
		out = append(out, fill(w.others, more))
	}
	return series(w, out, w.and)
}

func (a *almanac) freeze(p *workflow.Period) line {
	said := a.w.cal.freezeSoft
	if p.Hard {
		said = a.w.cal.freezeHard
	}
	begin := l(clock(a.w, p.From, p.Zone), "  ")
	if p.From.Before(a.From) {
		begin = nil
	}
	return join(" · ", l(emoji("snowflake"), " ", begin, bold(fill(said, typed(p.Name, nameMax)))), fill(a.w.cal.freezeUntil, on(a.w, p.To, a.Zone)), a.concerns(p.Systems))
}

// concerns names the systems that something is about; none are all.
func (a *almanac) concerns(keys []string) line {
	if len(keys) == 0 {
		return l(a.w.cal.allSystems)
	}
	return systemsOf(a.w, a.Systems, keys)
}

// systemsOf names a few systems by their keys.
func systemsOf(w *words, systems []workflow.Platform, keys []string) line {
	const most = 3
	var out []line
	for _, key := range keys[:min(len(keys), most)] {
		name := key
		for _, s := range systems {
			if s.Key == key {
				name = s.Name
			}
		}
		out = append(out, l(typed(name, calendarTitle)))
	}
	if more := len(keys) - most; more > 0 {
		out = append(out, fill(w.others, more))
	}
	return series(w, out, w.and)
}

func (a *almanac) blackout(b *workflow.CalendarBlackout) line {
	head := fill(a.w.cal.blackout, typed(b.Account, nameMax))
	return join(" · ", l(emoji("no_entry"), " ", bold(head)), fill(a.w.cal.freezeUntil, on(a.w, b.To, a.Zone)), l(typed(b.Why, calendarTitle)))
}

func (a *almanac) booking(b *workflow.CalendarBooking) line {
	what := l(typed(b.Why, calendarTitle))
	if b.Release != 0 {
		what = l(b.Release)
	}
	begin := l(clock(a.w, b.From, a.Zone), "  ")
	if b.From.Before(a.From) {
		begin = nil
	}
	head := l(emoji("pushpin"), " ", begin, bold(fill(a.w.cal.booked, typed(b.System, nameMax), typed(b.Environment, nameMax))))
	var by line
	if b.By != "" {
		by = fill(a.w.cal.bookedFor, typed(b.By, nameMax))
	}
	return join(" · ", head, by, what, fill(a.w.cal.freezeUntil, on(a.w, b.To, a.Zone)))
}
