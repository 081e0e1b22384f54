package sandbox

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// How a socket is kept alive, and the ways it ends.

// within ends a context after a real while, with errTimeout as its cause, and
// with errDispatch when the server closes. stop waits for the watcher to end.
func (s *Server) within(ctx context.Context, d time.Duration) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	over, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-s.opts.After(d):
			cancel(errTimeout)
		case <-s.ctx.Done():
			cancel(errDispatch)
		case <-over:
		}
	}()
	return limited, func() {
		close(over)
		<-watched
		cancel(nil)
	}
}

// pings asks every few seconds whether the app is there, and breaks the socket
// when it does not answer.
func (s *Server) pings(ctx context.Context, c *conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.opts.After(pingEvery):
		}
		limited, stop := s.within(ctx, pongWithin)
		err := c.ws.Ping(limited)
		stop()
		if err != nil {
			c.cancel()
			return
		}
	}
}

// lifeOf warns before the end of a socket's life and then asks the app to come
// again.
func (s *Server) lifeOf(ctx context.Context, c *conn, life time.Duration) {
	end := s.opts.After(life)
	warn := s.opts.After(life - warningBefore)
	for {
		select {
		case <-ctx.Done():
			return
		case <-warn:
			s.disconnect(c, "warning")
		case <-end:
			s.end(c, "refresh_requested")
			return
		}
	}
}

// disconnect announces the end of a socket; new envelopes prefer others.
func (s *Server) disconnect(c *conn, reason string) {
	s.mu.Lock()
	c.leaving = true
	s.mu.Unlock()
	_ = s.writeSoon(c, c.goodbye(reason)) // the app may be gone; nothing to do about it
}

// end announces the end and closes the socket.
func (s *Server) end(c *conn, reason string) {
	s.disconnect(c, reason)
	_ = c.ws.Close(websocket.StatusNormalClosure, reason)
	c.cancel()
}

// closeSockets breaks every socket.
func (s *Server) closeSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.apps {
		for _, c := range a.conns {
			c.cancel()
		}
	}
}

// SocketsOpen is how many sockets of an app (its id, name or bot name) are open.
func (s *Server) SocketsOpen(app string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.findApp(app); a != nil {
		return len(a.conns)
	}
	return 0
}

// Sockets makes something happen to the sockets of an app ("" means all apps):
//
//   - warning announces an end that does not come yet,
//   - disconnect asks the app to come again and closes,
//   - drop just breaks the connection,
//   - link_disabled switches Socket Mode off: the app is told, its sockets close
//     and it gets no new ones until link_enabled.
//
// The result is how many sockets it happened to.
func (s *Server) Sockets(app, do string) int {
	s.mu.Lock()
	var conns []*conn
	for _, a := range s.apps {
		if app != "" && s.findApp(app) != a {
			continue
		}
		conns = append(conns, a.conns...)
		switch do {
		case "link_disabled":
			a.linkOff = true
			clear(a.tickets)
		case "link_enabled":
			a.linkOff = false
		case "drop":
			a.conns = nil // from now on, not from when their ends are noticed
		}
	}
	s.mu.Unlock()
	for _, c := range conns {
		switch do {
		case "warning":
			s.disconnect(c, "warning")
		case "disconnect":
			s.spawn(func() { s.end(c, "refresh_requested") })
		case "link_disabled":
			s.spawn(func() { s.end(c, "link_disabled") })
		case "drop":
			c.cancel()
		}
	}
	return len(conns)
}
