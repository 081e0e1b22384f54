package workflow

import "time"

// Department is a part of the organisation whose requests one or more
// coordinators endorse and bundle before they enter the queue.
type Department struct {
	Key         string
	Name        string
	Teams       []string // teams and suppliers that belong to it, as requesters write them
	Coordinator string   // key of the role that endorses
	MustEndorse bool     // its requests wait for that
}

// Endorsement is a coordinator's word that a request of the department is wanted.
type Endorsement struct {
	By       PersonID
	At       time.Time
	Revision int
	Bundle   string // the bundle it was put into; empty: none
}

// IntakeKind says what an intake gate looks at.
type IntakeKind string

// The intake gates there are. What passes all of them is let through by rule;
// what does not waits in the queue for a release manager, with its reasons.
const (
	IntakeType     IntakeKind = "type"     // the type is one that a release manager looks at (TypeRule.TriageByHand)
	IntakeRisk     IntakeKind = "risk"     // the risk score is at most Limit
	IntakeEffort   IntakeKind = "effort"   // the effort is at most Limit hours
	IntakeConflict IntakeKind = "conflict" // nothing stands in the way of the window asked for
	IntakeEndorsed IntakeKind = "endorsed" // the department's coordinator endorsed it
	IntakeLead     IntakeKind = "lead"     // it is asked for at least the type's lead time before the window
	IntakeTemplate IntakeKind = "template" // it was made from a template (a standard change is pre-authorised by its template)
	IntakeTeam     IntakeKind = "team"     // the team belongs to a department
)

// IntakeKinds lists the intake gates in the order people see them.
var IntakeKinds = []IntakeKind{IntakeType, IntakeRisk, IntakeEffort, IntakeConflict, IntakeEndorsed, IntakeLead, IntakeTemplate, IntakeTeam}

// IntakeGate is one rule that the routine passes and a misfit does not.
type IntakeGate struct {
	Kind    IntakeKind
	Limit   int          // of a score or of hours; where the kind has one
	Types   []ChangeType // it is asked of; none: all but emergencies
	Systems []string     // it is asked of; none: all
}

// Template pre-fills the form; a standard change made from a pre-authorised one
// needs no approval.
type Template struct {
	Key           string
	Name          string
	System        string // it is for; empty: any
	PreAuthorised bool
	Form          Request
}

// Schedule asks for the same change again and again: patches, certificates.
type Schedule struct {
	Key       string
	Name      string
	Cron      string // when it is asked for; five fields, local time in Zone
	Zone      string
	Template  string // key of the template it is made from
	Requester PersonID
	Paused    bool
}

// Absence says that somebody does not decide for a while, and who does instead.
type Absence struct {
	Person     PersonID
	From, To   time.Time // [From, To)
	Substitute PersonID  // empty: the role's substitutes
}

// EscalationStep is who is asked next when a decision is still open so long
// after the end of its target.
type EscalationStep struct {
	After  time.Duration // of working hours
	People []PersonID
	Role   string // or everybody who holds this
}

// Draft is a request form that was filled in and not sent. One per person.
type Draft struct {
	Person  PersonID
	Form    Request
	SavedAt time.Time
}

// Nudge is one reminder that somebody got to decide.
type Nudge struct {
	Person PersonID
	At     time.Time
	By     PersonID // System: by the clock
}
