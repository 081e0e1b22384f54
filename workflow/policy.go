package workflow

import (
	"strings"
	"time"
)

// Policy is the one versioned document by which releases are judged: who may,
// what must pass, when windows open, whom to tell. Every version is kept.
type Policy struct {
	Version int       // from 1; 0: not stored yet
	SavedAt time.Time //
	SavedBy PersonID  //
	Why     string    //

	Requests   []string  // ids of the last requests that changed it, newest last, bounded; by them a copy is known
	MoveBefore time.Time // places taken before this instant, in windows that are gone, frozen hard or too full, make way by rule; zero: nobody asked for that

	Zone           string      // IANA zone of the organisation
	Locale         Locale      // of its channels, and of people whose own language is not spoken; empty: English
	ReleaseChannel Channel     // where cards and window boards go
	FrontLine      []FrontLine // who is briefed
	Roles          []Role
	Systems        []Platform
	Heartbeats     []Heartbeat
	Types          []TypeRule
	Risk           []RiskQuestion
	Hours          WorkingHours
	Freezes        []Freeze
	Accounts       []KeyAccount
	Departments    []Department
	Intake         []IntakeGate
	Templates      []Template
	Schedules      []Schedule
	Absences       []Absence
	Checklists     []Checklist
	Survey         Survey
	Digest         Digest // figures for the operations meeting

	ManagerRole  string        // key of the role of release managers
	OnCallRole   string        // key of the role that emergencies page, in order
	BriefingLead time.Duration // before opening; default 24 h
	Aftercare    time.Duration // watch period after go-live; default 24 h
	AnswerWithin time.Duration // a question of the front line, in working time, while its window is open of any hours; 0: no target; default 1 h
	PageEvery    time.Duration // down the on-call chain; default 5 min
}

// FrontLine is a team that talks to customers, and the channel it reads.
type FrontLine struct {
	Key     string // "help-desk"
	Name    string // "help desk"
	Channel Channel
	Role    string // key of the role whose people should read the briefing; empty: coverage is a plain count
	Locale  Locale // in which the channel is briefed; empty: the organisation's
}

// Role says who may speak for a function. People and user groups together; a
// group is a Slack user group id ("S012AB3CD") or a handle ("@quality").
type Role struct {
	Key         string
	Name        string // "business owner"
	People      []PersonID
	Groups      []string
	Admins      bool             // workspace admins hold it while nobody else does
	Substitutes []PersonID       // may decide once silence escalated to them
	Chain       []EscalationStep // who is asked after the substitutes, step by step
}

// Platform is a system to which changes go live.
type Platform struct {
	Key          string
	Name         string
	Heartbeat    string        // key of the heartbeat that serves it
	Maintenance  string        // key of the heartbeat that small standard changes ride with; empty: Heartbeat
	Environments []Environment // its street before production, in order

	Always       bool          // it is served around the clock: the targets of its requests run day and night
	TriageWithin time.Duration // of its requests, instead of their type's; 0: as the type says
	DecideWithin time.Duration // of its requests, instead of their type's; 0: as the type says

	Checklist string   // key of the checklist by which its changes are handed over; empty: they are not
	Service   string   // the SLA class it is run by: "gold, 24/7"; may be empty
	Runner    string   // key of the role that runs it and accepts handovers; empty: nobody has to accept them
	Watch     []string // what to watch after a go-live, a line each: dashboards, places where customers speak
}

// Heartbeat is a rule for fixed days and times at which changes may go live.
type Heartbeat struct {
	Key      string
	Name     string
	Cron     string          // five fields, robfig/cron's standard syntax; local time in Zone
	Duration time.Duration   //
	Zone     string          // IANA name
	Capacity int             // places per window; 0: no limit
	CutOff   time.Duration   // how long before opening the list is fixed
	Leads    []time.Duration // reminders before opening, longest first; default 48 h, 24 h, 1 h
	Points   int             // risk points per window; 0: no limit
	Skips    []Skip          // windows that it does not have
	Extras   []Extra         // windows that it has besides
}

// TypeRule is what a change type requires.
type TypeRule struct {
	Type            ChangeType
	MaxHours        int             // the type is suggested up to this effort; 0: no bound
	Approvals       []ApprovalRule  // all of them are required; none: pre-authorised
	DecideWithin    time.Duration   // of working hours; for emergencies, of any hours
	TriageWithin    time.Duration   // of working hours in the queue; 0: no target
	Lead            time.Duration   // between asking and the opening of the window, at least; 0: none
	ReviewWithin    time.Duration   // of working hours after go-live or roll-back; 0: no review is due
	CallsLimit      int             // weight of customers' calls within CallsWithin from which people are told ([CallStep]); 0: never
	CallsWithin     time.Duration   // of any hours; 0: two hours
	CoveragePercent int             // of each front-line team, which should have read the briefing before it starts; 0: not asked
	CoverageBlocks  bool            // else it does not start; not set: it is a warning
	MinRisk         int             // the type is suggested from this risk score on; 0: by effort alone
	NeedSignOff     bool            // the sign-offs of the system's street are required before production
	Templated       bool            // it is pre-authorised only when made from a pre-authorised template
	TriageByHand    bool            // a release manager looks at it first
	NeedEvidence    bool            // test evidence and acceptance sign-off are required
	NeedRollback    bool            // a rollback plan is required
	NeedHandover    bool            // it is handed over to who runs the system before it is closed
	Aftercare       time.Duration   // how long it is watched after go-live; 0: as the policy says for all
	CheckIns        []time.Duration // how long after go-live the point of contact is asked how it does; none: never
}

// Survey is what people are asked about how satisfied they are.
type Survey struct {
	AtClosing bool // of each release, who asked for it and who approved it for the business
}

// Checklist finds a checklist by key.
func (p *Policy) Checklist(key string) (Checklist, bool) {
	for _, c := range p.Checklists {
		if c.Key == key {
			return c, true
		}
	}
	return Checklist{}, false
}

// ApprovalRule asks for Quorum different people who hold Role.
type ApprovalRule struct {
	Role   string
	Quorum int
}

// RiskQuestion adds Points to the risk score when answered yes.
type RiskQuestion struct {
	Key    string
	Text   string
	Points int
}

// WorkingHours is when people are reminded, in their own zone.
type WorkingHours struct {
	Days []time.Weekday
	From int // minutes after midnight
	To   int
}

// System finds a system by key.
func (p *Policy) System(key string) (Platform, bool) {
	for _, s := range p.Systems {
		if s.Key == key {
			return s, true
		}
	}
	return Platform{}, false
}

// Heartbeat finds a heartbeat by key.
func (p *Policy) Heartbeat(key string) (Heartbeat, bool) {
	for _, h := range p.Heartbeats {
		if h.Key == key {
			return h, true
		}
	}
	return Heartbeat{}, false
}

// Role finds a role by key; a role that the policy does not know has its key as
// name and nobody in it.
func (p *Policy) Role(key string) Role {
	for _, r := range p.Roles {
		if r.Key == key {
			return r
		}
	}
	return Role{Key: key, Name: key}
}

// Type finds the rule of a change type.
func (p *Policy) Type(t ChangeType) TypeRule {
	for _, r := range p.Types {
		if r.Type == t {
			return r
		}
	}
	return TypeRule{Type: t}
}

// FrontLineTeam finds a front-line team by key.
func (p *Policy) FrontLineTeam(key string) (FrontLine, bool) {
	for _, f := range p.FrontLine {
		if f.Key == key {
			return f, true
		}
	}
	return FrontLine{}, false
}

// Template finds a template by key.
func (p *Policy) Template(key string) (Template, bool) {
	for _, t := range p.Templates {
		if t.Key == key {
			return t, true
		}
	}
	return Template{}, false
}

// Department finds the department that a team belongs to.
func (p *Policy) Department(team string) (Department, bool) {
	for _, d := range p.Departments {
		for _, t := range d.Teams {
			if strings.EqualFold(strings.TrimSpace(team), strings.TrimSpace(t)) {
				return d, true
			}
		}
	}
	return Department{}, false
}

// RiskScore adds up the points of the questions answered yes, and gives the
// most there could be.
func (p *Policy) RiskScore(answers []string) (score, most int) {
	for _, q := range p.Risk {
		most += q.Points
		for _, a := range answers {
			if a == q.Key {
				score += q.Points
			}
		}
	}
	return score, most
}
