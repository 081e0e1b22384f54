package desk

import (
	"context"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/report"
)

// Metrics counts what happened in the time that a view is about, and in as much
// before it: one pass over the releases that were there then. CodeNotFound for a
// system that the policy does not have, CodeInvalid for a month that has not begun.
func (d *Desk) Metrics(ctx context.Context, v workflow.MetricsView) (workflow.MetricsFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.MetricsFacts{}, err
	}
	f := workflow.MetricsFacts{Now: b.now, View: v, Zone: b.policy.Zone, Systems: b.policy.Systems}
	if v.System != "" {
		s, known := b.policy.System(v.System)
		if !known {
			return workflow.MetricsFacts{}, workflow.Refuse(workflow.CodeNotFound, "The policy does not know this system any more. Look at the metrics of all systems.")
		}
		f.System = s.Name
	}
	if first, err := time.Parse(workflow.MetricsMonthForm, v.Month); v.Month != "" && (err != nil || first.After(b.now)) {
		return workflow.MetricsFacts{}, workflow.Refuse(workflow.CodeInvalid, "There is nothing to count of this month yet. Ask for one that has begun, such as %s.", b.now.Format(workflow.MetricsMonthForm))
	}
	return f, d.count(ctx, b, report.CutOf(v, b.now, b.policy.Zone), &f)
}

// count fills in what was counted in a cut of the time.
func (d *Desk) count(ctx context.Context, b bench, cut report.Cut, f *workflow.MetricsFacts) error {
	from, to := cut.Edges[0], cut.Edges[len(cut.Edges)-1]
	policies, err := d.policiesSince(ctx, b.policy, from.Add(-longestClock))
	if err != nil {
		return err
	}
	tally := report.New(report.Question{Edges: cut.Edges, Now: b.now, System: f.View.System, Team: f.View.Team, Type: f.View.Type, Policy: policies.at})
	err = d.store.Releases.Lived(ctx, from, to, func(r *workflow.Release) error {
		tally.Add(r)
		return nil
	})
	if err != nil {
		return err
	}
	if !f.View.Narrowed() { // a window is briefed as one
		if err := d.countBriefings(ctx, b, tally, from, to); err != nil {
			return err
		}
	}
	cut.Facts(tally, f)
	f.Roles = map[string]string{}
	for _, role := range b.policy.Roles {
		f.Roles[role.Key] = role.Name
	}
	return nil
}

// countBriefings counts who had read the briefing of a window when it opened, of
// those who were to: who is in a front-line team now, or read it then.
func (d *Desk) countBriefings(ctx context.Context, b bench, tally *report.Tally, from, to time.Time) error {
	windows, err := d.store.Windows.Span(ctx, from, to)
	if err != nil {
		return err
	}
	for i := range windows {
		w := &windows[i]
		if len(w.Places) == 0 || w.Opens.After(b.now) {
			continue
		}
		for _, c := range coverage(b, w) {
			if c.Of == 0 {
				continue
			}
			read := 0
			for _, receipt := range c.Readers {
				if receipt.At.Before(w.Opens) {
					read++
				}
			}
			tally.Briefing(w.Opens, read, c.Of)
		}
	}
	return nil
}

// longestClock is how long before a span a clock may have begun that runs out in
// it; the policies of that time are read. What began earlier is judged by the
// oldest of them.
const longestClock = 92 * 24 * time.Hour

// mostPolicies bounds the versions that are read for one count.
const mostPolicies = 2000

// policies are the versions by which entries of a history were judged.
type policies struct {
	byVersion map[int]*workflow.Policy
	oldest    int
	newest    int
}

// at gives a version, or the nearest that was read.
func (p policies) at(version int) *workflow.Policy {
	return p.byVersion[min(max(version, p.oldest), p.newest)]
}

// policiesSince reads the versions that were in force at an instant or later, from
// the one in force backwards. Versions never change, so this process reads each
// once.
func (d *Desk) policiesSince(ctx context.Context, current *workflow.Policy, since time.Time) (policies, error) {
	out := policies{byVersion: map[int]*workflow.Policy{current.Version: current}, oldest: current.Version, newest: current.Version}
	for p := current; p.Version > 1 && !p.SavedAt.Before(since) && len(out.byVersion) < mostPolicies; {
		earlier, err := d.judgedBy(ctx, p.Version-1)
		if err != nil {
			return policies{}, err
		}
		out.byVersion[earlier.Version], out.oldest, p = earlier, earlier.Version, earlier
	}
	return out, nil
}

// judgedBy gives what a version of the policy says of times and targets.
func (d *Desk) judgedBy(ctx context.Context, version int) (*workflow.Policy, error) {
	d.mu.Lock()
	known := d.judges[version]
	d.mu.Unlock()
	if known != nil {
		return known, nil
	}
	p, err := d.store.Policies.Get(ctx, version)
	if err != nil {
		return nil, err
	}
	slim := &workflow.Policy{Version: p.Version, SavedAt: p.SavedAt, Zone: p.Zone, Hours: p.Hours, Types: p.Types, Systems: p.Systems, Heartbeats: p.Heartbeats}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.judges == nil || len(d.judges) >= mostPolicies {
		d.judges = map[int]*workflow.Policy{}
	}
	d.judges[version] = slim
	return slim, nil
}

// SendChart owes a person the picture of the figures that about says, by direct
// message. A copy of the request owes nothing more, and copied says so. mark tells
// deliveries of one request from each other: of several at once the one whose mark
// is kept is no copy.
func (d *Desk) SendChart(ctx context.Context, by workflow.PersonID, request, mark, about string) (copied bool, err error) {
	id := workflow.ChartID(by, request)
	if _, err := d.store.Notices.Get(ctx, id); workflow.CodeOf(err) != workflow.CodeNotFound {
		return err == nil, err
	}
	now := d.now().UTC()
	err = d.store.Notices.Add(ctx, []workflow.Notice{{ID: id, Kind: workflow.NoticeChart, Person: by, Lead: mark,
		About: about, Due: now, Expires: now.Add(workflow.ChartFor)}})
	if err != nil {
		return false, err
	}
	d.wake()
	kept, err := d.store.Notices.Get(ctx, id)
	return err == nil && kept.Lead != mark, nil // it is owed already: a failure to read it back is none of the person's
}
