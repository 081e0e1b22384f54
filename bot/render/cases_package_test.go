package render_test

import (
	"slices"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

func (w world) windows() []example {
	var out []example
	add := func(name, state string, f workflow.WindowFacts) {
		out = append(out, example{"message", name, state, render.WindowBoard(w.locale, f)})
	}
	one := w.in(workflow.Scheduled)
	waiting := w.facts()
	waiting.Release.Number = 1044
	starting := w.in(workflow.Scheduled)
	starting.Actions = []workflow.Action{workflow.ActStart, workflow.ActPostpone, workflow.ActEdit}
	back := w.in(workflow.RolledBack)
	back.Release.Number = 1039
	add("window", "ahead_0", w.window(workflow.PhaseAhead))
	add("window", "ahead_1", w.window(workflow.PhaseAhead, one))
	add("window", "ahead_3", w.window(workflow.PhaseAhead, one, w.quiet(1041), waiting))
	add("window", "ahead_40", w.window(workflow.PhaseAhead, w.crowd(40, w.facts)...))
	add("window", "fixed_2", w.window(workflow.PhaseFixed, one, w.quiet(1041)))
	add("window", "open_0", w.window(workflow.PhaseOpen))
	add("window", "open_3", w.window(workflow.PhaseOpen, starting, w.in(workflow.Deploying), back))
	add("window", "open_40", w.window(workflow.PhaseOpen, w.crowd(40, func() workflow.ReleaseFacts { return starting })...))
	add("window", "closed_0", w.window(workflow.PhaseClosed))
	add("window", "closed_2", w.window(workflow.PhaseClosed, w.in(workflow.Live), back))
	add("window", "closed_unreported", w.window(workflow.PhaseClosed, w.in(workflow.Deploying), one))
	shifted := w.window(workflow.PhaseAhead, one)
	shifted.Slot = w.slot("2027-03-28 03:00")
	shifted.Slot.Shifted = w.say("shifted", "02:30")
	add("window", "shifted", shifted)
	return out
}

func (w world) briefings() []example {
	var out []example
	add := func(state string, f workflow.BriefingFacts) {
		out = append(out, example{"message", "briefing", state, render.Briefing(w.locale, f)})
	}
	one := w.in(workflow.Scheduled)
	outage := w.in(workflow.Scheduled)
	outage.Release.Number, outage.Release.Request.Impact, outage.Release.Request.Downtime = 1039, workflow.ImpactOutage, true
	undecided := w.facts()
	undecided.Release.Number = 1044
	unwritten := w.in(workflow.Scheduled)
	unwritten.Release.Number, unwritten.Release.Request.Briefing = 1045, workflow.Briefing{}
	add("planned_0", w.briefing(workflow.Scheduled, workflow.PhaseAhead))
	add("planned_1", w.briefing(workflow.Scheduled, workflow.PhaseAhead, one))
	add("planned_4", w.briefing(workflow.Scheduled, workflow.PhaseAhead, one, outage, w.quiet(1041), undecided))
	add("planned_quiet", w.briefing(workflow.Scheduled, workflow.PhaseAhead, w.quiet(1041)))
	add("planned_unwritten", w.briefing(workflow.Scheduled, workflow.PhaseAhead, unwritten))
	add("planned_40", w.briefing(workflow.Scheduled, workflow.PhaseAhead, w.crowd(40, func() workflow.ReleaseFacts { return one })...))
	add("going_live", w.briefing(workflow.Deploying, workflow.PhaseOpen, w.in(workflow.Deploying), outage))
	add("live", w.briefing(workflow.Live, workflow.PhaseOpen, w.in(workflow.Live)))
	add("rolled_back", w.briefing(workflow.RolledBack, workflow.PhaseOpen, w.in(workflow.RolledBack)))
	hidden := w.quiet(1041)
	hidden.Release.State = workflow.Live
	add("rolled_back_but_quiet_live", w.briefing(workflow.Live, workflow.PhaseOpen, w.in(workflow.RolledBack), hidden))
	add("begun", w.briefing(workflow.Scheduled, workflow.PhaseOpen, w.in(workflow.RolledBack), w.quiet(1041)))
	add("closed", w.briefing(workflow.Closed, workflow.PhaseClosed, w.in(workflow.Returned)))
	past := w.in(workflow.RolledBack)
	past = w.then(past, workflow.Entry{At: past.Now.Add(time.Hour), By: eva, Action: workflow.ActClose, To: workflow.Closed})
	add("closed_after_rollback", w.briefing(workflow.Live, workflow.PhaseClosed, past))
	add("closed_after_live", w.briefing(workflow.Live, workflow.PhaseClosed, w.in(workflow.Closed), past))
	add("nothing_left", w.briefing(workflow.Closed, workflow.PhaseAhead))
	unread := w.briefing(workflow.Scheduled, workflow.PhaseAhead, one)
	unread.Cover.Read, unread.Cover.Readers = 0, nil
	add("unread", unread)
	many := w.briefing(workflow.Scheduled, workflow.PhaseAhead, one)
	many.Cover.Read, many.Cover.Of, many.Cover.Readers = 30, 0, slices.Repeat(many.Cover.Readers, 15)
	add("read_by_many", many)
	for _, s := range []struct {
		state   string
		overall workflow.State
		f       workflow.ReleaseFacts
	}{{"emergency", workflow.Scheduled, w.emergency()}, {"emergency_live", workflow.Live, w.repaired()}, {"emergency_rolled_back", workflow.RolledBack, w.relapsed()},
		{"emergency_closed", workflow.Closed, w.over(w.repaired())}, {"emergency_rolled_back_closed", workflow.Closed, w.over(w.relapsed())}, {"emergency_withdrawn", workflow.Closed, w.called(w.emergency())}} {
		b := w.briefing(s.overall, workflow.PhaseOpen, s.f)
		b.Emergency, b.Slot = true, workflow.Slot{ID: "emergency:REL-7", Name: w.say("heartbeat", "Emergency"), Zone: "Europe/Amsterdam", Opens: s.f.Now, Closes: s.f.Now}
		add(s.state, b)
	}
	return out
}
