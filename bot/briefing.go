package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
)

// read records "I have read this": anybody who can read a briefing's channel
// may say so, and the first time counts.
func (b *Bot) read(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.Read(ctx, c.Window, c.Front, r.by, r.id)
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	a := say(render.ReadNoted(r.locale, out.Coverage, out.Receipt.At, p.Zone, out.Repeated))
	a.stored = !out.Repeated
	if out.Repeated {
		a.outcome = outcomeRepeated
	}
	return a, nil
}

// retryNotice sends a notice again that could not be delivered.
func (b *Bot) retryNotice(ctx context.Context, r *request, c action.Click) (answer, error) {
	copied, err := b.desk.RetryNotice(ctx, c.Notice, r.by, r.id)
	if err != nil {
		return answer{}, err
	}
	if copied {
		return answer{outcome: outcomeCopy}, nil
	}
	if r.view != nil && r.view.kind == "home" {
		return answer{later: []func(context.Context){func(ctx context.Context) { b.showHome(ctx, r) }}}, nil
	}
	m := render.SendingAgain(r.locale)
	a := say(m)
	a.replace, a.stored = true, true
	return a, nil
}
