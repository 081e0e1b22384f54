package desk

import (
	"context"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// reviewFrom starts the clock on the review of a release that has just come to a
// state, where one is due.
func reviewFrom(b bench, r *workflow.Release, came workflow.State) {
	r.Review, r.ReviewBy = "", time.Time{}
	if within := policy.ReviewWithin(b.policy, r.Request.Type, came); within > 0 {
		r.ReviewBy = calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, b.now, within)
	}
}

// stepReview keeps what the review found: it is the entry's reason.
func stepReview(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	r.Review = strings.TrimSpace(cmd.Reason)
	record(r, b, cmd, before.State, workflow.Entry{})
	return nil
}

// ruleReview names the review among what was overridden.
const ruleReview = "review"

// stepClose closes a release. While a review is due only a release manager can,
// with a reason: that is recorded as an override.
func stepClose(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	var entry workflow.Entry
	if policy.ReviewDue(before) {
		switch {
		case cmd.By == workflow.System:
			return workflow.Refuse(workflow.CodeStale, "%s is closed once its review was held.", r.Number)
		case strings.TrimSpace(cmd.Reason) == "":
			s := "Its review has not been held. Say why it is closed all the same: that stays in the history."
			return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldReason: s}}
		}
		entry.Overrode = []string{ruleReview}
	}
	record(r, b, cmd, workflow.Closed, entry)
	return nil
}
