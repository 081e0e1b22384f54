package sandbox

import (
	"regexp"
	"slices"
	"strings"
)

// scopeFor is the scope of a verb (read, history) for a kind of conversation.
func scopeFor(kind, verb string) string {
	switch kind {
	case kindPrivate:
		return "groups:" + verb
	case kindIM:
		return "im:" + verb
	case kindMPIM:
		return "mpim:" + verb
	}
	return "channels:" + verb
}

// conversation finds what the channel argument names and the app may see, and
// asks for the scope that fits its kind.
func (c *call) conversation(verb string) (*channel, error) {
	id := c.args.text("channel")
	if id == "" {
		return nil, missingField("channel")
	}
	ch := c.s.st.channelBy[id]
	if ch == nil || ch.kind != kindPublic && !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("channel_not_found").because("there is no conversation " + id + " that the bot can see")
	}
	return ch, c.need(scopeFor(ch.kind, verb))
}

// channelObject is a conversation in Slack's shape.
func (c *call) channelObject(ch *channel) object {
	member := ch.has(c.app.cfg.BotUserID)
	o := object{
		"id": ch.id, "created": ch.created, "updated": max(ch.updated, ch.created*1000), "is_channel": ch.kind == kindPublic, "is_group": ch.kind == kindPrivate, "is_im": ch.kind == kindIM,
		"is_mpim": ch.kind == kindMPIM, "is_private": ch.kind != kindPublic, "is_archived": ch.archived, "is_org_shared": false, "is_shared": false, "is_ext_shared": false,
		"context_team_id": c.s.st.team.ID,
	}
	if ch.kind == kindIM {
		other := ch.other(c.app.cfg.BotUserID)
		u := c.s.st.userByID[other]
		o["user"], o["is_user_deleted"], o["priority"], o["is_open"] = other, u == nil || u.Deleted, 0, !ch.closed[c.app.cfg.BotUserID]
		return o
	}
	o["name"], o["name_normalized"], o["creator"], o["is_general"], o["unlinked"] = ch.name, ch.name, ch.creator, ch.name == "general", 0
	o["is_member"], o["previous_names"], o["is_pending_ext_shared"], o["pending_shared"] = member, orEmpty(slices.Clone(ch.previousNames)), false, []string{}
	o["topic"], o["purpose"] = ch.topicSet.object(ch.topic), ch.purposeSet.object(ch.purpose)
	o["shared_team_ids"], o["pending_connected_team_ids"] = []string{c.s.st.team.ID}, []string{}
	if member {
		o["last_read"] = orZero(ch.lastRead[c.app.cfg.BotUserID])
	}
	return o
}

// orZero is a read mark, with Slack's word for never.
func orZero(ts string) string {
	if ts == "" {
		return "0000000000.000000"
	}
	return ts
}

var conversationKinds = []string{kindPublic, kindPrivate, kindMPIM, kindIM}

// kindsArg reads the types argument and asks for the scope of each kind.
func (c *call) kindsArg() ([]string, error) {
	kinds := c.args.list("types")
	if len(kinds) == 0 {
		kinds = []string{kindPublic}
	}
	for _, k := range kinds {
		if !slices.Contains(conversationKinds, k) {
			return nil, refusal("invalid_types").because(k + " is not a type of conversation")
		}
		if err := c.need(scopeFor(k, "read")); err != nil {
			return nil, err
		}
	}
	return kinds, nil
}

func conversationsList(c *call) (object, error) {
	kinds, err := c.kindsArg()
	if err != nil {
		return nil, err
	}
	var all []*channel
	for _, ch := range c.s.st.channels {
		seen := ch.kind == kindPublic || ch.has(c.app.cfg.BotUserID)
		if seen && slices.Contains(kinds, ch.kind) && (!ch.archived || !c.args.flag("exclude_archived")) {
			all = append(all, ch)
		}
	}
	page, meta, err := pageOf(c, all, 100, maxPage)
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, ch := range page {
		o := c.channelObject(ch)
		if ch.kind != kindIM {
			o["num_members"] = len(ch.members)
		}
		out = append(out, o)
	}
	return object{"channels": out, "response_metadata": meta}, nil
}

func usersConversations(c *call) (object, error) {
	kinds, err := c.kindsArg()
	if err != nil {
		return nil, err
	}
	userID := c.args.text("user")
	if userID == "" {
		userID = c.app.cfg.BotUserID
	}
	if c.s.st.userByID[userID] == nil {
		return nil, refusal("user_not_found")
	}
	var all []*channel
	for _, ch := range c.s.st.channels {
		seen := ch.kind == kindPublic || ch.has(c.app.cfg.BotUserID)
		if seen && ch.has(userID) && slices.Contains(kinds, ch.kind) && (!ch.archived || !c.args.flag("exclude_archived")) {
			all = append(all, ch)
		}
	}
	page, meta, err := pageOf(c, all, 100, maxPage)
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, ch := range page {
		out = append(out, c.channelObject(ch))
	}
	return object{"channels": out, "response_metadata": meta}, nil
}

func conversationsInfo(c *call) (object, error) {
	ch, err := c.conversation("read")
	if err != nil {
		return nil, err
	}
	o := c.channelObject(ch)
	if c.args.flag("include_num_members") {
		o["num_members"] = len(ch.members)
	}
	return object{"channel": o}, nil
}

func conversationsMembers(c *call) (object, error) {
	ch, err := c.conversation("read")
	if err != nil {
		return nil, err
	}
	page, meta, err := pageOf(c, ch.members, 100, maxPage)
	if err != nil {
		return nil, err
	}
	return object{"members": orEmpty(slices.Clone(page)), "response_metadata": meta}, nil
}

func conversationsOpen(c *call) (object, error) {
	if id := c.args.text("channel"); id != "" {
		ch := c.s.st.channelBy[id]
		if ch == nil || !ch.has(c.app.cfg.BotUserID) || ch.kind != kindIM && ch.kind != kindMPIM {
			return nil, refusal("channel_not_found")
		}
		return c.opened(ch, true), nil
	}
	users := c.args.list("users")
	switch {
	case len(users) == 0:
		return nil, refusal("users_list_not_supplied")
	case len(users) > 8:
		return nil, refusal("too_many_users")
	}
	for _, id := range users {
		u := c.s.st.userByID[id]
		switch {
		case u == nil:
			return nil, refusal("user_not_found").because("there is no user " + id)
		case u.Deleted:
			return nil, refusal("user_disabled").because(id + " is deactivated")
		case u.app == c.app:
			return nil, refusal("invalid_user_combination").because("a bot cannot talk to itself")
		}
	}
	kind, scope := kindIM, "im:write"
	if len(users) > 1 {
		kind, scope = kindMPIM, "mpim:write"
	}
	if err := c.need(scope); err != nil {
		return nil, err
	}
	if c.args.flag("prevent_creation") && c.s.st.findDirect(kind, append(users, c.app.cfg.BotUserID)) == nil {
		return nil, refusal("channel_not_found").because("there are no direct messages with them yet, and prevent_creation asks to start none")
	}
	known := len(c.s.st.channels)
	ch := c.s.st.direct(kind, append(users, c.app.cfg.BotUserID), c.s.clock.Now())
	if len(c.s.st.channels) != known {
		c.s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.has)
	}
	return c.opened(ch, len(c.s.st.channels) == known), nil
}

// opened opens a direct conversation for the bot and is the answer that says
// so: one that was there, and not closed, was open already.
func (c *call) opened(ch *channel, there bool) object {
	bot := c.app.cfg.BotUserID
	there = there && !ch.closed[bot]
	ch.setClosed(bot, false)
	out := object{"channel": object{"id": ch.id}}
	if c.args.flag("return_im") {
		out["channel"] = c.channelObject(ch)
	}
	if there {
		out["already_open"], out["no_op"] = true, true
	}
	return out
}

func conversationsJoin(c *call) (object, error) {
	ch := c.s.st.channelBy[c.args.text("channel")]
	switch {
	case ch == nil || ch.kind == kindPrivate && !ch.has(c.app.cfg.BotUserID):
		return nil, refusal("channel_not_found")
	case ch.kind != kindPublic:
		return nil, refusal("method_not_supported_for_channel_type")
	case ch.archived:
		return nil, refusal("is_archived")
	}
	if ch.has(c.app.cfg.BotUserID) {
		return object{"channel": c.channelObject(ch), "warning": "already_in_channel", "response_metadata": object{"warnings": []string{"already_in_channel"}}}, nil
	}
	c.s.join(ch, c.app.cfg.BotUserID)
	return object{"channel": c.channelObject(ch)}, nil
}

var tsPattern = regexp.MustCompile(`^\d{1,12}(\.\d{1,6})?$`)

func conversationsHistory(c *call) (object, error) {
	ch, err := c.conversation("history")
	if err != nil {
		return nil, err
	}
	if !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name)
	}
	return c.messagesPage(ch, ch.history(), true)
}

func conversationsReplies(c *call) (object, error) {
	ch, err := c.conversation("history")
	if err != nil {
		return nil, err
	}
	if !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("channel_not_found").because("the bot is not in " + ch.name)
	}
	ts := c.args.text("ts")
	if ts == "" {
		return nil, missingField("ts")
	}
	if m := ch.byTS[ts]; m != nil && m.threadTS != "" {
		ts = m.threadTS
	}
	thread := ch.thread(ts)
	if thread == nil {
		return nil, refusal("thread_not_found")
	}
	return c.messagesPage(ch, thread, false)
}

// messagesPage cuts messages by oldest, latest and inclusive, and pages them.
// History comes newest first, a thread oldest first.
func (c *call) messagesPage(ch *channel, all []*message, newestFirst bool) (object, error) {
	oldest, latest := c.args.text("oldest"), c.args.text("latest")
	if oldest != "" && !tsPattern.MatchString(oldest) {
		return nil, refusal("invalid_ts_oldest")
	}
	if latest != "" && latest != "now" && !tsPattern.MatchString(latest) {
		return nil, refusal("invalid_ts_latest")
	}
	inclusive := c.args.flag("inclusive")
	keys, err := c.metadataKeys()
	if err != nil {
		return nil, err
	}
	var in []*message
	for i, m := range all {
		if !newestFirst && i == 0 || within(m.ts, oldest, latest, inclusive) {
			in = append(in, m)
		}
	}
	if newestFirst {
		slices.Reverse(in)
	}
	page, meta, err := pageOf(c, in, 100, maxPage)
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, m := range page {
		o := c.s.forApp(m, c.args.flag("include_all_metadata") || keys != nil)
		if keys != nil && o["metadata"] != nil {
			o["metadata"] = onlyKeys(m.metadata, keys)
		}
		out = append(out, o)
	}
	more := meta["next_cursor"] != ""
	answer := object{"messages": out, "has_more": more, "pin_count": len(ch.pins), "channel_actions_ts": nil, "channel_actions_count": 0}
	if more {
		answer["response_metadata"] = meta
	}
	if !newestFirst {
		for _, name := range []string{"pin_count", "channel_actions_ts", "channel_actions_count"} {
			delete(answer, name)
		}
	}
	return answer, nil
}

func within(ts, oldest, latest string, inclusive bool) bool {
	if oldest != "" {
		if d := compareTS(ts, oldest); d < 0 || d == 0 && !inclusive {
			return false
		}
	}
	if latest != "" && latest != "now" {
		if d := compareTS(ts, latest); d > 0 || d == 0 && !inclusive {
			return false
		}
	}
	return true
}

// compareTS compares timestamps that may lack digits: "1790000000" is less
// than "1790000000.000100".
func compareTS(a, b string) int {
	return strings.Compare(fullTS(a), fullTS(b))
}

func fullTS(ts string) string {
	whole, frac, _ := strings.Cut(ts, ".")
	return strings.Repeat("0", max(0, 12-len(whole))) + whole + "." + frac + strings.Repeat("0", max(0, 6-len(frac)))
}
