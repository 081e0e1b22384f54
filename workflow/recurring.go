package workflow

import (
	"fmt"
	"strings"
	"time"
)

// NoticeRecurring is a direct message to a release manager: a schedule came due,
// and its change could not be asked for.
const NoticeRecurring NoticeKind = "recurring"

const (
	recurringPrefix = "schedule:"
	recurringTime   = "2006-01-02T15:04Z"
)

// RecurringOrigin names the one request that a schedule makes for one of its
// turns: the [Release.Origin] of what comes of it, so that it is made once,
// whoever tries and however often.
func RecurringOrigin(key string, turn time.Time) string {
	return recurringPrefix + key + ":" + turn.UTC().Format(recurringTime)
}

// SplitRecurring gives the schedule and the turn of a request that a schedule
// made; ok is false for one that a person made.
func SplitRecurring(origin string) (key string, turn time.Time, ok bool) {
	rest, ok := strings.CutPrefix(origin, recurringPrefix)
	cut := len(rest) - len(recurringTime) - 1
	if !ok || cut < 1 || rest[cut] != ':' {
		return "", time.Time{}, false
	}
	turn, err := time.Parse(recurringTime, rest[cut+1:])
	return rest[:cut], turn, err == nil
}

// RecurringID names what one release manager is told about a turn of a schedule
// for which nothing could be asked.
func RecurringID(origin string, p PersonID) string { return fmt.Sprintf("recurring:%s:%s", origin, p) }

// Schedule finds a schedule by key.
func (p *Policy) Schedule(key string) (Schedule, bool) {
	for _, s := range p.Schedules {
		if s.Key == key {
			return s, true
		}
	}
	return Schedule{}, false
}

// AskedBySchedule is the schedule that asked for a release, for its messages.
type AskedBySchedule struct {
	Key  string
	Name string    // as it is now, or was when it asked
	Rule string    // "every Tuesday at 09:00"; empty: there is no such schedule any more
	Turn time.Time // the turn it was asked for
	Zone string
}

// RecurringFacts is a turn of a schedule for which nothing was asked, and why.
type RecurringFacts struct {
	Now      time.Time
	Schedule Schedule
	Rule     string    // "every Tuesday at 09:00"
	Turn     time.Time //
	Next     time.Time // its next turn; zero: none
	Problems []string  // what keeps it from being asked for, a sentence each; none: nothing does any more
	Moot     string    // why there is nothing to tell (any more); empty: there is
}

// TemplateFacts is the form by which a release is saved as a template, or what
// saving it would replace.
type TemplateFacts struct {
	Release  Number
	Title    string // of the release
	Name     string
	System   string // key; empty: any
	Systems  []Platform
	Standard bool // it can be pre-authorised
	Pre      bool
	Why      string
	Replaces string   // key of the template there is already; empty: none
	Changes  []string // what replacing it changes, in words
	Base     int      // the version of the settings in which that is so; 0: not asked yet
}
