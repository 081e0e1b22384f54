package clienttest

import (
	"encoding/base64"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestComposer(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.types(composer, "/la")
	p.shows(".suggest .option", "/lamp")
	p.shot("commands")
	p.keys(kb.Tab)
	p.until(`document.querySelector("` + composer + `").value === "/lamp "`)
	p.shows(".suggest", "[on|off]")
	p.keys(kb.Escape)
	p.types(composer, "draft of ada")
	p.click("#sidebar [data-name=workshop]")
	p.until(`document.querySelector("` + composer + `").value === ""`)
	p.click(".person[data-user=U0BRAM0000]")
	p.shows(".identity", "Bram")
	p.click("#sidebar [data-name=general]")
	p.shows("#main h1", "#general")
	p.until(`document.querySelector("` + composer + `").value === ""`)
	p.click(".person[data-user=U0ADA00000]")
	p.shows(".identity", "Ada")
	p.until(`document.querySelector("` + composer + `").value === "/lamp draft of ada"`)
	p.reload()
	p.sees(composer)
	p.until(`document.querySelector("` + composer + `").value === "/lamp draft of ada"`)

	p.js(`(e => { e.value = ""; e.dispatchEvent(new Event("input")); return "" })(document.querySelector("` + composer + `"))`)
	p.types(composer, "two")
	p.hold(kb.Enter, chromedp.ModifierShift)
	p.types(composer, "lines, bold")
	p.until(`document.querySelector("` + composer + `").value === "two\nlines, bold"`)
	p.js(`(e => { e.setSelectionRange(11, 15); return "" })(document.querySelector("` + composer + `"))`)
	p.hold("b", chromedp.ModifierCtrl)
	p.until(`document.querySelector("` + composer + `").value === "two\nlines, *bold*"`)
	p.until(`document.querySelector("#main .composer-preview strong")?.innerText === "bold"`)
	p.js(`(e => { e.setSelectionRange(99, 99); return "" })(document.querySelector("` + composer + `"))`)
	p.types(composer, " :rock")
	p.shows(".suggest .option", ":rocket:")
	p.keys(kb.Enter)
	p.shot("preview")
	p.keys(kb.Enter)
	p.sees(`#main .message .body strong`)
	p.sees(`#main .message .body [aria-label=rocket]`)

	p.types(composer, "/nothing here"+kb.Enter)
	p.shows("#main .composer-error", "/nothing is not a valid command")
	p.until(`document.querySelector("` + composer + `").value === "/nothing here"`)
	p.clean()
}

// Files come by a drop or from the clipboard, are shown before they are sent,
// and afterwards in their place.
func TestFiles(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	drop := func(name, kind, data string) {
		p.js(`(() => {
			const bytes = Uint8Array.from(atob("` + base64.StdEncoding.EncodeToString([]byte(data)) + `"), c => c.charCodeAt(0));
			const data = new DataTransfer();
			data.items.add(new File([bytes], "` + name + `", { type: "` + kind + `" }));
			document.querySelector("` + composer + `").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
			return "";
		})()`)
	}
	drop("notes.txt", "text/plain", "bulbs")
	drop("lamp.png", "image/png", string(lamp()))
	p.until(`document.querySelectorAll("#main .attachment-chip:not(.waiting-file)").length === 2`)
	p.shot("attaching")
	p.types(composer, "Two files"+kb.Enter)
	p.shows("#main .file-card", "notes.txt")
	p.until(`document.querySelector("#main .picture img")?.naturalWidth > 0`)
	p.until(`!document.querySelector("#main .attachment-chip")`)
	p.click("#main .picture")
	p.sees("[data-dialog=picture] img")
	p.shot("picture")
	p.keys(kb.Escape)
	p.gone("[data-dialog=picture]")
	drop("empty.txt", "text/plain", "")
	p.shows("#main .composer-error", "empty.txt is empty")
	p.clean()
}

func TestTrafficPane(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	if out := b.call("chat.postMessage", object{"channel": general, "text": "hello"}); out["ok"] != true {
		t.Fatalf("chat.postMessage: %v", out)
	}
	b.call("chat.postMessage", object{"channel": general, "blocks": []object{{"type": "divider", "surprise": 1}}})
	p.shows("#toasts .toast", "Slack would refuse this")
	p.click("#toasts [data-toast=act]")
	p.sees("#dock .rows-row.bad[aria-selected=true]")
	p.shows("#dock .traffic-detail .violation", "invalid_blocks")
	p.shows("#dock .traffic-detail pre", "surprise")
	p.shows("#traffic-toggle", "1 violation")
	p.shot("traffic")
	p.click("[data-traffic=problems]")
	p.until(`document.querySelectorAll("#dock .rows-row").length === 1`)
	p.click("[data-traffic=problems]")
	p.until(`document.querySelectorAll("#dock .rows-row").length > 1`)
	p.types("[data-traffic=filter]", "no such method")
	p.until(`document.querySelectorAll("#dock .rows-row").length === 0`)
	p.js(`(e => { e.value = "chat.post"; e.dispatchEvent(new Event("input")); return "" })(document.querySelector("[data-traffic=filter]"))`)
	p.until(`document.querySelectorAll("#dock .rows-row").length === 2`)
	p.js(`(document.querySelector("#dock .rows").focus(), "")`)
	p.keys(kb.Home)
	p.hides("#dock .traffic-detail", "invalid_blocks")
	p.click("[data-traffic=clear]")
	p.hides("#traffic-toggle", "violation")
	p.click("[data-dock=close]")
	p.until(`document.querySelector("#dock").hidden`)
	p.clean()
}

func TestFaultsPane(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	p.click("#faults-toggle")
	p.sees("[data-fault=add]")
	p.js(`(e => { e.value = "2"; return "" })(document.querySelector("[data-fault=times]"))`)
	p.click("[data-fault=add]")
	p.shows("#dock [data-fault-id]", "Too many requests")
	p.shows("#dock [data-fault-id]", "when any app wants to post a message")
	p.shows("#dock [data-fault-id]", "not yet, 2 times more")
	p.shows("#faults-toggle", "1 active")
	p.shot("faults")
	if out := b.call("chat.postMessage", object{"channel": general, "text": "x"}); out["error"] != "ratelimited" {
		t.Errorf("with the fault chat.postMessage answers %v", out)
	}
	p.shows("#dock [data-fault-id]", "happened once, once more")
	p.click("#dock [data-fault-id] button")
	p.hides("#faults-toggle", "active")
	p.click("[data-fault=add]")
	p.shows("#faults-toggle", "1 active")
	p.click("[data-faults=clear]")
	p.hides("#faults-toggle", "active")
	if out := b.call("chat.postMessage", object{"channel": general, "text": "x"}); out["ok"] != true {
		t.Errorf("without a fault chat.postMessage answers %v", out)
	}
	p.clean()
}

func TestClockBar(t *testing.T) {
	b := newBench(t)
	if out := b.call("chat.scheduleMessage", object{"channel": general, "text": "good morning", "post_at": strconv.FormatInt(morning.Add(90*time.Minute).Unix(), 10)}); out["ok"] != true {
		t.Fatalf("chat.scheduleMessage: %v", out)
	}
	p := b.visit("ada", "general")
	p.shows(".clock-time", "Tue 24 Nov 2026, 10:00")
	p.sees("[data-clock=next]")
	p.shot("clock")
	p.click("[data-clock=next]")
	p.shows(".clock-time", "Tue 24 Nov 2026, 11:30")
	p.shows("#main .messages", "good morning")
	p.click("[data-clock='1h']")
	p.shows(".clock-time", "12:30")
	p.click("[data-clock='1d']")
	p.shows(".clock-time", "Wed 25 Nov 2026, 12:30")
	p.shows("#main .messages", "Yesterday")
	p.click("[data-clock=to]")
	p.js(`(e => { e.value = "2026-12-24T18:00"; return "" })(document.querySelector("[data-clock=to-field]"))`)
	p.click("[data-clock=to-go]")
	p.shows(".clock-time", "Thu 24 Dec 2026, 18:00")
	p.click("[data-clock=pause]")
	p.shows("[data-clock=pause]", "Run")
	p.click("[data-clock=pause]")
	p.shows("[data-clock=pause]", "Pause")
	p.clean()
}

// The theme is remembered, and wins over the machine's.
func TestTheme(t *testing.T) {
	b := newBench(t)
	p := b.visit("ada", "general")
	paper := func() string { return p.js(`getComputedStyle(document.body).backgroundColor`) }
	light := paper()
	p.click("#settings")
	p.shot("settings")
	p.click("[data-theme=dark]")
	p.until(`document.documentElement.dataset.theme === "dark"`)
	dark := paper()
	if dark == light {
		t.Errorf("light and dark are both on %s", light)
	}
	p.reload()
	p.sees(composer)
	if got := paper(); got != dark {
		t.Errorf("after a reload the page is on %s, want %s", got, dark)
	}
	p.click("#settings")
	p.click(".menu [data-theme=system]")
	p.until(`!document.documentElement.dataset.theme`)
	p.keys("?")
	p.shows("[data-dialog=keys]", "Ctrl+K")
	p.shot("keys")
	p.clean()
}

// A page lives through the end and the return of the sandbox.
func TestPageRecovers(t *testing.T) {
	b := newBench(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	serve := func(on net.Listener) *httptest.Server {
		srv := httptest.NewUnstartedServer(b.srv.Handler())
		if err := srv.Listener.Close(); err != nil {
			t.Fatal(err)
		}
		srv.Listener = on
		srv.Start()
		return srv
	}
	srv := serve(listener)
	p := browse(t, "http://"+address+"/#as=ada&channel=general")
	p.sees(composer)
	p.types(composer, "half a thought")
	srv.CloseClientConnections()
	go srv.Close() // waits for the page's stream, which its handler ends when it notices
	p.shows("#lost", "lost")
	p.shot("lost")
	b.says("bram", general, "while you were away", "")
	listener = again(t, address)
	srv = serve(listener)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	p.until(`document.querySelector("#lost").hidden`)
	p.shows("#main .messages", "while you were away")
	p.until(`document.querySelector("` + composer + `").value === "half a thought"`)
	resp, err := http.Post(b.http.URL+"/control/reset", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("reset answered %d, %v", resp.StatusCode, err)
	}
	p.hides("#main .messages", "while you were away")
	// What the browser itself logs of refused connections is no complaint of the page.
	p.tab.ForgetComplaints()
	p.clean()
}

// again listens on an address that was just given up.
func again(t *testing.T, address string) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// Twenty thousand messages are a few hundred nodes.
func TestLongConversation(t *testing.T) {
	b := newBench(t)
	const many = 20_000
	handler := b.srv.Handler()
	for i := range many {
		r := httptest.NewRequest(http.MethodPost, "/client/send", strings.NewReader(`{"as":"bram","channel":"`+general+`","text":"message `+strconv.Itoa(i)+`"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Host = "127.0.0.1"
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("message %d: %d %s", i, w.Code, w.Body)
		}
	}
	p := b.visit("ada", "general")
	p.shows("#main .messages", "message 19999")
	const few = `document.querySelectorAll("#main .message").length <= 240`
	top := `(document.querySelector("#main .scroll[aria-label=Conversation]").scrollTop = 0, "")`
	first := `document.querySelector("#main .message").dataset.ts`
	for range 5 {
		before := p.js(first)
		p.js(top)
		p.until(first + ` < "` + before + `"`)
		p.until(few)
	}
	p.hides("#main .messages", "message 19999")
	p.click("[data-newest]")
	p.shows("#main .messages", "message 19999")
	p.until(few)
	p.clean()
}
