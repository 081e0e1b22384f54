package sandbox

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// eventRetries are the waits before Slack tries an event again: nearly at once,
// after a minute, after five minutes
// (https://docs.slack.dev/apis/events-api/#retries). They are counted in real
// time; POST /control/retries ends them at once, so that nobody has to wait.
var eventRetries = []time.Duration{0, time.Minute, 5 * time.Minute}

// maxWaitingEvents bounds the events of one app that are under way or wait for
// another try.
const maxWaitingEvents = 5_000

// gate is a door that opens for everybody who waits at it and is shut again for
// those who come later.
type gate struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait is closed at the next opening.
func (g *gate) wait() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ch == nil {
		g.ch = make(chan struct{})
	}
	return g.ch
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ch != nil {
		close(g.ch)
		g.ch = nil
	}
}

// turn lets the events of an app go out in the order in which they happened:
// Slack promises none, but whoever tests an app wants the same one every time.
// Over HTTP the requests start in order; the network may still mix them up.
type turn struct {
	after <-chan struct{} // closed when the one before has gone out
	out   func()          // to be called when this one has
}

// queue gives the next turn of an app. Call it with the lock held.
func (a *app) queue() *turn {
	out := make(chan struct{})
	t := &turn{after: a.turns, out: sync.OnceFunc(func() { close(out) })}
	a.turns = out
	return t
}

// wait waits for the turn; the first event of an app has none to wait for.
func (t *turn) wait(ctx context.Context) {
	if t == nil || t.after == nil {
		return
	}
	select {
	case <-t.after:
	case <-ctx.Done():
	}
}

// gone lets the next one go.
func (t *turn) gone() {
	if t != nil {
		t.out()
	}
}

// deliverEvent sends an event in the background, up to four times.
func (s *Server) deliverEvent(d delivery) {
	if d.kind != envelopeEvent {
		s.tellOnce(d)
		return
	}
	if d.turn = s.admit(d); d.turn == nil {
		return
	}
	s.change.fly(1)
	over := s.resets.wait()
	if !s.spawn(func() { s.tryEvent(d, over) }) {
		s.change.fly(-1)
		d.turn.gone()
	}
}

// tellOnce sends what nobody waits for and Slack does not try again: view_closed.
func (s *Server) tellOnce(d delivery) {
	s.change.fly(1)
	if !s.spawn(func() {
		defer s.change.fly(-1)
		_, _ = s.ask(d) // the traffic log has what went wrong
	}) {
		s.change.fly(-1)
	}
}

// tryEvent sends an event until it is acknowledged, the app wants no more of
// it, the tries are used up, or the workspace is reset.
func (s *Server) tryEvent(d delivery, over <-chan struct{}) {
	defer func() {
		s.mu.Lock()
		d.app.events--
		s.mu.Unlock()
	}()
	s.copyIfAsked(d)
	for {
		started := s.opts.Now()
		got, err := s.send(s.ctx, d)
		d.turn.gone() // nobody waits for its other tries
		s.noteSent(d, started, got, err)
		s.countTry(d, got, err)
		if err == nil || got.noRetry || d.attempt >= len(eventRetries) {
			s.change.fly(-1)
			return
		}
		d.reason = retryReason(err, got)
		if !s.waitForRetry(d, over) {
			return
		}
		d.attempt++
	}
}

// waitForRetry waits until an event may be tried again and reports whether it
// shall be.
func (s *Server) waitForRetry(d delivery, over <-chan struct{}) bool {
	hurry := s.waiting(d.app, 1)
	s.change.move(-1, 1)
	again := true
	select {
	case <-s.opts.After(eventRetries[d.attempt]):
	case <-hurry:
	case <-over:
		again = false
	case <-s.ctx.Done():
		again = false
	}
	s.waiting(d.app, -1)
	if again {
		s.change.move(1, -1)
	} else {
		s.change.move(0, -1)
	}
	return again
}

// waiting counts the events of an app that wait for another try. The result is
// closed when they shall not wait any longer.
func (s *Server) waiting(a *app, n int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.retrying += n
	return a.hurry.wait()
}

// retryReason is what X-Slack-Retry-Reason says of the try before.
func retryReason(err error, got reply) string {
	switch {
	case errors.Is(err, errTimeout):
		return "http_timeout"
	case got.reason != "":
		return got.reason
	case got.status != 0:
		return "http_error"
	}
	return "connection_failed"
}

// Retry sends the events of an app that wait for another try now ("" means all
// apps) and reports how many there were.
func (s *Server) Retry(app string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, a := range s.apps {
		if app == "" || s.findApp(app) == a {
			n += a.retrying
			a.hurry.open()
		}
	}
	return n
}

// RetryAnswer answers POST /control/retries.
type RetryAnswer struct {
	OK      bool `json:"ok"`
	Retried int  `json:"retried"` // events that waited for another try
}

// AppRequest is the body of control requests about one app. Empty: every app.
type AppRequest struct {
	App string `json:"app,omitempty"` // id, name or bot name
}

func (s *Server) controlRetries(_ *http.Request, in AppRequest) (RetryAnswer, error) {
	if err := s.knownApp(in.App); err != nil {
		return RetryAnswer{}, err
	}
	return RetryAnswer{OK: true, Retried: s.Retry(in.App)}, nil
}

func (s *Server) knownApp(app string) error {
	if app != "" && s.findApp(app) == nil {
		return errors.New("there is no app " + app + "; leave app out to mean every app")
	}
	return nil
}
