package blockkit_test

import (
	"fmt"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// The pieces that the tables are made of. Each makes JSON.

// xs is n characters of four bytes each: lengths are code points.
func xs(n int) string { return strings.Repeat("𝄞", max(n, 0)) }

// web is an address of n characters.
func web(n int) string {
	const head = "https://example.com/"
	if n < len(head) {
		return ""
	}
	return head + strings.Repeat("x", n-len(head))
}

func quoted(s string) string { return `"` + s + `"` }

func pt(n int) string { return `{"type":"plain_text","text":"` + xs(n) + `"}` }

func md(n int) string { return `{"type":"mrkdwn","text":"` + xs(n) + `"}` }

// times repeats a piece with %d for its number.
func times(n int, piece string) string {
	out := make([]string, max(n, 0))
	for i := range out {
		out[i] = strings.ReplaceAll(piece, "%d", fmt.Sprint(i))
	}
	return "[" + strings.Join(out, ",") + "]"
}

const opt = `{"text":{"type":"plain_text","text":"o%d"},"value":"v%d"}`

func options(n int) string { return times(n, opt) }

func row(element string) string { return `[{"type":"actions","elements":[` + element + `]}]` }

func input(element string) string {
	return `[{"type":"input","label":` + pt(1) + `,"element":` + element + `}]`
}

func block(b string) string { return `[` + b + `]` }

func button(more string) string { return `{"type":"button","text":` + pt(1) + more + `}` }

func modalWith(more, blocks string) string {
	return `{"type":"modal","title":` + pt(1) + `,"submit":` + pt(1) + `,"blocks":` + blocks + more + `}`
}

func confirmWith(title, text, yes, no int) string {
	return `,"confirm":{"title":` + pt(title) + `,"text":` + md(text) + `,"confirm":` + pt(yes) + `,"deny":` + pt(no) + `}`
}

func rich(part string) string { return `{"type":"rich_text","elements":[` + part + `]}` }

func line(element string) string {
	return block(rich(`{"type":"rich_text_section","elements":[` + element + `]}`))
}

// Checks of JSON. What is no JSON is a slip in a table.

func decode(t testing.TB, raw string) any {
	t.Helper()
	v, err := blockkit.Decode([]byte(raw))
	if err != nil {
		t.Fatalf("%.200s: %v", raw, err)
	}
	return v
}

func onMessage(t testing.TB, raw string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckBlocks(blockkit.Message, "", decode(t, raw))
}

func onModal(t testing.TB, raw string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckBlocks(blockkit.Modal, "", decode(t, raw))
}

func asView(t testing.TB, raw string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckView("", decode(t, raw), blockkit.Modal, blockkit.Home)
}

func asMessage(t testing.TB, raw string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckMessage("", decode(t, raw))
}

func asOptions(t testing.TB, raw string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckOptions("", decode(t, raw))
}

// reasons are the problems without those that only say that a shape does not fit.
func reasons(problems []blockkit.Problem) []blockkit.Problem {
	var out []blockkit.Problem
	for _, p := range problems {
		if p.Message != "failed to match all allowed schemas" {
			out = append(out, p)
		}
	}
	return out
}
