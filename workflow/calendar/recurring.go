package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// turning lets a schedule's turns be counted as windows are: by the same
// clock, with the same rules for hours that are missing or come twice.
func turning(s workflow.Schedule) workflow.Heartbeat {
	return workflow.Heartbeat{Key: s.Key, Name: s.Name, Cron: s.Cron, Zone: s.Zone, Duration: time.Minute}
}

// Turns gives the next n turns of a schedule at after or later, as slots: Opens is
// the turn, and Shifted is set where the clock jumps over the time it names. The
// error is that of [Slots].
func Turns(s workflow.Schedule, after time.Time, n int) ([]workflow.Slot, error) {
	return Next(turning(s), after, n)
}

// TurnsBetween gives the turns of a schedule in [from, to). The error is that of [Slots].
func TurnsBetween(s workflow.Schedule, from, to time.Time) ([]workflow.Slot, error) {
	return Slots(turning(s), from, to)
}

// LastTurn gives the newest turn of a schedule at now or before it, if it had one
// within the time back; false also for a schedule that cannot be read.
func LastTurn(s workflow.Schedule, now time.Time, back time.Duration) (time.Time, bool) {
	h := turning(s)
	to := now.Truncate(time.Minute).Add(time.Minute) // a turn is at a whole minute
	for span := 24 * time.Hour; ; span *= 4 {        // the near past first: most turns are there
		span = min(span, back)
		slots, err := Slots(h, now.Add(-span), to)
		for i := len(slots) - 1; i >= 0 && err == nil; i-- {
			if !slots[i].Opens.After(now) {
				return slots[i].Opens, true
			}
		}
		if err != nil || span == back {
			return time.Time{}, false
		}
	}
}

// HasTurn tells whether a schedule has a turn at an instant.
func HasTurn(s workflow.Schedule, at time.Time) bool {
	slots, err := TurnsBetween(s, at, at.Add(time.Minute))
	return err == nil && len(slots) > 0 && slots[0].Opens.Equal(at)
}

// Rule says a schedule's times as people do: "every Tuesday at 09:00". What
// cannot be read is given as it stands.
func Rule(s workflow.Schedule) string {
	r, err := ruleOf(turning(s))
	if err != nil {
		return strings.TrimSpace(s.Cron)
	}
	return r.days() + " " + r.hours()
}

// mostNamed is how many days or times are named one by one.
const mostNamed = 4

func (r rule) hours() string {
	if n := len(r.times); n > mostNamed {
		return fmt.Sprintf("%d times a day", n)
	}
	var out []string
	for _, m := range r.times {
		out = append(out, fmt.Sprintf("%02d:%02d", m/60, m%60))
	}
	return "at " + and(out)
}

// days says which days: of the week, of the month, and of which months.
func (r rule) days() string {
	var months []string
	for m := time.January; m <= time.December; m++ {
		if r.month&(1<<m) != 0 {
			months = append(months, m.String())
		}
	}
	in, of := "", "of every month"
	if len(months) < 12 {
		in, of = " in "+and(months), "of "+and(months)
	}
	week, month := r.weekdays(strings.Replace(of, "every", "the", 1)), r.monthdays(of)
	switch {
	case r.either:
		return month + " and " + week + in
	case r.dow&star == 0:
		if r.nth > 0 {
			return week
		}
		return week + in
	case month != "":
		return month
	}
	return "every day" + in
}

// ordinals say which of a month's weekdays.
var ordinals = [...]string{"", "first", "second", "third", "fourth", "fifth"}

func (r rule) weekdays(of string) string {
	var names []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		if r.dow&(1<<d) != 0 {
			names = append(names, d.String())
		}
	}
	if len(names) > 1 && names[0] == time.Sunday.String() { // a week ends with it
		names = append(names[1:], names[0])
	}
	switch workdays := r.dow&^star == 0b0111110; {
	case r.nth > 0:
		return "every " + ordinals[r.nth] + " " + and(names) + " " + of
	case workdays:
		return "every weekday"
	case len(names) == 7:
		return "every day"
	}
	return "every " + and(names)
}

func (r rule) monthdays(of string) string {
	if r.dom&star != 0 {
		return ""
	}
	var days []string
	for d := 1; d <= 31; d++ {
		if r.dom&(1<<d) != 0 {
			days = append(days, fmt.Sprintf("%d%s", d, suffix(d)))
		}
	}
	if len(days) > mostNamed {
		return fmt.Sprintf("on %d days %s", len(days), of)
	}
	return "on the " + and(days) + " " + of
}

func suffix(d int) string {
	switch {
	case d%10 == 1 && d != 11:
		return "st"
	case d%10 == 2 && d != 12:
		return "nd"
	case d%10 == 3 && d != 13:
		return "rd"
	}
	return "th"
}

// and lists words: "Tuesday, Thursday and Friday".
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(slices.Clone(words[:last]), ", ") + " and " + words[last]
}
