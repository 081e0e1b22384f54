package app

import (
	"testing"
	"time"
)

// TestStoryAway is an approver who goes away and comes back while a decision is
// asked, and a requester who has people reminded.
func TestStoryAway(t *testing.T) {
	inBothWays(t, "away", func(s *stage) {
		ines, omar, lena := s.As("ines"), s.As("omar"), s.As("lena")
		s.before(s.asked)
		s.act("Omar opens the form for an absence", func() { omar.Types("#releases", "/release away") })
		form := omar.SeesModal("Away")
		s.shows("Omar is asked from when to when", form.Text())
		form.PickDate("First day back", "2026-11-23")
		form.Submit()
		s.shows("Omar has chosen the day that has begun", form.Text())
		form.PickDate("First day back", "2026-11-30")
		form.PickUser("Who decides instead", "lena")
		s.act("Omar is away until Monday, and Lena decides for him", form.Sends)
		s.clockTo(time.Date(2026, 11, 23, 9, 1, 0, 0, time.UTC))
		s.act("Ines has them reminded", func() { ines.ClicksIn("@drumbeat", "Remind") })
		s.act("Ines has them reminded once more", func() { ines.ClicksIn("@drumbeat", "Remind") })
		s.act("Lena approves for Omar", func() { lena.ClicksIn("@drumbeat", "Approve") })
		s.act("Omar looks at his absence", func() { omar.Types("#releases", "/release away") })
		form = omar.SeesModal("Away")
		s.shows("Omar sees that he is away", form.Text())
		s.act("Omar is back", func() { form.Click("Not away") })
		s.shows("Omar is told", form.Text())
	})
}
