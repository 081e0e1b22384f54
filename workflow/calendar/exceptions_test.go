package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
)

// tuesdays is a heartbeat on Tuesdays and Thursdays at six in Amsterdam that
// skips 24 November and has an extra window on the Wednesday after.
func tuesdays(t testing.TB) workflow.Heartbeat {
	h := beat("0 6 * * TUE,THU", "Europe/Amsterdam")
	h.Points = 20
	h.Skips = []workflow.Skip{{Opens: at(t, "2026-11-24 05:00"), Why: "Audit week."}}
	h.Extras = []workflow.Extra{{Opens: at(t, "2026-11-25 20:00"), Duration: 4 * time.Hour, CutOff: 2 * time.Hour, Capacity: 2, Why: "Quarter end"}}
	return h
}

func TestSlotsKnowSkipsAndExtras(t *testing.T) {
	h := tuesdays(t)
	want := []string{"2026-11-25 20:00", "2026-11-26 05:00", "2026-12-01 05:00"}
	slots, err := Slots(h, at(t, "2026-11-23 00:00"), at(t, "2026-12-03 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, openings(slots)); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	next, err := Next(h, at(t, "2026-11-23 00:00"), 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slots, next); diff != "" {
		t.Errorf("next (-slots +next):\n%s", diff)
	}
	opens := at(t, "2026-11-25 20:00")
	extra := workflow.Slot{ID: "web:2026-11-25T20:00Z", Heartbeat: "web", Name: "Web heartbeat", Zone: "Europe/Amsterdam", Opens: opens,
		Closes: opens.Add(4 * time.Hour), CutOff: opens.Add(-2 * time.Hour), Capacity: 2, Points: 20, Extra: "Quarter end"}
	found, err := Find(&workflow.Policy{Heartbeats: []workflow.Heartbeat{h}}, extra.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []workflow.Slot{slots[0], found} {
		if diff := cmp.Diff(extra, got); diff != "" {
			t.Errorf("extra (-want +got):\n%s", diff)
		}
	}
	h.Extras[0] = workflow.Extra{Opens: opens}
	if slots, _ = Slots(h, opens, opens.Add(time.Minute)); len(slots) != 1 || slots[0].Closes != opens.Add(time.Hour) || slots[0].Capacity != 5 || slots[0].Extra != "an extra window" {
		t.Errorf("an extra that says nothing is %+v", slots)
	}
}

func TestASkippedWindowIsFoundNoMore(t *testing.T) {
	h := tuesdays(t)
	p := &workflow.Policy{Heartbeats: []workflow.Heartbeat{h}}
	const id = "web:2026-11-24T05:00Z"
	_, err := Find(p, id)
	if want := "Web heartbeat skips this window (Audit week). Choose another window."; workflow.CodeOf(err) != workflow.CodeNotFound || err.(*workflow.Error).Message != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if s, ok := Skipped(p, id); !ok || s.Why != "Audit week." {
		t.Errorf("Skipped = %v, %t", s, ok)
	}
	// An extra window in the place of the skipped one, with less room.
	p.Heartbeats[0].Extras = append(p.Heartbeats[0].Extras, workflow.Extra{Opens: at(t, "2026-11-24 05:00"), Capacity: 1})
	if err := Check(p.Heartbeats[0]); err != nil {
		t.Errorf("an extra in the place of a skipped window: %v", err)
	}
	if s, err := Find(p, id); err != nil || s.Capacity != 1 {
		t.Errorf("Find = %+v, %v", s, err)
	}
	if _, ok := Skipped(p, id); ok {
		t.Error("a window with an extra in its place is not skipped")
	}
}

func TestCheckRefusesExtras(t *testing.T) {
	for name, tc := range map[string]struct {
		extra workflow.Extra
		want  string
	}{
		"fine":                 {workflow.Extra{Opens: at(t, "2026-11-27 20:00")}, ""},
		"as another closes":    {workflow.Extra{Opens: at(t, "2026-11-26 06:00")}, ""},
		"never":                {workflow.Extra{}, "needs the moment"},
		"with seconds":         {workflow.Extra{Opens: at(t, "2026-11-27 20:00").Add(time.Second)}, "whole minute"},
		"no time at all":       {workflow.Extra{Opens: at(t, "2026-11-27 20:00"), Duration: time.Second}, "at least one minute"},
		"capacity":             {workflow.Extra{Opens: at(t, "2026-11-27 20:00"), Capacity: -1}, "cannot be below 0"},
		"cut-off":              {workflow.Extra{Opens: at(t, "2026-11-27 20:00"), CutOff: -1}, "cannot be below 0"},
		"over the rule's":      {workflow.Extra{Opens: at(t, "2026-11-26 05:30")}, "the extra window of 26 November 2026 06:30 overlaps the one that opens 26 November 2026 06:00"},
		"into the rule's":      {workflow.Extra{Opens: at(t, "2026-11-26 04:30")}, "overlaps the one that opens"},
		"the rule's own":       {workflow.Extra{Opens: at(t, "2026-12-01 05:00")}, "is a window of the heartbeat already"},
		"over another extra":   {workflow.Extra{Opens: at(t, "2026-11-25 23:30")}, "overlaps the one that opens 26 November 2026 00:30"},
		"twice":                {workflow.Extra{Opens: at(t, "2026-11-25 20:00")}, "is there twice"},
		"over a skipped one":   {workflow.Extra{Opens: at(t, "2026-11-24 04:30")}, ""},
		"long over the rule's": {workflow.Extra{Opens: at(t, "2026-11-29 05:30"), Duration: 5 * 24 * time.Hour}, "overlaps the one that opens 1 December"},
	} {
		t.Run(name, func(t *testing.T) {
			h := tuesdays(t)
			h.Extras = append(h.Extras, tc.extra)
			err := Check(h)
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
	h := tuesdays(t)
	h.Points = -1
	if err := Check(h); workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("risk points below 0: %v", err)
	}
}

// What passes the check has no two windows at one time, whatever its skips and
// extras, and asking by span or by number gives the same.
func TestExceptionsKeepWindowsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := beat(rapid.SampledFrom([]string{"0 6 * * TUE,THU", "30 2 * * *", "0 */6 * * *", "15 1,3 * * SUN"}).Draw(t, "cron"), rapid.SampledFrom(someZones).Draw(t, "zone"))
		from := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 20, 0, 0, 0, 0, time.UTC)
		to := from.Add(15 * day)
		rule, err := Slots(h, from, to)
		if err != nil || len(rule) == 0 {
			t.Fatal(rule, err)
		}
		for range rapid.IntRange(0, 4).Draw(t, "skips") {
			h.Skips = append(h.Skips, workflow.Skip{Opens: rapid.SampledFrom(rule).Draw(t, "skip").Opens})
		}
		for range rapid.IntRange(0, 4).Draw(t, "extras") {
			h.Extras = append(h.Extras, workflow.Extra{Opens: from.Add(time.Duration(rapid.IntRange(0, 15*24*2).Draw(t, "at")) * 30 * time.Minute),
				Duration: time.Duration(rapid.IntRange(0, 10).Draw(t, "hours")) * time.Hour})
		}
		slots, err := Slots(h, from, to)
		if err != nil {
			t.Fatal(err)
		}
		next, err := Next(h, from, len(slots))
		if err != nil || cmp.Diff(slots, next) != "" {
			t.Fatalf("by span and by number differ: %v, %s", err, cmp.Diff(slots, next))
		}
		if Check(h) != nil {
			return
		}
		for i, s := range slots {
			if skips(h, s.Opens) && s.Extra == "" {
				t.Fatalf("%v was skipped", s.ID)
			}
			if i > 0 && s.Opens.Before(slots[i-1].Closes) {
				t.Fatalf("%v and %v overlap", slots[i-1], s)
			}
			if found, err := Find(&workflow.Policy{Heartbeats: []workflow.Heartbeat{h}}, s.ID); err != nil || cmp.Diff(s, found) != "" {
				t.Fatalf("%v is not found: %v", s.ID, err)
			}
		}
	})
}

func TestLint(t *testing.T) {
	h := tuesdays(t)
	h.Skips = append(h.Skips, workflow.Skip{Opens: at(t, "2026-11-25 05:00")}, workflow.Skip{Opens: at(t, "2026-11-24 05:00")}, workflow.Skip{Opens: at(t, "2019-01-01 05:00")})
	p := &workflow.Policy{Heartbeats: []workflow.Heartbeat{beat("@daily", "UTC"), h}, Freezes: []workflow.Freeze{
		again("0 18 * * FRI", "UTC", time.Hour), again("0 6,7 * * *", "UTC", 90*time.Minute), again("0 6,7 * * *", "UTC", time.Hour),
	}}
	var got []string
	for _, f := range Lint(p, at(t, "2026-11-01 00:00"), at(t, "2027-11-01 00:00")) {
		if f.Pass || f.Weight != workflow.Warn {
			t.Errorf("%+v is no warning", f)
		}
		got = append(got, f.Rule+": "+f.Reason)
	}
	want := []string{
		"heartbeats[1].skips[1].opens: It has no window on 25 November 2026 06:00, so there is nothing to skip.",
		"heartbeats[1].skips[2].opens: The window of 24 November 2026 06:00 is skipped twice.",
		"freezes[1].duration: It runs into itself on 1 November 2026 07:00: it begins 1 h after the time before and lasts 1 h 30 min. The two count as one.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lint (-want +got):\n%s", diff)
	}
}

func TestBookedLeavesOutItsOwn(t *testing.T) {
	s := workflow.Street{Bookings: []workflow.Booking{
		{ID: "a", Release: 7, From: at(t, "2026-11-24 05:00"), To: at(t, "2026-11-24 06:00")},
		{ID: "b", From: at(t, "2026-11-24 06:00"), To: at(t, "2026-11-24 07:00")},
		{ID: "c", Release: 8, From: at(t, "2026-11-24 07:00"), To: at(t, "2026-11-24 08:00")},
	}}
	var got []string
	for _, b := range Booked(s, at(t, "2026-11-24 05:30"), at(t, "2026-11-24 07:30"), 7) {
		got = append(got, b.ID)
	}
	if diff := cmp.Diff([]string{"b", "c"}, got); diff != "" {
		t.Errorf("booked (-want +got):\n%s", diff)
	}
	if n := len(Booked(s, at(t, "2026-11-24 05:00"), at(t, "2026-11-24 08:00"), 0)); n != 3 {
		t.Errorf("%d bookings for nobody's release, want 3", n)
	}
}
