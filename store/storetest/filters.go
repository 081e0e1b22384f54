package storetest

import (
	"sync"
	"testing"

	"drumbeat/workflow"
)

// listReleases checks each field of the filter alone and together, order and limits.
func (s Suite) listReleases(t *testing.T) {
	store := s.Open(t)
	const webWindow, appWindow = workflow.WindowID("web:2026-11-24T05:00Z"), workflow.WindowID("app:2026-11-24T05:00Z")
	by := func(p workflow.PersonID) func(*workflow.Release) {
		return func(r *workflow.Release) { r.Requester = p }
	}
	of := func(system string) func(*workflow.Release) {
		return func(r *workflow.Release) { r.Request.System = system }
	}
	into := func(n workflow.Number) func(*workflow.Release) {
		return func(r *workflow.Release) { r.MergedInto = n }
	}
	after := func(n ...workflow.Number) func(*workflow.Release) {
		return func(r *workflow.Release) { r.Request.DependsOn = n }
	}
	emergency := func(r *workflow.Release) { r.Request.Type = workflow.Emergency }
	for i, build := range [][]func(*workflow.Release){
		{inState(workflow.Submitted)},                                                // 1
		{inState(workflow.Scheduled), inWindow(webWindow)},                           // 2
		{inState(workflow.Scheduled), inWindow(appWindow), by("U0OTHER"), of("app")}, // 3
		{inState(workflow.Closed), inWindow(webWindow), of("app"), after(2)},         // 4
		{inState(workflow.Rejected), by("U0OTHER"), into(7)},                         // 5
		{askedOf("U0BOSS", "U0QA"), inWindow(webWindow)},                             // 6
		{inState(workflow.Live), inWindow(webWindow), by("U0OTHER"), after(3, 2, 2)}, // 7
		{askedOf("U0QA"), emergency},                                                 // 8
		{inState(workflow.Withdrawn), into(7), of("app")},                            // 9
		{askedOf("U0BOSS"), inState(workflow.Scheduled), by("U0%_' OR 1")},           // 10
	} {
		_, err := store.Releases.Create(t.Context(), release(origin(i), build...))
		must(t, err)
	}
	type filter = workflow.ReleaseFilter
	type states = []workflow.State
	type numbers = []workflow.Number
	for _, c := range []struct {
		name   string
		filter filter
		want   numbers
	}{
		{"everything", filter{}, numbers{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}},
		{"a limit", filter{Limit: 3}, numbers{10, 9, 8}},
		{"a page", filter{Limit: 3, Before: 8}, numbers{7, 6, 5}},
		{"before the first", filter{Before: 1}, nil},
		{"one state", filter{States: states{workflow.Scheduled}}, numbers{10, 3, 2}},
		{"two states", filter{States: states{workflow.Live, workflow.Rejected}}, numbers{7, 5}},
		{"a state twice", filter{States: states{workflow.Live, workflow.Live}}, numbers{7}},
		{"two states, a page", filter{States: states{workflow.Scheduled, workflow.Closed}, Before: 10, Limit: 2}, numbers{4, 3}},
		{"no such state", filter{States: states{"lost"}}, nil},
		{"open", filter{Open: true}, numbers{10, 8, 7, 6, 3, 2, 1}},
		{"open, a page", filter{Open: true, Before: 8, Limit: 2}, numbers{7, 6}},
		{"open and a final state", filter{Open: true, States: states{workflow.Closed}}, nil},
		{"open and some states", filter{Open: true, States: states{workflow.Closed, workflow.Live}}, numbers{7}},
		{"requester", filter{Requester: "U0OTHER"}, numbers{7, 5, 3}},
		{"requester, open", filter{Requester: "U0OTHER", Open: true}, numbers{7, 3}},
		{"requester, states", filter{Requester: "U0OTHER", States: states{workflow.Rejected, workflow.Closed}}, numbers{5}},
		{"requester who never asked", filter{Requester: "U0NOBODY"}, nil},
		{"a hostile requester", filter{Requester: "U0%_' OR 1"}, numbers{10}},
		{"half a requester", filter{Requester: "U0"}, nil},
		{"waiting", filter{Waiting: "U0QA"}, numbers{8, 6}},
		{"waiting, not in approval", filter{Waiting: "U0BOSS"}, numbers{6}},
		{"waiting, a page", filter{Waiting: "U0QA", Before: 8, Limit: 5}, numbers{6}},
		{"waiting in a window", filter{Waiting: "U0QA", Window: webWindow}, numbers{6}},
		{"window", filter{Window: webWindow}, numbers{7, 6, 4, 2}},
		{"window, open", filter{Window: webWindow, Open: true}, numbers{7, 6, 2}},
		{"window, state, requester", filter{Window: webWindow, States: states{workflow.Live}, Requester: "U0OTHER"}, numbers{7}},
		{"the window of an emergency", filter{Window: workflow.EmergencyWindow(8)}, numbers{8}},
		{"origin", filter{Origin: origin(4)}, numbers{5}},
		{"origin, open", filter{Origin: origin(4), Open: true}, nil},
		{"origin that is not there", filter{Origin: origin(44)}, nil},
		{"a hostile origin", filter{Origin: "' OR 1 --"}, nil},
		{"system", filter{System: "app"}, numbers{9, 4, 3}},
		{"system, open", filter{System: "app", Open: true}, numbers{3}},
		{"system, state", filter{System: "app", States: states{workflow.Closed, workflow.Live}}, numbers{4}},
		{"system, a page", filter{System: "web", Before: 8, Limit: 3}, numbers{7, 6, 5}},
		{"system, window", filter{System: "app", Window: webWindow}, numbers{4}},
		{"system, requester", filter{System: "app", Requester: "U0OTHER"}, numbers{3}},
		{"system, waiting", filter{System: "web", Waiting: "U0QA"}, numbers{8, 6}},
		{"half a system", filter{System: "ap"}, nil},
		{"merged", filter{Merged: 7}, numbers{9, 5}},
		{"merged, a page", filter{Merged: 7, Before: 9}, numbers{5}},
		{"merged, system", filter{Merged: 7, System: "app"}, numbers{9}},
		{"merged, open", filter{Merged: 7, Open: true}, nil},
		{"needs", filter{Needs: 2}, numbers{7, 4}},
		{"needs, open", filter{Needs: 2, Open: true}, numbers{7}},
		{"needs what nobody needs", filter{Needs: 4}, nil},
		{"needs, a page", filter{Needs: 2, Before: 7, Limit: 3}, numbers{4}},
		{"numbers", filter{Numbers: numbers{3, 9, 3, 44, 1}}, numbers{9, 3, 1}},
		{"numbers, open", filter{Numbers: numbers{3, 9, 1}, Open: true}, numbers{3, 1}},
		{"numbers, a page", filter{Numbers: numbers{3, 9, 1}, Before: 9, Limit: 1}, numbers{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rs, err := store.Releases.List(t.Context(), c.filter)
			if err != nil {
				t.Fatal(err)
			}
			wantNumbers(t, "list", rs, c.want...)
			for _, r := range rs {
				if r.Version != 1 || r.Request.Title == "" {
					t.Errorf("%v is listed without its content", r.Number)
				}
			}
		})
	}
}

// waiting follows who a release waits for through its changes.
func (s Suite) waiting(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	r, err := store.Releases.Create(ctx, release("view:V1", askedOf("U0BOSS", "U0QA", "U0BOSS")))
	must(t, err)
	step := func(what string, change func(), boss, qa, ops []workflow.Number) {
		t.Helper()
		change()
		must(t, store.Releases.Replace(ctx, r))
		r.Version++
		for p, want := range map[workflow.PersonID][]workflow.Number{"U0BOSS": boss, "U0QA": qa, "U0OPS": ops} {
			rs, err := store.Releases.List(ctx, workflow.ReleaseFilter{Waiting: p})
			must(t, err)
			wantNumbers(t, what+", waiting for "+string(p), rs, want...)
		}
	}
	one := []workflow.Number{1}
	step("asked", func() {}, one, one, nil)
	step("one approved", func() {
		r.Approvals = append(r.Approvals, workflow.Approval{By: "U0BOSS", At: day, Revision: 1})
	}, nil, one, nil)
	step("edited", func() {
		r.Revision = 2
		r.Approvals[0].Void = "edited"
		r.Asks = append(r.Asks, workflow.Ask{Person: "U0OPS", Revision: 2, At: day})
	}, nil, nil, one)
	step("rejected", func() { r.State = workflow.Rejected }, nil, nil, nil)
	step("taken back", func() { r.State = workflow.InApproval }, nil, nil, one)
}

// paging reads all releases page by page while others are created and
// changed: each that was there at the start is seen exactly once.
func (s Suite) paging(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	const before = 45
	for i := range before {
		_, err := store.Releases.Create(ctx, release(origin(i)))
		must(t, err)
	}
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := before; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			r, err := store.Releases.Create(ctx, release(origin(i)))
			if err != nil {
				t.Errorf("create while paging: %v", err)
				return
			}
			old, err := store.Releases.Get(ctx, r.Number-before+1)
			if err == nil {
				old.Revision++
				err = store.Releases.Replace(ctx, old)
			}
			if err != nil {
				t.Errorf("replace while paging: %v", err)
				return
			}
		}
	})
	seen := map[workflow.Number]int{}
	for at := workflow.Number(0); ; {
		page, err := store.Releases.List(ctx, workflow.ReleaseFilter{Open: true, Before: at, Limit: 7})
		if err != nil {
			t.Errorf("page: %v", err)
			break
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			seen[r.Number]++
		}
		if last := page[len(page)-1].Number; at > 0 && last >= at {
			t.Errorf("the page below %v ends at %v", at, last)
			break
		}
		at = page[len(page)-1].Number
	}
	close(stop)
	writer.Wait()
	for n := workflow.Number(1); n <= before; n++ {
		if seen[n] != 1 {
			t.Errorf("%v was seen %d times", n, seen[n])
		}
	}
}
