package policy_test

import (
	"testing"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// TestMendsIncident: what names or links an incident, or says so; ordinary words and
// tickets do not.
func TestMendsIncident(t *testing.T) {
	for _, c := range []struct {
		q    workflow.Request
		want bool
	}{
		{workflow.Request{Incident: "INC-4711"}, true},
		{workflow.Request{Incident: "   "}, false},
		{workflow.Request{Why: "It fixes a Critical Incident."}, true},
		{workflow.Request{Links: "https://status.example/incidents/4711"}, true},
		{workflow.Request{Links: "https://x.example/browse/INC-4711"}, true},
		{workflow.Request{Links: "https://x.pagerduty.com/i/1"}, true},
		{workflow.Request{Links: "https://x.example/browse/SHOP-12"}, false},
		{workflow.Request{What: "Incidental texts, include files"}, false},
		{workflow.Request{}, false},
	} {
		if got := policy.MendsIncident(c.q); got != c.want {
			t.Errorf("%+v: got %v", c.q, got)
		}
	}
}

// TestLighter: a type below what effort or risk asks for is named; a heavier one, and
// an emergency, are anybody's choice.
func TestLighter(t *testing.T) {
	p := policy.Default()
	for i := range p.Types {
		if p.Types[i].Type == workflow.Major {
			p.Types[i].MinRisk = 6
		}
	}
	risky := workflow.Request{Type: workflow.Normal, EffortHours: 2, Risk: []string{"money", "no-switch"}}
	if got, want := policy.Lighter(&p, risky), "A risk of 6 of 10 makes it a major change. You chose normal, which is lighter."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := policy.RiskType(&p, risky.Risk); got != workflow.Major {
		t.Errorf("the risk asks for %q", got)
	}
	for _, typ := range []workflow.ChangeType{workflow.Major, workflow.Emergency} {
		risky.Type = typ
		if got := policy.Lighter(&p, risky); got != "" {
			t.Errorf("%s: %q", typ, got)
		}
	}
}
