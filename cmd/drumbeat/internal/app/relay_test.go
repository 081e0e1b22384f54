package app

import (
	"context"
	"testing"
	"time"
)

// TestWhatADeadProcessLeftOwingWaitedForTheMinute: a process stored a change and
// died before it handed its notices over. Nobody wakes the others then, and the
// planner's minute is longer than a claim holds; they look by themselves.
func TestWhatADeadProcessLeftOwingWaitedForTheMinute(t *testing.T) {
	left, delivered := 1, make(chan struct{})
	r := newRelay(func(context.Context) (int, error) {
		n := left
		left = 0
		return n, nil
	}, func() { close(delivered) }, discard()) // closed twice, it would panic: what brought nothing wakes nobody
	r.every = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.Run(ctx)
	}()
	awaits(t, delivered, "delivery to be woken for what somebody else left")
	cancel()
	awaits(t, ended, "the end of the loop")
}
