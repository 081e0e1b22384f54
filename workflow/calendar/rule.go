package calendar

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"drumbeat/workflow"
)

// maxCron bounds what is given to the parser; a rule that names every minute,
// hour and day in full is shorter.
const maxCron = 500

// star is the bit by which the parser marks a field that was "*" or "?".
const star = 1 << 63

// parser reads five fields or a descriptor.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// rule is a cron expression in a zone: which local days, which minutes of them.
type rule struct {
	loc             *time.Location
	times           []int  // minutes after midnight, ascending
	dom, month, dow uint64 // bit n: day, month or weekday n
	either          bool   // day-of-month and day-of-week are both restricted: one is enough
	nth             int    // of the month's days of the week that fit, the nth alone; 0: all
}

// ruleOf reads a heartbeat's cron expression and zone; the error is a
// [*workflow.Error] with [workflow.CodeInvalid].
func ruleOf(h workflow.Heartbeat) (rule, error) {
	loc, ok := zone(h.Zone)
	if !ok {
		return rule{}, invalid(h, "%q is no time zone. Name one as in Europe/Amsterdam.", clip(h.Zone))
	}
	if r, ok := rules.get(h.Cron); ok {
		r.loc = loc
		return r, nil
	}
	plain, nth, err := nthOf(h)
	if err != nil {
		return rule{}, err
	}
	spec, err := parse(plain)
	if err != nil {
		return rule{}, err
	}
	r := rule{loc: loc, dom: spec.Dom, month: spec.Month, dow: spec.Dow, nth: nth}
	r.either = spec.Dom&star == 0 && spec.Dow&star == 0
	if nth > 0 && (r.either || r.dow&star != 0) {
		return rule{}, invalid(h, "with #%d the schedule names a day of the week and no day of the month, as in 0 9 * * TUE#2.", nth)
	}
	for hour := range 24 {
		for minute := range 60 {
			if spec.Hour&(1<<hour) != 0 && spec.Minute&(1<<minute) != 0 {
				r.times = append(r.times, hour*60+minute)
			}
		}
	}
	if len(r.times) == 0 || !r.hasDay() {
		return rule{}, invalid(h, "the schedule %q names a day that never comes.", clip(h.Cron))
	}
	rules.put(h.Cron, r)
	return r, nil
}

// nthOf takes "#2" off the day of the week, by which a schedule means the second
// of the month: the parser does not know it.
func nthOf(h workflow.Heartbeat) (plain workflow.Heartbeat, nth int, err error) {
	text := strings.TrimSpace(h.Cron)
	at := strings.LastIndexByte(text, '#')
	if at < 0 || len(text) > maxCron {
		return h, 0, nil
	}
	n := text[at+1:]
	if len(n) != 1 || n < "1" || n > "5" {
		return h, 0, invalid(h, "after # stands which one of the month, 1 to 5, at the end: 0 9 * * TUE#2 is every second Tuesday of the month.")
	}
	plain = h
	plain.Cron = text[:at]
	return plain, int(n[0] - '0'), nil
}

// parse guards the parser: it panics on some zone prefixes, and "@every" is
// counted from the start of a process, not from a calendar.
func parse(h workflow.Heartbeat) (spec *cron.SpecSchedule, err error) {
	text := strings.TrimSpace(h.Cron)
	switch {
	case text == "":
		return nil, invalid(h, "the schedule is empty. Write one as in 0 6 * * TUE,THU: minute, hour, day of the month, month, day of the week.")
	case len(text) > maxCron:
		return nil, invalid(h, "the schedule is longer than %d characters.", maxCron)
	case strings.Contains(text, "="):
		return nil, invalid(h, "a time zone does not belong in the schedule: it has a field of its own.")
	case strings.HasPrefix(text, "@every"):
		return nil, invalid(h, "%q is no calendar schedule. Write the days and times, as in 0 6 * * TUE,THU.", clip(text))
	}
	defer func() {
		if p := recover(); p != nil {
			spec, err = nil, wrong(h, text, fmt.Errorf("parser: %v", p))
		}
	}()
	s, err := parser.Parse(text)
	if err != nil {
		return nil, wrong(h, text, err)
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, wrong(h, text, fmt.Errorf("parser: a %T", s))
	}
	return spec, nil
}

// wrong refuses a schedule that the parser does not read.
func wrong(h workflow.Heartbeat, text string, cause error) error {
	e := invalid(h, "the schedule %q cannot be read. Write five fields, as in 0 6 * * TUE,THU: minute, hour, day of the month, month, day of the week (0 or SUN to 6 or SAT).", clip(text))
	e.Err = cause
	return e
}

// hasDay tells whether any day in the long run fits the rule.
func (r rule) hasDay() bool {
	if r.month&^star == 0 || (r.either && r.dow == 0) {
		return false
	}
	if r.either {
		return true
	}
	longest := [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	for month := 1; month <= 12; month++ {
		if r.month&(1<<month) == 0 {
			continue
		}
		if first := bits.TrailingZeros64(r.dom &^ star &^ 1); first <= longest[month] {
			return r.dow&^star != 0
		}
	}
	return false
}

// fits tells whether the rule has windows on a local day, given as the date at
// midnight UTC.
func (r rule) fits(date time.Time) bool {
	_, month, d := date.Date()
	if r.month&(1<<month) == 0 {
		return false
	}
	dom, dow := r.dom&(1<<d) != 0, r.dow&(1<<date.Weekday()) != 0
	if r.nth > 0 && (d-1)/7+1 != r.nth {
		return false
	}
	if r.either {
		return dom || dow
	}
	return dom && dow
}

// each yields the openings on the local days first..last in order, each instant
// once, with the local time that was missed where the clock jumped over it. It
// stops when yield returns false.
func (r rule) each(first, last int, yield func(at time.Time, shifted string) bool) {
	var at time.Time
	var shifted string
	for d := first; d <= last; d++ {
		date := time.Unix(int64(d)*daySecs, 0).UTC()
		if y, month, _ := date.Date(); r.month&(1<<month) == 0 {
			d = int(time.Date(y, month+1, 1, 0, 0, 0, 0, time.UTC).Unix()/daySecs) - 1
			continue
		}
		if !r.fits(date) {
			continue
		}
		for _, minutes := range r.times {
			next, exists := instant(wallAt(d, minutes), r.loc)
			if next.Equal(at) {
				if exists { // the rule names this very time too
					shifted = ""
				}
				continue
			}
			if !at.IsZero() && !yield(at, shifted) {
				return
			}
			at, shifted = next, ""
			if !exists {
				shifted = fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
			}
		}
	}
	if !at.IsZero() {
		yield(at, shifted)
	}
}

// invalid refuses a heartbeat with a sentence that begins with its name.
func invalid(h workflow.Heartbeat, format string, args ...any) *workflow.Error {
	name := h.Name
	if name == "" {
		name = h.Key
	}
	return workflow.Refuse(workflow.CodeInvalid, "%s: %s", clip(name), fmt.Sprintf(format, args...))
}

// clip shortens what was typed for use in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
