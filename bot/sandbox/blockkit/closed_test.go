package blockkit_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"testing"
)

// rooms are the tables' examples, each inside of blocks: every block of
// everyBlock, and every element of everyElement in the first place it stands in.
func rooms() []string {
	var out []string
	for _, b := range everyBlock {
		out = append(out, block(b.json))
	}
	for _, e := range everyElement {
		for _, p := range places {
			if stands(e.stands, p.name) {
				out = append(out, block(p.before+e.json+p.after))
				break
			}
		}
	}
	return append(out,
		row(button(confirmWith(1, 1, 1, 1))),
		input(`{"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":["on_enter_pressed"]}}`),
		input(`{"type":"conversations_select","filter":{"include":["im"]}}`),
		block(`{"type":"section","text":`+md(1)+`,"accessory":{"type":"image","alt_text":"a","slack_file":{"id":"F12345678"}}}`),
		line(`{"type":"link","url":"https://example.com","style":{"bold":true}}`),
		block(rich(`{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[]}]}`)),
		block(`{"type":"task_card","task_id":"t","title":"x","sources":[{"type":"url","url":"https://example.com","text":"x"}]}`),
		block(`{"type":"card","title":`+md(1)+`,"slack_icon":{"type":"icon","name":"rocket"}}`),
		block(`{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`),
		block(`{"type":"table","rows":[[`+cell+`]],"column_settings":[{"align":"left","is_wrapped":true}]}`),
		row(`{"type":"static_select","option_groups":[{"label":`+pt(1)+`,"options":`+options(1)+`}]}`))
}

// TestEveryObjectIsClosed: a property that Slack does not know is refused in
// every object of every block and element, in its place and alone.
func TestEveryObjectIsClosed(t *testing.T) {
	for _, room := range rooms() {
		eachObject("", decode(t, room), func(pointer string, _ map[string]any) {
			changed := decode(t, room)
			at(changed, pointer)["strange"] = true
			got := reasons(checkAnywhere(changed))
			if len(got) != 1 || got[0].Pointer != pointer || got[0].Message != "invalid additional property: strange" {
				t.Errorf("%s at %q: got %v", room, pointer, got)
			}
		})
	}
}

// TestEveryPropertyHasAType: no property of any example may be null, an array
// of arrays, an object of nothing known or a number beyond all numbers.
func TestEveryPropertyHasAType(t *testing.T) {
	for _, room := range rooms() {
		eachObject("", decode(t, room), func(pointer string, o map[string]any) {
			for name := range o {
				for _, odd := range []string{`null`, `[[]]`, `{"strange":1}`, `7e400`} {
					changed := decode(t, room)
					at(changed, pointer)[name] = decode(t, odd)
					if got := checkAnywhere(changed); len(got) == 0 {
						t.Errorf("%s: %s took %s at %q", room, name, odd, pointer)
					}
				}
			}
		})
	}
}

// eachObject visits the objects of a value with their pointers.
func eachObject(pointer string, v any, visit func(string, map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(pointer, v)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			eachObject(pointer+"/"+name, v[name], visit)
		}
	case []any:
		for i, e := range v {
			eachObject(pointer+"/"+strconv.Itoa(i), e, visit)
		}
	}
}

// at is the object at a pointer.
func at(v any, pointer string) map[string]any {
	found, ok := resolve(v, pointer)
	if !ok {
		return nil
	}
	o, _ := found.(map[string]any)
	return o
}

// TestNumbersAsGoMakesThem: a payload that was not decoded by Decode has
// float64 for its numbers, which the checks do not take: they would say of
// 1e400 what Slack does not. The doc says so; this holds it.
func TestNumbersAsGoMakesThem(t *testing.T) {
	var v any
	if err := json.Unmarshal([]byte(input(`{"type":"plain_text_input","max_length":5}`)), &v); err != nil {
		t.Fatal(err)
	}
	if got := checkAnywhere(v); len(got) != 1 || got[0].Message != "must provide a number" {
		t.Errorf("got %v", got)
	}
}
