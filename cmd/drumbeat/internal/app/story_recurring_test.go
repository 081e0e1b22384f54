package app

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestStoryRecurring is a patch day: set up in the settings, which say when it will
// be asked for, asked for at its turn, and told to a release manager when its
// template was broken meanwhile.
func TestStoryRecurring(t *testing.T) {
	s := newStage(t, byHTTP)
	rosa, ines := s.As("rosa"), s.As("ines")
	s.templates(workflow.Template{Key: "patches", Name: "Patches", System: "shop", PreAuthorised: true, Form: workflow.Request{
		Title: "Monthly patches", Team: "Run", What: "The patches of the month.", Why: "They close holes.", Type: workflow.Standard, EffortHours: 1, Impact: workflow.ImpactNone}})
	rosa.Types("#releases", "/release settings")
	s.rest()
	rosa.SeesModal("Settings").ClickBeside("Recurring requests", "Open")
	s.rest()
	rosa.SeesModal("Recurring requests").Click("Add")
	s.rest()
	form := rosa.SeesModal("Recurring requests")
	form.Fill("Name", "Patch day")
	form.Fill("Asked for at", "* 9 * * TUE")
	form.Choose("Template", "Patches")
	form.PickUser("In the name of", "ines")
	form.Fill("Why this change", "Patches are forgotten.")
	form.Submit()
	printed(t, form.Text(), "This asks for it again after 1m. Name one minute, as in 0 9 * * TUE.")
	form.Fill("Asked for at", "0 9 * * TUE#2")
	form.Submit()
	s.rest()
	check := rosa.SeesModal("Before you save")
	printed(t, check.Text(), "Schedule Patch day: added", "1 recurring request", "every second Tuesday of the month at 09:00", "Tue 8 Dec 2026 09:00, Tue 12 Jan 2027 09:00")
	check.Sends()
	s.rest()
	printed(t, rosa.SeesModal("Recurring requests").Text(), "Patch day", "Every second Tuesday of the month at 09:00")
	rosa.SeesModal("Recurring requests").CloseAll()
	s.rest()
	ines.Types("#releases", "/release queue")
	s.rest()
	ines.Sees("#releases", "Asked for by itself next: Patch day")

	turn := time.Date(2026, 12, 8, 8, 0, 0, 0, time.UTC) // 09:00 in Amsterdam
	s.passTo(turn.Add(time.Minute))
	ines.Sees("#releases", "REL-1 Monthly patches", "Asked by schedule Patch day, every second Tuesday of the month at 09:00", "in the name of Ines", "not needed: pre-authorised by the template Patches")
	ines.Sees("@drumbeat", "REL-1 Monthly patches", "Scheduled")

	s.templates()
	s.passTo(turn.AddDate(0, 0, 35).Add(2 * time.Minute))
	rosa.Sees("@drumbeat", "Patch day could not be asked for", "Its template is not in the settings any more")
	rosa.ClicksIn("@drumbeat", "Open the schedule")
	s.rest()
	rosa.SeesModal("Recurring requests").CloseAll()
	s.wantWhole()
}

// templates puts these templates into the policy in the place of those there are.
func (s *stage) templates(all ...workflow.Template) {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	p, err := s.town.desk.Policy(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	p.Templates = all
	if _, err := s.town.desk.SavePolicy(ctx, p); err != nil {
		s.t.Fatal(err)
	}
	s.rest()
}
