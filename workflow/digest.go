package workflow

import (
	"fmt"
	"time"
)

// Digest says when the figures for the operations meeting are told, and to whom.
type Digest struct {
	Cron    string     // five fields, on the wall clock of the organisation's zone; empty: never
	Channel Channel    // a channel that gets it; empty, and nobody named: the release channel
	People  []PersonID // who gets it by direct message
}

// DigestFor is how long after its moment a digest is still worth telling.
const DigestFor = 48 * time.Hour

// DigestSchedule is the digest's times as a schedule.
func (p *Policy) DigestSchedule() Schedule {
	return Schedule{Key: "digest", Name: "Digest", Cron: p.Digest.Cron, Zone: p.Zone}
}

// DigestID names the digest of one moment for one channel or person.
func DigestID(at time.Time, to string) string {
	return fmt.Sprintf("digest:%s:%s", at.UTC().Format("2006-01-02T15:04Z"), to)
}

// Digests are the notices of the digest of one moment, one for each who gets it.
func (p *Policy) Digests(at time.Time) []Notice {
	digest := Notice{Kind: NoticeDigest, Due: at, Expires: at.Add(DigestFor)}
	var out []Notice
	channel := p.Digest.Channel
	if channel == "" && len(p.Digest.People) == 0 {
		channel = p.ReleaseChannel
	}
	if channel != "" {
		n := digest
		n.ID, n.Channel = DigestID(at, string(channel)), channel
		out = append(out, n)
	}
	for _, person := range p.Digest.People {
		n := digest
		n.ID, n.Person = DigestID(at, string(person)), person
		out = append(out, n)
	}
	return out
}

// Lateness is what people are late with.
type Lateness string

// What somebody can be late with.
const (
	LateLook     Lateness = "look"
	LateDecision Lateness = "decision"
	LateReview   Lateness = "review"
)

// Overdue is one thing that should have been done by now.
type Overdue struct {
	Release Number
	Title   string
	What    Lateness
	Since   time.Time
}

// Stamped is somebody whose every approval came within seconds of being asked.
type Stamped struct {
	Person PersonID
	Times  int
}

// Unfailing is a role that was asked many times and never said no.
type Unfailing struct {
	Role  string // key
	Times int
}

// DigestFacts is what the digest shows: the figures since the digest before,
// against those of as much time before that, and what the meeting looks at.
type DigestFacts struct {
	MetricsFacts
	Windows   []WindowFacts // the coming ones, until the next digest
	Overdue   []Overdue     // the first of them, the longest overdue first
	Late      int           // how many there are
	Stamped   []Stamped
	Unfailing []Unfailing
	Let       int // requests that release managers looked at, if they let all of them through; else 0
	Names     map[PersonID]string
}

// Empty tells whether there is nothing to tell.
func (f *DigestFacts) Empty() bool {
	taken := 0
	for i := range f.Windows {
		taken += f.Windows[i].Taken
	}
	return f.This.Live+f.This.Asked+f.This.Attempts+f.Before.Live+f.Before.Asked+f.Late+taken == 0
}
