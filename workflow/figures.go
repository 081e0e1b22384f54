package workflow

import (
	"maps"
	"slices"
	"time"
)

// Figures are the measures of one span of time, as package report counts them.
// docs/metrics.md defines each. All of them add up: the figures of two spans
// that touch, added, are those of both together.
type Figures struct {
	Asked     int // requests that were sent for the first time
	Live      int // arrivals in production: InWindow, Outside and Emergencies together
	InWindow  int // started and reported live in the window that they held a place in
	Outside   int // reported live when it had closed
	Emergency int // emergencies

	Attempts   int // deployments that ended: live, or rolled back before that
	Failed     int // of those, rolled back, then or later
	RolledBack int // roll-backs
	Forward    int // moves to a later window by rule
	Rejected   int
	Withdrawn  int // merged into others included

	Cycle   Sample             // of each arrival in production: since it was asked for
	Parts   [CycleParts]Sample // of the same: what that time went to; together they are Cycle
	Restore Sample             // of each roll-back since it was live (or started), of each emergency since it was asked for
	Decide  map[string]Sample  // by role: from being asked to the decision, in working time

	Triage   Kept // targets for a release manager's look
	Decision Kept // targets for decisions

	Read     int // briefings: receipts given before their window opened
	Expected int // people who were to give one

	Voices  int    // reports of customers
	Ratings [5]int // answers to the question at closing, from 1 to 5

	Let    int                 // requests that a release manager looked at and let through
	Sent   int                 // those returned to their requesters instead
	No     map[string]int      // by role: rejections
	Asks   map[PersonID]int    // by person: requests returned while they were to be decided
	Stamps map[PersonID]Stamps // by approver
}

// The parts of the time from asking to live, in their order.
const (
	PartTriage   = iota // waiting for a release manager, or for endorsement
	PartReturned        // with the requester, who has to change something
	PartDecide          // waiting for decisions; time in which it stood rejected included
	PartWindow          // approved, waiting for its window
	PartDeploy          // being deployed
	CycleParts          // how many there are
)

// Kept counts targets that fell due: those kept, and those missed.
type Kept struct{ Kept, Missed int }

// Of is how many fell due.
func (k Kept) Of() int { return k.Kept + k.Missed }

// Stamps counts the approvals of one person.
type Stamps struct {
	Quick int // within seconds of being asked
	Of    int
	Roles []string // in which they were given
}

// Plus adds the figures of another span.
func (f *Figures) Plus(g *Figures) {
	for _, n := range [][2]*int{{&f.Asked, &g.Asked}, {&f.Live, &g.Live}, {&f.InWindow, &g.InWindow}, {&f.Outside, &g.Outside}, {&f.Emergency, &g.Emergency},
		{&f.Attempts, &g.Attempts}, {&f.Failed, &g.Failed}, {&f.RolledBack, &g.RolledBack}, {&f.Forward, &g.Forward}, {&f.Rejected, &g.Rejected}, {&f.Withdrawn, &g.Withdrawn},
		{&f.Triage.Kept, &g.Triage.Kept}, {&f.Triage.Missed, &g.Triage.Missed}, {&f.Decision.Kept, &g.Decision.Kept}, {&f.Decision.Missed, &g.Decision.Missed},
		{&f.Read, &g.Read}, {&f.Expected, &g.Expected}, {&f.Voices, &g.Voices}, {&f.Let, &g.Let}, {&f.Sent, &g.Sent}} {
		*n[0] += *n[1]
	}
	for i, n := range g.Ratings {
		f.Ratings[i] += n
	}
	f.Cycle.plus(g.Cycle)
	f.Restore.plus(g.Restore)
	for i := range f.Parts {
		f.Parts[i].plus(g.Parts[i])
	}
	for role, s := range g.Decide {
		f.Decided(role, s)
	}
	for role, n := range g.No {
		f.No = counted(f.No, role, n)
	}
	for person, n := range g.Asks {
		f.Asks = counted(f.Asks, person, n)
	}
	for person, s := range g.Stamps {
		f.Stamped(person, s)
	}
}

func counted[K comparable](m map[K]int, key K, n int) map[K]int {
	if m == nil {
		m = map[K]int{}
	}
	m[key] += n
	return m
}

// Decided adds times to decide to those of a role.
func (f *Figures) Decided(role string, s Sample) {
	if f.Decide == nil {
		f.Decide = map[string]Sample{}
	}
	sum := f.Decide[role]
	sum.plus(s)
	f.Decide[role] = sum
}

// Stamped adds approvals to those of a person.
func (f *Figures) Stamped(person PersonID, s Stamps) {
	if f.Stamps == nil {
		f.Stamps = map[PersonID]Stamps{}
	}
	sum := f.Stamps[person]
	sum.Quick, sum.Of = sum.Quick+s.Quick, sum.Of+s.Of
	for _, role := range s.Roles {
		if i, found := slices.BinarySearch(sum.Roles, role); !found {
			sum.Roles = slices.Insert(slices.Clone(sum.Roles), i, role)
		}
	}
	f.Stamps[person] = sum
}

// Refused counts a rejection by a role.
func (f *Figures) Refused(role string) { f.No = counted(f.No, role, 1) }

// Returned counts a request that a person returned while it was to be decided.
func (f *Figures) Returned(person PersonID) { f.Asks = counted(f.Asks, person, 1) }

// Sample is many durations, each kept to the whole minute: enough to tell the
// middle and any other rank of them, in the space of the different minutes there
// are. The zero value is empty.
type Sample struct {
	Count   int
	Total   time.Duration // exact
	Minutes map[int]int   // how many lasted so many whole minutes
}

// Put adds one duration; a negative one, of a clock that was set back, is 0.
func (s *Sample) Put(d time.Duration) {
	d = max(0, d)
	s.Count++
	s.Total += d
	s.Minutes = counted(s.Minutes, int(d/time.Minute), 1)
}

func (s *Sample) plus(t Sample) {
	s.Count += t.Count
	s.Total += t.Total
	for m, n := range t.Minutes {
		s.Minutes = counted(s.Minutes, m, n)
	}
}

// Rank gives the smallest duration, to the minute, that so many percent of all
// are not above: the middle one is Rank(50), of an even number the lower of the
// two. False: there are none.
func (s Sample) Rank(percent int) (time.Duration, bool) {
	if s.Count == 0 {
		return 0, false
	}
	nth := max(1, (s.Count*percent+99)/100)
	for _, m := range slices.Sorted(maps.Keys(s.Minutes)) {
		if nth -= s.Minutes[m]; nth <= 0 {
			return time.Duration(m) * time.Minute, true
		}
	}
	return 0, false
}

// Equal tells whether two samples hold the same.
func (s Sample) Equal(t Sample) bool {
	return s.Count == t.Count && s.Total == t.Total && maps.Equal(s.Minutes, t.Minutes)
}
