package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// keepDraft keeps what stands in a form for a new request, so that closing it loses
// nothing: Slack tells every change of it. Of many in a row the newest is enough.
// While what was begun before is offered, that is not overwritten.
func (b *Bot) keepDraft(r *request, m action.Modal) func(context.Context) {
	at, seq := b.typedAt(r), b.typed.note(r.view.id)
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

// typedAt is when something was typed, by the desk's clock: Slack says when a click
// or a keystroke was, by its own. So what was typed before a form was sent is told
// from what is typed after, whichever replica comes to it first, and when. Where
// Slack says nothing, or nothing that can be, it is now.
func (b *Bot) typedAt(r *request) time.Time {
	now := b.desk.Now()
	sec, frac, _ := strings.Cut(r.action.ActionTs, ".")
	seconds, err := strconv.ParseInt(sec, 10, 64)
	micros, problem := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	if err != nil || problem != nil {
		return now
	}
	at := time.UnixMicro(seconds*1_000_000 + micros).UTC().Add(now.Sub(b.now()))
	if b.clock != nil {
		ahead, _ := b.clock.Ahead()
		at = at.Add(-ahead)
	}
	if at.After(now) || now.Sub(at) > longestTyped {
		return now
	}
	return at
}

// longestTyped is how long ago something can have been typed that comes only now.
const longestTyped = 5 * time.Minute

func (b *Bot) dropDraft(ctx context.Context, r *request, until time.Time) {
	if err := b.desk.DropDraft(ctx, r.by, until); err != nil {
		b.log.Warn("draft not forgotten", "actor", r.by, "error", err)
	}
}

// discard forgets the request that a person began, from the Home tab: what was
// shown there, and not what they have begun since.
func (b *Bot) discard(ctx context.Context, r *request, c action.Click) (answer, error) {
	until, err := time.Parse(action.MomentForm, c.Item)
	if err != nil {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "Drumbeat does not know this button any more. Open the Home tab again.")
	}
	if err := b.desk.DropDraft(ctx, r.by, until); err != nil {
		return answer{}, err
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.showHome(ctx, r) }}}, nil
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
	b.dropDraft(ctx, r, b.typedAt(r))
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
		return b.noSuch(ctx, r, n)
	}
	if err != nil {
		return answer{}, err
	}
	return b.openForm(ctx, r, q, action.Modal{Mode: action.New, TypeChosen: q.Type != "", Channel: place(r)})
}
