package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Span is what somebody means by "thu", "26 nov" or "tomorrow 06:00": the windows
// that open in [From, To). A Point is a moment: the window that is open at From,
// else the first that opens after it.
type Span struct {
	From, To time.Time // To is zero: without an end
	Point    bool
}

// ReadWhen reads how people say a time: "now", "next", "today", "tomorrow
// morning", "thu", "next week", "in 3 days", "26 nov", "2026-11-26", and each of
// the days with a time of day ("thu 06:00", "6 pm"). Days and times are those of
// the clock in zone, UTC where that is none. Words that say nothing ("on", "the")
// may stand between.
//
// It gives the readings there are, the likeliest first: on a Thursday, "thu" is
// today and then the Thursday after. The error is a [*workflow.Error] of
// CodeInvalid that says what to write.
func ReadWhen(words string, now time.Time, zone string) ([]Span, error) {
	r := &reader{now: now, loc: zoneOr(zone), long: 1}
	r.today = wallOf(now, r.loc).day()
	for _, w := range strings.FieldsFunc(strings.ToLower(words), between) {
		if w = strings.TrimRight(w, "."); w != "" && !silent[w] {
			r.words = append(r.words, w)
		}
	}
	for len(r.words) > 0 {
		n := r.expression()
		if n == 0 {
			return nil, unread(words)
		}
		r.words = r.words[n:]
	}
	out := r.spans()
	if len(out) == 0 {
		return nil, unread(words)
	}
	return out, nil
}

func between(c rune) bool { return strings.ContainsRune(" \t\r\n\u00a0,;?!()", c) }

func unread(words string) error {
	return workflow.Refuse(workflow.CodeInvalid, "“%s” is no time that Drumbeat understands. Write a day (thu, tomorrow, 26 nov) or a date (2026-11-26), with a time if you like (thu 06:00), or next, or now.", clip(strings.TrimSpace(words)))
}

// silent are words that say nothing by themselves.
var silent = map[string]bool{"on": true, "at": true, "the": true, "of": true, "window": true, "from": true, "for": true}

// parts are the parts of a day, in minutes after midnight.
var parts = map[string][2]int{
	"morning": {5 * 60, 12 * 60}, "afternoon": {12 * 60, 18 * 60}, "evening": {18 * 60, dayMins}, "night": {18 * 60, dayMins + 6*60},
}

// reader collects what the words say.
type reader struct {
	now   time.Time
	loc   *time.Location
	today int // local day
	words []string

	days  []int   // local days, the likeliest first
	long  int     // how many days each is
	clock int     // a time of the clock, in minutes after midnight, where timed
	timed bool    //
	part  *[2]int // a part of the day
	open  *Span   // from this moment on

	weekday *time.Weekday // said by itself, or before or after a date
}

// expression reads what the words begin with and tells how many it took; 0 where
// they make no sense, also because they say a second time what was said.
func (r *reader) expression() int {
	switch w := r.words[0]; w {
	case "now":
		return r.from(Span{From: r.now, Point: true}, 1)
	case "next":
		return r.next()
	case "in":
		return r.in()
	case "this":
		return r.this()
	case "today":
		return r.on(1, 1, r.today)
	case "tomorrow":
		return r.on(1, 1, r.today+1)
	case "tonight":
		return r.during(parts["night"]) * r.on(1, 1, r.today)
	default:
		if p, ok := parts[w]; ok {
			return r.during(p)
		}
		if d, ok := weekdays[w]; ok {
			return r.onWeekday(d)
		}
		if n := r.time(); n > 0 {
			return n
		}
		return r.date()
	}
}

// on names the days that may be meant; taken is given back unless days were
// named before.
func (r *reader) on(taken, long int, days ...int) int {
	if r.days != nil || r.open != nil {
		return 0
	}
	r.days, r.long = days, long
	return taken
}

func (r *reader) from(s Span, taken int) int {
	if r.days != nil || r.open != nil {
		return 0
	}
	r.open = &s
	return taken
}

// onWeekday notes a weekday: which one it is, or that of a date beside it.
func (r *reader) onWeekday(d time.Weekday) int {
	if r.weekday != nil || r.open != nil {
		return 0
	}
	r.weekday = &d
	return 1
}

func (r *reader) during(p [2]int) int {
	if r.part != nil || r.timed || r.open != nil {
		return 0
	}
	r.part = &p
	return 1
}

// next reads "next" alone, "next week" and "next thu".
func (r *reader) next() int {
	if len(r.words) == 1 {
		return r.from(Span{From: r.now}, 1)
	}
	if r.words[1] == "week" {
		return r.on(2, 7, monday(r.today)+7)
	}
	if d, ok := weekdays[r.words[1]]; ok {
		return r.on(2, 1, onward(r.today+1, d))
	}
	return 0
}

// this reads "this week", "this thu" and "this evening".
func (r *reader) this() int {
	if len(r.words) == 1 {
		return 0
	}
	if r.words[1] == "week" {
		return r.on(2, monday(r.today)+7-r.today, r.today)
	}
	if d, ok := weekdays[r.words[1]]; ok {
		return r.on(2, 1, onward(r.today, d))
	}
	if _, ok := parts[r.words[1]]; ok {
		return r.on(1, 1, r.today)
	}
	return 0
}

// in reads "in 3 days" and "in a week".
func (r *reader) in() int {
	if len(r.words) < 3 {
		return 0
	}
	n, err := strconv.Atoi(r.words[1])
	if r.words[1] == "a" {
		n, err = 1, nil
	}
	if err != nil || n < 0 || n > 1000 {
		return 0
	}
	switch strings.TrimSuffix(r.words[2], "s") {
	case "day":
		return r.on(3, 1, r.today+n)
	case "week":
		return r.on(3, 1, r.today+7*n)
	}
	return 0
}

// settle finds the days that were meant: a weekday said by itself is the coming
// one, or today and then the one after; beside a date it has to be the date's.
func (r *reader) settle() (ok bool) {
	if r.weekday == nil {
		return true
	}
	if r.days != nil {
		return r.long == 1 && weekday(r.days[0]) == *r.weekday
	}
	first := onward(r.today, *r.weekday)
	r.days = []int{first}
	if first == r.today {
		r.days = append(r.days, first+7)
	}
	return true
}

// spans gives what was said as instants.
func (r *reader) spans() []Span {
	switch {
	case r.open != nil && r.weekday != nil || !r.settle():
		return nil
	case r.open != nil && (r.timed || r.part != nil):
		return nil
	case r.open != nil:
		return []Span{*r.open}
	case r.days == nil && (r.timed || r.part != nil): // "06:00": today, or else tomorrow
		r.days = []int{r.today, r.today + 1}
	case r.long > 1 && (r.timed || r.part != nil):
		return nil // which of the days?
	}
	var out []Span
	for _, d := range r.days {
		from, to := 0, r.long*dayMins
		if r.part != nil {
			from, to = r.part[0], r.part[1]
		}
		if r.timed {
			from = r.clock
		}
		s := Span{Point: r.timed}
		s.From, _ = instant(wallAt(d, from), r.loc)
		s.To, _ = instant(wallAt(d, to), r.loc)
		out = append(out, s)
	}
	return slices.Clip(out)
}

func weekday(day int) time.Weekday {
	return time.Unix(int64(day)*daySecs, 0).UTC().Weekday()
}

// monday gives the Monday of a day's week.
func monday(day int) int { return day - (int(weekday(day))+6)%7 }

// onward gives the first weekday d on a day or after it.
func onward(day int, d time.Weekday) int { return day + (int(d)-int(weekday(day))+7)%7 }
