package sandbox

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Bounds of Socket Mode, in real time
// (https://docs.slack.dev/apis/events-api/using-socket-mode). How long a ticket
// and an ordinary socket live is not documented: these are guesses on the safe
// side of what apps see.
const (
	maxSockets    = 10
	pingEvery     = 5 * time.Second  // slack-go gives up after 30 s without one
	pongWithin    = 15 * time.Second // an app that does not answer a ping by then is gone
	writeTime     = 2 * time.Second  // an app that does not read for so long is gone
	ticketLife    = 30 * time.Second
	socketLife    = 5 * time.Hour
	debugLife     = 360 * time.Second // with debug_reconnects=true
	warningBefore = 10 * time.Second
	maxTickets    = 100
)

// ticket is the right to open one socket.
type ticket struct {
	madeAt time.Time
}

// conn is one open socket of an app.
type conn struct {
	app     *app
	ws      *websocket.Conn
	frames  *frames
	host    string
	greeted chan struct{} // closed when hello was written: envelopes come after it
	gone    chan struct{} // closed when the socket has ended
	leaving bool          // a disconnect was announced; guarded by Server.mu
	cancel  context.CancelFunc
}

func connectionsOpen(c *call) (object, error) {
	if !c.app.cfg.SocketMode || c.app.linkOff {
		return nil, refusal("forbidden_team").because("Socket Mode is off for this app")
	}
	now := c.s.opts.Now()
	maps.DeleteFunc(c.app.tickets, func(_ string, t ticket) bool { return now.Sub(t.madeAt) > ticketLife })
	if len(c.app.tickets) >= maxTickets {
		clear(c.app.tickets)
	}
	id := secret()
	c.app.tickets[id] = ticket{madeAt: now}
	proto := "ws"
	if scheme(c.r) == "https" {
		proto = "wss"
	}
	link := url.URL{Scheme: proto, Host: c.r.Host, Path: "/link/", RawQuery: url.Values{"ticket": {id}, "app_id": {c.app.cfg.ID}}.Encode()}
	return object{"url": link.String()}, nil
}

// serveLink is the WebSocket behind apps.connections.open.
func (s *Server) serveLink(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("ticket")
	var a *app
	s.with(func() {
		for _, one := range s.apps {
			if t, ok := one.tickets[id]; ok {
				delete(one.tickets, id)
				if s.opts.Now().Sub(t.madeAt) <= ticketLife {
					a = one
				}
			}
		}
	})
	if a == nil {
		http.Error(w, "the ticket is unknown, used or too old", http.StatusForbidden)
		return
	}
	seen := &frames{}
	ws, err := websocket.Accept(seen.spyOn(w), r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // apps send Slack's origin
	if err != nil {
		s.log.Info("socket not opened", "app", a.cfg.ID, "error", err)
		return
	}
	ws.SetReadLimit(maxBody)
	life := socketLife
	if r.URL.Query().Get("debug_reconnects") == "true" {
		life = debugLife
	}
	s.closing.Lock()
	if s.ctx.Err() != nil {
		s.closing.Unlock()
		_ = ws.CloseNow()
		return
	}
	s.wg.Add(1)
	s.closing.Unlock()
	defer s.wg.Done()
	s.runSocket(&conn{app: a, ws: ws, frames: seen, host: r.Host, greeted: make(chan struct{}), gone: make(chan struct{})}, life)
}

// runSocket says hello, keeps the socket alive and reads acknowledgements until
// it ends.
func (s *Server) runSocket(c *conn, life time.Duration) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer func() { _ = c.ws.CloseNow() }()
	c.cancel = cancel
	a, n := c.app, 0
	s.with(func() {
		if len(a.conns) < maxSockets {
			a.conns = append(a.conns, c)
			n = len(a.conns)
		}
	})
	if n == 0 {
		_ = s.writeSoon(c, c.goodbye("too_many_websockets")) // the app may be gone; nothing to do about it
		_ = c.ws.Close(websocket.StatusPolicyViolation, "too many sockets")
		return
	}
	hello := object{
		"type": "hello", "num_connections": n, "connection_info": object{"app_id": a.cfg.ID},
		"debug_info": object{"host": c.host, "started": s.clock.Now().Format("2006-01-02 15:04:05.000"), "build_number": 1, "approximate_connection_time": int(life.Seconds())},
	}
	err := s.writeSoon(c, mustJSON(hello))
	close(c.greeted)
	if err == nil {
		s.publish(Event{Type: EventApps}, everybody)
		var keepers sync.WaitGroup
		keepers.Go(func() { s.pings(ctx, c) })
		keepers.Go(func() { s.lifeOf(ctx, c, life) })
		s.readAcks(ctx, c)
		cancel()
		keepers.Wait()
	}
	s.with(func() { a.conns = slices.DeleteFunc(a.conns, func(o *conn) bool { return o == c }) })
	close(c.gone)
	s.publish(Event{Type: EventApps}, everybody)
}

// goodbye is the message that announces the end of a socket.
func (c *conn) goodbye(reason string) json.RawMessage {
	return mustJSON(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": c.host}})
}
