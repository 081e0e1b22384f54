package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

func TestRolledBackAndSentAgain(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.submits(func(q *workflow.Request) { q.EffortHours, q.Type = 1, workflow.Standard })
	w.now = r.Place.Opens
	w.does(1, "TOM", workflow.ActStart)
	w.does(1, "TOM", workflow.ActRollBack)
	form := w.form(func(q *workflow.Request) { q.What = "Better" })
	r = w.does(1, "INES", workflow.ActResubmit, func(c *desk.Command) { c.Form = &form })
	w.does(2, "TOM", workflow.ActStart)
	w.does(2, "TOM", workflow.ActRollBack)
	w.now = w.now.Add(30 * time.Minute)
	w.tend() // sweeps
	f, err := w.desk.Briefing(w.ctx, tuesday, "help-desk")
	if err != nil || len(f.Releases) != 2 || f.Releases[0].Release.State != workflow.RolledBack || f.Overall != workflow.RolledBack {
		t.Errorf("the window's story lost the roll-back: %s, %d releases, %v", f.Overall, len(f.Releases), err)
	}
	w.holds(1, thursday)
	if f, err := w.desk.Briefing(w.ctx, thursday, "help-desk"); err != nil || len(f.Releases) != 0 {
		t.Errorf("the next window briefs what is not approved: %+v, %v", f.Releases, err)
	}
}
