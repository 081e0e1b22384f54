package workflow

import (
	"strings"
	"time"
)

// Verdict is how a release does, as who watches it says at a check-in.
type Verdict string

// The verdicts. The third answer, that it has to go back, is the roll-back itself.
const (
	Stable   Verdict = "stable"
	Watching Verdict = "watching" // something is looked at
)

// CheckIn is one question to the point of contact after go-live: how is it doing?
type CheckIn struct {
	Lead    time.Duration // after go-live
	At      time.Time     // when it is asked
	Verdict Verdict       // empty: no answer
	By      PersonID      // who answered
	Said    time.Time     // when
	Words   string        // what they said besides; may be empty
}

// CheckInWait is how long an answer to a check-in is waited for before it is said
// that there was none, and before the release is closed without it.
const CheckInWait = 4 * time.Hour

// CheckInAbout writes a check-in and its answer as what a history entry is about:
// "1h0m0s stable".
func CheckInAbout(lead time.Duration, v Verdict) string { return lead.String() + " " + string(v) }

// CheckedIn reads which check-in an entry answers, and how.
func (e Entry) CheckedIn() (lead time.Duration, v Verdict, ok bool) {
	if e.Action != ActCheckIn {
		return 0, "", false
	}
	at, said, ok := strings.Cut(e.About, " ")
	lead, err := time.ParseDuration(at)
	return lead, Verdict(said), ok && err == nil
}

// CheckIns lists the check-ins of a release that is live, by the leads of its
// policy, each with the last answer to it.
func (r *Release) CheckIns(leads []time.Duration) []CheckIn {
	if r.LiveAt.IsZero() {
		return nil
	}
	var out []CheckIn
	for _, lead := range leads {
		c := CheckIn{Lead: lead, At: r.LiveAt.Add(lead)}
		for _, e := range r.History {
			if of, v, ok := e.CheckedIn(); ok && of == lead && !e.At.Before(r.LiveAt) {
				c.Verdict, c.By, c.Said, c.Words = v, e.By, e.At, e.Reason
			}
		}
		out = append(out, c)
	}
	return out
}

// Watcher is who is asked how a release does: its point of contact, else its
// implementer, else who asked for it.
func (r *Release) Watcher() PersonID {
	switch {
	case r.Request.Contact != "":
		return r.Request.Contact
	case r.Request.Implementer != "":
		return r.Request.Implementer
	}
	return r.Requester
}

// AftercareFor is how long a release of a type is watched after go-live.
func (p *Policy) AftercareFor(t ChangeType) time.Duration {
	if own := p.Type(t).Aftercare; own > 0 {
		return own
	}
	return p.Aftercare
}
