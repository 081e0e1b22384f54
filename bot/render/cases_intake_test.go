package render_test

import (
	"fmt"

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
	add("not_asked", "one", render.NotAsked(w.notAsked(1)))
	add("not_asked", "many", render.NotAsked(w.notAsked(40)))
	never := w.notAsked(0)
	never.Schedule.Template = ""
	never.Next = workflow.RecurringFacts{}.Next
	add("not_asked", "nothing_known", render.NotAsked(never))
	scheduled := w.bySchedule(w.in(workflow.Scheduled), "")
	add("card", "by_schedule", render.Card(scheduled))
	gone := w.bySchedule(w.in(workflow.Submitted), "")
	gone.Schedule.Rule, gone.NoApproval = "", ""
	add("card", "by_schedule_gone", render.Card(gone))
	late := w.bySchedule(w.in(workflow.Scheduled), w.say("reason", "It was due on Tue 24 Nov 09:00 and could not be asked for then. The 2 turns before it are left out."))
	add("event", "by_schedule", render.Event(scheduled, scheduled.Release.History[0]))
	add("event", "by_schedule_late", render.Event(late, late.Release.History[0]))
	add("event", "let_through", render.Event(w.facts(), workflow.Entry{Action: workflow.ActTriage, By: workflow.System, From: workflow.Submitted, To: workflow.InApproval,
		Reason: w.say("reason", "Version 12 of the settings (calm months) lets it through; it waited because of: risk.")}))
	line := w.line(scheduled, 0)
	page := w.queue(line)
	for i := range 8 {
		page.Recurring = append(page.Recurring, workflow.NextRequest{Schedule: workflow.Schedule{Name: w.say("schedule", fmt.Sprintf("Patch day %d", i)), Zone: "UTC"}, At: at("2026-12-01 09:00").AddDate(0, 0, i)})
	}
	out = append(out, example{"response", "queue", "recurring", render.Queue(page, render.Message{})})
	return out
}
