package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// mostShown bounds the releases of one window that are looked at.
const mostShown = 200

// Window gives one window with its package. CodeNotFound where neither the
// store nor the policy knows it.
func (d *Desk) Window(ctx context.Context, id workflow.WindowID) (workflow.WindowFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.WindowFacts{}, err
	}
	return d.windowFacts(ctx, b, id)
}

func (d *Desk) windowFacts(ctx context.Context, b bench, id workflow.WindowID) (workflow.WindowFacts, error) {
	w, err := d.store.Windows.Get(ctx, id)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return workflow.WindowFacts{}, err
	}
	releases, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Window: id, Limit: mostShown})
	if err != nil {
		return workflow.WindowFacts{}, err
	}
	here := map[workflow.Number]bool{}
	for _, r := range releases {
		here[r.Number] = true
	}
	if len(releases) < mostShown {
		back, err := d.backFrom(ctx, &w, here)
		if err != nil {
			return workflow.WindowFacts{}, err
		}
		releases = append(releases, back...)
	}
	if slot, err := calendar.Find(b.policy, id); err == nil {
		w.Slot = slot // as the policy has it now
	}
	if w.ID == "" {
		if w.Slot, err = d.slot(ctx, b, id, releases); err != nil {
			return workflow.WindowFacts{}, err
		}
	}
	together := &surroundings{others: releases, needs: map[workflow.Number]workflow.Release{}}
	if err := d.needed(ctx, together, pointers(releases)); err != nil {
		return workflow.WindowFacts{}, err
	}
	return d.packed(ctx, b, w, together), nil
}

// packed are the facts of a window and of the releases in it, which are all that
// they have around them.
func (d *Desk) packed(ctx context.Context, b bench, w workflow.Window, together *surroundings) workflow.WindowFacts {
	releases := packageOrder(together.others)
	_, emergency := w.ID.Emergency()
	f := workflow.WindowFacts{Now: b.now, Slot: w.Slot, Phase: w.PhaseAt(b.now), Emergency: emergency, Taken: len(w.Places),
		Coverage: coverage(b, &w), Zone: b.policy.Zone, Names: map[workflow.PersonID]string{}}
	if emergency {
		f.Phase = workflow.PhaseOpen
	}
	for _, r := range releases {
		rf := d.factsIn(b, r, &w, together)
		rf.After = openNeeds(&r, together.needs)
		d.nameAll(ctx, &rf)
		for id, name := range rf.Names {
			f.Names[id] = name
		}
		f.Releases = append(f.Releases, rf)
	}
	f.Unsure, f.Questions = callFacts(&w, 0, policy.DefaultCallsWithin, b.now), w.Questions
	for id, name := range d.names(ctx, slices.Concat(readers(f.Coverage), callers(f.Unsure), askers(f.Questions))...) {
		f.Names[id] = name
	}
	return f
}

// slot finds the slot of a window that has no document yet.
func (d *Desk) slot(ctx context.Context, b bench, id workflow.WindowID, releases []workflow.Release) (workflow.Slot, error) {
	if _, ok := id.Book(); ok {
		return workflow.BookSlot(id), nil
	}
	if n, ok := id.Emergency(); ok {
		for _, r := range releases {
			if r.Number == n {
				return emergencySlot(b, &r), nil
			}
		}
		// No emergency any more: what was said of it has to be corrected all the same.
		r, err := d.store.Releases.Get(ctx, n)
		if err != nil {
			return workflow.Slot{}, d.notFound(err, n)
		}
		slot := emergencySlot(b, &r)
		slot.ID = id
		return slot, nil
	}
	for _, r := range releases {
		if r.Place != nil {
			return slotOf(b.policy, r.Place), nil
		}
	}
	return calendar.Find(b.policy, id)
}

// emergencySlot is the window of an emergency: from asking, without an end in sight.
func emergencySlot(b bench, r *workflow.Release) workflow.Slot {
	return workflow.Slot{ID: r.Window(), Name: "Emergency " + r.Number.String(), Zone: b.policy.Zone,
		Opens: r.SubmittedAt, Closes: r.SubmittedAt.AddDate(0, 0, 7), CutOff: r.SubmittedAt}
}

// Briefing gives one window as a front-line team is told of it. CodeNotFound.
func (d *Desk) Briefing(ctx context.Context, id workflow.WindowID, frontLine string) (workflow.BriefingFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.BriefingFacts{}, err
	}
	team, ok := b.policy.FrontLineTeam(frontLine)
	if !ok {
		return workflow.BriefingFacts{}, workflow.Refuse(workflow.CodeNotFound, "This front-line team is not in the policy any more.")
	}
	w, err := d.windowFacts(ctx, b, id)
	if err != nil {
		return workflow.BriefingFacts{}, err
	}
	f := workflow.BriefingFacts{WindowFacts: w, Front: team}
	f.Releases = slices.DeleteFunc(f.Releases, func(r workflow.ReleaseFacts) bool { return !w.Emergency && !briefable(r.Release.State) })
	for _, c := range w.Coverage {
		if c.FrontLine == frontLine {
			f.Cover = c
		}
	}
	f.Overall = overall(f.Releases, w)
	return f, nil
}

// briefable tells whether the front line hears of a release in this state.
func briefable(s workflow.State) bool {
	switch s {
	case workflow.Scheduled, workflow.Deploying, workflow.Live, workflow.RolledBack, workflow.Closed:
		return true
	}
	return false
}

// overall is the state of a whole window for the front line.
func overall(releases []workflow.ReleaseFacts, w workflow.WindowFacts) workflow.State {
	has := map[workflow.State]bool{}
	for _, r := range releases {
		has[r.Release.State] = true
	}
	switch {
	case has[workflow.Deploying], has[workflow.Scheduled] && has[workflow.Live] && w.Phase == workflow.PhaseOpen:
		return workflow.Deploying
	case has[workflow.Scheduled] && w.Phase != workflow.PhaseClosed:
		return workflow.Scheduled
	case has[workflow.Live], has[workflow.Closed] && !w.Emergency:
		return workflow.Live
	case has[workflow.RolledBack]:
		return workflow.RolledBack
	case w.Emergency && (has[workflow.InApproval] || has[workflow.Submitted] || has[workflow.Returned]):
		return workflow.Scheduled
	}
	return workflow.Closed
}
