package planner

import (
	"context"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// load reads what is planned from, but for the open releases where those are given.
func (p *Planner) load(ctx context.Context, now time.Time, open []workflow.Release) (Snapshot, error) {
	s := Snapshot{Open: open}
	var err error
	if s.Policy, err = p.o.Desk.Policy(ctx); err != nil {
		return s, err
	}
	if open == nil {
		if s.Open, err = p.open(ctx); err != nil {
			return s, err
		}
	}
	longest, ahead := time.Duration(0), s.Policy.BriefingLead
	for _, h := range s.Policy.Heartbeats {
		longest = max(longest, h.Duration)
		ahead = max(ahead, h.CutOff)
		for _, lead := range h.Leads {
			ahead = max(ahead, lead)
		}
	}
	if s.Windows, err = p.o.Store.Windows.Span(ctx, now.Add(-past-longest), now.Add(ahead+time.Minute)); err != nil {
		return s, err
	}
	if s.Streets, err = p.o.Store.Streets.All(ctx); err != nil {
		return s, err
	}
	s.People, err = p.people(ctx, now, s.Open)
	return s, err
}

// open reads every release that is not final.
func (p *Planner) open(ctx context.Context) ([]workflow.Release, error) {
	var out []workflow.Release
	before := workflow.Number(0)
	for {
		page, err := p.o.Store.Releases.List(ctx, workflow.ReleaseFilter{Open: true, Before: before, Limit: openBatch})
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			r.History, r.Owes = nil, nil // not planned from, and most of what a release weighs
			out = append(out, r)
		}
		if len(page) < openBatch {
			return out, nil
		}
		before = page[len(page)-1].Number
	}
}

// reminded lists who may have to be reminded of a release in their own zone.
func reminded(now time.Time, r *workflow.Release) []workflow.PersonID {
	if people := promisers(r); len(people) > 0 {
		if policy.ReviewDue(r) {
			people = append(people, workflow.Reviewers(r)...)
		}
		return people
	}
	switch {
	case policy.ReviewDue(r):
		return workflow.Reviewers(r)
	case r.Request.Type == workflow.Emergency || r.DecideBy.IsZero() || !now.Before(r.DecideBy.Add(remindedFor)):
		return nil
	}
	return r.Waiting()
}

// people looks up those who may have to be reminded. Who is not in the
// workspace any more is not reminded. Where the workspace does not
// answer, a person is left out: reminded by a wrong zone, they would be
// reminded again by the right one.
func (p *Planner) people(ctx context.Context, now time.Time, open []workflow.Release) (map[workflow.PersonID]workflow.Person, error) {
	out := map[workflow.PersonID]workflow.Person{}
	asked := map[workflow.PersonID]bool{}
	var missing int
	var problem error
	for i := range open {
		r := &open[i]
		for _, id := range reminded(now, r) {
			if asked[id] {
				continue
			}
			asked[id] = true
			person, err := p.o.Directory.Person(ctx, id)
			switch {
			case workflow.CodeOf(err) == workflow.CodeNotFound:
				out[id] = workflow.Person{ID: id, Deactivated: true}
			case err != nil:
				missing, problem = missing+1, err
			default:
				out[id] = person
			}
		}
	}
	if missing > 0 {
		p.o.Log.Warn("people not known now are reminded later", "people", missing, "error", problem)
	}
	return out, ctx.Err()
}
