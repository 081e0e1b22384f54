package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// misfit is a request that waits, with a reason.
func (w world) misfit(rule, reason string, who ...workflow.PersonID) workflow.ReleaseFacts {
	f := w.in(workflow.Submitted)
	f.Release.SubmittedAt = f.Now.Add(-50 * time.Hour)
	f.Release.Request.Target = at("2026-12-04 00:00")
	f.Release.Misfits = []workflow.Finding{{Rule: rule, Title: "x", Weight: workflow.Block, Reason: w.say("reason", reason), Who: who}}
	return f
}

func (w world) line(f workflow.ReleaseFacts, due time.Duration, can ...workflow.Action) workflow.QueueLine {
	out := workflow.QueueLine{ReleaseFacts: f, Can: can}
	if due != 0 {
		out.Due, out.Left = f.Now.Add(due), due/3
	}
	out.Waited = 17 * time.Hour
	return out
}

// queue is a page as a release manager sees it.
func (w world) queue(lines ...workflow.QueueLine) workflow.QueueFacts {
	f := workflow.QueueFacts{Now: w.facts().Now, Viewer: eva, Manager: true, Lines: lines, Total: len(lines), Triage: len(lines), Zone: "Europe/Amsterdam",
		View:    workflow.QueueView{Lane: workflow.LaneTriage},
		Systems: []workflow.Platform{{Key: "shop", Name: w.say("system", "Web shop")}, {Key: "office", Name: w.say("system", "Back office")}},
	}
	return f
}

func (w world) queues() []example {
	var out []example
	say := func(name, state string, m render.Message) {
		out = append(out, example{"response", name, state, m})
	}
	open := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }
	all := []workflow.Action{workflow.ActTriage, workflow.ActAskChanges, workflow.ActReorder, workflow.ActMerge}
	risky := w.misfit("intake:risk", "The risk is 8 of 10; up to 7 passes by rule.")
	stray := w.misfit(workflow.MisfitEndorse, "The coordinator of Sales endorses it first.", noor, lena)
	stray.Release.Number = 1050
	bundled := w.in(workflow.InApproval)
	bundled.Release.Endorsement = &workflow.Endorsement{By: noor, At: bundled.Now, Revision: 3, Bundle: w.say("bundle", "Autumn fixes")}

	say("queue", "empty", render.Queue(w.locale, w.queue(), render.Message{}))
	say("queue", "one", render.Queue(w.locale, w.queue(w.line(risky, 3*time.Hour, all...)), render.Message{}))
	late := w.queue(w.line(risky, -30*time.Hour, all...), w.line(stray, 0, workflow.ActEndorse))
	late.Late, late.Endorse = 1, 1
	say("queue", "late", render.Queue(w.locale, late, render.Message{}))
	served := w.queue(w.line(risky, -30*time.Hour, all...), w.line(risky, 3*time.Hour, all...), w.line(risky, 0, all...))
	for i := range served.Lines {
		served.Lines[i].Always = true
	}
	say("queue", "around_the_clock", render.Queue(w.locale, served, render.Message{}))
	say("queue", "after_a_click", render.Queue(w.locale, late, render.Done(w.locale, risky, workflow.Entry{Action: workflow.ActTriage, By: eva}, false)))
	every := w.queue(w.line(risky, time.Hour), w.line(stray, 0), w.line(w.in(workflow.Returned), 0), w.line(bundled, 0), w.line(w.in(workflow.Scheduled), 0))
	every.View, every.Manager, every.Viewer, every.Triage, every.Endorse = workflow.QueueView{}, false, ines, 1, 1
	every.Departments = []workflow.Department{{Key: "sales", Name: w.say("department", "Sales")}}
	every.Recurring = []workflow.NextRequest{{Schedule: workflow.Schedule{Name: w.say("schedule", "Patch day"), Zone: "Europe/Amsterdam"}, At: at("2026-12-01 09:00")},
		{Schedule: workflow.Schedule{Name: w.say("schedule", "Certificates")}}}
	say("queue", "every_lane", render.Queue(w.locale, every, render.Message{}))
	var many []workflow.QueueLine
	for i := range 10 {
		f := risky
		f.Release.Number = workflow.Number(90001 + i)
		many = append(many, w.line(f, -time.Hour, all...))
	}
	page := w.queue(many...)
	page.Total, page.Triage, page.Late, page.More, page.View.From = 4987, 4987, 312, true, 4321
	page.View.After = &workflow.Spot{Order: 1 << 52, Number: 99999}
	for i := range 120 {
		page.Systems = append(page.Systems, workflow.Platform{Key: fmt.Sprintf("another-system-with-a-long-key-%d", i), Name: w.say("system", "Another system")})
	}
	say("queue", "page_433", render.Queue(w.locale, page, render.Message{}))

	open("reorder", "any", render.ReorderForm(w.locale, risky, []workflow.ReleaseFacts{stray, bundled}, action.Modal{Release: risky.Release.Number}))
	open("reorder", "many", render.ReorderForm(w.locale, risky, w.crowd(120, w.facts), action.Modal{Release: risky.Release.Number}))
	open("merge", "any", render.MergeForm(w.locale, risky, action.Modal{Release: risky.Release.Number}))
	open("bulk", "manager", render.BulkForm(w.locale, page, action.Modal{}))
	open("bulk", "coordinator", render.BulkForm(w.locale, late, action.Modal{}))
	open("bulk", "nothing", render.BulkForm(w.locale, w.queue(), action.Modal{}))
	say("bulk", "done", render.BulkDone(w.locale, []render.BulkResult{{Release: w.facts(), Done: true}, {Release: risky, Said: w.say("refusal", "Somebody else accepted it.")}}))

	wishes := w.form(w.request())
	wishes.Form.Target, wishes.Form.Incident, wishes.Form.DependsOn = at("2026-12-04 12:00"), w.say("incident", "INC-4711"), []workflow.Number{1040, 1044}
	wishes.Accounts = []workflow.KeyAccount{{Key: "bank", Name: w.say("account", "The big bank")}, {Key: "rail", Name: w.say("account", "Railways")}}
	wishes.Form.Accounts = []string{"bank"}
	open("request", "wishes", render.RequestForm(w.locale, wishes, action.Modal{Mode: action.Edit, Release: 1042}))
	begun := w.form(w.request())
	begun.Draft = &workflow.Draft{Form: w.request(), SavedAt: at("2026-11-22 17:05")}
	begun.Templates = []workflow.Template{{Key: "patch", Name: w.say("template", "Patch day"), PreAuthorised: true}, {Key: "copy", Name: w.say("template", "New texts")}}
	open("request", "draft_offered", render.RequestForm(w.locale, begun, action.Modal{Mode: action.New, Offered: true}))
	begun.Form.Template = "patch"
	open("request", "draft_continued", render.RequestForm(w.locale, begun, action.Modal{Mode: action.New, Filled: 2, More: true}))

	message := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	message("endorse", "asked", render.Endorse(w.locale, stray, noor))
	endorsed := w.in(workflow.InApproval)
	endorsed.Release.Endorsement = bundled.Release.Endorsement
	message("endorse", "endorsed", render.Endorse(w.locale, endorsed, noor))
	message("endorse", "moot", render.Endorse(w.locale, w.in(workflow.Withdrawn), noor))
	message("card", "waits_for_coordinator", render.Card(w.locale, stray))
	message("card", "misfit", render.Card(w.locale, risky))
	into := w.in(workflow.Withdrawn)
	into.Release.MergedInto = 1040
	message("card", "merged_away", render.Card(w.locale, into))
	message("requester", "merged_away", render.Requester(w.locale, into))
	onto := w.facts()
	onto.Merged = []workflow.Number{1044, 1041}
	message("card", "merged_here", render.Card(w.locale, onto))
	for state, e := range map[string]workflow.Entry{
		"accepted_although": {Action: workflow.ActTriage, By: eva, From: workflow.Submitted, To: workflow.InApproval, Reason: w.say("reason", "The risk is 8 of 10; up to 7 passes by rule.")},
		"endorse":           {Action: workflow.ActEndorse, By: noor, From: workflow.Submitted, To: workflow.Submitted, About: w.say("bundle", "Autumn fixes")},
		"reorder":           {Action: workflow.ActReorder, By: eva, From: workflow.Submitted, To: workflow.Submitted, Reason: w.say("reason", "The law changes on Monday.")},
		"merge":             {Action: workflow.ActMerge, By: eva, From: workflow.Submitted, To: workflow.Withdrawn, About: "REL-1040", Reason: w.say("reason", "The same thing.")},
	} {
		message("event", state, render.Event(w.locale, risky, e))
	}
	return out
}
