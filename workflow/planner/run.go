package planner

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

const (
	// everyMinute is when the planner wakes up at the latest: at each whole minute
	// of its clock. What is due is never told by the wake-up itself: one that is
	// missed, late or doubled changes nothing.
	everyMinute = time.Minute
	// leastRest keeps rounds apart that would follow each other at once.
	leastRest = 250 * time.Millisecond
	// roundLimit ends a round that hangs, so that the next can begin.
	roundLimit = 2 * time.Minute
)

// Run looks at what is due at once, then at every whole minute, and when
// something falls due in between, until ctx ends. A round that fails is logged,
// and the next one makes up for it.
//
// The minutes are those of Options.Now, which replicas have in common, and the
// rest between two rounds is measured in time gone by. A scheduler that waits
// for a moment of the host's wall clock comes late by as much as that clock is
// off, and sleeps for an hour when it is set back by one.
func (p *Planner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		p.round(ctx)
		if p.o.Wait(ctx, p.rest()) != nil {
			break
		}
	}
	return nil
}

// rest is how long nothing falls due, and never longer than to the next whole
// minute.
func (p *Planner) rest() time.Duration {
	now := p.o.Now()
	rest := everyMinute - now.Sub(now.Truncate(everyMinute))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next.After(now) {
		rest = min(rest, p.next.Sub(now))
	}
	return max(rest, leastRest)
}

func (p *Planner) round(ctx context.Context) {
	defer func() {
		if v := recover(); v != nil {
			p.o.Log.Error("a round panicked, the next makes up for it", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, roundLimit)
	defer cancel()
	res, err := p.RunOnce(ctx, p.o.Now())
	switch {
	case err != nil:
		p.o.Log.Error("planning failed, the next round makes up for it", "error", err)
	case res.Added+res.Relayed > 0:
		p.o.Log.Info("planned", "open", res.Open, "due", res.Due, "added", res.Added, "relayed", res.Relayed,
			"rolled_forward", res.Tended.RolledForward, "escalated", res.Tended.Escalated, "closed", res.Tended.Closed)
	}
}

// wait waits in time gone by.
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
