package workflow

import "time"

// BookingFacts is one booking with what people say about it.
type BookingFacts struct {
	Booking
	Place       EnvironmentID
	Environment string // name
	System      string // name
	Title       string // of its release; empty: by hand
	Next        *Booking
	NextTitle   string
	Mine        bool // the reader may extend it and give it back
	Names       map[PersonID]string
	Zone        string
	Now         time.Time
}

// Name gives a person's display name, or the id where the name is not known.
func (f *BookingFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// PlaceFacts is one environment of a system: who has it now and who comes next.
type PlaceFacts struct {
	Environment
	ID     EnvironmentID
	Role   string         // name of the role that signs off there; empty: nobody needs to
	Holder *BookingFacts  // who has it now; nil: it is free
	Coming []BookingFacts // by From
	Since  time.Time      // free since; zero: not known, or it is not free
}

// StreetFacts is the street of one system before production.
type StreetFacts struct {
	Now     time.Time
	System  Platform
	Places  []PlaceFacts
	Manager bool // the reader is a release manager
	Names   map[PersonID]string
	Zone    string
}

// Name gives a person's display name, or the id where the name is not known.
func (f *StreetFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// BookFacts is what the form that books an environment shows.
type BookFacts struct {
	Now     time.Time
	Streets []StreetFacts // the choice of environments
	Chosen  EnvironmentID // the one it was opened for; empty: none
	From    time.Time     // offered: from the moment it is free
	To      time.Time     //
	Mine    []Release     // the reader's open releases
	Release Number        // the one it was opened for
	Zone    string
}

// StageFacts is one environment whose sign-off a release needs before production.
type StageFacts struct {
	Environment
	Role    string     // name of the role that signs off
	Given   *SignOff   // nil: not given for this revision
	Can     []PersonID // who can give it: holds the role, and neither asked for, edited nor implements it
	Problem string     // why nobody can; empty: somebody can
}
