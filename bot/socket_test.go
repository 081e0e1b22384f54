package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"

	"github.com/VictoriaMetrics/metrics"
)

// TestSocketSameAnswer: both transports carry the same answer to the same request.
func TestSocketSameAnswer(t *testing.T) {
	town := newTown(t)
	r := town.release("Faster checkout")
	overHTTP := town.command(eva, "show REL-1")
	w := newWire(t)
	w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	p.envelope(t, "slash_commands", "e1", commandPayload(eva, "show REL-1", "t1", ""))
	ack := p.ack(t)
	var want any
	if err := json.Unmarshal([]byte(overHTTP), &want); err != nil {
		t.Fatal(err)
	}
	if ack["envelope_id"] != "e1" || mustText(ack["payload"]) != mustText(want) {
		t.Errorf("socket: %s\nHTTP: %s", mustText(ack), overHTTP)
	}
	approve := action.ReleaseID(workflow.ActApprove)
	click := town.clickPayload(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value())
	for range 3 { // redelivered under the same and under other ids
		p.envelope(t, "interactive", "e2", click)
		if ack := p.ack(t); ack["envelope_id"] != "e2" || ack["payload"] != nil {
			t.Errorf("click: got %v", ack)
		}
	}
	if n := len(town.load(1).Approvals); n != 1 {
		t.Errorf("%d approvals, want 1", n)
	}
	p.envelope(t, "events_api", "e3", map[string]any{"type": "event_callback", "event_id": "Ev1", "team_id": teamID, "event": map[string]any{"type": "app_home_opened", "user": "U0EVA", "tab": "home"}})
	if ack := p.ack(t); ack["envelope_id"] != "e3" || ack["payload"] != nil {
		t.Errorf("event: got %v", ack)
	}
}

func TestSocketMalformed(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	for _, raw := range []string{"", "null", "[]", "{", `{"type":"hello"}`, `{"type":"what"}`, `{"type":7}`} {
		p.send(t, raw)
	}
	for i, c := range []struct {
		kind    string
		payload any
	}{
		{"interactive", nil}, {"interactive", []int{1}}, {"interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0EVA"}}},
		{"slash_commands", "x"}, {"slash_commands", map[string]any{}}, {"events_api", map[string]any{"type": "url_verification", "challenge": "x"}}, {"unheard_of", map[string]any{}},
	} {
		id := fmt.Sprintf("e%d", i)
		p.envelope(t, c.kind, id, c.payload)
		if ack := p.ack(t); ack["envelope_id"] != id || ack["payload"] != nil {
			t.Errorf("%s %v: got %v, want an empty acknowledgement", c.kind, c.payload, ack)
		}
	}
}

// TestSocketRefreshed: when Slack announces the end of a connection the next is
// open before the old one goes, and what came by the old one is still answered.
func TestSocketRefreshed(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	set := metrics.NewSet()
	town.options.Metrics = set
	s, _ := w.open(town, bot.SocketOptions{Linger: time.Minute})
	first := receive(t, w.conns, "a socket")
	first.ping()
	first.send(t, `{"type":"disconnect","reason":"warning"}`)
	second := receive(t, w.conns, "the next socket")
	select {
	case <-first.gone:
		t.Fatal("the old connection went first")
	default:
	}
	first.envelope(t, "slash_commands", "old", commandPayload(ines, "help", "t1", ""))
	if ack := first.ack(t); ack["envelope_id"] != "old" {
		t.Errorf("by the old connection: %v", ack)
	}
	second.envelope(t, "slash_commands", "new", commandPayload(ines, "help", "t2", ""))
	if ack := second.ack(t); ack["envelope_id"] != "new" {
		t.Errorf("by the new connection: %v", ack)
	}
	if err := s.Ready(); err != nil {
		t.Errorf("not ready: %v", err)
	}
	var out strings.Builder
	set.WritePrometheus(&out)
	for _, want := range []string{"drumbeat_slack_socket_connected 2", "drumbeat_slack_socket_opened_total 2"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not counted: %s\n%s", want, out.String())
		}
	}
}

// TestSocketLost reconnects after the connection broke, and after Slack could
// not be reached for a while; it waits five seconds at most.
func TestSocketLost(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	waits := make(chan time.Duration, 1000)
	town.options.Wait = func(ctx context.Context, d time.Duration) error {
		if d < 100*time.Millisecond {
			return ctx.Err() // no pause between tries: at its end it looks whether all is answered
		}
		waits <- d
		if len(waits) >= 20 {
			w.mu.Lock()
			w.refuse = ""
			w.mu.Unlock()
		}
		return ctx.Err()
	}
	w.open(town, bot.SocketOptions{})
	first := receive(t, w.conns, "a socket")
	first.ping()
	w.mu.Lock()
	w.refuse = "internal_error"
	w.mu.Unlock()
	_ = first.ws.CloseNow()
	second := receive(t, w.conns, "another socket")
	second.envelope(t, "slash_commands", "e", commandPayload(ines, "help", "t1", ""))
	second.ack(t)
	longest := time.Duration(0)
	for range len(waits) {
		longest = max(longest, <-waits)
	}
	if longest > 5*time.Second || longest < 2500*time.Millisecond {
		t.Errorf("the longest wait after many failures is %v, want 2.5 to 5 s", longest)
	}
}

// TestSocketSilent leaves a connection on which nothing comes.
func TestSocketSilent(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	w.open(town, bot.SocketOptions{Silent: 50 * time.Millisecond})
	first := receive(t, w.conns, "a socket")
	receive(t, w.conns, "another socket")
	receive(t, first.gone, "the end of the silent one")
}

// TestSocketUnready tells what mends a token that Slack refuses.
func TestSocketUnready(t *testing.T) {
	for code, want := range map[string]string{"invalid_auth": "xapp-", "missing_scope": "connections:write", "internal_error": "internal_error"} {
		town := newTown(t)
		w := newWire(t)
		w.refuse = code
		tried := make(chan struct{}, 1000)
		town.options.Wait = func(ctx context.Context, d time.Duration) error {
			if d < 100*time.Millisecond {
				return ctx.Err() // no pause between tries: at its end it looks whether all is answered
			}
			tried <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}
		s, stop := w.open(town, bot.SocketOptions{})
		receive(t, tried, "a try")
		if err := s.Ready(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Ready says %v, want %q in it", code, err, want)
		}
		stop()
	}
}

// TestSocketBrief is a Slack that says hello and hangs up, over and over: that
// is no connection, and no reason to hurry.
func TestSocketBrief(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	w.brief = true
	waits, on := make(chan time.Duration), make(chan struct{})
	town.options.Wait = func(ctx context.Context, d time.Duration) error {
		if d < 100*time.Millisecond {
			return ctx.Err() // no pause between tries: at its end it looks whether all is answered
		}
		select {
		case waits <- d:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case <-on:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s, _ := w.open(town, bot.SocketOptions{})
	for i := range 10 {
		if i > 0 {
			on <- struct{}{}
		}
		receive(t, w.conns, "a socket")
		receive(t, waits, "a pause")
	}
	if err := s.Ready(); err == nil {
		t.Error("ready without a connection")
	}
}

// TestSocketMute is a connection on which Slack never says hello.
func TestSocketMute(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	w.mute = true
	s, _ := w.open(town, bot.SocketOptions{Silent: 50 * time.Millisecond})
	p := receive(t, w.conns, "a socket")
	receive(t, p.gone, "the end of the mute one")
	if err := s.Ready(); err == nil {
		t.Error("ready before the hello")
	}
}

// TestSocketEnds answers what has come in, closes the connection and takes no
// more.
func TestSocketEnds(t *testing.T) {
	town := newTown(t)
	w := newWire(t)
	s, stop := w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	p.envelope(t, "slash_commands", "e", commandPayload(ines, "help", "t1", ""))
	p.ack(t)
	stop()
	receive(t, p.gone, "the end of the connection")
	if err := s.Ready(); err == nil {
		t.Error("ready after the end")
	}
}

// TestSocketBigAnswer: what Slack would drop as an acknowledgement, because it
// has 20 KB or more with its id, goes to the response URL.
func TestSocketBigAnswer(t *testing.T) {
	town := newTown(t)
	for range 16 {
		town.release(strings.Repeat("An unusually long title ", 4))
	}
	w := newWire(t)
	_, stop := w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	for n, id := range []string{"e", strings.Repeat("e", 15_000)} {
		to := fmt.Sprintf("/response/%d", n)
		p.envelope(t, "slash_commands", id, commandPayload(ines, "list", fmt.Sprintf("t%d", n), town.slack.URL+to))
		ack := p.ack(t)
		if ack["envelope_id"] != id || (ack["payload"] != nil) != (n == 0) {
			t.Errorf("acknowledgement %d carries a payload: %v", n, ack["payload"] != nil)
		}
	}
	stop()
	town.settle()
	if small, big := town.sent("response/0"), town.sent("response/1"); len(small) != 0 || len(big) != 1 || !strings.Contains(mustText(big), "unusually long") {
		t.Errorf("posted to the response URL: %d small, %d big", len(small), len(big))
	}
}

// TestSocketAnswersElsewhere: the connection that a request came by goes while
// it is being answered; Slack gets the acknowledgement by the next.
func TestSocketAnswersElsewhere(t *testing.T) {
	town := newTown(t)
	town.release("Faster checkout")
	asked, proceed := make(chan struct{}), make(chan struct{})
	town.withStore(&brokenReleases{gate: func() { close(asked); <-proceed }})
	w := newWire(t)
	_, stop := w.open(town, bot.SocketOptions{})
	first := receive(t, w.conns, "a socket")
	first.envelope(t, "slash_commands", "e", commandPayload(ines, "show 1", "t1", ""))
	receive(t, asked, "the question to the store")
	_ = first.ws.CloseNow()
	second := receive(t, w.conns, "another socket")
	second.ping() // answered once the bot hears this one
	second.envelope(t, "slash_commands", "f", commandPayload(ines, "help", "t2", ""))
	if ack := second.ack(t); ack["envelope_id"] != "f" {
		t.Errorf("got %v", ack)
	}
	close(proceed)
	if ack := second.ack(t); ack["envelope_id"] != "e" || ack["payload"] == nil {
		t.Errorf("got %v, want the answer to the first", ack)
	}
	stop()
}
