package workflow

import (
	"slices"
	"time"
)

// Release is one change to production from asking to closing: one aggregate,
// one document, one version. It is changed only by a use case that replaces the
// version it loaded.
type Release struct {
	Number  Number
	Version int64  // of the document; raised by the store at every write
	Origin  string // the request that created it (a Slack view id, say); unique

	Revision  int // from 1; rises when something material is edited
	State     State
	Request   Request
	Requester PersonID
	Editors   []PersonID // who edited this content materially since it was last submitted; barred from approving it, as the requester is

	Approvals []Approval
	Rejection *Rejection // while rejected
	Asks      []Ask      // who was asked to decide on this revision
	Place     *Place     // the place it holds in a window; nil for emergencies and before it has one
	TakenBy   PersonID   // an emergency's "I am on it"
	DecideBy  time.Time  // end of the decision target; zero when nothing is to be decided

	Order       int64        // place in the queue, lower first; the moment of asking in milliseconds, until a release manager changes it
	Misfits     []Finding    // the intake gates that it did not pass: why it waits for a release manager
	Endorsement *Endorsement // by the department's coordinator; nil: none
	SignOffs    []SignOff    // of the street's environments
	Nudges      []Nudge      // who was reminded to decide, or will be, and when; the oldest first
	MergedInto  Number       // the release that a withdrawn duplicate was merged into
	ReviewBy    time.Time    // when the review is due; zero: none is
	Review      string       // what the review found; empty: not held
	Known       *KnownIssue  // what is known to go wrong with it; nil: nothing
	Handover    *Handover    // to the run organisation, from go-live on; nil: none is to be done
	FollowUps   []Task       // what reviews found has to be done

	PolicyVersion int // the policy that judged it last

	CreatedAt   time.Time
	SubmittedAt time.Time // of the current submission
	ScheduledAt time.Time
	StartedAt   time.Time
	LiveAt      time.Time
	EndedAt     time.Time // entered a final state
	UpdatedAt   time.Time

	History []Entry  // every change, oldest first, for ever
	Owes    []Notice // notices that changes of it caused and the outbox does not have yet
}

// Approval is one person's yes to one revision.
type Approval struct {
	By       PersonID
	At       time.Time
	Revision int
	Roles    []string // the roles this person held then among those that had to approve
	For      PersonID // whom this person stood in for; empty: themselves
	Void     string   // why it no longer counts; empty while it does
}

// Rejection is one person's no, with the reason.
type Rejection struct {
	By     PersonID
	At     time.Time
	Reason string
	From   State // the state it came from
}

// Ask records that a person was asked to decide.
type Ask struct {
	Role      string
	Person    PersonID
	At        time.Time
	Revision  int
	Escalated bool     // asked as a substitute, after silence
	For       PersonID // asked as the substitute of somebody who is absent; empty: as themselves
	Settled   bool     // the role has its approvals: nothing is asked of this person any more
	Ended     bool     // who was stood in for is back, or somebody else stands in: this person decides no more
}

// Place is the place a release holds in a window; the window's own document
// holds the reservation.
type Place struct {
	Window WindowID
	Opens  time.Time
	Closes time.Time
	CutOff time.Time
	Since  time.Time
}

// Entry is one line of a release's history: who did what, when, from which
// revision, and why.
type Entry struct {
	Seq      int // from 1
	At       time.Time
	By       PersonID
	Action   Action
	From     State // before; empty at birth
	To       State // after
	Revision int   // after the entry
	Reason   string
	Window   WindowID // the window moved to, where it moved
	Changed  []Field  // what an edit changed
	Roles    []string // what an approval was for
	Request  string   // id of the request that caused it; a copy of that request has no second effect
	Policy   int      // version of the policy that judged it
	Overrode []string // rules of the gates that did not pass and were overridden for the reason
	About    string   // what else it is about: an environment, the release merged into, a bundle, a place in the queue
	For      PersonID // on whose behalf, where somebody decided as a substitute

	// The seal; see Append.
	Content string // digest of the request as it is after the entry
	Prev    string // hash of the entry before; empty for the first
	Hash    string // of everything above
}

// Window gives the id of the window whose board and briefing show the release:
// its place's, or for an emergency one of its own. Empty: none yet.
func (r *Release) Window() WindowID {
	if r.Request.Type == Emergency {
		return EmergencyWindow(r.Number)
	}
	if r.Place != nil {
		return r.Place.Window
	}
	return ""
}

// OnItsWay tells whether the release may still start: it was sent, not started,
// and not returned or ended.
func (r *Release) OnItsWay() bool {
	return r.State == Submitted || r.State == InApproval || r.State == Scheduled
}

// Done finds the history entry that the request with this id caused.
func (r *Release) Done(request string) (Entry, bool) {
	if request == "" {
		return Entry{}, false
	}
	for i := len(r.History) - 1; i >= 0; i-- {
		if r.History[i].Request == request {
			return r.History[i], true
		}
	}
	return Entry{}, false
}

// Waiting lists the people who were asked to decide on the current revision
// and whose decision is still needed, while it waits for approvals.
func (r *Release) Waiting() []PersonID {
	if r.State != InApproval {
		return nil
	}
	var out []PersonID
	for _, a := range r.Asks {
		if a.Revision == r.Revision && !a.Settled && !a.Ended && !r.ApprovedBy(a.Person) && !slices.Contains(out, a.Person) {
			out = append(out, a.Person)
		}
	}
	return out
}

// AskedFrom is when the first was asked to decide on the current revision; when
// it was sent, while nobody was.
func (r *Release) AskedFrom() time.Time {
	from := r.SubmittedAt
	found := false
	for _, a := range r.Asks {
		if a.Revision == r.Revision && (!found || a.At.Before(from)) {
			from, found = a.At, true
		}
	}
	return from
}

// ApprovedBy tells whether person's approval of the current revision stands.
func (r *Release) ApprovedBy(person PersonID) bool {
	return slices.ContainsFunc(r.Approvals, func(a Approval) bool {
		return a.By == person && a.Void == "" && a.Revision == r.Revision
	})
}

// SignedOff gives the sign-off of an environment that stands for the current
// revision.
func (r *Release) SignedOff(environment string) (SignOff, bool) {
	for _, s := range r.SignOffs {
		if s.Environment == environment && s.Void == "" && s.Revision == r.Revision {
			return s, true
		}
	}
	return SignOff{}, false
}

// Last gives the newest history entry.
func (r *Release) Last() Entry {
	if len(r.History) == 0 {
		return Entry{}
	}
	return r.History[len(r.History)-1]
}

// Clone copies the release so deeply that changing the copy leaves r as it is.
func (r Release) Clone() Release {
	c := r
	c.Request.Risk = slices.Clone(r.Request.Risk)
	c.Request.DependsOn, c.Request.Accounts = slices.Clone(r.Request.DependsOn), slices.Clone(r.Request.Accounts)
	c.Misfits, c.SignOffs, c.Nudges = slices.Clone(r.Misfits), slices.Clone(r.SignOffs), slices.Clone(r.Nudges)
	if r.Endorsement != nil {
		v := *r.Endorsement
		c.Endorsement = &v
	}
	c.Editors = slices.Clone(r.Editors)
	c.Approvals = slices.Clone(r.Approvals)
	c.Asks = slices.Clone(r.Asks)
	c.History = slices.Clone(r.History)
	c.Owes = slices.Clone(r.Owes)
	c.Handover, c.FollowUps = r.Handover.clone(), slices.Clone(r.FollowUps)
	if r.Rejection != nil {
		v := *r.Rejection
		c.Rejection = &v
	}
	if r.Place != nil {
		v := *r.Place
		c.Place = &v
	}
	if r.Known != nil {
		v := *r.Known
		c.Known = &v
	}
	return c
}
