package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

var wholeSeconds = regexp.MustCompile(`^\d{1,12}$`)

func chatScheduleMessage(c *call) (object, error) {
	ch, m, err := c.compose()
	if err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(c.args.text("text")) > blockkit.MaxMessageText {
		return nil, refusal("msg_too_long").because("text is over 40,000 characters")
	}
	postAt, err := c.postAt(ch)
	if err != nil {
		return nil, err
	}
	sc := &scheduled{
		id: fmt.Sprintf("Q0%08X", c.s.st.next()), message: m, channel: ch, postAt: postAt, created: c.s.clock.Now().Unix(), never: m.metadata != nil,
	}
	c.s.st.schedule(sc)
	c.s.planned()
	if sc.never {
		c.s.violate(c.app, c.name, "metadata_never_posts", "Slack's page says that a scheduled message with metadata is accepted and never posted; leave metadata out", "/metadata")
	}
	said := object{"type": "delayed_message", "subtype": "bot_message", "text": m.text, "bot_id": c.app.cfg.BotID, "username": c.app.cfg.Name}
	if m.username != "" {
		said["username"] = m.username
	}
	if m.blocks != nil {
		said["blocks"] = m.blocks
	}
	if m.attachments != nil {
		said["attachments"] = m.attachments
	}
	return object{"channel": ch.id, "scheduled_message_id": sc.id, "post_at": postAt, "message": said}, nil
}

// postAt reads and checks the moment of a planned message.
func (c *call) postAt(ch *channel) (int64, error) {
	given := c.args.text("post_at")
	if given == "" {
		return 0, missingField("post_at")
	}
	if !wholeSeconds.MatchString(given) {
		return 0, refusal("invalid_time").because("post_at is a Unix time in whole seconds")
	}
	at, err := strconv.ParseInt(given, 10, 64)
	now := c.s.clock.Now()
	switch {
	case err != nil:
		return 0, refusal("invalid_time")
	case at <= now.Unix():
		return 0, refusal("time_in_past").because("post_at is " + time.Unix(at, 0).UTC().Format(time.RFC3339) + ", and in the workspace it is " + now.Format(time.RFC3339))
	case at > now.Add(maxAhead).Unix():
		return 0, refusal("time_too_far").because("post_at is more than 120 days ahead")
	case c.s.st.crowded(ch, at), len(c.s.st.scheduled) >= keepScheduled:
		return 0, refusal("restricted_too_many").because("at most 30 messages can be planned for one channel within five minutes")
	}
	return at, nil
}

func chatScheduledMessagesList(c *call) (object, error) {
	where := c.args.text("channel")
	if where != "" && !c.seesChannel(c.s.st.channelBy[where]) {
		return nil, refusal("invalid_channel").because("there is no conversation " + where + " that the bot can see")
	}
	oldest, latest := c.args.text("oldest"), c.args.text("latest")
	for name, ts := range map[string]string{"oldest": oldest, "latest": latest} {
		if ts != "" && !tsPattern.MatchString(ts) {
			return nil, badArgument("must be a timestamp", "/"+name)
		}
	}
	var all []*scheduled
	for _, sc := range c.s.st.scheduled {
		if sc.message.app == c.app && (where == "" || sc.channel.id == where) && within(strconv.FormatInt(sc.postAt, 10), oldest, latest, true) {
			all = append(all, sc)
		}
	}
	page, meta, err := pageOf(c, all, 100, maxPage)
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, sc := range page {
		out = append(out, object{"id": sc.id, "channel_id": sc.channel.id, "post_at": sc.postAt, "date_created": sc.created, "text": sc.message.text})
	}
	return object{"scheduled_messages": out, "response_metadata": meta}, nil
}

// chatDeleteScheduledMessage takes a planned message back. Slack's guide to
// sending messages says that this is over a minute before it is posted.
func chatDeleteScheduledMessage(c *call) (object, error) {
	ch := c.s.st.channelBy[c.args.text("channel")]
	if !c.seesChannel(ch) {
		return nil, refusal("channel_not_found").because("there is no conversation " + c.args.text("channel") + " that the bot can see")
	}
	id := c.args.text("scheduled_message_id")
	for i, sc := range c.s.st.scheduled {
		if sc.id != id || sc.channel != ch || sc.message.app != c.app {
			continue
		}
		if sc.postAt-c.s.clock.Now().Unix() <= lastCallSeconds {
			return nil, refusal("invalid_scheduled_message_id").because("the message is posted within a minute, which is too late to delete it")
		}
		c.s.st.scheduled = append(c.s.st.scheduled[:i:i], c.s.st.scheduled[i+1:]...)
		return object{}, nil
	}
	return nil, refusal("invalid_scheduled_message_id").because("no message of the app with this id is planned for the channel")
}
