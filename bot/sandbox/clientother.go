package sandbox

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// The rest of what people do: reactions, joining, reading, editing.

func (s *Server) clientReaction(_ *http.Request, in ReactionRequest) (ActionAnswer, error) {
	return s.writeIn(in.As, in.Channel, func(u *user, ch *channel) error {
		m := ch.byTS[in.TS]
		switch {
		case m == nil || m.deleted:
			return errNoMessage
		case !emojiPattern.MatchString(in.Name):
			return sentence("There is no such emoji.")
		case in.Remove:
			return s.unreact(m, u.ID, in.Name)
		}
		return s.react(m, u.ID, in.Name)
	})
}

func (s *Server) clientJoin(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	return s.actIn(in.As, in.Channel, func(u *user, ch *channel) error {
		if ch.archived {
			return sentence("This channel is archived.")
		}
		s.join(ch, u.ID)
		return nil
	})
}

func (s *Server) clientLeave(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	return s.actIn(in.As, in.Channel, func(u *user, ch *channel) error {
		if ch.kind == kindIM || ch.kind == kindMPIM {
			return sentence("Direct messages cannot be left.")
		}
		s.leave(ch, u.ID)
		return nil
	})
}

func (s *Server) clientRead(_ *http.Request, in ChannelRequest) (ActionAnswer, error) {
	return s.actIn(in.As, in.Channel, func(u *user, ch *channel) error {
		s.markRead(ch, u.ID, "")
		return nil
	})
}

func (s *Server) clientOpen(_ *http.Request, in OpenRequest) (OpenAnswer, error) {
	var out OpenAnswer
	_, err := s.act(in.As, func(u *user) error {
		if in.User != "" {
			in.Users = []string{in.User}
		}
		if len(in.Users) == 0 {
			return errNobody
		}
		known := len(s.st.channels)
		ch, err := s.openSeveral(u, in.Users)
		if err != nil {
			return err
		}
		if len(s.st.channels) != known {
			s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.has)
		}
		out = OpenAnswer{OK: true, Channel: ch.id}
		return nil
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
		s.editedMentions(m)
		return nil
	})
}

func (s *Server) clientDelete(_ *http.Request, in EditRequest) (ActionAnswer, error) {
	return s.ownMessage(in, func(m *message) error {
		if noticeSubtypes[m.subtype] {
			return sentence("This message can't be deleted.")
		}
		s.remove(m)
		return nil
	})
}

// ownMessage does something to a person's own message. A message that only they
// see may be deleted too, which is how pages dismiss it.
func (s *Server) ownMessage(in EditRequest, do func(*message) error) (ActionAnswer, error) {
	return s.act(in.As, func(u *user) error {
		_, m, err := s.seenMessage(u, in.Channel, in.TS)
		if err != nil {
			return err
		}
		if m.user != u.ID && m.ephemeralTo != u.ID {
			return sentence("That is somebody else's message.")
		}
		return do(m)
	})
}
