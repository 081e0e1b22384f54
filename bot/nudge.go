package bot

import (
	"context"
	"errors"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// nudge has those reminded who still have to decide. Where all of them were a
// short while ago the answer says when, and when they can be again.
func (b *Bot) nudge(ctx context.Context, r *request, c action.Click) (answer, error) {
	a, err := b.run(ctx, r, c)
	var e *workflow.Error
	if !errors.As(err, &e) || e.Code != workflow.CodeBlocked || len(e.Findings) == 0 || e.Findings[0].Rule != desk.RuleReminded {
		return a, err
	}
	p, problem := b.desk.Policy(ctx)
	if problem != nil {
		return answer{}, err
	}
	name := func(person workflow.PersonID) string { return b.desk.Name(ctx, person) }
	a = say(render.NotReminded(r.locale, c.Release, e.Findings, name, p.Zone))
	a.outcome = string(e.Code)
	return a, nil
}
