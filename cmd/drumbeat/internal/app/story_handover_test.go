package app

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// handsOver has the town hand normal changes of the web shop over to operations.
func (s *stage) handsOver() {
	s.t.Helper()
	s.changesPolicy(func(p *workflow.Policy) {
		for i, t := range p.Types {
			p.Types[i].NeedHandover = t.Type == workflow.Normal
		}
		p.Checklists = []workflow.Checklist{{Key: "shop", Name: "Handover of the shop", Items: []workflow.ChecklistItem{
			{Key: "documentation", Text: "Documentation is up to date", Owner: workflow.OwnerImplementer, Within: 16 * time.Hour},
			{Key: "session", Text: "Knowledge session was held", Owner: policy.RoleQuality, Within: 8 * time.Hour},
			{Key: "news", Text: "The team knows", Owner: workflow.OwnerRequester, Optional: true},
		}}}
		for i := range p.Systems {
			p.Systems[i].Checklist, p.Systems[i].Service, p.Systems[i].Runner = "shop", "gold, 24/7", policy.RoleOperations
			p.Systems[i].Watch = []string{"Orders per minute: dash.example/orders"}
		}
	})
}

// TestStoryHandover is a release from its go-live to its end: how it does, what is
// handed over to whom, what is chased, sent back and accepted, and what who wanted
// it thinks of it.
func TestStoryHandover(t *testing.T) {
	inOneWay(t, "handover", func(s *stage) {
		tom, lena, omar, ines, rosa := s.As("tom"), s.As("lena"), s.As("omar"), s.As("ines"), s.As("rosa")
		s.before(s.handsOver)
		s.before(s.started)
		s.act("Tom reports it live", func() { tom.ClicksIn("#releases", "Report live") })
		s.clockTo(s.Now().Add(61 * time.Minute))
		s.act("Tom says how it does", func() { tom.ClicksIn("@drumbeat", "Stable") })
		s.act("Tom opens the handover", func() { tom.ClicksIn("#releases", "Handover") })
		list := tom.SeesModal("Handover")
		s.shows("Tom sees what is to be done", list.Text())
		list.ClickBeside("Documentation is up to date ·", "Change")
		form := tom.AwaitModal("Change")
		form.Check("Is it done?", "Yes, it is done")
		form.Submit()
		s.shows("Tom ticks it without saying why", form.Text())
		form.Fill("By what can that be seen?", "wiki.example/checkout, page 3")
		s.act("Tom says why", form.Sends)
		s.shows("the list below", tom.AwaitModal("Handover").Text())
		tom.SeesModal("Handover").CloseAll()
		s.clockTo(time.Date(2026, 11, 27, 8, 15, 0, 0, time.UTC))
		lena.ClicksIn("@drumbeat", "Handover REL-1")
		s.rest()
		lena.SeesModal("Handover").ClickBeside("Knowledge session was held ·", "Change")
		form = lena.AwaitModal("Change")
		form.Check("Is it done?", "Yes, it is done")
		form.Fill("By what can that be seen?", "Wednesday, eleven people")
		s.act("Lena ticks the last that is needed", form.Sends)
		lena.SeesModal("Handover").CloseAll()
		omar.ClicksIn("@drumbeat", "Send handover back")
		s.rest()
		form = omar.SeesModal("Send back")
		form.Choose("What is not good enough?", "Documentation is up to date")
		form.Fill("Why", "Page 3 is empty.")
		s.act("Omar sends it back", form.Sends)
		tom.Types("#releases", "/release handover")
		s.rest()
		tom.Clicks(tom.Last("#releases"), "Open")
		s.rest()
		tom.SeesModal("Handover").ClickBeside("Documentation is up to date ·", "Change")
		form = tom.AwaitModal("Change")
		form.Check("Is it done?", "Yes, it is done")
		form.Fill("By what can that be seen?", "wiki.example/checkout, page 3 is written now")
		form.Sends()
		s.rest()
		tom.SeesModal("Handover").CloseAll()
		rosa.Types("#releases", "/release handover")
		s.rest()
		s.shows("Rosa reads what is open", rosa.Last("#releases").Text())
		s.act("Omar accepts it", func() { omar.ClicksIn("@drumbeat", "Accept handover") })
		s.clockTo(time.Date(2026, 11, 27, 11, 0, 0, 0, time.UTC)) // nobody answered the second check-in
		s.act("Ines says how satisfied she is", func() { ines.ClicksIn("@drumbeat", "4") })
		ines.ClicksIn("@drumbeat", "Say why…")
		s.rest()
		form = ines.SeesModal("How satisfied?")
		form.Fill("Why", "It works; the empty page cost us a day.")
		s.act("Ines says why", form.Sends)
		s.act("Rosa reads the history", func() { rosa.Types("#releases", "/release show REL-1") })
	})
}
