package sandbox

import (
	"slices"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// Small methods that any app may meet.

// apiTest answers with its own arguments, and with an error when asked for one.
func apiTest(c *call) (object, error) {
	args := object{}
	for k := range c.args.form {
		args[k] = c.args.form.Get(k)
	}
	for k, v := range c.args.json {
		args[k] = v
	}
	delete(args, "token")
	if code := c.args.text("error"); code != "" {
		return nil, &apiError{code: code, args: args, asked: true}
	}
	return object{"args": args}, nil
}

// chatMeMessage posts text as something the bot does: /me.
func chatMeMessage(c *call) (object, error) {
	ch, err := c.target(c.args.text("channel"))
	if err != nil {
		return nil, err
	}
	text := c.args.text("text")
	switch {
	case text == "":
		return nil, refusal("no_text")
	case utf8.RuneCountInString(text) > blockkit.MaxMessageText:
		return nil, refusal("msg_too_long").because("text is over 40,000 characters")
	}
	if err := c.postingTooFast(ch); err != nil {
		return nil, err
	}
	m := c.s.post(ch, &message{user: c.app.cfg.BotUserID, app: c.app, subtype: "me_message", text: c.s.st.appText(text, "", false)})
	return object{"channel": ch.id, "ts": m.ts}, nil
}

func reactionsGet(c *call) (object, error) {
	m, err := c.reacted()
	if err != nil {
		return nil, err
	}
	said := c.s.forApp(m, false)
	said["permalink"] = c.s.permalink(m)
	return object{"type": "message", "channel": m.channel.id, "message": said}, nil
}

// reactionsList is what a user reacted to, newest message first, where the app
// can look.
func reactionsList(c *call) (object, error) {
	userID := c.args.text("user")
	if userID == "" {
		userID = c.app.cfg.BotUserID
	}
	if c.s.st.userByID[userID] == nil {
		return nil, refusal("user_not_found").because("there is no user " + userID)
	}
	var all []*message
	for _, ch := range c.s.st.channels {
		if !c.seesChannel(ch) {
			continue
		}
		for _, m := range ch.messages {
			if slices.ContainsFunc(m.reactions, func(r Reaction) bool { return slices.Contains(r.Users, userID) }) {
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *message) int { return compareTS(b.ts, a.ts) })
	page, meta, err := pageOf(c, all, 100, maxPage)
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, m := range page {
		items = append(items, object{"type": "message", "channel": m.channel.id, "message": c.s.forApp(m, false)})
	}
	return object{"items": items, "response_metadata": meta}, nil
}

func usersProfileGet(c *call) (object, error) {
	id := c.args.text("user")
	if id == "" {
		id = c.app.cfg.BotUserID
	}
	u := c.s.st.userByID[id]
	if u == nil {
		return nil, refusal("user_not_found").because("there is no user " + id)
	}
	return object{"profile": c.s.userObject(u, c.app.may("users:read.email"))["profile"]}, nil
}

// usersGetPresence tells whether a person's page is open, which is what being
// active means here. A bot is active while its app can be reached, or has said
// that it is away.
func usersGetPresence(c *call) (object, error) {
	id := c.args.text("user")
	if id == "" {
		id = c.app.cfg.BotUserID
	}
	u := c.s.st.userByID[id]
	if u == nil {
		return nil, refusal("user_not_found").because("there is no user " + id)
	}
	on := c.s.live.listens(id)
	if u.isBot() {
		on = u.app.connected() && !u.app.away
	}
	out := object{"presence": "away", "online": on}
	if on {
		out["presence"] = "active"
	}
	if u.app == c.app {
		out["auto_away"], out["manual_away"], out["connection_count"] = false, c.app.away, len(c.app.conns)
	} else {
		delete(out, "online")
	}
	return out, nil
}

func usersSetPresence(c *call) (object, error) {
	switch c.args.text("presence") {
	case "auto":
		c.app.away = false
	case "away":
		c.app.away = true
	default:
		return nil, refusal("invalid_presence").because("presence is auto or away")
	}
	return object{}, nil
}

// emojiList is the workspace's own emoji, of which it has none.
func emojiList(c *call) (object, error) {
	return object{"emoji": object{}, "cache_ts": c.s.st.startedAt.Format("20060102150405")}, nil
}
