package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// Bounds of one connection.
const (
	maxFrame     = 4 << 20
	maxAck       = 20_000 - 1 // Slack drops longer acknowledgements without a word
	writeTimeout = 2 * time.Second
	closeTimeout = time.Second
)

// link is one WebSocket to Slack.
type link struct {
	socket      *Socket
	ws          *websocket.Conn
	app         string
	connections int

	beat    *time.Timer   // runs out when Slack goes silent
	hello   chan struct{} // closed when Slack has said hello
	replace chan struct{} // closed when the next connection should be opened
	gone    chan struct{} // closed when nothing comes any more
	greet   sync.Once
	retire  sync.Once
	proved  atomic.Bool // a ping or a request came over it
	left    atomic.Bool // we are leaving it
}

// envelope is what Slack sends over a socket.
type envelope struct {
	Type           string          `json:"type"`
	EnvelopeID     string          `json:"envelope_id"`
	Payload        json.RawMessage `json:"payload"`
	AcceptsPayload bool            `json:"accepts_response_payload"`
	Reason         string          `json:"reason"`
	Connections    int             `json:"num_connections"`
	Info           struct {
		AppID string `json:"app_id"`
	} `json:"connection_info"`
}

// connect opens a connection and waits for Slack's hello on it.
func (s *Socket) connect(ctx context.Context) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	_, address, err := s.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask slack for a socket: %w", withoutURL(err))
	}
	if !s.bot.places.mayDial(address) { // it carries the ticket
		return nil, errors.New("slack gave the address of a socket that is not on a host of slack's")
	}
	l := &link{socket: s, hello: make(chan struct{}), replace: make(chan struct{}), gone: make(chan struct{})}
	onPing := func(context.Context, []byte) bool {
		l.alive()
		return true
	}
	// The time-out of the client would end the connection too: ctx bounds the dial.
	client := &http.Client{Transport: s.bot.http.Transport, CheckRedirect: stay}
	l.ws, _, err = websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client, OnPingReceived: onPing}) //nolint:bodyclose // Dial says that nobody needs to
	if err != nil {
		return nil, fmt.Errorf("dial slack's socket: %w", withoutURL(err))
	}
	l.ws.SetReadLimit(maxFrame)
	l.beat = time.AfterFunc(s.silent, l.silent)
	go l.read()
	select {
	case <-l.hello:
		return l, nil
	case <-l.gone:
		return nil, errors.New("slack closed the socket before its hello")
	case <-ctx.Done():
		l.end()
		return nil, fmt.Errorf("wait for slack's hello: %w", ctx.Err())
	}
}

// alive puts off the moment at which the connection counts as dead.
func (l *link) alive() {
	l.proved.Store(true)
	l.beat.Reset(l.socket.silent)
}

// silent leaves a connection on which nothing came for too long.
func (l *link) silent() {
	l.socket.log.Warn("slack socket silent, leaving it", "after", l.socket.silent)
	l.wantReplaced()
	l.end()
}

// read takes what comes until the connection ends.
func (l *link) read() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var err error
	for {
		var raw []byte
		if _, raw, err = l.ws.Read(ctx); err != nil {
			break
		}
		l.take(raw)
	}
	l.beat.Stop()
	_ = l.ws.CloseNow()
	l.socket.gone(l, err)
	close(l.gone)
}

// take handles one frame. It must not block: pings are answered by who reads.
func (l *link) take(raw []byte) {
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		l.socket.log.Warn("slack socket sent something unreadable", "bytes", len(raw))
		return
	}
	switch {
	case e.Type == "hello":
		l.greet.Do(func() {
			l.app, l.connections = e.Info.AppID, e.Connections
			l.socket.bot.Identify("", e.Info.AppID)
			l.socket.adopt(l) // before anything else that comes is answered
			close(l.hello)
		})
	case e.Type == "disconnect":
		l.socket.sentAway(e.Reason)
		l.wantReplaced()
	case e.EnvelopeID != "":
		l.alive()
		if !l.socket.begin() {
			return
		}
		go func() {
			defer l.socket.done()
			l.serve(e)
		}()
	}
}

// serve answers one envelope: the same decoding, router and answer as over HTTP.
func (l *link) serve(e envelope) {
	b := l.socket.bot
	defer b.follow.hold()()
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("slack request failed", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	req, err := e.request()
	if err != nil {
		b.log.Warn("slack request refused", "outcome", "malformed", "error", err)
		b.count.request(kindUnknown, "malformed", 0)
		l.acknowledge(e, nil) // it would only come again
		return
	}
	if req.copy == "" {
		req.copy = "envelope:" + e.EnvelopeID
	}
	req.most = -1
	if e.AcceptsPayload {
		req.most = maxAck - 40 - len(e.EnvelopeID)
	}
	r := b.handle(context.Background(), req)
	if r.unanswered {
		return
	}
	l.acknowledge(e, r.body)
	b.followUp(r)
}

// request decodes what an envelope carries.
func (e envelope) request() (request, error) {
	switch e.Type {
	case "slash_commands":
		return commandJSON(e.Payload)
	case "interactive":
		return interactionJSON(e.Payload)
	case "events_api":
		r, _, err := eventJSON(e.Payload)
		if err == nil && r.kind == "" {
			err = fmt.Errorf("%w: a challenge over a socket", errMalformed)
		}
		return r, err
	}
	return request{}, fmt.Errorf("%w: envelope of an unknown type", errMalformed)
}

// ackPatience is how long an answer waits for another connection; Slack waits
// for it three seconds from the request.
const ackPatience = time.Second

// acknowledge answers on the connection that the envelope came by, or, when
// that is gone, on another, also one that is only being opened: Slack takes it
// from any.
func (l *link) acknowledge(e envelope, body []byte) {
	ack := mustJSON(struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload,omitempty"`
	}{e.EnvelopeID, body})
	if l.write(ack) == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackPatience)
	defer cancel()
	if other := l.socket.another(ctx, l); other != nil && other.write(ack) == nil {
		return
	}
	l.socket.log.Warn("answer to slack not delivered: no connection took it")
}

func (l *link) write(raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return l.ws.Write(ctx, websocket.MessageText, raw)
}

func (l *link) wantReplaced() { l.retire.Do(func() { close(l.replace) }) }

// leave closes the connection after a while, unless Slack does so before.
func (l *link) leave(after time.Duration) {
	l.left.Store(true)
	t := time.AfterFunc(after, l.end)
	go func() {
		<-l.gone
		t.Stop()
	}()
}

// end closes the connection, politely if the other side answers quickly.
func (l *link) end() {
	l.left.Store(true)
	hurry := time.AfterFunc(closeTimeout, func() { _ = l.ws.CloseNow() })
	defer hurry.Stop()
	_ = l.ws.Close(websocket.StatusNormalClosure, "")
}
