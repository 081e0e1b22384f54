package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// Socket receives Slack's requests over Socket Mode: no public address, no
// signing secret. The reconnecting is ours: the next connection is open before
// the old one goes, after a failure the wait never grows over five seconds, and
// a connection on which Slack has gone silent is left.
type Socket struct {
	bot    *Bot
	api    *slack.Client
	log    *slog.Logger
	wait   func(context.Context, time.Duration) error
	silent time.Duration
	linger time.Duration

	mu       sync.Mutex
	links    []*link       // said hello and not gone, oldest first
	trouble  error         // why there is none
	stopping bool          // told to end
	draining bool          // nothing is taken on any more
	came     chan struct{} // closed when the next connection is there
	busy     int           // envelopes being answered
	taken    int           // envelopes that ever came
}

// SocketOptions changes how a socket keeps its connection. The zero value is right.
type SocketOptions struct {
	Silent time.Duration // no ping and no request for this long: leave; 0: 30 s
	Linger time.Duration // how long a connection that was replaced is still heard; 0: 15 s
}

// Bounds of connecting.
const (
	openTimeout  = 10 * time.Second
	firstBackoff = 200 * time.Millisecond
	mostBackoff  = 5 * time.Second
	vainBackoff  = time.Minute      // Slack says no: somebody has to mend something first
	steady       = 30 * time.Second // a connection that lived so long was a good one
	mostLinks    = 3                // heard at once; Slack allows an app ten, over all its replicas
	drainTimeout = 3 * time.Second
	drainQuiet   = 50 * time.Millisecond // without an envelope, and it is time to close
	mostQuiets   = 20                    // looks for such a moment
	drainLook    = 5 * time.Millisecond
)

var errNotYet = errors.New("the connection to Slack is not open yet")

// Socket gives the Socket Mode side of a bot; its API client must have an
// app-level token.
func (b *Bot) Socket(o SocketOptions) *Socket {
	s := &Socket{bot: b, api: b.api, log: b.log, wait: b.wait, silent: o.Silent, linger: o.Linger, trouble: errNotYet, came: make(chan struct{})}
	if s.silent <= 0 {
		s.silent = 30 * time.Second
	}
	if s.linger <= 0 {
		s.linger = 15 * time.Second
	}
	b.count.sockets(func() float64 { return float64(s.open()) })
	return s
}

// Ready says why no request can come in at this moment; nil when one can.
func (s *Socket) Ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.links) > 0 && !s.stopping {
		return nil
	}
	return s.trouble
}

func (s *Socket) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}

// Run keeps a connection to Slack until ctx ends; then it answers what has come
// in, for a few seconds at most, and returns nil. It never gives up: a token
// that Slack refuses is told by Ready and tried again, because tokens are
// mended in Slack without telling us.
func (s *Socket) Run(ctx context.Context) error {
	failures := 0
	for ctx.Err() == nil {
		began := s.bot.now()
		l, err := s.connect(ctx)
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			failures++
			s.failed(err, failures)
			if s.wait(ctx, pause(err, failures)) != nil {
				break
			}
			continue
		}
		select {
		case <-l.replace:
		case <-l.gone:
		case <-ctx.Done():
			continue
		}
		// A connection over which nothing came, or that is to be replaced as soon as
		// it is there, is no better than one that did not open: a Slack that sends us
		// away every second is not asked every second.
		if l.proved.Load() && s.bot.now().Sub(began) >= steady {
			failures = 0
			continue
		}
		failures++
		if s.wait(ctx, pause(nil, failures)) != nil {
			break
		}
	}
	s.drain()
	return nil
}

// adopt makes l, which has just been greeted, the newest connection; the ones
// before it are heard a little longer, for what Slack has sent them already.
func (s *Socket) adopt(l *link) {
	s.mu.Lock()
	old := append([]*link(nil), s.links...)
	s.links = append(s.links, l)
	s.trouble = nil
	close(s.came)
	s.came = make(chan struct{})
	s.mu.Unlock()
	s.bot.count.socket("opened")
	s.log.Info("slack socket open", "app", l.app, "connections", l.connections)
	for i, o := range old {
		linger := s.linger
		if len(old)-i >= mostLinks {
			linger = 0 // they come and go too quickly to hear them all
		}
		o.leave(linger)
	}
}

// sentAway says why Slack wants another connection.
func (s *Socket) sentAway(reason string) {
	s.bot.count.socket("sent_away")
	if a := advice[reason]; a != "" {
		s.log.Error("slack closes the socket", "reason", reason, "mend", a)
		return
	}
	if reason == "too_many_websockets" {
		s.log.Warn("slack asks for another socket: an app may have ten, and other processes have them", "reason", reason)
		return
	}
	s.log.Info("slack asks for another socket", "reason", reason)
}

// gone forgets a connection that ended.
func (s *Socket) gone(l *link, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.Index(s.links, l)
	if i >= 0 {
		s.links = slices.Delete(slices.Clone(s.links), i, i+1)
		if !s.stopping && !l.left.Load() {
			s.log.Warn("slack socket lost", "error", err)
		}
	}
	// That Slack opens no other is worth more to know than how this one ended.
	if len(s.links) == 0 && !s.stopping && !inVain(s.trouble) {
		s.trouble = fmt.Errorf("the connection to Slack broke: %w", err)
	}
}

// failed remembers and says why a connection did not open; the same again is no
// news.
func (s *Socket) failed(err error, failures int) {
	err = readable(err)
	s.mu.Lock()
	again := s.trouble != nil && s.trouble.Error() == err.Error()
	s.trouble = err
	s.mu.Unlock()
	s.bot.count.socket("failed")
	level := slog.LevelWarn
	switch {
	case again && failures%saidAgain != 0:
		level = slog.LevelDebug
	case inVain(err):
		level = slog.LevelError
	}
	s.log.Log(context.Background(), level, "slack socket not opened", "failures", failures, "error", err)
}

// saidAgain: of the same answer, each so many'th is logged again.
const saidAgain = 60

// pause is how long to wait before the next attempt: as long as Slack wants;
// five seconds at most while it does not answer; and longer where it says no,
// because that does not pass by itself, and asking does not help.
func pause(err error, failures int) time.Duration {
	var limited *slack.RateLimitedError
	switch {
	case errors.As(err, &limited):
		return max(limited.RetryAfter, time.Second)
	case inVain(err):
		return backoff(failures, mostBackoff, vainBackoff)
	}
	return backoff(failures, firstBackoff, mostBackoff)
}

// inVain tells whether a refusal lasts until somebody mends something.
func inVain(err error) bool {
	var refused slack.SlackErrorResponse
	return errors.As(err, &refused) && advice[refused.Err] != ""
}

// linkDisabled is how Slack says that Socket Mode was switched off.
const linkDisabled = "link_disabled"

const switchOn = "Socket Mode is off for this app: switch it on on the app's page “Socket Mode”, or set DRUMBEAT_SLACK_SIGNING_SECRET instead of DRUMBEAT_SLACK_APP_TOKEN to be reached over HTTP"

// advice says what mends a refusal that waiting does not, in Slack's words
// (docs.slack.dev/reference/methods/apps.connections.open, "Errors").
var advice = map[string]string{
	"invalid_auth":            "the app-level token is not valid: set DRUMBEAT_SLACK_APP_TOKEN to the one on the app's page “Basic Information”; it starts with xapp-",
	"not_authed":              "no app-level token arrived: set DRUMBEAT_SLACK_APP_TOKEN to the one on the app's page “Basic Information”; it starts with xapp-",
	"account_inactive":        "the app-level token belongs to an app or a workspace that is gone: make a new one on the app's page “Basic Information” and set DRUMBEAT_SLACK_APP_TOKEN to it",
	"token_revoked":           "the app-level token was revoked: make a new one on the app's page “Basic Information” and set DRUMBEAT_SLACK_APP_TOKEN to it",
	"token_expired":           "the app-level token has expired: make a new one on the app's page “Basic Information” and set DRUMBEAT_SLACK_APP_TOKEN to it",
	"missing_scope":           "the app-level token lacks the scope connections:write: make a new one with it on the app's page “Basic Information” and set DRUMBEAT_SLACK_APP_TOKEN to it",
	"not_allowed_token_type":  "this is not an app-level token: set DRUMBEAT_SLACK_APP_TOKEN to the one on the app's page “Basic Information”; it starts with xapp-",
	"forbidden_team":          switchOn,
	linkDisabled:              switchOn,
	"access_denied":           "the workspace's administrators do not let the app in; ask them",
	"team_access_not_granted": "the app is not let into this workspace; ask its administrators",
}

// readable is a refusal with what mends it.
func readable(err error) error {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		if a := advice[refused.Err]; a != "" {
			return fmt.Errorf("slack refused to open a socket (%w): %s", refused, a)
		}
	}
	return err
}

// begin takes an envelope on, unless the socket is closing.
func (s *Socket) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.busy++
	s.taken++
	return true
}

// done says that an envelope that was taken on is answered.
func (s *Socket) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy--
}

// newest gives the connection that is likeliest to live.
func (s *Socket) newest() *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.links) == 0 {
		return nil
	}
	return s.links[len(s.links)-1]
}

// another gives the newest connection that is not l, and waits for one to come
// until ctx ends; nil then.
func (s *Socket) another(ctx context.Context, l *link) *link {
	for {
		s.mu.Lock()
		came := s.came
		s.mu.Unlock()
		if n := s.newest(); n != nil && n != l {
			return n
		}
		select {
		case <-came:
		case <-ctx.Done():
			return nil
		}
	}
}

// drain lets what came in be answered and closes the connections. Slack sends a
// click over one connection and no other, and cannot be told to send us no more
// but by closing: so what comes is taken until a moment in which nothing does,
// and only then the connections go.
func (s *Socket) drain() {
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	s.mu.Lock()
	s.stopping = true
	s.trouble = errors.New("the connection to Slack is closed")
	s.mu.Unlock()
	for range mostQuiets {
		if s.quiet(ctx) {
			break
		}
	}
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	for s.answering() {
		if s.wait(ctx, drainLook) != nil {
			s.log.Warn("requests left unanswered at the end")
			break
		}
	}
	s.mu.Lock()
	links := append([]*link(nil), s.links...)
	s.mu.Unlock()
	for _, l := range links {
		l.end()
	}
}

// quiet waits a moment and takes nothing on any more where nothing came in it
// and everything is answered.
func (s *Socket) quiet(ctx context.Context) bool {
	s.mu.Lock()
	taken := s.taken
	s.mu.Unlock()
	if s.wait(ctx, drainQuiet) != nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy > 0 || s.taken != taken {
		return false
	}
	s.draining = true
	return true
}

func (s *Socket) answering() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy > 0
}
