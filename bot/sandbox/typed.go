package sandbox

import (
	"regexp"
	"slices"
	"strings"
)

// What people and apps write without Slack's angle brackets, and what Slack
// makes of it.

var (
	unescaper   = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
	escaper     = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	tokenInText = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(\|[^<>]*)?>`)
	atName      = regexp.MustCompile(`(^|[\s(\[{"'*_~,;:])([@#])([a-z0-9][a-z0-9._-]*)`)
	bareURL     = regexp.MustCompile(`(^|[\s(])(https?://[^\s<>|]+[^\s<>|.,;:!?)'"])`)
)

// broadcasts are the names that call a whole channel.
var broadcasts = []string{"here", "channel", "everyone"}

// typed turns what a person typed into message text: escapes it, and makes
// mentions of names that exist. Mentions already in Slack's form stay.
func (st *state) typed(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range tokenInText.FindAllStringIndex(text, -1) {
		b.WriteString(st.linkNames(escaper.Replace(text[last:at[0]])))
		b.WriteString(text[at[0]:at[1]])
		last = at[1]
	}
	b.WriteString(st.linkNames(escaper.Replace(text[last:])))
	return b.String()
}

// linkNames makes mentions of @name, @group, @here and #channel, as Slack does
// with a person's text, with link_names, and with mrkdwn that is not verbatim.
func (st *state) linkNames(text string) string {
	return atName.ReplaceAllStringFunc(text, func(found string) string {
		m := atName.FindStringSubmatch(found)
		name := strings.TrimRight(m[3], ".-_")
		if link := st.link(m[2], name); link != "" {
			return m[1] + link + m[3][len(name):]
		}
		return found
	})
}

func (st *state) link(sign, name string) string {
	if sign == "#" {
		if ch := st.findChannel(name); ch != nil && ch.kind == kindPublic {
			return "<#" + ch.id + "|" + ch.name + ">"
		}
		return ""
	}
	if slices.Contains(broadcasts, name) {
		return "<!" + name + ">"
	}
	for _, u := range st.users {
		if u.Name == name {
			return "<@" + u.ID + ">"
		}
	}
	for _, g := range st.groups {
		if g.Handle == name && !g.Disabled {
			return "<!subteam^" + g.ID + ">"
		}
	}
	return ""
}

// autoParse is what Slack does to mrkdwn text objects without verbatim: bare
// broadcasts, channels and links come alive.
func (st *state) autoParse(text string) string {
	text = bareURL.ReplaceAllString(text, "$1<$2>")
	return atName.ReplaceAllStringFunc(text, func(found string) string {
		m := atName.FindStringSubmatch(found)
		name := strings.TrimRight(m[3], ".-_")
		if m[2] == "@" && !slices.Contains(broadcasts, name) {
			return found
		}
		if link := st.link(m[2], name); link != "" {
			return m[1] + link + m[3][len(name):]
		}
		return found
	})
}
