package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow/desk"
)

// askReason opens the modal in which a reason is given before anything happens.
func (b *Bot) askReason(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.ReasonForm(r.locale, c.Action, f, m))
}

// submitReason does what the reason was asked for.
func (b *Bot) submitReason(ctx context.Context, r *request, m action.Modal) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{
		Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: action.ReadReason(r.view.values),
		Alone: action.ReadAlone(r.view.values),
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}

// submitted closes a modal whose command succeeded.
func (b *Bot) submitted(r *request, out desk.Outcome, m action.Modal) answer {
	a := b.done(r, out, m.Channel)
	if m.View != "" && a.outcome != outcomeCopy {
		a.later = append(a.later, func(ctx context.Context) { b.refreshQueue(ctx, r, m.View) })
	}
	if m.Channel == "" && a.outcome != outcomeCopy {
		a.later = append(a.later, func(ctx context.Context) { b.showHome(ctx, r) })
	}
	return a
}

// askMove opens the modal with the windows a release can move to.
func (b *Bot) askMove(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	q := f.Release.Request
	q.Window = c.Window // the answer to why names one
	form, err := b.desk.Form(ctx, r.by, q, c.Release)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.MoveForm(r.locale, f, form.Windows, c.Window, m))
}

// submitMove moves a release to the window chosen.
func (b *Bot) submitMove(ctx context.Context, r *request, m action.Modal) (answer, error) {
	window, reason, anyway, err := action.ReadMove(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Do(ctx, desk.Command{
		Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: reason, Window: window, Anyway: anyway,
		Alone: action.ReadAlone(r.view.values),
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
