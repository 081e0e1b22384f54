package render_test

import (
	"fmt"
	"time"

	"drumbeat/workflow"
)

// world makes the facts that the tests render. Everything that a person types
// somewhere comes from say, so that one test can show it as it should be and
// another can type what should never have been typed.
type world struct {
	say    func(field, usual string) string
	small  bool // crowds are three: for what is done very often
	plain  bool // what is cut for its size is there too
	locale workflow.Locale
}

// plainWorld is where people type what is expected of them.
func plainWorld() world {
	return plainIn(workflow.English)
}

// plainIn is the same in another language. What people type stays as it is.
func plainIn(loc workflow.Locale) world {
	return world{say: func(_, usual string) string { return usual }, plain: true, locale: loc}
}

const (
	ines = workflow.PersonID("U0INES")
	tom  = workflow.PersonID("U0TOM")
	omar = workflow.PersonID("U0OMAR")
	piet = workflow.PersonID("U0PIET")
	lena = workflow.PersonID("U0LENA")
	eva  = workflow.PersonID("U0EVA")
	noor = workflow.PersonID("U0NOOR")
)

var people = []workflow.PersonID{ines, tom, omar, piet, lena, eva, noor}

var amsterdam = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}()

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, amsterdam)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

var monday = at("2026-11-23 10:12")

func (w world) names() map[workflow.PersonID]string {
	out := map[workflow.PersonID]string{}
	for _, p := range people {
		usual := string(p[2:3]) + map[workflow.PersonID]string{
			ines: "nes", tom: "om", omar: "mar", piet: "iet", lena: "ena", eva: "va", noor: "oor",
		}[p]
		out[p] = w.say("name", usual)
	}
	return out
}

func (w world) slot(opens string) workflow.Slot {
	t := at(opens)
	return workflow.Slot{
		ID: workflow.MakeWindowID("web", t), Heartbeat: "web", Name: w.say("heartbeat", "Web heartbeat"), Zone: "Europe/Amsterdam",
		Opens: t, Closes: t.Add(2 * time.Hour), CutOff: t.Add(-13 * time.Hour), Capacity: 5,
	}
}

func (w world) request() workflow.Request {
	return workflow.Request{
		Title: w.say("title", "Faster checkout for returning customers"), System: "web-shop", Team: w.say("team", "Team Basket with Acme"),
		What: w.say("what", "Returning customers skip the address step."), Why: w.say("why", "12 % leave at that step; promised for the holiday sale."),
		Type: workflow.Major, EffortHours: 24, Risk: []string{"money", "no-switch"}, Impact: workflow.ImpactNoticeable,
		Window: w.slot("2026-11-24 06:00").ID,
		Briefing: workflow.Briefing{
			Notice: w.say("notice", "The address step is gone; the saved address is shown at the end."),
			Say:    w.say("say", "“Your saved address is used. You can change it in the last step.”"), DontPromise: w.say("dont_promise", "that old orders can be changed."),
			IfTheyCall: w.say("if_they_call", "Address wrong? Account → Addresses. Still wrong: Tom, #team-basket, until 20:00."),
		},
		Evidence: w.say("evidence", "Tested on acceptance 19 Nov, accepted by Lena."), Rollback: w.say("rollback", "Switch off, 2 minutes."),
		Links: w.say("links", "https://tracker.example/BASKET-12\nhttps://tracker.example/BASKET-19"), Contact: tom, Implementer: tom,
		Source: "https://acme.slack.com/archives/C0GENERAL/p1700000000000100",
	}
}

// release is REL-1042 as it was asked for, in approval.
func (w world) release() workflow.Release {
	s := w.slot("2026-11-24 06:00")
	asked := at("2026-11-23 09:00")
	return workflow.Release{
		Number: 1042, Version: 3, Revision: 3, State: workflow.InApproval, Request: w.request(), Requester: ines,
		Asks: []workflow.Ask{
			{Role: "operations", Person: omar, At: asked, Revision: 3}, {Role: "operations", Person: piet, At: asked, Revision: 3},
			{Role: "quality", Person: lena, At: asked, Revision: 3}, {Role: "quality", Person: omar, At: asked, Revision: 3},
		},
		Approvals: []workflow.Approval{{By: piet, At: monday, Revision: 3, Roles: []string{"operations"}}},
		Place:     &workflow.Place{Window: s.ID, Opens: s.Opens, Closes: s.Closes, CutOff: s.CutOff, Since: asked},
		DecideBy:  at("2026-11-23 17:00"), CreatedAt: asked, SubmittedAt: asked, UpdatedAt: monday,
		History: []workflow.Entry{
			{Seq: 1, At: asked, By: ines, Action: workflow.ActSubmit, To: workflow.Submitted, Revision: 3, Window: s.ID},
			{Seq: 2, At: asked.Add(5 * time.Minute), By: eva, Action: workflow.ActTriage, From: workflow.Submitted, To: workflow.InApproval, Revision: 3},
			{Seq: 3, At: monday, By: piet, Action: workflow.ActApprove, From: workflow.InApproval, To: workflow.InApproval, Revision: 3, Roles: []string{"operations"}},
		},
	}
}

func (w world) facts() workflow.ReleaseFacts {
	s := w.slot("2026-11-24 06:00")
	rolls := w.slot("2026-11-26 06:00")
	ops, quality := w.say("role", "operations"), w.say("role", "quality")
	return workflow.ReleaseFacts{
		Now: monday, Release: w.release(), SystemName: w.say("system", "Web shop"), RiskScore: 6, RiskMost: 10,
		RiskWhy: []string{w.say("risk", "touches payment"), w.say("risk", "no feature switch")},
		Standing: workflow.Standing{Given: 1, Needed: 2, Rules: []workflow.RoleStanding{
			{Role: "operations", Name: ops, Quorum: 1, Given: []workflow.PersonID{piet}, Can: []workflow.PersonID{omar}, Complete: true},
			{Role: "quality", Name: quality, Quorum: 1, Can: []workflow.PersonID{lena, omar}},
		}},
		Slot: &s, Taken: 3, BriefAt: s.Opens.Add(-24 * time.Hour).Add(12 * time.Hour), RollsTo: &rolls,
		Coverage: []workflow.Coverage{{FrontLine: "help-desk", Name: w.say("team-name", "help desk"), Of: 7}, {FrontLine: "call-centre", Name: w.say("team-name", "call centre"), Of: 12}},
		Findings: []workflow.Finding{
			{Rule: "approval:quality", Title: w.say("finding", "quality approval"), Weight: workflow.Block, Reason: w.say("reason", "Not given yet."), Who: []workflow.PersonID{lena, omar}},
		},
		Actions: []workflow.Action{workflow.ActApprove, workflow.ActReject, workflow.ActAskChanges, workflow.ActEdit, workflow.ActMove, workflow.ActWithdraw},
		Names:   w.names(), Zone: "Europe/Amsterdam", Roles: map[string]string{"operations": ops, "quality": quality},
	}
}

// then brings facts on by one action.
func (w world) then(f workflow.ReleaseFacts, e workflow.Entry) workflow.ReleaseFacts {
	r := f.Release.Clone()
	e.Seq, e.From, e.Revision = len(r.History)+1, r.State, r.Revision
	if e.Reason != "" {
		e.Reason = w.say("reason", e.Reason)
	}
	if e.To != workflow.InApproval {
		f.Standing.Complete = true
	}
	r.State, r.UpdatedAt = e.To, e.At
	r.History = append(r.History, e)
	f.Release, f.Now = r, e.At
	return f
}

// in gives REL-1042 in a state.
func (w world) in(s workflow.State) workflow.ReleaseFacts {
	f := w.facts()
	opens := f.Slot.Opens
	switch s {
	case workflow.Submitted:
		f.Release.State, f.Release.History, f.Release.Approvals, f.Release.Asks = s, f.Release.History[:1], nil, nil
		f.Actions = []workflow.Action{workflow.ActTriage, workflow.ActAskChanges, workflow.ActReject, workflow.ActEdit, workflow.ActWithdraw}
		f.Findings = nil
		return f
	case workflow.Returned:
		g := w.then(f, workflow.Entry{At: monday, By: omar, Action: workflow.ActAskChanges, To: s, Reason: "Say how the old address step comes back."})
		g.Release.Place, g.Slot, g.Findings, g.RollsTo = nil, nil, nil, nil
		g.Actions = []workflow.Action{workflow.ActResubmit, workflow.ActWithdraw}
		return g
	case workflow.Scheduled:
		return w.scheduled()
	case workflow.Deploying:
		return w.started()
	case workflow.Live:
		return w.live()
	case workflow.RolledBack:
		g := w.then(w.live(), workflow.Entry{At: opens.Add(40 * time.Minute), By: tom, Action: workflow.ActRollBack, To: s, Reason: "Payments of guests failed."})
		g.Actions = []workflow.Action{workflow.ActResubmit, workflow.ActClose}
		return g
	case workflow.Rejected:
		g := w.then(f, workflow.Entry{At: monday, By: omar, Action: workflow.ActReject, To: s, Reason: "Not in the week of the holiday sale."})
		g.Release.Rejection = &workflow.Rejection{By: omar, At: monday, Reason: w.say("reason", "Not in the week of the holiday sale."), From: workflow.InApproval}
		g.Release.Place, g.Slot, g.RollsTo, g.Findings = nil, nil, nil, nil
		g.Actions = []workflow.Action{workflow.ActWithdrawRejection}
		return g
	case workflow.Withdrawn:
		g := w.then(f, workflow.Entry{At: monday, By: ines, Action: workflow.ActWithdraw, To: s, Reason: "The sale was called off."})
		g.Release.Place, g.Slot, g.RollsTo, g.Findings, g.Actions = nil, nil, nil, nil, nil
		return g
	case workflow.Closed:
		g := w.then(w.live(), workflow.Entry{At: opens.Add(24 * time.Hour), By: workflow.System, Action: workflow.ActClose, To: s, Reason: "Aftercare is over."})
		g.Actions = nil
		return g
	}
	return f
}

func (w world) scheduled() workflow.ReleaseFacts {
	g := w.then(w.facts(), workflow.Entry{At: at("2026-11-23 11:40"), By: lena, Action: workflow.ActApprove, To: workflow.Scheduled, Roles: []string{"quality"}})
	g.Release.Approvals = append(g.Release.Approvals, workflow.Approval{By: lena, At: g.Now, Revision: 3, Roles: []string{"quality"}})
	g.Standing = complete(g.Standing)
	g.Release.ScheduledAt, g.Release.DecideBy, g.RollsTo = g.Now, time.Time{}, nil
	g.Findings = nil
	g.Actions = []workflow.Action{workflow.ActPostpone, workflow.ActEdit, workflow.ActMove, workflow.ActWithdraw, workflow.ActAskChanges, workflow.ActReject}
	return g
}

func (w world) started() workflow.ReleaseFacts {
	g := w.scheduled()
	g = w.then(g, workflow.Entry{At: g.Slot.Opens.Add(2 * time.Minute), By: tom, Action: workflow.ActStart, To: workflow.Deploying})
	g.Release.StartedAt = g.Now
	g.Coverage[0].Read = 5
	g.Actions = []workflow.Action{workflow.ActLive, workflow.ActRollBack}
	return g
}

func (w world) live() workflow.ReleaseFacts {
	g := w.started()
	g = w.then(g, workflow.Entry{At: g.Slot.Opens.Add(20 * time.Minute), By: tom, Action: workflow.ActLive, To: workflow.Live})
	g.Release.LiveAt = g.Now
	g.Actions = []workflow.Action{workflow.ActRollBack, workflow.ActClose}
	return g
}

func complete(st workflow.Standing) workflow.Standing {
	st.Rules = []workflow.RoleStanding{st.Rules[0], st.Rules[1]}
	st.Rules[1].Complete, st.Rules[1].Given, st.Rules[1].Can = true, []workflow.PersonID{lena}, []workflow.PersonID{omar}
	st.Given, st.Complete = 2, true
	return st
}

// moved gives REL-1042 after it was moved by somebody to another window.
func (w world) moved(a workflow.Action, by workflow.PersonID, reason string) workflow.ReleaseFacts {
	f := w.in(workflow.Scheduled)
	to := w.slot("2026-11-26 06:00")
	state := workflow.Scheduled
	if a == workflow.ActRollForward {
		f, state = w.facts(), workflow.InApproval
	}
	g := w.then(f, workflow.Entry{At: at("2026-11-23 17:00"), By: by, Action: a, To: state, Window: to.ID, Reason: reason})
	g.Release.Place = &workflow.Place{Window: to.ID, Opens: to.Opens, Closes: to.Closes, CutOff: to.CutOff, Since: g.Now}
	g.Slot, g.Taken, g.RollsTo = &to, 1, nil
	g.BriefAt = to.Opens.Add(-24 * time.Hour)
	return g
}

// emergency is REL-7, asked for at night.
func (w world) emergency() workflow.ReleaseFacts {
	now := at("2026-11-23 03:14")
	q := workflow.Request{
		Title: w.say("title", "Payment page shows an error"), System: "web-shop", Team: w.say("team", "Team Basket"),
		What: w.say("what", "The payment provider changed its certificate. We install the new one."), Type: workflow.Emergency, Impact: workflow.ImpactOutage,
		Briefing: workflow.Briefing{
			Notice: w.say("notice", "Paying by card fails with an error."), Say: w.say("say", "“We know and are repairing it. Your order is kept.”"),
			IfTheyCall: w.say("if_they_call", "Offer to pay by invoice."),
		},
		Contact: tom, Implementer: tom,
	}
	r := workflow.Release{
		Number: 7, Revision: 1, State: workflow.InApproval, Request: q, Requester: ines, SubmittedAt: now, DecideBy: now.Add(time.Hour),
		Asks: []workflow.Ask{{Role: "on-call", Person: piet, At: now, Revision: 1}},
		History: []workflow.Entry{
			{Seq: 1, At: now, By: ines, Action: workflow.ActSubmit, To: workflow.Submitted, Revision: 1},
			{Seq: 2, At: now, By: workflow.System, Action: workflow.ActTriage, From: workflow.Submitted, To: workflow.InApproval, Revision: 1},
		},
	}
	role := w.say("role", "on call")
	return workflow.ReleaseFacts{
		Now: now, Release: r, SystemName: w.say("system", "Web shop"),
		Standing: workflow.Standing{Needed: 1, Rules: []workflow.RoleStanding{{Role: "on-call", Name: role, Quorum: 1, Can: []workflow.PersonID{piet, omar}}}},
		Coverage: []workflow.Coverage{{FrontLine: "help-desk", Name: w.say("team-name", "help desk"), Read: 1, Of: 7}},
		Actions:  []workflow.Action{workflow.ActTake, workflow.ActApprove, workflow.ActReject, workflow.ActAskChanges, workflow.ActEdit, workflow.ActWithdraw},
		Names:    w.names(), Zone: "Europe/Amsterdam", Roles: map[string]string{"on-call": role},
	}
}

func (w world) taken() workflow.ReleaseFacts {
	f := w.then(w.emergency(), workflow.Entry{At: at("2026-11-23 03:17"), By: piet, Action: workflow.ActTake, To: workflow.InApproval})
	f.Release.TakenBy = piet
	f.Actions = []workflow.Action{workflow.ActApprove, workflow.ActReject, workflow.ActAskChanges, workflow.ActEdit, workflow.ActWithdraw}
	return f
}

func (w world) cleared() workflow.ReleaseFacts {
	f := w.then(w.taken(), workflow.Entry{At: at("2026-11-23 03:19"), By: piet, Action: workflow.ActApprove, To: workflow.Scheduled, Roles: []string{"on-call"}})
	f.Release.Approvals = []workflow.Approval{{By: piet, At: f.Now, Revision: 1, Roles: []string{"on-call"}}}
	f.Release.DecideBy = time.Time{}
	f.Standing = workflow.Standing{Given: 1, Needed: 1, Complete: true, Rules: []workflow.RoleStanding{{Role: "on-call", Name: f.Standing.Rules[0].Name, Quorum: 1, Given: []workflow.PersonID{piet}, Complete: true}}}
	f.Actions = []workflow.Action{workflow.ActStart, workflow.ActEdit, workflow.ActReject, workflow.ActWithdraw}
	return f
}

func (w world) repaired() workflow.ReleaseFacts {
	f := w.then(w.cleared(), workflow.Entry{At: at("2026-11-23 03:40"), By: tom, Action: workflow.ActStart, To: workflow.Deploying})
	f.Release.StartedAt = f.Now
	f = w.then(f, workflow.Entry{At: at("2026-11-23 03:52"), By: tom, Action: workflow.ActLive, To: workflow.Live})
	f.Release.LiveAt = f.Now
	f.Actions = []workflow.Action{workflow.ActRollBack, workflow.ActClose}
	return f
}

func (w world) relapsed() workflow.ReleaseFacts {
	f := w.then(w.repaired(), workflow.Entry{At: at("2026-11-23 04:05"), By: tom, Action: workflow.ActRollBack, To: workflow.RolledBack, Reason: "It was the other certificate."})
	f.Actions = []workflow.Action{workflow.ActResubmit, workflow.ActClose}
	return f
}

// over closes a release.
func (w world) over(f workflow.ReleaseFacts) workflow.ReleaseFacts {
	g := w.then(f, workflow.Entry{At: f.Now.Add(24 * time.Hour), By: workflow.System, Action: workflow.ActClose, To: workflow.Closed, Reason: "Aftercare is over."})
	g.Actions = nil
	return g
}

// called calls a release off.
func (w world) called(f workflow.ReleaseFacts) workflow.ReleaseFacts {
	g := w.then(f, workflow.Entry{At: f.Now.Add(time.Minute), By: ines, Action: workflow.ActWithdraw, To: workflow.Withdrawn, Reason: "It was our own monitor."})
	g.Actions = nil
	return g
}

// quiet is a release that customers do not notice.
func (w world) quiet(n workflow.Number) workflow.ReleaseFacts {
	f := w.in(workflow.Scheduled)
	f.Release.Number = n
	f.Release.Request.Title = w.say("title", fmt.Sprintf("Search index %d", n))
	f.Release.Request.Impact, f.Release.Request.Briefing = workflow.ImpactNone, workflow.Briefing{}
	f.Release.Request.Implementer = noor
	return f
}

// window is the window of Tuesday with some releases.
func (w world) window(phase workflow.Phase, fs ...workflow.ReleaseFacts) workflow.WindowFacts {
	s := w.slot("2026-11-24 06:00")
	now := map[workflow.Phase]time.Time{
		workflow.PhaseAhead: monday, workflow.PhaseFixed: s.CutOff.Add(time.Hour), workflow.PhaseOpen: s.Opens, workflow.PhaseClosed: s.Closes,
	}[phase]
	return workflow.WindowFacts{
		Now: now, Slot: s, Phase: phase, Releases: fs, Taken: len(fs), Zone: "Europe/Amsterdam", Names: w.names(),
		Coverage: []workflow.Coverage{{FrontLine: "help-desk", Name: w.say("team-name", "help desk"), Read: 5, Of: 7}, {FrontLine: "call-centre", Name: w.say("team-name", "call centre"), Read: 0, Of: 12}},
	}
}

func (w world) briefing(overall workflow.State, phase workflow.Phase, fs ...workflow.ReleaseFacts) workflow.BriefingFacts {
	win := w.window(phase, fs...)
	return workflow.BriefingFacts{
		WindowFacts: win, Overall: overall, Front: workflow.FrontLine{Key: "help-desk", Name: win.Coverage[0].Name, Channel: "C0HELPDESK"},
		Cover: workflow.Coverage{FrontLine: "help-desk", Name: win.Coverage[0].Name, Read: 2, Of: 7, Readers: []workflow.Receipt{
			{FrontLine: "help-desk", Person: noor, At: monday}, {FrontLine: "help-desk", Person: eva, At: monday},
		}},
	}
}

// crowd is n releases, each in approval.
func (w world) crowd(n int, like func() workflow.ReleaseFacts) []workflow.ReleaseFacts {
	var out []workflow.ReleaseFacts
	if w.small {
		n = min(n, 3)
	}
	for i := range n {
		f := like()
		f.Release.Number = workflow.Number(2000 + i)
		out = append(out, f)
	}
	return out
}
