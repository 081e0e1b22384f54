package app

import (
	"strings"
	"testing"

	"drumbeat/workflow"
)

// TestStoryBundle is a coordinator who puts requests together: they stand together
// in the queue, come to one window, are moved as one, and the rest hears who left.
func TestStoryBundle(t *testing.T) {
	s := newStage(t, byHTTP)
	ines, lena, rosa := s.As("ines"), s.As("lena"), s.As("rosa")
	s.departs(workflow.Department{Key: "sales", Name: "Sales", Teams: []string{"team basket"}, Coordinator: "coordinator", MustEndorse: true}, workflow.PersonID(lena.ID()))
	for _, title := range []string{"Faster checkout", "New prices", "New texts"} {
		form := s.asks(ines, title)
		fillFields(form)
		form.Fill("Team or supplier", "Team Basket")
		form.Sends()
		s.rest()
	}

	// The first goes into a new bundle, from the message that asks her to endorse it.
	asked := lena.Sees("@drumbeat", "Ines asks you to endorse REL-1")
	lena.Clicks(asked, "Bundle…")
	form := lena.SeesModal("Bundle")
	form.Fill("Bundle", "Autumn fixes")
	form.Sends()
	s.rest()
	lena.Sees("@drumbeat", "You endorsed it")

	// The others from the queue: the bundle is there to be chosen.
	for i, number := range []string{"REL-2", "REL-3"} {
		lena.Types("#releases", "/release queue")
		s.rest()
		page := lena.Sees("#releases", "requests on their way", number)
		lena.ClicksBeside(page, number+" ", "Bundle…")
		form = lena.SeesModal("Bundle")
		form.Choose("Bundle", []string{"Autumn fixes (REL-1)", "Autumn fixes (REL-1 and REL-2)"}[i])
		form.Sends()
		s.rest()
	}
	lena.Types("#releases", "/release queue")
	s.rest()
	lena.Sees("#releases", "Bundle Autumn fixes: REL-1, REL-2 and REL-3", "↳ 1. ", "↳ 2. ", "↳ 3. ")
	ines.Types("#releases", "/release why REL-1")
	s.rest()
	ines.Sees("#releases", "Rides with bundle Autumn fixes: REL-2 and REL-3.")
	ines.Types("#releases", "/release show REL-2")
	s.rest()
	ines.Sees("#releases", "Bundle Autumn fixes with REL-1 and REL-3")

	// Rosa moves one, and all go.
	rosa.Types("#releases", "/release show REL-2")
	s.rest()
	rosa.ClicksIn("#releases", "Move")
	form = rosa.SeesModal("Move")
	if text := form.Text(); !strings.Contains(text, "The whole bundle: REL-1, REL-2 and REL-3") || !strings.Contains(text, "Only REL-2, out of the bundle") {
		t.Fatalf("the form of a move says nothing of the bundle:\n%s", text)
	}
	form.Choose("When", "Thu 26 Nov 06:00–08:00 · 5 of 5 free")
	form.Fill("Why?", "The supplier is late.")
	form.Sends()
	s.rest()
	rosa.Sees("#releases", "You moved REL-2 to", "The rest of its bundle goes with it: REL-1 and REL-3.")
	ines.Sees("@drumbeat", "REL-3", "With REL-2 of bundle Autumn fixes, which Rosa moved: The supplier is late.")

	// One goes its own way; the others are told on their cards.
	rosa.Types("#releases", "/release show REL-3")
	s.rest()
	rosa.ClicksIn("#releases", "Move")
	form = rosa.SeesModal("Move")
	form.Choose("What moves", "Only REL-3, out of the bundle")
	form.Choose("When", "Tue 1 Dec 06:00–08:00 · 5 of 5 free")
	form.Fill("Why?", "It is ready.")
	form.Sends()
	s.rest()
	rosa.Sees("#releases", "REL-3 New texts is not in this bundle any more", "It is ready.")
	ines.Types("#releases", "/release show REL-1")
	s.rest()
	ines.Sees("#releases", "Bundle Autumn fixes with REL-2")
}
