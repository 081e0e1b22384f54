package calendar

import (
	"strconv"
	"strings"
	"time"
)

var weekdays, months = names(7, func(i int) string { return time.Weekday(i).String() }, func(i int) time.Weekday { return time.Weekday(i) }),
	names(12, func(i int) string { return time.Month(i + 1).String() }, func(i int) time.Month { return time.Month(i + 1) })

// names lists what a day or a month may be called: its name, and the name cut
// short to three letters or more.
func names[T any](n int, name func(int) string, value func(int) T) map[string]T {
	out := map[string]T{}
	for i := range n {
		full := strings.ToLower(name(i))
		for cut := 3; cut <= len(full); cut++ {
			out[full[:cut]] = value(i)
		}
	}
	return out
}

// time reads a time of day: "06:00", "6:30", "6am", "6 pm", "noon".
func (r *reader) time() int {
	taken := 1
	w := r.words[0]
	if w == "noon" {
		w = "12:00"
	}
	half := ""
	for _, h := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(w, h); ok && rest != "" {
			w, half = rest, h
		} else if len(r.words) > 1 && r.words[1] == h {
			half, taken = h, 2
		}
	}
	hours, minutes, colon := strings.Cut(w, ":")
	if !colon && half == "" {
		return 0
	}
	h, okH := digits(hours, 2)
	m := 0
	if colon {
		var ok bool
		if m, ok = digits(minutes, 2); !ok || len(minutes) != 2 {
			return 0
		}
	}
	if !okH || m > 59 || h > 23 || half != "" && (h < 1 || h > 12) {
		return 0
	}
	if half != "" {
		h %= 12
	}
	if half == "pm" {
		h += 12
	}
	if r.timed || r.part != nil || r.open != nil {
		return 0
	}
	r.clock, r.timed = h*60+m, true
	return taken
}

// date reads a day: "26 nov", "nov 26th", "26 nov 2027", "2026-11-26",
// "26-11-2026", "26". A day that names no year, or no month, is the first such
// one from today on.
func (r *reader) date() int {
	w := r.words[0]
	if y, m, d, ok := fullDate(w); ok {
		if day, ok := dayOf(y, m, d); ok {
			return r.on(1, 1, day)
		}
		return 0
	}
	number, month, taken := r.dayAndMonth()
	switch {
	case taken == 0:
		return 0
	case month == 0:
		return r.on(taken, 1, r.nextNumber(number))
	}
	if len(r.words) > taken && len(r.words[taken]) == 4 {
		if y, ok := digits(r.words[taken], 4); ok {
			day, ok := dayOf(y, month, number)
			if !ok {
				return 0
			}
			return r.on(taken+1, 1, day)
		}
	}
	this := r.now.In(r.loc).Year()
	for y := this; y < this+9; y++ { // 29 February can be eight years away
		if day, ok := dayOf(y, month, number); ok && day >= r.today {
			return r.on(taken, 1, day)
		}
	}
	return 0
}

// dayAndMonth reads a day's number and a month, in either order, or a number
// alone; taken is how many words that is, 0 where it is neither.
func (r *reader) dayAndMonth() (day int, month time.Month, taken int) {
	number, numbered := dayNumber(r.words[0])
	name, named := months[r.words[0]]
	if len(r.words) > 1 {
		if m, ok := months[r.words[1]]; ok && numbered {
			return number, m, 2
		}
		if n, ok := dayNumber(r.words[1]); ok && named {
			return n, name, 2
		}
	}
	if !numbered {
		return 0, 0, 0
	}
	return number, 0, 1
}

// nextNumber gives the first day from today on that has a number in its month.
func (r *reader) nextNumber(n int) int {
	day := r.today
	for time.Unix(int64(day)*daySecs, 0).UTC().Day() != n {
		day++
	}
	return day
}

// fullDate reads a date in one word. A slash says nothing about which of two
// small numbers is the month, and is not read.
func fullDate(w string) (year int, month time.Month, day int, ok bool) {
	for _, separator := range []string{"-", "."} {
		p := strings.Split(w, separator)
		if len(p) != 3 {
			continue
		}
		if len(p[0]) != 4 {
			p[0], p[2] = p[2], p[0]
		}
		if len(p[0]) != 4 {
			return 0, 0, 0, false
		}
		y, okY := digits(p[0], 4)
		m, okM := digits(p[1], 2)
		d, okD := digits(p[2], 2)
		return y, time.Month(m), d, okY && okM && okD
	}
	return 0, 0, 0, false
}

// dayOf counts a date in days since 1970; false where there is no such date, or
// one so far away that nobody means it.
func dayOf(year int, month time.Month, day int) (int, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Month() != month || t.Day() != day || year < 2000 || year > 2199 {
		return 0, false
	}
	return int(t.Unix() / daySecs), true
}

// dayNumber reads the number of a day in its month: "26", "26th".
func dayNumber(w string) (int, bool) {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, end)
	}
	n, ok := digits(w, 2)
	return n, ok && n >= 1 && n <= 31
}

// digits reads at most so many decimal digits and nothing else.
func digits(s string, most int) (int, bool) {
	if s == "" || len(s) > most || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
