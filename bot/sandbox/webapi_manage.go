package sandbox

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Making and changing channels.

// manageScope is the scope to change a conversation of a kind.
func manageScope(kind string) string {
	switch kind {
	case kindPrivate:
		return "groups:write"
	case kindIM:
		return "im:write"
	case kindMPIM:
		return "mpim:write"
	}
	return "channels:manage"
}

// managed finds the channel that the app wants to change. Direct conversations
// can't be.
func (c *call) managed() (*channel, error) {
	id := c.args.text("channel")
	ch := c.s.st.channelBy[id]
	switch {
	case id == "":
		return nil, missingField("channel")
	case !c.seesChannel(ch):
		return nil, refusal("channel_not_found").because("there is no conversation " + id + " that the bot can see")
	case ch.kind == kindIM || ch.kind == kindMPIM:
		return nil, refusal("method_not_supported_for_channel_type").because("that is a direct conversation")
	}
	return ch, c.need(manageScope(ch.kind))
}

// managedMember is managed for what only a member of a living channel may do.
func (c *call) managedMember() (*channel, error) {
	ch, err := c.managed()
	switch {
	case err != nil:
		return nil, err
	case !ch.has(c.app.cfg.BotUserID):
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name)
	case ch.archived:
		return nil, refusal("is_archived").because(ch.name + " is archived")
	}
	return ch, nil
}

var (
	channelNamePattern = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}_-]+$`)
	onlyPunctuation    = regexp.MustCompile(`^[_-]+$`)
)

// checkName refuses what Slack does not take for the name of a channel.
func (c *call) checkName(name string, own *channel) error {
	switch other := c.s.st.findChannel(name); {
	case name == "":
		return refusal("invalid_name_required").because("name is missing")
	case utf8.RuneCountInString(name) > maxChannelName:
		return refusal("invalid_name_maxlength").because("a name has at most 80 characters")
	case !channelNamePattern.MatchString(name):
		return refusal("invalid_name_specials").because("a name has lower-case letters, digits, - and _ only")
	case onlyPunctuation.MatchString(name):
		return refusal("invalid_name_punctuation").because("a name needs a letter or a digit")
	case other != nil && other != own && other.name == name:
		return refusal("name_taken").because("there is a channel " + name + " already")
	}
	return nil
}

func conversationsCreate(c *call) (object, error) {
	kind := kindPublic
	if c.args.flag("is_private") {
		kind = kindPrivate
	}
	if err := c.need(manageScope(kind)); err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(c.args.text("name"), "#")
	if err := c.checkName(name, nil); err != nil {
		return nil, err
	}
	if len(c.s.st.channels) >= keepChannels {
		return nil, refusal("restricted_action").because("the sandbox keeps at most 10,000 conversations")
	}
	ch := c.s.makeChannel(name, kind, c.app.cfg.BotUserID)
	return object{"channel": c.channelObject(ch)}, nil
}

func conversationsRename(c *call) (object, error) {
	ch, err := c.managedMember()
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(c.args.text("name"), "#")
	if err := c.checkName(name, ch); err != nil {
		return nil, err
	}
	if ch.creator != c.app.cfg.BotUserID {
		return nil, refusal("not_authorized").because("only who made a channel may rename it")
	}
	if old := ch.name; name != old {
		ch.name, ch.previousNames = name, append(ch.previousNames, old)
		c.changed(ch)
		c.s.notice(ch, c.app.cfg.BotUserID, "name", `has renamed the channel from "`+old+`" to "`+name+`"`)
		c.s.channelEvents("rename", ch, c.app.cfg.BotUserID, object{"channel": object{"id": ch.id, "name": name, "name_normalized": name, "created": ch.created}})
	}
	return object{"channel": c.channelObject(ch)}, nil
}

// changed notes that a channel looks different.
func (c *call) changed(ch *channel) {
	ch.updated = c.s.clock.Now().UnixMilli()
	c.s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
}

func conversationsArchive(c *call) (object, error) {
	ch, err := c.managed()
	switch {
	case err != nil:
		return nil, err
	case ch.archived:
		return nil, refusal("already_archived")
	case ch.name == "general":
		return nil, refusal("cant_archive_general")
	case !ch.has(c.app.cfg.BotUserID):
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name)
	}
	c.s.notice(ch, c.app.cfg.BotUserID, "archive", "archived the channel")
	ch.archived = true
	c.changed(ch)
	c.s.channelEvents("archive", ch, c.app.cfg.BotUserID, object{"user": c.app.cfg.BotUserID})
	return object{}, nil
}

func conversationsUnarchive(c *call) (object, error) {
	ch, err := c.managed()
	switch {
	case err != nil:
		return nil, err
	case !ch.archived:
		return nil, refusal("not_archived")
	}
	ch.archived = false
	c.changed(ch)
	c.s.notice(ch, c.app.cfg.BotUserID, "unarchive", "un-archived the channel")
	c.s.channelEvents("unarchive", ch, c.app.cfg.BotUserID, object{"user": c.app.cfg.BotUserID})
	return object{}, nil
}

// heading is the topic or the purpose of a channel.
type heading struct {
	creator string
	lastSet int64 // Unix seconds
}

func (h heading) object(value string) object {
	return object{"value": value, "creator": h.creator, "last_set": h.lastSet}
}

func conversationsSetTopic(c *call) (object, error) {
	return c.setHeading("topic", func(ch *channel) (*string, *heading) { return &ch.topic, &ch.topicSet })
}

func conversationsSetPurpose(c *call) (object, error) {
	return c.setHeading("purpose", func(ch *channel) (*string, *heading) { return &ch.purpose, &ch.purposeSet })
}

func (c *call) setHeading(name string, of func(*channel) (*string, *heading)) (object, error) {
	ch, err := c.managedMember()
	if err != nil {
		return nil, err
	}
	if !c.args.has(name) {
		return nil, missingField(name)
	}
	text := c.args.text(name)
	if utf8.RuneCountInString(text) > maxTopic {
		return nil, refusal("too_long").because("a " + name + " has at most 250 characters")
	}
	value, set := of(ch)
	if text = escaper.Replace(unescaper.Replace(text)); *value != text {
		*value, *set = text, heading{creator: c.app.cfg.BotUserID, lastSet: c.s.clock.Now().Unix()}
		c.changed(ch)
		c.s.notice(ch, c.app.cfg.BotUserID, name, "set the channel "+name+": "+text)
	}
	return object{"channel": c.channelObject(ch)}, nil
}
