package people

import (
	"encoding/json"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// values are what was filled in, by block_id and action_id, each in the shape
// of Slack's state.values.
type values map[string]map[string]map[string]any

// valuesOf reads a view's values as the sandbox holds them.
func valuesOf(in sandbox.Values) values {
	out := values{}
	for blockID, actions := range in {
		out[blockID] = map[string]map[string]any{}
		for actionID, raw := range actions {
			var v map[string]any
			if json.Unmarshal(raw, &v) == nil {
				out[blockID][actionID] = v
			}
		}
	}
	return out
}

func (v values) of(b *block, e *element) map[string]any {
	return v[b.BlockID][e.ActionID]
}

func (v values) set(b *block, e *element, key string, to any) {
	if v[b.BlockID] == nil {
		v[b.BlockID] = map[string]map[string]any{}
	}
	// By way of JSON, so that a value reads the same whoever set it.
	var plain any
	if err := json.Unmarshal(encode(to), &plain); err != nil {
		panic("people: a value does not decode: " + err.Error()) // encoded a moment ago
	}
	v[b.BlockID][e.ActionID] = map[string]any{"type": e.Type, key: plain}
}

func (v values) wire() sandbox.Values {
	out := sandbox.Values{}
	for blockID, actions := range v {
		out[blockID] = map[string]json.RawMessage{}
		for actionID, value := range actions {
			out[blockID][actionID] = encode(value)
		}
	}
	return out
}

// keyOf names the field of state.values in which an element keeps its value.
func keyOf(kind string) string {
	switch {
	case strings.HasSuffix(kind, "_input") && kind != "rich_text_input" && kind != "file_input":
		return "value"
	case kind == "rich_text_input":
		return "rich_text_value"
	}
	return map[string]string{
		"static_select": "selected_option", "external_select": "selected_option", "radio_buttons": "selected_option", "overflow": "selected_option",
		"multi_static_select": "selected_options", "multi_external_select": "selected_options", "checkboxes": "selected_options",
		"users_select": "selected_user", "multi_users_select": "selected_users",
		"conversations_select": "selected_conversation", "multi_conversations_select": "selected_conversations",
		"channels_select": "selected_channel", "multi_channels_select": "selected_channels",
		"file_input": "files",
		"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
	}[kind]
}

// optionsIn are the options that a value holds, one or several.
func optionsIn(have map[string]any) []option {
	var out []option
	for _, key := range []string{"selected_option", "selected_options"} {
		if have[key] == nil {
			continue
		}
		raw, err := json.Marshal(have[key])
		if err != nil {
			continue
		}
		var one option
		var many []option
		if key == "selected_options" && json.Unmarshal(raw, &many) == nil {
			out = append(out, many...)
		} else if json.Unmarshal(raw, &one) == nil {
			out = append(out, one)
		}
	}
	return out
}

// value renders what an element holds; empty for nothing.
func (r reader) value(have map[string]any) string {
	var parts []string
	for _, o := range optionsIn(have) {
		parts = append(parts, r.text(o.Text))
	}
	for key, v := range have {
		if key == "type" || strings.HasPrefix(key, "selected_option") || key == "timezone" || v == nil {
			continue
		}
		switch v := v.(type) {
		case string:
			parts = append(parts, r.named(key, v))
		case float64:
			parts = append(parts, time.Unix(int64(v), 0).In(r.now.Location()).Format("2006-01-02 15:04"))
		case []any:
			for _, one := range v {
				if id, ok := one.(string); ok {
					parts = append(parts, r.named(key, id))
				} else if name := fileName(one); name != "" {
					parts = append(parts, name)
				}
			}
		case map[string]any:
			parts = append(parts, r.richValue(v))
		}
	}
	return strings.Join(parts, ", ")
}

func (r reader) named(key, v string) string {
	switch strings.TrimSuffix(key, "s") {
	case "selected_user":
		return "@" + r.user(v)
	case "selected_conversation", "selected_channel":
		return "#" + r.channel(v, "")
	}
	return v
}

func (r reader) richValue(v map[string]any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	var b block
	if json.Unmarshal(raw, &b) != nil {
		return ""
	}
	return r.rich(b.Elements)
}
