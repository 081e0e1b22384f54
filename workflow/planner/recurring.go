package planner

import (
	"time"

	"drumbeat/workflow/calendar"
)

// recurring yields the next turn of each schedule, at which desk asks for its
// change. A turn is at a whole minute, and the planner looks at each of them.
func (s *Snapshot) recurring(now time.Time, yield func(moment)) {
	for _, each := range s.Policy.Schedules {
		if each.Paused {
			continue
		}
		next, err := calendar.Turns(each, now.Add(time.Nanosecond), 1)
		if err == nil && len(next) > 0 {
			yield(moment{at: next[0].Opens, what: each.Name + " is asked for"})
		}
	}
}
