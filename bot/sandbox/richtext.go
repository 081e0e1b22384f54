package sandbox

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The rich_text block that Slack makes of what a person typed. Apps get it as
// the message's blocks, beside the text.

// richBlocks are the blocks of a person's message. The block_id is the same
// each time it is asked for.
func richBlocks(text, ts string) []object {
	h := fnv.New32a()
	_, _ = h.Write([]byte(ts)) // a hash takes everything
	return []object{{"type": "rich_text", "block_id": strconv.FormatUint(uint64(h.Sum32()), 36), "elements": richElements(text)}}
}

// clientID is the client_msg_id that Slack's clients give to what people send:
// a UUID, the same each time it is asked for.
func clientID(m *message) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(m.user + " " + m.ts))
	id := h.Sum(nil)
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // as of version 4
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// richElements are the sections, lists, quotes and preformatted parts of
// mrkdwn.
func richElements(text string) []any {
	var out []any
	last := 0
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, richLines(strings.TrimSuffix(text[last:at[0]], "\n"))...)
		code := strings.TrimPrefix(strings.TrimSuffix(text[at[2]:at[3]], "\n"), "\n")
		out = append(out, object{"type": "rich_text_preformatted", "elements": []any{object{"type": "text", "text": plainOf(code)}}, "border": 0})
		last = at[1]
	}
	return append(out, richLines(strings.TrimPrefix(text[last:], "\n"))...)
}

var fence = regexp.MustCompile("(?s)```(.+?)```")

// The kinds of lines.
const (
	lineText = iota
	lineQuote
	lineBullet
	lineNumber
)

var numbered = regexp.MustCompile(`^\d{1,3}\. `)

func lineKind(line string) (kind int, rest string) {
	switch {
	case strings.HasPrefix(line, "&gt;"):
		return lineQuote, strings.TrimPrefix(strings.TrimPrefix(line, "&gt;"), " ")
	case strings.HasPrefix(line, "• "):
		return lineBullet, strings.TrimPrefix(line, "• ")
	case numbered.MatchString(line):
		return lineNumber, line[len(numbered.FindString(line)):]
	}
	return lineText, line
}

// richLines puts lines of a kind together.
func richLines(text string) []any {
	if text == "" {
		return nil
	}
	var out []any
	var group []string
	kind := -1
	flush := func() {
		if len(group) > 0 {
			out = append(out, richGroup(kind, group))
		}
		group = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		k, rest := lineKind(line)
		if k != kind {
			flush()
			kind = k
		}
		group = append(group, rest)
	}
	flush()
	return out
}

func richGroup(kind int, lines []string) any {
	section := func(text string) object {
		return object{"type": "rich_text_section", "elements": inline(text, marks{})}
	}
	switch kind {
	case lineQuote:
		return object{"type": "rich_text_quote", "elements": inline(strings.Join(lines, "\n"), marks{})}
	case lineBullet, lineNumber:
		style := "bullet"
		if kind == lineNumber {
			style = "ordered"
		}
		items := make([]any, 0, len(lines))
		for _, l := range lines {
			items = append(items, section(l))
		}
		return object{"type": "rich_text_list", "style": style, "indent": 0, "border": 0, "elements": items}
	}
	return section(strings.Join(lines, "\n"))
}

// marks are the styles that are on.
type marks struct{ bold, italic, strike, code bool }

func (m marks) object() object {
	o := object{}
	for name, on := range map[string]bool{"bold": m.bold, "italic": m.italic, "strike": m.strike, "code": m.code} {
		if on {
			o[name] = true
		}
	}
	return o
}

// with is the marks with one more; ok is false when it is on already.
func (m marks) with(sign byte) (out marks, ok bool) {
	out = m
	switch sign {
	case '*':
		out.bold = true
	case '_':
		out.italic = true
	case '~':
		out.strike = true
	}
	return out, out != m
}

// inliner reads the inside of a section.
type inliner struct {
	text   string
	style  marks
	out    []any
	plain  strings.Builder
	closed map[byte]int // by mark: nothing before this place ends it
}

// inline makes the elements of a section, none of an empty line.
func inline(text string, style marks) []any {
	p := &inliner{text: text, style: style, out: []any{}, closed: map[byte]int{}}
	for at := 0; at < len(text); {
		at = p.step(at)
	}
	p.flush()
	return p.out
}

// step reads what stands at a place and gives the place after it.
func (p *inliner) step(at int) int {
	switch c := p.text[at]; c {
	case '<':
		if end := strings.IndexByte(p.text[at:], '>'); end > 0 {
			if e := bracket(p.text[at+1 : at+end]); e != nil {
				p.add(e, p.style)
				return at + end + 1
			}
		}
	case '`':
		if end := strings.IndexAny(p.text[at+1:], "`\n"); end > 0 && p.text[at+1+end] == '`' {
			on := p.style
			on.code = true
			p.add(object{"type": "text", "text": plainOf(p.text[at+1 : at+1+end])}, on)
			return at + end + 2
		}
	case '*', '_', '~':
		if next := p.styled(at, c); next > 0 {
			return next
		}
	case ':':
		if name := p.emoji(at); name != "" {
			p.add(object{"type": "emoji", "name": name}, p.style)
			return at + len(name) + 2
		}
	}
	_, size := utf8.DecodeRuneInString(p.text[at:])
	p.plain.WriteString(p.text[at : at+size])
	return at + size
}

// styled reads *bold*, _italic_ and ~strike~; 0: it is none.
func (p *inliner) styled(at int, sign byte) int {
	on, ok := p.style.with(sign)
	if !ok || at < p.closed[sign] || !opens(p.text, at) {
		return 0
	}
	end, found := closing(p.text, at, sign)
	if !found {
		p.closed[sign] = end
		return 0
	}
	p.flush()
	p.out = append(p.out, inline(p.text[at+1:end], on)...)
	return end + 1
}

// opens reports whether a mark stands before a word.
func opens(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+1:])
	return (at == 0 || !wordly(before)) && at+1 < len(text) && !unicode.IsSpace(after) && text[at+1] != text[at]
}

// closing finds the mark that ends what one at a place opens: after a word, on
// the same line. If there is none, it is where the line ends.
func closing(text string, at int, sign byte) (end int, found bool) {
	for i := at + 2; i < len(text); i++ {
		if text[i] == '\n' {
			return i, false
		}
		if text[i] != sign {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+1:])
		if !unicode.IsSpace(before) && (i+1 == len(text) || !wordly(after)) {
			return i, true
		}
	}
	return len(text), false
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var emojiHere = regexp.MustCompile(`^:([a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?):`)

// emoji is the name of the emoji that starts at a place. 10:30:45 is none: a
// name has a letter or is +1 or -1, and stands apart from words.
func (p *inliner) emoji(at int) string {
	m := emojiHere.FindStringSubmatch(p.text[at:])
	if m == nil {
		return ""
	}
	before, _ := utf8.DecodeLastRuneInString(p.text[:at])
	named := strings.ContainsAny(m[1], "abcdefghijklmnopqrstuvwxyz") || m[1] == "+1" || m[1] == "-1" || m[1] == "100"
	if !named || at > 0 && wordly(before) {
		return ""
	}
	return m[1]
}

func (p *inliner) add(e object, style marks) {
	p.flush()
	if style != (marks{}) {
		e["style"] = style.object()
	}
	p.out = append(p.out, e)
}

func (p *inliner) flush() {
	if p.plain.Len() == 0 {
		return
	}
	e := object{"type": "text", "text": plainOf(p.plain.String())}
	if p.style != (marks{}) {
		e["style"] = p.style.object()
	}
	p.out = append(p.out, e)
	p.plain.Reset()
}

func plainOf(s string) string { return unescaper.Replace(s) }

// bracket is the element of <...>, nil when it is none.
func bracket(inside string) object {
	target, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return object{"type": "user", "user_id": target[1:]}
	case strings.HasPrefix(target, "#"):
		return object{"type": "channel", "channel_id": target[1:]}
	case strings.HasPrefix(target, "!subteam^"):
		return object{"type": "usergroup", "usergroup_id": strings.TrimPrefix(target, "!subteam^")}
	case target == "!here", target == "!channel", target == "!everyone":
		return object{"type": "broadcast", "range": target[1:]}
	case strings.HasPrefix(target, "!date^"):
		return dateElement(target, label)
	case strings.HasPrefix(target, "!") || !addressed.MatchString(target):
		return nil
	}
	e := object{"type": "link", "url": plainOf(target)}
	if labelled && label != "" {
		e["text"] = plainOf(label)
	}
	return e
}

var addressed = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:.`)

// dateElement is <!date^seconds^format^url|fallback>.
func dateElement(target, fallback string) object {
	parts := strings.SplitN(target, "^", 4)
	if len(parts) < 3 {
		return nil
	}
	at, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || at < 0 {
		return nil
	}
	e := object{"type": "date", "timestamp": json.Number(strconv.FormatInt(at, 10)), "format": plainOf(parts[2])}
	if len(parts) == 4 {
		e["url"] = plainOf(parts[3])
	}
	if fallback != "" {
		e["fallback"] = plainOf(fallback)
	}
	return e
}
