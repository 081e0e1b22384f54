package clienttest

import "testing"

func TestModalOpens(t *testing.T) {
	b := newBench(t)
	p := b.open(modal(object{"type": "input", "block_id": "b", "label": plain("Words"), "element": object{"type": "plain_text_input", "action_id": "a"}}))
	p.types("dialog [data-block-id=b] input", "hello")
	p.clean()
	p.shot("first")
	p.click("[data-modal=submit]")
	b.next()
	b.clean()
}
