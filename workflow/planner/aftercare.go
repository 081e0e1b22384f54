package planner

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// aftercare yields what is asked while a release is watched, and the end of that:
// the check-ins, what is said where nobody answers the last of them, and what is
// told of the watch where the release is not closed with it.
func (s *Snapshot) aftercare(r *workflow.Release, yield func(moment)) {
	n := r.Number.String()
	ends := r.LiveAt.Add(s.Policy.AftercareFor(r.Request.Type))
	leads := policy.CheckIns(&s.Policy, r.Request.Type)
	person := r.Watcher()
	for _, lead := range leads {
		if person == "" {
			continue
		}
		at := r.LiveAt.Add(lead)
		over := at.Add(workflow.CheckInWait)
		yield(moment{at: at, until: over, what: "check-in of " + n, notice: &workflow.Notice{ID: workflow.CheckInID(r.Number, r.Revision, lead, person),
			Kind: workflow.NoticeCheckIn, Person: person, Release: r.Number, Lead: lead.String(), Due: at, Expires: over}})
		s.refresh(moment{at: at, until: over, what: "check-in of " + n}, r, yield) // the card says who was asked
		m := moment{at: over, what: "the check-in of " + n + " is over"}
		yield(m)
		s.refresh(m, r, yield)
		ends = later(ends, over)
	}
	end := moment{at: r.LiveAt.Add(s.Policy.AftercareFor(r.Request.Type)), what: "aftercare of " + n + " ends"}
	yield(end)
	if len(leads) > 0 {
		s.refresh(end, r, yield) // until then it says until when it is watched
	}
	if len(leads) > 0 || r.Handover != nil {
		m := moment{at: ends, until: ends.Add(farBack), what: "the watch of " + n + " is over"}
		m.notice = &workflow.Notice{ID: workflow.AftercareID(r.Number, r.Revision), Kind: workflow.NoticeAftercare, Channel: s.Policy.ReleaseChannel,
			Thread: workflow.CardID(r.Number), Release: r.Number, Due: ends, Expires: m.until}
		yield(m)
	}
}

// dayAhead is how long before the end of the day on which a task is due the day's
// morning is looked for.
const dayAhead = 12 * time.Hour

// toAnswer is how much working time there is to accept a handover before whoever
// was asked is reminded.
const toAnswer = 8 * time.Hour

// tasks yields what reminds people of what they have to do after a go-live: on the
// morning of the day it is due and on every working day after that, one message for
// all of a person; and when release managers are told, which desk does.
func (s *Snapshot) tasks(now time.Time, r *workflow.Release, yield func(moment)) {
	chase := func(person workflow.PersonID, from, since time.Time) {
		s.mornings(now, person, from, func(at, next time.Time) {
			if at.After(since.Add(dayAhead)) { // who was told in the night knows in the morning
				yield(moment{at: at, until: next, what: "reminder of what " + r.Number.String() + " needs", notice: &workflow.Notice{
					ID: workflow.ChaseID(person, at), Kind: workflow.NoticeChase, Person: person, Due: at, Expires: next}})
			}
		})
	}
	late := func(from time.Time) {
		for at := calendar.WorkingAfter(s.Policy.Hours, s.Policy.Zone, from, policy.LateAfter); ; at = calendar.WorkingAfter(s.Policy.Hours, s.Policy.Zone, at, policy.LateEvery) {
			yield(moment{at: at, what: "what " + r.Number.String() + " needs is long overdue"})
			if at.After(now) {
				return
			}
		}
	}
	for _, t := range promises(r) {
		if t.Due.IsZero() {
			continue
		}
		if t.Owner != "" {
			chase(t.Owner, t.Due.Add(-dayAhead), t.Since)
		}
		late(t.Due)
	}
	if h := r.Handover; r.State == workflow.Live && h != nil && h.Waiting() {
		from := calendar.WorkingAfter(s.Policy.Hours, s.Policy.Zone, h.AskedAt, toAnswer)
		for _, person := range h.Asked {
			chase(person, from, h.AskedAt)
		}
		late(h.AskedAt)
	}
}

// promises lists what is still to be done after the go-live of a release.
func promises(r *workflow.Release) []workflow.Task {
	if r.State != workflow.Live && r.State != workflow.RolledBack {
		return nil
	}
	out := workflow.OpenTasks(r.FollowUps)
	if r.Handover != nil {
		out = append(out, workflow.OpenTasks(r.Handover.Items)...)
	}
	return out
}

// promisers lists who is reminded of that.
func promisers(r *workflow.Release) []workflow.PersonID {
	var out []workflow.PersonID
	for _, t := range promises(r) {
		if t.Owner != "" && !t.Due.IsZero() {
			out = append(out, t.Owner)
		}
	}
	if h := r.Handover; r.State == workflow.Live && h != nil && h.Waiting() {
		out = append(out, h.Asked...)
	}
	return out
}
