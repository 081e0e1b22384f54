package blockkit

// Block elements that are no inputs, and what all elements share.

var (
	actionID = rules{"action_id": text(MinString, MaxActionID)}
	common   = with(actionID, rules{"confirm": confirm.check, "focus_on_load": focus})
	holding  = rules{"placeholder": plain(MaxPlaceholder)}
	several  = rules{"max_selected_items": number(MinMaxSelected, unlimited)}
	asking   = rules{"min_query_length": number(MinMinQuery, unlimited)}
	ids      = list(0, unlimited, word)
	style    = one("primary", "danger")
)

var button = shape{
	fields: with(actionID, rules{
		"text": plain(MaxButtonText), "url": target(MaxButtonURL), "value": text(0, MaxButtonValue), "style": style,
		"confirm": confirm.check, "accessibility_label": text(MinString, MaxButtonLabel),
	}),
	need: []string{"text"},
}

var workflowButton = shape{
	fields: with(actionID, rules{
		"text": plain(MaxWorkflowText), "workflow": workflow.check, "style": style, "accessibility_label": text(MinString, MaxWorkflowLabel),
	}),
	need: []string{"text", "workflow", "action_id"},
}

var workflow = shape{
	fields: rules{"trigger": shape{
		fields: rules{"url": link(unlimited), "customizable_input_parameters": list(0, unlimited, shape{
			fields: rules{"name": word, "value": anything}, need: []string{"name", "value"},
		}.check)},
		need: []string{"url"},
	}.check},
	need: []string{"trigger"},
}

var iconButton = shape{
	fields: with(actionID, rules{
		"icon": one("trash"), "text": plain(MaxIconText), "value": text(0, MaxIconValue), "confirm": confirm.check,
		"accessibility_label": text(MinString, MaxIconLabel), "visible_to_user_ids": list(0, MaxIconUsers, word),
	}),
	need: []string{"icon", "text"},
}

var feedbackButtons = shape{
	fields: with(actionID, rules{"positive_button": feedback.check, "negative_button": feedback.check}),
	need:   []string{"positive_button", "negative_button"},
}

var feedback = shape{
	fields: rules{
		"text": plain(MaxFeedbackText), "value": text(MinString, MaxFeedbackValue), "accessibility_label": text(MinString, MaxFeedbackLabel),
	},
	need: []string{"text", "value"},
}

var overflow = shape{
	fields: with(actionID, rules{"options": list(MinOverflowOptions, MaxOverflowOptions, menuOption), "confirm": confirm.check}),
	need:   []string{"options"},
}

// image is both the element and, with a title and an id, the block.
var image = shape{
	fields: with(rules{"image_url": link(MaxImageURL), "slack_file": slackFile.check, "alt_text": text(MinString, MaxImageAlt)}),
	need:   []string{"alt_text"},
	more:   imageSource,
}

// imageSource wants an image to come from one place. Slack names image_url
// when there is none (its answer in field reports).
func imageSource(c *checker, at string, o object) {
	_, hasURL := o["image_url"]
	_, hasFile := o["slack_file"]
	switch {
	case !hasURL && !hasFile:
		c.missing(at, "image_url")
	case hasURL && hasFile:
		exactlyOne("image_url", "slack_file")(c, at, o)
	}
}

// urlSource is where a task card has its knowledge from.
var urlSource = shape{
	fields: with(rules{"url": link(MaxSourceURL), "text": word}),
	need:   []string{"url", "text"},
}
