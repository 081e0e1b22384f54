package workflow

import "time"

// CallFacts is what customers say of a release in its window.
type CallFacts struct {
	All    CallCount
	Recent CallCount     // of the last Within
	Within time.Duration // over which calls about its type are counted
	Words  []Call        // the newest in which something was written, newest first
}

// CallsShown is how many reports are shown word for word.
const CallsShown = 8

// QuestionFacts is one question of the front line with what it is about.
type QuestionFacts struct {
	Question Question
	Window   WindowFacts
	Front    FrontLine
	Release  *ReleaseFacts // nil: it is about no one release
	Names    map[PersonID]string
}

// Name gives a person's display name, or the id where the name is not known.
func (f *QuestionFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// UnknownCallsFacts is what customers called about on one day without anybody
// knowing why, and what they may be calling about.
type UnknownCallsFacts struct {
	Now      time.Time
	Slot     Slot
	Calls    []Call // that no release was found for, newest first
	Count    CallCount
	Found    int // reports that a release was found for since
	Suspects []SuspectFacts
	Systems  map[string]string // key to name
	Names    map[PersonID]string
	Zone     string
}

// Name gives a person's display name, or the id where the name is not known.
func (f *UnknownCallsFacts) Name(p PersonID) string { return nameIn(f.Names, p) }

// SuspectFacts is a release that customers may be calling about.
type SuspectFacts struct {
	Suspect
	Title      string
	SystemName string
	State      State
	Window     WindowID
	Say        string
	Repaired   bool   // it is the repair of an incident, and live
	Zone       string // for fallbacks
}

// CallFormFacts is what the form for a report of customers' calls shows.
type CallFormFacts struct {
	Now      time.Time
	Window   WindowID // empty: it was not opened from a briefing
	Front    string
	Releases []CallChoice // of the window, in the order of the briefing
	Chosen   Number       // 0: not sure
	Systems  []Platform   // where there is no window
	Words    string
	Zone     string
}

// CallChoice is a release that customers may be said to call about.
type CallChoice struct {
	Number Number
	Title  string
}
