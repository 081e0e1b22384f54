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
	// blink is how long the clock is not looked at between two rounds: one that was
	// set is noticed after that.
	blink = time.Second
	// settles is how long after a change what shows it besides is brought up to date,
	// so that many changes have it done once.
	settles = 2 * time.Second
	// eachShown is how much later the next such round comes for each release of which
	// the last one had the messages written anew.
	eachShown = 100 * time.Millisecond
	// roundLimit ends a round that hangs, so that the next can begin.
	roundLimit = 2 * time.Minute
)

// Run looks at what is due at once, then at every whole minute, and when
// something falls due in between, until ctx ends. A round that fails is logged,
// and the next one makes up for it.
//
// The minutes are those of Options.Now, which replicas have in common. A
// scheduler that waits for a moment of the host's wall clock comes late by as
// much as that clock is off, and sleeps for an hour when it is set back by one.
func (p *Planner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		p.round(ctx)
		at := p.wakeAt()
		changed, err := p.rest(ctx, at)
		for changed && err == nil {
			p.showRound(ctx)
			changed, err = p.rest(ctx, at)
		}
		if err != nil {
			break
		}
	}
	return nil
}

// wakeAt is when something falls due, as far as it is known, and at the latest
// the next whole minute.
func (p *Planner) wakeAt() time.Time {
	now := p.o.Now()
	at := now.Truncate(everyMinute).Add(everyMinute)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.next.IsZero() && p.next.Before(at) { // also what fell due while the round was going on
		at = p.next
		p.next = time.Time{}
	}
	return later(at, now.Add(leastRest))
}

// rest waits until an instant at most a minute ahead, or until it is time to show
// what was changed: then it gives true. It is over at once where the clock is set to
// after that instant, or back, and after a minute gone by where the clock stands still.
func (p *Planner) rest(ctx context.Context, until time.Time) (changed bool, err error) {
	for waited := time.Duration(0); waited < everyMinute; {
		left := until.Sub(p.o.Now())
		if left <= 0 || left > everyMinute+leastRest {
			break
		}
		if p.isChanged() {
			return true, ctx.Err()
		}
		d := min(left, blink)
		if err := p.o.Wait(ctx, d); err != nil {
			return false, err
		}
		waited += d
	}
	return false, ctx.Err()
}

// isChanged tells whether it is time to show what was changed.
func (p *Planner) isChanged() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.changed.IsZero() && !p.o.Now().Before(p.changed)
}

// showRound does of a round only what a change may have brought.
func (p *Planner) showRound(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, roundLimit)
	defer cancel()
	var res Result
	if err := part("show", func() error { return p.show(ctx, nil, &res) }); err != nil {
		p.o.Log.Error("what has changed is not shown yet, the next round makes up for it", "error", err)
	}
	if res.Shown > 0 {
		p.o.Wake()
		p.o.Log.Info("shown", "releases", res.Shown)
	}
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
	case res.Asked+res.Added+res.Relayed+res.Shown > 0:
		p.o.Log.Info("planned", "asked", res.Asked, "open", res.Open, "due", res.Due, "added", res.Added, "relayed", res.Relayed, "shown", res.Shown,
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
