package calendar_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

func schedule(cron, zone string) workflow.Schedule {
	return workflow.Schedule{Key: "patch", Name: "Patch day", Cron: cron, Zone: zone}
}

// TestRule: a schedule's times as people say them.
func TestRule(t *testing.T) {
	for cron, want := range map[string]string{
		"0 9 * * TUE":            "every Tuesday at 09:00",
		"0 9 * * TUE#2":          "every second Tuesday of the month at 09:00",
		"0 9 * 3,9 TUE#1":        "every first Tuesday of March and September at 09:00",
		"30 6 * * MON-FRI":       "every weekday at 06:30",
		"0 6 * * *":              "every day at 06:00",
		"@daily":                 "every day at 00:00",
		"0 9 1 * *":              "on the 1st of every month at 09:00",
		"0 9 2,11,22,23 * *":     "on the 2nd, 11th, 22nd and 23rd of every month at 09:00",
		"0 9 1-7 * *":            "on 7 days of every month at 09:00",
		"0 9 1 1,7 *":            "on the 1st of January and July at 09:00",
		"0 9 1 * MON":            "on the 1st of every month and every Monday at 09:00",
		"0 9,13 * * SUN,SAT":     "every Saturday and Sunday at 09:00 and 13:00",
		"0 * * * TUE":            "every Tuesday 24 times a day",
		"0 9 * 6 *":              "every day in June at 09:00",
		"every now and then":     "every now and then",
		"0 9 * * TUE#6":          "0 9 * * TUE#6",
		"0 9 * * TUE#2,THU":      "0 9 * * TUE#2,THU",
		"0 9 * * " + "TUE,THU#1": "every first Tuesday and Thursday of the month at 09:00",
	} {
		if got := calendar.Rule(schedule(cron, "UTC")); got != want {
			t.Errorf("%q: got %q, want %q", cron, got, want)
		}
	}
}

// TestNthOfTheMonth: the second Tuesday, also of months that begin with one, and a
// fifth only where there is one.
func TestNthOfTheMonth(t *testing.T) {
	dates := func(cron string, n int) string {
		slots, err := calendar.Turns(schedule(cron, "UTC"), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), n)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range slots {
			out = append(out, s.Opens.Format("2006-01-02"))
		}
		return strings.Join(out, " ")
	}
	if got, want := dates("0 9 * * TUE#2", 4), "2026-11-10 2026-12-08 2027-01-12 2027-02-09"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := dates("0 9 * * SUN#5", 3), "2026-11-29 2027-01-31 2027-05-30"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, wrong := range []string{"0 9 * * TUE#", "0 9 * * TUE#9", "0 9 1 * TUE#2", "0 9 * * *#2", "0 9 #2 * *", "#2", "@daily#1"} {
		if _, err := calendar.Turns(schedule(wrong, "UTC"), time.Unix(0, 0), 1); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
}

// TestLastTurn: the newest turn by now, in the schedule's zone, over the clock
// change and no further back than is asked.
func TestLastTurn(t *testing.T) {
	utc := func(s string) time.Time {
		at, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	month := 31 * 24 * time.Hour
	for _, c := range []struct{ cron, zone, now, want string }{
		{"0 9 * * TUE", "UTC", "2026-11-24T09:00", "2026-11-24T09:00"},
		{"0 9 * * TUE", "UTC", "2026-11-24T08:59", "2026-11-17T09:00"},
		{"0 9 1 * *", "UTC", "2026-11-30T00:00", "2026-11-01T09:00"},
		{"0 9 1 1 *", "UTC", "2026-11-30T00:00", ""},
		{"30 2 * * *", "Europe/Amsterdam", "2026-03-29T01:00", "2026-03-29T01:00"}, // jumped over: 03:00 there
		{"30 2 * * *", "Europe/Amsterdam", "2026-10-25T01:45", "2026-10-25T00:30"}, // comes twice: the first
		{"0 9 * * *", "Asia/Jakarta", "2026-11-24T02:00", "2026-11-24T02:00"},
	} {
		got, ok := calendar.LastTurn(schedule(c.cron, c.zone), utc(c.now), month)
		if ok != (c.want != "") || ok && !got.Equal(utc(c.want)) {
			t.Errorf("%q in %s at %s: got %s, %v, want %q", c.cron, c.zone, c.now, got, ok, c.want)
		}
		if ok && !calendar.HasTurn(schedule(c.cron, c.zone), got) {
			t.Errorf("%q in %s has no turn at its last one, %s", c.cron, c.zone, got)
		}
	}
}
