package app

import (
	"time"

	"drumbeat/bot/sandbox/people"
)

// lifeCalls is a spike of calls after a go-live: reports, what is done about the
// alert, a known issue, a corrected briefing, and a call of which nobody knows the
// reason at first.
func (p *replay) lifeCalls() {
	p.t.Helper()
	hana, ayu, rosa, tom := p.As("hana"), p.As("ayu"), p.As("rosa"), p.As("tom")
	p.reasoned(hana, "#help-desk", "Customers call about this", "Customers call", "", nil)
	p.reasoned(ayu, "#call-centre", "Customers call about this", "Customers call", "In their words", func(form *people.Modal) {
		form.Choose("How bad is it for them", "They cannot do anything")
		form.Choose("How many customers", "Many (counts as 10)")
	})
	p.reasoned(rosa, "@drumbeat", "Nothing to do", "Nothing to do", "Why?", nil)
	p.reasoned(tom, "#releases", "Known issue", "Known issue", "What goes wrong", func(form *people.Modal) {
		form.Fill("Say", "Your order has come through. Do not pay again.")
		form.PickDateTime("Until", p.clock.Now().Add(10*time.Hour))
	})
	p.reasoned(rosa, "#releases", "Correct the briefing", "Correct the briefing", "Say", nil)
	p.deed("Tom reports it solved", func() { tom.ClicksIn("#releases", "Known issue solved") })
	p.deed("Ayu does not know why they call", func() { ayu.Types("#call-centre", "/release customers The saved address is wrong") })
	form := ayu.SeesModal("Customers call")
	form.Choose("Which system", "Web shop")
	p.deed("Ayu reports it", form.Submit)
	p.deed("Ayu finds what it is", func() { ayu.SeesModal("Customers call").Click("It is this") })
	ayu.SeesModal("Drumbeat").Close()
	p.look("Hana opens the menu", func() { hana.Types("#help-desk", "/release menu") })
	p.deed("Hana does not know it either", func() { hana.ClicksIn("#help-desk", "menu.customers") })
	form = hana.SeesModal("Customers call")
	form.Fill("In their words", "The page is white.")
	p.deed("Hana reports it", form.Submit)
	hana.SeesModal("Customers call").Close()
}

// lifeQuestions is a question from a briefing, and its answer.
func (p *replay) lifeQuestions() {
	p.t.Helper()
	p.reasoned(p.As("hana"), "#help-desk", "Question", "Question", "Your question", nil)
	p.reasoned(p.As("tom"), "@drumbeat", "Answer", "Answer", "Answer", nil)
}

// lifeFigures looks at what went live, in other spans too, and has the picture sent.
func (p *replay) lifeFigures() {
	p.t.Helper()
	rosa := p.As("rosa")
	p.look("Rosa looks at the figures", func() { rosa.Types("#releases", "/release metrics week") })
	p.look("Rosa asks for another span", func() { rosa.Chooses(rosa.Last("#releases"), "Time", "last 4 weeks") })
	p.deed("Rosa has the picture sent", func() { rosa.ClicksIn("#releases", "Send me the chart") })
}
