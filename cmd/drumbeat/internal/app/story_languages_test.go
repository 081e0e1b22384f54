package app

import (
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// threeLanguages is the town where the help desk is briefed in Dutch, the call
// centre in Indonesian, and some people have those languages in their Slack.
func threeLanguages(o *townOptions) {
	o.of = organisation{
		func() sandbox.Config {
			c := townConfig()
			own := map[string]string{"omar": "nl-BE", "joris": "nl-NL", "budi": "id-ID", "eva": "fr-FR"}
			for i := range c.People {
				if l := own[c.People[i].Name]; l != "" {
					c.People[i].Locale = l
				}
			}
			return c
		},
		func(map[string]workflow.PersonID) workflow.Policy {
			p := townPolicy()
			for i, l := range []workflow.Locale{workflow.Dutch, workflow.Indonesian} {
				p.FrontLine[i].Locale = l
			}
			return p
		},
	}
}

// TestStoryLanguages is a release in a town of three languages: each person is
// spoken to in their own, each channel in its own, and what the organisation
// speaks is changed on the way.
func TestStoryLanguages(t *testing.T) {
	s := newStage(t, bySocket, threeLanguages)
	eva, omar, rosa, tom, joris, budi := s.As("eva"), s.As("omar"), s.As("rosa"), s.As("tom"), s.As("joris"), s.As("budi")
	s.act("Ines asks", s.asked)
	s.act("Eva, whose French nobody speaks here, approves", func() { eva.ClicksIn("@drumbeat", "Approve") })
	s.act("Joris, who may not, tries to approve too", func() { joris.ClicksIn("#releases", "Approve") })
	s.act("Omar asks what stands in the way", func() { omar.Types("#releases", "/release why REL-1 tue") })
	omar.ClicksIn("@drumbeat", "Aanpassing vragen")
	s.rest()
	reason := omar.SeesModal("Aanpassing vragen")
	s.shows("the form that Omar sees", reason.Text())
	reason.Close()
	s.act("Omar approves in Dutch", func() { omar.ClicksIn("@drumbeat", "Goedkeuren") })
	s.act("Joris asks for the calendar", func() { joris.Types("#help-desk", "/release calendar week") })
	s.act("Budi asks what he can type", func() { budi.Types("#call-centre", "/release help") })
	home := budi.Home()
	s.rest()
	s.shows("Budi's Home tab", home.Text())

	s.clockTo(thursday.Add(-24 * time.Hour))
	s.act("Joris and Budi have read it", func() {
		joris.ClicksIn("#help-desk", "Ik heb dit gelezen")
		budi.ClicksIn("#call-centre", "Saya sudah membaca ini")
	})

	rosa.Types("#releases", "/release settings")
	s.rest()
	rosa.SeesModal("Settings").ClickBeside("Organisation", "Open")
	s.rest()
	form := rosa.SeesModal("Organisation")
	form.Choose("Language", "Nederlands")
	form.Fill("Why this change", "Everybody in #releases is Dutch.")
	s.shows("the form of the organisation", form.Text())
	s.act("Rosa has the organisation speak Dutch", form.Submit)
	rosa.SeesModal("Settings").CloseAll()
	s.clockTo(thursday)
	s.act("Tom starts", func() { tom.ClicksIn("#releases", "Starten") })
	s.act("Tom has to roll it back", func() {
		tom.ClicksIn("#releases", "Terugdraaien")
		says(tom, "Roll back", "What happened?", "One order in twenty went to an old address.")
	})
	s.ends("languages")
}
