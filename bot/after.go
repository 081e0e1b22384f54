package bot

import (
	"context"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// showTasks opens what is to be done for a release after its go-live: its handover,
// or what its review found. Everybody may look.
func (b *Bot) showTasks(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.Release(ctx, c.Release)
	if err != nil {
		return answer{}, err
	}
	m := action.Modal{Release: c.Release, Action: c.Action, Channel: place(r)}
	if len(render.TasksOf(&f, c.Action)) == 0 {
		if err := b.desk.May(ctx, desk.Command{Action: c.Action, Release: c.Release, By: r.by}); err != nil {
			return answer{}, err
		}
	}
	return answer{}, b.showModal(ctx, r, render.Tasks(r.locale, f, m, ""))
}

// askTask opens the form of one task.
func (b *Bot) askTask(ctx context.Context, r *request, c action.Click) (answer, error) {
	c.Action = workflow.Action(c.Part)
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.Task = c.Item
	if r.view != nil && r.view.kind == "modal" {
		m.Under = r.view.id
		if below, err := action.ParseModal(r.view.callback, r.view.metadata); err == nil {
			m.Channel = below.Channel
		}
	}
	v, ok := render.TaskForm(r.locale, f, m)
	if !ok {
		return answer{}, workflow.Refuse(workflow.CodeStale, "%s has no such item any more. Open it again.", c.Release)
	}
	return answer{}, b.showModal(ctx, r, v)
}

// submitTask changes a task, and brings the list below up to date.
func (b *Bot) submitTask(ctx context.Context, r *request, m action.Modal) (answer, error) {
	task, err := action.ReadTask(r.view.values)
	if err != nil {
		return answer{}, err
	}
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	task.Key, task.Due = m.Task, dayIn(task.Due, p.Zone)
	out, err := b.desk.Do(ctx, desk.Command{Action: m.Action, Release: m.Release, By: r.by, Request: r.id, Task: &task, SeenEntry: m.Entry})
	if err != nil {
		return answer{}, err
	}
	if m.Under == "" {
		return b.submitted(r, out, m), nil
	}
	a := answer{}
	if out.Copy && !b.unsure.get(r.view.id) {
		a.outcome = outcomeCopy
		return a, nil
	}
	a.later = append(a.later, func(ctx context.Context) {
		f, err := b.desk.Release(ctx, m.Release)
		if err == nil {
			below := action.Modal{Release: m.Release, Action: m.Action, Channel: m.Channel}
			err = b.showInstead(ctx, m.Under, render.Tasks(r.locale, f, below, m.Task))
		}
		if err != nil {
			b.log.Warn("task changed, but the list below the form is not up to date", "release", m.Release.String(), "actor", r.by, "error", err)
		}
	})
	return a, nil
}

// dayIn is the day of a date picker in a zone: an instant of that day which is its
// working day in every zone of hours; zero stays zero.
func dayIn(day time.Time, zone string) time.Time {
	if day.IsZero() {
		return day
	}
	at, err := time.LoadLocation(zone)
	if err != nil {
		at = time.UTC
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 1, 0, at)
}

// askReturn asks which items of a handover are not good enough, and why.
func (b *Bot) askReturn(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.ReturnForm(r.locale, f, m))
}

// submitReturn sends a handover back.
func (b *Bot) submitReturn(ctx context.Context, r *request, m action.Modal) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{Action: m.Action, Release: m.Release, By: r.by, Request: r.id,
		Reason: action.ReadReason(r.view.values), Items: action.ReadItems(r.view.values)})
	if err != nil {
		return answer{}, err
	}
	return b.submitted(r, out, m), nil
}

// checkIn keeps how a release does, by one click. The message that asked is edited.
func (b *Bot) checkIn(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{Action: workflow.ActCheckIn, Release: c.Release, By: r.by, Request: r.id, About: c.Item})
	if err != nil {
		return answer{}, err
	}
	if out.Repeated {
		return b.done(r, out, ""), nil
	}
	return answer{}, nil
}

// rate keeps how satisfied somebody is, by one click. The message that asked says so.
func (b *Bot) rate(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{Action: workflow.ActRate, Release: c.Release, By: r.by, Request: r.id, About: c.Item})
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	return answer{}, nil
}

// askRate opens the form in which somebody says why, or gives another figure.
func (b *Bot) askRate(ctx context.Context, r *request, c action.Click) (answer, error) {
	c.Action = workflow.ActRate
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.Task = c.Item
	return answer{}, b.showModal(ctx, r, render.RateForm(r.locale, f, m))
}

// submitRate keeps that.
func (b *Bot) submitRate(ctx context.Context, r *request, m action.Modal) (answer, error) {
	figure, words := action.ReadRate(r.view.values)
	out, err := b.desk.Do(ctx, desk.Command{Action: workflow.ActRate, Release: m.Release, By: r.by, Request: r.id, About: figure, Reason: words})
	if err != nil {
		return answer{}, err
	}
	if out.Copy && !b.unsure.get(r.view.id) {
		return answer{outcome: outcomeCopy}, nil
	}
	return answer{}, nil
}

// handovers answers which handovers are open: those of the person, for release
// managers and who runs a system all of them.
func (b *Bot) handovers(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.Handovers(ctx, r.by)
	if err != nil {
		return answer{}, err
	}
	a := say(render.Handovers(r.locale, f, c.Page))
	a.replace = r.kind == kindClick
	return a, nil
}
