package app

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// life is three weeks at Basket & Co in which everything is asked of the bot that
// it answers: a major release with all that can happen to one, an emergency, and the work around them.
func (p *replay) life(n int) {
	p.t.Helper()
	monday := storyBegins.AddDate(0, 0, 21*n)
	p.passTo(monday)
	rel := p.lifeAsked(n, monday)
	p.lifeDecided(rel, monday)
	p.lifeLookedAt(rel)
	p.lifeWindow(monday)
	p.lifeEmergency()
	p.lifeHandover()
	p.lifeOffice(n, monday)
	p.lifeRated()
}

// webWindow is the window of the web heartbeat on a day, counted from a Monday.
func webWindow(monday time.Time, days int) (workflow.WindowID, time.Time) {
	zone, err := time.LoadLocation(townZone)
	if err != nil {
		panic(err)
	}
	d := monday.In(zone).AddDate(0, 0, days)
	opens := time.Date(d.Year(), d.Month(), d.Day(), 6, 0, 0, 0, zone)
	return workflow.MakeWindowID("web", opens), opens
}

// lifeAsked asks for the release, in vain at first, and gives its number.
func (p *replay) lifeAsked(n int, monday time.Time) string {
	p.t.Helper()
	ines, rosa := p.As("ines"), p.As("rosa")
	var form *people.Modal
	p.deed("Ines opens the form", func() { ines.Types("#releases", fmt.Sprintf("/release request Faster checkout, week %d", n+1)) })
	form = ines.SeesModal("Request a release")
	p.look("the form adapts to a major change", func() { form.Choose("Change type", "Major") })
	form = ines.SeesModal("Request a release")
	fillFields(form)
	form.Fill("Test evidence and sign-off", "Forty accounts on acceptance; signed by Lena.")
	window, _ := webWindow(monday, 3)
	p.look("the form says what stands in the way of a window", func() { form.Choose("When", string(window)) })
	form = ines.SeesModal("Request a release")
	form.Fill("Why", "   ")
	p.deed("Ines has forgotten why", form.Submit)
	form.Fill("Why", "12 % leave at that step.")
	p.deed("Ines sends the form", form.Sends)
	all, err := p.bots[0].store.Releases.List(p.t.Context(), workflow.ReleaseFilter{Limit: 1})
	if err != nil || len(all) == 0 {
		p.t.Fatalf("nothing was filed: %v", err)
	}
	rel := all[0].Number.String()
	p.deed("Rosa accepts it", func() { rosa.ClicksIn("#releases", "Accept") })
	return rel
}

// reasoned is a deed in two: a button that opens a form, and the form with its
// reason.
func (p *replay) reasoned(who *people.Person, where, button, title, field string, more func(*people.Modal)) {
	p.t.Helper()
	p.deed(who.Name()+" opens "+title, func() { who.ClicksIn(where, button) })
	form := who.SeesModal(title)
	if field != "" {
		form.Fill(field, "There is a good reason for it.")
	}
	if more != nil {
		more(form)
	}
	p.deed(who.Name()+" sends "+title, form.Sends)
}

// lifeDecided has it sent back, edited, approved, rejected after all and
// approved again, and moved.
func (p *replay) lifeDecided(rel string, monday time.Time) {
	p.t.Helper()
	ines, rosa, eva, omar, lena := p.As("ines"), p.As("rosa"), p.As("eva"), p.As("omar"), p.As("lena")
	p.reasoned(omar, "@drumbeat", "Ask for changes", "Ask for changes", "What has to change?", nil)
	p.reasoned(ines, "@drumbeat", "Edit and send again", "Send "+rel+" again", "Rollback plan", nil)
	p.deed("Rosa accepts it again", func() { rosa.ClicksIn("#releases", "Accept") })
	p.reasoned(ines, "@drumbeat", "Edit", "Edit "+rel, "Links", nil)
	p.look("Ines tries to approve her own", func() { ines.ClicksIn("#releases", "Approve") })
	var home *people.Home
	p.look("Eva opens her Home tab", func() { home = eva.Home() })
	p.deed("Eva approves there", func() { home.Click("Approve") })
	p.deed("Omar approves", func() { omar.ClicksIn("@drumbeat", "Approve") })
	p.look("Omar approves once more", func() { omar.ClicksIn("#releases", "Approve") })
	p.reasoned(lena, "@drumbeat", "Reject", "Reject", "Why not?", nil)
	p.deed("Lena takes it back", func() { lena.ClicksIn("#releases", "Take back rejection") })
	p.deed("Lena approves", func() { lena.ClicksIn("@drumbeat", "Approve") })
	p.reasoned(lena, "@drumbeat", "Sign off", "Sign off", "What was tried, and where is the result?", nil)
	tuesday, _ := webWindow(monday, 1)
	p.reasoned(rosa, "#releases", "Move", "Move", "Why?", func(form *people.Modal) { form.Choose("When", string(tuesday)) })
}

// lifeLookedAt looks at the release and at everything else, in every way.
func (p *replay) lifeLookedAt(rel string) {
	p.t.Helper()
	ines, lena := p.As("ines"), p.As("lena")
	for _, typed := range []string{"", "menu", "help", "list", "mine", "show " + rel, "why " + rel, "reqest"} {
		p.look("Ines types "+typed, func() { ines.Types("#releases", strings.TrimSpace("/release "+typed)) })
	}
	for _, id := range []string{"menu.command", "menu.request"} { // what she mistyped, and the menu's first button
		p.deed("Ines clicks "+id, func() { ines.ClicksIn("#releases", id) })
		ines.SeesModal("Request a release").Close()
	}
	for _, id := range []string{"menu.list", "menu.mine", "menu.help", "release.show", "Can it go live?"} {
		p.look("Ines clicks "+id, func() { ines.ClicksIn("#releases", id) })
	}
	p.deed("Lena wants all details", func() { lena.ClicksIn("@drumbeat", "All details") })
	lena.SeesModal(rel).Close()
	p.deed("Ines uses the shortcut", func() { ines.Shortcut("Request a release") })
	ines.SeesModal("Request a release").Close()
	ines.Types("#team-basket", "The checkout is slow.")
	p.deed("Ines uses the shortcut on a message", func() { ines.MessageShortcut(ines.Last("#team-basket"), "Request a release") })
	ines.SeesModal("Request a release").Close()
}

// lifeWindow is the release's way through its window and back.
func (p *replay) lifeWindow(monday time.Time) {
	p.t.Helper()
	rosa, tom, hana := p.As("rosa"), p.As("tom"), p.As("hana")
	p.deed("Hana has read it", func() { hana.ClicksIn("#help-desk", "I have read this") })
	p.look("Hana reads it again", func() { hana.ClicksIn("#help-desk", "I have read this") })
	_, opens := webWindow(monday, 1)
	p.passTo(opens)
	p.reasoned(tom, "#releases", "Postpone", "Postpone", "Why?", nil)
	_, opens = webWindow(monday, 3)
	p.passTo(opens)
	p.deed("Tom starts", func() { tom.ClicksIn("#releases", "Start") })
	p.deed("Tom reports it live", func() { tom.ClicksIn("#releases", "Report live") })
	p.lifeCalls()
	p.lifeQuestions()
	p.lifeFigures()
	p.reasoned(tom, "#releases", "Roll back", "Roll back", "What happened?", nil)
	p.deed("Rosa closes it", func() { rosa.ClicksIn("#releases", "Close") })
}

// lifeEmergency is an incident whose briefing cannot be delivered at first.
func (p *replay) lifeEmergency() {
	p.t.Helper()
	tom, omar, rosa := p.As("tom"), p.As("omar"), p.As("rosa")
	p.control(`{"name":"call-centre","remove":["drumbeat"]}`)
	p.deed("Tom opens the form", func() { tom.Types("#releases", "/release request") })
	form := tom.SeesModal("Request a release")
	p.look("the form adapts to an emergency", func() { form.Choose("Change type", "Emergency") })
	form = tom.SeesModal("Request a release")
	form.Fill("What is wrong, in a few words", "Basket is empty after logging in")
	form.Fill("What is broken, and what will you change", "Switches off the new session cache.")
	form.Fill("Customers notice", "After logging in the basket can be empty.")
	form.Fill("Say", "We know about it and are mending it.")
	p.deed("Tom sends the form", form.Sends)
	p.control(`{"name":"call-centre","add":["drumbeat"]}`)
	p.deed("Rosa has the briefing sent again", func() { rosa.ClicksIn("@drumbeat", "notice.retry") })
	p.deed("Omar is on it", func() { omar.ClicksIn("@drumbeat", "I am on it") })
	p.deed("Omar approves the emergency", func() { omar.ClicksIn("@drumbeat", "Approve") })
	p.deed("Tom starts the emergency", func() { tom.ClicksIn("#releases", "Start") })
	p.deed("Tom reports the emergency live", func() { tom.ClicksIn("#releases", "Report live") })
	p.reasoned(rosa, "#releases", "Hold the review", "Review", "What happened", func(form *people.Modal) {
		form.Fill("The cause", "The cache was never emptied.")
		form.Fill("What is done about it", "Tom has it emptied every night.")
	})
}

// control changes a channel of the workspace.
func (p *replay) control(change string) {
	p.t.Helper()
	resp, err := http.Post(p.base+"/control/channels", "application/json", strings.NewReader(change))
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		p.t.Fatalf("change a channel: %s", resp.Status)
	}
}
