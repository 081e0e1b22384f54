package desk_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (w *town) calendar(ask workflow.CalendarAsk) workflow.CalendarFacts {
	w.t.Helper()
	f, err := w.desk.Calendar(w.ctx, ask)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// TestCalendarShowsWhatThereIs: windows with what is in them, what is skipped
// and extra, freezes, blackouts, bookings of what is not over, emergencies.
func TestCalendarShowsWhatThereIs(t *testing.T) {
	w := newTown(t)
	first := w.scheduled()
	second := w.submits(func(q *workflow.Request) { q.DependsOn = []workflow.Number{first.Number} })
	over := w.submits()
	w.does(over.Number, "INES", workflow.ActWithdraw)
	urgent := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.does(urgent.Number, "OMAR", workflow.ActApprove)
	w.does(urgent.Number, "TOM", workflow.ActStart)
	p, _ := w.store.Policies.Current(w.ctx)
	p.Heartbeats[0].Skips = []workflow.Skip{{Opens: monday.AddDate(0, 0, 3).Add(-3 * time.Hour), Why: "the auditors come"}}
	p.Heartbeats[0].Extras = []workflow.Extra{{Opens: monday.AddDate(0, 0, 4), Why: "instead"}}
	p.Freezes = []workflow.Freeze{{Key: "sale", Name: "Holiday sale", Hard: true, From: monday.AddDate(0, 0, 4), To: monday.AddDate(0, 0, 20)}}
	p.Accounts = []workflow.KeyAccount{{Key: "acme", Name: "Acme", Blackouts: []workflow.Blackout{{From: monday, To: monday.Add(time.Hour)}}}}
	p.Systems[0].Environments = []workflow.Environment{{Key: "acc", Name: "Acceptance", Stage: workflow.Acceptance}}
	w.savePolicy(p)
	street := workflow.Street{ID: workflow.MakeEnvironmentID("platform", "acc"), Bookings: []workflow.Booking{
		{ID: "a", Release: first.Number, By: "INES", From: monday, To: monday.AddDate(0, 0, 1)}, {ID: "b", Release: over.Number, By: "INES", From: monday.AddDate(0, 0, 1), To: monday.AddDate(0, 0, 2)},
	}}
	if err := w.store.Streets.Put(w.ctx, street); err != nil {
		t.Fatal(err)
	}
	f := w.calendar(workflow.CalendarAsk{By: "INES"})
	if !f.From.Equal(monday.Add(-9*time.Hour)) || f.To.Sub(f.From) != 7*24*time.Hour {
		t.Errorf("a week from %s to %s", f.From, f.To)
	}
	if len(f.Windows) != 3 {
		t.Fatalf("%d windows, want the one of Tuesday, the skipped and the extra one: %+v", len(f.Windows), f.Windows)
	}
	tue, thu, fri := f.Windows[0], f.Windows[1], f.Windows[2]
	if len(tue.Releases) != 2 || tue.Taken != 2 || tue.Others != 0 || tue.Releases[0].Number != first.Number || len(tue.Releases[1].After) != 1 || tue.Releases[1].Number != second.Number {
		t.Errorf("Tuesday has %+v", tue)
	}
	if !strings.Contains(thu.Skipped, "the auditors come") || fri.Skipped != "" || fri.Slot.Extra != "instead" || fri.Freeze == nil || !fri.Freeze.Hard {
		t.Errorf("Thursday %+v, Friday %+v", thu, fri)
	}
	if len(f.Freezes) != 1 || len(f.Blackouts) != 1 || len(f.Emergencies) != 1 || f.Emergencies[0].Number != urgent.Number {
		t.Errorf("freezes %+v, blackouts %+v, emergencies %+v", f.Freezes, f.Blackouts, f.Emergencies)
	}
	if len(f.Bookings) != 1 || f.Bookings[0].Release != first.Number || f.Bookings[0].By != "INES" || f.Bookings[0].Environment != "Acceptance" {
		t.Errorf("bookings %+v, want only that of the release that is not over", f.Bookings)
	}
	if month := w.calendar(workflow.CalendarAsk{By: "INES", Span: workflow.CalendarMonth, Day: "2026-12-31"}); month.From.Month() != time.December || month.To.Day() != 1 || len(month.Windows) == 0 || month.Windows[0].Releases != nil {
		t.Errorf("December from %s to %s with %d windows", month.From, month.To, len(month.Windows))
	}
	if next := w.calendar(workflow.CalendarAsk{By: "INES", Step: 1}); !next.From.Equal(f.To) {
		t.Errorf("the week after begins %s", next.From)
	}
	for _, bad := range []workflow.CalendarAsk{{Day: "tomorrow"}, {Day: "0001-01-01"}, {Span: "year"}, {System: "gone"}} {
		if _, err := w.desk.Calendar(w.ctx, bad); err == nil {
			t.Errorf("%+v is answered", bad)
		}
	}
}

// TestCalendarDaysAreTheReaders: a window late on Sunday in UTC is Monday's for
// who lives in the east, and days of 23 and 25 hours are days.
func TestCalendarDaysAreTheReaders(t *testing.T) {
	w := newTown(t)
	w.dir.zones["AYU"] = "Asia/Jakarta"
	if f := w.calendar(workflow.CalendarAsk{By: "AYU", Span: workflow.CalendarDay}); f.Zone != "Asia/Jakarta" || !f.From.Equal(time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("the day in Jakarta begins %s (%s)", f.From, f.Zone)
	}
	w.dir.zones["EVA"] = "Europe/Amsterdam"
	for day, hours := range map[string]float64{"2027-03-28": 23, "2026-10-25": 25, "2026-11-23": 24} {
		if f := w.calendar(workflow.CalendarAsk{By: "EVA", Span: workflow.CalendarDay, Day: day}); f.To.Sub(f.From).Hours() != hours {
			t.Errorf("%s has %s, want %v hours", day, f.To.Sub(f.From), hours)
		}
	}
}
