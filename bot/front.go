package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// askCalls opens the form of "Customers call about this".
func (b *Bot) askCalls(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.CallForm(ctx, c.Window, c.Front, "")
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.CallsForm(r.locale, f, action.Modal{Window: c.Window, Front: c.Front, Channel: place(r)}))
}

// submitCalls keeps the report, and says what to tell the next one who calls.
func (b *Bot) submitCalls(ctx context.Context, r *request, m action.Modal) (answer, error) {
	heard, err := action.ReadCalls(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.ReportCall(ctx, desk.CallReport{Window: m.Window, FrontLine: m.Front, Release: heard.Release, Customers: heard.Customers,
		Harm: heard.Harm, Words: heard.Words, By: r.by, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	return b.noted(ctx, r, m, out, func(ctx context.Context) render.Message {
		return render.CallsNoted(r.locale, out.Call, out.Count, b.said(ctx, out.Call.Release))
	})
}

// noted tells who sent a form what came of it, where it was opened; a copy is not
// told a second time.
func (b *Bot) noted(ctx context.Context, r *request, m action.Modal, out desk.CallReported, say func(context.Context) render.Message) (answer, error) {
	if out.Copy && !b.unsure.get(r.view.id) {
		return answer{outcome: outcomeCopy}, nil
	}
	if m.Channel == "" {
		return answer{modal: render.Notice(r.locale, say(ctx))}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) { b.tellSubmitter(ctx, r, m.Channel, say(ctx)) }}}, nil
}

// said gives the facts of a release for an answer; nil where there is none, or they
// cannot be had now.
func (b *Bot) said(ctx context.Context, n workflow.Number) *workflow.ReleaseFacts {
	if n == 0 {
		return nil
	}
	f, err := b.desk.Release(ctx, n)
	if err != nil {
		b.log.Warn("report stored, and its release not read", "release", n.String(), "error", err)
		return nil
	}
	return &f
}

// customers opens the form for calls of which nobody knows the reason; what was
// typed after the command stands in it.
func (b *Bot) customers(ctx context.Context, r *request, words string) (answer, error) {
	f, err := b.desk.CallForm(ctx, "", "", words)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.CustomersForm(r.locale, f, action.Modal{Channel: place(r)}))
}

func (b *Bot) askCustomers(ctx context.Context, r *request, _ action.Click) (answer, error) {
	return b.customers(ctx, r, "")
}

// submitCustomers keeps the report, and shows in its place what it may be about.
func (b *Bot) submitCustomers(ctx context.Context, r *request, _ action.Modal) (answer, error) {
	heard, err := action.ReadCalls(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.ReportCall(ctx, desk.CallReport{System: heard.System, Customers: heard.Customers, Harm: heard.Harm, Words: heard.Words, By: r.by, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	a := answer{modal: render.Suspects(r.locale, out.Window, out.Call, out.Suspects)}
	if out.Copy {
		a.outcome = outcomeCopy
	}
	return a, nil
}

// callCause says which release a report is about, and shows in its place what to
// tell the next one who calls.
func (b *Bot) callCause(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.FoundCause(ctx, c.Window, c.Item, c.Release, r.by, r.id)
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	said := func(ctx context.Context) render.Message {
		return render.CallsNoted(r.locale, out.Call, out.Count, b.said(ctx, c.Release))
	}
	if r.view == nil || r.view.kind != "modal" {
		m := said(ctx)
		return answer{say: &m, stored: true}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) {
		if _, err := b.api.UpdateViewContext(ctx, render.Notice(r.locale, said(ctx)), "", "", r.view.id); err != nil && !refused(err, "not_found") {
			b.log.Warn("cause of calls not shown", "actor", r.by, "error", err)
		}
	}}}, nil
}

// askKnown opens the form for a known issue.
func (b *Bot) askKnown(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.KnownForm(r.locale, f, m))
}

func (b *Bot) submitKnown(ctx context.Context, r *request, m action.Modal) (answer, error) {
	what, say, until, err := action.ReadKnown(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Do(ctx, desk.Command{Action: m.Action, Release: m.Release, SeenEntry: m.Entry, By: r.by, Request: r.id, Reason: what, Say: say, Until: until})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}

// askCorrection opens the form in which the briefing of what is live is corrected.
func (b *Bot) askCorrection(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.CorrectForm(r.locale, f, m))
}

func (b *Bot) submitCorrection(ctx context.Context, r *request, m action.Modal) (answer, error) {
	is := action.ReadCorrection(r.view.values)
	out, err := b.desk.Do(ctx, desk.Command{Action: m.Action, Release: m.Release, SeenEntry: m.Entry, By: r.by, Request: r.id, Briefing: &is})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}
