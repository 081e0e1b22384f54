package clienttest

import (
	"fmt"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axeScenes are the parts of the page, each as a person has it before them.
var axeScenes = []struct {
	name string
	show func(b *bench) *page
}{
	{"an empty conversation", func(b *bench) *page { return b.visit("ada", "workshop") }},
	{"blocks of words", func(b *bench) *page { return b.post(wordBlocks(b.app)...) }},
	{"tables and charts", func(b *bench) *page { return b.post(figureBlocks(b.app)...) }},
	{"blocks that hold others", func(b *bench) *page { return b.post(framedBlocks(b.app)...) }},
	{"attachments", axeAttachments},
	{"what one says and reacts with", axeTalk},
	{"a thread", axeThread},
	{"followed threads", axeThreads},
	{"only visible to you", axeWhisper},
	{"Home", axeHome},
	{"every input", func(b *bench) *page { return b.open(axeInputs(b)) }},
	{"errors at fields", axeErrors},
	{"a stack of windows", axeStack},
	{"a question", axeQuestion},
	{"an open list", axeList},
	{"an emoji for a message", axeEmoji},
	{"commands while typing", axeCommands},
	{"traffic with a violation", axeTraffic},
	{"faults", axeFaults},
	{"the switcher", func(b *bench) *page {
		p := b.visit("ada", "general")
		p.hold("k", chromedp.ModifierCtrl)
		p.sees("dialog [data-switcher]")
		return p
	}},
	{"the keys", func(b *bench) *page {
		p := b.visit("ada", "general")
		p.js(`(document.activeElement.blur(), "")`)
		p.keys("?")
		p.sees("[data-dialog=keys]")
		return p
	}},
	{"channels", axeClicked("[data-add=channels]", "[data-dialog=channels]")},
	{"a new channel", axeClicked("[data-add=channels]", "[data-dialog=channels]", "[data-channels=new]", "[data-new-channel=name]")},
	{"a new message", axeClicked("[data-add=message]", "[data-people-field]")},
	{"about a channel", axeClicked("[data-head=about]", "[data-detail-field=topic]")},
	{"members", axeClicked("[data-head=members]", "[data-dialog=details]")},
	{"a person's card", func(b *bench) *page {
		b.says("bram", general, "hello", "")
		return axeClicked("#main .author", ".card")(b)
	}},
	{"an app's card", axeClicked("#sidebar [data-app]", "[data-tab=home]", "[data-head=about]", ".card")},
	{"the settings", axeClicked("#settings", ".menu [data-theme]")},
	{"shortcuts", axeClicked("[data-shortcuts=global]", ".menu [role=menuitem]")},
	{"a moment to go to", axeClicked("[data-clock=to]", "[data-clock=to-field]")},
	{"the sidebar over a narrow page", func(b *bench) *page {
		p := b.visit("ada", "general")
		p.js(`(document.body.classList.add("show-sidebar"), "")`)
		return p
	}},
}

// axeClicked clicks the first selector and waits for the second, and so on.
func axeClicked(css ...string) func(b *bench) *page {
	return func(b *bench) *page {
		p := b.visit("ada", "general")
		for i := 0; i < len(css); i += 2 {
			p.click(css[i])
			p.sees(css[i+1])
		}
		return p
	}
}

func axeAttachments(b *bench) *page {
	b.must("chat.postMessage", object{"channel": general, "text": "Beside it", "attachments": attachmentsOf()})
	p := b.general()
	p.sees(".attachment")
	return p
}

func axeTalk(b *bench) *page {
	ts := b.says("bram", general, "Good morning @ada, `code`, :tada: and\n> a quote", "")
	b.says("ada", general, "Good morning", "")
	b.act("reaction", object{"as": "bram", "channel": general, "ts": ts, "name": "wave"})
	b.act("pin", object{"as": "bram", "channel": general, "ts": ts})
	b.act("bookmark", object{"as": "ada", "channel": general, "title": "Handbook", "link": "https://handbook.example/"})
	p := b.visit("ada", "general")
	p.types(composer, "*bold* words")
	p.tool(ts, "[data-message-menu]")
	p.sees(".menu [data-choice]")
	return p
}

func axeThread(b *bench) *page {
	ts := b.says("bram", general, "Who is in?", "")
	b.says("ada", general, "I am", ts)
	p := b.visit("ada", "general")
	p.goes(message(ts) + " .replies")
	p.shows("#thread", "I am")
	return p
}

func axeThreads(b *bench) *page {
	ts := b.says("ada", general, "Who is in?", "")
	b.says("bram", general, "I am", ts)
	p := b.visit("ada", "general")
	p.click("#sidebar [data-place=threads]")
	p.shows("#main", "I am")
	return p
}

func axeWhisper(b *bench) *page {
	p := b.visit("ada", "general")
	b.must("chat.postEphemeral", object{"channel": general, "user": "U0ADA00000", "text": "psst"})
	p.sees("#main .message.ephemeral")
	return p
}

func axeHome(b *bench) *page {
	blocks := wordBlocks(b.app)[:7]
	blocks = append(blocks, object{"type": "actions", "elements": []object{
		pressed("primary", "Primary", object{"style": "primary"}), pressed("danger", "Danger", object{"style": "danger"}), {"type": "overflow", "action_id": "more", "options": []object{option("One", "1"), option("Two", "2")}},
	}})
	b.must("views.publish", object{"user_id": "U0ADA00000", "view": object{"type": "home", "blocks": blocks}})
	p := b.visit("ada", "general")
	p.goes("#sidebar [data-app]")
	p.goes("[data-tab=home]")
	p.sees(".home .blocks > *")
	return p
}

// axeInputs is a window with every kind of field, once.
func axeInputs(b *bench) object {
	b.answer = northOnly
	seen := map[any]bool{}
	var blocks []object
	for i, in := range inputs {
		element := b.decoded(`{"action_id":"a",` + in.element + `}`)
		if seen[element["type"]] {
			continue
		}
		seen[element["type"]] = true
		blocks = append(blocks, object{"type": "input", "block_id": fmt.Sprintf("b%d", i), "optional": i%2 == 0, "label": plain(in.name), "hint": plain("A hint below"), "element": element})
	}
	blocks = append(blocks, object{"type": "input", "block_id": "files", "label": plain("Files"), "element": object{"type": "file_input", "action_id": "a"}})
	return modal(blocks...)
}

func axeErrors(b *bench) *page {
	p := b.open(modal(asking("first", nil), asking("second", object{"multiline": true})))
	p.click("[data-modal=submit]")
	p.sees("dialog [data-error-for=second]")
	return p
}

func axeStack(b *bench) *page {
	b.answer = func(payload object) any {
		return object{"response_action": "push", "view": titled("Two", asking("b", nil))}
	}
	p := b.open(titled("One", asking("b", nil)))
	p.types(field, "kept\r")
	p.window("Two")
	return p
}

func axeQuestion(b *bench) *page {
	ask := object{"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Do it"), "deny": plain("No"), "style": "danger"}
	p := b.post(object{"type": "actions", "block_id": "b", "elements": []object{pressed("go", "Go", object{"confirm": ask})}})
	p.click("article [data-action-id=go]")
	p.sees("dialog.ask")
	return p
}

func axeList(b *bench) *page {
	p := b.open(modal(object{"type": "input", "block_id": "b", "label": plain("Field"), "element": b.decoded(`{"action_id":"a","type":"multi_static_select",` + two + `}`)}))
	p.types(field, "red"+kb.Enter)
	p.keys(kb.ArrowDown)
	p.sees("dialog .option")
	return p
}

func axeEmoji(b *bench) *page {
	ts := b.says("bram", general, "hello", "")
	p := b.visit("ada", "general")
	p.tool(ts, "[data-react]")
	p.sees(".emoji-picker")
	return p
}

func axeCommands(b *bench) *page {
	p := b.visit("ada", "general")
	p.types(composer, "/la")
	p.sees(".suggest .option")
	return p
}

func axeTraffic(b *bench) *page {
	p := b.visit("ada", "general")
	b.must("chat.postMessage", object{"channel": general, "text": "hello"})
	b.call("chat.postMessage", object{"channel": general, "blocks": []object{{"type": "divider", "surprise": 1}}})
	p.shows("#toasts .toast", "Slack would refuse this")
	p.click("#toasts [data-toast=act]")
	p.shows("#dock .traffic-detail", "invalid_blocks")
	return p
}

func axeFaults(b *bench) *page {
	p := b.visit("ada", "general")
	p.click("#faults-toggle")
	p.click("[data-fault=add]")
	p.shows("#dock [data-fault-id]", "Too many requests")
	return p
}
