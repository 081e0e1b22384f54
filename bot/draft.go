package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// keepDraft keeps what stands in a form for a new request, so that closing it loses
// nothing: Slack tells every change of it. Of many in a row the newest is enough.
// While what was begun before is offered, that is not overwritten.
func (b *Bot) keepDraft(r *request, m action.Modal) func(context.Context) {
	at, seq := b.desk.Now(), b.typed.note(r.view.id)
	return func(ctx context.Context) {
		if m.Mode != action.New || m.Offered || !b.typed.is(r.view.id, seq) || b.sent.get(r.view.id) {
			return
		}
		q, _ := action.ReadForm(r.view.values, m) // what is wrong in it is kept too
		if err := b.desk.KeepDraft(ctx, r.by, q, at); err != nil {
			b.log.Warn("draft not kept", "actor", r.by, "error", err)
		}
	}
}

// formClosed keeps what stood in a form that was closed without being sent, as far
// as Slack knows it.
func (b *Bot) formClosed(r *request) answer {
	ignored := answer{outcome: "ignored"}
	if r.view == nil || r.view.callback != action.FormModal || len(r.view.values) == 0 {
		return ignored
	}
	m, err := action.ParseModal(r.view.callback, r.view.metadata)
	if err != nil {
		return ignored
	}
	m.Offered = false // of the two the one that was closed last stays
	return answer{later: []func(context.Context){b.keepDraft(r, m)}}
}

func (b *Bot) dropDraft(ctx context.Context, r *request) {
	if err := b.desk.DropDraft(ctx, r.by); err != nil {
		b.log.Warn("draft not forgotten", "actor", r.by, "error", err)
	}
}

// refill fills the whole form anew: from a template, from what was begun before,
// or from nothing.
func (b *Bot) refill(ctx context.Context, r *request, q workflow.Request, m *action.Modal, changed workflow.Field) workflow.Request {
	if changed == workflow.FieldTemplate {
		if q.Template == "" {
			return q
		}
		from, err := b.desk.FromTemplate(ctx, q, q.Template)
		if err != nil {
			b.log.Warn("form not filled from a template", "actor", r.by, "error", err)
			return q
		}
		m.Filled, m.TypeChosen = m.Filled+1, from.Type != ""
		return from
	}
	m.Offered = false
	if r.action.Value == action.DraftContinue {
		if draft := b.desk.Draft(ctx, r.by); draft != nil {
			m.Filled, m.TypeChosen = m.Filled+1, true
			return draft.Form
		}
		return q
	}
	b.dropDraft(ctx, r)
	m.Filled, m.TypeChosen, m.Source, m.Hidden = m.Filled+1, false, "", workflow.Request{}
	return workflow.Request{}
}

// askAgain opens the form with what an earlier release said.
func (b *Bot) askAgain(ctx context.Context, r *request, rest string) (answer, error) {
	n, err := workflow.ParseNumber(rest)
	if rest == "" || err != nil {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "Which release? Add its number: %s again REL-12.", CommandRelease)
	}
	q, err := b.desk.Again(ctx, n)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return b.noSuch(ctx, n)
	}
	if err != nil {
		return answer{}, err
	}
	return b.openForm(ctx, r, q, action.Modal{Mode: action.New, TypeChosen: q.Type != "", Channel: place(r)})
}
