package calendar

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"
)

// zoneNames are the names of the IANA database, one a line.
//
//go:embed testdata/zones.txt
var zoneNames string

// TestSweep tries every quarter hour around every clock change from 2024 to 2037
// in every zone there is. The oracle knows nothing of offsets: it reads the
// wall clock minute by minute and notes when each reading is first reached or
// passed.
func TestSweep(t *testing.T) {
	names := strings.Fields(zoneNames)
	if len(names) < 400 {
		t.Fatalf("only %d zones", len(names))
	}
	if testing.Short() {
		names = someZones
	}
	seen := map[string]string{} // changes seen, to a zone with them: many names share a clock
	var changes, times int
	for _, name := range names {
		loc, ok := zone(name)
		if !ok {
			t.Errorf("zone %s is not known", name)
			continue
		}
		for _, change := range clockChanges(loc) {
			_, before := change.Add(-time.Second).In(loc).Zone()
			_, after := change.In(loc).Zone()
			key := fmt.Sprint(change.Unix(), before, after)
			if seen[key] != "" {
				continue
			}
			seen[key] = name
			changes++
			times += sweep(t, name, loc, change)
		}
	}
	t.Logf("%d zones, %d different clock changes, %d local times", len(names), changes, times)
	if changes < 50 {
		t.Errorf("only %d clock changes: the sweep saw too little", changes)
	}
}

// clockChanges lists the changes of offset from 2024 to 2037.
func clockChanges(loc *time.Location) []time.Time {
	end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	var out []time.Time
	for t := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).In(loc); ; {
		_, before := t.Zone()
		next := stretchEnd(t) // ZoneBounds alone stands still on the last day of a leap year
		if next.IsZero() || !next.Before(end) {
			return out
		}
		if _, after := next.Zone(); after != before {
			out = append(out, next)
		}
		t = next
	}
}

// The years in which only the rule at the end of a zone's data is known, leap
// years among them, have their windows too.
func TestDistantYears(t *testing.T) {
	for _, name := range someZones {
		slots, err := Slots(beat("30 2 * * *", name), time.Date(2036, 1, 1, 12, 0, 0, 0, time.UTC), time.Date(2064, 1, 1, 12, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if want := 28*365 + 7; len(slots) != want {
			t.Errorf("%s: %d daily windows in 28 years, want %d", name, len(slots), want)
		}
	}
}

// sweep compares each quarter hour of a day and a half around a clock change
// with the oracle, and each slot of a rule that names them all.
func sweep(t *testing.T, name string, loc *time.Location, change time.Time) int {
	t.Helper()
	from, to := change.Add(-18*time.Hour), change.Add(18*time.Hour)
	first := map[wall]time.Time{} // quarter hours of the wall clock, to the instant each is reached
	shown := map[wall]bool{}
	read := func(at time.Time) wall { // as a person reads it
		l := at.In(loc)
		y, m, d := l.Date()
		return wall(time.Date(y, m, d, l.Hour(), l.Minute(), 0, 0, time.UTC).Unix())
	}
	reached := read(from)
	for at := from.Add(time.Minute); at.Before(to); at = at.Add(time.Minute) {
		now := read(at)
		shown[now] = true
		for w := reached + 60; w <= now; w += 60 {
			if w%900 == 0 {
				first[w] = at
			}
		}
		reached = max(reached, now)
	}
	slots, err := Slots(beat("*/15 * * * *", name), from, to)
	if err != nil {
		t.Fatal(err)
	}
	opens := map[int64]bool{}
	for _, s := range slots {
		if opens[s.Opens.Unix()] {
			t.Errorf("%s: two slots at %s", name, s.Opens)
		}
		opens[s.Opens.Unix()] = true
	}
	for w, want := range first {
		got, exists := instant(w, loc)
		if !got.Equal(want) || exists != shown[w] {
			t.Errorf("%s: local %s is %s (exists: %t), the oracle says %s (%t)", name,
				time.Unix(int64(w), 0).UTC().Format("2006-01-02 15:04"), got, exists, want.UTC(), shown[w])
		}
		if !opens[want.Unix()] {
			t.Errorf("%s: no slot at %s", name, want.UTC())
		}
	}
	distinct := map[int64]bool{}
	for _, want := range first {
		distinct[want.Unix()] = true
	}
	for at := range opens {
		if u := time.Unix(at, 0).UTC(); !distinct[at] && u.After(from) {
			t.Errorf("%s: a slot at %s that the oracle does not know", name, u)
		}
	}
	return len(first)
}
