package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

const (
	// MaxEvidence is how long the evidence of a task may be, in characters.
	MaxEvidence = 1000
	// MaxPromise is how long one thing that a review promises may be.
	MaxPromise = 200
	// mostPromises bounds what one review promises.
	mostPromises = 20
	// promiseWithin is how much working time there is for it, until somebody gives
	// it another day.
	promiseWithin = 80 * time.Hour
)

// changedTask gives the task of a list as a command wants it; it has no effect.
func (d *Desk) changedTask(ctx context.Context, b bench, r *workflow.Release, list []workflow.Task, cmd Command) (workflow.Task, error) {
	if cmd.Task == nil {
		return workflow.Task{}, workflow.Refuse(workflow.CodeInvalid, "Say which item is to be changed: open it again.")
	}
	i := slices.IndexFunc(list, func(t workflow.Task) bool { return t.Key == cmd.Task.Key })
	if i < 0 {
		return workflow.Task{}, workflow.Refuse(workflow.CodeInvalid, "%s has no such item any more. Open it again.", r.Number)
	}
	if by := changedSince(r, cmd); by != "" {
		return workflow.Task{}, workflow.Refuse(workflow.CodeInvalid, "%s has changed this item since you opened it. Look at it again, then change it: what you typed can be copied from here.", d.who(ctx, cmd.By, by))
	}
	was, t := list[i], list[i]
	t.Owner, t.Done, t.Evidence = cmd.Task.Owner, cmd.Task.Done, strings.TrimSpace(cmd.Task.Evidence)
	if !cmd.Task.Due.IsZero() {
		t.Due = dueOn(b.policy, cmd.Task.Due)
	} else {
		t.Due = time.Time{}
	}
	if err := d.checkTask(ctx, b, was, t); err != nil {
		return t, err
	}
	if t.Owner != was.Owner || !t.Due.Equal(was.Due) {
		t.Since = b.now
	}
	switch {
	case t.Done && !was.Done:
		t.By, t.At = cmd.By, b.now
	case !t.Done:
		t.By, t.At = "", time.Time{}
	}
	if t == was {
		return t, workflow.Refuse(workflow.CodeInvalid, "Nothing is different from what it was.")
	}
	return t, nil
}

// changedSince names who else has changed a task since the form was opened.
func changedSince(r *workflow.Release, cmd Command) workflow.PersonID {
	if cmd.SeenEntry == 0 {
		return ""
	}
	for _, e := range r.History {
		if e.Seq > cmd.SeenEntry && e.By != cmd.By && slices.ContainsFunc(e.Tasks(), func(t workflow.Task) bool { return t.Key == cmd.Task.Key }) {
			return e.By
		}
	}
	return ""
}

func (d *Desk) checkTask(ctx context.Context, b bench, was, t workflow.Task) error {
	switch n := utf8.RuneCountInString(t.Evidence); {
	case n > MaxEvidence:
		return atField(workflow.FieldEvidence, "This has %d characters; at most %d fit. Please shorten it.", n, MaxEvidence)
	case t.Done && n == 0:
		return atField(workflow.FieldEvidence, "Say by what it can be seen that it is done: a link, or a sentence.")
	}
	if t.Owner != was.Owner {
		there, err := d.active(ctx, []workflow.PersonID{t.Owner})
		if err != nil {
			return err
		}
		if t.Owner == "" || len(there) == 0 {
			return atField(workflow.FieldOwner, "Choose a person who is in the workspace.")
		}
	}
	if !t.Done && !t.Due.Equal(was.Due) && !t.Due.IsZero() && t.Due.Before(b.now) {
		return atField(workflow.FieldDue, "This day is over. Choose today or a later day.")
	}
	return nil
}

// stepFollowUp changes one thing that a review found has to be done.
func stepFollowUp(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	task, err := d.changedTask(ctx, b, before, before.FollowUps, cmd)
	if err != nil {
		return err
	}
	record(r, b, cmd, before.State, workflow.Entry{About: workflow.TasksAbout(task)})
	r.FollowUps = workflow.FollowUpsAfter(before.FollowUps, r.Last())
	return nil
}

// promised gives what a review found has to be done as tasks of who held it.
func promised(b bench, r *workflow.Release, cmd Command) ([]workflow.Task, error) {
	var out []workflow.Task
	for i, text := range cmd.Items {
		if n := utf8.RuneCountInString(text); n > MaxPromise {
			return nil, atField(workflow.FieldActions, "Line %d has %d characters; at most %d fit. Please shorten it.", i+1, n, MaxPromise)
		}
		out = append(out, workflow.Task{Key: fmt.Sprintf("%d-%d", len(r.History)+1, i+1), Text: text, Owner: cmd.By, Since: b.now,
			Due: dueOn(b.policy, calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, b.now, promiseWithin))})
	}
	if len(out) > mostPromises {
		return nil, atField(workflow.FieldActions, "These are %d things to do; a review holds %d. Put some of them together.", len(out), mostPromises)
	}
	return out, nil
}

// tasksLate tells whether release managers are to be told now of what is long
// overdue of a release that went live or back; why is what they are told.
func tasksLate(b bench, r *workflow.Release) (why string, due bool) {
	if r.State != workflow.Live && r.State != workflow.RolledBack {
		return "", false
	}
	late := func(from time.Time, by time.Duration) bool {
		return !b.now.Before(from.Add(by)) && !b.now.Before(calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, from, by))
	}
	count := 0
	tasks := workflow.OpenTasks(r.FollowUps)
	if r.Handover != nil {
		tasks = append(tasks, workflow.OpenTasks(r.Handover.Items)...)
	}
	for _, t := range tasks {
		if t.Overdue(b.now) && late(t.Due, policy.LateAfter) {
			count++
		}
	}
	waits := r.Handover != nil && r.Handover.Waiting() && late(r.Handover.AskedAt, policy.LateAfter)
	if count == 0 && !waits {
		return "", false
	}
	for _, e := range slices.Backward(r.History) {
		if e.Action == workflow.ActEscalate && e.About == workflow.AboutTasks {
			if !late(e.At, policy.LateEvery) {
				return "", false
			}
			break
		}
	}
	switch count {
	case 0:
		return "Nobody has accepted its handover yet.", true
	case 1:
		return "One thing that it needs after go-live is long overdue.", true
	}
	return fmt.Sprintf("%d things that it needs after go-live are long overdue.", count), true
}
