package workflow

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Task is one thing that somebody promised to do after a go-live: an item of a
// handover, or what a review found has to be done.
type Task struct {
	Key      string    `json:"key"` // unique in its list
	Text     string    `json:"text,omitempty"`
	Optional bool      `json:"optional,omitempty"` // nothing waits for it
	Owner    PersonID  `json:"owner,omitempty"`    // empty: nobody yet
	Due      time.Time `json:"due,omitzero"`       // the end of a working day; zero: no date
	Since    time.Time `json:"since,omitzero"`     // when it got this owner or this date
	Done     bool      `json:"done,omitempty"`
	Evidence string    `json:"evidence,omitempty"` // a link or a sentence by which it can be seen; kept when it is open again
	By       PersonID  `json:"by,omitempty"`       // who ticked it
	At       time.Time `json:"at,omitzero"`        // when
}

// Overdue tells whether the task should have been done by now.
func (t *Task) Overdue(now time.Time) bool { return !t.Done && !t.Due.IsZero() && !now.Before(t.Due) }

// Waits tells whether something waits for the task.
func (t *Task) Waits() bool { return !t.Done && !t.Optional }

// OpenTasks lists those that something waits for, what is due first first; of the
// same day in their own order.
func OpenTasks(tasks []Task) []Task {
	var out []Task
	for _, t := range tasks {
		if t.Waits() {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Task) int {
		switch {
		case a.Due.IsZero() && b.Due.IsZero():
			return 0
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero():
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	return out
}

// taskChange is what an entry says about tasks, as its About: the tasks as they are
// after it, and with the first of them what they belong to.
type taskChange struct {
	Name    string     `json:"name,omitempty"`    // a handover begins: by this checklist,
	Service string     `json:"service,omitempty"` // with this SLA class,
	Runner  string     `json:"runner,omitempty"`  // for this role
	Tasks   []Task     `json:"tasks,omitempty"`
	Asked   []PersonID `json:"asked,omitempty"` // who is asked to accept the handover, as it is complete now
}

func (c taskChange) about() string {
	for i, t := range c.Tasks {
		t.Due, t.Since, t.At = millis(t.Due), millis(t.Since), millis(t.At)
		c.Tasks[i] = t
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return "" // cannot happen: there is nothing in it that JSON cannot hold
	}
	return string(raw)
}

// millis is an instant as stores keep it.
func millis(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// readTasks reads what an entry says about tasks; nothing of one that says none.
func readTasks(about string) taskChange {
	var c taskChange
	if err := json.Unmarshal([]byte(about), &c); err != nil {
		return taskChange{}
	}
	return c
}

// TasksAbout writes tasks as what a history entry is about: those that it made, or
// as they are after it.
func TasksAbout(tasks ...Task) string {
	return taskChange{Tasks: slices.Clone(tasks)}.about()
}

// Tasks are the tasks that an entry tells of, as they are after it; of an entry
// that is about something else none.
func (e Entry) Tasks() []Task {
	switch e.Action {
	case ActHandOver, ActReturnHandover, ActReview, ActFollowUp:
		return readTasks(e.About).Tasks
	}
	return nil
}

// withTasks puts tasks in the place of those with their keys, or at the end.
func withTasks(list, changed []Task) []Task {
	out := slices.Clone(list)
	for _, t := range changed {
		if i := slices.IndexFunc(out, func(o Task) bool { return o.Key == t.Key }); i >= 0 {
			out[i] = t
		} else {
			out = append(out, t)
		}
	}
	return out
}

// FollowUpsAfter gives what was promised in reviews as it is after an entry.
func FollowUpsAfter(tasks []Task, e Entry) []Task {
	if e.Action != ActReview && e.Action != ActFollowUp {
		return tasks
	}
	if changed := readTasks(e.About).Tasks; len(changed) > 0 {
		return withTasks(tasks, changed)
	}
	return tasks
}

// ReviewOf gives the sequence number of the review that promised a task; 0: it is
// of no review.
func ReviewOf(t Task) int {
	seq, _, _ := strings.Cut(t.Key, "-")
	n, err := strconv.Atoi(seq)
	if err != nil {
		return 0
	}
	return n
}
