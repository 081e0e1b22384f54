package blockkit

import (
	"maps"
	"strconv"
	"unicode/utf8"
)

// Blocks, each with its properties.

var blockID = rules{"block_id": text(0, MaxBlockID)}

var section = shape{
	fields: with(blockID, rules{
		"text": words(MaxSectionText), "fields": list(MinElements, MaxSectionFields, words(MaxSectionField)),
		"accessory": anyOf(inSection), "expand": flag,
	}),
	more: func(c *checker, at string, o object) {
		if o["text"] == nil && o["fields"] == nil { // Slack points at the type
			c.fail(at+"/type", object{"type": "any_of", "expected": []string{"text", "fields"}}, "must define either `text` or `fields`")
		}
	},
}

var header = shape{fields: with(blockID, rules{"text": plain(MaxHeaderText)}), need: []string{"text"}}

var imageBlock = shape{
	fields: with(image.fields, blockID, rules{"title": plain(MaxImageTitle)}),
	need:   image.need,
	more:   image.more,
}

var contextBlock = shape{
	fields: with(blockID, rules{"elements": list(MinElements, MaxContext, anyOf(inContext))}),
	need:   []string{"elements"},
}

// row is a block of elements, each with an action_id of its own.
func row(most int, elements map[string]shape) shape {
	return shape{
		fields: with(blockID, rules{"elements": list(MinElements, most, anyOf(elements))}),
		need:   []string{"elements"},
		more:   func(c *checker, at string, o object) { uniqueActions(c, at, o, "elements") },
	}
}

var (
	actions        = row(MaxActions, inActions)
	contextActions = row(MaxContextActions, inContextActions)
)

var inputElement = anyOf(inInput)

var input = shape{
	fields: with(blockID, rules{
		"label": plain(MaxInputLabel), "hint": plain(MaxInputHint), "optional": flag, "dispatch_action": flag,
		"element": func(c *checker, at string, v any) {
			c.inInput = true
			inputElement(c, at, v)
			c.inInput = false
		},
	}),
	need: []string{"label", "element"},
	more: func(c *checker, at string, _ object) {
		if c.input == "" {
			c.input = at
		}
	},
}

var markdown = shape{
	fields: with(blockID, rules{"text": text(0, MaxMarkdown)}),
	need:   []string{"text"},
	more: func(c *checker, at string, o object) {
		n := utf8.RuneCountInString(str(o, "text"))
		c.markdown += n
		if c.markdown > MaxMarkdownTotal && n <= MaxMarkdown {
			c.fail(at+"/text", object{"type": "max_length", "expected": MaxMarkdownTotal}, "markdown blocks must be less than %d characters together", MaxMarkdownTotal+1)
		}
	},
}

var video = shape{
	fields: with(blockID, rules{
		"alt_text": text(MinString, MaxVideoAlt), "title": plain(MaxVideoTitle), "video_url": secure(MaxVideoURL),
		"thumbnail_url": link(MaxVideoThumbnail), "title_url": secure(MaxVideoTitleURL), "author_name": text(0, MaxVideoAuthor),
		"description": plain(MaxVideoDescription), "provider_name": text(0, MaxVideoProvider), "provider_icon_url": link(MaxVideoIconURL),
	}),
	need: []string{"alt_text", "title", "video_url", "thumbnail_url"},
}

var file = shape{
	fields: with(blockID, rules{"external_id": word, "source": one("remote")}),
	need:   []string{"external_id", "source"},
}

// The elements that stand in each place. The pages of the elements say it
// ("works with block types").
var (
	inSection = join(selects, multis, choices, map[string]shape{
		"button": button, "workflow_button": workflowButton, "overflow": overflow, "image": image,
	})
	inActions = join(selects, multis, choices, dateTime, richInput, map[string]shape{
		"button": button, "workflow_button": workflowButton, "overflow": overflow,
	})
	inInput   = join(selects, multis, choices, dateTime, richInput, typing)
	inContext = map[string]shape{
		"image": image, "plain_text": textShape("plain_text", MaxText), "mrkdwn": textShape("mrkdwn", MaxText),
	}
	inContextActions = map[string]shape{"feedback_buttons": feedbackButtons, "icon_button": iconButton}
)

func join(tables ...map[string]shape) map[string]shape {
	out := map[string]shape{}
	for _, t := range tables {
		maps.Copy(out, t)
	}
	return out
}

// identified is the rule of a block that its block_id is its own. The one of a
// markdown block says nothing: Slack gives the blocks it becomes other ones.
func identified(r rule) rule {
	return func(c *checker, at string, v any) {
		r(c, at, v)
		o, _ := v.(object)
		id := str(o, "block_id")
		if id == "" || o["type"] == "markdown" {
			return
		}
		if c.blockIDs[id] {
			c.fail(at+"/block_id", object{"type": "unique"}, "`block_id` %q already exists for another block", id)
		}
		c.blockIDs[id] = true
	}
}

// uniqueActions wants each action_id once in a block.
func uniqueActions(c *checker, at string, o object, list string) {
	seen := map[string]bool{}
	elements, _ := o[list].([]any)
	for i, v := range elements {
		e, _ := v.(object)
		id := str(e, "action_id")
		if id == "" {
			continue
		}
		if seen[id] {
			c.fail(at+"/"+list+"/"+strconv.Itoa(i)+"/action_id", object{"type": "unique"}, "`action_id` %q already exists for another action", id)
		}
		seen[id] = true
	}
}
