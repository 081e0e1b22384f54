package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"
)

// lifecycle is the one list of what was started. At the end everything is told
// first to take on nothing new; then it is torn down in reverse, all of it
// within one bound, and every error is kept.
type lifecycle struct {
	log   *slog.Logger
	stops []stopper
	fatal chan error // a part that could not go on

	within time.Duration // bounds the whole stop but its last moments
}

type stopper struct {
	name string
	halt func() // takes on nothing new from now on, at once; nil: nothing to say
	stop func(context.Context) error
}

// The whole stop takes less than five seconds, whatever hangs. What is still not
// done when stopWithin is over is left to itself, after a last moment for each
// part: the program ends, and what it had claimed is looked for by the next.
const (
	stopWithin = 4 * time.Second
	stopMoment = 80 * time.Millisecond
)

var errNotStopped = errors.New("did not stop in time")

func newLifecycle(log *slog.Logger) *lifecycle {
	return &lifecycle{log: log, fatal: make(chan error, 1), within: stopWithin}
}

// onStop registers how to stop something, the moment it exists.
func (l *lifecycle) onStop(name string, stop func(context.Context) error) {
	l.stops = append(l.stops, stopper{name: name, stop: stop})
}

// onHalt registers how something takes on nothing new.
func (l *lifecycle) onHalt(name string, halt func()) {
	l.stops = append(l.stops, stopper{name: name, halt: halt, stop: func(context.Context) error { return nil }})
}

// run starts a loop and registers its stop: its context ends the moment the
// stop begins, and it is waited for in its turn. A loop that ends by itself with
// an error ends the program.
func (l *lifecycle) run(name string, loop func(context.Context) error) {
	s, cancel := l.loop(name, loop)
	s.halt = cancel
	l.stops = append(l.stops, s)
}

// runOn is run for a loop that what was started after it still needs: its
// context ends when those have stopped.
func (l *lifecycle) runOn(name string, loop func(context.Context) error) {
	s, _ := l.loop(name, loop)
	l.stops = append(l.stops, s)
}

func (l *lifecycle) loop(name string, loop func(context.Context) error) (stopper, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if p := recover(); p != nil {
				l.fail(fmt.Errorf("%s panicked: %v\n%s", name, p, debug.Stack()))
			}
		}()
		if err := loop(ctx); err != nil && ctx.Err() == nil {
			l.fail(fmt.Errorf("%s: %w", name, err))
		}
	}()
	return stopper{name: name, stop: func(stopping context.Context) error {
		cancel()
		select {
		case <-ended:
			return nil
		case <-stopping.Done():
			return errNotStopped
		}
	}}, cancel
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

// stop tells everything to take on nothing new and then tears it down in
// reverse.
func (l *lifecycle) stop() error {
	for _, s := range slices.Backward(l.stops) {
		if s.halt != nil {
			s.halt()
		}
	}
	all, cancel := context.WithTimeout(context.Background(), l.within)
	defer cancel()
	var errs []error
	for _, s := range slices.Backward(l.stops) {
		if err := s.stopBy(all); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", s.name, err))
		}
	}
	l.stops = nil
	return errors.Join(errs...)
}

// stopBy stops a part by the end of all, or within a moment where that is past.
// A part that does not keep to its context is left behind.
func (s stopper) stopBy(all context.Context) error {
	ctx, cancel := all, context.CancelFunc(func() {})
	if all.Err() != nil {
		ctx, cancel = context.WithTimeout(context.WithoutCancel(all), stopMoment)
	}
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop(ctx) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	late := time.NewTimer(stopMoment / 2) // it may be saying so at this moment
	defer late.Stop()
	select {
	case err := <-stopped:
		return err
	case <-late.C:
		return errNotStopped
	}
}
