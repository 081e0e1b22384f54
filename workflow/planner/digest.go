package planner

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// settled is how long after a digest's moment a policy may be saved that does not
// make a digest of it: whoever says on Wednesday that the digest comes on Tuesdays
// does not mean yesterday's.
const settled = 10 * time.Minute

// digests yields the digest whose moment has come, while it is worth telling, and
// the next one.
func (s *Snapshot) digests(now time.Time, yield func(moment)) {
	if s.Policy.Digest.Cron == "" {
		return
	}
	tell := func(at time.Time) {
		for _, n := range s.Policy.Digests(at) {
			yield(moment{at: at, until: at.Add(workflow.DigestFor), what: "the digest", notice: &n})
		}
	}
	schedule := s.Policy.DigestSchedule()
	if at, ok := calendar.LastTurn(schedule, now, workflow.DigestFor); ok && !s.Policy.SavedAt.After(at.Add(settled)) {
		tell(at)
	}
	if next, err := calendar.Turns(schedule, now.Add(time.Nanosecond), 1); err == nil && len(next) > 0 {
		tell(next[0].Opens)
	}
}
