package planner

import (
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// remindedFor is how long a reminder that is late is still worth sending: until
// the next one could come.
const remindedFor = workflow.RemindEvery

// overdue yields the end of the decision target, and what says from then on that
// the decision is overdue. That is worth saying however late it is noticed.
func (s *Snapshot) overdue(r *workflow.Release, yield func(moment)) {
	if r.DecideBy.IsZero() {
		return
	}
	m := moment{at: r.DecideBy, what: "decision on " + r.Number.String() + " is due"}
	yield(m)
	s.refresh(m, r, yield)
	for _, person := range r.Waiting() {
		m.notice = &workflow.Notice{ID: workflow.AskID(r.Number, r.Revision, person), Kind: workflow.NoticeAsk, Person: person, Due: r.DecideBy, Release: r.Number, Refresh: true}
		yield(m)
	}
}

// policyShown is how long after a policy came into force the planner sees to it
// that cards show what it says.
const policyShown = time.Hour

// newPolicy brings what a release shows up to date with a policy that came into
// force: freezes, gates and names may be others.
func (s *Snapshot) newPolicy(now time.Time, r *workflow.Release, yield func(moment)) {
	at := s.Policy.SavedAt
	if at.IsZero() || !now.Before(at.Add(policyShown)) || !r.CreatedAt.Before(at) {
		return
	}
	s.refresh(moment{at: at, until: at.Add(policyShown), what: "the policy comes into force"}, r, yield)
}

// reminders yields the reminder of each person who was asked and has not
// decided. Reminders of several releases at
// one instant have one id.
func (s *Snapshot) reminders(now time.Time, r *workflow.Release, yield func(moment)) {
	if r.DecideBy.IsZero() || !now.Before(r.DecideBy.Add(remindedFor)) {
		return
	}
	for _, person := range r.Waiting() {
		who, known := s.People[person]
		if !known || who.Deactivated {
			continue
		}
		zone := who.Zone
		if zone == "" {
			zone = s.Policy.Zone
		}
		at, ok := calendar.ReminderAt(s.Policy.Hours, zone, askedAt(r, person), r.DecideBy)
		if !ok {
			continue
		}
		if _, away := s.Policy.Absent(person, at); away {
			continue
		}
		until := at.Add(remindedFor)
		if end := calendar.WorkingUntil(s.Policy.Hours, zone, at); end.Before(until) {
			until = end
		}
		yield(moment{at: at, until: until, what: "reminder to " + who.Name, notice: &workflow.Notice{
			ID: workflow.RemindID(person, at), Kind: workflow.NoticeRemindApprover, Person: person, Due: at, Expires: until}})
	}
}

// askedAt is when somebody was first asked about the current revision.
func askedAt(r *workflow.Release, person workflow.PersonID) time.Time {
	i := slices.IndexFunc(r.Asks, func(a workflow.Ask) bool { return a.Revision == r.Revision && a.Person == person && !a.Ended })
	return r.Asks[i].At
}

// pages yields the page of now and the next one of an emergency that nobody
// takes. Page k comes k intervals after the first was asked to decide. The first
// round is desk's escalation, which asks one person more each time; once page k
// finds everybody of the first k asked, they are paged again in the same order.
// A page that was missed is overtaken by the next.
func (s *Snapshot) pages(now time.Time, r *workflow.Release, yield func(moment)) {
	every, chain := s.Policy.PageEvery, r.Waiting()
	if r.TakenBy != "" || every <= 0 || len(chain) == 0 {
		return
	}
	began := r.AskedFrom()
	k := max(0, int(now.Sub(began)/every))
	for _, k := range []int{k, k + 1} {
		at := began.Add(time.Duration(k) * every)
		m := moment{at: at, until: at.Add(every), what: "next page for " + r.Number.String(), page: true}
		if k >= len(chain) {
			person := chain[k%len(chain)]
			m.notice = &workflow.Notice{ID: workflow.PageID(r.Number, r.Revision, k, person), Kind: workflow.NoticePage, Person: person,
				Thread: workflow.AskID(r.Number, r.Revision, person), Release: r.Number, Due: at, Expires: m.until, Urgent: true}
		}
		yield(m)
	}
}
