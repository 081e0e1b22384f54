package blockkit_test

import (
	"encoding/json"
	"testing"
)

// FuzzCheckBlocks: whatever comes, the checker answers, and what it takes is a
// JSON array.
func FuzzCheckBlocks(f *testing.F) {
	for _, seed := range []string{
		row(button(confirmWith(1, 1, 1, 1))), input(`{"type":"number_input","is_decimal_allowed":true}`), `[{"type":"rich_text","elements":[]}]`,
		`[{"type":"container","child_blocks":[{"type":"carousel"}]}]`, `null`, `[null]`, `[[]]`, `{"type":"modal"}`, `[{"type":["section"]}]`, `[{"type":"table","rows":[[]]}]`,
		`[{"type":"data_visualization","title":"t","chart":{"type":"bar","series":[{"data":[1]}],"axis_config":{"categories":[{}]}}}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, blocks string) {
		problems := checkBlocks(blocks)
		var list []any
		if len(problems) == 0 && json.Unmarshal([]byte(blocks), &list) != nil {
			t.Errorf("took %q, which is no array", blocks)
		}
		checkView(`{"type":"modal","blocks":` + blocks + `}`)
		checkView(blocks)
	})
}
