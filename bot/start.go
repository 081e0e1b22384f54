package bot

import (
	"context"
	"errors"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// start starts a release. Where something stands in the way that a release
// manager may override, and one clicked, they are shown what it is and asked for
// the reason; everybody else reads who can.
func (b *Bot) start(ctx context.Context, r *request, c action.Click) (answer, error) {
	a, err := b.run(ctx, r, c)
	var e *workflow.Error
	if !errors.As(err, &e) || e.Code != workflow.CodeBlocked || !b.desk.MayOverride(ctx, r.by, e.Findings) {
		return a, err
	}
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.AnywayForm(r.locale, f, e.Findings, m))
}

// submitAnyway starts a release in spite of what was shown to stand in its way.
func (b *Bot) submitAnyway(ctx context.Context, r *request, m action.Modal) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{
		Action: workflow.ActStart, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: action.ReadReason(r.view.values), Anyway: true, Known: m.Known,
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
