package render_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// example is one body as Slack gets it, by kind, name and state.
type example struct {
	kind, name, state string
	body              any
}

func (e example) file() string { return fmt.Sprintf("%s.%s.%s", e.kind, e.name, e.state) }

// examples are all messages, modals and tabs in all their states.
func (w world) examples() []example {
	var out []example
	for _, part := range w.parts() {
		out = append(out, part()...)
	}
	return out
}

// parts are the examples by what they are about.
func (w world) parts() []func() []example {
	return []func() []example{
		w.boards, w.deciding, w.windows, w.briefings, w.posts, w.answers, w.modals, w.forms, w.homes, w.calendars,
		w.packages, w.windowLists, w.queues, w.bundles, w.drafts, w.intake, w.conflicts, w.settings, w.streets, w.fronts, w.crowded, w.figures, w.aftercare, w.digests,
	}
}

func (w world) boards() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	for _, s := range workflow.States {
		add("card", string(s), render.Card(w.locale, w.in(s)))
		add("requester", string(s), render.Requester(w.locale, w.in(s)))
	}
	add("card", "moved", render.Card(w.locale, w.moved(workflow.ActMove, eva, "The payment provider needs that window.")))
	add("card", "rolled_forward", render.Card(w.locale, w.moved(workflow.ActRollForward, workflow.System, "Not approved before the cut-off.")))
	add("requester", "rolled_forward", render.Requester(w.locale, w.moved(workflow.ActRollForward, workflow.System, "Not approved before the cut-off.")))
	add("requester", "postponed", render.Requester(w.locale, w.moved(workflow.ActPostpone, tom, "Tom is ill.")))
	add("card", "no_window", render.Card(w.locale, w.placeless()))
	add("card", "stuck", render.Card(w.locale, w.stuck()))
	add("card", "several_missing", render.Card(w.locale, w.nobodyYet()))
	add("card", "overdue", render.Card(w.locale, w.overdue()))
	add("card", "quiet", render.Card(w.locale, w.quiet(1041)))
	add("card", "emergency_asked", render.Card(w.locale, w.emergency()))
	add("card", "emergency_taken", render.Card(w.locale, w.taken()))
	add("card", "emergency_cleared", render.Card(w.locale, w.cleared()))
	add("card", "emergency_live", render.Card(w.locale, w.repaired()))
	add("card", "emergency_rolled_back", render.Card(w.locale, w.relapsed()))
	add("requester", "emergency_asked", render.Requester(w.locale, w.emergency()))
	add("requester", "emergency_cleared", render.Requester(w.locale, w.cleared()))
	add("ask", "asked", render.Ask(w.locale, w.facts(), lena, 3))
	add("ask", "asked_alone", render.Ask(w.locale, w.alone(), lena, 3))
	add("ask", "asked_quorum", render.Ask(w.locale, w.quorum(), lena, 3))
	add("ask", "you_approved", render.Ask(w.locale, w.facts(), piet, 3))
	add("ask", "others_decided", render.Ask(w.locale, w.othersDecided(), omar, 3))
	add("ask", "scheduled", render.Ask(w.locale, w.in(workflow.Scheduled), omar, 3))
	add("ask", "you_approved_last", render.Ask(w.locale, w.in(workflow.Scheduled), lena, 3))
	add("ask", "you_rejected", render.Ask(w.locale, w.in(workflow.Rejected), omar, 3))
	add("ask", "you_returned", render.Ask(w.locale, w.in(workflow.Returned), omar, 3))
	add("ask", "withdrawn", render.Ask(w.locale, w.in(workflow.Withdrawn), lena, 3))
	add("ask", "edited_again", render.Ask(w.locale, w.edited(), lena, 3))
	add("ask", "edited", render.Ask(w.locale, w.in(workflow.Scheduled), lena, 2))
	add("ask", "emergency", render.Ask(w.locale, w.emergency(), piet, 1))
	add("ask", "emergency_taken", render.Ask(w.locale, w.taken(), piet, 1))
	return out
}

func (w world) placeless() workflow.ReleaseFacts {
	f := w.facts()
	f.Release.Place, f.Slot, f.RollsTo, f.Release.Request.Window = nil, nil, nil, ""
	f.Findings = append(f.Findings, workflow.Finding{Rule: "capacity", Title: w.say("finding", "capacity"), Weight: workflow.Block,
		Reason: w.say("reason", "All places of the next windows are taken."), Who: []workflow.PersonID{eva}, Unknown: true})
	return f
}

func (w world) stuck() workflow.ReleaseFacts {
	f := w.facts()
	f.Standing.Rules[1].Can, f.Standing.Rules[1].Problem = nil, w.say("problem", "nobody holds the role quality")
	return f
}

func (w world) nobodyYet() workflow.ReleaseFacts {
	f := w.facts()
	f.Release.Approvals, f.Standing.Given, f.Standing.Needed = nil, 0, 3
	f.Standing.Rules[0].Given, f.Standing.Rules[0].Complete = nil, false
	f.Standing.Rules[0].Can = []workflow.PersonID{omar, piet, eva, noor, tom}
	f.Standing.Rules[1].Quorum = 2
	return f
}

func (w world) overdue() workflow.ReleaseFacts {
	f := w.facts()
	f.Now = f.Release.DecideBy.Add(time.Hour)
	return f
}

func (w world) alone() workflow.ReleaseFacts {
	f := w.facts()
	f.Standing.Rules[1].Can = []workflow.PersonID{lena}
	return f
}

func (w world) quorum() workflow.ReleaseFacts {
	f := w.facts()
	f.Standing.Rules[1].Quorum, f.Standing.Needed, f.Standing.Rules[1].Can = 2, 3, []workflow.PersonID{omar, lena, eva}
	return f
}

func (w world) othersDecided() workflow.ReleaseFacts {
	f := w.facts()
	f.Standing.Rules[1].Can = []workflow.PersonID{lena}
	return f
}

// edited is REL-1042 at revision 4, asked for again.
func (w world) edited() workflow.ReleaseFacts {
	f := w.then(w.facts(), workflow.Entry{At: monday.Add(time.Hour), By: ines, Action: workflow.ActEdit, To: workflow.InApproval,
		Changed: []workflow.Field{workflow.FieldWhat, workflow.FieldRollback}})
	f.Release.Revision = 4
	f.Release.History[len(f.Release.History)-1].Revision = 4
	f.Release.Asks = append(f.Release.Asks, workflow.Ask{Role: "quality", Person: lena, At: f.Now, Revision: 4})
	return f
}

func (w world) posts() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	for _, f := range []workflow.ReleaseFacts{
		w.facts(), w.in(workflow.Scheduled), w.in(workflow.Deploying), w.in(workflow.Live), w.cleared(), w.repaired(), w.called(w.emergency()),
		w.rare(workflow.ActEscalate, workflow.System, ""), w.rare(workflow.ActWithdrawRejection, omar, ""), w.rare(workflow.ActResubmit, ines, ""),
		w.in(workflow.Returned), w.in(workflow.RolledBack), w.in(workflow.Rejected), w.in(workflow.Withdrawn), w.in(workflow.Closed), w.edited(), w.taken(), w.relapsed(),
		w.moved(workflow.ActMove, eva, "The payment provider needs that window."), w.moved(workflow.ActRollForward, workflow.System, "Not approved before the cut-off."),
		w.moved(workflow.ActPostpone, tom, "Tom is ill"),
	} {
		for _, e := range f.Release.History {
			state := string(e.Action)
			if e.Action == workflow.ActApprove && e.To == workflow.Scheduled {
				state += "_last"
			}
			if f.Release.Request.Type == workflow.Emergency {
				state = "emergency_" + state
			}
			if slices.ContainsFunc(out, func(o example) bool { return o.name == "event" && o.state == state }) {
				continue
			}
			add("event", state, render.Event(w.locale, f, e))
			if e.Seq == len(f.Release.History) {
				add("outcome", state, render.Outcome(w.locale, f, e))
				add("briefing_change", state, render.BriefingChange(w.locale, w.briefing(workflow.Scheduled, workflow.PhaseAhead), f, e))
			}
		}
	}
	preauthorised := w.rare(workflow.ActTriage, workflow.System, "")
	preauthorised.Release.State, preauthorised.Release.History[3].To = workflow.Scheduled, workflow.Scheduled
	add("event", "preauthorised", render.Event(w.locale, preauthorised, preauthorised.Release.Last()))
	add("outcome", "preauthorised", render.Outcome(w.locale, preauthorised, preauthorised.Release.Last()))
	submitted := w.in(workflow.Submitted)
	submitted.Findings = []workflow.Finding{{Rule: "triage", Title: "triage", Weight: workflow.Block, Reason: "A release manager looks at it first.", Who: []workflow.PersonID{lena, noor}}}
	add("event", "submit_to_accept", render.Event(w.locale, submitted, submitted.Release.Last()))
	overdue := w.rare(workflow.ActEscalate, workflow.System, "The decision is overdue and no substitute is named.")
	add("event", "escalate_nobody", render.Event(w.locale, overdue, overdue.Release.Last()))
	scheduled := w.in(workflow.Scheduled)
	add("event", "late", render.Late(w.locale, render.Event(w.locale, scheduled, scheduled.Release.Last()), 90*time.Minute))
	waiting := w.facts()
	for lead, phase := range map[string]workflow.Phase{"48h": workflow.PhaseAhead, "24h": workflow.PhaseAhead, "1h": workflow.PhaseFixed, "cut-off": workflow.PhaseFixed, "open": workflow.PhaseOpen, "closing": workflow.PhaseOpen} {
		add("window_reminder", lead+"_0", render.WindowReminder(w.locale, w.window(phase), lead, 0))
		add("window_reminder", lead+"_2", render.WindowReminder(w.locale, w.window(phase, scheduled, waiting), lead, 0))
		add("window_reminder", lead+"_40", render.WindowReminder(w.locale, w.window(phase, w.crowd(40, func() workflow.ReleaseFacts { return scheduled })...), lead, 0))
	}
	add("window_reminder", "late", render.WindowReminder(w.locale, w.window(workflow.PhaseFixed, scheduled), "24h", 7*time.Hour))
	add("window_reminder", "too_late", render.WindowReminder(w.locale, w.window(workflow.PhaseOpen, scheduled), "24h", 25*time.Hour))
	add("remind_approver", "1", render.RemindApprover(w.locale, []workflow.ReleaseFacts{w.facts()}, lena, workflow.Entry{}))
	add("remind_approver", "2", render.RemindApprover(w.locale, []workflow.ReleaseFacts{w.facts(), w.emergency()}, omar, workflow.Entry{}))
	add("remind_approver", "40", render.RemindApprover(w.locale, w.crowd(40, w.facts), lena, workflow.Entry{}))
	add("page", "asked", render.Page(w.locale, w.emergency(), piet))
	for _, n := range []workflow.Notice{
		{ID: "card:REL-1042", Kind: workflow.NoticeCard, Channel: "#releases", Release: 1042, Delivery: workflow.Delivery{Problem: "is_archived"}},
		{ID: "briefing:web:2026-11-24T05:00Z:help-desk", Kind: workflow.NoticeBriefing, Channel: "C0HELPDESK", Delivery: workflow.Delivery{Problem: "not_in_channel"}},
		{ID: "ask:REL-1042:r3:U0LENA", Kind: workflow.NoticeAsk, Person: lena, Release: 1042, Delivery: workflow.Delivery{Problem: w.say("problem", "cannot_dm_bot")}},
	} {
		add("trouble", string(n.Kind), render.Trouble(w.locale, n))
	}
	return out
}

// rare gives REL-1042 after an action that leaves it in approval.
func (w world) rare(a workflow.Action, by workflow.PersonID, reason string) workflow.ReleaseFacts {
	return w.then(w.facts(), workflow.Entry{At: monday.Add(time.Hour), By: by, Action: a, To: workflow.InApproval, Reason: reason})
}

func (w world) answers() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"response", name, state, m}) }
	add("menu", "any", render.Menu(w.locale))
	add("help", "any", render.Help(w.locale))
	add("show", "in_approval", render.Show(w.locale, w.facts(), lena))
	add("list", "open_0", render.List(w.locale, render.ListOpen, nil, false))
	add("list", "mine_0", render.List(w.locale, render.ListMine, nil, false))
	add("list", "open_1", render.List(w.locale, render.ListOpen, []workflow.ReleaseFacts{w.facts()}, false))
	var all []workflow.ReleaseFacts
	for _, s := range workflow.States {
		all = append(all, w.in(s))
	}
	add("list", "mine_states", render.List(w.locale, render.ListMine, append(all, w.emergency(), w.placeless()), false))
	add("list", "open_40", render.List(w.locale, render.ListOpen, w.crowd(40, w.facts), true))
	out = append(out, w.whys()...)
	for _, f := range append(all, w.edited(), w.taken(), w.cleared(), w.relapsed(), w.moved(workflow.ActMove, eva, "x"), w.moved(workflow.ActPostpone, tom, "x")) {
		e := f.Release.Last()
		add("done", fmt.Sprintf("%s_%s_%s", e.Action, f.Release.State, f.Release.Request.Type), render.Done(w.locale, f, e, false))
	}
	f := w.facts()
	add("done", "repeated", render.Done(w.locale, f, f.Release.Last(), true))
	cover := workflow.Coverage{Name: w.say("team-name", "help desk"), Read: 5, Of: 7}
	add("sending_again", "any", render.SendingAgain(w.locale))
	add("read", "first", render.ReadNoted(w.locale, cover, monday, "Europe/Amsterdam", false))
	add("read", "again", render.ReadNoted(w.locale, cover, monday, "Europe/Amsterdam", true))
	return append(out, w.refusals()...)
}

func (w world) refusals() []example {
	var out []example
	add := func(name, state string, m render.Message) { out = append(out, example{"response", name, state, m}) }
	add("refused", "denied", render.Refused(w.locale, workflow.Refuse(workflow.CodeDenied, "%s", w.say("refusal", "You may not approve REL-1042: you asked for it. Lena or Omar can.")), ""))
	add("refused", "stale", render.Refused(w.locale, workflow.Refuse(workflow.CodeStale, "%s", w.say("refusal", "REL-1042 has changed since this message: it is at revision 4 now, this was revision 3. Look at the new one before you decide.")), ""))
	add("refused", "not_saved", render.Refused(w.locale, workflow.Refuse(workflow.CodeNotSaved, "%s", w.say("refusal", "Not saved: our database did not answer. Nothing has changed. Try again in a minute.")), "7f3a"))
	add("refused", "ours", render.Refused(w.locale, errors.New("driver: connection reset"), "7f3a"))
	add("refused", "blocked", render.Refused(w.locale, &workflow.Error{Code: workflow.CodeBlocked, Message: w.say("refusal", "REL-1042 cannot start now: the window is not open yet."), Findings: []workflow.Finding{
		{Title: w.say("finding", "window"), Weight: workflow.Block, Reason: w.say("reason", "The window is not open yet.")}, {Title: "triage", Pass: true, Weight: workflow.Block},
		{Title: w.say("finding", "quality approval"), Weight: workflow.Block, Reason: w.say("reason", "Not given yet.")},
	}}, ""))
	add("refused", "fields", render.Refused(w.locale, &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: map[workflow.Field]string{
		workflow.FieldTitle: w.say("reason", "Give the change a title: a few words by which people will know it."), workflow.FieldWindow: "This window has closed.",
	}}, ""))
	add("no_command", "near", render.NoSuchCommand(w.locale, w.say("typed", "lst"), "list"))
	add("no_command", "far", render.NoSuchCommand(w.locale, w.say("typed", "frobnicate"), ""))
	add("no_release", "none", render.NoSuchRelease(w.locale, w.say("typed", "REL-9999"), nil))
	add("no_release", "near", render.NoSuchRelease(w.locale, w.say("typed", "REL-9999"), []workflow.Number{999, 1042, 99, 9}))
	return out
}

func (w world) modals() []example {
	var out []example
	add := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }
	for _, a := range []workflow.Action{workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdraw, workflow.ActRollBack, workflow.ActPostpone} {
		add("reason", string(a), render.ReasonForm(w.locale, a, w.in(workflow.Scheduled), action.Modal{Channel: "C0RELEASES"}))
	}
	rejected := render.ReasonForm(w.locale, workflow.ActReject, w.facts(), action.Modal{})
	add("reason", "not_saved", render.Problem(w.locale, rejected, workflow.Refuse(workflow.CodeNotSaved, "%s", w.say("refusal", "Not saved: our database did not answer. Nothing has changed. Try again in a minute.")), "7f3a"))
	options := w.form(w.request()).Windows
	add("move", "many", render.MoveForm(w.locale, w.in(workflow.Scheduled), options, "", action.Modal{}))
	add("move", "chosen", render.MoveForm(w.locale, w.in(workflow.Scheduled), options, options[len(options)-1].Slot.ID, action.Modal{}))
	add("move", "none", render.MoveForm(w.locale, w.in(workflow.Scheduled), nil, "", action.Modal{}))
	for _, s := range workflow.States {
		add("details", string(s), render.Details(w.locale, w.in(s)))
	}
	add("details", "emergency", render.Details(w.locale, w.cleared()))
	long := w.in(workflow.Scheduled)
	for range 80 {
		long = w.then(long, workflow.Entry{At: monday, By: ines, Action: workflow.ActEdit, To: workflow.Scheduled, Changed: []workflow.Field{workflow.FieldLinks}})
	}
	add("details", "long_history", render.Details(w.locale, long))
	add("notice", "refused", render.Notice(w.locale, render.Refused(w.locale, workflow.Refuse(workflow.CodeDenied, "%s", w.say("refusal", "You may not approve REL-1042: you asked for it.")), "")))
	return out
}

func (w world) forms() []example {
	var out []example
	add := func(state string, f workflow.FormFacts, m action.Modal) {
		out = append(out, example{"modal", "request", state, render.RequestForm(w.locale, f, m)})
	}
	fresh := action.Modal{Mode: action.New}
	add("new", w.blank(), fresh)
	full := w.request()
	add("major", w.form(full), fresh)
	standard := full
	standard.Type, standard.Impact, standard.EffortHours = workflow.Standard, workflow.ImpactNone, 2
	add("standard_no_impact", w.form(standard), fresh)
	emergency := full
	emergency.Type = workflow.Emergency
	add("emergency", w.form(emergency), fresh)
	stands := w.form(full)
	stands.Findings = []workflow.Finding{{Rule: "capacity", Title: w.say("finding", "capacity"), Weight: workflow.Block, Reason: w.say("reason", "All 5 places of this window are taken.")}}
	add("in_the_way", stands, fresh)
	r := w.release()
	edit := w.form(full)
	edit.Release = &r
	edit.Windows = edit.Windows[1:]
	add("edit", edit, action.Modal{Mode: action.Edit, Release: 1042, Revision: 3, Entry: 3})
	add("resubmit", edit, action.Modal{Mode: action.Resubmit, Release: 1042, Revision: 3, Entry: 4})
	many := w.form(full)
	for i := range 150 {
		many.Systems = append(many.Systems, workflow.Platform{Key: fmt.Sprint("s", i), Name: w.say("system", "System")})
		many.Risk = append(many.Risk, workflow.RiskQuestion{Key: fmt.Sprint("q", i), Text: w.say("risk", "Another question"), Points: 1})
		many.Windows = append(many.Windows, workflow.WindowOption{Slot: w.slot("2026-12-03 06:00"), Free: 1})
		many.Windows[len(many.Windows)-1].Slot.ID = workflow.MakeWindowID("web", at("2026-12-03 06:00").Add(time.Duration(i)*time.Hour))
	}
	add("many", many, fresh)
	nothing := w.blank()
	nothing.Systems, nothing.Windows, nothing.Risk, nothing.Form = nil, nil, nil, workflow.Request{}
	add("nothing", nothing, fresh)
	return out
}

func (w world) homes() []example {
	base := workflow.HomeFacts{Now: monday, Person: lena, Names: w.names(), Zone: "Europe/Amsterdam"}
	one := base
	one.Waiting, one.Mine, one.Live = []workflow.ReleaseFacts{w.facts()}, []workflow.ReleaseFacts{w.in(workflow.Scheduled)}, []workflow.ReleaseFacts{w.in(workflow.Live)}
	one.Windows = []workflow.WindowFacts{w.window(workflow.PhaseAhead, w.facts())}
	many := base
	many.Manager = true
	many.Waiting, many.Mine, many.Live = w.crowd(40, w.facts), w.crowd(40, w.facts), w.crowd(40, func() workflow.ReleaseFacts { return w.in(workflow.Live) })
	many.Queue = w.queued(40)
	for range 7 {
		many.Tasks = append(many.Tasks, w.tasks()...)
	}
	for range 40 {
		many.Windows = append(many.Windows, w.window(workflow.PhaseAhead, w.facts()))
		many.Dead = append(many.Dead, workflow.Notice{ID: "card:REL-1042", Kind: workflow.NoticeCard, Channel: "#releases", Release: 1042, Delivery: workflow.Delivery{Problem: "is_archived"}})
	}
	manager := base
	manager.Manager = true
	manager.Queue = w.queued(1)
	manager.Dead = many.Dead[:1]
	tasks := base
	tasks.Tasks, tasks.Mine = w.tasks(), []workflow.ReleaseFacts{w.in(workflow.InApproval)}
	tasks.Mine[0].Release.Number = 7
	return []example{
		{"home", "home", "tasks", render.Home(w.locale, tasks)},
		{"home", "home", "empty", render.Home(w.locale, base)}, {"home", "home", "one", render.Home(w.locale, one)},
		{"home", "home", "manager", render.Home(w.locale, manager)}, {"home", "home", "many", render.Home(w.locale, many)},
	}
}
