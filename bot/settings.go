package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"

	"github.com/slack-go/slack"
)

// settings opens the settings: everybody may look, release managers may change.
func (b *Bot) settings(ctx context.Context, r *request, _ action.Click) (answer, error) {
	f, err := b.desk.Settings(ctx, r.by)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.SettingsMenu(r.locale, f))
}

// settingsPart shows the things of one part; another page of them in its place.
func (b *Bot) settingsPart(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.SettingsPart(ctx, r.by, c.Part, c.From)
	if err != nil {
		return answer{}, err
	}
	v := render.SettingsList(r.locale, f)
	if r.view != nil && r.view.callback == action.SettingsListModal {
		return answer{}, b.showInstead(ctx, r.view.id, v)
	}
	return answer{}, b.showModal(ctx, r, v)
}

// settingsVersions shows the last versions and what each changed.
func (b *Bot) settingsVersions(ctx context.Context, r *request, _ action.Click) (answer, error) {
	v, err := b.versions(ctx, r)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, v)
}

func (b *Bot) versions(ctx context.Context, r *request) (slack.ModalViewRequest, error) {
	f, err := b.desk.Settings(ctx, r.by)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	all, err := b.desk.SettingsVersions(ctx)
	return render.SettingsVersions(r.locale, all, f.Manager, f.Zone), err
}

// settingsForm opens the form of one thing, of a new one, or of a version that is
// to be brought back.
func (b *Bot) settingsForm(ctx context.Context, r *request, c action.Click) (answer, error) {
	m := action.SettingsModal{Part: c.Part, Item: c.Item}
	if r.view != nil && r.view.kind == "modal" {
		m.Under = r.view.id
		if below, err := action.ParseSettings(r.view.metadata); err == nil {
			m.From = below.From
		}
	}
	f, err := b.desk.SettingsForm(ctx, r.by, desk.SettingsEdit{Part: c.Part, Item: c.Item, Bring: c.Version})
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.SettingsForm(r.locale, f, m))
}

// settingsTurn turns the form that is open: to taking the thing out, or back from
// what saving would do to the fields. What was typed stays.
func (b *Bot) settingsTurn(ctx context.Context, r *request, c action.Click) (answer, error) {
	if r.view == nil || r.view.callback != action.SettingsFormModal {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "This form is from a version that is gone. Open the settings again: %s settings.", CommandRelease)
	}
	m, err := action.ParseSettings(r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	e, _ := edited(r, m)
	e.Remove = c.ID == action.SettingsRemove
	f, err := b.desk.SettingsForm(ctx, r.by, e)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showInstead(ctx, r.view.id, render.SettingsForm(r.locale, f, m))
}

// edited is what a form asks for.
func edited(r *request, m action.SettingsModal) (e desk.SettingsEdit, move bool) {
	e = desk.SettingsEdit{Part: m.Part, Item: m.Item, Remove: m.Remove, Bring: m.Bring, Base: m.Base}
	e.Values, e.Why, move = action.ReadSettings(r.view.values, m)
	return e, move
}

// submitSettings saves, or first shows what saving would hit.
func (b *Bot) submitSettings(ctx context.Context, r *request) (answer, error) {
	m, err := action.ParseSettings(r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	e, move := edited(r, m)
	var f workflow.SettingsFormFacts
	if !m.Check {
		f, err = b.desk.SettingsPreview(ctx, r.by, e)
	}
	// Asked after the look: between the two a copy of this very submission may save,
	// and the look must not be at what that has changed.
	if version, done, failed := b.desk.SettingsSaved(ctx, r.id); failed != nil || done {
		return b.savedAlready(r, m, version, move), failed
	}
	if !m.Check {
		switch {
		case err != nil:
			return answer{}, err
		case len(f.Changes) == 0:
			s := "Nothing is different from what is in force."
			return answer{}, &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldReason: s}}
		case f.Notice != "" || !f.Impact.Empty():
			return answer{modal: render.SettingsForm(r.locale, f, m)}, nil
		}
	}
	saved, err := b.desk.SaveSettings(ctx, r.by, r.id, e, move)
	if workflow.CodeOf(err) == workflow.CodeConflict { // somebody was faster: told, and asked again
		f, again := b.desk.SettingsPreview(ctx, r.by, e)
		if again != nil {
			return answer{}, again
		}
		return answer{modal: render.SettingsForm(r.locale, f, m)}, nil
	}
	if err != nil {
		return answer{}, err
	}
	if saved.Copy {
		return b.savedAlready(r, m, saved.Policy.Version, move), nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.settingsSaved(ctx, r, m, saved.Policy.Version, move) }}}, nil
}

// savedAlready answers the copy of a submission that was saved, before it is judged
// by what is in force since. Nothing is said or shown a second time, but to who was
// told that nobody knows whether it was saved; releases that are to make way do so
// in the rounds of the planner, whoever else has them.
func (b *Bot) savedAlready(r *request, m action.SettingsModal, version int, move bool) answer {
	a := answer{outcome: outcomeCopy}
	if b.unsure.get(r.view.id) {
		a.later = append(a.later, func(ctx context.Context) { b.settingsSaved(ctx, r, m, version, move) })
	}
	return a
}

// settingsSaved brings what is below the form up to date and has releases make
// way, where that was asked for.
func (b *Bot) settingsSaved(ctx context.Context, r *request, m action.SettingsModal, version int, move bool) {
	if err := b.showBelow(ctx, r, m, render.SettingsSaved(r.locale, version, move)); err != nil {
		b.log.Warn("settings saved, but what is below the form is not up to date", "actor", r.by, "error", err)
	}
	if m.Under == "" {
		b.tellSubmitter(ctx, r, "", render.SettingsDone(r.locale, version, move))
	}
	if !move {
		return
	}
	moved, err := b.desk.MakeWay(ctx)
	if err != nil {
		b.log.Warn("releases have not all made way yet", "policy_version", version, "moved", moved, "error", err)
	}
}

func (b *Bot) showBelow(ctx context.Context, r *request, m action.SettingsModal, said string) error {
	if m.Under == "" {
		return nil
	}
	if m.Bring > 0 {
		v, err := b.versions(ctx, r)
		if err != nil {
			return err
		}
		return b.showInstead(ctx, m.Under, v)
	}
	f, err := b.desk.SettingsPart(ctx, r.by, m.Part, m.From)
	if err != nil {
		return err
	}
	if f.Part.Single {
		menu, err := b.desk.Settings(ctx, r.by)
		if err != nil {
			return err
		}
		return b.showInstead(ctx, m.Under, render.SettingsMenu(r.locale, menu))
	}
	f.Saved = said
	return b.showInstead(ctx, m.Under, render.SettingsList(r.locale, f))
}

// showInstead shows something else in a view that is open; one that was closed
// meanwhile needs nothing any more.
func (b *Bot) showInstead(ctx context.Context, id string, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.openWithin())
	defer cancel()
	_, err := b.api.UpdateViewContext(ctx, v, "", "", id)
	if refused(err, "not_found") || refused(err, "view_not_found") {
		return nil
	}
	if err != nil {
		return &workflow.Error{Code: workflow.CodeStale, Message: modalTrouble(err), Err: err}
	}
	return nil
}
