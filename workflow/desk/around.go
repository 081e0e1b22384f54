package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

const (
	nearby     = 8    // coming windows from which alternatives are taken
	mostAround = 1000 // releases beside one that are looked at
)

// surroundings is what was read of what is around one or several releases in a
// run of windows; nil: nothing was, and only the policy is known.
type surroundings struct {
	windows map[workflow.WindowID]workflow.Window
	others  []workflow.Release
	needs   map[workflow.Number]workflow.Release
	booked  map[workflow.EnvironmentID][]workflow.Booking
	mates   []workflow.Release // the others of its bundle, of one release
	nearby  []workflow.Slot    // from which alternatives are taken; they were read too
}

// aroundOf puts together what the rules of conflicts look at; s may be nil.
func (d *Desk) aroundOf(b bench, r *workflow.Release, s *surroundings, slots ...workflow.Slot) *policy.Around {
	a := &policy.Around{Policy: b.policy, Members: b.members, Release: r, Now: b.now}
	from, to := spanOfSlots(b.now, slots)
	var err error
	if a.Freezes, err = calendar.Periods(b.policy.Freezes, from, to); err != nil {
		d.log.Warn("freeze left out", "policy_version", b.policy.Version, "error", err)
	}
	if s != nil {
		a.Windows, a.Others, a.Needs, a.Booked = s.windows, s.others, s.needs, s.booked
	} else {
		a.Release = withoutNeeds(r)
	}
	return a
}

// withoutNeeds hides the dependencies of a release where they were not read: of
// what was not looked at nothing is said.
func withoutNeeds(r *workflow.Release) *workflow.Release {
	if len(r.Request.DependsOn) == 0 {
		return r
	}
	c := *r
	c.Request.DependsOn = nil
	return &c
}

// spanOfSlots is the time from now, or from the first of the slots, to the end
// of the last.
func spanOfSlots(now time.Time, slots []workflow.Slot) (from, to time.Time) {
	from, to = now, now.Add(time.Second)
	for i, s := range slots {
		if i == 0 || s.Opens.Before(from) {
			from = s.Opens
		}
		if i == 0 || s.Closes.After(to) {
			to = s.Closes
		}
	}
	return from, to
}

// surround reads what is around releases in some slots: the windows stored that
// overlap them, the releases in those, the releases that are depended on, and
// the bookings of acceptance. What it costs follows from how much that is, not
// from how much is stored.
func (d *Desk) surround(ctx context.Context, b bench, slots []workflow.Slot, releases ...*workflow.Release) (*surroundings, error) {
	s := &surroundings{windows: map[workflow.WindowID]workflow.Window{}, needs: map[workflow.Number]workflow.Release{}}
	if err := d.beside(ctx, b, s, slots); err != nil {
		return nil, err
	}
	if err := d.needed(ctx, s, releases); err != nil {
		return nil, err
	}
	return s, d.bookings(ctx, b, s, releases)
}

// beside reads the windows that overlap the slots, and the releases in them but
// for those that were read before.
func (d *Desk) beside(ctx context.Context, b bench, s *surroundings, slots []workflow.Slot) error {
	if len(slots) == 0 {
		return nil
	}
	from, to := spanOfSlots(b.now, slots)
	stored, err := d.store.Windows.Span(ctx, from.Add(-longestWindow(b.policy)), to)
	if err != nil {
		return err
	}
	seen := map[workflow.Number]bool{}
	for _, r := range s.others {
		seen[r.Number] = true
	}
	var numbers []workflow.Number
	for _, w := range stored {
		s.windows[w.ID] = w
		for _, slot := range slots {
			if w.ID != slot.ID && !calendar.Overlap(w.Opens, w.Closes, slot.Opens, slot.Closes) {
				continue
			}
			for _, p := range w.Places {
				if !seen[p.Release] && len(seen) < mostAround {
					seen[p.Release] = true
					numbers = append(numbers, p.Release)
				}
			}
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	versions, err := d.store.Releases.Versions(ctx, numbers)
	if err != nil {
		return err
	}
	more, err := d.outlines(ctx, b.now, versions)
	s.others = append(s.others, more...)
	return err
}

// longestWindow is how long a window of the policy lasts at most: one that
// opened that long before can still be open.
func longestWindow(p *workflow.Policy) time.Duration {
	longest := time.Duration(0)
	for _, h := range p.Heartbeats {
		longest = max(longest, h.Duration)
		for _, e := range h.Extras {
			longest = max(longest, e.Duration)
		}
	}
	return longest
}

// needed reads the releases that others depend on.
func (d *Desk) needed(ctx context.Context, s *surroundings, releases []*workflow.Release) error {
	var numbers []workflow.Number
	asked := map[workflow.Number]bool{}
	for _, r := range releases {
		for _, n := range r.Request.DependsOn {
			if !asked[n] {
				asked[n] = true
				numbers = append(numbers, n)
			}
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	found, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: numbers, Limit: len(numbers)})
	for _, r := range found {
		s.needs[r.Number] = r
	}
	return err
}

// pointers gives releases as those of which the surroundings are read: those
// that are still to go live.
func pointers(releases []workflow.Release) []*workflow.Release {
	var out []*workflow.Release
	for i := range releases {
		if releases[i].OnItsWay() {
			out = append(out, &releases[i])
		}
	}
	return out
}

// bookings reads who has the acceptance environments of the releases' systems.
func (d *Desk) bookings(ctx context.Context, b bench, s *surroundings, releases []*workflow.Release) error {
	s.booked = map[workflow.EnvironmentID][]workflow.Booking{}
	for _, r := range releases {
		system, _ := b.policy.System(r.Request.System)
		for _, e := range system.Environments {
			id := workflow.MakeEnvironmentID(system.Key, e.Key)
			if _, done := s.booked[id]; done || e.Stage != workflow.Acceptance {
				continue
			}
			street, err := d.store.Streets.Get(ctx, id)
			if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
				return err
			}
			s.booked[id] = street.Bookings
		}
	}
	return nil
}

// waysRound reads what surrounds a release in the slot asked about and, where
// something stands in its way there, in the windows near it too, so that ways
// round can be named.
func (d *Desk) waysRound(ctx context.Context, b bench, r *workflow.Release, slot *workflow.Slot) (*surroundings, error) {
	var slots []workflow.Slot
	if slot != nil {
		slots = append(slots, *slot)
	}
	s, err := d.surround(ctx, b, slots, r)
	if err == nil {
		s.mates, err = d.mates(ctx, r)
	}
	if err != nil || slot == nil || len(policy.Conflicts(d.aroundOf(b, r, s, slots...), slot)) == 0 {
		return s, err
	}
	s.nearby = d.near(b, r, *slot)
	return s, d.beside(ctx, b, s, append(s.nearby, *slot))
}

// near gives the coming windows around a slot that the release could ride with.
func (d *Desk) near(b bench, r *workflow.Release, slot workflow.Slot) []workflow.Slot {
	h, err := heartbeat(b.policy, &r.Request)
	if err != nil {
		return nil
	}
	coming, err := calendar.Next(h, b.now, horizon)
	if err != nil {
		return nil
	}
	return nearTo(coming, slot)
}

// nearTo gives those of the coming windows that are nearest to a slot.
func nearTo(coming []workflow.Slot, slot workflow.Slot) []workflow.Slot {
	first := 0
	for i, s := range coming {
		if s.Opens.Before(slot.Opens) {
			first = i + 1
		}
	}
	first = max(0, first-nearby/2)
	near := coming[first:]
	return slices.Clip(near[:min(len(near), nearby+1)])
}

// MayOverride tells whether a person may start a release in spite of findings:
// a release manager, where all that stands in the way may be overridden.
func (d *Desk) MayOverride(ctx context.Context, by workflow.PersonID, findings []workflow.Finding) bool {
	if _, can := policy.Overrides(findings); !can {
		return false
	}
	b, err := d.bench(ctx)
	return err == nil && b.members.Has(b.policy.ManagerRole, by)
}

// conflicts are the findings about a release in a slot with ways round them.
func (d *Desk) conflicts(ctx context.Context, b bench, r *workflow.Release, slot *workflow.Slot) ([]workflow.Finding, error) {
	s, err := d.waysRound(ctx, b, r, slot)
	if err != nil {
		return nil, err
	}
	slots := s.nearby
	if slot != nil {
		slots = append(slots[:len(slots):len(slots)], *slot)
	}
	a := d.aroundOf(b, r, s, slots...)
	return policy.WithAlternatives(a, slot, policy.Conflicts(a, slot), s.nearby), nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
