package planner

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

const (
	startWithin   = 15 * time.Minute // an approved emergency that is not started by then is chased, and again after as long
	startChases   = 4                // so often
	absenceBefore = 24 * time.Hour   // before an absence begins its substitute is told
	farBack       = 8 * 24 * time.Hour
)

// chases yields what is asked for again and again until it is done: the start of
// an approved emergency, and a review that is due.
func (s *Snapshot) chases(now time.Time, r *workflow.Release, yield func(moment)) {
	s.tasks(now, r, yield)
	switch {
	case r.State == workflow.Scheduled && r.Request.Type == workflow.Emergency && !r.ScheduledAt.IsZero():
		s.chaseStart(r, yield)
	case policy.ReviewDue(r):
		m := moment{at: r.ReviewBy, what: "review of " + r.Number.String() + " is due"}
		yield(m)
		s.refresh(m, r, yield)
		for _, person := range workflow.Reviewers(r) {
			s.chaseReview(now, r, person, yield)
		}
	}
}

// chaseStart yields, a quarter of an hour apart, what says that an approved
// emergency was not started.
func (s *Snapshot) chaseStart(r *workflow.Release, yield func(moment)) {
	for nth := 1; nth <= startChases; nth++ {
		at := r.ScheduledAt.Add(time.Duration(nth) * startWithin)
		m := moment{at: at, until: at.Add(startWithin), what: r.Number.String() + " is approved and not started", page: true}
		for _, person := range workflow.Starters(r) {
			m.notice = &workflow.Notice{ID: workflow.StartID(r.Number, r.Revision, nth, person), Kind: workflow.NoticeStart, Person: person,
				Release: r.Number, Due: at, Expires: m.until, Urgent: true}
			yield(m)
		}
	}
}

// chaseReview yields what reminds one person of a review: when it is due, and at
// the start of every working day after that. The day before is overtaken.
func (s *Snapshot) chaseReview(now time.Time, r *workflow.Release, person workflow.PersonID, yield func(moment)) {
	s.mornings(now, person, r.ReviewBy, func(at, next time.Time) {
		m := moment{at: at, until: next, what: "reminder of the review of " + r.Number.String()}
		m.notice = &workflow.Notice{ID: workflow.ReviewID(r.Number, r.Revision, at.UTC().Format("2006-01-02T15:04Z"), person), Kind: workflow.NoticeReview,
			Person: person, Release: r.Number, Due: at, Expires: next}
		yield(m)
	})
}

// mornings yields when somebody is told of what waits for them from an instant on:
// then, or when they next work, and at the start of each of their working days
// after that; next is the one after. Those that are overtaken by now are left out,
// and those that are further ahead than the first.
func (s *Snapshot) mornings(now time.Time, person workflow.PersonID, from time.Time, yield func(at, next time.Time)) {
	who, known := s.People[person]
	if !known || who.Deactivated {
		return
	}
	zone := who.Zone
	if zone == "" {
		zone = s.Policy.Zone
	}
	after := func(at time.Time) time.Time {
		return calendar.NextWorking(s.Policy.Hours, zone, calendar.WorkingUntil(s.Policy.Hours, zone, at))
	}
	at := calendar.NextWorking(s.Policy.Hours, zone, from)
	if from := now.Add(-farBack); at.Before(from) {
		at = after(calendar.NextWorking(s.Policy.Hours, zone, from))
	}
	for {
		next := after(at)
		if !next.After(at) {
			return // no working hours to go by
		}
		if _, away := s.Policy.Absent(person, at); !away && next.After(now) {
			yield(at, next)
		}
		if at.After(now) {
			return
		}
		at = next
	}
}

// standIns yields what tells substitutes that they decide for somebody, a day
// before they do.
func (s *Snapshot) standIns(yield func(moment)) {
	for _, a := range s.Policy.Absences {
		if a.Substitute == "" {
			continue
		}
		at := calendar.NextWorking(s.Policy.Hours, s.Policy.Zone, a.From.Add(-absenceBefore))
		if !at.Before(a.To) {
			at = a.From
		}
		yield(moment{at: at, until: a.To, what: "an absence begins", notice: &workflow.Notice{
			ID: workflow.StandInID(a), Kind: workflow.NoticeStandIn, Person: a.Substitute, Due: at, Expires: a.To}})
	}
}

// signOffs yields when somebody may be reminded of a sign-off that is missing,
// which desk does: by the organisation's hours, since who that is, and where they
// live, only desk knows.
func (s *Snapshot) signOffs(r *workflow.Release, yield func(moment)) {
	if r.State != workflow.Scheduled || r.Place == nil || !s.Policy.Type(r.Request.Type).NeedSignOff {
		return
	}
	slot := s.slot(r.Place)
	for _, deadline := range []time.Time{slot.CutOff, slot.Opens} {
		if at, ok := calendar.ReminderAt(s.Policy.Hours, s.Policy.Zone, later(r.ScheduledAt, r.Place.Since), deadline); ok {
			yield(moment{at: at, what: "reminder of the sign-off of " + r.Number.String()})
		}
	}
}
