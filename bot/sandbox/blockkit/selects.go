package blockkit

// Elements by which a person chooses: menus, radio buttons, checkboxes, dates.

var (
	offering = rules{
		"options":       list(MinElements, MaxSelectOptions, selectOption),
		"option_groups": list(MinElements, MaxSelectGroups, optionGroup.check),
	}
	manyFirst = rules{"initial_options": list(MinElements, MaxSelectOptions, selectOption)}
)

// selects are the menus for one, multis those for several, choices the rest.
var (
	selects = map[string]shape{
		"static_select":   {fields: with(common, holding, offering, rules{"initial_option": selectOption}), more: checkOptions},
		"external_select": {fields: with(common, holding, asking, rules{"initial_option": selectOption})},
		"users_select":    {fields: with(common, holding, rules{"initial_user": word})},
		"conversations_select": {fields: with(common, holding, rules{
			"initial_conversation": word, "default_to_current_conversation": flag, "response_url_enabled": responseURL, "filter": conversationFilter.check,
		})},
		"channels_select": {fields: with(common, holding, rules{"initial_channel": word, "response_url_enabled": responseURL})},
	}
	multis = map[string]shape{
		"multi_static_select":   {fields: with(common, holding, several, offering, manyFirst), more: checkOptions},
		"multi_external_select": {fields: with(common, holding, several, asking, manyFirst), more: checkMost},
		"multi_users_select":    {fields: with(common, holding, several, rules{"initial_users": ids}), more: checkMost},
		"multi_conversations_select": {fields: with(common, holding, several, rules{
			"initial_conversations": ids, "default_to_current_conversation": flag, "filter": conversationFilter.check,
		}), more: checkMost},
		"multi_channels_select": {fields: with(common, holding, several, rules{"initial_channels": ids}), more: checkMost},
	}
	choices = map[string]shape{
		"checkboxes": {
			fields: with(common, rules{
				"options":         list(MinCheckboxes, MaxCheckboxes, choiceOption),
				"initial_options": list(MinCheckboxes, MaxCheckboxes, choiceOption),
			}),
			need: []string{"options"}, more: checkInitial,
		},
		"radio_buttons": {
			fields: with(common, rules{"options": list(MinRadioButtons, MaxRadioButtons, choiceOption), "initial_option": choiceOption}),
			need:   []string{"options"}, more: checkInitial,
		},
		"datepicker": {fields: with(common, holding, rules{"initial_date": date})},
		"timepicker": {fields: with(common, holding, rules{"initial_time": pattern(timePattern), "timezone": zoneName})},
	}
	dateTime = map[string]shape{
		"datetimepicker": {fields: with(common, rules{"initial_date_time": number(MinDateTime, MaxDateTime)})},
	}
)

// checkOptions wants options or groups, and the initial ones among them.
func checkOptions(c *checker, at string, o object) {
	exactlyOne("options", "option_groups")(c, at, o)
	checkInitial(c, at, o)
}
