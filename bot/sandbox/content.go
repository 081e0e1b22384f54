package sandbox

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// What a message says: text, blocks, attachments and metadata, read from the
// arguments of a method, and what of it an update leaves as it was.

// content is what a message says, checked.
type content struct {
	text        string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	hasText     bool
	hasBlocks   bool
	hasAttach   bool
	hasMeta     bool
}

// content reads text, blocks, attachments, markdown_text and metadata.
func (c *call) content() (content, error) {
	out := content{text: c.args.text("text"), hasText: c.args.has("text")}
	blocks, ok := c.args.value("blocks")
	if !ok {
		return out, refusal("invalid_blocks_format").because("blocks is not JSON")
	}
	attachments, ok := c.args.value("attachments")
	if !ok {
		return out, refusal("invalid_attachments").because("attachments is not JSON")
	}
	if c.args.text("markdown_text") != "" {
		return c.markdownContent(out, blocks)
	}
	if blocks != nil {
		raw, err := c.s.st.messageBlocks(c.app, blocks)
		if err != nil {
			return out, c.tooLong(err)
		}
		out.blocks, out.hasBlocks = raw, true
	}
	if attachments != nil {
		list, ok := attachments.([]any)
		if !ok {
			return out, refusal("invalid_attachments").because("attachments is not an array")
		}
		raw, err := c.s.st.legacyAttachments(c.app, list)
		if err != nil {
			return out, err
		}
		out.attachments, out.hasAttach = raw, true
	}
	if utf8.RuneCountInString(out.text) > blockkit.MaxMessageText {
		c.warnings = append(c.warnings, "message_truncated")
	}
	out.text = c.s.st.appText(cut(out.text), c.args.text("parse"), c.args.flag("link_names"))
	return out, c.readMetadata(&out)
}

func (c *call) markdownContent(out content, blocks any) (content, error) {
	md := c.args.text("markdown_text")
	if out.text != "" || blocks != nil {
		return out, refusal("markdown_text_conflict")
	}
	if utf8.RuneCountInString(md) > blockkit.MaxMarkdownText {
		return out, c.tooLong(refusal("msg_blocks_too_long").because("markdown_text is over 12,000 characters"))
	}
	raw, err := c.s.st.messageBlocks(c.app, []any{object{"type": "markdown", "text": md}})
	if err != nil {
		return out, c.tooLong(err)
	}
	out.text, out.hasText, out.blocks, out.hasBlocks = md, true, raw, true
	return out, c.readMetadata(&out)
}

// tooLong gives blocks that say too much the code of the method: chat.update,
// chat.postEphemeral and chat.scheduleMessage list msg_too_long alone,
// chat.postMessage msg_blocks_too_long.
func (c *call) tooLong(err error) error {
	var refused *apiError
	if errors.As(err, &refused) && refused.code == "msg_blocks_too_long" && strings.HasPrefix(c.name, "chat.") && c.name != "chat.postMessage" {
		refused.code = "msg_too_long"
	}
	return err
}

// readMetadata checks metadata: an event_type and an object event_payload.
func (c *call) readMetadata(out *content) error {
	v, ok := c.args.value("metadata")
	if !ok {
		return refusal("invalid_metadata_format").because("metadata is not JSON")
	}
	if v == nil {
		return nil
	}
	o, ok := v.(object)
	if !ok {
		return refusal("invalid_metadata_format").because("metadata is not an object")
	}
	out.hasMeta = true
	if len(o) == 0 {
		return nil
	}
	if str(o, "event_type") == "" {
		return refusal("invalid_metadata_format").because("metadata has no event_type")
	}
	if _, ok := o["event_payload"].(object); !ok {
		return refusal("invalid_metadata_format").because("metadata has no event_payload object")
	}
	raw := mustJSON(o)
	if len(raw) > blockkit.MaxMetadataBytes {
		return refusal("metadata_too_large")
	}
	out.metadata = raw
	return nil
}

func (o content) empty() bool {
	return o.text == "" && (len(o.blocks) == 0 || string(o.blocks) == "[]") && (len(o.attachments) == 0 || string(o.attachments) == "[]")
}

// says reports whether anything was given that is shown, even if it is empty.
func (o content) says() bool { return o.hasText || o.hasBlocks || o.hasAttach }

// cut shortens to 40,000 code points, as Slack does with long texts.
func cut(text string) string {
	if utf8.RuneCountInString(text) <= blockkit.MaxMessageText {
		return text
	}
	return string([]rune(text)[:blockkit.MaxMessageText])
}

// wouldSay reports whether the message would still say something after an
// update, and that the update gives something at all.
func (m *message) wouldSay(body content) bool {
	if !body.says() {
		return false
	}
	after := content{text: m.text, blocks: m.blocks, attachments: m.attachments}
	after.take(body)
	return !after.empty()
}

// take puts what an update gives over what there is. What is not given at all
// stays, blocks under a new text too; [] removes them.
func (o *content) take(body content) {
	if body.hasText {
		o.text = body.text
	}
	if body.hasBlocks {
		o.blocks = body.blocks
		if !body.hasText {
			o.text = ""
		}
	}
	if body.hasAttach {
		o.attachments = body.attachments
	}
}

func (m *message) apply(body content) {
	after := content{text: m.text, blocks: m.blocks, attachments: m.attachments}
	after.take(body)
	m.text, m.blocks, m.attachments = after.text, orNil(after.blocks), orNil(after.attachments)
	if body.hasMeta {
		m.metadata = body.metadata
	}
}

// orNil is nil for an empty array.
func orNil(raw json.RawMessage) json.RawMessage {
	if string(raw) == "[]" {
		return nil
	}
	return raw
}
