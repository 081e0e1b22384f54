package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// Settings gives the settings as a menu of their parts.
func (d *Desk) Settings(ctx context.Context, by workflow.PersonID) (workflow.SettingsFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.SettingsFacts{}, err
	}
	return workflow.SettingsFacts{Policy: *b.policy, Parts: settings.Parts(b.policy), Manager: b.members.Has(b.policy.ManagerRole, by),
		Names: d.names(ctx, b.policy.SavedBy), Zone: b.policy.Zone}, nil
}

// settingsPage is how many things of a part are shown at once.
const settingsPage = 30

// SettingsPart gives one part of the settings with a page of its things, from the
// one so many after the first. CodeNotFound.
func (d *Desk) SettingsPart(ctx context.Context, by workflow.PersonID, part string, from int) (workflow.SettingsListFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.SettingsListFacts{}, err
	}
	p, items, err := settings.Part(b.policy, part)
	if err != nil {
		return workflow.SettingsListFacts{}, err
	}
	f := workflow.SettingsListFacts{Part: p, Total: len(items), Manager: b.members.Has(b.policy.ManagerRole, by)}
	if f.From = from; f.From >= len(items) {
		f.From = 0
	}
	f.Items = items[f.From:min(len(items), f.From+settingsPage)]
	if p.Key == settings.Absences { // known by who is absent
		for i, item := range f.Items {
			f.Items[i].Name = d.nameOf(ctx, workflow.PersonID(item.Name))
		}
	}
	return f, nil
}

// SettingsEdit is what somebody is about to change in the settings.
type SettingsEdit struct {
	Part   string
	Item   string              // empty: a new one
	Values map[string][]string // by the keys of the fields; what is not there stays as it is
	Remove bool
	Bring  int // the version to bring back; 0: none
	Base   int // the version it was made from; 0: the one in force
	Why    string
}

// apply makes the change.
func (e *SettingsEdit) apply(old *workflow.Policy) func(*workflow.Policy) error {
	return func(p *workflow.Policy) error {
		switch {
		case e.Bring > 0:
			back := *old
			back.Version, back.Requests, back.MoveBefore = p.Version, p.Requests, p.MoveBefore
			*p = back
			return nil
		case e.Remove:
			return settings.Remove(p, e.Part, e.Item)
		}
		values, err := e.withReason(p)
		if err != nil {
			return err
		}
		return settings.Set(p, e.Part, e.Item, values)
	}
}

// withReason gives the values with the reason of the change in the field that is
// shown as one with it.
func (e *SettingsEdit) withReason(p *workflow.Policy) (map[string][]string, error) {
	_, _, fields, err := settings.Form(p, e.Part, e.Item)
	if err != nil {
		return nil, err
	}
	values := maps.Clone(e.Values)
	for _, f := range fields {
		if f.Reason && values != nil && strings.TrimSpace(e.Why) != "" {
			values[f.Key] = []string{strings.TrimSpace(e.Why)}
		}
	}
	return values, nil
}

// old is the version that is brought back; nothing where none is.
func (d *Desk) old(ctx context.Context, e SettingsEdit) (*workflow.Policy, error) {
	if e.Bring == 0 {
		return &workflow.Policy{}, nil
	}
	p, err := d.store.Policies.Get(ctx, e.Bring)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return nil, workflow.Refuse(workflow.CodeNotFound, "There is no version %d of the settings.", e.Bring)
	}
	return &p, err
}

// SettingsForm gives the form of one thing as it is, or with what was filled in.
// Only release managers may open it. CodeDenied, CodeNotFound.
func (d *Desk) SettingsForm(ctx context.Context, by workflow.PersonID, e SettingsEdit) (workflow.SettingsFormFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.SettingsFormFacts{}, err
	}
	if managers := b.members[b.policy.ManagerRole]; !slices.Contains(managers, by) {
		return workflow.SettingsFormFacts{}, workflow.Refuse(workflow.CodeDenied, "Only a release manager can change the settings: %s.", d.list(ctx, managers))
	}
	if err := e.past(b.now); err != nil {
		return workflow.SettingsFormFacts{}, err
	}
	f := workflow.SettingsFormFacts{Remove: e.Remove, Bring: e.Bring, Why: e.Why, Base: e.Base, Zone: b.policy.Zone}
	if f.Base == 0 {
		f.Base = b.policy.Version
	}
	if e.Bring > 0 {
		f.Part = workflow.SettingsPart{Key: "versions", Name: "Versions"}
		return f, nil
	}
	if f.Part, f.Item, f.Fields, err = settings.Form(b.policy, e.Part, e.Item); err != nil {
		return f, err
	}
	f.Fields = slices.DeleteFunc(f.Fields, func(field workflow.SettingField) bool {
		if field.Reason && !e.Remove {
			if f.Shown = true; f.Why == "" && len(field.Value) > 0 {
				f.Why = field.Value[0]
			}
		}
		return field.Reason
	})
	for i, field := range f.Fields {
		if v, given := e.Values[field.Key]; given {
			f.Fields[i].Value = v
		}
	}
	return f, nil
}

// SettingsPreview tells what saving an edit would change and hit, and who saved
// meanwhile. Its errors are those of saving it. Nothing is stored.
func (d *Desk) SettingsPreview(ctx context.Context, by workflow.PersonID, e SettingsEdit) (workflow.SettingsFormFacts, error) {
	e.endNow(d.now())
	now, err := d.store.Policies.Current(ctx)
	if err != nil {
		return workflow.SettingsFormFacts{}, err
	}
	d.remember(now)
	f, err := d.SettingsForm(ctx, by, e)
	if err != nil {
		return f, err
	}
	old, err := d.old(ctx, e)
	if err != nil {
		return f, err
	}
	if e.Base != 0 && e.Base != now.Version {
		f.Notice = sentence(d.overtaken(ctx, now))
	}
	f.Base = now.Version
	next, err := d.store.Policies.Get(ctx, now.Version) // once more: to be changed
	if err != nil {
		return f, err
	}
	if err := e.apply(old)(&next); err != nil {
		return f, err
	}
	if err := checkWhy(e.Why); err != nil {
		return f, err
	}
	if err := d.channelsOf(ctx, &now, &next); err != nil {
		return f, err
	}
	f.Changes = settings.Changes(&now, &next, func(id workflow.PersonID) string { return d.nameOf(ctx, id) })
	hits, err := d.PolicyImpact(ctx, &next)
	f.Impact = &hits
	return f, err
}

// SaveSettings stores an edit as the next version. With move, what cannot stay in
// its window under it makes way: that is part of the version, so that it is done
// by rule whatever happens to this process. Errors are those of [Desk.ChangePolicy].
func (d *Desk) SaveSettings(ctx context.Context, by workflow.PersonID, request string, e SettingsEdit, move bool) (PolicySaved, error) {
	if err := e.past(d.now()); err != nil {
		return PolicySaved{}, err
	}
	e.endNow(d.now())
	old, err := d.old(ctx, e)
	if err != nil {
		return PolicySaved{}, err
	}
	apply := e.apply(old)
	return d.ChangePolicy(ctx, PolicyChange{By: by, Why: e.Why, Request: request, Base: e.Base, Apply: func(p *workflow.Policy) error {
		if err := apply(p); err != nil {
			return err
		}
		if move {
			p.MoveBefore = d.now().UTC()
			return nil
		}
		return d.leaveWhere(ctx, p)
	}})
}

// leaveWhere takes back an earlier wish to have what cannot stay in its window
// moved, where the version about to be saved would hit places too: who saves it was
// asked, and leaves them.
func (d *Desk) leaveWhere(ctx context.Context, p *workflow.Policy) error {
	if p.MoveBefore.IsZero() {
		return nil
	}
	hits, err := d.PolicyImpact(ctx, p)
	if err == nil && len(hits.Moves) > 0 {
		p.MoveBefore = time.Time{}
	}
	return err
}

// SettingsSaved tells whether a request has changed the policy already, so that a
// copy of it is known before it is judged by what it changed; version is the one in
// force.
func (d *Desk) SettingsSaved(ctx context.Context, request string) (version int, done bool, err error) {
	p, err := d.store.Policies.Current(ctx)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return 0, false, nil
	}
	return p.Version, err == nil && request != "" && slices.Contains(p.Requests, request), err
}

// mostVersions is how many versions of the settings are shown.
const mostVersions = 10

// SettingsVersions gives the last versions of the settings, newest first, and what
// each changed.
func (d *Desk) SettingsVersions(ctx context.Context) ([]workflow.SettingsVersion, error) {
	now, err := d.store.Policies.Current(ctx)
	if err != nil {
		return nil, err
	}
	var out []workflow.SettingsVersion
	for p := now; ; {
		v := workflow.SettingsVersion{Policy: p, Current: p.Version == now.Version, Who: d.nameOf(ctx, p.SavedBy)}
		before, err := d.store.Policies.Get(ctx, p.Version-1)
		code := workflow.CodeOf(err)
		if err != nil && code != workflow.CodeNotFound {
			return nil, err
		}
		if err == nil {
			v.Changes = settings.Changes(&before, &p, func(id workflow.PersonID) string { return d.nameOf(ctx, id) })
		}
		out = append(out, v)
		if err != nil || len(out) == mostVersions {
			return out, nil
		}
		p = before
	}
}

// nameOf gives a person's name, or the id where it is not known.
func (d *Desk) nameOf(ctx context.Context, id workflow.PersonID) string {
	if id == workflow.System {
		return "Drumbeat"
	}
	if name := d.Name(ctx, id); name != "" {
		return name
	}
	return string(id)
}
