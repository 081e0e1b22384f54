package report

import (
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// clock is a target that runs: since when, and by which policy. No since: none
// does.
type clock struct {
	since time.Time
	judge int
}

const (
	clockTriage = iota
	clockDecision
)

// runs starts and ends the clocks that an entry starts and ends.
func (l *life) runs(e *workflow.Entry) {
	moot := e.By == workflow.System || e.Action == workflow.ActWithdraw || e.Action == workflow.ActMerge || e.Action == workflow.ActEdit
	switch {
	case l.state == workflow.Submitted && e.To != workflow.Submitted:
		l.stop(clockTriage, e.At, moot)
	case e.To == workflow.Submitted && (l.state != workflow.Submitted || e.Action == workflow.ActEndorse):
		l.clocks[clockTriage] = clock{e.At, e.Policy} // who endorses starts it: before that it waits for nobody else
	}
	switch {
	case l.state == workflow.InApproval && e.To != workflow.InApproval:
		l.stop(clockDecision, e.At, moot)
	case l.state != workflow.InApproval && e.To == workflow.InApproval:
		l.clocks[clockDecision] = clock{e.At, e.Policy}
	}
}

// stop ends a clock. What is moot before its target has run out was neither kept
// nor missed.
func (l *life) stop(which int, at time.Time, moot bool) {
	c := l.clocks[which]
	l.clocks[which] = clock{}
	due := l.due(which, c)
	if due.IsZero() {
		return
	}
	switch {
	case at.After(due):
		l.kept(which, due).Missed++
	case !moot:
		l.kept(which, at).Kept++
	}
}

// end counts the clocks that still run and have run out, and the last answer of
// each person to how it went.
func (l *life) end() {
	for _, g := range l.r.Ratings() {
		l.t.Rating(g.At, g.Stars)
	}
	for which, c := range l.clocks {
		if due := l.due(which, c); !due.IsZero() && l.t.q.Now.After(due) {
			l.kept(which, due).Missed++
		}
	}
}

func (l *life) kept(which int, at time.Time) *workflow.Kept {
	f := l.t.at(at)
	if which == clockDecision {
		return &f.Decision
	}
	return &f.Triage
}

// due gives when the target of a clock ends; zero: it has none.
func (l *life) due(which int, c clock) time.Time {
	if c.since.IsZero() {
		return time.Time{}
	}
	p := l.t.q.Policy(c.judge)
	if p == nil {
		return time.Time{}
	}
	targets := p.Targets(&l.r.Request)
	within := targets.Triage
	if which == clockDecision {
		within = targets.Decide
	}
	switch {
	case within <= 0:
		return time.Time{}
	case targets.Always:
		return c.since.Add(within)
	}
	return calendar.WorkingAfter(p.Hours, p.Zone, c.since, within)
}

// quick is how soon after being asked an approval says nothing about the request.
const quick = 15 * time.Second

// decides counts what people decided, and how long they took.
func (l *life) decides(e *workflow.Entry, f *workflow.Figures) {
	if e.To == workflow.InApproval && l.state != workflow.InApproval {
		l.decide, l.policy = e.At, e.Policy
	}
	human := e.By != workflow.System
	switch {
	case l.state == workflow.Submitted && human && e.Action == workflow.ActTriage:
		f.Let++
	case l.state == workflow.Submitted && e.Action == workflow.ActAskChanges:
		f.Sent++
	case l.state != workflow.InApproval:
	case e.Action == workflow.ActApprove:
		l.decided(e, f)
		f.Stamped(e.By, l.stamp(e))
	case e.Action == workflow.ActReject:
		l.decided(e, f)
		for _, role := range e.Roles {
			f.Refused(role)
		}
	case e.Action == workflow.ActAskChanges:
		f.Returned(e.By)
	}
}

// decided counts how long the roles of a decision took.
func (l *life) decided(e *workflow.Entry, f *workflow.Figures) {
	p := l.t.q.Policy(l.policy)
	if p == nil {
		return
	}
	took := e.At.Sub(l.decide)
	if !p.Targets(&l.r.Request).Always {
		took = calendar.WorkingBetween(p.Hours, p.Zone, l.decide, e.At)
	}
	var s workflow.Sample
	s.Put(took)
	for _, role := range e.Roles {
		f.Decided(role, s)
	}
}

// stamp tells of an approval whether it came within seconds of being asked for.
func (l *life) stamp(e *workflow.Entry) workflow.Stamps {
	asked := l.decide
	for _, a := range l.r.Asks {
		if a.Person == e.By && a.Revision == e.Revision && a.At.After(asked) && !a.At.After(e.At) {
			asked = a.At
		}
	}
	out := workflow.Stamps{Of: 1, Roles: e.Roles}
	if e.At.Sub(asked) <= quick {
		out.Quick = 1
	}
	return out
}
