package blockkit_test

import "fmt"

// The rows of the table of limits: messages, views, objects and elements.

func limits() []limit {
	var out []limit
	for _, group := range [][]limit{
		messageLimits(), viewLimits(), objectLimits(), buttonLimits(), selectLimits(), placeholderLimits(), typingLimits(), stringLimits(),
		blockLimits(), richLimits(), cardLimits(), tableLimits(), chartLimits(), videoLimits(),
	} {
		out = append(out, group...)
	}
	return out
}

func messageLimits() []limit {
	return []limit{
		{"MinChannel", "/channel", asMessage, func(n int) string { return `{"channel":"` + xs(n) + `","text":"x"}` }},
		{"MaxMessageBlocks", "", onMessage, func(n int) string { return times(n, `{"type":"divider"}`) }},
		{"MaxMessageBlocks", "/blocks", asMessage, func(n int) string { return `{"blocks":` + times(n, `{"type":"divider"}`) + `}` }},
		{"MaxMessageBlocks", "/attachments/0/blocks", asMessage, func(n int) string {
			return `{"attachments":[{"blocks":` + times(n, `{"type":"divider"}`) + `}]}`
		}},
		{"MaxAttachments", "/attachments", asMessage, func(n int) string { return `{"attachments":` + times(n, `{"text":"x"}`) + `}` }},
	}
}

func viewLimits() []limit {
	return []limit{
		{"MaxViewTitle", "/title/text", asView, func(n int) string { return `{"type":"modal","title":` + pt(n) + `,"blocks":[]}` }},
		{"MaxViewSubmit", "/submit/text", asView, func(n int) string {
			return `{"type":"modal","title":` + pt(1) + `,"submit":` + pt(n) + `,"blocks":[]}`
		}},
		{"MaxViewClose", "/close/text", asView, func(n int) string { return modalWith(`,"close":`+pt(n), `[]`) }},
		{"MaxViewBlocks", "/blocks", asView, func(n int) string { return modalWith("", times(n, `{"type":"divider"}`)) }},
		{"MaxViewBlocks", "/blocks", asView, func(n int) string { return `{"type":"home","blocks":` + times(n, `{"type":"divider"}`) + `}` }},
		{"MaxPrivateMetadata", "/private_metadata", asView, func(n int) string { return modalWith(`,"private_metadata":"`+xs(n)+`"`, `[]`) }},
		{"MaxPrivateMetadata", "/private_metadata", asView, func(n int) string {
			return `{"type":"home","blocks":[],"private_metadata":"` + xs(n) + `"}`
		}},
		{"MaxCallbackID", "/callback_id", asView, func(n int) string { return modalWith(`,"callback_id":"`+xs(n)+`"`, `[]`) }},
		{"MaxExternalID", "/external_id", asView, func(n int) string { return modalWith(`,"external_id":"`+xs(n)+`"`, `[]`) }},
	}
}

func objectLimits() []limit {
	selecting := func(option string) string { return row(`{"type":"static_select","options":[` + option + `]}`) }
	grouped := func(group string) string { return row(`{"type":"static_select","option_groups":[` + group + `]}`) }
	return []limit{
		{"MaxConfirmTitle", "/0/elements/0/confirm/title/text", onMessage, func(n int) string { return row(button(confirmWith(n, 1, 1, 1))) }},
		{"MaxConfirmText", "/0/elements/0/confirm/text/text", onMessage, func(n int) string { return row(button(confirmWith(1, n, 1, 1))) }},
		{"MaxConfirmConfirm", "/0/elements/0/confirm/confirm/text", onMessage, func(n int) string { return row(button(confirmWith(1, 1, n, 1))) }},
		{"MaxConfirmDeny", "/0/elements/0/confirm/deny/text", onMessage, func(n int) string { return row(button(confirmWith(1, 1, 1, n))) }},
		{"MaxOptionText", "/0/elements/0/options/0/text/text", onMessage, func(n int) string { return selecting(`{"value":"v","text":` + pt(n) + `}`) }},
		{"MaxOptionText", "/options/0/text/text", asOptions, func(n int) string { return `{"options":[{"value":"v","text":` + pt(n) + `}]}` }},
		{"MaxOptionText", "/0/elements/0/options/0/text/text", onMessage, func(n int) string {
			return row(`{"type":"checkboxes","options":[{"value":"v","text":` + md(n) + `}]}`)
		}},
		{"MaxOptionValue", "/0/elements/0/options/0/value", onMessage, func(n int) string {
			return selecting(`{"text":` + pt(1) + `,"value":"` + xs(n) + `"}`)
		}},
		{"MaxOptionDescription", "/0/elements/0/options/0/description/text", onMessage, func(n int) string {
			return selecting(`{"text":` + pt(1) + `,"value":"v","description":` + pt(n) + `}`)
		}},
		{"MaxOptionURL", "/0/elements/0/options/0/url", onMessage, func(n int) string {
			return row(`{"type":"overflow","options":[{"text":` + pt(1) + `,"value":"v","url":"` + web(n) + `"}]}`)
		}},
		{"MaxGroupLabel", "/0/elements/0/option_groups/0/label/text", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(n) + `,"options":` + options(1) + `}`)
		}},
		{"MinGroupOptions", "/0/elements/0/option_groups/0/options", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(1) + `,"options":` + options(n) + `}`)
		}},
		{"MaxGroupOptions", "/0/elements/0/option_groups/0/options", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(1) + `,"options":` + options(n) + `}`)
		}},
		{"MinFilterInclude", "/0/elements/0/filter/include", onMessage, func(n int) string {
			return row(`{"type":"conversations_select","filter":{"include":` + times(n, `"im"`) + `}}`)
		}},
		{"MinDispatchTriggers", "/0/element/dispatch_action_config/trigger_actions_on", onMessage, triggers},
		{"MaxDispatchTriggers", "/0/element/dispatch_action_config/trigger_actions_on", onMessage, triggers},
	}
}

func triggers(n int) string {
	return input(`{"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":` + times(n, `"on_enter_pressed"`) + `}}`)
}

func buttonLimits() []limit {
	workflow := func(more string) string {
		return `,"action_id":"a","workflow":{"trigger":{"url":"https://example.com/t"}}` + more + `}`
	}
	feedback := func(b string) string {
		return block(`{"type":"context_actions","elements":[{"type":"feedback_buttons","negative_button":{"text":` + pt(1) + `,"value":"n"},"positive_button":` + b + `}]}`)
	}
	icon := func(more string) string {
		return block(`{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash"` + more + `}]}`)
	}
	return []limit{
		{"MaxButtonText", "/0/elements/0/text/text", onMessage, func(n int) string { return row(`{"type":"button","text":` + pt(n) + `}`) }},
		{"MaxButtonURL", "/0/elements/0/url", onMessage, func(n int) string { return row(button(`,"url":"` + web(n) + `"`)) }},
		{"MaxButtonValue", "/0/elements/0/value", onMessage, func(n int) string { return row(button(`,"value":"` + xs(n) + `"`)) }},
		{"MaxButtonLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return row(button(`,"accessibility_label":"` + xs(n) + `"`))
		}},
		{"MaxWorkflowText", "/0/elements/0/text/text", onMessage, func(n int) string {
			return row(`{"type":"workflow_button","text":` + pt(n) + workflow(""))
		}},
		{"MaxWorkflowLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return row(`{"type":"workflow_button","text":` + pt(1) + workflow(`,"accessibility_label":"`+xs(n)+`"`))
		}},
		{"MaxFeedbackText", "/0/elements/0/positive_button/text/text", onMessage, func(n int) string { return feedback(`{"text":` + pt(n) + `,"value":"p"}`) }},
		{"MaxFeedbackValue", "/0/elements/0/positive_button/value", onMessage, func(n int) string {
			return feedback(`{"text":` + pt(1) + `,"value":"` + xs(n) + `"}`)
		}},
		{"MaxFeedbackLabel", "/0/elements/0/positive_button/accessibility_label", onMessage, func(n int) string {
			return feedback(`{"text":` + pt(1) + `,"value":"p","accessibility_label":"` + xs(n) + `"}`)
		}},
		{"MaxIconText", "/0/elements/0/text/text", onMessage, func(n int) string { return icon(`,"text":` + pt(n)) }},
		{"MaxIconValue", "/0/elements/0/value", onMessage, func(n int) string { return icon(`,"text":` + pt(1) + `,"value":"` + xs(n) + `"`) }},
		{"MaxIconLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return icon(`,"text":` + pt(1) + `,"accessibility_label":"` + xs(n) + `"`)
		}},
		{"MaxIconUsers", "/0/elements/0/visible_to_user_ids", onMessage, func(n int) string {
			return icon(`,"text":` + pt(1) + `,"visible_to_user_ids":` + times(n, `"U%d"`))
		}},
	}
}

func selectLimits() []limit {
	of := func(kind, list string) func(n int) string {
		return func(n int) string { return row(`{"type":"` + kind + `","` + list + `":` + options(n) + `}`) }
	}
	groups := func(n int) string {
		return row(`{"type":"static_select","option_groups":` + times(n, `{"label":`+pt(1)+`,"options":[`+opt+`]}`) + `}`)
	}
	out := []limit{
		{"MaxSelectOptions", "/0/elements/0/options", onMessage, of("static_select", "options")},
		{"MaxSelectOptions", "/0/elements/0/options", onMessage, of("multi_static_select", "options")},
		{"MaxSelectOptions", "/options", asOptions, func(n int) string { return `{"options":` + options(n) + `}` }},
		{"MinElements", "/0/elements/0/options", onMessage, of("static_select", "options")},
		{"MaxSelectGroups", "/0/elements/0/option_groups", onMessage, groups},
		{"MaxSelectGroups", "/option_groups", asOptions, func(n int) string {
			return `{"option_groups":` + times(n, `{"label":`+pt(1)+`,"options":[`+opt+`]}`) + `}`
		}},
		{"MinElements", "/0/elements/0/option_groups", onMessage, groups},
		{"MinMinQuery", "/0/elements/0/min_query_length", onMessage, func(n int) string {
			return row(fmt.Sprintf(`{"type":"external_select","min_query_length":%d}`, n))
		}},
		{"MinOverflowOptions", "/0/elements/0/options", onMessage, of("overflow", "options")},
		{"MaxOverflowOptions", "/0/elements/0/options", onMessage, of("overflow", "options")},
		{"MinCheckboxes", "/0/elements/0/options", onMessage, of("checkboxes", "options")},
		{"MaxCheckboxes", "/0/elements/0/options", onMessage, of("checkboxes", "options")},
		{"MinRadioButtons", "/0/elements/0/options", onMessage, of("radio_buttons", "options")},
		{"MaxRadioButtons", "/0/elements/0/options", onMessage, of("radio_buttons", "options")},
	}
	for kind, offer := range map[string]string{
		"multi_static_select": `,"options":` + options(2), "multi_external_select": "", "multi_users_select": "",
		"multi_conversations_select": "", "multi_channels_select": "",
	} {
		out = append(out, limit{"MinMaxSelected", "/0/elements/0/max_selected_items", onMessage, func(n int) string {
			return row(fmt.Sprintf(`{"type":"%s"%s,"max_selected_items":%d}`, kind, offer, n))
		}})
	}
	return out
}

// placeholderLimits has a row for each of the elements with a placeholder.
func placeholderLimits() []limit {
	var out []limit
	for kind, more := range map[string]string{
		"static_select": `,"options":` + options(1), "multi_static_select": `,"options":` + options(1), "external_select": "", "multi_external_select": "",
		"users_select": "", "multi_users_select": "", "conversations_select": "", "multi_conversations_select": "", "channels_select": "",
		"multi_channels_select": "", "datepicker": "", "timepicker": "", "plain_text_input": "", "email_text_input": "", "url_text_input": "",
		"number_input": `,"is_decimal_allowed":true`, "rich_text_input": `,"action_id":"a"`,
	} {
		out = append(out, limit{"MaxPlaceholder", "/0/element/placeholder/text", onMessage, func(n int) string {
			return input(`{"type":"` + kind + `"` + more + `,"placeholder":` + pt(n) + `}`)
		}})
	}
	return out
}

func typingLimits() []limit {
	field := func(kind, property string) func(n int) string {
		return func(n int) string {
			return input(fmt.Sprintf(`{"type":"%s","action_id":"a","%s":%d}`, kind, property, n))
		}
	}
	dateTime := func(n int) string { return row(fmt.Sprintf(`{"type":"datetimepicker","initial_date_time":%d}`, n)) }
	source := func(n int) string {
		return block(`{"type":"task_card","task_id":"t","title":"x","sources":[{"type":"url","text":"x","url":"` + web(n) + `"}]}`)
	}
	return []limit{
		{"MinInputMinLength", "/0/element/min_length", onMessage, field("plain_text_input", "min_length")},
		{"MaxInputMinLength", "/0/element/min_length", onMessage, field("plain_text_input", "min_length")},
		{"MinInputMaxLength", "/0/element/max_length", onMessage, field("plain_text_input", "max_length")},
		{"MaxInputMaxLength", "/0/element/max_length", onMessage, field("plain_text_input", "max_length")},
		{"MaxInitialValue", "/0/element/initial_value", onMessage, func(n int) string {
			return input(`{"type":"plain_text_input","initial_value":"` + xs(n) + `"}`)
		}},
		{"MaxInitialValue", "/0/element/initial_value", onMessage, func(n int) string {
			return input(`{"type":"email_text_input","initial_value":"` + xs(n) + `"}`)
		}},
		{"MinFiles", "/0/element/max_files", onModal, field("file_input", "max_files")},
		{"MaxFiles", "/0/element/max_files", onModal, field("file_input", "max_files")},
		{"MinElements", "/0/element/filetypes", onModal, func(n int) string { return input(`{"type":"file_input","filetypes":` + times(n, `"png"`) + `}`) }},
		{"MinRichMinLines", "/0/element/min_lines", onMessage, field("rich_text_input", "min_lines")},
		{"MaxRichMinLines", "/0/element/min_lines", onMessage, field("rich_text_input", "min_lines")},
		{"MinRichMaxLines", "/0/element/max_lines", onMessage, field("rich_text_input", "max_lines")},
		{"MaxRichMaxLines", "/0/element/max_lines", onMessage, field("rich_text_input", "max_lines")},
		{"MinDateTime", "/0/elements/0/initial_date_time", onMessage, dateTime},
		{"MaxDateTime", "/0/elements/0/initial_date_time", onMessage, dateTime},
		{"MaxSourceURL", "/0/sources/0/url", onMessage, source},
	}
}

// stringLimits are the strings that must say something.
func stringLimits() []limit {
	var out []limit
	for pointer, payload := range map[string]func(s string) string{
		"/0/elements/0/action_id":           func(s string) string { return row(button(`,"action_id":` + s)) },
		"/0/elements/0/accessibility_label": func(s string) string { return row(button(`,"accessibility_label":` + s)) },
		"/0/elements/0/options/0/value": func(s string) string {
			return row(`{"type":"overflow","options":[{"text":` + pt(1) + `,"value":` + s + `}]}`)
		},
		"/0/alt_text": func(s string) string {
			return block(`{"type":"image","image_url":"https://example.com/a","alt_text":` + s + `}`)
		},
		"/0/elements/0/elements/0/text":    func(s string) string { return line(`{"type":"text","text":` + s + `}`) },
		"/0/elements/0/elements/0/user_id": func(s string) string { return line(`{"type":"user","user_id":` + s + `}`) },
		"/0/external_id":                   func(s string) string { return block(`{"type":"file","source":"remote","external_id":` + s + `}`) },
		"/0/task_id":                       func(s string) string { return block(`{"type":"task_card","title":"x","task_id":` + s + `}`) },
		"/0/caption": func(s string) string {
			return block(`{"type":"data_table","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"}]],"caption":` + s + `}`)
		},
	} {
		out = append(out, limit{"MinString", pointer, onMessage, func(n int) string { return payload(quoted(xs(n))) }})
	}
	return out
}
