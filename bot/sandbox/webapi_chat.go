package sandbox

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// target finds the conversation a message is for and checks that the app may
// write there.
func (c *call) target(name string) (*channel, error) {
	st := c.s.st
	if name == "" {
		return nil, refusal("channel_not_found").because("the channel is missing")
	}
	if u := st.userByID[name]; u != nil {
		if u.isBot() || u.Deleted {
			return nil, refusal("channel_not_found").because("direct messages to " + name + " are not possible: a bot or a deactivated user")
		}
		return st.im(u.ID, c.app.cfg.BotUserID, c.s.clock.Now()), c.messagesTab()
	}
	ch := st.findChannel(name)
	if ch == nil {
		return nil, refusal("channel_not_found").because("there is no channel " + name)
	}
	member := ch.has(c.app.cfg.BotUserID)
	switch {
	case !member && ch.kind != kindPublic:
		return nil, refusal("channel_not_found").because("the bot is not in " + name)
	case ch.archived:
		return nil, refusal("is_archived")
	case !member && !c.app.may("chat:write.public"):
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name + " and has no chat:write.public")
	}
	if ch.kind == kindIM {
		if u := st.userByID[ch.other(c.app.cfg.BotUserID)]; u == nil || u.Deleted {
			return nil, refusal("channel_not_found").because("the other side of these direct messages is deactivated")
		}
		return ch, c.messagesTab()
	}
	return ch, nil
}

func (c *call) messagesTab() error {
	if c.app.cfg.NoMessagesTab {
		return refusal("messages_tab_disabled")
	}
	return nil
}

// unfurlFlags are what an app said about previews of links; nil: nothing.
type unfurlFlags struct{ links, media *bool }

func (c *call) unfurl() unfurlFlags {
	var out unfurlFlags
	for name, flag := range map[string]**bool{"unfurl_links": &out.links, "unfurl_media": &out.media} {
		if c.args.has(name) {
			on := c.args.flag(name)
			*flag = &on
		}
	}
	return out
}

// checkThread refuses a reply to what cannot have any: Slack's own messages about
// a conversation.
func (ch *channel) checkThread(ts string) error {
	if parent := ch.byTS[ts]; parent != nil && noticeSubtypes[parent.subtype] {
		return refusal("cannot_reply_to_message").because("a message of the subtype " + parent.subtype + " has no thread")
	}
	return nil
}

// asUser refuses as_user, which only classic apps have.
func (c *call) asUser() error {
	if c.args.flag("as_user") {
		return refusal("as_user_not_supported").because("as_user works for classic apps alone")
	}
	return nil
}

// compose reads a message to a conversation and checks that the app may post it.
func (c *call) compose() (*channel, *message, error) {
	if err := c.asUser(); err != nil {
		return nil, nil, err
	}
	ch, err := c.target(c.args.text("channel"))
	if err != nil {
		return nil, nil, err
	}
	if err := ch.checkThread(c.args.text("thread_ts")); err != nil {
		return nil, nil, err
	}
	body, err := c.content()
	if err != nil {
		return nil, nil, err
	}
	if body.empty() {
		return nil, nil, refusal("no_text")
	}
	m := &message{user: c.app.cfg.BotUserID, app: c.app, threadTS: c.args.text("thread_ts"), broadcast: c.args.flag("reply_broadcast"), unfurl: c.unfurl()}
	if err := c.customise(m); err != nil {
		return nil, nil, err
	}
	m.text, m.blocks, m.attachments, m.metadata = body.text, orNil(body.blocks), orNil(body.attachments), body.metadata
	return ch, m, nil
}

// customise gives a message another name or picture than its bot's.
func (c *call) customise(m *message) error {
	name, emoji, link := c.args.text("username"), c.args.text("icon_emoji"), c.args.text("icon_url")
	if name == "" && emoji == "" && link == "" {
		return nil
	}
	if err := c.need("chat:write.customize"); err != nil {
		return err
	}
	m.username, m.icon, m.subtype = name, link, "bot_message"
	if emoji != "" { // it wins over the address
		m.icon = emoji
	}
	return nil
}

func chatPostMessage(c *call) (object, error) {
	ch, m, err := c.compose()
	if err != nil {
		return nil, err
	}
	if err := c.postingTooFast(ch); err != nil {
		return nil, err
	}
	c.s.post(ch, m)
	return object{"channel": ch.id, "ts": m.ts, "message": c.s.forApp(m, true)}, nil
}

// postingTooFast keeps an app to about a message a second in one channel.
func (c *call) postingTooFast(ch *channel) error {
	if wait := c.s.limits.takeBurst(c.app.cfg.ID+" posts in "+ch.id, postsPerMinute, c.s.postBurst()); wait > 0 {
		return &apiError{code: "rate_limited", retryAfter: wait}
	}
	return nil
}

func chatUpdate(c *call) (object, error) {
	if err := c.asUser(); err != nil {
		return nil, err
	}
	m, err := c.ownMessage("cant_update_message")
	switch {
	case err != nil:
		return nil, err
	case m.channel.archived:
		return nil, refusal("is_inactive").because("the channel is archived")
	case c.s.tooLateToEdit(m):
		return nil, refusal("edit_window_closed").because("the workspace lets messages be edited for " + c.s.cfg.editWindow().String())
	}
	body, err := c.content()
	if err != nil {
		return nil, err
	}
	files, err := c.filesArg(m.files)
	switch {
	case err != nil:
		return nil, err
	case !m.wouldSay(body) && len(files) == 0 && (body.says() || !body.hasMeta):
		return nil, refusal("no_text").because("the message would say nothing any more, or nothing was given")
	case utf8.RuneCountInString(c.args.text("text")) > blockkit.MaxUpdateText:
		return nil, refusal("msg_too_long").because("text is over 4,000 characters")
	case c.args.flag("reply_broadcast") && m.threadTS == "":
		return nil, refusal("cant_broadcast_message").because("only a reply can be shown in the channel too")
	}
	before := c.s.forApp(m, true)
	m.apply(body)
	m.unshare()
	m.files, m.broadcast = files, m.broadcast || c.args.flag("reply_broadcast")
	m.share()
	m.edited = &Edited{User: m.user, TS: c.s.st.stamp(c.s.clock.Now())}
	c.s.publishMessage(EventMessageChanged, m)
	c.s.changedEvents(m, before)
	return object{"channel": m.channel.id, "ts": m.ts, "text": m.text, "message": c.s.forApp(m, true)}, nil
}

// filesArg are the files of a message after an update: those of file_ids, or
// the ones it has.
func (c *call) filesArg(have []*file) ([]*file, error) {
	if !c.args.has("file_ids") {
		return have, nil
	}
	var out []*file
	for _, id := range c.args.list("file_ids") {
		f := c.s.st.files[id]
		switch {
		case f == nil || !f.done || f.app != c.app:
			return nil, refusal("file_not_found").because("there is no file " + id + " of the app")
		case f.mode == fileTombstone:
			return nil, refusal("file_deleted").because("the file " + id + " was deleted")
		}
		out = append(out, f)
	}
	return out, nil
}

// tooLateToEdit reports whether the workspace closed a message for edits.
func (s *Server) tooLateToEdit(m *message) bool {
	window := s.cfg.editWindow()
	if window <= 0 {
		return false
	}
	whole, _, _ := strings.Cut(m.ts, ".")
	at, err := strconv.ParseInt(whole, 10, 64)
	return err == nil && s.clock.Now().Sub(time.Unix(at, 0)) > window
}

// editWindow is how long a message may be edited; 0: always.
func (c Config) editWindow() time.Duration { return time.Duration(c.EditMinutes) * time.Minute }

// ownMessage finds the message that channel and ts name, which must be the
// app's own.
func (c *call) ownMessage(notOwn string) (*message, error) {
	m, err := c.messageAt(c.args.text("channel"), c.args.text("ts"))
	if err != nil {
		return nil, err
	}
	if m.app != c.app {
		return nil, refusal(notOwn)
	}
	return m, nil
}

// messageAt finds a message that the app can see. User ids are no channels here.
func (c *call) messageAt(channelID, ts string) (*message, error) {
	ch := c.s.st.channelBy[channelID]
	if ch == nil || ch.kind != kindPublic && !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("channel_not_found").because("there is no channel " + channelID + " that the bot can see")
	}
	m := ch.byTS[ts]
	if m == nil || m.deleted {
		return nil, refusal("message_not_found")
	}
	return m, nil
}

func chatDelete(c *call) (object, error) {
	m, err := c.ownMessage("cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.s.remove(m)
	return object{"channel": m.channel.id, "ts": m.ts}, nil
}

func chatPostEphemeral(c *call) (object, error) {
	ch, err := c.target(c.args.text("channel"))
	if err != nil {
		return nil, err
	}
	if !ch.has(c.app.cfg.BotUserID) {
		return nil, refusal("not_in_channel").because("the bot is not in " + ch.name)
	}
	userID := c.args.text("user")
	if userID == "" {
		return nil, missingField("user")
	}
	if u := c.s.st.userByID[userID]; u == nil || u.Deleted || !ch.has(userID) {
		return nil, refusal("user_not_in_channel").because(userID + " is not in " + ch.name)
	}
	body, err := c.content()
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, refusal("no_text")
	}
	if utf8.RuneCountInString(c.args.text("text")) > blockkit.MaxMessageText {
		return nil, refusal("msg_too_long").because("text is over 40,000 characters")
	}
	m := &message{
		user: c.app.cfg.BotUserID, app: c.app, ephemeralTo: userID, text: body.text, blocks: orNil(body.blocks), attachments: orNil(body.attachments),
		threadTS: c.args.text("thread_ts"),
	}
	if err := c.customise(m); err != nil {
		return nil, err
	}
	if err := ch.checkThread(m.threadTS); err != nil {
		return nil, err
	}
	if parent := ch.byTS[m.threadTS]; parent == nil || parent.threadTS != "" {
		m.threadTS = ""
	}
	c.s.whisper(ch, m)
	return object{"message_ts": m.ts}, nil
}

func chatGetPermalink(c *call) (object, error) {
	m, err := c.messageAt(c.args.text("channel"), c.args.text("message_ts"))
	if err != nil {
		return nil, err
	}
	return object{"channel": m.channel.id, "permalink": c.s.permalink(m)}, nil
}

// permalink is the address of a message; a reply's names its thread.
func (s *Server) permalink(m *message) string {
	link := "https://" + s.st.team.Domain + ".slack.com/archives/" + m.channel.id + "/p" + strings.ReplaceAll(m.ts, ".", "")
	if m.threadTS != "" {
		link += "?thread_ts=" + m.threadTS + "&cid=" + m.channel.id
	}
	return link
}
