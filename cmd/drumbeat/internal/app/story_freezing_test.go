package app

import (
	"testing"
	"time"
)

// TestStoryFreezing is a release manager who freezes the week and changes a single
// window: what that hits is shown first, and moved.
func TestStoryFreezing(t *testing.T) {
	inBothWays(t, "freezing", func(s *stage) {
		ines, rosa := s.As("ines"), s.As("rosa")
		s.before(s.approved)
		s.act("Ines looks at the freezes", func() { ines.Types("#releases", "/release freeze") })
		s.shows("what Ines sees", ines.SeesModal("Freezes").Text())
		ines.SeesModal("Freezes").Close()

		s.act("Rosa adds one", func() {
			rosa.Types("#releases", "/release freeze")
			s.rest()
			rosa.SeesModal("Freezes").Click("Add")
			s.rest()
		})
		form := rosa.SeesModal("Freezes")
		form.Fill("Name", "Holiday sale")
		form.PickDateTime("Once: from", thursday.Add(-12*time.Hour))
		form.PickDateTime("Once: until", thursday.AddDate(0, 0, 3))
		form.Fill("Why", "Nobody looks at a shop that is closed.")
		s.shows("the form of a freeze", form.Text())
		form.Submit()
		s.rest()
		check := rosa.SeesModal("Before you save")
		s.shows("what it hits", check.Text())
		s.act("Rosa saves, and what it hits is moved", check.Sends)
		rosa.SeesModal("Freezes").Close()

		s.act("Rosa looks at the windows", func() { rosa.Types("#releases", "/release window web") })
		s.act("and leaves one out", func() { rosa.ClicksIn("#releases", "Change") })
		one := rosa.SeesModal("Single windows")
		s.shows("the form of one window", one.Text())
		one.Choose("Web heartbeat, Tue 24 Nov 2026 06:00 is", "With other places, hours or cut-off")
		one.Fill("Why this change", "The auditors come.")
		one.Submit()
		s.shows("what is missing", one.Text())
		one.Choose("Web heartbeat, Tue 24 Nov 2026 06:00 is", "Left out")
		one.Fill("Shown in the calendar", "the auditors")
		s.act("Rosa saves; nothing is in it", one.Sends)
		s.act("and looks at the week", func() { rosa.Types("#releases", "/release calendar") })
	})
}
