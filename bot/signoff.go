package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow/desk"
)

// askSignOff opens the modal in which somebody says that a release passed an
// environment, and by what that can be seen.
func (b *Bot) askSignOff(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.SignOffForm(r.locale, f, r.by, m))
}

// submitSignOff records it.
func (b *Bot) submitSignOff(ctx context.Context, r *request, m action.Modal) (answer, error) {
	environment, evidence := action.ReadSignOff(r.view.values)
	out, err := b.desk.Do(ctx, desk.Command{
		Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: evidence, About: environment,
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
