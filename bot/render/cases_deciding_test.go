package render_test

import (
	"fmt"
	"slices"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// standIn is REL-1042 while Lena is away and Noor decides for her.
func (w world) standIn() workflow.ReleaseFacts {
	f := w.facts()
	f.Release.Asks = append(f.Release.Asks, workflow.Ask{Role: "quality", Person: noor, For: lena, At: f.Now, Revision: 3})
	f.Standing.Rules[1].Can = []workflow.PersonID{lena, noor}
	f.Away = []workflow.Absence{{Person: lena, From: monday.AddDate(0, 0, -1), To: at("2026-11-30 00:00"), Substitute: noor}}
	f.Rule.DecideWithin, f.DecideLeft = 16*time.Hour, 6*time.Hour
	return f
}

// passedOn is the entry of the history by which that came about.
func (w world) passedOn(about string) (workflow.ReleaseFacts, workflow.Entry) {
	f := w.standIn()
	f = w.then(f, workflow.Entry{At: f.Now, By: workflow.System, Action: workflow.ActEscalate, To: workflow.InApproval, For: lena, About: about, Roles: []string{"quality"}})
	return f, f.Release.Last()
}

// escalatedTo is REL-1042 after silence, with so many substitutes asked.
func (w world) escalatedTo(n int) (workflow.ReleaseFacts, workflow.Entry) {
	f := w.overdue()
	f.DecideLeft, f.Rule.DecideWithin = -3*time.Hour, 16*time.Hour
	reason := ""
	if n == 0 {
		reason = "The decision is overdue and nobody is left to be asked."
	}
	f = w.then(f, workflow.Entry{At: f.Now, By: workflow.System, Action: workflow.ActEscalate, To: workflow.InApproval, About: "quality:0", Reason: reason})
	for i := range n {
		p := workflow.PersonID(fmt.Sprintf("U0SUB%02d", i))
		f.Names[p] = w.say("name", fmt.Sprintf("Substitute %d", i+1))
		f.Release.Asks = append(f.Release.Asks, workflow.Ask{Role: "quality", Person: p, Escalated: true, At: f.Now, Revision: 3})
		f.Standing.Rules[1].Can = append(f.Standing.Rules[1].Can, p)
	}
	return f, f.Release.Last()
}

// nudged is REL-1042 after Ines had so many people reminded, every other one later.
func (w world) nudged(n int) (workflow.ReleaseFacts, workflow.Entry) {
	f := w.facts()
	f.DecideLeft = 40 * time.Minute
	var nudges []workflow.Nudge
	for i := range n {
		p := workflow.PersonID(fmt.Sprintf("U0ASKED%02d", i))
		f.Names[p] = w.say("name", fmt.Sprintf("Approver %d", i+1))
		f.Release.Asks = append(f.Release.Asks, workflow.Ask{Role: "quality", Person: p, At: monday.Add(-time.Hour), Revision: 3})
		f.Standing.Rules[1].Can = append(f.Standing.Rules[1].Can, p)
		nudges = append(nudges, workflow.Nudge{Person: p, At: monday.Add(time.Duration(i%2) * 22 * time.Hour), By: ines})
	}
	f = w.then(f, workflow.Entry{At: monday, By: ines, Action: workflow.ActNudge, To: workflow.InApproval, About: workflow.NudgeAbout(nudges)})
	f.Release.Nudges = slices.Concat(nudges, nudges)
	return f, f.Release.Last()
}

// toReview is the repaired emergency with its review due.
func (w world) toReview(now time.Time) workflow.ReleaseFacts {
	f := w.repaired()
	f.Release.ReviewBy = at("2026-11-25 10:30")
	f.Closing = []workflow.Finding{{Rule: workflow.RuleReview}}
	f.Now = now
	f.Actions = append([]workflow.Action{workflow.ActReview}, f.Actions...)
	return f
}

func (w world) reviewed() workflow.ReleaseFacts {
	f := w.toReview(at("2026-11-24 12:00"))
	said := "What happened: " + w.say("review", "Cards were refused for an hour.") + "\nThe cause: " + w.say("review", "A certificate ran out.")
	f = w.then(f, workflow.Entry{At: f.Now, By: tom, Action: workflow.ActReview, To: workflow.Live, Reason: said})
	f.Release.Review, f.Closing = said, nil
	return f
}

func (w world) absences(n int) workflow.AwayFacts {
	f := workflow.AwayFacts{Now: monday, Person: omar, Names: w.names(), Zone: "Europe/Amsterdam", Manager: n > 1}
	for i := range n {
		from := monday.AddDate(0, 0, 10*i)
		a := workflow.Absence{Person: omar, From: from, To: from.AddDate(0, 0, 5)}
		if i%2 == 0 {
			a.Substitute = piet
		}
		f.Absences = append(f.Absences, a)
		if n > 1 {
			f.Others = append(f.Others, workflow.Absence{Person: lena, From: from, To: from.AddDate(0, 0, 2), Substitute: noor})
		}
	}
	return f
}

// deciding are the messages and modals about who decides, reminders, absence and review.
func (w world) deciding() []example {
	var out []example
	add := func(kind, name, state string, v any) { out = append(out, example{kind, name, state, v}) }
	name := func(p workflow.PersonID) string { return w.names()[p] }

	stand := w.standIn()
	add("message", "card", "stand_in", render.Card(w.locale, stand))
	add("message", "ask", "stand_in", render.Ask(w.locale, stand, noor, 3))
	add("response", "show", "stand_in", render.Show(w.locale, stand, ines))
	given := w.scheduled()
	given.Release.Approvals[1].For = eva
	add("modal", "details", "stand_in", render.Details(w.locale, given))
	for _, about := range []string{workflow.AboutAway, workflow.AboutBack} {
		f, e := w.passedOn(about)
		add("message", "event", "escalate_"+about, render.Event(w.locale, f, e))
		add("message", "ask_again", about, render.AskAgain(w.locale, f, e, lena))
	}
	back := w.rare(workflow.ActWithdrawRejection, omar, "")
	add("message", "ask_again", "rejection", render.AskAgain(w.locale, back, back.Release.Last(), lena))
	for _, n := range []int{0, 1, 30} {
		f, e := w.escalatedTo(n)
		add("message", "event", fmt.Sprintf("escalate_%d", n), render.Event(w.locale, f, e))
		add("message", "card", fmt.Sprintf("escalated_%d", n), render.Card(w.locale, f))
		if n > 0 {
			add("message", "ask", fmt.Sprintf("escalated_%d", n), render.Ask(w.locale, f, "U0SUB00", 3))
		}
	}
	silent, _ := w.escalatedTo(0)
	silent.Actions = append(silent.Actions, workflow.ActNudge)
	served := w.in(workflow.InApproval)
	served.Always, served.DecideLeft = true, 3*time.Hour
	add("response", "clock", "around_the_clock", render.Show(w.locale, served, lena))
	served.DecideLeft, served.Now = -7*time.Hour, served.Release.DecideBy.Add(7*time.Hour)
	add("response", "clock", "around_the_clock_late", render.Show(w.locale, served, lena))
	add("message", "overdue", "nobody_left", render.Overdue(w.locale, silent, eva))
	for _, n := range []int{1, 2, 30} {
		f, e := w.nudged(n)
		add("response", "done", fmt.Sprintf("nudge_%d", n), render.Done(w.locale, f, e, false))
		add("modal", "details", fmt.Sprintf("nudged_%d", n), render.Details(w.locale, f))
		if n == 2 {
			add("message", "event", "nudge", render.Event(w.locale, f, e))
			add("message", "remind_approver", "asked_for", render.RemindApprover(w.locale, []workflow.ReleaseFacts{f}, "U0ASKED00", e))
			add("message", "remind_approver", "asked_for_2", render.RemindApprover(w.locale, []workflow.ReleaseFacts{f, w.standIn()}, lena, e))
		}
	}
	var lately []workflow.Finding
	for _, p := range []workflow.PersonID{lena, omar, piet, eva, noor, tom} {
		lately = append(lately, workflow.Finding{Who: []workflow.PersonID{p}, Pass: len(lately)%2 == 1, At: monday.Add(time.Duration(len(lately)%2*20-1) * time.Hour), Earliest: monday.Add(3 * time.Hour)})
	}
	add("response", "not_reminded", "one", render.NotReminded(w.locale, 1042, lately[:1], name, "Europe/Amsterdam"))
	add("response", "not_reminded", "many", render.NotReminded(w.locale, 1042, lately, name, "Europe/Amsterdam"))

	cleared := w.cleared()
	cleared.Release.ScheduledAt = cleared.Now
	add("message", "start", "implementer", render.NotStarted(w.locale, cleared, tom))
	add("message", "start", "taker", render.NotStarted(w.locale, cleared, piet))
	due, late := w.toReview(at("2026-11-24 12:00")), w.toReview(at("2026-11-26 09:00"))
	add("message", "review", "due", render.Review(w.locale, due, tom))
	add("message", "review", "overdue", render.Review(w.locale, late, ines))
	add("message", "card", "review_due", render.Card(w.locale, due))
	add("message", "card", "review_overdue", render.Card(w.locale, late))
	add("message", "requester", "review_due", render.Requester(w.locale, due))
	add("message", "card", "reviewed", render.Card(w.locale, w.reviewed()))
	held := w.reviewed()
	add("message", "event", "review", render.Event(w.locale, held, held.Release.Last()))
	add("response", "done", "review", render.Done(w.locale, held, held.Release.Last(), false))
	add("modal", "details", "reviewed", render.Details(w.locale, held))
	add("modal", "review", "due", render.ReviewForm(w.locale, due, action.Modal{Channel: "C0RELEASES"}))
	add("modal", "reason", "close", render.ReasonForm(w.locale, workflow.ActClose, due, action.Modal{Channel: "C0RELEASES"}))
	for _, n := range []int{0, 1, 30} {
		add("modal", "away", fmt.Sprint(n), render.AwayForm(w.locale, w.absences(n), action.Modal{Channel: "C0RELEASES"}))
	}
	a := workflow.Absence{Person: omar, From: monday, To: monday.AddDate(0, 0, 7), Substitute: piet}
	add("response", "away", "own", render.AwayNoted(w.locale, a, omar, name, "Europe/Amsterdam"))
	add("response", "away", "of_another", render.AwayNoted(w.locale, workflow.Absence{Person: omar, From: a.From, To: a.To}, eva, name, "Europe/Amsterdam"))
	add("response", "back", "own", render.BackNoted(w.locale, omar, omar, name))
	add("response", "back", "of_another", render.BackNoted(w.locale, omar, eva, name))
	add("message", "stand_in", "soon", render.StandIn(w.locale, a, name(omar), "Europe/Amsterdam"))
	return out
}
