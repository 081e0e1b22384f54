package calendar_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"pgregory.net/rapid"
)

// TestWorkingBefore holds it against the function that it is the inverse of.
func TestWorkingBefore(t *testing.T) {
	h := workflow.WorkingHours{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: 9 * 60, To: 17 * 60}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 300*24*60).Draw(t, "minute")) * time.Minute)
		d := time.Duration(rapid.IntRange(0, 40*60).Draw(t, "worked")) * time.Minute
		from := calendar.WorkingBefore(h, "Europe/Amsterdam", at, d)
		if end := calendar.WorkingAfter(h, "Europe/Amsterdam", from, d); end.After(at) {
			t.Fatalf("from %s it is over at %s, after %s", from, end, at)
		}
		if later := from.Add(2 * time.Millisecond); !later.After(at) {
			if end := calendar.WorkingAfter(h, "Europe/Amsterdam", later, d); !end.After(at) {
				t.Fatalf("from %s, later than %s, it is over too", later, from)
			}
		}
	})
}
