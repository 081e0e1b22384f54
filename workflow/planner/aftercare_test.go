package planner

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// TestACardDidNotSayWhoWasAskedAfterGoLive: what a card says of the check-ins
// changes when one is asked, when nobody has answered it, and when the watch ends;
// at each of them it is brought up to date.
func TestACardDidNotSayWhoWasAskedAfterGoLive(t *testing.T) {
	live := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	r := workflow.Release{Number: 1, Revision: 1, State: workflow.Live, Requester: "INES", LiveAt: live,
		Request: workflow.Request{System: "platform", Type: workflow.Normal, Contact: "TOM"}}
	s := Snapshot{Policy: policy.Default(), Open: []workflow.Release{r}}
	leads := policy.CheckIns(&s.Policy, workflow.Normal)
	if len(leads) == 0 {
		t.Fatal("the default policy asks nothing after a normal change")
	}
	want := map[time.Time]bool{live.Add(s.Policy.AftercareFor(workflow.Normal)): true}
	for _, lead := range leads {
		want[live.Add(lead)], want[live.Add(lead+workflow.CheckInWait)] = true, true
	}
	s.moments(live.Add(time.Minute), func(m moment) {
		if m.notice != nil && m.notice.Refresh && m.notice.ID == workflow.CardID(1) {
			delete(want, m.at)
		}
	})
	for at := range want {
		t.Errorf("the card is not brought up to date %s after the go-live", at.Sub(live))
	}
}
