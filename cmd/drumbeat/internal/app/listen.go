package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// bounds is how long a server waits for its clients, and how many it has at once.
type bounds struct {
	header, read, write, idle time.Duration // 0: without end
	linger                    time.Duration // who comes when the program stops is still answered for so long
	finish                    time.Duration // what is under way may take so long then
	connections               int           // 0: any number
}

var (
	// publicBounds is for the address that anybody may reach. Slack waits three seconds
	// for an answer, so what has not come by then is nobody's loss.
	publicBounds = bounds{header: 5 * time.Second, read: 10 * time.Second, write: 20 * time.Second, idle: time.Minute, linger: time.Second, finish: 2 * time.Second, connections: 2048}
	// sandboxBounds is for the sandbox, whose page listens for hours: its event
	// streams never end by themselves.
	sandboxBounds = bounds{header: 5 * time.Second, read: 30 * time.Second, idle: 2 * time.Minute, finish: 2 * time.Second}
)

// maxHeader bounds the header of a request.
const maxHeader = 64 << 10

// serveHTTP serves a handler on a listener until the program stops; requests
// under way get their time to finish.
func serveHTTP(life *lifecycle, name string, ln net.Listener, h http.Handler, b bounds) {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: b.header, ReadTimeout: b.read, WriteTimeout: b.write, IdleTimeout: b.idle, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(life.log.Handler(), slog.LevelWarn)}
	if b.connections > 0 {
		ln = &doorkeeper{Listener: ln, places: make(chan struct{}, b.connections)}
	}
	go func() {
		if err := srv.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			life.fail(fmt.Errorf("%s: %w", name, err))
		}
	}()
	life.onStop(name, func(ctx context.Context) error {
		// By now nothing new is taken on, and readiness says so. A balancer needs a
		// moment to hear of it: a connection that it opened, and that nobody
		// accepted before the listener closed, would be cut off without a word.
		await(ctx, b.linger)
		bound, cancel := context.WithTimeout(ctx, b.finish)
		defer cancel()
		if srv.Shutdown(bound) != nil {
			return srv.Close()
		}
		return nil
	})
}

// await waits for a while, or until ctx ends.
func await(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// doorkeeper is a listener that lets in a number of connections at once and
// closes what comes beyond it: who is in is served on, and memory has a bound.
type doorkeeper struct {
	net.Listener
	places chan struct{}
}

// Accept gives the next connection for which there is a place.
func (d *doorkeeper) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case d.places <- struct{}{}:
			return &guest{Conn: c, leave: sync.OnceFunc(func() { <-d.places })}, nil
		default:
			_ = c.Close()
		}
	}
}

// guest is a connection that gives its place back.
type guest struct {
	net.Conn
	leave func()
}

// Close ends the connection.
func (g *guest) Close() error {
	defer g.leave()
	return g.Conn.Close()
}
