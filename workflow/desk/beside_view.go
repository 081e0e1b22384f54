package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// view is all that releases show of each other, read once for all of them.
type view struct {
	d       *Desk
	b       bench
	ids     []workflow.WindowID // of the windows that somebody shows, by opening
	shows   map[workflow.WindowID][]*workflow.Release
	slots   map[workflow.WindowID]workflow.Slot      // of those windows, as the policy has them
	windows map[workflow.WindowID]workflow.Window    // stored
	held    map[workflow.WindowID][]workflow.Release // that hold places in a window
	needs   map[workflow.Number]workflow.Release     // that others depend on
	booked  map[workflow.EnvironmentID][]workflow.Booking
	coming  map[string][]workflow.Slot // by heartbeat
	around  map[string]*policy.Around  // of no release yet, by the windows looked at
}

// viewOf reads it: the windows around those that open releases show, and what they
// depend on that is over.
func (d *Desk) viewOf(ctx context.Context, b bench, open []workflow.Release) (*view, error) {
	v := &view{d: d, b: b, shows: map[workflow.WindowID][]*workflow.Release{}, slots: map[workflow.WindowID]workflow.Slot{},
		windows: map[workflow.WindowID]workflow.Window{}, held: map[workflow.WindowID][]workflow.Release{}, needs: map[workflow.Number]workflow.Release{},
		coming: map[string][]workflow.Slot{}, around: map[string]*policy.Around{}}
	var all []*workflow.Release
	for i := range open {
		r := &open[i]
		if r.Place != nil {
			v.held[r.Place.Window] = append(v.held[r.Place.Window], *r)
		}
		if id := v.shownBy(r); id != "" {
			v.shows[id] = append(v.shows[id], r)
			all = append(all, r)
		}
	}
	v.ids = slices.SortedFunc(maps.Keys(v.shows), func(a, b workflow.WindowID) int {
		return cmp.Or(v.slots[a].Opens.Compare(v.slots[b].Opens), cmp.Compare(a, b))
	})
	if len(all) == 0 {
		return v, nil
	}
	if err := v.readWindows(ctx, all); err != nil {
		return nil, err
	}
	if err := v.readNeeds(ctx, open, all); err != nil {
		return nil, err
	}
	s := &surroundings{}
	err := d.bookings(ctx, b, s, all)
	v.booked = s.booked
	return v, err
}

// shownBy gives the window whose surroundings a release shows, or only who has read
// its briefing; none where it looks at nothing but the calendar.
func (v *view) shownBy(r *workflow.Release) workflow.WindowID {
	switch {
	case r.Request.Type == workflow.Emergency:
		if !r.OnItsWay() || len(r.Request.DependsOn) == 0 {
			return ""
		}
		return workflow.EmergencyWindow(r.Number)
	case r.Place != nil && r.State != workflow.RolledBack:
		if _, known := v.slots[r.Place.Window]; !known {
			v.slots[r.Place.Window] = slotOf(v.b.policy, r.Place)
		}
		return r.Place.Window
	case needsPlace(r) && r.Request.Window != "":
		if _, known := v.slots[r.Request.Window]; !known {
			slot, err := calendar.Find(v.b.policy, r.Request.Window)
			if err != nil {
				return ""
			}
			v.slots[r.Request.Window] = slot
		}
		return r.Request.Window
	}
	return ""
}

// readWindows reads the windows that are looked at, and those beside them.
func (v *view) readWindows(ctx context.Context, all []*workflow.Release) error {
	var slots []workflow.Slot
	done := map[string]bool{}
	for _, r := range all {
		slot, ok := v.slots[v.shownBy(r)]
		key := v.heartbeatOf(r) + " " + string(slot.ID)
		if !ok || done[key] || !r.OnItsWay() {
			continue
		}
		done[key] = true
		slots = append(append(slots, slot), v.near(r, slot)...)
	}
	for _, id := range v.ids {
		if slot, ok := v.slots[id]; ok {
			slots = append(slots, slot)
		}
	}
	if len(slots) == 0 {
		return nil
	}
	from, to := spanOfSlots(v.b.now, slots)
	stored, err := v.d.store.Windows.Span(ctx, from.Add(-longestWindow(v.b.policy)), to)
	for _, w := range stored {
		v.windows[w.ID] = w
	}
	return err
}

// readNeeds finds what is depended on: among what is open, else in the store.
func (v *view) readNeeds(ctx context.Context, open []workflow.Release, all []*workflow.Release) error {
	missing := map[workflow.Number]bool{}
	for _, r := range all {
		for _, n := range r.Request.DependsOn {
			missing[n] = true
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for _, r := range open {
		if missing[r.Number] {
			v.needs[r.Number] = r
			delete(missing, r.Number)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	versions, err := v.d.store.Releases.Versions(ctx, slices.Sorted(maps.Keys(missing)))
	if err != nil {
		return err
	}
	over, err := v.d.outlines(ctx, v.b.now, versions)
	for _, r := range over {
		v.needs[r.Number] = r
	}
	return err
}

func (v *view) heartbeatOf(r *workflow.Release) string {
	h, err := heartbeat(v.b.policy, &r.Request)
	if err != nil {
		return ""
	}
	return h.Key
}

// near gives the windows from which a release's ways round what is in a slot are
// taken.
func (v *view) near(r *workflow.Release, slot workflow.Slot) []workflow.Slot {
	h, err := heartbeat(v.b.policy, &r.Request)
	if err != nil {
		return nil
	}
	coming, known := v.coming[h.Key]
	if !known {
		if coming, err = calendar.Next(h, v.b.now, horizon); err != nil {
			coming = nil
		}
		v.coming[h.Key] = coming
	}
	return nearTo(coming, slot)
}

// conflicts gives what stands in the way of a release where it is, as the messages
// about it are told, with the ways round it.
func (v *view) conflicts(r *workflow.Release) []workflow.Finding {
	slot, ok := v.slots[v.shownBy(r)]
	if !ok {
		return policy.Conflicts(v.aroundOf(r), nil)
	}
	found := policy.Conflicts(v.aroundOf(r, slot), &slot)
	if len(found) == 0 {
		return nil
	}
	near := v.near(r, slot)
	// Ways round the gates that are no conflicts are named too.
	found = append(found, workflow.Finding{Rule: policy.RuleCapacity}, workflow.Finding{Rule: "cut-off"})
	return policy.WithAlternatives(v.aroundOf(r, append(near, slot)...), &slot, found, near)
}

// aroundOf is what surrounds a release in some slots; but for the release it is
// the same for all that look at the same ones.
func (v *view) aroundOf(r *workflow.Release, slots ...workflow.Slot) *policy.Around {
	var key strings.Builder
	for _, s := range slots {
		key.WriteString(string(s.ID))
		key.WriteByte(' ')
	}
	a := v.around[key.String()]
	if a == nil {
		a = v.d.aroundOf(v.b, &workflow.Release{}, &surroundings{windows: v.windows, needs: v.needs, booked: v.booked, others: v.beside(slots)}, slots...)
		v.around[key.String()] = a
	}
	of := *a
	of.Release = r
	return &of
}

// beside gives the releases that hold places in windows which overlap some slots.
func (v *view) beside(slots []workflow.Slot) []workflow.Release {
	var out []workflow.Release
	for id, held := range v.held {
		opens, closes := held[0].Place.Opens, held[0].Place.Closes
		if w, stored := v.windows[id]; stored {
			opens, closes = w.Opens, w.Closes
		}
		if slices.ContainsFunc(slots, func(s workflow.Slot) bool {
			return s.ID == id || calendar.Overlap(opens, closes, s.Opens, s.Closes)
		}) {
			out = append(out, held...)
		}
	}
	slices.SortFunc(out, func(a, b workflow.Release) int { return cmp.Compare(b.Number, a.Number) })
	return out
}

// besides works out what each release that shows a window shows of what surrounds
// it. Who could help is left out: it does not depend on other releases, and
// replicas may learn of it one after the other.
func (v *view) besides(id workflow.WindowID) besides {
	out := besides{each: map[workflow.Number]uint64{}}
	all := sha256.New()
	for _, r := range v.shows[id] {
		if !r.OnItsWay() {
			continue
		}
		sum := fnv.New64a()
		found := v.conflicts(r)
		for i := range found {
			found[i].Who = nil
		}
		taken := 0
		if w := v.windows[id]; v.slots[id].Capacity > 0 {
			taken = len(w.Places)
		}
		_ = json.NewEncoder(sum).Encode(struct {
			Taken int
			Found []workflow.Finding
			After []workflow.Number
		}{taken, found, openNeeds(r, v.needs)})
		out.each[r.Number] = sum.Sum64()
		_, _ = fmt.Fprintln(all, r.Number, sum.Sum64())
	}
	out.all = hex.EncodeToString(all.Sum(nil)[:8])
	return out
}
