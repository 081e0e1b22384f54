package app

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
)

// takeoverBound is how much longer than a claim holds it may take until another
// process has what a dead one held.
const takeoverBound = 2 * time.Second

// TestCampaignTakeover kills two of three replicas, one that has stored a request
// and not handed on what it owes, one that holds the claim of a notice, and puts
// nobody in their place: the third takes over both, no later than two seconds
// after the claim has ended. (R1)
func TestCampaignTakeover(t *testing.T) {
	t.Parallel()
	f := newFleet(t, fleetOptions{Replicas: 3})
	chance := seed(t)
	o := &takeover{t: t, f: f, s: besiege(f), c: &crowd{town: f.town, ledger: &ledger{}}}
	t.Cleanup(o.s.end)
	times := rounds(1, 50)
	for i := range times {
		o.round(i, int(chance%4))
		if t.Failed() {
			break
		}
	}
	f.rest(f.patience())
	f.judge(o.c).must(t)
	o.s.proves()
	t.Logf("%d deaths; the longest until another had what the dead one held: stored %v, claimed %v; a claim holds %v",
		2*times, o.stored.Round(time.Millisecond), o.claimed.Round(time.Millisecond), f.spec.Lease)
	allowed := f.spec.Lease + takeoverBound
	if !*campaignFull {
		allowed += slowMachine
	}
	if most := max(o.stored, o.claimed); most > allowed {
		t.Errorf("it took %v until another process took over, want at most %v", most, allowed)
	}
}

type takeover struct {
	t *testing.T
	f *fleet
	s *siege
	c *crowd

	stored, claimed time.Duration // the longest
}

func (o *takeover) round(i, shift int) {
	ctx := o.t.Context()
	release := o.s.holdBack()
	defer release()
	owing, telling := fmt.Sprintf("Campaign-%04da", i), fmt.Sprintf("Campaign-%04db", i)
	about := []string{owing}
	if i%2 == 1 {
		about = append(about, "view_submission")
	}
	traps := [2]*trap{
		o.s.arm([]string{"create" + pointStored, pointAcknowledged}[i%2], about...),
		o.s.arm([]string{deliver.PointClaimed, pointReceived, pointPosted, deliver.PointAnswered}[(i+shift)%4], "event:", telling),
	}
	var people sync.WaitGroup
	for i, title := range []string{owing, telling} {
		people.Go(func() {
			if err := o.c.asks(ctx, requester(i), title, true); err != nil {
				o.t.Error(err)
			}
		})
	}
	for _, tr := range traps {
		if !o.s.await(ctx, tr) {
			people.Wait()
			return
		}
	}
	o.stored = max(o.stored, o.s.taken(traps[0], func(ctx context.Context) bool {
		rel, ok := o.s.release(ctx, owing)
		return !ok || len(rel.Owes) > 0
	}))
	rel, _ := o.s.release(ctx, telling)
	o.claimed = max(o.claimed, o.s.taken(traps[1], func(ctx context.Context) bool {
		n, err := o.f.store.Notices.Get(ctx, workflow.EventID(rel.Number, 1))
		return err != nil || n.Delivery.ClaimedBy == traps[1].victim
	}))
	people.Wait()
}
