package policy

import (
	"strings"

	"drumbeat/workflow"
)

// Filled puts a template's content over a form: what the template says replaces
// what stands there, and what it leaves empty stays.
func Filled(q workflow.Request, t workflow.Template) workflow.Request {
	from := t.Form
	for _, s := range []struct {
		to   *string
		from string
	}{
		{&q.Title, from.Title}, {&q.System, from.System}, {&q.Team, from.Team}, {&q.What, from.What}, {&q.Why, from.Why},
		{&q.Briefing.Notice, from.Briefing.Notice}, {&q.Briefing.Say, from.Briefing.Say},
		{&q.Briefing.DontPromise, from.Briefing.DontPromise}, {&q.Briefing.IfTheyCall, from.Briefing.IfTheyCall},
		{&q.Evidence, from.Evidence}, {&q.Rollback, from.Rollback}, {&q.Links, from.Links}, {&q.Incident, from.Incident},
	} {
		if s.from != "" {
			*s.to = s.from
		}
	}
	if t.System != "" {
		q.System = t.System
	}
	if from.Type != "" {
		q.Type = from.Type
	}
	if from.EffortHours != 0 {
		q.EffortHours = from.EffortHours
	}
	if from.Impact != "" {
		q.Impact = from.Impact
	}
	if from.Contact != "" {
		q.Contact = from.Contact
	}
	if from.Implementer != "" {
		q.Implementer = from.Implementer
	}
	if len(from.Risk) > 0 {
		q.Risk = from.Risk
	}
	if len(from.Accounts) > 0 {
		q.Accounts = from.Accounts
	}
	q.Downtime = q.Downtime || from.Downtime
	q.Template, q.Window = t.Key, ""
	return q
}

// TemplateOf gives the content of a template that is like a request: what was of its
// time (the window, the day, the incident, the evidence, the tickets, what it came
// after) is left out, and so are its people where that is who asked.
func TemplateOf(r *workflow.Release) workflow.Request {
	q := r.Clone().Request
	q.Window, q.Source, q.Evidence, q.Links, q.Incident, q.Template, q.DependsOn = "", "", "", "", "", "", nil
	q.Target = workflow.Request{}.Target
	if q.Contact == r.Requester {
		q.Contact = ""
	}
	if q.Implementer == r.Requester {
		q.Implementer = ""
	}
	return q
}

// Recurring gives what a schedule asks for: its template's content, in the name of
// its requester, as soon as possible. What keeps it from being sent is told as
// [Validate] tells it, by field; a template that is gone at the template's.
func Recurring(p *workflow.Policy, s workflow.Schedule) (workflow.Request, map[workflow.Field]string) {
	t, ok := p.Template(s.Template)
	if !ok {
		return workflow.Request{}, map[workflow.Field]string{workflow.FieldTemplate: "Its template is not in the settings any more. Choose another."}
	}
	q := Filled(workflow.Request{Contact: s.Requester, Implementer: s.Requester}, t)
	switch {
	case q.Type == "":
		q.Type, _ = Classify(p, q)
	case q.EffortHours == 0:
		q.EffortHours = 1 // the type is chosen: nothing follows from it
	}
	if q.Type == workflow.Emergency {
		return q, map[workflow.Field]string{workflow.FieldType: "An emergency is no recurring request. Choose another change type in its template."}
	}
	q.Title = strings.TrimSpace(q.Title)
	return q, Validate(p, q)
}
