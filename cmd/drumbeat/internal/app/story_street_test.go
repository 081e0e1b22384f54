package app

import (
	"testing"
	"time"
)

// TestStoryEnvironments is acceptance booked by several: for a release, by hand,
// in one another's way, longer, given back, ended by a release manager, and by
// the end of the release.
func TestStoryEnvironments(t *testing.T) {
	inBothWays(t, "environments", func(s *stage) {
		ines, eva, tom, rosa, lena := s.As("ines"), s.As("eva"), s.As("tom"), s.As("rosa"), s.As("lena")
		s.before(s.asked)
		at := func(hour int) time.Time { return storyBegins.Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour) }
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
