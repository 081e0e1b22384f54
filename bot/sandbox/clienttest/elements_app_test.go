package clienttest

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/tab"
)

type object = map[string]any

// bench is a workspace with an app that shows whatever a test wants and notes
// what it is sent.
type bench struct {
	t     *testing.T
	srv   *sandbox.Server
	http  *httptest.Server
	token string
	app   string      // the app's own address, which has /lamp.png and /broken.png
	view  any         // opened by the command /lamp
	heard chan object // interactions, without block_suggestion
	// answer makes the acknowledgement of an interaction; nil: an empty one.
	answer func(object) any
}

// morning is when it is in the workspace: a Tuesday, 10:00 in Paris.
var morning = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, heard: make(chan object, 100)}
	app := httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(app.Close)
	b.app = app.URL
	cfg := sandbox.Default()
	cfg.NoRateLimits = true
	cfg.Apps[0].SocketMode = false
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app.URL + "/commands", Interactions: app.URL + "/interactions"}
	cfg.Apps[0].Events = nil
	cfg.Apps[0].UnfurlDomains = []string{"example.org"}
	srv, err := sandbox.New(cfg, sandbox.Options{Now: func() time.Time { return morning }, Patience: tab.Patience})
	if err != nil {
		t.Fatal(err)
	}
	b.srv, b.token = srv, srv.Config().Apps[0].BotToken
	b.http = httptest.NewServer(srv.Handler())
	t.Cleanup(func() {
		srv.Close()
		b.http.Close()
	})
	return b
}

func (b *bench) serve(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return // the test has ended
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		b.t.Errorf("%s: %v", r.URL.Path, err)
	}
	switch r.URL.Path {
	case "/lamp.png":
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(lamp()) // the reader may have gone
	case "/broken.png": // no picture, though the address answers
	case "/commands":
		if out := b.call("views.open", object{"trigger_id": form.Get("trigger_id"), "view": b.view}); out["ok"] != true {
			b.t.Errorf("views.open: %v", out)
		}
	case "/interactions":
		var payload object
		if err := json.Unmarshal([]byte(form.Get("payload")), &payload); err != nil {
			b.t.Errorf("the payload: %v", err)
		}
		if payload["type"] != "block_suggestion" {
			b.heard <- payload
		}
		if b.answer != nil {
			if body := b.answer(payload); body != nil {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(body) // the reader may have gone
			}
		}
	}
}

// call calls a Web API method with the app's token.
func (b *bench) call(method string, args object) object {
	b.t.Helper()
	raw, err := json.Marshal(args)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, b.http.URL+"/api/"+method, bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+b.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	var out object
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		b.t.Errorf("%s: %v", method, err)
	}
	return out
}

// next is the next interaction that the app was sent.
func (b *bench) next() object {
	b.t.Helper()
	select {
	case p := <-b.heard:
		return p
	case <-time.After(tab.Patience):
		b.t.Fatal("the app was sent nothing")
		return nil
	}
}

// open types the command, so that the view opens as a modal, and gives its tab.
func (b *bench) open(view object) *page {
	b.t.Helper()
	b.view = view
	p := b.general()
	p.types("[data-composer=channel]", "/lamp\r")
	p.sees("dialog.modal[open]")
	return p
}

// general gives a tab with #general, as Ada sees it.
func (b *bench) general() *page {
	b.t.Helper()
	p := browse(b.t, b.http.URL+"/#as=ada&channel=general")
	p.sees("[data-composer=channel]")
	p.until(`Boolean(document.querySelector("article")) || document.body.innerText.includes("Nothing has been said")`) // what was said is loaded
	return p
}

// post puts blocks into #general and gives a tab that shows them.
func (b *bench) post(blocks ...object) *page {
	b.t.Helper()
	if out := b.call("chat.postMessage", object{"channel": "C0GENERAL0", "text": "blocks", "blocks": blocks}); out["ok"] != true {
		b.t.Fatalf("chat.postMessage: %v", out)
	}
	p := browse(b.t, b.http.URL+"/#as=ada&channel=general")
	p.sees("article .blocks")
	return p
}

// clean fails when the app did something that Slack refuses.
func (b *bench) clean() {
	b.t.Helper()
	for _, v := range b.srv.Violations() {
		b.t.Errorf("violation: %s: %s: %s %s", v.Method, v.Code, v.What, v.Pointer)
	}
}

func plain(s string) object { return object{"type": "plain_text", "text": s, "emoji": true} }

func mrkdwn(s string) object { return object{"type": "mrkdwn", "text": s} }

func option(text, value string) object { return object{"text": plain(text), "value": value} }

func modal(blocks ...object) object {
	return object{"type": "modal", "title": plain("A window"), "submit": plain("Send"), "blocks": blocks}
}

// lamp is a picture: a light in the dark.
func lamp() []byte {
	const side = 240
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			far := ((x-side/2)*(x-side/2) + (y-side/3)*(y-side/3)) * 255 / (side * side)
			img.Set(x, y, color.RGBA{uint8(max(20, 250-far*2)), uint8(max(30, 210-far*2)), uint8(max(40, 120-far)), 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic("clienttest: the lamp does not encode: " + err.Error()) // into memory
	}
	return out.Bytes()
}

// state is what the page of a person knows.
func (b *bench) state(as string) sandbox.State {
	b.t.Helper()
	resp, err := http.Get(b.http.URL + "/client/state?as=" + as)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out sandbox.State
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		b.t.Fatal(err)
	}
	return out
}
