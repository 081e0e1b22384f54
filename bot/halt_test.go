package bot_test

import (
	"net/http"
	"testing"

	"drumbeat/bot"
)

// TestNothingNewAfterTheStopHasBegun: over HTTP Slack is told to try elsewhere
// and not to keep the connection; what is being answered is answered.
func TestNothingNewAfterTheStopHasBegun(t *testing.T) {
	town := newTown(t)
	town.release("Faster checkout")
	asked, proceed := make(chan struct{}), make(chan struct{})
	town.withStore(&brokenReleases{gate: func() { close(asked); <-proceed }})
	first := make(chan string, 1)
	go func() { first <- town.command(eva, "show 1") }()
	receive(t, asked, "the question to the store")
	if err := town.bot.Taking(); err != nil {
		t.Errorf("before the stop: %v", err)
	}
	town.bot.Halt()
	rec := town.post("/slack/commands", town.commandBody(eva, "help"))
	if rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Connection") != "close" {
		t.Errorf("after the stop has begun: status %d, headers %v", rec.Code, rec.Header())
	}
	if err := town.bot.Taking(); err == nil {
		t.Error("still says that it takes requests")
	}
	close(proceed)
	if got := receive(t, first, "the answer to the first"); got == "" {
		t.Error("what was being answered got no answer")
	}
}

// TestAClickDuringTheStopWasLeftUnanswered: Slack sends a click over one
// connection and no other, so one that comes while the last ones are being
// answered is answered too, until the connection closes.
func TestAClickDuringTheStopWasLeftUnanswered(t *testing.T) {
	town := newTown(t)
	town.release("Faster checkout")
	asked, proceed := make(chan struct{}), make(chan struct{})
	town.withStore(&brokenReleases{gate: func() { close(asked); <-proceed }})
	w := newWire(t)
	s, stop := w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	p.envelope(t, "slash_commands", "last", commandPayload(ines, "show 1", "t1", ""))
	receive(t, asked, "the question to the store")
	town.bot.Halt()
	p.envelope(t, "slash_commands", "late", commandPayload(ines, "help", "t2", ""))
	if ack := p.ack(t); ack["envelope_id"] != "late" {
		t.Errorf("acknowledged %v, want the late one", ack)
	}
	close(proceed)
	if ack := p.ack(t); ack["envelope_id"] != "last" {
		t.Errorf("acknowledged %v, want the last one", ack)
	}
	stop()
	receive(t, p.gone, "the end of the connection")
	if err := s.Ready(); err == nil {
		t.Error("ready after the end")
	}
}
