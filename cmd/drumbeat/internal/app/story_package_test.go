package app

import (
	"testing"
	"time"
)

// TestStoryPackage is a window with a package: moved as one by who may, started
// as one, and looked at in the calendar.
func TestStoryPackage(t *testing.T) {
	inBothWays(t, "package", func(s *stage) {
		ines, eva, omar, tom, rosa := s.As("ines"), s.As("eva"), s.As("omar"), s.As("tom"), s.As("rosa")
		s.before(func() {
			for _, title := range []string{"Faster checkout", "Search index"} {
				form := s.asks(ines, title)
				fillFields(form)
				form.Sends()
				s.rest()
				eva.ClicksIn("@drumbeat", "Approve")
				omar.ClicksIn("@drumbeat", "Approve")
				s.rest()
			}
			s.passTo(thursday.AddDate(0, 0, -2).Add(-20 * time.Hour))
		})
		s.act("Tom tries to move the package", func() { tom.ClicksIn("#releases", "Move all to…") })
		s.act("Rosa moves it", func() {
			rosa.ClicksIn("#releases", "Move all to…")
			form := rosa.SeesModal("Move all")
			s.shows("Rosa is asked where to", form.Text())
			form.Choose("Move them to", thursdayChoice)
			form.Fill("Why?", "The auditors come on Tuesday.")
			form.Sends()
		})
		s.before(func() { s.passTo(thursday) })
		s.act("Rosa starts all", func() { rosa.ClicksIn("#releases", "Start all (2)") })
		s.act("Rosa looks at the day", func() { rosa.Types("#releases", "/release calendar today web") })
	})
}
