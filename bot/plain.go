package bot

import (
	"regexp"
	"strings"
)

// plainText turns the text of a Slack message into what people read: links as
// their label and address, mentions as their name, entities as characters,
// bold, italic and struck words without their marks. called gives the name of a
// person by id, empty where it is not known.
func plainText(s string, called func(id string) string) string {
	var b strings.Builder
	s = unmarked(s)
	for {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(unescape(before))
		if !found {
			return b.String()
		}
		inside, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + unescape(rest))
			return b.String()
		}
		b.WriteString(unescape(control(inside, called)))
		s = after
	}
}

// control reads what stands between angle brackets in Slack's markup.
func control(s string, called func(id string) string) string {
	what, label, labelled := strings.Cut(s, "|")
	switch {
	case strings.HasPrefix(what, "@") && called(what[1:]) != "":
		return "@" + called(what[1:])
	case strings.HasPrefix(what, "@"), strings.HasPrefix(what, "#"):
		if labelled && label != "" {
			return what[:1] + strings.TrimPrefix(label, "@")
		}
		return what
	case strings.HasPrefix(what, "!date"):
		return label
	case strings.HasPrefix(what, "!subteam"):
		if labelled {
			return "@" + strings.TrimPrefix(label, "@")
		}
		return "@group"
	case strings.HasPrefix(what, "!"):
		name, _, _ := strings.Cut(what[1:], "^")
		return "@" + name
	}
	address := strings.TrimPrefix(what, "mailto:")
	if !labelled || label == "" || label == address || strings.HasSuffix(address, "://"+label) {
		return address
	}
	return label + " (" + address + ")"
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return entities.Replace(s) }

// marks are pairs of Slack's signs for bold, italic, struck and code around
// something that begins and ends with neither a space nor the sign.
var marks = []*regexp.Regexp{
	regexp.MustCompile(`(^|[\s(])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[\s).,:;!?])`),
	regexp.MustCompile(`(^|[\s(])_([^\s_](?:[^_\n]*[^\s_])?)_($|[\s).,:;!?])`),
	regexp.MustCompile(`(^|[\s(])~([^\s~](?:[^~\n]*[^\s~])?)~($|[\s).,:;!?])`),
	regexp.MustCompile("(^|[\\s(])`([^`\\n]+)`($|[\\s).,:;!?])"),
}

// unmarked drops the signs of such pairs.
func unmarked(s string) string {
	for _, m := range marks {
		s = m.ReplaceAllString(s, "$1$2$3")
	}
	return s
}
