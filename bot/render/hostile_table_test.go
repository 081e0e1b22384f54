package render_test

import (
	"slices"
	"strings"
	"testing"
)

// hostile are texts that should never have any effect but to be read: at least
// two hundred, by what they try.
var hostile = slices.Concat(mentions, links, marks, escapes, directions, invisible, lookalikes, broken, injections, breaks, longOnes)

var mentions = []string{
	"<!channel>", "<!here>", "<!everyone>", "@here", "@channel", "@everyone", "<@U0INES>", "<@W0BOSS|boss>", "<#C0GENERAL>", "<#C0GENERAL|general>",
	"<!subteam^S012AB3CD>", "<!subteam^S012AB3CD|@ops>", "<!date^0^{date}|x>", "<!date^1700000000^{time}^https://evil.example|x>", "#general", "@ines",
	"<!channel|channel>", "<!here|@here>", "<!CHANNEL>", "< !channel>", "<! channel>", "<!channel >", "<<!channel>>", "<!channel><!here><!everyone>", "a<!channel>b",
	"<!", "<@", "<#", "<@U0INES", "<@u0ines>", "<@U0INES|>", "<!subteam^>", "<!subteam^S012AB3CD|<!channel>>", "<!date^x^{date_long}|<!here>>",
	"<!date^1700000000^{date_pretty} {time_secs}|fallback>", "<slack://channel?team=T1&id=C1>", "@channel:", "(@here)", "！channel", "@ｈere",
}

var links = []string{
	"https://evil.example", "http://evil.example/?a=1&b=2", "<https://evil.example|bank>", "<https://evil.example>", "www.evil.example", "evil.example",
	"mailto:a@evil.example", "<mailto:a@evil.example|write>", "a@evil.example", "javascript:alert(1)", "slack://open?team=T1", "tel:+31201234567",
	"<https://evil.example|https://bank.example>", "[bank](https://evil.example)", "![x](https://evil.example/x.png)", "https://bank.example@evil.example/", "https://evil.example/<!channel>",
	"<javascript:alert(1)|x>", "<data:text/html,x|x>", "data:text/html;base64,PHg+", "<tel:112|police>", "evil.example/path?x=<!here>", "<https://evil.example|<!channel>>",
	"https://evil.example|x", "<|bank>", "<https://|x>",
}

var marks = []string{
	"*bold*", "_italic_", "~struck~", "`code`", "```block```", "> quoted", "&gt; quoted", "• point", "1. first", ":tada:", ":+1::skin-tone-2:", "*<!channel>*",
	"```\n<!channel>\n```", "`<!channel>`", ">>> quoted to the end", "*_~`all`~_*", "| a | b |\n|---|---|", "```", "`", "*two\nlines*", "~~", "> ", ":not_an_emoji:", ":white_check_mark: approved",
}

var escapes = []string{
	"&", "&amp;", "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "&#60;!channel&#62;", "<", ">", "<>", "|", "<|>", "\\", "\\u003c!channel>",
	"&lt", "&lt;", "&gt;", "&#x3c;!channel&#x3e;", "&amp;amp;amp;", "&lt;@U0INES&gt;", "\\<!channel\\>", "&zwnj;", "<!channel&gt;", "&lt;!channel>",
}

var directions = []string{
	"\u202eright to left", "\u2066\u2067\u2068", "\u2069\u2069\u202e<!here>", "\u202a\u202b\u202d", "شارع <!channel>", "\u202e\u202dback\u202c\u202c", "\u2067שלום\u2069", "REL-1\u202e4-LER", "\u200f<!channel>\u200f", "\u200eabc\u200e", "\u061cabc", "עברית and English 123",
}

var invisible = []string{
	"\u200b\u200c\u200d\u2060\ufeff", "@\u200bhere", "<\u200b!channel>", "<!chan\u00adnel>", "\u00a0\u00a0", "a\u034fb", "\U000e0001\U000e0061", "\ufe0f\ufe0e", "\u2061\u2062\u2063", "\u115f\u1160",
}

var lookalikes = []string{
	"＜!channel＞", "‹!channel›", "⟨!channel⟩", "〈@U0INES〉", "＠here", "＃general", "аpprove", "Аррrоvеd", "ʀᴇʟ-1", "𝕒𝕡𝕡𝕣𝕠𝕧𝕖𝕕", "ﷺ", "ſlack",
}

var broken = []string{
	"\x00\x01\x1b[31m", "\xff\xfe broken \xc3", "e\u0301\u0301\u0301\u0301", "👩‍👩‍👧‍👦 👍🏽 🇳🇱", "\U0010ffff", " ", "", "   padded   ", "\ufffd", "\ufffe\uffff", "\xed\xa0\x80\xed\xb0\x80", "\xc0\xbc!channel\xc0\xbe", "a\x00b", "\x7f\x80\x9f", "\u0336s\u0336t\u0336r\u0336", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Z͑ͫ̓ͪ̂ͫ̽", "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
}

var injections = []string{
	"{1} {2} {9}", "*{1}*", "%s %d %!", "<script>alert(1)</script>", "\"quotes\" and 'quotes'", `{"type":"mrkdwn"}`, "null", "${x}", "{{.}}", "<!channel", "channel>",
	"%!s(MISSING)", "%[1]s", "' OR 1=1 --", `"; drop table releases; --`, "=cmd|' /C calc'!A0", "@SUM(1)", `\u0000`, `","type":"mrkdwn","text":"<!channel>`, "<img src=x onerror=alert(1)>",
}

var breaks = []string{
	"line\nbreak", "line\r\nbreak <!channel>\r", "a\tb\vc\fd", "\u2028\u2029\u0085x", "\n", "\n\n\nthree", "last\n", "\nfirst", "a\n> b\n* c", "a\n\n\n\n\n\n\n\nb", "REL-1 is live\n\nApproved by Eva",
}

var longOnes = []string{
	strings.Repeat("x", 10_000), strings.Repeat("<!channel> ", 1000), strings.Repeat("&", 5000), strings.Repeat("👩‍👩‍👧‍👦", 1500), strings.Repeat("\u202e", 4000), strings.Repeat("word ", 2000),
	strings.Repeat("<", 3001), strings.Repeat("a\n", 2000), strings.Repeat("e\u0301", 3001), strings.Repeat("\u200b", 3001), "<!channel" + strings.Repeat(" ", 3000) + ">", strings.Repeat("&amp;", 700),
}

// TestHostileTableIsLarge: two hundred texts, none of them twice.
func TestHostileTableIsLarge(t *testing.T) {
	seen := map[string]bool{}
	for _, h := range hostile {
		if seen[h] {
			t.Errorf("%.40q is there twice", h)
		}
		seen[h] = true
	}
	if len(seen) < 200 {
		t.Errorf("%d texts, want 200", len(seen))
	}
}
