package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// horizon is how many coming windows are tried for a place.
const horizon = 60

// reserveTries is how often a lost race for a window is run again: a whole
// department may be moved to one at the same moment, and the deadline of the
// request ends it sooner where the store is slow.
const reserveTries = 128

// heartbeat gives the rule that a request rides with.
func heartbeat(p *workflow.Policy, q *workflow.Request) (workflow.Heartbeat, error) {
	s, ok := p.System(q.System)
	if !ok {
		return workflow.Heartbeat{}, workflow.Refuse(workflow.CodeBlocked, "The policy does not know this system any more. Edit the release and choose another.")
	}
	h, ok := p.Heartbeat(s.Rides(q.Type))
	if !ok {
		return workflow.Heartbeat{}, workflow.Refuse(workflow.CodeBlocked, "No heartbeat serves %s: a release manager has to add one to the policy.", s.Name)
	}
	return h, nil
}

// sameRide tells whether two contents of a request ride with one heartbeat: a
// window of it that the one may have, the other may have too.
func sameRide(p *workflow.Policy, a, b *workflow.Request) bool {
	one, _ := p.System(a.System)
	other, _ := p.System(b.System)
	return a.System == b.System && one.Rides(a.Type) == other.Rides(b.Type)
}

// reserve takes a place for a release in a window, and the risk points it has.
// CodeBlocked: all places are taken, or too few points are left.
//
// Several processes may be about to record the same place for the same release,
// and only one of them will. The instant of a reservation tells whose it is:
// who makes it remembers that instant as the place's Since and may take it back
// only while the window still says the same; who finds it there moves it on by
// at least a millisecond, keeps the old Since, and so takes it from everybody.
// What nobody may take back and no release holds is swept.
//
// With it, in the same write, it reserves places for the others of its bundle that
// have none there: all of them, or nothing.
func (d *Desk) reserve(ctx context.Context, b bench, slot workflow.Slot, r *workflow.Release, mates ...workflow.Release) (workflow.Place, error) {
	n, now := r.Number, b.now.Truncate(time.Millisecond)
	points, _ := b.policy.RiskScore(r.Request.Risk)
	place := workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: now}
	for range reserveTries {
		w, err := d.window(ctx, slot)
		if err != nil {
			return workflow.Place{}, err
		}
		w = w.Clone()
		if f := policy.Room(&w, n, points); !f.Pass {
			return workflow.Place{}, full(f)
		}
		if i := slices.IndexFunc(w.Places, func(p workflow.Reservation) bool { return p.Release == n }); i >= 0 {
			place.Since = w.Places[i].At
			w.Places[i].At = place.Since.Add(max(now.Sub(place.Since), time.Millisecond))
			w.Places[i].Points = points
		} else {
			w.Places = append(w.Places, workflow.Reservation{Release: n, At: now, Points: points})
		}
		if err := reserveMates(b, &w, r, mates, now); err != nil {
			return workflow.Place{}, err
		}
		err = d.store.Windows.Put(ctx, w)
		if workflow.CodeOf(err) == workflow.CodeConflict {
			continue
		}
		return place, err
	}
	return workflow.Place{}, workflow.Refuse(workflow.CodeConflict, "Many people ask for places in this window at once. Nothing was saved; try again.")
}

// reserveMates adds the reservations of those who have none.
func reserveMates(b bench, w *workflow.Window, r *workflow.Release, mates []workflow.Release, now time.Time) error {
	for i := range mates {
		m := &mates[i]
		if w.Holds(m.Number) {
			continue
		}
		points, _ := b.policy.RiskScore(m.Request.Risk)
		if f := policy.Room(w, m.Number, points); !f.Pass {
			return &workflow.Error{Code: workflow.CodeBlocked, Message: noRoomFor(r, m, f.Reason), Findings: []workflow.Finding{f}}
		}
		w.Places = append(w.Places, workflow.Reservation{Release: m.Number, At: now, Points: points})
	}
	return nil
}

func full(f workflow.Finding) error {
	return &workflow.Error{Code: workflow.CodeBlocked, Message: f.Reason + " Choose another window, or “as soon as possible”.", Findings: []workflow.Finding{f}}
}

// window loads a window's document, or begins one for a slot that has none.
func (d *Desk) window(ctx context.Context, slot workflow.Slot) (workflow.Window, error) {
	w, err := d.store.Windows.Get(ctx, slot.ID)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return workflow.Window{Slot: slot}, nil
	}
	w.Slot = slot // as the policy has it now
	return w, err
}

// giveUp returns a place that a release no longer holds, unless somebody else
// has reserved it for the same release since. What fails here is mended by the
// sweep.
func (d *Desk) giveUp(ctx context.Context, place *workflow.Place, n workflow.Number, now time.Time) {
	for range tries {
		w, err := d.store.Windows.Get(ctx, place.Window)
		if err != nil {
			return
		}
		left := len(w.Places)
		w = w.Clone()
		w.Places = slices.DeleteFunc(w.Places, func(p workflow.Reservation) bool {
			return p.Release == n && (p.At.Equal(place.Since) || now.Sub(p.At) >= sweepGrace/2)
		})
		if len(w.Places) == left {
			return
		}
		if err = d.store.Windows.Put(ctx, w); workflow.CodeOf(err) != workflow.CodeConflict {
			if err != nil {
				d.log.Warn("place not given up, the sweep will", "window", w.ID, "release", n.String(), "error", err)
			}
			return
		}
	}
}

// undoPlace gives back a place that was reserved for a write that lost its race.
func (d *Desk) undoPlace(ctx context.Context, before, after *workflow.Release, now time.Time) {
	if after.Place != nil && (before.Place == nil || before.Place.Window != after.Place.Window) {
		d.giveUp(ctx, after.Place, after.Number, now)
	}
}

// leave gives up the place that a release held before and does not hold after.
// A release that went live, or back, keeps its place in the window's story, also
// when it is sent again for another one.
func (d *Desk) leave(ctx context.Context, before, after *workflow.Release, now time.Time) {
	if before.State == workflow.RolledBack {
		return
	}
	if before.Place != nil && (after.Place == nil || after.Place.Window != before.Place.Window) {
		d.giveUp(ctx, before.Place, after.Number, now)
	}
}

// reserveWanted takes a place in the window asked for, if it can still be had.
// What the calendar has against it (a hard freeze, a key account's blackout) is
// passed over only where a release manager said so: anyway.
func (d *Desk) reserveWanted(ctx context.Context, b bench, r *workflow.Release, want workflow.WindowID, anyway bool, mates ...workflow.Release) (workflow.Place, error) {
	slot, err := wanted(b.policy, &r.Request, want)
	if err != nil {
		return workflow.Place{}, err
	}
	if f := policy.CheckSlot(slot, b.now); !f.Pass {
		return workflow.Place{}, &workflow.Error{Code: workflow.CodeBlocked, Message: f.Reason + " Choose another window.", Findings: []workflow.Finding{f}}
	}
	if blocking := policy.Blocking(policy.Conflicts(d.aroundOf(b, r, nil, slot), &slot)); len(blocking) > 0 && !anyway {
		return workflow.Place{}, &workflow.Error{Code: workflow.CodeBlocked, Message: blocking[0].Reason + " Choose another window.", Findings: blocking}
	}
	if err := d.fitTogether(b, r, mates, want, anyway); err != nil {
		return workflow.Place{}, err
	}
	return d.reserve(ctx, b, slot, r, mates...)
}

// wanted finds the slot of a window id among those that a request can ride with.
func wanted(p *workflow.Policy, q *workflow.Request, want workflow.WindowID) (workflow.Slot, error) {
	h, err := heartbeat(p, q)
	if err != nil {
		return workflow.Slot{}, err
	}
	slot, err := calendar.Find(p, want)
	if err != nil {
		return workflow.Slot{}, err
	}
	if slot.Heartbeat != h.Key {
		return workflow.Slot{}, workflow.Refuse(workflow.CodeBlocked, "That window does not serve this change. Choose one of %s.", h.Name)
	}
	return slot, nil
}

// reserveNext takes a place in the first window with room that opens after an
// instant and whose cut-off has not passed. It keeps out of soft freezes and does
// not come before what the release depends on, as long as there is any such
// window, and never takes one that is blocked.
//
// The others of its bundle that go along have to fit there too.
func (d *Desk) reserveNext(ctx context.Context, b bench, r *workflow.Release, after time.Time, mates ...workflow.Release) (workflow.Place, error) {
	h, err := heartbeat(b.policy, &r.Request)
	if err != nil {
		return workflow.Place{}, err
	}
	slots, err := calendar.Next(h, after, horizon)
	if err != nil {
		return workflow.Place{}, err
	}
	choices, err := d.choices(ctx, b, r, slots)
	if err != nil {
		return workflow.Place{}, err
	}
	for _, slot := range choices {
		if err := d.fitTogether(b, r, mates, slot.ID, false); err != nil {
			continue
		}
		place, err := d.reserve(ctx, b, slot, r, mates...)
		if workflow.CodeOf(err) == workflow.CodeBlocked {
			continue
		}
		return place, err
	}
	if len(mates) > 0 {
		return workflow.Place{}, workflow.Refuse(workflow.CodeBlocked, "No coming window of %s has room for all %d of bundle %s. Move %s alone.", h.Name, len(mates)+1, r.Bundle(), r.Number)
	}
	return workflow.Place{}, workflow.Refuse(workflow.CodeBlocked, "No coming window of %s has a place left.", h.Name)
}

// choices gives those of some slots that a release which can go at any time may
// take, the ones it would rather have first.
func (d *Desk) choices(ctx context.Context, b bench, r *workflow.Release, slots []workflow.Slot) ([]workflow.Slot, error) {
	s := &surroundings{windows: d.spanOf(ctx, slots), needs: map[workflow.Number]workflow.Release{}}
	if err := d.needed(ctx, s, []*workflow.Release{r}); err != nil {
		return nil, err
	}
	a := d.aroundOf(b, r, s, slots...)
	var good, fair []workflow.Slot
	for _, slot := range slots {
		if !policy.CheckSlot(slot, b.now).Pass {
			continue
		}
		switch found := policy.Conflicts(a, &slot); {
		case policy.Soft(found):
			good = append(good, slot)
		case len(policy.Blocking(found)) == 0:
			fair = append(fair, slot)
		}
	}
	return append(good, fair...), nil
}

// needsPlace tells whether a release ought to hold a place and has none.
func needsPlace(r *workflow.Release) bool {
	if r.Request.Type == workflow.Emergency || r.Place != nil {
		return false
	}
	return r.State == workflow.Submitted || r.State == workflow.InApproval || r.State == workflow.Scheduled
}

// findPlace reserves the place a release asked for, or the next with room. why
// says, for the history, that it is another one than asked for.
func (d *Desk) findPlace(ctx context.Context, b bench, r *workflow.Release) (place workflow.Place, why string, err error) {
	if r.Request.Window == "" {
		if adrift(r) {
			why = "A place has come free."
		}
		place, err = d.reserveNext(ctx, b, r, b.now)
		return place, why, err
	}
	place, err = d.reserveWanted(ctx, b, r, r.Request.Window, false)
	if e, ok := asError(err); ok && (e.Code == workflow.CodeBlocked || e.Code == workflow.CodeNotFound) {
		why = e.Message
		if len(e.Findings) > 0 {
			why = e.Findings[0].Reason
		}
		place, err = d.reserveNext(ctx, b, r, b.now)
		return place, "The window asked for could not be had: " + why, err
	}
	return place, "", err
}

// noRoom tells whether no place was found because there is none, or because the
// policy leads to none: nothing that trying again at once could change.
func noRoom(err error) bool {
	switch workflow.CodeOf(err) {
	case workflow.CodeBlocked, workflow.CodeNotFound, workflow.CodeInvalid:
		return true
	}
	return false
}

// adrift tells whether a release lost its place because no window had room.
func adrift(r *workflow.Release) bool {
	for _, e := range slices.Backward(r.History) {
		switch e.Action {
		case workflow.ActRollForward:
			return e.Window == ""
		case workflow.ActSubmit, workflow.ActResubmit, workflow.ActEdit, workflow.ActMove, workflow.ActPostpone:
			return false
		}
	}
	return false
}
