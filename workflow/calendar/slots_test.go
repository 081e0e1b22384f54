package calendar

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests need no time zone database on the machine

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
)

// at reads an instant, "2026-03-29 01:00" in UTC.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// beat is a heartbeat of an hour.
func beat(cron, zone string) workflow.Heartbeat {
	return workflow.Heartbeat{Key: "web", Name: "Web heartbeat", Cron: cron, Zone: zone, Duration: time.Hour, CutOff: 13 * time.Hour, Capacity: 5}
}

// openings writes slots as "2026-03-29 01:00" in UTC, with the missed local time
// where there is one.
func openings(slots []workflow.Slot) []string {
	var out []string
	for _, s := range slots {
		text := s.Opens.Format("2006-01-02 15:04")
		if s.Shifted != "" {
			text += " for " + s.Shifted
		}
		out = append(out, text)
	}
	return out
}

func TestSlotsAtClockChanges(t *testing.T) {
	for _, tc := range []struct {
		name, cron, zone, from, to string
		want                       []string
	}{
		{"Amsterdam, a time in the gap", "30 2 * * *", "Europe/Amsterdam", "2026-03-28 00:00", "2026-03-31 00:00",
			[]string{"2026-03-28 01:30", "2026-03-29 01:00 for 02:30", "2026-03-30 00:30"}},
		{"Amsterdam, the last minute before the gap", "59 1 * * *", "Europe/Amsterdam", "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 00:59", "2026-03-29 23:59"}},
		{"Amsterdam, the first minute after the gap", "0 3 * * *", "Europe/Amsterdam", "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 01:00"}},
		{"Amsterdam, a time that comes twice", "30 2 * * *", "Europe/Amsterdam", "2026-10-24 00:00", "2026-10-27 00:00",
			[]string{"2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"}},
		{"Amsterdam, the first minute that comes once again", "0 3 * * *", "Europe/Amsterdam", "2026-10-25 00:00", "2026-10-26 00:00",
			[]string{"2026-10-25 02:00"}},
		{"Amsterdam, several times in the gap make one", "*/15 2 * * *", "Europe/Amsterdam", "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 01:00 for 02:00"}},
		{"Amsterdam, a time in the gap and the one after it", "30 2,3 * * *", "Europe/Amsterdam", "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 01:00 for 02:30", "2026-03-29 01:30"}},
		{"Amsterdam, a time in the gap and the end of it", "0,30 2,3 * * *", "Europe/Amsterdam", "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 01:00", "2026-03-29 01:30"}},
		{"Amsterdam, every hour of the night with an hour too many", "0 1-4 * * *", "Europe/Amsterdam", "2026-10-24 22:00", "2026-10-25 12:00",
			[]string{"2026-10-24 23:00", "2026-10-25 00:00", "2026-10-25 02:00", "2026-10-25 03:00"}},
		{"New York, a time in the gap", "30 2 * * *", "America/New_York", "2026-03-07 00:00", "2026-03-10 00:00",
			[]string{"2026-03-07 07:30", "2026-03-08 07:00 for 02:30", "2026-03-09 06:30"}},
		{"New York, a time that comes twice", "30 1 * * *", "America/New_York", "2026-10-31 00:00", "2026-11-03 00:00",
			[]string{"2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"}},
		{"Lord Howe, a gap of half an hour", "0,15,30 2 * * *", "Australia/Lord_Howe", "2026-10-03 00:00", "2026-10-04 12:00",
			[]string{"2026-10-03 15:30"}},
		{"Lord Howe, in the gap of half an hour", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 00:00", "2026-10-05 12:00",
			[]string{"2026-10-03 15:30 for 02:15", "2026-10-04 15:15"}},
		{"Lord Howe, half an hour twice", "45 1 * * *", "Australia/Lord_Howe", "2026-04-03 12:00", "2026-04-06 00:00",
			[]string{"2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"}},
		{"Lord Howe, nine in the morning never misses", "0 9 * * *", "Australia/Lord_Howe", "2026-10-02 12:00", "2026-10-05 00:00",
			[]string{"2026-10-02 22:30", "2026-10-03 22:00", "2026-10-04 22:00"}},
		{"Jakarta, where the clock never changes", "30 2 * * SUN", "Asia/Jakarta", "2026-03-22 00:00", "2026-04-05 00:00",
			[]string{"2026-03-28 19:30", "2026-04-04 19:30"}},
		{"Beirut, midnight in the gap", "0 0 * * *", "Asia/Beirut", "2026-03-28 00:00", "2026-03-30 00:00",
			[]string{"2026-03-28 22:00 for 00:00", "2026-03-29 21:00"}},
		{"Apia, from the very end of the day that does not exist", "0 6 * * *", "Pacific/Apia", "2011-12-30 10:00", "2011-12-30 10:01",
			[]string{"2011-12-30 10:00 for 06:00"}},
		{"Apia, a day that does not exist", "0 6 * * *", "Pacific/Apia", "2011-12-29 00:00", "2012-01-01 00:00",
			[]string{"2011-12-29 16:00", "2011-12-30 10:00 for 06:00", "2011-12-30 16:00", "2011-12-31 16:00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			slots, err := Slots(beat(tc.cron, tc.zone), at(t, tc.from), at(t, tc.to))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, openings(slots)); diff != "" {
				t.Errorf("openings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNextFollowsTheCalendar(t *testing.T) {
	for _, tc := range []struct {
		name, cron, after string
		n                 int
		want              []string
	}{
		{"weekdays", "0 6 * * TUE,THU", "2026-11-23 00:00", 3, []string{"2026-11-24 06:00", "2026-11-26 06:00", "2026-12-01 06:00"}},
		{"from the very instant", "0 6 * * TUE", "2026-11-24 06:00", 1, []string{"2026-11-24 06:00"}},
		{"a moment later", "0 6 * * TUE", "2026-11-24 06:01", 1, []string{"2026-12-01 06:00"}},
		{"months without a 31st", "0 0 31 * *", "2026-01-31 01:00", 3, []string{"2026-03-31 00:00", "2026-05-31 00:00", "2026-07-31 00:00"}},
		{"a leap day", "0 0 29 2 *", "2026-01-01 00:00", 2, []string{"2028-02-29 00:00", "2032-02-29 00:00"}},
		{"a century without a leap day", "0 0 29 2 *", "2096-03-01 00:00", 1, []string{"2104-02-29 00:00"}},
		{"day of the month or day of the week", "0 0 13 * FRI", "2026-11-01 00:00", 4, []string{"2026-11-06 00:00", "2026-11-13 00:00", "2026-11-20 00:00", "2026-11-27 00:00"}},
		{"a star with a step is a restriction", "0 0 */10 * MON", "2026-11-01 00:00", 4, []string{"2026-11-01 00:00", "2026-11-02 00:00", "2026-11-09 00:00", "2026-11-11 00:00"}},
		{"a step over the end of a month", "0 0 */10 2 *", "2026-02-01 00:00", 4, []string{"2026-02-01 00:00", "2026-02-11 00:00", "2026-02-21 00:00", "2027-02-01 00:00"}},
		{"once a year", "30 4 1 1 *", "2026-01-01 04:31", 2, []string{"2027-01-01 04:30", "2028-01-01 04:30"}},
		{"a descriptor", "@monthly", "2026-11-02 00:00", 2, []string{"2026-12-01 00:00", "2027-01-01 00:00"}},
		{"none wanted", "@daily", "2026-11-02 00:00", 0, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			slots, err := Next(beat(tc.cron, "UTC"), at(t, tc.after), tc.n)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, openings(slots)); diff != "" {
				t.Errorf("openings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSlotIsWholeAndFound(t *testing.T) {
	h := beat("30 2 * * *", "Europe/Amsterdam")
	h.Duration = 90 * time.Minute
	p := &workflow.Policy{Heartbeats: []workflow.Heartbeat{h}}
	opens := at(t, "2026-03-29 01:00")
	want := workflow.Slot{
		ID: "web:2026-03-29T01:00Z", Heartbeat: "web", Name: "Web heartbeat", Zone: "Europe/Amsterdam",
		Opens: opens, Closes: opens.Add(90 * time.Minute), CutOff: opens.Add(-13 * time.Hour), Capacity: 5, Shifted: "02:30",
	}
	got, err := Find(p, want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("slot (-want +got):\n%s", diff)
	}
	for id, sentence := range map[workflow.WindowID]string{
		"web:2026-03-29T01:30Z":    "Web heartbeat has no window at that time any more: its schedule has changed. Choose another window.",
		"db:2026-03-29T01:00Z":     `There is no heartbeat "db" any more. Choose another window.`,
		"emergency:REL-7":          "REL-7 is an emergency: it goes live at any time, in no window.",
		"web:tomorrow":             `"web:tomorrow" is no window.`,
		"":                         `"" is no window.`,
		"emergency:2026-03-29T01Z": `"emergency:2026-03-29T01Z" is no window.`,
	} {
		_, err := Find(p, id)
		if workflow.CodeOf(err) != workflow.CodeNotFound || err.(*workflow.Error).Message != sentence {
			t.Errorf("Find(%q) = %v, want not_found: %s", id, err, sentence)
		}
	}
}

// someZones have a clock change of an hour, of half an hour, at midnight, by
// season in the south, in Ramadan, and none.
var someZones = []string{"Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Jakarta", "Asia/Beirut", "America/Havana", "Africa/Casablanca", "Pacific/Chatham", "UTC"}

var someRules = []string{"*/15 0-4 * * *", "30 2 * * *", "0 0 * * *", "5,35 1,2 * * SUN", "59 23 28-31 * *", "0 2 29 2 *", "15 2 */7 3,4,10 MON", "@hourly"}

func TestSlotsDoNotDependOnTheSpanAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := beat(rapid.SampledFrom(someRules).Draw(t, "cron"), rapid.SampledFrom(someZones).Draw(t, "zone"))
		from := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 20, 0, 0, 0, 0, time.UTC)
		to := from.Add(20 * day)
		whole, err := Slots(h, from, to)
		if err != nil {
			t.Fatal(err)
		}
		var parts []workflow.Slot
		for start := from; start.Before(to); {
			end := start.Add(time.Duration(rapid.IntRange(1, 5*dayMins).Draw(t, "minutes")) * time.Minute)
			if end.After(to) {
				end = to
			}
			slots, err := Slots(h, start, end)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, slots...)
			start = end
		}
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatalf("%s in %s from %s, whole and in parts (-whole +parts):\n%s", h.Cron, h.Zone, from, diff)
		}
		next, err := Next(h, from, len(whole))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole, next); diff != "" {
			t.Fatalf("%s in %s from %s, by span and by number (-span +number):\n%s", h.Cron, h.Zone, from, diff)
		}
		for i := 1; i < len(whole); i++ {
			if !whole[i-1].Opens.Before(whole[i].Opens) {
				t.Fatalf("slots out of order: %v, %v", whole[i-1], whole[i])
			}
		}
	})
}

func BenchmarkNextLeapDays(b *testing.B) {
	h, after := beat("30 2 29 2 *", "Europe/Amsterdam"), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if s, err := Next(h, after, 2); err != nil || len(s) != 2 {
			b.Fatal(s, err)
		}
	}
}

func BenchmarkSlotsWeek(b *testing.B) {
	h, from := beat("0 6 * * TUE,THU", "Europe/Amsterdam"), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if s, err := Slots(h, from, from.Add(7*day)); err != nil || len(s) != 2 {
			b.Fatal(s, err)
		}
	}
}
