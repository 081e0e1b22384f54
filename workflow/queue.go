package workflow

import (
	"cmp"
	"strings"
	"time"
)

// Lane is what a request in the queue waits for. The queue is every request that
// somebody has asked for and that has not gone live yet, in one order.
type Lane string

// The lanes, in the order in which a request passes them.
const (
	LaneEndorse  Lane = "endorse"  // its department's coordinator
	LaneTriage   Lane = "triage"   // a release manager
	LaneReturned Lane = "returned" // its requester, who has to change something
	LaneDecide   Lane = "decide"   // its approvals
	LaneReady    Lane = "ready"    // its window
)

// Lanes lists the lanes in the order in which a request passes them.
var Lanes = []Lane{LaneEndorse, LaneTriage, LaneReturned, LaneDecide, LaneReady}

// MisfitEndorse is the rule of the finding by which a request waits for its
// department's coordinator, before it enters the queue proper.
const MisfitEndorse = "intake:endorsed"

// Lane gives where the release is in the queue; empty: it is not in the queue (any more).
func (r *Release) Lane() Lane {
	switch r.State {
	case Submitted:
		for _, f := range r.Misfits {
			if f.Rule == MisfitEndorse && !f.Pass {
				return LaneEndorse
			}
		}
		return LaneTriage
	case Returned:
		return LaneReturned
	case InApproval:
		return LaneDecide
	case Scheduled:
		return LaneReady
	}
	return ""
}

// Spot is a place in the queue: the lower order comes first, and of two with the
// same order the lower number.
type Spot struct {
	Order  int64
	Number Number
}

// Spot gives the release's place in the queue: since it was asked for, unless a
// release manager put it elsewhere.
func (r *Release) Spot() Spot {
	order := r.Order
	if order == 0 {
		order = r.CreatedAt.UnixMilli()
	}
	return Spot{order, r.Number}
}

// Compare orders spots as the queue does.
func (s Spot) Compare(t Spot) int {
	return cmp.Or(cmp.Compare(s.Order, t.Order), cmp.Compare(s.Number, t.Number))
}

// QueuedAt is when the release came to where it waits for triage: when it was
// sent, or endorsed.
func (r *Release) QueuedAt() time.Time {
	if e := r.Endorsement; e != nil && e.At.After(r.SubmittedAt) {
		return e.At
	}
	return r.SubmittedAt
}

// TeamKey is a team's name as it is compared: people write it with and without
// capitals.
func TeamKey(team string) string { return strings.ToLower(strings.TrimSpace(team)) }

// QueueView is which part of the queue somebody looks at.
type QueueView struct {
	Lane       Lane   // empty: all of it
	System     string // key; empty: all
	Department string // key; empty: all
	Mine       bool   // what the viewer asked for alone
	After      *Spot  // the page behind this place
	Ahead      *Spot  // the page ahead of this place
	From       int    // the place of the first line among those of the view, from 1; 0: 1
}

// QueueLine is one request in the queue, as its viewer sees it.
type QueueLine struct {
	ReleaseFacts
	Due       time.Time     // end of the target for triage; zero: none, or it does not wait for that
	Waited    time.Duration // working time that it has waited for a coordinator or a release manager; 0: for neither
	Left      time.Duration // working time until Due; since it, negative
	Can       []Action      // what the viewer can do with it
	MayBundle bool          // the viewer can put it into a bundle
}

// QueueFacts is one page of the queue.
type QueueFacts struct {
	Now         time.Time
	Viewer      PersonID
	Manager     bool
	View        QueueView
	Lines       []QueueLine
	Total       int               // requests of the view, on all pages
	More        bool              // there is a page behind this one
	Triage      int               // wait for a release manager, of the view's system, department and person
	Late        int               // of these, past the target for triage
	Endorse     int               // wait for a coordinator
	Bundles     map[string][]Mate // all that is in the bundles of Lines, in the order of the queue
	Systems     []Platform
	Departments []Department
	Recurring   []NextRequest // what is asked for by itself next, the earliest first
	Zone        string
}

// NextRequest is when a schedule asks for its change next.
type NextRequest struct {
	Schedule Schedule
	At       time.Time // zero while it is paused
}
