package blockkit

// Blocks that show one thing, and those that hold other blocks: alerts, cards,
// carousels, task cards, plans, containers.

var (
	onlyButton = anyOf(map[string]shape{"button": button})
	onlyImage  = anyOf(map[string]shape{"image": image})
	onlyRich   = anyOf(map[string]shape{"rich_text": richText})
)

var alert = shape{
	fields: with(blockID, rules{"text": words(MaxAlertText), "level": one("default", "info", "warning", "error", "success")}),
	need:   []string{"text"},
}

var card = shape{
	fields: with(blockID, rules{
		"hero_image": onlyImage, "icon": onlyImage, "slack_icon": anyOf(map[string]shape{"icon": slackIcon}),
		"title": words(MaxCardTitle), "subtitle": words(MaxCardSubtitle), "body": words(MaxCardBody), "subtext": words(MaxCardSubtext),
		"actions": list(0, MaxCardActions, onlyButton),
	}),
	more: func(c *checker, at string, o object) {
		if o["hero_image"] == nil && o["title"] == nil && o["actions"] == nil && o["body"] == nil {
			c.fail(at, object{"type": "any_of", "expected": []string{"hero_image", "title", "actions", "body"}},
				"must define at least one of `hero_image`, `title`, `actions` or `body`")
		}
		if o["icon"] != nil && o["slack_icon"] != nil {
			exactlyOne("icon", "slack_icon")(c, at, o)
		}
		uniqueActions(c, at, o, "actions")
	},
}

// slackIcon is an icon by its name (composition-objects/slack-icon-object).
var slackIcon = shape{
	fields: with(rules{"name": one(
		"archive", "book", "bookmark", "bot", "bug", "calendar", "call", "caret-left", "caret-right", "check", "clipboard", "code", "comment",
		"compass", "copy", "cube", "download", "edit", "email", "eye-closed", "eye-open", "file", "flag", "folder", "gear", "globe", "heart", "help",
		"image", "info", "key", "lightbulb", "link", "map", "mobile", "new-window", "pin", "plus", "refine", "refresh", "rocket", "save", "screen",
		"share", "sparkle", "star", "star-filled", "tag", "thumbs-down", "thumbs-up", "trash", "upload", "user", "warning",
	)}),
	need: []string{"name"},
}

var carousel = shape{
	fields: with(blockID, rules{"elements": list(MinCarousel, MaxCarousel, identified(anyOf(map[string]shape{"card": card})))}),
	need:   []string{"elements"},
}

var taskCard = shape{
	fields: with(blockID, rules{
		"task_id": word, "title": word, "status": one("pending", "in_progress", "complete", "error"), "hide_title": flag,
		"details": onlyRich, "output": onlyRich,
		"sources": list(0, unlimited, anyOf(map[string]shape{"url": urlSource})),
	}),
	need: []string{"task_id", "title"},
}

var plan = shape{
	fields: with(blockID, rules{
		"title": word, "tasks": list(0, MaxPlanTasks, identified(anyOf(map[string]shape{"task_card": taskCard}))),
	}),
	need: []string{"title"},
}

// inContainer are the blocks that a container may hold, of those that its
// surface has. The list is the reference's; Slack's own checker was seen to
// take another one (without file, input and rich_text, with some that are not
// published), and the two have these in common but for those three.
var inContainer = []string{"actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"}

// container is a container on a surface.
func container(children rule) shape {
	return shape{
		fields: with(blockID, rules{
			"title": plain(MaxContainerTitle), "rich_text_title": onlyRich, "subtitle": words(MaxContainerSubtitle), "icon": onlyImage,
			"width": one("narrow", "standard", "wide", "full"), "is_collapsible": flag, "default_collapsed": flag, "has_header_divider": flag,
			"child_blocks": list(MinContainer, MaxContainer, identified(children)),
		}),
		need: []string{"child_blocks"},
		more: func(c *checker, at string, o object) {
			if o["title"] == nil && o["rich_text_title"] == nil {
				c.fail(at, object{"type": "any_of", "expected": []string{"title", "rich_text_title"}}, "must define either `title` or `rich_text_title`")
			}
			if o["default_collapsed"] == true && o["is_collapsible"] != true {
				c.fail(at+"/default_collapsed", object{"type": "requires", "expected": "is_collapsible"}, "default_collapsed needs is_collapsible")
			}
			if o["has_header_divider"] == true && o["is_collapsible"] == true {
				c.fail(at+"/has_header_divider", object{"type": "excludes", "expected": "is_collapsible"}, "has_header_divider works without is_collapsible only")
			}
		},
	}
}
