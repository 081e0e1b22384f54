package embedded

import (
	"encoding/json"
	"time"
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
