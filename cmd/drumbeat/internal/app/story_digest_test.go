package app

import (
	"testing"
	"time"
)

// TestStoryDigest is a release manager who has the figures sent every Monday, and
// what comes then: once, and late where nobody was there at nine.
func TestStoryDigest(t *testing.T) {
	inBothWays(t, "digest", func(s *stage) {
		rosa := s.As("rosa")
		s.before(s.started)
		s.before(func() { s.As("tom").ClicksIn("#releases", "Report live") })
		s.before(func() { rosa.Types("#releases", "/release settings") })
		rosa.SeesModal("Settings").ClickBeside("Digest", "Open")
		s.rest()
		form := rosa.SeesModal("Digest")
		s.shows("the form of the digest", form.Text())
		form.Fill("When", "0 9 * * SOMEDAY")
		form.Fill("Why this change", "The operations meeting is on Mondays.")
		form.Submit()
		s.shows("what cannot be read", form.Text())
		form.Fill("When", "0 9 * * MON")
		s.act("Rosa saves: it hits nothing that is planned", form.Submit)
		rosa.SeesModal("Settings").CloseAll()
		s.passTo(time.Date(2026, 11, 30, 8, 59, 0, 0, time.UTC))
		s.clockTo(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
		s.clockTo(time.Date(2026, 11, 30, 9, 5, 0, 0, time.UTC))
	})
}
