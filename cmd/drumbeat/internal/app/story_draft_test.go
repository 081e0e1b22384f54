package app

import (
	"strings"
	"testing"
)

// TestStoryDraft is a request that is begun and closed: the Home tab offers it, it
// goes on from there, and once it is discarded nobody speaks of it again.
func TestStoryDraft(t *testing.T) {
	s := newStage(t, byHTTP)
	ines := s.As("ines")
	form := s.asks(ines, "Faster checkout")
	fillFields(form)
	form.Close()
	s.rest()
	home := ines.Home()
	s.rest()
	home.Await("You began a request", "Faster checkout")
	home.Click("Continue it")
	s.rest()
	form = ines.SeesModal("Request a release")
	if text := form.Text(); !strings.Contains(text, "Returning customers skip the address step.") {
		t.Fatalf("it does not go on where it stopped:\n%s", text)
	}
	form.Close()
	s.rest()
	home = ines.Home()
	s.rest()
	home.Click("Discard")
	s.rest()
	if text := home.Text(); strings.Contains(text, "You began") {
		t.Errorf("what was discarded is offered still:\n%s", text)
	}
	ines.Types("#releases", "/release request")
	s.rest()
	if text := ines.SeesModal("Request a release").Text(); strings.Contains(text, "began") || strings.Contains(text, "Returning") {
		t.Errorf("what was discarded is in the form:\n%s", text)
	}
}
