package clienttest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What is new is told of beside the conversation's name, and marked in it.
func TestUnread(t *testing.T) {
	b := newBench(t)
	b.says("bram", general, "before", "")
	p := b.visit("ada", "workshop")
	p.sees(`#sidebar .row.unread[data-name=general] .count`)
	p.click(`#sidebar [data-name=general]`)
	p.shows("#main .messages", "before")
	p.until(`document.querySelector("[data-divider=new]")?.nextElementSibling.innerText.includes("before")`)
	p.click(`#sidebar [data-name=workshop]`)
	second := b.says("bram", general, "for you, @ada", "")
	p.sees(`#sidebar .row.unread[data-name=general] .count.mention`)
	p.click(`#sidebar [data-name=general]`)
	p.sees(message(second) + ".calls-me")
	p.until(`document.querySelector("[data-divider=new]")?.nextElementSibling.innerText.includes("for you")`)
	p.shot("unread")
	p.choose(second, "unread")
	p.sees(`#sidebar .row.unread[data-name=general] .count`)
	p.until(`document.querySelector(".person[data-user=U0BRAM0000]") && !document.querySelector(".person[data-user=U0BRAM0000] .waiting")`)
	p.hold(kb.Escape, chromedp.ModifierShift)
	p.gone(`#sidebar .row.unread[data-name=general]`)
	p.gone("[data-divider=new]")
	b.says("ada", general, "and you, @bram", "")
	p.sees(".person[data-user=U0BRAM0000] .waiting")
	p.clean()
}

func TestThreads(t *testing.T) {
	b := newBench(t)
	parent := b.says("ada", general, "Who brings cake?", "")
	b.says("bram", general, "I do", parent)
	p := b.visit("ada", "general")
	p.shows(message(parent), "1 reply")
	p.shows("[data-place=threads]", "1")
	p.tool(parent, "[data-reply]")
	p.shows("#thread .messages", "I do")
	p.until(`document.activeElement.dataset.composer === "thread"`)
	p.types("[data-composer=thread]", "Lovely")
	p.click("[data-composer=also]")
	p.types("[data-composer=thread]", kb.Enter)
	p.shows("#thread .messages", "Lovely")
	p.shows("#main .messages", "Replied in a thread")
	p.shot("thread")
	p.types("[data-composer=thread]", "/lamp on"+kb.Enter)
	p.shows("#thread .composer-error", "/lamp is not supported in threads")
	p.until(`document.querySelector("[data-composer=thread]").value === "/lamp on"`)
	p.click("[data-thread=close]")
	p.click("[data-place=threads]")
	p.shows(".thread-card", "Who brings cake?")
	p.shows(".thread-card", "Lovely")
	p.shot("threads")
	p.click(".thread-card [data-open-thread]")
	p.shows("#thread .messages", "I do")
	p.clean()
}

// What one does with an own message: rewrite it, take it away; with any: pin it,
// answer it with an emoji, see how it is kept.
func TestMessages(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.types(composer, "Frist *draft* for @bram"+kb.Enter+kb.Enter) // the first takes the name that is offered
	p.sees("#main .message .body strong")
	ts := p.js(`document.querySelector("#main .message").dataset.ts`)
	p.until(`document.querySelector("` + composer + `").value === ""`)
	p.types(composer, kb.ArrowUp)
	p.sees("[data-editor]")
	if got := p.js(`document.querySelector("[data-editor]").value`); got != "Frist *draft* for @bram" {
		t.Errorf("the editor holds %q", got)
	}
	p.js(`(e => { e.value = "First *draft* for @bram"; e.dispatchEvent(new Event("input")); return "" })(document.querySelector("[data-editor]"))`)
	b.act("reaction", object{"as": "bram", "channel": general, "ts": ts, "name": "eyes"}) // does not disturb the editor
	p.sees("#main .reaction[data-reaction=eyes]")
	p.until(`document.querySelector("[data-editor]").value === "First *draft* for @bram"`)
	p.click("[data-editor=save]")
	p.sees("#main .edited")
	p.shows("#main .messages", "First draft for @Bram de Wit")

	p.tool(ts, "[data-react]")
	p.until(`"emojiSearch" in document.activeElement.dataset`)
	p.types("[data-emoji-search]", "tada"+kb.Enter)
	p.sees("#main .reaction.mine[data-reaction=tada]")
	p.until(`document.querySelector(".reaction[data-reaction=eyes]").title.includes("Bram de Wit")`)
	p.click("#main .reaction[data-reaction=eyes]")
	p.until(`document.querySelector(".reaction[data-reaction=eyes]").getAttribute("aria-pressed") === "true"`)
	p.click("#main .reaction[data-reaction=eyes]")
	p.until(`document.querySelector(".reaction[data-reaction=eyes]").getAttribute("aria-pressed") === "false"`)
	p.tool(ts, "[data-react]")
	p.sees(".emoji-picker")
	p.shot("emoji")
	p.keys(kb.ArrowDown + kb.ArrowRight + kb.Escape)
	p.gone(".emoji-picker")

	p.choose(ts, "pin")
	p.shows("#main .messages", "Pinned by you")
	p.click("[data-head=pins]")
	p.shows("[data-dialog=details]", "First")
	p.shot("pinned")
	p.click("[data-pinned]")
	p.gone("[data-dialog=details]")
	p.sees(message(ts) + ".found")
	p.choose(ts, "raw")
	p.shows("[data-dialog=raw] pre", `"text"`)
	p.click("[data-dialog=raw] [data-dialog-close]")
	p.choose(ts, "delete")
	p.click("[data-answer=confirm]")
	p.gone(message(ts))
	p.clean()
}

// Only one person sees what is whispered, and dismisses it.
func TestWhisper(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	if out := b.call("chat.postEphemeral", object{"channel": general, "user": "U0ADA00000", "text": "psst"}); out["ok"] != true {
		t.Fatalf("chat.postEphemeral: %v", out)
	}
	p.shows("#main .message.ephemeral", "Only visible to you")
	p.shot("whisper")
	p.click("[data-dismiss]")
	p.gone("#main .message.ephemeral")
	p.clean()
}

// An address names a message; Slack's own form of it, too.
func TestPermalinks(t *testing.T) {
	b := newBench(t)
	first := b.says("bram", general, "the very first", "")
	reply := b.says("ada", general, "a reply", first)
	for range 400 {
		b.says("bram", general, "filler", "")
	}
	p := browse(t, b.http.URL+"/#as=ada&channel="+general+"&message="+first)
	p.sees(message(first) + ".found")
	p.click("[data-newest]")
	p.until(`!document.querySelector(` + "`" + message(first) + "`" + `) && [...document.querySelectorAll("#main .message")].length > 20`)
	link, _ := b.call("chat.getPermalink", object{"channel": general, "message_ts": reply})["permalink"].(string)
	if link == "" {
		// GET alone takes a query; a POST of JSON is refused as Slack refuses it.
		link = "https://lighthouse.slack.com/archives/" + general + "/p" + strings.ReplaceAll(reply, ".", "") + "?thread_ts=" + first + "&cid=" + general
	}
	b.says("bram", general, "look at "+link, "")
	p.sees(`#main a[href*="/archives/"]`)
	p.click(`#main a[href*="/archives/"]`)
	p.shows("#thread .messages", "a reply")
	p.sees(`#thread .message.found[data-ts="` + reply + `"]`)
	p.clean()
}

func TestChannels(t *testing.T) {
	b := newBench(t)
	b.act("create", object{"as": "bram", "name": "garden"})
	p := b.visit("ada", "general")
	p.click("[data-add=channels]")
	p.shows("[data-dialog=channels]", "garden")
	p.shot("channels")
	p.click(`[data-dialog=channels] [aria-label="Join garden"]`)
	p.sees(`[data-dialog=channels] [aria-label="Leave garden"]`)
	p.click(`[data-dialog=channels] [data-browse=garden]`)
	p.shows("#main h1", "#garden")
	p.sees(composer)
	p.click("[data-add=channels]")
	p.click("[data-channels=new]")
	p.types("[data-new-channel=name]", "Spring Plans")
	p.click("[data-new-channel=private]")
	p.types("[data-new-channel=name]", kb.Enter)
	p.shows("#main h1", "spring-plans")
	p.click("[data-head=about]")
	p.types("[data-detail-field=topic]", "Bulbs & seeds"+kb.Enter)
	p.shows("#main .topic", "Bulbs & seeds")
	p.click("[data-detail=members]")
	p.shot("members")
	p.click("[data-detail=add]")
	p.types("[data-people-field]", "cit"+kb.Enter)
	p.hold(kb.Enter, chromedp.ModifierCtrl)
	p.until(`document.querySelector("[data-head=members]").getAttribute("aria-label") === "2 members"`)
	p.shows("[data-dialog=details]", "Citra Lestari")
	p.click("[data-detail=about]")
	p.click("[data-detail=leave]")
	p.click("[data-answer=confirm]")
	p.gone(`#sidebar [data-name=spring-plans]`)
	p.sees("#main h1 [data-head=about]")
	p.clean()
}

func TestDirectMessages(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.click("[data-add=message]")
	p.types("[data-people-field]", "bram"+kb.Enter+"dan"+kb.Enter)
	p.shot("new-message")
	p.hold(kb.Enter, chromedp.ModifierCtrl)
	p.shows("#main h1", "Bram, Dan")
	p.types(composer, "Hello both"+kb.Enter)
	p.shows("#main .messages", "Hello both")
	p.keys("3", chromedp.KeyModifiers(chromedp.ModifierAlt)) // Citra, who is not in it
	p.shows(".identity", "Citra")
	p.hides("#sidebar .lists", "Ada, Bram")
	p.click(".person[data-user=U0DAN00000]")
	p.shows(".identity", "Dan Okafor")
	p.sees(`#sidebar .row.unread .count.mention`)
	p.click(`#sidebar .row.unread:has(.count.mention)`)
	p.shows("#main .messages", "Hello both")
	p.clean()
}

func TestSwitcherAndCards(t *testing.T) {
	b := newBench(t)
	b.says("bram", general, "hello", "")
	p := b.visit("ada", "general")
	p.hold("k", chromedp.ModifierCtrl)
	p.types("dialog [data-switcher]", "work")
	p.shows("[data-dialog=switcher] [aria-selected=true]", "#workshop")
	p.shot("switcher")
	p.keys(kb.Enter)
	p.shows("#main h1", "#workshop")
	p.hold("k", chromedp.ModifierCtrl)
	p.types("dialog [data-switcher]", "as bram"+kb.Enter)
	p.shows(".identity", "Bram de Wit")
	p.hold("1", chromedp.ModifierAlt)
	p.shows(".identity", "Ada Moreau")
	p.click("#sidebar [data-name=general]")
	p.click("#main .author")
	p.shows(".card", "Engineer")
	p.shows(".card", "10:00 in Amsterdam")
	p.shot("person-card")
	p.click(".card [data-write-to]")
	p.shows("#main h1", "Bram de Wit")
	p.click("#sidebar [data-app]")
	p.sees("[data-tab=home][aria-selected=true]")
	p.click("[data-head=about]")
	p.shows(".card", "/lamp")
	p.shows(".card", "scopes")
	p.shot("app-card")
	p.keys(kb.Escape)
	p.gone(".card")
	p.clean()
}

// A person without a mouse: Tab leads to the messages, arrows from one to the
// next, Tab on to what one can do, Enter does it, Escape leads back.
func TestKeyboard(t *testing.T) {
	b := newBench(t)
	first := b.says("bram", general, "first", "")
	second := b.says("bram", general, "second", "")
	p := b.visit("ada", "general")
	p.sees(message(second))
	at := func(what, expression string) {
		t.Helper()
		p.until(expression)
		if got := p.js(`(s => s.outlineStyle + s.boxShadow)(getComputedStyle(document.activeElement))`); strings.HasPrefix(got, "none") && strings.HasSuffix(got, "none") {
			t.Errorf("nothing shows that the focus is on %s", what)
		}
	}
	p.js(`(document.querySelector("#main .scroll[aria-label=Conversation]").focus(), "")`)
	for range 20 {
		if p.js(`document.activeElement.closest(".message")?.dataset.ts ?? ""`) != "" {
			break
		}
		p.keys(kb.Tab)
	}
	at("the newest message", `document.activeElement.dataset.ts === "`+second+`"`)
	p.keys(kb.ArrowUp)
	at("the message before", `document.activeElement.dataset.ts === "`+first+`"`)
	for range 5 {
		if p.js(`document.activeElement.dataset.reply ?? ""`) != "" {
			break
		}
		p.keys(kb.Tab)
	}
	at("the button that answers", `document.activeElement.dataset.reply === "`+first+`"`)
	p.keys(kb.Enter)
	p.until(`document.activeElement.dataset.composer === "thread"`)
	p.keys(kb.Escape)
	at("the message that was answered", `document.activeElement.dataset.ts === "`+first+`"`)
	p.hold("k", chromedp.ModifierCtrl)
	p.until(`"switcher" in document.activeElement.dataset`)
	p.keys(kb.Escape)
	at("the message from before", `document.activeElement.dataset.ts === "`+first+`"`)
	p.clean()
}
