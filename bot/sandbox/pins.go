package sandbox

import (
	"net/http"
	"slices"
)

// Messages pinned to a conversation, by apps and by people.

// maxPins is how many messages a conversation keeps pinned, as Slack's help
// pages say.
const maxPins = 100

type pin struct {
	ts      string
	user    string // who pinned it
	created int64  // Unix seconds
}

func (c *channel) pinOf(ts string) *pin {
	for i := range c.pins {
		if c.pins[i].ts == ts {
			return &c.pins[i]
		}
	}
	return nil
}

// pin pins a message for a user; the error is Slack's code.
func (s *Server) pin(m *message, userID string) error {
	ch := m.channel
	switch {
	case noticeSubtypes[m.subtype]:
		return refusal("not_pinnable").because("Slack's own messages about a conversation are not pinned")
	case ch.pinOf(m.ts) != nil:
		return refusal("already_pinned")
	case len(ch.pins) >= maxPins:
		return refusal("too_many_pins").because("a conversation has at most 100 pins")
	}
	ch.pins = append(ch.pins, pin{ts: m.ts, user: userID, created: s.clock.Now().Unix()})
	s.pinChanged("pin_added", m, ch.pins[len(ch.pins)-1], userID)
	return nil
}

func (s *Server) unpin(m *message, userID string) error {
	p := m.channel.pinOf(m.ts)
	if p == nil {
		return refusal("no_pin").because("the message is not pinned")
	}
	was := *p
	m.channel.dropPin(m.ts)
	s.pinChanged("pin_removed", m, was, userID)
	return nil
}

func (c *channel) dropPin(ts string) {
	c.pins = slices.DeleteFunc(c.pins, func(p pin) bool { return p.ts == ts })
}

// pinChanged tells pages and apps.
func (s *Server) pinChanged(kind string, m *message, p pin, userID string) {
	ch := m.channel
	s.publishMessage(EventMessageChanged, m)
	s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
	for _, a := range s.apps {
		if a.hears(kind) && a.may("pins:read") && ch.has(a.cfg.BotUserID) {
			e := object{"type": kind, "user": userID, "channel_id": ch.id, "item_user": m.user, "item": s.pinItem(m, p), "pin_count": len(ch.pins)}
			e["pinned_info"] = object{"channel": ch.id, "pinned_by": p.user, "pinned_ts": p.created}
			if kind == "pin_removed" {
				e["has_pins"] = len(ch.pins) > 0
			}
			s.emit(a, userID, e)
		}
	}
}

// pinItem is a pinned message as pins.list and the events show it.
func (s *Server) pinItem(m *message, p pin) object {
	said := s.forApp(m, false)
	said["permalink"] = s.permalink(m)
	return object{"type": "message", "channel": m.channel.id, "created": p.created, "created_by": p.user, "message": said}
}

// Pin is a pinned message as a person's page shows it.
type Pin struct {
	User    string  `json:"user"` // who pinned it
	Created int64   `json:"created"`
	Message Message `json:"message"`
}

// PinsAnswer answers GET /client/pins?as=U...&channel=C..., newest first.
type PinsAnswer struct {
	OK   bool  `json:"ok"`
	Pins []Pin `json:"pins"`
}

// PinRequest is the body of POST /client/pin.
type PinRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Remove  bool   `json:"remove,omitempty"`
}

func (s *Server) pinRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /client/pins", s.serveClientPins)
	mux.HandleFunc("POST /client/pin", clientPost(s.clientPin))
	mux.HandleFunc("POST /client/bookmark", clientPost(s.clientBookmark))
}

func (s *Server) serveClientPins(w http.ResponseWriter, r *http.Request) {
	out := PinsAnswer{OK: true, Pins: []Pin{}}
	s.showIn(w, r, &out, func(_ *user, ch *channel) error {
		for _, p := range slices.Backward(ch.pins) {
			if m := ch.byTS[p.ts]; m != nil {
				out.Pins = append(out.Pins, Pin{User: p.user, Created: p.created, Message: m.forClient()})
			}
		}
		return nil
	})
}

func (s *Server) clientPin(_ *http.Request, in PinRequest) (ActionAnswer, error) {
	return s.writeIn(in.As, in.Channel, func(u *user, ch *channel) error {
		m := ch.byTS[in.TS]
		switch {
		case m == nil || m.deleted:
			return errNoMessage
		case in.Remove:
			return inWords(s.unpin(m, u.ID))
		}
		return inWords(s.pin(m, u.ID))
	})
}

// inWords are the sentences for a person in place of Slack's codes.
func inWords(err error) error {
	switch codeOf(err) {
	case "not_pinnable":
		return sentence("This message can't be pinned.")
	case "already_pinned":
		return sentence("That message is pinned already.")
	case "too_many_pins":
		return sentence("This conversation has 100 pinned messages already; take one off first.")
	case "no_pin":
		return sentence("That message is not pinned.")
	case "too_many_bookmarks":
		return sentence("This conversation has 100 bookmarks already; remove one first.")
	case "invalid_link":
		return sentence("A link starts with http:// or https://.")
	case "invalid_emoji":
		return sentence("There is no such emoji.")
	case "not_found":
		return sentence("That bookmark is gone.")
	}
	return err
}
