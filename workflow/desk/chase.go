package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// Chase gives what is due for a person after go-lives, today or before: tasks of
// theirs, and handovers that have waited for them since yesterday.
func (d *Desk) Chase(ctx context.Context, person workflow.PersonID) (workflow.ChaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.ChaseFacts{}, err
	}
	open, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Live, workflow.RolledBack}, Limit: mostHandovers})
	if err != nil {
		return workflow.ChaseFacts{}, err
	}
	f := workflow.ChaseFacts{Now: b.now, Person: person, Zone: b.policy.Zone}
	for _, r := range open {
		f.Due = append(f.Due, dueFor(b, r, person)...)
	}
	slices.SortStableFunc(f.Due, func(x, y workflow.DueTask) int { return x.Task.Due.Compare(y.Task.Due) })
	return f, nil
}

func dueFor(b bench, r workflow.Release, person workflow.PersonID) []workflow.DueTask {
	var out []workflow.DueTask
	add := func(tasks []workflow.Task, action workflow.Action) {
		for _, t := range workflow.OpenTasks(tasks) {
			if t.Owner == person && !t.Due.IsZero() && b.now.After(t.Due.Add(-24*time.Hour)) {
				out = append(out, workflow.DueTask{Release: r, Task: t, Action: action})
			}
		}
	}
	add(r.FollowUps, workflow.ActFollowUp)
	if h := r.Handover; h != nil && r.State == workflow.Live {
		add(h.Items, workflow.ActHandOver)
		waited := !b.now.Before(calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, h.AskedAt, time.Hour))
		if h.Waiting() && slices.Contains(h.Asked, person) && waited {
			out = append(out, workflow.DueTask{Release: r, Task: workflow.Task{Due: h.AskedAt}, Action: workflow.ActAcceptHandover})
		}
	}
	return out
}
