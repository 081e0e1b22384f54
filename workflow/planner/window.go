package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

const (
	closingLead = 15 * time.Minute
	// past is how long after its end a window is still seen to.
	past = 12 * time.Hour
)

// Leads of the reminders that are not named after a time before opening.
const (
	LeadCutOff  = "cut-off"
	LeadOpen    = "open"
	LeadClosing = "closing"
	LeadClosed  = "closed" // brings the board up to date; says something only of what was not reported
)

// used is a window with something in it.
type used struct {
	slot       workflow.Slot
	since      time.Time           // something is in it since
	briefFrom  time.Time           // something in it can be told to the front line since; zero: nothing
	unreported bool                // something in it was not started, or not reported
	holds      []*workflow.Release // that wait for it: to be approved, or to be started
}

// inUse gives the windows that hold something, by opening and id.
func (s *Snapshot) inUse() []*used {
	byID := map[workflow.WindowID]*used{}
	for i := range s.Windows {
		w := &s.Windows[i]
		for _, p := range w.Places {
			u := byID[w.ID]
			if u == nil {
				u = &used{slot: s.slotNow(w.Slot), since: p.At}
				byID[w.ID] = u
			}
			u.since = earlier(u.since, p.At)
		}
	}
	for i := range s.Open {
		r := &s.Open[i]
		if r.Place == nil || r.State.Final() || r.Request.Type == workflow.Emergency {
			continue
		}
		u := byID[r.Place.Window]
		if u == nil {
			u = &used{slot: s.slot(r.Place), since: r.Place.Since}
			byID[r.Place.Window] = u
		}
		u.add(r)
	}
	out := make([]*used, 0, len(byID))
	for _, u := range byID {
		out = append(out, u)
	}
	slices.SortStableFunc(out, func(a, b *used) int {
		return cmp.Or(a.slot.Opens.Compare(b.slot.Opens), cmp.Compare(a.slot.ID, b.slot.ID))
	})
	return out
}

// slot is a window as the place in it says, where no document of it was loaded.
func (s *Snapshot) slot(p *workflow.Place) workflow.Slot {
	key, _, _ := p.Window.Split()
	return s.slotNow(workflow.Slot{ID: p.Window, Heartbeat: key, Opens: p.Opens, Closes: p.Closes, CutOff: p.CutOff})
}

// slotNow is a window as the policy in force has it; one of hours that are gone
// stays as it was.
func (s *Snapshot) slotNow(was workflow.Slot) workflow.Slot {
	if slot, err := calendar.Find(&s.Policy, was.ID); err == nil {
		return slot
	}
	return was
}

func (u *used) add(r *workflow.Release) {
	u.since = earlier(u.since, r.Place.Since)
	if r.State == workflow.Scheduled || r.State == workflow.InApproval {
		u.holds = append(u.holds, r)
	}
	switch r.State {
	case workflow.Scheduled, workflow.Deploying:
		u.unreported = true
	case workflow.Live:
	default:
		return // not approved, or back already: not for the front line yet
	}
	ready := r.Place.Since
	if r.ScheduledAt.After(ready) {
		ready = r.ScheduledAt
	}
	u.briefFrom = earlier(u.briefFrom, ready)
}

// earlier gives the earlier of two instants; zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (b.Before(a) && !b.IsZero()) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// window yields the board of a window, its reminders, and what else its
// instants bring.
func (s *Snapshot) window(u *used, yield func(moment)) {
	id, name := u.slot.ID, s.windowName(u)
	leads := s.leads(u)
	board := workflow.WindowBoardID(id)
	at := later(u.slot.Opens.Add(-leads[0]), u.since)
	yield(moment{at: at, until: u.slot.Closes, what: words(leads[0]) + " before " + name, notice: &workflow.Notice{
		ID: board, Kind: workflow.NoticeWindow, Channel: s.Policy.ReleaseChannel, Due: at, Window: id}})

	// The list is fixed and the window is over also where nobody is told.
	yield(moment{at: u.slot.CutOff, what: "cut-off of " + name})
	yield(moment{at: u.slot.Closes, what: name + " closes"})

	all := reminders(u, leads, name)
	for i, r := range all {
		if !r.at.After(at) || (r.lead == LeadClosing && !u.unreported) {
			continue
		}
		until := u.slot.Closes.Add(past)
		if i+1 < len(all) {
			until = all[i+1].at
		}
		yield(moment{at: r.at, until: until, what: r.what, notice: &workflow.Notice{
			ID: workflow.WindowReminderID(id, r.lead), Kind: workflow.NoticeWindowReminder, Channel: s.Policy.ReleaseChannel,
			Thread: board, Due: r.at, Expires: until, Window: id, Lead: r.lead}})
	}
	s.passing(u, yield)
}

// passing yields what the boards of a window's releases say otherwise once its
// instants have passed: that the front line knows, that it is too late to be
// approved for it, that it can be started. Only a board that exists is brought
// up to date; after a restart that is done once more, and changes nothing.
func (s *Snapshot) passing(u *used, yield func(moment)) {
	name := s.windowName(u)
	instants := []moment{
		{at: u.slot.Opens.Add(-s.Policy.BriefingLead), what: "briefing of " + name},
		{at: u.slot.CutOff, what: "cut-off of " + name},
		{at: u.slot.Opens, what: name + " opens"},
	}
	slices.SortStableFunc(instants, func(a, b moment) int { return a.at.Compare(b.at) })
	for i, m := range instants {
		m.until = u.slot.Closes
		if i+1 < len(instants) {
			m.until = instants[i+1].at
		}
		for _, r := range u.holds {
			s.refresh(m, r, yield)
		}
	}
}

// refresh brings up to date what everybody and the requester see of a release.
func (s *Snapshot) refresh(m moment, r *workflow.Release, yield func(moment)) {
	for _, n := range []workflow.Notice{
		{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: s.Policy.ReleaseChannel},
		{ID: workflow.RequesterID(r.Number, r.Requester), Kind: workflow.NoticeRequester, Person: r.Requester},
	} {
		n.Due, n.Release, n.Refresh = m.at, r.Number, true
		m.notice = &n
		yield(m)
	}
}

// reminder is one line of a window's thread.
type reminder struct {
	at   time.Time
	lead string
	what string
}

// reminders lists the lines of a window's thread in order. Of two at the same
// instant the one that says more stays.
func reminders(u *used, leads []time.Duration, name string) []reminder {
	var out []reminder
	for _, lead := range leads[1:] {
		out = append(out, reminder{u.slot.Opens.Add(-lead), leadName(lead), words(lead) + " before " + name})
	}
	closing := min(closingLead, u.slot.Closes.Sub(u.slot.Opens)/2)
	out = append(out,
		reminder{u.slot.CutOff, LeadCutOff, "cut-off of " + name},
		reminder{u.slot.Opens, LeadOpen, name + " opens"},
		reminder{u.slot.Closes.Add(-closing), LeadClosing, name + " is about to close"},
		reminder{u.slot.Closes, LeadClosed, name + " closes"})
	slices.SortStableFunc(out, func(a, b reminder) int { return a.at.Compare(b.at) })
	kept := out[:0]
	for i, r := range out {
		if i+1 < len(out) && out[i+1].at.Equal(r.at) {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// briefings yields the first briefing of each front-line team. What changes
// later is told by the write that changes it.
func (s *Snapshot) briefings(u *used, yield func(moment)) {
	if u.briefFrom.IsZero() {
		return
	}
	at := later(u.slot.Opens.Add(-s.Policy.BriefingLead), u.briefFrom)
	for _, f := range s.Policy.FrontLine {
		yield(moment{at: at, until: u.slot.Closes, what: "briefing of " + s.windowName(u), notice: &workflow.Notice{
			ID: workflow.BriefingID(u.slot.ID, f.Key), Kind: workflow.NoticeBriefing, Channel: f.Channel, Due: at, Window: u.slot.ID, Front: f.Key}})
	}
}

// leads gives the reminders of a window's heartbeat before opening, longest
// first, at least one.
func (s *Snapshot) leads(u *used) []time.Duration {
	h, _ := s.Policy.Heartbeat(u.slot.Heartbeat)
	var out []time.Duration
	for _, lead := range h.Leads {
		if lead > 0 && !slices.Contains(out, lead) {
			out = append(out, lead)
		}
	}
	if len(out) == 0 {
		out = policy.DefaultLeads()
	}
	slices.SortStableFunc(out, func(a, b time.Duration) int { return int(b - a) })
	return out
}

func (s *Snapshot) windowName(u *used) string {
	if h, ok := s.Policy.Heartbeat(u.slot.Heartbeat); ok && h.Name != "" {
		return h.Name
	}
	if u.slot.Name != "" {
		return u.slot.Name
	}
	return u.slot.Heartbeat
}

// leadName is how a reminder so long before opening is named in its id and in
// Lead: "24h", "90m".
func leadName(lead time.Duration) string {
	if lead%time.Hour == 0 {
		return fmt.Sprintf("%dh", lead/time.Hour)
	}
	return fmt.Sprintf("%dm", lead/time.Minute)
}

// words writes a lead for people: "24 h", "90 min".
func words(lead time.Duration) string {
	if lead%time.Hour == 0 {
		return fmt.Sprintf("%d h", lead/time.Hour)
	}
	return fmt.Sprintf("%d min", lead/time.Minute)
}
