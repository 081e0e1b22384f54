package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestTheQueueCountsWorkingTime: what was sent on Friday afternoon has not waited
// over the weekend, and its age, what is left and the end of the target are of one
// clock.
func TestTheQueueCountsWorkingTime(t *testing.T) {
	w := newTown(t)
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Zone, p.Hours = "UTC", workflow.WorkingHours{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: 9 * 60, To: 17 * 60}
	for i := range p.Types {
		p.Types[i].TriageByHand, p.Types[i].TriageWithin = true, 6*time.Hour
	}
	w.savePolicy(p)
	w.now = monday.AddDate(0, 0, 4).Add(6 * time.Hour) // Friday 15:00
	n := w.submits().Number
	sent := w.now
	for _, c := range []struct {
		at           time.Time
		waited, left time.Duration
		late         int
	}{
		{sent.Add(time.Hour), time.Hour, 5 * time.Hour, 0},
		{sent.Add(24 * time.Hour), 2 * time.Hour, 4 * time.Hour, 0},                  // Saturday
		{sent.AddDate(0, 0, 3).Add(-5 * time.Hour), 3 * time.Hour, 3 * time.Hour, 0}, // Monday 10:00
		{sent.AddDate(0, 0, 3).Add(time.Hour), 9 * time.Hour, -3 * time.Hour, 1},     // Monday 16:00
	} {
		w.now = c.at
		f, err := w.desk.Queue(w.ctx, "ROSA", workflow.QueueView{})
		if err != nil || len(f.Lines) != 1 || f.Lines[0].Release.Number != n {
			t.Fatalf("the queue: %v, %d lines", err, len(f.Lines))
		}
		line := f.Lines[0]
		if line.Waited != c.waited || line.Left != c.left || f.Late != c.late || !line.Due.Equal(time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC)) {
			t.Errorf("at %s it has waited %s, %s are left until %s, %d late; want %s, %s, %d", c.at, line.Waited, line.Left, line.Due, f.Late, c.waited, c.left, c.late)
		}
	}
}
