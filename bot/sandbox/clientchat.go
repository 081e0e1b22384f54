package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a good chat page needs beside reading and writing: which threads one
// follows, who else has something waiting, conversations of several people,
// and the things one does to a channel.

// ThreadsAnswer answers GET /client/threads?as=U...: the threads this person
// follows, the one with the newest reply first.
type ThreadsAnswer struct {
	OK      bool         `json:"ok"`
	Threads []ThreadInfo `json:"threads"`
}

// ThreadInfo is a followed thread with its newest replies.
type ThreadInfo struct {
	Parent Message   `json:"parent"`
	Latest []Message `json:"latest"` // at most two, oldest first
	Unread int       `json:"unread"` // replies by others that this person has not seen
}

// WaitingAnswer answers GET /client/waiting: by person, how much unread is
// meant for them alone or calls them.
type WaitingAnswer struct {
	OK      bool           `json:"ok"`
	Waiting map[string]int `json:"waiting"`
}

// UnreadRequest is the body of POST /client/unread: TS and what follows become
// unread again.
type UnreadRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

// TopicRequest is the body of POST /client/topic.
type TopicRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	Topic   string `json:"topic"`
}

// CreateRequest is the body of POST /client/create: a new channel with its
// maker as only member. The answer is OpenAnswer.
type CreateRequest struct {
	As      string `json:"as"`
	Name    string `json:"name"`
	Private bool   `json:"private,omitempty"`
}

// InviteRequest is the body of POST /client/invite: adds people and apps to a
// channel.
type InviteRequest struct {
	As      string   `json:"as"`
	Channel string   `json:"channel"`
	Users   []string `json:"users"`
}

const (
	mostThreads   = 50
	latestReplies = 2
	// maxSeveral is how many people a direct conversation has, oneself among
	// them (https://slack.com/help/articles/212281468).
	maxSeveral = 9
	// maxTopic is conversations.setTopic's limit.
	maxTopic = 250
	// maxChannelName is conversations.create's limit.
	maxChannelName = 80
)

func (s *Server) chatRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /client/threads", s.serveThreads)
	mux.HandleFunc("GET /client/waiting", s.serveWaiting)
	mux.HandleFunc("POST /client/unread", clientPost(s.clientUnread))
	mux.HandleFunc("POST /client/topic", clientPost(s.clientTopic))
	mux.HandleFunc("POST /client/create", clientPost(s.clientCreate))
	mux.HandleFunc("POST /client/invite", clientPost(s.clientInvite))
}

func (s *Server) serveThreads(w http.ResponseWriter, r *http.Request) {
	out := ThreadsAnswer{OK: true, Threads: []ThreadInfo{}}
	s.show(w, r, &out, func(u *user) error {
		for _, m := range s.st.followed(u.ID) {
			out.Threads = append(out.Threads, s.st.threadInfo(m, u.ID))
		}
		return nil
	})
}

// followed lists the parents of the threads that a person started, wrote in or
// was called in: those that Slack has people follow by themselves
// (https://slack.com/help/articles/115000769927).
func (st *state) followed(userID string) []*message {
	var out []*message
	for _, ch := range st.channels {
		if !ch.has(userID) {
			continue
		}
		for _, m := range ch.messages {
			if len(m.replies) > 0 && st.follows(m, userID) {
				out = append(out, m)
			}
		}
	}
	newest := func(m *message) string { return m.replies[len(m.replies)-1] }
	slices.SortStableFunc(out, func(a, b *message) int { return strings.Compare(newest(b), newest(a)) })
	return out[:min(len(out), mostThreads)]
}

func (st *state) follows(parent *message, userID string) bool {
	if parent.user == userID || slices.Contains(parent.replyUsers, userID) || st.calls(parent, userID) {
		return true
	}
	return slices.ContainsFunc(parent.replies, func(ts string) bool {
		r := parent.channel.byTS[ts]
		return r != nil && st.calls(r, userID)
	})
}

func (st *state) threadInfo(parent *message, userID string) ThreadInfo {
	out := ThreadInfo{Parent: parent.forClient(), Latest: []Message{}}
	ch := parent.channel
	seen := ch.threadRead[[2]string{userID, parent.ts}]
	for i, ts := range parent.replies {
		r := ch.byTS[ts]
		if r == nil {
			continue
		}
		if r.user != userID && ts > seen {
			out.Unread++
		}
		if i >= len(parent.replies)-latestReplies {
			out.Latest = append(out.Latest, r.forClient())
		}
	}
	return out
}

func (s *Server) serveWaiting(w http.ResponseWriter, _ *http.Request) {
	out := WaitingAnswer{OK: true, Waiting: map[string]int{}}
	s.with(func() {
		for _, u := range s.st.users {
			if u.isBot() || u.Deleted {
				continue
			}
			for _, ch := range s.st.channels {
				if !ch.has(u.ID) {
					continue
				}
				if n, meant := s.st.unread(ch, u.ID); meant {
					out.Waiting[u.ID] += n
				}
			}
		}
	})
	writeJSON(w, http.StatusOK, out)
}

func (s *Server) clientUnread(_ *http.Request, in UnreadRequest) (ActionAnswer, error) {
	return s.act(in.As, func(u *user) error {
		ch, _, err := s.seenMessage(u, in.Channel, in.TS)
		if err != nil {
			return err
		}
		before := "0"
		if i := indexAt(ch.messages, in.TS); i > 0 {
			before = ch.messages[i-1].ts
		}
		ch.lastRead[u.ID] = before
		s.publish(Event{Type: EventChannel, Channel: ch.id}, func(id string) bool { return id == u.ID })
		return nil
	})
}

func (s *Server) clientTopic(_ *http.Request, in TopicRequest) (ActionAnswer, error) {
	topic := strings.TrimSpace(in.Topic)
	if utf8.RuneCountInString(topic) > maxTopic {
		return ActionAnswer{}, sentence("A topic has 250 characters at most.")
	}
	return s.writeIn(in.As, in.Channel, func(u *user, ch *channel) error {
		if ch.kind == kindIM {
			return sentence("Direct messages between two have no topic.")
		}
		if text := s.st.typed(topic); text != ch.topic {
			now := s.clock.Now()
			ch.topic, ch.topicSet, ch.updated = text, heading{creator: u.ID, lastSet: now.Unix()}, now.UnixMilli()
			s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
			s.notice(ch, u.ID, "topic", "set the channel topic: "+text)
		}
		return nil
	})
}

func (s *Server) clientCreate(_ *http.Request, in CreateRequest) (OpenAnswer, error) {
	name := strings.TrimPrefix(strings.TrimSpace(in.Name), "#")
	if !channelNamePattern.MatchString(name) || onlyPunctuation.MatchString(name) || utf8.RuneCountInString(name) > maxChannelName {
		return OpenAnswer{}, sentence("A channel's name has at most 80 lower-case letters, digits, dashes and underscores.")
	}
	var out OpenAnswer
	_, err := s.act(in.As, func(u *user) error {
		if s.st.findChannel(name) != nil {
			return sentence("There is a channel of that name already.")
		}
		if err := s.st.roomFor(); err != nil {
			return err
		}
		kind := kindPublic
		if in.Private {
			kind = kindPrivate
		}
		out = OpenAnswer{OK: true, Channel: s.makeChannel(name, kind, u.ID).id}
		return nil
	})
	return out, err
}

func (s *Server) clientInvite(_ *http.Request, in InviteRequest) (ActionAnswer, error) {
	return s.writeIn(in.As, in.Channel, func(inviter *user, ch *channel) error {
		if ch.kind == kindIM || ch.kind == kindMPIM {
			return sentence("Nobody can be added to direct messages; start new ones.")
		}
		for _, who := range in.Users {
			if u := s.st.findUser(who); u == nil || u.Deleted {
				return errNobody
			}
		}
		for _, who := range in.Users {
			s.joinBy(ch, s.st.findUser(who).ID, inviter.ID)
		}
		return nil
	})
}

// roomFor refuses more conversations than are kept.
func (st *state) roomFor() error {
	if len(st.channels) >= keepChannels {
		return sentence("The workspace has 10,000 conversations already; that is as many as it keeps.")
	}
	return nil
}

// openSeveral starts direct messages with several people, or finds those that
// exact circle has. The lock is held.
func (s *Server) openSeveral(u *user, others []string) (*channel, error) {
	members := []string{u.ID}
	for _, who := range others {
		o := s.st.findUser(who)
		if o == nil || o.Deleted && len(others) > 1 {
			return nil, errNobody
		}
		if !slices.Contains(members, o.ID) {
			members = append(members, o.ID)
		}
	}
	if len(members) > maxSeveral {
		return nil, sentence("Direct messages are for nine people at most; make a channel.")
	}
	kind := kindMPIM
	if len(members) <= 2 {
		kind = kindIM
	}
	if ch := s.st.findDirect(kind, members); ch != nil {
		return ch, nil
	}
	if err := s.st.roomFor(); err != nil {
		return nil, err
	}
	return s.st.direct(kind, members, s.clock.Now()), nil
}
