package bot_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"

	"github.com/VictoriaMetrics/metrics"
)

// pauses lets a socket wait no real time and hands over how long it would have.
func (w *town) pauses() <-chan time.Duration {
	waits := make(chan time.Duration)
	w.options.Wait = func(ctx context.Context, d time.Duration) error {
		if d < 100*time.Millisecond {
			return ctx.Err() // no pause between tries: at its end it looks whether all is answered
		}
		select {
		case waits <- d:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return waits
}

// TestSocketRefusedForGood is a token with which Slack opens no socket, ever: the
// bot says which scope or token it is and what mends it, once and loudly, is not
// ready, asks ever more seldom, and is there soon after it was mended.
func TestSocketRefusedForGood(t *testing.T) {
	for code, mend := range map[string]string{
		"missing_scope": "connections:write", "not_allowed_token_type": "xapp-", "invalid_auth": "xapp-", "not_authed": "xapp-",
		"account_inactive": "DRUMBEAT_SLACK_APP_TOKEN", "token_revoked": "make a new one", "forbidden_team": "Socket Mode is off",
	} {
		t.Run(code, func(t *testing.T) {
			town := newTown(t)
			waits := town.pauses()
			set := metrics.NewSet()
			town.options.Metrics = set
			w := newWire(t)
			w.refuse = code
			s, stop := w.open(town, bot.SocketOptions{})
			var passed time.Duration
			const tries = 40
			for n := range tries {
				d := receive(t, waits, "a pause")
				passed += d
				if d < 2500*time.Millisecond || n > 10 && d < 30*time.Second || d > time.Minute {
					t.Errorf("pause %d is %s", n+1, d)
				}
			}
			if err := s.Ready(); err == nil || !strings.Contains(err.Error(), code) || !strings.Contains(err.Error(), mend) {
				t.Errorf("Ready says %v, want %q and %q in it", err, code, mend)
			}
			if passed < 20*time.Minute {
				t.Errorf("%d tries in %s", tries, passed)
			}
			w.mu.Lock()
			w.refuse = ""
			w.mu.Unlock()
			w.opensAfterMending(waits)
			stop()
			if got := strings.Count(town.log.String(), "level=ERROR"); got != 1 {
				t.Errorf("said %d times, want once:\n%s", got, town.log)
			}
			if got := figure(set, "drumbeat_slack_socket_failed_total"); got != "40" && got != "41" {
				t.Errorf("drumbeat_slack_socket_failed_total is %s, want 40, and one more that was under way", got)
			}
		})
	}
}

// opensAfterMending waits for a connection, through the pauses of what was
// refused before.
func (w *wire) opensAfterMending(waits <-chan time.Duration) {
	w.t.Helper()
	over := time.After(patience)
	for {
		select {
		case <-waits:
		case <-w.conns:
			return
		case <-over:
			w.t.Fatal("waited in vain for a socket after it was mended")
		}
	}
}

// TestSocketSentAwayOverAndOver is a Slack that wants another connection as soon
// as one is there, for minutes: it is not asked for one every moment, few are
// open at once, and what comes meanwhile is answered.
func TestSocketSentAwayOverAndOver(t *testing.T) {
	for _, reason := range []string{"warning", "refresh_requested", "too_many_websockets"} {
		t.Run(reason, func(t *testing.T) {
			town := newTown(t)
			waits := town.pauses()
			set := metrics.NewSet()
			town.options.Metrics = set
			w := newWire(t)
			var open, most atomic.Int64
			w.then = func(p *peer) {
				most.Store(max(most.Load(), open.Add(1)))
				p.ping()
				_ = p.write(`{"type":"disconnect","reason":"` + reason + `"}`)
				<-p.gone
				open.Add(-1)
			}
			s, stop := w.open(town, bot.SocketOptions{Linger: time.Hour})
			var passed time.Duration
			var p *peer
			for n := range 60 {
				p = receive(t, w.conns, "a socket")
				if n%10 == 0 {
					p.envelope(t, "slash_commands", "e", commandPayload(ines, "help", "t", ""))
					if ack := p.ack(t); ack["envelope_id"] != "e" {
						t.Errorf("got %v", ack)
					}
				}
				d := receive(t, waits, "a pause")
				if passed += d; n > 8 && d < 2500*time.Millisecond {
					t.Errorf("pause %d is %s", n+1, d)
				}
				eventually(t, "few connections", func() bool { return open.Load() <= 4 })
			}
			if passed < 2*time.Minute {
				t.Errorf("sixty connections in %s", passed)
			}
			if err := s.Ready(); err != nil {
				t.Errorf("not ready: %v", err)
			}
			if got := figure(set, "drumbeat_slack_socket_sent_away_total"); got == "" || got == "0" {
				t.Errorf("drumbeat_slack_socket_sent_away_total is %q", got)
			}
			stop()
		})
	}
}

// eventually waits for something that nobody signals.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for over := time.After(patience); !is(); {
		select {
		case <-over:
			t.Fatalf("waited in vain for %s", what)
		case <-time.After(time.Millisecond):
		}
	}
}

// TestSocketModeIsSwitchedOff is told with what switches it on again, and mends
// itself when that is done.
func TestSocketModeIsSwitchedOff(t *testing.T) {
	town := newTown(t)
	waits := town.pauses()
	w := newWire(t)
	s, stop := w.open(town, bot.SocketOptions{})
	p := receive(t, w.conns, "a socket")
	w.mu.Lock()
	w.refuse = "forbidden_team"
	w.mu.Unlock()
	p.send(t, `{"type":"disconnect","reason":"link_disabled"}`)
	receive(t, waits, "a pause after the end")
	_ = p.ws.CloseNow()
	receive(t, waits, "a pause after the refusal")
	eventually(t, "the end of the connection", func() bool { return s.Ready() != nil })
	if err := s.Ready(); !strings.Contains(err.Error(), "Socket Mode is off") {
		t.Errorf("Ready says %v", err)
	}
	w.mu.Lock()
	w.refuse = ""
	w.mu.Unlock()
	w.opensAfterMending(waits)
	eventually(t, "a connection", func() bool { return s.Ready() == nil })
	stop()
	if !strings.Contains(town.log.String(), "link_disabled") {
		t.Errorf("the log does not say why:\n%s", town.log)
	}
}
