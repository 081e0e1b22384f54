package app

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// demoAftercare has the back office handed over to operations, and says what is
// watched after a go-live.
func demoAftercare(p *workflow.Policy) {
	const day = 8 * time.Hour // of working time
	p.Checklists = append(p.Checklists, workflow.Checklist{Key: "back-office", Name: "Handover of the back office", Items: []workflow.ChecklistItem{
		{Key: "documentation", Text: "Documentation is up to date", Owner: workflow.OwnerImplementer, Within: 3 * day},
		{Key: "session-planned", Text: "Knowledge session is planned", Owner: workflow.OwnerContact, Within: 2 * day},
		{Key: "session-held", Text: "Knowledge session was held", Owner: workflow.OwnerContact, Within: 4 * day},
		{Key: "monitoring", Text: "Monitoring and alerts are in place", Owner: workflow.OwnerImplementer, Within: 2 * day},
		{Key: "quality", Text: "Quality check is done", Owner: policy.RoleQuality, Within: 4 * day},
		{Key: "news", Text: "The stores have read about it", Owner: workflow.OwnerRequester, Within: 5 * day, Optional: true},
	}})
	for i := range p.Systems {
		s := &p.Systems[i]
		s.Checklist, s.Runner, s.Service = p.Checklists[0].Key, policy.RoleOperations, "gold, 24/7"
		s.Watch = []string{"Orders per minute: dashboard “Shop at a glance”", "What customers write: #customer-voices"}
		if s.Key == "back-office" {
			s.Checklist, s.Service, s.Watch = "back-office", "silver, office hours", []string{"Jobs that failed: dashboard “Back office”"}
		}
	}
	for i := range p.Types {
		if p.Types[i].Type == workflow.Normal {
			p.Types[i].NeedHandover = true
		}
	}
}

// says has somebody say how a release does after its go-live.
func (s *storyteller) says(by string, nth workflow.Number, lead time.Duration, v workflow.Verdict) func(*storyteller) error {
	return s.act(desk.Command{Action: workflow.ActCheckIn, By: s.ids[by], About: workflow.CheckInAbout(lead, v)}, s.nthAsked(nth))
}

// ticks has somebody do one thing on the checklist of a release.
func (s *storyteller) ticks(by string, nth workflow.Number, key, evidence string) func(*storyteller) error {
	return func(*storyteller) error {
		f, err := s.town.desk.Release(s.ctx, s.nthAsked(nth)())
		if err != nil || f.Release.Handover == nil {
			return err
		}
		for _, t := range f.Release.Handover.Items {
			if t.Key == key {
				t.Done, t.Evidence = true, evidence
				return s.act(desk.Command{Action: workflow.ActHandOver, By: s.ids[by], Task: &t}, s.nthAsked(nth))(s)
			}
		}
		return nil
	}
}
