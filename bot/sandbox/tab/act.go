package tab

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// Click presses the first element of a selector in its middle, once it is in
// sight, enabled, uncovered and still. A press that the page swallowed, because
// it drew something else there between the button's way down and up, is made
// again, as a person would.
func (p *Page) Click(css string) error {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	for ctx.Err() == nil {
		var at struct{ X, Y float64 }
		if err := p.wait("click "+css, fmt.Sprintf(aim, quote(css)), &at); err != nil {
			return err
		}
		if err := p.do("click "+css, chromedp.MouseClickXY(at.X, at.Y)); err != nil {
			return err
		}
		landed, err := p.Eval(`String(window.pressed ?? 'elsewhere')`)
		if err != nil || landed != "elsewhere" { // a page that is gone has felt the press
			return nil
		}
	}
	return fmt.Errorf("click %s: the presses did not arrive within %s", css, Patience)
}

// aim finds where to press, and arranges that the page notes where the press
// arrived. An element inside a label is pressed through the label.
const aim = `const css = %s, e = document.querySelector(css);
	if (!e || !(` + visible + `) || e.matches(':disabled')) return null;
	const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
	const middle = () => { const r = e.getClientRects()[0]; return r && [r.left + r.width / 2, r.top + r.height / 2]; };
	const before = middle();
	await frame();
	await frame();
	const now = middle();
	if (!e.isConnected || !now || String(now) !== String(before)) return null;
	const hit = document.elementFromPoint(...now);
	if (!hit || !(e.contains(hit) || hit.closest('label')?.control === e)) {
		e.scrollIntoView({ block: 'center', inline: 'nearest' });
		return null;
	}
	removeEventListener('click', window.noting, true);
	window.pressed = undefined;
	window.noting = (event) => {
		if (!event.isTrusted || window.pressed) return;
		const on = e.contains(event.target) || event.target.closest?.(css) || event.target.closest?.('label')?.control?.matches(css);
		if (on) window.pressed = 'here';
	};
	addEventListener('click', window.noting, true);
	return { X: now[0], Y: now[1] };`

// Type gives the first element of a selector the focus and presses keys; "\r"
// is Enter, "\t" Tab. Before Enter, and at the end, it looks whether what was
// typed is in the field: keys that went astray all together, because the field
// was drawn anew or lost the focus, are pressed again; if some of them arrived,
// the page loses keys, and that is an error.
func (p *Page) Type(css, text string) error {
	if err := p.focus(css); err != nil {
		return err
	}
	for _, run := range runs(text) {
		if err := p.run(css, run); err != nil {
			return err
		}
	}
	return nil
}

// run types a word or sentence, or presses one key that is no letter.
func (p *Page) run(css, text string) error {
	for tries := 0; ; tries++ {
		before, err := p.holds()
		if err != nil {
			return err
		}
		if err := p.Keys(text); err != nil {
			return err
		}
		words := strings.Fields(text)
		if before.Kind == "other" || isKey([]rune(text)[0]) || len(words) == 0 {
			return nil
		}
		after, err := p.holds()
		switch {
		case err != nil:
			return err
		case strings.Contains(after.Text, words[len(words)-1]):
			return nil
		case after.Kind == "rich" && after.Text != before.Text: // its marks become something else
			return nil
		case after.Text != before.Text:
			return fmt.Errorf("type %q into %s: the field, which held %q, now holds %q", text, css, before.Text, after.Text)
		case tries == 5:
			return fmt.Errorf("type %q into %s: no key arrived in six tries", text, css)
		}
		if err := p.focus(css); err != nil {
			return err
		}
	}
}

// held is what the focused element holds; its kind is text, rich or other.
type held struct{ Kind, Text string }

func (p *Page) holds() (held, error) {
	var out held
	err := p.wait("read the field", `const e = document.activeElement;
		if (e.isContentEditable) return { Kind: 'rich', Text: e.textContent };
		if (e.matches('textarea, input:not([type]), input:is([type=text], [type=search], [type=email], [type=url])')) return { Kind: 'text', Text: e.value };
		return { Kind: 'other', Text: '' };`, &out)
	return out, err
}

func (p *Page) focus(css string) error {
	return p.wait("give the focus to "+css, fmt.Sprintf(`const e = document.querySelector(%s);
		if (!e || !(`+visible+`)) return null;
		e.focus();
		return document.activeElement === e ? true : null;`, quote(css)), nil)
}

// Keys presses keys wherever the focus is.
func (p *Page) Keys(keys string, options ...chromedp.KeyOption) error {
	if keys == carriage && len(options) == 0 {
		return p.enter()
	}
	return p.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys, options...))
}

// carriage is the character of the Enter key.
const carriage = "\r"

// enter presses Enter with its character in one event, as a keyboard does.
// chromedp sends the two apart, and what the key did in between, such as opening
// a window with a field that has the focus, would get the character.
func (p *Page) enter() error {
	for _, kind := range []string{"keyDown", "keyUp"} {
		event := map[string]any{"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "nativeVirtualKeyCode": 13}
		if kind == "keyDown" {
			event["text"], event["unmodifiedText"] = carriage, carriage
		}
		if err := p.do("press Enter", call("Input.dispatchKeyEvent", event, nil)); err != nil {
			return err
		}
	}
	return nil
}

// isKey says whether a rune stands for a key that writes nothing of its own:
// controls, and the private runes by which chromedp names arrows and the like.
func isKey(r rune) bool {
	return r < ' ' || r == 0x7f || (r >= 0xe000 && r <= 0xf8ff) || (r >= 0x0300 && r < 0x0400)
}

// runs cuts a text into what is written at a stretch and single keys.
func runs(text string) []string {
	var out []string
	open := false
	for _, r := range text {
		if isKey(r) || !open {
			out = append(out, string(r))
			open = !isKey(r)
			continue
		}
		out[len(out)-1] += string(r)
	}
	return out
}

// Upload chooses files of this machine in the file field of a selector.
func (p *Page) Upload(css string, paths []string) error {
	if err := p.wait("find "+css, fmt.Sprintf(`return document.querySelector(%s) ? true : null`, quote(css)), nil); err != nil {
		return err
	}
	return p.do("choose files in "+css, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		var found struct {
			Result struct {
				ObjectID string `json:"objectId"`
			} `json:"result"`
		}
		if err := t.Call(ctx, "Runtime.evaluate", map[string]any{"expression": fmt.Sprintf(`document.querySelector(%s)`, quote(css))}, &found); err != nil {
			return err
		}
		if found.Result.ObjectID == "" {
			return errors.New("the field is gone")
		}
		return t.Call(ctx, "DOM.setFileInputFiles", map[string]any{"files": paths, "objectId": found.Result.ObjectID}, nil)
	}))
}
