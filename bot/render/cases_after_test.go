package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// after brings facts on by an entry about the time after go-live.
func (w world) after(f workflow.ReleaseFacts, e workflow.Entry) workflow.ReleaseFacts {
	e.To = f.Release.State
	f = w.then(f, e)
	last := f.Release.Last()
	f.Release.Handover, f.Release.FollowUps = workflow.HandoverAfter(f.Release.Handover, last), workflow.FollowUpsAfter(f.Release.FollowUps, last)
	return f
}

// handed is REL-1042 live with a handover of so many items, the first of them done.
func (w world) handed(n int) workflow.ReleaseFacts {
	f := w.live()
	f.WatchTo = f.Release.LiveAt.Add(24 * time.Hour)
	f.Watch = []string{w.say("watch", "Orders per minute: https://dash.example/orders")}
	f.Actions = []workflow.Action{workflow.ActHandOver, workflow.ActRollBack, workflow.ActClose}
	f.Closing = []workflow.Finding{{Rule: workflow.RuleAftercare, Earliest: f.WatchTo}, {Rule: workflow.RuleHandover}}
	owners := []workflow.PersonID{tom, noor, "", lena}
	h := workflow.Handover{Name: "Handover to operations", Service: w.say("service", "gold, 24/7"), Runner: "operations"}
	for i := range n {
		t := workflow.Task{Key: fmt.Sprintf("item-%d", i), Text: w.say("item", fmt.Sprintf("Documentation %d is up to date", i+1)), Owner: owners[i%len(owners)], Since: f.Now}
		if i%3 != 2 {
			t.Due = at("2026-11-26 17:00").AddDate(0, 0, i/8)
		}
		t.Optional = i == 3
		h.Items = append(h.Items, t)
	}
	f = w.after(f, workflow.Entry{At: f.Now, By: workflow.System, Action: workflow.ActHandOver, About: h.About()})
	if n > 0 {
		f = w.ticked(f, 0, tom)
	}
	return f
}

// ticked ticks one item of the handover.
func (w world) ticked(f workflow.ReleaseFacts, i int, by workflow.PersonID) workflow.ReleaseFacts {
	t := f.Release.Handover.Items[i]
	t.Done, t.By, t.At, t.Evidence = true, by, f.Now.Add(time.Hour), w.say("evidence", "https://wiki.example/checkout")
	h := workflow.HandoverAfter(f.Release.Handover, workflow.Entry{Action: workflow.ActHandOver, About: workflow.HandoverAbout([]workflow.Task{t}, nil)})
	var asked []workflow.PersonID
	if h.Complete() {
		asked = []workflow.PersonID{omar, piet}
		f.Actions = append([]workflow.Action{workflow.ActAcceptHandover, workflow.ActReturnHandover}, f.Actions...)
		f.Closing = []workflow.Finding{{Rule: workflow.RuleHandover, Pass: true}, {Rule: workflow.RuleAcceptance}}
	}
	return w.after(f, workflow.Entry{At: t.At, By: by, Action: workflow.ActHandOver, About: workflow.HandoverAbout([]workflow.Task{t}, asked)})
}

func (w world) whole() workflow.ReleaseFacts { return w.ticked(w.ticked(w.handed(3), 1, noor), 2, tom) }

// askedHow is REL-1042 live with two check-ins, answered so, hours after go-live.
func (w world) askedHow(hours int, v workflow.Verdict) workflow.ReleaseFacts {
	f := w.handed(0)
	f.Release.Handover, f.Release.Request.Contact = nil, noor
	f.Actions = []workflow.Action{workflow.ActRollBack, workflow.ActClose}
	f.Closing = []workflow.Finding{{Rule: workflow.RuleAftercare, Earliest: f.WatchTo}}
	if v != "" {
		f = w.after(f, workflow.Entry{At: f.Release.LiveAt.Add(70 * time.Minute), By: noor, Action: workflow.ActCheckIn, About: workflow.CheckInAbout(time.Hour, v)})
	}
	f.Now = f.Release.LiveAt.Add(time.Duration(hours) * time.Hour)
	f.CheckIns = f.Release.CheckIns([]time.Duration{time.Hour, 24 * time.Hour})
	return f
}

// promisedIn is the rolled back emergency whose review asked for two things.
func (w world) promisedIn() workflow.ReleaseFacts {
	f := w.relapsed()
	f.Actions = []workflow.Action{workflow.ActFollowUp, workflow.ActResubmit, workflow.ActClose}
	f.Closing = []workflow.Finding{{Rule: workflow.RuleReview, Pass: true}, {Rule: workflow.RuleFollowUps}}
	key := func(i int) string { return fmt.Sprintf("%d-%d", len(f.Release.History)+1, i) }
	tasks := []workflow.Task{
		{Key: key(1), Text: w.say("promise", "Certificates are renewed by a schedule"), Owner: tom, Due: at("2026-12-04 17:00"), Since: f.Now},
		{Key: key(2), Text: w.say("promise", "An alert a month before"), Owner: ines, Due: at("2026-11-25 17:00"), Since: f.Now},
	}
	f = w.after(f, workflow.Entry{At: f.Now.Add(5 * time.Hour), By: ines, Action: workflow.ActReview, Reason: "What happened: cards were refused.", About: workflow.TasksAbout(tasks...)})
	f.Release.Review = f.Release.Last().Reason
	return f
}

// aftercare are the messages and modals about the time after go-live.
func (w world) aftercare() []example {
	var out []example
	add := func(kind, name, state string, v any) { out = append(out, example{kind, name, state, v}) }
	modal := func(a workflow.Action) action.Modal {
		return action.Modal{Release: 1042, Revision: 3, Action: a, Channel: "C0RELEASES"}
	}

	for _, n := range []int{1, 4, 60} {
		f := w.handed(n)
		state := fmt.Sprint(n)
		add("modal", "tasks", state, render.Tasks(w.locale, f, modal(workflow.ActHandOver), ""))
		if n == 4 {
			f.Now = at("2026-11-27 09:00")
			add("message", "card", "handover", render.Card(w.locale, f))
			add("message", "requester", "handover", render.Requester(w.locale, f))
			add("modal", "details", "handover", render.Details(w.locale, f))
			add("message", "event", "hand_over", render.Event(w.locale, f, f.Release.Last()))
			add("message", "aftercare", "handover", render.Aftercare(w.locale, f))
			add("message", "overdue", "handover", render.TasksLate(w.locale, f, eva))
			m := modal(workflow.ActHandOver)
			m.Task, m.Under = "item-1", "V0UNDER"
			v, _ := render.TaskForm(w.locale, f, m)
			add("modal", "task", "open", v)
			m.Task = "item-0"
			v, _ = render.TaskForm(w.locale, f, m)
			add("modal", "task", "done", v)
			add("modal", "tasks", "saved", render.Tasks(w.locale, f, modal(workflow.ActHandOver), "item-1"))
		}
		add("message", "tasks", state, render.YourTasks(w.locale, f, f.Release.Handover.Began, tom))
	}
	mine := w.handed(4)
	add("message", "tasks", "two_open", render.YourTasks(w.locale, mine, mine.Release.Handover.Began, noor))
	add("message", "tasks", "none", render.YourTasks(w.locale, mine, mine.Release.Handover.Began, eva))
	given := mine.Release.Handover.Items[1]
	given.Owner, given.Due = piet, time.Time{}
	passed := w.after(mine, workflow.Entry{At: mine.Now, By: noor, Action: workflow.ActHandOver, About: workflow.HandoverAbout([]workflow.Task{given}, nil)})
	add("message", "event", "hand_over_given", render.Event(w.locale, passed, passed.Release.Last()))

	whole := w.whole()
	asked := whole.Release.Handover.AskedIn
	add("message", "card", "handover_complete", render.Card(w.locale, whole))
	add("message", "accept", "asked", render.Accept(w.locale, whole, asked, omar))
	add("modal", "return", "three", render.ReturnForm(w.locale, whole, modal(workflow.ActReturnHandover)))
	accepted := w.after(whole, workflow.Entry{At: at("2026-11-25 10:00"), By: omar, Action: workflow.ActAcceptHandover})
	accepted.Actions, accepted.Closing = []workflow.Action{workflow.ActRollBack, workflow.ActClose}, []workflow.Finding{{Rule: workflow.RuleAcceptance, Pass: true}}
	add("message", "card", "handover_accepted", render.Card(w.locale, accepted))
	add("message", "accept", "accepted", render.Accept(w.locale, accepted, asked, omar))
	add("message", "accept", "accepted_by_another", render.Accept(w.locale, accepted, asked, piet))
	add("message", "tasks", "accepted", render.YourTasks(w.locale, accepted, accepted.Release.Handover.Began, tom))
	add("message", "event", "accept_handover", render.Event(w.locale, accepted, accepted.Release.Last()))
	add("response", "done", "accept_handover", render.Done(w.locale, accepted, accepted.Release.Last(), false))
	back := whole.Release.Handover.Items[1]
	back.Done, back.By, back.At = false, "", time.Time{}
	returned := w.after(whole, workflow.Entry{At: at("2026-11-25 10:00"), By: omar, Action: workflow.ActReturnHandover, Reason: "Nobody finds the runbook.", About: workflow.HandoverAbout([]workflow.Task{back}, nil)})
	returned.Closing = []workflow.Finding{{Rule: workflow.RuleHandover}}
	returned.Actions = []workflow.Action{workflow.ActHandOver, workflow.ActRollBack, workflow.ActClose}
	add("message", "card", "handover_returned", render.Card(w.locale, returned))
	add("message", "accept", "returned", render.Accept(w.locale, returned, asked, omar))
	add("message", "tasks", "returned", render.YourTasks(w.locale, returned, returned.Release.Handover.Began, noor))
	add("message", "tasks", "returned_before", render.YourTasks(w.locale, returned, whole.Release.Handover.Began, noor))
	add("message", "event", "return_handover", render.Event(w.locale, returned, returned.Release.Last()))

	for state, f := range map[string]workflow.ReleaseFacts{"asked": w.askedHow(1, ""), "stable": w.askedHow(2, workflow.Stable), "watching": w.askedHow(2, workflow.Watching), "silent": w.askedHow(6, "")} {
		add("message", "check_in", state, render.CheckIn(w.locale, f, time.Hour, noor))
		add("message", "card", "check_in_"+state, render.Card(w.locale, f))
	}
	stable := w.askedHow(2, workflow.Stable)
	add("message", "event", "check_in", render.Event(w.locale, stable, stable.Release.Last()))
	add("response", "done", "check_in", render.Done(w.locale, stable, stable.Release.Last(), false))
	over := w.over(w.askedHow(30, workflow.Stable))
	add("message", "check_in", "closed", render.CheckIn(w.locale, over, time.Hour, noor))
	add("message", "event", "close_checked", render.Event(w.locale, over, over.Release.Last()))

	add("message", "rate", "asked", render.Rate(w.locale, over, ines))
	rated := w.after(over, workflow.Entry{At: over.Now, By: ines, Action: workflow.ActRate, About: workflow.RatingAbout(4), Reason: "It went as promised."})
	add("message", "rate", "given", render.Rate(w.locale, rated, ines))
	add("modal", "rate", "given", render.RateForm(w.locale, rated, action.Modal{Release: 1042, Action: workflow.ActRate, Task: "4"}))
	add("modal", "details", "rated", render.Details(w.locale, rated))

	promised := w.promisedIn()
	promised.Now = at("2026-11-26 09:00")
	add("message", "card", "follow_ups", render.Card(w.locale, promised))
	add("message", "tasks", "follow_up", render.YourTasks(w.locale, promised, len(promised.Release.History), tom))
	add("modal", "tasks", "follow_ups", render.Tasks(w.locale, promised, modal(workflow.ActFollowUp), ""))

	late := w.handed(4)
	late.Now = at("2026-11-27 09:00")
	for n, due := range map[string][]workflow.DueTask{
		"one": {{Release: late.Release, Task: late.Release.Handover.Items[1], Action: workflow.ActHandOver}},
		"three": {{Release: late.Release, Task: late.Release.Handover.Items[1], Action: workflow.ActHandOver}, {Release: promised.Release, Task: promised.Release.FollowUps[1], Action: workflow.ActFollowUp},
			{Release: whole.Release, Task: workflow.Task{Due: whole.Release.Handover.AskedAt}, Action: workflow.ActAcceptHandover}},
	} {
		add("message", "chase", n, render.Chase(w.locale, workflow.ChaseFacts{Now: late.Now, Person: noor, Due: due, Zone: "Europe/Amsterdam"}))
	}
	for _, n := range []int{0, 1, 40} {
		f := workflow.HandoversFacts{Now: late.Now, Viewer: eva, All: n != 1, Zone: "Europe/Amsterdam"}
		for range n {
			f.Releases = append(f.Releases, late)
		}
		add("response", "handovers", fmt.Sprint(n), render.Handovers(w.locale, f, 1))
	}
	add("response", "handovers", "none_mine", render.Handovers(w.locale, workflow.HandoversFacts{Viewer: eva}, 0))
	return out
}
