package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// TemplateEdit is a release that is saved as a template.
type TemplateEdit struct {
	Release  workflow.Number
	Name     string
	System   string // key; empty: for any
	Pre      bool   // a standard change made from it needs no approval
	Why      string
	Replaces string // key of the template that was shown to be replaced; empty: none was
	Base     int    // the version of the settings in which it was shown; 0: none was
}

// content checks an edit and gives the template; errors are at its fields.
func (e *TemplateEdit) content(p *workflow.Policy, r *workflow.Release) (workflow.Template, error) {
	bad := map[workflow.Field]string{}
	name := strings.Join(strings.Fields(e.Name), " ")
	switch n := len([]rune(name)); {
	case n == 0:
		bad[workflow.FieldName] = "Give it a name: the form lists templates by it."
	case n > policy.MaxShort:
		bad[workflow.FieldName] = fmt.Sprintf("The name has %d characters; at most %d fit. Please shorten it.", n, policy.MaxShort)
	}
	if _, ok := p.System(e.System); !ok && e.System != "" {
		bad[workflow.FieldSystem] = "This system is not in the settings any more. Choose one from the list."
	}
	if r.Request.Type == workflow.Emergency {
		bad[workflow.FieldName] = "An emergency is no template: what it needs is asked in its own form."
	}
	if e.Pre && r.Request.Type != workflow.Standard {
		bad[workflow.FieldPre] = fmt.Sprintf("Only a standard change can be pre-authorised; %s is %s.", r.Number, r.Request.Type)
	}
	if err, ok := asError(checkWhy(e.Why)); ok {
		bad[workflow.FieldReason] = err.Message
	}
	if len(bad) > 0 {
		return workflow.Template{}, &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	form := policy.TemplateOf(r)
	if form.System != e.System {
		form.System = e.System // for any system: the form keeps the one that is chosen
	}
	return workflow.Template{Name: name, System: e.System, PreAuthorised: e.Pre, Form: form}, nil
}

// TemplateForm gives the form by which a release is saved as a template, as the
// release says. Only release managers may. CodeDenied, CodeNotFound.
func (d *Desk) TemplateForm(ctx context.Context, by workflow.PersonID, n workflow.Number) (workflow.TemplateFacts, error) {
	b, r, err := d.templated(ctx, by, n)
	if err != nil {
		return workflow.TemplateFacts{}, err
	}
	f := workflow.TemplateFacts{Release: n, Title: r.Request.Title, Name: r.Request.Title, System: r.Request.System, Systems: b.policy.Systems, Standard: r.Request.Type == workflow.Standard}
	if t, ok := b.policy.Template(r.Request.Template); ok {
		f.Name, f.System, f.Pre = t.Name, t.System, t.PreAuthorised && f.Standard
	}
	return f, nil
}

// templated loads what is saved as a template, for who may do that.
func (d *Desk) templated(ctx context.Context, by workflow.PersonID, n workflow.Number) (bench, workflow.Release, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return b, workflow.Release{}, err
	}
	if managers := b.members[b.policy.ManagerRole]; !slices.Contains(managers, by) {
		return b, workflow.Release{}, workflow.Refuse(workflow.CodeDenied, "Only a release manager can save a template: %s.", d.list(ctx, managers))
	}
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return b, r, d.notFound(err, n)
	}
	if r.Request.Type == workflow.Emergency {
		return b, r, workflow.Refuse(workflow.CodeInvalid, "%s is an emergency: what one needs is asked in its own form, from no template.", n)
	}
	return b, r, nil
}

// TemplatePreview tells what saving would change where the name is that of a
// template there is already; Changes is empty for a new one. Its errors are those
// of saving it.
func (d *Desk) TemplatePreview(ctx context.Context, by workflow.PersonID, e TemplateEdit) (workflow.TemplateFacts, error) {
	f, err := d.TemplateForm(ctx, by, e.Release)
	if err != nil {
		return f, err
	}
	now, err := d.store.Policies.Current(ctx)
	if err != nil {
		return f, err
	}
	d.remember(now)
	next, err := d.store.Policies.Get(ctx, now.Version) // once more: to be changed
	if err != nil {
		return f, err
	}
	r, err := d.store.Releases.Get(ctx, e.Release)
	if err != nil {
		return f, err
	}
	t, err := e.content(&now, &r)
	if err != nil {
		return f, err
	}
	f.Name, f.System, f.Pre, f.Why, f.Base = t.Name, e.System, e.Pre, e.Why, now.Version
	if err := settings.SetTemplate(&next, t); err != nil {
		return f, err
	}
	if old, there := settings.TemplateNamed(&now, t.Name); there {
		f.Replaces = old.Key
		f.Changes = settings.Changes(&now, &next, func(id workflow.PersonID) string { return d.nameOf(ctx, id) })
	}
	return f, nil
}

// SaveTemplate saves a release as a template, in the next version of the settings.
// CodeConflict where it would replace a template that was not shown to be replaced,
// or that somebody changed since; other errors are those of [Desk.ChangePolicy].
func (d *Desk) SaveTemplate(ctx context.Context, by workflow.PersonID, request string, e TemplateEdit) (PolicySaved, error) {
	_, r, err := d.templated(ctx, by, e.Release)
	if err != nil {
		return PolicySaved{}, err
	}
	return d.ChangePolicy(ctx, PolicyChange{By: by, Why: e.Why, Request: request, Base: e.Base, Apply: func(p *workflow.Policy) error {
		t, err := e.content(p, &r)
		if err != nil {
			return err
		}
		if old, there := settings.TemplateNamed(p, t.Name); there && old.Key != e.Replaces {
			return workflow.Refuse(workflow.CodeConflict, "There is a template %s already. Look at what saving changes, and save again.", old.Name)
		}
		return settings.SetTemplate(p, t)
	}})
}
