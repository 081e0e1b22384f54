package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
)

var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

var office = workflow.WorkingHours{Days: week, From: 9 * 60, To: 17 * 60}

func TestWorkingAfter(t *testing.T) {
	night := workflow.WorkingHours{From: 0, To: 24 * 60}
	for _, tc := range []struct {
		name  string
		hours workflow.WorkingHours
		zone  string
		from  string
		d     time.Duration
		want  string
	}{
		{"within the day", office, "UTC", "2026-11-23 09:00", 3 * time.Hour, "2026-11-23 12:00"},
		{"to the end of the day", office, "UTC", "2026-11-23 09:00", 8 * time.Hour, "2026-11-23 17:00"},
		{"into the next day", office, "UTC", "2026-11-23 16:00", 8 * time.Hour, "2026-11-24 16:00"},
		{"over the weekend", office, "UTC", "2026-11-27 16:30", time.Hour, "2026-11-30 09:30"},
		{"from the night", office, "UTC", "2026-11-23 22:00", time.Hour, "2026-11-24 10:00"},
		{"from the early morning", office, "UTC", "2026-11-23 03:00", time.Hour, "2026-11-23 10:00"},
		{"from a Sunday", office, "UTC", "2026-11-22 12:00", 16 * time.Hour, "2026-11-24 17:00"},
		{"in a zone", office, "America/New_York", "2026-11-23 09:00", time.Hour, "2026-11-23 15:00"},
		{"over the clock change", office, "Europe/Amsterdam", "2026-03-27 15:30", time.Hour, "2026-03-30 07:30"},
		{"no time", office, "UTC", "2026-11-22 12:00", 0, "2026-11-22 12:00"},
		{"round the clock", night, "Europe/Amsterdam", "2026-03-28 12:00", 24 * time.Hour, "2026-03-29 12:00"},
		{"no hours named", workflow.WorkingHours{}, "UTC", "2026-11-22 12:00", 30 * time.Hour, "2026-11-23 18:00"},
		{"no day there is", workflow.WorkingHours{Days: []time.Weekday{9}, From: 9 * 60, To: 17 * 60}, "UTC", "2026-11-22 12:00", time.Hour, "2026-11-22 13:00"},
		{"no such zone", office, "Mars/Olympus", "2026-11-23 09:00", time.Hour, "2026-11-23 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, want := WorkingAfter(tc.hours, tc.zone, at(t, tc.from), tc.d), at(t, tc.want); !got.Equal(want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestNextWorking(t *testing.T) {
	for _, tc := range []struct{ name, at, want string }{
		{"at work", "2026-11-23 10:00", "2026-11-23 10:00"},
		{"as the day begins", "2026-11-23 08:00", "2026-11-23 08:00"},
		{"as the day ends", "2026-11-23 16:00", "2026-11-24 08:00"},
		{"before work", "2026-11-23 05:00", "2026-11-23 08:00"},
		{"on Friday night", "2026-11-27 20:00", "2026-11-30 08:00"},
		{"on Saturday", "2026-11-28 10:00", "2026-11-30 08:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			from, want := at(t, tc.at), at(t, tc.want)
			if got := NextWorking(office, "Europe/Amsterdam", from); !got.Equal(want) {
				t.Errorf("got %s, want %s", got, want)
			}
			if got := InWorkingHours(office, "Europe/Amsterdam", from); got != from.Equal(want) {
				t.Errorf("InWorkingHours = %t", got)
			}
		})
	}
}

func TestReminderAt(t *testing.T) {
	for _, tc := range []struct{ name, zone, asked, deadline, want string }{
		{"the last instant of the grid before the deadline", "UTC", "2026-11-23 09:00", "2026-11-23 17:00", "2026-11-23 13:00"},
		{"the morning of the deadline", "UTC", "2026-11-23 12:00", "2026-11-24 12:00", "2026-11-24 09:00"},
		{"never at the deadline itself", "UTC", "2026-11-23 12:00", "2026-11-24 13:00", "2026-11-24 09:00"},
		{"over a weekend", "UTC", "2026-11-27 15:00", "2026-11-30 10:00", "2026-11-30 09:00"},
		{"before a deadline in the weekend", "UTC", "2026-11-26 15:00", "2026-11-29 10:00", "2026-11-27 13:00"},
		{"long before the deadline", "UTC", "2026-11-02 09:00", "2026-11-24 17:00", "2026-11-24 13:00"},
		{"half an hour after the ask", "UTC", "2026-11-23 12:30", "2026-11-23 17:00", "2026-11-23 13:00"},
		{"too soon after the ask", "UTC", "2026-11-23 12:31", "2026-11-23 17:00", ""},
		{"no working hours between", "UTC", "2026-11-23 18:00", "2026-11-24 08:00", ""},
		{"a deadline at the start of the day", "UTC", "2026-11-23 18:00", "2026-11-24 09:00", ""},
		{"in the zone of the person", "America/New_York", "2026-11-23 09:00", "2026-11-23 17:00", "2026-11-23 14:00"},
		{"asked after the deadline", "UTC", "2026-11-24 09:00", "2026-11-23 17:00", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := ReminderAt(office, tc.zone, at(t, tc.asked), at(t, tc.deadline))
			switch {
			case ok != (tc.want != ""):
				t.Errorf("got %s, %t, want %q", got, ok, tc.want)
			case ok && !got.Equal(at(t, tc.want)):
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	// Round the clock, the last reminder of a day of 23 hours would come three
	// hours before the first of the day after.
	always := workflow.WorkingHours{From: 0, To: dayMins}
	if got, ok := ReminderAt(always, "Europe/Amsterdam", at(t, "2026-03-29 00:00"), at(t, "2026-03-29 21:30")); !ok || !got.Equal(at(t, "2026-03-29 15:00")) {
		t.Errorf("on a short day: got %s, want 15:00", got)
	}
	if got, ok := ReminderAt(office, "UTC", at(t, "2026-11-23 09:00"), time.Time{}); ok {
		t.Errorf("no deadline: got %s, want none", got)
	}
}

// Whatever the hours, the zone and the asks, the reminders of one person fall in
// working hours, before the deadline, and four hours apart or together.
func TestRemindersAreFourHoursApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 23*60).Draw(t, "from")
		hours := workflow.WorkingHours{From: from, To: rapid.IntRange(from+1, dayMins).Draw(t, "to")}
		hours.Days = rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) time.Weekday {
			return time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))
		}), func(d time.Weekday) time.Weekday { return d }).Draw(t, "days")
		zone := rapid.SampledFrom(someZones).Draw(t, "zone")
		start := time.Date(2026, time.Month(rapid.SampledFrom([]int{3, 4, 10, 11}).Draw(t, "month")), 1, 0, 0, 0, 0, time.UTC)
		var all []time.Time
		for range rapid.IntRange(2, 30).Draw(t, "asks") {
			asked := start.Add(time.Duration(rapid.IntRange(0, 30*dayMins).Draw(t, "asked")) * time.Minute)
			deadline := asked.Add(time.Duration(rapid.IntRange(0, 3*dayMins).Draw(t, "within")) * time.Minute)
			at, ok := ReminderAt(hours, zone, asked, deadline)
			if !ok {
				continue
			}
			if !at.Before(deadline) || at.Before(asked.Add(remindAfter)) || !InWorkingHours(hours, zone, at) {
				t.Fatalf("asked %s, deadline %s: reminded %s", asked, deadline, at)
			}
			all = append(all, at)
		}
		slices.SortFunc(all, time.Time.Compare)
		all = slices.CompactFunc(all, time.Time.Equal)
		for i := 1; i < len(all); i++ {
			if all[i].Sub(all[i-1]) < remindEvery {
				t.Fatalf("reminders at %s and %s", all[i-1], all[i])
			}
		}
	})
}

// Working time adds up, and all of it lies inside working hours.
func TestWorkingTimeAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(someZones).Draw(t, "zone")
		from := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 20*dayMins).Draw(t, "from")) * time.Minute)
		a := time.Duration(rapid.IntRange(1, 3000).Draw(t, "a")) * time.Minute
		b := time.Duration(rapid.IntRange(1, 3000).Draw(t, "b")) * time.Minute
		once := WorkingAfter(office, zone, from, a+b)
		twice := WorkingAfter(office, zone, WorkingAfter(office, zone, from, a), b)
		if !once.Equal(twice) {
			t.Fatalf("from %s: %s at once gives %s, in two steps %s", from, a+b, once, twice)
		}
		if last := once.Add(-time.Nanosecond); !InWorkingHours(office, zone, last) {
			t.Fatalf("from %s: the last of %s passes at %s, outside working hours", from, a+b, last)
		}
	})
}
