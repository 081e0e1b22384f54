package workflow

import (
	"slices"
	"time"
)

// Checklist is what has to be done before a release passes to the run
// organisation. A release that goes live gets a copy of its items: a checklist
// that is changed later changes nothing that was agreed.
type Checklist struct {
	Key   string
	Name  string
	Items []ChecklistItem
}

// ChecklistItem is one thing on a checklist.
type ChecklistItem struct {
	Key      string // unique in the checklist
	Text     string
	Optional bool          // the handover is complete without it
	Owner    string        // who does it: one of the Owners, or the key of a role, whose first holder gets it
	Within   time.Duration // of working time after go-live, to the end of that day; 0: no date
}

// Owners of the items of a checklist that are no role.
const (
	OwnerRequester   = "requester"
	OwnerImplementer = "implementer"
	OwnerContact     = "contact" // the point of contact
)

// Owners lists those who own items by what they are to a release.
var Owners = []string{OwnerRequester, OwnerImplementer, OwnerContact}

// Handover is the passing of a release to who runs it from now on.
type Handover struct {
	Name     string     // of the checklist
	Service  string     // the SLA class agreed; empty: none is named
	Runner   string     // key of the role that takes it over; empty: nobody has to accept it
	Began    int        // sequence number of the entry with which it began, or was last sent back
	Items    []Task     //
	Asked    []PersonID // who was asked to accept it; nil: it is not complete
	AskedAt  time.Time  // when
	AskedIn  int        // sequence number of the entry that made it complete
	Accepted PersonID   // who did; empty: nobody yet
	At       time.Time  // when it was accepted
	Returned *Return    // the last time that it was sent back; nil: never
}

// Return says who found a handover not good enough, and why.
type Return struct {
	By     PersonID
	At     time.Time
	Reason string
}

// Done counts the items that are done.
func (h *Handover) Done() int {
	n := 0
	for _, t := range h.Items {
		if t.Done {
			n++
		}
	}
	return n
}

// Complete tells whether everything that has to be done is.
func (h *Handover) Complete() bool { return len(OpenTasks(h.Items)) == 0 }

// Over tells whether nothing is left to do: it is complete, and accepted where
// somebody has to accept it.
func (h *Handover) Over() bool { return h.Complete() && (h.Runner == "" || h.Accepted != "") }

// Waiting tells whether it is complete and waits to be accepted.
func (h *Handover) Waiting() bool { return h.Complete() && h.Runner != "" && h.Accepted == "" }

// HandoverOpen tells whether the release waits for its handover before it is closed.
func (r *Release) HandoverOpen() bool { return r.Handover != nil && !r.Handover.Over() }

// About gives the handover as what the entry with which it begins is about.
func (h *Handover) About() string {
	return taskChange{Name: h.Name, Service: h.Service, Runner: h.Runner, Tasks: slices.Clone(h.Items), Asked: h.Asked}.about()
}

// HandoverAbout writes what changed in a handover: items as they are now, and who
// is asked to accept it where that makes it complete.
func HandoverAbout(items []Task, asked []PersonID) string {
	return taskChange{Tasks: slices.Clone(items), Asked: asked}.about()
}

// HandoverAfter gives a handover as it is after an entry: the one way in which it
// changes, for who makes the entry and for who audits it. h is left as it is.
func HandoverAfter(h *Handover, e Entry) *Handover {
	switch e.Action {
	case ActRollBack, ActResubmit:
		return nil
	case ActHandOver:
		c := readTasks(e.About)
		if h == nil || c.Name != "" {
			h = &Handover{Name: c.Name, Service: c.Service, Runner: c.Runner, Began: e.Seq}
		}
		return h.with(e, c)
	case ActAcceptHandover:
		if h == nil {
			return nil
		}
		n := *h
		n.Accepted, n.At = e.By, e.At
		return &n
	case ActReturnHandover:
		if h == nil {
			return nil
		}
		n := h.with(e, readTasks(e.About))
		n.Returned, n.Began = &Return{By: e.By, At: e.At, Reason: e.Reason}, e.Seq
		return n
	}
	return h
}

// with gives a handover with items changed. It waits to be accepted from the entry
// on that made it complete; an open item takes that back.
func (h *Handover) with(e Entry, c taskChange) *Handover {
	n := *h
	n.Items = withTasks(h.Items, c.Tasks)
	switch {
	case !n.Complete():
		n.Asked, n.AskedAt, n.AskedIn, n.Accepted, n.At = nil, time.Time{}, 0, "", time.Time{}
	case len(c.Asked) > 0:
		n.Asked, n.AskedAt, n.AskedIn = c.Asked, e.At, e.Seq
	}
	return &n
}

func (h *Handover) clone() *Handover {
	if h == nil {
		return nil
	}
	n := *h
	n.Items, n.Asked = slices.Clone(h.Items), slices.Clone(h.Asked)
	if h.Returned != nil {
		v := *h.Returned
		n.Returned = &v
	}
	return &n
}
