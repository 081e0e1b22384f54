package sandbox

import (
	"encoding/json"
	"testing"
)

// TestImpossibleLists: a list holds what the element is for, and nothing else.
func TestImpossibleLists(t *testing.T) {
	for kind, h := range holders {
		if !h.many {
			continue
		}
		for _, odd := range []any{json.Number("5"), true, nil, []any{}} {
			if (&state{}).possible(nil, element{kind: kind, def: object{}}, object{h.key: []any{odd}}) {
				t.Errorf("%s took %v", kind, odd)
			}
		}
	}
}
