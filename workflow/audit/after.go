package audit

import (
	"reflect"
	"slices"
	"time"

	"drumbeat/workflow"
)

// after compares what was to be done after go-live: the handover, and what reviews
// found.
func (c *claimer) after() {
	c.differ(reflect.DeepEqual(storedHandover(c.r.Handover), storedHandover(c.d.Handover)), "Its handover is not what its history says: an item, its owner, its date, its evidence, or who accepted it or sent it back.")
	c.differ(slices.Equal(storedTasks(c.r.FollowUps), storedTasks(c.d.FollowUps)), "What its reviews found has to be done is not what its history says.")
}

// storedHandover is a handover with its instants as far as stores keep them.
func storedHandover(h *workflow.Handover) *workflow.Handover {
	if h == nil {
		return nil
	}
	n := *h
	n.Items, n.Asked = storedTasks(h.Items), append([]workflow.PersonID{}, h.Asked...)
	n.AskedAt, n.At = stored(h.AskedAt), stored(h.At)
	if h.Returned != nil {
		n.Returned = &workflow.Return{By: h.Returned.By, At: stored(h.Returned.At), Reason: h.Returned.Reason}
	}
	return &n
}

func storedTasks(tasks []workflow.Task) []workflow.Task {
	out := make([]workflow.Task, 0, len(tasks))
	for _, t := range tasks {
		t.Due, t.Since, t.At = stored(t.Due), stored(t.Since), stored(t.At)
		out = append(out, t)
	}
	return out
}

func stored(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
