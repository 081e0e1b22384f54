package blockkit

// Rich text: the block, its parts, and the elements of a line.

var richText = shape{
	fields: with(blockID, rules{"elements": list(0, unlimited, anyOf(richParts))}),
	need:   []string{"elements"},
}

// The styles of an element. What mentions somebody has more of them.
var (
	styled = rules{"style": shape{fields: rules{"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag}}.check}
	called = rules{"style": shape{fields: rules{
		"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag, "highlight": flag, "client_highlight": flag, "unlink": flag,
	}}.check}
)

// richInline are the elements of a line of rich text.
var richInline = map[string]shape{
	"text":      {fields: with(styled, rules{"text": word}), need: []string{"text"}},
	"link":      {fields: with(styled, rules{"url": target(unlimited), "text": text(0, unlimited), "unsafe": flag}), need: []string{"url"}},
	"user":      {fields: with(called, rules{"user_id": word}), need: []string{"user_id"}},
	"usergroup": {fields: with(called, rules{"usergroup_id": word}), need: []string{"usergroup_id"}},
	"channel":   {fields: with(called, rules{"channel_id": word}), need: []string{"channel_id"}},
	"team":      {fields: with(styled, rules{"team_id": word}), need: []string{"team_id"}},
	"emoji": {
		fields: with(styled, rules{
			"name": word, "unicode": pattern(unicodePattern), "skin_tone": number(MinSkinTone, MaxSkinTone), "url": link(unlimited),
		}),
		need: []string{"name"},
	},
	"date": {
		fields: with(styled, rules{
			"timestamp": number(0, unlimited), "format": word, "timezone": zoneName, "url": target(unlimited), "fallback": word,
		}),
		need: []string{"timestamp", "format"},
	},
	"broadcast": {fields: with(styled, rules{"range": one("here", "channel", "everyone")}), need: []string{"range"}},
	"color":     {fields: with(styled, rules{"value": pattern(colourPattern)}), need: []string{"value"}},
}

var (
	richLine   = list(0, unlimited, anyOf(richInline))
	richBorder = number(MinListBorder, MaxListBorder)

	richSection = shape{fields: with(rules{"elements": richLine}), need: []string{"elements"}}
)

// richParts are sections, lists, quotes and preformatted text. A list holds
// sections alone: what is indented deeper is a list of its own.
var richParts = map[string]shape{
	"rich_text_section": richSection,
	"rich_text_list": {
		fields: with(rules{
			"elements": list(0, unlimited, anyOf(map[string]shape{"rich_text_section": richSection})), "style": one("bullet", "ordered"),
			"indent": number(MinListIndent, MaxListIndent), "offset": number(MinListOffset, unlimited), "border": richBorder,
		}),
		need: []string{"elements", "style"},
	},
	"rich_text_quote": {fields: with(rules{"elements": richLine, "border": richBorder}), need: []string{"elements"}},
	"rich_text_preformatted": {
		fields: with(rules{
			"elements": list(0, unlimited, anyOf(map[string]shape{"text": richInline["text"], "link": richInline["link"]})),
			"border":   richBorder, "language": text(0, unlimited),
		}),
		need: []string{"elements"},
	},
}
