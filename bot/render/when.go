package render

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"drumbeat/workflow"
)

var zones sync.Map // name to *time.Location; the few zones of policies

// inZone gives t on the wall of a zone; an unknown zone is UTC, and says so.
func inZone(t time.Time, zone string) (time.Time, string) {
	if zone == "" {
		return t.UTC(), "UTC"
	}
	if at, ok := zones.Load(zone); ok {
		return t.In(at.(*time.Location)), zoneName(zone)
	}
	at, err := time.LoadLocation(zone)
	if err != nil {
		return t.UTC(), "UTC"
	}
	zones.Store(zone, at)
	return t.In(at), zoneName(zone)
}

// zoneName is how people call a zone: "Europe/Amsterdam" is "Amsterdam".
func zoneName(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
}

// fallback is the moment in its zone: "Tue 24 Nov 06:00", with the
// zone's name where asked for.
func (m *moment) fallback(withZone bool) string {
	t, zone := inZone(m.at, m.zone)
	out := t.Format(m.words.clock)
	switch {
	case m.dayOnly:
		out = day(m.words, t)
	case !m.short:
		out = day(m.words, t) + " " + out
	}
	if withZone {
		out += " (" + zone + ")"
	}
	return out
}

// day is "Tue 24 Nov".
func day(w *common, t time.Time) string {
	return fmt.Sprintf("%s %d %s", w.days[t.Weekday()], t.Day(), w.months[t.Month()-1])
}

// window is when a slot is open, in the reader's zone: "24 Nov 06:00–08:00".
func window(w *words, s workflow.Slot) line {
	end := clock(w, s.Closes, s.Zone)
	if s.Closes.Sub(s.Opens) >= 24*time.Hour {
		end = on(w, s.Closes, s.Zone)
	}
	return l(on(w, s.Opens, s.Zone), "–", end)
}

// wallWindow is a window on the wall of its own zone, for places that know no
// dates: "Tue 24 Nov 06:00–08:00".
func wallWindow(w *words, s workflow.Slot) string { return window(w, s).plain() }

// wallStart is when a slot opens, on the wall of its own zone: "Tue 24 Nov 06:00".
func wallStart(w *words, s workflow.Slot) string { return l(on(w, s.Opens, s.Zone)).plain() }

// zonedWindow is wallWindow with the name of the zone: "… 06:00–08:00 (Amsterdam)".
func zonedWindow(w *words, s workflow.Slot) string {
	_, zone := inZone(s.Opens, s.Zone)
	return wallWindow(w, s) + " (" + zone + ")"
}

// long is a span of time in words: "2 h", "1 h 30 min", "3 days".
func long(w *words, d time.Duration) string {
	d = d.Round(time.Minute)
	days, h, m := int(d/(24*time.Hour)), int(d%(24*time.Hour)/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case d >= 48*time.Hour && h == 0 || d >= 96*time.Hour:
		return fill(w.days2, days).plain()
	case d >= 48*time.Hour:
		return fill(w.daysHours, days, h).plain()
	case d >= time.Hour && m == 0:
		return fill(w.hours, int(d/time.Hour)).plain()
	case d >= time.Hour:
		return fill(w.hoursMinutes, int(d/time.Hour), m).plain()
	}
	return fill(w.minutes, max(1, m)).plain()
}
