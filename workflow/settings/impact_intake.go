package settings

import (
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// intakeHit says what another version's intake gates mean for a request that waits
// in the queue, or that would be sent again: it is let through by rule, or it waits
// for something that it did not wait for.
func intakeHit(before, after *workflow.Policy, r *workflow.Release, now time.Time) (why string, through bool) {
	if r.State != workflow.Submitted && r.State != workflow.Returned {
		return "", false
	}
	was, is := judgedBy(before, r, now), judgedBy(after, r, now)
	if r.State == workflow.Submitted && len(r.Misfits) > 0 && len(is) == 0 {
		if len(was) == 0 { // it goes on by itself, whatever is saved
			return "", false
		}
		return "It waited because of: " + titlesOf(was) + ".", true
	}
	had := map[string]bool{}
	for _, f := range was {
		had[f.Rule] = true
	}
	var fresh []string
	for _, f := range is {
		if !had[f.Rule] {
			fresh = append(fresh, f.Reason)
		}
	}
	switch {
	case len(fresh) == 0:
		return "", false
	case r.State == workflow.Returned:
		return "Sent again, it waits for a release manager: " + strings.Join(fresh, " "), false
	}
	return "It waits for this too: " + strings.Join(fresh, " "), false
}

// judgedBy holds a request against the intake gates of a version. What stands in the
// way of its window is what was found when it was judged last.
func judgedBy(p *workflow.Policy, r *workflow.Release, now time.Time) []workflow.Finding {
	c := policy.IntakeCase{Policy: p, Release: r, Now: now}
	if slot, err := calendar.Find(p, r.Request.Window); r.Request.Window != "" && err == nil {
		c.Slot = &slot
	}
	for _, f := range r.Misfits {
		if f.Rule == "intake:"+string(workflow.IntakeConflict) {
			c.Conflicts = append(c.Conflicts, f)
		}
	}
	return policy.Misfits(c)
}

func titlesOf(findings []workflow.Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Title)
	}
	return strings.Join(out, ", ")
}
