package desk_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// require changes which approvals a normal change needs.
func (w *town) require(rules ...workflow.ApprovalRule) {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Types = slices.Clone(p.Types)
	for i := range p.Types {
		if p.Types[i].Type == workflow.Normal {
			p.Types[i].Approvals = rules
		}
	}
	w.savePolicy(p)
}

func TestPolicyAsksForLess(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.does(1, "EVA", workflow.ActApprove)
	w.require(workflow.ApprovalRule{Role: policy.RoleBusiness, Quorum: 1})
	w.tend()
	if r := w.relay(1); r.State != workflow.Scheduled {
		t.Errorf("nothing more is to be decided, and it is %s for ever", r.State)
	}
	w.tend()
	if r := w.relay(1); len(r.History) != 4 {
		t.Errorf("%d history entries", len(r.History))
	}
}

func TestPolicyAsksForMore(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	w.require(workflow.ApprovalRule{Role: policy.RoleBusiness, Quorum: 1}, workflow.ApprovalRule{Role: policy.RoleQuality, Quorum: 1})
	w.tend()
	w.tend()
	r := w.relay(1)
	if r.State != workflow.InApproval || !slices.Equal(r.Waiting(), []workflow.PersonID{"LENA"}) || r.DecideBy.IsZero() || r.Place == nil {
		t.Fatalf("%s, waits for %v until %s, place %+v", r.State, r.Waiting(), r.DecideBy, r.Place)
	}
	if n := len(r.History); n != 5 {
		t.Errorf("%d history entries", n)
	}
	if r = w.does(1, "LENA", workflow.ActApprove); r.State != workflow.Scheduled || r.Place.Window != tuesday {
		t.Errorf("then %s", r.State)
	}
}

func TestWhoWasAskedHasLeft(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.dir.groups["@operations"] = []workflow.PersonID{"NOOR"}
	w.tend()
	w.tend()
	r := w.relay(1)
	if !slices.Contains(r.Waiting(), "NOOR") {
		t.Fatalf("asked %v; nobody of them can decide for operations", r.Waiting())
	}
	w.now = r.DecideBy
	if done := w.tend(); done.Escalated+done.RolledForward == 0 {
		t.Errorf("its silence is not noticed any more: %+v", done)
	}
	w.does(1, "EVA", workflow.ActApprove)
	if r = w.does(1, "NOOR", workflow.ActApprove); r.State != workflow.Scheduled {
		t.Errorf("then %s", r.State)
	}
}

func TestNobodyHoldsTheRoleAnyMore(t *testing.T) {
	w := newTown(t)
	w.submits()
	delete(w.dir.groups, "@operations")
	for range 3 {
		w.tend()
	}
	why, err := w.desk.Why(w.ctx, desk.Question{Release: 1})
	if err != nil || why.Possible {
		t.Fatalf("%+v, %v", why.Gates, err)
	}
	i := slices.IndexFunc(why.Gates, func(g workflow.Finding) bool { return g.Rule == "approval:operations" })
	if g := why.Gates[i]; !strings.Contains(g.Reason, "nobody holds the role operations") || !slices.Contains(g.Who, "ROSA") {
		t.Errorf("told %+v", g)
	}
}

func TestTypeChangesByEdit(t *testing.T) {
	as := func(typ workflow.ChangeType) func(*desk.Command) {
		return func(c *desk.Command) {
			hours := map[workflow.ChangeType]int{workflow.Standard: 1, workflow.Normal: 8, workflow.Major: 40, workflow.Emergency: 8}
			w := workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket", What: "One step less", Why: "12 % leave", Type: typ,
				EffortHours: hours[typ], Impact: workflow.ImpactNoticeable, Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"},
				Rollback: "switch off", Evidence: "tested", Contact: "TOM", Implementer: "TOM"}
			c.Form = &w
		}
	}
	state := map[workflow.ChangeType]workflow.State{workflow.Standard: workflow.Scheduled, workflow.Normal: workflow.InApproval,
		workflow.Major: workflow.Submitted, workflow.Emergency: workflow.InApproval}
	for _, from := range workflow.ChangeTypes {
		for _, to := range workflow.ChangeTypes {
			if from == to {
				continue
			}
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				w := newTown(t)
				var form desk.Command
				as(from)(&form)
				w.submits(func(q *workflow.Request) { *q = *form.Form })
				r := w.does(1, "INES", workflow.ActEdit, as(to))
				if r.State != state[to] || (r.Place == nil) != (to == workflow.Emergency) || r.TakenBy != "" {
					t.Errorf("%s, place %+v, taken by %q", r.State, r.Place, r.TakenBy)
				}
				held := 0
				if win, err := w.store.Windows.Get(w.ctx, tuesday); err == nil {
					held = len(win.Places)
				}
				if held != 1 && to != workflow.Emergency || held != 0 && to == workflow.Emergency {
					t.Errorf("%d places taken", held)
				}
				if from == workflow.Emergency {
					b, err := w.desk.Briefing(w.ctx, workflow.EmergencyWindow(1), "help-desk")
					if err != nil || len(b.Releases) != 0 || b.Overall != workflow.Closed {
						t.Errorf("the emergency's briefing cannot be corrected: %+v, %v", b.Overall, err)
					}
				}
			})
		}
	}
}

func TestTheRequesterOnCallStopsNoPaging(t *testing.T) {
	w := newTown(t)
	out, err := w.desk.Submit(w.ctx, "OMAR", "v", w.form(func(q *workflow.Request) { q.Type = workflow.Emergency }))
	if err != nil {
		t.Fatal(err)
	}
	e := w.refused(workflow.CodeDenied, out.Release.Number, "OMAR", workflow.ActTake)
	if !strings.Contains(e.Message, "you asked for it") {
		t.Errorf("told %q", e.Message)
	}
	if r := w.relay(1); !slices.Equal(r.Waiting(), []workflow.PersonID{"NOOR"}) {
		t.Errorf("paged first: %v", r.Waiting())
	}
}

func TestBeforeThereIsAPolicy(t *testing.T) {
	store, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "drumbeat.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := desk.New(desk.Options{Store: store.Ports(), Directory: directory{}, Now: func() time.Time { return monday }})
	_, err = d.Form(t.Context(), "INES", workflow.Request{}, 0)
	if e, ok := refusal(err); !ok || e.Code != workflow.CodeNotSaved || !strings.Contains(e.Message, "Try again") {
		t.Errorf("told %v", err)
	}
}
