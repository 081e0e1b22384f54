package blockkit_test

import (
	"fmt"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// fifty is a message of fifty blocks as an app makes them: headings, sections
// with fields and buttons, rows of buttons, menus, rich text.
func fifty() string {
	kinds := []string{
		`{"type":"header","text":{"type":"plain_text","text":"Release 26.11","emoji":true}}`,
		`{"type":"section","block_id":"s%d","text":` + md(200) + `,"fields":` + times(6, md(40)) + `,"accessory":` + button(`,"action_id":"open","value":"42","style":"primary"`) + `}`,
		`{"type":"actions","block_id":"a%d","elements":` + times(5, button(`,"action_id":"b%d","value":"42"`+confirmWith(20, 100, 5, 5))) + `}`,
		`{"type":"actions","elements":[{"type":"static_select","action_id":"m","placeholder":` + pt(10) + `,"options":` + options(20) + `,"initial_option":` + strings.ReplaceAll(opt, "%d", "3") + `}]}`,
		rich(`{"type":"rich_text_section","elements":` + times(10, `{"type":"text","text":"words","style":{"bold":true}}`) + `}`),
	}
	out := make([]string, blockkit.MaxMessageBlocks)
	for i := range out {
		out[i] = strings.ReplaceAll(kinds[i%len(kinds)], "%d", fmt.Sprint(i))
	}
	return "[" + strings.Join(out, ",") + "]"
}

// BenchmarkCheckMessage checks a message of fifty blocks that is right.
func BenchmarkCheckMessage(b *testing.B) {
	v := decode(b, fifty())
	if got := blockkit.CheckBlocks(blockkit.Message, "/blocks", v); len(got) != 0 {
		b.Fatal(got)
	}
	b.ReportAllocs()
	for b.Loop() {
		blockkit.CheckBlocks(blockkit.Message, "/blocks", v)
	}
}

// BenchmarkDecodeMessage is the reading of the same JSON, to hold the check
// beside.
func BenchmarkDecodeMessage(b *testing.B) {
	raw := []byte(fifty())
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := blockkit.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}
