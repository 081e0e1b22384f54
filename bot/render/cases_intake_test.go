package render_test

import (
	"fmt"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// bySchedule is a release that the schedule Patch day asked for.
func (w world) bySchedule(f workflow.ReleaseFacts, late string) workflow.ReleaseFacts {
	f.Schedule = &workflow.AskedBySchedule{Key: "patch", Name: w.say("schedule", "Patch day"), Rule: "every second Tuesday of the month at 09:00", Turn: at("2026-11-23 09:00"), Zone: "Europe/Amsterdam"}
	f.NoApproval = w.say("needless", "pre-authorised by the template Patch day")
	f.Release.History[0].By, f.Release.History[0].For, f.Release.History[0].About = workflow.System, ines, w.say("schedule", "Patch day")
	f.Release.History[0].Reason = late
	return f
}

func (w world) notAsked(problems int) workflow.RecurringFacts {
	f := workflow.RecurringFacts{Now: monday, Turn: at("2026-11-23 09:00"), Next: at("2026-12-08 09:00"), Rule: "every second Tuesday of the month at 09:00",
		Schedule: workflow.Schedule{Key: "patch", Name: w.say("schedule", "Patch day"), Zone: "Europe/Amsterdam", Template: "patches"}}
	for i := range problems {
		f.Problems = append(f.Problems, w.say("problem", fmt.Sprintf("Name the team or supplier that makes the change, %d.", i+1)))
	}
	return f
}

// intake are the messages about what is asked for and let through by rule.
func (w world) intake() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	add("not_asked", "one", render.NotAsked(w.locale, w.notAsked(1)))
	add("not_asked", "many", render.NotAsked(w.locale, w.notAsked(40)))
	never := w.notAsked(0)
	never.Schedule.Template = ""
	never.Next = workflow.RecurringFacts{}.Next
	add("not_asked", "nothing_known", render.NotAsked(w.locale, never))
	scheduled := w.bySchedule(w.in(workflow.Scheduled), "")
	add("card", "by_schedule", render.Card(w.locale, scheduled))
	gone := w.bySchedule(w.in(workflow.Submitted), "")
	gone.Schedule.Rule, gone.NoApproval = "", ""
	add("card", "by_schedule_gone", render.Card(w.locale, gone))
	late := w.bySchedule(w.in(workflow.Scheduled), w.say("reason", "It was due on Tue 24 Nov 09:00 and could not be asked for then. The 2 turns before it are left out."))
	add("event", "by_schedule", render.Event(w.locale, scheduled, scheduled.Release.History[0]))
	add("event", "by_schedule_late", render.Event(w.locale, late, late.Release.History[0]))
	add("event", "let_through", render.Event(w.locale, w.facts(), workflow.Entry{Action: workflow.ActTriage, By: workflow.System, From: workflow.Submitted, To: workflow.InApproval,
		Reason: w.say("reason", "Version 12 of the settings (calm months) lets it through; it waited because of: risk.")}))
	line := w.line(scheduled, 0)
	page := w.queue(line)
	for i := range 8 {
		page.Recurring = append(page.Recurring, workflow.NextRequest{Schedule: workflow.Schedule{Name: w.say("schedule", fmt.Sprintf("Patch day %d", i)), Zone: "UTC"}, At: at("2026-12-01 09:00").AddDate(0, 0, i)})
	}
	out = append(out, example{"response", "queue", "recurring", render.Queue(w.locale, page, render.Message{})})
	out = append(out, w.classified()...)
	return append(out, w.templated()...)
}

// classified are the forms that say what the risk comes to, that the type chosen is
// lighter, and that an incident is mended.
func (w world) classified() []example {
	var out []example
	open := func(state string, f workflow.FormFacts, m action.Modal) {
		out = append(out, example{"modal", "request", state, render.RequestForm(w.locale, f, m)})
	}
	f := w.form(w.request())
	f.Form.Risk, f.RiskScore, f.RiskMost, f.RiskType = []string{"money", "no-switch"}, 6, 6, workflow.Major
	f.SuggestedWhy = "A risk of 6 of 6 makes it a major change."
	open("risk_scored", f, action.Modal{Mode: action.New})
	f.Form.Type, f.Suggested, f.Lighter = workflow.Normal, workflow.Major, w.say("lighter", "A risk of 6 of 6 makes it a major change. You chose normal, which is lighter.")
	open("type_lighter", f, action.Modal{Mode: action.New, TypeChosen: true})
	for i := range 60 {
		f.Risk = append(f.Risk, workflow.RiskQuestion{Key: fmt.Sprintf("risk-%d", i), Text: w.say("risk", "Something else that is risky"), Points: 1})
		f.Form.Risk = append(f.Form.Risk, fmt.Sprintf("risk-%d", i))
	}
	open("risk_many", f, action.Modal{Mode: action.New})
	named := w.form(w.request())
	named.Incident, named.Form.Incident = true, w.say("incident", "INC-4711")
	open("incident_named", named, action.Modal{Mode: action.New})
	named.Form.Incident = ""
	open("incident_said", named, action.Modal{Mode: action.New})
	pre := w.form(workflow.Request{System: "web-shop", Type: workflow.Standard, Contact: ines, Implementer: ines})
	pre.NoApproval = w.say("needless", "pre-authorised by the template Patch day")
	open("pre_authorised", pre, action.Modal{Mode: action.New})
	return out
}

// templated are the modals by which a release is saved as a template.
func (w world) templated() []example {
	var out []example
	f := workflow.TemplateFacts{Release: 1042, Title: w.say("title", "Faster checkout"), Name: w.say("template", "Faster checkout"), System: "web-shop",
		Systems: []workflow.Platform{{Key: "web-shop", Name: w.say("system", "Web shop")}, {Key: "billing", Name: w.say("system", "Billing")}}}
	open := func(state string, f workflow.TemplateFacts) {
		out = append(out, example{"modal", "template", state, render.TemplateForm(w.locale, f, action.Template{Channel: "C0RELEASES"})})
	}
	open("new", f)
	f.Standard, f.Pre, f.Why = true, true, w.say("why", "It comes every month.")
	open("standard", f)
	f.Replaces, f.Base = "faster-checkout", 12
	f.Changes = []string{w.say("changes", "Template Faster checkout: form title Faster → Faster checkout")}
	open("replaces", f)
	for i := range 200 {
		f.Systems = append(f.Systems, workflow.Platform{Key: fmt.Sprintf("system-%d", i), Name: w.say("system", "Another system")})
		f.Changes = append(f.Changes, w.say("changes", fmt.Sprintf("Template Faster checkout: field %d", i)))
	}
	open("many", f)
	out = append(out, example{"response", "template", "saved", render.TemplateSaved(w.locale, 1042)})
	kept := w.facts()
	kept.Templates = true
	out = append(out, example{"modal", "details", "for_a_manager", render.Details(w.locale, kept)})
	done, going := w.in(workflow.Live), w.in(workflow.Submitted)
	done.Templates, going.Templates = true, true
	return append(out, example{"message", "card", "to_template", render.Card(w.locale, going)}, example{"message", "card", "to_template_by_details", render.Card(w.locale, done)})
}
