package clienttest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func titled(title string, blocks ...object) object {
	v := modal(blocks...)
	v["title"] = plain(title)
	return v
}

func asking(id string, more object) object {
	e := object{"type": "plain_text_input", "action_id": "a"}
	for k, v := range more {
		e[k] = v
	}
	return object{"type": "input", "block_id": id, "label": plain(id), "element": e}
}

func (p *page) window(title string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector("dialog.modal").open && document.querySelector("#modal-title").textContent === %q`, title))
}

// TestStackOfModals: three windows on top of each other, each with what was
// typed in it, and ways back: the arrow, Escape, the cross.
func TestStackOfModals(t *testing.T) {
	b := newBench(t)
	b.answer = func(payload object) any {
		if payload["type"] != "view_submission" {
			return nil
		}
		next := map[any]string{"One": "Two", "Two": "Three"}[payload["view"].(object)["title"].(object)["text"]]
		if next == "" {
			return object{"response_action": "clear"}
		}
		return object{"response_action": "push", "view": titled(next, asking("b", nil))}
	}
	first := titled("One", asking("b", nil))
	first["notify_on_close"] = true
	p := b.open(first)
	p.types(field, "kept\r")
	p.window("Two")
	b.next()
	p.types(field, "second\r")
	p.window("Three")
	b.next()
	p.shot("stack")
	if got := p.js(`document.querySelector("[data-modal=back]").getAttribute("aria-label")`); got != "Back to Two" {
		t.Errorf("the arrow says %q", got)
	}
	p.click("[data-modal=back]")
	p.window("Two")
	if got := p.js(fmt.Sprintf(`document.querySelector(%q).value`, field)); got != "second" {
		t.Errorf("the second window holds %q", got)
	}
	p.keys(kb.Escape)
	p.window("One")
	if got := p.js(fmt.Sprintf(`document.querySelector(%q).value + document.querySelector("[data-modal=back]").hidden`, field)); got != "kepttrue" {
		t.Errorf("the first window holds %q", got)
	}
	p.click("[data-modal=submit]")
	b.next()
	p.window("Two")
	p.click("[data-modal=close-all]")
	closed := b.next()
	if closed["type"] != "view_closed" || closed["is_cleared"] != true {
		t.Errorf("the app was told %v, cleared %v", closed["type"], closed["is_cleared"])
	}
	p.until(`!document.querySelector("dialog.modal").open`)
	p.clean()
	b.clean()
}

// TestErrorsAtFields: what is missing is said at its field and comes into
// focus; so is what the app finds wrong; typing takes the sentence away.
func TestErrorsAtFields(t *testing.T) {
	b := newBench(t)
	b.answer = func(payload object) any {
		if payload["type"] != "view_submission" {
			return nil
		}
		return object{"response_action": "errors", "errors": object{"second": "That name is taken."}}
	}
	number := object{"type": "input", "block_id": "third", "label": plain("third"), "hint": plain("Between 1 and 5"), "element": object{"type": "number_input", "action_id": "a", "is_decimal_allowed": false, "min_value": "1", "max_value": "5"}}
	p := b.open(modal(asking("first", object{"min_length": 3}), asking("second", nil), number))
	says := func(block, want string) {
		t.Helper()
		p.until(fmt.Sprintf(`(document.querySelector("dialog [data-error-for=%s]")?.textContent || "") === %q`, block, want))
	}
	p.types("dialog [data-block-id=first] input", "ab")
	p.types("dialog [data-block-id=third] input", "9")
	p.click("[data-modal=submit]")
	says("first", "Please enter at least 3 characters.")
	says("second", "Please complete this required field.")
	says("third", "Please enter a number of at most 5.")
	p.shot("errors")
	if got := p.js(`[document.activeElement.dataset.blockId, document.activeElement.getAttribute("aria-invalid"), document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent].join("|")`); got != "first|true|Please enter at least 3 characters." {
		t.Errorf("the focus is at %s", got)
	}
	p.types("dialog [data-block-id=first] input", "c")
	says("first", "")
	p.types("dialog [data-block-id=second] input", "Ada")
	p.types("dialog [data-block-id=third] input", kb.Backspace+"5")
	if n := len(b.heard); n != 0 {
		t.Errorf("the app was told %d times of a form that is not filled in", n)
	}
	p.click("[data-modal=submit]")
	b.next()
	says("second", "That name is taken.")
	if got := p.js(`document.activeElement.dataset.blockId + document.querySelector("dialog [data-block-id=first] input").value`); got != "secondabc" {
		t.Errorf("after the app's refusal: %s", got)
	}
	p.clean()
	b.clean()
}

// TestTroubleKeepsWhatWasTyped: an app that answers nonsense, an update of
// the view in the middle of typing and a reload of the page take nothing away.
func TestTroubleKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t)
	b.answer = func(payload object) any { return "nonsense" }
	p := b.open(titled("Before", asking("b", nil), asking("goes", nil)))
	p.types(field, "mine")
	p.types("dialog [data-block-id=goes] input", "gone")
	view := b.state("ada").Views[0]
	b.must("views.update", object{"view_id": view.ID, "hash": view.Hash, "view": titled("After", asking("b", nil), asking("comes", object{"initial_value": "new"}))})
	p.window("After")
	if got := p.js(`[...document.querySelectorAll("dialog .input input")].map(i => i.value).join("|")`); got != "mine|new" {
		t.Errorf("after the update the fields hold %q", got)
	}
	p.click("[data-modal=submit]")
	b.next()
	p.until(`document.querySelector(".modal-error").textContent.includes("We had some trouble connecting")`)
	if got := p.js(fmt.Sprintf(`document.querySelector(%q).value + document.querySelector("dialog.modal").open`, field)); got != "minetrue" {
		t.Errorf("after the trouble: %s", got)
	}
	p.shot("trouble")
	p.reload()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.value === "mine"`, field))
	p.clean()
}

// TestFocusInModals: the field that asks for it has the focus, Tab stays
// inside, and the focus is back where it was at the end.
func TestFocusInModals(t *testing.T) {
	b := newBench(t)
	pick := object{"type": "input", "block_id": "c", "optional": true, "label": plain("c"), "element": object{"type": "static_select", "action_id": "a", "focus_on_load": true, "options": []object{option("Red", "r")}}}
	p := b.open(modal(asking("b", nil), pick))
	p.until(`document.activeElement.dataset.blockId === "c"`)
	for range 8 {
		p.keys(kb.Tab)
		if got := p.js(`String(document.activeElement === document.body || Boolean(document.activeElement.closest("dialog")))`); got != "true" {
			t.Errorf("Tab went out to %s", p.js(`document.activeElement.tagName`))
		}
	}
	p.keys(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	p.keys(kb.Escape)
	p.until(`document.activeElement.dataset.composer === "channel"`)
	p.types("[data-composer=channel]", "on we go")
	p.until(`document.querySelector("[data-composer=channel]").value === "on we go"`)
	p.clean()
	b.clean()
}

// TestUnknownBlock: what the page does not know is a calm note with its JSON.
func TestUnknownBlock(t *testing.T) {
	b := newBench(t)
	p := b.post(object{"type": "divider"})
	got := p.js(`import("/js/blocks.js").then(async m => { const { Host } = await import("/js/host.js"); const box = document.createElement("div"); m.drawBlocks(box, [{type: "call", call_id: "R1"}, {type: "hologram", depth: 3}], new Host("message", {}, "x")); return box.textContent })`)
	if want := "A call block, which this page does not draw{\n  \"type\": \"call\",\n  \"call_id\": \"R1\"\n}A hologram block, which this page does not draw{\n  \"type\": \"hologram\",\n  \"depth\": 3\n}"; got != want {
		t.Errorf("got %q", got)
	}
	p.clean()
}
