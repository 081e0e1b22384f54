package people

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func vectors[T any](t *testing.T, file string) []T {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return out
}

func TestMarkup(t *testing.T) {
	type vector struct {
		In       string
		Verbatim bool
		Tree     []node
	}
	for _, v := range vectors[vector](t, "testdata/mrkdwn.json") {
		got := parse(v.In, v.Verbatim)
		if len(got) == 0 && len(v.Tree) == 0 {
			continue
		}
		if diff := cmp.Diff(v.Tree, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", v.In, diff)
		}
	}
}

func TestDates(t *testing.T) {
	type vector struct {
		Unix   int64
		Format string
		TZ     string
		Now    int64
		Want   string
	}
	for _, v := range vectors[vector](t, "testdata/dates.json") {
		if got := formatDate(v.Unix, v.Format, time.Unix(v.Now, 0).In(zone(v.TZ))); got != v.Want {
			t.Errorf("%s of %d in %s is %q, want %q", v.Format, v.Unix, v.TZ, got, v.Want)
		}
	}
}

// Each kind of block reads as a person would read it aloud.
func TestBlocks(t *testing.T) {
	tests := []struct{ blocks, want string }{
		{`{"type":"header","text":{"type":"plain_text","text":"A *head*"}}`, "A *head*"},
		{`{"type":"divider"}`, "---"},
		{`{"type":"section","fields":[{"type":"mrkdwn","text":"*a*"},{"type":"plain_text","text":"b"}]}`, "a\nb"},
		{`{"type":"context","elements":[{"type":"image","alt_text":"a cat"},{"type":"mrkdwn","text":"_it_ :eyes:"},{"type":"plain_text","text":"_x_"}]}`, "(picture: a cat)  it :eyes:  _x_"},
		{`{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Go"}},{"type":"users_select","action_id":"b"},{"type":"checkboxes","action_id":"c","options":[{"text":{"type":"mrkdwn","text":"*on*"},"value":"1"}]}]}`, "[Go] [users_select] [ ] on"},
		{`{"type":"image","alt_text":"a chart"}`, "(picture: a chart)"},
		{`{"type":"markdown","text":"# as it **is**"}`, "# as it **is**"},
		{`{"type":"table","rows":[[{"type":"raw_text","text":"a"},{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"b"}]}]}]]}`, "a | b"},
		{`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Dear "},{"type":"user","user_id":"U1"},{"type":"usergroup","usergroup_id":"S1"},{"type":"channel","channel_id":"C1"},{"type":"broadcast","range":"here"},{"type":"emoji","name":"wave"},{"type":"link","url":"https://example.org"},{"type":"link","url":"https://example.org","text":"L"},{"type":"date","timestamp":0,"format":"{date_num}"},{"type":"hologram"}]}]}`,
			"Dear @U1@S1#private-channel@here:wave:https://example.orgL (https://example.org)1970-01-01(hologram)"},
		{`{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":1,"elements":[{"elements":[{"type":"text","text":"x"}]}]},{"type":"rich_text_list","style":"bullet","indent":1,"elements":[{"elements":[{"type":"text","text":"y"}]}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"q\nr"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"p"}]}]}`,
			"2. x\n  • y\n> q\n> r\n  p"},
		{`{"type":"hologram"}`, "(hologram cannot be shown)"},
		{`{"type":"section","text":{"type":"mrkdwn","text":"a\n> q\nb\n` + "```" + `\ncode\n` + "```" + `"}}`, "a\n> q\nb\n  code"},
	}
	r := reader{now: time.Unix(0, 0).UTC()}
	for _, test := range tests {
		got := strings.Join(r.blocks(decodeBlocks([]byte("["+test.blocks+"]")), nil, nil), "\n")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.blocks, diff)
		}
	}
	got := append(r.attachments([]byte(`[{"pretext":"p","title":"t","text":"*x*","blocks":[{"type":"divider"}]}]`)), files([]byte(`[{"name":"plan.pdf"},{"name":"a","title":"A"}]`))...)
	if diff := cmp.Diff([]string{"| p", "| t", "| x", "| ---", "(file: plan.pdf)", "(file: A)"}, got); diff != "" {
		t.Errorf("attachments and files (-want +got):\n%s", diff)
	}
}

// Whatever an app writes can be read: no panic, valid text, and words stay.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"*a _b_ ~c~* `d` ```e``` <@U1|f> <!date^1^{time}|g> &lt;h&gt; :i: > j", "***", "<<>>", "```", "*`*`*", ">>>>", "_<_>_"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, verbatim bool) {
		got := reader{now: time.Unix(0, 0).UTC()}.mrkdwn(s, verbatim)
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("%q is read as invalid text %q", s, got)
		}
		if plain := strings.Trim(s, "abcxyz "); plain == "" && got != s {
			t.Errorf("plain words %q are read as %q", s, got)
		}
	})
}

// Any JSON that is sent as blocks can be read.
func FuzzBlocks(f *testing.F) {
	f.Add(`[{"type":"section","text":{"type":"mrkdwn","text":"*a*"},"accessory":{"type":"button","text":{"type":"plain_text","text":"b"}}}]`)
	f.Add(`[{"type":"input","label":{"type":"plain_text","text":"a"}},{"type":"context","elements":[{"type":"mrkdwn"}]}]`)
	f.Add(`[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[{"elements":[{"type":"text","text":"x"}]}]}]},{"type":"table","rows":[[{"type":"rich_text"}]]}]`)
	f.Add(`[{"type":"actions","elements":[{"type":"overflow","options":[{}]},{"type":"checkboxes","options":[{"text":null}]}]}]`)
	f.Add(`[{"type":7}]`)
	f.Fuzz(func(t *testing.T, raw string) {
		r := reader{now: time.Unix(0, 0).UTC()}
		for _, line := range r.blocks(decodeBlocks([]byte(raw)), nil, nil) {
			if utf8.ValidString(raw) && !utf8.ValidString(line) {
				t.Errorf("%q is read as invalid text %q", raw, line)
			}
		}
	})
}
