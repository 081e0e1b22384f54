package blockkit

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Block elements, each with its properties.

var (
	actionID = map[string]rule{"action_id": text(1, MaxID)}
	common   = with(actionID, map[string]rule{"confirm": confirm.check, "focus_on_load": focus})
	holding  = map[string]rule{"placeholder": plain(MaxPlaceholder)}
	typing   = with(actionID, holding, map[string]rule{"focus_on_load": focus, "dispatch_action_config": dispatchConfig.check, "initial_value": text(0, MaxInputLength)})
	several  = map[string]rule{"max_selected_items": number(1, 1<<31)}
	idList   = list(0, 1000, text(1, MaxID))
)

// elements are all element shapes by type.
var elements = map[string]shape{
	"button": {
		fields: with(actionID, map[string]rule{
			"text": plain(MaxButtonText), "url": target, "value": text(0, MaxButtonValue), "style": one("primary", "danger"),
			"confirm": confirm.check, "accessibility_label": text(1, MaxAccessibility),
		}),
		need: []string{"text"},
	},
	"workflow_button": {
		fields: with(actionID, map[string]rule{
			"text": plain(MaxButtonText), "workflow": workflow.check, "style": one("primary", "danger"), "accessibility_label": text(1, MaxAccessibility),
		}),
		need: []string{"text", "workflow", "action_id"},
	},
	"icon_button": {
		fields: with(actionID, map[string]rule{
			"icon": one("trash"), "text": plain(MaxButtonText), "value": text(0, MaxButtonValue), "confirm": confirm.check,
			"accessibility_label": text(1, MaxAccessibility), "visible_to_user_ids": list(0, MaxVisibleUsers, text(1, MaxID)),
		}),
		need: []string{"icon", "text"},
	},
	"feedback_buttons": {
		fields: with(actionID, map[string]rule{"positive_button": feedback.check, "negative_button": feedback.check}),
		need:   []string{"positive_button", "negative_button"},
	},
	"overflow": {
		fields: with(actionID, map[string]rule{"options": list(1, MaxOverflow, menuOption), "confirm": confirm.check}),
		need:   []string{"options"},
	},
	"checkboxes": {
		fields: with(common, map[string]rule{"options": list(1, MaxChoices, choiceOption), "initial_options": list(1, MaxChoices, choiceOption)}),
		need:   []string{"options"}, more: checkInitial,
	},
	"radio_buttons": {
		fields: with(common, map[string]rule{"options": list(1, MaxChoices, choiceOption), "initial_option": choiceOption}),
		need:   []string{"options"}, more: checkInitial,
	},
	"static_select": {
		fields: with(common, holding, map[string]rule{"options": list(1, MaxOptions, selectOption), "option_groups": list(1, MaxGroups, optionGroup.check), "initial_option": selectOption}),
		more:   checkOptions,
	},
	"multi_static_select": {
		fields: with(common, holding, several, map[string]rule{"options": list(1, MaxOptions, selectOption), "option_groups": list(1, MaxGroups, optionGroup.check), "initial_options": list(1, MaxOptions, selectOption)}),
		more:   checkOptions,
	},
	"external_select":       {fields: with(common, holding, map[string]rule{"min_query_length": number(0, MaxText), "initial_option": selectOption})},
	"multi_external_select": {fields: with(common, holding, several, map[string]rule{"min_query_length": number(0, MaxText), "initial_options": list(1, MaxOptions, selectOption)}), more: checkMost},
	"users_select":          {fields: with(common, holding, map[string]rule{"initial_user": text(1, MaxID)})},
	"multi_users_select":    {fields: with(common, holding, several, map[string]rule{"initial_users": idList}), more: checkMost},
	"conversations_select": {fields: with(common, holding, map[string]rule{
		"initial_conversation": text(1, MaxID), "default_to_current_conversation": flag, "response_url_enabled": flag, "filter": conversationFilter.check,
	})},
	"multi_conversations_select": {fields: with(common, holding, several, map[string]rule{
		"initial_conversations": idList, "default_to_current_conversation": flag, "filter": conversationFilter.check,
	}), more: checkMost},
	"channels_select":       {fields: with(common, holding, map[string]rule{"initial_channel": text(1, MaxID), "response_url_enabled": flag})},
	"multi_channels_select": {fields: with(common, holding, several, map[string]rule{"initial_channels": idList}), more: checkMost},
	"datepicker":            {fields: with(common, holding, map[string]rule{"initial_date": date})},
	"timepicker":            {fields: with(common, holding, map[string]rule{"initial_time": pattern(timePattern, 5, 5), "timezone": zoneName})},
	"datetimepicker":        {fields: with(common, map[string]rule{"initial_date_time": number(1_000_000_000, 9_999_999_999)})},
	"plain_text_input": {
		fields: with(typing, map[string]rule{"multiline": flag, "min_length": number(0, MaxInputLength), "max_length": number(1, MaxInputLength)}),
		more:   checkLengths,
	},
	"email_text_input": {fields: typing},
	"url_text_input":   {fields: typing},
	"number_input": {
		fields: with(typing, map[string]rule{"is_decimal_allowed": flag, "initial_value": numeric, "min_value": numeric, "max_value": numeric}),
		need:   []string{"is_decimal_allowed"}, more: checkNumbers,
	},
	"file_input": {fields: with(actionID, map[string]rule{"filetypes": list(1, 100, text(1, MaxID)), "max_files": number(1, MaxFiles)})},
	"image":      {fields: with(imageSource, map[string]rule{"alt_text": text(1, MaxAltText)}), need: []string{"alt_text"}, more: oneSource},
}

func init() { // a rich text input holds a rich text block, whose table comes later
	elements["rich_text_input"] = shape{
		fields: with(actionID, holding, map[string]rule{
			"focus_on_load": focus, "dispatch_action_config": dispatchConfig.check, "initial_value": richText.check,
			"min_lines": number(1, MaxRichLines), "max_lines": number(1, MaxRichLines),
		}),
		need: []string{"action_id"},
	}
}

var imageSource = map[string]rule{"image_url": link(MaxURL), "slack_file": slackFile.check}

func oneSource(c *checker, at string, o object) {
	if (o["image_url"] == nil) == (o["slack_file"] == nil) {
		c.fail(at, "failed_constraint", nil, "must provide exactly one of: image_url, slack_file")
	}
}

var workflow = shape{
	fields: map[string]rule{"trigger": shape{
		fields: map[string]rule{"url": link(MaxURL), "customizable_input_parameters": list(0, 100, shape{
			fields: map[string]rule{"name": text(1, MaxID), "value": anything}, need: []string{"name", "value"},
		}.check)},
		need: []string{"url"},
	}.check},
	need: []string{"trigger"},
}

var feedback = shape{
	fields: map[string]rule{"text": plain(MaxButtonText), "value": text(1, MaxButtonValue), "accessibility_label": text(1, MaxAccessibility)},
	need:   []string{"text", "value"},
}

// checkOptions wants options or groups, and the initial ones among them.
func checkOptions(c *checker, at string, o object) {
	_, options := o["options"]
	_, groups := o["option_groups"]
	if options == groups {
		c.fail(at, "failed_constraint", nil, "must provide exactly one of: options, option_groups")
		return
	}
	checkInitial(c, at, o)
}

func checkLengths(c *checker, at string, o object) {
	shortest, hasMin := integer(o["min_length"])
	longest, hasMax := integer(o["max_length"])
	if hasMin && hasMax && shortest > longest {
		c.fail(at+"/min_length", "failed_constraint", nil, "min_length must not be greater than max_length")
	}
	if n := utf8.RuneCountInString(str(o, "initial_value")); hasMax && n > longest {
		c.fail(at+"/initial_value", "failed_constraint", object{"type": "max_length", "expected": longest}, "must be less than %d characters", longest+1)
	}
}

func integer(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil
}

func numeric(c *checker, at string, v any) {
	if s, ok := v.(string); !ok || s != "" && !decimalPattern.MatchString(s) {
		c.fail(at, "failed_constraint", object{"type": "pattern"}, "must be a number written as a string")
	}
}

func checkNumbers(c *checker, at string, o object) {
	whole := o["is_decimal_allowed"] == false
	values := map[string]float64{}
	for _, name := range []string{"min_value", "initial_value", "max_value"} {
		s := str(o, name)
		if s == "" {
			continue
		}
		if whole && !integerPattern.MatchString(s) {
			c.fail(at+"/"+name, "failed_constraint", nil, "must be a whole number")
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			values[name] = f
		}
	}
	lo, hasMin := values["min_value"]
	hi, hasMax := values["max_value"]
	if hasMin && hasMax && lo > hi {
		c.fail(at+"/min_value", "failed_constraint", nil, "min_value must not be greater than max_value")
	}
}

// pick takes some shapes out of the table.
func pick(names ...string) map[string]shape {
	out := map[string]shape{}
	for _, n := range names {
		s, ok := elements[n]
		if !ok {
			panic("sandbox: no element shape " + n) // a slip in the tables
		}
		out[n] = s
	}
	return out
}

var (
	selects = []string{"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
	multis  = []string{"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"}
	choices = []string{"checkboxes", "radio_buttons", "datepicker", "timepicker"}
)

// The elements that each block takes.
var (
	inSection = concat(selects, multis, choices, []string{"button", "workflow_button", "overflow", "image"})
	inActions = concat(selects, multis, choices, []string{"button", "workflow_button", "overflow", "datetimepicker", "rich_text_input"})
	inInput   = concat(selects, multis, choices, []string{"datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"})
)

func concat(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
