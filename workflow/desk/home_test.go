package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// todo is what a person's Home tab asks of them besides decisions.
func (w *town) todo(person workflow.PersonID) string {
	w.t.Helper()
	f, err := w.desk.Home(w.ctx, person)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, t := range f.Tasks {
		out = append(out, fmt.Sprintf("%s %s", t.Action, t.Release.Number))
	}
	return strings.Join(out, ", ")
}

// wantTodo fails unless exactly these people have something to do.
func (w *town) wantTodo(when string, want map[workflow.PersonID]string) {
	w.t.Helper()
	for _, person := range []workflow.PersonID{"INES", "TOM", "EVA", "OMAR", "LENA", "ROSA"} {
		if got := w.todo(person); got != want[person] {
			w.t.Errorf("%s %s has to do %q, want %q", when, person, got, want[person])
		}
	}
}

// TestHomeTellsWhatWaitsForEachPerson follows a release from its endorsement to the
// review after its roll-back: at each step the one who has to act is told, and
// nobody else.
func TestHomeTellsWhatWaitsForEachPerson(t *testing.T) {
	type todo = map[workflow.PersonID]string
	w := newTown(t)
	w.withCoordinator() // LENA
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Departments[0].MustEndorse = true
	w.savePolicy(p)
	w.submits()
	w.wantTodo("asked for,", todo{"LENA": "endorse REL-1"})

	w.does(1, "LENA", workflow.ActAskChanges)
	w.wantTodo("returned,", todo{"INES": "resubmit REL-1"})

	w.does(1, "INES", workflow.ActWithdraw)
	w.wantTodo("withdrawn,", todo{})

	p.Departments = nil
	p.Version++
	w.savePolicy(p)
	w.signedOffOnAcceptance()
	r := w.scheduled()
	w.wantTodo("approved,", todo{"LENA": "sign_off REL-2"})

	w.does(r.Number, "LENA", workflow.ActSignOff, signed)
	w.wantTodo("before its window,", todo{})

	w.now = r.Place.Opens.Add(time.Minute)
	w.wantTodo("in its window,", todo{"TOM": "start REL-2"})

	w.does(r.Number, "TOM", workflow.ActStart)
	w.wantTodo("started,", todo{"TOM": "live REL-2"})

	w.does(r.Number, "TOM", workflow.ActRollBack)
	w.wantTodo("rolled back,", todo{"TOM": "review REL-2", "INES": "review REL-2"})

	w.does(r.Number, "TOM", workflow.ActReview)
	w.wantTodo("reviewed,", todo{})

	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.does(3, "OMAR", workflow.ActApprove)
	w.wantTodo("an emergency,", todo{"TOM": "start REL-3"})
}
