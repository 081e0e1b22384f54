package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// lifecycle is the one list of what was started; it is torn down in reverse,
// each part within its bound, and every error is kept.
type lifecycle struct {
	log   *slog.Logger
	stops []stopper
	fatal chan error // a part that could not go on
}

type stopper struct {
	name string
	stop func(context.Context) error
}

// stopEach bounds the stopping of one part.
const stopEach = 4 * time.Second

func newLifecycle(log *slog.Logger) *lifecycle {
	return &lifecycle{log: log, fatal: make(chan error, 1)}
}

// onStop registers how to stop something, the moment it exists.
func (l *lifecycle) onStop(name string, stop func(context.Context) error) {
	l.stops = append(l.stops, stopper{name, stop})
}

// run starts a loop and registers its stop: its context ends and it is waited
// for. A loop that ends by itself with an error ends the program.
func (l *lifecycle) run(name string, loop func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				l.fail(fmt.Errorf("%s panicked: %v\n%s", name, p, debug.Stack()))
			}
		}()
		if err := loop(ctx); err != nil && ctx.Err() == nil {
			l.fail(fmt.Errorf("%s: %w", name, err))
		}
	})
	l.onStop(name, func(stopping context.Context) error {
		cancel()
		ended := make(chan struct{})
		go func() { done.Wait(); close(ended) }()
		select {
		case <-ended:
			return nil
		case <-stopping.Done():
			return errors.New("did not stop in time")
		}
	})
}

func (l *lifecycle) fail(err error) {
	select {
	case l.fatal <- err:
	default:
	}
}

// wait blocks until ctx ends or a part fails.
func (l *lifecycle) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-l.fatal:
		return err
	}
}

// stop tears everything down in reverse.
func (l *lifecycle) stop() error {
	var errs []error
	for _, s := range slices.Backward(l.stops) {
		ctx, cancel := context.WithTimeout(context.Background(), stopEach)
		if err := s.stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", s.name, err))
		}
		cancel()
	}
	l.stops = nil
	return errors.Join(errs...)
}
