package clienttest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What Slack's markup looks like on the page. The constructs are those of
// https://docs.slack.dev/messaging/formatting-message-text; how names and dates
// read is the sandbox's own, in the words of package people's shared tables.

// shownAs writes a node of the page shortly: the tags, what a link leads to,
// what an emoji is called, and whether a mention calls the reader.
const shownAs = `(node) => {
	const text = (s) => s.replaceAll("\n", "\\n");
	const show = (n) => {
		if (n.nodeType === Node.TEXT_NODE) return text(n.data);
		const tag = n.localName, inside = [...n.childNodes].map(show).join("");
		if (tag === "br") return "<br>";
		if (n.classList.contains("emoji")) return "(" + n.getAttribute("aria-label") + ")";
		if (n.classList.contains("mention")) return (n.classList.contains("me") ? "[me:" : "[") + inside + "]";
		if (tag === "a") return "<a " + n.getAttribute("href") + ">" + inside + "</a>";
		return "<" + tag + ">" + inside + "</" + tag + ">";
	};
	return [...node.childNodes].map(show).join("");
}`

// constructs are read by Ada, who is in the group of helpers or not as the
// workspace has it.
var constructs = []struct{ name, in, want string }{
	{"bold, italic, strike, code", "*a* _b_ ~c~ `d`", "<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>"},
	{"one in another", "*a _b ~c~_*", "<strong>a <em>b <s>c</s></em></strong>"},
	{"no mark inside a word", "a*b*c d_e_f 5*6", "a*b*c d_e_f 5*6"},
	{"marks hug their words", "* a * _ b _", "* a * _ b _"},
	{"a mark ends with the line", "*a\nb*", "*a<br>b*"},
	{"nothing is read in code", "`*a* :tada:`", "<code>*a* :tada:</code>"},
	{"a block of code", "x\n```\n*a*\n  b &lt;c&gt;\n```\ny", "x<pre>*a*\\n  b <c></pre>y"},
	{"a quote", ">a\n>*b*\nc", "<blockquote>a<br><strong>b</strong></blockquote>c"},
	{"a quote as Slack sends it", "&gt; a\nb", "<blockquote>a</blockquote>b"},
	{"lines", "a\nb\n\nc", "a<br>b<br><br>c"},
	{"a list is only dashes", "- a\n- b", "- a<br>- b"},
	{"escapes", "&amp; &lt;b&gt; &amp;lt; &quot;", "& <b> &lt; &quot;"},
	{"a link", "<https://example.org/a?b=1&amp;c=2>", "<a https://example.org/a?b=1&c=2>https://example.org/a?b=1&c=2</a>"},
	{"a link with words", "<https://example.org|see *this*>", "<a https://example.org>see *this*</a>"},
	{"a bold link", "*<https://example.org|x>*", "<strong><a https://example.org>x</a></strong>"},
	{"mail", "<mailto:ada@example.org|Ada> <mailto:b@example.org>", "<a mailto:ada@example.org>Ada</a> <a mailto:b@example.org>b@example.org</a>"},
	{"a bare address", "see https://example.org/x.", "see <a https://example.org/x>https://example.org/x</a>."},
	{"never a script", "<javascript:alert(1)|x>", "<javascript:alert(1)|x>"},
	{"no markup of the page", "&lt;img src=x onerror=1&gt;", "<img src=x onerror=1>"},
	{"a person", "<@U0BRAM0000>", "[@Bram de Wit]"},
	{"me", "<@U0ADA00000>", "[me:@Ada Moreau]"},
	{"a channel", "<#C0GENERAL0>", "[#general]"},
	{"a channel with its name", "<#C0GENERAL0|general>", "[#general]"},
	{"everybody", "<!here> <!channel> <!everyone>", "[me:@here] [me:@channel] [me:@everyone]"},
	{"everybody, bare", "@here, @channel and me@here", "[me:@here], [me:@channel] and me@here"},
	{"a group", "<!subteam^S0HELPERS0>", "[@helpers]"},
	{"emoji", ":tada: :+1::skin-tone-3: 10:30:00", "(tada) (+1) 10:30:00"},
	{"a date", "<!date^1795536000^{date_short} {time}|then>", "<time>24 Nov 17:00</time>"},
	{"a date that leads on", "<!date^1795536000^{date_short}^https://example.org/|then>", "<a https://example.org/><time>24 Nov</time></a>"},
	{"a date that is none", "<!date^soon^{date}|then>", "<!date^soon^{date}|then>"},
}

func TestMrkdwnOnThePage(t *testing.T) {
	b := newBench(t)
	blocks := make([]object, len(constructs))
	for i, c := range constructs {
		blocks[i] = object{"type": "section", "block_id": fmt.Sprintf("b%d", i), "text": mrkdwn(c.in)}
	}
	verbatim := mrkdwn("@here https://example.org *a* <@U0BRAM0000>")
	verbatim["verbatim"] = true
	blocks = append(blocks, object{"type": "section", "block_id": "verbatim", "text": verbatim}, object{"type": "section", "block_id": "plain", "text": plain("*a* <@U0BRAM0000> @here https://example.org\n:tada:")})
	p := b.post(blocks...)
	shown := func(id string) string {
		return p.js(`(` + shownAs + `)(document.querySelector("article [data-block-id=` + id + `] .text"))`)
	}
	for i, c := range constructs {
		if got := shown(fmt.Sprintf("b%d", i)); got != c.want {
			t.Errorf("%s: %q is shown as\n%s, want\n%s", c.name, c.in, got, c.want)
		}
	}
	if got, want := shown("verbatim"), "@here https://example.org <strong>a</strong> [@Bram de Wit]"; got != want {
		t.Errorf("verbatim text is shown as %s, want %s", got, want)
	}
	if got, want := shown("plain"), "*a* <@U0BRAM0000> @here https://example.org<br>(tada)"; got != want {
		t.Errorf("plain text is shown as %s, want %s", got, want)
	}
	p.shot("mrkdwn")
	p.clean()
	b.clean()
}

// Every token of a date, as it is read in Paris and in Jakarta, where the next
// day has begun; "in an hour" is the same everywhere.
func TestDatesInTwoZones(t *testing.T) {
	b := newBench(t)
	const evening = 1795554000 // 24 November 2026, 22:00 in Paris, 04:00 of the 25th in Jakarta
	tokens := []string{"date_num", "date", "date_short", "date_long", "date_pretty", "date_short_pretty", "date_long_pretty", "time", "time_secs", "ago"}
	var elements []any
	for _, token := range append(tokens, "date_slash", "date_long_full", "day_divider_pretty") {
		elements = append(elements, object{"type": "date", "timestamp": evening, "format": "{" + token + "}", "fallback": "then"})
	}
	blocks := []object{rich(line(elements...))}
	for _, token := range tokens {
		blocks = append(blocks, object{"type": "section", "text": mrkdwn(fmt.Sprintf("<!date^%d^{%s}|then>", evening, token))})
	}
	blocks = append(blocks, object{"type": "section", "text": mrkdwn("<!date^1827090000^{date}, {date_short}, {date_long}|then>")}) // a year on
	b.must("chat.postMessage", object{"channel": general, "text": "dates", "blocks": blocks})
	for _, reader := range []struct {
		name string
		want []string
	}{
		{"ada", []string{"2026-11-24", "24 November", "24 Nov", "Tuesday 24 November", "today", "today", "today", "22:00", "22:00:00", "in 12 hours", "24/11/2026", "Tuesday 24 November 2026", "today"}},
		{"citra", []string{"2026-11-25", "25 November", "25 Nov", "Wednesday 25 November", "tomorrow", "tomorrow", "tomorrow", "04:00", "04:00:00", "in 12 hours", "25/11/2026", "Wednesday 25 November 2026", "tomorrow"}},
	} {
		p := b.visit(reader.name, "general")
		p.sees("article .blocks time")
		var got []string
		if err := json.Unmarshal([]byte(p.js(`JSON.stringify([...document.querySelectorAll("article .blocks time")].map(e => e.textContent))`)), &got); err != nil {
			t.Fatal(err)
		}
		far := map[string]string{"ada": "24 November 2027, 24 Nov 2027, Wednesday 24 November 2027", "citra": "25 November 2027, 25 Nov 2027, Thursday 25 November 2027"}[reader.name]
		want := append(append(append([]string{}, reader.want...), reader.want[:len(tokens)]...), far)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s reads (-want +got):\n%s", reader.name, diff)
		}
		if got := p.js(`[...new Set([...document.querySelectorAll("article .blocks time")].map(e => e.title))].join()`); got != "then" {
			t.Errorf("%s is told the fallback %q", reader.name, got)
		}
		p.clean()
	}
	b.clean()
}
