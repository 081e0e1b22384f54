package sandbox

import "slices"

// pinned finds the message that pins.add and pins.remove name.
func (c *call) pinned() (*message, error) {
	ch := c.s.st.channelBy[c.args.text("channel")]
	if !c.seesChannel(ch) {
		return nil, refusal("channel_not_found").because("there is no conversation " + c.args.text("channel") + " that the bot can see")
	}
	ts := c.args.text("timestamp")
	switch {
	case ts == "":
		return nil, refusal("no_item_specified").because("timestamp is missing")
	case !tsPattern.MatchString(ts):
		return nil, refusal("bad_timestamp")
	case ch.archived:
		return nil, refusal("restricted_action").because("the channel is archived")
	}
	m := ch.byTS[ts]
	if m == nil || m.deleted {
		return nil, refusal("message_not_found")
	}
	return m, nil
}

func pinsAdd(c *call) (object, error) {
	m, err := c.pinned()
	if err != nil {
		return nil, err
	}
	if !m.channel.has(c.app.cfg.BotUserID) {
		return nil, refusal("not_in_channel").because("the bot is not in " + m.channel.name)
	}
	return object{}, c.s.pin(m, c.app.cfg.BotUserID)
}

func pinsRemove(c *call) (object, error) {
	m, err := c.pinned()
	if err != nil {
		return nil, err
	}
	if !m.channel.has(c.app.cfg.BotUserID) {
		return nil, refusal("restricted_action").because("the bot is not in " + m.channel.name)
	}
	return object{}, c.s.unpin(m, c.app.cfg.BotUserID)
}

// pinsList gives all pins at once, newest first, as Slack does.
func pinsList(c *call) (object, error) {
	ch := c.s.st.channelBy[c.args.text("channel")]
	if !c.seesChannel(ch) {
		return nil, refusal("channel_not_found").because("there is no conversation " + c.args.text("channel") + " that the bot can see")
	}
	items := []object{}
	for _, p := range slices.Backward(ch.pins) {
		if m := ch.byTS[p.ts]; m != nil {
			items = append(items, c.s.pinItem(m, p))
		}
	}
	return object{"items": items}, nil
}

// bookmarked finds the conversation of a bookmarks method.
func (c *call) bookmarked() (*channel, error) {
	id := c.args.text("channel_id")
	if id == "" {
		return nil, missingField("channel_id")
	}
	ch := c.s.st.channelBy[id]
	if !c.seesChannel(ch) {
		return nil, refusal("channel_not_found").because("there is no conversation " + id + " that the bot can see")
	}
	return ch, nil
}

// bookmarkable is bookmarked for changes, which need a member.
func (c *call) bookmarkable() (*channel, error) {
	ch, err := c.bookmarked()
	if err == nil && (ch.archived || !ch.has(c.app.cfg.BotUserID)) {
		return nil, refusal("permission_denied").because("the bot is not in " + ch.name + ", or it is archived")
	}
	return ch, err
}

func bookmarksAdd(c *call) (object, error) {
	ch, err := c.bookmarkable()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"title", "type"} {
		if c.args.text(name) == "" {
			return nil, missingField(name)
		}
	}
	if c.args.text("type") != "link" {
		return nil, refusal("invalid_bookmark_type").because("apps make bookmarks of type link")
	}
	if c.args.text("parent_id") != "" {
		return nil, refusal("invalid_parent_type").because("a link goes into a folder, and the sandbox has none")
	}
	b := &bookmark{title: c.args.text("title"), link: c.args.text("link"), emoji: c.args.text("emoji"), app: c.app, user: c.app.cfg.BotUserID}
	if err := c.s.addBookmark(ch, b); err != nil {
		return nil, err
	}
	return object{"bookmark": b.object(ch, c.s.st.team.ID, len(ch.bookmarks)-1)}, nil
}

func bookmarksEdit(c *call) (object, error) {
	ch, err := c.bookmarkable()
	if err != nil {
		return nil, err
	}
	b, i := ch.bookmark(c.args.text("bookmark_id"))
	if b == nil {
		return nil, refusal("not_found").because("there is no bookmark " + c.args.text("bookmark_id") + " in the conversation")
	}
	if err := c.s.editBookmark(ch, b, c.app.cfg.BotUserID, c.args.text("title"), c.args.text("link"), c.args.text("emoji")); err != nil {
		return nil, err
	}
	return object{"bookmark": b.object(ch, c.s.st.team.ID, i)}, nil
}

func bookmarksRemove(c *call) (object, error) {
	ch, err := c.bookmarkable()
	if err != nil {
		return nil, err
	}
	return object{}, c.s.removeBookmark(ch, c.args.text("bookmark_id"))
}

func bookmarksList(c *call) (object, error) {
	ch, err := c.bookmarked()
	if err != nil {
		return nil, err
	}
	out := []object{}
	for i, b := range ch.bookmarks {
		out = append(out, b.object(ch, c.s.st.team.ID, i))
	}
	return object{"bookmarks": out}, nil
}
