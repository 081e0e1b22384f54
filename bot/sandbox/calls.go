package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
)

// Whom a message calls. Slack notifies people for live mentions only: tokens in
// the text and in mrkdwn, and the elements of rich text. What looks like a
// mention in plain text or inside a code of a person's words is none.

var callToken = regexp.MustCompile(`<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(?:\|[^<>]*)?>`)

// callsOf is whom a message calls. What Slack says itself about a conversation
// names people and calls nobody.
func (m *message) callsOf() []string {
	if noticeSubtypes[m.subtype] {
		return nil
	}
	return callsIn(m.text, m.blocks)
}

// callsIn lists the people, groups and broadcasts that a message calls, each
// once, in the order they stand.
func callsIn(text string, blocks json.RawMessage) []string {
	var out []string
	add := func(token string) {
		if !slices.Contains(out, token) {
			out = append(out, token)
		}
	}
	fromText := func(s string) {
		for _, m := range callToken.FindAllStringSubmatch(s, -1) {
			add("<" + m[1] + ">")
		}
	}
	fromText(text)
	if len(blocks) > 0 {
		if v, err := decodeAny(blocks); err == nil {
			walkCalls(v, fromText, add)
		}
	}
	return out
}

// walkCalls visits the objects of blocks in the order of their lists.
func walkCalls(v any, fromText func(string), add func(string)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			walkCalls(e, fromText, add)
		}
	case object:
		switch str(v, "type") {
		case "mrkdwn", "markdown":
			fromText(str(v, "text"))
		case "user":
			add("<@" + str(v, "user_id") + ">")
		case "usergroup":
			add("<!subteam^" + str(v, "usergroup_id") + ">")
		case "broadcast":
			add("<!" + str(v, "range") + ">")
		}
		for _, key := range []string{"text", "fields", "elements", "accessory", "element", "child_blocks", "title", "subtitle", "body", "subtext", "rows", "tasks", "details", "output"} {
			switch v[key].(type) {
			case object, []any:
				walkCalls(v[key], fromText, add)
			}
		}
	}
}

// calls reports whether a message calls this person: by name, by one of their
// groups, or with everybody.
func (st *state) calls(m *message, userID string) bool {
	for _, c := range m.calls {
		switch c {
		case "<@" + userID + ">", "<!here>", "<!channel>", "<!everyone>":
			return true
		}
		for _, g := range st.groups {
			if c == "<!subteam^"+g.ID+">" && slices.Contains(g.Users, userID) {
				return true
			}
		}
	}
	return false
}
