package people

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// node is a piece of message text. The browser page has the same tree
// (client/js/mrkdwn.js); testdata/mrkdwn.json holds both parsers to it.
type node struct {
	Kind     string `json:"t"`
	Text     string `json:"s,omitempty"`
	Children []node `json:"c,omitempty"`
	ID       string `json:"id,omitempty"`
	Label    string `json:"label,omitempty"`
	Range    string `json:"range,omitempty"`
	URL      string `json:"url,omitempty"`
	Unix     int64  `json:"unix,omitempty"`
	Format   string `json:"format,omitempty"`
	Fallback string `json:"fallback,omitempty"`
	Name     string `json:"name,omitempty"`
}

// parse reads Slack's message markup. verbatim leaves bare addresses and bare
// @here alone.
func parse(text string, verbatim bool) []node {
	var out []node
	pieces := strings.Split(text, "```")
	if n := len(pieces); n%2 == 0 { // a fence without a partner is text
		pieces = append(pieces[:n-2], pieces[n-2]+"```"+pieces[n-1])
	}
	for i, piece := range pieces {
		if i%2 == 1 {
			piece = strings.TrimSuffix(strings.TrimPrefix(piece, "\n"), "\n")
			out = append(out, node{Kind: "pre", Text: unescape(piece)})
			continue
		}
		if i > 0 {
			piece = strings.TrimPrefix(piece, "\n")
		}
		if i < len(pieces)-1 {
			piece = strings.TrimSuffix(piece, "\n")
		}
		if piece != "" {
			out = append(out, parseLines(piece, verbatim)...)
		}
	}
	return out
}

var quoteMark = regexp.MustCompile(`^(?:&gt;|>)`)

// quoted is the line without its mark of quotation; all: the rest of the text
// is quoted too.
func quoted(line string) (rest string, is, all bool) {
	n, rest := 0, line
	for n < 3 {
		mark := quoteMark.FindString(rest)
		if mark == "" {
			break
		}
		n, rest = n+1, rest[len(mark):]
	}
	switch n {
	case 1:
		return strings.TrimPrefix(rest, " "), true, false
	case 3:
		return strings.TrimPrefix(rest, " "), true, true
	}
	return line, false, false
}

func parseLines(text string, verbatim bool) []node {
	var out []node
	lines := strings.Split(text, "\n")
	owed := false // a line break stands between the last line and the next
	for i := 0; i < len(lines); i++ {
		rest, is, all := quoted(lines[i])
		if !is {
			if owed {
				out = append(out, node{Kind: "br"})
			}
			out = append(out, parseInline(lines[i], verbatim)...)
			owed = true
			continue
		}
		block := []string{rest}
		for i+1 < len(lines) {
			next, more, _ := quoted(lines[i+1])
			if !all && !more {
				break
			}
			if all {
				next = lines[i+1]
			}
			block = append(block, next)
			i++
		}
		q := node{Kind: "quote"}
		for n, line := range block {
			if n > 0 {
				q.Children = append(q.Children, node{Kind: "br"})
			}
			q.Children = append(q.Children, parseInline(line, verbatim)...)
		}
		out = append(out, q)
		owed = false
	}
	return out
}

// parseInline reads one line: formatting never crosses a line break.
func parseInline(s string, verbatim bool) []node {
	var out []node
	dead := map[byte]bool{} // marks that nothing closes from here on: looking once is enough
	from := 0
	for i := 0; i < len(s); {
		n, end := token(s, i, verbatim, dead)
		if end == 0 {
			i++
			continue
		}
		if i > from {
			out = append(out, bare(s[from:i], verbatim)...)
		}
		out = append(out, n)
		i, from = end, end
	}
	if from < len(s) {
		out = append(out, bare(s[from:], verbatim)...)
	}
	return out
}

var (
	emojiName = regexp.MustCompile(`^:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?`)
	notDigits = regexp.MustCompile(`[a-z+-]`)
	wraps     = map[byte]string{'*': "bold", '_': "italic", '~': "strike"}
)

// token reads what starts at i; end is 0 when nothing does.
func token(s string, i int, verbatim bool, dead map[byte]bool) (n node, end int) {
	switch c := s[i]; c {
	case '<':
		return angle(s, i)
	case '`':
		if j := strings.IndexByte(s[i+1:], '`'); j > 0 {
			return node{Kind: "code", Text: unescape(s[i+1 : i+1+j])}, i + j + 2
		}
	case ':':
		m := emojiName.FindStringSubmatch(s[i:min(len(s), i+120)])
		if m != nil && notDigits.MatchString(m[1]) { // 10:30:00 is a time
			return node{Kind: "emoji", Name: m[1]}, i + len(m[0])
		}
	case '*', '_', '~':
		if !dead[c] {
			return wrap(s, i, verbatim, dead)
		}
	}
	return node{}, 0
}

// wrap reads *bold*, _italic_ and ~strike~: the marks hug their words from
// outside.
func wrap(s string, i int, verbatim bool, dead map[byte]bool) (node, int) {
	mark := s[i]
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	if i > 0 && wordRune(before) || i+1 >= len(s) || s[i+1] == mark || startsWithSpace(s[i+1:]) {
		return node{}, 0
	}
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '<':
			if k := strings.IndexByte(s[j:], '>'); k > 0 {
				j += k
			}
		case '`':
			if k := strings.IndexByte(s[j+1:], '`'); k >= 0 {
				j += k + 1
			}
		case mark:
			last, _ := utf8.DecodeLastRuneInString(s[:j])
			after, _ := utf8.DecodeRuneInString(s[j+1:])
			if !unicode.IsSpace(last) && (j+1 == len(s) || !wordRune(after)) {
				return node{Kind: wraps[mark], Children: parseInline(s[i+1:j], verbatim)}, j + 1
			}
		}
	}
	dead[mark] = true
	return node{}, 0
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func startsWithSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

var (
	mentionMark = regexp.MustCompile(`^(@|#|!subteam\^)([A-Z0-9]+)$`)
	rangeMark   = regexp.MustCompile(`^!(here|channel|everyone)$`)
	dateMark    = regexp.MustCompile(`^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$`)
	linkMark    = regexp.MustCompile(`(?i)^(https?://|mailto:|tel:)`)
	schemeMark  = regexp.MustCompile(`(?i)^(mailto|tel):`)
)

// angle reads <...>: a mention, a link or a date. Anything else stays as typed.
func angle(s string, i int) (node, int) {
	end := strings.IndexByte(s[i:], '>')
	if end < 0 {
		return node{}, 0
	}
	head, label, _ := strings.Cut(s[i+1:i+end], "|")
	end += i + 1
	if m := mentionMark.FindStringSubmatch(head); m != nil {
		kind := map[string]string{"@": "user", "#": "channel"}[m[1]]
		return node{Kind: orElse(kind, "group"), ID: m[2], Label: unescape(label)}, end
	}
	if m := rangeMark.FindStringSubmatch(head); m != nil {
		return node{Kind: "broadcast", Range: m[1]}, end
	}
	if m := dateMark.FindStringSubmatch(head); m != nil {
		unix, err := strconv.ParseInt(m[1], 10, 64)
		if err == nil {
			return node{Kind: "date", Unix: unix, Format: unescape(m[2]), URL: m[3], Fallback: unescape(label)}, end
		}
	}
	url := unescape(head)
	if !linkMark.MatchString(url) || strings.ContainsFunc(url, unicode.IsSpace) {
		return node{}, 0
	}
	shown := orElse(unescape(label), schemeMark.ReplaceAllString(url, ""))
	return node{Kind: "link", URL: url, Children: []node{{Kind: "text", Text: shown}}}, end
}

var bareMark = regexp.MustCompile(`https?://[^\s<>|]+[^\s<>|.,;:!?)'"\]]|@(?:here|channel|everyone)\b`)

// bare finds what is linked without being asked: addresses and @here.
func bare(s string, verbatim bool) []node {
	if verbatim {
		return []node{{Kind: "text", Text: unescape(s)}}
	}
	var out []node
	from := 0
	for _, at := range bareMark.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
		if at[0] > 0 && wordRune(before) {
			continue
		}
		if at[0] > from {
			out = append(out, node{Kind: "text", Text: unescape(s[from:at[0]])})
		}
		found := unescape(s[at[0]:at[1]])
		if found[0] == '@' {
			out = append(out, node{Kind: "broadcast", Range: found[1:]})
		} else {
			out = append(out, node{Kind: "link", URL: found, Children: []node{{Kind: "text", Text: found}}})
		}
		from = at[1]
	}
	if from < len(s) {
		out = append(out, node{Kind: "text", Text: unescape(s[from:])})
	}
	return out
}

var unescaper = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

func unescape(s string) string { return unescaper.Replace(s) }
