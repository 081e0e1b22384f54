package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// seats is what of the coming windows can be had at one moment, read once for all
// releases that look for a place in a round. That there is nothing for one is
// certain, as of that moment; whether it can have what there is shows when it
// takes it.
type seats struct {
	d       *Desk
	b       bench
	coming  map[string]*coming                     // by heartbeat
	further map[workflow.WindowID]*workflow.Window // asked for by name, and not among the coming ones
}

// coming is the windows of a heartbeat that an "as soon as possible" is tried in.
type coming struct {
	around *policy.Around // of no release yet
	slots  []workflow.Slot
	free   []workflow.Slot // of these, the ones with a place left
}

func (d *Desk) seats(b bench) *seats {
	return &seats{d: d, b: b, coming: map[string]*coming{}, further: map[workflow.WindowID]*workflow.Window{}}
}

// any tells whether there may be a place for a release.
func (s *seats) any(ctx context.Context, r *workflow.Release) (bool, error) {
	h, err := heartbeat(s.b.policy, &r.Request)
	if err != nil {
		return false, nil // the policy leads to none
	}
	c, err := s.of(ctx, h)
	if c == nil || err != nil {
		return false, err
	}
	if want := r.Request.Window; want != "" {
		if had, err := s.wanted(ctx, c, r, want); had || err != nil {
			return had, err
		}
	}
	return s.among(c, r), nil
}

// of reads the coming windows of a heartbeat; nil where its schedule cannot be read.
func (s *seats) of(ctx context.Context, h workflow.Heartbeat) (*coming, error) {
	if c, done := s.coming[h.Key]; done {
		return c, nil
	}
	s.coming[h.Key] = nil
	slots, err := calendar.Next(h, s.b.now, horizon)
	if err != nil {
		return nil, nil
	}
	stored, err := s.d.storedOf(ctx, slots)
	if err != nil {
		delete(s.coming, h.Key)
		return nil, err
	}
	slots = slices.DeleteFunc(slots, func(slot workflow.Slot) bool { return !policy.CheckSlot(slot, s.b.now).Pass })
	nobody := &workflow.Release{}
	c := &coming{slots: slots, around: s.d.aroundOf(s.b, nobody, &surroundings{windows: stored}, slots...)}
	c.count()
	s.coming[h.Key] = c
	return c, nil
}

// count finds the windows with a place left.
func (c *coming) count() {
	c.free = c.free[:0]
	for _, slot := range c.slots {
		w := c.around.Windows[slot.ID]
		w.Slot = slot // as the policy has it now
		if w.Free() > 0 {
			c.free = append(c.free, slot)
		}
	}
}

// among tells whether one of the coming windows may take a release.
func (s *seats) among(c *coming, r *workflow.Release) bool {
	a := *c.around
	a.Release = withoutNeeds(r)
	takes := func(slot workflow.Slot) bool { return len(policy.Blocking(policy.Conflicts(&a, &slot))) == 0 }
	if slices.ContainsFunc(c.free, takes) {
		return true
	}
	return slices.ContainsFunc(c.slots, func(slot workflow.Slot) bool { // reserved, and not recorded
		w := a.Windows[slot.ID]
		return w.Holds(r.Number) && takes(slot)
	})
}

// wanted tells whether the window that a release asks for may take it.
func (s *seats) wanted(ctx context.Context, c *coming, r *workflow.Release, want workflow.WindowID) (bool, error) {
	slot, err := wanted(s.b.policy, &r.Request, want)
	if err != nil || !policy.CheckSlot(slot, s.b.now).Pass {
		return false, nil
	}
	if slices.ContainsFunc(c.slots, func(s workflow.Slot) bool { return s.ID == want }) {
		return false, nil // it is one of those looked at anyway
	}
	w, done := s.further[want]
	if !done {
		stored, err := s.d.window(ctx, slot)
		if err != nil {
			return false, err
		}
		w = &stored
		s.further[want] = w
	}
	points, _ := s.b.policy.RiskScore(r.Request.Risk)
	return policy.Room(w, r.Number, points).Pass, nil
}

// took notes that a release has a place now.
func (s *seats) took(r *workflow.Release) {
	taken := workflow.Reservation{Release: r.Number, At: s.b.now}
	taken.Points, _ = s.b.policy.RiskScore(r.Request.Risk)
	if w := s.further[r.Place.Window]; w != nil {
		w.Places = append(slices.Clip(w.Places), taken)
	}
	for _, c := range s.coming {
		if c == nil || !slices.ContainsFunc(c.slots, func(slot workflow.Slot) bool { return slot.ID == r.Place.Window }) {
			continue
		}
		w := c.around.Windows[r.Place.Window]
		w.Places = append(slices.Clip(w.Places), taken)
		c.around.Windows[r.Place.Window] = w
		c.count()
	}
}
