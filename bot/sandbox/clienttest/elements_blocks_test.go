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
