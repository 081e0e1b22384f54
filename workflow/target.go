package workflow

import "time"

// Targets say how fast people react to a request: how long it may wait for a
// release manager's look, and for the decisions asked of it. Zero: no target.
type Targets struct {
	Triage time.Duration
	Decide time.Duration
	Always bool // the clock runs day and night; else in the organisation's working hours
}

// Targets gives the targets of a request: those of its system where that has its
// own, else those of its change type. The clock of an emergency, and of a system
// that is served around the clock, never stands still.
func (p *Policy) Targets(q *Request) Targets {
	rule := p.Type(q.Type)
	t := Targets{Triage: rule.TriageWithin, Decide: rule.DecideWithin, Always: q.Type == Emergency}
	s, known := p.System(q.System)
	if !known {
		return t
	}
	t.Always = t.Always || s.Always
	if q.Type == Emergency {
		return t // an emergency waits no longer because its system can
	}
	if s.TriageWithin > 0 && t.Triage > 0 {
		t.Triage = s.TriageWithin
	}
	if s.DecideWithin > 0 && t.Decide > 0 {
		t.Decide = s.DecideWithin
	}
	return t
}
