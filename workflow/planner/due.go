package planner

import (
	"cmp"
	"slices"
	"time"

	"drumbeat/workflow"
)

// Snapshot is what is planned from. Stale parts do no harm: what they add too
// much is found moot at delivery, what they lack is added at the next tick.
type Snapshot struct {
	Policy  workflow.Policy
	Open    []workflow.Release                    // every release that is not final
	Windows []workflow.Window                     // stored windows around now
	Streets []workflow.Street                     // bookings of environments
	People  map[workflow.PersonID]workflow.Person // who is to be reminded; who is missing is not reminded yet
}

// moment is one thing that time brings.
type moment struct {
	at     time.Time
	until  time.Time        // from here on it is not worth beginning; zero: always
	what   string           // for people: "24 h before Web heartbeat"
	notice *workflow.Notice // nil: something that desk does
	page   bool             // desk pages somebody: that is not left for the next whole minute
}

// Due gives the notices that are due at now and not yet overtaken, by their
// instant and id, each once.
func Due(now time.Time, s Snapshot) []workflow.Notice {
	out, _ := s.due(now)
	return out
}

// due gives what [Due] does, and when the next post or page falls due; zero: none
// is in sight. Bringing a board up to date may wait for the next whole minute.
func (s *Snapshot) due(now time.Time) (out []workflow.Notice, next time.Time) {
	seen := map[string]bool{}
	s.moments(now, func(m moment) {
		switch {
		case m.notice == nil && !m.page:
			return
		case now.Before(m.at):
			if m.page || !m.notice.Refresh {
				next = earlier(next, m.at)
			}
			return
		case m.notice == nil || (!m.until.IsZero() && !now.Before(m.until)) || seen[key(m.notice)]:
			return
		}
		seen[key(m.notice)] = true
		out = append(out, *m.notice)
	})
	slices.SortStableFunc(out, func(a, b workflow.Notice) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return out, next
}

// key tells notices apart: by what they are about, and those that bring a board
// up to date also by the instant at which what it says has changed.
func key(n *workflow.Notice) string {
	if n.Refresh {
		return n.ID + "@" + n.Due.UTC().Format(time.RFC3339)
	}
	return n.ID
}

// Next gives the first instant after now at which something is planned or done
// by rule, as things are, and what it is; false where nothing is to come.
func Next(now time.Time, s Snapshot) (at time.Time, what string, ok bool) {
	s.moments(now, func(m moment) {
		if m.at.After(now) && (!ok || m.at.Before(at)) {
			at, what, ok = m.at, m.what, true
		}
	})
	return at, what, ok
}

// moments yields what time brings: all that is not over by now, in no order.
func (s *Snapshot) moments(now time.Time, yield func(moment)) {
	for _, w := range s.inUse() {
		s.window(w, yield)
		s.briefings(w, yield)
		s.freezes(now, w, yield)
		s.newCalendar(now, w, yield)
	}
	for i := range s.Streets {
		s.bookings(&s.Streets[i], yield)
		s.kept(now, &s.Streets[i], yield)
	}
	s.standIns(yield)
	s.recurring(now, yield)
	s.digests(now, yield)
	for i := range s.Open {
		r := &s.Open[i]
		s.chases(now, r, yield)
		s.signOffs(r, yield)
		s.known(r, yield)
		s.newPolicy(now, r, yield)
		switch {
		case r.State == workflow.Live:
			s.aftercare(r, yield)
		case r.State != workflow.InApproval:
		case r.Request.Type == workflow.Emergency:
			s.overdue(r, yield)
			s.pages(now, r, yield)
		default:
			s.overdue(r, yield)
			s.reminders(now, r, yield)
		}
	}
}
