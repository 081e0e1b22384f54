package sandbox

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// The rest of what people do: reactions, joining, reading, editing.

func (s *Server) clientReaction(_ *http.Request, in ReactionRequest) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		var ch *channel
		if u, ch, err = s.writable(in.As, in.Channel); err != nil {
			return
		}
		m := ch.byTS[in.TS]
		switch {
		case m == nil || m.deleted:
			err = errNoMessage
		case !emojiPattern.MatchString(in.Name):
			err = sentence("There is no such emoji.")
		case in.Remove:
			err = s.unreact(m, u.ID, in.Name)
		default:
			err = s.react(m, u.ID, in.Name)
		}
	})
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) clientJoin(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		var ch *channel
		if ch, err = s.seen(u, in.Channel); err != nil {
			return
		}
		if ch.archived {
			err = sentence("This channel is archived.")
			return
		}
		s.join(ch, u.ID)
	})
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) clientLeave(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		var ch *channel
		if ch, err = s.seen(u, in.Channel); err != nil {
			return
		}
		if ch.kind == kindIM || ch.kind == kindMPIM {
			err = sentence("Direct messages cannot be left.")
			return
		}
		s.leave(ch, u.ID)
	})
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) clientRead(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		var ch *channel
		if ch, err = s.seen(u, in.Channel); err == nil {
			s.markRead(ch, u.ID, "")
		}
	})
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) clientOpen(_ *http.Request, in OpenRequest) (OpenAnswer, error) {
	var out OpenAnswer
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		if in.User != "" {
			in.Users = []string{in.User}
		}
		if len(in.Users) == 0 {
			err = errNobody
			return
		}
		known := len(s.st.channels)
		var ch *channel
		if ch, err = s.openSeveral(u, in.Users); err != nil {
			return
		}
		if len(s.st.channels) != known {
			s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.has)
		}
		out = OpenAnswer{OK: true, Channel: ch.id}
	})
	return out, err
}

func (s *Server) clientEdit(_ *http.Request, in EditRequest) (ActionAnswer, error) {
	text := strings.TrimSpace(in.Text)
	return s.ownMessage(in, func(m *message) error {
		switch {
		case m.ephemeralTo != "", noticeSubtypes[m.subtype]:
			return sentence("This message can't be edited.")
		case s.tooLateToEdit(m):
			return sentence("It is too late to edit this message.")
		case text == "":
			return sentence("There is nothing left of it; delete it instead.")
		case utf8.RuneCountInString(text) > maxTyped:
			return sentence("That is too long to send at once.")
		}
		before := s.forApp(m, true)
		m.text = s.st.typed(text)
		m.edited = &Edited{User: m.user, TS: s.st.stamp(s.clock.Now())}
		s.publishMessage(EventMessageChanged, m)
		s.changedEvents(m, before)
		return nil
	})
}

func (s *Server) clientDelete(_ *http.Request, in EditRequest) (ActionAnswer, error) {
	return s.ownMessage(in, func(m *message) error {
		s.remove(m)
		return nil
	})
}

// ownMessage does something to a person's own message. A message that only they
// see may be deleted too, which is how pages dismiss it.
func (s *Server) ownMessage(in EditRequest, do func(*message) error) (ActionAnswer, error) {
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		var m *message
		if _, m, err = s.seenMessage(u, in.Channel, in.TS); err != nil {
			return
		}
		if m.user != u.ID && m.ephemeralTo != u.ID {
			err = sentence("That is somebody else's message.")
			return
		}
		err = do(m)
	})
	return ActionAnswer{OK: err == nil}, err
}
