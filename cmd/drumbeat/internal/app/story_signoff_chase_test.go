package app

import (
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
)

// TestStorySignOffIsChased is a major release that nobody signs off: who has to is
// reminded, by a person and by the clock, Rosa is told when the list is fixed, and
// all of it ends with the sign-off.
func TestStorySignOffIsChased(t *testing.T) {
	s := newStage(t, byHTTP)
	ines, eva, omar, lena, rosa := s.As("ines"), s.As("eva"), s.As("omar"), s.As("lena"), s.As("rosa")
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
	ines.Types("#releases", "/release why 1")
	s.rest()
	why := ines.Sees("#releases", "Acceptance sign-off", "Lena")
	ines.Clicks(why, "Remind Lena")
	s.rest()
	lena.Sees("@drumbeat", "Ines", "REL-1 Loyalty points on the receipt", "To sign off on Acceptance", "goes live")
	thursday := storyBegins.Truncate(24*time.Hour).AddDate(0, 0, 3)
	s.passTo(thursday.Add(-4 * time.Hour)) // Wednesday evening: the list is fixed
	rosa.Sees("@drumbeat", "REL-1 Loyalty points on the receipt is not signed off, and the list of its window is fixed.", "Lena")
	ines.Sees("@drumbeat", "The list of its window is fixed, and it has not been signed off on Acceptance.")
	lena.ClicksIn("@drumbeat", "Sign off")
	form = lena.SeesModal("Sign off")
	form.Fill("What was tried, and where is the result?", "All receipts: BASKET-77.")
	form.Sends()
	s.rest()
	ines.Types("#releases", "/release why 1")
	s.rest()
	ines.Clicks(ines.Last("#releases"), "Show")
	s.rest()
	ines.Sees("#releases", "Acceptance", "Lena")
}
