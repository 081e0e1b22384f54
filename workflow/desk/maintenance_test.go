package desk_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// sunday is the maintenance window of the tests.
const sunday = workflow.WindowID("care:2026-11-29T04:00Z")

// maintained gives the town's one system a heartbeat for regular maintenance.
func (w *town) maintained() {
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Systems[0].Maintenance = "care"
	p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: "care", Name: "Maintenance", Cron: "0 4 * * SUN", Zone: "UTC",
		Duration: 3 * time.Hour, CutOff: 24 * time.Hour, Leads: policy.DefaultLeads()})
	w.savePolicy(p)
}

func small(q *workflow.Request) { q.Type, q.EffortHours = workflow.Standard, 2 }

// TestSmallChangesRideWithMaintenance: by rule, in the form as in the placement;
// what is not small rides with the system's own heartbeat.
func TestSmallChangesRideWithMaintenance(t *testing.T) {
	w := newTown(t)
	w.maintained()
	if r := w.submits(small); r.Place == nil || r.Place.Window != sunday {
		t.Errorf("a small change has the place %+v, want %s", r.Place, sunday)
	}
	if r := w.submits(); r.Place == nil || r.Place.Window != tuesday {
		t.Errorf("a normal change has the place %+v, want %s", r.Place, tuesday)
	}
	form, err := w.desk.Form(w.ctx, "INES", w.form(small, func(q *workflow.Request) { q.Window = tuesday }), 0)
	if err != nil {
		t.Fatal(err)
	}
	if !form.Maintenance || form.Form.Window != "" || len(form.Windows) == 0 || form.Windows[0].Slot.ID != sunday {
		t.Errorf("the form of a small change offers %v, has %q chosen and says maintenance: %v", form.Windows, form.Form.Window, form.Maintenance)
	}
	_, err = w.desk.Submit(w.ctx, "INES", w.request(), w.form(small, func(q *workflow.Request) { q.Window = tuesday }))
	if e, ok := refusal(err); !ok || !strings.Contains(e.Fields[workflow.FieldWindow], "Maintenance") {
		t.Errorf("a small change in the window of the others: %v, want a sentence at the window that names Maintenance", err)
	}
}

// TestAnotherTypeRidesElsewhere: a change that turns out bigger leaves the
// maintenance window for its system's own.
func TestAnotherTypeRidesElsewhere(t *testing.T) {
	w := newTown(t)
	w.maintained()
	r := w.submits(small)
	form := r.Request
	form.Type, form.EffortHours, form.Window = workflow.Normal, 8, ""
	r = w.does(r.Number, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &form })
	if r.Place == nil || r.Place.Window != tuesday {
		t.Errorf("it has the place %+v now, want %s", r.Place, tuesday)
	}
	if doc := w.window(sunday); doc.Holds(r.Number) {
		t.Error("the maintenance window still keeps its place")
	}
}
