package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestTargetsOfASystem: what is served around the clock waits no shorter because
// nobody works: its clocks run day and night, by its own targets, and what is late
// is counted by them.
func TestTargetsOfASystem(t *testing.T) {
	for _, c := range []struct {
		name   string
		system workflow.Platform
		due    time.Time // of a look, at what was sent on Friday at 15:00
		late   int       // on Saturday at 09:00
		decide time.Time // of what comes into approval then
	}{
		{"as the type says", workflow.Platform{}, time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC), 0, time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC)},
		{"around the clock", workflow.Platform{Always: true}, time.Date(2026, 11, 27, 21, 0, 0, 0, time.UTC), 1, time.Date(2026, 11, 28, 17, 0, 0, 0, time.UTC)},
		{"targets of its own", workflow.Platform{TriageWithin: time.Hour, DecideWithin: 2 * time.Hour}, time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC), 1, time.Date(2026, 11, 30, 11, 0, 0, 0, time.UTC)},
		{"both", workflow.Platform{Always: true, TriageWithin: 48 * time.Hour, DecideWithin: 30 * time.Minute}, time.Date(2026, 11, 29, 15, 0, 0, 0, time.UTC), 0, time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			p, err := w.store.Policies.Current(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			p.Zone, p.Hours = "UTC", workflow.WorkingHours{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: 9 * 60, To: 17 * 60}
			for i := range p.Types {
				p.Types[i].TriageByHand, p.Types[i].TriageWithin, p.Types[i].DecideWithin = true, 6*time.Hour, 8*time.Hour
			}
			s := &p.Systems[0]
			s.Always, s.TriageWithin, s.DecideWithin = c.system.Always, c.system.TriageWithin, c.system.DecideWithin
			w.savePolicy(p)
			w.now = monday.AddDate(0, 0, 4).Add(6 * time.Hour) // Friday 15:00
			n := w.submits().Number
			w.now = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
			f, err := w.desk.Queue(w.ctx, "ROSA", workflow.QueueView{})
			if err != nil || len(f.Lines) != 1 {
				t.Fatalf("the queue: %v, %d lines", err, len(f.Lines))
			}
			if !f.Lines[0].Due.Equal(c.due) || f.Late != c.late || f.Lines[0].Always != c.system.Always {
				t.Errorf("to be looked at by %s, %d late; want %s, %d", f.Lines[0].Due, f.Late, c.due, c.late)
			}
			out, err := w.try(n, "ROSA", workflow.ActTriage)
			if err != nil || !out.Release.DecideBy.Equal(c.decide) {
				t.Errorf("to be decided by %s (%v), want %s", out.Release.DecideBy, err, c.decide)
			}
			facts, err := w.desk.Release(w.ctx, n)
			if err != nil || c.system.Always && facts.DecideLeft != c.decide.Sub(w.now) {
				t.Errorf("%s left (%v), want %s", facts.DecideLeft, err, c.decide.Sub(w.now))
			}
		})
	}
}
