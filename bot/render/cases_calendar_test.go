package render_test

import (
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// almanac is the calendar of a span in the week of the windows.
func (w world) almanac(span workflow.CalendarSpan) workflow.CalendarFacts {
	f := workflow.CalendarFacts{Now: monday, Span: span, Zone: "Europe/Amsterdam", From: at("2026-11-23 00:00"), To: at("2026-11-30 00:00"), Systems: []workflow.Platform{
		{Key: "web-shop", Name: w.say("system", "Web shop")}, {Key: "payment", Name: w.say("system", "Payment service")}}}
	switch span {
	case workflow.CalendarDay:
		f.From, f.To = at("2026-11-24 00:00"), at("2026-11-25 00:00")
	case workflow.CalendarMonth:
		f.From, f.To = at("2026-11-01 00:00"), at("2026-12-01 00:00")
	}
	return f
}

// opening is a window of the calendar.
func (w world) opening(when string, phase workflow.Phase, releases ...workflow.CalendarRelease) workflow.CalendarWindow {
	return workflow.CalendarWindow{Slot: w.slot(when), Phase: phase, Taken: len(releases), Releases: releases}
}

func (w world) planned(n workflow.Number, s workflow.State, after ...workflow.Number) workflow.CalendarRelease {
	return workflow.CalendarRelease{Number: n, Title: w.say("title", "Faster checkout for returning customers"), State: s, System: w.say("system", "Web shop"), After: after, At: monday}
}

func (w world) busyWeek(span workflow.CalendarSpan) workflow.CalendarFacts {
	f := w.almanac(span)
	hard := workflow.Period{Freeze: "sale", Name: w.say("freeze", "Holiday sale"), Hard: true, From: at("2026-11-26 18:00"), To: at("2026-11-30 08:00"), Zone: "Europe/Amsterdam", Systems: []string{"web-shop", "gone"}}
	soft := workflow.Period{Freeze: "close", Name: w.say("freeze", "Month end"), From: at("2026-11-20 00:00"), To: at("2026-11-25 00:00"), Zone: "Europe/Amsterdam"}
	f.Freezes = []workflow.Period{soft, hard}
	tuesday := w.opening("2026-11-24 06:00", workflow.PhaseAhead, w.planned(1039, workflow.Scheduled), w.planned(1042, workflow.InApproval, 1036, 1039))
	tuesday.Freeze = &soft
	thursday := w.opening("2026-11-26 06:00", workflow.PhaseFixed, w.planned(1044, workflow.Scheduled))
	thursday.Slot.Extra = w.say("why", "The auditors come")
	friday := w.opening("2026-11-27 06:00", workflow.PhaseAhead)
	friday.Skipped, friday.Taken = w.say("skipped", "Web heartbeat skips this window (the day after the sale). Choose another window."), 1
	sunday := w.opening("2026-11-29 04:00", workflow.PhaseAhead)
	sunday.Maintenance, sunday.Freeze, sunday.Slot.Capacity, sunday.Taken = true, &hard, 0, 1
	f.Windows = []workflow.CalendarWindow{w.opening("2026-11-23 06:00", workflow.PhaseClosed, w.planned(1030, workflow.Live), w.planned(1031, workflow.RolledBack)), tuesday, thursday, friday, sunday}
	f.Emergencies = []workflow.CalendarRelease{w.planned(7, workflow.Live)}
	f.Blackouts = []workflow.CalendarBlackout{{Account: w.say("account", "Acme"), Blackout: workflow.Blackout{From: at("2026-11-25 09:00"), To: at("2026-11-25 18:00"), Why: w.say("why", "their board meets")}}}
	f.Bookings = []workflow.CalendarBooking{
		{System: w.say("system", "Web shop"), Environment: w.say("environment", "Acceptance"), By: w.say("name", "Ines"), Booking: workflow.Booking{Release: 1042, From: at("2026-11-23 09:00"), To: at("2026-11-24 12:00")}},
		{System: w.say("system", "Web shop"), Environment: w.say("environment", "Test"), By: w.say("name", "Tom"), Booking: workflow.Booking{From: at("2026-11-19 09:00"), To: at("2026-11-28 12:00"), Why: w.say("why", "load tests")}},
	}
	return f
}

func (w world) calendars() []example {
	var out []example
	add := func(state string, f workflow.CalendarFacts) {
		out = append(out, example{"response", "calendar", state, render.Calendar(w.locale, f)})
	}
	for _, span := range workflow.CalendarSpans {
		add(string(span)+"_0", w.almanac(span))
		add(string(span), w.busyWeek(span))
	}
	one := w.busyWeek(workflow.CalendarWeek)
	one.System, one.Windows[1].Others = one.Systems[0], 2
	add("week_system", one)
	frozen := w.almanac(workflow.CalendarDay)
	frozen.Freezes = []workflow.Period{{Name: w.say("freeze", "Holiday sale"), Hard: true, From: at("2026-11-20 18:00"), To: at("2026-11-30 08:00"), Zone: "Europe/Amsterdam"}}
	add("day_frozen", frozen)
	if w.plain {
		for _, span := range workflow.CalendarSpans {
			add(string(span)+"_many", w.crowdedCalendar(span))
		}
	}
	return append(out, example{"modal", "calendar", "week", render.CalendarView(w.locale, w.busyWeek(workflow.CalendarWeek))})
}

// crowdedCalendar has too much of everything.
func (w world) crowdedCalendar(span workflow.CalendarSpan) workflow.CalendarFacts {
	f := w.busyWeek(span)
	const windows, releases = 130, 60
	for i := range windows {
		win := w.opening("2026-11-24 06:00", workflow.PhaseAhead)
		win.Slot.Opens = f.From.Add(time.Duration(i) * f.To.Sub(f.From) / time.Duration(windows))
		win.Slot.Closes = win.Slot.Opens.Add(time.Hour)
		win.Slot.ID = workflow.MakeWindowID("many", win.Slot.Opens)
		for n := range releases {
			win.Releases = append(win.Releases, w.planned(workflow.Number(3000+n), workflow.Scheduled))
		}
		win.Taken, win.Others = 2*releases, releases
		f.Windows = append(f.Windows, win)
		f.Freezes = append(f.Freezes, workflow.Period{Name: w.say("freeze", "Holiday sale"), Hard: true, From: win.Slot.Opens, To: win.Slot.Closes, Zone: "Europe/Amsterdam"})
		f.Bookings = append(f.Bookings, workflow.CalendarBooking{System: w.say("system", "Web shop"), Environment: w.say("environment", "Test"), By: w.say("name", "Tom"), Booking: workflow.Booking{From: win.Slot.Opens, To: win.Slot.Closes, Why: w.say("why", "load tests")}})
		f.Systems = append(f.Systems, workflow.Platform{Key: string(win.Slot.ID), Name: w.say("system", "Web shop")})
	}
	return f
}

func (w world) packages() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"response", name, state, m}) }
	startable := func() workflow.ReleaseFacts {
		f := w.in(workflow.Scheduled)
		f.Actions = []workflow.Action{workflow.ActStart, workflow.ActPostpone}
		return f
	}
	first, second := startable(), startable()
	second.Release.Number, second.After = 1044, []workflow.Number{1042, 1036}
	add("package", "0", render.Package(w.locale, w.window(workflow.PhaseAhead), 0))
	add("package", "2", render.Package(w.locale, w.window(workflow.PhaseAhead, w.in(workflow.Scheduled), w.quiet(1041)), 1))
	add("package", "60_first", render.Package(w.locale, w.window(workflow.PhaseAhead, w.crowd(60, w.facts)...), 1))
	add("package", "60_last", render.Package(w.locale, w.window(workflow.PhaseAhead, w.crowd(60, w.facts)...), 9))
	out = append(out, example{"message", "window", "open_after", render.WindowBoard(w.locale, w.window(workflow.PhaseOpen, first, second))},
		example{"message", "window", "ahead_after", render.WindowBoard(w.locale, w.window(workflow.PhaseAhead, first, second))})
	to := w.slot("2026-11-26 06:00")
	result := func(n workflow.Number, done bool, slot *workflow.Slot, why string) workflow.PackageResult {
		return workflow.PackageResult{Number: n, Title: w.say("title", "Faster checkout"), Done: done, Slot: slot, Why: w.say("reason", why)}
	}
	for _, a := range []workflow.Action{workflow.ActStart, workflow.ActPostpone, workflow.ActMove} {
		f := workflow.PackageDone{Action: a, Slot: w.slot("2026-11-24 06:00"), Results: []workflow.PackageResult{result(1039, true, &to, ""), result(1042, false, nil, "REL-1042 cannot start now: it starts after REL-1036.")}}
		add("package_done", string(a), render.PackageDone(w.locale, f))
		f.Results = f.Results[1:]
		add("package_done", string(a)+"_none", render.PackageDone(w.locale, f))
	}
	many := workflow.PackageDone{Action: workflow.ActPostpone, Slot: w.slot("2026-11-24 06:00"), Results: []workflow.PackageResult{result(1039, true, nil, "")}}
	for n := range 60 {
		many.Results = append(many.Results, result(workflow.Number(2000+n), true, &to, ""))
	}
	add("package_done", "60", render.PackageDone(w.locale, many))
	options := w.form(w.request()).Windows
	for state, f := range map[string]workflow.WindowFacts{"2": w.window(workflow.PhaseFixed, first, second), "60": w.window(workflow.PhaseFixed, w.crowd(60, w.facts)...)} {
		out = append(out, example{"modal", "package_move", state, render.PackageForm(w.locale, f, workflow.ActMove, options, "C0RELEASES")})
	}
	return append(out, example{"modal", "package_move", "nowhere", render.PackageForm(w.locale, w.window(workflow.PhaseFixed, first, second), workflow.ActMove, nil, "")},
		example{"modal", "package_postpone", "2", render.PackageForm(w.locale, w.window(workflow.PhaseOpen, first, second), workflow.ActPostpone, nil, "C0RELEASES")})
}

func (w world) windowLists() []example {
	var out []example
	add := func(state string, f workflow.WindowListFacts) {
		out = append(out, example{"response", "windows", state, render.WindowList(w.locale, f, "windows")})
	}
	week := w.busyWeek(workflow.CalendarWeek)
	f := workflow.WindowListFacts{Now: monday, Systems: week.Systems, Windows: week.Windows, Manager: true, Zone: "Europe/Amsterdam"}
	add("manager", f)
	f.Manager, f.System = false, week.Systems[0]
	add("reader", f)
	add("none", workflow.WindowListFacts{Now: monday, Zone: "Europe/Amsterdam"})
	out = append(out, example{"response", "settings_done", "moves", render.SettingsDone(w.locale, 7, true)})
	return out
}
