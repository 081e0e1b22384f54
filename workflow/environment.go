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

// Booking keeps an environment for one release or one purpose, [From, To).
type Booking struct {
	ID      string // unique in the environment; follows from the request that made it
	Release Number // 0: by hand, for something else
	By      PersonID
	From    time.Time
	To      time.Time
	Why     string
	At      time.Time // when it was made
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
