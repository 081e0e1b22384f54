package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// crew runs what follows an answer: bounded, recovered, waited for at the end.
type crew struct {
	slots chan struct{}
	limit time.Duration // of one job
	log   *slog.Logger

	mu     sync.Mutex
	closed bool
	busy   int           // requests and follow-ups under way
	rest   chan struct{} // closed when there are none; nil while nobody asks
}

func newCrew(most int, limit time.Duration, log *slog.Logger) *crew {
	return &crew{slots: make(chan struct{}, most), limit: limit, log: log}
}

// full tells whether nothing more can be taken on.
func (c *crew) full() bool { return len(c.slots) == cap(c.slots) }

// do runs job in the background with a time limit of its own. What cannot be
// taken on is logged: mostly the answer it follows has been given.
func (c *crew) do(job func(context.Context)) (taken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		c.log.Warn("follow-up dropped: closing")
		return false
	}
	select {
	case c.slots <- struct{}{}:
	default:
		c.log.Error("follow-up dropped: too many are running", "running", cap(c.slots))
		return false
	}
	c.busy++
	go func() {
		defer c.release()
		defer func() { <-c.slots }()
		defer func() {
			if p := recover(); p != nil {
				c.log.Error("follow-up panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), c.limit)
		defer cancel()
		job(ctx)
	}()
	return true
}

// hold counts a request as under way until the returned function is called, so
// that nobody takes the moment between its answer and its follow-ups for rest.
func (c *crew) hold() (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy++
	return c.release
}

func (c *crew) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy--
	if c.busy == 0 && c.rest != nil {
		close(c.rest)
		c.rest = nil
	}
}

// close takes on nothing more and waits for what is under way.
func (c *crew) close(ctx context.Context) error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	return c.idle(ctx)
}

// idle waits until nothing is under way.
func (c *crew) idle(ctx context.Context) error {
	c.mu.Lock()
	if c.busy == 0 {
		c.mu.Unlock()
		return nil
	}
	if c.rest == nil {
		c.rest = make(chan struct{})
	}
	rest := c.rest
	c.mu.Unlock()
	select {
	case <-rest:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for follow-ups: %w", ctx.Err())
	}
}
