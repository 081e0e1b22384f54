package desk

import (
	"context"

	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// PolicyImpact tells what putting next in force instead of the policy that is
// would hit at this moment. Nothing is changed. It needs no directory: who holds
// which role does not matter to it.
func (d *Desk) PolicyImpact(ctx context.Context, next *workflow.Policy) (workflow.PolicyImpact, error) {
	now, err := d.store.Policies.Current(ctx)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return workflow.PolicyImpact{}, nil // before the first version nothing is there to be hit
	}
	if err != nil {
		return workflow.PolicyImpact{}, err
	}
	around, err := d.around(ctx)
	if err != nil {
		return workflow.PolicyImpact{}, err
	}
	hits := settings.Impact(&now, next, around)
	if around.Briefed, err = d.briefed(ctx, &now, hits.Moves); err != nil {
		return workflow.PolicyImpact{}, err
	}
	if len(around.Briefed) == 0 {
		return hits, nil
	}
	return settings.Impact(&now, next, around), nil
}

// around gathers what a policy is held against: what is open, the windows with
// places taken, and the bookings.
func (d *Desk) around(ctx context.Context) (settings.Around, error) {
	a := settings.Around{Now: d.now().UTC(), Windows: map[workflow.WindowID]workflow.Window{}}
	filter := workflow.ReleaseFilter{Open: true, Limit: openBatch}
	for {
		page, err := d.store.Releases.List(ctx, filter)
		if err != nil {
			return a, err
		}
		a.Releases = append(a.Releases, page...)
		if len(page) < openBatch {
			break
		}
		filter.Before = page[len(page)-1].Number
	}
	windows, err := d.store.Windows.Span(ctx, a.Now.AddDate(0, 0, -2), a.Now.AddDate(2, 0, 0))
	if err != nil {
		return a, err
	}
	for _, w := range windows {
		a.Windows[w.ID] = w
	}
	a.Streets, err = d.store.Streets.All(ctx)
	return a, err
}

// briefed finds the windows among those hit that a front-line team was told of.
func (d *Desk) briefed(ctx context.Context, p *workflow.Policy, hits []workflow.PolicyHit) (map[workflow.WindowID]bool, error) {
	out := map[workflow.WindowID]bool{}
	asked := map[workflow.WindowID]bool{}
	for _, hit := range hits {
		if asked[hit.Window] {
			continue
		}
		asked[hit.Window] = true
		for _, team := range p.FrontLine {
			n, err := d.store.Notices.Get(ctx, workflow.BriefingID(hit.Window, team.Key))
			if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
				return nil, err
			}
			if err == nil && n.Delivery.Status == workflow.NoticeSent {
				out[hit.Window] = true
				break
			}
		}
	}
	return out, nil
}
