package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// askAway opens the form in which people say that they are away.
func (b *Bot) askAway(ctx context.Context, r *request, _ action.Click) (answer, error) {
	f, err := b.desk.AwayForm(ctx, r.by)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.AwayForm(r.locale, f, action.Modal{Channel: place(r)}))
}

// submitAway keeps an absence.
func (b *Bot) submitAway(ctx context.Context, r *request, m action.Modal) (answer, error) {
	typed, err := action.ReadAway(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Away(ctx, desk.AwayCommand{By: r.by, Person: typed.Person, From: typed.From, Back: typed.Back, Substitute: typed.Substitute, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	said := render.AwayNoted(r.locale, out.Absence, r.by, named(out.Names), out.Zone)
	if m.Channel == "" {
		return answer{modal: render.Notice(r.locale, said)}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.tellSubmitter(ctx, r, m.Channel, said) }}}, nil
}

// endAbsence ends an absence from the form that lists it, and says so in its place.
func (b *Bot) endAbsence(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.EndAbsence(ctx, r.by, c.Notice, r.id)
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	said := render.BackNoted(r.locale, out.Absence.Person, r.by, named(out.Names))
	if r.view == nil || r.view.kind != "modal" {
		return answer{say: &said, stored: true}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) {
		if _, err := b.api.UpdateViewContext(ctx, render.Notice(r.locale, said), "", "", r.view.id); err != nil && !refused(err, "not_found") {
			b.log.Warn("end of an absence not shown", "actor", r.by, "error", err)
		}
	}}}, nil
}

// named gives people their names, or their ids where those are not known.
func named(names map[workflow.PersonID]string) func(workflow.PersonID) string {
	return func(p workflow.PersonID) string {
		if n := names[p]; n != "" {
			return n
		}
		return string(p)
	}
}
