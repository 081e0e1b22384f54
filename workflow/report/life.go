package report

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// life walks through the history of one release.
type life struct {
	t *Tally
	r *workflow.Release

	state workflow.State // after the last entry
	since time.Time      // the last entry

	asked   time.Time                          // this way to production began
	parts   [workflow.CycleParts]time.Duration // what the time since went to
	started time.Time                          // the deployment that is not over; zero: none
	live    time.Time                          // it is live since; zero: it is not
	clocks  [2]clock                           // of triage and decision
	decide  time.Time                          // its decisions are waited for since
	policy  int                                // that judged the entry by which that began
}

// part says what the time in a state goes to.
var part = map[workflow.State]int{
	workflow.Submitted: workflow.PartTriage, workflow.Returned: workflow.PartReturned, workflow.InApproval: workflow.PartDecide,
	workflow.Rejected: workflow.PartDecide, workflow.Scheduled: workflow.PartWindow, workflow.Deploying: workflow.PartDeploy,
}

// entry counts one entry of the history.
func (l *life) entry(i int, e *workflow.Entry) {
	if p, counts := part[l.state]; counts && l.state != "" {
		l.parts[p] += e.At.Sub(l.since)
	}
	f := l.t.at(e.At)
	switch e.Action {
	case workflow.ActSubmit:
		f.Asked++
		l.begin(e)
	case workflow.ActResubmit:
		if e.From == workflow.RolledBack {
			l.begin(e)
		}
	case workflow.ActRollForward:
		f.Forward++
	case workflow.ActStart:
		l.started = e.At
	case workflow.ActLive:
		l.arrives(i, e, f)
	case workflow.ActRollBack:
		l.fails(e, f)
	case workflow.ActReject:
		f.Rejected++
	case workflow.ActWithdraw, workflow.ActMerge:
		f.Withdrawn++
	}
	l.decides(e, f)
	l.runs(e)
	l.state, l.since = e.To, e.At
}

// begin starts another way to production.
func (l *life) begin(e *workflow.Entry) {
	l.asked, l.parts = e.At, [workflow.CycleParts]time.Duration{}
	l.started, l.live = time.Time{}, time.Time{}
}

// arrives counts an arrival in production.
func (l *life) arrives(i int, e *workflow.Entry, f *workflow.Figures) {
	f.Live++
	f.Attempts++
	switch {
	case l.r.Request.Type == workflow.Emergency:
		f.Emergency++
		f.Restore.Put(e.At.Sub(l.asked))
	case l.inWindow(i, e):
		f.InWindow++
	default:
		f.Outside++
	}
	f.Cycle.Put(e.At.Sub(l.asked))
	for p, spent := range l.parts {
		f.Parts[p].Put(spent)
	}
	l.live = e.At
}

// fails counts a roll-back: the deployment, where it ended, and what it took to be
// out of it.
func (l *life) fails(e *workflow.Entry, f *workflow.Figures) {
	f.RolledBack++
	if l.live.IsZero() {
		f.Attempts++
		f.Failed++
		f.Restore.Put(e.At.Sub(l.started))
		return
	}
	l.t.at(l.live).Failed++
	f.Restore.Put(e.At.Sub(l.live))
}

// inWindow tells whether the deployment that ended with the entry at i was begun
// and over while the window was open that the release held a place in.
func (l *life) inWindow(i int, e *workflow.Entry) bool {
	opens, closes := l.window(i)
	return !opens.IsZero() && !l.started.Before(opens) && (closes.IsZero() || !e.At.After(closes))
}

// window gives the window of the deployment that ended with the entry at i: the
// one that a later roll-back names, else the place that the release still holds.
// Zero: not known.
func (l *life) window(i int) (opens, closes time.Time) {
	id := l.r.Window()
	judged := l.r.History[i].Policy
	for _, e := range l.r.History[i+1:] {
		if e.Action == workflow.ActRollBack {
			id = e.Window
			break
		}
	}
	if p := l.r.Place; p != nil && p.Window == id {
		return p.Opens, p.Closes
	}
	if p := l.t.q.Policy(judged); p != nil {
		if slot, err := calendar.Find(p, id); err == nil {
			return slot.Opens, slot.Closes
		}
	}
	_, opens, _ = id.Split()
	return opens, time.Time{}
}
