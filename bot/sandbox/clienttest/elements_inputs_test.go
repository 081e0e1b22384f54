package clienttest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// field is the control of the input block b.
const field = "dialog .input[data-block-id=b] :is(input, textarea, [role=textbox])"

// choice is the row of an open list that offers a value.
func choice(value string) string { return fmt.Sprintf(`.option[data-value="%s"]`, value) }

const two = `"options":[{"text":{"type":"plain_text","text":"Red","emoji":true},"value":"r"},{"text":{"type":"plain_text","text":"Green","emoji":true},"value":"g"}]`

const (
	red   = `{"text":{"type":"plain_text","text":"Red","emoji":true},"value":"r"}`
	green = `{"text":{"type":"plain_text","text":"Green","emoji":true},"value":"g"}`
	north = `{"text":{"type":"plain_text","text":"North"},"value":"n"}`
)

// inputs are all elements of an input block: what a person does with each, by
// keyboard or mouse, and what the app is sent for it.
var inputs = []struct{ name, element, do, want string }{
	{"text", `"type":"plain_text_input"`, "type:some words", `"value":"some words"`},
	{"text left empty", `"type":"plain_text_input"`, "", `"value":null`},
	{"text with an initial value", `"type":"plain_text_input","initial_value":"before"`, "type:, after", `"value":"before, after"`},
	{"several lines", `"type":"plain_text_input","multiline":true`, "type:one\rtwo", `"value":"one\ntwo"`},
	{"email", `"type":"email_text_input"`, "type:ada@example.org", `"value":"ada@example.org"`},
	{"address", `"type":"url_text_input"`, "type:https://example.org/a?b=c", `"value":"https://example.org/a?b=c"`},
	{"number", `"type":"number_input","is_decimal_allowed":true`, "type:-2.50", `"value":"-2.50"`},
	{"date by keyboard", `"type":"datepicker","placeholder":{"type":"plain_text","text":"A day"}`, "type:11252026", `"selected_date":"2026-11-25"`},
	{"date as given", `"type":"datepicker","initial_date":"2026-12-24"`, "", `"selected_date":"2026-12-24"`},
	{"time", `"type":"timepicker","timezone":"Asia/Jakarta"`, "type:0630AM", `"selected_time":"06:30","timezone":"Asia/Jakarta"`},
	{"moment in the person's zone", `"type":"datetimepicker"`, "type:11252026\t0730AM", `"selected_date_time":1795588200`},
	{"moment as given", `"type":"datetimepicker","initial_date_time":1795588200`, "", `"selected_date_time":1795588200`},
	{"choice by keyboard", `"type":"static_select",` + two, "type:gre\r", `"selected_option":` + green},
	{"choice by arrows", `"type":"static_select",` + two, "type:" + kb.ArrowDown + kb.ArrowDown + "\r", `"selected_option":` + red},
	{"choice by mouse", `"type":"static_select",` + two, "pick:g", `"selected_option":` + green},
	{"choice in groups", `"type":"static_select","option_groups":[{"label":{"type":"plain_text","text":"Warm"},` + two + `}]`, "type:warm gre\r", `"selected_option":` + green},
	{"choice taken back", `"type":"static_select","initial_option":` + red + `,` + two, "click:.combo .clear", `"selected_option":null`},
	{"choices", `"type":"multi_static_select",` + two, "type:red\rgreen\r\t", `"selected_options":[` + red + `,` + green + `]`},
	{"choices, the last taken back", `"type":"multi_static_select","initial_options":[` + red + `,` + green + `],` + two, "type:" + kb.Backspace, `"selected_options":[` + red + `]`},
	{"choices, one more than allowed", `"type":"multi_static_select","max_selected_items":1,` + two, "type:red\rgreen\r\t", `"selected_options":[` + red + `]`},
	{"the app's choices", `"type":"external_select","min_query_length":2`, "type:no;see:n;pick:n", `"selected_option":` + north},
	{"the app's choices at once", `"type":"external_select","min_query_length":0`, "pick:n", `"selected_option":` + north},
	{"several of the app's choices", `"type":"multi_external_select","min_query_length":1`, "type:n;see:n;pick:n;type:\t", `"selected_options":[` + north + `]`},
	{"person", `"type":"users_select"`, "type:bra\r", `"selected_user":"U0BRAM0000"`},
	{"people", `"type":"multi_users_select"`, "type:bra\rcitra\r\t", `"selected_users":["U0BRAM0000","U0CITRA000"]`},
	{"this conversation", `"type":"conversations_select","default_to_current_conversation":true`, "", `"selected_conversation":"C0GENERAL0"`},
	{"private conversation", `"type":"conversations_select","filter":{"include":["private"]}`, "type:" + kb.ArrowDown + kb.ArrowDown + "\r", `"selected_conversation":"C0BACKROOM"`},
	{"conversations", `"type":"multi_conversations_select"`, "type:gen\rback\r\t", `"selected_conversations":["C0GENERAL0","C0BACKROOM"]`},
	{"channel", `"type":"channels_select"`, "type:work\r", `"selected_channel":"C0WORKSHOP"`},
	{"channels", `"type":"multi_channels_select"`, "type:gen\rwork\r\t", `"selected_channels":["C0GENERAL0","C0WORKSHOP"]`},
	{"radio by mouse", `"type":"radio_buttons",` + two, "click:.choices label:nth-child(2)", `"selected_option":` + green},
	{"radio by keyboard", `"type":"radio_buttons",` + two, "type: " + kb.ArrowDown, `"selected_option":` + green},
	{"ticks", `"type":"checkboxes",` + two, "click:.choices label:nth-child(2);click:.choices label:nth-child(1)", `"selected_options":[` + red + `,` + green + `]`},
	{"tick taken out", `"type":"checkboxes","initial_options":[` + red + `],` + two, "type: ", `"selected_options":[]`},
	{"rich text", `"type":"rich_text_input"`, "type:one\rtwo :tada:", `"rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one\ntwo "},{"type":"emoji","name":"tada","unicode":"1f389"}]}]}`},
	{"rich text left empty", `"type":"rich_text_input"`, "", `"rich_text_value":null`},
}

// TestEveryInput fills each element of an input block as a person would, and
// compares what the app is sent.
func TestEveryInput(t *testing.T) {
	b := newBench(t)
	b.answer = northOnly
	p := b.general()
	for _, in := range inputs {
		t.Run(in.name, func(t *testing.T) {
			p.t, b.t = t, t
			element := b.decoded(`{"action_id":"a",` + in.element + `}`)
			b.show(p, modal(object{"type": "input", "block_id": "b", "optional": true, "label": plain("Field"), "element": element}))
			p.acts(in.do)
			p.click("[data-modal=submit]")
			got := valueOf(b.next(), "b", "a")
			want := any(b.decoded(fmt.Sprintf(`{"type":%q,%s}`, element["type"], in.want)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the app was sent (-want +got):\n%s", diff)
			}
			p.until(`!document.querySelector("dialog.modal").open`)
		})
	}
	p.t, b.t = t, t
	p.clean()
	b.clean()
}

// show opens a view in a tab that is there already.
func (b *bench) show(p *page, view object) {
	b.t.Helper()
	b.view = view
	p.types("[data-composer=channel]", "/lamp\r")
	p.sees("dialog.modal[open]")
}

func (b *bench) decoded(raw string) object {
	b.t.Helper()
	var out object
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		b.t.Fatalf("%s: %v", raw, err)
	}
	return out
}

// acts does what a row of the table says: steps apart by semicolons.
func (p *page) acts(steps string) {
	p.t.Helper()
	for _, step := range split(steps) {
		switch what, with := step[0], step[1]; what {
		case "type":
			p.types(field, with)
		case "click":
			p.click("dialog .input[data-block-id=b] " + with)
		case "see":
			p.sees("dialog " + choice(with))
		case "pick":
			if p.js(`String(Boolean(document.querySelector("dialog .options:popover-open")))`) != "true" {
				p.click(field)
			}
			p.click("dialog " + choice(with))
		default:
			p.t.Fatalf("a step says %q", what)
		}
	}
}

// valueOf is the value of one element in a submitted view, or in the view or
// message of an action.
func valueOf(payload object, blockID, actionID string) any {
	state, ok := payload["state"].(object)
	if view, isView := payload["view"].(object); isView {
		state, ok = view["state"].(object)
	}
	if !ok {
		return nil
	}
	block, _ := state["values"].(object)[blockID].(object)
	return block[actionID]
}

// split reads "type:words;pick:value" as pairs.
func split(steps string) [][2]string {
	var out [][2]string
	for _, step := range strings.Split(steps, ";") {
		if what, with, ok := strings.Cut(step, ":"); ok {
			out = append(out, [2]string{what, with})
		}
	}
	return out
}
