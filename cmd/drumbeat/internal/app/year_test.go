package app

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// weeksLived is a town in which some weeks of the larger organisation have passed.
func weeksLived(t testing.TB, weeks, requests int, say io.Writer) *town {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	life := newLifecycle(discard())
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Error(err)
		}
	})
	town, err := buildTown(t.Context(), life, townOptions{listener: ln, of: largeDemo, begins: demoBegins, real: time.Now, log: testLog(t), unpaced: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := town.liveAYear(t.Context(), requests, time.Duration(weeks)*7*24*time.Hour, demoOpens, say); err != nil {
		t.Fatal(err)
	}
	return town
}

// census counts what is stored, and checks that every history is whole.
func census(t testing.TB, store workflow.Store) (states map[workflow.State]int, lanes map[workflow.Lane]int) {
	t.Helper()
	states, lanes = map[workflow.State]int{}, map[workflow.Lane]int{}
	before := workflow.Number(0)
	for {
		page, err := store.Releases.List(context.Background(), workflow.ReleaseFilter{Before: before, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			states[r.State]++
			lanes[r.Lane()]++
			for _, flaw := range audit.Check(&r) {
				t.Error(flaw)
			}
		}
		if len(page) < 500 {
			return states, lanes
		}
		before = page[len(page)-1].Number
	}
}

var yearWeeks = flag.Int("year.weeks", 1, "how many weeks of the year of the demo the benchmark lives through; the demo itself has 52")

// BenchmarkYear is the start of the demo with a year in it, until its address is
// printed.
func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		var said bytes.Buffer
		began := time.Now()
		town := weeksLived(b, *yearWeeks, *yearWeeks*yearRequests/52, &said)
		lived := time.Since(began)
		if err := town.settle(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		states, lanes := census(b, town.store)
		b.Logf("lived in %s, settled in %s: %v %v", lived, time.Since(began)-lived, states, lanes)
		b.StartTimer()
	}
}

// TestYear lives through two weeks of the larger organisation: its histories are
// whole, what people meet is there, and the dice always fall the same.
func TestYear(t *testing.T) {
	var said bytes.Buffer
	town := weeksLived(t, 2, 70, &said)
	states, lanes := census(t, town.store)
	asked := 0
	for _, n := range states {
		asked += n
	}
	if open := states[workflow.Scheduled] + states[workflow.InApproval] + states[workflow.Submitted]; asked < 50 || open < asked/4 || open > asked*9/10 {
		t.Errorf("of %d requests %d are open: %v", asked, open, states)
	}
	for _, s := range []workflow.State{workflow.Submitted, workflow.InApproval, workflow.Scheduled, workflow.Live, workflow.Closed} {
		if states[s] == 0 {
			t.Errorf("none is %s: %v", s, states)
		}
	}
	if lanes[workflow.LaneEndorse] == 0 || lanes[workflow.LaneTriage] == 0 || lanes[workflow.LaneDecide] == 0 {
		t.Errorf("the queue is not believable: %v", lanes)
	}
	if !strings.Contains(said.String(), ", and told.") {
		t.Errorf("it said %q", said.String())
	}
	if due, err := town.store.Notices.Due(t.Context(), demoOpens, 10); err != nil || len(due) > 0 {
		t.Errorf("not told yet: %v (%v)", due, err)
	}
	if diff := cmp.Diff(livedHashes(t, town), livedHashes(t, town)); diff != "" {
		t.Errorf("the same dice fell in another way:\n%s", diff)
	}
}

// livedHashes are the last hashes of the histories of a week.
func livedHashes(t *testing.T, town *town) []string {
	t.Helper()
	y := newYear(t.Context(), town, demoOpens.AddDate(0, -1, 0), 5*24*time.Hour)
	y.ask(40)
	if err := y.pass(y.ends, 12*time.Hour); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range y.yearbook.releases {
		out = append(out, r.Last().Hash)
	}
	if len(out) < 30 {
		t.Fatalf("only %d releases in a week", len(out))
	}
	return out
}
