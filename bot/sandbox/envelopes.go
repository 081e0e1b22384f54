package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/coder/websocket"
)

// Envelopes of Socket Mode: each goes to exactly one socket, and its
// acknowledgement may come by any socket of the app.

// keepEnvelopes is how many envelopes of an app are remembered after they were
// acknowledged or given up, so that a late or repeated acknowledgement is told
// from one for an envelope that never was.
const keepEnvelopes = 10_000

// unacked is an envelope that was sent and not acknowledged.
type unacked struct {
	got chan json.RawMessage // buffered by one
}

// sendSocket sends an envelope to one socket and waits for its acknowledgement.
// When the socket ends first, an event fails and is tried again by another
// socket; a command or an interaction, which Slack sends once, waits on, because
// the app may still acknowledge it by another.
func (s *Server) sendSocket(ctx context.Context, d delivery) (reply, error) {
	id, raw := envelope(d)
	w := &unacked{got: make(chan json.RawMessage, 1)}
	s.mu.Lock()
	d.app.pending[id] = w
	d.app.issued.put(id, true)
	d.app.last = &sent{delivery: d}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(d.app.pending, id)
		s.mu.Unlock()
	}()
	d.turn.wait(ctx) // the three seconds begin when it goes out
	ctx, stop := s.within(ctx, s.patient(ackTime))
	defer stop()
	c := s.writeToOne(ctx, d.app, raw)
	d.turn.gone()
	if c == nil {
		return reply{reason: "connection_failed"}, outcome(ctx)
	}
	gone := c.gone
	if d.kind != envelopeEvent {
		gone = nil
	}
	select {
	case payload := <-w.got:
		return s.ackReply(d, payload), nil
	case <-gone:
		return reply{reason: "connection_failed"}, errDispatch
	case <-ctx.Done():
		return reply{}, outcome(ctx)
	}
}

func envelope(d delivery) (id string, raw json.RawMessage) {
	id = secret()
	e := object{"envelope_id": id, "type": d.kind, "payload": d.payload, "accepts_response_payload": d.kind != envelopeEvent}
	if d.kind == envelopeEvent || d.attempt > 0 {
		e["retry_attempt"], e["retry_reason"] = d.attempt, d.reason
	}
	return id, mustJSON(e)
}

// outcome is errTimeout when the time was over, else errDispatch.
func outcome(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), errTimeout) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errTimeout
	}
	return errDispatch
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
// is broken. It returns the socket that took it, nil for none.
func (s *Server) writeToOne(ctx context.Context, a *app, raw []byte) *conn {
	tried := map[*conn]bool{}
	for ctx.Err() == nil {
		s.mu.Lock()
		c := a.pick(tried)
		s.mu.Unlock()
		if c == nil {
			return nil
		}
		select {
		case <-c.greeted:
		case <-ctx.Done():
			return nil
		}
		if s.writeSoon(c, raw) == nil {
			return c
		}
		tried[c] = true
	}
	return nil
}

// writeSoon writes to a socket, and breaks it when it takes nothing for a while.
// It has a time of its own, not the envelope's: a write that is interrupted
// breaks the socket for all others.
func (s *Server) writeSoon(c *conn, raw []byte) error {
	ctx, stop := s.within(s.ctx, s.patient(writeTime))
	defer stop()
	return c.ws.Write(ctx, websocket.MessageText, raw)
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

// readAcks reads until the socket breaks.
func (s *Server) readAcks(ctx context.Context, c *conn) {
	for {
		kind, raw, err := c.ws.Read(ctx)
		if err != nil {
			return
		}
		switch {
		case c.frames.nextIsFragmented():
			s.violate(c.app, "ack", "fragmented_ack", "a message in several WebSocket frames is lost in Slack; send it in one", "")
		case kind != websocket.MessageText:
			s.violate(c.app, "ack", "invalid_ack", "an acknowledgement is a text message", "")
		default:
			s.takeAck(c.app, raw)
		}
	}
}

// takeAck gives an acknowledgement to whoever waits for its envelope, whichever
// socket of the app it came by. Too large ones are dropped, as Slack drops them;
// pings in text count for nothing.
func (s *Server) takeAck(a *app, raw []byte) {
	if len(raw) >= maxAck {
		s.violate(a, "ack", "ack_too_large", "an acknowledgement of 20 KB or more is dropped by Slack", "")
		return
	}
	var ack struct {
		Type       string          `json:"type"`
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	err := json.Unmarshal(raw, &ack)
	if textPing(raw) || err == nil && ack.EnvelopeID == "" && textPing([]byte(ack.Type)) {
		return
	}
	if err != nil || ack.EnvelopeID == "" {
		s.violate(a, "ack", "invalid_ack", "an acknowledgement is JSON with an envelope_id", "")
		return
	}
	s.mu.Lock()
	w := a.pending[ack.EnvelopeID]
	delete(a.pending, ack.EnvelopeID)
	known := a.issued.get(ack.EnvelopeID)
	s.mu.Unlock()
	switch {
	case w != nil:
		w.got <- ack.Payload
	case !known:
		s.violate(a, "ack", "unknown_envelope", "no envelope with this envelope_id was sent to the app", "")
	}
}

// textPing reports whether a text is a ping or pong that some client sends as a
// message instead of a control frame.
func textPing(raw []byte) bool {
	word := bytes.ToLower(bytes.TrimSpace(raw))
	return slices.ContainsFunc([]string{"ping", "pong"}, func(p string) bool { return bytes.HasPrefix(word, []byte(p)) })
}
