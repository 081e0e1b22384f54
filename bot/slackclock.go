package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	clockSlow  = 5 * time.Second // an answer that took longer says too little about the moment it was given at
	clockApart = 2 * time.Second // a difference that is logged: Date counts whole seconds
)

// SlackClock knows how far Slack's clock and this host's are apart, from the
// Date that Slack's answers carry (RFC 9110, 6.6.1).
//
// It informs; it decides nothing about who comes in. How old a signed request is
// stays judged by this host's own clock: a difference that an answer from the
// network reports must not widen the five minutes in which a request that was
// overheard is good for anything, and a proxy that hands out old answers, or an
// API address that is not Slack's, would do just that. A host whose clock is
// wrong fails closed instead, and says why: in its log, at /readyz, and with
// each refusal.
type SlackClock struct {
	now     func() time.Time
	elapsed func() time.Duration
	log     *slog.Logger

	mu    sync.Mutex
	seen  int           // answers, up to 2
	sight [2]sight      // the last of them, the newest first
	told  time.Duration // the difference that was logged last
}

// sight is what Slack's clock showed at a moment.
type sight struct {
	slack   time.Time
	elapsed time.Duration
}

// NewSlackClock measures by a host's wall clock, and by the time that has gone
// by, whatever that clock is set to meanwhile.
func NewSlackClock(now func() time.Time, elapsed func() time.Duration, log *slog.Logger) *SlackClock {
	return &SlackClock{now: now, elapsed: elapsed, log: log}
}

// Through gives a transport that looks at the Date of every answer.
func (c *SlackClock) Through(next http.RoundTripper) http.RoundTripper { return dated{c, next} }

type dated struct {
	clock *SlackClock
	next  http.RoundTripper
}

// RoundTrip hands a request on.
func (d dated) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := d.clock.now()
	resp, err := d.next.RoundTrip(r)
	if err == nil {
		d.clock.read(asked, d.clock.now(), resp)
	}
	return resp, err
}

// read takes the Date of an answer. Errors of servers, and answers out of a
// cache, may come from something else than Slack.
func (c *SlackClock) read(asked, answered time.Time, resp *http.Response) {
	took := answered.Sub(asked)
	if resp.StatusCode >= 500 || resp.Header.Get("Age") != "" || took < 0 || took > clockSlow {
		return
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return
	}
	// The second that Date names is half over on average, and the answer was
	// under way for half the time.
	date = date.Add(500 * time.Millisecond)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sight[1], c.sight[0] = c.sight[0], sight{slack: date.Add(took - took/2), elapsed: c.elapsed()}
	c.seen = min(c.seen+1, 2)
	c.tell(answered, c.apart(answered))
}

// apart is how far Slack's clock is ahead of the host's, which shows host now:
// the smaller of what the last two answers say, since one odd answer says nothing.
func (c *SlackClock) apart(host time.Time) time.Duration {
	gone := c.elapsed()
	by := func(s sight) time.Duration { return s.slack.Add(gone - s.elapsed).Sub(host.Round(0)) }
	newest := by(c.sight[0])
	if c.seen < 2 {
		return newest
	}
	if before := by(c.sight[1]); before.Abs() < newest.Abs() {
		return before
	}
	return newest
}

func (c *SlackClock) tell(host time.Time, apart time.Duration) {
	if (apart - c.told).Abs() <= clockApart {
		return
	}
	c.told = apart
	level, consequence := slog.LevelWarn, "requests signed by Slack are taken while they are less than 5 minutes apart"
	switch {
	case apart.Abs() <= clockApart:
		c.told = 0
		c.log.Info("this host's clock and Slack's agree again")
		return
	case apart.Abs() > maxSkew:
		level, consequence = slog.LevelError, "every request signed by Slack is refused until the host's clock is set"
	}
	c.log.Log(context.Background(), level, "this host's clock and Slack's differ: "+consequence, "host_clock", stampOf(host), "slack_clock", stampOf(host.Add(apart)), "slack_ahead", apart.Round(time.Second).String())
}

// Ahead is how far Slack's clock is ahead of this host's; known is false before
// the first answer.
func (c *SlackClock) Ahead() (d time.Duration, known bool) {
	host := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == 0 {
		return 0, false
	}
	return c.apart(host), true
}

// Err says that the clocks are so far apart that nothing which Slack signs can
// be taken; nil where they are not.
func (c *SlackClock) Err() error {
	ahead, known := c.Ahead()
	if !known || ahead.Abs() <= maxSkew {
		return nil
	}
	host := c.now()
	return fmt.Errorf("this host's clock shows %s and Slack's %s: every request signed by Slack is refused; set the host's clock", stampOf(host), stampOf(host.Add(ahead)))
}

// cause says why a request is stale that was signed at an instant.
func (c *SlackClock) cause(host, signed time.Time) string {
	ahead, known := c.Ahead()
	slackNow := host.Add(ahead)
	switch {
	case !known:
		return "Slack's clock was not seen yet: either the request is old, or this host's clock is wrong"
	case ahead.Abs() > maxSkew || slackNow.Sub(signed).Abs() <= maxSkew:
		return "by Slack's clock it is in time: this host's clock is wrong, set it"
	}
	return "it is not in time by Slack's clock either: it was sent again, late, or forged"
}

// staleEvery is how often stale signatures are told of: whoever sends them must
// not fill the log.
const staleEvery = int64(time.Minute / time.Second)

// stale says in the log why a request was refused whose signature claims
// another time, with both clocks.
func (b *Bot) stale(sig signature, host time.Time) {
	last, now := b.staleAt.Load(), host.Unix()
	if d := now - last; (d >= 0 && d < staleEvery) || !b.staleAt.CompareAndSwap(last, now) {
		return
	}
	signed := time.Unix(sig.seconds, 0)
	slackSays := "not seen yet"
	if ahead, known := b.clock.Ahead(); known {
		slackSays = stampOf(host.Add(ahead))
	}
	b.log.Warn("slack request refused: its signature is not of this time", "signed_at", stampOf(signed), "host_clock", stampOf(host), "slack_clock", slackSays,
		"cause", b.clock.cause(host, signed))
}

func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
