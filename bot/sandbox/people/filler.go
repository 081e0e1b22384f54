package people

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// filler fills in fields of a surface. Each method returns what went wrong.
type filler struct{ s *surface }

// put stores a value and tells the app where the app wants to hear of it: any
// choice outside an input block, and input blocks with dispatch_action.
func (f *filler) put(t target, value any) (problem string) {
	key := keyOf(t.e.Type)
	f.s.form.set(t.b, t.e, key, value)
	if t.b.Type == "input" && !t.b.Dispatch {
		return ""
	}
	if strings.HasSuffix(t.e.Type, "_input") && !hears(t.e, "on_character_entered") {
		return "" // a text field tells on Enter, unless the app asked for more
	}
	return f.tell(t)
}

func hears(e *element, what string) bool {
	if e.Trigger == nil || len(e.Trigger.On) == 0 {
		return what == "on_enter_pressed"
	}
	return slices.Contains(e.Trigger.On, what)
}

// tell sends an element's value to the app.
func (f *filler) tell(t target) (problem string) {
	var value sandbox.ElementValue
	if err := json.Unmarshal(encode(f.s.form.of(t.b, t.e)), &value); err != nil {
		return err.Error()
	}
	return f.s.act(t, value)
}

func (f *filler) enter(field string) (problem string) {
	t, err := f.s.field(field)
	switch {
	case err != nil:
		return err.Error()
	case t.b.Type == "input" && !t.b.Dispatch || !hears(t.e, "on_enter_pressed"):
		return "the app does not listen for Enter there"
	}
	return f.tell(t)
}

// text fills in a text, a date or a time.
func (f *filler) text(field, how, value string) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	fits := map[string]string{"fill": "value", "date": "selected_date", "time": "selected_time"}[how]
	switch key := keyOf(t.e.Type); {
	case t.e.Type == "rich_text_input" && how == "fill":
		section := map[string]any{"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": value}}}
		return f.put(t, map[string]any{"type": "rich_text", "elements": []any{section}})
	case key != fits:
		return fmt.Sprintf("the field is a %s", t.e.Type)
	case value == "":
		return f.put(t, nil)
	}
	return f.put(t, value)
}

func (f *filler) choose(field string, names []string) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	options, err := f.s.choose(t, names)
	if err != nil {
		return err.Error()
	}
	switch keyOf(t.e.Type) {
	case "selected_options":
		return f.put(t, append([]option{}, options...))
	case "selected_option":
		if len(options) != 1 {
			return fmt.Sprintf("a %s takes one choice", t.e.Type)
		}
		return f.put(t, options[0])
	}
	return fmt.Sprintf("the field is a %s", t.e.Type)
}

// pick takes people or conversations by id.
func (f *filler) pick(field string, ids []string) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	switch key := keyOf(t.e.Type); {
	case slices.Contains([]string{"selected_users", "selected_channels", "selected_conversations"}, key):
		return f.put(t, ids)
	case len(ids) != 1 || !slices.Contains([]string{"selected_user", "selected_channel", "selected_conversation"}, key):
		return fmt.Sprintf("a %s does not take %d of these", t.e.Type, len(ids))
	}
	return f.put(t, ids[0])
}

func (f *filler) moment(field string, at time.Time) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	if t.e.Type != "datetimepicker" {
		return fmt.Sprintf("the field is a %s", t.e.Type)
	}
	return f.put(t, at.Unix())
}

func (f *filler) empty(field string) (problem string) {
	t, err := f.s.field(field)
	if err != nil {
		return err.Error()
	}
	if strings.HasSuffix(keyOf(t.e.Type), "s") {
		return f.put(t, []any{})
	}
	return f.put(t, nil)
}
