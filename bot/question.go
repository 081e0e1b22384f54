package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow/desk"
)

// askQuestion opens the form for a question about a briefing.
func (b *Bot) askQuestion(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.CallForm(ctx, c.Window, c.Front, "")
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.QuestionForm(r.locale, f, action.Modal{Window: c.Window, Front: c.Front, Channel: place(r)}))
}

func (b *Bot) submitQuestion(ctx context.Context, r *request, m action.Modal) (answer, error) {
	n, text, err := action.ReadQuestion(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.AskQuestion(ctx, desk.Asking{Window: m.Window, FrontLine: m.Front, Release: n, Text: text, By: r.by, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	return b.asked(r, m, out, render.QuestionNoted(r.locale, out.Question, named(out.Names), out.Zone)), nil
}

// askAnswer opens the form for the answer, for who may give it.
func (b *Bot) askAnswer(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.QuestionFor(ctx, c.Window, c.Item, r.by)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.AnswerForm(r.locale, f, action.Modal{Window: c.Window, Item: c.Item, Channel: place(r)}))
}

func (b *Bot) submitAnswer(ctx context.Context, r *request, m action.Modal) (answer, error) {
	out, err := b.desk.AnswerQuestion(ctx, desk.Answering{Window: m.Window, Question: m.Item, Text: action.ReadAnswer(r.view.values), By: r.by, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	return b.asked(r, m, out, render.AnswerNoted(r.locale, out.Question, named(out.Names))), nil
}

// asked tells who sent a form what came of it, where it was opened.
func (b *Bot) asked(r *request, m action.Modal, out desk.Asked, said render.Message) answer {
	if out.Copy && !b.unsure.get(r.view.id) {
		return answer{outcome: outcomeCopy}
	}
	if m.Channel == "" {
		return answer{modal: render.Notice(r.locale, said)}
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.tellSubmitter(ctx, r, m.Channel, said) }}}
}
