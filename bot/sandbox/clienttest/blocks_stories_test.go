package clienttest

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// What people do with the blocks that are more than words: they turn pages,
// open what is folded, press thumbs, bring files.

// brings lets a file fall on an element, or pastes it there.
func (p *page) brings(how, css, name, kind string, data []byte) {
	p.t.Helper()
	event := map[string]string{"drop": `new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })`, "paste": `new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })`}[how]
	p.js(fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
		const data = new DataTransfer();
		data.items.add(new File([bytes], %q, { type: %q }));
		document.querySelector(%q).dispatchEvent(%s);
		return "";
	})()`, base64.StdEncoding.EncodeToString(data), name, kind, css, event))
}

func TestFilesBroughtToAField(t *testing.T) {
	b := newBench(t)
	p := b.open(modal(object{"type": "input", "block_id": "b", "label": plain("Papers"), "element": object{"type": "file_input", "action_id": "a", "max_files": 2}}))
	const box = "dialog [data-block-id=b] .file-field"
	p.brings("drop", box, "notes.txt", "text/plain", []byte("bulbs"))
	p.shows("dialog .file-list", "notes.txt")
	p.brings("paste", box, "lamp.png", "image/png", lamp())
	p.until(`document.querySelectorAll("dialog .file-list li .clear").length === 2`)
	p.brings("drop", box, "more.txt", "text/plain", []byte("more"))
	p.shows("dialog .file-said", "At most 2 files here: 1 left out.")
	p.click("[data-modal=submit]")
	files := valueOf(b.next(), "b", "a").(object)["files"].([]any)
	if len(files) != 2 || files[0].(object)["name"] != "notes.txt" || files[1].(object)["mimetype"] != "image/png" {
		t.Errorf("the app was sent %v", files)
	}
	p.clean()
	b.clean()
}

// What is pasted into the composer goes with the message; what the sandbox
// refuses is given back with its files.
func TestFilesPastedIntoAMessage(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.brings("paste", composer, "lamp.png", "image/png", lamp())
	p.until(`document.querySelectorAll("#main .attachment-chip:not(.waiting-file)").length === 1`)
	p.types(composer, "/lamp with a file"+kb.Enter)
	p.shows("#main .composer-error", "A command takes no files")
	p.click(`#main [aria-label="Without lamp.png"]`)
	p.gone("#main .attachment-chip")
	p.brings("paste", composer, "", "image/png", lamp())
	p.until(`document.querySelectorAll("#main .attachment-chip:not(.waiting-file)").length === 1`)
	p.js(`(e => { e.value = ""; e.dispatchEvent(new Event("input")); return "" })(document.querySelector("` + composer + `"))`)
	p.types(composer, kb.Enter)
	p.until(`document.querySelector("#main .picture img")?.naturalWidth > 0`)
	p.gone("#main .attachment-chip")
	p.clean()
}

// One writes on while a message is on its way: nothing is lost, nothing is out
// of order, and what is refused comes back before what was written since.
func TestWritingOn(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	for _, text := range []string{"one", "one", "two", "three"} {
		p.types(composer, text+kb.Enter)
	}
	p.until(`[...document.querySelectorAll("#main .message .body")].map(e => e.innerText).join("|") === "one|one|two|three"`)
	p.js(`(() => { // the next message waits until the story goes on
		const { fetch } = window;
		window.fetch = async (...of) => {
			if (String(of[0]).endsWith("client/send")) await new Promise((on) => { window.letGo = on; });
			return fetch(...of);
		};
		return "";
	})()`)
	p.types(composer, "/nothing"+kb.Enter)
	p.types(composer, "written since")
	p.until(`Boolean(window.letGo)`)
	p.js(`(window.letGo(), "")`)
	p.shows("#main .composer-error", "/nothing is not a valid command")
	p.until(`document.querySelector("` + composer + `").value === "/nothing\nwritten since"`)
	p.clean()
}

func TestCarousel(t *testing.T) {
	b := newBench(t)
	var cards []object
	for i := range 6 {
		cards = append(cards, cardOf(b.app, fmt.Sprintf("Card %d", i+1)))
	}
	p := b.post(object{"type": "carousel", "elements": cards})
	p.js(`(() => { const track = document.querySelector(".carousel-track"); track.focus(); return ""; })()`)
	p.until(`document.querySelector('[aria-label="Cards before"]').disabled`)
	p.keys(kb.ArrowRight)
	p.until(`document.querySelector(".carousel-track").scrollLeft > 100 && !document.querySelector('[aria-label="Cards before"]').disabled`)
	p.keys(kb.ArrowLeft)
	p.until(`document.querySelector(".carousel-track").scrollLeft < 2`)
	p.click(`[aria-label="Cards after"]`)
	p.until(`document.querySelector(".carousel-track").scrollLeft > 100`)
	if got := p.js(`document.querySelectorAll(".carousel .card")[5].getAttribute("aria-label")`); got != "Card 6, 6 of 6" {
		t.Errorf("the last card is called %q", got)
	}
	p.clean()
	b.clean()
}

// A folded container is opened by hand, and stays open when the app changes
// what stands in it.
func TestContainerFolds(t *testing.T) {
	b := newBench(t)
	folded := func(words string) object {
		return object{"type": "container", "block_id": "fold", "title": plain("Details"), "is_collapsible": true, "default_collapsed": true, "child_blocks": []object{
			{"type": "section", "block_id": "words", "text": mrkdwn(words)}, {"type": "actions", "block_id": "in", "elements": []object{pressed("go", "Go", nil)}},
		}}
	}
	ts := b.must("chat.postMessage", object{"channel": general, "text": "blocks", "blocks": []object{folded("It was folded away")}})["ts"]
	p := b.general()
	p.sees("details.container:not([open]) summary")
	p.click("details.container summary")
	p.shows("details.container", "It was folded away")
	p.click("details.container [data-action-id=go]")
	if got := b.next()["actions"].([]any)[0].(object); got["block_id"] != "in" || got["action_id"] != "go" {
		t.Errorf("the app was told %v", got)
	}
	b.must("chat.update", object{"channel": general, "ts": ts, "text": "blocks", "blocks": []object{folded("It is other now")}})
	p.shows("details.container[open]", "It is other now")
	p.click("details.container summary")
	p.sees("details.container:not([open]) summary")
	p.clean()
	b.clean()
}

// A data table is turned page by page and sorted up, down and as it came.
func TestDataTable(t *testing.T) {
	b := newBench(t)
	p := b.post(figureBlocks(b.app)[1])
	reads := func(want string) {
		t.Helper()
		p.until(fmt.Sprintf(`[...document.querySelectorAll(".data-table tbody tr")].map(r => r.innerText.split(/\s+/).join(" ").trim()).join("|") + "|" + document.querySelector(".data-table [role=status]").innerText === %q`, want))
	}
	reads("Ada Lamp 0|Bram Desk 1|Citra Lamp 4|1–3 of 7")
	p.click(".data-table [data-page=after]")
	reads("Dan Desk 9|Eve Lamp 16|Finn Desk 25|4–6 of 7")
	p.keys(kb.Enter) // the focus stays on the button
	reads("Gus Lamp 36|7–7 of 7")
	p.until(`document.activeElement.dataset.page === "before" && document.querySelector("[data-page=after]").disabled`)
	p.click(".data-table [data-sort='2']")
	reads("Ada Lamp 0|Bram Desk 1|Citra Lamp 4|1–3 of 7")
	p.click(".data-table [data-sort='2']")
	reads("Gus Lamp 36|Finn Desk 25|Eve Lamp 16|1–3 of 7")
	p.until(`document.querySelectorAll(".data-table th")[2].getAttribute("aria-sort") === "descending"`)
	p.click(".data-table [data-sort='1']")
	reads("Bram Desk 1|Dan Desk 9|Finn Desk 25|1–3 of 7")
	p.click(".data-table [data-sort='1']")
	p.click(".data-table [data-sort='1']")
	reads("Ada Lamp 0|Bram Desk 1|Citra Lamp 4|1–3 of 7")
	p.shot("data-table")
	p.clean()
	b.clean()
}

// A video is a still picture that leads to where it can be watched; nothing of
// another site is put into the page.
func TestVideo(t *testing.T) {
	b := newBench(t)
	p := b.post(framedBlocks(b.app)[6])
	p.shows("figure.video", "How it works")
	p.shows("figure.video", "Films · Ada")
	p.until(`document.querySelector(".video-still img").naturalWidth > 0`)
	got := p.js(`(e => [e.getAttribute("href"), e.target, e.rel, e.getAttribute("aria-label"), document.querySelectorAll("iframe, video, object, embed").length].join("|"))(document.querySelector(".video-still"))`)
	if want := "https://example.org/watch|_blank|noopener noreferrer|Watch How it works in a new window|0"; got != want {
		t.Errorf("the still is %s, want %s", got, want)
	}
	p.clean()
	b.clean()
}

func TestThumbs(t *testing.T) {
	b := newBench(t)
	p := b.post(framedBlocks(b.app)[7])
	for _, thumb := range []struct{ value, other string }{{"good", "bad"}, {"bad", "good"}} {
		p.click(`article .thumb[data-value=` + thumb.value + `]`)
		action := b.next()["actions"].([]any)[0].(object)
		if action["type"] != "feedback_buttons" || action["value"] != thumb.value || action["block_id"] != "ca" || action["action_id"] != "fb" {
			t.Errorf("the app was told %v", action)
		}
		p.until(fmt.Sprintf(`document.querySelector(".thumb[data-value=%s]").getAttribute("aria-pressed") + document.querySelector(".thumb[data-value=%s]").getAttribute("aria-pressed") === "truefalse"`, thumb.value, thumb.other))
	}
	p.click(`article [data-action-id=bin]`)
	if action := b.next()["actions"].([]any)[0].(object); action["type"] != "icon_button" || action["action_id"] != "bin" {
		t.Errorf("the app was told %v", action)
	}
	p.clean()
	b.clean()
}

// Fields stand in messages and Homes too: Enter tells the app where it wants
// to hear of it, and a button brings along what is in all of them.
func TestInputsOutsideModals(t *testing.T) {
	for _, place := range []string{"message", "home"} {
		t.Run(place, func(t *testing.T) {
			b := newBench(t)
			blocks := []object{
				{"type": "input", "block_id": "told", "dispatch_action": true, "label": plain("Told at once"), "element": object{"type": "plain_text_input", "action_id": "a"}},
				{"type": "input", "block_id": "kept", "label": plain("Kept"), "hint": plain("Until the button is pressed"), "element": object{"type": "plain_text_input", "action_id": "a"}},
				{"type": "actions", "block_id": "acts", "elements": []object{pressed("go", "Go", nil)}},
			}
			var p *page
			in := "article"
			if place == "message" {
				p = b.post(blocks...)
			} else {
				b.must("views.publish", object{"user_id": "U0ADA00000", "view": object{"type": "home", "blocks": blocks}})
				p = b.general()
				p.click("#sidebar [data-app]")
				p.click("[data-tab=home]")
				in = ".home"
			}
			p.types(in+" [data-block-id=told] input", "now"+kb.Enter)
			if got := b.next()["actions"].([]any)[0].(object); got["value"] != "now" || got["block_id"] != "told" {
				t.Errorf("the app was told %v", got)
			}
			p.types(in+" [data-block-id=kept] input", "later")
			p.click(in + " [data-action-id=go]")
			heard := b.next()
			for block, want := range map[string]string{"told": "now", "kept": "later"} {
				if got, _ := valueOf(heard, block, "a").(object); got["value"] != want {
					t.Errorf("with the button the field %s was %v, want %s", block, got, want)
				}
			}
			p.clean()
			b.clean()
		})
	}
}

// A window that wants it takes those below it along when it is closed, and the
// app hears of those for which it asked.
func TestClosingWindows(t *testing.T) {
	b := newBench(t)
	second := titled("Two", asking("b", nil))
	second["clear_on_close"], second["notify_on_close"], second["callback_id"] = true, true, "two"
	b.answer = func(payload object) any {
		if payload["type"] != "view_submission" {
			return nil
		}
		return object{"response_action": "push", "view": second}
	}
	first := titled("One", asking("b", nil))
	first["notify_on_close"], first["callback_id"] = true, "one" // a stack that is cleared is told of by its first window
	p := b.open(first)
	p.types(field, "kept"+kb.Enter)
	p.window("Two")
	b.next()
	p.keys(kb.Escape)
	p.until(`!document.querySelector("dialog.modal").open`)
	closed := b.next()
	if view := closed["view"].(object); closed["type"] != "view_closed" || closed["is_cleared"] != true || view["callback_id"] != "one" {
		t.Errorf("the app was told %v of %v, cleared %v", closed["type"], view["callback_id"], closed["is_cleared"])
	}
	p.clean()
	b.clean()
}
