package render_test

import (
	"fmt"
	"slices"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// gates are findings of each kind, as a release in approval has them.
func (w world) gates() []workflow.Finding {
	return []workflow.Finding{
		{Rule: "approval:quality", Title: w.say("finding", "quality approval"), Weight: workflow.Block, Reason: w.say("reason", "Not given yet."), Who: []workflow.PersonID{eva, piet}, At: at("2026-11-23 17:00")},
		{Rule: "cut-off", Title: w.say("finding", "cut-off"), Pass: true, Weight: workflow.Block, Reason: w.say("reason", "Passes if it is decided in time."), At: at("2026-11-23 17:00")},
		{Rule: "approval:operations", Title: w.say("finding", "operations approval"), Pass: true, Weight: workflow.Block},
		{Rule: "capacity", Title: w.say("finding", "capacity"), Pass: true, Weight: workflow.Block},
		{Rule: "briefing", Title: w.say("finding", "briefing"), Weight: workflow.Warn, Reason: w.say("reason", "Nobody of the front line has read it yet; not required.")},
	}
}

func (w world) full() workflow.Finding {
	return workflow.Finding{Rule: "capacity", Title: w.say("finding", "capacity"), Weight: workflow.Block, Unknown: true, Reason: w.say("reason", "All 5 places of this window are taken.")}
}

func (w world) whys() []example {
	var out []example
	gates, full := w.gates(), w.full()
	asked, first := w.slot("2026-11-24 06:00"), w.slot("2026-11-26 06:00")
	waits := workflow.Finding{Rule: "window", Title: "window", Weight: workflow.Block, Reason: "The window is not open yet.", At: asked.Opens, Earliest: asked.Opens}
	stuck := workflow.Finding{Rule: "approval:quality", Title: w.say("finding", "quality approval"), Weight: workflow.Block, Unknown: true, Who: []workflow.PersonID{eva},
		Reason: w.say("reason", "Nobody can give it: nobody holds the role quality.")}
	add := func(state string, f workflow.WhyFacts) {
		out = append(out, example{"response", "why", state, render.Why(w.locale, f)})
	}
	later := append([]workflow.Finding{full}, gates[0], waits, gates[2], gates[4])
	add("later", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &asked, Gates: later, First: &first})
	requester := w.facts()
	requester.Actions = []workflow.Action{workflow.ActEdit, workflow.ActWithdraw}
	add("later_requester", workflow.WhyFacts{ReleaseFacts: requester, Asked: &asked, Gates: later, First: &first})
	back := w.in(workflow.RolledBack)
	again := workflow.Finding{Rule: "triage", Title: "intake", Weight: workflow.Block, Reason: "It has to be sent again.", Who: []workflow.PersonID{ines}}
	add("rolled_back", workflow.WhyFacts{ReleaseFacts: back, Asked: &asked, Gates: []workflow.Finding{again}, First: &first, Open: true})
	nudges := w.facts()
	nudges.Actions = []workflow.Action{workflow.ActNudge, workflow.ActEdit}
	add("remind", workflow.WhyFacts{ReleaseFacts: nudges, Asked: &asked, Gates: gates, Open: true, First: &asked})
	one := slices.Clone(gates)
	one[0].Who = one[0].Who[:1]
	add("remind_one", workflow.WhyFacts{ReleaseFacts: nudges, Asked: &asked, Gates: one, Open: true, First: &asked})
	outsider := w.facts()
	outsider.Actions = nil
	add("later_outsider", workflow.WhyFacts{ReleaseFacts: outsider, Asked: &asked, Gates: later, First: &first})
	add("this_one", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &asked, Gates: gates, Open: true, First: &asked})
	add("another", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &first, Gates: gates, Open: true, First: &asked})
	reminded := w.facts()
	reminded.Release.Nudges = []workflow.Nudge{{Person: eva, At: at("2026-11-23 13:00"), By: workflow.System}, {Person: ines, At: at("2026-11-23 14:00")}}
	add("reminded", workflow.WhyFacts{ReleaseFacts: reminded, Asked: &asked, Gates: gates, Open: true, First: &asked})
	add("possible", workflow.WhyFacts{ReleaseFacts: w.in(workflow.Scheduled), Asked: &asked, Gates: append([]workflow.Finding{waits}, gates[1:4]...), Possible: true, Open: true, First: &asked})
	add("never", workflow.WhyFacts{ReleaseFacts: w.stuck(), Asked: &asked, Gates: append([]workflow.Finding{stuck}, gates[1:]...)})
	add("all_full", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &asked, Gates: []workflow.Finding{full}, Until: at("2027-06-17 06:00")})
	add("no_window", workflow.WhyFacts{ReleaseFacts: w.placeless(), Gates: gates, First: &first})
	add("none_on_that_day", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &first, Gates: gates, Open: true, First: &asked, NoneFrom: at("2026-11-25 00:00"), NoneTo: at("2026-11-26 00:00")})
	add("none_at_that_time", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &first, Gates: gates, Open: true, First: &asked, NoneFrom: at("2026-11-24 22:00"), NoneTo: at("2026-11-24 22:00")})
	add("none_in_that_week", workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &first, Gates: gates, Open: true, First: &asked, NoneFrom: at("2026-11-16 00:00"), NoneTo: at("2026-11-23 00:00")})
	add("deploying", workflow.WhyFacts{ReleaseFacts: w.in(workflow.Deploying), Gates: gates})
	add("live", workflow.WhyFacts{ReleaseFacts: w.in(workflow.Live)})
	add("rejected", workflow.WhyFacts{ReleaseFacts: w.in(workflow.Rejected), Gates: gates})
	add("emergency", workflow.WhyFacts{ReleaseFacts: w.emergency(), Gates: gates[:1]})
	add("emergency_cleared", workflow.WhyFacts{ReleaseFacts: w.cleared(), Gates: gates[2:3], Possible: true, Open: true})
	return append(append(out, w.manyGates()), w.supposals()...)
}

// manyGates is a release that everything stands in the way of.
func (w world) manyGates() example {
	asked := w.slot("2026-11-24 06:00")
	var many []workflow.Finding
	for i := range 120 {
		g := w.full()
		g.Title, g.Rule = w.say("finding", fmt.Sprintf("conflict %d", i)), fmt.Sprintf("conflict:%d", i)
		if i%4 == 3 {
			g = w.gates()[i%5]
		}
		many = append(many, g)
	}
	return example{"response", "why", "many", render.Why(w.locale, workflow.WhyFacts{ReleaseFacts: w.facts(), Asked: &asked, Gates: many})}
}

// supposals are answers about changes that nobody has asked for.
func (w world) supposals() []example {
	var out []example
	asked, first := w.slot("2026-11-24 06:00"), w.slot("2026-11-26 06:00")
	for _, t := range workflow.ChangeTypes {
		f := w.facts()
		f.Release = workflow.Release{Revision: 1, State: workflow.InApproval, Requester: ines, Request: workflow.Request{System: "web-shop", Type: t}}
		f.Slot, f.Coverage, f.Actions, f.Findings = nil, nil, nil, nil
		why := workflow.WhyFacts{ReleaseFacts: f, Asked: &asked, Gates: w.gates()[:4], Open: true, First: &asked}
		if t == workflow.Emergency {
			why.Asked, why.First, why.Gates = nil, nil, why.Gates[:1]
		}
		out = append(out, example{"response", "why_supposed", string(t), render.Why(w.locale, why)})
	}
	f := w.facts()
	f.Release = workflow.Release{Revision: 1, State: workflow.InApproval, Request: workflow.Request{System: "web-shop", Type: workflow.Normal}}
	f.Slot, f.Coverage, f.Actions, f.Findings = nil, nil, nil, nil
	barred := slices.Concat([]workflow.Finding{w.full()}, w.gates()[:1])
	return append(out, example{"response", "why_supposed", "full", render.Why(w.locale, workflow.WhyFacts{ReleaseFacts: f, Asked: &asked, Gates: barred, First: &first})})
}
