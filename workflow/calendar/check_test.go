package calendar

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

func TestCheckRefusesWithASentence(t *testing.T) {
	with := func(change func(h *workflow.Heartbeat)) workflow.Heartbeat {
		h := beat("0 6 * * TUE,THU", "Europe/Amsterdam")
		change(&h)
		return h
	}
	cron := func(s string) workflow.Heartbeat { return with(func(h *workflow.Heartbeat) { h.Cron = s }) }
	lasting := func(s, zone string, d time.Duration) workflow.Heartbeat {
		return with(func(h *workflow.Heartbeat) { h.Cron, h.Zone, h.Duration = s, zone, d })
	}
	unreadable := "cannot be read. Write five fields"
	for _, tc := range []struct {
		name string
		h    workflow.Heartbeat
		want string // part of the sentence; empty: no refusal
	}{
		{"the usual", cron("0 6 * * TUE,THU"), ""},
		{"with spaces around", cron("  0 6 * * 2  "), ""},
		{"a descriptor", cron("@weekly"), ""},
		{"a leap day", cron("0 0 29 2 *"), ""},
		{"a question mark", cron("0 6 ? * MON"), ""},
		{"empty", cron(" "), "the schedule is empty"},
		{"never", cron("0 0 31 2 *"), `the schedule "0 0 31 2 *" names a day that never comes.`},
		{"never, in two months", cron("0 0 31 4,6 *"), "never comes"},
		{"no hours", cron("0 , * * *"), "never comes"},
		{"no months", cron("0 0 * , *"), "never comes"},
		{"no weekdays", cron("0 0 * * ,"), "never comes"},
		{"the 31st of February or a Monday in February", cron("0 0 31 2 MON"), ""},
		{"seconds", cron("0 0 6 * * TUE"), unreadable},
		{"four fields", cron("0 6 * *"), unreadable},
		{"out of range", cron("61 6 * * *"), unreadable},
		{"an eighth weekday", cron("0 6 * * 7"), "(0 or SUN to 6 or SAT)"},
		{"words", cron("every tuesday"), unreadable},
		{"a zone that panics the parser", cron("TZ="), "a time zone does not belong in the schedule"},
		{"another", cron("TZ=0"), "a time zone does not belong"},
		{"and another", cron("CRON_TZ="), "a time zone does not belong"},
		{"a zone", cron("CRON_TZ=Asia/Jakarta 0 6 * * *"), "a time zone does not belong"},
		{"every so long", cron("@every 1h"), "is no calendar schedule"},
		{"every no time", cron("@every 0s"), "is no calendar schedule"},
		{"an unknown descriptor", cron("@fortnightly"), unreadable},
		{"a reboot", cron("@reboot"), unreadable},
		{"a novel", cron(strings.Repeat("1,", 400) + "1 6 * * *"), "longer than 500 characters"},
		{"every minute in full", cron(list(0, 59) + " " + list(0, 23) + " " + list(1, 31) + " " + list(1, 12) + " *"), "its windows overlap"},
		{"no zone", with(func(h *workflow.Heartbeat) { h.Zone = "" }), `"" is no time zone`},
		{"the machine's zone", with(func(h *workflow.Heartbeat) { h.Zone = "Local" }), `"Local" is no time zone`},
		{"an unknown zone", with(func(h *workflow.Heartbeat) { h.Zone = "Europe/Atlantis" }), "is no time zone"},
		{"a path", with(func(h *workflow.Heartbeat) { h.Zone = "../../etc/passwd" }), "is no time zone"},
		{"no duration", with(func(h *workflow.Heartbeat) { h.Duration = 0 }), "at least one minute"},
		{"less than none", with(func(h *workflow.Heartbeat) { h.Duration = -time.Hour }), "at least one minute"},
		{"a capacity below none", with(func(h *workflow.Heartbeat) { h.Capacity = -1 }), "capacity"},
		{"a cut-off after the opening", with(func(h *workflow.Heartbeat) { h.CutOff = -time.Hour }), "cut-off"},
		{"a reminder at the opening", with(func(h *workflow.Heartbeat) { h.Leads = []time.Duration{time.Hour, 0} }), "reminder"},
		{"no key", with(func(h *workflow.Heartbeat) { h.Key = "" }), "cannot be the key"},
		{"a key with a colon", with(func(h *workflow.Heartbeat) { h.Key = "web:2" }), "cannot be the key"},
		{"the key of emergencies", with(func(h *workflow.Heartbeat) { h.Key = "emergency" }), "cannot be the key"},
		{"one opens as another closes", lasting("0 6,8 * * *", "UTC", 2*time.Hour), ""},
		{"within a day", lasting("0 6,8 * * *", "UTC", 2*time.Hour+time.Minute), "its windows overlap: one opens 2 h after another and each lasts 2 h 1 min."},
		{"over midnight", lasting("30 1,23 * * *", "UTC", 3*time.Hour), "its windows overlap: one opens 2 h after another and each lasts 3 h."},
		{"over midnight, on days apart", lasting("30 1,23 * * MON", "UTC", 3*time.Hour), ""},
		{"a week", lasting("0 6 * * MON", "UTC", 7*24*time.Hour), ""},
		{"over a week", lasting("0 6 * * MON", "UTC", 7*24*time.Hour+time.Minute), "overlap"},
		{"over the shortest month", lasting("0 6 1 * *", "UTC", 28*24*time.Hour), ""},
		{"and longer", lasting("0 6 1 * *", "UTC", 29*24*time.Hour), "one opens 672 h after another"},
		{"a whole day without clock changes", lasting("0 0 * * *", "Asia/Jakarta", 24*time.Hour), ""},
		{"a whole day with them", lasting("0 0 * * *", "Europe/Amsterdam", 24*time.Hour), "its windows overlap when the clock jumps on 29 March 2020: one then opens 23 h after another and each lasts 24 h."},
		{"as long as the shortest day", lasting("0 0 * * *", "Europe/Amsterdam", 23*time.Hour), ""},
		{"a gap between two", lasting("30 1,3 * * *", "Europe/Amsterdam", 90*time.Minute), "overlap when the clock jumps"},
		{"a gap over one", lasting("30 2 * * *", "Europe/Amsterdam", 23*time.Hour+30*time.Minute), ""},
		{"a gap that brings one near the next", lasting("30 2,3 * * *", "Europe/Amsterdam", time.Hour), "one then opens 30 min after another"},
		{"the same away from the gap", lasting("30 3,4 * * *", "Europe/Amsterdam", time.Hour), ""},
		{"the same in a month without one", lasting("30 2,3 * 1 *", "Europe/Amsterdam", time.Hour), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := Check(tc.h)
			if tc.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if workflow.CodeOf(err) != workflow.CodeInvalid {
				t.Fatalf("got %v, want invalid", err)
			}
			message := err.(*workflow.Error).Message
			if !strings.HasPrefix(message, "Web heartbeat: ") || !strings.Contains(message, tc.want) || !strings.HasSuffix(message, ".") {
				t.Errorf("sentence %q\nwant part  %q", message, tc.want)
			}
		})
	}
}

// list writes "0,1,2,…,n".
func list(from, to int) string {
	var out []string
	for n := from; n <= to; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ",")
}

// What passes the check has windows, and they do not overlap.
func FuzzCheck(f *testing.F) {
	for _, s := range someRules {
		f.Add(s, "Europe/Amsterdam", 30)
	}
	for _, s := range []string{"TZ=", "TZ=0", "CRON_TZ=", "@every -1h", "0 0 31 2 *", "@daily", "*/0 * * * *", "1-0 * * * *", "* * * * 7", "99999999999999999999 * * * *", "0/9223372036854775807 6 * * *", "* * * * *"} {
		f.Add(s, "UTC", 1)
	}
	f.Fuzz(func(t *testing.T, cron, zone string, minutes int) {
		h := beat(cron, zone)
		h.Duration = time.Duration(minutes%(90*24*60)) * time.Minute
		err := Check(h)
		from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		slots, failed := Next(h, from, 50)
		if err != nil {
			if workflow.CodeOf(err) != workflow.CodeInvalid {
				t.Fatalf("Check(%q, %q): %v", cron, zone, err)
			}
			return
		}
		if failed != nil || len(slots) != 50 {
			t.Fatalf("Next(%q, %q): %d slots, %v", cron, zone, len(slots), failed)
		}
		for i := 1; i < len(slots); i++ {
			if slots[i].Opens.Before(slots[i-1].Closes) {
				t.Fatalf("Check passed %q in %q for %s, yet %v and %v overlap", cron, zone, h.Duration, slots[i-1], slots[i])
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	for name, h := range map[string]workflow.Heartbeat{
		"twice a week": beat("0 6 * * TUE,THU", "Europe/Amsterdam"),
		"every minute": func() workflow.Heartbeat {
			h := beat("* * * * *", "Europe/Amsterdam")
			h.Duration = time.Minute
			return h
		}(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := Check(h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
