package app

import (
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
)

// TestStoryEnvironments is acceptance booked by several: for a release, by hand,
// in one another's way, longer, given back, ended by a release manager, and by
// the end of the release.
func TestStoryEnvironments(t *testing.T) {
	inBothWays(t, "environments", func(s *stage) {
		ines, eva, tom, rosa, lena := s.As("ines"), s.As("eva"), s.As("tom"), s.As("rosa"), s.As("lena")
		s.before(s.asked)
		at := func(hour int) time.Time {
			return storyBegins.Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
		}
		s.act("Ines asks who has what", func() { ines.Types("#releases", "/release env") })
		s.act("Ines books acceptance for her release", func() {
			ines.ClicksIn("#releases", "Book Acceptance…")
			form := ines.SeesModal("Book an environment")
			form.PickDateTime("Until", at(14))
			form.Submit()
			s.shows("Ines has not said what for", form.Text())
			form.Choose("For which release", "REL-1 Faster checkout for returning customers")
			form.Sends()
		})
		s.act("Tom wants it from noon on", func() {
			tom.Types("#releases", "/release env web shop")
			s.rest()
			tom.ClicksIn("#releases", "Book Acceptance…")
			form := tom.SeesModal("Book an environment")
			s.shows("Tom is offered when it is free", form.Text())
			form.PickDateTime("From", at(12))
			form.PickDateTime("Until", at(36))
			form.Fill("What for", "Load test")
			form.Submit()
			s.shows("Tom reads who has it", form.Text())
			form.PickDateTime("From", at(14))
			form.Sends()
		})
		s.act("Ines would keep it longer", func() {
			ines.ClicksIn("#releases", "Extend…")
			form := ines.SeesModal("Keep it until")
			form.PickDateTime("Until", at(16))
			form.Submit()
			s.shows("Ines reads who comes next", form.Text())
			form.Close()
		})
		s.act("Eva tries to give back what is Tom's", func() {
			tom.Reads("#releases")
			eva.Types("#releases", "/release env shop")
		})
		s.clockTo(at(13))
		s.act("Ines gives it back", func() { ines.ClicksIn("@drumbeat", "Give back") })
		s.clockTo(at(14))
		s.act("Rosa needs it, and says why", func() {
			rosa.Types("#releases", "/release env shop")
			s.rest()
			rosa.ClicksIn("#releases", "Give back")
			form := rosa.SeesModal("Give it back")
			form.Fill("Why", "The payment update goes first.")
			form.Sends()
		})
		s.act("Lena looks for a system there is none of", func() { lena.Types("#releases", "/release env warehouse") })
	})
}

// TestStorySignOff is a major release that production waits for until it passed
// acceptance: the role is asked, who implements it may not, a change voids it, and
// nothing stands in its way once it is signed off again.
func TestStorySignOff(t *testing.T) {
	inBothWays(t, "sign-off", func(s *stage) {
		ines, eva, omar, lena, rosa, tom := s.As("ines"), s.As("eva"), s.As("omar"), s.As("lena"), s.As("rosa"), s.As("tom")
		s.before(func() {
			form := s.asks(ines, "Loyalty points on the receipt")
			form.Choose("Change type", "Major")
			s.rest()
			form.Choose("When", thursdayChoice)
			fillFields(form)
			form.Fill("Test evidence and sign-off", "Tested by team Basket.")
			form.Sends()
			s.rest()
			rosa.ClicksIn("#releases", "Accept")
			s.rest()
			for _, p := range []*people.Person{eva, omar, lena} {
				p.ClicksIn("@drumbeat", "Approve")
				s.rest()
			}
		})
		s.act("Rosa asks whether it can go live", func() { rosa.Types("#releases", "/release why 1") })
		s.act("Tom, who implements it, tries to sign it off", func() { tom.ClicksIn("#releases", "Sign off") })
		s.act("Lena signs it off", func() {
			lena.ClicksIn("@drumbeat", "Sign off")
			form := lena.SeesModal("Sign off")
			form.Fill("What was tried, and where is the result?", "  ")
			form.Submit()
			s.shows("Lena has not said what was tried", form.Text())
			form.Fill("What was tried, and where is the result?", "All 40 receipts of the regression set on acceptance; the result is in BASKET-77.")
			form.Sends()
		})
		s.before(func() {
			ines.ClicksIn("@drumbeat", "Edit")
			form := ines.SeesModal("Edit REL-1")
			form.Fill("What changes", "Receipts show the points, and the balance of the night before.")
			form.Sends()
			s.rest()
			for _, p := range []*people.Person{eva, omar, lena} {
				p.ClicksIn("@drumbeat", "Approve")
				s.rest()
			}
		})
		s.act("Ines changed what is released, and it was approved again", func() { ines.Types("#releases", "/release show 1") })
		s.act("Lena signs the new revision off", func() {
			lena.ClicksIn("@drumbeat", "Sign off")
			form := lena.SeesModal("Sign off")
			form.Fill("What was tried, and where is the result?", "The same, again: BASKET-78.")
			form.Sends()
		})
		s.act("Rosa asks again", func() { rosa.Types("#releases", "/release why 1") })
	})
}
