package sandbox

import "slices"

// Who is in a conversation.

// maxInvited is how many users one conversations.invite takes.
const maxInvited = 1000

// conversationsInvite adds users. One that can't be added stops all, unless
// force is set.
func conversationsInvite(c *call) (object, error) {
	ch, err := c.managedMember()
	if err != nil {
		return nil, err
	}
	users := c.args.list("users")
	switch {
	case len(users) == 0:
		return nil, refusal("no_user").because("users is missing")
	case len(users) > maxInvited:
		return nil, badArgument("no more than 1000 items allowed", "/users")
	}
	var failed []object
	var welcome []string
	for _, id := range users {
		if code := c.cantInvite(ch, id); code != "" {
			failed = append(failed, object{"user": id, "ok": false, "error": code})
		} else {
			welcome = append(welcome, id)
		}
	}
	if len(failed) > 0 && (!c.args.flag("force") || len(welcome) == 0) {
		e := refusal(str(failed[0], "error")).because(str(failed[0], "user") + " can't be invited to " + ch.name)
		e.errs = failed
		return nil, e
	}
	for _, id := range welcome {
		c.s.joinBy(ch, id, c.app.cfg.BotUserID)
	}
	out := object{"channel": c.channelObject(ch)}
	if len(failed) > 0 {
		out["errors"] = failed
	}
	return out, nil
}

func (c *call) cantInvite(ch *channel, id string) string {
	u := c.s.st.userByID[id]
	switch {
	case u == nil:
		return "user_not_found"
	case id == c.app.cfg.BotUserID:
		return "cant_invite_self"
	case u.Deleted:
		return "cant_invite"
	case ch.has(id):
		return "already_in_channel"
	}
	return ""
}

func conversationsKick(c *call) (object, error) {
	ch, err := c.managedMember()
	if codeOf(err) == "is_archived" {
		return nil, refusal("not_supported").because(c.args.text("channel") + " is archived")
	}
	if err != nil {
		return nil, err
	}
	id := c.args.text("user")
	switch {
	case id == "":
		return nil, missingField("user")
	case c.s.st.userByID[id] == nil:
		return nil, refusal("user_not_found").because("there is no user " + id)
	case id == c.app.cfg.BotUserID:
		return nil, refusal("cant_kick_self")
	case ch.name == "general":
		return nil, refusal("cant_kick_from_general")
	case !ch.has(id):
		return nil, refusal("not_in_channel").because(id + " is not in " + ch.name)
	}
	c.s.leaveBy(ch, id, c.app.cfg.BotUserID)
	return object{"errors": object{}}, nil
}

func conversationsLeave(c *call) (object, error) {
	ch, err := c.managed()
	switch {
	case err != nil:
		return nil, err
	case ch.archived:
		return nil, refusal("is_archived").because(ch.name + " is archived")
	case ch.name == "general":
		return nil, refusal("cant_leave_general")
	case !ch.has(c.app.cfg.BotUserID):
		return object{"not_in_channel": true}, nil
	case len(ch.members) == 1:
		return nil, refusal("last_member").because("the bot is the last member of " + ch.name)
	}
	c.s.leave(ch, c.app.cfg.BotUserID)
	return object{}, nil
}

// conversationsClose closes a direct conversation. People keep it here; for the
// app nothing more happens in Slack either, as any message opens it again.
func conversationsClose(c *call) (object, error) {
	ch := c.s.st.channelBy[c.args.text("channel")]
	switch {
	case !c.seesChannel(ch):
		return nil, refusal("channel_not_found").because("there is no conversation " + c.args.text("channel") + " that the bot can see")
	case ch.kind != kindIM && ch.kind != kindMPIM:
		return nil, refusal("method_not_supported_for_channel_type").because("only direct conversations are closed")
	}
	if err := c.need(manageScope(ch.kind)); err != nil {
		return nil, err
	}
	if ch.closed[c.app.cfg.BotUserID] {
		return object{"no_op": true, "already_closed": true}, nil
	}
	ch.setClosed(c.app.cfg.BotUserID, true)
	return object{}, nil
}

func (c *channel) setClosed(userID string, closed bool) {
	if c.closed == nil {
		c.closed = map[string]bool{}
	}
	if closed {
		c.closed[userID] = true
	} else {
		delete(c.closed, userID)
	}
}

// conversationsMark moves the bot's own read mark.
func conversationsMark(c *call) (object, error) {
	id, ts := c.args.text("channel"), c.args.text("ts")
	ch := c.s.st.channelBy[id]
	switch {
	case !c.seesChannel(ch):
		return nil, refusal("channel_not_found").because("there is no conversation " + id + " that the bot can see")
	case ts == "":
		return nil, missingField("ts")
	case !tsPattern.MatchString(ts):
		return nil, refusal("invalid_timestamp")
	}
	if err := c.need(manageScope(ch.kind)); err != nil {
		return nil, err
	}
	if !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name)
	}
	ch.lastRead[c.app.cfg.BotUserID] = ts
	return object{}, nil
}

// join adds a member and tells everybody; a member already stays one.
func (s *Server) join(ch *channel, userID string) { s.joinBy(ch, userID, "") }

// joinBy is join by invitation of somebody.
func (s *Server) joinBy(ch *channel, userID, inviter string) {
	if ch.has(userID) {
		return
	}
	ch.members = append(ch.members, userID)
	if n := len(ch.messages); n > 0 {
		ch.lastRead[userID] = ch.messages[n-1].ts
	}
	s.joined(ch, userID, inviter)
	s.publish(Event{Type: EventChannel, Channel: ch.id}, everybody)
}

func (s *Server) leave(ch *channel, userID string) { s.leaveBy(ch, userID, userID) }

// leaveBy removes a member; somebody else may have done it.
func (s *Server) leaveBy(ch *channel, userID, actor string) {
	if !ch.has(userID) {
		return
	}
	ch.members = slices.DeleteFunc(ch.members, func(m string) bool { return m == userID })
	s.memberEvents("member_left_channel", ch, userID, "")
	s.leftEvent(ch, userID, actor)
	s.notice(ch, userID, "leave", "has left the "+ch.noun())
	s.publish(Event{Type: EventChannel, Channel: ch.id}, everybody)
}
