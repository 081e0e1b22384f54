package render

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"drumbeat/workflow"
)

// sentence is something that the domain says, in every language. The domain
// speaks English, in whole sentences: they are what the API answers, what a store
// keeps of why a request waits, and what a history is sealed with. Who reads
// another language is told what such a sentence says in theirs: it is known again
// by the format that it was made with, and its values are put into the words of
// the locale. What no format knows, such as what people typed, stays as it is.
//
// In a translation {1} is the first value as it is, {1!} one that has to be known
// too (a verb, a change type), {1~} one that is said in the locale where it is
// known (a reason) and left as it is where it is not, {1&} a list of such ("Lena,
// Omar or others").
type sentence struct{ en, nl, id string }

func (s *sentence) in(loc workflow.Locale) string {
	if loc == workflow.Dutch {
		return s.nl
	}
	return s.id
}

// Say gives a sentence of the domain in a locale.
func Say(loc workflow.Locale, s string) string { return wordsOf(loc).say(s) }

// say gives a sentence of the domain in the words of the locale.
func (w *words) say(s string) string {
	if w.locale == workflow.English || s == "" || len(s) > longestSaid {
		return s
	}
	steps := mostSteps
	if out, ok := w.known(s, &steps); ok {
		return out
	}
	return s
}

// because is why an entry of a history was made: in the locale where Drumbeat
// itself says so, as it was typed where a person did.
func (c card) because(e workflow.Entry) span {
	if e.By == workflow.System || strings.HasPrefix(e.Reason, "With REL-") { // taken along with another of its bundle
		return paragraph(c.w.say(e.Reason), reasonMax)
	}
	return paragraph(e.Reason, reasonMax)
}

const (
	// longestSaid is the longest sentence that is looked for: longer is what people
	// typed, with a few words of ours before it.
	longestSaid = 2000
	// mostSteps bounds the looking, whatever people typed into a sentence.
	mostSteps = 600
)

// known says what a text of the domain says, if that is known: as a whole, with
// a small first letter where it goes on behind a colon, or as several sentences,
// of which what follows the known ones may be what somebody typed.
func (w *words) known(s string, steps *int) (string, bool) {
	if out, ok := w.some(s, steps); ok {
		return out, true
	}
	first, n := utf8.DecodeRuneInString(s)
	if large := unicode.ToUpper(first); large != first {
		if out, ok := w.some(string(large)+s[n:], steps); ok {
			first, n := utf8.DecodeRuneInString(out)
			return string(unicode.ToLower(first)) + out[n:], true
		}
	}
	return "", false
}

// some says a text as one sentence, or as several of which the first is known.
func (w *words) some(s string, steps *int) (string, bool) {
	one, ok, alone := w.whole(s, steps)
	if alone {
		return one, true
	}
	for end := len(s) - 1; end > 0; end-- {
		if s[end] != ' ' || !strings.ContainsRune(".?”", lastRune(s[:end])) {
			continue
		}
		if *steps--; *steps < 0 {
			return "", false
		}
		if out, ok, _ := w.whole(s[:end], steps); ok {
			rest := s[end+1:]
			if more, ok := w.known(rest, steps); ok {
				rest = more
			}
			return out + " " + rest, true
		}
	}
	return one, ok
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// whole says what a text says that one format made: one in whose values no other
// sentence begins, if there is one (alone), and of those the one with the most
// words of its own.
func (w *words) whole(s string, steps *int) (said string, ok, alone bool) {
	best := -1
	for i := range formats() {
		f := &formats()[i]
		if len(s) < f.own || !strings.HasPrefix(s, f.pieces[0]) || !strings.HasSuffix(s, f.pieces[len(f.pieces)-1]) {
			continue
		}
		if *steps--; *steps < 0 {
			break
		}
		to, worth := f.sentence.in(w.locale), f.own+longestSaid
		values := make([]string, len(f.verbs))
		if !f.match(s[len(f.pieces[0]):], 0, values, func(i int, v string) (string, bool) {
			if *steps--; *steps < 0 {
				return "", false
			}
			out, ok := w.value(to, i, v, steps)
			if ok && strings.Contains(v, ". ") {
				worth = f.own
			}
			return out, ok
		}) {
			continue
		}
		if worth > best {
			best, said = worth, filled(to, values)
		}
	}
	return said, best >= 0, best >= longestSaid
}

// markOf is how a translation wants the value at i.
func markOf(to string, i int) byte { return to[strings.Index(to, "{"+string(rune('1'+i)))+2] }

// value says the value at i of a sentence as its translation wants it.
func (w *words) value(to string, i int, v string, steps *int) (string, bool) {
	switch markOf(to, i) {
	case '!':
		return w.known(v, steps)
	case '~':
		return w.orSame(v, steps), true
	case '&':
		return w.listed(v, steps), true
	}
	return v, true
}

func (w *words) orSame(v string, steps *int) string {
	if out, ok := w.known(v, steps); ok {
		return out
	}
	return v
}

// listed says a list: "a, b or c".
func (w *words) listed(v string, steps *int) string {
	items := strings.Split(v, ", ")
	end := ""
	last := &items[len(items)-1]
	for _, word := range [][2]string{{en.or, w.or}, {en.and, w.and}} {
		if i := strings.LastIndex(*last, word[0]); i >= 0 && end == "" {
			end = word[1] + w.orSame((*last)[i+len(word[0]):], steps)
			*last = (*last)[:i]
		}
	}
	for i := range items {
		items[i] = w.orSame(items[i], steps)
	}
	return strings.Join(items, ", ") + end
}

// filled puts values into a translation.
func filled(to string, values []string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(to, '{')
		if i < 0 {
			return b.String() + to
		}
		b.WriteString(to[:i] + values[to[i+1]-'1'])
		to = to[i+strings.IndexByte(to[i:], '}')+1:]
	}
}

// format is an English format taken apart: pieces[0] verb pieces[1] verb …
type format struct {
	sentence *sentence
	pieces   []string
	verbs    []byte
	own      int // bytes of its pieces
}

// formats are all that the domain says, taken apart once.
var formats = sync.OnceValue(func() []format {
	var out []format
	for _, table := range [][]sentence{saidPolicy, saidDesk, saidForms, saidAfter, saidParts} {
		for i := range table {
			out = append(out, apart(&table[i]))
		}
	}
	return out
})

func apart(s *sentence) format {
	f := format{sentence: s}
	piece, rest := "", s.en
	for {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			break
		}
		piece += rest[:i]
		if rest[i+1] == '%' {
			piece += "%"
		} else {
			f.pieces, f.verbs, f.own = append(f.pieces, piece), append(f.verbs, rest[i+1]), f.own+len(piece)
			piece = ""
		}
		rest = rest[i+2:]
	}
	piece += rest
	f.pieces, f.own = append(f.pieces, piece), f.own+len(piece)
	return f
}

// match reads the values from the ith on out of what follows the ith piece. A
// value ends where the next piece begins, at the first place from where the rest
// can be read too.
func (f *format) match(s string, i int, values []string, say func(int, string) (string, bool)) bool {
	if i == len(f.verbs) {
		return s == ""
	}
	next, last := f.pieces[i+1], i+1 == len(f.verbs)
	for at := 0; at <= len(s)-len(next); at++ {
		if last {
			at = len(s) - len(next)
		} else if ahead := strings.Index(s[at:], next); ahead >= 0 {
			at += ahead
		} else {
			return false
		}
		if f.verbs[i] != 'd' || number(s[:at]) {
			v, ok := say(i, s[:at])
			if ok && f.match(s[at+len(next):], i+1, values, say) {
				values[i] = v
				return true
			}
		}
	}
	return false
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "-0123456789") == ""
}
