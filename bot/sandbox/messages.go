package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// post stores a message, tells every page that may see it, and lets the apps
// that subscribed know. A thread_ts that names no parent is dropped, as Slack
// drops it: the message lands in the channel. Call it with the lock held.
func (s *Server) post(ch *channel, m *message) *message {
	return s.postAt(ch, m, s.clock.Now())
}

// postAt is post at a moment that may lie a little back, for messages that were
// planned.
func (s *Server) postAt(ch *channel, m *message, at time.Time) *message {
	m.channel = ch
	m.ts = s.st.stamp(at)
	if m.threadTS != "" {
		parent := ch.byTS[m.threadTS]
		if parent == nil || parent.threadTS != "" {
			m.threadTS = ""
		} else {
			parent.addReply(m)
			s.publishMessage(EventMessageChanged, parent)
		}
	}
	m.broadcast = m.broadcast && m.threadTS != ""
	ch.messages = append(ch.messages, m)
	ch.byTS[m.ts] = m
	clear(ch.closed) // what is said opens direct messages again
	if len(ch.messages) > keepMessages {
		s.st.forgetOldest(ch)
	}
	s.publishMessage(EventMessage, m)
	s.messageEvents(m)
	return m
}

// forgetOldest lets go of the oldest message and of what was kept about it.
func (st *state) forgetOldest(ch *channel) {
	oldest := ch.messages[0]
	ch.messages[0] = nil // the list behind it is copied only now and then
	ch.messages = ch.messages[1:]
	delete(ch.byTS, oldest.ts)
	ch.dropPin(oldest.ts)
	oldest.unshare()
	if len(oldest.replies) > 0 {
		for _, u := range st.users {
			delete(ch.threadRead, [2]string{u.ID, oldest.ts})
		}
	}
}

func (m *message) addReply(r *message) {
	m.replies = append(m.replies, r.ts)
	if !slices.Contains(m.replyUsers, r.user) {
		m.replyUsers = append(m.replyUsers, r.user)
	}
}

func (m *message) dropReply(ts string) {
	m.replies = slices.DeleteFunc(m.replies, func(t string) bool { return t == ts })
	m.replyUsers = nil
	for _, t := range m.replies {
		if r := m.channel.byTS[t]; r != nil && !slices.Contains(m.replyUsers, r.user) {
			m.replyUsers = append(m.replyUsers, r.user)
		}
	}
}

// whisper stores an ephemeral message for one person.
func (s *Server) whisper(ch *channel, m *message) *message {
	m.channel = ch
	m.ts = s.st.stamp(s.clock.Now())
	ch.ephemerals = append(ch.ephemerals, m)
	if len(ch.ephemerals) > keepEphemerals {
		ch.ephemerals = slices.Delete(ch.ephemerals, 0, 1)
	}
	s.publishMessage(EventEphemeral, m)
	return m
}

func (c *channel) ephemeral(ts, userID string) *message {
	for _, m := range c.ephemerals {
		if m.ts == ts && m.ephemeralTo == userID {
			return m
		}
	}
	return nil
}

// remove deletes a message. A parent with replies stays as a tombstone.
func (s *Server) remove(m *message) {
	ch := m.channel
	switch {
	case m.ephemeralTo != "":
		ch.ephemerals = slices.DeleteFunc(ch.ephemerals, func(e *message) bool { return e == m })
	case len(m.replies) > 0:
		before := s.forApp(m, true)
		m.unshare()
		ch.dropPin(m.ts)
		m.deleted, m.subtype, m.text = true, "tombstone", "This message was deleted."
		m.blocks, m.attachments, m.metadata, m.files, m.reactions = nil, nil, nil, nil, nil
		s.publishMessage(EventMessageChanged, m)
		s.changedEvents(m, before)
		return
	default:
		m.unshare()
		ch.dropPin(m.ts)
		ch.messages = slices.DeleteFunc(ch.messages, func(e *message) bool { return e == m })
		delete(ch.byTS, m.ts)
		if parent := ch.byTS[m.threadTS]; parent != nil {
			parent.dropReply(m.ts)
			s.publishMessage(EventMessageChanged, parent)
		}
	}
	s.publishMessage(EventMessageDeleted, m)
	if m.ephemeralTo == "" {
		s.deletedEvents(m)
	}
}

// publishMessage tells the pages of everybody who may see the message.
func (s *Server) publishMessage(kind string, m *message) {
	e := Event{Type: kind, Channel: m.channel.id, TS: m.ts, ThreadTS: m.threadTS}
	if kind != EventMessageDeleted {
		m.calls = m.callsOf()
		seen := m.forClient()
		e.Message = &seen
	}
	ch := m.channel
	s.publish(e, func(userID string) bool {
		if m.ephemeralTo != "" {
			return userID == m.ephemeralTo
		}
		return ch.canSee(userID)
	})
}

// forClient is the message as pages and drivers see it.
func (m *message) forClient() Message {
	out := Message{
		TS: m.ts, Channel: m.channel.id, User: m.user, Username: m.username, Icon: m.icon, Bot: m.app != nil, Text: m.text,
		Blocks: m.blocks, Attachments: m.attachments, Metadata: m.metadata, ThreadTS: m.threadTS, Edited: m.edited,
		ReplyCount: len(m.replies), ReplyUsers: slices.Clone(m.replyUsers), Ephemeral: m.ephemeralTo != "", Deleted: m.deleted, Subtype: m.subtype, Inviter: m.inviter,
		Reactions: cloneReactions(m.reactions), Calls: m.calls,
	}
	if m.app != nil {
		out.AppID = m.app.cfg.ID
	}
	if p := m.channel.pinOf(m.ts); p != nil {
		out.PinnedBy = p.user
	}
	out.UnfurlLinks, out.UnfurlMedia = m.unfurl.links, m.unfurl.media
	if n := len(m.replies); n > 0 {
		out.ThreadTS, out.LatestReply = m.ts, m.replies[n-1]
	}
	if m.broadcast && m.threadTS != "" && out.Subtype == "" {
		out.Subtype = "thread_broadcast"
	}
	if len(m.files) > 0 {
		out.Files = mustJSON(filesFor(m.files))
	}
	return out
}

func cloneReactions(in []Reaction) []Reaction {
	out := make([]Reaction, 0, len(in))
	for _, r := range in {
		out = append(out, Reaction{Name: r.Name, Users: slices.Clone(r.Users), Count: len(r.Users)})
	}
	return out
}

// forApp is the message in the shape of Slack's Web API and events. It is read
// after the lock was released, so it shares nothing that changes in place.
func (s *Server) forApp(m *message, allMetadata bool) object {
	o := object{"type": "message", "ts": m.ts, "text": m.text, "user": m.user, "team": s.st.team.ID}
	if m.subtype != "" {
		o["subtype"] = m.subtype
	}
	if m.inviter != "" {
		o["inviter"] = m.inviter
	}
	if m.app != nil {
		o["bot_id"], o["app_id"] = m.app.cfg.BotID, m.app.cfg.ID
		o["bot_profile"] = m.app.profile(s.st.team.ID)
	}
	if m.username != "" {
		o["username"] = m.username
	}
	switch {
	case strings.HasPrefix(m.icon, ":"):
		o["icons"] = object{"emoji": m.icon}
	case m.icon != "":
		o["icons"] = object{"image_48": m.icon}
	}
	if m.blocks != nil {
		o["blocks"] = m.blocks
	} else if m.app == nil && m.text != "" && !m.deleted && !noticeSubtypes[m.subtype] {
		o["blocks"], o["client_msg_id"] = richBlocks(m.text, m.ts), clientID(m)
	}
	if m.attachments != nil {
		o["attachments"] = m.attachments
	}
	if m.edited != nil {
		o["edited"] = m.edited
	}
	if len(m.files) > 0 {
		o["files"] = filesFor(m.files)
	}
	if len(m.reactions) > 0 {
		o["reactions"] = cloneReactions(m.reactions)
	}
	if p := m.channel.pinOf(m.ts); p != nil {
		o["pinned_to"], o["pinned_info"] = []string{m.channel.id}, object{"channel": m.channel.id, "pinned_by": p.user, "pinned_ts": p.created}
	}
	s.addThread(o, m)
	addMetadata(o, m, allMetadata)
	return o
}

func (s *Server) addThread(o object, m *message) {
	if m.threadTS != "" {
		o["thread_ts"] = m.threadTS
		if parent := m.channel.byTS[m.threadTS]; parent != nil {
			o["parent_user_id"] = parent.user
		}
		if m.broadcast {
			o["subtype"] = "thread_broadcast"
		}
	}
	if n := len(m.replies); n > 0 {
		o["thread_ts"], o["reply_count"], o["reply_users"] = m.ts, n, slices.Clone(m.replyUsers)
		o["reply_users_count"], o["latest_reply"], o["is_locked"], o["subscribed"] = len(m.replyUsers), m.replies[n-1], false, false
	}
}

// addMetadata adds the whole metadata, or its event type alone, which is all
// that Slack shows without include_all_metadata.
func addMetadata(o object, m *message, all bool) {
	if m.metadata == nil {
		return
	}
	if all {
		o["metadata"] = m.metadata
		return
	}
	var head struct {
		EventType string `json:"event_type"`
	}
	if json.Unmarshal(m.metadata, &head) == nil {
		o["metadata"] = object{"event_type": head.EventType}
	}
}

// maxUnread is where counting what is unread ends.
const maxUnread = 100

// unread counts what a person has not read and whether it is meant for them.
// Replies count only for those who are in the thread or spoken to.
func (st *state) unread(ch *channel, userID string) (count int, meant bool) {
	for i := len(ch.messages) - 1; i >= 0 && count < maxUnread; i-- {
		m := ch.messages[i]
		if m.ts <= ch.lastRead[userID] {
			break
		}
		if m.user == userID || m.deleted || noticeSubtypes[m.subtype] {
			continue
		}
		direct := st.calls(m, userID) || ch.kind == kindIM || ch.kind == kindMPIM
		if m.threadTS != "" && !m.broadcast {
			if m.ts <= ch.threadRead[[2]string{userID, m.threadTS}] {
				continue
			}
			parent := ch.byTS[m.threadTS]
			in := parent != nil && (parent.user == userID || slices.Contains(parent.replyUsers, userID))
			if !in && !direct {
				continue
			}
			direct = true
		}
		count++
		meant = meant || direct
	}
	return count, meant
}

// history is the top level of a conversation, oldest first.
func (c *channel) history() []*message {
	out := make([]*message, 0, len(c.messages))
	for _, m := range c.messages {
		if m.threadTS == "" || m.broadcast {
			out = append(out, m)
		}
	}
	return out
}

// thread is a parent and its replies, oldest first.
func (c *channel) thread(ts string) []*message {
	parent := c.byTS[ts]
	if parent == nil {
		return nil
	}
	out := []*message{parent}
	for _, t := range parent.replies {
		if r := c.byTS[t]; r != nil {
			out = append(out, r)
		}
	}
	return out
}
