package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"drumbeat/workflow"
)

// relayBatch is how many releases one pass of Relay takes from the store at a time.
const relayBatch = 50

// Relay hands what releases owe to the outbox, and takes the place in a window
// that a new request asked for. It returns how many notices it handed over.
//
// Dying anywhere in between costs nothing: adding a notice again is no second
// notice, and until a release says that it owes nothing it is found again. Every
// replica may run it at once.
func (d *Desk) Relay(ctx context.Context) (int, error) {
	total := 0
	for {
		owing, err := d.store.Releases.Owing(ctx, relayBatch)
		if err != nil || len(owing) == 0 {
			return total, err
		}
		moved := 0
		var problems []error
		for i := range owing {
			n, err := d.relay(ctx, &owing[i])
			switch {
			case workflow.CodeOf(err) == workflow.CodeConflict:
				continue // somebody changed it meanwhile; it is still owing
			case away(err):
				return total + moved, err
			case err != nil:
				problems = append(problems, fmt.Errorf("relay %s: %w", owing[i].Number, err)) // the others are relayed all the same
			}
			moved += n
		}
		total += moved
		if moved == 0 || len(problems) > 0 {
			return total, errors.Join(problems...)
		}
	}
}

func (d *Desk) relay(ctx context.Context, r *workflow.Release) (int, error) {
	if needsPlace(r) {
		if err := d.settle(ctx, r); err != nil {
			if !noRoom(err) {
				return 0, err
			}
			d.log.Warn("no window has a place", "release", r.Number.String(), "error", err)
		}
	}
	mates, err := d.toldMates(ctx, r)
	if err != nil {
		return 0, err
	}
	if err := d.store.Notices.Add(ctx, slices.Concat(r.Owes, mates)); err != nil {
		return 0, err
	}
	n := len(r.Owes)
	done := r.Clone()
	done.Owes = nil
	return n, d.store.Releases.Replace(ctx, done)
}

// settle takes a place for a release that has none and stores that.
func (d *Desk) settle(ctx context.Context, r *workflow.Release) error {
	b, err := d.bench(ctx)
	if err != nil {
		return err
	}
	after := r.Clone()
	if err := d.place(ctx, b, &after); err != nil {
		return err
	}
	after.UpdatedAt = b.now
	after.Owes = merge(after.Owes, owe(b, *r, &after, after.History[len(r.History):]))
	if err := d.store.Releases.Replace(ctx, after); err != nil {
		if workflow.CodeOf(err) == workflow.CodeConflict {
			d.undoPlace(ctx, r, &after, b.now)
		}
		return err
	}
	after.Version++
	*r = after
	return nil
}
