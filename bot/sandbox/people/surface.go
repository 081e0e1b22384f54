package people

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"drumbeat/bot/sandbox"
)

// surface is a place with blocks that a person acts in: a message, a modal or
// a Home tab.
type surface struct {
	p           *Person
	channel, ts string // of a message
	viewID      string // of a view
	blocks      []block
	form        values
}

func (m Message) surface() surface {
	return surface{p: m.p, channel: m.raw.Channel, ts: m.raw.TS, blocks: decodeBlocks(m.raw.Blocks), form: values{}}
}

// target is one interactive element, and for a menu the choice in it.
type target struct {
	b      *block
	e      *element
	choice *option
}

// buttons are everything that can be clicked: buttons and choices of overflow menus.
func (s *surface) buttons() []target {
	var out []target
	for i := range s.blocks {
		b := &s.blocks[i]
		for _, e := range b.interactive() {
			switch e.Type {
			case "button", "workflow_button", "icon_button":
				out = append(out, target{b: b, e: e})
			case "feedback_buttons":
				for _, thumb := range []*element{e.Positive, e.Negative} {
					if thumb != nil { // a press of either is one of the whole
						out = append(out, target{b: b, e: &element{Type: e.Type, ActionID: e.ActionID, Text: thumb.Text, Value: thumb.Value}})
					}
				}
			case "overflow":
				for n := range e.Options {
					out = append(out, target{b: b, e: e, choice: &e.Options[n]})
				}
			}
		}
	}
	return out
}

func (s *surface) name(r reader, t target) string {
	if t.choice != nil {
		return r.text(t.choice.Text)
	}
	return r.label(t.e)
}

func (s *surface) labels() []string {
	r := s.p.reader()
	var out []string
	for _, t := range s.buttons() {
		out = append(out, s.name(r, t))
	}
	return out
}

// button finds what to click by its label, else by its action_id. near: only
// from the block on whose text contains it.
func (s *surface) button(label, near string) (target, error) {
	r := s.p.reader()
	from := 0
	if near != "" {
		from = slices.IndexFunc(s.blocks, func(b block) bool { return strings.Contains(r.block(&b, s.form), near) })
		if from < 0 {
			return target{}, fmt.Errorf("nothing there says %q", near)
		}
	}
	part := surface{p: s.p, blocks: s.blocks[from:]}
	all := part.buttons()
	for _, t := range all {
		if part.name(r, t) == label {
			return t, nil
		}
	}
	for _, t := range all {
		if t.e.ActionID == label {
			return t, nil
		}
	}
	return target{}, fmt.Errorf("there is no button %q; there are %q", label, part.labels())
}

// act sends a click or choice and waits until the app has acknowledged it.
func (s *surface) act(t target, value sandbox.ElementValue) (problem string) {
	answer := sandbox.ActionAnswer{}
	err := s.p.w.post("/client/action", sandbox.ActionRequest{
		As: s.p.id, Channel: s.channel, TS: s.ts, ViewID: s.viewID, BlockID: t.b.BlockID, ActionID: t.e.ActionID, Type: t.e.Type,
		ElementValue: value, State: s.form.wire(),
	}, &answer)
	return trouble(answer.OK, answer.Error, err)
}

// click clicks by label and returns what went wrong.
func (s *surface) click(label, near string) (problem string) {
	t, err := s.button(label, near)
	if err != nil {
		return err.Error()
	}
	var value sandbox.ElementValue
	if t.choice != nil {
		value.SelectedOption = encode(t.choice)
	} else if t.e.Value != "" {
		value.Value = &t.e.Value
	}
	return s.act(t, value)
}

// field finds what can be filled in by its label, its placeholder, its
// block_id or its action_id.
func (s *surface) field(name string) (target, error) {
	r := s.p.reader()
	var labels []string
	var byID *target
	for i := range s.blocks {
		b := &s.blocks[i]
		for _, e := range b.interactive() {
			if keyOf(e.Type) == "" || e.Type == "overflow" {
				continue
			}
			label := r.text(b.Label)
			if label == "" {
				label = r.text(e.Placeholder)
			}
			if label == name {
				return target{b: b, e: e}, nil
			}
			if byID == nil && (b.BlockID == name || e.ActionID == name) {
				byID = &target{b: b, e: e}
			}
			labels = append(labels, label)
		}
	}
	if byID != nil {
		return *byID, nil
	}
	return target{}, fmt.Errorf("there is no field %q; there are %q", name, labels)
}

// choose finds options of an element by their text or value.
func (s *surface) choose(t target, names []string) ([]option, error) {
	r := s.p.reader()
	offered := t.e.choices()
	if t.e.Type == "external_select" || t.e.Type == "multi_external_select" {
		var err error
		if offered, err = s.lookup(t, strings.Join(names, " ")); err != nil {
			return nil, err
		}
	}
	var out []option
	for _, name := range names {
		at := slices.IndexFunc(offered, func(o option) bool { return r.text(o.Text) == name })
		if at < 0 {
			at = slices.IndexFunc(offered, func(o option) bool { return o.Value == name })
		}
		if at < 0 {
			var texts []string
			for _, o := range offered {
				texts = append(texts, r.text(o.Text))
			}
			return nil, fmt.Errorf("there is no choice %q; there are %q", name, texts)
		}
		out = append(out, offered[at])
	}
	return out, nil
}

// lookup asks the app for the choices of an external select.
func (s *surface) lookup(t target, typed string) ([]option, error) {
	var answer sandbox.OptionsAnswer
	err := s.p.w.post("/client/options", sandbox.OptionsRequest{
		As: s.p.id, Channel: s.channel, TS: s.ts, ViewID: s.viewID, BlockID: t.b.BlockID, ActionID: t.e.ActionID, Value: typed,
	}, &answer)
	if problem := trouble(answer.OK, answer.Error, err); problem != "" {
		return nil, fmt.Errorf("the choices did not come: %s", problem)
	}
	e := element{}
	if len(answer.Options) > 0 {
		err = json.Unmarshal(answer.Options, &e.Options)
	}
	if err == nil && len(answer.OptionGroups) > 0 {
		err = json.Unmarshal(answer.OptionGroups, &e.Groups)
	}
	return e.choices(), err
}

func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("people: a value does not encode: " + err.Error()) // strings, numbers and decoded JSON only
	}
	return raw
}
