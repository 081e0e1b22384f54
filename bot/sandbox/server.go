package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are what the embedding program hands in besides the workspace.
type Options struct {
	// Now is real time, required. Tests may freeze it; a frozen one lets no rate
	// limit recover, so they set Config.NoRateLimits.
	Now func() time.Time
	// After is real waiting; nil: time.After.
	After func(time.Duration) <-chan time.Time
	// Patience is for tests that are not about the seconds in which an app has to
	// acknowledge, to use a trigger and to read from its socket: the machine may be
	// busy with other things, and then an app gets so long, in real time. 0, or less
	// than what Slack allows: what Slack allows.
	Patience time.Duration
	// Logger gets what goes wrong in the sandbox itself; nil: nothing is logged.
	Logger *slog.Logger
	// BaseURL is where apps reach this server, such as http://127.0.0.1:3000,
	// for URLs that are handed out outside a request of theirs. Empty: the host
	// an app used last, else the host a person's client used.
	BaseURL string
	// HTTPClient sends the signed requests of apps without Socket Mode; nil: one
	// of its own. Up to two redirects are followed, whatever it says of them.
	HTTPClient *http.Client
	// NextEvent tells the next thing that will happen in the app after the
	// sandbox's now, for the clock bar. Nil: the bar does without.
	NextEvent func(now time.Time) (at time.Time, what string, ok bool)
	// Hosts are names that browsers may know the sandbox by, besides localhost and
	// addresses; see doors.go.
	Hosts []string
	// Dice decides, by a number from 0 to below 1, whether a fault with a rate
	// strikes; nil: chance. A test that throws its own sees the same faults again.
	Dice func() float64
	// MaxTraffic is how many requests the traffic log keeps; 0: 2000.
	MaxTraffic int
}

// Server is one workspace. Its methods are safe for concurrent use.
type Server struct {
	cfg    Config
	opts   Options
	log    *slog.Logger
	clock  *Clock
	mux    *http.ServeMux
	apps   []*app
	limits *limiter
	// replan wakes keepSchedule, which planning starts; see schedule.go.
	replan   chan struct{}
	planning sync.Once
	// session is the page's, for files; see fileserve.go.
	session string

	mu     sync.Mutex // guards st, the runtime part of apps, and outbox
	st     *state
	outbox []delivery

	live    *live
	traffic *traffic
	faults  *faults
	change  *signal
	resets  gate         // opened by each Reset
	toApps  *http.Client // opts.HTTPClient, but redirects are followed here (posting.go)

	closing sync.Mutex // orders wg.Add before Close's Wait
	ctx     context.Context
	cancel  context.CancelFunc
	wg      sync.WaitGroup
}

// New makes a workspace. The configuration is completed and checked; the error
// names the fields that are wrong, one in a line.
func New(cfg Config, opts Options) (*Server, error) {
	if opts.Now == nil {
		return nil, errors.New("sandbox: Options.Now is required")
	}
	cfg, err := cfg.Complete()
	if err != nil {
		return nil, err
	}
	if opts.After == nil {
		opts.After = time.After
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.HTTPClient == nil {
		opts.HTTPClient = &http.Client{}
	}
	opts.BaseURL = strings.TrimSuffix(opts.BaseURL, "/")
	if opts.MaxTraffic <= 0 {
		opts.MaxTraffic = 2000
	}
	s := &Server{cfg: cfg, opts: opts, log: opts.Logger, clock: NewClock(opts.Now), change: newSignal(), session: secret(), replan: make(chan struct{}, 1)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.limits = newLimiter(opts.Now, !cfg.NoRateLimits)
	s.toApps = withoutRedirects(opts.HTTPClient)
	s.live = newLive()
	s.traffic = newTraffic(opts.MaxTraffic, cfg)
	s.faults = newFaults(opts.Dice)
	for _, a := range cfg.Apps {
		one := newApp(a)
		for _, why := range one.deafTo() {
			s.log.Warn("subscription without effect", "app", a.Name, "why", why)
		}
		s.apps = append(s.apps, one)
	}
	s.clock.begin(cfg.Clock)
	s.st = newState(cfg, s.apps, s.clock.Now())
	s.st.life = newLife(opts.Now())
	s.clock.OnMove(func(time.Time) {
		info := s.clock.Info()
		s.publish(Event{Type: EventClock, Clock: &info}, everybody)
	})
	s.clock.OnMove(func(time.Time) {
		s.postDue()
		s.replanNow()
	})
	s.mux = s.routes()
	return s, nil
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("/link/", s.serveLink)
	mux.HandleFunc("/response/{token}", s.serveResponseURL)
	mux.HandleFunc("/upload/{id}", s.watchUpload)
	mux.HandleFunc("GET /files/{id}/{name}", s.serveFile)
	s.clientRoutes(mux)
	s.controlRoutes(mux)
	s.wireRoutes(mux)
	s.pageRoutes(mux)
	return mux
}

// Handler serves everything: /api/, /link/, /response/, /client/, /control/ and
// the page at /.
func (s *Server) Handler() http.Handler { return s.guarded(s.mux) }

// Clock is the workspace's clock.
func (s *Server) Clock() *Clock { return s.clock }

// Config is the completed configuration, with every id and token.
func (s *Server) Config() Config { return s.cfg.clone() }

// Violations are what apps did so far that Slack refuses, oldest first. They
// are kept even when the traffic log has moved on, up to 10,000.
func (s *Server) Violations() []Violation { return s.traffic.allViolations() }

// Traffic is the log of requests after number since, oldest first.
func (s *Server) Traffic(since int64) []TrafficItem { return s.traffic.after(since) }

// Close ends every connection and waits for what is under way.
func (s *Server) Close() {
	s.closing.Lock()
	s.cancel()
	s.closing.Unlock()
	s.live.close()
	s.closeSockets()
	s.wg.Wait()
}

// Reset goes back to the start: the configuration's people and channels, no
// messages, the base's time, no faults, no violations, Socket Mode switched on.
// Connections stay.
func (s *Server) Reset() {
	s.with(func() { s.st.scheduled = nil }) // the clock may jump over its moments below
	s.clock.begin(s.cfg.Clock)
	s.faults.clear()
	s.traffic.reset()
	s.limits.reset()
	s.mu.Lock()
	for _, a := range s.apps {
		a.last, a.eventsOff, a.counts, a.limitedMinute = nil, false, eventCounts{}, 0
		a.away, a.linkOff = false, false
	}
	s.st = newState(s.cfg, s.apps, s.clock.Now())
	s.st.life = newLife(s.opts.Now())
	s.mu.Unlock()
	s.resets.open() // what waited for another try is of the old workspace
	s.publish(Event{Type: EventReset}, everybody)
}

// with runs fn with the state locked and hands over what fn put in the outbox.
func (s *Server) with(fn func()) {
	s.mu.Lock()
	out := func() []delivery {
		defer s.mu.Unlock()
		fn()
		out := s.outbox
		s.outbox = nil
		return out
	}()
	for _, d := range out {
		s.deliverEvent(d)
	}
	s.change.notify()
}

// secret is an unguessable token.
func secret() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("sandbox: no randomness: " + err.Error()) // crypto/rand never fails since Go 1.24
	}
	return hex.EncodeToString(b[:])
}

func everybody(string) bool { return true }
