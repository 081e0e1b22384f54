package policy

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// Closing lists what stands between a release that is live or was rolled back and
// its end; nothing of one that is neither. Once all pass, one that is live is
// closed by rule.
func Closing(p *workflow.Policy, members workflow.Members, r *workflow.Release, now time.Time) []workflow.Finding {
	if r.State != workflow.Live && r.State != workflow.RolledBack {
		return nil
	}
	var out []workflow.Finding
	add := func(rule, title string, open bool, f workflow.Finding) {
		f.Rule, f.Title, f.Pass, f.Weight = rule, title, !open, workflow.Block
		if !open {
			f.Reason, f.Who = "", nil
		}
		out = append(out, f)
	}
	if r.State == workflow.Live {
		ends := r.LiveAt.Add(p.AftercareFor(r.Request.Type))
		add(workflow.RuleAftercare, "aftercare", now.Before(ends), workflow.Finding{Reason: "It is still watched.", At: ends, Earliest: ends})
		if c, until := unanswered(p, r); c.Lead > 0 {
			add(workflow.RuleCheckIn, "check-in", now.Before(until) && !now.Before(c.At), workflow.Finding{Reason: "An answer to the check-in is waited for.", Who: []workflow.PersonID{r.Watcher()}, At: c.At, Earliest: until})
		}
	}
	if !r.ReviewBy.IsZero() {
		add(workflow.RuleReview, "review", ReviewDue(r), workflow.Finding{Reason: "Its review has not been held.", Who: workflow.Reviewers(r), At: r.ReviewBy, Unknown: true})
	}
	if len(r.FollowUps) > 0 {
		open := workflow.OpenTasks(r.FollowUps)
		add(workflow.RuleFollowUps, "follow-ups", len(open) > 0, workflow.Finding{Reason: "What its review found is not all done.", Who: owners(open), Unknown: true})
	}
	if h := r.Handover; h != nil {
		open := workflow.OpenTasks(h.Items)
		add(workflow.RuleHandover, "handover", len(open) > 0, workflow.Finding{Reason: "Its handover is not complete.", Who: owners(open), Unknown: true})
		if len(open) == 0 && h.Runner != "" {
			add(workflow.RuleAcceptance, "acceptance", h.Waiting(), workflow.Finding{Reason: "Who runs it has not accepted the handover.", Who: RunOwners(p, members, r), At: h.AskedAt, Unknown: true})
		}
	}
	return out
}

// OpenForClosing are the rules that only a release manager closes a release in
// spite of, with a reason: the rest is a matter of time.
func OpenForClosing(p *workflow.Policy, members workflow.Members, r *workflow.Release, now time.Time) []string {
	var out []string
	for _, f := range Closing(p, members, r, now) {
		if !f.Pass && f.Rule != workflow.RuleAftercare && f.Rule != workflow.RuleCheckIn {
			out = append(out, f.Rule)
		}
	}
	return out
}

// CheckIns are how long after go-live it is asked how a release of a type does:
// for as long as it is watched.
func CheckIns(p *workflow.Policy, t workflow.ChangeType) []time.Duration {
	var out []time.Duration
	for _, lead := range p.Type(t).CheckIns {
		if lead > 0 && lead <= p.AftercareFor(t) && !slices.Contains(out, lead) {
			out = append(out, lead)
		}
	}
	slices.Sort(out)
	return out
}

// unanswered is the last check-in of a release while nobody has answered it, and
// how long an answer is waited for.
func unanswered(p *workflow.Policy, r *workflow.Release) (workflow.CheckIn, time.Time) {
	all := r.CheckIns(CheckIns(p, r.Request.Type))
	if len(all) == 0 || all[len(all)-1].Verdict != "" {
		return workflow.CheckIn{}, time.Time{}
	}
	last := all[len(all)-1]
	return last, last.At.Add(workflow.CheckInWait)
}

func owners(tasks []workflow.Task) []workflow.PersonID {
	var out []workflow.PersonID
	for _, t := range tasks {
		if t.Owner != "" && !slices.Contains(out, t.Owner) {
			out = append(out, t.Owner)
		}
	}
	return out
}
