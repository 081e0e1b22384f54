package clienttest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// actions are elements outside input blocks, where the app hears of every
// choice at once. want is the action without what every action has.
var actions = []struct{ name, element, do, want string }{
	{"button", `"type":"button","text":{"type":"plain_text","text":"Go","emoji":true},"value":"v"`, "click:button", `"text":{"type":"plain_text","text":"Go","emoji":true},"value":"v"`},
	{"button by keyboard", `"type":"button","text":{"type":"plain_text","text":"Go","emoji":true}`, "keys: ", `"text":{"type":"plain_text","text":"Go","emoji":true}`},
	{"overflow", `"type":"overflow",` + two, "click:button;click:.menu [data-value=g]", `"selected_option":` + green},
	{"choice", `"type":"static_select",` + two, "keys:gre\r", `"selected_option":` + green},
	{"choices", `"type":"multi_static_select",` + two, "keys:gre\r", `"selected_options":[` + green + `]`},
	{"the app's choice", `"type":"external_select","min_query_length":0`, "click:input;click:.option[data-value=n]", `"selected_option":` + north},
	{"person", `"type":"users_select","initial_user":"U0ADA00000"`, "keys:bra\r", `"initial_user":"U0ADA00000","selected_user":"U0BRAM0000"`},
	{"channel", `"type":"channels_select"`, "keys:work\r", `"selected_channel":"C0WORKSHOP"`},
	{"conversation", `"type":"conversations_select"`, "keys:back\r", `"selected_conversation":"C0BACKROOM"`},
	{"radio", `"type":"radio_buttons",` + two, "click:label:nth-child(2)", `"selected_option":` + green},
	{"ticks", `"type":"checkboxes","initial_options":[` + red + `],` + two, "click:label:nth-child(2)", `"initial_options":[` + red + `],"selected_options":[` + red + `,` + green + `]`},
	{"date, told once when typed", `"type":"datepicker"`, "keys:11252026\r", `"selected_date":"2026-11-25"`},
	{"time", `"type":"timepicker","timezone":"Asia/Jakarta"`, "keys:0630AM\t\t", `"selected_time":"06:30","timezone":"Asia/Jakarta"`},
	{"moment", `"type":"datetimepicker"`, "keys:11252026\t0730AM\r", `"selected_date_time":1795588200`},
	{"asked first", `"type":"button","text":{"type":"plain_text","text":"Go","emoji":true},"confirm":{"title":{"type":"plain_text","text":"Sure?","emoji":true},"text":{"type":"plain_text","text":"Really","emoji":true},"confirm":{"type":"plain_text","text":"Do it","emoji":true},"deny":{"type":"plain_text","text":"No","emoji":true}}`,
		"click:button;click:dialog.ask [data-answer=confirm]",
		`"confirm":{"title":{"type":"plain_text","text":"Sure?","emoji":true},"text":{"type":"plain_text","text":"Really","emoji":true},"confirm":{"type":"plain_text","text":"Do it","emoji":true},"deny":{"type":"plain_text","text":"No","emoji":true}},"text":{"type":"plain_text","text":"Go","emoji":true}`},
}

// TestEveryAction uses each element where it stands in messages, modals and
// Homes by turns, and compares the action that the app is sent.
func TestEveryAction(t *testing.T) {
	b := newBench(t)
	b.answer = northOnly
	p := b.general()
	for i, a := range actions {
		t.Run(a.name, func(t *testing.T) {
			p.t, b.t = t, t
			element := b.decoded(`{"action_id":"a",` + a.element + `}`)
			block := object{"type": "actions", "block_id": "b", "elements": []object{element}}
			if i%2 == 1 && element["type"] != "datetimepicker" {
				block = object{"type": "section", "block_id": "b", "text": plain("Beside"), "accessory": element}
			}
			where := b.put(p, []string{"message", "modal", "home"}[i%3], block)
			for _, step := range split(a.do) {
				p.step(where+" [data-block-id=b]", step[0], step[1])
			}
			got := b.next()
			if len(got["actions"].([]any)) != 1 || len(b.heard) > 0 {
				t.Errorf("the app was told of %v, and %d times more", got["actions"], len(b.heard))
			}
			action := got["actions"].([]any)[0].(object)
			delete(action, "action_ts")
			delete(action, "placeholder")
			want := b.decoded(fmt.Sprintf(`{"type":%q,"action_id":"a","block_id":"b",%s}`, element["type"], a.want))
			if diff := cmp.Diff(want, action); diff != "" {
				t.Errorf("the action (-want +got):\n%s", diff)
			}
			b.clear(p)
		})
	}
	p.t, b.t = t, t
	p.clean()
	b.clean()
}

// northOnly answers every question for options.
func northOnly(payload object) any {
	if payload["type"] != "block_suggestion" {
		return nil
	}
	return object{"options": []object{{"text": object{"type": "plain_text", "text": "North"}, "value": "n"}}}
}

// put shows a block in one of the places where blocks stand, and gives the
// selector of that place.
func (b *bench) put(p *page, place string, block object) string {
	b.t.Helper()
	switch place {
	case "modal":
		b.show(p, object{"type": "modal", "title": plain("A window"), "blocks": []object{block}})
		return "dialog.modal"
	case "home":
		b.must("views.publish", object{"user_id": "U0ADA00000", "view": object{"type": "home", "blocks": []object{block}}})
		p.goes("#sidebar [data-app]")
		p.goes("[data-tab=home]")
		p.sees(".home [data-block-id=b]")
		return ".home"
	}
	posted := b.must("chat.postMessage", object{"channel": "C0GENERAL0", "text": "x", "blocks": []object{block}})
	where := fmt.Sprintf(`article[data-ts="%s"]`, posted["ts"])
	p.sees(where)
	return where
}

// clear takes away what put has put.
func (b *bench) clear(p *page) {
	b.t.Helper()
	if p.js(`String(document.querySelector("dialog.modal").open)`) == "true" {
		p.click("[data-modal=close]")
		p.until(`!document.querySelector("dialog.modal").open`)
	}
	p.goes("#sidebar [data-name=general]")
	p.sees("[data-composer=channel]")
}

// goes follows a link of the page that is drawn anew now and then: whatever
// stands there at the moment is clicked.
func (p *page) goes(css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(e => e?.checkVisibility() && (e.click(), true))(document.querySelector(%q))`, css))
}

// must calls a method that may not fail.
func (b *bench) must(method string, args object) object {
	b.t.Helper()
	out := b.call(method, args)
	if out["ok"] != true {
		b.t.Fatalf("%s: %v", method, out)
	}
	return out
}

// step does one thing in a part of the page. Menus and questions stand outside
// the part that they belong to.
func (p *page) step(part, what, with string) {
	p.t.Helper()
	switch {
	case what == "click" && (with[0] == '.' || strings.HasPrefix(with, "dialog")):
		p.click(with)
	case what == "click":
		p.click(part + " " + with)
	case what == "keys":
		p.types(part+" :is(button, input, [role=textbox])", with)
	default:
		p.t.Fatalf("a step says %q", what)
	}
}

// TestDispatchAction: a text in an input block tells its app on Enter, or with
// every letter after a pause, if the app wants that.
func TestDispatchAction(t *testing.T) {
	b := newBench(t)
	input := func(id string, on ...string) object {
		e := object{"type": "plain_text_input", "action_id": "a"}
		if len(on) > 0 {
			e["dispatch_action_config"] = object{"trigger_actions_on": on}
		}
		return object{"type": "input", "block_id": id, "label": plain(id), "dispatch_action": true, "element": e}
	}
	p := b.open(modal(input("enter"), input("letters", "on_character_entered"), input("both", "on_enter_pressed", "on_character_entered")))
	heard := func(block, value string) {
		t.Helper()
		got := b.next()["actions"].([]any)[0].(object)
		if got["block_id"] != block || got["value"] != value {
			t.Errorf("the app was told %v, want %s in %s", got, value, block)
		}
	}
	p.types("dialog [data-block-id=enter] input", "one\r")
	heard("enter", "one")
	p.types("dialog [data-block-id=letters] input", "two")
	heard("letters", "two")
	p.types("dialog [data-block-id=both] input", "three")
	heard("both", "three")
	p.types("dialog [data-block-id=both] input", kb.Enter)
	heard("both", "three")
	if n := len(b.heard); n != 0 {
		t.Errorf("the app was told %d times more", n)
	}
	p.clean()
	b.clean()
}
