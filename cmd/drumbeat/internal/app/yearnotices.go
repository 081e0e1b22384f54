package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
)

// yearbookNotices is the outbox of a year.
type yearbookNotices struct{ l *yearbook }

func (p yearbookNotices) Add(_ context.Context, add []workflow.Notice) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	for _, n := range add {
		had, ok := p.l.notices[n.ID]
		switch {
		case !ok && n.Refresh:
		case !ok:
			n.Delivery = workflow.Delivery{Version: 1, Status: workflow.NoticeDue, NextTry: n.Due, Want: 1}
			p.l.tell(n)
			if n.Kind == workflow.NoticeRemindApprover {
				at, _ := slices.BinarySearch(p.l.reminders, n.ID)
				p.l.reminders = slices.Insert(p.l.reminders, at, n.ID)
			}
		case n.Kind.Board():
			d := &had.Delivery // whoever reads it has a copy
			d.Want++
			d.Version++
			if d.Status != workflow.NoticeClaimed && d.Status != workflow.NoticeUnknown {
				d.Status, d.NextTry = workflow.NoticeDue, n.Due
				p.l.due[n.ID] = had
			}
		}
	}
	return nil
}

// tell keeps a notice as it is now.
func (l *yearbook) tell(n workflow.Notice) {
	l.notices[n.ID] = &n
	switch n.Delivery.Status {
	case workflow.NoticeDue, workflow.NoticeClaimed, workflow.NoticeUnknown:
		l.due[n.ID] = &n
	default:
		delete(l.due, n.ID)
	}
}

func (p yearbookNotices) Get(_ context.Context, id string) (workflow.Notice, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	n, ok := p.l.notices[id]
	if !ok {
		return workflow.Notice{}, workflow.Refuse(workflow.CodeNotFound, "There is no such notice.")
	}
	return *n, nil
}

// wakes is when a notice is to be acted on.
func wakes(n *workflow.Notice) time.Time {
	if n.Delivery.Status == workflow.NoticeClaimed {
		return n.Delivery.ClaimedUntil
	}
	return n.Delivery.NextTry
}

func (p yearbookNotices) Due(_ context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var out []workflow.Notice
	for _, n := range p.l.due {
		if !wakes(n).After(now) {
			out = append(out, *n)
		}
	}
	slices.SortStableFunc(out, func(a, b workflow.Notice) int {
		if a.Urgent != b.Urgent {
			return map[bool]int{true: -1, false: 1}[a.Urgent]
		}
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))], nil
}

func (p yearbookNotices) Next(context.Context) (time.Time, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var next time.Time
	for _, n := range p.l.due {
		if at := wakes(n); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, nil
}

func (p yearbookNotices) Replace(_ context.Context, n workflow.Notice) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if had, ok := p.l.notices[n.ID]; !ok || had.Delivery.Version != n.Delivery.Version {
		return workflow.Refuse(workflow.CodeConflict, "This notice was changed meanwhile.")
	}
	n.Refresh = false
	n.Delivery.Version++
	p.l.tell(n)
	return nil
}

func (p yearbookNotices) Dead(context.Context, int) ([]workflow.Notice, error) { return nil, nil }

// Range finds reminders to people, which is all that a year asks for in this way.
func (p yearbookNotices) Range(_ context.Context, from, to string, limit int) ([]workflow.Notice, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var out []workflow.Notice
	first, _ := slices.BinarySearch(p.l.reminders, from)
	for _, id := range p.l.reminders[first:] {
		if id >= to || len(out) == limit {
			break
		}
		out = append(out, *p.l.notices[id])
	}
	return out, nil
}
