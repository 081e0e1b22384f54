package report

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// Cut is how the time that metrics are about is cut: into consecutive spans, some
// of which are the stretch asked about and some the one it is compared with.
type Cut struct {
	Edges  []time.Time
	This   [2]int // the spans [first, end) of the stretch asked about
	Before [2]int // of the one before
}

// lengths says into how many steps of how many days a span is cut.
var lengths = map[workflow.MetricsSpan]struct{ steps, days int }{
	workflow.MetricsWeek: {7, 1}, workflow.MetricsMonth: {4, 7}, workflow.MetricsQuarter: {13, 7}, workflow.MetricsYear: {13, 28},
}

// CutOf cuts the time of a view in days of a zone. What is not over by now is
// compared with what was before to the same hour.
func CutOf(v workflow.MetricsView, now time.Time, zone string) Cut {
	now = now.Add(time.Millisecond) // what happens at this moment has happened
	at := local(now, zone)
	today := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	if first, err := time.Parse(workflow.MetricsMonthForm, v.Month); err == nil {
		return months(first, now, zone)
	}
	length, known := lengths[v.Span]
	if !known {
		length = lengths[workflow.MetricsMonth]
	}
	days := length.steps * length.days
	first := today.AddDate(0, 0, 1-days)
	return join(steps(first.AddDate(0, 0, -days), length.steps, length.days, zone), steps(first, length.steps, length.days, zone), now, now.AddDate(0, 0, -days))
}

// Until cuts the time between two instants and as much before the first into days;
// of a digest, the last turn and the one before.
func Until(before, from, to time.Time, zone string) Cut {
	return join(between(before, from, zone), between(from, to, zone), to, from)
}

// months cuts a calendar month, and the one before, into its weeks: from the 1st,
// the 8th, the 15th, the 22nd and the 29th.
func months(first, now time.Time, zone string) Cut {
	of := func(first time.Time) []time.Time {
		var out []time.Time
		next := first.AddDate(0, 1, 0)
		for d := first; d.Before(next); d = d.AddDate(0, 0, 7) {
			out = append(out, calendar.DayStart(zone, d))
		}
		return append(out, calendar.DayStart(zone, next))
	}
	this, before := of(first), of(first.AddDate(0, -1, 0))
	end := this[len(this)-1]
	if now.Before(end) {
		return join(before, this, now, before[0].Add(max(0, now.Sub(this[0]))))
	}
	return join(before, this, end, before[len(before)-1])
}

// steps gives the edges of so many steps of so many days from a day on.
func steps(first time.Time, n, days int, zone string) []time.Time {
	out := make([]time.Time, n+1)
	for i := range out {
		out[i] = calendar.DayStart(zone, first.AddDate(0, 0, i*days))
	}
	return out
}

// between gives two instants and the midnights between them.
func between(from, to time.Time, zone string) []time.Time {
	out := []time.Time{from}
	at := local(from, zone)
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	for {
		day = day.AddDate(0, 0, 1)
		midnight := calendar.DayStart(zone, day)
		if !midnight.Before(to) {
			return append(out, to)
		}
		if midnight.After(from) {
			out = append(out, midnight)
		}
	}
}

// join puts two rows of edges together; each ends where it is over already. What
// lies between them belongs to neither.
func join(before, this []time.Time, end, endBefore time.Time) Cut {
	before, this = upTo(before, endBefore), upTo(this, end)
	c := Cut{Before: [2]int{0, len(before) - 1}}
	c.Edges = before
	from := len(before)
	if before[len(before)-1].Equal(this[0]) {
		this, from = this[1:], from-1
	}
	c.Edges = append(c.Edges, this...)
	c.This = [2]int{from, len(c.Edges) - 1}
	return c
}

// upTo cuts a row of edges off at an instant.
func upTo(edges []time.Time, end time.Time) []time.Time {
	var out []time.Time
	for _, e := range edges {
		if !e.Before(end) {
			break
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return []time.Time{edges[0], edges[0]} // nothing of it has happened yet
	}
	if !edges[len(edges)-1].After(end) {
		return edges
	}
	return append(out, end)
}

func local(at time.Time, zone string) time.Time {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return at.In(loc)
}

// Facts fills in what was counted in the cut.
func (c Cut) Facts(t *Tally, f *workflow.MetricsFacts) {
	stretch := func(from, to int) workflow.Stretch {
		return workflow.Stretch{From: c.Edges[from], To: c.Edges[to], Figures: t.Sum(from, to)}
	}
	f.This, f.Before = stretch(c.This[0], c.This[1]), stretch(c.Before[0], c.Before[1])
	for i := c.This[0]; i < c.This[1]; i++ {
		f.Steps = append(f.Steps, stretch(i, i+1))
	}
	for i := c.Before[0]; i < c.Before[1]; i++ {
		f.Earlier = append(f.Earlier, stretch(i, i+1))
	}
}
