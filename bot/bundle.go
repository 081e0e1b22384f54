package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// askBundle opens the modal that asks into which bundle a request goes.
func (b *Bot) askBundle(ctx context.Context, r *request, c action.Click) (answer, error) {
	c.Action = workflow.ActEndorse
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.View = c.Command
	there, err := b.desk.Bundles(ctx, c.Release)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.BundleForm(r.locale, f, there, m))
}

// submitBundle puts a request into the bundle that was chosen or named, and
// endorses it where that had not been done.
func (b *Bot) submitBundle(ctx context.Context, r *request, m action.Modal) (answer, error) {
	into, err := action.ReadBundle(r.view.values)
	if err != nil {
		return answer{}, err
	}
	cmd := desk.Command{Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Bundle: into.Name}
	if into.As != 0 {
		f, err := b.desk.Release(ctx, into.As)
		if err != nil {
			return answer{}, err
		}
		if cmd.Bundle = f.Release.Bundle(); cmd.Bundle == "" {
			s := into.As.String() + " has left this bundle since. Name it below, or choose another."
			return answer{}, &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldBundle: s}}
		}
	}
	out, err := b.desk.Do(ctx, cmd)
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
