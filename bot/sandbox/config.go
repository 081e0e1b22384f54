package sandbox

import (
	"encoding/json"
	"slices"
)

// Config describes a workspace: who and what is there when the sandbox starts.
// It is one JSON file (docs/sandbox.md shows one). Ids that are left out are made from the names, the same
// ones every time.
type Config struct {
	Team         Team            `json:"team"`
	People       []Person        `json:"people"`
	Groups       []Group         `json:"groups,omitempty"`
	Channels     []ChannelConfig `json:"channels"`
	Apps         []AppConfig     `json:"apps"`
	Clock        ClockConfig     `json:"clock,omitzero"`
	NoRateLimits bool            `json:"no_rate_limits,omitempty"` // true: no request is ever answered with 429, except by a fault asked for
	PostBurst    int             `json:"post_burst,omitempty"`     // how many messages one channel takes at once before one a second counts; 0: 4
	// EditMinutes is how long a message may be edited, as some workspaces set
	// it; 0: always. Later chat.update answers edit_window_closed.
	EditMinutes int            `json:"edit_minutes,omitempty"`
	FreePlan    bool           `json:"free_plan,omitempty"` // true: user groups answer plan_upgrade_required
	Messages    []FirstMessage `json:"messages,omitempty"`  // what was said before anybody came, oldest first
}

// ClockConfig is how the workspace's clock begins, and begins again after a
// reset.
type ClockConfig struct {
	Start  string  `json:"start,omitempty"`  // RFC 3339; empty: the real time
	Paused bool    `json:"paused,omitempty"` // true: it stands still until somebody moves it
	Rate   float64 `json:"rate,omitempty"`   // seconds for each real second; 0: 1
}

// FirstMessage is a message that is there from the beginning, and has been read.
// Without At and Ago it came a minute after the one before, the first ones a
// minute before the next. All of them came before the clock's start.
type FirstMessage struct {
	Channel   string          `json:"channel,omitempty"` // name or id; for a reply it is the parent's
	User      string          `json:"user"`              // name or id of a person or an app
	Text      string          `json:"text"`              // of a person as typed, of an app as it would send it
	Blocks    json.RawMessage `json:"blocks,omitempty"`  // of an app
	At        string          `json:"at,omitempty"`      // RFC 3339
	Ago       string          `json:"ago,omitempty"`     // before the clock's start: 2h, 3d, 1d12h
	Reactions []FirstReaction `json:"reactions,omitempty"`
	Replies   []FirstMessage  `json:"replies,omitempty"` // the thread below it
}

// FirstReaction is an emoji under a first message.
type FirstReaction struct {
	Name  string   `json:"name"`  // without colons
	Users []string `json:"users"` // names or ids
}

// Team is the workspace itself.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// Person is somebody one can act as. Name is the handle without @.
type Person struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Title    string `json:"title,omitempty"`
	Email    string `json:"email,omitempty"`
	TZ       string `json:"tz,omitempty"`     // IANA name; empty: UTC
	Locale   string `json:"locale,omitempty"` // such as en-GB; empty: en-US
	Color    string `json:"color,omitempty"`  // six hex digits without #; empty: chosen by the id
	Admin    bool   `json:"admin,omitempty"`
	Deleted  bool   `json:"deleted,omitempty"` // deactivated
}

// Group is a user group. Users are names or ids of people.
type Group struct {
	ID       string   `json:"id,omitempty"`
	Handle   string   `json:"handle"`
	Name     string   `json:"name"`
	Users    []string `json:"users"`
	Disabled bool     `json:"disabled,omitempty"`
}

// ChannelConfig is a channel. Members are names or ids of people and apps.
type ChannelConfig struct {
	ID       string   `json:"id,omitempty"`
	Name     string   `json:"name"` // without #
	Private  bool     `json:"private,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Topic    string   `json:"topic,omitempty"`
	Purpose  string   `json:"purpose,omitempty"`
	Members  []string `json:"members"`
}

// AppConfig is an installed app with its bot user.
type AppConfig struct {
	ID            string           `json:"id,omitempty"`
	Name          string           `json:"name"`     // shown to people
	BotName       string           `json:"bot_name"` // handle without @; empty: Name in lower case
	BotUserID     string           `json:"bot_user_id,omitempty"`
	BotID         string           `json:"bot_id,omitempty"`
	BotToken      string           `json:"bot_token,omitempty"` // xoxb-...; this and the next two are made from BotName when empty
	AppToken      string           `json:"app_token,omitempty"` // xapp-..., for Socket Mode
	SigningSecret string           `json:"signing_secret,omitempty"`
	Scopes        []string         `json:"scopes"`
	AppScopes     []string         `json:"app_scopes,omitempty"` // of the app-level token; empty: connections:write
	SocketMode    bool             `json:"socket_mode"`
	HomeTab       bool             `json:"home_tab"`
	NoMessagesTab bool             `json:"no_messages_tab,omitempty"`
	MessagesOnly  bool             `json:"messages_tab_read_only,omitempty"` // people cannot write to the app
	Commands      []CommandConfig  `json:"commands,omitempty"`
	Shortcuts     []ShortcutConfig `json:"shortcuts,omitempty"`
	Events        []string         `json:"events,omitempty"` // subscribed bot events, such as app_home_opened, message.im
	RequestURLs   RequestURLs      `json:"request_urls,omitzero"`
	// Manifest is the app's Slack manifest, in full or as a file's name. What is
	// not said above is taken from it.
	Manifest ManifestSource `json:"manifest,omitempty"`
	// RequestBase is where the app listens, such as http://127.0.0.1:3000: it
	// takes the place of scheme and host in the manifest's URLs.
	RequestBase   string   `json:"request_base,omitempty"`
	UnfurlDomains []string `json:"unfurl_domains,omitempty"` // such as example.com; video blocks may show what is there or below
}

// CommandConfig is a slash command of an app.
type CommandConfig struct {
	Command      string `json:"command"` // with the slash
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint,omitempty"`
	ShouldEscape bool   `json:"should_escape,omitempty"`
	URL          string `json:"url,omitempty"` // without Socket Mode; empty: RequestURLs.Commands
}

// ShortcutConfig is a global or message shortcut of an app.
type ShortcutConfig struct {
	Type        string `json:"type"` // global or message
	Name        string `json:"name"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

// RequestURLs are where an app without Socket Mode wants its signed requests.
type RequestURLs struct {
	Commands     string `json:"commands,omitempty"`
	Interactions string `json:"interactions,omitempty"`
	Options      string `json:"options,omitempty"` // empty: Interactions
	Events       string `json:"events,omitempty"`
}

// Default is a pleasant small workspace with one app that has every scope the
// sandbox knows, Socket Mode, and a Home tab.
func Default() Config {
	cfg := Config{
		Team: Team{Name: "Lighthouse", Domain: "lighthouse"},
		People: []Person{
			{Name: "ada", RealName: "Ada Moreau", Title: "Product owner", TZ: "Europe/Paris", Admin: true},
			{Name: "bram", RealName: "Bram de Wit", Title: "Engineer", TZ: "Europe/Amsterdam"},
			{Name: "citra", RealName: "Citra Lestari", Title: "Quality", TZ: "Asia/Jakarta"},
			{Name: "dan", RealName: "Dan Okafor", Title: "Help desk", TZ: "America/New_York"},
		},
		Groups: []Group{{Handle: "helpers", Name: "Helpers", Users: []string{"citra", "dan"}}},
		Channels: []ChannelConfig{
			{Name: "general", Topic: "Everybody is here", Members: []string{"ada", "bram", "citra", "dan", "lamp"}},
			{Name: "workshop", Topic: "Things in the making", Members: []string{"ada", "bram", "lamp"}},
			{Name: "back-room", Private: true, Members: []string{"ada", "citra"}},
		},
		Apps: []AppConfig{{
			Name: "Lamp", BotName: "lamp", BotToken: "xoxb-sandbox-lamp", AppToken: "xapp-sandbox-lamp", SigningSecret: "sandbox-lamp-signing-secret",
			Scopes: AllScopes(), SocketMode: true, HomeTab: true,
			Commands:  []CommandConfig{{Command: "/lamp", Description: "Light the lamp", UsageHint: "[on|off]"}},
			Shortcuts: []ShortcutConfig{{Type: "global", Name: "Light", CallbackID: "light", Description: "Light the lamp"}, {Type: "message", Name: "Shine on this", CallbackID: "shine", Description: "Point the lamp at a message"}},
			Events:    []string{"app_home_opened", "app_mention", "message.im", "message.channels", "member_joined_channel"},
		}},
	}
	cfg, err := cfg.Complete()
	if err != nil {
		panic("sandbox: default configuration: " + err.Error())
	}
	return cfg
}

// AllScopes are the bot scopes that some method of the sandbox asks for.
func AllScopes() []string {
	return slices.Clone(knownScopes)
}
