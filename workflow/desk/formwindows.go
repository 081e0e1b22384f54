package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// formBlocked is how many of the coming windows that something blocks the form
// shows, so that nobody wonders where they are.
const formBlocked = 3

// offer lists the coming windows of a heartbeat with their free places. Those
// that something blocks are among them, with the reason, and do not count.
func (d *Desk) offer(ctx context.Context, b bench, f *workflow.FormFacts, h workflow.Heartbeat) error {
	slots, err := calendar.Next(h, b.now, horizon)
	if err != nil {
		return err
	}
	r := formRelease(f)
	taken := d.spanOf(ctx, slots)
	a := d.aroundOf(b, r, nil, slots...)
	points, _ := b.policy.RiskScore(r.Request.Risk)
	good, blocked := 0, 0
	for _, slot := range slots {
		if !policy.CheckSlot(slot, b.now).Pass {
			continue
		}
		if good == formWindows {
			break
		}
		w := taken[slot.ID]
		w.Slot = slot // as the policy has it now
		o := workflow.WindowOption{Slot: slot, Free: w.Free(), Conflicts: policy.Conflicts(a, &slot)}
		if room := policy.Room(&w, r.Number, points); o.Free > 0 && !room.Pass {
			o.Conflicts = append(o.Conflicts, room)
		}
		if len(policy.Blocking(o.Conflicts)) == 0 {
			good++
		} else if blocked++; blocked > formBlocked {
			continue
		}
		f.Windows = append(f.Windows, o)
	}
	return d.offerChosen(ctx, b, f, points)
}

// offerChosen adds the window that is chosen already where it is further away than
// those that the form offers.
func (d *Desk) offerChosen(ctx context.Context, b bench, f *workflow.FormFacts, points int) error {
	want := f.Form.Window
	if want == "" || slices.ContainsFunc(f.Windows, func(o workflow.WindowOption) bool { return o.Slot.ID == want }) {
		return nil
	}
	slot, gone := wanted(b.policy, &f.Form, want)
	if gone != nil || !policy.CheckSlot(slot, b.now).Pass {
		return nil // which is told when the form is sent
	}
	w, err := d.window(ctx, slot)
	if err != nil {
		return err
	}
	r := formRelease(f)
	o := workflow.WindowOption{Slot: slot, Free: w.Free(), Conflicts: policy.Conflicts(d.aroundOf(b, r, nil, slot), &slot)}
	if room := policy.Room(&w, r.Number, points); o.Free > 0 && !room.Pass {
		o.Conflicts = append(o.Conflicts, room)
	}
	f.Windows = append(f.Windows, o)
	return nil
}

// formRelease is what is asked for as if it were sent: the release that is edited
// with what the form holds, or a new one.
func formRelease(f *workflow.FormFacts) *workflow.Release {
	r := workflow.Release{Revision: 1, State: workflow.Submitted}
	if f.Release != nil {
		r = f.Release.Clone()
	}
	r.Request = f.Form
	return &r
}

// formConflicts says what stands in the way in the window chosen, before
// anything is sent, and where it does not.
func (d *Desk) formConflicts(ctx context.Context, b bench, f *workflow.FormFacts) ([]workflow.Finding, error) {
	if f.Form.Window == "" || f.Form.Type == workflow.Emergency {
		return nil, nil
	}
	slot, err := wanted(b.policy, &f.Form, f.Form.Window)
	if err != nil {
		return nil, nil // said at the field when it is sent
	}
	return d.conflicts(ctx, b, formRelease(f), &slot)
}
