package deliver

import (
	"context"
	"fmt"
	"time"

	"drumbeat/workflow"
)

// storeTries is how often a write of an outcome is tried while the store does
// not answer. What then is not recorded is looked for when the claim ends.
const storeTries = 5

// put stores a changed notice if it still is the version that was loaded, and
// returns it with the new one. CodeConflict when somebody was first. A write
// that may have been stored is read back.
func (d *Deliverer) put(ctx context.Context, n workflow.Notice) (workflow.Notice, error) {
	err := d.o.Notices.Replace(ctx, n)
	if workflow.CodeOf(err) == workflow.CodeUnknown {
		got, readErr := d.o.Notices.Get(ctx, n.ID)
		if readErr != nil {
			return n, err
		}
		if got.Delivery.Version != n.Delivery.Version+1 || got.Delivery.ClaimedBy != n.Delivery.ClaimedBy || got.Delivery.Status != n.Delivery.Status {
			return n, &workflow.Error{Code: workflow.CodeConflict, Message: "Somebody else changed this notice.", Err: err}
		}
		return got, nil
	}
	if err != nil {
		return n, fmt.Errorf("store notice %s: %w", n.ID, err)
	}
	n.Delivery.Version++
	return n, nil
}

// record stores what became of a claimed notice. Where it was changed meanwhile
// the change is made again to what is stored now, so that nothing is lost that
// is known about a message. change gets the notice as stored and tells whether
// its change still applies.
func (d *Deliverer) record(ctx context.Context, n workflow.Notice, change func(*workflow.Notice) bool) (workflow.Notice, error) {
	var err error
	for try := range storeTries {
		next := n
		if !change(&next) {
			return n, nil
		}
		var stored workflow.Notice
		if stored, err = d.put(ctx, next); err == nil {
			return stored, nil
		}
		if workflow.CodeOf(err) != workflow.CodeConflict {
			if d.o.Wait(ctx, 100*time.Millisecond<<try) != nil {
				return n, err
			}
		}
		if again, getErr := d.o.Notices.Get(ctx, n.ID); getErr == nil {
			n = again
		}
	}
	return n, err
}
