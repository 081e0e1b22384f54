package calendar

import (
	"time"

	"drumbeat/workflow"
)

// halfAYear is how long ago a start of a span of working time is looked for.
const halfAYear = 180 * 24 * time.Hour

// WorkingBefore is the inverse of [WorkingAfter]: the last instant, to the
// millisecond, from which d of working time has passed by at. A d of nothing has
// passed at once. What would lie more than half a year back is half a year back.
func WorkingBefore(h workflow.WorkingHours, zone string, at time.Time, d time.Duration) time.Time {
	early, late := at.Add(-halfAYear), at
	if !WorkingAfter(h, zone, late, d).After(at) {
		return late
	}
	for late.Sub(early) > time.Millisecond {
		middle := early.Add(late.Sub(early) / 2)
		if WorkingAfter(h, zone, middle, d).After(at) {
			late = middle
		} else {
			early = middle
		}
	}
	return early
}
