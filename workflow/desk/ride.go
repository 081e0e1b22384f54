package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// A bundle goes to another window without a write over several documents. The
// places of all its members are reserved in the window, in one write; then the
// first is moved, by an entry that says that it goes as one of the bundle; then
// the others, each by a command of its own. Dying in between costs nothing: that
// entry is the wish, and whoever tends the releases next carries it out. What was
// reserved and is not taken after all is swept.

// takesAlong lists the others of a release's bundle that a command takes along to
// another window; none where it is about the release alone.
func (d *Desk) takesAlong(ctx context.Context, r *workflow.Release, cmd Command) ([]workflow.Release, error) {
	if cmd.Alone || cmd.apart || cmd.solo || !r.Rides() {
		return nil, nil
	}
	mates, err := d.mates(ctx, r)
	return slices.DeleteFunc(mates, func(m workflow.Release) bool { return !m.Rides() }), err
}

// fits tells whether a release may have a place in a slot, but for whether there
// is one: CodeBlocked says why not.
func (d *Desk) fits(b bench, r *workflow.Release, id workflow.WindowID, anyway bool) error {
	slot, err := wanted(b.policy, &r.Request, id)
	if err != nil {
		return err
	}
	if f := policy.CheckSlot(slot, b.now); !f.Pass {
		return &workflow.Error{Code: workflow.CodeBlocked, Message: f.Reason, Findings: []workflow.Finding{f}}
	}
	if blocking := policy.Blocking(policy.Conflicts(d.aroundOf(b, r, nil, slot), &slot)); len(blocking) > 0 && !anyway {
		return &workflow.Error{Code: workflow.CodeBlocked, Message: blocking[0].Reason, Findings: blocking}
	}
	return nil
}

// fitTogether tells whether those that are not in a window may all have places in
// it, but for whether there are any.
func (d *Desk) fitTogether(b bench, r *workflow.Release, mates []workflow.Release, id workflow.WindowID, anyway bool) error {
	for i := range mates {
		m := &mates[i]
		if m.Place != nil && m.Place.Window == id {
			continue
		}
		if err := d.fits(b, m, id, anyway); err != nil {
			e, ok := asError(err)
			if !ok || !noRoom(err) {
				return err
			}
			return &workflow.Error{Code: workflow.CodeBlocked, Message: noRoomFor(r, m, e.Message), Findings: e.Findings}
		}
	}
	return nil
}

// follow takes the others of a bundle to where one of them went. What does not
// come to its end here Tend brings there.
func (d *Desk) follow(ctx context.Context, cmd Command, r *workflow.Release) {
	name := r.Bundle()
	if cmd.apart || name == "" {
		return
	}
	switch cmd.Action {
	case workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward, workflow.ActEndorse:
		if _, err := d.unite(ctx, name); err != nil {
			d.log.Warn("bundle not together yet, the next round makes up for it", "release", r.Number.String(), "error", err)
		}
	}
}

// together tells whether those of a bundle that ride hold places in one window.
func together(riders []workflow.Release) bool {
	return !slices.ContainsFunc(riders, func(r workflow.Release) bool {
		return r.Place == nil || r.Place.Window != riders[0].Place.Window
	})
}

// unite brings a bundle into one window, if there is one that serves all of it and
// has room for it.
func (d *Desk) unite(ctx context.Context, name string) (moved int, err error) {
	b, err := d.bench(ctx)
	if err != nil {
		return 0, err
	}
	all, err := d.bundle(ctx, name)
	if err != nil {
		return 0, err
	}
	riders := slices.DeleteFunc(all, func(r workflow.Release) bool { return !r.Rides() })
	if len(riders) < 2 || together(riders) || len(policy.Apart(b.policy, pointersOf(riders))) > 0 {
		return 0, nil
	}
	to, err := d.meetingPlace(ctx, b, name, riders)
	if err != nil || to == nil {
		return 0, err
	}
	var problems []error
	for _, r := range riders {
		if r.Place != nil && r.Place.Window == to.window {
			continue
		}
		still := func(_ bench, now *workflow.Release) bool {
			return now.Bundle() == name && now.Rides() && (now.Place == nil || now.Place.Window != to.window)
		}
		_, err := d.Do(ctx, Command{Action: workflow.ActRollForward, Release: r.Number, By: workflow.System, Window: to.window, Reason: to.why, Anyway: to.anyway, apart: true, still: still})
		if err == nil {
			moved++
		}
		if away(err) {
			return moved, err
		}
		problems = append(problems, tolerate(err))
	}
	return moved, errors.Join(problems...)
}

// meeting is the window in which a bundle comes together.
type meeting struct {
	window workflow.WindowID
	why    string // for the history of who goes there
	anyway bool   // a release manager overrode what is in the way there
}

// meetingPlace finds that window and reserves what is missing in it: the one that a
// member went to as one of the bundle, else the first, from the last that any of
// them holds, in which all fit. Nil: there is none at this moment.
func (d *Desk) meetingPlace(ctx context.Context, b bench, name string, riders []workflow.Release) (*meeting, error) {
	if lead, e, ok := wish(name, riders); ok {
		to := &meeting{window: e.Window, why: carried(name, &lead, e, d.Name(ctx, e.By)), anyway: len(e.Overrode) > 0}
		switch err := d.reserveFor(ctx, b, &lead, riders, to); {
		case err == nil:
			return to, nil
		case !noRoom(err):
			return nil, err
		}
	}
	var from time.Time
	fixed := false
	for _, r := range riders {
		if r.Place != nil {
			from = later(from, r.Place.Opens)
			fixed = fixed || !b.now.Before(slotOf(b.policy, r.Place).CutOff)
		}
	}
	if from.IsZero() || fixed { // nobody is taken out of a list that is fixed because somebody comes late
		return nil, nil
	}
	h, err := heartbeat(b.policy, &riders[0].Request)
	if err != nil {
		return nil, nil
	}
	slots, err := calendar.Next(h, from, horizon)
	if err != nil {
		return nil, err
	}
	choices, err := d.choicesOf(ctx, b, riders, slots)
	if err != nil {
		return nil, err
	}
	for _, slot := range choices {
		to := &meeting{window: slot.ID, why: "It goes live with the others of bundle " + clip(name, 80) + "."}
		err := d.reserveFor(ctx, b, &riders[0], riders, to)
		if noRoom(err) {
			continue
		}
		return to, err
	}
	return nil, nil
}

// choicesOf gives those of some slots that all of a bundle may take.
func (d *Desk) choicesOf(ctx context.Context, b bench, riders []workflow.Release, slots []workflow.Slot) ([]workflow.Slot, error) {
	out := slots
	for i := range riders {
		fine, err := d.choices(ctx, b, &riders[i], out)
		if err != nil {
			return nil, err
		}
		if held := riders[i].Place; held != nil && !slices.ContainsFunc(fine, func(f workflow.Slot) bool { return f.ID == held.Window }) {
			if k := slices.IndexFunc(out, func(s workflow.Slot) bool { return s.ID == held.Window }); k >= 0 {
				fine = append(fine, out[k]) // what it has, it may keep
			}
		}
		out = fine
	}
	return out, nil
}

// wish is the newest entry by which a member went, as one of the bundle, to the
// window that it still holds.
func wish(name string, riders []workflow.Release) (lead workflow.Release, e workflow.Entry, ok bool) {
	for _, r := range riders {
		for _, h := range slices.Backward(r.History) {
			if bundle, moved := h.ForBundle(); moved && bundle == name && r.Place != nil && r.Place.Window == h.Window {
				if !ok || h.At.After(e.At) {
					lead, e, ok = r, h, true
				}
				break
			}
		}
	}
	for _, r := range riders { // it was not for who joined later
		if ok && (r.Place == nil || r.Place.Window != e.Window) && joined(&r, name).After(e.At) {
			return lead, e, false
		}
	}
	return lead, e, ok
}

// joined is when a release was put into a bundle.
func joined(r *workflow.Release, name string) time.Time {
	for _, e := range slices.Backward(r.History) {
		if e.Action == workflow.ActEndorse && e.About == name {
			return e.At
		}
	}
	return time.Time{}
}

// carried is the reason of a move in the histories of those that are taken along.
func carried(name string, lead *workflow.Release, e workflow.Entry, by string) string {
	if e.By == workflow.System {
		if strings.HasPrefix(e.Reason, "With REL-") {
			return e.Reason // it was taken along itself
		}
		return fmt.Sprintf("With %s of bundle %s: %s", lead.Number, clip(name, 80), lowerFirst(e.Reason))
	}
	if by == "" {
		by = "somebody"
	}
	return fmt.Sprintf("With %s of bundle %s, which %s moved: %s", lead.Number, clip(name, 80), by, clip(e.Reason, 400))
}

// reserveFor reserves places for all who are not in a window yet, in one write;
// CodeBlocked where not all of them fit.
func (d *Desk) reserveFor(ctx context.Context, b bench, lead *workflow.Release, riders []workflow.Release, to *meeting) error {
	var missing []workflow.Release
	for _, r := range riders {
		if r.Place == nil || r.Place.Window != to.window {
			missing = append(missing, r)
		}
	}
	if err := d.fitTogether(b, lead, missing, to.window, to.anyway); err != nil {
		return err
	}
	slot, err := calendar.Find(b.policy, to.window)
	if err != nil || len(missing) == 0 {
		return err
	}
	_, err = d.reserve(ctx, b, slot, &missing[0], missing[1:]...)
	return err
}

// scattered collects, while the open releases are gone through, the bundles whose
// members hold places in different windows.
type scattered map[string]*spread

type spread struct {
	window workflow.WindowID
	riders int
	apart  bool
}

func (s scattered) see(r *workflow.Release) {
	if !r.Rides() {
		return
	}
	name := r.Bundle()
	window := workflow.WindowID("")
	if r.Place != nil {
		window = r.Place.Window
	}
	if s[name] == nil {
		s[name] = &spread{window: window}
	}
	s[name].riders++
	s[name].apart = s[name].apart || window != s[name].window || window == ""
}

// uniteAll brings the bundles together that are scattered, as far as the round
// gets.
func (t *round) uniteAll(ctx context.Context) error {
	bundles := scattered{}
	for i := range t.open {
		bundles.see(&t.open[i])
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(bundles)) {
		if at := bundles[name]; !at.apart || at.riders < 2 || t.full() {
			continue
		}
		moved, err := t.d.unite(ctx, name)
		t.did += moved
		t.done.United += moved
		if away(err) || ctx.Err() != nil {
			return err
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
