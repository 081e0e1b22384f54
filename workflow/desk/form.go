package desk

import (
	"context"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// formWindows is how many coming windows the form offers.
const formWindows = 8

// Form gives what the request form shows for what was typed so far. With a
// release number it is the form that edits or resubmits that release; an empty
// form then starts from its content. CodeNotFound.
func (d *Desk) Form(ctx context.Context, by workflow.PersonID, form workflow.Request, n workflow.Number) (workflow.FormFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.FormFacts{}, err
	}
	f := workflow.FormFacts{Now: b.now, Form: form, Systems: b.policy.Systems, Risk: b.policy.Risk, Zone: b.policy.Zone}
	requester := by
	if n != 0 {
		r, err := d.store.Releases.Get(ctx, n)
		if err != nil {
			return workflow.FormFacts{}, d.notFound(err, n)
		}
		f.Release, requester = &r, r.Requester
		if strings.TrimSpace(form.Title+form.What+form.System) == "" {
			f.Form = r.Request
		}
	}
	d.prefill(b, &f, requester)
	f.Suggested, f.SuggestedWhy = policy.Classify(b.policy, f.Form)
	f.Lighter, f.RiskType = policy.Lighter(b.policy, f.Form), policy.RiskType(b.policy, f.Form.Risk)
	f.Incident = f.Form.Type != workflow.Emergency && policy.MendsIncident(f.Form)
	f.Templates, f.Accounts = b.policy.Templates, b.policy.Accounts
	f.Required = policy.Required(b.policy, f.Form)
	f.RiskScore, f.RiskMost = b.policy.RiskScore(f.Form.Risk)
	draft := workflow.Release{Revision: 1, State: workflow.Submitted, Request: f.Form, Requester: requester}
	f.Approvers, f.NoApproval = policy.Standing(b.policy, b.members, &draft).Rules, policy.NoApproval(b.policy, &draft)
	f.Findings = d.unanswerable(ctx, b, &draft)
	if err := d.formWindows(ctx, b, &f); err != nil {
		return f, err
	}
	conflicts, err := d.formConflicts(ctx, b, &f)
	if err != nil {
		return f, err
	}
	f.Findings = append(f.Findings, conflicts...)
	if len(policy.Blocking(conflicts)) > 0 {
		conflicts = nil // such a window cannot be asked for: nobody will look at that
	}
	f.Findings = append(f.Findings, waitsFor(b, draft, f.Windows, conflicts)...)
	var people []workflow.PersonID
	for _, rs := range f.Approvers {
		people = append(people, rs.Can[:min(len(rs.Can), 6)]...)
	}
	for _, finding := range f.Findings {
		people = append(people, finding.Who[:min(len(finding.Who), 6)]...)
	}
	f.Names = d.names(ctx, people...)
	return f, nil
}

// prefill chooses what most requests choose.
func (d *Desk) prefill(b bench, f *workflow.FormFacts, requester workflow.PersonID) {
	q := &f.Form
	if q.System == "" && len(b.policy.Systems) > 0 {
		q.System = b.policy.Systems[0].Key
	}
	if q.EffortHours == 0 {
		q.EffortHours = 8
	}
	if q.Type == "" {
		q.Type, _ = policy.Classify(b.policy, *q)
	}
	if q.Impact == "" {
		q.Impact = workflow.ImpactNoticeable
	}
	if r := f.Release; r != nil && (r.State == workflow.Returned || r.State == workflow.RolledBack) && !stillOffered(b, q.Window) {
		q.Window = "" // what is sent again goes to a window that can still be had
	}
	if h, err := heartbeat(b.policy, q); err == nil {
		if key, _, ok := q.Window.Split(); ok && key != h.Key {
			q.Window = "" // another type or system rides with other windows
		}
		f.Maintenance = b.policy.Maintains(h.Key)
	}
	if q.Contact == "" {
		q.Contact = requester
	}
	if q.Implementer == "" {
		q.Implementer = requester
	}
}

// stillOffered tells whether a window can be asked for; false where it is gone.
func stillOffered(b bench, id workflow.WindowID) bool {
	slot, err := calendar.Find(b.policy, id)
	return err == nil && policy.CheckSlot(slot, b.now).Pass
}

// formWindows lists the coming windows of the chosen system with their free
// places, and a finding where the system has none.
func (d *Desk) formWindows(ctx context.Context, b bench, f *workflow.FormFacts) error {
	if f.Form.Type == workflow.Emergency {
		return nil
	}
	h, err := heartbeat(b.policy, &f.Form)
	if err != nil {
		f.Findings = append(f.Findings, workflow.Finding{Rule: "window", Title: "window", Weight: workflow.Block, Reason: sentence(err), Unknown: true})
		return nil
	}
	return d.offer(ctx, b, f, h)
}
