package app

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// inOneWay tells a story by one transport: that both read the same, others show.
func inOneWay(t *testing.T, name string, tell func(s *stage)) {
	s := newStage(t, byHTTP)
	tell(s)
	s.ends(name)
}

// emergency has an incident that Tom asks to mend, taken and approved by Piet.
func (s *stage) emergency() workflow.Number {
	s.t.Helper()
	n := s.files("Basket is empty after logging in", func(q *workflow.Request) {
		q.Type, q.Window = workflow.Emergency, ""
		q.Briefing = workflow.Briefing{Notice: "After logging in the basket can be empty.", Say: "We know about it and are mending it."}
	})
	s.rest()
	s.As("omar").ClicksIn("@drumbeat", "Approve")
	return n
}

// TestStoryReviewed is an emergency that nobody starts for half an hour: who can
// is asked again. After it the review is asked for until it is held.
func TestStoryReviewed(t *testing.T) {
	inOneWay(t, "reviewed", func(s *stage) {
		tom := s.As("tom")
		s.before(func() { s.emergency() })
		s.clockTo(storyBegins.Add(16 * time.Minute))
		s.clockTo(storyBegins.Add(31 * time.Minute))
		s.before(func() { tom.ClicksIn("#releases", "Start") })
		s.act("Tom reports it live", func() { tom.ClicksIn("#releases", "Report live") })
		s.clockTo(time.Date(2026, 11, 25, 9, 45, 0, 0, time.UTC))
		s.clockTo(time.Date(2026, 11, 26, 9, 45, 0, 0, time.UTC))
		s.act("Tom opens the review", func() { tom.ClicksIn("#releases", "Hold the review") })
		form := tom.SeesModal("Review")
		form.Submit()
		s.shows("Tom is asked what happened", form.Text())
		form.Fill("What happened", "The session cache dropped baskets at login for 40 minutes.")
		form.Fill("The cause", "Its memory was sized for half the sessions.")
		form.Fill("What is done about it", "An alarm on its memory; Piet, this week.")
		s.act("Tom holds the review", form.Sends)
		s.clockTo(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
		tom.ClicksIn("@drumbeat", "After the review")
		s.rest()
		tom.SeesModal("After the review").ClickBeside("An alarm on its memory", "Change")
		form = tom.AwaitModal("Change")
		form.Check("Is it done?", "Yes, it is done")
		form.Fill("By what can that be seen?", "It rang in the test.")
		s.act("Tom has done what he promised", form.Sends)
		tom.SeesModal("After the review").CloseAll()
		s.clockTo(time.Date(2026, 11, 26, 12, 5, 0, 0, time.UTC))
	})
}

// TestStoryClosedWithoutReview is a roll-back whose review a release manager does
// without: that needs a reason, and stays in the history.
func TestStoryClosedWithoutReview(t *testing.T) {
	inOneWay(t, "closed-without-review", func(s *stage) {
		tom, rosa := s.As("tom"), s.As("rosa")
		s.before(s.started)
		s.before(func() {
			tom.ClicksIn("#releases", "Roll back")
			says(tom, "Roll back", "What happened?", "One order in twenty went to an old address.")
		})
		s.act("Tom tries to close it", func() { tom.ClicksIn("#releases", "Close") })
		s.act("Rosa closes it", func() { rosa.ClicksIn("#releases", "Close") })
		form := rosa.SeesModal("Close")
		form.Submit()
		s.shows("Rosa is asked why", form.Text())
		form.Fill("Why without a review?", "It is the fault of REL-7, which is reviewed on Monday.")
		s.act("Rosa says why", form.Sends)
		s.act("Rosa reads the history", func() { rosa.Types("#releases", "/release show REL-1") })
	})
}

// TestStoryEscalated is a decision that nobody takes: after the target the
// substitute is asked, then the steps of the chain one after the other, and when
// nobody is left, that is said.
func TestStoryEscalated(t *testing.T) {
	inOneWay(t, "escalated", func(s *stage) {
		eva := s.As("eva")
		lena, hana := workflow.PersonID(s.As("lena").ID()), workflow.PersonID(s.As("hana").ID())
		s.before(func() {
			s.changesPolicy(func(p *workflow.Policy) {
				for i, r := range p.Roles {
					if r.Key == policy.RoleOperations {
						p.Roles[i].Substitutes = []workflow.PersonID{lena}
						p.Roles[i].Chain = []workflow.EscalationStep{{After: 2 * time.Hour, People: []workflow.PersonID{hana}}, {After: 4 * time.Hour, Role: policy.RoleManager}}
					}
				}
			})
			s.asked()
			eva.ClicksIn("@drumbeat", "Approve")
		})
		tuesday := time.Date(2026, 11, 24, 9, 1, 0, 0, time.UTC)
		s.clockTo(tuesday)
		s.clockTo(tuesday.Add(2 * time.Hour))
		s.clockTo(tuesday.Add(4 * time.Hour))
		s.act("Rosa approves for operations", func() { s.As("rosa").ClicksIn("@drumbeat", "Approve") })
	})
}

// TestStoryBack is an approver who comes back while what was asked of his
// substitute still waits: he is asked himself again, and she no more.
func TestStoryBack(t *testing.T) {
	inOneWay(t, "back", func(s *stage) {
		omar := s.As("omar")
		s.before(func() {
			omar.Types("#releases", "/release away")
			form := omar.SeesModal("Away")
			form.PickDate("First day back", "2026-11-30")
			form.PickUser("Who decides instead", "lena")
			form.Sends()
			s.rest()
			s.asked()
		})
		omar.Types("#releases", "/release away")
		s.rest()
		form := omar.SeesModal("Away")
		s.act("Omar is back a week early", func() { form.Click("Not away") })
		form.CloseAll()
		s.act("Omar approves", func() { omar.ClicksIn("@drumbeat", "Approve") })
	})
}
