package desk

import (
	"context"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// waitsFor says, before anything is sent, for which intake gates a request would
// wait. They are warnings: it can be sent all the same.
func waitsFor(b bench, draft workflow.Release, windows []workflow.WindowOption, conflicts []workflow.Finding) []workflow.Finding {
	c := policy.IntakeCase{Policy: b.policy, Members: b.members, Release: &draft, Conflicts: conflicts, Now: b.now}
	for i := range windows {
		if windows[i].Slot.ID == draft.Request.Window {
			c.Slot = &windows[i].Slot
		}
	}
	out := policy.Misfits(c)
	for i := range out {
		out[i].Weight = workflow.Warn
		if out[i].Rule == "intake:"+string(workflow.IntakeConflict) { // which is shown beside the window
			out[i].Reason, out[i].Alternatives = "Because of what stands in the way there a release manager looks at it first.", nil
		}
	}
	return out
}

// Draft gives the request that a person began and did not send; nil: there is
// none, or none that can be read now.
func (d *Desk) Draft(ctx context.Context, person workflow.PersonID) *workflow.Draft {
	draft, err := d.store.Drafts.Get(ctx, person)
	if err != nil {
		if workflow.CodeOf(err) != workflow.CodeNotFound {
			d.log.Warn("draft not read", "person", person, "error", err)
		}
		return nil
	}
	return &draft
}

// KeepDraft keeps what a person has filled in so far. What is empty is no draft;
// of two devices the later one stays. at is when it stood there, by [Desk.Now].
func (d *Desk) KeepDraft(ctx context.Context, person workflow.PersonID, form workflow.Request, at time.Time) error {
	written := form.Title + form.What + form.Why + form.Briefing.Notice + form.Briefing.Say + form.Evidence + form.Rollback + form.Links + form.Incident
	if strings.TrimSpace(written) == "" {
		return nil
	}
	return d.store.Drafts.Put(ctx, workflow.Draft{Person: person, Form: form, SavedAt: at})
}

// Now is the moment by which the desk works.
func (d *Desk) Now() time.Time { return d.now() }

// DropDraft forgets what a person had begun until an instant, by [Desk.Now]: it
// was sent, or is not wanted any more. What was typed before it and is on its way
// still does not bring it back.
func (d *Desk) DropDraft(ctx context.Context, person workflow.PersonID, until time.Time) error {
	return d.store.Drafts.Delete(ctx, person, until)
}

// FromTemplate fills a form from a template: what the template says replaces what
// stands there, and what it leaves empty stays. CodeNotFound.
func (d *Desk) FromTemplate(ctx context.Context, form workflow.Request, key string) (workflow.Request, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return form, err
	}
	t, ok := b.policy.Template(key)
	if !ok {
		return form, workflow.Refuse(workflow.CodeNotFound, "This template is not in the policy any more. Choose another.")
	}
	return policy.Filled(form, t), nil
}

// Again gives the form of a new request like an earlier one: what was of its time
// (the window, the day, the message it was asked from) is left out. CodeNotFound.
func (d *Desk) Again(ctx context.Context, n workflow.Number) (workflow.Request, error) {
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return workflow.Request{}, d.notFound(err, n)
	}
	q := r.Clone().Request
	q.Window, q.Source, q.Evidence, q.Incident, q.DependsOn = "", "", "", "", nil
	q.Target = workflow.Request{}.Target
	if q.Type == workflow.Emergency {
		q.Type = ""
	}
	return q, nil
}
