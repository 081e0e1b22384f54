package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// why answers what stands between a release and going live, from a button.
func (b *Bot) why(ctx context.Context, r *request, c action.Click) (answer, error) {
	return b.explainWhy(ctx, r, desk.Question{By: r.by, Release: c.Release, Window: c.Window})
}

// askWhy answers "why REL-12 thu" and "why web shop thu".
func (b *Bot) askWhy(ctx context.Context, r *request, typed string) (answer, error) {
	q, err := b.desk.ReadQuestion(ctx, r.by, typed)
	if err != nil {
		return answer{}, err
	}
	return b.explainWhy(ctx, r, q)
}

func (b *Bot) explainWhy(ctx context.Context, r *request, q desk.Question) (answer, error) {
	r.about = q.Release
	f, err := b.desk.Why(ctx, q)
	if workflow.CodeOf(err) == workflow.CodeNotFound && q.Release != 0 && q.Window == "" {
		return b.noSuch(ctx, r, q.Release)
	}
	if err != nil {
		return answer{}, err
	}
	return say(render.Why(r.locale, f)), nil
}
