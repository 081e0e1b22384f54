package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestTwoDuplicatesAreNotMergedIntoEachOther: two release managers see the same
// two requests, and each merges the other one. However their requests come in
// between each other, one of the two goes on.
func TestTwoDuplicatesAreNotMergedIntoEachOther(t *testing.T) {
	w := newTown(t)
	for order := range uint64(32) {
		a, b := w.submits().Number, w.submits().Number
		var x turns
		var errs [2]error
		merge := func(who int, from, into workflow.Number) func() {
			d := desk.New(desk.Options{Store: x.store(w.store, who), Directory: w.dir, Now: func() time.Time { return w.now }})
			return func() {
				_, errs[who] = d.Do(w.ctx, desk.Command{Action: workflow.ActMerge, Release: from, Other: into, By: "ROSA", Request: "merge " + from.String(), Reason: "the same"})
			}
		}
		x.together(order, [2]func(){merge(0, a, b), merge(1, b, a)})
		one, other := w.relay(a), w.relay(b)
		if one.State.Final() == other.State.Final() {
			t.Fatalf("order %b: %s is %s and %s is %s (%v, %v)", order, a, one.State, b, other.State, errs[0], errs[1])
		}
	}
}
