package deliver

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Directory is what delivery asks about the workspace: conversations, and who
// the release managers are.
type Directory interface {
	workflow.Directory
	// ChannelID resolves "#name" to an id; CodeNotFound.
	ChannelID(ctx context.Context, c workflow.Channel) (string, error)
	// DirectMessage gives the conversation with a person; CodeNotFound.
	DirectMessage(ctx context.Context, p workflow.PersonID) (string, error)
}

// The points at which [Options.At] is called.
const (
	PointClaimed  = "claimed"        // the claim is stored
	PointSend     = "before_send"    // the request leaves now
	PointAnswered = "slack_answered" // Slack answered, nothing is recorded yet
	PointRecorded = "recorded"       // the outcome is stored
)

// Options is what a deliverer works with. Notices, API, Directory, Desk and Now
// are required.
type Options struct {
	Notices   workflow.Notices
	API       *slack.Client
	Directory Directory
	Desk      Facts // fresh state for what is composed

	// Lease is how long a claim holds; it must be longer than the slowest call
	// (CallTimeout) and the write after it. Default 30 s.
	Lease time.Duration
	// CallTimeout bounds one call to Slack. Default 10 s.
	CallTimeout time.Duration
	// AmbiguityWait is how long after an attempt without an answer the channel is
	// searched: longer than any request can live. Default 60 s.
	AmbiguityWait time.Duration
	Workers       int // lanes worked at once; default 8. With 1, RunOnce is serial and deterministic
	// StartWithin is how long Run waits at most before it looks for the first time;
	// how long is left to chance, so that replicas that start together do not all
	// begin with the same. Default 0.
	StartWithin time.Duration
	Instance    string // names this process in claims; must differ between replicas

	Now  func() time.Time                                 // by which notices are due
	Real func() time.Time                                 // by which Slack limits; differs from Now only where Now is moved by hand. Nil: Now
	Wait func(ctx context.Context, d time.Duration) error // nil: a timer
	// SlackAhead is how far Slack's clock, by which messages are stamped, is ahead
	// of Now, as far as it is known. Nil: not at all.
	SlackAhead func() time.Duration

	Log     *slog.Logger
	Metrics *metrics.Set

	// Unpaced leaves out the pace, for a workspace that has no limits.
	Unpaced bool
	// NoLook sends again after an attempt without an answer without looking.
	// It exists to show what the look is for.
	NoLook bool
	// At is called at named points with the notice's id, so that a test can die
	// there. Nil in production.
	At func(point, id string)
}

// Result counts what one look at the outbox led to.
type Result struct {
	Due      int // notices that were due
	Sent     int // new messages
	Edited   int // boards edited in place
	Same     int // boards that showed it already
	Found    int // attempts without an answer that turned out to have arrived
	Moot     int // overtaken by events
	Refused  int // will be tried again
	Unknown  int // no answer; will be looked for
	Dead     int // cannot be delivered
	Lost     int // somebody else had it
	Failed   int // not worked on: the store or the directory did not answer
	Deferred int // left for later: pace, order, a limit, or no worker free
}

// Progress counts the notices whose state changed.
func (r Result) Progress() int {
	return r.Sent + r.Edited + r.Same + r.Found + r.Moot + r.Refused + r.Unknown + r.Dead
}

// Deliverer works off the outbox.
type Deliverer struct {
	o       Options
	log     *slog.Logger
	compose func(ctx context.Context, n, board workflow.Notice, now time.Time) (content, error)
	pace    *pacer
	stats   *stats
	wakeup  chan struct{}
	slots   chan struct{} // a token per lane being worked
	spare   chan struct{} // the same for lanes that are urgent and find no worker free

	mu       sync.Mutex
	pictures map[string]string    // uploaded for notices that are not sent yet: the file of each; may be lost
	busy     map[string]bool      // lanes being worked
	ready    map[string]time.Time // lanes that wait, by Real
	found    map[string]bool      // lanes whose conversation was found before: the directory remembers it
	held     map[string]hold      // threads that wait for one of their posts
	said     map[string]time.Time // troubles that the log tells of already, by Real
	limit    int                  // notices read in one look
	apart    time.Duration        // the furthest that Slack's clock and Now were apart

	troubled map[string]time.Time // what the release managers were told of, by conversation and problem
}

// hold keeps a thread in order: nothing else is posted in it before id is, or
// until an instant.
type hold struct {
	id    string
	until time.Time
}

const (
	defaultLease     = 30 * time.Second
	defaultCall      = 10 * time.Second
	defaultAmbiguity = 60 * time.Second
	defaultWorkers   = 8
	spareWorkers     = 4

	lookLimit     = 256
	mostLookLimit = 8192
)

// New builds a deliverer; it does no I/O.
func New(o Options) (*Deliverer, error) {
	if o.Notices == nil || o.API == nil || o.Directory == nil || o.Desk == nil || o.Now == nil {
		return nil, errors.New("deliver: Notices, API, Directory, Desk and Now are required")
	}
	o.Lease = orDefault(o.Lease, defaultLease)
	o.CallTimeout = orDefault(o.CallTimeout, defaultCall)
	o.AmbiguityWait = orDefault(o.AmbiguityWait, defaultAmbiguity)
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.Instance == "" {
		o.Instance = "drumbeat"
	}
	if o.Real == nil {
		o.Real = o.Now
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.SlackAhead == nil {
		o.SlackAhead = func() time.Duration { return 0 }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = metrics.NewSet()
	}
	if o.At == nil {
		o.At = func(string, string) {}
	}
	if o.Lease <= o.CallTimeout {
		o.Log.Warn("the lease of a claim is not longer than a call to Slack may take: notices may be told twice", "lease", o.Lease, "call_timeout", o.CallTimeout)
	}
	d := &Deliverer{o: o, log: o.Log, pace: newPacer(o.Unpaced), stats: newStats(o.Metrics), wakeup: make(chan struct{}, 1),
		slots: make(chan struct{}, o.Workers), spare: make(chan struct{}, spareWorkers), busy: map[string]bool{}, ready: map[string]time.Time{}, found: map[string]bool{}, held: map[string]hold{}, said: map[string]time.Time{}, limit: lookLimit, troubled: map[string]time.Time{}}
	d.compose = (&composer{desk: o.Desk, notices: o.Notices, ahead: o.SlackAhead}).compose
	return d, nil
}

func orDefault(d, def time.Duration) time.Duration {
	if d <= 0 {
		return def
	}
	return d
}

// wait waits on a timer.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Wake makes Run look at the outbox at once. It does not block.
func (d *Deliverer) Wake() {
	select {
	case d.wakeup <- struct{}{}:
	default:
	}
}
