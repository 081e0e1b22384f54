package sandbox_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// waits hands out, by length, the waits that a test ends by hand. What is not
// among them never ends.
func waits(of map[time.Duration]chan time.Time) func(*sandbox.Options) {
	return func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time { return of[d] }
	}
}

// sockets waits until the app has as many sockets as wanted.
func (w *world) sockets(want int) {
	w.t.Helper()
	if err := w.srv.WaitFor(w.ctx(), func() bool { return w.srv.SocketsOpen("lamp") == want }); err != nil {
		w.t.Fatalf("want %d sockets: %v", want, err)
	}
}

func TestHello(t *testing.T) {
	w := run(t, config())
	for n := 1; n <= 2; n++ {
		ws, _, err := websocket.Dial(w.ctx(), w.link(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ws.CloseNow() }()
		got := (&wire{w: w, ws: ws}).raw()
		debug, _ := got["debug_info"].(map[string]any)
		for _, key := range []string{"host", "started", "build_number", "approximate_connection_time"} {
			if debug[key] == nil {
				t.Errorf("debug_info has no %s: %v", key, debug)
			}
		}
		delete(got, "debug_info")
		want := map[string]any{"type": "hello", "num_connections": float64(n), "connection_info": map[string]any{"app_id": w.app().ID}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// TestNoPong: a socket whose app does not answer a ping is broken.
func TestNoPong(t *testing.T) {
	over := make(chan time.Time)
	ping := make(chan time.Time)
	w := run(t, config(), waits(map[time.Duration]chan time.Time{5 * time.Second: ping, 15 * time.Second: over}))
	pinged := make(chan struct{}, 10)
	ws, _, err := websocket.Dial(w.ctx(), w.link(), &websocket.DialOptions{OnPingReceived: func(context.Context, []byte) bool {
		pinged <- struct{}{}
		return false
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	c := &wire{w: w, ws: ws}
	c.read()
	broken := make(chan error, 1)
	ctx := w.ctx()
	go func() {
		_, err := c.tryRead(ctx)
		broken <- err
	}()
	ping <- time.Time{}
	<-pinged
	over <- time.Time{}
	if err := <-broken; err == nil {
		t.Error("the socket is still open")
	}
	w.sockets(0)
}

// TestLife: a warning ten seconds before the end, then a request to come again
// and a proper close. With debug_reconnects that is after six minutes.
func TestLife(t *testing.T) {
	for query, life := range map[string]time.Duration{"": 5 * time.Hour, "&debug_reconnects=true": 6 * time.Minute} {
		warn, end := make(chan time.Time), make(chan time.Time)
		w := run(t, config(), waits(map[time.Duration]chan time.Time{life - 10*time.Second: warn, life: end}))
		ws, _, err := websocket.Dial(w.ctx(), w.link()+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ws.CloseNow() }()
		c := &wire{w: w, ws: ws}
		c.read()
		warn <- time.Time{}
		e := c.raw()
		if host, _ := e["debug_info"].(map[string]any)["host"].(string); e["type"] != "disconnect" || e["reason"] != "warning" || host == "" {
			t.Errorf("%q: got %v", query, e)
		}
		end <- time.Time{}
		if e := c.read(); e.Type != "disconnect" || e.Reason != "refresh_requested" {
			t.Errorf("%q: got %+v", query, e)
		}
		if _, err := c.tryRead(w.ctx()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
			t.Errorf("%q: got %v, want a proper close", query, err)
		}
		w.sockets(0)
	}
}

// TestLinkDisabled: Socket Mode is switched off while the app is connected.
func TestLinkDisabled(t *testing.T) {
	w := run(t, config())
	a, b := w.wire(), w.wire()
	var got sandbox.SocketAnswer
	w.post("/control/socket", sandbox.SocketRequest{Do: "link_disabled"}, &got)
	for _, c := range []*wire{a, b} {
		if e := c.read(); e.Type != "disconnect" || e.Reason != "link_disabled" {
			t.Errorf("got %+v", e)
		}
		if _, err := c.tryRead(w.ctx()); err == nil {
			t.Error("the socket is still open")
		}
	}
	w.sockets(0)
	open := func() any {
		req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/apps.connections.open", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+w.app().AppToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		w.read(resp, "apps.connections.open", &out)
		return out["error"]
	}
	if code := open(); code != "forbidden_team" {
		t.Errorf("while off: got %v", code)
	}
	w.post("/control/socket", sandbox.SocketRequest{Do: "link_enabled"}, &got)
	if code := open(); code != nil {
		t.Errorf("on again: got %v", code)
	}
}

// TestOneSocketDies: an event that it had not acknowledged goes to the other as
// the next try, and a command is not sent twice but may be acknowledged there.
func TestOneSocketDies(t *testing.T) {
	again := make(chan time.Time)
	w := run(t, config(), waits(map[time.Duration]chan time.Time{0: again}))
	a, b := w.wire(), w.wire()
	<-w.types("an event")
	first := a.read()
	_ = a.ws.CloseNow()
	w.sockets(1)
	again <- time.Time{}
	second := b.read()
	if second.Payload.EventID != first.Payload.EventID || second.EnvelopeID == first.EnvelopeID || second.RetryAttempt != 1 || second.RetryReason != "connection_failed" {
		t.Errorf("got %+v after %+v", second, first)
	}
	b.ack(second.EnvelopeID, "")

	c := w.wire()
	answer := w.types("/lamp on")
	e := b.read()
	_ = b.ws.CloseNow()
	w.sockets(1)
	c.ack(e.EnvelopeID, `{"text":"by the other"}`)
	if got := <-answer; !got.OK || got.Response == nil || got.Response.Text != "by the other" {
		t.Errorf("command: got %+v", got)
	}
	c.quiet()
	w.clean()
}

// TestOddAcks: what an app may send that is no proper acknowledgement. None of it
// ends the socket, and none of it acknowledges.
func TestOddAcks(t *testing.T) {
	pad := func(id string, size int) string {
		head, tail := `{"envelope_id":"`+id+`","payload":{"text":"`, `"}}`
		return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
	}
	tests := []struct {
		name  string
		frame func(id string) string
		code  string // the violation
		acked bool
	}{
		{"a text ping", func(string) string { return "ping" }, "", false},
		{"a ping as an object", func(string) string { return `{"type":"ping","id":1}` }, "", false},
		{"no JSON", func(string) string { return "hello" }, "invalid_ack", false},
		{"no id", func(string) string { return `{}` }, "invalid_ack", false},
		{"an id that is a number", func(string) string { return `{"envelope_id":1}` }, "invalid_ack", false},
		{"an id that was never sent", func(string) string { return `{"envelope_id":"guess"}` }, "unknown_envelope", false},
		{"just under 20 KB", func(id string) string { return pad(id, 20<<10-1) }, "", true},
		{"20 KB", func(id string) string { return pad(id, 20<<10) }, "ack_too_large", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := run(t, config(), waits(nil))
			c := w.wire()
			answer := w.types("/lamp on")
			e := c.read()
			if err := c.ws.Write(w.ctx(), websocket.MessageText, []byte(tt.frame(e.EnvelopeID))); err != nil {
				t.Fatal(err)
			}
			if !tt.acked {
				c.ack(e.EnvelopeID, "")
				c.ack(e.EnvelopeID, "") // a second one counts for nothing
			}
			if got := <-answer; !got.OK || (got.Response != nil) != tt.acked {
				t.Errorf("got %+v", got)
			}
			c.quiet()
			var codes string
			for _, v := range w.srv.Violations() {
				codes += v.Code
			}
			if codes != tt.code {
				t.Errorf("violations: got %q, want %q", codes, tt.code)
			}
		})
	}
}

// TestFragmentedAck: Slack loses messages in several frames.
func TestFragmentedAck(t *testing.T) {
	over := make(chan time.Time, 1)
	w := run(t, config(), waits(map[time.Duration]chan time.Time{3 * time.Second: over}))
	c := w.wire()
	answer := w.types("/lamp on")
	e := c.read()
	out, err := c.ws.Writer(w.ctx(), websocket.MessageText)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`{"envelope_id":"`, e.EnvelopeID, `"}`} {
		if _, err := out.Write([]byte(part)); err != nil { // a frame each
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	violated := func() bool { v := w.srv.Violations(); return len(v) == 1 && v[0].Code == "fragmented_ack" }
	if err := w.srv.WaitFor(w.ctx(), violated); err != nil {
		t.Fatalf("violations: got %+v", w.srv.Violations())
	}
	over <- time.Time{}
	if got := <-answer; got.Error != "operation_timeout" {
		t.Errorf("got %+v", got)
	}
}

// TestAckOfEventWithPayload is a violation, but an acknowledgement.
func TestAckOfEventWithPayload(t *testing.T) {
	w := run(t, config(), waits(nil))
	c := w.wire()
	<-w.types("an event")
	e := c.raw()
	if e["retry_attempt"] != float64(0) || e["retry_reason"] != "" || e["accepts_response_payload"] != false {
		t.Errorf("envelope: got %v", e)
	}
	c.ack(e["envelope_id"].(string), `{"text":"x"}`)
	w.settled()
	if v := w.srv.Violations(); len(v) != 1 || v[0].Code != "unexpected_payload" {
		t.Errorf("violations: got %+v", v)
	}
}

// TestLateAck comes after the person gave up: it is no violation of its own.
func TestLateAck(t *testing.T) {
	over := make(chan time.Time, 1)
	w := run(t, config(), waits(map[time.Duration]chan time.Time{3 * time.Second: over}))
	c := w.wire()
	answer := w.types("/lamp on")
	e := c.read()
	over <- time.Time{}
	if got := <-answer; got.Error != "operation_timeout" {
		t.Errorf("got %+v", got)
	}
	c.ack(e.EnvelopeID, `{"text":"late"}`)
	c.quiet()
	if v := w.srv.Violations(); len(v) != 1 || v[0].Code != "operation_timeout" {
		t.Errorf("violations: got %+v", v)
	}
	if got := w.messages("ada", "general"); len(got) != 0 {
		t.Errorf("the late answer was shown: %+v", got)
	}
}

// TestAppThatNeverReads: its socket fills up, the workspace goes on, and the
// socket is given up.
func TestAppThatNeverReads(t *testing.T) {
	over := make(chan time.Time)
	w := run(t, config(), waits(map[time.Duration]chan time.Time{2 * time.Second: over}))
	small := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return c, err
	}}}
	ws, _, err := websocket.Dial(w.ctx(), w.link(), &websocket.DialOptions{HTTPClient: small})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	w.sockets(1)
	long := strings.Repeat("x", 40_000)
	for range 150 { // 6 MB of events: more than the connection holds
		if got := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": long}); got["ok"] != true {
			t.Fatalf("got %v", got)
		}
	}
	if got := w.messages("bram", "general"); len(got) == 0 {
		t.Error("the workspace stands still")
	}
	close(over)
	w.sockets(0)
	if err := w.srv.WaitIdle(w.ctx()); err != nil {
		t.Fatal(err)
	}
}
