package planner

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// What the calendar alone changes about a release reaches the messages that show
// it: a freeze that begins or ends while its window is open, a policy that takes
// the window away, a booking of acceptance that is made, given back or over. Each
// is a moment of its own, so that the notices follow from what changed and when,
// and only messages that stand are brought up to date.

// aheadShown is how long before it opens a window is looked at for freezes.
const aheadShown = 48 * time.Hour

// freezes yields the beginnings and ends of freezes while a window is open.
func (s *Snapshot) freezes(now time.Time, u *used, yield func(moment)) {
	if len(s.Policy.Freezes) == 0 || !now.Before(u.slot.Closes) || u.slot.Opens.Sub(now) > aheadShown {
		return
	}
	periods, _ := calendar.Periods(s.Policy.Freezes, u.slot.Opens, u.slot.Closes) // those that cannot be read stand in nobody's way
	for _, p := range periods {
		for _, at := range []time.Time{p.From, p.To} {
			if at.After(u.slot.Opens) && at.Before(u.slot.Closes) {
				s.shown(moment{at: at, until: u.slot.Closes, what: p.Name + " begins or ends"}, u, yield)
			}
		}
	}
}

// shown brings up to date what shows a window: its board, and what shows the
// releases that wait for it.
func (s *Snapshot) shown(m moment, u *used, yield func(moment)) {
	s.board(m, u, yield)
	for _, r := range u.holds {
		s.refresh(m, r, yield)
	}
}

func (s *Snapshot) board(m moment, u *used, yield func(moment)) {
	m.notice = &workflow.Notice{ID: workflow.WindowBoardID(u.slot.ID), Kind: workflow.NoticeWindow, Channel: s.Policy.ReleaseChannel, Due: m.at, Window: u.slot.ID, Refresh: true}
	yield(m)
}

// newCalendar brings the board of a window up to date with a policy that came into
// force: the window may have been taken out, frozen or moved. What shows its
// releases newPolicy sees to.
func (s *Snapshot) newCalendar(now time.Time, u *used, yield func(moment)) {
	at := s.Policy.SavedAt
	if at.IsZero() || !now.Before(at.Add(policyShown)) || !u.since.Before(at) || !at.Before(u.slot.Closes) {
		return
	}
	s.board(moment{at: at, until: at.Add(policyShown), what: "the policy comes into force"}, u, yield)
}

// kept brings up to date what shows the releases in whose window an acceptance
// environment of their system is booked: when that is made, given back, or over
// while the window is open.
func (s *Snapshot) kept(now time.Time, street *workflow.Street, yield func(moment)) {
	system, key := street.ID.Split()
	platform, _ := s.Policy.System(system)
	if e, ok := platform.Environment(key); !ok || e.Stage != workflow.Acceptance {
		return
	}
	for _, b := range street.Bookings {
		var moments []moment
		for _, at := range []time.Time{b.At, b.Ended} {
			if !at.IsZero() && now.Before(at.Add(policyShown)) {
				moments = append(moments, moment{at: at, until: at.Add(policyShown), what: "booking of " + string(street.ID)})
			}
		}
		over := moment{at: b.Until(), until: b.Until().Add(policyShown), what: "booking of " + string(street.ID) + " is over"}
		if len(moments) == 0 && !now.Before(over.until) {
			continue
		}
		for i := range s.Open {
			r := &s.Open[i]
			if r.Request.System != system || r.Place == nil || !r.OnItsWay() {
				continue
			}
			slot := s.slot(r.Place)
			if !calendar.Overlap(b.From, b.To, slot.Opens, slot.Closes) {
				continue
			}
			for _, m := range moments {
				s.everywhere(m, r, yield)
			}
			if over.at.After(slot.Opens) && over.at.Before(slot.Closes) {
				s.everywhere(over, r, yield)
			}
		}
	}
}

// everywhere is refresh with what approvers see, too.
func (s *Snapshot) everywhere(m moment, r *workflow.Release, yield func(moment)) {
	s.refresh(m, r, yield)
	for _, person := range r.Waiting() {
		m.notice = &workflow.Notice{ID: workflow.AskID(r.Number, r.Revision, person), Kind: workflow.NoticeAsk, Person: person, Due: m.at, Release: r.Number, Refresh: true}
		yield(m)
	}
}
