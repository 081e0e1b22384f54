package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coder/websocket"
)

// Bounds of Socket Mode, in real time.
const (
	maxSockets     = 10
	pingEvery      = 5 * time.Second
	ticketLife     = 30 * time.Second
	socketLife     = 5 * time.Hour
	debugLife      = 360 * time.Second
	warningBefore  = 10 * time.Second
	maxTickets     = 100
	closingTimeout = time.Second
)

// ticket is the right to open one socket.
type ticket struct {
	madeAt time.Time
}

// conn is one open socket of an app.
type conn struct {
	app     *app
	ws      *websocket.Conn
	greeted chan struct{} // closed when hello was written: envelopes come after it
	leaving bool          // a disconnect was announced; guarded by Server.mu
	cancel  context.CancelFunc
}

// waiting is an envelope that was sent and not acknowledged.
type waiting struct {
	got chan json.RawMessage // buffered by one
}

func connectionsOpen(c *call) (object, error) {
	if !c.app.cfg.SocketMode {
		return nil, refusal("forbidden_team").because("Socket Mode is off for this app")
	}
	if len(c.app.tickets) >= maxTickets {
		clear(c.app.tickets)
	}
	id := secret()
	c.app.tickets[id] = ticket{madeAt: c.s.opts.Now()}
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
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // apps send Slack's origin
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
	s.runSocket(a, ws, r.Host, life)
}

// runSocket says hello, keeps the socket alive and reads acknowledgements until
// it ends.
func (s *Server) runSocket(a *app, ws *websocket.Conn, host string, life time.Duration) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer func() { _ = ws.CloseNow() }()
	c := &conn{app: a, ws: ws, cancel: cancel, greeted: make(chan struct{})}
	n := 0
	s.with(func() {
		if len(a.conns) < maxSockets {
			a.conns = append(a.conns, c)
			n = len(a.conns)
		}
	})
	if n == 0 {
		_ = c.write(ctx, mustJSON(object{"type": "disconnect", "reason": "too_many_websockets", "debug_info": object{"host": host}}))
		return
	}
	hello := object{
		"type": "hello", "num_connections": n, "connection_info": object{"app_id": a.cfg.ID},
		"debug_info": object{"host": host, "started": s.clock.Now().Format("2006-01-02 15:04:05.000"), "build_number": 1, "approximate_connection_time": int(life.Seconds())},
	}
	err := c.write(ctx, mustJSON(hello))
	close(c.greeted)
	if err == nil {
		s.publish(Event{Type: EventApps}, everybody)
		keepers := make(chan struct{})
		go func() {
			defer close(keepers)
			s.keepAlive(ctx, c, life)
		}()
		s.readAcks(ctx, c)
		cancel()
		<-keepers
	}
	s.with(func() { a.conns = slices.DeleteFunc(a.conns, func(o *conn) bool { return o == c }) })
	s.publish(Event{Type: EventApps}, everybody)
}

// keepAlive pings until the socket ends, and at the end of its life warns and
// asks the app to come again.
func (s *Server) keepAlive(ctx context.Context, c *conn, life time.Duration) {
	end := s.opts.After(life)
	warn := s.opts.After(life - warningBefore)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.opts.After(pingEvery):
			pctx, cancel := context.WithTimeout(ctx, 3*pingEvery)
			err := c.ws.Ping(pctx)
			cancel()
			if err != nil {
				c.cancel()
				return
			}
		case <-warn:
			s.disconnect(ctx, c, "warning")
		case <-end:
			s.disconnect(ctx, c, "refresh_requested")
			c.cancel()
			return
		}
	}
}

// disconnect announces the end of a socket; new envelopes prefer others.
func (s *Server) disconnect(ctx context.Context, c *conn, reason string) {
	s.mu.Lock()
	c.leaving = true
	s.mu.Unlock()
	_ = c.write(ctx, mustJSON(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": c.app.cfg.ID}}))
}

func (c *conn) write(ctx context.Context, raw []byte) error {
	ctx, cancel := context.WithTimeout(ctx, ackTime)
	defer cancel()
	return c.ws.Write(ctx, websocket.MessageText, raw)
}

// readAcks reads until the socket breaks.
func (s *Server) readAcks(ctx context.Context, c *conn) {
	for {
		_, raw, err := c.ws.Read(ctx)
		if err != nil {
			return
		}
		s.takeAck(c.app, raw)
	}
}

// takeAck gives an acknowledgement to whoever waits for its envelope, whichever
// socket of the app it came by. Too large ones are dropped, as Slack drops them.
func (s *Server) takeAck(a *app, raw []byte) {
	if len(raw) >= maxAck {
		s.violate(a, "ack", "ack_too_large", "an acknowledgement of 20 KB or more is dropped by Slack", "")
		return
	}
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(raw, &ack); err != nil || ack.EnvelopeID == "" {
		s.violate(a, "ack", "invalid_ack", "an acknowledgement is JSON with an envelope_id", "")
		return
	}
	s.mu.Lock()
	w := a.pending[ack.EnvelopeID]
	delete(a.pending, ack.EnvelopeID)
	s.mu.Unlock()
	if w != nil {
		w.got <- ack.Payload
	}
}

// sendSocket sends an envelope to exactly one socket and waits for its
// acknowledgement, which may come by any.
func (s *Server) sendSocket(ctx context.Context, d delivery) (reply, error) {
	envelope := object{"envelope_id": secret(), "type": d.kind, "payload": d.payload, "accepts_response_payload": d.kind != envelopeEvent}
	if d.attempt > 0 {
		envelope["retry_attempt"], envelope["retry_reason"] = d.attempt, d.reason
	}
	id, raw := envelope["envelope_id"].(string), mustJSON(envelope)
	w := &waiting{got: make(chan json.RawMessage, 1)}
	s.mu.Lock()
	d.app.pending[id] = w
	d.app.last = &sent{delivery: d}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(d.app.pending, id)
		s.mu.Unlock()
	}()
	if !s.writeToOne(ctx, d.app, raw) {
		return reply{}, errDispatch
	}
	select {
	case payload := <-w.got:
		return s.ackReply(d, payload), nil
	case <-s.opts.After(ackTime):
		return reply{}, errTimeout
	case <-ctx.Done():
		return reply{}, errTimeout
	case <-s.ctx.Done():
		return reply{}, errDispatch
	}
}

func (s *Server) ackReply(d delivery, payload json.RawMessage) reply {
	if string(payload) == "null" || string(payload) == "{}" || string(payload) == `""` {
		payload = nil
	}
	if payload != nil && d.kind == envelopeEvent {
		s.violate(d.app, d.name, "unexpected_payload", "this envelope does not accept a response payload", "")
		payload = nil
	}
	return reply{body: payload, status: http.StatusOK}
}

// writeToOne writes to the next socket in turn, and to another one when that
// is broken.
func (s *Server) writeToOne(ctx context.Context, a *app, raw []byte) bool {
	tried := map[*conn]bool{}
	for {
		s.mu.Lock()
		c := a.pick(tried)
		s.mu.Unlock()
		if c == nil {
			return false
		}
		<-c.greeted
		if c.write(ctx, raw) == nil {
			return true
		}
		tried[c] = true
	}
}

// pick takes the sockets in turn, those that stay first.
func (a *app) pick(tried map[*conn]bool) *conn {
	var leaving *conn
	for i := range a.conns {
		c := a.conns[(a.turn+i)%len(a.conns)]
		if tried[c] {
			continue
		}
		if c.leaving {
			leaving = c
			continue
		}
		a.turn = (a.turn + i + 1) % len(a.conns)
		return c
	}
	return leaving
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

// Sockets makes something happen to the sockets of an app ("" means all apps):
// "warning" announces an end that does not come yet, "disconnect" asks the app
// to come again and closes, "drop" just breaks the connection.
// The result is how many sockets it happened to.
func (s *Server) Sockets(app, do string) int {
	s.mu.Lock()
	var conns []*conn
	for _, a := range s.apps {
		if app == "" || s.findApp(app) == a {
			conns = append(conns, a.conns...)
		}
	}
	s.mu.Unlock()
	for _, c := range conns {
		switch do {
		case "warning":
			s.disconnect(s.ctx, c, "warning")
		case "disconnect":
			s.disconnect(s.ctx, c, "refresh_requested")
			s.spawn(func() { _ = c.ws.Close(websocket.StatusNormalClosure, "refresh") })
		case "drop":
			c.cancel()
		}
	}
	return len(conns)
}
