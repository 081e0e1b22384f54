package bot

import (
	"context"
	"strings"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// queue answers `/release queue`: what waits for this person first, or what the
// words behind it ask for.
func (b *Bot) queue(ctx context.Context, r *request, words string) (answer, error) {
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	if words != "" {
		v, ok := queueWords(&p, words)
		if !ok {
			return answer{}, workflow.Refuse(workflow.CodeInvalid, "Drumbeat knows no such part of the queue. Add nothing, “all”, “mine”, or the name of a system or a department: %s queue mine.", CommandRelease)
		}
		return b.queuePage(ctx, r, v, render.Message{}, false)
	}
	f, err := b.desk.Queue(ctx, r.by, workflow.QueueView{Lane: workflow.LaneTriage})
	if err != nil {
		return answer{}, err
	}
	if f.Manager && f.Total > 0 {
		return say(render.Queue(r.locale, f, render.Message{})), nil
	}
	return b.queuePage(ctx, r, workflow.QueueView{}, render.Message{}, false)
}

// queueWords reads which part of the queue somebody typed.
func queueWords(p *workflow.Policy, typed string) (workflow.QueueView, bool) {
	typed = strings.ToLower(strings.Join(strings.Fields(typed), " "))
	switch typed {
	case "all", "everything":
		return workflow.QueueView{}, true
	case "mine", "my", "me":
		return workflow.QueueView{Mine: true}, true
	case "triage", "waiting", "late":
		return workflow.QueueView{Lane: workflow.LaneTriage}, true
	case "endorse":
		return workflow.QueueView{Lane: workflow.LaneEndorse}, true
	}
	for _, s := range p.Systems {
		if typed == strings.ToLower(s.Key) || typed == strings.ToLower(s.Name) {
			return workflow.QueueView{System: s.Key}, true
		}
	}
	for _, d := range p.Departments {
		if typed == strings.ToLower(d.Key) || typed == strings.ToLower(d.Name) {
			return workflow.QueueView{Department: d.Key}, true
		}
	}
	return workflow.QueueView{}, false
}

// queueTurned shows another part of the queue, in the place of the one before.
func (b *Bot) queueTurned(ctx context.Context, r *request, c action.Click) (answer, error) {
	v, err := action.ParseView(c.Command)
	if err != nil {
		return answer{}, err
	}
	return b.queuePage(ctx, r, v, render.Message{}, r.message.ephemeral)
}

func (b *Bot) queuePage(ctx context.Context, r *request, v workflow.QueueView, said render.Message, replace bool) (answer, error) {
	f, err := b.desk.Queue(ctx, r.by, v)
	if err != nil {
		return answer{}, err
	}
	a := say(render.Queue(r.locale, f, said))
	a.replace = replace
	return a, nil
}

// doneInQueue says what came of a click in the queue, above the queue as it is
// now: who goes through it goes on from there.
func (b *Bot) doneInQueue(r *request, out desk.Outcome, view string) (answer, error) {
	v, err := action.ParseView(view)
	if err != nil || out.Copy {
		return b.done(r, out, ""), nil
	}
	var a answer
	r.about = out.Release.Number
	if out.Repeated {
		a.outcome = outcomeRepeated
	}
	a.later = append(a.later, func(ctx context.Context) {
		f, err := b.desk.Release(ctx, out.Release.Number)
		if err != nil {
			b.log.Warn("done, but not told", "release", out.Release.Number.String(), "error", err)
			return
		}
		said := render.Done(r.locale, f, out.Entry, out.Repeated)
		if page, err := b.desk.Queue(ctx, r.by, v); err == nil {
			said = render.Queue(r.locale, page, said)
		}
		if err := b.tell(ctx, r, said, true); err != nil {
			b.log.Warn("done, but not told", "release", out.Release.Number.String(), "error", err)
		}
	})
	return a, nil
}

// askPlace opens the modal that asks where in the queue, and why.
func (b *Bot) askPlace(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.View = c.Command
	others, err := b.desk.InQueue(ctx, c.Release)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.ReorderForm(r.locale, f, others, m))
}

func (b *Bot) submitPlace(ctx context.Context, r *request, m action.Modal) (answer, error) {
	top, ahead, reason, err := action.ReadReorder(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Do(ctx, desk.Command{
		Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: reason, Other: ahead, Top: top,
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}

// askMerge opens the modal that asks into which release a duplicate goes.
func (b *Bot) askMerge(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.View = c.Command
	return answer{}, b.showModal(ctx, r, render.MergeForm(r.locale, f, m))
}

func (b *Bot) submitMerge(ctx context.Context, r *request, m action.Modal) (answer, error) {
	into, reason, err := action.ReadMerge(r.view.values)
	if err != nil {
		return answer{}, err
	}
	out, err := b.desk.Do(ctx, desk.Command{
		Action: m.Action, Release: m.Release, Seen: m.Revision, By: r.by, Request: r.id, Reason: reason, Other: into,
	})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}

// askSeveral opens the modal in which several requests of a page are chosen.
func (b *Bot) askSeveral(ctx context.Context, r *request, c action.Click) (answer, error) {
	v, err := action.ParseView(c.Command)
	if err != nil {
		return answer{}, err
	}
	f, err := b.desk.Queue(ctx, r.by, v)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.BulkForm(r.locale, f, action.Modal{View: c.Command, Channel: place(r)}))
}

// submitSeveral does to each of several requests what was chosen, each an
// ordinary command with a request id of its own, which follows from the
// submission's: a copy of that finds done what it asks for.
func (b *Bot) submitSeveral(ctx context.Context, r *request, m action.Modal) (answer, error) {
	several, err := action.ReadSeveral(r.view.values)
	if err != nil {
		return answer{}, err
	}
	var results []render.BulkResult
	for _, seen := range several.Releases {
		cmd := desk.Command{Action: several.Action, Release: seen.Release, Seen: seen.Revision, By: r.by, Request: r.id + ":" + seen.Release.String()}
		switch several.Action {
		case workflow.ActEndorse:
			cmd.Bundle = several.Bundle
		default:
			cmd.Reason = several.Reason
		}
		results = append(results, b.oneOfSeveral(ctx, r, cmd))
	}
	a := answer{modal: render.Notice(r.locale, render.BulkDone(r.locale, results))}
	a.later = append(a.later, func(ctx context.Context) { b.refreshQueue(ctx, r, m.View) })
	return a, nil
}

func (b *Bot) oneOfSeveral(ctx context.Context, r *request, cmd desk.Command) render.BulkResult {
	_, err := b.desk.Do(ctx, cmd)
	f, lost := b.desk.Release(ctx, cmd.Release)
	if lost != nil {
		f.Release.Number = cmd.Release
	}
	res := render.BulkResult{Release: f, Done: err == nil}
	if err != nil {
		e, ref := b.refer(r, err)
		res.Said = plainly(r.locale, e, ref)
	}
	return res
}

// refreshQueue shows the page of the queue that a modal was opened from as it is
// now, where that still can be.
func (b *Bot) refreshQueue(ctx context.Context, r *request, view string) {
	from := b.origins.get(r.view.id)
	v, err := action.ParseView(view)
	if err != nil || !from.open(b.now()) || !from.ephemeral {
		return
	}
	f, err := b.desk.Queue(ctx, r.by, v)
	if err != nil {
		b.log.Warn("queue not shown", "actor", r.by, "error", err)
		return
	}
	m := render.Queue(r.locale, f, render.Message{})
	if err := b.postAnswer(ctx, from.url, mustJSON(privately{Type: "ephemeral", Replace: true, Text: m.Text, Blocks: m.Blocks})); err != nil {
		b.log.Warn("queue not shown", "actor", r.by, "error", err)
	}
}
