package blockkit

import "sync"

// Rich text, and what is built on it.

var richText = shape{
	fields: with(blockID, map[string]rule{"elements": list(0, 1000, func(c *checker, at string, v any) { richParts()(c, at, v) })}),
	need:   []string{"elements"},
}

var richStyle = shape{fields: map[string]rule{
	"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag, "highlight": flag, "client_highlight": flag, "unlink": flag,
}}

var styled = map[string]rule{"style": richStyle.check}

// richInline are the elements of a line of rich text.
var richInline = map[string]shape{
	"text":      {fields: with(styled, map[string]rule{"text": text(1, MaxMessageText)}), need: []string{"text"}},
	"link":      {fields: with(styled, map[string]rule{"url": target, "text": text(0, MaxMessageText), "unsafe": flag}), need: []string{"url"}},
	"user":      {fields: with(styled, map[string]rule{"user_id": text(1, MaxID)}), need: []string{"user_id"}},
	"usergroup": {fields: with(styled, map[string]rule{"usergroup_id": text(1, MaxID)}), need: []string{"usergroup_id"}},
	"channel":   {fields: with(styled, map[string]rule{"channel_id": text(1, MaxID)}), need: []string{"channel_id"}},
	"team":      {fields: with(styled, map[string]rule{"team_id": text(1, MaxID)}), need: []string{"team_id"}},
	"emoji": {
		fields: with(styled, map[string]rule{"name": text(1, MaxID), "unicode": text(1, MaxID), "skin_tone": number(1, 6), "url": text(1, MaxURL)}),
		need:   []string{"name"},
	},
	"date": {
		fields: with(styled, map[string]rule{"timestamp": number(0, 9_999_999_999), "format": text(1, MaxText), "timezone": zoneName, "url": target, "fallback": text(1, MaxText)}),
		need:   []string{"timestamp", "format"},
	},
	"broadcast": {fields: with(styled, map[string]rule{"range": one("here", "channel", "everyone")}), need: []string{"range"}},
	"color":     {fields: with(styled, map[string]rule{"value": text(1, MaxID)}), need: []string{"value"}},
}

// richParts is the rule of the parts of rich text: sections, lists, quotes and
// preformatted text.
var richParts = sync.OnceValue(func() rule {
	line := list(0, 1000, anyOf(richInline))
	section := shape{fields: with(map[string]rule{"elements": line}), need: []string{"elements"}}
	border := number(0, 1)
	return anyOf(map[string]shape{
		"rich_text_section": section,
		"rich_text_list": {
			fields: with(map[string]rule{
				"elements": list(0, 1000, anyOf(map[string]shape{"rich_text_section": section})), "style": one("bullet", "ordered"),
				"indent": number(0, MaxListIndent), "offset": number(0, 1<<31), "border": border,
			}),
			need: []string{"elements", "style"},
		},
		"rich_text_quote": {fields: with(map[string]rule{"elements": line, "border": border}), need: []string{"elements"}},
		"rich_text_preformatted": {
			fields: with(map[string]rule{
				"elements": list(0, 1000, anyOf(map[string]shape{"text": richInline["text"], "link": richInline["link"]})), "border": border, "language": text(0, MaxID),
			}),
			need: []string{"elements"},
		},
	})
})

var card = shape{
	fields: with(blockID, map[string]rule{
		"hero_image": elementOf([]string{"image"}), "icon": elementOf([]string{"image"}), "slack_icon": anyOf(map[string]shape{"icon": {fields: with(map[string]rule{"name": text(1, MaxID)}), need: []string{"name"}}}),
		"title": words(MaxCardTitle), "subtitle": words(MaxCardTitle), "body": words(MaxCardBody), "subtext": words(MaxCardBody),
		"actions": list(0, MaxCardActions, elementOf([]string{"button"})),
	}),
	more: func(c *checker, at string, o object) {
		if o["icon"] != nil && o["slack_icon"] != nil {
			c.fail(at, "failed_constraint", nil, "must provide only one of: icon, slack_icon")
		}
	},
}

var taskCard = shape{
	fields: with(blockID, map[string]rule{
		"task_id": text(1, MaxID), "title": text(1, MaxText), "status": one("pending", "in_progress", "complete", "error"), "hide_title": flag,
		"details": anyOf(map[string]shape{"rich_text": richText}), "output": anyOf(map[string]shape{"rich_text": richText}),
		"sources": list(0, 100, anyOf(map[string]shape{"url": {fields: with(map[string]rule{"url": link(MaxURL), "text": text(1, MaxText)}), need: []string{"url", "text"}}})),
	}),
	need: []string{"task_id", "title"},
}
