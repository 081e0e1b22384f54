package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestCampaignSilence kills a bot in the moment in which it has acknowledged a
// click that it refused. Nothing that is stored will ever tell of that click, and
// who pressed has been told.
func TestCampaignSilence(t *testing.T) {
	f := newFleet(t, fleetOptions{Town: fewAreAsked, Spec: replicaSpec{Unhurried: true}})
	c := &crowd{town: f.town, ledger: &ledger{}}
	const title = "Campaign-1"
	if err := c.asks(t.Context(), requester(0), title, false); err != nil {
		t.Fatal(err)
	}
	n, ok := c.number(t.Context(), title)
	if !ok {
		t.Fatal("there is no card")
	}
	only := f.replicas[0]
	only.dieAt(crashPoint{Name: pointAcknowledged, About: []string{"block_actions", title}})
	who := requester(1) // who may not approve anything
	ctx, cancel := context.WithTimeout(t.Context(), f.patience())
	defer cancel()
	err := c.presses(ctx, who, "Approve", workflow.CardID(n), deed{What: workflow.ActApprove, Release: title})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-only.gone:
	case <-time.After(f.patience()):
		t.Fatalf("it did not die\n%s", f.tails())
	}
	_, _, private := f.shown()
	if told := strings.Join(private[f.town.ids[who]], "\n"); !strings.Contains(told, n.String()) {
		t.Errorf("who pressed was acknowledged, and told %q", told)
	}
}
