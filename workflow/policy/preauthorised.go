package policy

import (
	"fmt"
	"slices"

	"drumbeat/workflow"
)

// PreAuthorised gives the template by which a request needs no approval: a standard
// change that is made from a pre-authorised template of its system, and stays
// within what was authorised.
func PreAuthorised(p *workflow.Policy, q *workflow.Request) (workflow.Template, bool) {
	t, known := p.Template(q.Template)
	ok := known && t.PreAuthorised && q.Type == workflow.Standard && (t.System == "" || t.System == q.System) && Beyond(t, q) == ""
	return t, ok
}

// Beyond says in what a request goes beyond its template: more work, a risk, an
// impact or a downtime that the template does not have. Empty: it stays within.
func Beyond(t workflow.Template, q *workflow.Request) string {
	form := &t.Form
	more := slices.ContainsFunc(q.Risk, func(k string) bool { return !slices.Contains(form.Risk, k) })
	switch {
	case form.EffortHours > 0 && q.EffortHours > form.EffortHours:
		return fmt.Sprintf("%s of work instead of %s", Hours(q.EffortHours), Hours(form.EffortHours))
	case more:
		return "a risk that the template does not have"
	case q.Downtime && !form.Downtime:
		return "downtime that the template does not have"
	case impactRank(q.Impact) > impactRank(form.Impact):
		return "customers notice more than the template says"
	}
	return ""
}

// impactRank orders the impacts; what is not filled in allows any.
func impactRank(i workflow.Impact) int {
	switch i {
	case workflow.ImpactNone:
		return 0
	case workflow.ImpactNoticeable:
		return 1
	}
	return 2
}

// approvals are the approvals that a release needs by the policy.
func approvals(p *workflow.Policy, r *workflow.Release) []workflow.ApprovalRule {
	if _, ok := PreAuthorised(p, &r.Request); ok {
		return nil
	}
	return p.Type(r.Request.Type).Approvals
}

// NoApproval says why a release needs no approval; empty: it needs some.
func NoApproval(p *workflow.Policy, r *workflow.Release) string {
	if t, ok := PreAuthorised(p, &r.Request); ok {
		return fmt.Sprintf("pre-authorised by the template %s", t.Name)
	}
	if len(p.Type(r.Request.Type).Approvals) == 0 {
		return fmt.Sprintf("every %s change is pre-authorised", r.Request.Type)
	}
	return ""
}
