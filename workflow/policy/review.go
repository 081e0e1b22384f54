package policy

import (
	"time"

	"drumbeat/workflow"
)

// ReviewWithin is how much working time there is to review a release that has
// come to a state: where its type asks for a review, or, of whatever was rolled
// back, as much as an emergency has. 0: no review is due.
func ReviewWithin(p *workflow.Policy, t workflow.ChangeType, came workflow.State) time.Duration {
	if within := p.Type(t).ReviewWithin; within > 0 || came != workflow.RolledBack {
		return within
	}
	return p.Type(workflow.Emergency).ReviewWithin
}

// ReviewDue tells whether a review of r is still to be held: until then it is
// not closed, but by a release manager who says why.
func ReviewDue(r *workflow.Release) bool {
	return !r.ReviewBy.IsZero() && r.Review == "" && (r.State == workflow.Live || r.State == workflow.RolledBack)
}

// nothingTo tells that there is nothing to do by an action that the state has:
// no review is due, or an emergency is paged and needs no reminders.
func nothingTo(r *workflow.Release, action workflow.Action) (f workflow.Finding, none bool) {
	f = workflow.Finding{Rule: "review", Title: "review", Weight: workflow.Block, Unknown: true}
	if why := noneOf(r, action); why != "" {
		f.Rule, f.Title, f.Reason = workflow.RuleHandover, "handover", why
		return f, true
	}
	switch {
	case action == workflow.ActReview && r.Review != "":
		f.Reason = "The review of " + r.Number.String() + " has been held."
		return f, true
	case action == workflow.ActReview && r.ReviewBy.IsZero():
		f.Reason = "No review of " + r.Number.String() + " is due."
		return f, true
	case action == workflow.ActIgnoreCalls && !r.CallsPressing():
		f.Rule, f.Title = "calls", "calls"
		f.Reason = "Nothing waits for an answer: what customers say of " + r.Number.String() + " has been answered, or is too little to alarm anybody."
		return f, true
	case action == workflow.ActKnownOver && r.Known == nil:
		f.Rule, f.Title = "known", "known issue"
		f.Reason = "No known issue of " + r.Number.String() + " is shown to the front line any more."
		return f, true
	case action == workflow.ActNudge && r.Request.Type == workflow.Emergency:
		f.Rule, f.Title = "paged", "paging"
		f.Reason = "Nobody has to be reminded of " + r.Number.String() + ": the people on call are paged until somebody takes it."
		return f, true
	}
	return f, false
}
