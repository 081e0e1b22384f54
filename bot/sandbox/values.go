package sandbox

import (
	"encoding/json"
	"slices"
)

// This file knows the elements that hold a value: how Slack names the value in
// state.values, in actions, and as the initial one.

// holder describes an element that holds a value.
type holder struct {
	key     string // in state and actions
	initial string // in the definition
	many    bool   // the empty value is [] instead of null
}

var holders = map[string]holder{
	"plain_text_input":           {key: "value", initial: "initial_value"},
	"email_text_input":           {key: "value", initial: "initial_value"},
	"url_text_input":             {key: "value", initial: "initial_value"},
	"number_input":               {key: "value", initial: "initial_value"},
	"rich_text_input":            {key: "rich_text_value", initial: "initial_value"},
	"datepicker":                 {key: "selected_date", initial: "initial_date"},
	"timepicker":                 {key: "selected_time", initial: "initial_time"},
	"datetimepicker":             {key: "selected_date_time", initial: "initial_date_time"},
	"static_select":              {key: "selected_option", initial: "initial_option"},
	"external_select":            {key: "selected_option", initial: "initial_option"},
	"radio_buttons":              {key: "selected_option", initial: "initial_option"},
	"users_select":               {key: "selected_user", initial: "initial_user"},
	"conversations_select":       {key: "selected_conversation", initial: "initial_conversation"},
	"channels_select":            {key: "selected_channel", initial: "initial_channel"},
	"checkboxes":                 {key: "selected_options", initial: "initial_options", many: true},
	"multi_static_select":        {key: "selected_options", initial: "initial_options", many: true},
	"multi_external_select":      {key: "selected_options", initial: "initial_options", many: true},
	"multi_users_select":         {key: "selected_users", initial: "initial_users", many: true},
	"multi_conversations_select": {key: "selected_conversations", initial: "initial_conversations", many: true},
	"multi_channels_select":      {key: "selected_channels", initial: "initial_channels", many: true},
	"file_input":                 {key: "files", many: true},
}

// element is one interactive thing in a list of blocks.
type element struct {
	blockID  string
	actionID string
	kind     string
	def      object
	block    object
	input    bool // stands in an input block
}

// elementsOf lists the interactive elements of checked blocks, in order.
func elementsOf(blocks json.RawMessage) []element {
	if len(blocks) == 0 {
		return nil
	}
	v, err := decodeAny(blocks)
	if err != nil {
		return nil
	}
	return elementsIn(v)
}

func elementsIn(v any) []element {
	var out []element
	for _, b := range objects(v) {
		add := func(def object, input bool) {
			if id := str(def, "action_id"); id != "" {
				out = append(out, element{blockID: str(b, "block_id"), actionID: id, kind: str(def, "type"), def: def, block: b, input: input})
			}
		}
		switch str(b, "type") {
		case "input":
			if def, ok := b["element"].(object); ok {
				add(def, true)
			}
		case "section":
			if def, ok := b["accessory"].(object); ok {
				add(def, false)
			}
		case "actions", "context_actions":
			for _, def := range objects(b["elements"]) {
				add(def, false)
			}
		case "card":
			for _, def := range objects(b["actions"]) {
				add(def, false)
			}
		case "data_table":
			for _, cell := range cellsOf(b) {
				if def, ok := cell["element"].(object); ok {
					add(def, false)
				}
			}
		case "carousel":
			out = append(out, elementsIn(b["elements"])...)
		case "container":
			out = append(out, elementsIn(b["child_blocks"])...)
		}
	}
	return out
}

// cellsOf are the cells of a data table, row by row.
func cellsOf(b object) []object {
	var out []object
	rows, _ := b["rows"].([]any)
	for _, row := range rows {
		out = append(out, objects(row)...)
	}
	return out
}

func findElement(blocks json.RawMessage, blockID, actionID string) (element, bool) {
	for _, e := range elementsOf(blocks) {
		if e.blockID == blockID && e.actionID == actionID {
			return e, true
		}
	}
	return element{}, false
}

// initialValue is the value before anybody typed; here is the conversation
// that a modal was opened from.
func initialValue(e element, here string) json.RawMessage {
	h := holders[e.kind]
	o := object{"type": e.kind, h.key: nil}
	if h.many {
		o[h.key] = []any{}
	}
	current, _ := e.def["default_to_current_conversation"].(bool)
	if v, ok := e.def[h.initial]; ok && h.initial != "" {
		o[h.key] = v
	} else if current && here != "" && h.many {
		o[h.key] = []any{here}
	} else if current && here != "" {
		o[h.key] = here
	}
	if tz := str(e.def, "timezone"); tz != "" && e.kind == "timepicker" {
		o["timezone"] = tz
	}
	return mustJSON(o)
}

// keepValues are the values of a new definition: the old ones where block_id,
// action_id and type are the same, else the initial ones.
func keepValues(blocks json.RawMessage, old Values, here string) Values {
	out := Values{}
	for _, e := range elementsOf(blocks) {
		if _, holds := holders[e.kind]; !holds {
			continue
		}
		if out[e.blockID] == nil {
			out[e.blockID] = map[string]json.RawMessage{}
		}
		v, ok := old[e.blockID][e.actionID]
		if ok && valueType(v) == e.kind {
			out[e.blockID][e.actionID] = v
		} else {
			out[e.blockID][e.actionID] = initialValue(e, here)
		}
	}
	return out
}

func valueType(raw json.RawMessage) string {
	var t struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(raw, &t) // no type then
	return t.Type
}

// takeValues puts what a person's client sent over the values a view has; here
// is the conversation it all happens in. It keeps only what the definition has
// room for and what the person can have chosen; options are taken from the
// definition.
func (st *state) takeValues(u *user, blocks json.RawMessage, have, sent Values, here string) Values {
	out := keepValues(blocks, have, here)
	for _, e := range elementsOf(blocks) {
		raw, ok := sent[e.blockID][e.actionID]
		if _, holds := holders[e.kind]; !holds || !ok {
			continue
		}
		o, err := decodeObject(raw)
		if err != nil {
			continue
		}
		value := e.value(o)
		if shaped, err := decodeObject(value); err == nil && st.possible(u, e, shaped) {
			out[e.blockID][e.actionID] = value
		}
	}
	return out
}

// value is the element's value in Slack's shape, from what a client sent.
func (e element) value(sent object) json.RawMessage {
	h := holders[e.kind]
	o := object{"type": e.kind, h.key: nil}
	if h.many {
		o[h.key] = []any{}
	}
	switch v := sent[h.key].(type) {
	case nil:
	case string:
		if v != "" {
			o[h.key] = v
		}
	case object:
		o[h.key] = e.offered(v)
	case []any:
		list := make([]any, 0, len(v))
		for _, one := range v {
			if opt, ok := one.(object); ok {
				if known := e.offered(opt); known != nil {
					list = append(list, known)
				}
			} else {
				list = append(list, one)
			}
		}
		o[h.key] = list
	default:
		o[h.key] = v
	}
	if tz := str(e.def, "timezone"); tz != "" && e.kind == "timepicker" {
		o["timezone"] = tz
	}
	return mustJSON(o)
}

// offered finds the option with this value in the element. External options and
// rich text are taken as they come.
func (e element) offered(sent object) any {
	if e.kind == "rich_text_input" {
		return sent
	}
	if e.kind == "external_select" || e.kind == "multi_external_select" || e.kind == "file_input" {
		return sent
	}
	for _, o := range e.options() {
		if str(o, "value") == str(sent, "value") {
			return o
		}
	}
	return nil
}

// options are all options of an element, those in groups too.
func (e element) options() []object {
	out := objects(e.def["options"])
	for _, g := range objects(e.def["option_groups"]) {
		out = append(out, objects(g["options"])...)
	}
	return out
}

// emptyValue reports whether a value holds nothing.
func emptyValue(kind string, raw json.RawMessage) bool {
	o, err := decodeObject(raw)
	if err != nil {
		return true
	}
	switch v := o[holders[kind].key].(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case object: // rich text without a part, or an option
		parts, isRich := v["elements"].([]any)
		return isRich && len(parts) == 0
	}
	return false
}

// object is the value as the JSON object a client would send.
func (v ElementValue) object() object {
	raw := mustJSON(v)
	o, err := decodeObject(raw)
	if err != nil {
		return object{}
	}
	return o
}

// inputBlocks are the ids of the input blocks of a view.
func inputBlocks(blocks json.RawMessage) []string {
	var out []string
	for _, e := range elementsOf(blocks) {
		if e.input && !slices.Contains(out, e.blockID) {
			out = append(out, e.blockID)
		}
	}
	return out
}
