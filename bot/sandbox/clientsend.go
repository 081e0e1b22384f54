package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// What people write: messages and slash commands.

// maxTyped is how much a person may type at once.
const maxTyped = 12_000

func (s *Server) clientSend(r *http.Request, in SendRequest) (SendAnswer, error) {
	text := strings.TrimSpace(in.Text)
	if text == "" && len(in.Files) == 0 {
		return SendAnswer{}, sentence("There is nothing to send.")
	}
	if utf8.RuneCountInString(text) > maxTyped {
		return SendAnswer{}, sentence("That is too long to send at once.")
	}
	subtype := ""
	if rest, me := strings.CutPrefix(text, "/me "); me {
		text, subtype = strings.TrimSpace(rest), "me_message"
	} else if strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") && len(in.Files) == 0 {
		return s.runCommand(r, in, text)
	}
	var out SendAnswer
	var err error
	s.with(func() {
		var u *user
		var ch *channel
		if u, ch, err = s.typable(in.As, in.Channel); err != nil {
			return
		}
		m := &message{user: u.ID, subtype: subtype, text: s.st.typed(text), threadTS: in.ThreadTS, broadcast: in.Broadcast && in.ThreadTS != ""}
		if m.files, err = s.attached(u, in.Files); err != nil {
			return
		}
		if len(m.files) > 0 {
			s.postFiles(ch, m)
		} else {
			s.post(ch, m)
		}
		s.markRead(ch, u.ID, "")
		if m.threadTS != "" {
			s.markRead(ch, u.ID, m.threadTS) // who answers has read what is answered
		}
		out = SendAnswer{OK: true, TS: m.ts}
	})
	return out, err
}

// writable finds a person, and a conversation that they may write in.
func (s *Server) writable(as, channelID string) (*user, *channel, error) {
	u, err := s.actor(as)
	if err != nil {
		return nil, nil, err
	}
	ch, err := s.seen(u, channelID)
	switch {
	case err != nil:
		return nil, nil, err
	case ch.archived:
		return nil, nil, sentence("This channel is archived.")
	case !ch.has(u.ID):
		return nil, nil, sentence("Join the channel to write in it.")
	}
	return u, ch, nil
}

// typable is writable for words: an app may have turned them off in its direct
// messages (messages_tab_read_only_enabled of its manifest, or no Messages tab).
func (s *Server) typable(as, channelID string) (*user, *channel, error) {
	u, ch, err := s.writable(as, channelID)
	if err != nil || ch.kind != kindIM {
		return u, ch, err
	}
	if o := s.st.userByID[ch.other(u.ID)]; o != nil && o.isBot() && (o.app.cfg.MessagesOnly || o.app.cfg.NoMessagesTab) {
		return nil, nil, sentence("Sending messages to this app has been turned off.")
	}
	return u, ch, nil
}

// runCommand sends a slash command to its app and waits for the answer.
func (s *Server) runCommand(r *http.Request, in SendRequest, text string) (SendAnswer, error) {
	name, rest, _ := strings.Cut(text, " ")
	var d delivery
	var u *responseURL
	var out SendAnswer
	var err error
	s.with(func() {
		var person *user
		var ch *channel
		if person, ch, err = s.typable(in.As, in.Channel); err != nil {
			return
		}
		a, cmd, known := s.findCommand(name)
		switch {
		case !known:
			out = SendAnswer{Error: fmt.Sprintf("%s is not a valid command", name)}
			return
		case in.ThreadTS != "":
			out = SendAnswer{Error: fmt.Sprintf("%s is not supported in threads. Sorry!", name)}
			return
		}
		o := origin{app: a, user: person, channel: ch, host: hostOf(r)}
		d = delivery{app: a, kind: envelopeCommand, name: name, user: person.ID, payload: s.command(o, cmd, strings.TrimSpace(rest))}
		u = &responseURL{app: a, user: person.ID, channel: ch}
	})
	if err != nil || d.app == nil {
		return out, err
	}
	got, err := s.ask(d)
	if err != nil {
		return SendAnswer{Command: true, Error: err.Error()}, nil
	}
	return s.commandAnswer(d, u, got, text), nil
}

// findCommand finds who has a command; the app installed last wins.
func (s *Server) findCommand(name string) (*app, CommandConfig, bool) {
	for i := len(s.apps) - 1; i >= 0; i-- {
		for _, c := range s.apps[i].cfg.Commands {
			if c.Command == name {
				return s.apps[i], c, true
			}
		}
	}
	return nil, CommandConfig{}, false
}

// commandAnswer shows what an app acknowledged a command with.
func (s *Server) commandAnswer(d delivery, u *responseURL, got reply, typed string) SendAnswer {
	body, err := got.message()
	if body == nil && err == nil {
		return SendAnswer{OK: true, Command: true}
	}
	out := SendAnswer{OK: true, Command: true}
	s.with(func() {
		var said content
		if err == nil {
			said, err = s.responseContent(u.app, body)
		}
		if err == nil && said.empty() {
			err = refusal("no_text")
		}
		if err != nil {
			return
		}
		if str(body, "response_type") == "in_channel" {
			s.post(u.channel, &message{user: u.user, text: escaper.Replace(typed)})
		}
		m := s.say(u, said, body)
		if m.ephemeralTo != "" {
			seen := m.forClient()
			out.Response = &seen
		}
	})
	if err != nil {
		s.violateErr(d.app, "ack of "+d.name, err)
		return SendAnswer{Command: true, Error: errDispatch.Error()}
	}
	return out
}

// message is an acknowledgement as a message object, nil when there is none.
func (r reply) message() (object, error) {
	if r.text != "" {
		return object{"text": r.text}, nil
	}
	if r.body == nil {
		return nil, nil
	}
	v, err := decodeAny(r.body)
	if err != nil {
		return nil, refusal("invalid_payload").because("the acknowledgement is not JSON")
	}
	switch v := v.(type) {
	case string:
		return object{"text": v}, nil
	case object:
		if len(v) == 0 {
			return nil, nil
		}
		return v, nil
	}
	return nil, refusal("invalid_payload").because("the acknowledgement is not a message")
}
