package blockkit

import (
	"strconv"
	"sync"
	"unicode/utf8"
)

// Blocks, each with its properties, and the surfaces they may stand on.

// elementOf is the rule of an element that a block takes.
func elementOf(names []string) rule {
	shapes := sync.OnceValue(func() rule { return anyOf(pick(names...)) })
	return func(c *checker, at string, v any) { shapes()(c, at, v) }
}

var blockID = map[string]rule{"block_id": text(0, MaxID)}

// blocks are all block shapes by type.
var blocks = map[string]shape{
	"section": {
		fields: with(blockID, map[string]rule{
			"text": words(MaxText), "fields": list(1, MaxFields, words(MaxFieldText)), "accessory": elementOf(inSection), "expand": flag,
		}),
		more: func(c *checker, at string, o object) {
			if o["text"] == nil && o["fields"] == nil {
				c.missing(at, "text")
			}
		},
	},
	"divider": {fields: with(blockID)},
	"header":  {fields: with(blockID, map[string]rule{"text": plain(MaxHeader)}), need: []string{"text"}},
	"image": {
		fields: with(blockID, imageSource, map[string]rule{"alt_text": text(1, MaxAltText), "title": plain(MaxImageTitle)}),
		need:   []string{"alt_text"}, more: oneSource,
	},
	"context": {fields: with(blockID, map[string]rule{"elements": list(1, MaxContext, anyOf(contextElements()))}), need: []string{"elements"}},
	"actions": {fields: with(blockID, map[string]rule{"elements": list(1, MaxActions, elementOf(inActions))}), need: []string{"elements"}, more: uniqueActions},
	"context_actions": {
		fields: with(blockID, map[string]rule{"elements": list(1, MaxContextActions, elementOf([]string{"feedback_buttons", "icon_button"}))}),
		need:   []string{"elements"}, more: uniqueActions,
	},
	"input": {
		fields: with(blockID, map[string]rule{
			"label": plain(MaxInputLabel), "element": elementOf(inInput), "hint": plain(MaxInputLabel), "optional": flag, "dispatch_action": flag,
		}),
		need: []string{"label", "element"}, more: noteInput,
	},
	"rich_text": richText,
	"markdown": {
		fields: with(blockID, map[string]rule{"text": text(0, MaxMarkdown)}), need: []string{"text"},
		more: func(c *checker, at string, o object) {
			c.markdown += utf8.RuneCountInString(str(o, "text"))
			if c.markdown > MaxMarkdown {
				c.fail(at+"/text", "failed_constraint", object{"type": "max_length", "expected": MaxMarkdown}, "markdown blocks must be less than %d characters together", MaxMarkdown+1)
			}
		},
	},
	"video": {
		fields: with(blockID, map[string]rule{
			"alt_text": text(1, MaxAltText), "title": plain(MaxVideoTitle), "video_url": link(MaxURL), "thumbnail_url": link(MaxURL),
			"title_url": link(MaxVideoLink), "author_name": text(0, MaxVideoAuthor), "description": plain(MaxVideoDescription),
			"provider_name": text(0, MaxVideoProvider), "provider_icon_url": link(MaxVideoLink),
		}),
		need: []string{"alt_text", "title", "video_url", "thumbnail_url"},
	},
	"file":  {fields: with(blockID, map[string]rule{"external_id": text(1, MaxID), "source": one("remote")}), need: []string{"external_id", "source"}},
	"alert": {fields: with(blockID, map[string]rule{"text": words(MaxAlert), "level": one("default", "info", "warning", "error", "success")}), need: []string{"text"}},
	"card":  card,
	"table": {
		fields: with(blockID, map[string]rule{
			"rows": list(1, MaxTableRows, list(1, MaxTableColumns, tableCell)), "column_settings": list(0, MaxTableColumns, columnSetting.check),
		}),
		need: []string{"rows"}, more: oneTable,
	},
	"data_table":         dataTable,
	"data_visualization": chartBlock,
	"task_card":          taskCard,
	"plan":               {fields: with(blockID, map[string]rule{"title": text(1, MaxText), "tasks": list(0, MaxPlanTasks, anyOf(map[string]shape{"task_card": taskCard}))}), need: []string{"title"}},
}

// surfaces says which blocks stand where.
var surfaces = map[Surface][]string{
	Modal: {"actions", "alert", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"},
	Home: {
		"actions", "card", "carousel", "container", "context", "data_table", "data_visualization", "divider", "header", "image", "input", "rich_text", "section",
		"table", "video",
	},
	Message: {
		"actions", "card", "carousel", "container", "context", "context_actions", "data_table", "data_visualization", "divider", "file", "header", "image", "input",
		"markdown", "plan", "rich_text", "section", "table", "task_card", "video",
	},
}

// blockRules are the rules of a block on each surface, made when the tables
// are complete.
var blockRules = sync.OnceValue(func() map[Surface]rule {
	out := map[Surface]rule{}
	for surface, names := range surfaces {
		shapes := map[string]shape{}
		for _, n := range names {
			shapes[n] = blocks[n]
		}
		out[surface] = anyOf(shapes)
	}
	return out
})

func init() { // blocks that hold blocks
	blocks["carousel"] = shape{fields: with(blockID, map[string]rule{"elements": list(1, MaxCarousel, anyOf(map[string]shape{"card": card}))}), need: []string{"elements"}}
	blocks["container"] = shape{
		fields: with(blockID, map[string]rule{
			"title": words(MaxContainerTitle), "rich_text_title": anyOf(map[string]shape{"rich_text": richText}), "subtitle": words(MaxContainerTitle),
			"icon": elementOf([]string{"image"}), "width": one("narrow", "standard", "wide", "full"), "is_collapsible": flag, "default_collapsed": flag,
			"has_header_divider": flag, "child_blocks": list(1, MaxContainer, childBlock),
		}),
		need: []string{"child_blocks"},
	}
}

func childBlock(c *checker, at string, v any) {
	if o, ok := v.(object); ok && (o["type"] == "container" || o["type"] == "carousel") {
		c.fail(at+"/type", "failed_constraint", nil, "unsupported type: %s", str(o, "type"))
		return
	}
	c.block(at, v)
}

// checkBlocks checks the blocks of a payload on the checker's surface.
func (c *checker) checkBlocks(at string, v any) {
	most := MaxMessageBlocks
	if c.surface != Message {
		most = MaxViewBlocks
	}
	list(0, most, func(c *checker, at string, v any) { c.block(at, v) })(c, at, v)
}

// block checks one block and that its id is its own.
func (c *checker) block(at string, v any) {
	blockRules()[c.surface](c, at, v)
	o, ok := v.(object)
	if !ok {
		return
	}
	id := str(o, "block_id")
	if id == "" || o["type"] == "markdown" {
		return
	}
	if c.blockIDs[id] {
		c.fail(at+"/block_id", "failed_constraint", nil, "`block_id` %q already exists for another block", id)
	}
	c.blockIDs[id] = true
}

func uniqueActions(c *checker, at string, o object) {
	seen := map[string]bool{}
	for i, e := range objects(o["elements"]) {
		id := str(e, "action_id")
		if id != "" && seen[id] {
			c.fail(at+"/elements/"+strconv.Itoa(i)+"/action_id", "failed_constraint", nil, "`action_id` %q already exists for another action", id)
		}
		seen[id] = true
	}
}

// noteInput remembers that a view has an input, and keeps response URLs to
// where Slack gives them: modals.
func noteInput(c *checker, at string, o object) {
	c.inputs = true
	e, _ := o["element"].(object)
	if on, _ := e["response_url_enabled"].(bool); on && c.surface != Modal {
		c.fail(at+"/element/response_url_enabled", "failed_constraint", nil, "response_url_enabled works in the inputs of modals only")
	}
}

func contextElements() map[string]shape {
	out := map[string]shape{"image": elements["image"]}
	for kind, fields := range map[string]map[string]rule{"plain_text": plainTextFields, "mrkdwn": mrkdwnFields} {
		out[kind] = shape{fields: fields, need: []string{"text"}, more: func(c *checker, at string, o object) {
			if v, given := o["text"]; given {
				text(1, MaxText)(c, at+"/text", v)
			}
		}}
	}
	return out
}

// viewShapes are the two kinds of view.
var viewShapes = map[Surface]shape{
	Modal: {
		fields: with(viewFields, map[string]rule{
			"title": plain(MaxViewTitle), "submit": plain(MaxViewTitle), "close": plain(MaxViewTitle), "clear_on_close": flag, "notify_on_close": flag,
		}),
		need: []string{"title", "blocks"},
		more: func(c *checker, at string, o object) {
			if c.inputs && o["submit"] == nil {
				c.missing(at, "submit")
			}
		},
	},
	Home: {fields: with(viewFields), need: []string{"blocks"}},
}

var viewFields = map[string]rule{
	"blocks":           func(c *checker, at string, v any) { c.checkBlocks(at, v) },
	"private_metadata": text(0, MaxPrivateMetadata),
	"callback_id":      text(0, MaxCallbackID),
	"external_id":      text(0, MaxExternalID),
}
