package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestCampaignCanFail takes away what keeps notices and releases single, one
// thing at a time, under a fault that hits with certainty: each time the verdict
// must be red, and with everything in its place it must be green. What a campaign
// finds right would else prove nothing.
func TestCampaignCanFail(t *testing.T) {
	proofs := map[string]struct {
		replicas int
		spec     replicaSpec
		without  func(*replicaSpec) // takes away what protects
		run      func(*lives) []string
	}{
		"look before sending again off": {1, canFailSpec, func(s *replicaSpec) { s.NoLook = true }, answersLost},
		"lease shorter than a call":     {3, patientSpec, func(s *replicaSpec) { s.Lease = time.Second }, slowCall},
		"copies not recognised":         {1, canFailSpec, func(s *replicaSpec) { s.NoDedup = true }, pressedAgain},
	}
	for name, p := range proofs {
		for _, whole := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s: %t", name, !whole), func(t *testing.T) {
				if !named(name) {
					t.Skipf("left out by -campaign.faults %s", *campaignFaults)
				}
				t.Parallel()
				spec := p.spec
				if !whole {
					p.without(&spec)
				}
				f := newFleet(t, fleetOptions{Replicas: p.replicas, Spec: spec})
				l := newLives(f, seed(t))
				hit := p.run(l)
				f.rest(5 * f.patience())
				v := f.judge(l.c)
				if whole {
					v.must(t)
					if again := f.town.again(hit); len(again) > 0 {
						t.Errorf("told twice, and one of the two deleted: %v", again)
					}
					return
				}
				t.Log(v)
				for _, what := range hit {
					if !slices.ContainsFunc(append(v.Doubled, f.town.again(hit)...), func(s string) bool { return strings.Contains(s, what) }) {
						t.Errorf("%s came once, although what keeps it single was taken away; doubled: %v", what, v.Doubled)
					}
				}
				if len(v.Lost) > 0 {
					t.Errorf("lost %v; only something doubled is due to this", v.Lost)
				}
			})
		}
	}
}

var (
	canFailSpec = replicaSpec{Lease: 2 * time.Second, Call: time.Second, Ambiguity: time.Second}
	// patientSpec waits for a call for as long as it takes, and its claims hold as
	// long. The wait before the look is shorter than the slow call, which keeps it
	// from covering up a lease that is too short.
	patientSpec = replicaSpec{Lease: time.Minute, Call: 50 * time.Second, Ambiguity: 500 * time.Millisecond}
)

// answersLost has Slack take what it is told, and its answer lost.
func answersLost(l *lives) []string {
	t := l.f.t.(*testing.T)
	ids := l.f.owed("lost", l.emergencies(t, 1), 4, func(id string) {
		l.f.town.when("posted", "chat.postMessage", id, func() { panic(http.ErrAbortHandler) })
	})
	return ids
}

// slowCall has Slack take longer over one call than a short lease and the wait
// before the look together: until somebody else makes the same call, or as long
// as that would have taken.
func slowCall(l *lives) []string {
	t := l.f.t.(*testing.T)
	most := 2 * time.Second
	if l.f.spec.Lease < l.f.spec.Call {
		most = l.f.spec.Call / 2
	}
	second := make(chan struct{})
	return l.f.owed("slow", l.emergencies(t, 1), 1, func(id string) {
		l.f.town.when("received", "chat.postMessage", id, func() {
			l.f.town.when("received", "chat.postMessage", id, func() { close(second) })
			select {
			case <-second:
			case <-time.After(most):
			}
		})
	})
}

// pressedAgain has a bot die when it has stored a release and before anybody was
// told; who asked presses Send again.
func pressedAgain(l *lives) []string {
	f := l.f
	t := f.t.(*testing.T)
	victim := f.replicas[0]
	victim.dieAt(crashPoint{ID: 1, Name: "create" + pointStored})
	const title = "Campaign-again"
	var asked sync.WaitGroup
	asked.Go(func() { _ = l.c.asks(t.Context(), requester(0), title, true) })
	<-victim.gone
	f.replace(0, f.spec)
	asked.Wait()
	return []string{title}
}
