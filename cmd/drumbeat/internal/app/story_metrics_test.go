package app

import "testing"

// TestStoryMetrics is a release manager who looks at what went live, of which
// system and when, and has the picture of it sent.
func TestStoryMetrics(t *testing.T) {
	inBothWays(t, "metrics", func(s *stage) {
		rosa := s.As("rosa")
		s.act("Rosa looks at an empty month", func() { rosa.Types("#releases", "/release metrics month") })
		s.before(s.started)
		s.before(func() { s.As("tom").ClicksIn("#releases", "Report live") })
		s.act("Rosa looks again", func() { rosa.Types("#releases", "/release metrics week") })
		s.act("Rosa asks for another span", func() { rosa.Chooses(rosa.Last("#releases"), "Time", "last 4 weeks") })
		s.act("Rosa has the picture sent", func() { rosa.ClicksIn("#releases", "Send me the chart") })
		s.act("Rosa asks for a team that there is not", func() { rosa.Types("#releases", "/release metrics nobody's team") })
		s.act("Rosa asks for a month that has not begun", func() { rosa.Types("#releases", "/release metrics 2027-01") })
		s.act("Rosa looks at major changes of last month", func() { rosa.Types("#releases", "/release metrics last month major") })
	})
}
