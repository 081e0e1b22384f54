package clienttest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

const editor = "dialog .rich-edit"

// control holds Ctrl, and what else is named, for one key.
func control(more ...chromedp.Modifier) chromedp.KeyOption {
	return chromedp.KeyModifiers(append([]chromedp.Modifier{chromedp.ModifierCtrl}, more...)...)
}

// TestRichTextByKeyboard writes with Slack's keys and marks, and compares the
// rich_text block that the app is sent.
func TestRichTextByKeyboard(t *testing.T) {
	b := newBench(t)
	p := b.general()
	for _, c := range []struct {
		name string
		do   func()
		want string
	}{
		{"bold by key", func() {
			p.types(editor, "a ")
			p.keys("b", control())
			p.types(editor, "bold")
			p.keys("b", control())
			p.types(editor, " c")
		}, `[{"type":"rich_text_section","elements":[{"type":"text","text":"a "},{"type":"text","text":"bold","style":{"bold":true}},{"type":"text","text":" c"}]}]`},
		{"marks as typed", func() { p.types(editor, "*one* _two_ ~three~ `four` 5*6") },
			`[{"type":"rich_text_section","elements":[{"type":"text","text":"one","style":{"bold":true}},{"type":"text","text":" "},{"type":"text","text":"two","style":{"italic":true}},{"type":"text","text":" "},{"type":"text","text":"three","style":{"strike":true}},{"type":"text","text":" "},{"type":"text","text":"four","style":{"code":true}},{"type":"text","text":" 5*6"}]}]`},
		{"bulleted list", func() {
			p.types(editor, "- one\rtwo\r")
			p.keys(kb.Tab)
			p.types(editor, "inside")
		}, `[{"type":"rich_text_list","style":"bullet","indent":0,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"two"}]}]},{"type":"rich_text_list","style":"bullet","indent":1,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"inside"}]}]}]`},
		{"numbered list and words after it", func() { p.types(editor, "1. one\r\rafter") },
			`[{"type":"rich_text_list","style":"ordered","indent":0,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]}]},{"type":"rich_text_section","elements":[{"type":"text","text":"after"}]}]`},
		{"quote", func() { p.types(editor, "> said\ragain\r\rafter") },
			`[{"type":"rich_text_quote","elements":[{"type":"text","text":"said\nagain"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"after"}]}]`},
		{"code block by its button", func() {
			p.click("dialog [data-tool=pre]")
			p.types(editor, "let x = 1")
		}, `[{"type":"rich_text_preformatted","border":0,"elements":[{"type":"text","text":"let x = 1"}]}]`},
		{"people and channels", func() { p.types(editor, "ask @bra\r about #work\r now") },
			`[{"type":"rich_text_section","elements":[{"type":"text","text":"ask "},{"type":"user","user_id":"U0BRAM0000"},{"type":"text","text":"  about "},{"type":"channel","channel_id":"C0WORKSHOP"},{"type":"text","text":"  now"}]}]`},
		{"link", func() {
			p.types(editor, "see ")
			p.click("dialog [data-tool=link]")
			p.types("dialog.ask input[type=text]", "this")
			p.types("dialog.ask input[type=url]", "https://example.org")
			p.click("dialog.ask [data-link=save]")
			p.types(editor, " now")
		}, `[{"type":"rich_text_section","elements":[{"type":"text","text":"see "},{"type":"link","url":"https://example.org","text":"this"},{"type":"text","text":" now"}]}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t, b.t = t, t
			b.show(p, modal(object{"type": "input", "block_id": "b", "label": plain("Story"), "element": object{"type": "rich_text_input", "action_id": "a", "placeholder": plain("Tell it")}}))
			c.do()
			p.click("[data-modal=submit]")
			got := valueOf(b.next(), "b", "a").(object)["rich_text_value"]
			var want []any
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(any(object{"type": "rich_text", "elements": want}), got); diff != "" {
				t.Errorf("the app was sent (-want +got):\n%s", diff)
			}
			p.until(`!document.querySelector("dialog.modal").open`)
		})
	}
	p.t, b.t = t, t
	p.clean()
	b.clean()
}

// TestRichTextRoundTrip: what an app gives as the initial value comes back as
// it was when nobody touches it, or types and takes it back.
func TestRichTextRoundTrip(t *testing.T) {
	b := newBench(t)
	const initial = `{"type":"rich_text","elements":[
		{"type":"rich_text_section","elements":[{"type":"text","text":"first\n"},{"type":"text","text":"both","style":{"bold":true,"italic":true}},{"type":"text","text":" "},{"type":"user","user_id":"U0BRAM0000"},{"type":"text","text":" "},{"type":"link","url":"https://example.org","text":"there"}]},
		{"type":"rich_text_list","style":"bullet","indent":0,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]}]},
		{"type":"rich_text_list","style":"ordered","indent":1,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"inside"}]}]},
		{"type":"rich_text_quote","elements":[{"type":"text","text":"said"}]},
		{"type":"rich_text_preformatted","border":0,"elements":[{"type":"text","text":"a\n  b"}]},
		{"type":"rich_text_section","elements":[{"type":"date","timestamp":1795588200,"format":"{date}","fallback":"then"},{"type":"text","text":" end"}]}]}`
	p := b.open(modal(object{"type": "input", "block_id": "b", "label": plain("Story"), "element": object{"type": "rich_text_input", "action_id": "a", "initial_value": b.decoded(initial)}}))
	p.types(editor, "x"+kb.Backspace)
	p.shot("rich-text")
	p.click("[data-modal=submit]")
	got := valueOf(b.next(), "b", "a").(object)["rich_text_value"]
	if diff := cmp.Diff(any(b.decoded(initial)), got); diff != "" {
		t.Errorf("the app was sent (-want +got):\n%s", diff)
	}
	p.clean()
	b.clean()
}

// TestFileInput: files are chosen, shown, taken out again, and reach the app as
// file objects.
func TestFileInput(t *testing.T) {
	b := newBench(t)
	folder := t.TempDir()
	var paths []string
	for _, file := range []struct{ name, data string }{{"lamp.png", string(lamp())}, {"notes.txt", "words"}, {"more.txt", "more words"}} {
		path := filepath.Join(folder, file.name)
		if err := os.WriteFile(path, []byte(file.data), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	p := b.open(modal(object{"type": "input", "block_id": "b", "label": plain("Papers"), "element": object{"type": "file_input", "action_id": "a", "max_files": 3, "filetypes": []string{"png", "txt"}}}))
	p.click("[data-modal=submit]")
	p.sees("[data-error-for=b]")
	p.uploads("dialog [data-block-id=b] input[type=file]", paths)
	p.until(`document.querySelectorAll("dialog .file-list li .clear").length === 3`)
	p.shot("files")
	p.click(`dialog [aria-label="Remove more.txt"]`)
	p.until(`document.querySelectorAll("dialog .file-list li").length === 2`)
	p.uploads("dialog [data-block-id=b] input[type=file]", paths[:2])
	p.until(`document.querySelector("dialog .file-said").textContent.includes("At most 3 files here")`)
	p.click("[data-modal=submit]")
	files := valueOf(b.next(), "b", "a").(object)["files"].([]any)
	names := map[any]any{}
	for _, f := range files {
		names[f.(object)["name"]] = f.(object)["mimetype"]
	}
	if len(files) != 3 || names["lamp.png"] != "image/png" || names["notes.txt"] != "text/plain" {
		t.Errorf("the app was sent %v", names)
	}
	p.clean()
	b.clean()
}
