package desk_test

import (
	"strings"
	"sync"
	"testing"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// changes puts one more hour of aftercare in force.
func (w *town) changes(by workflow.PersonID, request string, base int) (desk.PolicySaved, error) {
	return w.desk.ChangePolicy(w.ctx, desk.PolicyChange{By: by, Why: "because", Request: request, Base: base, Apply: func(p *workflow.Policy) error {
		p.Aftercare++
		return nil
	}})
}

func TestChangePolicy(t *testing.T) {
	w := newTown(t)
	saved, err := w.changes("ROSA", "r1", 1)
	if err != nil || saved.Policy.Version != 2 || saved.Policy.SavedBy != "ROSA" || saved.Policy.Why != "because" || saved.Copy {
		t.Fatalf("got %+v, %v", saved, err)
	}
	if again, err := w.changes("ROSA", "r1", 1); err != nil || !again.Copy || again.Policy.Version != 2 {
		t.Errorf("a copy of the request: %+v, %v; want the answer of the first", again, err)
	}
	if _, err := w.changes("ROSA", "r2", 1); workflow.CodeOf(err) != workflow.CodeConflict || !strings.Contains(err.Error(), "ROSA saved version 2") {
		t.Errorf("from an old version: %v; want to hear who came first", err)
	}
	if _, err := w.changes("INES", "r3", 0); workflow.CodeOf(err) != workflow.CodeDenied {
		t.Errorf("by a requester: %v", err)
	}
	if _, err := w.desk.ChangePolicy(w.ctx, desk.PolicyChange{By: "ROSA", Why: " "}); workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("without a reason: %v", err)
	}
	if p, _ := w.desk.Policy(w.ctx); p.Version != 2 {
		t.Errorf("version %d is in force, want 2", p.Version)
	}
}

// TestChangePolicyAtOnce: of many changes at once none is lost, and none is made
// twice by a copy of its request.
func TestChangePolicyAtOnce(t *testing.T) {
	w := newTown(t)
	before, _ := w.store.Policies.Current(w.ctx)
	var group sync.WaitGroup
	for _, request := range []string{"a", "b", "c", "a", "b"} {
		group.Go(func() {
			if _, err := w.changes("ROSA", request, 0); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	after, _ := w.store.Policies.Current(w.ctx)
	if after.Version != before.Version+3 || after.Aftercare != before.Aftercare+3 {
		t.Errorf("version %d with %d more; want three changes", after.Version, after.Aftercare-before.Aftercare)
	}
}
