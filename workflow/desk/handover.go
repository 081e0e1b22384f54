package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// beginHandover gives a release that has just gone live the handover that it has
// to do, in an entry of its own of the same write.
func beginHandover(b bench, r *workflow.Release) {
	h := handoverOf(b, r)
	if h == nil {
		return
	}
	r.Handover = h
	h.Asked = toAccept(b, r, h)
	record(r, b, Command{Action: workflow.ActHandOver, By: workflow.System}, r.State, workflow.Entry{About: h.About()})
	r.Handover = workflow.HandoverAfter(nil, r.Last())
}

// handoverOf is the handover that a release has to do when it goes live now;
// nil: its type or its system needs none. Owners are given out once: who holds a
// role first gets its items.
func handoverOf(b bench, r *workflow.Release) *workflow.Handover {
	p := b.policy
	s, _ := p.System(r.Request.System)
	list, ok := p.Checklist(s.Checklist)
	if !ok || len(list.Items) == 0 || !p.Type(r.Request.Type).NeedHandover {
		return nil
	}
	h := &workflow.Handover{Name: list.Name, Service: s.Service, Runner: s.Runner}
	for _, item := range list.Items {
		t := workflow.Task{Key: item.Key, Text: item.Text, Optional: item.Optional, Owner: ownerOf(b.members, r, item.Owner), Since: b.now}
		if item.Within > 0 {
			t.Due = dueOn(p, calendar.WorkingAfter(p.Hours, p.Zone, b.now, item.Within))
		}
		h.Items = append(h.Items, t)
	}
	return h
}

// dueOn is when a task is due that is to be done on the day of an instant: at the
// end of that working day, or of the next one.
func dueOn(p *workflow.Policy, day time.Time) time.Time {
	return calendar.WorkingUntil(p.Hours, p.Zone, calendar.NextWorking(p.Hours, p.Zone, day.Add(-time.Millisecond)))
}

func ownerOf(members workflow.Members, r *workflow.Release, owner string) workflow.PersonID {
	switch owner {
	case workflow.OwnerRequester:
		return r.Requester
	case workflow.OwnerContact:
		return r.Watcher()
	case workflow.OwnerImplementer:
		if r.Request.Implementer != "" {
			return r.Request.Implementer
		}
		return r.Requester
	}
	if holders := members[owner]; len(holders) > 0 {
		return holders[0]
	}
	return r.Requester
}

// toAccept lists who is asked to accept a handover that is complete now.
func toAccept(b bench, r *workflow.Release, h *workflow.Handover) []workflow.PersonID {
	if !h.Waiting() {
		return nil
	}
	people := policy.RunOwners(b.policy, b.members, r)
	return slices.Clone(people[:min(len(people), mostAsked)])
}

// stepHandOver changes one item of the handover. What makes the handover complete
// asks who runs the system to accept it.
func stepHandOver(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	task, err := d.changedTask(ctx, b, before, before.Handover.Items, cmd)
	if err != nil {
		return err
	}
	items := []workflow.Task{task}
	draft := workflow.HandoverAfter(before.Handover, workflow.Entry{Action: workflow.ActHandOver, About: workflow.HandoverAbout(items, nil)})
	var asked []workflow.PersonID
	if len(draft.Asked) == 0 {
		asked = toAccept(b, r, draft)
	}
	record(r, b, cmd, before.State, workflow.Entry{About: workflow.HandoverAbout(items, asked)})
	r.Handover = workflow.HandoverAfter(before.Handover, r.Last())
	return nil
}

// stepAcceptHandover records that who runs it takes it over.
func stepAcceptHandover(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	record(r, b, cmd, before.State, workflow.Entry{})
	r.Handover = workflow.HandoverAfter(before.Handover, r.Last())
	return nil
}

// again is how much working time there is for an item that was not good enough,
// where its day has passed.
const again = 16 * time.Hour

// stepReturnHandover opens the items again that were not good enough.
func stepReturnHandover(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	var open []workflow.Task
	for _, t := range before.Handover.Items {
		if !t.Done || !slices.Contains(cmd.Items, t.Key) {
			continue
		}
		t.Done, t.By, t.At, t.Since, t.Optional = false, "", time.Time{}, b.now, false
		if !t.Due.IsZero() && !b.now.Before(t.Due) {
			t.Due = dueOn(b.policy, calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, b.now, again))
		}
		open = append(open, t)
	}
	if len(open) == 0 {
		return atField(workflow.FieldItems, "Choose the items that are not good enough: they are open again.")
	}
	record(r, b, cmd, before.State, workflow.Entry{About: workflow.HandoverAbout(open, nil)})
	r.Handover = workflow.HandoverAfter(before.Handover, r.Last())
	return nil
}

// mostHandovers bounds how many releases are looked at for their handovers.
const mostHandovers = 500

// Handovers gives the handovers that are open, what is overdue first: those that a
// person has to do with, for release managers and who runs a system all of them.
func (d *Desk) Handovers(ctx context.Context, viewer workflow.PersonID) (workflow.HandoversFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.HandoversFacts{}, err
	}
	live, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Live}, Limit: mostHandovers})
	if err != nil {
		return workflow.HandoversFacts{}, err
	}
	f := workflow.HandoversFacts{Now: b.now, Viewer: viewer, Zone: b.policy.Zone, All: b.members.Has(b.policy.ManagerRole, viewer)}
	for _, s := range b.policy.Systems {
		f.All = f.All || s.Runner != "" && b.members.Has(s.Runner, viewer)
	}
	for _, r := range live {
		if !r.HandoverOpen() || !f.All && !concerns(b, &r, viewer) {
			continue
		}
		one := d.facts(b, r, nil)
		d.nameAll(ctx, &one)
		f.Releases = append(f.Releases, one)
	}
	slices.SortStableFunc(f.Releases, func(x, y workflow.ReleaseFacts) int {
		return firstDue(&x.Release).Compare(firstDue(&y.Release))
	})
	return f, nil
}

// concerns tells whether a person has to do with the handover of a release.
func concerns(b bench, r *workflow.Release, person workflow.PersonID) bool {
	return person == r.Requester || person == r.Request.Implementer || person == r.Watcher() ||
		slices.ContainsFunc(r.Handover.Items, func(t workflow.Task) bool { return t.Owner == person }) ||
		slices.Contains(policy.RunOwners(b.policy, b.members, r), person)
}

// firstDue is when the first open item of a handover is due; of a complete one,
// when it began to wait.
func firstDue(r *workflow.Release) time.Time {
	for _, t := range workflow.OpenTasks(r.Handover.Items) {
		if !t.Due.IsZero() {
			return t.Due
		}
	}
	if !r.Handover.AskedAt.IsZero() {
		return r.Handover.AskedAt
	}
	return r.LiveAt.AddDate(10, 0, 0)
}
