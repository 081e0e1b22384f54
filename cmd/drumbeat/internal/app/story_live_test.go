package app

import (
	"testing"
	"time"
)

// TestStoryRolledBack is a release that has to be taken back while the front
// line is on the phone, comes again and goes live.
func TestStoryRolledBack(t *testing.T) {
	inBothWays(t, "rolled-back", func(s *stage) {
		tom, ines, hana := s.As("tom"), s.As("ines"), s.As("hana")
		s.before(s.started)
		s.before(func() { hana.ClicksIn("#help-desk", "I have read this") })
		s.before(func() { s.passTo(thursday.Add(15 * time.Minute)); tom.ClicksIn("#releases", "Report live") })
		s.passTo(thursday.Add(40 * time.Minute))
		s.act("Tom takes it back", func() {
			tom.ClicksIn("#releases", "Roll back")
			says(tom, "Roll back", "What happened?", "One order in twenty went to an old address.")
		})
		s.clockTo(thursday.Add(4 * time.Hour))
		s.act("Ines sends it again", func() {
			ines.ClicksIn("@drumbeat", "Edit and send again")
			form := ines.SeesModal("Send REL-1 again")
			form.Fill("Test evidence and sign-off", "Old addresses are left out now; tried on acceptance with 40 accounts.")
			form.Sends()
		})
	})
}

// TestStoryCutOffMissed is a release that nobody decides on in time: it is
// reminded of, escalated, moves to the next window and lives.
func TestStoryCutOffMissed(t *testing.T) {
	inBothWays(t, "cut-off-missed", func(s *stage) {
		eva, omar := s.As("eva"), s.As("omar")
		s.before(func() { s.asked(); eva.ClicksIn("@drumbeat", "Approve") })
		s.clockTo(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
		s.clockTo(thursday.Add(-13 * time.Hour))
		s.act("Omar approves after all", func() { omar.ClicksIn("@drumbeat", "Approve") })
		s.clockTo(thursday.Add(3 * time.Hour))
	})
}

// TestStoryWindowMissed is an approved release that nobody starts.
func TestStoryWindowMissed(t *testing.T) {
	inBothWays(t, "window-missed", func(s *stage) {
		s.before(func() { s.approved(); s.passTo(thursday) })
		s.clockTo(thursday.Add(2*time.Hour + time.Minute))
	})
}

// TestStoryPostponed is a no-go at the opening of the window.
func TestStoryPostponed(t *testing.T) {
	inBothWays(t, "postponed", func(s *stage) {
		tom := s.As("tom")
		s.before(func() { s.approved(); s.passTo(thursday) })
		s.act("Tom postpones it", func() {
			tom.ClicksIn("#releases", "Postpone")
			says(tom, "Postpone", "Why?", "The payment provider has an outage.")
		})
	})
}

// TestStoryEmergency is an incident: people on call are paged one after the
// other until one takes it, and the front line hears of it at once.
func TestStoryEmergency(t *testing.T) {
	inBothWays(t, "emergency", func(s *stage) {
		tom, piet, omar, rosa, ayu := s.As("tom"), s.As("piet"), s.As("omar"), s.As("rosa"), s.As("ayu")
		tom.Types("#releases", "/release request")
		form := tom.SeesModal("Request a release")
		form.Choose("Change type", "Emergency")
		s.rest()
		form = tom.SeesModal("Request a release")
		s.shows("Tom says it is an emergency", form.Text())
		form.Fill("What is wrong, in a few words", "Basket is empty after logging in")
		form.Fill("What is broken, and what will you change", "Switches off the new session cache, which loses baskets at login.")
		form.Fill("Customers notice", "After logging in the basket can be empty.")
		form.Fill("Say", "We know about it and are mending it. Log out and in again after 9:00.")
		s.act("Tom sends the form", form.Sends)
		s.act("Ayu has read it", func() { ayu.ClicksIn("#call-centre", "I have read this") })
		s.clockTo(storyBegins.Add(6 * time.Minute))
		s.clockTo(storyBegins.Add(11 * time.Minute))
		paged := omar.Last("@drumbeat")
		s.act("Piet takes it, and Omar a moment later", func() {
			piet.ClicksIn("@drumbeat", "I am on it")
			omar.Clicks(paged, "I am on it")
		})
		s.clockTo(storyBegins.Add(30 * time.Minute))
		asked := rosa.Last("@drumbeat")
		s.act("Piet approves, and Rosa a moment later", func() {
			piet.ClicksIn("@drumbeat", "Approve")
			rosa.Clicks(asked, "Approve")
		})
		s.act("Tom starts", func() { tom.ClicksIn("#releases", "Start") })
		s.act("Tom reports it live", func() { tom.ClicksIn("#releases", "Report live") })
		s.clockTo(storyBegins.Add(30 * time.Hour))
	})
}
