package embedded

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
)

// The documents are JSON, so that whoever has the file can read it with any
// SQLite tool. Fields at their zero value are left out; unknown ones are passed
// over, so that a document of a later version with a field more can still be read.

func encode(doc any) (string, error) {
	b, err := json.Marshal(doc)
	return string(b), err
}

func decode[D any](text []byte) (D, error) {
	var doc D
	err := json.Unmarshal(text, &doc)
	return doc, err
}

// named says which document it is that cannot be read: whoever mends it has to
// find it.
func named(document string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", document, err)
}

// readable tells whether a document is a release: in a state that there is, with
// a revision. What lacks these is something else, or of a version that is not
// known here, and would be a wrong release without a word.
func (d releaseDoc) readable() error {
	switch {
	case !slices.Contains(workflow.States, d.State):
		return fmt.Errorf("its state is %q, which this version does not know", d.State)
	case d.Revision < 1:
		return fmt.Errorf("it has no revision (%d)", d.Revision)
	}
	return nil
}

// atMillis cuts a time to what is kept of it: the millisecond, in UTC.
func atMillis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// column gives an instant as columns hold it.
func column(t time.Time) int64 { return t.UnixMilli() }

// each converts a slice element by element; an empty one becomes nil.
func each[From, To any](in []From, f func(From) To) []To {
	if len(in) == 0 {
		return nil
	}
	out := make([]To, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}
