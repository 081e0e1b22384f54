package app

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestStorySettings is the policy changed in Slack: looked at by somebody who may
// not, changed with a preview of what it moves, refused where it would not work,
// and brought back.
func TestStorySettings(t *testing.T) {
	inBothWays(t, "settings", func(s *stage) {
		ines, rosa := s.As("ines"), s.As("rosa")
		s.before(s.approved)
		s.act("Ines looks at the settings", func() { ines.Types("#releases", "/release settings") })
		menu := ines.SeesModal("Settings")
		s.shows("what Ines sees", menu.Text())
		menu.ClickBeside("Heartbeats", "Open")
		s.rest()
		s.shows("the heartbeats, for Ines", ines.SeesModal("Heartbeats").Text())
		ines.SeesModal("Heartbeats").CloseAll()

		s.act("Rosa opens them", func() { rosa.Types("#releases", "/release settings") })
		rosa.SeesModal("Settings").ClickBeside("Heartbeats", "Open")
		s.rest()
		rosa.SeesModal("Heartbeats").ClickBeside("Web heartbeat", "Edit")
		s.rest()
		form := rosa.SeesModal("Heartbeats")
		s.shows("the form of a heartbeat", form.Text())
		form.Fill("Opens at", "0 6 * * SOMEDAY")
		form.Fill("Why this change", "The provider maintains its side on Thursdays.")
		form.Submit()
		s.shows("what cannot be read", form.Text())
		form.Fill("Opens at", "0 6 * * TUE,WED")
		form.Submit()
		s.rest()
		check := rosa.SeesModal("Before you save")
		s.shows("what saving would do", check.Text())
		check.Click("Back to the fields")
		s.rest()
		form = rosa.SeesModal("Heartbeats")
		form.Fill("Places per window", "4")
		form.Submit()
		s.rest()
		check = rosa.SeesModal("Before you save")
		s.act("Rosa saves, and what cannot stay is moved", check.Sends)
		list := rosa.SeesModal("Heartbeats")
		s.shows("the list after saving", list.Text())
		list.Close()
		s.rest()
		rosa.SeesModal("Settings").ClickBeside("Versions", "Open")
		s.rest()
		versions := rosa.SeesModal("Versions")
		s.shows("the versions", versions.Text())
		versions.Click("Bring back")
		s.rest()
		back := rosa.SeesModal("Versions")
		back.Fill("Why this change", "It is not needed after all.")
		s.act("Rosa brings version 1 back; nothing stands in a window that goes", back.Sends)
		s.shows("the versions then", rosa.SeesModal("Versions").Text())
	})
}

// TestStorySettingsMeanwhile is two who change the settings at once: the second
// is told of the first, and nothing typed is lost. Then a question is taken out.
func TestStorySettingsMeanwhile(t *testing.T) {
	s := newStage(t, byHTTP)
	rosa := s.As("rosa")
	rosa.Types("#releases", "/release settings")
	rosa.SeesModal("Settings").ClickBeside("Risk questions", "Open")
	s.rest()
	rosa.SeesModal("Risk questions").ClickBeside("Changes stored data", "Edit")
	s.rest()
	form := rosa.SeesModal("Risk questions")
	form.Fill("Points", "4")
	form.Fill("Why this change", "It hurt twice.")
	_, err := s.town.desk.ChangePolicy(t.Context(), desk.PolicyChange{By: workflow.PersonID(rosa.ID()), Why: "longer watch", Apply: func(p *workflow.Policy) error {
		p.Aftercare *= 2
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	form.Submit()
	s.rest()
	check := rosa.SeesModal("Before you save")
	printed(t, check.Text(), "Rosa saved version 2 of the settings meanwhile (longer watch)", "points 2 → 4", "It hurt twice.")
	check.Sends()
	s.rest()
	p, err := s.town.desk.Policy(t.Context())
	if err != nil || p.Version != 3 || p.Risk[2].Points != 4 || p.Aftercare != 48*time.Hour {
		t.Fatalf("in force is version %d, %+v, %s, %v", p.Version, p.Risk, p.Aftercare, err)
	}
	rosa.SeesModal("Risk questions").ClickBeside("Changes stored data", "Edit")
	s.rest()
	rosa.SeesModal("Risk questions").Click("Remove…")
	s.rest()
	gone := rosa.SeesModal("Risk questions")
	printed(t, gone.Text(), "Remove Changes stored data?")
	gone.Fill("Why this change", "Asked elsewhere.")
	gone.Sends()
	s.rest()
	if p, err := s.town.desk.Policy(t.Context()); err != nil || p.Version != 4 || len(p.Risk) != 3 {
		t.Errorf("in force is version %d, %+v, %v", p.Version, p.Risk, err)
	}
	printed(t, rosa.SeesModal("Risk questions").Text(), "Saved as version 4")
}
