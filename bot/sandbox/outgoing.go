package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// ackTime is how long an app has to acknowledge, in real time.
const ackTime = 3 * time.Second

// The kinds of envelope.
const (
	envelopeCommand     = "slash_commands"
	envelopeInteractive = "interactive"
	envelopeEvent       = "events_api"
)

// patient is how long an app has for what Slack allows it so long for.
func (s *Server) patient(slacks time.Duration) time.Duration {
	return max(slacks, s.opts.Patience)
}

// The words Slack shows a person when a command or click did not reach its app.
var (
	errTimeout  = errors.New("operation_timeout") // no acknowledgement in three seconds
	errDispatch = errors.New("dispatch_failed")   // nobody to send it to, or a refusal
)

// delivery is something for an app.
type delivery struct {
	app     *app
	kind    string // envelope kind
	name    string // for the log: /release, block_actions, app_home_opened
	user    string // who acted
	payload object
	eventID string
	attempt int    // retries of events: 1, 2, 3
	reason  string // why the try before failed
	turn    *turn  // of events: when it goes out
}

// sent remembers a delivery for redelivery on demand.
type sent struct {
	delivery
	wire signedRequest // without Socket Mode: the very bytes
}

// reply is what an app acknowledged with.
type reply struct {
	body    json.RawMessage // nil when empty
	text    string          // plain text, HTTP only
	status  int
	noRetry bool   // the app asked for no more tries
	reason  string // of a failure: Slack's word for it in X-Slack-Retry-Reason
	reached bool   // of a failure: the app was there, and it is its doing
	why     string // of a failure: a sentence for the violation
}

// ask sends a command or an interaction and waits for the acknowledgement. The
// error is errTimeout or errDispatch. It is never tried again: Slack does not.
// It goes on when the person's page goes away meanwhile.
func (s *Server) ask(d delivery) (reply, error) {
	s.change.fly(1)
	defer s.change.fly(-1)
	s.copyIfAsked(d)
	started := s.opts.Now()
	got, err := s.send(s.ctx, d)
	s.noteSent(d, started, got, err)
	return got, err
}

func (s *Server) send(ctx context.Context, d delivery) (reply, error) {
	if d.app.cfg.SocketMode {
		return s.sendSocket(ctx, d)
	}
	return s.sendSigned(ctx, d)
}

// noteSent logs a delivery. An app that is there and does not acknowledge in
// time is a violation; one that is not there is not.
func (s *Server) noteSent(d delivery, started time.Time, got reply, err error) {
	item := TrafficItem{
		Dir: "to_app", App: d.app.cfg.ID, Method: d.name, User: d.user, Status: got.status, TookMS: s.since(started),
		Request: mustJSON(d.payload), Response: got.body,
	}
	if got.text != "" {
		item.Response = mustJSON(got.text)
	}
	if err != nil {
		item.Error = err.Error()
		if s.there(d.app, got, err) {
			what := "not acknowledged within three seconds"
			if errors.Is(err, errDispatch) {
				what = "not accepted by the app"
			}
			if got.why != "" {
				what = got.why
			}
			item.Violation = &Violation{App: d.app.cfg.ID, Method: d.name, Code: err.Error(), What: what}
		}
	}
	s.note(item)
}

// there reports whether an app could have acknowledged what it did not.
func (s *Server) there(a *app, got reply, err error) bool {
	if s.ctx.Err() != nil {
		return false
	}
	if !a.cfg.SocketMode {
		return errors.Is(err, errTimeout) || got.reached
	}
	if !errors.Is(err, errTimeout) {
		return false // its socket broke, or it has none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return a.connected()
}

// violate records something that an app got wrong in an acknowledgement.
func (s *Server) violate(a *app, name, code, what, pointer string) {
	s.note(TrafficItem{
		Dir: "from_app", App: a.cfg.ID, Method: name, Error: code,
		Violation: &Violation{App: a.cfg.ID, Method: name, Code: code, What: what, Pointer: pointer},
	})
}

// copyIfAsked sends a second copy beside the first when a fault asks for it.
// What the app answers to the copy goes nowhere, as in Slack.
func (s *Server) copyIfAsked(d delivery) {
	if !s.twice(d.app.cfg.ID, d.name) {
		return
	}
	if d.app.cfg.SocketMode {
		d.attempt, d.reason = 1, "http_timeout"
	}
	s.change.fly(1)
	if !s.spawn(func() {
		defer s.change.fly(-1)
		started := s.opts.Now()
		got, err := s.send(s.ctx, d)
		d.name += " (again)"
		s.noteSent(d, started, got, err)
	}) {
		s.change.fly(-1)
	}
}

// spawn runs fn in the background unless the server is closing.
func (s *Server) spawn(fn func()) bool {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.wg.Go(fn)
	return true
}

// Redeliver sends the last thing an app got once more, as a network that lost
// the acknowledgement makes Slack do. The copies carry a retry attempt over
// Socket Mode; over HTTP they are the same signed bytes. It reports whether
// there was something to send.
func (s *Server) Redeliver(ctx context.Context, app string, copies int) bool {
	s.mu.Lock()
	a := s.findApp(app)
	var last *sent
	if a != nil {
		last = a.last
	}
	s.mu.Unlock()
	if last == nil {
		return false
	}
	for n := range max(1, copies) {
		d := last.delivery
		d.attempt, d.reason = n+1, "http_timeout"
		s.change.fly(1)
		started := s.opts.Now()
		var got reply
		var err error
		if a.cfg.SocketMode {
			got, err = s.sendSocket(ctx, d)
		} else {
			got, err = s.postSigned(ctx, last.wire)
		}
		d.name = strings.TrimSpace(d.name + " (again)")
		s.noteSent(d, started, got, err)
		s.change.fly(-1)
	}
	return true
}
