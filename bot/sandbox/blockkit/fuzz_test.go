package blockkit_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox/blockkit"
)

// checkAnywhere checks blocks on the surface that takes the most of them: an
// alert is a modal's.
func checkAnywhere(v any) []blockkit.Problem {
	if got := blockkit.CheckBlocks(blockkit.Modal, "", v); len(got) == 0 {
		return nil
	}
	got := blockkit.CheckBlocks(blockkit.Message, "", v)
	if list, _ := v.([]any); len(list) == 1 {
		if o, _ := list[0].(map[string]any); o["type"] == "alert" {
			return blockkit.CheckBlocks(blockkit.Modal, "", v)
		}
	}
	return got
}

// resolve follows a JSON pointer (RFC 6901).
func resolve(v any, pointer string) (any, bool) {
	if pointer == "" {
		return v, true
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		name := strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch in := v.(type) {
		case map[string]any:
			next, given := in[name]
			if !given {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(in) {
				return nil, false
			}
			v = in[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// TestResolve holds the judge of the fuzzer below.
func TestResolve(t *testing.T) {
	v := decode(t, `{"a/b":[{"~":1}],"":2}`)
	for pointer, want := range map[string]bool{"": true, "/a~1b/0/~0": true, "/": true, "/a~1b/1": false, "/a": false, "/a~1b/0/~0/x": false, "/a~1b/-1": false} {
		if _, got := resolve(v, pointer); got != want {
			t.Errorf("%q: got %v, want %v", pointer, got, want)
		}
	}
}

// judge runs every check on a value and holds the answers to what is promised
// of them.
func judge(t *testing.T, raw string, v any) {
	t.Helper()
	began := time.Now()
	for name, problems := range map[string][]blockkit.Problem{
		"message blocks": blockkit.CheckBlocks(blockkit.Message, "", v), "modal blocks": blockkit.CheckBlocks(blockkit.Modal, "", v),
		"home blocks": blockkit.CheckBlocks(blockkit.Home, "", v), "message": blockkit.CheckMessage("", v), "attachments": blockkit.CheckAttachments("", v),
		"view": blockkit.CheckView("", v, blockkit.Modal, blockkit.Home), "home": blockkit.CheckView("", v, blockkit.Home), "options": blockkit.CheckOptions("", v),
	} {
		if len(problems) > blockkit.MaxProblems {
			t.Errorf("%s: %d problems", name, len(problems))
		}
		for _, p := range problems {
			if _, there := resolve(v, p.Pointer); !there && !strings.HasPrefix(p.Message, "must define `submit`") {
				t.Errorf("%s: %v points at nothing", name, p)
			}
		}
		if len(problems) > 0 && blockkit.Telling(problems).Message == "" {
			t.Errorf("%s: none of %v tells", name, problems)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("%d bytes took %s", len(raw), took)
	}
}

// TestEveryNodeChanged puts odd values in the place of every node of every
// example, one at a time: deeper than a fuzzer that changes bytes gets.
func TestEveryNodeChanged(t *testing.T) {
	odd := []string{
		`null`, `true`, `-1`, `1e400`, `0.5`, `"x"`, `""`, `[]`, `[null]`, `[[[]]]`, `{}`, `{"type":"section"}`, `{"type":7}`, `{"type":"rich_text","elements":[null]}`,
		`{"a/b":{"~":[]}}`, quoted(xs(20_001)), times(300, `{}`),
	}
	for _, room := range append(rooms(), `{"text":"x","blocks":[],"attachments":[{"fields":[{"title":"t"}],"actions":[{"type":"button","text":"x"}],"blocks":[]}]}`,
		modalWith(`,"private_metadata":"x"`, input(`{"type":"plain_text_input"}`)), `{"option_groups":[{"label":`+pt(1)+`,"options":`+options(2)+`}]}`) {
		eachPlace(decode(t, room), func(put func(any)) {
			for _, o := range odd {
				put(decode(t, o))
			}
		}, func(v any) { judge(t, room, v) })
	}
}

// eachPlace lets change put values in every place of a value that holds
// something, and looks at the whole after each.
func eachPlace(root any, change func(put func(any)), look func(any)) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, was := range v {
				change(func(odd any) { v[name] = odd; look(root) })
				v[name] = was
				walk(was)
			}
		case []any:
			for i, was := range v {
				change(func(odd any) { v[i] = odd; look(root) })
				v[i] = was
				walk(was)
			}
		}
	}
	walk(root)
}

// FuzzCheck: whatever JSON comes, each check answers, in time, with so many
// problems and no more, and each points at something that is there. (Slack
// itself points at a member that is not there for one problem: the submit that
// a modal with inputs lacks.)
func FuzzCheck(f *testing.F) {
	for _, room := range rooms() {
		f.Add(room)
		f.Add(modalWith("", room))
		f.Add(`{"type":"home","blocks":` + room + `}`)
		f.Add(`{"channel":"C1","text":"x","blocks":` + room + `,"attachments":[{"color":"good","fields":[{"title":"t"}],"blocks":` + room + `}]}`)
	}
	for _, seed := range []string{
		`null`, `[null]`, `[[]]`, `{"type":"modal"}`, `[{"type":["section"]}]`, `[{"type":"table","rows":[[]]}]`, `{"options":[],"option_groups":[]}`,
		`{"option_groups":[{"label":1,"options":[{}]}]}`, `[{"type":"data_table","caption":"","rows":[[],[1]],"row_header_column_index":9}]`,
		`[{"type":"data_visualization","title":"t","chart":{"type":"bar","series":[{"name":"s","data":[1]}],"axis_config":{"categories":[{}]}}}]`,
		`[{"type":"container","child_blocks":[{"type":"carousel"}]}]`, `[{"a/b":1,"~":2,"type":"divider"}]`, strings.Repeat("[", 200) + strings.Repeat("]", 200),
		times(60, `{"type":"section"}`), `[{"type":"actions","elements":[{"type":"static_select","options":[{}],"initial_option":[]}]}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := blockkit.Decode([]byte(raw))
		if err != nil {
			return // no JSON: nothing to check
		}
		judge(t, raw, v)
		if n := blockkit.TextLength(v); n < 0 || n > 2*blockkit.HeaderWeight*len(raw) {
			t.Errorf("text length %d of %d bytes", n, len(raw))
		}
	})
}
