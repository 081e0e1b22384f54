package workflow

import "time"

// Weight says what a finding that does not pass does.
type Weight string

// The weights.
const (
	Block Weight = "block" // the step cannot be taken
	Warn  Weight = "warn"  // it can, and people are told
)

// Finding is the answer of one gate: which rule, pass or not, why, who can
// unblock it, the earliest moment at which it can pass, and ways round it. Slack,
// the API and `/release why` show the same findings.
type Finding struct {
	Rule     string     // "approval:business", "cut-off", "capacity", "window", "state", "permission"
	Title    string     // a few words: "business approval"
	Pass     bool       //
	Weight   Weight     // of a finding that does not pass
	Reason   string     // one sentence without mentions and without clock times
	Who      []PersonID // who can unblock it; empty: nobody needs to
	At       time.Time  // the moment the reason is about (a cut-off, an SLA end); zero: none
	Earliest time.Time  // the earliest moment at which it can pass; zero: now, or unknown if Unknown
	Unknown  bool       // nobody can say when it passes

	Alternatives []Alternative // ways round it, the nearest first; at most two
}

// Alternative is one way round what stands in the way: another window of the
// system, in which it does not arise, or after another release. One of Window
// and After is set.
type Alternative struct {
	Window WindowID
	Opens  time.Time // of Window
	Closes time.Time
	Zone   string // IANA name of the window's zone
	After  Number // once this release is live
}

// Passes tells whether every blocking finding passes.
func Passes(findings []Finding) bool {
	for _, f := range findings {
		if !f.Pass && f.Weight != Warn {
			return false
		}
	}
	return true
}
