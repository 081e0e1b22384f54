package app

import (
	"testing"
	"time"
)

// TestStoryRejected is a rejection with a reason, clicks that come after it, and
// the rejection taken back.
func TestStoryRejected(t *testing.T) {
	inBothWays(t, "rejected", func(s *stage) {
		eva, omar, ines, rosa := s.As("eva"), s.As("omar"), s.As("ines"), s.As("rosa")
		s.before(s.asked)
		asked := omar.Last("@drumbeat")
		s.act("Eva begins to reject", func() { eva.ClicksIn("@drumbeat", "Reject") })
		form := eva.SeesModal("Reject")
		form.Fill("Why not?", "  ")
		form.Submit()
		s.shows("Eva is asked why", form.Text())
		s.act("Eva says why, while Omar approves what he still sees", func() {
			form.Fill("Why not?", "The holiday sale is frozen; ask again in January.")
			form.Sends()
			omar.Clicks(asked, "Approve")
		})
		s.act("Ines asks for it", func() { ines.Types("#releases", "/release show REL-1") })
		s.act("Rosa tries to take the rejection back", func() { rosa.ClicksIn("#releases", "Take back rejection") })
		s.act("Eva takes her rejection back", func() { eva.ClicksIn("#releases", "Take back rejection") })
		s.act("Eva approves now", func() { eva.ClicksIn("@drumbeat", "Approve") })
		s.act("Omar approves now", func() { omar.ClicksIn("@drumbeat", "Approve") })
	})
}

// TestStoryChangesAsked is a release that goes back to its requester and comes
// again.
func TestStoryChangesAsked(t *testing.T) {
	inBothWays(t, "changes-asked", func(s *stage) {
		eva, omar, ines := s.As("eva"), s.As("omar"), s.As("ines")
		s.before(func() { s.asked(); eva.ClicksIn("@drumbeat", "Approve") })
		s.act("Omar asks for changes", func() {
			omar.ClicksIn("@drumbeat", "Ask for changes")
			says(omar, "Ask for changes", "What has to change?", "Say how it is switched off outside office hours.")
		})
		s.act("Ines edits it and sends it again", func() {
			ines.ClicksIn("@drumbeat", "Edit and send again")
			form := ines.SeesModal("Send REL-1 again")
			s.shows("Ines sees what she typed", form.Text())
			form.Fill("Rollback plan", "Switch it off in the shop's settings; the engineer on call can, in two minutes.")
			form.Sends()
		})
		s.act("Omar approves the new revision", func() { omar.ClicksIn("@drumbeat", "Approve") })
		s.act("Eva approves the new revision", func() { eva.ClicksIn("@drumbeat", "Approve") })
	})
}

// TestStoryEdited is an edit of what was approved already, and one that is
// no reason to ask again.
func TestStoryEdited(t *testing.T) {
	inBothWays(t, "edited", func(s *stage) {
		eva, omar, ines := s.As("eva"), s.As("omar"), s.As("ines")
		s.before(s.asked)
		first := omar.Last("@drumbeat")
		s.before(func() { eva.ClicksIn("@drumbeat", "Approve") })
		s.act("Ines changes what to say", func() {
			ines.ClicksIn("@drumbeat", "Edit")
			form := ines.SeesModal("Edit REL-1")
			form.Fill("Say", "Your saved address is used; it can be changed in the last step.")
			form.Sends()
		})
		s.act("Ines changes what goes live, while Omar approves what he still sees", func() {
			ines.ClicksIn("@drumbeat", "Edit")
			form := ines.SeesModal("Edit REL-1")
			form.Fill("What changes", "Returning customers skip the address and the payment step.")
			form.Sends()
			omar.Clicks(first, "Approve")
		})
		s.act("Eva approves the new revision", func() { eva.ClicksIn("@drumbeat", "Approve") })
		s.act("Omar approves the new revision", func() { omar.ClicksIn("@drumbeat", "Approve") })
	})
}

// TestStoryWithdrawn is a release that its requester takes back, after the
// front line was told of it.
func TestStoryWithdrawn(t *testing.T) {
	inBothWays(t, "withdrawn", func(s *stage) {
		ines := s.As("ines")
		s.before(func() { s.approved(); s.passTo(thursday.Add(-20 * time.Hour)) })
		s.act("Ines withdraws it", func() {
			ines.ClicksIn("@drumbeat", "Withdraw")
			says(ines, "Withdraw", "Why?", "The campaign was called off.")
		})
		s.clockTo(thursday.Add(24 * time.Hour))
	})
}
