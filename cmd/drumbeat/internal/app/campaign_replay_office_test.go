package app

import (
	"errors"
	"fmt"
	"time"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// withOffice gives the town what the work around releases needs: a department
// whose coordinator endorses first, a stage that is signed off, a review that is
// due after an emergency.
func withOffice(w *copyTown) {
	w.policy.Departments = append(w.policy.Departments, workflow.Department{Key: "supply", Name: "Supply", Teams: []string{"acme"}, Coordinator: policy.RoleQuality, MustEndorse: true})
	for i, t := range w.policy.Types {
		switch t.Type {
		case workflow.Major:
			w.policy.Types[i].NeedSignOff = true
		case workflow.Emergency:
			w.policy.Types[i].ReviewWithin = 48 * time.Hour
		}
	}
}

// lifeOffice is the weeks after in which everything around releases is done: the
// queue, absences, environments, settings, packages.
func (p *replay) lifeOffice(n int, monday time.Time) {
	p.t.Helper()
	p.passTo(monday.AddDate(0, 0, 3))
	p.lifeQueue(n)
	p.lifeAway()
	p.lifeStreet()
	p.lifeSettings(n)
	p.lifePackage(n, monday)
	p.lifeBegun()
	p.clears()
}

// clears withdraws what nobody decided on, so that the windows of the next life
// have places.
func (p *replay) clears() {
	p.t.Helper()
	all, err := p.bots[0].store.Releases.List(p.t.Context(), workflow.ReleaseFilter{States: []workflow.State{workflow.Submitted, workflow.InApproval}, Limit: 100})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range all {
		_, err := p.bots[0].desk.Do(p.t.Context(), desk.Command{Action: workflow.ActWithdraw, Release: r.Number, By: r.Requester, Request: "cleared:" + r.Number.String(), Reason: "Nobody asks for it any more."})
		if err != nil {
			p.t.Fatal(err)
		}
		p.rest()
	}
}

// files puts a request into the store, as a form would have.
func (p *replay) files(who *people.Person, title, team string, risk []string, window workflow.WindowID) workflow.Number {
	p.t.Helper()
	tom := workflow.PersonID(p.As("tom").ID())
	out, err := p.bots[0].desk.Submit(p.t.Context(), workflow.PersonID(who.ID()), "filed:"+title, workflow.Request{
		Title: title, System: "shop", Team: team, What: "Another text.", Why: "It is asked for.", Type: workflow.Normal, EffortHours: 4, Risk: risk, Window: window,
		Impact: workflow.ImpactNone, Rollback: "Switch it off.", Evidence: "Tried by hand.", Briefing: workflow.Briefing{Notice: "Nothing.", Say: "Nothing.", DontPromise: "Nothing.", IfTheyCall: "Tom."}, Contact: tom, Implementer: tom,
	})
	if err != nil {
		var e *workflow.Error
		errors.As(err, &e)
		p.t.Fatalf("file %s: %v", title, e.Fields)
	}
	p.rest()
	return out.Release.Number
}

// known lets a minute pass: by then every replica knows the newest policy.
func (p *replay) known() {
	p.t.Helper()
	p.passTo(p.clock.Now().Add(time.Minute))
}

// lifeQueue goes through the queue: endorsed, put first, merged, several at once,
// reminded, withdrawn.
func (p *replay) lifeQueue(n int) {
	p.t.Helper()
	ines, lena, rosa := p.As("ines"), p.As("lena"), p.As("rosa")
	risk := []string{}
	for _, q := range p.policy.Risk {
		risk = append(risk, q.Key)
	}
	p.files(ines, fmt.Sprintf("Labels %d", n), "acme", risk, "")
	p.deed("Lena endorses it", func() { lena.ClicksIn("@drumbeat", "Endorse") })
	p.lifeBundle(n, risk)
	first := p.files(ines, fmt.Sprintf("Prices %d", n), "basket", risk, "")
	second := p.files(ines, fmt.Sprintf("Texts %d", n), "basket", risk, "")
	p.look("Rosa looks at the queue", func() { rosa.Types("#releases", "/release queue") })
	p.deed("Rosa opens the place of it", func() { rosa.ClicksBeside(rosa.Last("#releases"), second.String(), "Change its place") })
	form := rosa.SeesModal("Change its place")
	form.Choose("Where in the queue", "At the top of the queue")
	form.Fill("Why?", "The law changes.")
	p.turnsPage("Rosa puts it first", form.Sends)
	p.look("Rosa sees it first", func() { rosa.Types("#releases", "/release queue") })
	p.deed("Rosa opens the merger", func() { rosa.ClicksBeside(rosa.Last("#releases"), second.String(), "Merge") })
	form = rosa.SeesModal("Merge a duplicate")
	form.Fill("Goes on in", first.String())
	form.Fill("Why?", "The same thing.")
	p.turnsPage("Rosa merges it", form.Sends)
	p.look("Rosa sees it gone", func() { rosa.Types("#releases", "/release queue") })
	p.deed("Rosa opens several", func() { rosa.ClicksIn("#releases", "Several at once") })
	form = rosa.SeesModal("Several at once")
	form.Check("Which", fmt.Sprintf("%s Prices %d", first, n))
	p.turnsPage("Rosa accepts several", form.Submit)
	rosa.SeesModal("Drumbeat").CloseAll()
	p.deed("Ines has them reminded", func() { ines.ClicksIn("@drumbeat", "Remind") })
	p.reasoned(ines, "@drumbeat", "Withdraw", "Withdraw", "Why?", nil)
}

// lifeBundle puts a request into a bundle, by the message that asks to endorse it.
func (p *replay) lifeBundle(n int, risk []string) {
	p.t.Helper()
	ines, lena := p.As("ines"), p.As("lena")
	p.files(ines, fmt.Sprintf("More labels %d", n), "acme", risk, "")
	p.deed("Lena opens the bundle of it", func() { lena.ClicksIn("@drumbeat", "Bundle…") })
	form := lena.SeesModal("Bundle")
	form.Fill("Bundle", fmt.Sprintf("Labels %d", n))
	p.deed("Lena puts it into a bundle", form.Sends)
}

// lifeAway is an approver who goes away and comes back.
func (p *replay) lifeAway() {
	p.t.Helper()
	omar := p.As("omar")
	p.deed("Omar opens the form for an absence", func() { omar.Types("#releases", "/release away") })
	form := omar.SeesModal("Away")
	form.PickDate("First day back", p.clock.Now().AddDate(0, 0, 3).Format(time.DateOnly))
	p.deed("Omar is away", form.Sends)
	p.known()
	p.deed("Omar looks at his absence", func() { omar.Types("#releases", "/release away") })
	form = omar.SeesModal("Away")
	p.deed("Omar is back", func() { form.Click("Not away") })
	form.CloseAll()
	p.known()
}

// lifeStreet has acceptance booked, kept longer, given back and taken away.
func (p *replay) lifeStreet() {
	p.t.Helper()
	tom, rosa := p.As("tom"), p.As("rosa")
	now := p.clock.Now().Truncate(time.Hour)
	for _, end := range []string{"Tom", "Rosa"} {
		p.look("Tom asks who has what", func() { tom.Types("#releases", "/release env shop") })
		p.deed("Tom opens the form of a booking", func() { tom.ClicksIn("#releases", "Book Acceptance…") })
		form := tom.SeesModal("Book an environment")
		form.PickDateTime("Until", now.Add(5*time.Hour))
		form.Fill("What for", "Load test")
		p.deed("Tom books acceptance until "+end+" ends it", form.Sends)
		if end == "Rosa" {
			p.look("Rosa asks who has what", func() { rosa.Types("#releases", "/release env shop") })
			p.reasoned(rosa, "#releases", "Give back", "Give it back", "Why", nil)
			return
		}
		p.look("Tom asks once more", func() { tom.Types("#releases", "/release env shop") })
		p.deed("Tom opens how long", func() { tom.ClicksIn("#releases", "Extend…") })
		form = tom.SeesModal("Keep it until")
		form.PickDateTime("Until", now.Add(7*time.Hour))
		p.deed("Tom keeps it longer", form.Sends)
		p.look("Tom asks a third time", func() { tom.Types("#releases", "/release env shop") })
		p.deed("Tom gives it back", func() { tom.ClicksIn("#releases", "Give back") })
		p.known()
	}
}

// lifeSettings changes the policy: a question, a freeze, a single window, and an
// old version that is brought back.
func (p *replay) lifeSettings(n int) {
	p.t.Helper()
	rosa := p.As("rosa")
	p.deed("Rosa opens the settings", func() { rosa.Types("#releases", "/release settings") })
	p.deed("Rosa opens the questions", func() { rosa.SeesModal("Settings").ClickBeside("Risk questions", "Open") })
	p.deed("Rosa opens one", func() { rosa.SeesModal("Risk questions").ClickBeside("Changes stored data", "Edit") })
	form := rosa.SeesModal("Risk questions")
	form.Fill("Points", fmt.Sprint(4+n%2))
	form.Fill("Why this change", "It hurt twice.")
	p.deed("Rosa saves it", form.Submit)
	rosa.SeesModal("Risk questions").Close()
	p.known()
	p.deed("Rosa opens the versions", func() { rosa.SeesModal("Settings").ClickBeside("Versions", "Open") })
	p.deed("Rosa opens an old one", func() { rosa.SeesModal("Versions").Click("Bring back") })
	form = rosa.SeesModal("Versions")
	form.Fill("Why this change", "It is not needed after all.")
	p.deed("Rosa brings it back", form.Submit)
	rosa.SeesModal("Versions").CloseAll()
	p.known()
	p.lifeTemplate(n)
}

// lifeTemplate saves a release as a template, and once more in the place of it.
func (p *replay) lifeTemplate(n int) {
	p.t.Helper()
	rosa := p.As("rosa")
	for _, submit := range []string{"saves it as a template", "replaces the template"} {
		p.look("Rosa looks at one", func() { rosa.Types("#releases", "/release show 1") })
		p.deed("Rosa opens its details", func() { rosa.ClicksIn("#releases", "All details") })
		p.deed("Rosa opens the form of a template", func() { rosa.SeesModal("REL-1").Click("Save as template…") })
		form := rosa.SeesModal("Save as template")
		form.Fill("Name", fmt.Sprintf("Checkout %d", n))
		form.Fill("Why this change", "It comes every season.")
		if submit == "replaces the template" {
			form.Choose("System", "Any system")
			p.deed("Rosa sees what replacing it changes", form.Submit)
			form = rosa.SeesModal("Save as template")
		}
		p.deed("Rosa "+submit, form.Submit)
		rosa.SeesModal("Drumbeat").CloseAll()
		p.known()
	}
}

// accepted lets through what waits for a release manager's look: two that change one
// system in one window do.
func (p *replay) accepted(n workflow.Number) {
	p.t.Helper()
	r, err := p.bots[0].store.Releases.Get(p.t.Context(), n)
	if err != nil {
		p.t.Fatal(err)
	}
	if r.State == workflow.Submitted {
		p.decided(n, workflow.ActTriage, "rosa")
	}
}

// lifePackage moves a package to another window, leaves that out, so that it
// moves on, postpones it and starts all.
func (p *replay) lifePackage(n int, monday time.Time) {
	p.t.Helper()
	ines, rosa := p.As("ines"), p.As("rosa")
	tuesday, _ := webWindow(monday, 8)
	thursday, leftOut := webWindow(monday, 10)
	_, opens := webWindow(monday, 15) // the next one
	for i := range 3 {
		rel := p.files(ines, fmt.Sprintf("Search %d.%d", n, i), "basket", nil, tuesday)
		p.accepted(rel)
		p.decided(rel, workflow.ActApprove, "eva")
		p.decided(rel, workflow.ActApprove, "omar")
	}
	p.passTo(monday.AddDate(0, 0, 6))
	p.deed("Rosa opens where to move all", func() { rosa.ClicksIn("#releases", "Move all to…") })
	form := rosa.SeesModal("Move all")
	form.Choose("Move them to", string(thursday))
	form.Fill("Why?", "The auditors come on Tuesday.")
	p.deed("Rosa moves all", form.Sends)
	p.look("Rosa looks at the windows", func() { rosa.Types("#releases", "/release window web") })
	p.deed("Rosa opens one window", func() { rosa.ClicksBeside(rosa.Last("#releases"), leftOut.Format("2 Jan"), "Change") })
	form = rosa.SeesModal("Single windows")
	form.Choose("Web heartbeat, "+leftOut.Format("Mon 2 Jan 2006 15:04")+" is", "Left out")
	form.Fill("Shown in the calendar", "the auditors")
	form.Fill("Why this change", "The auditors come.")
	p.deed("Rosa sees what leaving it out would do", form.Submit)
	p.deed("Rosa leaves it out, and what is in it moves", rosa.SeesModal("Before you save").Sends)
	p.known()
	p.look("Rosa looks at the calendar", func() { rosa.Types("#releases", "/release calendar") })
	p.lifeFrozen(n, opens)
	_, opens = webWindow(monday, 17) // the one after
	p.passTo(opens)
	p.deed("Rosa starts all", func() { rosa.ClicksIn("#releases", "Start all (2)") })
}

// decided has somebody decide on a release, as a click would have.
func (p *replay) decided(n workflow.Number, a workflow.Action, by string) {
	p.t.Helper()
	_, err := p.bots[0].desk.Do(p.t.Context(), desk.Command{Action: a, Release: n, Seen: 1, By: workflow.PersonID(p.As(by).ID()), Request: string(a) + ":" + n.String() + by})
	if err != nil {
		p.t.Fatal(err)
	}
	p.rest()
}

// lifeFrozen has a freeze put over the beginning of a window and taken out again;
// one of its releases is started all the same, the others are postponed.
func (p *replay) lifeFrozen(n int, opens time.Time) {
	p.t.Helper()
	rosa := p.As("rosa")
	name := fmt.Sprintf("Sale %d", n)
	p.deed("Rosa opens the freezes", func() { rosa.Types("#releases", "/release freeze") })
	p.deed("Rosa opens a new one", func() { rosa.SeesModal("Freezes").Click("Add") })
	form := rosa.SeesModal("Freezes")
	form.Fill("Name", name)
	form.PickDateTime("Once: from", opens.Add(-time.Hour))
	form.PickDateTime("Once: until", opens.Add(3*time.Hour))
	form.Fill("Why", "Nobody looks at a shop that is closed.")
	p.deed("Rosa sees what it would do", form.Submit)
	p.look("Rosa goes back to the fields", func() { rosa.SeesModal("Before you save").Click("Back to the fields") })
	p.deed("Rosa sees it once more", rosa.SeesModal("Freezes").Submit)
	form = rosa.SeesModal("Before you save")
	form.Choose("What cannot stay in its window", "Leave it where it is")
	p.deed("Rosa adds it", form.Submit)
	rosa.SeesModal("Freezes").CloseAll()
	p.passTo(opens)
	p.reasoned(rosa, "#releases", "Start anyway…", "Start anyway", "Why now?", nil)
	p.reasoned(rosa, "#releases", "Postpone all", "Postpone all", "Why?", nil)
	p.deed("Rosa opens the freezes once more", func() { rosa.Types("#releases", "/release freeze") })
	p.deed("Rosa opens it", func() { rosa.SeesModal("Freezes").ClickBeside(name, "Edit") })
	p.look("Rosa opens taking it out", func() { rosa.SeesModal("Freezes").Click("Remove…") })
	form = rosa.SeesModal("Freezes")
	form.Fill("Why this change", "The sale is over.")
	p.deed("Rosa takes it out", form.Submit)
	rosa.SeesModal("Freezes").CloseAll()
	p.known()
}

// lifeBegun is a form that is closed half filled, and goes on.
func (p *replay) lifeBegun() {
	p.t.Helper()
	ines := p.As("ines")
	p.deed("Ines asks for it again", func() { ines.Types("#releases", "/release again 1") })
	ines.SeesModal("Request a release").Close()
	p.deed("Ines begins with an emergency", func() { ines.Types("#releases", "/release emergency") })
	ines.SeesModal("Request a release").Close()
	p.rest()
	home := ines.Home()
	p.rest()
	p.tape.reset()
	p.look("Ines discards what she began", func() { home.Click("Discard") })
}
