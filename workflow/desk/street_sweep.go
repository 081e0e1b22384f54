package desk

import (
	"context"

	"drumbeat/workflow"
)

// sweepStreets gives back what releases had booked that have ended: until then
// it only shows as free. Who has the environment next is told by that.
func (t *round) sweepStreets(ctx context.Context) error {
	d, b := t.d, t.b
	stored, err := d.store.Streets.All(ctx)
	if err != nil {
		return err
	}
	streets, err := d.freed(ctx, b.now, stored, t.find)
	if err != nil {
		return err
	}
	for i, s := range streets {
		freed := 0
		for j := range s.Bookings {
			if s.Bookings[j].Ended != stored[i].Bookings[j].Ended {
				freed++
			}
		}
		if freed == 0 {
			continue
		}
		s = s.Clone()
		tidyStreet(&s, b.now)
		err := d.store.Streets.Put(ctx, s)
		if away(err) {
			return err
		}
		if workflow.CodeOf(err) == "" {
			t.done.Freed += freed
		} // of a lost race the next round makes another
	}
	return nil
}
