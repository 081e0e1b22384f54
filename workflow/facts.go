package workflow

import "time"

// Facts are what a message shows: fresh state with every lookup done, so that
// rendering is a function of them alone.

// RoleStanding is how far one approval rule is.
type RoleStanding struct {
	Role     string // key
	Name     string // "operations"
	Quorum   int
	Given    []PersonID // whose approvals count for this rule
	Can      []PersonID // who could still give one: holds the role, not barred, has not decided
	Problem  string     // why the rule cannot be satisfied by anybody; empty: it can
	Complete bool
}

// Standing is how far the approvals of the current revision are.
type Standing struct {
	Rules    []RoleStanding
	Given    int // approvals that count
	Needed   int // approvals required
	Complete bool
}

// Coverage is how many of a front-line team have read a window's briefing.
type Coverage struct {
	FrontLine string // key
	Name      string
	Read      int
	Of        int // 0: unknown
	Readers   []Receipt
	Missing   []PersonID
}

// ReleaseFacts is one release with everything its messages show.
type ReleaseFacts struct {
	Now        time.Time
	Release    Release
	SystemName string
	Rule       TypeRule // of its type, with its system's targets
	Always     bool     // the targets' clocks run day and night: its system is served around the clock
	RiskScore  int
	RiskMost   int
	RiskWhy    []string // the risk questions answered yes
	Standing   Standing
	Slot       *Slot // the window it holds a place in, or would get
	Taken      int   // places taken in it
	Coverage   []Coverage
	BriefAt    time.Time // when the front line is briefed; zero: not known
	Findings   []Finding // the gates of the next step, blocking ones first
	Actions    []Action  // what somebody can do at this moment, the likely one first
	Anyway     bool      // a start is among them for release managers alone: they would override what stands in the way
	Names      map[PersonID]string
	Zone       string            // the organisation's, for fallbacks
	Roles      map[string]string // role key to name
	Stages     []StageFacts      // the sign-offs that it needs before production
	Mates      []Mate            // the others in its bundle that are still to go live
	Merged     []Number          // duplicates that were merged into it, the newest first
	After      []Number          // releases that it starts after and that are not live yet; looked up where a whole window is
	RollsTo    *Slot             // where it moves if it misses the cut-off
	Away       []Absence         // of those who could still decide: who is away at this moment
	DecideLeft time.Duration     // working time until the decision target ends, of an emergency any; negative: since it ended
	ReviewLeft time.Duration     // the same of the review
	Schedule   *AskedBySchedule  // the schedule that asked for it; nil: a person did
	NoApproval string            // why it needs no approval, in a few words; empty: it needs some
	Closing    []Finding         // what stands between it and its end, once it is live or rolled back
	CheckIns   []CheckIn         // how it does after go-live, as its point of contact says; those to come too
	Watch      []string          // what to watch after go-live
	WatchTo    time.Time         // when aftercare ends; zero: it is not live
	Templates  bool              // somebody, or who looks at it, may save it as a template
	Calls      CallFacts         // what customers say of it
}

// Name gives a person's display name, or the id where the name is not known.
func (f *ReleaseFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// Looks tells whether it matters what surrounds the release: it is still to go
// live, and what it goes live in is known, or it is an emergency.
func (f *ReleaseFacts) Looks() bool {
	return f.Release.OnItsWay() && (f.Slot != nil || f.Release.Request.Type == Emergency)
}

// Phase is where a window is in its life.
type Phase string

// The phases of a window, in their order.
const (
	PhaseAhead  Phase = "ahead"  // the list can change
	PhaseFixed  Phase = "fixed"  // cut-off reached
	PhaseOpen   Phase = "open"   // going live
	PhaseClosed Phase = "closed" // over
)

// PhaseAt gives the phase of a slot at an instant.
func (s Slot) PhaseAt(now time.Time) Phase {
	switch {
	case now.Before(s.CutOff) && now.Before(s.Opens):
		return PhaseAhead
	case now.Before(s.Opens):
		return PhaseFixed
	case now.Before(s.Closes):
		return PhaseOpen
	}
	return PhaseClosed
}

// WindowFacts is one window with its package.
type WindowFacts struct {
	Now       time.Time
	Slot      Slot
	Phase     Phase
	Emergency bool           // the go-live of one emergency; it has no heartbeat
	Releases  []ReleaseFacts // in the order in which they may start: what holds a place, and what went live or back in it
	Taken     int
	Coverage  []Coverage
	Unsure    CallFacts  // what customers call about and nobody is sure that it is a release of this window
	Questions []Question // of the front line, oldest first
	Zone      string
	Names     map[PersonID]string
}

// Name gives a person's display name, or the id where the name is not known.
func (f *WindowFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// BriefingFacts is one window for one front-line team.
type BriefingFacts struct {
	WindowFacts
	Front   FrontLine
	Cover   Coverage
	Overall State // Scheduled: planned; Deploying: going live now; Live; RolledBack; Closed: over without a go-live
}

func nameIn(names map[PersonID]string, p PersonID) string {
	if p == System {
		return "Drumbeat"
	}
	if n := names[p]; n != "" {
		return n
	}
	return string(p)
}

// WindowOption is one window a release could take, for the form and for `why`.
type WindowOption struct {
	Slot      Slot
	Free      int       // places left; for windows without a limit at least 1
	Conflicts []Finding // what the calendar and the window's capacity have against it; blocking ones cannot be asked for
}

// FormFacts is what the request form shows besides what was typed.
type FormFacts struct {
	Now          time.Time
	Form         Request  // what the fields hold
	Release      *Release // the release that is edited or resubmitted; nil for a new one
	Systems      []Platform
	Suggested    ChangeType // by effort
	SuggestedWhy string     // one sentence
	Lighter      string     // the type chosen is lighter than that, and why; empty: it is not
	RiskType     ChangeType // what the risk alone asks for; empty: nothing
	Incident     bool       // it seems to mend an incident, and is no emergency
	NoApproval   string     // why nobody has to approve it; empty: somebody has to
	Windows      []WindowOption
	Maintenance  bool // it rides with regular maintenance, by rule: Windows are those of that
	Risk         []RiskQuestion
	RiskScore    int
	RiskMost     int
	Required     map[Field]bool // fields that must not be empty, for this type and impact
	Approvers    []RoleStanding // who would have to approve it
	Findings     []Finding      // what is known to stand in the way
	Templates    []Template     // what it can start from, for a new one
	Accounts     []KeyAccount   // that it may touch
	Draft        *Draft         // what the person began before and did not send
	Names        map[PersonID]string
	Zone         string
}

// AwayFacts is what the form for an absence shows.
type AwayFacts struct {
	Now      time.Time
	Person   PersonID  // who looks at it
	Manager  bool      // may say so of others
	Absences []Absence // of Person, not over; the first first
	Others   []Absence // of others, for a release manager
	Names    map[PersonID]string
	Zone     string // of Person
}

// Name gives a person's display name, or the id where the name is not known.
func (f *AwayFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// WhyFacts answers `/release why`: every gate with its finding. The question may
// be about a change that nobody has asked for: then the release has no number,
// and its request says no more than the question.
type WhyFacts struct {
	ReleaseFacts           // its actions are those that who asked may take
	Asked        *Slot     // the window the question is about; nil: none
	Gates        []Finding // between it and going live in Asked; blocking ones first
	Possible     bool      // it can go live in Asked, as things are
	Open         bool      // it can, once people have done what the gates say
	First        *Slot     // the earliest window that it can go live in, once people have done what there is to do; nil: none of those looked at
	Until        time.Time // with First nil: the opening of the last window looked at; zero: whatever the window, nobody can say
	NoneFrom     time.Time // with NoneTo: the time asked about, in which no window opens; Asked is the first one after it
	NoneTo       time.Time
}

// Supposed tells whether the question is about a change that nobody has asked for.
func (f *WhyFacts) Supposed() bool { return f.Release.Number == 0 }

// HomeShown is how many releases of each list the Home tab tells of; the others are
// counted, and have no facts but the release.
const HomeShown = 8

// HomeTask is something that waits for a person besides a decision.
type HomeTask struct {
	ReleaseFacts
	Action Action // what they are to do: ActLive stands for reporting what came of it
}

// HomeFacts is what a person's Home tab shows.
type HomeFacts struct {
	Now     time.Time
	Person  PersonID
	Manager bool
	Waiting []ReleaseFacts // for a decision of this person, the most urgent first
	Tasks   []HomeTask     // what else this person has to do, the most pressing first
	Mine    []ReleaseFacts // asked for by, or to be implemented by this person; open
	Live    []ReleaseFacts // going live or live now, each with its facts
	Queue   QueueFacts     // release managers: waiting for them in the queue, the first page
	Windows []WindowFacts  // the coming ones; of the releases in them number and state
	Dead    []Notice       // release managers: could not be delivered
	Draft   *Draft         // what the person began to ask for and did not send; nil: nothing
	Names   map[PersonID]string
	Zone    string
}
