package blockkit

import "strconv"

// Composition objects: text, confirmation, option, filter, file.

// textShape is a text object. Besides its text it may have emoji when it is
// plain_text, and verbatim when it is mrkdwn.
func textShape(kind string, maxLen int) shape {
	fields := rules{"text": text(MinText, maxLen)}
	if kind == "plain_text" {
		fields["emoji"] = flag
	} else {
		fields["verbatim"] = flag
	}
	return shape{fields: with(fields), need: []string{"text"}}
}

// plain is a plain_text object of at most maxLen characters.
func plain(maxLen int) rule {
	return anyOf(map[string]shape{"plain_text": textShape("plain_text", maxLen)})
}

// words is a text object of either kind.
func words(maxLen int) rule {
	shapes := map[string]shape{"plain_text": textShape("plain_text", maxLen), "mrkdwn": textShape("mrkdwn", maxLen)}
	check := anyOf(shapes)
	return func(c *checker, at string, v any) {
		o, _ := v.(object)
		if _, known := shapes[str(o, "type")]; !known {
			check(c, at, v)
			return
		}
		c.union(at, func() { check(c, at, v) })
	}
}

var confirm = shape{
	fields: rules{
		"title": plain(MaxConfirmTitle), "text": words(MaxConfirmText), "confirm": plain(MaxConfirmConfirm), "deny": plain(MaxConfirmDeny),
		"style": one("primary", "danger"),
	},
	need: []string{"title", "text", "confirm", "deny"},
}

// option is an option whose text may be of the kinds that textRule takes.
func option(textRule func(int) rule, more rules) rule {
	s := shape{
		fields: rules{"text": textRule(MaxOptionText), "value": text(MinString, MaxOptionValue), "description": textRule(MaxOptionDescription)},
		need:   []string{"text", "value"},
	}
	for name, r := range more {
		s.fields[name] = r
	}
	return s.check
}

var (
	selectOption = option(plain, nil)
	choiceOption = option(words, nil) // of radio buttons and checkboxes
	menuOption   = option(plain, rules{"url": target(MaxOptionURL)})
)

var optionGroup = shape{
	fields: rules{"label": plain(MaxGroupLabel), "options": list(MinGroupOptions, MaxGroupOptions, selectOption)},
	need:   []string{"label", "options"},
}

var conversationFilter = shape{
	fields: rules{
		"include":                          list(MinFilterInclude, unlimited, one("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": flag,
		"exclude_bot_users":                flag,
	},
	more: func(c *checker, at string, o object) {
		if len(o) == 0 {
			c.fail(at, object{"type": "min_properties", "expected": 1}, "must have minimum 1 properties")
		}
	},
}

var dispatchConfig = shape{
	fields: rules{"trigger_actions_on": list(MinDispatchTriggers, MaxDispatchTriggers, one("on_enter_pressed", "on_character_entered"))},
}

// slackFile names a file by its id or its address.
var slackFile = shape{
	fields: rules{"id": pattern(slackFileID), "url": link(unlimited)},
	more:   exactlyOne("id", "url"),
}

// exactlyOne wants one of two properties.
func exactlyOne(a, b string) func(*checker, string, object) {
	return func(c *checker, at string, o object) {
		_, hasA := o[a]
		_, hasB := o[b]
		if hasA == hasB {
			c.fail(at, object{"type": "one_of", "expected": []string{a, b}}, "must define either `%s` or `%s`", a, b)
		}
	}
}

// focus is focus_on_load: true on one element of a payload at most.
func focus(c *checker, at string, v any) {
	on, ok := v.(bool)
	if !ok {
		flag(c, at, v)
		return
	}
	if on && c.focused {
		c.fail(at, object{"type": "unique"}, "only one element may be focused on load")
	}
	c.focused = c.focused || on
}

// responseURL is response_url_enabled: true in the inputs of modals alone.
func responseURL(c *checker, at string, v any) {
	on, ok := v.(bool)
	switch {
	case !ok:
		flag(c, at, v)
	case on && (c.surface != Modal || !c.inInput):
		c.fail(at, object{"type": "surface", "expected": "input of a modal"}, "response_url_enabled works in the inputs of modals only")
	}
}

// optionKey is what makes an option this one. Slack wants an initial option
// equal to an offered one; what it adds itself (emoji, verbatim) makes no
// difference.
type optionKey struct{ value, textKind, text, descriptionKind, description string }

func keyOf(v any) optionKey {
	o, _ := v.(object)
	t, _ := o["text"].(object)
	d, _ := o["description"].(object)
	return optionKey{str(o, "value"), str(t, "type"), str(t, "text"), str(d, "type"), str(d, "text")}
}

// offered are the options of an element, those of its groups too.
func offered(o object) map[optionKey]bool {
	out := map[optionKey]bool{}
	add := func(v any) {
		options, _ := v.([]any)
		for _, opt := range options {
			out[keyOf(opt)] = true
		}
	}
	add(o["options"])
	for _, g := range objects(o["option_groups"]) {
		add(g["options"])
	}
	return out
}

// checkInitial wants initial options among the offered ones, each once.
func checkInitial(c *checker, at string, o object) {
	first, hasOne := o["initial_option"]
	firsts, _ := o["initial_options"].([]any)
	if hasOne || len(firsts) > 0 {
		all, seen := offered(o), map[optionKey]bool{}
		if hasOne && !all[keyOf(first)] {
			c.fail(at+"/initial_option", object{"type": "enum"}, "must match one of the options")
		}
		for i, f := range firsts {
			p, key := at+"/initial_options/"+strconv.Itoa(i), keyOf(f)
			switch {
			case !all[key]:
				c.fail(p, object{"type": "enum"}, "must match one of the options")
			case seen[key]:
				c.fail(p, object{"type": "unique"}, "must not be the same as another initial option")
			}
			seen[key] = true
		}
	}
	checkMost(c, at, o)
}

// checkMost holds the initial ones of a multi-select to max_selected_items.
func checkMost(c *checker, at string, o object) {
	most, ok := integer(o["max_selected_items"])
	if !ok {
		return
	}
	for _, name := range []string{"initial_options", "initial_users", "initial_conversations", "initial_channels"} {
		if firsts, _ := o[name].([]any); len(firsts) > most {
			c.fail(at+"/"+name, object{"type": "max_items", "expected": most}, "no more than %d items allowed", most)
		}
	}
}
