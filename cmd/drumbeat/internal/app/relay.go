package app

import (
	"context"
	"log/slog"
	"time"
)

// relay is the loop that hands what a write left owing to the outbox, at once
// after the write, and then wakes delivery. What it misses (it was busy, the
// store was away) the planner's tick catches up.
type relay struct {
	once func(ctx context.Context) (int, error) // desk.Relay
	then func()                                 // deliver.Wake
	log  *slog.Logger

	signal chan struct{}
}

// relayRetry is how long a failed pass waits for the next.
const relayRetry = time.Second

func newRelay(once func(context.Context) (int, error), then func(), log *slog.Logger) *relay {
	return &relay{once: once, then: then, log: log, signal: make(chan struct{}, 1)}
}

// Wake asks for a pass soon; it does not block.
func (r *relay) Wake() {
	select {
	case r.signal <- struct{}{}:
	default: // one is asked for already
	}
}

// Run works until ctx ends; it never dies of an error.
func (r *relay) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.signal:
		}
		if _, err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("notices not handed over yet", "error", err)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(relayRetry):
				r.Wake()
			}
		}
		r.then()
	}
}
