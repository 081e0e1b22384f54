package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is the one place where text that somebody typed is made safe. What
// goes through it ends in rich_text or plain_text, which Slack shows as it is,
// or escaped in the text of a notification.

// tidy prepares typed text of several lines: valid UTF-8 and no control
// characters that a screen cannot show.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return ' '
	}, s)
}

// oneLine is tidy for text that must stay on its line.
func oneLine(s string) string {
	s = strings.ReplaceAll(s, "\r\n", " ")
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, s)
	return tidy(s)
}

// clip shortens s to at most n runes, the last of them an ellipsis.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	r := []rune(s)
	return strings.TrimRight(string(r[:n-1]), " \n\t\u200d") + "…"
}

// clipSent is clip for texts of messages: & < and > count as the entities that
// they travel as, for Slack counts what the blocks of a message say together as
// they travel (it names no number; reports from the field say some 13,200).
func clipSent(s string, n int) string {
	left := n
	for i, r := range s {
		if left -= sent(r); left < 0 {
			return clip(s[:i]+"…", utf8.RuneCountInString(s[:i]))
		}
	}
	return s
}

// sent is how many characters a rune travels as.
func sent(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return 1
}

const (
	firstStrong = '\u2068'
	popIsolate  = '\u2069'
)

// isolate closes what typed text opens in writing direction, so that an
// override in a title cannot turn round the rest of the line. Text without such
// characters stays as it is.
func isolate(s string) string {
	if !strings.ContainsFunc(s, turning) {
		return s
	}
	open, stray := 0, 0
	for _, r := range s {
		switch r {
		case '\u2066', '\u2067', firstStrong:
			open++
		case popIsolate:
			if open > 0 {
				open--
			} else {
				stray++
			}
		}
	}
	return strings.Repeat(string(firstStrong), stray+1) + s + strings.Repeat(string(popIsolate), open+1)
}

// turning tells the characters that change the writing direction of what follows.
func turning(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// escape makes text safe for the text of a message, which Slack reads for
// mentions and links: once, and only what Slack asks for.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// slackID tells whether s has the form of an id that Slack gives to people; only
// such an id may become a mention or the choice of a select.
func slackID(s string) bool { return idOf(s, "UW") }

// slackChannel tells whether s has the form of an id that Slack gives to
// conversations.
func slackChannel(s string) bool { return idOf(s, "CGD") }

func idOf(s, first string) bool {
	if len(s) < 2 || len(s) > 30 || !strings.ContainsRune(first, rune(s[0])) {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
