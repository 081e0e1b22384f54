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
		lines = append(lines[:len(lines)-more:len(lines)-more], fill(en.cal.moreHere, more))
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
			what = append(what, fill(en.cal.booked, typed(b.System, nameMax), typed(b.Environment, nameMax)))
		}
	}
	if len(out) <= monthBookings {
		return out
	}
	d.cut = true
	const most = 4
	said := join(", ", what[:min(len(what), most)]...)
	if more := len(what) - most; more > 0 {
		said = join(" ", said, fill(en.cal.moreHere, more))
	}
	return []line{l(emoji("pushpin"), " ", bold(fill(en.cal.bookings, len(out))), " · ", said)}
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
		out = append(out, join("  ", l(emoji("rotating_light"), " ", clock(r.At, a.Zone)), a.release(r)))
	}
	return out
}

// numbers lists a few releases by their numbers.
func numbers(ns []workflow.Number) line {
	const most = 4
	var out []line
	for _, n := range ns[:min(len(ns), most)] {
		out = append(out, l(n))
	}
	if more := len(ns) - most; more > 0 {
		out = append(out, fill(en.others, more))
	}
	return series(out, en.and)
}

func (a *almanac) freeze(p *workflow.Period) line {
	said := en.cal.freezeSoft
	if p.Hard {
		said = en.cal.freezeHard
	}
	begin := l(clock(p.From, p.Zone), "  ")
	if p.From.Before(a.From) {
		begin = nil
	}
	return join(" · ", l(emoji("snowflake"), " ", begin, bold(fill(said, typed(p.Name, nameMax)))), fill(en.cal.freezeUntil, on(p.To, a.Zone)), a.concerns(p.Systems))
}

// concerns names the systems that something is about; none are all.
func (a *almanac) concerns(keys []string) line {
	if len(keys) == 0 {
		return l(en.cal.allSystems)
	}
	return systemsOf(a.Systems, keys)
}

// systemsOf names a few systems by their keys.
func systemsOf(systems []workflow.Platform, keys []string) line {
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
		out = append(out, fill(en.others, more))
	}
	return series(out, en.and)
}

func (a *almanac) blackout(b *workflow.CalendarBlackout) line {
	head := fill(en.cal.blackout, typed(b.Account, nameMax))
	return join(" · ", l(emoji("no_entry"), " ", bold(head)), fill(en.cal.freezeUntil, on(b.To, a.Zone)), l(typed(b.Why, calendarTitle)))
}

func (a *almanac) booking(b *workflow.CalendarBooking) line {
	what := l(typed(b.Why, calendarTitle))
	if b.Release != 0 {
		what = l(b.Release)
	}
	begin := l(clock(b.From, a.Zone), "  ")
	if b.From.Before(a.From) {
		begin = nil
	}
	head := l(emoji("pushpin"), " ", begin, bold(fill(en.cal.booked, typed(b.System, nameMax), typed(b.Environment, nameMax))))
	var by line
	if b.By != "" {
		by = fill(en.cal.bookedFor, typed(b.By, nameMax))
	}
	return join(" · ", head, by, what, fill(en.cal.freezeUntil, on(b.To, a.Zone)))
}
