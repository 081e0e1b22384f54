package clienttest

import (
	"testing"
)

// TestEveryBlockIsDrawn shows each block once and takes pictures of them.
func TestEveryBlockIsDrawn(t *testing.T) {
	for _, set := range []struct {
		name   string
		blocks func(string) []object
	}{{"words", wordBlocks}, {"figures", figureBlocks}, {"framed", framedBlocks}} {
		t.Run(set.name, func(t *testing.T) {
			b := newBench(t)
			p := b.post(set.blocks(b.app)...)
			if got := p.js(`[...document.querySelectorAll('.unknown')].map(e => e.textContent).join('|')`); got != "" {
				t.Errorf("not drawn: %s", got)
			}
			p.clean()
			p.long("blocks-"+set.name, "#main .scroll:not(.home)")
			b.clean()
		})
	}
}

// TestAttachments: the bar, the fields and the blocks of old-style attachments
// are there, and a button in one of them reaches the app.
func TestAttachments(t *testing.T) {
	b := newBench(t)
	attachments := append(attachmentsOf(), object{"color": "danger", "blocks": []object{{"type": "actions", "block_id": "b", "elements": []object{pressed("go", "Go", nil)}}}})
	b.must("chat.postMessage", object{"channel": "C0GENERAL0", "text": "Beside it", "attachments": attachments})
	p := b.general()
	p.sees(".attachment")
	want := "Before it|Ada|An attachment|with words|Owner|Ada|Risk|low|Long|a longer value|The foot"
	if got := p.js(`document.querySelector(".legacy").innerText.split(/\n+/).join("|").split(" ·")[0]`); got != want {
		t.Errorf("the first reads %q, want %q", got, want)
	}
	p.shot("attachments")
	p.click(".attachment [data-action-id=go]")
	if got := b.next()["container"].(object); got["type"] != "message_attachment" || got["attachment_id"] != 3.0 {
		t.Errorf("the click comes from %v", got)
	}
	p.clean()
	b.clean()
}

// TestTakenBack: a choice that the person takes back at the app's question is
// not made, and not shown.
func TestTakenBack(t *testing.T) {
	b := newBench(t)
	ask := object{"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Do it"), "deny": plain("No")}
	p := b.post(object{"type": "actions", "block_id": "b", "elements": []object{
		{"type": "static_select", "action_id": "pick", "confirm": ask, "initial_option": option("Red", "r"), "options": []object{option("Red", "r"), option("Green", "g")}},
		{"type": "checkboxes", "action_id": "ticks", "confirm": ask, "options": []object{option("One", "1")}},
	}})
	p.click("article [data-action-id=pick]")
	p.click("article .option[data-value=g]")
	p.sees("dialog.ask")
	p.shot("question")
	p.click("dialog.ask [data-answer=deny]")
	p.until(`document.querySelector("article input[data-action-id=pick]").value === "Red"`)
	p.click("article .choices label")
	p.click("dialog.ask [data-answer=deny]")
	p.until(`!document.querySelector("article .choices input").checked`)
	if n := len(b.heard); n != 0 {
		t.Errorf("the app was told %d times", n)
	}
	p.clean()
	b.clean()
}
