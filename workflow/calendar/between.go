package calendar

import (
	"time"

	"drumbeat/workflow"
)

// WorkingBetween gives how much working time of a zone lies in [from, to); 0
// where to is not after from. Over longer than a year it is cut off there.
func WorkingBetween(h workflow.WorkingHours, zone string, from, to time.Time) time.Duration {
	loc := zoneOr(zone)
	var sum time.Duration
	first, last := wallOf(from, loc).day()-1, wallOf(to, loc).day()
	for d := first; d <= min(last, first+longestSum); d++ {
		start, end, ok := shift(h, loc, d)
		if !ok {
			continue
		}
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		if start.Before(end) {
			sum += end.Sub(start)
		}
	}
	return sum
}

// longestSum bounds the days that working time is added up over.
const longestSum = 366

// DayStart gives the instant at which a day begins in a zone. The day is that of
// midnight in UTC; where the clock jumps over midnight it begins with the jump.
func DayStart(zone string, day time.Time) time.Time {
	at, _ := instant(wallAt(wallOf(day, time.UTC).day(), 0), zoneOr(zone))
	return at
}
