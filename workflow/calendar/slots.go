package calendar

import (
	"time"

	"drumbeat/workflow"
)

// margin is how many local days around a span are looked at: a gap can carry a
// time into the day after, and a clock that goes back over midnight shows the
// day before again.
const margin = 1

// farthest is the longest a rule can keep silent: 29 February skips a leap year
// where a century does, and no rule comes more rarely.
const farthest = 9 * 366

// Slots gives the windows of h that open in [from, to), in order, each once:
// those of its rule without the skipped ones, and the extra ones. The error is
// a [*workflow.Error] with [workflow.CodeInvalid] for a schedule or zone that
// cannot be read.
func Slots(h workflow.Heartbeat, from, to time.Time) ([]workflow.Slot, error) {
	r, err := ruleOf(h)
	if err != nil {
		return nil, err
	}
	if !from.Before(to) {
		return nil, nil
	}
	var out []workflow.Slot
	first, last := wallOf(from, r.loc).day()-margin, wallOf(to, r.loc).day()+margin
	r.each(first, last, func(at time.Time, shifted string) bool {
		if !at.Before(to) {
			return false
		}
		if !at.Before(from) && !skips(h, at) {
			out = append(out, slot(h, at, shifted))
		}
		return true
	})
	return withExtras(h, out, from, to), nil
}

// Next gives the next n windows of h that open at after or later, in order. The
// error is that of [Slots].
func Next(h workflow.Heartbeat, after time.Time, n int) ([]workflow.Slot, error) {
	r, err := ruleOf(h)
	if err != nil {
		return nil, err
	}
	if n <= 0 {
		return nil, nil
	}
	var out []workflow.Slot
	first := wallOf(after, r.loc).day() - margin
	r.each(first, first+2*margin+(n+len(h.Skips))*farthest, func(at time.Time, shifted string) bool {
		if !at.Before(after) && !skips(h, at) {
			out = append(out, slot(h, at, shifted))
		}
		return len(out) < n
	})
	out = withExtras(h, out, after, time.Time{})
	return out[:min(n, len(out))], nil
}

// Find gives the window with an id under policy p. The error is a
// [*workflow.Error]: [workflow.CodeNotFound] where the policy has no such
// window (any more), the one of [Slots] where the heartbeat cannot be read.
func Find(p *workflow.Policy, id workflow.WindowID) (workflow.Slot, error) {
	if n, ok := id.Emergency(); ok {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeNotFound, "%s is an emergency: it goes live at any time, in no window.", n)
	}
	key, opens, ok := id.Split()
	if !ok {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeNotFound, "%q is no window.", clip(string(id)))
	}
	h, ok := p.Heartbeat(key)
	if !ok {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeNotFound, "There is no heartbeat %q any more. Choose another window.", clip(key))
	}
	slots, err := Slots(h, opens, opens.Add(time.Minute))
	if err != nil {
		return workflow.Slot{}, err
	}
	if skip, ok := Skipped(p, id); ok {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeNotFound, "%s", skipped(h, skip))
	}
	if len(slots) == 0 || slots[0].ID != id {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeNotFound, "%s has no window at that time any more: its schedule has changed. Choose another window.", h.Name)
	}
	return slots[0], nil
}

func slot(h workflow.Heartbeat, opens time.Time, shifted string) workflow.Slot {
	return workflow.Slot{
		ID:        workflow.MakeWindowID(h.Key, opens),
		Heartbeat: h.Key,
		Name:      h.Name,
		Zone:      h.Zone,
		Opens:     opens,
		Closes:    opens.Add(h.Duration),
		CutOff:    opens.Add(-h.CutOff),
		Capacity:  h.Capacity,
		Points:    h.Points,
		Shifted:   shifted,
	}
}
