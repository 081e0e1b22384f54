package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
)

// again is a freeze that comes again and again.
func again(cron, zone string, d time.Duration) workflow.Freeze {
	return workflow.Freeze{Key: "sale", Name: "Sale", Cron: cron, Zone: zone, Duration: d, Hard: true}
}

// spans writes periods as "2026-03-29 01:00 to 2026-03-29 03:00" in UTC.
func spans(periods []workflow.Period) []string {
	var out []string
	for _, p := range periods {
		out = append(out, p.From.Format("2006-01-02 15:04")+" to "+p.To.Format("2006-01-02 15:04"))
	}
	return out
}

func TestPeriods(t *testing.T) {
	once := workflow.Freeze{Key: "once", From: at(t, "2026-12-20 00:00"), To: at(t, "2027-01-04 00:00")}
	for _, tc := range []struct {
		name     string
		freeze   workflow.Freeze
		from, to string
		want     []string
	}{
		{"once, from before to after", once, "2026-12-01 00:00", "2027-02-01 00:00", []string{"2026-12-20 00:00 to 2027-01-04 00:00"}},
		{"once, in the midst of it", once, "2026-12-25 00:00", "2026-12-26 00:00", []string{"2026-12-20 00:00 to 2027-01-04 00:00"}},
		{"once, from its end", once, "2027-01-04 00:00", "2027-02-01 00:00", nil},
		{"once, to its beginning", once, "2026-12-01 00:00", "2026-12-20 00:00", nil},
		{"over midnight", again("0 22 * * *", "Europe/Amsterdam", 4*time.Hour), "2026-11-24 00:30", "2026-11-24 00:31",
			[]string{"2026-11-23 21:00 to 2026-11-24 01:00"}},
		{"over the end of the month", again("0 0 28 * *", "UTC", 5*24*time.Hour), "2026-03-01 00:00", "2026-04-01 00:00",
			[]string{"2026-02-28 00:00 to 2026-03-05 00:00", "2026-03-28 00:00 to 2026-04-02 00:00"}},
		{"a leap day", again("0 0 29 2 *", "UTC", 24*time.Hour), "2026-01-01 00:00", "2030-01-01 00:00",
			[]string{"2028-02-29 00:00 to 2028-03-01 00:00"}},
		{"Amsterdam, from a time in the gap", again("30 2 * * SUN", "Europe/Amsterdam", 2*time.Hour), "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 01:00 to 2026-03-29 03:00"}},
		{"Amsterdam, over the gap", again("0 1 * * SUN", "Europe/Amsterdam", 4*time.Hour), "2026-03-29 00:00", "2026-03-30 00:00",
			[]string{"2026-03-29 00:00 to 2026-03-29 04:00"}},
		{"Amsterdam, from a time that comes twice", again("30 2 * * SUN", "Europe/Amsterdam", 30*time.Minute), "2026-10-25 00:00", "2026-10-26 00:00",
			[]string{"2026-10-25 00:30 to 2026-10-25 01:00"}},
		{"Lord Howe, in the gap of half an hour", again("15 2 * * SUN", "Australia/Lord_Howe", time.Hour), "2026-10-03 00:00", "2026-10-04 00:00",
			[]string{"2026-10-03 15:30 to 2026-10-03 16:30"}},
		{"Lord Howe, half an hour twice", again("45 1 * * SUN", "Australia/Lord_Howe", time.Hour), "2026-04-04 00:00", "2026-04-05 00:00",
			[]string{"2026-04-04 14:45 to 2026-04-04 15:45"}},
		{"into itself", again("0 6,7,12 * * *", "UTC", 90*time.Minute), "2026-11-24 00:00", "2026-11-25 00:00",
			[]string{"2026-11-24 06:00 to 2026-11-24 08:30", "2026-11-24 12:00 to 2026-11-24 13:30"}},
		{"into itself, seen from its last minute", again("0 6,7 * * *", "UTC", 90*time.Minute), "2026-11-24 08:29", "2026-11-24 08:30",
			[]string{"2026-11-24 06:00 to 2026-11-24 08:30"}},
		{"one begins as another ends", again("0 6,7 * * *", "UTC", time.Hour), "2026-11-24 07:30", "2026-11-24 07:31",
			[]string{"2026-11-24 06:00 to 2026-11-24 08:00"}},
		{"the working days of a week are one", again("0 0 * * 1-5", "UTC", 24*time.Hour), "2026-11-25 00:00", "2026-11-26 00:00",
			[]string{"2026-11-23 00:00 to 2026-11-28 00:00"}},
		{"days that the gap lets touch, in spring", again("0 0 * * SAT,SUN", "Europe/Amsterdam", 24*time.Hour), "2026-03-28 12:00", "2026-03-29 12:00",
			[]string{"2026-03-27 23:00 to 2026-03-29 23:00"}},
		{"and the hour between them in autumn", again("0 0 * * SUN,MON", "Europe/Amsterdam", 24*time.Hour), "2026-10-25 00:00", "2026-10-26 12:00",
			[]string{"2026-10-24 22:00 to 2026-10-25 22:00", "2026-10-25 23:00 to 2026-10-26 23:00"}},
		{"no span", again("0 6 * * *", "UTC", time.Hour), "2026-11-24 06:30", "2026-11-24 06:30", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Periods([]workflow.Freeze{tc.freeze}, at(t, tc.from), at(t, tc.to))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, spans(got)); diff != "" {
				t.Errorf("periods (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPeriodsKeepTheirFreeze(t *testing.T) {
	f := again("0 18 * * FRI", "Europe/Amsterdam", 62*time.Hour)
	f.Why, f.Systems, f.Except = "Nobody is here", []string{"web"}, []workflow.ChangeType{workflow.Emergency}
	broken := workflow.Freeze{Key: "broken", Cron: "never", Zone: "UTC", Duration: time.Hour}
	got, err := Periods([]workflow.Freeze{broken, f}, at(t, "2026-11-27 00:00"), at(t, "2026-11-28 00:00"))
	if workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("of the freeze that cannot be read: %v", err)
	}
	want := []workflow.Period{{Freeze: "sale", Name: "Sale", Why: "Nobody is here", Systems: []string{"web"}, Hard: true, Except: []workflow.ChangeType{workflow.Emergency},
		From: at(t, "2026-11-27 17:00"), To: at(t, "2026-11-30 07:00"), Zone: "Europe/Amsterdam"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("periods (-want +got):\n%s", diff)
	}
}

// An instant is frozen exactly when some occurrence of the rule covers it, and
// whoever asks about any span around it is told of the same period.
func TestPeriodsAreThoseOfTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := again(rapid.SampledFrom(someRules).Draw(t, "cron"), rapid.SampledFrom(someZones).Draw(t, "zone"),
			time.Duration(rapid.IntRange(1, 3*dayMins).Draw(t, "minutes"))*time.Minute)
		if strings.Contains(f.Cron, "*/15") || f.Cron == "@hourly" {
			f.Duration %= 18 * time.Hour // longer ones never end
		}
		if CheckFreeze(f) != nil {
			return
		}
		from := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 20, 0, 0, 0, 0, time.UTC)
		to := from.Add(20 * day)
		whole, err := Periods([]workflow.Freeze{f}, from, to)
		if err != nil {
			t.Fatal(err)
		}
		slots, err := Slots(asHeartbeat(f), from.Add(-f.Duration), to)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			if i > 0 && !whole[i-1].To.Before(whole[i].From) {
				t.Fatalf("periods that touch: %v", spans(whole))
			}
		}
		for range 8 {
			instant := from.Add(time.Duration(rapid.IntRange(0, 20*dayMins-1).Draw(t, "at")) * time.Minute)
			var want, got bool
			for _, s := range slots {
				want = want || !instant.Before(s.Opens) && instant.Before(s.Closes)
			}
			var in workflow.Period
			for _, p := range whole {
				if !instant.Before(p.From) && instant.Before(p.To) {
					got, in = true, p
				}
			}
			if got != want {
				t.Fatalf("%s in %s for %s: %s frozen %t, by the occurrences of the rule %t", f.Cron, f.Zone, f.Duration, instant, got, want)
			}
			one, err := Periods([]workflow.Freeze{f}, instant, instant.Add(time.Minute))
			if err != nil || len(one) > 1 || (len(one) == 1) != got {
				t.Fatalf("%s in %s for %s: at %s %v, %v", f.Cron, f.Zone, f.Duration, instant, spans(one), err)
			}
			if got && cmp.Diff(in, one[0]) != "" {
				t.Fatalf("%s in %s for %s: %v in the whole, %v seen from %s", f.Cron, f.Zone, f.Duration, in, one[0], instant)
			}
		}
	})
}

func TestCheckFreeze(t *testing.T) {
	for _, tc := range []struct {
		name   string
		freeze workflow.Freeze
		want   string // part of the sentence; empty: no refusal
	}{
		{"once", workflow.Freeze{Key: "sale", Name: "Sale", From: at(t, "2026-12-20 00:00"), To: at(t, "2026-12-21 00:00")}, ""},
		{"every weekend", again("0 18 * * FRI", "Europe/Amsterdam", 62*time.Hour), ""},
		{"into itself", again("0 6,7 * * *", "UTC", 90*time.Minute), ""},
		{"no key", workflow.Freeze{Name: "Sale"}, "needs a key"},
		{"no beginning", workflow.Freeze{Key: "sale", Name: "Sale", To: at(t, "2026-12-21 00:00")}, "from when to when"},
		{"backwards", workflow.Freeze{Key: "sale", Name: "Sale", From: at(t, "2026-12-21 00:00"), To: at(t, "2026-12-20 00:00")}, "it ends before it begins"},
		{"both", workflow.Freeze{Key: "sale", Name: "Sale", From: at(t, "2026-12-21 00:00"), Cron: "@daily", Zone: "UTC", Duration: time.Hour}, "both a schedule and a beginning"},
		{"no duration", again("@daily", "UTC", 0), "at least one minute"},
		{"never", again("0 0 31 2 *", "UTC", time.Hour), "names a day that never comes"},
		{"unreadable", again("sometimes", "UTC", time.Hour), "cannot be read. Write five fields"},
		{"no zone", again("@daily", "", time.Hour), "is no time zone"},
		{"always", again("@daily", "UTC", 25*time.Hour), "it never ends"},
		{"always but for an hour in autumn", again("@daily", "Europe/Amsterdam", 24*time.Hour), ""},
		{"for years", again("0 0 1 1 *", "UTC", 300*24*time.Hour), "longer than 200 days"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := CheckFreeze(tc.freeze)
			if tc.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if workflow.CodeOf(err) != workflow.CodeInvalid || !strings.Contains(err.(*workflow.Error).Message, tc.want) {
				t.Errorf("got %v, want invalid with %q", err, tc.want)
			}
		})
	}
}

func BenchmarkPeriodsOfAMonth(b *testing.B) {
	var freezes []workflow.Freeze
	for _, zone := range someZones {
		freezes = append(freezes, again("0 18 * * FRI", zone, 62*time.Hour))
	}
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if p, err := Periods(freezes, from, from.AddDate(0, 1, 0)); err != nil || len(p) == 0 {
			b.Fatal(p, err)
		}
	}
}
