package desk

import (
	"context"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// mostStirred bounds the releases that one booking brings up to date at once.
const mostStirred = 200

// stirBooked brings up to date at once what shows the releases in whose window an
// environment is booked, whenever its bookings change. Where that does not come to
// its end the planner makes up for it, but for how long a booking was extended.
func (d *Desk) stirBooked(ctx context.Context, b bench, street *workflow.Street) {
	system, key := street.ID.Split()
	platform, _ := b.policy.System(system)
	if e, ok := platform.Environment(key); !ok || e.Stage != workflow.Acceptance {
		return
	}
	open, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{System: system, Open: true, Limit: mostStirred})
	if err != nil {
		d.log.Warn("cards are brought up to date later", "environment", street.ID, "error", err)
		return
	}
	o := &owed{p: b.policy, now: b.now}
	for i := range open {
		r := &open[i]
		if r.Place == nil || !r.OnItsWay() {
			continue
		}
		slot := slotOf(b.policy, r.Place)
		for _, k := range street.Bookings {
			if calendar.Overlap(k.From, k.To, slot.Opens, slot.Closes) {
				o.boards(r)
				break
			}
		}
	}
	if len(o.out) == 0 {
		return
	}
	if err := d.store.Notices.Add(ctx, merge(nil, o.out)); err != nil {
		d.log.Warn("cards are brought up to date later", "environment", street.ID, "error", err)
	}
}
