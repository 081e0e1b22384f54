package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// eventNames are the subscriptions for messages by kind of conversation.
var eventNames = map[string]string{kindPublic: "message.channels", kindPrivate: "message.groups", kindIM: "message.im", kindMPIM: "message.mpim"}

// channelTypes are the channel_type values of message events.
var channelTypes = map[string]string{kindPublic: "channel", kindPrivate: "group", kindIM: "im", kindMPIM: "mpim"}

// messageEvents tells the apps in the conversation about a new message, and
// apps that were spoken to.
func (s *Server) messageEvents(m *message) {
	ch := m.channel
	for _, a := range s.apps {
		if !ch.has(a.cfg.BotUserID) {
			continue
		}
		if a.hears(eventNames[ch.kind]) {
			e := s.forApp(m, true)
			e["channel"], e["channel_type"], e["event_ts"] = ch.id, channelTypes[ch.kind], m.ts
			s.emit(a, m.user, e)
		}
		if m.mentions(a) {
			s.mentioned(a, m, m.ts)
		}
	}
}

// mentions reports whether an app is told that a message mentions it. That
// somebody joined or left is no mention of them (a topic is), and direct messages
// are never sent as app_mention.
func (m *message) mentions(a *app) bool {
	if strings.HasSuffix(m.subtype, "_join") || strings.HasSuffix(m.subtype, "_leave") {
		return false
	}
	return a.hears("app_mention") && m.channel.has(a.cfg.BotUserID) && m.app != a && m.channel.kind != kindIM && slices.Contains(callsIn(m.text, nil), "<@"+a.cfg.BotUserID+">")
}

// mentioned sends an app_mention: the message as it is, with its subtype where
// it has one, as of a reply that is shown in the channel too.
func (s *Server) mentioned(a *app, m *message, eventTS string) {
	e := s.forApp(m, true)
	e["type"], e["channel"], e["event_ts"] = "app_mention", m.channel.id, eventTS
	s.emit(a, m.user, e)
}

// editedMentions tells apps that a person's edited message mentions them. Slack's
// page of the event says nothing of edits; Slack sends it again, with edited and the ts
// of the message (https://github.com/slackapi/bolt-js/issues/960,
// https://github.com/slack-go/slack/pull/1256).
func (s *Server) editedMentions(m *message) {
	for _, a := range s.apps {
		if m.mentions(a) {
			s.mentioned(a, m, m.edited.TS)
		}
	}
}

// changedEvents tells the apps in the conversation that a message looks
// different; before is what it looked like (forApp).
func (s *Server) changedEvents(m *message, before object) {
	s.hiddenEvents(m, "message_changed", object{"message": s.forApp(m, true), "previous_message": before})
}

// deletedEvents tells the apps in the conversation that a message is gone.
func (s *Server) deletedEvents(m *message) {
	s.hiddenEvents(m, "message_deleted", object{"deleted_ts": m.ts, "previous_message": s.forApp(m, true)})
}

// hiddenEvents sends a message event that is about another message. It has a
// moment of its own, one for all who hear of it.
func (s *Server) hiddenEvents(m *message, subtype string, more object) {
	ch, ts := m.channel, ""
	for _, a := range s.apps {
		if !ch.has(a.cfg.BotUserID) || !a.hears(eventNames[ch.kind]) {
			continue
		}
		if ts == "" {
			ts = s.st.stamp(s.clock.Now())
		}
		e := object{"type": "message", "subtype": subtype, "channel": ch.id, "channel_type": channelTypes[ch.kind], "ts": ts, "event_ts": ts, "hidden": true}
		maps.Copy(e, more)
		s.emit(a, m.user, e)
	}
}

// memberEvents tells apps that somebody joined or left.
func (s *Server) memberEvents(kind string, ch *channel, userID, inviter string) {
	for _, a := range s.apps {
		if a.hearsIn(kind, ch) && (ch.has(a.cfg.BotUserID) || userID == a.cfg.BotUserID) {
			short := "C"
			if ch.kind == kindPrivate {
				short = "G"
			}
			e := object{"type": kind, "user": userID, "channel": ch.id, "channel_type": short, "team": s.st.team.ID}
			if inviter != "" {
				e["inviter"] = inviter
			}
			s.emit(a, userID, e)
		}
	}
}

// reactionEvents tells apps about a reaction.
func (s *Server) reactionEvents(kind string, m *message, userID, name string) {
	for _, a := range s.apps {
		if a.hears(kind) && m.channel.has(a.cfg.BotUserID) {
			s.emit(a, userID, object{
				"type": kind, "user": userID, "reaction": name, "item_user": m.user,
				"item": object{"type": "message", "channel": m.channel.id, "ts": m.ts},
			})
		}
	}
}

// homeOpened tells an app that somebody looks at its Home, with the view only
// if one was published.
func (s *Server) homeOpened(a *app, u *user, tab string) {
	if !a.hears("app_home_opened") {
		return
	}
	ch := s.st.im(u.ID, a.cfg.BotUserID, s.clock.Now())
	e := object{"type": "app_home_opened", "user": u.ID, "channel": ch.id, "tab": tab}
	if v := s.st.homes[[2]string{a.cfg.ID, u.ID}]; v != nil && tab == "home" {
		e["view"] = v.forClient(s.st.team.ID)
	}
	s.emit(a, u.ID, e)
}

// messagesOpened tells an app that somebody looks at its Messages tab, which is
// the direct messages with its bot.
func (s *Server) messagesOpened(ch *channel, u *user) {
	if ch.kind != kindIM {
		return
	}
	if o := s.st.userByID[ch.other(u.ID)]; o != nil && o.isBot() && !o.app.cfg.NoMessagesTab {
		s.homeOpened(o.app, u, "messages")
	}
}
