package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox/blockkit"
)

// workspace is the default one, without a server.
func workspace(tb testing.TB) *state {
	tb.Helper()
	cfg := Default()
	return newState(cfg, []*app{newApp(cfg.Apps[0])}, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
}

// TestTyped: what Slack makes of a person's text.
func TestTyped(t *testing.T) {
	st := workspace(t)
	ada, workshop, helpers := st.findUser("ada").ID, st.findChannel("workshop").id, st.groups[0].ID
	tests := []struct{ name, typed, want string }{
		{"escaped once", "a < b && c > d &amp;", "a &lt; b &amp;&amp; c &gt; d &amp;amp;"},
		{"names", "@ada, #workshop (@helpers) @here!", "<@" + ada + ">, <#" + workshop + "|workshop> (<!subteam^" + helpers + ">) <!here>!"},
		{"no names in words", "mail@ada x#workshop", "mail@ada x#workshop"},
		{"unknown names", "@nobody #nowhere", "@nobody #nowhere"},
		{"private channels stay", "#back-room", "#back-room"},
		{"address", "see https://a.example/x?a=1&b=2.", "see <https://a.example/x?a=1&amp;b=2>."},
		{"address in brackets", "(https://a.example/x_(y))", "(<https://a.example/x_(y)>)"},
		{"two addresses", "https://a.example https://b.example,", "<https://a.example> <https://b.example>,"},
		{"only a scheme", "https://", "https://"},
		{"mail", "ask ada.m@lighthouse.example now", "ask <mailto:ada.m@lighthouse.example|ada.m@lighthouse.example> now"},
		{"domain", "see example.com/a.", "see <http://example.com/a|example.com/a>."},
		{"no domain", "version 1.2.3 and main.go", "version 1.2.3 and main.go"},
		{"code", "`@here https://a.example <x>` @here", "`@here https://a.example &lt;x&gt;` <!here>"},
		{"block of code", "```@ada\n<b>``` @ada", "```@ada\n&lt;b&gt;``` <@" + ada + ">"},
		{"open backtick", "` @here", "` <!here>"},
		{"chosen mention", "<@" + ada + ">'s", "<@" + ada + ">'s"},
		{"brackets of one's own", "<!channel2> <https://evil.example|bank>", "&lt;!channel2&gt; &lt;<https://evil.example>|bank&gt;"},
	}
	for _, tt := range tests {
		if got := st.typed(tt.typed); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestAppText: an app's text, by parse and link_names, and mrkdwn objects.
func TestAppText(t *testing.T) {
	st := workspace(t)
	workshop, helpers := st.findChannel("workshop").id, st.groups[0].ID
	const text = "@here @ada @helpers #workshop https://a.example `@here https://b.example` <https://c.example|@here> &lt;@here"
	const code = " `@here https://b.example` <https://c.example|@here> &lt;"
	tests := []struct {
		name, parse string
		linkNames   bool
		want        string
	}{
		{"default", "", false, "@here @ada @helpers #workshop <https://a.example>" + code + "@here"},
		{"none", "none", false, text},
		{"link_names", "none", true, "<!here> @ada <!subteam^" + helpers + "> <#" + workshop + "|workshop> https://a.example" + code + "<!here>"},
		{"full", "full", false, "<!here> @ada <!subteam^" + helpers + "> <#" + workshop + "|workshop> <https://a.example>" + code + "<!here>"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, st.appText(text, tt.parse, tt.linkNames)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	want := "<!here> @ada @helpers <#" + workshop + "|workshop> <https://a.example>" + code + "<!here>"
	if diff := cmp.Diff(want, st.autoParse(text)); diff != "" {
		t.Errorf("mrkdwn object (-want +got)\n%s", diff)
	}
}

// TestRichText: the block that Slack makes of typed text.
func TestRichText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"words", "a &lt; b", `[{"type":"rich_text_section","elements":[{"type":"text","text":"a < b"}]}]`},
		{"styles", "*b* _i_ ~s~ `c*d*`", `[{"type":"rich_text_section","elements":[{"type":"text","text":"b","style":{"bold":true}},{"type":"text","text":" "},{"type":"text","text":"i","style":{"italic":true}},{"type":"text","text":" "},{"type":"text","text":"s","style":{"strike":true}},{"type":"text","text":" "},{"type":"text","text":"c*d*","style":{"code":true}}]}]`},
		{"nested", "*a _b_*", `[{"type":"rich_text_section","elements":[{"type":"text","text":"a ","style":{"bold":true}},{"type":"text","text":"b","style":{"bold":true,"italic":true}}]}]`},
		{"no styles", "2*3*4 snake_case_name * a *", `[{"type":"rich_text_section","elements":[{"type":"text","text":"2*3*4 snake_case_name * a *"}]}]`},
		{"mentions", "<@U1> <#C1|x> <!subteam^S1> <!here>", `[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U1"},{"type":"text","text":" "},{"type":"channel","channel_id":"C1"},{"type":"text","text":" "},{"type":"usergroup","usergroup_id":"S1"},{"type":"text","text":" "},{"type":"broadcast","range":"here"}]}]`},
		{"links", "<https://a.example?x&amp;y> <mailto:a@b.c|a@b.c>", `[{"type":"rich_text_section","elements":[{"type":"link","url":"https://a.example?x&y"},{"type":"text","text":" "},{"type":"link","url":"mailto:a@b.c","text":"a@b.c"}]}]`},
		{"emoji", "at 10:30:45 :wave: :+1:", `[{"type":"rich_text_section","elements":[{"type":"text","text":"at 10:30:45 "},{"type":"emoji","name":"wave"},{"type":"text","text":" "},{"type":"emoji","name":"+1"}]}]`},
		{"quote, list, code", "a\n&gt; q\n• x\n• y\n1. z\n```\nc *d*\n```\nend", `[{"type":"rich_text_section","elements":[{"type":"text","text":"a"}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"q"}]},{"type":"rich_text_list","style":"bullet","indent":0,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"y"}]}]},{"type":"rich_text_list","style":"ordered","indent":0,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"z"}]}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"c *d*"}],"border":0},{"type":"rich_text_section","elements":[{"type":"text","text":"end"}]}]`},
		{"date", "<!date^1790000000^{date}^https://a.example|then>", `[{"type":"rich_text_section","elements":[{"type":"date","timestamp":1790000000,"format":"{date}","url":"https://a.example","fallback":"then"}]}]`},
	}
	for _, tt := range tests {
		got, err := decodeAny(mustJSON(richElements(tt.text)))
		if err != nil {
			t.Fatal(err)
		}
		want, err := decodeAny([]byte(tt.want))
		if err != nil {
			t.Fatal(tt.name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
}

var anyBracket = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone|(https?://|mailto:)[^<>]*)(\|[^<>]*)?>`)

// FuzzTyped: whatever a person types becomes text whose every bracket is one
// that Slack would have written, and blocks that Slack would take back.
func FuzzTyped(f *testing.F) {
	for _, seed := range []string{
		"*a* _b_ ~c~ `d` ```e``` :wave: @ada #workshop @here <@U0ADA00000> https://a.example/(x) me@a.example a.com", "*_~`*_~`", "> q\n• l\n1. n", "<!date^1^x|y>", "&lt;@here&gt;",
		"https://https://", "*a *b *c\n*d", "```", "``````", "\xff<\xfe>", ":a:b:", "<#C1|\n>", "<#C1>", "<#G1|>", "https://https;\x00", "https://a%zz/%", "a.com/%zz", "@ada@ada#workshop#workshop", strings.Repeat("*a ", 400),
	} {
		f.Add(seed)
	}
	st := workspace(f)
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) {
			return // JSON bodies are UTF-8
		}
		text := st.typed(typed)
		if rest := anyBracket.ReplaceAllString(text, ""); strings.ContainsAny(rest, "<>") {
			t.Errorf("%q became %q, with a bracket of its own", typed, text)
		}
		blocks := mustJSON(richBlocks(text, "1.000001"))
		if utf8.RuneCountInString(typed) <= 3000 && strings.TrimSpace(typed) != "" {
			list, err := decodeAny(blocks)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range blockkit.CheckBlocks(blockkit.Message, "", list) {
				t.Errorf("%q: %s at %s in %s", typed, p.Message, p.Pointer, blocks)
			}
		}
		again := st.appText(text, "full", true)
		if st.appText(again, "full", true) != again {
			t.Errorf("%q: made live twice: %q, then %q", typed, again, st.appText(again, "full", true))
		}
		if !json.Valid(blocks) {
			t.Errorf("%q: not JSON", typed)
		}
	})
}
