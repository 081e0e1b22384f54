package sandbox

import (
	"regexp"
	"slices"
)

// Slack's limits on reactions of one message.
const (
	maxReactionKinds = 50
	maxOwnReactions  = 23
)

var emojiPattern = regexp.MustCompile(`^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$`)

// reacted finds the message of a reactions method.
func (c *call) reacted() (*message, error) {
	if c.args.text("channel") == "" || c.args.text("timestamp") == "" {
		return nil, refusal("no_item_specified").because("channel and timestamp name the message")
	}
	if !tsPattern.MatchString(c.args.text("timestamp")) {
		return nil, refusal("bad_timestamp")
	}
	return c.messageAt(c.args.text("channel"), c.args.text("timestamp"))
}

func (c *call) reactionTarget() (*message, string, error) {
	name := c.args.text("name")
	if !emojiPattern.MatchString(name) {
		return nil, "", refusal("invalid_name").because("an emoji name has no colons")
	}
	if ch := c.s.st.channelBy[c.args.text("channel")]; c.seesChannel(ch) && ch.archived {
		return nil, "", refusal("is_archived").because(ch.name + " is archived")
	}
	m, err := c.reacted()
	return m, name, err
}

func reactionsAdd(c *call) (object, error) {
	m, name, err := c.reactionTarget()
	if err != nil {
		return nil, err
	}
	return object{}, c.s.react(m, c.app.cfg.BotUserID, name)
}

func reactionsRemove(c *call) (object, error) {
	m, name, err := c.reactionTarget()
	if err != nil {
		return nil, err
	}
	return object{}, c.s.unreact(m, c.app.cfg.BotUserID, name)
}

func (s *Server) react(m *message, userID, name string) error {
	i := slices.IndexFunc(m.reactions, func(r Reaction) bool { return r.Name == name })
	own := 0
	for _, r := range m.reactions {
		if slices.Contains(r.Users, userID) {
			own++
		}
	}
	switch {
	case i >= 0 && slices.Contains(m.reactions[i].Users, userID):
		return refusal("already_reacted")
	case own >= maxOwnReactions:
		return refusal("too_many_reactions")
	case i < 0 && len(m.reactions) >= maxReactionKinds:
		return refusal("too_many_emoji")
	case i >= 0:
		m.reactions[i].Users = append(m.reactions[i].Users, userID)
	default:
		m.reactions = append(m.reactions, Reaction{Name: name, Users: []string{userID}})
	}
	s.publishMessage(EventMessageChanged, m)
	s.reactionEvents("reaction_added", m, userID, name)
	return nil
}

func (s *Server) unreact(m *message, userID, name string) error {
	i := slices.IndexFunc(m.reactions, func(r Reaction) bool { return r.Name == name && slices.Contains(r.Users, userID) })
	if i < 0 {
		return refusal("no_reaction")
	}
	r := &m.reactions[i]
	r.Users = slices.DeleteFunc(r.Users, func(u string) bool { return u == userID })
	if len(r.Users) == 0 {
		m.reactions = slices.Delete(m.reactions, i, i+1)
	}
	s.publishMessage(EventMessageChanged, m)
	s.reactionEvents("reaction_removed", m, userID, name)
	return nil
}
