package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// called is REL-1042 live, with so many reports of customers' calls.
func (w world) calledAbout(n int) workflow.ReleaseFacts {
	f := w.in(workflow.Live)
	f.Rule.CallsLimit, f.Rule.CallsWithin = 10, 2*time.Hour
	f.Actions = append(f.Actions, workflow.ActKnownIssue, workflow.ActCorrect)
	f.Calls = w.calls(n, f.Now)
	return f
}

func (w world) calls(n int, now time.Time) workflow.CallFacts {
	c := workflow.CallFacts{Within: 2 * time.Hour}
	for i := range n {
		if i < workflow.CallsShown {
			c.Words = append(c.Words, workflow.Call{ID: fmt.Sprint("c", i), FrontLine: "help-desk", Release: 1042, By: noor, At: now.Add(-time.Duration(i) * time.Minute), Customers: 3, Harm: workflow.HarmHindered,
				Words: w.say("words", "I cannot choose another address any more.")})
		}
		c.All.Reports, c.All.Customers = c.All.Reports+1, c.All.Customers+3
	}
	if n > 1 {
		c.All.Hindered, c.All.Stuck, c.Recent = 3, 1, workflow.CallCount{Customers: c.All.Customers - 2}
	}
	if n > 0 {
		c.All.First, c.All.Last = now.Add(-time.Hour), now.Add(-time.Minute)
	}
	return c
}

// alerted is that past the limit of its type.
func (w world) alerted(n int) (workflow.ReleaseFacts, workflow.Entry) {
	f := w.calledAbout(n)
	rise := workflow.CallRise{Step: 1, Within: 2 * time.Hour, Customers: 3 * n, Hindered: 3}
	f = w.then(f, workflow.Entry{At: f.Now.Add(time.Minute), By: workflow.System, Action: workflow.ActCalls, To: workflow.Live, About: rise.String()})
	f.Actions = []workflow.Action{workflow.ActRollBack, workflow.ActClose, workflow.ActKnownIssue, workflow.ActCorrect, workflow.ActIgnoreCalls}
	return f, f.Release.Last()
}

// known is REL-1042 with a known issue.
func (w world) known() (workflow.ReleaseFacts, workflow.Entry) {
	f, _ := w.alerted(2)
	k := workflow.KnownIssue{What: w.say("what", "Some see a white page after paying."), Say: w.say("say", "Your order has come through. Do not pay again."), By: tom, At: f.Now, Until: f.Now.Add(8 * time.Hour)}
	e := workflow.KnownEntry(k)
	e.At, e.By, e.Action, e.To = f.Now.Add(time.Minute), tom, workflow.ActKnownIssue, workflow.Live
	f = w.then(f, e)
	f.Release.History[len(f.Release.History)-1].Reason, f.Release.Known = k.What, &k
	f.Actions = []workflow.Action{workflow.ActRollBack, workflow.ActClose, workflow.ActKnownOver, workflow.ActKnownIssue, workflow.ActCorrect}
	return f, f.Release.Last()
}

// corrected is REL-1042 after its briefing was corrected.
func (w world) corrected() (workflow.ReleaseFacts, workflow.Entry) {
	f, _ := w.known()
	was := f.Release.Request.Briefing
	is := workflow.Briefing{Notice: was.Notice, Say: w.say("say", "Reload a white page; do not pay twice."), DontPromise: "", IfTheyCall: was.IfTheyCall}
	f = w.then(f, workflow.Entry{At: f.Now.Add(time.Minute), By: eva, Action: workflow.ActCorrect, To: workflow.Live, About: workflow.AboutRewrites(workflow.Rewritten(was, is))})
	f.Release.Request.Briefing = is
	return f, f.Release.Last()
}

func (w world) callForm(n int) workflow.CallFormFacts {
	f := workflow.CallFormFacts{Now: monday, Window: w.slot("2026-11-24 06:00").ID, Front: "help-desk", Zone: "Europe/Amsterdam"}
	for i := range n {
		f.Releases = append(f.Releases, workflow.CallChoice{Number: workflow.Number(1042 + i), Title: w.say("title", "Faster checkout for returning customers")})
	}
	if n == 1 {
		f.Chosen = 1042
	}
	return f
}

func (w world) question(answered bool) workflow.QuestionFacts {
	f := w.in(workflow.Live)
	q := workflow.Question{ID: "q1", FrontLine: "help-desk", Release: 1042, By: noor, At: f.Now, Text: w.say("question", "Does it work with gift cards too?"), To: tom, RemindAt: f.Now.Add(30 * time.Minute), DueBy: f.Now.Add(time.Hour)}
	if answered {
		q.Answer, q.AnsweredBy, q.AnsweredAt = w.say("answer", "Yes, with all of them."), tom, f.Now.Add(10*time.Minute)
	}
	win := w.window(workflow.PhaseOpen, f)
	win.Questions = []workflow.Question{q}
	return workflow.QuestionFacts{Question: q, Window: win, Front: workflow.FrontLine{Key: "help-desk", Name: w.say("team", "help desk"), Channel: "C0HELPDESK"}, Release: &f, Names: w.names()}
}

func (w world) suspected(n int) []workflow.SuspectFacts {
	states := []workflow.State{workflow.Live, workflow.RolledBack, workflow.Deploying}
	var out []workflow.SuspectFacts
	for i := range n {
		out = append(out, workflow.SuspectFacts{Suspect: workflow.Suspect{Release: workflow.Number(1042 + i), At: monday.Add(-2 * time.Hour), System: i == 0, Words: []string{w.say("word", "address"), w.say("word", "saved")}[:2-min(i, 2)]},
			Title: w.say("title", "Faster checkout for returning customers"), SystemName: w.say("system", "Web shop"), State: states[i%3], Say: w.say("say", "Your saved address is used."), Zone: "Europe/Amsterdam"})
	}
	return out
}

func (w world) unknown(n, found int) workflow.UnknownCallsFacts {
	f := workflow.UnknownCallsFacts{Now: monday, Slot: workflow.BookSlot(workflow.CallsBook(monday)), Found: found, Systems: map[string]string{"web-shop": w.say("system", "Web shop")}, Names: w.names(), Zone: "Europe/Amsterdam"}
	for i := range n {
		f.Calls = append(f.Calls, workflow.Call{ID: fmt.Sprint("c", i), System: []string{"", "web-shop"}[i%2], By: noor, At: monday, Customers: 1, Harm: workflow.HarmAnnoyed, Words: w.say("words", "My address is gone.")})
		f.Count.Reports, f.Count.Customers = f.Count.Reports+1, f.Count.Customers+1
	}
	f.Suspects = w.suspected(min(n, 3))
	return f
}

// fronts are what the front line asks and reports, and what it is answered.
func (w world) fronts() []example {
	var out []example
	message := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	view := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }
	here := action.Modal{Window: w.slot("2026-11-24 06:00").ID, Front: "help-desk"}
	alerted, alert := w.alerted(5)
	known, knownEntry := w.known()
	corrected, correction := w.corrected()
	message("calls", "first", render.Calls(w.locale, w.calledAbout(1), workflow.Entry{}, tom))
	message("calls", "many", render.Calls(w.locale, w.calledAbout(40), workflow.Entry{}, tom))
	message("calls", "alert", render.Calls(w.locale, alerted, alert, tom))
	message("calls", "answered", render.Calls(w.locale, known, alert, tom))
	newer := w.then(alerted, workflow.Entry{At: alerted.Now, By: workflow.System, Action: workflow.ActCalls, To: workflow.Live, About: workflow.CallRise{Step: 2, Within: time.Hour, Customers: 60, Stuck: 1}.String()})
	message("calls", "newer", render.Calls(w.locale, newer, alert, tom))
	message("event", "calls", render.Event(w.locale, alerted, alert))
	message("event", "known_issue", render.Event(w.locale, known, knownEntry))
	message("card", "called_about", render.Card(w.locale, alerted))
	message("done", "known_issue", render.Done(w.locale, known, knownEntry, false))
	message("done", "correct", render.Done(w.locale, corrected, correction, false))
	b := w.briefing(workflow.Live, workflow.PhaseOpen, known)
	b.Unsure, b.Questions = w.calls(2, monday), []workflow.Question{w.question(true).Question, w.question(false).Question}
	message("briefing", "called_about", render.Briefing(w.locale, b))
	for range 8 {
		b.Questions = append(b.Questions, w.question(true).Question)
	}
	b.Questions[0].Release = 0
	message("briefing", "questions", render.Briefing(w.locale, b))
	message("briefing_change", "known_issue", render.BriefingChange(w.locale, b, known, knownEntry))
	message("briefing_change", "correct", render.BriefingChange(w.locale, b, corrected, correction))
	edited := w.in(workflow.Scheduled)
	was := edited.Release.Request.Briefing
	is := was
	is.Say, is.DontPromise = w.say("say", "Your saved address is used."), ""
	edited = w.then(edited, workflow.Entry{At: edited.Now, By: ines, Action: workflow.ActEdit, To: workflow.Scheduled, Changed: []workflow.Field{workflow.FieldSay}, About: workflow.AboutRewrites(workflow.Rewritten(was, is))})
	message("briefing_change", "edited", render.BriefingChange(w.locale, w.briefing(workflow.Scheduled, workflow.PhaseAhead, edited), edited, edited.Release.Last()))
	unread := w.in(workflow.Scheduled)
	unread.Findings = []workflow.Finding{{Rule: "coverage", Title: "coverage", Weight: workflow.Block, Reason: "80 % of each team should have read the briefing: help desk 1 of 7.", At: unread.Slot.Opens, Who: []workflow.PersonID{noor, eva}}}
	message("window", "unread", render.WindowBoard(w.locale, w.window(workflow.PhaseOpen, unread)))
	message("card", "unread", render.Card(w.locale, unread))
	noted := workflow.Call{Release: 1042, By: noor, Customers: 3, Harm: workflow.HarmHindered}
	live, open := w.calledAbout(2), w.question(false)
	message("calls_noted", "release", render.CallsNoted(w.locale, noted, live.Calls, &live))
	message("calls_noted", "known", render.CallsNoted(w.locale, noted, known.Calls, &known))
	message("calls_noted", "unsure", render.CallsNoted(w.locale, workflow.Call{By: noor}, w.calls(1, monday), nil))
	unwritten := live
	unwritten.Release.Request.Briefing = workflow.Briefing{}
	message("calls_noted", "nothing_to_say", render.CallsNoted(w.locale, noted, live.Calls, &unwritten))
	for _, n := range []int{0, 2} {
		message("unknown_calls", fmt.Sprint(n), render.UnknownCalls(w.locale, w.unknown(n, n)))
		view("calls", fmt.Sprint(n), render.CallsForm(w.locale, w.callForm(n), here))
	}
	view("suspects", "0", render.Suspects(w.locale, workflow.CallsBook(monday), noted, nil))
	view("suspects", "5", render.Suspects(w.locale, workflow.CallsBook(monday), noted, w.suspected(5)))
	view("calls", "120", render.CallsForm(w.locale, w.callForm(120), here))
	empty := workflow.CallFormFacts{Words: w.say("words", "My address is gone."), Systems: []workflow.Platform{{Key: "web-shop", Name: w.say("system", "Web shop")}}}
	view("customers", "new", render.CustomersForm(w.locale, empty, action.Modal{}))
	view("known", "new", render.KnownForm(w.locale, live, action.Modal{}))
	view("known", "again", render.KnownForm(w.locale, known, action.Modal{}))
	view("correct", "live", render.CorrectForm(w.locale, live, action.Modal{}))
	view("reason", "ignore_calls", render.ReasonForm(w.locale, workflow.ActIgnoreCalls, alerted, action.Modal{}))
	view("question", "new", render.QuestionForm(w.locale, w.callForm(2), here))
	view("answer", "new", render.AnswerForm(w.locale, open, action.Modal{Window: here.Window, Item: "q1"}))
	whole := w.question(true)
	whole.Release = nil
	for state, f := range map[string]workflow.QuestionFacts{"open": open, "answered": w.question(true), "window": whole} {
		message("question", state, render.Question(w.locale, f))
		message("question_said", state, render.QuestionSaid(w.locale, f, workflow.LeadAsked))
	}
	message("question_said", "answer", render.QuestionSaid(w.locale, whole, workflow.LeadAnswered))
	message("remind_answer", "open", render.RemindAnswer(w.locale, open))
	message("answered", "release", render.Answered(w.locale, w.question(true)))
	name := func(p workflow.PersonID) string { return open.Names[p] }
	message("question_noted", "contact", render.QuestionNoted(w.locale, open.Question, name, "Europe/Amsterdam"))
	message("question_noted", "managers", render.QuestionNoted(w.locale, workflow.Question{}, name, "Europe/Amsterdam"))
	message("answer_noted", "answered", render.AnswerNoted(w.locale, whole.Question, name))
	return out
}
