package calendar

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// oracle is what Python's zoneinfo makes of every quarter hour of the two days
// around every clock change from 2024 to 2037, in every zone of release 2025c of
// the time zone database, which Go 1.26 has too; testdata/oracle.py wrote it and
// says how to read it.
//
//go:embed testdata/oracle.txt.gz
var oracle []byte

// oracleChange is one change of a clock as the oracle knows it.
type oracleChange struct {
	at       int64 // 0: none, an ordinary day
	quarters []oracleQuarter
}

// oracleQuarter is a quarter hour of a wall clock.
type oracleQuarter struct {
	local   wall
	instant int64
	exists  bool
}

// readOracle gives the groups of zones whose clocks agree, with their changes.
func readOracle(t *testing.T, each func(zones []string, changes []oracleChange)) (release string) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(oracle))
	if err != nil {
		t.Fatal(err)
	}
	var zones []string
	var changes []oracleChange
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		switch fields[0] {
		case "release":
			release = fields[1]
		case "zone":
			if len(zones) > 0 {
				each(zones, changes)
			}
			zones, changes = fields[1:], nil
		case "change":
			changes = append(changes, readChange(t, fields[1:]))
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	each(zones, changes)
	return release
}

func readChange(t *testing.T, fields []string) oracleChange {
	t.Helper()
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	c := oracleChange{at: number(fields[0])}
	local := number(fields[1])
	for _, run := range fields[2:] {
		count, offset, _ := strings.Cut(run, "@")
		offset, gap := strings.CutSuffix(offset, "g")
		for range number(count) {
			c.quarters = append(c.quarters, oracleQuarter{wall(local), local - number(offset), !gap})
			local += 900
		}
	}
	return c
}

// TestOracle holds our arithmetic against one made by others in another
// language: for every zone and clock change each quarter hour has the oracle's
// instant, and a rule that names them all has one slot at each of these instants
// and none besides.
//
// A machine may have another release of the time zone database. A zone whose
// clock changes at other instants there is left out; there are never many.
func TestOracle(t *testing.T) {
	var zones, transitions, times int
	var other []string
	release := readOracle(t, func(names []string, changes []oracleChange) {
		done := map[string]bool{} // several names share a clock: the slots of one say it all
		for _, name := range names {
			loc, ok := zone(name)
			if !ok {
				t.Errorf("zone %s is not known", name)
				continue
			}
			if !agrees(loc, changes) {
				other = append(other, name)
				continue
			}
			zones++
			for _, c := range changes {
				transitions++
				times += holds(t, name, loc, c)
				if key := fmt.Sprint(names[0], c.at); !done[key] {
					done[key] = true
					slotsHold(t, name, c)
				}
			}
		}
	})
	t.Logf("%d zones of release %s, %d clock changes, %d local times; left out: %v", zones, release, transitions, times, other)
	if zones < 550 || transitions < 4000 {
		t.Errorf("only %d zones with %d clock changes: too many differ from release %s: %v", zones, transitions, release, other)
	}
}

// agrees tells whether a clock changes when the oracle says.
func agrees(loc *time.Location, changes []oracleChange) bool {
	var ours, theirs []int64
	for _, c := range clockChanges(loc) {
		ours = append(ours, c.Unix())
	}
	for _, c := range changes {
		if c.at != 0 {
			theirs = append(theirs, c.at)
		}
	}
	return slices.Equal(ours, theirs)
}

// holds compares each quarter hour.
func holds(t *testing.T, name string, loc *time.Location, c oracleChange) int {
	t.Helper()
	for _, q := range c.quarters {
		at, exists := instant(q.local, loc)
		if at.Unix() != q.instant || exists != q.exists {
			t.Errorf("%s: local %s is %s (exists: %t), the oracle says %s (%t)", name,
				time.Unix(int64(q.local), 0).UTC().Format("2006-01-02 15:04"), at, exists, time.Unix(q.instant, 0).UTC(), q.exists)
		}
	}
	return len(c.quarters)
}

// slotsHold compares the slots of a rule that names every quarter hour.
func slotsHold(t *testing.T, name string, c oracleChange) {
	t.Helper()
	var want []int64
	for _, q := range c.quarters {
		want = append(want, q.instant)
	}
	slices.Sort(want)
	want = slices.Compact(want)
	slots, err := Slots(beat("*/15 * * * *", name), time.Unix(want[0], 0), time.Unix(want[len(want)-1]+1, 0))
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, s := range slots {
		got = append(got, s.Opens.Unix())
	}
	if !slices.Equal(want, got) {
		t.Errorf("%s around %s: slots at %v, the oracle says %v", name, time.Unix(c.at, 0).UTC(), got, want)
	}
}
