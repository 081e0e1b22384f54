package planner

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// anySnapshot draws releases in any state around a week of windows.
func anySnapshot(t *rapid.T, start time.Time) Snapshot {
	s := snapshot()
	slots, err := calendar.Slots(s.Policy.Heartbeats[0], start, start.AddDate(0, 0, 9))
	if err != nil {
		t.Fatal(err)
	}
	minutes := func(name string, most int) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Minute
	}
	people := []workflow.PersonID{"EVA", "OMAR", "LENA", "GONE"}
	for n := range rapid.IntRange(1, 12).Draw(t, "releases") {
		slot := rapid.SampledFrom(slots).Draw(t, "slot")
		r := workflow.Release{Number: workflow.Number(n + 1), Revision: 1, State: rapid.SampledFrom(workflow.States).Draw(t, "state")}
		r.SubmittedAt = start.Add(minutes("submitted", 7*24*60))
		r.Request.Type = rapid.SampledFrom(workflow.ChangeTypes).Draw(t, "type")
		if r.Request.Type != workflow.Emergency {
			r.Place = &workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: r.SubmittedAt}
		}
		if r.State == workflow.InApproval {
			r.DecideBy = r.SubmittedAt.Add(minutes("decide within", 3*24*60))
			for _, p := range people[:rapid.IntRange(1, len(people)).Draw(t, "asked")] {
				r.Asks = append(r.Asks, workflow.Ask{Person: p, At: r.SubmittedAt, Revision: 1})
			}
		}
		if r.State == workflow.Scheduled || r.State == workflow.Live {
			r.ScheduledAt, r.LiveAt = r.SubmittedAt.Add(minutes("scheduled", 600)), slot.Opens
		}
		s.Open = append(s.Open, r)
	}
	return s
}

// However often and irregularly the clock ticks, the same notices are there in
// the end, but for those that were overtaken before any tick.
func TestTicksDoNotMatter(t *testing.T) {
	start := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		s := anySnapshot(t, start)
		end := start.Add(time.Duration(rapid.IntRange(0, 11*24*60).Draw(t, "end")) * time.Minute)
		want := Due(end, s)
		step := rapid.SampledFrom([]time.Duration{7 * time.Minute, 7 * time.Hour, 30 * time.Hour}).Draw(t, "step")
		outbox := map[string]workflow.Notice{}
		for at := start; ; at = at.Add(step) {
			if at.After(end) {
				at = end
			}
			for _, n := range Due(at, s) {
				if before, there := outbox[key(&n)]; there {
					if diff := cmp.Diff(before, n); diff != "" {
						t.Fatalf("%s changed from tick to tick (-before +after):\n%s", n.ID, diff)
					}
				}
				outbox[key(&n)] = n
			}
			if at.Equal(end) {
				break
			}
		}
		wanted := map[string]bool{}
		for _, n := range want {
			wanted[key(&n)] = true
		}
		var got []workflow.Notice
		for _, n := range outbox {
			if n.Refresh && !wanted[key(&n)] {
				continue // a board that was brought up to date once more is what it is
			}
			if n.Due.After(end) {
				t.Fatalf("%s was added before its instant %s", n.ID, n.Due)
			}
			if over := !n.Expires.IsZero() && !end.Before(n.Expires); over || (n.Kind.Board() && !n.Refresh && closed(s, windowOf(s, n), end)) {
				continue
			}
			got = append(got, n)
		}
		byID := func(a, b workflow.Notice) int { return a.Due.Compare(b.Due)*2 + compare(a.ID, b.ID) }
		slices.SortFunc(got, byID)
		slices.SortFunc(want, byID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("one tick at %s, and one every %s (-one +many):\n%s", end, step, diff)
		}
	})
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// windowOf is the window that a planned board is about.
func windowOf(s Snapshot, n workflow.Notice) workflow.WindowID {
	for _, r := range s.Open {
		if n.Window == "" && r.Number == n.Release && r.Place != nil {
			return r.Place.Window
		}
	}
	return n.Window
}

func closed(s Snapshot, id workflow.WindowID, at time.Time) bool {
	for _, u := range s.inUse() {
		if u.slot.ID == id {
			return !at.Before(u.slot.Closes)
		}
	}
	return true
}

// No matter what is open, nobody is reminded twice within four hours, and what
// is final is never spoken of.
func TestNobodyIsNagged(t *testing.T) {
	start := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		s := anySnapshot(t, start)
		told := map[workflow.PersonID][]time.Time{}
		seen := map[string]bool{}
		for at := start; at.Before(start.AddDate(0, 0, 11)); at = at.Add(30 * time.Minute) {
			for _, n := range Due(at, s) {
				if n.Kind == workflow.NoticeRemindApprover && !seen[n.ID] {
					told[n.Person] = append(told[n.Person], n.Due)
				}
				seen[n.ID] = true
			}
		}
		for person, at := range told {
			slices.SortFunc(at, time.Time.Compare)
			for i := 1; i < len(at); i++ {
				if at[i].Sub(at[i-1]) < 4*time.Hour {
					t.Fatalf("%s is reminded at %s and at %s", person, at[i-1], at[i])
				}
			}
		}
		for i := range s.Open {
			s.Open[i].State = workflow.Withdrawn
		}
		for at := start; at.Before(start.AddDate(0, 0, 11)); at = at.Add(time.Hour) {
			if due := Due(at, s); len(due) > 0 {
				t.Fatalf("final releases, yet %s is due", due[0].ID)
			}
		}
	})
}

// many is a snapshot of a big organisation: n open releases in 40 windows, two
// thirds of them waiting for two of 300 people.
func many(n int) Snapshot {
	s := snapshot()
	start := tuesday.Add(-12 * time.Hour)
	slots, _ := calendar.Next(s.Policy.Heartbeats[0], start, 40)
	for p := range 300 {
		id := workflow.PersonID(fmt.Sprint("U", p))
		s.People[id] = workflow.Person{ID: id, Name: string(id), Zone: []string{"Europe/Amsterdam", "America/New_York", "Asia/Jakarta"}[p%3]}
	}
	for i := range n {
		slot := slots[i%len(slots)]
		r := held(workflow.Number(i+1), workflow.Scheduled)
		r.Place = &workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: start.AddDate(0, 0, -3)}
		if i%3 > 0 {
			w := waits(r.Number, start.Add(-time.Duration(i%2000)*time.Minute), start.Add(time.Duration(i%1500)*time.Minute), workflow.PersonID(fmt.Sprint("U", i%300)), workflow.PersonID(fmt.Sprint("U", (i+7)%300)))
			w.Place = r.Place
			r = w
		}
		s.Open = append(s.Open, r)
	}
	return s
}

func BenchmarkDue10000(b *testing.B) {
	s := many(10_000)
	b.ReportAllocs()
	var due int
	for b.Loop() {
		due = len(Due(tuesday.Add(-12*time.Hour), s))
	}
	b.ReportMetric(float64(due), "notices")
}
