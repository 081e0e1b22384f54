package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// askUrgently opens the short form for an emergency from a button.
func (b *Bot) askUrgently(ctx context.Context, r *request, _ action.Click) (answer, error) {
	return b.emergency(ctx, r, "")
}

// emergency opens the short form for an emergency, with what was typed as its title.
func (b *Bot) emergency(ctx context.Context, r *request, title string) (answer, error) {
	q := prefill(title)
	q.Type = workflow.Emergency
	return b.openForm(ctx, r, q, action.Modal{Mode: action.New, TypeChosen: true, Channel: place(r)})
}

// close closes a release: at once, or where its review was not held, after the
// reason was asked for.
func (b *Bot) close(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.Release(ctx, c.Release)
	if err != nil {
		return answer{}, err
	}
	if f.MustSayWhy() {
		return b.askReason(ctx, r, c)
	}
	return b.run(ctx, r, c)
}

// askReview opens the form for what a review found.
func (b *Bot) askReview(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.ReviewForm(r.locale, f, m))
}

// submitReview keeps what a review found.
func (b *Bot) submitReview(ctx context.Context, r *request, m action.Modal) (answer, error) {
	found, err := action.ReadReview(r.view.values, render.ReviewHeadings(workflow.English))
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Do(ctx, desk.Command{Action: workflow.ActReview, Release: m.Release, By: r.by, Request: r.id, Reason: found,
		Items: action.ReadPromises(r.view.values)})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
