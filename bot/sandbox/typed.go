package sandbox

import (
	"regexp"
	"slices"
	"strings"

	"drumbeat/bot/sandbox/blockkit"
)

// What people and apps write without Slack's angle brackets, and what Slack
// makes of it. The rules are those of
// https://docs.slack.dev/messaging/formatting-message-text: what a person types
// is parsed wholly; an app's text has its links made live unless it says
// parse=none, and names only with link_names or parse=full; mrkdwn text objects
// have links, channels and broadcasts made live unless they are verbatim.
// Nothing is ever made live inside code.

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

	// codeSpan is code in three backticks, or in one on one line.
	codeSpan = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
	// mention is what the composer writes for a name that was chosen.
	mention = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(\|[^<>]*)?>`)
	// bracketed is anything that Slack reads as a link or a mention.
	bracketed = regexp.MustCompile(`<[^<>\n]*>`)

	nameMark    = regexp.MustCompile(`(^|[\s(\[{"'*_~,;:>])([@#])([a-z0-9][a-z0-9._-]*)`)
	typedURL    = regexp.MustCompile(`(?i)\bhttps?://[^\s<>|]+`)
	escapedURL  = regexp.MustCompile(`(?i)\bhttps?://(?:[^\s<>&|]|&amp;)+`)
	typedMail   = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}`)
	typedDomain = regexp.MustCompile(`(?i)[@#]?\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev)\b(?:/[^\s<>|]*)?`)
)

// broadcasts are the names that call a whole channel.
var broadcasts = []string{"here", "channel", "everyone"}

// apart applies one function to what matches a pattern and another to the rest.
func apart(text string, pattern *regexp.Regexp, matching, rest func(string) string) string {
	var b strings.Builder
	last := 0
	for _, at := range pattern.FindAllStringIndex(text, -1) {
		b.WriteString(rest(text[last:at[0]]))
		b.WriteString(matching(text[at[0]:at[1]]))
		last = at[1]
	}
	b.WriteString(rest(text[last:]))
	return b.String()
}

func asIs(s string) string { return s }

// typed turns what a person typed into message text: escapes it, and makes
// links of addresses and mentions of names that exist. Mentions already in
// Slack's form stay.
func (st *state) typed(text string) string {
	return apart(text, codeSpan, escaper.Replace, func(part string) string {
		return apart(part, mention, asIs, st.typedPart)
	})
}

// typedPart is typed for a part without code and mentions.
func (st *state) typedPart(text string) string {
	names := func(s string) string { return st.linkNames(escaper.Replace(s), anyName) }
	domains := func(s string) string {
		return apart(s, typedDomain, func(d string) string {
			if d[0] == '@' || d[0] == '#' {
				return names(d) // a handle with a dot in it
			}
			d, after := trimAddress(d)
			if !blockkit.IsAddress("http://" + d) {
				return names(d + after)
			}
			return "<http://" + escaper.Replace(d) + "|" + escaper.Replace(d) + ">" + escaper.Replace(after)
		}, names)
	}
	mails := func(s string) string {
		return apart(s, typedMail, func(m string) string { return "<mailto:" + m + "|" + m + ">" }, domains)
	}
	return apart(text, typedURL, func(u string) string {
		u, after := trimAddress(u)
		if !blockkit.IsAddress(u) {
			return names(u + after)
		}
		return "<" + escaper.Replace(u) + ">" + escaper.Replace(after)
	}, mails)
}

// trimAddress takes punctuation that ends a sentence off an address. A closing
// bracket stays when it was opened in the address.
func trimAddress(u string) (address, after string) {
	end := len(u)
	for end > 0 {
		last := u[end-1]
		if last == ')' && strings.Count(u[:end], "(") >= strings.Count(u[:end], ")") {
			break
		}
		if !strings.ContainsRune(`.,;:!?)]}'"*_~`+"`", rune(last)) {
			break
		}
		end--
	}
	if strings.HasSuffix(u[:end], "//") || end == 0 { // nothing but a scheme: leave it
		return u, ""
	}
	return u[:end], u[end:]
}

// The names that linkNames makes live.
type nameKind int

const (
	certainNames nameKind = iota // broadcasts and channels
	groupNames                   // user groups too
	anyName                      // people too
)

// linkNames makes mentions of @name, @group, @here and #channel. Text in angle
// brackets is left alone.
func (st *state) linkNames(text string, kinds nameKind) string {
	return apart(text, bracketed, asIs, func(part string) string {
		return nameMark.ReplaceAllStringFunc(part, func(found string) string {
			m := nameMark.FindStringSubmatch(found)
			name := strings.TrimRight(m[3], ".-_")
			if link := st.link(m[2], name, kinds); link != "" {
				return m[1] + link + m[3][len(name):]
			}
			return found
		})
	})
}

func (st *state) link(sign, name string, kinds nameKind) string {
	if sign == "#" {
		if ch := st.findChannel(name); ch != nil && ch.kind == kindPublic {
			return "<#" + ch.id + "|" + ch.name + ">"
		}
		return ""
	}
	if slices.Contains(broadcasts, name) {
		return "<!" + name + ">"
	}
	if kinds >= anyName {
		for _, u := range st.users {
			if u.Name == name {
				return "<@" + u.ID + ">"
			}
		}
	}
	if kinds >= groupNames {
		for _, g := range st.groups {
			if g.Handle == name && !g.Disabled {
				return "<!subteam^" + g.ID + ">"
			}
		}
	}
	return ""
}

// linkAddresses puts angle brackets round bare addresses of an app's text.
func linkAddresses(text string) string {
	return apart(text, bracketed, asIs, func(part string) string {
		return escapedURL.ReplaceAllStringFunc(part, func(u string) string {
			u, after := trimAddress(u)
			if !blockkit.IsAddress(unescaper.Replace(u)) {
				return u + after
			}
			return "<" + u + ">" + after
		})
	})
}

// appText is the top-level text of an app's message as Slack keeps it. link_names
// links no people: its page says that it no longer does.
func (st *state) appText(text, parse string, linkNames bool) string {
	return apart(text, codeSpan, asIs, func(part string) string {
		if parse != "none" {
			part = linkAddresses(part)
		}
		if linkNames || parse == "full" {
			part = st.linkNames(part, groupNames)
		}
		return part
	})
}

// autoParse is what Slack does to mrkdwn text objects without verbatim: bare
// broadcasts, channels and links come alive.
func (st *state) autoParse(text string) string {
	return apart(text, codeSpan, asIs, func(part string) string {
		return st.linkNames(linkAddresses(part), certainNames)
	})
}
