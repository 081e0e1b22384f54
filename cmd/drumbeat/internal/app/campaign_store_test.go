package app

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/store/storetest/faultproxy"
	"drumbeat/workflow"
)

// absence is one way in which the store is away. It comes back when the function
// that it gives is called.
type absence struct {
	name   string
	lasts  time.Duration // in CI; 0: not there
	full   []time.Duration
	begins func(t testing.TB, f *fleet, server *mongoServer) (ends func())
}

// TestCampaignStoreAway takes the store away while many releases live their
// lives: nothing that was acknowledged is lost, everybody is answered in time and
// told the truth, and it goes on as soon as the store is back. (R4)
func TestCampaignStoreAway(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		storeAway(t, absence{name: "locked", lasts: time.Second, full: []time.Duration{5 * time.Second, 40 * time.Second, 5 * time.Minute}, begins: lockFile})
	})
	seconds := []time.Duration{5 * time.Second}
	for _, a := range []absence{
		{"gone", time.Second, []time.Duration{5 * time.Second, 40 * time.Second, 5 * time.Minute}, goneServer},
		{"slow", 0, seconds, rules(faultproxy.Rule{Fault: faultproxy.DelayBefore, Delay: 2 * time.Second})},
		{"killed", time.Second, seconds, killServer},
		{"flapping", 0, seconds, rules(faultproxy.Rule{Fault: faultproxy.DropBefore, Rate: 0.3}, faultproxy.Rule{Fault: faultproxy.DropAfter, Rate: 0.3})},
		{"failing over", 0, seconds, rules(faultproxy.Rule{Fault: faultproxy.NotPrimary, Rate: 0.7})},
		{"unsure", time.Second, seconds, rules(faultproxy.Rule{Fault: faultproxy.ConcernTimeout, Commands: []string{"insert", "update"}, Rate: 0.5},
			faultproxy.Rule{Fault: faultproxy.ConcernStopped, Commands: []string{"insert", "update"}, Rate: 0.5})},
		{"swallowing", 3 * time.Second, seconds, rules(faultproxy.Rule{Fault: faultproxy.SwallowAfter, Rate: 0.3})},
	} {
		t.Run("server/"+a.name, func(t *testing.T) { storeAway(t, a) })
	}
}

func lockFile(t testing.TB, f *fleet, _ *mongoServer) func() {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.data, storeFile)+"?_pragma=busy_timeout(20000)")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		_, _ = conn.ExecContext(context.Background(), "ROLLBACK")
		_ = conn.Close()
		_ = db.Close()
	}
}

func goneServer(t testing.TB, _ *fleet, s *mongoServer) func() {
	s.proxy.Down()
	return func() {
		if err := s.proxy.Up(); err != nil {
			t.Error(err)
		}
	}
}

func killServer(_ testing.TB, _ *fleet, s *mongoServer) func() {
	s.kill()
	return s.start
}

func rules(all ...faultproxy.Rule) func(testing.TB, *fleet, *mongoServer) func() {
	return func(_ testing.TB, _ *fleet, s *mongoServer) func() {
		for _, r := range all {
			s.proxy.Inject(r)
		}
		return s.proxy.Clear
	}
}

// answerBound is how long anybody waits for an answer, whatever the store does.
const answerBound = 2500 * time.Millisecond

// backBound is how soon after the store is back something succeeds.
const backBound = 2 * time.Second

func storeAway(t *testing.T, a absence) {
	if !named(a.name) {
		t.Skipf("left out by -campaign.faults %s", *campaignFaults)
	}
	long := *campaignFull || *campaignLength > 0
	if a.lasts == 0 && !long {
		t.Skip("part of -campaign.full: not tried here")
	}
	var server *mongoServer
	o := fleetOptions{Replicas: 2}
	if !strings.HasSuffix(t.Name(), "/file") {
		server = newMongoServer(t)
		o.MongoURI = server.uri()
	}
	f := newFleet(t, o)
	l := newLives(f, seed(t))
	l.brief = true
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var people sync.WaitGroup
	live, ask := 4, 3
	if server != nil && !long { // it does one thing at a time, and everything they begin is brought to its end
		live, ask = 2, 1
	}
	people.Go(func() { l.until(ctx, live) })
	for i := range ask { // who waits for nothing but the answer
		people.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if l.c.asks(ctx, requester(8+i), fmt.Sprintf("Campaign-%d-%d", i, n), false) == nil {
					pause(ctx, 200*time.Millisecond)
				}
			}
		})
	}
	spans := []time.Duration{a.lasts}
	if long { // the bounds are for the full counts alone
		spans = nil
		for _, d := range a.full {
			for range rounds(1, 10) {
				spans = append(spans, d)
			}
		}
	}
	for i, d := range spans {
		l.progress(ctx, time.Now())
		gone := time.Now()
		ends := a.begins(t, f, server)
		pause(ctx, d)
		ends()
		back := time.Now()
		first := l.progress(ctx, back)
		slowest, said := l.c.ledger.between(gone, back)
		t.Logf("%s for %v (%d): slowest answer %v, %s; first success %v after it was back", a.name, d, i+1, slowest.Round(time.Millisecond), said, first.Sub(back).Round(time.Millisecond))
		if *campaignFull && slowest > answerBound {
			t.Errorf("somebody waited %v for an answer, at most %v are allowed", slowest, answerBound)
		}
		if *campaignFull && first.Sub(back) > backBound {
			t.Errorf("the first success came %v after the store was back, at most %v are allowed", first.Sub(back), backBound)
		}
	}
	cancel()
	people.Wait()
	for _, r := range f.replicas {
		if !r.alive() {
			t.Errorf("%s has ended:\n%s", r.name, r.log.all())
		}
	}
	f.rest(f.patience())
	f.judge(l.c).must(t)
}

// progress waits until a request that was sent after an instant was
// acknowledged, and says when that was.
func (l *lives) progress(ctx context.Context, after time.Time) time.Time {
	l.f.t.Helper()
	guard, cancel := context.WithTimeout(ctx, l.f.patience())
	defer cancel()
	for {
		for _, d := range l.c.ledger.since(after) {
			if d.Answer == acknowledged && d.What == workflow.ActSubmit && d.At.After(after) {
				return d.Done
			}
		}
		if !pause(guard, 20*time.Millisecond) {
			l.f.t.Fatalf("nothing succeeded since %v\n%s", after, l.f.tails())
		}
	}
}
