package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

const (
	// mostSaid bounds the remarks of one kind about one thing: of a window that is
	// shifted every spring the first few say enough.
	mostSaid = 3
	// swallowed is for how long a system may be without a window before that is
	// worth a word.
	swallowed = 4 * 7 * 24 * time.Hour
	// rare is how far away the next window of a heartbeat may be.
	rare = 366 * 24 * time.Hour
)

// Lint looks at the times of a policy in [from, to), years ahead: windows that
// the clock change shifts, two windows of one system at once, freezes that leave
// a system without windows for weeks or run into themselves, skips of what there
// is not, heartbeats that hardly ever beat. All of it works; none of it may be
// meant. What cannot be read is left out: [Check] refuses it.
func Lint(p *workflow.Policy, from, to time.Time) []workflow.PolicyProblem {
	l := &linter{p: p, from: from, to: to, slots: map[string][]workflow.Slot{}}
	for _, h := range p.Heartbeats {
		slots, err := calendar.Slots(h, from, to)
		if err == nil {
			l.slots[h.Key] = slots
		}
	}
	for i, h := range p.Heartbeats {
		l.heartbeat(indexed("heartbeats", i), h)
	}
	for i, s := range p.Systems {
		l.together(indexed("systems", i), s)
		l.starved(indexed("systems", i), s)
	}
	for i, f := range p.Freezes {
		if !f.Recurring() && !f.To.IsZero() && !f.To.After(from) {
			l.say(indexed("freezes", i)+".to", "It was over on %s; it can go.", date(f.To, p.Zone))
		}
	}
	for i, s := range p.Schedules {
		l.schedule(indexed("schedules", i), s)
	}
	for _, f := range calendar.Lint(p, from, to) {
		l.say(f.Rule, "%s", f.Reason)
	}
	return l.out
}

type linter struct {
	p        *workflow.Policy
	from, to time.Time
	slots    map[string][]workflow.Slot
	out      []workflow.PolicyProblem
}

func (l *linter) say(field, format string, args ...any) {
	l.out = append(l.out, workflow.PolicyProblem{Field: field, Sentence: fmt.Sprintf(format, args...), Warning: true})
}

// heartbeat tells of windows that the clock change moves or doubles, and of a
// rule that hardly ever comes.
func (l *linter) heartbeat(at string, h workflow.Heartbeat) {
	var shifted, doubled []string
	for _, s := range l.slots[h.Key] {
		switch {
		case s.Shifted != "":
			shifted = append(shifted, fmt.Sprintf("on %s it opens at %s instead of %s", date(s.Opens, h.Zone), clockAt(s.Opens, h.Zone), s.Shifted))
		case comesTwice(s.Opens, h.Zone):
			doubled = append(doubled, fmt.Sprintf("on %s, where %s comes twice, it opens at the first", date(s.Opens, h.Zone), clockAt(s.Opens, h.Zone)))
		}
	}
	if len(shifted) > 0 {
		l.say(at+".cron", "The clock jumps over a window of %s: %s.", clip(h.Name), some(shifted))
	}
	if len(doubled) > 0 {
		l.say(at+".cron", "The clock goes back over a window of %s: %s.", clip(h.Name), some(doubled))
	}
	next, err := calendar.Next(h, l.from, 1)
	switch {
	case err != nil:
	case len(next) == 0:
		l.say(at, "%s has no window any more: all that come are skipped.", clip(h.Name))
	case next[0].Opens.Sub(l.from) > rare:
		l.say(at+".cron", "The next window of %s opens only on %s.", clip(h.Name), date(next[0].Opens, h.Zone))
	}
}

// schedule tells of turns that the clock change moves, and of a schedule that hardly
// ever asks.
func (l *linter) schedule(at string, s workflow.Schedule) {
	turns, err := calendar.TurnsBetween(s, l.from, l.to)
	if err != nil || s.Paused {
		return
	}
	var shifted []string
	for _, t := range turns {
		if t.Shifted != "" {
			shifted = append(shifted, fmt.Sprintf("on %s it is asked for at %s instead of %s", date(t.Opens, s.Zone), clockAt(t.Opens, s.Zone), t.Shifted))
		}
	}
	if len(shifted) > 0 {
		l.say(at+".cron", "The clock jumps over a turn of %s: %s.", clip(s.Name), some(shifted))
	}
	next, err := calendar.Turns(s, l.from, 1)
	if err == nil && len(next) > 0 && next[0].Opens.Sub(l.from) > rare {
		l.say(at+".cron", "%s is asked for next only on %s.", clip(s.Name), date(next[0].Opens, s.Zone))
	}
}

// comesTwice tells whether an instant's wall clock time comes again: the clock
// goes back within a few hours.
func comesTwice(t time.Time, zone string) bool {
	local := t.In(location(zone))
	_, now := local.Zone()
	_, end := local.ZoneBounds()
	if end.IsZero() {
		return false
	}
	_, then := end.Zone()
	back := time.Duration(now-then) * time.Second
	return back > 0 && end.Sub(t) <= back
}

// together tells of the windows of two heartbeats of one system that overlap.
func (l *linter) together(at string, s workflow.Platform) {
	if s.Maintenance == "" || s.Maintenance == s.Heartbeat {
		return
	}
	var found []string
	maintenance := l.slots[s.Maintenance]
	for _, a := range l.slots[s.Heartbeat] {
		first, _ := slices.BinarySearchFunc(maintenance, a.Opens, func(b workflow.Slot, t time.Time) int {
			if b.Closes.After(t) {
				return 1
			}
			return -1
		})
		if first < len(maintenance) && maintenance[first].Opens.Before(a.Closes) {
			found = append(found, "on "+date(a.Opens, a.Zone))
		}
	}
	if len(found) > 0 {
		l.say(at+".maintenance", "%s has two windows at once, of %s and of its maintenance: %s.", clip(s.Name), clip(s.Heartbeat), some(found))
	}
}

// starved tells of freezes that leave a system without a window for weeks.
func (l *linter) starved(at string, s workflow.Platform) {
	periods, _ := calendar.Periods(l.p.Freezes, l.from, l.to)
	frozen := stretches(slices.DeleteFunc(periods, func(p workflow.Period) bool { return !p.Hard || !p.Covers(s.Key, workflow.Normal) }))
	if len(frozen) == 0 {
		return
	}
	var found []string
	var since, until time.Time // of the windows that are frozen in a row
	count := 0
	end := func(next time.Time) {
		if count > 0 && next.Sub(since) >= swallowed {
			found = append(found, fmt.Sprintf("%d windows from %s to %s", count, date(since, l.p.Zone), date(until, l.p.Zone)))
		}
		count = 0
	}
	for _, slot := range l.slots[s.Heartbeat] {
		for len(frozen) > 0 && !frozen[0].to.After(slot.Opens) {
			frozen = frozen[1:]
		}
		switch {
		case len(frozen) == 0 || !frozen[0].from.Before(slot.Closes):
			end(slot.Opens)
		case count == 0:
			since, until, count = slot.Opens, slot.Opens, 1
		default:
			until, count = slot.Opens, count+1
		}
	}
	end(l.to)
	if len(found) > 0 {
		l.say(at, "Hard freezes leave %s without a window for four weeks and more: %s.", clip(s.Name), some(found))
	}
}

type stretch struct{ from, to time.Time }

// stretches joins periods, by their beginning, that overlap or touch.
func stretches(periods []workflow.Period) []stretch {
	var out []stretch
	for _, p := range periods {
		if n := len(out); n > 0 && !p.From.After(out[n-1].to) {
			if p.To.After(out[n-1].to) {
				out[n-1].to = p.To
			}
			continue
		}
		out = append(out, stretch{p.From, p.To})
	}
	return out
}

// some lists the first of what was found and counts the others.
func some(found []string) string {
	if n := len(found) - mostSaid; n > 0 {
		return strings.Join(found[:mostSaid], "; ") + fmt.Sprintf("; and %d more", n)
	}
	return strings.Join(found, "; ")
}

func date(t time.Time, zone string) string { return t.In(location(zone)).Format("2 January 2006") }

func clockAt(t time.Time, zone string) string { return t.In(location(zone)).Format("15:04") }

func location(zone string) *time.Location {
	if loc, err := time.LoadLocation(zone); err == nil {
		return loc
	}
	return time.UTC
}
