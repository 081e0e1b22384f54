package audit

import (
	"fmt"

	"drumbeat/workflow"
)

// Kind says what is wrong, for programs that read it.
type Kind string

// The kinds.
const (
	Unsealed  Kind = "unsealed"  // an entry, or the whole history, has no hash that can be checked
	Changed   Kind = "changed"   // an entry does not say what it was sealed with
	Missing   Kind = "missing"   // an entry, or a release, is not there
	Inserted  Kind = "inserted"  // an entry was put in between others
	Misplaced Kind = "misplaced" // entries stand in another order than they were written in
	Life      Kind = "life"      // an entry tells of a step that the life of a release does not have
	Claim     Kind = "claim"     // the release says something that its history does not
	Untold    Kind = "untold"    // the outbox and the history do not agree
	Differs   Kind = "differs"   // it is not what an earlier evidence pack has
)

// Flaw is one thing that is wrong with one release, in one sentence.
type Flaw struct {
	Release workflow.Number `json:"release,omitempty"` // 0: the store
	Entry   int             `json:"entry,omitempty"`   // sequence number of the entry that is at fault; 0: the release itself
	Kind    Kind            `json:"kind"`
	Text    string          `json:"text"`
}

// String is the flaw as a line for people.
func (f Flaw) String() string {
	switch {
	case f.Release == 0:
		return f.Text
	case f.Entry == 0:
		return fmt.Sprintf("%s: %s", f.Release, f.Text)
	}
	return fmt.Sprintf("%s, entry %d: %s", f.Release, f.Entry, f.Text)
}

// Check finds what is wrong with a release by itself: in its history, and
// between its history and what it says.
func Check(r *workflow.Release) []Flaw {
	path, flaws := chain(r)
	if len(path) == 0 {
		return flaws
	}
	return append(flaws, claims(r, path)...)
}
