package app

import (
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
)

// reports sends "Customers call about this" from the briefing.
func reports(s *stage, who *people.Person, channel string, fill func(*people.Modal)) {
	who.ClicksIn(channel, "Customers call about this")
	form := who.SeesModal("Customers call")
	if fill != nil {
		fill(form)
	}
	form.Sends()
	s.rest()
}

// TestStoryCustomersCall is a spike of calls after go-live: reports with one click,
// an alert past the limit, a known issue that the front line sees at once, a
// corrected briefing, and the issue solved.
func TestStoryCustomersCall(t *testing.T) {
	inBothWays(t, "customers-call", func(s *stage) {
		tom, rosa, hana, joris, ayu := s.As("tom"), s.As("rosa"), s.As("hana"), s.As("joris"), s.As("ayu")
		s.before(func() {
			s.started()
			s.passTo(thursday.Add(20 * time.Minute))
			tom.ClicksIn("#releases", "Report live")
			s.rest()
		})
		s.clockTo(thursday.Add(30 * time.Minute))
		s.act("Hana has a customer on the line: a click, and Send", func() { reports(s, hana, "#help-desk", nil) })
		s.act("Ayu has several who cannot order", func() {
			reports(s, ayu, "#call-centre", func(form *people.Modal) {
				s.shows("Ayu's form", form.Text())
				form.Choose("How bad is it for them", "They cannot do something")
				form.Choose("How many customers", "A few (counts as 3)")
				form.Fill("In their words", "The page stays white after “Pay”. *bold* <!channel>")
			})
		})
		s.act("Joris reports two", func() {
			reports(s, joris, "#help-desk", func(form *people.Modal) { form.Fill("Or exactly how many", "2") })
		})
		alert := tom.Last("@drumbeat")
		s.act("Rosa says that nothing is to be done", func() {
			rosa.ClicksIn("@drumbeat", "Nothing to do")
			says(rosa, "Nothing to do", "Why?", "Three of them had an old app.")
		})
		s.act("Tom comes second with the same message", func() { s.shows("what Tom has", alert.Again().Text()) })
		s.act("Ayu: it becomes many", func() {
			reports(s, ayu, "#call-centre", func(form *people.Modal) {
				form.Choose("How bad is it for them", "They cannot do anything")
				form.Choose("How many customers", "Many (counts as 10)")
			})
		})
		s.act("Tom makes it a known issue", func() {
			tom.ClicksIn("@drumbeat", "Known issue")
			form := tom.SeesModal("Known issue")
			form.Fill("What goes wrong", "Some see a white page after paying. The order has come through.")
			form.Fill("Say", "Your order has come through. Do not pay again.")
			form.PickDateTime("Until", thursday.Add(10*time.Hour))
			form.Sends()
		})
		s.act("Rosa corrects the briefing", func() {
			rosa.ClicksIn("#releases", "Correct the briefing")
			form := rosa.SeesModal("Correct the briefing")
			form.Fill("Say", "Your saved address is used. Reload a white page; do not pay twice.")
			form.Sends()
		})
		s.act("Joris reports one more, and reads what to say", func() { reports(s, joris, "#help-desk", nil) })
		s.act("Tom reports it solved", func() { tom.ClicksIn("#releases", "Known issue solved") })
	})
}

// TestStoryCustomersCallAboutSomething is a call of which nobody knows the reason:
// what went live lately is suggested; where nothing explains it the release manager
// is told.
func TestStoryCustomersCallAboutSomething(t *testing.T) {
	inBothWays(t, "customers-call-about-something", func(s *stage) {
		tom, ayu, budi := s.As("tom"), s.As("ayu"), s.As("budi")
		s.before(func() { s.asked() })
		s.act("Ayu does not know why, and nothing went live", func() {
			ayu.Types("#call-centre", "/release customers The address is gone")
			form := ayu.SeesModal("Customers call")
			s.shows("what Ayu is asked", form.Text())
			form.Submit()
			s.rest()
			s.shows("what Ayu is told", ayu.SeesModal("Customers call").Text())
			ayu.SeesModal("Customers call").Close()
		})
		s.clockTo(storyBegins.Add(10 * time.Minute))
		s.before(func() {
			s.As("eva").ClicksIn("@drumbeat", "Approve")
			s.As("omar").ClicksIn("@drumbeat", "Approve")
			s.passTo(thursday)
			tom.ClicksIn("#releases", "Start")
			s.rest()
		})
		s.act("Budi finds what it is", func() {
			budi.Types("#call-centre", "/release customers My saved address is shown and it is wrong")
			form := budi.SeesModal("Customers call")
			form.Choose("Which system", "Web shop")
			form.Submit()
			s.rest()
			found := budi.SeesModal("Customers call")
			s.shows("what it may be", found.Text())
			found.Click("It is this")
			s.rest()
			s.shows("what Budi is told", budi.SeesModal("Drumbeat").Text())
		})
		s.clockTo(thursday.Add(10 * time.Minute))
	})
}

// TestStoryQuestions is a question from a briefing that nobody answers at first.
func TestStoryQuestions(t *testing.T) {
	inBothWays(t, "questions", func(s *stage) {
		tom, rosa, hana, joris := s.As("tom"), s.As("rosa"), s.As("hana"), s.As("joris")
		s.before(s.started)
		ask := func(who *people.Person, text string) {
			who.ClicksIn("#help-desk", "Question")
			form := who.SeesModal("Question")
			form.Fill("Your question", text)
			form.Sends()
		}
		s.act("Hana asks", func() { ask(hana, "Does it work with gift cards too?") })
		s.clockTo(thursday.Add(40 * time.Minute))
		s.clockTo(thursday.Add(70 * time.Minute))
		s.act("Tom and Rosa answer at the same time", func() {
			tom.ClicksIn("@drumbeat", "Answer")
			rosa.ClicksIn("@drumbeat", "Answer")
			form := tom.SeesModal("Answer")
			s.shows("what Tom sees", form.Text())
			form.Fill("Answer", "Yes, with all of them.")
			form.Sends()
			s.rest()
			second := rosa.SeesModal("Answer")
			second.Fill("Answer", "I think so.")
			second.Submit()
			s.shows("what Rosa is told", second.Text())
			second.Close()
		})
		s.act("Joris asks too", func() { ask(joris, "Is it in the app as well?") })
	})
}
