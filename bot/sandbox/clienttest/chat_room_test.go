package clienttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/chromedp/chromedp"
)

// What the stories of the chat program have in common. Messages of others come
// from the client interface, as a second person's page would send them.

const (
	composer = "#main [data-composer=channel]"
	general  = "C0GENERAL0"
)

// act posts as a person's page does and gives the answer.
func (b *bench) act(path string, body object) object {
	b.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := http.Post(b.http.URL+"/client/"+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out object
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	if resp.StatusCode != http.StatusOK || out["ok"] == false {
		b.t.Fatalf("%s answered %d: %v", path, resp.StatusCode, out)
	}
	return out
}

// says writes as a person, in a thread unless that is empty, and gives the
// message's timestamp.
func (b *bench) says(as, channel, text, thread string) string {
	b.t.Helper()
	ts, _ := b.act("send", object{"as": as, "channel": channel, "text": text, "thread_ts": thread})["ts"].(string)
	return ts
}

// visit opens the page as a person in a conversation.
func (b *bench) visit(as, channel string) *page {
	b.t.Helper()
	p := browse(b.t, b.http.URL+"/#as="+as+"&channel="+channel)
	p.sees("#main h1")
	p.until(`!document.body.classList.contains("starting") && document.body.dataset.connection === "live"`)
	return p
}

// message is the selector of a message in the middle of the page.
func message(ts string) string { return `#main .message[data-ts="` + ts + `"]` }

// choose opens the menu of a message and picks from it.
func (p *page) choose(ts, choice string) {
	p.t.Helper()
	p.tool(ts, "[data-message-menu]")
	p.click(`.menu [data-choice="` + choice + `"]`)
}

// tool clicks one of the buttons that a message shows while it is in use.
func (p *page) tool(ts, css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(document.querySelector(%q)?.focus(), document.activeElement?.dataset.ts === %q)`, message(ts), ts))
	p.click(message(ts) + " " + css)
}

// hold presses a key together with others.
func (p *page) hold(key string, with chromedp.Modifier) {
	p.t.Helper()
	p.keys(key, chromedp.KeyModifiers(with))
}

// shows waits until the text of an element contains the words.
func (p *page) shows(css, words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").includes(%q)`, css, words))
}

// hides waits until the text of an element does not contain the words.
func (p *page) hides(css, words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!(document.querySelector(%q)?.innerText ?? "").includes(%q)`, css, words))
}

// gone waits until nothing matches.
func (p *page) gone(css string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!document.querySelector(%q)`, css))
}
