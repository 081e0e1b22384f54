package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestWatchedAsStored: what a round goes by, and what cards show of the releases
// beside one, is what is stored, however many change them and look at once.
func TestWatchedAsStored(t *testing.T) {
	w := newTown(t)
	var numbers []workflow.Number
	for range 4 {
		numbers = append(numbers, w.submits().Number)
	}
	var all sync.WaitGroup
	for i, n := range numbers {
		all.Go(func() {
			for j := range 6 {
				r, err := w.store.Releases.Get(w.ctx, n)
				if err != nil {
					t.Error(err)
					return
				}
				form := r.Request
				form.Implementer = workflow.PersonID(fmt.Sprintf("TOM%d", j%2))
				cmd := desk.Command{Action: workflow.ActEdit, Release: n, By: "INES", Request: fmt.Sprint(n, j), Form: &form}
				if i == 0 && j == 5 { // and one ends
					cmd = desk.Command{Action: workflow.ActWithdraw, Release: n, By: "INES", Request: fmt.Sprint(n, j), Reason: "Not needed"}
				}
				_, err = w.desk.Do(w.ctx, cmd)
				if code := workflow.CodeOf(err); err != nil && code != workflow.CodeConflict {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 6 {
				if _, err := w.desk.Release(w.ctx, n); err != nil {
					t.Error(err)
				}
				if _, _, err := w.desk.TendOpen(w.ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	_, open, err := w.desk.TendOpen(w.ctx)
	if err != nil || open == nil {
		t.Fatalf("%v, %v", open, err)
	}
	stored, err := w.store.Releases.List(w.ctx, workflow.ReleaseFilter{Open: true})
	if err != nil || len(stored) != len(open) {
		t.Fatalf("%d open, want %d, %v", len(open), len(stored), err)
	}
	for i, r := range stored {
		if got := open[i]; got.Number != r.Number || got.Version != r.Version || got.State != r.State || got.Request.Implementer != r.Request.Implementer || len(got.History) != len(r.History) {
			t.Errorf("%s is known at version %d, want %d", r.Number, got.Version, r.Version)
		}
	}
}
