package render_test

import (
	"drumbeat/workflow"
)

// form is what the request form shows for a request.
func (w world) form(q workflow.Request) workflow.FormFacts {
	required := map[workflow.Field]bool{
		workflow.FieldTitle: true, workflow.FieldSystem: true, workflow.FieldType: true, workflow.FieldWhat: true,
	}
	approvers := []workflow.RoleStanding{
		{Role: "business", Name: w.say("role", "business"), Quorum: 1, Can: []workflow.PersonID{eva}},
		{Role: "operations", Name: w.say("role", "operations"), Quorum: 1, Can: []workflow.PersonID{omar, piet}},
	}
	switch q.Type {
	case workflow.Emergency:
		required[workflow.FieldNotice], required[workflow.FieldSay] = true, true
		approvers = nil
	case workflow.Standard:
		approvers = nil
	}
	if q.Type != workflow.Emergency {
		for _, f := range []workflow.Field{workflow.FieldTeam, workflow.FieldWhy, workflow.FieldEffort, workflow.FieldContact, workflow.FieldImplementer, workflow.FieldImpact} {
			required[f] = true
		}
		required[workflow.FieldEvidence] = q.Type == workflow.Major
		required[workflow.FieldRollback] = q.Type == workflow.Major || q.Type == workflow.Normal
		if q.Impact != "" && q.Impact != workflow.ImpactNone {
			required[workflow.FieldNotice], required[workflow.FieldSay], required[workflow.FieldIfTheyCall] = true, true, true
		}
	}
	f := workflow.FormFacts{
		Now: monday, Form: q, Required: required, Approvers: approvers, Names: w.names(), Zone: "Europe/Amsterdam",
		Systems:   []workflow.Platform{{Key: "web-shop", Name: w.say("system", "Web shop"), Heartbeat: "web"}, {Key: "billing", Name: w.say("system", "Billing"), Heartbeat: "back"}},
		Suggested: workflow.Major, SuggestedWhy: w.say("why-suggested", "More than a day of work is a major change."),
		Windows: []workflow.WindowOption{
			{Slot: w.slot("2026-11-24 06:00"), Free: 2}, {Slot: w.slot("2026-11-26 06:00"), Free: 5}, {Slot: w.slot("2026-12-01 06:00"), Free: 0},
		},
		Risk: []workflow.RiskQuestion{
			{Key: "money", Text: w.say("risk", "Touches payment, prices or personal data"), Points: 3},
			{Key: "no-switch", Text: w.say("risk", "Cannot be switched off without a new release"), Points: 3},
		},
		RiskScore: 6, RiskMost: 6,
	}
	return f
}

// blank is a form that was just opened.
func (w world) blank() workflow.FormFacts {
	f := w.form(workflow.Request{System: "web-shop", Type: workflow.Normal, Contact: ines, Implementer: ines})
	f.SuggestedWhy = ""
	return f
}
