package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// homeWindows is how many coming windows the Home tab shows.
const homeWindows = 6

// Windows gives the windows that open in [from, to), by opening: all that the
// policy has, and those of hours it had before in which places are held. Of the
// releases in them there is only what they are counted by: number and state.
func (d *Desk) Windows(ctx context.Context, from, to time.Time) ([]workflow.WindowFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	return d.windows(ctx, b, from, to, func(workflow.Slot) bool { return false }, 0)
}

// windows gives the windows of a span without those that are left out, the first
// most of them (0: all). However many there are, their documents are read in one
// go, and what is in them in another.
func (d *Desk) windows(ctx context.Context, b bench, from, to time.Time, without func(workflow.Slot) bool, most int) ([]workflow.WindowFacts, error) {
	stored, err := d.store.Windows.Span(ctx, from, to)
	if err != nil {
		return nil, err
	}
	held := map[workflow.WindowID]workflow.Window{}
	for _, w := range stored {
		if len(w.Places) > 0 {
			held[w.ID] = w
		}
	}
	slots := slices.DeleteFunc(d.slots(b, from, to, stored), without)
	if most > 0 {
		slots = slots[:min(len(slots), most)]
	}
	var numbers []workflow.Number
	for _, slot := range slots {
		for _, p := range shownPlaces(held[slot.ID]) {
			numbers = append(numbers, p.Release)
		}
	}
	found, err := d.numbered(ctx, numbers, "")
	if err != nil {
		return nil, err
	}
	var out []workflow.WindowFacts
	for _, slot := range slots {
		w := held[slot.ID]
		w.Slot = slot // as the policy has it now
		out = append(out, workflow.WindowFacts{Now: b.now, Slot: slot, Phase: slot.PhaseAt(b.now), Taken: len(w.Places), Zone: b.policy.Zone, Releases: counted(w, found)})
	}
	return out, nil
}

// slots lists the windows of a span by opening: as the policy has them now, and
// as they were where it does not have them any more and places are held.
func (d *Desk) slots(b bench, from, to time.Time, stored []workflow.Window) []workflow.Slot {
	var out []workflow.Slot
	known := map[workflow.WindowID]bool{}
	for _, h := range b.policy.Heartbeats {
		more, err := calendar.Slots(h, from, to)
		if err != nil {
			d.log.Warn("heartbeat left out", "heartbeat", h.Key, "error", err)
			continue
		}
		for _, s := range more {
			known[s.ID] = true
		}
		out = append(out, more...)
	}
	for _, w := range stored {
		if len(w.Places) > 0 && !known[w.ID] {
			slot := w.Slot
			if now, err := calendar.Find(b.policy, w.ID); err == nil {
				slot = now
			}
			out = append(out, slot)
		}
	}
	slices.SortStableFunc(out, func(a, b workflow.Slot) int { return a.Opens.Compare(b.Opens) })
	return out
}

// shownPlaces are the places of a window whose releases are looked at.
func shownPlaces(w workflow.Window) []workflow.Reservation {
	return w.Places[max(0, len(w.Places)-mostShown):]
}

// counted gives the number and state of each release of a window, from those that
// were read: who holds a place in it, and who was rolled back in it and went
// elsewhere since. A place is reserved before it is recorded, so that the window
// knows all of them.
func counted(w workflow.Window, found map[workflow.Number]workflow.Release) []workflow.ReleaseFacts {
	shown := shownPlaces(w)
	out := make([]workflow.ReleaseFacts, 0, len(shown))
	for _, p := range shown {
		r, ok := found[p.Release]
		if ok && r.Window() != w.ID {
			r, ok = asRolledBack(r, w.Slot)
		}
		if ok {
			out = append(out, workflow.ReleaseFacts{Release: workflow.Release{Number: r.Number, State: r.State}})
		}
	}
	return out
}
