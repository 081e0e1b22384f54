package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"
)

// flat writes rich text for comparison.
func flat(in []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, e := range in {
		t, ok := e.(*slack.RichTextSectionTextElement)
		switch {
		case !ok:
			b.WriteString(string(e.RichTextSectionElementType()))
		case t.Style != nil:
			b.WriteString("bold:" + t.Text)
		default:
			b.WriteString("plain:" + t.Text)
		}
		b.WriteString("|")
	}
	return b.String()
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"äöüß", 3, "äö…"}, {"ab cd", 4, "ab…"}, {"abc", 1, "…"}, {"abc", 0, ""},
	} {
		if got := clip(c.in, c.most); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.in, c.most, got, c.want)
		}
	}
}

func TestClipKeepsWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, most := rapid.String().Draw(t, "s"), rapid.IntRange(0, 40).Draw(t, "most")
		got := clip(s, most)
		if n := utf8.RuneCountInString(got); n > most {
			t.Fatalf("clip gave %d runes, more than %d", n, most)
		}
		if utf8.RuneCountInString(s) <= most && got != s {
			t.Fatalf("clip changed %q to %q", s, got)
		}
	})
}

func TestClipSentKeepsWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab&<> é👩"))).Draw(t, "s")
		most := rapid.IntRange(0, 40).Draw(t, "most")
		got := clipSent(s, most)
		if n := utf8.RuneCountInString(escape(got)); n > most {
			t.Fatalf("%q travels as %d characters, more than %d", got, n, most)
		}
		if utf8.RuneCountInString(escape(s)) <= most && got != s {
			t.Fatalf("%q was changed to %q", s, got)
		}
	})
}

// TestIsolateIsBalanced walks the writing directions that a text opens and
// closes: when it ends, none is left open, and none outside it was closed.
func TestIsolateIsBalanced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))).Draw(t, "s")
		got := isolate(s)
		if !strings.Contains(got, s) {
			t.Fatalf("isolate(%q) = %q lost the text", s, got)
		}
		depth := 0
		for i, r := range []rune(got) {
			switch r {
			case '\u2066', '\u2067', '\u2068':
				depth++
			case '\u2069':
				depth--
			default:
				if turning(r) && depth < 1 {
					t.Fatalf("%q: %U at %d is outside every isolate", got, r, i)
				}
			}
			if depth < 0 {
				t.Fatalf("%q closes an isolate that it did not open", got)
			}
		}
		if depth != 0 {
			t.Fatalf("%q leaves %d isolates open", got, depth)
		}
	})
}

func TestSlackIDs(t *testing.T) {
	for s, want := range map[string]bool{"U012AB3CD": true, "W012AB3CD": true, "": false, "U": false, "drumbeat": false, "U0<@channel>": false, "u012": false, "C012AB3CD": false} {
		if got := slackID(s); got != want {
			t.Errorf("slackID(%q) = %v, want %v", s, got, want)
		}
	}
}
