package render_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drumbeat/workflow"
	"unicode"
	"unicode/utf8"
)

// text is a string of a body and what kind of place it stands in.
type text struct{ where, s string }

// texts collects every string that a body shows, and says what in it is live.
func texts(m map[string]any) (shown []text, live []string) {
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(where, e)
			}
		case map[string]any:
			switch kind := v["type"]; {
			case kind == "mrkdwn":
				live = append(live, fmt.Sprintf("mrkdwn: %v", v["text"]))
			case kind == "plain_text" && v["emoji"] != false:
				live = append(live, fmt.Sprintf("plain_text with emoji: %v", v["text"]))
			case kind == "emoji" && !slices.Contains(ours, fmt.Sprint(v["name"])):
				live = append(live, fmt.Sprintf("emoji %v", v["name"]))
			case kind == "user" && !slices.Contains(someone, fmt.Sprint(v["user_id"])):
				live = append(live, fmt.Sprintf("mention of %v", v["user_id"]))
			case kind == "channel" && v["channel_id"] != "C0HELPDESK":
				live = append(live, fmt.Sprintf("channel %v", v["channel_id"]))
			case kind == "link", kind == "broadcast", kind == "usergroup", v["url"] != nil:
				live = append(live, fmt.Sprintf("%v", v))
			}
			for k, e := range v {
				s, isText := e.(string)
				switch {
				case isText && (k == "text" || k == "initial_value" || k == "fallback"):
					shown = append(shown, text{where + "/" + k, s})
				case !isText && k != "style":
					walk(where+"/"+k, e)
				}
			}
		}
	}
	walk("", m)
	return shown, live
}

// ours are the emoji that Drumbeat uses; someone whom it may mention.
var (
	ours = []string{"memo", "leftwards_arrow_with_hook", "hourglass_flowing_sand", "calendar", "rocket", "large_green_circle", "rewind", "no_entry",
		"white_circle", "warning", "x", "white_check_mark", "loudspeaker", "rotating_light", "snowflake", "pushpin", "telephone_receiver", "question", "speech_balloon", "white_large_square"}
	someone = []string{string(tom), string(noor), string(lena)}
)

// unescape reads the text of a message as Slack does.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace

// canon is a text as it looks: line breaks and control characters are blanks,
// marks of direction at its ends are ours.
func canon(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for strings.Contains(s, "\uFFFD\uFFFD") { // bytes that are no text are shown as one sign or several
		s = strings.ReplaceAll(s, "\uFFFD\uFFFD", "\uFFFD")
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// joined is all that a body shows, as it is read.
func joined(shown []text) string {
	var b strings.Builder
	for _, s := range shown {
		if s.where == "/text" {
			s.s = unescape(s.s)
		}
		b.WriteString(s.s + "\n\n")
	}
	return b.String()
}

// appears tells whether typed text, or the beginning of it with an ellipsis,
// stands in a text that is shown.
func appears(typed, shown string) bool { return newPage(shown).shows(typed) }

// page is all that a body shows, and how that looks, found out once.
type page struct{ plain, looks string }

func newPage(shown string) *page { return &page{plain: shown} }

func (p *page) shows(typed string) bool {
	return strings.Contains(p.plain, typed) || p.showsLike(canon(typed))
}

// showsLike is shows for a text as it looks.
func (p *page) showsLike(typed string) bool {
	if p.looks == "" {
		p.looks = canon(p.plain)
	}
	return looksLike(typed, p.looks)
}

// looksLike is appears for texts as they look.
func looksLike(typed, shown string) bool {
	if strings.Contains(shown, typed) {
		return true
	}
	runes := []rune(typed)
	for rest := shown; ; {
		i := strings.IndexRune(rest, runes[0])
		if i < 0 {
			return false
		}
		rest = rest[i:]
		n := 0
		for _, r := range rest {
			if n == len(runes) || r != runes[n] {
				break
			}
			n++
		}
		tail := strings.TrimLeft(string([]rune(rest)[n:]), " \u200d")
		if n >= 5 && strings.HasPrefix(tail, "…") {
			return true
		}
		rest = rest[utf8.RuneLen(runes[0]):]
	}
}

// shortest is how long a hostile text has to be for Slack's limits to matter.
const shortest = 60

var hostileAll = flag.Bool("hostile.all", false, "type every hostile text in every message; takes a minute")

// TestHostile types every hostile text in every field and looks at what comes of it
// in messages, modals and Home tabs: nothing is live, Slack would take it, and
// wherever a field is shown it is shown as it was typed, or its beginning. Behind a
// short text stands the name of its field, so that each field is seen to be there.
//
// A long text is typed in every third part of the messages, a short one in every eighth:
// what is made safe is so by one helper, whatever the message, and each message sees
// texts of every kind. With -hostile.all every text is typed in every message.
func TestHostile(t *testing.T) {
	t.Parallel()
	shows := fieldsShown(t)
	cells, messages := 0, 0
	for i, h := range hostile {
		short := len(h) < shortest
		named, looks := short && i%2 == 0, canon(h)
		typed := func(field string) string {
			if named {
				return h + " zz" + field + "zz"
			}
			return h
		}
		w := world{say: func(field, _ string) string { return typed(field) }, small: i%20 != 0, locale: workflow.Locales[i%len(workflow.Locales)]}
		for _, e := range sees(w, i, turns(short)) {
			messages++
			cells += len(shows[e.file()])
			name := "hostile " + strconv.Itoa(i) + " in " + e.file()
			m, bytes := sent(t, e.body)
			if !short || i%20 == 0 { // what is short breaks no limit
				for _, p := range check(m, bytes) {
					t.Errorf("%s: %s", name, p)
				}
			}
			shown, live := texts(m)
			for _, l := range live {
				t.Errorf("%s: live: %.200s", name, l)
			}
			for _, s := range shown {
				if s.where == "/text" && (strings.ContainsAny(s.s, "<>") || strings.Contains(unescapeEntities(s.s), "&")) {
					t.Errorf("%s: not escaped: %.200q", name, s.s)
				}
			}
			whole := joined(shown)
			page := newPage(whole)
			for _, field := range shows[e.file()] {
				if !named && looks != "" && !page.showsLike(looks) || named && !page.shows(typed(field)) {
					t.Errorf("%s: %s is not shown as typed in:\n%.600q", name, field, whole)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d texts in %d messages: %d cells", len(hostile), messages, cells)
}

// turns is in every how many parts of the messages a text is typed.
func turns(short bool) int {
	switch {
	case *hostileAll:
		return 1
	case short:
		return 8
	}
	return 3
}

// sees are the examples that the ith text is typed in, one part of so many.
func sees(w world, i, every int) []example {
	var out []example
	for j, part := range w.parts() {
		if (i+j)%every == 0 {
			out = append(out, part()...)
		}
	}
	return out
}

// unescapeEntities takes the three entities away; an ampersand that is left is
// a bare one.
func unescapeEntities(s string) string {
	return strings.NewReplacer("&lt;", "", "&gt;", "", "&amp;", "").Replace(s)
}

// fieldsShown finds out which fields each message shows, with a word that can
// be nothing else.
func fieldsShown(t *testing.T) map[string][]string {
	t.Helper()
	seen := map[string]bool{}
	w := world{say: func(field, _ string) string { seen[field] = true; return "zz" + field + "zz" }, small: true}
	out := map[string][]string{}
	shownSomewhere := map[string]bool{}
	for _, e := range w.examples() {
		m, _ := sent(t, e.body)
		shown, _ := texts(m)
		for f := range seen {
			if slices.ContainsFunc(shown, func(s text) bool { return strings.Contains(s.s, "zz"+f+"zz") }) {
				out[e.file()] = append(out[e.file()], f)
				shownSomewhere[f] = true
			}
		}
	}
	for f := range seen {
		if !shownSomewhere[f] {
			t.Errorf("field %q is shown nowhere", f)
		}
	}
	return out
}

// TestHostileFieldByField types one hostile text in one field of a message at a time, so
// that each field is seen to appear as typed wherever it is shown.
func TestHostileFieldByField(t *testing.T) {
	t.Parallel()
	shows := fieldsShown(t)
	for _, h := range []string{"<!channel> *bold* &amp; <https://evil.example|x> @here", "\u202eback <@U0INES>", strings.Repeat("<!here>\n", 1250)} {
		for _, some := range neverTogether(shows) {
			w := world{say: func(f, usual string) string {
				if slices.Contains(some, f) {
					return h
				}
				return usual
			}, small: true}
			for _, e := range w.examples() {
				i := slices.IndexFunc(some, func(f string) bool { return slices.Contains(shows[e.file()], f) })
				if i < 0 {
					continue
				}
				m, _ := sent(t, e.body)
				shown, live := texts(m)
				for _, l := range live {
					t.Errorf("%s in %s: live: %.200s", some[i], e.file(), l)
				}
				if !appears(h, joined(shown)) {
					t.Errorf("%.20q as %s is not shown as typed in %s", h, some[i], e.file())
				}
			}
		}
	}
}

// neverTogether puts fields into groups of which no message shows two, so that one
// walk through the messages types in each of a group by itself.
func neverTogether(shows map[string][]string) [][]string {
	beside := map[string]map[string]bool{}
	for _, fields := range shows {
		for _, f := range fields {
			if beside[f] == nil {
				beside[f] = map[string]bool{}
			}
			for _, g := range fields {
				beside[f][g] = true
			}
		}
	}
	// Those with the most neighbours first: then the groups are few.
	all := slices.SortedFunc(maps.Keys(beside), func(a, b string) int {
		return cmp.Or(len(beside[b])-len(beside[a]), strings.Compare(a, b))
	})
	var groups [][]string
	for _, f := range all {
		i := slices.IndexFunc(groups, func(g []string) bool {
			return !slices.ContainsFunc(g, func(other string) bool { return beside[f][other] })
		})
		if i < 0 {
			i, groups = len(groups), append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// TestHostileCanFail shows that the walk sees what would be live.
func TestHostileCanFail(t *testing.T) {
	for _, raw := range []string{
		`{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}]}`,
		`{"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"channel"}]}]}]}`,
		`{"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"https://evil.example"}]}]}]}`,
		`{"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U0EVIL"}]}]}]}`,
	} {
		if _, live := texts(parse(t, []byte(raw))); len(live) == 0 {
			t.Errorf("nothing seen in %s", raw)
		}
	}
	if appears("<!channel>", "&lt;!channel&gt;") || appears("abcdefgh", "abc…") || !appears("abcdefgh", "x abcdef… y") {
		t.Error("appears cannot tell")
	}
}
