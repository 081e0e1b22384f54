package render_test

import (
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// conflicts are what stands in the way, where it is seen and where it is
// overridden.
func (w world) conflicts() []example {
	open := w.frozen()
	open.Now, open.Anyway, open.Actions = w.slot("2026-11-24 06:00").Opens.Add(10*time.Minute), true, []workflow.Action{workflow.ActStart, workflow.ActPostpone}
	started := w.then(open, workflow.Entry{At: open.Now, By: eva, Action: workflow.ActStart, To: workflow.Deploying,
		Reason: w.say("reason", "Nobody can pay until it is live"), Overrode: []string{"freeze:sale", "dependency:REL-1036", "freeze:audit"}})
	started.Release.StartedAt, started.Findings, started.Anyway = open.Now, nil, false
	started.Actions = []workflow.Action{workflow.ActLive, workflow.ActRollBack}
	moved := w.moved(workflow.ActMove, eva, "The payment provider needs that window.")
	last := &moved.Release.History[len(moved.Release.History)-1]
	last.Overrode = []string{"blackout:acme"}
	form := w.form(w.request())
	form.Findings = w.frozen().Findings
	for i := range form.Windows {
		form.Windows[i].Conflicts = form.Findings[i%4 : i%4+1]
	}
	many := w.frozen()
	for range 40 {
		f := many.Findings[0]
		f.Rule += "x"
		many.Findings = append(many.Findings, f)
	}
	return []example{
		{"message", "card", "conflicts", render.Card(w.locale, w.frozen())},
		{"message", "card", "start_anyway", render.Card(w.locale, open)},
		{"message", "card", "started_anyway", render.Card(w.locale, started)},
		{"message", "window", "start_anyway", render.WindowBoard(w.locale, w.window(workflow.PhaseOpen, open))},
		{"message", "event", "started_anyway", render.Event(w.locale, started, started.Release.Last())},
		{"message", "event", "moved_anyway", render.Event(w.locale, moved, *last)},
		{"message", "why", "conflicts", render.Why(w.locale, workflow.WhyFacts{ReleaseFacts: w.frozen(), Asked: w.frozen().Slot, Gates: w.frozen().Findings})},
		{"message", "refused", "frozen", render.Refused(w.locale, &workflow.Error{Code: workflow.CodeBlocked, Findings: w.frozen().Findings,
			Message: w.say("refusal", "REL-1042 cannot start now: nothing goes live here during “Sale”. Rosa can start it anyway, with a reason.")}, "")},
		{"modal", "request", "conflicts", render.RequestForm(w.locale, form, action.Modal{Mode: action.New})},
		{"modal", "move", "conflicts", render.MoveForm(w.locale, w.in(workflow.Scheduled), form.Windows, "", action.Modal{})},
		{"modal", "anyway", "one", render.AnywayForm(w.locale, open, w.frozen().Findings, action.Modal{Channel: "C0RELEASES"})},
		{"modal", "anyway", "many", render.AnywayForm(w.locale, many, many.Findings, action.Modal{})},
	}
}

// frozen is a scheduled release with one of everything in its way.
func (w world) frozen() workflow.ReleaseFacts {
	f := w.in(workflow.Scheduled)
	way := func(opens string) workflow.Alternative {
		s := w.slot(opens)
		return workflow.Alternative{Window: s.ID, Opens: s.Opens, Closes: s.Closes, Zone: s.Zone}
	}
	f.Findings = []workflow.Finding{
		{Rule: "freeze:sale", Title: "freeze", Weight: workflow.Block, Reason: w.say("reason", "Nothing goes live here during “Sale”. Every order counts."), Who: []workflow.PersonID{eva},
			At: w.slot("2026-11-25 06:00").Opens, Alternatives: []workflow.Alternative{way("2026-11-26 06:00"), way("2026-12-01 06:00")}},
		{Rule: "freeze:audit", Title: "freeze", Weight: workflow.Warn, Reason: w.say("reason", "During “Audit” only what has to goes live here."), At: w.slot("2026-11-25 06:00").Opens},
		{Rule: "blackout:acme", Title: "key account", Weight: workflow.Block, Reason: w.say("reason", "Acme must not be disturbed then."), At: w.slot("2026-11-25 06:00").Opens},
		{Rule: "capacity", Title: "capacity", Weight: workflow.Block, Reason: "It has 8 risk points; 4 of 20 are left in this window.", Unknown: true},
		{Rule: "system", Title: "same system", Weight: workflow.Warn, Reason: "REL-1039 changes the same system in this window. Agree who goes first.", Unknown: true,
			Alternatives: []workflow.Alternative{way("2026-11-26 06:00"), {After: 1039}}},
	}
	return f
}
