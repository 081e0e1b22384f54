package storetest

import (
	"context"
	"testing"
	"time"

	"drumbeat/workflow"
)

// queue checks who is in the queue, in which order, and what a filter leaves.
func (s Suite) queue(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	ordered := func(order int64) func(*workflow.Release) {
		return func(r *workflow.Release) { r.Order = order }
	}
	of := func(system, team string, by workflow.PersonID) func(*workflow.Release) {
		return func(r *workflow.Release) { r.Request.System, r.Request.Team, r.Requester = system, team, by }
	}
	sent := func(after time.Duration) func(*workflow.Release) {
		return func(r *workflow.Release) { r.SubmittedAt = day.Add(after) }
	}
	unendorsed := func(r *workflow.Release) {
		r.Misfits = []workflow.Finding{{Rule: workflow.MisfitEndorse, Weight: workflow.Block}}
	}
	bundled := func(r *workflow.Release) {
		r.Endorsement = &workflow.Endorsement{By: "U0NOOR", At: day.Add(3 * time.Hour), Revision: 1, Bundle: "autumn"}
	}
	major := func(r *workflow.Release) { r.Request.Type = workflow.Major }
	for i, build := range [][]func(*workflow.Release){
		{ordered(500), of("web", "Basket", "U0INES"), sent(0)},                     // 1
		{ordered(300), of("app", "basket ", "U0SAM"), sent(time.Hour)},             // 2
		{ordered(300), of("web", "Acme", "U0INES"), major, bundled},                // 3
		{ordered(100), inState(workflow.Live)},                                     // 4
		{ordered(900), inState(workflow.InApproval), bundled},                      // 5
		{ordered(400), inState(workflow.Returned)},                                 // 6
		{ordered(200), unendorsed, of("web", "Acme", "U0SAM")},                     // 7
		{inState(workflow.Scheduled)},                                              // 8: by the moment of asking
		{ordered(600), inState(workflow.Closed)},                                   // 9
		{ordered(1 << 52), sent(2 * time.Hour), of("app", "%' OR 1 --", "U0INES")}, // 10
	} {
		_, err := store.Releases.Create(ctx, release(origin(i), build...))
		must(t, err)
	}
	type filter = workflow.QueueFilter
	type numbers = []workflow.Number
	for _, c := range []struct {
		name   string
		filter filter
		want   numbers
	}{
		{"everything", filter{}, numbers{7, 2, 3, 6, 1, 5, 8, 10}},
		{"waiting for a release manager", filter{Lane: workflow.LaneTriage}, numbers{2, 3, 1, 10}},
		{"waiting for a coordinator", filter{Lane: workflow.LaneEndorse}, numbers{7}},
		{"waiting for approvals", filter{Lane: workflow.LaneDecide}, numbers{5}},
		{"a limit", filter{Limit: 2}, numbers{7, 2}},
		{"a page", filter{After: &workflow.Spot{Order: 300, Number: 2}, Limit: 2}, numbers{3, 6}},
		{"a page of a lane", filter{Lane: workflow.LaneTriage, After: &workflow.Spot{Order: 300, Number: 3}, Limit: 1}, numbers{1}},
		{"the page ahead", filter{Ahead: &workflow.Spot{Order: 500, Number: 1}, Limit: 2}, numbers{3, 6}},
		{"ahead of the first", filter{Ahead: &workflow.Spot{Order: 200, Number: 7}}, nil},
		{"behind the last", filter{After: &workflow.Spot{Order: 1 << 52, Number: 10}}, nil},
		{"a system", filter{System: "app"}, numbers{2, 10}},
		{"a team", filter{Teams: []string{"basket"}}, numbers{2, 1}},
		{"two teams", filter{Teams: []string{"basket", "acme"}, Lane: workflow.LaneTriage}, numbers{2, 3, 1}},
		{"a hostile team", filter{Teams: []string{"%' or 1 --"}}, numbers{10}},
		{"a requester", filter{Requester: "U0INES"}, numbers{3, 1, 10}},
		{"a type", filter{Type: workflow.Major}, numbers{3}},
		{"a bundle", filter{Bundle: "autumn"}, numbers{3, 5}},
		{"any bundle", filter{Bundled: true}, numbers{3, 5}},
		{"any bundle, of a team", filter{Bundled: true, Teams: []string{"acme"}}, numbers{3}},
		{"a bundle that is one", filter{Bundled: true, Bundle: "autumn", Lane: workflow.LaneDecide}, numbers{5}},
		{"sent before", filter{Lane: workflow.LaneTriage, Type: workflow.Normal, SentBefore: day.Add(2 * time.Hour)}, numbers{2, 1}},
		{"endorsed after", filter{Lane: workflow.LaneTriage, Type: workflow.Major, SentBefore: day.Add(3 * time.Hour)}, nil},
		{"endorsed before", filter{Lane: workflow.LaneTriage, Type: workflow.Major, SentBefore: day.Add(3*time.Hour + time.Nanosecond)}, numbers{3}},
	} {
		rs, err := store.Queue.Page(ctx, c.filter)
		must(t, err)
		wantNumbers(t, c.name, rs, c.want...)
		if c.filter.After != nil || c.filter.Ahead != nil || c.filter.Limit > 0 {
			continue
		}
		n, err := store.Queue.Count(ctx, c.filter)
		must(t, err)
		diff(t, c.name+", counted", len(c.want), n)
	}
	s.queueChanges(t, store)
}

// queueChanges follows a release through the queue and out of it.
func (s Suite) queueChanges(t *testing.T, store workflow.Store) {
	ctx := t.Context()
	r, err := store.Releases.Get(ctx, 1)
	must(t, err)
	for _, step := range []struct {
		name   string
		change func()
		lane   workflow.Lane
		want   []workflow.Number
	}{
		{"put at the top", func() { r.Order = 1 }, workflow.LaneTriage, []workflow.Number{1, 2, 3, 10}},
		{"accepted", func() { r.State = workflow.InApproval }, workflow.LaneDecide, []workflow.Number{1, 5}},
		{"live", func() { r.State = workflow.Live }, workflow.LaneDecide, []workflow.Number{5}},
		{"back again", func() { r.State = workflow.Submitted }, workflow.LaneTriage, []workflow.Number{1, 2, 3, 10}},
		{"withdrawn", func() { r.State = workflow.Withdrawn }, workflow.LaneTriage, []workflow.Number{2, 3, 10}},
	} {
		step.change()
		must(t, store.Releases.Replace(ctx, r))
		r.Version++
		rs, err := store.Queue.Page(ctx, workflow.QueueFilter{Lane: step.lane})
		must(t, err)
		wantNumbers(t, step.name, rs, step.want...)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = store.Queue.Page(gone, workflow.QueueFilter{})
	wantUnstored(t, "page with a cancelled context", err)
	_, err = store.Queue.Count(gone, workflow.QueueFilter{})
	wantUnstored(t, "count with a cancelled context", err)
}
