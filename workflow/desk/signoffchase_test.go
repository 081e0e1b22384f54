package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// reminders lists who has been, or will be, sent a reminder at which instant.
func (w *town) reminders() []string { return w.owed(workflow.NoticeRemindApprover) }

func (w *town) unsigned() workflow.Number {
	w.t.Helper()
	w.signedOffOnAcceptance()
	return w.scheduled().Number
}

func signed(c *desk.Command) { c.About = "acceptance" }

// TestWhoSignsOffIsChased: once before the list is fixed, once before the window
// opens, and the release managers when the list is fixed; each once, however often
// it is looked at.
func TestWhoSignsOffIsChased(t *testing.T) {
	w := newTown(t)
	n := w.unsigned()
	for i := range 24 * 4 {
		w.now = monday.Add(time.Duration(i+1) * 15 * time.Minute)
		w.tend()
		if w.now.After(time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC)) {
			break
		}
	}
	got := w.reminders()
	if len(got) < 1 || len(got) > 2 || !strings.HasPrefix(got[0], "remind:LENA:2026-11-23T") {
		t.Errorf("reminded: %v", got)
	}
	var at []time.Time
	escalated := 0
	for _, e := range w.relay(n).History {
		for _, nudge := range e.Nudged() {
			at = append(at, nudge.At)
		}
		if e.About == workflow.AboutSignOff {
			escalated++
		}
	}
	for i := 1; i < len(at); i++ {
		if at[i].Sub(at[i-1]) < workflow.RemindEvery {
			t.Errorf("reminded at %v", at)
		}
	}
	if told := w.owed(workflow.NoticeOverdue); escalated != 1 || len(told) != 1 {
		t.Errorf("%d escalations, told %v", escalated, told)
	}
	if len(at) != len(got) {
		t.Errorf("%d reminders are recorded, %d were sent", len(at), len(got))
	}
}

// TestTheChaseOfASignOffEnds with the sign-off, and Remind works until then.
func TestTheChaseOfASignOffEnds(t *testing.T) {
	w := newTown(t)
	n := w.unsigned()
	w.now = monday.Add(time.Hour)
	w.does(n, "INES", workflow.ActNudge)
	if got := w.reminders(); len(got) != 1 || !strings.HasPrefix(got[0], "remind:LENA:") {
		t.Errorf("reminded: %v", got)
	}
	w.now = w.now.Add(time.Hour)
	if e := w.refused(workflow.CodeBlocked, n, "ROSA", workflow.ActNudge); len(e.Findings) != 1 || e.Findings[0].Rule != desk.RuleReminded {
		t.Errorf("a second one within four hours: %+v", e.Findings)
	}
	w.does(n, "LENA", workflow.ActSignOff, signed)
	before := len(w.reminders())
	for range 30 {
		w.now = w.now.Add(30 * time.Minute)
		w.tend()
	}
	r := w.relay(n)
	if len(w.reminders()) != before || slices.ContainsFunc(r.History, func(e workflow.Entry) bool { return e.About == workflow.AboutSignOff }) {
		t.Errorf("chased after the sign-off: %v", w.reminders())
	}
	if _, err := w.try(n, "INES", workflow.ActNudge); workflow.CodeOf(err) != workflow.CodeStale {
		t.Errorf("a reminder of what is signed off: %v", err)
	}
}
