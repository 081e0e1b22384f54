package app

import (
	"strings"
	"testing"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// departs puts a department into the policy whose requests its coordinator
// endorses first.
func (s *stage) departs(d workflow.Department, coordinator workflow.PersonID) {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	p, err := s.town.desk.Policy(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	p.Roles = append(p.Roles, workflow.Role{Key: d.Coordinator, Name: "coordinator", People: []workflow.PersonID{coordinator}})
	p.Departments = append(p.Departments, d)
	if _, err := s.town.desk.SavePolicy(ctx, p); err != nil {
		s.t.Fatal(err)
	}
}

// risky fills in a form so that its risk keeps it in the queue.
func risky(form *people.Modal, team string) {
	fillFields(form)
	form.Fill("Team or supplier", team)
	form.Check("Risk", "Touches payment, prices or personal data (3)", "Cannot be switched off without a new release (3)", "Changes stored data (2)")
}

// TestStoryQueue is a form that is closed and goes on, a coordinator who endorses,
// and a release manager who goes through the queue: she puts one first, merges a
// duplicate, and accepts the rest at once.
func TestStoryQueue(t *testing.T) {
	s := newStage(t, byHTTP)
	ines, lena, rosa, tom := s.As("ines"), s.As("lena"), s.As("rosa"), s.As("tom")
	s.departs(workflow.Department{Key: "sales", Name: "Sales", Teams: []string{"team basket"}, Coordinator: "coordinator", MustEndorse: true}, workflow.PersonID(lena.ID()))

	form := s.asks(ines, "Faster checkout")
	risky(form, "Team Basket")
	s.answered()
	form.Close()
	s.rest()
	ines.Types("#releases", "/release request")
	s.rest()
	form = ines.SeesModal("Request a release")
	if text := form.Text(); !strings.Contains(text, "This is the request that you began") || !strings.Contains(text, "Returning customers skip the address step.") {
		t.Fatalf("what she began is gone:\n%s", text)
	}
	form.Sends()
	s.rest()
	ines.Types("#releases", "/release request")
	s.rest()
	if form = ines.SeesModal("Request a release"); strings.Contains(form.Text(), "began") {
		t.Errorf("what was sent is offered once more:\n%s", form.Text())
	}
	form.Close()
	s.rest()

	lena.Sees("@drumbeat", "Ines asks you to endorse REL-1")
	rosa.Types("#releases", "/release queue endorse")
	s.rest()
	rosa.Sees("#releases", "REL-1", "The coordinator of Sales endorses it first.", "Lena")
	lena.ClicksIn("@drumbeat", "Endorse")
	s.rest()
	lena.Sees("@drumbeat", "You endorsed it", "A release manager looks at it first.")

	for _, title := range []string{"Faster checkout, please", "New prices", "New texts"} {
		form := s.asks(tom, title)
		risky(form, "Acme")
		form.Sends()
		s.rest()
	}
	rosa.Types("#releases", "/release queue")
	s.rest()
	page := rosa.Sees("#releases", "4 wait for a release manager", "1. ", "REL-1 Faster checkout", "4. ", "REL-4 New texts")

	rosa.ClicksBeside(page, "REL-4", "Change its place")
	move := rosa.SeesModal("Change its place")
	move.Choose("Where in the queue", "At the top of the queue")
	move.Fill("Why?", "The law changes on Monday.")
	move.Sends()
	s.rest()
	tom.Sees("@drumbeat", "Rosa changed its place in the queue", "The law changes on Monday.")

	rosa.Types("#releases", "/release queue")
	s.rest()
	page = rosa.Sees("#releases", "1. ", "REL-4 New texts", "2. ", "REL-1 Faster checkout")
	rosa.ClicksBeside(page, "REL-2", "Merge")
	merge := rosa.SeesModal("Merge a duplicate")
	merge.Fill("Goes on in", "REL-99")
	merge.Fill("Why?", "The same thing.")
	merge.Submit()
	if text := merge.Text(); !strings.Contains(text, "There is no REL-99") {
		t.Errorf("merged into what is not there:\n%s", text)
	}
	merge.Fill("Goes on in", "rel-1")
	merge.Sends()
	s.rest()
	tom.Sees("@drumbeat", "Rosa merged it into another release", "It goes on in REL-1")
	ines.Types("#releases", "/release show 1")
	s.rest()
	ines.Sees("#releases", "Merged into it: REL-2")

	rosa.Types("#releases", "/release queue")
	s.rest()
	page = rosa.Sees("#releases", "3 wait for a release manager", "REL-3")
	rosa.Clicks(page, "Several at once")
	several := rosa.SeesModal("Several at once")
	several.Check("Which", "REL-4 New texts", "REL-1 Faster checkout")
	several.Submit()
	if text := rosa.SeesModal("Drumbeat").Text(); !strings.Contains(text, "2 of 2 done") {
		t.Errorf("not both are done:\n%s", text)
	}
	s.rest()
	rosa.Types("#releases", "/release queue all")
	s.rest()
	rosa.Sees("#releases", "3 requests on their way · 1 waits for a release manager", "In approval: 0 of 2")
}

// TestStoryAgain is a release that is asked for once more.
func TestStoryAgain(t *testing.T) {
	s := newStage(t, bySocket)
	s.asked()
	ines := s.As("ines")
	ines.Types("#releases", "/release again REL-1")
	s.rest()
	form := ines.SeesModal("Request a release")
	if text := form.Text(); !strings.Contains(text, "Faster checkout for returning customers") || !strings.Contains(text, "As soon as possible") {
		t.Errorf("the form does not say what the release said:\n%s", text)
	}
	form.Click("More fields")
	s.rest()
	form.PickDate("Wanted by", "2026-12-04")
	form.Fill("Goes live after", "REL-1")
	form.Sends()
	s.rest()
	ines.Types("#releases", "/release queue mine")
	s.rest()
	ines.Sees("#releases", "2 requests on their way", "wanted by Fri 4 Dec")
}
