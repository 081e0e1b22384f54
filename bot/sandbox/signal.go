package sandbox

import (
	"context"
	"sync"
)

// signal wakes everybody who waits for something to change, and counts what is
// on its way to apps. It is how tests wait without sleeping.
type signal struct {
	mu     sync.Mutex
	ch     chan struct{}
	flying int
	rests  int // events that wait for another try
}

func newSignal() *signal { return &signal{ch: make(chan struct{})} }

func (g *signal) notify() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.ch)
	g.ch = make(chan struct{})
}

// next is closed at the next change.
func (g *signal) next() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ch
}

func (g *signal) fly(n int) { g.move(n, 0) }

// move counts what takes off or lands, and what begins or ends to wait for
// another try, both at the same moment.
func (g *signal) move(flying, rests int) {
	g.mu.Lock()
	g.flying += flying
	g.rests += rests
	g.mu.Unlock()
	g.notify()
}

func (g *signal) idle() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.flying == 0
}

func (g *signal) settled() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.flying == 0 && g.rests == 0
}

// WaitFor returns when cond holds, or with the context's error. cond is asked
// again after every change of the workspace and must not call WaitFor.
func (s *Server) WaitFor(ctx context.Context, cond func() bool) error {
	for {
		next := s.change.next()
		if cond() {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
	}
}

// WaitIdle returns when nothing is on its way to an app: every command,
// interaction and event that was sent has been acknowledged or has failed.
// An event that failed and waits for its next try does not count.
func (s *Server) WaitIdle(ctx context.Context) error {
	return s.WaitFor(ctx, s.change.idle)
}

// WaitSettled is WaitIdle that also waits for the events that failed and wait
// for another try; Retry hurries them.
func (s *Server) WaitSettled(ctx context.Context) error {
	return s.WaitFor(ctx, s.change.settled)
}

// WaitConnected returns when the app (its id, name or bot name) can be reached:
// at once for an app with request URLs, else when a socket is open.
func (s *Server) WaitConnected(ctx context.Context, app string) error {
	return s.WaitFor(ctx, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		a := s.findApp(app)
		return a != nil && a.connected()
	})
}
