package sandbox

// What happens to a conversation itself: the messages that Slack writes about
// it, which have a subtype, and the events that apps get.

// noticeSubtypes are the subtypes of Slack's own messages. Nobody has them
// unread.
var noticeSubtypes = map[string]bool{
	"channel_join": true, "channel_leave": true, "channel_topic": true, "channel_purpose": true, "channel_name": true, "channel_archive": true, "channel_unarchive": true,
	"group_join": true, "group_leave": true, "group_topic": true, "group_purpose": true, "group_name": true, "group_archive": true, "group_unarchive": true,
}

// IsNotice reports whether a message is Slack's own, about the conversation: who
// came and went, a new name or topic.
func (m Message) IsNotice() bool { return noticeSubtypes[m.Subtype] }

// noun is what the messages about who comes and goes call a conversation: those
// of private channels still say group
// (https://docs.slack.dev/reference/events/message/group_join/).
func (c *channel) noun() string {
	if c.kind == kindPrivate {
		return "group"
	}
	return "channel"
}

// makeChannel makes a channel of which who made it is the first member, and says
// so in it, as Slack does.
func (s *Server) makeChannel(name, kind, userID string) *channel {
	var id string
	s.st.ids.fill(&id, "C", name)
	ch := s.st.addChannel(id, name, kind, []string{userID}, s.clock.Now())
	s.channelCreated(ch)
	s.joined(ch, userID, "")
	s.publish(Event{Type: EventChannel, Channel: ch.id}, everybody)
	return ch
}

// joined tells of a new member: the event for programs, and the message for
// people. The message has an inviter only where there was one
// (https://docs.slack.dev/reference/events/message/channel_join/). Apps that
// hear the channel's messages hear of it, of their own joining too. Slack holds
// such messages back in very large channels; here they always come.
func (s *Server) joined(ch *channel, userID, inviter string) {
	s.memberEvents("member_joined_channel", ch, userID, inviter)
	s.post(ch, &message{user: userID, inviter: inviter, subtype: ch.noun() + "_join", text: "<@" + userID + "> has joined the " + ch.noun()})
}

// notice writes that a user did something to a conversation. what is the
// subtype without its prefix.
func (s *Server) notice(ch *channel, userID, what, text string) {
	s.post(ch, &message{user: userID, subtype: ch.noun() + "_" + what, text: "<@" + userID + "> " + text})
}

// channelEvents tells apps about a change of a conversation. The event's name
// starts with channel_ or, for private channels, group_. Apps outside hear of
// public channels only.
func (s *Server) channelEvents(what string, ch *channel, userID string, more object) {
	prefix := ch.noun() + "_"
	for _, a := range s.apps {
		if !a.hears(prefix+what) || !ch.canSee(a.cfg.BotUserID) {
			continue
		}
		e := object{"type": prefix + what, "channel": ch.id}
		for k, v := range more {
			e[k] = v
		}
		s.emit(a, userID, e)
	}
}

// leftEvent tells an app that its bot is out of a conversation.
func (s *Server) leftEvent(ch *channel, userID, actorID string) {
	kind := ch.noun() + "_left"
	for _, a := range s.apps {
		if a.cfg.BotUserID == userID && a.hears(kind) {
			s.emit(a, actorID, object{"type": kind, "channel": ch.id, "actor_id": actorID})
		}
	}
}

// channelCreated tells apps about a new public channel.
func (s *Server) channelCreated(ch *channel) {
	if ch.kind != kindPublic {
		return
	}
	s.channelEvents("created", ch, ch.creator, object{"channel": object{
		"id": ch.id, "is_channel": true, "name": ch.name, "name_normalized": ch.name, "created": ch.created, "creator": ch.creator, "is_shared": false,
		"is_org_shared": false, "context_team_id": s.st.team.ID, "is_archived": false, "is_private": false,
	}})
}
