package audit

import (
	"fmt"
	"time"

	"drumbeat/workflow"
)

// Heads is what an earlier evidence pack knows of histories: the hash of every
// entry, by release. It finds what a store alone cannot: a history that was cut
// off or written anew from some entry on.
type Heads struct {
	MadeAt   time.Time
	Releases map[workflow.Number][]string
}

// Against compares a release with an earlier pack. It may have grown since.
func (h Heads) Against(r *workflow.Release) []Flaw {
	flaw := func(entry int, kind Kind, format string, args ...any) []Flaw {
		return []Flaw{{r.Number, entry, kind, fmt.Sprintf(format, args...)}}
	}
	for i, hash := range h.Releases[r.Number] {
		switch {
		case i >= len(r.History):
			return flaw(i+1, Missing, "It was cut off the end: the pack of %s has it, with %d in all.", h.day(), len(h.Releases[r.Number]))
		case r.History[i].Hash != hash:
			return flaw(i+1, Differs, "It is not the entry that the pack of %s has, and so is everything after it.", h.day())
		}
	}
	return nil
}

// Lost names a release that the pack has and the store has not.
func (h Heads) Lost(n workflow.Number) Flaw {
	return Flaw{n, 0, Missing, fmt.Sprintf("There is no such release, although the pack of %s has it: it was deleted.", h.day())}
}

func (h Heads) day() string { return h.MadeAt.UTC().Format("2006-01-02 15:04 UTC") }
