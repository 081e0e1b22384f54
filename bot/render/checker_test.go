package render_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// Slack's limits, as its documentation and its validator give them.
const (
	limitText        = 3000
	limitMessageText = 4000 // chat.update refuses more
	limitBlocks      = 50
	limitViewBlocks  = 100
	limitPlain       = 150 // header, placeholder
	limitLabel       = 75  // button, option
	limitID          = 255
	limitButtonValue = 2000
	limitOptionValue = 150
	limitLong        = 2000 // input labels and hints, section fields
	limitConfirmBody = 300
	limitConfirmHead = 100
	limitConfirmYes  = 30
	limitTitle       = 24
	limitMetadata    = 3000
	limitActions     = 25
	limitContext     = 10
	limitOptions     = 100
	limitOverflow    = 5
	limitChoices     = 10
	limitViewBytes   = 250_000
)

// checker walks a body and notes what Slack would refuse.
type checker struct {
	surface  string
	problems []string
	blockIDs map[string]bool
	focus    int
}

// check gives what Slack would refuse in a body.
func check(m map[string]any, bytes int) []string {
	c := &checker{surface: "message", blockIDs: map[string]bool{}}
	most := limitBlocks
	switch m["type"] {
	case "modal":
		c.surface, most = "modal", limitViewBlocks
		c.view(m)
	case "home":
		c.surface, most = "home", limitViewBlocks
	default:
		c.keys("message", m, "text", "blocks")
		if s, _ := m["text"].(string); s == "" || utf8.RuneCountInString(s) > limitMessageText {
			c.bad("text of the message has %d characters", utf8.RuneCountInString(s))
		}
	}
	if bytes > limitViewBytes {
		c.bad("the body has %d bytes", bytes)
	}
	blocks, ok := m["blocks"].([]any)
	if !ok || len(blocks) > most || len(blocks) == 0 {
		c.bad("%d blocks (%v)", len(blocks), m["blocks"] == nil)
	}
	for i, b := range blocks {
		c.block(fmt.Sprintf("blocks/%d", i), b.(map[string]any))
	}
	if c.focus > 1 {
		c.bad("%d elements want the focus", c.focus)
	}
	return append(c.problems, bySlack(m)...)
}

// bySlack is what the sandbox's Slack would refuse. It is the stricter half:
// it knows every property of every block. The rest of this file is the house's
// own taste, and the limits written down a second time.
func bySlack(m map[string]any) []string {
	raw, err := json.Marshal(m)
	if err != nil {
		return []string{err.Error()}
	}
	v, err := blockkit.Decode(raw)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	if m["type"] != nil {
		for _, p := range blockkit.CheckView("", v, blockkit.Modal, blockkit.Home) {
			out = append(out, p.String())
		}
		return out
	}
	for _, p := range blockkit.CheckMessage("", v) {
		out = append(out, p.String())
	}
	if n := blockkit.TextLength(m["blocks"]); n > blockkit.MaxMessageBlocksText {
		out = append(out, fmt.Sprintf("the blocks say %d characters", n))
	}
	return out
}

func (c *checker) bad(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// keys refuses properties that Slack does not know.
func (c *checker) keys(where string, m map[string]any, known ...string) {
	for k := range m {
		if !slices.Contains(known, k) {
			c.bad("%s: unknown property %s", where, k)
		}
	}
}

func (c *checker) view(m map[string]any) {
	c.keys("view", m, "type", "title", "submit", "close", "blocks", "callback_id", "private_metadata", "notify_on_close")
	for _, k := range []string{"title", "submit", "close"} {
		if m[k] != nil {
			c.text(k, m[k], limitTitle, "plain_text")
		} else if k == "title" {
			c.bad("no title")
		}
	}
	if s, _ := m["private_metadata"].(string); utf8.RuneCountInString(s) > limitMetadata {
		c.bad("private_metadata has %d characters", utf8.RuneCountInString(s))
	}
	blocks, _ := m["blocks"].([]any)
	for _, b := range blocks {
		if b.(map[string]any)["type"] == "input" && m["submit"] == nil {
			c.bad("inputs without submit")
		}
	}
}

func (c *checker) str(where string, v any, least, most int) {
	s, ok := v.(string)
	n := utf8.RuneCountInString(s)
	if !ok && v != nil || n < least || n > most {
		c.bad("%s: %d characters, not %d to %d", where, n, least, most)
	}
}

func (c *checker) text(where string, v any, most int, types ...string) {
	m, ok := v.(map[string]any)
	if !ok {
		c.bad("%s: no text", where)
		return
	}
	c.str(where, m["text"], 1, most)
	if !slices.Contains(types, fmt.Sprint(m["type"])) {
		c.bad("%s: type %v", where, m["type"])
	}
	if m["type"] == "plain_text" {
		c.keys(where, m, "type", "text", "emoji")
	} else {
		c.keys(where, m, "type", "text", "verbatim")
	}
}

// surfaces are the blocks that we use and where Slack allows them.
var surfaces = map[string]string{
	"rich_text": "message modal home", "divider": "message modal home", "context": "message modal home", "actions": "message modal home",
	"image": "message", "section": "message modal home", "header": "message modal home", "input": "modal",
}

func (c *checker) block(where string, m map[string]any) {
	kind := fmt.Sprint(m["type"])
	if !strings.Contains(surfaces[kind], c.surface) {
		c.bad("%s: no %s in a %s", where, kind, c.surface)
	}
	if id, ok := m["block_id"].(string); ok {
		c.str(where+"/block_id", id, 1, limitID)
		if c.blockIDs[id] {
			c.bad("%s: block_id %s twice", where, id)
		}
		c.blockIDs[id] = true
	}
	switch kind {
	case "rich_text":
		c.keys(where, m, "type", "elements", "block_id")
		c.richText(where, m["elements"].([]any))
	case "context":
		c.keys(where, m, "type", "elements", "block_id")
		c.count(where, m["elements"], 1, limitContext)
		for _, e := range m["elements"].([]any) {
			c.text(where, e, limitText, "plain_text", "mrkdwn")
		}
	case "actions":
		c.keys(where, m, "type", "elements", "block_id")
		c.elements(where, m["elements"])
	case "section":
		c.keys(where, m, "type", "text", "accessory", "block_id")
		c.text(where, m["text"], limitText, "plain_text", "mrkdwn")
		if a, ok := m["accessory"].(map[string]any); ok {
			c.element(where+"/accessory", a)
		}
	case "image":
		c.keys(where, m, "type", "slack_file", "alt_text", "title")
		c.str(where+"/alt_text", m["alt_text"], 1, limitLong)
		c.text(where+"/title", m["title"], limitLong, "plain_text")
	case "header":
		c.keys(where, m, "type", "text", "block_id")
		c.text(where, m["text"], limitPlain, "plain_text")
	case "input":
		c.keys(where, m, "type", "label", "element", "hint", "optional", "dispatch_action", "block_id")
		c.text(where+"/label", m["label"], limitLong, "plain_text")
		if m["hint"] != nil {
			c.text(where+"/hint", m["hint"], limitLong, "plain_text")
		}
		c.element(where+"/element", m["element"].(map[string]any))
	}
}

func (c *checker) count(where string, v any, least, most int) {
	list, _ := v.([]any)
	if len(list) < least || len(list) > most {
		c.bad("%s: %d items, not %d to %d", where, len(list), least, most)
	}
}

func (c *checker) elements(where string, v any) {
	c.count(where, v, 1, limitActions)
	ids := map[string]bool{}
	buttons := 0
	for i, e := range v.([]any) {
		m := e.(map[string]any)
		if id := fmt.Sprint(m["action_id"]); ids[id] {
			c.bad("%s: action_id %s twice", where, id)
		} else {
			ids[id] = true
		}
		if m["type"] == "button" {
			buttons++
		}
		c.element(fmt.Sprintf("%s/%d", where, i), m)
	}
	if buttons > 4 && len(ids) == buttons && !ids["rate.give#5"] { // a scale has as many as it has
		c.bad("%s: %d buttons, more than the house allows", where, buttons)
	}
}

func (c *checker) element(where string, m map[string]any) {
	c.str(where+"/action_id", m["action_id"], 1, limitID)
	if m["focus_on_load"] == true {
		c.focus++
	}
	if m["placeholder"] != nil {
		c.text(where+"/placeholder", m["placeholder"], limitPlain, "plain_text")
	}
	switch m["type"] {
	case "button":
		c.button(where, m)
	case "overflow":
		c.keys(where, m, "type", "action_id", "options")
		c.options(where, m["options"], 1, limitOverflow)
	case "static_select":
		if m["option_groups"] != nil {
			c.keys(where, m, "type", "action_id", "option_groups", "placeholder", "initial_option")
			c.groups(where, m)
			return
		}
		c.keys(where, m, "type", "action_id", "options", "placeholder", "initial_option")
		c.options(where, m["options"], 1, limitOptions)
		c.initial(where, m["options"], m["initial_option"])
	case "multi_static_select", "checkboxes":
		most := limitOptions
		if m["type"] == "checkboxes" {
			most = limitChoices
		}
		if m["type"] == "multi_static_select" && m["option_groups"] != nil {
			c.keys(where, m, "type", "action_id", "option_groups", "placeholder", "initial_options")
			c.groups(where, m)
			break
		}
		c.keys(where, m, "type", "action_id", "options", "placeholder", "initial_options")
		c.options(where, m["options"], 1, most)
		if list, ok := m["initial_options"].([]any); ok {
			c.initial(where, m["options"], list...)
			c.count(where, list, 1, most)
		}
	case "radio_buttons":
		c.keys(where, m, "type", "action_id", "options", "initial_option")
		c.options(where, m["options"], 1, limitChoices)
		if first := m["initial_option"]; first != nil {
			c.initial(where, m["options"], first)
		}
	case "datetimepicker":
		c.keys(where, m, "type", "action_id", "initial_date_time")
		if at, set := m["initial_date_time"].(float64); set && (at < 1e9 || at > 1e10-1) {
			c.bad("%s: initial_date_time %v has not ten digits", where, m["initial_date_time"])
		}
	case "datepicker":
		c.keys(where, m, "type", "action_id", "placeholder", "initial_date")
		if m["initial_date"] != nil {
			c.str(where+"/initial_date", m["initial_date"], 10, 10)
		}
	case "users_select":
		c.keys(where, m, "type", "action_id", "placeholder", "initial_user")
	case "multi_users_select":
		c.keys(where, m, "type", "action_id", "placeholder", "initial_users")
		if list, ok := m["initial_users"].([]any); ok {
			c.count(where, list, 1, limitOptions)
		}
	case "number_input":
		c.keys(where, m, "type", "action_id", "is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder", "focus_on_load")
		if _, said := m["is_decimal_allowed"].(bool); !said {
			c.bad("%s: is_decimal_allowed is required", where)
		}
	case "plain_text_input":
		c.keys(where, m, "type", "action_id", "placeholder", "initial_value", "multiline", "max_length", "focus_on_load", "dispatch_action_config")
		c.str(where+"/initial_value", m["initial_value"], 0, int(m["max_length"].(float64)))
		if n := m["max_length"].(float64); n < 1 || n > limitText {
			c.bad("%s: max_length %v", where, n)
		}
	default:
		c.bad("%s: element %v", where, m["type"])
	}
}

// groups checks a select whose options stand under headings.
func (c *checker) groups(where string, m map[string]any) {
	c.count(where+"/option_groups", m["option_groups"], 1, limitOptions)
	var all []any
	for i, g := range m["option_groups"].([]any) {
		group := g.(map[string]any)
		c.keys(where, group, "label", "options")
		c.text(where+"/label", group["label"], limitLabel, "plain_text")
		c.options(fmt.Sprintf("%s/group %d", where, i), group["options"], 1, limitOptions)
		all = append(all, group["options"].([]any)...)
	}
	if list, several := m["initial_options"].([]any); several {
		c.initial(where, all, list...)
		return
	}
	c.initial(where, all, m["initial_option"])
}

func (c *checker) button(where string, m map[string]any) {
	c.keys(where, m, "type", "action_id", "text", "value", "style", "confirm", "accessibility_label")
	c.text(where, m["text"], limitLabel, "plain_text")
	c.str(where+"/value", m["value"], 0, limitButtonValue)
	c.str(where+"/accessibility_label", m["accessibility_label"], 0, limitLabel)
	confirm, has := m["confirm"].(map[string]any)
	if m["style"] == "danger" && !has {
		c.bad("%s: danger without a confirmation", where)
	}
	if has {
		c.keys(where, confirm, "title", "text", "confirm", "deny", "style")
		c.text(where+"/confirm/title", confirm["title"], limitConfirmHead, "plain_text")
		c.text(where+"/confirm/text", confirm["text"], limitConfirmBody, "plain_text", "mrkdwn")
		c.text(where+"/confirm/confirm", confirm["confirm"], limitConfirmYes, "plain_text")
		c.text(where+"/confirm/deny", confirm["deny"], limitConfirmYes, "plain_text")
	}
}

func (c *checker) options(where string, v any, least, most int) {
	c.count(where+"/options", v, least, most)
	seen := map[string]bool{}
	for _, o := range v.([]any) {
		m := o.(map[string]any)
		c.keys(where, m, "text", "value", "description")
		c.text(where+"/option", m["text"], limitLabel, "plain_text", "mrkdwn")
		c.str(where+"/option/value", m["value"], 1, limitOptionValue)
		if m["description"] != nil {
			c.text(where+"/option/description", m["description"], limitLabel, "plain_text")
		}
		if value := fmt.Sprint(m["value"]); seen[value] {
			c.bad("%s: option %s twice", where, value)
		} else {
			seen[value] = true
		}
	}
}

// initial refuses a choice that is not among the options, word for word.
func (c *checker) initial(where string, options any, chosen ...any) {
	var all []string
	for _, o := range options.([]any) {
		s, _ := json.Marshal(o)
		all = append(all, string(s))
	}
	for _, o := range chosen {
		if s, _ := json.Marshal(o); o != nil && !slices.Contains(all, string(s)) {
			c.bad("%s: %s is not among the options", where, s)
		}
	}
}

func (c *checker) richText(where string, parts []any) {
	if len(parts) == 0 {
		c.bad("%s: empty", where)
	}
	for _, p := range parts {
		m := p.(map[string]any)
		elements, _ := m["elements"].([]any)
		if len(elements) == 0 {
			c.bad("%s: an empty %v", where, m["type"])
		}
		if m["type"] == "rich_text_list" {
			c.keys(where, m, "type", "elements", "style", "indent", "border", "offset")
			c.richText(where, elements)
			continue
		}
		c.keys(where, m, "type", "elements")
		for _, e := range elements {
			c.rich(where, e.(map[string]any))
		}
	}
}

func (c *checker) rich(where string, m map[string]any) {
	switch m["type"] {
	case "text":
		c.keys(where, m, "type", "text", "style")
		c.str(where, m["text"], 1, 2*limitText)
	case "date":
		c.keys(where, m, "type", "timestamp", "format", "fallback", "style")
		c.str(where, m["fallback"], 1, 100)
		c.str(where, m["format"], 1, 100)
	case "emoji":
		c.keys(where, m, "type", "name")
	case "user":
		c.keys(where, m, "type", "user_id", "style")
	case "channel":
		c.keys(where, m, "type", "channel_id", "style")
	default:
		c.bad("%s: rich text element %v", where, m["type"])
	}
}
