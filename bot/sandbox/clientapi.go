package sandbox

import "encoding/json"

// This file is the client interface: what the browser page and tests send and
// read while acting as a person. JSON over HTTP under /client/ and /control/.
//
// Times are Unix seconds (float) or Slack timestamps ("1790000000.000100").
// An error is HTTP 4xx with ErrorAnswer; a person's mistake that Slack's own
// client would show (an unknown command, an app that did not answer) is HTTP
// 200 with ok false and the words to show.

// ErrorAnswer says why a request was refused.
type ErrorAnswer struct {
	OK    bool   `json:"ok"`    // always false
	Error string `json:"error"` // a sentence
}

// State answers GET /client/state?as=U...: everything needed to draw the page.
type State struct {
	OK       bool      `json:"ok"`
	Team     Team      `json:"team"`
	Now      float64   `json:"now"`
	Clock    ClockInfo `json:"clock"`
	Me       User      `json:"me"`
	Users    []User    `json:"users"`
	Groups   []Group   `json:"groups"` // Users are ids
	Channels []Channel `json:"channels"`
	Apps     []App     `json:"apps"`
	Views    []View    `json:"views"` // the open modals of this person, top last
}

// User is a person or a bot user.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	TZ       string `json:"tz"`
	Locale   string `json:"locale,omitempty"` // such as en-GB
	TZOffset int    `json:"tz_offset"`        // seconds east of UTC at the sandbox's now
	Title    string `json:"title"`
	IsBot    bool   `json:"is_bot"`
	AppID    string `json:"app_id,omitempty"`
	Deleted  bool   `json:"deleted"`
	Color    string `json:"color"` // six hex digits
}

// The kinds of Channel as a person sees them.
const (
	KindChannel = "channel" // public
	KindPrivate = "private" // private, or a conversation of several people
	KindIM      = "im"      // direct messages with a person
	KindApp     = "app"     // direct messages with an app's bot
)

// Channel is a conversation as one person sees it.
type Channel struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"` // without #; for im and app the other side's name
	Kind       string     `json:"kind"`
	Members    []string   `json:"members"`
	IsMember   bool       `json:"is_member"` // false: a public channel this person could join
	IsArchived bool       `json:"is_archived"`
	Unread     int        `json:"unread"`  // counted up to 100
	Mention    bool       `json:"mention"` // something unread is meant for this person
	Topic      string     `json:"topic"`
	Several    bool       `json:"several,omitempty"` // direct messages of several people
	IMUser     string     `json:"im_user,omitempty"` // the other side
	LastTS     string     `json:"last_ts,omitempty"`
	LastRead   string     `json:"last_read,omitempty"`
	Pins       int        `json:"pins,omitempty"` // how many messages are pinned; GET /client/pins has them
	Bookmarks  []Bookmark `json:"bookmarks,omitempty"`
}

// App is an installed app.
type App struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	BotUserID  string         `json:"bot_user_id"`
	HomeTab    bool           `json:"home_tab"`
	Connected  bool           `json:"connected"` // can be reached: a socket is open, or it has request URLs
	SocketMode bool           `json:"socket_mode"`
	Sockets    int            `json:"sockets,omitempty"`    // how many are open
	EventsURL  string         `json:"events_url,omitempty"` // without Socket Mode: unverified, verified, or a sentence why it could not be
	EventsOff  bool           `json:"events_off,omitempty"` // no events are sent: too many failed
	Retrying   int            `json:"retrying,omitempty"`   // events that wait for another try
	Scopes     []string       `json:"scopes"`
	Commands   []AppCommand   `json:"commands"`
	Shortcuts  []ShortcutInfo `json:"shortcuts"`
}

// AppCommand is a slash command as the composer offers it.
type AppCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
}

// ShortcutInfo is a shortcut as menus offer it.
type ShortcutInfo struct {
	Type        string `json:"type"` // global or message
	CallbackID  string `json:"callback_id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// Message is a message as one person sees it.
type Message struct {
	TS          string          `json:"ts"`
	Channel     string          `json:"channel"`
	User        string          `json:"user"`
	Username    string          `json:"username,omitempty"` // shown instead of the user's name
	Bot         bool            `json:"bot,omitempty"`
	AppID       string          `json:"app_id,omitempty"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Files       json.RawMessage `json:"files,omitempty"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	ReplyCount  int             `json:"reply_count,omitempty"`
	ReplyUsers  []string        `json:"reply_users,omitempty"`
	LatestReply string          `json:"latest_reply,omitempty"`
	Edited      *Edited         `json:"edited,omitempty"`
	Ephemeral   bool            `json:"ephemeral,omitempty"` // only this person sees it
	Deleted     bool            `json:"deleted,omitempty"`   // a deleted parent that still has replies
	Reactions   []Reaction      `json:"reactions,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Calls       []string        `json:"calls,omitempty"` // whom it notifies: <@U..>, <!subteam^S..>, <!here>, <!channel>, <!everyone>
	Icon        string          `json:"icon,omitempty"`  // :emoji: or the address of a picture, in place of the app's
	Subtype     string          `json:"subtype,omitempty"`
	Inviter     string          `json:"inviter,omitempty"`      // of channel_join and group_join: who added the user
	PinnedBy    string          `json:"pinned_by,omitempty"`    // who pinned it to the conversation
	UnfurlLinks *bool           `json:"unfurl_links,omitempty"` // as the app said; absent: it did not
	UnfurlMedia *bool           `json:"unfurl_media,omitempty"`
}

// Edited says when a message was last changed.
type Edited struct {
	User string `json:"user,omitempty"`
	TS   string `json:"ts"`
}

// Reaction is one emoji under a message.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
	Count int      `json:"count"`
}

// MessagesAnswer answers GET /client/messages. Oldest first. Ephemeral messages
// are among them for the person they were sent to. The parent of a thread is
// the first when thread_ts is given. Without peek=1 the messages of the
// conversation become read. limit (200, at most 1000), before, from and around
// say which part is wanted; without them it is the newest.
type MessagesAnswer struct {
	OK       bool      `json:"ok"`
	Messages []Message `json:"messages"`
	HasMore  bool      `json:"has_more"`  // older ones
	HasNewer bool      `json:"has_newer"` // where the part asked for does not end with the newest
}

// View is a modal or a Home tab. Title, Submit and Close are text objects.
type View struct {
	ID              string          `json:"id"`
	TeamID          string          `json:"team_id"`
	Type            string          `json:"type"` // modal or home
	Title           json.RawMessage `json:"title"`
	Submit          json.RawMessage `json:"submit"` // null when the app gave none
	Close           json.RawMessage `json:"close"`  // null when the app gave none
	Blocks          json.RawMessage `json:"blocks"`
	PrivateMetadata string          `json:"private_metadata"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	State           StateValues     `json:"state"`
	Hash            string          `json:"hash"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	RootViewID      string          `json:"root_view_id"`
	PreviousViewID  *string         `json:"previous_view_id"`
	AppID           string          `json:"app_id"`
	BotID           string          `json:"bot_id"`
	InstalledTeamID string          `json:"app_installed_team_id"`
}

// StateValues wraps the values of the inputs as Slack does.
type StateValues struct {
	Values Values `json:"values"`
}

// Values are the inputs by block_id and action_id, each shaped as Slack's
// state.values: {"type":"plain_text_input","value":"..."},
// {"type":"static_select","selected_option":{...}} and so on.
type Values map[string]map[string]json.RawMessage

// HomeAnswer answers GET /client/home. View is nil until the app publishes one.
// Asking tells the app that its Home was opened.
type HomeAnswer struct {
	OK   bool  `json:"ok"`
	View *View `json:"view"`
}

// SendRequest is the body of POST /client/send: something typed and sent.
type SendRequest struct {
	As        string   `json:"as"`
	Channel   string   `json:"channel"`
	Text      string   `json:"text"` // may be empty when there are files
	ThreadTS  string   `json:"thread_ts,omitempty"`
	Broadcast bool     `json:"broadcast,omitempty"` // of a reply: show it in the channel too
	Files     []string `json:"files,omitempty"`     // ids of POST /client/upload, at most ten, the person's own
}

// SendAnswer says what became of it. For a slash command Command is true and
// Response is the app's private answer, if it gave one with its acknowledgement.
type SendAnswer struct {
	OK       bool     `json:"ok"`
	TS       string   `json:"ts,omitempty"`
	Command  bool     `json:"command,omitempty"`
	Response *Message `json:"response,omitempty"`
	Error    string   `json:"error,omitempty"` // operation_timeout, dispatch_failed, or a sentence
}

// ActionRequest is the body of POST /client/action: a click, or a choice in an
// element that tells its app. Either Channel and TS, or ViewID. Of the
// value fields the one that belongs to Type is set.
type ActionRequest struct {
	As       string `json:"as"`
	Channel  string `json:"channel,omitempty"`
	TS       string `json:"ts,omitempty"`
	ViewID   string `json:"view_id,omitempty"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Type     string `json:"type,omitempty"` // the element's type; checked when given
	ElementValue
	State Values `json:"state,omitempty"` // the other inputs as they stand
}

// ElementValue is what an element holds. A pointer or nil raw value means empty.
type ElementValue struct {
	Value                 *string           `json:"value,omitempty"`
	SelectedOption        json.RawMessage   `json:"selected_option,omitempty"`
	SelectedOptions       []json.RawMessage `json:"selected_options,omitempty"`
	SelectedUser          string            `json:"selected_user,omitempty"`
	SelectedUsers         []string          `json:"selected_users,omitempty"`
	SelectedConversation  string            `json:"selected_conversation,omitempty"`
	SelectedConversations []string          `json:"selected_conversations,omitempty"`
	SelectedChannel       string            `json:"selected_channel,omitempty"`
	SelectedChannels      []string          `json:"selected_channels,omitempty"`
	SelectedDate          string            `json:"selected_date,omitempty"`
	SelectedTime          string            `json:"selected_time,omitempty"`
	SelectedDateTime      int64             `json:"selected_date_time,omitempty"`
	RichTextValue         json.RawMessage   `json:"rich_text_value,omitempty"`
}

// ActionAnswer answers actions, shortcuts and closings after the app has
// acknowledged. OK false carries Slack's words in Error.
type ActionAnswer struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

// SubmitRequest is the body of POST /client/submit.
type SubmitRequest struct {
	As     string `json:"as"`
	ViewID string `json:"view_id"`
	State  Values `json:"state"`
}

// The values of SubmitAnswer.Result.
const (
	ResultClosed  = "closed"
	ResultErrors  = "errors"
	ResultUpdated = "updated"
	ResultPushed  = "pushed"
	ResultCleared = "cleared"
)

// SubmitAnswer says what the submission did. Errors are by block_id. When the
// app did not answer, OK is false, Error has Slack's words and the view is
// still open with what was typed.
type SubmitAnswer struct {
	OK     bool              `json:"ok"`
	Errors map[string]string `json:"errors,omitempty"`
	Result string            `json:"result,omitempty"`
	Error  string            `json:"error,omitempty"`
}

// CloseRequest is the body of POST /client/close. All closes the whole stack,
// as the cross in the corner does.
type CloseRequest struct {
	As     string `json:"as"`
	ViewID string `json:"view_id"`
	All    bool   `json:"all,omitempty"`
}

// ShortcutRequest is the body of POST /client/shortcut. Channel and TS name the
// message for a message shortcut.
type ShortcutRequest struct {
	As         string `json:"as"`
	App        string `json:"app"`
	CallbackID string `json:"callback_id"`
	Channel    string `json:"channel,omitempty"`
	TS         string `json:"ts,omitempty"`
}

// OptionsRequest is the body of POST /client/options: what was typed into an
// external select.
type OptionsRequest struct {
	As       string `json:"as"`
	Channel  string `json:"channel,omitempty"`
	TS       string `json:"ts,omitempty"`
	ViewID   string `json:"view_id,omitempty"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
}

// OptionsAnswer has Options or OptionGroups as the app gave them.
type OptionsAnswer struct {
	OK           bool            `json:"ok"`
	Options      json.RawMessage `json:"options,omitempty"`
	OptionGroups json.RawMessage `json:"option_groups,omitempty"`
	Error        string          `json:"error,omitempty"`
}

// ReactionRequest is the body of POST /client/reaction. Name has no colons.
type ReactionRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Name    string `json:"name"`
	Remove  bool   `json:"remove,omitempty"`
}

// ChannelRequest is the body of POST /client/join, /client/leave and
// /client/read.
type ChannelRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
}

// OpenRequest is the body of POST /client/open: start direct messages with a
// person or a bot user, or with several people. The answer is OpenAnswer.
type OpenRequest struct {
	As    string   `json:"as"`
	User  string   `json:"user,omitempty"`
	Users []string `json:"users,omitempty"` // instead of User; at most eight others
}

// OpenAnswer has the conversation's id.
type OpenAnswer struct {
	OK      bool   `json:"ok"`
	Channel string `json:"channel"`
}

// EditRequest is the body of POST /client/edit and /client/delete, for a
// person's own message.
type EditRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Text    string `json:"text,omitempty"`
}

// The types of Event on GET /client/events?as=U... (text/event-stream, each
// data line one Event).
const (
	EventMessage        = "message"         // Channel, TS, Message
	EventMessageChanged = "message_changed" // Channel, TS, Message; reactions, replies and edits too
	EventMessageDeleted = "message_deleted" // Channel, TS; ephemeral ones too
	EventEphemeral      = "ephemeral"       // Channel, TS, Message; also when one is replaced
	EventChannel        = "channel"         // Channel: load the state again
	EventView           = "view"            // Views: the whole stack
	EventHome           = "home"            // App, View
	EventClock          = "clock"           // Clock: it was moved, paused or hurried
	EventTraffic        = "traffic"         // Item
	EventUsers          = "users"           // load the state again
	EventApps           = "apps"            // an app connected or went away: load the state again
	EventFaults         = "faults"          // a fault was added, cleared, or happened: ask GET /control/faults
	EventReset          = "reset"           // too much was missed, or everything is new: load all again
)

// Event is one thing that changed for the person who listens.
type Event struct {
	Type     string       `json:"type"`
	Channel  string       `json:"channel,omitempty"`
	TS       string       `json:"ts,omitempty"`
	ThreadTS string       `json:"thread_ts,omitempty"`
	App      string       `json:"app,omitempty"`
	Message  *Message     `json:"message,omitempty"`
	Views    *[]View      `json:"views,omitempty"`
	View     *View        `json:"view,omitempty"`
	Clock    *ClockInfo   `json:"clock,omitempty"`
	Item     *TrafficItem `json:"item,omitempty"`
}
