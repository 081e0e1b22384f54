package workflow

import (
	"strings"
	"time"
)

// RemindEvery is how long nobody is reminded again, of whatever waits for them.
const RemindEvery = 4 * time.Hour

// AboutSignOff is what the escalation of a release is about that waits for its
// sign-off and for nothing else.
const AboutSignOff = "sign-off"

// AboutTasks is what the escalation of a release is about whose handover, or what
// its review found has to be done, is long overdue.
const AboutTasks = "overdue tasks"

// nudgeForm writes the instant of a nudge, to the millisecond that stores keep.
const nudgeForm = "2006-01-02T15:04:05.000Z"

// NudgeAbout writes nudges as what a history entry is about: "U1@2026-…Z U2@2026-…Z".
func NudgeAbout(nudges []Nudge) string {
	var out []string
	for _, n := range nudges {
		out = append(out, string(n.Person)+"@"+n.At.UTC().Format(nudgeForm))
	}
	return strings.Join(out, " ")
}

// Nudged reads who an entry says was reminded, or will be, and when; nothing of
// an entry of another action.
func (e Entry) Nudged() []Nudge {
	if e.Action != ActNudge {
		return nil
	}
	var out []Nudge
	for part := range strings.FieldsSeq(e.About) {
		person, at, ok := strings.Cut(part, "@")
		when, err := time.Parse(nudgeForm, at)
		if ok && err == nil {
			out = append(out, Nudge{Person: PersonID(person), At: when.UTC(), By: e.By})
		}
	}
	return out
}

// NudgesOf lists the reminders of a person about the current revision's decision
// since it began to wait, the oldest first.
func (r *Release) NudgesOf(person PersonID) []Nudge {
	from := r.AskedFrom()
	var out []Nudge
	for _, n := range r.Nudges {
		if n.Person == person && !n.At.Before(from) {
			out = append(out, n)
		}
	}
	return out
}
