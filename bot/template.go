package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// askTemplate opens the form by which a release is saved as a template.
func (b *Bot) askTemplate(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.TemplateForm(ctx, r.by, c.Release)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.TemplateForm(r.locale, f, action.Template{Release: c.Release, Channel: place(r)}))
}

// submitTemplate saves it; where there is a template of that name already, it first
// shows what replacing that changes.
func (b *Bot) submitTemplate(ctx context.Context, r *request) (answer, error) {
	m, err := action.ParseTemplate(r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	r.about = m.Release
	e := desk.TemplateEdit{Release: m.Release, Replaces: m.Replaces, Base: m.Base}
	e.Name, e.System, e.Pre, e.Why = action.ReadTemplate(r.view.values)
	f, err := b.desk.TemplatePreview(ctx, r.by, e)
	// Asked after the look: between the two a copy of this very submission may save,
	// and the look must not be at what that has changed.
	if _, done, failed := b.desk.SettingsSaved(ctx, r.id); failed != nil {
		return answer{}, failed
	} else if done {
		return b.templateSaved(r, m, true), nil
	}
	switch {
	case err != nil:
		return answer{}, err
	case f.Replaces != "" && len(f.Changes) == 0:
		s := "The template of this name says just that already."
		return answer{}, &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldName: s}}
	case f.Replaces != m.Replaces, m.Base != 0 && f.Base != m.Base && f.Replaces != "":
		return answer{modal: render.TemplateForm(r.locale, f, m)}, nil
	}
	e.Base = f.Base
	saved, err := b.desk.SaveTemplate(ctx, r.by, r.id, e)
	if workflow.CodeOf(err) == workflow.CodeConflict { // somebody was faster: asked again
		again, failed := b.desk.TemplatePreview(ctx, r.by, e)
		if failed != nil {
			return answer{}, failed
		}
		return answer{modal: render.TemplateForm(r.locale, again, m)}, nil
	}
	if err != nil {
		return answer{}, err
	}
	return b.templateSaved(r, m, saved.Copy), nil
}

// templateSaved tells who saved it: in the place of the form where that was opened
// from the details, which a copy of the submission is answered with too; else
// privately, which a copy is not, but to who was told that nobody knows whether it
// was saved.
func (b *Bot) templateSaved(r *request, m action.Template, copied bool) answer {
	said := render.TemplateSaved(r.locale, m.Release)
	switch {
	case m.Channel == "" && copied:
		return answer{modal: render.Notice(r.locale, said), outcome: outcomeCopy}
	case m.Channel == "":
		return answer{modal: render.Notice(r.locale, said)}
	case copied && !b.unsure.get(r.view.id):
		return answer{outcome: outcomeCopy}
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.tellSubmitter(ctx, r, m.Channel, said) }}}
}
