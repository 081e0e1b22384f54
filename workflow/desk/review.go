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
	tasks, err := promised(b, before, cmd)
	if err != nil {
		return err
	}
	var entry workflow.Entry
	if len(tasks) > 0 {
		entry.About = workflow.TasksAbout(tasks...)
	}
	record(r, b, cmd, before.State, entry)
	r.FollowUps = workflow.FollowUpsAfter(r.FollowUps, r.Last())
	return nil
}

// stepClose closes a release. While a review is due, or what one found or the
// handover is open, only a release manager can, with a reason: that is recorded as
// an override.
func stepClose(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	var entry workflow.Entry
	if open := policy.OpenForClosing(b.policy, b.members, before, b.now); len(open) > 0 {
		switch {
		case cmd.By == workflow.System:
			return workflow.Refuse(workflow.CodeStale, "%s is closed once its %s.", r.Number, notYet(open, "is done"))
		case strings.TrimSpace(cmd.Reason) == "":
			return atField(workflow.FieldReason, "Its %s. Say why it is closed all the same: that stays in the history.", notYet(open, "is not done"))
		}
		entry.Overrode = open
	}
	record(r, b, cmd, workflow.Closed, entry)
	return nil
}

// notYet names what is open of a release: "review has not been held".
func notYet(open []string, otherwise string) string {
	if open[0] == workflow.RuleReview && otherwise != "is done" {
		return "review has not been held"
	}
	names := map[string]string{workflow.RuleReview: "review", workflow.RuleFollowUps: "follow-up of the review", workflow.RuleHandover: "handover", workflow.RuleAcceptance: "handover"}
	return names[open[0]] + " " + otherwise
}
