package blockkit

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"time"
)

// Composition objects: text, confirmation, option, filter.

var (
	datePattern     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timePattern     = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	slackFileID     = regexp.MustCompile(`^F[A-Z0-9]{8,}$`)
	decimalPattern  = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	integerPattern  = regexp.MustCompile(`^-?\d+$`)
	httpPattern     = regexp.MustCompile(`^https?://\S+$`)
	anchoredURL     = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$`)
	plainTextFields = map[string]rule{"type": anything, "text": anything, "emoji": flag}
	mrkdwnFields    = map[string]rule{"type": anything, "text": anything, "verbatim": flag}
)

// plain is a plain_text object of at most maxLen characters.
func plain(maxLen int) rule { return textObject(maxLen, "plain_text") }

// words is a text object of either kind.
func words(maxLen int) rule { return textObject(maxLen, "plain_text", "mrkdwn") }

func textObject(maxLen int, kinds ...string) rule {
	shapes := map[string]shape{}
	for _, k := range kinds {
		fields := plainTextFields
		if k == "mrkdwn" {
			fields = mrkdwnFields
		}
		shapes[k] = shape{fields: fields, need: []string{"text"}, more: func(c *checker, at string, o object) {
			if v, given := o["text"]; given {
				text(1, maxLen)(c, at+"/text", v)
			}
		}}
	}
	return anyOf(shapes)
}

// pattern is a string of a form.
func pattern(re *regexp.Regexp, minLen, maxLen int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.wrongType(at, "a string")
			return
		}
		c.length(at, s, minLen, maxLen)
		if !re.MatchString(s) {
			c.fail(at, "failed_constraint", object{"type": "pattern", "expected": re.String()}, "input must match regex pattern: %s", re.String())
		}
	}
}

// link is an absolute http or https address.
func link(maxLen int) rule { return pattern(httpPattern, 1, maxLen) }

// target is any absolute address, mailto: and the like too.
var target = pattern(anchoredURL, 1, MaxURL)

var confirm = shape{
	fields: map[string]rule{
		"title": plain(MaxConfirmTitle), "text": words(MaxConfirmText), "confirm": plain(MaxConfirmButton), "deny": plain(MaxConfirmButton),
		"style": one("primary", "danger"),
	},
	need: []string{"title", "text", "confirm", "deny"},
}

// option is an option whose text may be of the kinds that textRule takes.
func option(textRule func(int) rule, withURL bool) rule {
	s := shape{
		fields: map[string]rule{"text": textRule(MaxOptionText), "value": text(1, MaxOptionValue), "description": textRule(MaxOptionText)},
		need:   []string{"text", "value"},
	}
	if withURL {
		s.fields["url"] = target
	}
	return s.check
}

var (
	selectOption = option(plain, false)
	choiceOption = option(words, false)
	menuOption   = option(plain, true)
)

var optionGroup = shape{
	fields: map[string]rule{"label": plain(MaxGroupLabel), "options": list(1, MaxOptions, selectOption)},
	need:   []string{"label", "options"},
}

var conversationFilter = shape{
	fields: map[string]rule{
		"include":                          list(1, 4, one("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": flag,
		"exclude_bot_users":                flag,
	},
	more: func(c *checker, at string, o object) {
		if len(o) == 0 {
			c.fail(at, "missing_field", nil, "must provide at least one of: include, exclude_external_shared_channels, exclude_bot_users")
		}
	},
}

var dispatchConfig = shape{
	fields: map[string]rule{"trigger_actions_on": list(1, 2, one("on_enter_pressed", "on_character_entered"))},
}

// slackFile names a file by its id or its address.
var slackFile = shape{
	fields: map[string]rule{"id": pattern(slackFileID, 1, MaxID), "url": link(MaxURL)},
	more: func(c *checker, at string, o object) {
		if (o["id"] == nil) == (o["url"] == nil) {
			c.fail(at, "failed_constraint", nil, "must provide exactly one of: id, url")
		}
	},
}

func focus(c *checker, at string, v any) {
	on, ok := v.(bool)
	if !ok {
		c.wrongType(at, "a boolean")
		return
	}
	if on && c.focused {
		c.fail(at, "failed_constraint", nil, "only one element may be focused on load")
	}
	c.focused = c.focused || on
}

// IsDate reports whether s is a day of the calendar as YYYY-MM-DD.
func IsDate(s string) bool {
	_, err := time.Parse("2006-01-02", s)
	return err == nil && datePattern.MatchString(s)
}

// IsTime reports whether s is a time of day as HH:mm, 00:00 to 23:59.
func IsTime(s string) bool { return timePattern.MatchString(s) }

// IsNumber reports whether s is a number as number inputs write it.
func IsNumber(s string) bool { return decimalPattern.MatchString(s) }

// IsWhole reports whether s is such a number without decimals.
func IsWhole(s string) bool { return integerPattern.MatchString(s) }

func date(c *checker, at string, v any) {
	if s, ok := v.(string); !ok || !IsDate(s) {
		c.fail(at, "failed_constraint", object{"type": "pattern", "expected": "YYYY-MM-DD"}, "must be a date in the format YYYY-MM-DD")
	}
}

func zoneName(c *checker, at string, v any) {
	s, ok := v.(string)
	if ok && s != "" && s != "Local" {
		if _, err := time.LoadLocation(s); err == nil {
			return
		}
	}
	c.fail(at, "failed_constraint", nil, "must be an IANA time zone")
}

// sameOption compares an initial option with an offered one.
func sameOption(a, b any) bool {
	x, okX := a.(object)
	y, okY := b.(object)
	return okX && okY && x["value"] == y["value"] && reflect.DeepEqual(bareText(x["text"]), bareText(y["text"]))
}

func bareText(v any) any {
	o, ok := v.(object)
	if !ok {
		return v
	}
	return [2]any{o["type"], o["text"]}
}

// offeredIn reports whether an option is among the element's.
func offeredIn(o object, opt any) bool {
	all := objects(o["options"])
	for _, g := range objects(o["option_groups"]) {
		all = append(all, objects(g["options"])...)
	}
	for _, known := range all {
		if sameOption(known, opt) {
			return true
		}
	}
	return false
}

func checkInitial(c *checker, at string, o object) {
	if first, given := o["initial_option"]; given && !offeredIn(o, first) {
		c.fail(at+"/initial_option", "failed_constraint", nil, "initial_option must be one of the options")
	}
	firsts, _ := o["initial_options"].([]any)
	for i, first := range firsts {
		p := at + "/initial_options/" + strconv.Itoa(i)
		if !offeredIn(o, first) {
			c.fail(p, "failed_constraint", nil, "initial_options must be among the options")
		}
		for _, before := range firsts[:i] {
			if sameOption(before, first) {
				c.fail(p, "failed_constraint", nil, "initial_options must be different")
			}
		}
	}
	checkMost(c, at, o)
}

// checkMost holds the initial ones of a multi-select to max_selected_items.
func checkMost(c *checker, at string, o object) {
	most, ok := o["max_selected_items"].(json.Number)
	if !ok {
		return
	}
	n, err := strconv.Atoi(most.String())
	for _, name := range []string{"initial_options", "initial_users", "initial_conversations", "initial_channels"} {
		if firsts, _ := o[name].([]any); err == nil && len(firsts) > n {
			c.fail(at+"/"+name, "failed_constraint", object{"type": "max_items", "expected": n}, "no more than %d items allowed", n)
		}
	}
}
