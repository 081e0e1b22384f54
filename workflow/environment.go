package workflow

import (
	"slices"
	"strings"
	"time"
)

// Stage is a step of the DTAP street: development, test, acceptance, production.
type Stage string

// The stages, in the order in which a change passes them.
const (
	Development Stage = "development"
	Test        Stage = "test"
	Acceptance  Stage = "acceptance"
	Production  Stage = "production"
)

// Stages lists the stages in the order in which a change passes them.
var Stages = []Stage{Development, Test, Acceptance, Production}

// Environment is one place in the street of a system where a change can be
// before production. Production has no entry: it is what windows are for.
type Environment struct {
	Key     string // unique within the system: "acceptance"
	Name    string // "Acceptance"
	Stage   Stage
	SignOff string // key of the role that says that a change passed here; empty: nobody needs to
}

// EnvironmentID names an environment: the system's key and its own, "web:acceptance".
type EnvironmentID string

// MakeEnvironmentID names an environment of a system.
func MakeEnvironmentID(system, environment string) EnvironmentID {
	return EnvironmentID(system + ":" + environment)
}

// Split gives the keys of the system and of the environment.
func (id EnvironmentID) Split() (system, environment string) {
	system, environment, _ = strings.Cut(string(id), ":")
	return system, environment
}

// Street is what several people compete for: the bookings of one environment. One
// document, one version; it comes into being with its first booking.
type Street struct {
	ID       EnvironmentID
	Version  int64
	Bookings []Booking // by From; what ended long ago is left out
	Requests []string  // ids of the last requests that changed it, newest last, bounded
}

// Booking keeps an environment for one release or one purpose, [From, To), or
// until it was given back. One that was given back stays for a while: whoever has
// the environment next is told by it.
type Booking struct {
	ID      string // unique in the environment; follows from the request that made it
	Release Number // 0: by hand, for something else
	By      PersonID
	From    time.Time
	To      time.Time
	Why     string
	At      time.Time // when it was made

	Ended    time.Time // when it was given back; zero: it was not
	EndedBy  PersonID  // by whom; System: its release ended
	EndedWhy string    // why, where somebody else did that
}

// Until is where the booking ends: at To, or where it was given back before.
func (b *Booking) Until() time.Time {
	if !b.Ended.IsZero() && b.Ended.Before(b.To) {
		return b.Ended
	}
	return b.To
}

// Over tells whether nobody has the environment by this booking at now or later.
func (b *Booking) Over(now time.Time) bool {
	until := b.Until()
	return !now.Before(until) || !b.From.Before(until)
}

// Has tells whether the booking has the environment at an instant.
func (b *Booking) Has(at time.Time) bool { return !at.Before(b.From) && at.Before(b.Until()) }

// Find finds a booking by id.
func (s *Street) Find(id string) (Booking, bool) {
	for _, b := range s.Bookings {
		if b.ID == id {
			return b, true
		}
	}
	return Booking{}, false
}

// Holder is the booking that has the environment at an instant.
func (s *Street) Holder(at time.Time) (Booking, bool) {
	for _, b := range s.Bookings {
		if b.Has(at) {
			return b, true
		}
	}
	return Booking{}, false
}

// Coming are the bookings that begin after an instant and still stand, by From.
func (s *Street) Coming(at time.Time) []Booking {
	var out []Booking
	for _, b := range s.Bookings {
		if b.From.After(at) && !b.Over(at) {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b Booking) int { return a.From.Compare(b.From) })
	return out
}

// Clash is the first booking, other than the one named, that has the
// environment at some instant of [from, to).
func (s *Street) Clash(from, to time.Time, other string) (Booking, bool) {
	var found Booking
	ok := false
	for _, b := range s.Bookings {
		hits := b.ID != other && b.From.Before(b.Until()) && b.From.Before(to) && from.Before(b.Until())
		if hits && (!ok || b.From.Before(found.From)) {
			found, ok = b, true
		}
	}
	return found, ok
}

// FreeFrom is the first instant from an instant on at which nobody has the
// environment for so long.
func (s *Street) FreeFrom(from time.Time, long time.Duration) time.Time {
	for range len(s.Bookings) + 1 {
		b, taken := s.Clash(from, from.Add(long), "")
		if !taken {
			break
		}
		from = b.Until()
	}
	return from
}

// Next is the first standing booking that begins where b ends, or later.
func (s *Street) Next(b Booking) (Booking, bool) {
	var found Booking
	ok := false
	for _, n := range s.Bookings {
		if n.ID == b.ID || n.From.Before(b.Until()) || !n.From.Before(n.Until()) {
			continue
		}
		if !ok || n.From.Before(found.From) {
			found, ok = n, true
		}
	}
	return found, ok
}

// Fields of the form that books an environment, beside the reason.
const (
	FieldEnvironment Field = "environment"
	FieldFrom        Field = "from"
	FieldTo          Field = "to"
	FieldRelease     Field = "for_release"
)

// SignsOff lists the environments of a system in which somebody has to say that
// a change passed.
func (p *Platform) SignsOff() []Environment {
	var out []Environment
	for _, e := range p.Environments {
		if e.SignOff != "" {
			out = append(out, e)
		}
	}
	return out
}

// Environment finds an environment of the system by key.
func (p *Platform) Environment(key string) (Environment, bool) {
	for _, e := range p.Environments {
		if e.Key == key {
			return e, true
		}
	}
	return Environment{}, false
}

// Clone copies the street so deeply that changing the copy leaves s as it is.
func (s Street) Clone() Street {
	s.Bookings = slices.Clone(s.Bookings)
	s.Requests = slices.Clone(s.Requests)
	return s
}

// SignOff says that a revision of a release passed an environment.
type SignOff struct {
	Environment string // key
	By          PersonID
	At          time.Time
	Revision    int
	Evidence    string // what was tried, and where the result is
	Void        string // why it no longer counts; empty while it does
}
