package sandbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"drumbeat/bot/sandbox"
)

// wire is one bare socket of the app.
type wire struct {
	w  *world
	ws *websocket.Conn
}

type envelope struct {
	Type          string
	Reason        string
	EnvelopeID    string `json:"envelope_id"`
	Accepts       bool   `json:"accepts_response_payload"`
	RetryAttempt  int    `json:"retry_attempt"`
	RetryReason   string `json:"retry_reason"`
	NumConnection int    `json:"num_connections"`
	Payload       struct {
		Command string
		Text    string
		EventID string `json:"event_id"`
		Event   struct{ Type, Text string }
	}
}

func (w *world) link() string {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/apps.connections.open", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.app().AppToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	var opened struct{ URL string }
	w.read(resp, "apps.connections.open", &opened)
	if !strings.HasPrefix(opened.URL, "ws://"+strings.TrimPrefix(w.http.URL, "http://")+"/link/?") {
		w.t.Fatalf("got URL %q, want one on the host that was asked", opened.URL)
	}
	return opened.URL
}

func (w *world) wire() *wire {
	w.t.Helper()
	ws, _, err := websocket.Dial(w.ctx(), w.link(), &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://api.slack.com"}}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = ws.CloseNow() })
	c := &wire{w: w, ws: ws}
	if hello := c.read(); hello.Type != "hello" {
		w.t.Fatalf("got %+v, want hello", hello)
	}
	return c
}

func (c *wire) read() envelope {
	c.w.t.Helper()
	e, err := c.tryRead(c.w.ctx())
	if err != nil {
		c.w.t.Fatal(err)
	}
	return e
}

func (c *wire) tryRead(ctx context.Context) (envelope, error) {
	var e envelope
	_, raw, err := c.ws.Read(ctx)
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(raw, &e)
}

func (c *wire) ack(id, payload string) {
	c.w.t.Helper()
	body := `{"envelope_id":"` + id + `"`
	if payload != "" {
		body += `,"payload":` + payload
	}
	if err := c.ws.Write(c.w.ctx(), websocket.MessageText, []byte(body+"}")); err != nil {
		c.w.t.Fatal(err)
	}
}

// types sends text as ada in the background.
func (w *world) types(text string) <-chan sandbox.SendAnswer {
	out := make(chan sandbox.SendAnswer, 1)
	go func() {
		var sent sandbox.SendAnswer
		w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: text}, &sent)
		out <- sent
	}()
	return out
}

// quick is real waiting for tests: retries of events come at once, nothing else
// ever ends, however slow the machine is. The three seconds of what waits for an
// acknowledgement end, for one after another, with each value of over.
func quick(over <-chan time.Time) func(*sandbox.Options) {
	return func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			switch d {
			case 3 * time.Second:
				return over
			case 0, time.Minute, 5 * time.Minute:
				return time.After(0)
			}
			return nil
		}
	}
}

// logged waits until the traffic log has so many items of a method.
func (w *world) logged(method string, want int) {
	w.t.Helper()
	count := func() bool {
		n := 0
		for _, item := range w.srv.Traffic(0) {
			if item.Method == method {
				n++
			}
		}
		return n >= want
	}
	if err := w.srv.WaitFor(w.ctx(), count); err != nil {
		w.t.Fatalf("want %d items of %s: %v", want, method, err)
	}
}

// TestEachEnvelopeToOneSocket: two sockets take turns, and an acknowledgement
// counts on whichever it comes by.
func TestEachEnvelopeToOneSocket(t *testing.T) {
	w := run(t, config())
	a, b := w.wire(), w.wire()
	for n, to := range []*wire{a, b, a} {
		answer := w.types("/lamp on")
		e := to.read()
		if e.Type != "slash_commands" || e.Payload.Command != "/lamp" || e.Payload.Text != "on" || !e.Accepts {
			t.Errorf("%d: got %+v", n, e)
		}
		other := a
		if to == a {
			other = b
		}
		other.ack(e.EnvelopeID, `{"text":"by the other"}`)
		if got := <-answer; !got.OK || got.Response.Text != "by the other" {
			t.Errorf("%d: got %+v", n, got)
		}
	}
	w.clean()
}

func TestNobodyThere(t *testing.T) {
	over := make(chan time.Time)
	w := run(t, config(), quick(over))
	if got := <-w.types("/lamp on"); got.OK || got.Error != "dispatch_failed" {
		t.Errorf("no socket: got %+v, want dispatch_failed", got)
	}
	w.clean() // the app did nothing wrong
	a := w.wire()
	answer := w.types("/lamp on")
	late := a.read()
	over <- time.Time{}
	if got := <-answer; got.OK || got.Error != "operation_timeout" {
		t.Errorf("no acknowledgement: got %+v, want operation_timeout", got)
	}
	a.ack(late.EnvelopeID, "")
	if v := w.srv.Violations(); len(v) != 1 || v[0].Code != "operation_timeout" || v[0].Method != "/lamp" {
		t.Errorf("violations: got %+v", v)
	}
}

func TestUnknownCommandsAndThreads(t *testing.T) {
	w := run(t, config())
	if got := <-w.types("/foo bar"); got.OK || got.Error != "/foo is not a valid command" {
		t.Errorf("got %+v", got)
	}
	sent := <-w.types("parent")
	var got sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp on", ThreadTS: sent.TS}, &got)
	if got.OK || !strings.Contains(got.Error, "not supported in threads") {
		t.Errorf("in a thread: got %+v", got)
	}
}

// TestLargeAck: an acknowledgement of 20 KB is as good as none.
func TestLargeAck(t *testing.T) {
	over := make(chan time.Time)
	w := run(t, config(), quick(over))
	a := w.wire()
	answer := w.types("/lamp on")
	e := a.read()
	a.ack(e.EnvelopeID, `{"text":"`+strings.Repeat("x", 20<<10)+`"}`)
	w.logged("ack", 1)
	over <- time.Time{}
	if got := <-answer; got.Error != "operation_timeout" {
		t.Errorf("got %+v", got)
	}
	if v := w.srv.Violations(); len(v) == 0 || v[0].Code != "ack_too_large" {
		t.Errorf("violations: got %+v", v)
	}
}

// TestEventsAreTriedAgain: four times in all, with the reason, and never after
// the acknowledgement.
func TestEventsAreTriedAgain(t *testing.T) {
	for event, acked := range map[string]int{"message.channels": 4, "app_mention": 2} { // the number of the try; 4: none
		cfg := config()
		cfg.Apps[0].Events = []string{event}
		over := make(chan time.Time)
		w := run(t, cfg, quick(over))
		a := w.wire()
		if got := <-w.types("<@" + w.app().BotUserID + "> hello"); !got.OK {
			t.Fatalf("got %+v", got)
		}
		for try := range min(acked+1, 4) {
			e := a.read()
			if e.Type != "events_api" || e.Accepts || e.RetryAttempt != try || try > 0 && e.RetryReason != "http_timeout" {
				t.Fatalf("%s, try %d: got %+v", event, try, e)
			}
			if try == acked {
				a.ack(e.EnvelopeID, "")
			} else {
				over <- time.Time{}
			}
		}
		w.settled()
		a.quiet()
	}
}

func TestSocketControl(t *testing.T) {
	w := run(t, config())
	a := w.wire()
	answer := w.types("/lamp on")
	first := a.read()
	a.ack(first.EnvelopeID, "")
	<-answer
	done := make(chan sandbox.ActionAnswer, 1)
	go func() {
		var got sandbox.ActionAnswer
		w.post("/control/socket", sandbox.SocketRequest{Do: "redeliver"}, &got)
		done <- got
	}()
	again := a.read()
	if again.EnvelopeID == first.EnvelopeID || again.Payload.Command != "/lamp" || again.RetryAttempt != 1 {
		t.Errorf("redelivered: got %+v", again)
	}
	a.ack(again.EnvelopeID, "")
	if got := <-done; !got.OK {
		t.Errorf("got %+v", got)
	}
	var got sandbox.ActionAnswer
	w.post("/control/socket", sandbox.SocketRequest{Do: "warning"}, &got)
	if e := a.read(); e.Type != "disconnect" || e.Reason != "warning" {
		t.Errorf("warning: got %+v", e)
	}
	b := w.wire()
	answer = w.types("/lamp on")
	e := b.read() // the one that was warned is passed over
	b.ack(e.EnvelopeID, "")
	<-answer
	w.post("/control/socket", sandbox.SocketRequest{Do: "disconnect"}, &got)
	if e := b.read(); e.Type != "disconnect" || e.Reason != "refresh_requested" {
		t.Errorf("disconnect: got %+v", e)
	}
	if _, err := b.tryRead(w.ctx()); err == nil {
		t.Error("the socket must end after a refresh")
	}
	c := w.wire()
	w.post("/control/socket", sandbox.SocketRequest{Do: "drop"}, &got)
	if _, err := c.tryRead(w.ctx()); err == nil {
		t.Error("the socket must break")
	}
}

func TestTickets(t *testing.T) {
	w := run(t, config())
	link := w.link()
	dial := func() error {
		ws, _, err := websocket.Dial(w.ctx(), link, nil)
		if err == nil {
			_ = ws.CloseNow()
		}
		return err
	}
	if err := dial(); err != nil {
		t.Errorf("first use: %v", err)
	}
	if err := dial(); err == nil {
		t.Error("a ticket works once")
	}
	link = w.link()
	w.base.turn(time.Minute)
	if err := dial(); err == nil {
		t.Error("a ticket gets old")
	}
}

func TestTooManySockets(t *testing.T) {
	w := run(t, config())
	for range 10 {
		w.wire()
	}
	ws, _, err := websocket.Dial(w.ctx(), w.link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	if e, err := (&wire{w: w, ws: ws}).tryRead(w.ctx()); err != nil || e.Type != "disconnect" || e.Reason != "too_many_websockets" {
		t.Errorf("eleventh: got %+v %v", e, err)
	}
}

// TestPings: without one in thirty seconds slack-go hangs up.
func TestPings(t *testing.T) {
	w := run(t, config(), func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d <= 10*time.Second && d > 3*time.Second {
				return time.After(time.Millisecond)
			}
			return nil
		}
	})
	pinged := make(chan struct{}, 1)
	ws, _, err := websocket.Dial(w.ctx(), w.link(), &websocket.DialOptions{OnPingReceived: func(context.Context, []byte) bool {
		select {
		case pinged <- struct{}{}:
		default:
		}
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	ctx := w.ctx()
	go func() {
		for {
			if _, _, err := ws.Read(ctx); err != nil {
				return
			}
		}
	}()
	select {
	case <-pinged:
	case <-w.ctx().Done():
		t.Error("no ping came")
	}
}
