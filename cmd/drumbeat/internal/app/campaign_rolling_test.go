package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestCampaignRolling replaces one replica after another while many releases live
// their lives: a new process comes, an old one is told to stop (SIGTERM). Nothing
// is lost or doubled, nobody presses in vain, and each is out within five seconds.
// The documents in the store are read and written by three versions: ours, an
// earlier one that knows a field less, and a later one that has written a field
// that we do not know. (R14)
func TestCampaignRolling(t *testing.T) {
	for name, o := range map[string]fleetOptions{
		"two over HTTP": {Replicas: 2}, "two by socket": {Replicas: 2, Socket: true},
	} {
		t.Run(name, func(t *testing.T) {
			if !named(name) {
				t.Skipf("left out by -campaign.faults %s", *campaignFaults)
			}
			t.Parallel()
			o.Spec = campaignSpec
			o.Spec.Unhurried = !*campaignFull && !o.Socket
			rolling(t, o, rounds(5, 100))
		})
	}
}

func rolling(t *testing.T, o fleetOptions, times int) {
	f := newFleet(t, o)
	f.mixVersions()
	l := newLives(f, seed(t))
	l.brief = true
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := time.Now()
	var people sync.WaitGroup
	people.Go(func() { l.until(ctx, requesters) })
	var slowest time.Duration
	for i := range times {
		slowest = max(slowest, f.roll(i%len(f.replicas), i%2 == 0))
		if i%10 == 4 {
			l.opens()
		}
	}
	cancel()
	people.Wait()
	took := time.Since(began)
	f.rest(f.patience())
	v := f.judge(l.c)
	v.must(t)
	t.Logf("%d stops in %.0f s, %.1f changes a second; the slowest was out after %v", times, took.Seconds(), float64(v.Acked)/took.Seconds(), slowest.Round(time.Millisecond))
	allowed := stopPromise
	if !*campaignFull {
		allowed += slowMachine
	}
	if slowest > allowed {
		t.Errorf("a stop took %v, want at most %v", slowest, allowed)
	}
	vain := l.c.ledger.vain
	t.Logf("%d requests cut off at the door, %d people pressed in vain", f.cut.Load(), len(vain))
	if len(vain) > 0 && !o.Socket { // over a socket a click may be on its way when we close: Slack cannot be told before
		t.Errorf("%d times somebody pressed in vain: %s", len(vain), strings.Join(vain[:min(len(vain), 12)], "\n\t"))
	}
}

// roll puts a new process in a place and then tells the old one to stop. It gives
// how long that took to be gone.
func (f *fleet) roll(place int, earlier bool) time.Duration {
	f.t.Helper()
	spec := f.spec
	spec.Earlier = earlier
	next := f.start(spec)
	next.ready()
	f.mu.Lock()
	old := f.replicas[place]
	f.replicas[place], f.leaving = next, append(f.leaving, old)
	f.mu.Unlock()
	began := time.Now()
	if err := old.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		f.t.Fatal(err)
	}
	if f.door != nil {
		go f.notices(old)
	}
	select {
	case <-old.gone:
	case <-time.After(time.Minute):
		f.t.Fatalf("%s does not stop:\n%s", old.name, f.tails())
	}
	took := time.Since(began)
	f.mu.Lock()
	f.leaving = nil
	f.mu.Unlock()
	if code := old.cmd.ProcessState.ExitCode(); code == exitFailed && !*campaignFull {
		f.t.Logf("%s was cut short: %s", old.name, old.log.all()[max(0, len(old.log.all())-200):]) // a machine with other things to do
	} else if code != exitOK {
		f.t.Errorf("%s ended with %d:\n%s", old.name, code, old.log.all()[max(0, len(old.log.all())-2000):])
	}
	return took
}

// notices has the door ask a replica for its readiness, as a balancer does, and
// send nothing there once it is not ready.
func (f *fleet) notices(old *replica) {
	for old.alive() {
		answer, err := f.ways.RoundTrip(httptest.NewRequest(http.MethodGet, "http://"+old.listen+"/readyz", nil))
		if err == nil {
			_ = answer.Body.Close()
		}
		if err != nil || answer.StatusCode != http.StatusOK {
			old.out()
			return
		}
		pause(f.t.Context(), 50*time.Millisecond)
	}
}

// mixVersions has a later version write along: every document that is written has
// a field that nobody knows.
func (f *fleet) mixVersions() {
	f.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.data, storeFile)+"?_pragma=busy_timeout(20000)")
	if err != nil {
		f.t.Fatal(err)
	}
	for table, key := range map[string]string{"releases": "number", "notices": "id", "windows": "id"} {
		for _, when := range []string{"INSERT", "UPDATE"} {
			_, bad := db.Exec(fmt.Sprintf(`CREATE TRIGGER later_%[1]s_%[3]s AFTER %[3]s ON %[1]s BEGIN
				UPDATE %[1]s SET doc = json_set(NEW.doc, '$.later', json('{"deep": ["things"]}')) WHERE %[2]s = NEW.%[2]s; END`, table, key, when))
			err = errors.Join(err, bad)
		}
	}
	if err = errors.Join(err, db.Close()); err != nil {
		f.t.Fatal(err)
	}
}
