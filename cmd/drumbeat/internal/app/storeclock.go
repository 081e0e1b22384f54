package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	clockEvery = 30 * time.Second // between two looks at the store's clock
	clockSoon  = time.Second      // after a look that brought nothing
	clockLook  = 2 * time.Second  // bounds one look
	clockSlow  = time.Second      // an answer that took longer says too little, once there was a better one
	clockStep  = time.Second      // a clock that moves this much by itself has been set; less is measuring

	clockApart = 2 * time.Second // a difference that is logged
	clockFar   = 5 * time.Minute // a difference that somebody has to mend
)

// storeClock tells the time as the store's server has it, so that processes on
// hosts whose clocks differ agree on what is due and when a claim ends. Between
// two looks at that clock time goes by as it does, whatever this host's wall
// clock is set to. It does not run backwards unless the server's clock did; a
// correction of less than a second makes it stand still for as long.
//
// Where the store has no clock of its own, or has not answered yet, the time is
// this host's.
type storeClock struct {
	host    func() time.Time     // this host's wall clock
	elapsed func() time.Duration // time gone by, whatever the wall clock is set to
	ask     func(ctx context.Context) (time.Time, error)
	log     *slog.Logger

	again chan struct{} // asks for a look before its turn
	known chan struct{} // closed once it is known which clock to go by

	mu   sync.Mutex
	by   *look // nil: go by the host
	last time.Time
	told time.Duration // the difference that was logged last
}

// look is what the clocks showed at one moment.
type look struct {
	store, host time.Time
	elapsed     time.Duration
}

func newStoreClock(host func() time.Time, elapsed func() time.Duration, ask func(context.Context) (time.Time, error), log *slog.Logger) *storeClock {
	return &storeClock{host: host, elapsed: elapsed, ask: ask, log: log, again: make(chan struct{}, 1), known: make(chan struct{})}
}

// Now is the time by the store's clock.
func (c *storeClock) Now() time.Time {
	host, gone := c.host(), c.elapsed()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil {
		return host
	}
	now := c.by.store.Add(gone - c.by.elapsed)
	if wall := wallBetween(c.by.host, host); (wall - (gone - c.by.elapsed)).Abs() > clockStep {
		// The wall clock was set, or the machine was suspended and time stood
		// still for us: only the store can tell which.
		select {
		case c.again <- struct{}{}:
		default:
		}
	}
	if back := c.last.Sub(now); back > 0 && back < clockStep {
		return c.last
	}
	c.last = now
	return now
}

// wallBetween is how far a wall clock went, its settings included.
func wallBetween(from, to time.Time) time.Duration { return to.Round(0).Sub(from.Round(0)) }

// Ahead is how far the store's clock is ahead of this host's; 0 where the host's
// is gone by.
func (c *storeClock) Ahead() time.Duration {
	c.mu.Lock()
	by := c.by
	c.mu.Unlock()
	if by == nil {
		return 0
	}
	return by.store.Add(c.elapsed() - by.elapsed).Sub(c.host().Round(0))
}

// over makes times go by the store: the clock by which releases live runs as far
// ahead of the store's as it did of the host's, which is not at all but in tests.
func (c *storeClock) over(t times) times {
	return times{now: func() time.Time { return t.now().Add(c.Now().Sub(t.wall())) }, wall: t.wall}
}

// Run looks at the store's clock every half minute until ctx ends, and at once
// where this host's clock was set or stood still. It ends early, with no error,
// where the store has none.
func (c *storeClock) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		again, rest := c.again, clockEvery
		has, err := c.sync(ctx)
		if err != nil {
			again, rest = nil, clockSoon
		} else if !has {
			return nil
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-again:
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

var errSlowClock = errors.New("the answer took too long to say what time it is")

// sync looks at the store's clock once. has tells whether there is one.
func (c *storeClock) sync(ctx context.Context) (has bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, clockLook)
	defer cancel()
	asked := c.elapsed()
	store, err := c.ask(ctx)
	answered, host := c.elapsed(), c.host()
	if err != nil {
		return true, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	took := answered - asked
	if c.by != nil && took > clockSlow {
		return true, errSlowClock
	}
	if store.IsZero() {
		c.by = nil
	} else {
		c.by = &look{store: store.Add(took / 2), host: host, elapsed: answered}
		c.tell(*c.by)
	}
	select {
	case <-c.known:
	default:
		close(c.known)
	}
	return !store.IsZero(), nil
}

// tell logs, once per change, how far the clocks are apart.
func (c *storeClock) tell(l look) {
	apart := l.store.Sub(l.host.Round(0))
	if (apart - c.told).Abs() <= clockApart {
		return
	}
	c.told = apart
	level := slog.LevelWarn
	if apart.Abs() > clockFar {
		level = slog.LevelError
	}
	if apart.Abs() <= clockApart {
		c.told = 0
		c.log.Info("this host's clock and the store's agree again")
		return
	}
	c.log.Log(context.Background(), level, "this host's clock and the store's differ; what is due goes by the store's, set the host's",
		"host_clock", stampOf(l.host), "store_clock", stampOf(l.store), "store_ahead", apart.Round(time.Millisecond).String())
}

// note says, for who asks whether the bot is ready, that the clocks are far
// apart; "" where they are not.
func (c *storeClock) note() string {
	ahead := c.Ahead()
	if ahead.Abs() <= clockFar {
		return ""
	}
	host := c.host()
	return fmt.Sprintf("this host's clock shows %s and the store's %s: what is due goes by the store's; set the host's clock", stampOf(host), stampOf(host.Add(ahead)))
}

func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// after holds a loop back until a channel is closed.
func after(ready <-chan struct{}, loop func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if ready != nil {
			select {
			case <-ctx.Done():
				return nil
			case <-ready:
			}
		}
		return loop(ctx)
	}
}

// slackAhead is how far Slack's clock is ahead of the one by which things are
// due, as far as it is known.
func (e *engine) slackAhead() time.Duration {
	ahead, _ := e.slack.Ahead()
	if e.clock != nil {
		ahead -= e.clock.Ahead()
	}
	return ahead
}
