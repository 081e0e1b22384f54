package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"drumbeat/workflow/desk"

	"github.com/VictoriaMetrics/metrics"
	"github.com/slack-go/slack"
)

// Bounds of one request. Slack waits three seconds; the desk and a modal's
// opening together get less, so that the answer still travels.
const (
	defaultDeadline = 2 * time.Second  // for the desk, from the request's arrival
	followTimeout   = 15 * time.Second // for one follow-up after the answer
	maxAtOnce       = 256              // requests being answered
	maxFollowUps    = 1024             // follow-ups running after an answer
)

// Options is what a bot works with.
type Options struct {
	Desk          *desk.Desk
	API           *slack.Client    // with the bot token, and the app-level token for Socket Mode
	APIURL        string           // the Web API's address; empty: Slack's. Its host alone is answered at
	HTTP          *http.Client     // for private answers and sockets; nil: one that fits. Redirects are not followed
	SigningSecret Secret           // of signed HTTP; empty: HTTP is refused
	AppID         string           // requests for another app are refused; empty: not known (yet)
	TeamID        string           // requests of another workspace are refused; empty: not known yet, and until [Bot.Identify] says it, every request waits
	Now           func() time.Time // the wall clock, by which signatures are judged and durations measured
	SlackClock    *SlackClock      // for telling why a signature is stale; nil: one that knows nothing
	Log           *slog.Logger
	Deadline      time.Duration                                    // for storing what a request does; 0: 2 s. The opening of a modal gets two fifths of it beside
	Metrics       *metrics.Set                                     // nil: not counted
	Wait          func(ctx context.Context, d time.Duration) error // between tries; nil: real time
}

// Bot answers Slack. It keeps nothing but caches that may be lost, and is safe
// for concurrent use; any number of bots may serve one workspace.
type Bot struct {
	desk   *desk.Desk
	api    *slack.Client
	http   *http.Client
	secret Secret
	now    func() time.Time
	log    *slog.Logger
	count  *counters

	halted   atomic.Bool          // no new request is taken
	home     atomic.Pointer[home] // whose requests are answered
	known    chan struct{}        // closed when the workspace is known
	places   places               // where the bot may speak to
	slots    chan struct{}        // one per request being answered
	long     chan struct{}        // one per long body being read
	follow   *crew
	replies  replies
	deadline time.Duration
	wait     func(context.Context, time.Duration) error
	sent     recent[bool]   // forms that were sent: no draft of them is kept any more
	typed    latest         // the newest of what is typed in each open form
	forms    latest         // the newest change of each open form
	homes    latest         // the newest look at each Home tab
	origins  recent[origin] // where open modals come from
	unsure   recent[bool]   // submissions whose answer was that nobody knows whether they were saved
	clock    *SlackClock
	staleAt  atomic.Int64 // when a stale signature was last told of, by unix seconds
}

// home is the workspace and the app a bot belongs to.
type home struct{ team, app string }

// New builds a bot; it does no I/O.
func New(o Options) *Bot {
	b := &Bot{
		desk: o.Desk, api: o.API, http: o.HTTP, secret: o.SigningSecret, now: o.Now, log: o.Log,
		places: placesOf(o.APIURL), known: make(chan struct{}), slots: make(chan struct{}, maxAtOnce), long: make(chan struct{}, mostLongOne), count: newCounters(o.Metrics), wait: o.Wait, deadline: o.Deadline,
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	if b.clock = o.SlackClock; b.clock == nil {
		b.clock = NewSlackClock(b.now, func() time.Duration { return 0 }, b.log)
	}
	if b.deadline <= 0 {
		b.deadline = defaultDeadline
	}
	if b.wait == nil {
		b.wait = wait
	}
	if b.http == nil {
		b.http = NewHTTPClient(10 * time.Second)
	}
	noRedirects := *b.http
	noRedirects.CheckRedirect = stay
	b.http = &noRedirects
	b.follow = newCrew(maxFollowUps, max(followTimeout, b.deadline), b.log)
	b.home.Store(&home{})
	b.Identify(o.TeamID, o.AppID)
	return b
}

// openWithin bounds the opening of a modal: 800 ms of Slack's three seconds.
func (b *Bot) openWithin() time.Duration { return b.deadline * 2 / 5 }

// linkWithin bounds asking for a link on the way to a form: half a second, which
// leaves time for the form itself.
func (b *Bot) linkWithin() time.Duration { return b.deadline / 4 }

// Identify tells the bot which workspace and app it belongs to, as auth.test
// and the socket's hello say. Empty values leave what is known as it is.
func (b *Bot) Identify(team, app string) {
	for {
		old := b.home.Load()
		next := *old
		if team != "" {
			next.team = team
		}
		if app != "" {
			next.app = app
		}
		if next == *old {
			return
		}
		if b.home.CompareAndSwap(old, &next) {
			if old.team == "" && next.team != "" {
				close(b.known)
			}
			return
		}
	}
}

// Halt makes the bot take on no new request by HTTP, at once: whoever asks is told
// to try elsewhere. What is being answered goes on, and so does a socket until it
// has closed: what Slack sent there goes nowhere else.
func (b *Bot) Halt() { b.halted.Store(true) }

var errStopping = errors.New("this process is stopping and takes no new requests")

// Taking says why no new request is taken; nil while they are.
func (b *Bot) Taking() error {
	if b.halted.Load() {
		return errStopping
	}
	return nil
}

// Close waits for the follow-ups of requests that were answered, until ctx ends.
// The transports must have stopped before.
func (b *Bot) Close(ctx context.Context) error { return b.follow.close(ctx) }

// Idle waits until no request is being answered and everything that followed an
// answer is done, or until ctx ends.
func (b *Bot) Idle(ctx context.Context) error { return b.follow.idle(ctx) }
