package app

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestStoryTemplate is a release that a release manager saves as a template: nobody
// else may; the name of one there is replaces it once it was shown what changes; and
// a request starts from it.
func TestStoryTemplate(t *testing.T) {
	s := newStage(t, byHTTP)
	ines, rosa := s.As("ines"), s.As("rosa")
	s.asked()
	ines.Types("#releases", "/release show 1")
	s.rest()
	if text := ines.Sees("#releases", "All details").Text(); strings.Contains(text, "Save as template") {
		t.Errorf("who may not is offered it:\n%s", text)
	}
	save := func() { // from the details, which have it in every state
		rosa.Types("#releases", "/release show 1")
		s.rest()
		rosa.ClicksIn("#releases", "All details")
		s.rest()
		rosa.SeesModal("REL-1").Click("Save as template…")
		s.rest()
	}
	save()
	form := rosa.SeesModal("Save as template")
	form.Fill("Name", "  ")
	form.Fill("Why this change", "It comes every season.")
	form.Submit()
	printed(t, form.Text(), "Give it a name")
	form.Fill("Name", "Checkout")
	form.Submit()
	s.rest()
	saved := rosa.SeesModal("Drumbeat")
	printed(t, saved.Text(), "REL-1 is a template now.")
	saved.CloseAll()
	s.rest()

	save()
	form = rosa.SeesModal("Save as template")
	form.Fill("Name", "checkout")
	form.Choose("System", "Any system")
	form.Fill("Why this change", "It is the same everywhere.")
	form.Submit()
	s.rest()
	form = rosa.SeesModal("Save as template")
	printed(t, form.Text(), "There is a template checkout already. Replacing it changes:", "system shop → none")
	form.Submit()
	s.rest()
	rosa.SeesModal("Drumbeat").CloseAll()
	s.rest()
	p, err := s.town.desk.Policy(t.Context())
	if err != nil || p.Version != 3 || len(p.Templates) != 1 || p.Templates[0].System != "" || p.Why != "It is the same everywhere." || p.Templates[0].Form.Window != "" {
		t.Errorf("in force is version %d (%s): %+v, %v", p.Version, p.Why, p.Templates, err)
	}

	ines.Types("#releases", "/release request")
	s.rest()
	form = ines.SeesModal("Request a release")
	form.Choose("Start from", "checkout")
	s.rest()
	form = ines.SeesModal("Request a release")
	printed(t, form.Text(), "Returning customers skip the address step.", "Risk 3 of 10")
	form.Sends()
	s.rest()
	ines.Sees("@drumbeat", "REL-2")
}

// TestStoryClassify is a form that follows what is answered: the risk asks for
// another type, who chooses a lighter one is told and goes back with a click, and an
// incident turns it into an emergency without losing a word.
func TestStoryClassify(t *testing.T) {
	s := newStage(t, bySocket)
	ctx, cancel := s.bound()
	defer cancel()
	p, err := s.town.desk.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Types {
		if p.Types[i].Type == workflow.Major {
			p.Types[i].MinRisk = 6
		}
	}
	if _, err := s.town.desk.SavePolicy(ctx, p); err != nil {
		t.Fatal(err)
	}
	ines := s.As("ines")
	form := s.asks(ines, "Faster checkout")
	form.Fill("What changes", "One step less.")
	form.Check("Risk", "Touches payment, prices or personal data (3)", "Cannot be switched off without a new release (3)")
	s.rest()
	form = ines.SeesModal("Request a release")
	printed(t, form.Text(), "Risk 6 of 10: Touches payment, prices or personal data (+3); Cannot be switched off without a new release (+3) → major",
		"A risk of 6 of 10 makes it a major change.", "One step less.")
	form.Choose("Change type", "Normal")
	s.rest()
	form = ines.SeesModal("Request a release")
	printed(t, form.Text(), "You chose normal, which is lighter.")
	form.Click("Make it major")
	s.rest()
	form = ines.SeesModal("Request a release")
	if text := form.Text(); strings.Contains(text, "which is lighter") || !strings.Contains(text, "One step less.") {
		t.Errorf("after following the rule:\n%s", text)
	}
	form.Click("More fields")
	s.rest()
	form = ines.SeesModal("Request a release")
	form.Fill("Incident", "https://status.example/incidents/4711")
	s.rest()
	form = ines.SeesModal("Request a release")
	printed(t, form.Text(), "Does it mend a critical incident?")
	form.Click("Make it an emergency")
	s.rest()
	form = ines.SeesModal("Request a release")
	text := form.Text()
	printed(t, text, "https://status.example/incidents/4711", "One step less.", "Faster checkout")
	if strings.Contains(text, "When (optional)") || strings.Contains(text, "Make it an emergency") {
		t.Errorf("that is no form for an emergency:\n%s", text)
	}
	form.Fill("Customers notice", "Checkout fails.")
	form.Fill("Say", "We are on it.")
	form.Sends()
	s.rest()
	s.As("omar").Sees("@drumbeat", "REL-1 Faster checkout")
}

// TestStoryLetThrough is a request that waits by a gate; a release manager changes the
// gate, is told whom that lets through, and it goes on by rule.
func TestStoryLetThrough(t *testing.T) {
	s := newStage(t, byHTTP)
	ines, rosa := s.As("ines"), s.As("rosa")
	form := s.asks(ines, "Faster checkout")
	risky(form, "Team Basket")
	form.Sends()
	s.rest()
	ines.Sees("@drumbeat", "REL-1", "The risk is 8 of 10; up to 7 passes by rule.")
	rosa.Types("#releases", "/release settings")
	s.rest()
	rosa.SeesModal("Settings").ClickBeside("Intake gates", "Open")
	s.rest()
	rosa.SeesModal("Intake gates").ClickBeside("The risk score is at most", "Edit")
	s.rest()
	gate := rosa.SeesModal("Intake gates")
	gate.Fill("At most", "8")
	gate.Fill("Why this change", "The quiet months")
	gate.Submit()
	s.rest()
	check := rosa.SeesModal("Before you save")
	printed(t, check.Text(), "1 request that waits is let through", "REL-1", "It waited because of: risk.")
	check.Sends()
	rosa.SeesModal("Intake gates").CloseAll()
	s.passTo(s.Now().Add(time.Minute))
	ines.Sees("@drumbeat", "Let through by rule. Version 2 of the settings (The quiet months) lets it through; it waited because of: risk.")
	s.As("eva").Sees("@drumbeat", "Ines asks you to approve REL-1")

	rosa.Types("#releases", "/release settings")
	s.rest()
	rosa.SeesModal("Settings").ClickBeside("Organisation", "Open")
	s.rest()
	org := rosa.SeesModal("Organisation")
	org.Fill("Release channel", "#nowhere")
	org.Fill("Why this change", "A quieter place")
	org.Submit()
	printed(t, org.Text(), "Drumbeat is not in #nowhere, or there is no such channel.")
	s.wantWhole()
}
