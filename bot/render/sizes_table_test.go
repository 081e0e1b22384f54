package render_test

import (
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// sizes is every message, modal and tab that is made of facts, to be multiplied
// by the sizes of what is in them.
func (w world) sizes() []sized {
	var out []sized
	release := func(name string, f workflow.ReleaseFacts, render func(workflow.ReleaseFacts) any) {
		out = append(out, of(name, f, render))
	}
	full := w.laden()
	for _, s := range []workflow.State{workflow.Submitted, workflow.InApproval} {
		release("card "+string(s), w.fuller(w.in(s)), func(f workflow.ReleaseFacts) any { return render.Card(w.locale, f) })
	}
	live := w.fuller(w.in(workflow.Live))
	release("requester", full, func(f workflow.ReleaseFacts) any { return render.Requester(w.locale, f) })
	release("requester live", live, func(f workflow.ReleaseFacts) any { return render.Requester(w.locale, f) })
	release("details", full, func(f workflow.ReleaseFacts) any { return render.Details(w.locale, f) })
	release("details live", live, func(f workflow.ReleaseFacts) any { return render.Details(w.locale, f) })
	release("show", full, func(f workflow.ReleaseFacts) any { return render.Show(w.locale, f, lena) })
	release("ask", full, func(f workflow.ReleaseFacts) any { return render.Ask(w.locale, f, lena, 3) })
	release("ask again", full, func(f workflow.ReleaseFacts) any {
		return render.AskAgain(w.locale, f, workflow.Entry{Action: workflow.ActWithdrawRejection, By: piet}, lena)
	})
	release("overdue", full, func(f workflow.ReleaseFacts) any { return render.Overdue(w.locale, f, lena) })
	release("page", w.fuller(w.emergency()), func(f workflow.ReleaseFacts) any { return render.Page(w.locale, f, piet) })
	release("endorse", w.fuller(w.in(workflow.Submitted)), func(f workflow.ReleaseFacts) any { return render.Endorse(w.locale, f, noor) })
	release("sign off", w.fuller(w.in(workflow.Scheduled)), func(f workflow.ReleaseFacts) any { return render.AskSignOff(w.locale, f, lena, 3) })
	release("sign-off form", w.fuller(w.in(workflow.Scheduled)), func(f workflow.ReleaseFacts) any { return render.SignOffForm(w.locale, f, lena, action.Modal{}) })
	release("reason form", full, func(f workflow.ReleaseFacts) any {
		return render.ReasonForm(w.locale, workflow.ActReject, f, action.Modal{})
	})
	release("anyway form", full, func(f workflow.ReleaseFacts) any { return render.AnywayForm(w.locale, f, f.Findings, action.Modal{}) })
	release("merge form", full, func(f workflow.ReleaseFacts) any { return render.MergeForm(w.locale, f, action.Modal{Release: 1042}) })
	release("review form", full, func(f workflow.ReleaseFacts) any { return render.ReviewForm(w.locale, f, action.Modal{}) })
	last := full.Release.Last()
	release("event", full, func(f workflow.ReleaseFacts) any { return render.Event(w.locale, f, last) })
	release("outcome", full, func(f workflow.ReleaseFacts) any { return render.Outcome(w.locale, f, last) })
	release("done", full, func(f workflow.ReleaseFacts) any { return render.Done(w.locale, f, last, false) })
	return append(out, w.sizesOfMore()...)
}

// laden is REL-1042 in approval with something in each of its lists.
func (w world) laden() workflow.ReleaseFacts { return w.fuller(w.facts()) }

func (w world) fuller(f workflow.ReleaseFacts) workflow.ReleaseFacts {
	alternative := workflow.Alternative{Window: f.Release.Request.Window, Opens: monday, Closes: monday, Zone: "Europe/Amsterdam"}
	f.Findings = append([]workflow.Finding{{Rule: "system", Title: "same system", Weight: workflow.Warn, Reason: "REL-1039 changes the same system.", Who: []workflow.PersonID{lena}, Alternatives: []workflow.Alternative{alternative}}}, f.Findings...)
	f.Merged, f.After = []workflow.Number{1044}, []workflow.Number{1036}
	f.Release.Request.DependsOn, f.Release.Request.Accounts = []workflow.Number{1036}, []string{"bank"}
	f.Release.Nudges = []workflow.Nudge{{Person: lena, At: monday, By: ines}}
	f.Release.SignOffs = []workflow.SignOff{{Environment: "acceptance", By: lena, At: monday, Revision: 3, Evidence: "tried"}}
	f.Stages = []workflow.StageFacts{{Environment: workflow.Environment{Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance, SignOff: "quality"}, Role: "quality", Can: []workflow.PersonID{lena}}}
	f.Away = []workflow.Absence{{Person: lena, From: monday, To: monday.AddDate(0, 0, 3), Substitute: omar}}
	f.Release.Editors = []workflow.PersonID{eva}
	if f.Release.State == workflow.Submitted {
		f.Release.Misfits = []workflow.Finding{{Rule: "intake:risk", Title: "risk", Weight: workflow.Block, Reason: "The risk is 8 of 10; up to 7 passes by rule.", Who: []workflow.PersonID{eva}}}
	}
	if len(f.Coverage) == 0 {
		f.Coverage = []workflow.Coverage{{FrontLine: "help-desk", Name: "help desk", Read: 1, Of: 2, Readers: []workflow.Receipt{{FrontLine: "help-desk", Person: piet, At: monday}}, Missing: []workflow.PersonID{noor}}}
	}
	return f
}

// sizesOfMore are those that are about more than one release.
func (w world) sizesOfMore() []sized {
	why := workflow.WhyFacts{ReleaseFacts: w.laden(), Gates: w.gates()}
	f := w.laden()
	f.Actions = []workflow.Action{workflow.ActStart, workflow.ActPostpone}
	out := []sized{
		of("why", why, func(f workflow.WhyFacts) any { return render.Why(w.locale, f) }),
		of("move form", moving{w.laden(), w.form(w.request()).Windows}, func(f moving) any { return render.MoveForm(w.locale, f.Release, f.Windows, "", action.Modal{}) }),
		of("request form", w.form(w.request()), func(f workflow.FormFacts) any {
			return render.RequestForm(w.locale, f, action.Modal{Mode: action.New, More: true})
		}),
		of("list", listed{[]workflow.ReleaseFacts{w.laden()}}, func(f listed) any { return render.List(w.locale, render.ListOpen, f.Releases, false) }),
		of("reminder", listed{[]workflow.ReleaseFacts{w.laden()}}, func(f listed) any { return render.RemindApprover(w.locale, f.Releases, lena, workflow.Entry{}) }),
		of("reorder form", listed{[]workflow.ReleaseFacts{w.laden()}}, func(f listed) any {
			return render.ReorderForm(w.locale, w.facts(), f.Releases, action.Modal{Release: 1042})
		}),
		of("home", workflow.HomeFacts{Now: monday, Person: eva, Manager: true, Waiting: []workflow.ReleaseFacts{w.laden()}, Mine: []workflow.ReleaseFacts{w.laden()}, Live: []workflow.ReleaseFacts{w.in(workflow.Live)},
			Tasks: []workflow.HomeTask{{Action: workflow.ActEndorse, ReleaseFacts: w.laden()}}, Queue: w.queued(1), Windows: []workflow.WindowFacts{w.window(workflow.PhaseAhead, w.laden())}, Dead: []workflow.Notice{{ID: "card:REL-1", Kind: workflow.NoticeCard}}, Names: w.names()},
			func(f workflow.HomeFacts) any { return render.Home(w.locale, f) }),
		of("queue", w.queue(w.line(w.misfit("intake:risk", "The risk is 8 of 10.", eva), time.Hour, workflow.ActTriage)), func(f workflow.QueueFacts) any { return render.Queue(w.locale, f, render.Message{}) }),
		of("bulk form", w.queue(w.line(w.misfit("intake:risk", "The risk is 8 of 10.", eva), time.Hour, workflow.ActTriage)), func(f workflow.QueueFacts) any { return render.BulkForm(w.locale, f, action.Modal{}) }),
		of("bulk done", bulk{[]render.BulkResult{{Release: w.facts(), Done: true}}}, func(f bulk) any { return render.BulkDone(w.locale, f.Results) }),
		of("bulk refused", bulk{[]render.BulkResult{{Release: w.facts(), Said: "No."}}}, func(f bulk) any { return render.BulkDone(w.locale, f.Results) }),
		of("calendar day", w.busyWeek(workflow.CalendarDay), func(f workflow.CalendarFacts) any { return render.Calendar(w.locale, f) }),
		of("calendar week", w.busyWeek(workflow.CalendarWeek), func(f workflow.CalendarFacts) any { return render.Calendar(w.locale, f) }),
		of("calendar month", w.busyWeek(workflow.CalendarMonth), func(f workflow.CalendarFacts) any { return render.CalendarView(w.locale, f) }),
		of("away form", w.absences(1), func(f workflow.AwayFacts) any { return render.AwayForm(w.locale, f, action.Modal{}) }),
		of("streets", streets{[]workflow.StreetFacts{w.street("shop", 2, 1)}}, func(f streets) any { return render.Streets(w.locale, f.Streets, false) }),
		of("streets of one", streets{[]workflow.StreetFacts{w.street("shop", 2, 1)}}, func(f streets) any { return render.Streets(w.locale, f.Streets, true) }),
		of("not asked", w.notAsked(1), func(f workflow.RecurringFacts) any { return render.NotAsked(w.locale, f) }),
		of("not reminded", reminded{w.gates()}, func(f reminded) any {
			return render.NotReminded(w.locale, 1042, f.Lately, func(p workflow.PersonID) string { return string(p) }, "UTC")
		}),
		of("refused", workflow.Error{Code: workflow.CodeBlocked, Message: "Not now.", Findings: w.gates()}, func(f workflow.Error) any { return render.Refused(w.locale, &f, "") }),
		of("no such release", near{[]workflow.Number{1}}, func(f near) any { return render.NoSuchRelease(w.locale, "REL-9", f.Numbers) }),
		of("metrics", w.metrics(workflow.MetricsView{System: "shop"}, busyMonth(), busyMonth()), func(f workflow.MetricsFacts) any { return render.Metrics(w.locale, f) }),
		of("digest", workflow.DigestFacts{MetricsFacts: w.metrics(workflow.MetricsView{}, busyMonth(), busyMonth()), Windows: []workflow.WindowFacts{w.window(workflow.PhaseAhead, w.in(workflow.Scheduled))},
			Overdue: []workflow.Overdue{{Release: 1, What: workflow.LateLook, Since: monday}}, Stamped: []workflow.Stamped{{Person: eva, Times: 3}}, Unfailing: []workflow.Unfailing{{Role: "operations", Times: 9}}, Names: w.names()},
			func(f workflow.DigestFacts) any { return render.Digest(w.locale, f) }),
		of("settings menu", w.settingsMenu(), func(f workflow.SettingsFacts) any { return render.SettingsMenu(w.locale, f) }),
		of("settings list", w.settingsList(0, 1), func(f workflow.SettingsListFacts) any { return render.SettingsList(w.locale, f) }),
		of("settings form", w.settingsForm(), func(f workflow.SettingsFormFacts) any {
			return render.SettingsForm(w.locale, f, action.SettingsModal{Part: "roles"})
		}),
		of("settings check", w.settingsCheck(1), func(f workflow.SettingsFormFacts) any {
			return render.SettingsForm(w.locale, f, action.SettingsModal{Part: "roles"})
		}),
		of("settings versions", versions{w.settingsVersions(2)[1:]}, func(f versions) any { return render.SettingsVersions(w.locale, f.Versions, true, "UTC") }),
	}
	for _, phase := range []workflow.Phase{workflow.PhaseAhead, workflow.PhaseOpen} {
		win := w.window(phase, f)
		out = append(out,
			of("window "+string(phase), win, func(f workflow.WindowFacts) any { return render.WindowBoard(w.locale, f) }),
			of("package "+string(phase), win, func(f workflow.WindowFacts) any { return render.Package(w.locale, f, 0) }),
			of("briefing "+string(phase), w.briefing(workflow.Scheduled, phase, w.fuller(w.in(workflow.Scheduled))), func(f workflow.BriefingFacts) any { return render.Briefing(w.locale, f) }),
			of("reminder of a window "+string(phase), win, func(f workflow.WindowFacts) any { return render.WindowReminder(w.locale, f, "24h", 0) }),
			of("package form "+string(phase), packing{win, w.form(w.request()).Windows}, func(f packing) any { return render.PackageForm(w.locale, f.Window, workflow.ActMove, f.Windows, "") }))
	}
	return out
}

// Several arguments of a render function as one.
type (
	moving struct {
		Release workflow.ReleaseFacts
		Windows []workflow.WindowOption
	}
	packing struct {
		Window  workflow.WindowFacts
		Windows []workflow.WindowOption
	}
	listed   struct{ Releases []workflow.ReleaseFacts }
	bulk     struct{ Results []render.BulkResult }
	streets  struct{ Streets []workflow.StreetFacts }
	reminded struct{ Lately []workflow.Finding }
	near     struct{ Numbers []workflow.Number }
	versions struct{ Versions []workflow.SettingsVersion }
)
