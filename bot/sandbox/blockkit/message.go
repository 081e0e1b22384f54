package blockkit

import "unicode/utf8"

// Messages: their blocks, their attachments, and how much blocks say together.

// CheckMessage checks a message, an object with channel, text, blocks and
// attachments, as blocks.validate would. Other properties are arguments of the
// posting method and not looked at.
func CheckMessage(at string, v any) []Problem {
	c := newChecker(Message)
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return c.problems
	}
	for _, name := range []string{"text", "thread_ts"} {
		if s, given := o[name]; given {
			text(0, unlimited)(c, at+"/"+name, s)
		}
	}
	if channel, given := o["channel"]; given {
		text(MinChannel, unlimited)(c, at+"/channel", channel)
	}
	if blocks, given := o["blocks"]; given {
		c.checkBlocks(at+"/blocks", blocks)
	}
	if attachments, given := o["attachments"]; given {
		c.checkAttachments(at+"/attachments", attachments)
	}
	return c.problems
}

// CheckAttachments checks the array of a message's legacy attachments
// (docs.slack.dev/legacy/legacy-messaging/legacy-message-attachments). Slack is
// lenient with them: what it does not know it drops, and a colour that is none
// is grey. What it knows must have the right type; blocks in an attachment are
// held to the rules of blocks in a message.
func CheckAttachments(at string, v any) []Problem {
	c := newChecker(Message)
	c.checkAttachments(at, v)
	return c.problems
}

func (c *checker) checkAttachments(at string, v any) {
	list(0, MaxAttachments, attachment)(c, at, v)
}

// attachmentTexts are the members of an attachment that are strings.
var attachmentTexts = []string{
	"fallback", "color", "pretext", "author_name", "author_subname", "author_link", "author_icon", "title", "title_link", "text", "image_url",
	"thumb_url", "footer", "footer_icon", "callback_id", "service_name", "service_icon", "from_url", "original_url",
}

func attachment(c *checker, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return
	}
	for _, name := range attachmentTexts {
		if s, given := o[name]; given && s != nil {
			text(0, unlimited)(c, at+"/"+name, s)
		}
	}
	lists := map[string]rule{"fields": attachmentField, "actions": attachmentAction, "mrkdwn_in": one("pretext", "text", "fields")}
	for _, name := range []string{"actions", "fields", "mrkdwn_in"} {
		if items, given := o[name]; given && items != nil {
			list(0, unlimited, lists[name])(c, at+"/"+name, items)
		}
	}
	if ts, given := o["ts"]; given && ts != nil {
		if _, isText := ts.(string); !isText {
			decimal(c, at+"/ts", ts)
		}
	}
	if blocks, given := o["blocks"]; given && blocks != nil {
		c.checkBlocks(at+"/blocks", blocks)
	}
}

func attachmentField(c *checker, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return
	}
	for _, name := range []string{"title", "value"} {
		switch o[name].(type) {
		case nil, string:
		default:
			c.wrongType(at+"/"+name, "a string")
		}
	}
	if short, given := o["short"]; given && short != nil {
		flag(c, at+"/short", short)
	}
}

// attachmentAction is a button or menu of the time before blocks. Slack still
// takes them.
func attachmentAction(c *checker, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return
	}
	for _, name := range []string{"type", "text"} {
		if _, given := o[name]; !given {
			c.missing(at, name)
		}
	}
	if kind, given := o["type"]; given {
		one("button", "select")(c, at+"/type", kind)
	}
}

// Says reports whether an attachment has anything to show. A message of
// attachments that say nothing, and no text, is no_text.
func Says(attachment any) bool {
	o, _ := attachment.(object)
	for _, name := range []string{"text", "pretext", "fallback", "title", "author_name", "footer", "image_url", "thumb_url"} {
		if str(o, name) != "" {
			return true
		}
	}
	for _, name := range []string{"blocks", "fields", "actions"} {
		if items, _ := o[name].([]any); len(items) > 0 {
			return true
		}
	}
	return false
}

// TextLength is how much the blocks of a message say, counted for
// MaxMessageBlocksText: the texts in them with &, < and > as the entities that
// they travel as, and HeaderWeight for each header. Tables are not counted;
// they have limits of their own.
func TextLength(blocks any) int {
	n := 0
	switch v := blocks.(type) {
	case []any:
		for _, b := range v {
			n += TextLength(b)
		}
	case object:
		switch v["type"] {
		case "table", "data_table":
			return 0
		case "header":
			n += HeaderWeight
		}
		for key, e := range v {
			if s, ok := e.(string); ok {
				if key == "text" {
					n += escapedLength(s)
				}
				continue
			}
			n += TextLength(e)
		}
	}
	return n
}

func escapedLength(s string) int {
	n := utf8.RuneCountInString(s)
	for i := range len(s) {
		switch s[i] {
		case '<', '>':
			n += len("&lt;") - 1
		case '&':
			if !entityAt(s[i:]) {
				n += len("&amp;") - 1
			}
		}
	}
	return n
}

// entityAt reports whether an & is one of the three entities already.
func entityAt(s string) bool {
	for _, e := range []string{"&amp;", "&lt;", "&gt;"} {
		if len(s) >= len(e) && s[:len(e)] == e {
			return true
		}
	}
	return false
}
