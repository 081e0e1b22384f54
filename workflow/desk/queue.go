package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// queuePage is how many requests one page of the queue has.
const queuePage = 10

// Queue gives one page of the queue as one person sees it. It reads the page and
// counts by index; how much there is besides does not matter.
func (d *Desk) Queue(ctx context.Context, viewer workflow.PersonID, v workflow.QueueView) (workflow.QueueFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.QueueFacts{}, err
	}
	f := workflow.QueueFacts{Now: b.now, Viewer: viewer, Manager: b.members.Has(b.policy.ManagerRole, viewer), View: v,
		Systems: b.policy.Systems, Departments: b.policy.Departments, Recurring: nextRecurring(b), Zone: b.policy.Zone}
	if err := d.queueLines(ctx, b, &f); err != nil {
		return workflow.QueueFacts{}, err
	}
	return f, d.queueCounts(ctx, b, &f)
}

// queueFilter is what a view asks of the store; none: it can have nothing in it.
func queueFilter(b bench, viewer workflow.PersonID, v workflow.QueueView) (f workflow.QueueFilter, none bool) {
	f = workflow.QueueFilter{Lane: v.Lane, System: v.System, After: v.After, Ahead: v.Ahead}
	if v.Mine {
		f.Requester = viewer
	}
	if v.Department != "" {
		for _, dept := range b.policy.Departments {
			if dept.Key == v.Department {
				for _, team := range dept.Teams {
					f.Teams = append(f.Teams, workflow.TeamKey(team))
				}
			}
		}
		none = len(f.Teams) == 0
	}
	return f, none
}

func (d *Desk) queueLines(ctx context.Context, b bench, f *workflow.QueueFacts) error {
	filter, none := queueFilter(b, f.Viewer, f.View)
	if none {
		return nil
	}
	filter.Limit = queuePage + 1
	releases, err := d.store.Queue.Page(ctx, filter)
	if err != nil {
		return err
	}
	f.More = len(releases) > queuePage
	if f.View.Ahead != nil { // the page ends where the one that was looked at began
		releases, f.More = releases[max(0, len(releases)-queuePage):], true
	}
	for _, r := range releases[:min(len(releases), queuePage)] {
		line := workflow.QueueLine{ReleaseFacts: d.facts(b, r, nil), Due: triageBy(b, &r)}
		line.Waited, line.Left = waited(b, &r), left(b, line.Due, line.Always)
		d.nameAll(ctx, &line.ReleaseFacts)
		for _, a := range []workflow.Action{workflow.ActEndorse, workflow.ActTriage, workflow.ActAskChanges, workflow.ActReorder, workflow.ActMerge} {
			if policy.May(b.policy, b.members, &r, a, f.Viewer).Pass && (a != workflow.ActEndorse || r.Lane() == workflow.LaneEndorse) {
				line.Can = append(line.Can, a)
			}
		}
		line.MayBundle = policy.May(b.policy, b.members, &r, workflow.ActEndorse, f.Viewer).Pass && r.Request.Type != workflow.Emergency
		f.Lines = append(f.Lines, line)
	}
	return d.queueBundles(ctx, b, f)
}

// queueBundles adds what else is in the bundles of the page's requests.
func (d *Desk) queueBundles(ctx context.Context, b bench, f *workflow.QueueFacts) error {
	for _, line := range f.Lines {
		name := line.Release.Bundle()
		if _, known := f.Bundles[name]; name == "" || known {
			continue
		}
		all, err := d.bundle(ctx, name)
		if err != nil {
			return err
		}
		if f.Bundles == nil {
			f.Bundles = map[string][]workflow.Mate{}
		}
		f.Bundles[name] = matesOf(b.policy, all)
	}
	return nil
}

// triageBy is the end of the target for a release manager's look.
func triageBy(b bench, r *workflow.Release) time.Time {
	within := b.policy.Targets(&r.Request).Triage
	if within <= 0 || r.Lane() != workflow.LaneTriage {
		return time.Time{}
	}
	return after(b, r, r.QueuedAt(), within)
}

// waited is the working time for which a request has waited for a coordinator or a
// release manager, by the same hours as their target.
func waited(b bench, r *workflow.Release) time.Duration {
	switch since := r.QueuedAt(); {
	case since.IsZero():
	case b.policy.Targets(&r.Request).Always && (r.Lane() == workflow.LaneTriage || r.Lane() == workflow.LaneEndorse):
		return b.now.Sub(since)
	case r.Lane() == workflow.LaneTriage, r.Lane() == workflow.LaneEndorse:
		return calendar.WorkingBetween(b.policy.Hours, b.policy.Zone, since, b.now)
	}
	return 0
}

// queueCounts counts what the head line tells.
func (d *Desk) queueCounts(ctx context.Context, b bench, f *workflow.QueueFacts) (err error) {
	filter, none := queueFilter(b, f.Viewer, f.View)
	if none {
		return nil
	}
	filter.After, filter.Ahead = nil, nil
	count := func(into *int, change func(*workflow.QueueFilter)) {
		if err != nil {
			return
		}
		q := filter
		change(&q)
		n, failed := d.store.Queue.Count(ctx, q)
		*into += n
		err = failed
	}
	count(&f.Total, func(*workflow.QueueFilter) {})
	count(&f.Endorse, func(q *workflow.QueueFilter) { q.Lane = workflow.LaneEndorse })
	count(&f.Triage, func(q *workflow.QueueFilter) { q.Lane = workflow.LaneTriage })
	for _, rule := range b.policy.Types {
		if rule.TriageWithin <= 0 || f.Triage == 0 {
			continue
		}
		late := func(into *int, system string, t workflow.Targets) {
			count(into, func(q *workflow.QueueFilter) {
				q.Lane, q.Type, q.SentBefore = workflow.LaneTriage, rule.Type, sentBefore(b, t)
				if system != "" {
					q.System = system
				}
			})
		}
		usual := workflow.Targets{Triage: rule.TriageWithin, Always: rule.Type == workflow.Emergency}
		late(&f.Late, "", usual)
		for _, s := range b.policy.Systems { // those with targets of their own are counted by these instead
			own := b.policy.Targets(&workflow.Request{Type: rule.Type, System: s.Key})
			if own.Triage == usual.Triage && own.Always == usual.Always || filter.System != "" && filter.System != s.Key {
				continue
			}
			byType := 0
			late(&byType, s.Key, usual)
			late(&f.Late, s.Key, own)
			f.Late -= byType
		}
	}
	return err
}

// sentBefore is the instant before which a request was sent whose target for a look
// has ended.
func sentBefore(b bench, t workflow.Targets) time.Time {
	if t.Always {
		return b.now.Add(time.Millisecond - t.Triage)
	}
	return calendar.WorkingBefore(b.policy.Hours, b.policy.Zone, b.now, t.Triage).Add(time.Millisecond)
}

// InQueue lists the first requests of the queue ahead of which another can be put.
func (d *Desk) InQueue(ctx context.Context, n workflow.Number) ([]workflow.ReleaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return nil, d.notFound(err, n)
	}
	releases, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Lane: r.Lane(), Limit: mostOffered})
	if err != nil {
		return nil, err
	}
	var out []workflow.ReleaseFacts
	for _, other := range slices.DeleteFunc(releases, func(o workflow.Release) bool { return o.Number == n }) {
		out = append(out, d.facts(b, other, nil))
	}
	return out, nil
}

// mostOffered bounds the requests that a form offers to choose from.
const mostOffered = 90

// mostMerged bounds the duplicates of one release that are shown.
const mostMerged = 10

// merged lists the duplicates that were merged into a release.
func (d *Desk) merged(ctx context.Context, n workflow.Number) ([]workflow.Number, error) {
	found, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Merged: n, Limit: mostMerged})
	var out []workflow.Number
	for _, r := range found {
		out = append(out, r.Number)
	}
	return out, err
}
