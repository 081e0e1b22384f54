package app

import (
	"context"
	"log/slog"
	"time"
)

// relay is the loop that hands what a write left owing to the outbox, at once
// after the write, and then wakes delivery. It also looks by itself every few
// seconds: for what another process stored and died over.
type relay struct {
	once  func(ctx context.Context) (int, error) // desk.Relay
	then  func()                                 // deliver.Wake
	log   *slog.Logger
	every time.Duration

	signal chan struct{}
}

const (
	relayRetry = time.Second      // how long a failed pass waits for the next
	relayEvery = 15 * time.Second // between passes that nobody asked for; well below the lease of a claim
)

func newRelay(once func(context.Context) (int, error), then func(), log *slog.Logger) *relay {
	return &relay{once: once, then: then, log: log, every: relayEvery, signal: make(chan struct{}, 1)}
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
	look := time.NewTicker(r.every)
	defer look.Stop()
	for {
		asked := true
		select {
		case <-ctx.Done():
			return nil
		case <-r.signal:
		case <-look.C:
			asked = false
		}
		n, err := r.once(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("notices not handed over yet", "error", err)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(relayRetry):
				r.Wake()
			}
		}
		if asked || n > 0 {
			r.then()
		}
	}
}
