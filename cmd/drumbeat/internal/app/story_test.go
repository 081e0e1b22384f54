package app

import (
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
)

// thursday is the window that the stories ride with.
var thursday = time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC)

const thursdayChoice = "Thu 26 Nov 06:00–08:00 · 5 of 5 free"

// TestStoryGoesLive is the whole way of a release that everything goes well
// with, and of the clicks that should not count on the way.
func TestStoryGoesLive(t *testing.T) {
	inBothWays(t, "goes-live", func(s *stage) {
		ines, eva, omar, tom, hana := s.As("ines"), s.As("eva"), s.As("omar"), s.As("tom"), s.As("hana")
		s.act("the town before anything was asked", func() {})
		form := s.asks(ines, "Faster checkout for returning customers")
		form.Submit()
		s.shows("Ines has forgotten what must not be missing", form.Text())
		fillCheckout(form)
		form.Fill("Why", "   ")
		form.Submit()
		s.shows("Ines has put nothing but spaces into a field", form.Text())
		form.Fill("Why", "12 % leave at that step; promised for the holiday sale.")
		s.act("Ines sends the form", form.Sends)

		s.act("Eva approves", func() { eva.ClicksIn("@drumbeat", "Approve") })
		s.act("Ines tries to approve her own", func() { ines.ClicksIn("#releases", "Approve") })
		card := omar.Messages("@drumbeat")
		s.act("Omar clicks twice", func() {
			omar.Clicks(card[0], "Approve")
			s.answered() // or the two private answers come in either order
			omar.Clicks(card[0], "Approve")
		})

		s.clockTo(thursday.Add(-24 * time.Hour))
		s.act("Hana has read it", func() { hana.ClicksIn("#help-desk", "I have read this") })
		s.clockTo(thursday)
		s.act("Tom starts", func() { tom.ClicksIn("#releases", "Start") })
		s.clockTo(thursday.Add(20 * time.Minute))
		s.act("Tom reports it live", func() { tom.ClicksIn("#releases", "Report live") })
		s.clockTo(thursday.Add(48 * time.Hour))
	})
}

// asks opens the form as a person does and fills in what every story says.
func (s *stage) asks(who *people.Person, title string) *people.Modal {
	s.t.Helper()
	who.Types("#releases", "/release request "+title)
	s.rest()
	return who.SeesModal("Request a release")
}

// fillCheckout fills in the form of the release that most stories are about.
func fillCheckout(form *people.Modal) {
	fillFields(form)
	form.Choose("When", thursdayChoice)
}

// fillFields fills in what must not be missing.
func fillFields(form *people.Modal) {
	form.Fill("Team or supplier", "Team Basket")
	form.Fill("What changes", "Returning customers skip the address step.")
	form.Fill("Why", "12 % leave at that step; promised for the holiday sale.")
	form.Check("Risk", "Touches payment, prices or personal data (3)")
	form.Fill("Customers notice", "The address step is gone; the saved address is shown at the end.")
	form.Fill("Say", "Your saved address is used. You can change it in the last step.")
	form.Fill("Do not promise", "that the address of an order that was placed already can be changed.")
	form.Fill("If they call", "Address wrong? Account, then Addresses. Still wrong: Tom, until 20:00.")
	form.Fill("Rollback plan", "Switch it off in the shop's settings; two minutes.")
	form.PickUser("Point of contact", "tom")
	form.PickUser("Implementer", "tom")
}

// asked has Ines ask for the release that most stories are about.
func (s *stage) asked() {
	s.t.Helper()
	form := s.asks(s.As("ines"), "Faster checkout for returning customers")
	fillCheckout(form)
	form.Sends()
	s.rest()
}

// approved has it asked for and approved by both who must.
func (s *stage) approved() {
	s.t.Helper()
	s.asked()
	s.As("eva").ClicksIn("@drumbeat", "Approve")
	s.As("omar").ClicksIn("@drumbeat", "Approve")
	s.rest()
}

// started has it approved and started in its window.
func (s *stage) started() {
	s.t.Helper()
	s.approved()
	s.passTo(thursday)
	s.As("tom").ClicksIn("#releases", "Start")
	s.rest()
}

// says fills in the form that asks for a reason and sends it.
func says(who *people.Person, title, field, reason string) {
	form := who.SeesModal(title)
	form.Fill(field, reason)
	form.Sends()
}
