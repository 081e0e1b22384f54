package planner

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	// everyMinute is when the planner wakes up. What is due is never told by the
	// wake-up itself: one that is missed, late or doubled changes nothing.
	everyMinute = "* * * * *"
	// roundLimit ends a round that hangs, so that the next can begin.
	roundLimit = 2 * time.Minute
)

// Run looks at what is due at once and then every minute, until ctx ends; then
// it waits for the round in progress and returns nil. A round that fails is
// logged, and the next one makes up for it.
func (p *Planner) Run(ctx context.Context) error {
	log := cronLog{p.o.Log}
	// Recover is innermost: a panic outside it would keep SkipIfStillRunning's
	// token, and the round would be skipped for ever.
	round := cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).Then(cron.FuncJob(func() { p.round(ctx) }))
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log))
	if _, err := c.AddJob(everyMinute, round); err != nil {
		return fmt.Errorf("planner: %w", err)
	}
	c.Start()
	round.Run()
	<-ctx.Done()
	<-c.Stop().Done()
	return nil
}

func (p *Planner) round(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
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

// cronLog hands the scheduler's complaints to the log; its chatter stays out.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, more ...any) {
	l.log.Error("wake-up failed: "+msg, append([]any{"error", err}, more...)...)
}
