package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"drumbeat/workflow"
)

// How many releases a list of the Home tab counts to.
const (
	homeListed = 30
	homeLive   = 15
)

// Home gives what a person's Home tab shows.
func (d *Desk) Home(ctx context.Context, person workflow.PersonID) (workflow.HomeFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.HomeFacts{}, err
	}
	f := workflow.HomeFacts{Now: b.now, Person: person, Manager: b.members.Has(b.policy.ManagerRole, person), Zone: b.policy.Zone}
	if err := d.homeLists(ctx, b, &f); err != nil {
		return workflow.HomeFacts{}, err
	}
	over := func(s workflow.Slot) bool { return !b.now.Before(s.Closes) }
	if f.Windows, err = d.windows(ctx, b, b.now.Add(-12*time.Hour), b.now.AddDate(0, 0, 8), over, homeWindows); err != nil {
		return workflow.HomeFacts{}, err
	}
	if f.Tasks, err = d.homeTasks(ctx, b, person); err != nil {
		return workflow.HomeFacts{}, err
	}
	if f.Manager {
		if f.Queue, err = d.Queue(ctx, person, workflow.QueueView{Lane: workflow.LaneTriage}); err != nil {
			return workflow.HomeFacts{}, err
		}
		if f.Dead, err = d.store.Notices.Dead(ctx, 10); err != nil {
			return workflow.HomeFacts{}, err
		}
	}
	f.Draft = d.Draft(ctx, person)
	f.Names = map[workflow.PersonID]string{}
	for _, list := range [][]workflow.ReleaseFacts{f.Waiting, f.Mine, f.Live} {
		for _, r := range list {
			maps.Copy(f.Names, r.Names)
		}
	}
	for _, l := range f.Queue.Lines {
		maps.Copy(f.Names, l.Names)
	}
	for _, t := range f.Tasks {
		maps.Copy(f.Names, t.Names)
	}
	return f, nil
}

// homeLists reads the lists of releases.
func (d *Desk) homeLists(ctx context.Context, b bench, f *workflow.HomeFacts) error {
	for _, l := range []struct {
		into   *[]workflow.ReleaseFacts
		filter workflow.ReleaseFilter
		shown  int
	}{
		{&f.Waiting, workflow.ReleaseFilter{Waiting: f.Person, Limit: homeListed}, workflow.HomeShown},
		{&f.Mine, workflow.ReleaseFilter{Open: true, Requester: f.Person, Limit: homeListed}, workflow.HomeShown},
		{&f.Live, workflow.ReleaseFilter{States: []workflow.State{workflow.Deploying, workflow.Live}, Limit: homeLive}, homeLive}, // one's own are not shown there
	} {
		releases, err := d.store.Releases.List(ctx, l.filter)
		if err != nil {
			return err
		}
		if l.into == &f.Waiting {
			slices.SortStableFunc(releases, func(a, b workflow.Release) int { return a.DecideBy.Compare(b.DecideBy) })
		}
		*l.into = d.homeFacts(ctx, b, releases, l.shown)
	}
	return nil
}

// homeFacts are those of the first releases of a list; the others are counted.
func (d *Desk) homeFacts(ctx context.Context, b bench, releases []workflow.Release, shown int) []workflow.ReleaseFacts {
	out := make([]workflow.ReleaseFacts, len(releases))
	for i, r := range releases {
		if i < shown {
			out[i] = d.facts(b, r, nil)
			d.nameAll(ctx, &out[i])
		} else {
			out[i].Release = r
		}
	}
	return out
}
