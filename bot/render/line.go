package render

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// span is a piece of a line: text, an emoji, a moment or a mention. What few
// spans have is behind a pointer: lines are copied a lot.
type span struct {
	text  string
	bold  bool
	emoji string
	when  *moment
	to    *mentioned
}

// moment is a time that Slack shows in the reader's own zone.
type moment struct {
	at      time.Time
	format  string  // in Slack's date tokens
	short   bool    // the fallback is the time of day alone
	dayOnly bool    // the fallback is the day alone
	zone    string  // of the fallback
	words   *common // of the fallback
}

// mentioned is who or what a span notifies or links.
type mentioned struct {
	person  workflow.PersonID
	name    string           // where a mention cannot stand
	channel workflow.Channel // an id, or a policy's name with a hash
}

// line is what one sentence or value says, before it is known where it stands.
type line []span

// Longest pieces of typed text on one line and in a paragraph of a message.
const (
	nameMax   = 80
	titleMax  = 150
	reasonMax = 300
)

// typed is one line of what somebody typed.
func typed(s string, most int) span { return span{text: isolate(clipSent(oneLine(s), most))} }

// paragraph is what somebody typed, with its line breaks.
func paragraph(s string, most int) span {
	return span{text: isolate(clipSent(tidy(strings.TrimSpace(s)), most))}
}

// The smallest builders are not inlined: hundreds of sentences call them, and each
// would carry a copy, together a third of a megabyte of the program.

//go:noinline
func emoji(name string) span { return span{emoji: name} }

// at is a moment as a span; a zero one says nothing.
func at(m moment) span {
	if m.at.IsZero() {
		return span{}
	}
	return span{when: &m}
}

// on is a moment in the reader's own zone; zone is for the fallback.
func on(w *words, t time.Time, zone string) span {
	return at(moment{at: t, format: "{date_short_pretty} {time}", zone: zone, words: w.common})
}

// logged is a moment in a list of moments: with the year, and never "today",
// which would begin a line with a small letter.
func logged(w *words, t time.Time, zone string) span {
	return at(moment{at: t, format: "{date_short} {time}", zone: zone, words: w.common})
}

// dated is a day in the reader's own zone.
func dated(w *words, t time.Time, zone string) span {
	return at(moment{at: t, format: "{date_short_pretty}", zone: zone, dayOnly: true, words: w.common})
}

// clock is a time of day beside a date that is shown already.
func clock(w *words, t time.Time, zone string) span {
	return at(moment{at: t, format: "{time}", short: true, zone: zone, words: w.common})
}

// mention notifies a person.
func mention(p workflow.PersonID, name string) span {
	if !slackID(string(p)) {
		return typed(name, nameMax)
	}
	return span{to: &mentioned{person: p, name: name}}
}

// l puts pieces together: strings, numbers, spans and lines.
func l(parts ...any) line {
	var out line
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			out = append(out, span{text: v})
		case int:
			out = append(out, span{text: strconv.Itoa(v)})
		case workflow.Number:
			out = append(out, span{text: v.String()})
		case span:
			out = append(out, v)
		case line:
			out = append(out, v...)
		default:
			panic("render: a line is made of strings, numbers, spans and lines")
		}
	}
	return out
}

// bold gives the line in bold.
//
//go:noinline
func bold(in line) line {
	out := make(line, len(in))
	for i, s := range in {
		s.bold = true
		out[i] = s
	}
	return out
}

// fill puts values into a sentence of the words: {1} is the first value, *…* is
// bold.
func fill(sentence string, values ...any) line {
	var out line
	strong := false
	add := func(more line) {
		for _, s := range more {
			s.bold = s.bold || strong
			out = append(out, s)
		}
	}
	for sentence != "" {
		i := strings.IndexAny(sentence, "*{")
		if i < 0 {
			add(l(sentence))
			break
		}
		if i > 0 {
			add(l(sentence[:i]))
		}
		if sentence[i] == '*' {
			strong, sentence = !strong, sentence[i+1:]
			continue
		}
		add(l(values[sentence[i+1]-'1']))
		sentence = sentence[i+3:]
	}
	return out
}

// join puts lines in a row with a separator between those that say something.
//
//go:noinline
func join(separator string, lines ...line) line {
	var out line
	for _, in := range lines {
		if in.empty() {
			continue
		}
		if len(out) > 0 {
			out = append(out, span{text: separator})
		}
		out = append(out, in...)
	}
	return out
}

//go:noinline
func (in line) empty() bool {
	for _, s := range in {
		if s.text != "" || s.emoji != "" || s.when != nil || s.to != nil {
			return false
		}
	}
	return true
}

// plain is the line as text without any markup, for plain_text.
func (in line) plain() string {
	var b strings.Builder
	for _, s := range in {
		switch {
		case s.emoji != "":
			b.WriteString(glyph[s.emoji])
		case s.when != nil:
			b.WriteString(s.when.fallback(false))
		case s.to != nil && s.to.channel != "":
			b.WriteString(isolate(clip(oneLine(string(s.to.channel)), nameMax)))
		case s.to != nil:
			b.WriteString(isolate(clip(oneLine(s.to.name), nameMax)))
		default:
			b.WriteString(s.text)
		}
	}
	return b.String()
}

// spoken is the line as the text of a message: the notification, and what a
// screen reader says.
func (in line) spoken() string {
	var quiet line
	for _, s := range in {
		if s.emoji == "" {
			quiet = append(quiet, s)
		}
	}
	return escape(clip(strings.TrimSpace(quiet.plain()), 600))
}

// elements is the line as parts of rich text.
func (in line) elements() []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, s := range in {
		style := (*slack.RichTextSectionTextStyle)(nil)
		if s.bold {
			style = &slack.RichTextSectionTextStyle{Bold: true}
		}
		switch {
		case s.emoji != "":
			out = append(out, slack.NewRichTextSectionEmojiElement(s.emoji, 0, nil))
		case s.when != nil:
			fallback := s.when.fallback(true)
			d := slack.NewRichTextSectionDateElement(s.when.at.Unix(), s.when.format, nil, &fallback)
			d.Style = style
			out = append(out, d)
		case s.to != nil && slackChannel(string(s.to.channel)):
			out = append(out, slack.NewRichTextSectionChannelElement(string(s.to.channel), style))
		case s.to != nil && s.to.channel != "":
			out = append(out, slack.NewRichTextSectionTextElement(line{s}.plain(), style))
		case s.to != nil:
			out = append(out, slack.NewRichTextSectionUserElement(string(s.to.person), style))
		case s.text != "":
			out = append(out, slack.NewRichTextSectionTextElement(s.text, style))
		}
	}
	return merged(out)
}

// merged joins neighbouring texts of one style, so that bodies stay small.
func merged(in []slack.RichTextSectionElement) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, e := range in {
		t, ok := e.(*slack.RichTextSectionTextElement)
		if ok && len(out) > 0 {
			if last, ok := out[len(out)-1].(*slack.RichTextSectionTextElement); ok && (last.Style == nil) == (t.Style == nil) {
				last.Text += t.Text
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// size counts the runes a line shows.
func (in line) size() int { return utf8.RuneCountInString(in.plain()) }
