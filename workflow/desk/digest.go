package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/report"
)

// What a digest looks at and names at most.
const (
	digestOpen    = 2000 // open releases
	digestOverdue = 8    // of what is overdue
	digestWindows = 10
	digestBack    = 400 * 24 * time.Hour // for the digest before
	digestUsual   = 7 * 24 * time.Hour   // where there was none
)

// Digest gives what the digest of a moment tells: the figures since the one before
// it, against as much time before that, and, as things are now, the windows until
// the next one and what is overdue.
func (d *Desk) Digest(ctx context.Context, at time.Time) (workflow.DigestFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.DigestFacts{}, err
	}
	schedule := b.policy.DigestSchedule()
	from, ok := calendar.LastTurn(schedule, at.Add(-time.Millisecond), digestBack)
	if !ok {
		from = at.Add(-digestUsual)
	}
	until := at.Add(digestUsual)
	if next, err := calendar.Turns(schedule, at.Add(time.Millisecond), 1); err == nil && len(next) > 0 {
		until = next[0].Opens
	}
	f := workflow.DigestFacts{MetricsFacts: workflow.MetricsFacts{Now: b.now, View: workflow.MetricsView{Span: workflow.MetricsSince}, Zone: b.policy.Zone}}
	if err := d.count(ctx, b, report.Until(from.Add(-at.Sub(from)), from, at, b.policy.Zone), &f.MetricsFacts); err != nil {
		return workflow.DigestFacts{}, err
	}
	over := func(s workflow.Slot) bool { return !b.now.Before(s.Closes) }
	if f.Windows, err = d.windows(ctx, b, b.now.Add(-longestWindow(b.policy)), until, over, digestWindows); err != nil {
		return workflow.DigestFacts{}, err
	}
	if err := d.overdue(ctx, b, &f); err != nil {
		return workflow.DigestFacts{}, err
	}
	f.Stamped, f.Unfailing, f.Let = report.Stamped(&f.This.Figures), report.Unfailing(&f.This.Figures), report.AllLet(&f.This.Figures)
	var people []workflow.PersonID
	for _, s := range f.Stamped {
		people = append(people, s.Person)
	}
	f.Names = d.names(ctx, people...)
	return f, nil
}

// overdue adds what should have been done by now.
func (d *Desk) overdue(ctx context.Context, b bench, f *workflow.DigestFacts) error {
	open, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Open: true, Limit: digestOpen})
	if err != nil {
		return err
	}
	for i := range open {
		r := &open[i]
		late := func(what workflow.Lateness, since time.Time) {
			if !since.IsZero() && b.now.After(since) {
				f.Overdue = append(f.Overdue, workflow.Overdue{Release: r.Number, Title: r.Request.Title, What: what, Since: since})
			}
		}
		late(workflow.LateLook, triageBy(b, r))
		if r.State == workflow.InApproval {
			late(workflow.LateDecision, r.DecideBy)
		}
		if policy.ReviewDue(r) {
			late(workflow.LateReview, r.ReviewBy)
		}
	}
	slices.SortStableFunc(f.Overdue, func(a, c workflow.Overdue) int { return a.Since.Compare(c.Since) })
	f.Late = len(f.Overdue)
	f.Overdue = f.Overdue[:min(f.Late, digestOverdue)]
	return nil
}
