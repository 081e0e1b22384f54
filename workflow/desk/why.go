package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Why answers every gate between a release, or a change that nobody has asked
// for, and going live in the window asked about, and the earliest window in which
// it can. CodeNotFound where there is no such release or window (any more),
// CodeInvalid where the words make no sense.
func (d *Desk) Why(ctx context.Context, q Question) (workflow.WhyFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.WhyFacts{}, err
	}
	f, err := d.questioned(ctx, b, q)
	if err != nil {
		return workflow.WhyFacts{}, err
	}
	w := workflow.WhyFacts{ReleaseFacts: f}
	r := &w.Release
	w.Actions = slices.DeleteFunc(w.Actions, func(a workflow.Action) bool {
		return q.By != "" && !policy.May(b.policy, b.members, r, a, q.By).Pass
	})
	w.Gates = f.Findings
	outlook := workflow.OutlookOf(w.Gates)
	if ridesWithWindows(r) {
		if outlook, err = d.whichWindow(ctx, b, q, &w); err != nil {
			return workflow.WhyFacts{}, err
		}
	}
	w.Possible, w.Open = outlook == workflow.Possible, outlook != workflow.Barred
	for _, g := range w.Gates {
		for id, name := range d.names(ctx, g.Who[:min(len(g.Who), 6)]...) {
			w.Names[id] = name
		}
	}
	return w, nil
}

// ridesWithWindows tells whether it is of use to look for a window.
func ridesWithWindows(r *workflow.Release) bool {
	return r.Request.Type != workflow.Emergency && !r.State.Final() && r.State != workflow.Deploying && r.State != workflow.Live
}

// questioned gives the facts of the release that is asked about, or of one made up
// of what the question says.
func (d *Desk) questioned(ctx context.Context, b bench, q Question) (workflow.ReleaseFacts, error) {
	if q.Release != 0 {
		return d.release(ctx, b, q.Release)
	}
	if _, ok := b.policy.System(q.System); !ok {
		return workflow.ReleaseFacts{}, workflow.Refuse(workflow.CodeNotFound, "The policy does not know this system any more. Ask for another.")
	}
	t := q.Type
	if t == "" {
		t = workflow.Normal
	}
	r := workflow.Release{Revision: 1, State: workflow.InApproval, Requester: q.By, Request: workflow.Request{System: q.System, Type: t}}
	if b.policy.Type(t).TriageByHand {
		r.State = workflow.Submitted
	}
	f := d.facts(b, r, nil)
	d.nameAll(ctx, &f)
	return f, nil
}

// whichWindow fills in the window that is asked about with its gates, and the
// earliest that can be had.
func (d *Desk) whichWindow(ctx context.Context, b bench, q Question, w *workflow.WhyFacts) (workflow.Outlook, error) {
	h, err := heartbeat(b.policy, &w.Release.Request)
	if err != nil {
		for i, g := range w.Gates {
			if g.Rule == "window" {
				w.Gates[i].Reason = sentence(err)
			}
		}
		return workflow.Barred, nil
	}
	if err = d.earliest(ctx, b, h, w); err != nil {
		return workflow.Barred, err
	}
	asked, err := d.meant(ctx, b, h, q, w)
	if err != nil || len(asked) == 0 {
		return workflow.OutlookOf(w.Gates), err
	}
	likeliest, outlook := asked[0], workflow.Barred
	err = d.judge(ctx, b, &w.Release, asked, func(p prospect) bool {
		if p.outlook != workflow.Barred {
			likeliest, outlook = p.slot, p.outlook
		}
		return outlook == workflow.Barred
	})
	if err != nil {
		return workflow.Barred, err
	}
	w.Gates, err = d.gatesAt(ctx, b, &w.Release, likeliest)
	w.Asked = &likeliest
	return workflow.OutlookOf(w.Gates), err
}

// earliest finds the first coming window that is not barred. One in a soft freeze
// is for what asked for it: it is named where there is no other.
func (d *Desk) earliest(ctx context.Context, b bench, h workflow.Heartbeat, w *workflow.WhyFacts) error {
	slots, err := calendar.Next(h, b.now.Add(-longestWindow(b.policy)), horizon)
	if err != nil {
		return err
	}
	slots = slices.DeleteFunc(slots, func(s workflow.Slot) bool { return !b.now.Before(s.Closes) })
	hopeless := false
	err = d.judge(ctx, b, &w.Release, slots, func(p prospect) bool {
		frozen := slices.ContainsFunc(p.gates, func(g workflow.Finding) bool { return !g.Pass && strings.HasPrefix(g.Rule, policy.RuleFreeze) })
		hopeless = slices.ContainsFunc(p.gates, workflow.Finding.Hopeless)
		w.Until = p.slot.Opens
		if p.outlook != workflow.Barred && (w.First == nil || !frozen) {
			w.First = &p.slot
		}
		return !hopeless && (w.First == nil || p.outlook == workflow.Barred || frozen)
	})
	if hopeless || w.First != nil {
		w.Until = time.Time{}
	}
	return err
}

// prospect is one window as a release would find it.
type prospect struct {
	slot    workflow.Slot
	gates   []workflow.Finding
	outlook workflow.Outlook
}

// judge asks the gates of each window in turn, for as long as next says so. What
// only warns of other releases is not looked for.
func (d *Desk) judge(ctx context.Context, b bench, r *workflow.Release, slots []workflow.Slot, next func(prospect) bool) error {
	s := &surroundings{needs: map[workflow.Number]workflow.Release{}}
	var err error
	if s.windows, err = d.storedOf(ctx, slots); err != nil {
		return err
	}
	if err = d.needed(ctx, s, []*workflow.Release{r}); err != nil {
		return err
	}
	around := d.aroundOf(b, r, s, slots...)
	for _, slot := range slots {
		c := caseAt(b, r, slot, s.windows[slot.ID])
		c.Around = around
		gates := policy.Gates(c)
		if !next(prospect{slot: *c.Slot, gates: gates, outlook: workflow.OutlookOf(gates)}) {
			break
		}
	}
	return nil
}

// gatesAt asks every gate of one window, with all that surrounds it and the ways
// round what stands in the way.
func (d *Desk) gatesAt(ctx context.Context, b bench, r *workflow.Release, slot workflow.Slot) ([]workflow.Finding, error) {
	s, err := d.waysRound(ctx, b, r, &slot)
	if err != nil {
		return nil, err
	}
	c := caseAt(b, r, slot, s.windows[slot.ID])
	d.surroundCase(b, &c, s)
	c.Mates = s.mates
	return policy.Gates(c), nil
}

// caseAt is the case of a release in a window that it may hold a place in.
func caseAt(b bench, r *workflow.Release, slot workflow.Slot, doc workflow.Window) policy.Case {
	if r.Place != nil && r.Place.Window == slot.ID {
		slot = slotOf(b.policy, r.Place)
	}
	doc.Slot = slot // as the policy has it now
	return policy.Case{
		Policy: b.policy, Members: b.members, Release: r, Slot: &slot, Now: b.now, Coverage: coverage(b, &doc),
		Holds: doc.Holds(r.Number) || (r.Place != nil && r.Place.Window == slot.ID), Free: doc.Free(),
	}
}

// storedOf reads the stored windows of a run of slots in one go.
func (d *Desk) storedOf(ctx context.Context, slots []workflow.Slot) (map[workflow.WindowID]workflow.Window, error) {
	if len(slots) == 0 {
		return nil, nil
	}
	stored, err := d.store.Windows.Span(ctx, slots[0].Opens, slots[len(slots)-1].Opens.Add(time.Minute))
	if err != nil {
		return nil, err
	}
	out := make(map[workflow.WindowID]workflow.Window, len(stored))
	for _, w := range stored {
		out[w.ID] = w
	}
	return out, nil
}
