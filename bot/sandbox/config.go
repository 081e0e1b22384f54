package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Config describes a workspace: who and what is there when the sandbox starts.
// It is one JSON file. Ids that are left out are made from the names, the same
// ones every time.
type Config struct {
	Team         Team            `json:"team"`
	People       []Person        `json:"people"`
	Groups       []Group         `json:"groups,omitempty"`
	Channels     []ChannelConfig `json:"channels"`
	Apps         []AppConfig     `json:"apps"`
	NoRateLimits bool            `json:"no_rate_limits,omitempty"` // true: no request is ever answered with 429, except by a fault asked for
	FreePlan     bool            `json:"free_plan,omitempty"`      // true: user groups answer plan_upgrade_required
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
	BotToken      string           `json:"bot_token"`
	AppToken      string           `json:"app_token,omitempty"` // xapp-..., for Socket Mode
	SigningSecret string           `json:"signing_secret,omitempty"`
	Scopes        []string         `json:"scopes"`
	AppScopes     []string         `json:"app_scopes,omitempty"` // of the app-level token; empty: connections:write
	SocketMode    bool             `json:"socket_mode"`
	HomeTab       bool             `json:"home_tab"`
	NoMessagesTab bool             `json:"no_messages_tab,omitempty"`
	Commands      []CommandConfig  `json:"commands,omitempty"`
	Shortcuts     []ShortcutConfig `json:"shortcuts,omitempty"`
	Events        []string         `json:"events,omitempty"` // subscribed bot events, such as app_home_opened, message.im
	RequestURLs   RequestURLs      `json:"request_urls,omitzero"`
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

// ReadConfig reads a workspace from JSON, refusing unknown fields, and completes
// and checks it as New does.
func ReadConfig(r io.Reader) (Config, error) {
	dec := json.NewDecoder(io.LimitReader(r, 4<<20))
	dec.DisallowUnknownFields()
	var cfg Config
	if err := dec.Decode(&cfg); err != nil {
		return Config{}, fmt.Errorf("read sandbox configuration: %w", err)
	}
	if err := cfg.complete(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// Complete returns the configuration with every id filled in as New would, so
// that a program can know ids and tokens before the server exists.
func (c Config) Complete() (Config, error) {
	out := c.clone()
	err := out.complete()
	return out, err
}

func (c Config) clone() Config {
	raw, err := json.Marshal(c)
	if err != nil {
		panic("sandbox: configuration does not marshal: " + err.Error()) // plain data; cannot happen
	}
	var out Config
	if err := json.Unmarshal(raw, &out); err != nil {
		panic("sandbox: configuration does not unmarshal: " + err.Error())
	}
	return out
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
	if err := cfg.complete(); err != nil {
		panic("sandbox: default configuration: " + err.Error())
	}
	return cfg
}

var (
	handlePattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,79}$`)
	commandPattern = regexp.MustCompile(`^/[^\s/]{1,31}$`)
)

// complete fills in ids and defaults and refuses what cannot be a workspace.
func (c *Config) complete() error {
	if c.Team.Name == "" {
		c.Team.Name = "Sandbox"
	}
	if c.Team.Domain == "" {
		c.Team.Domain = strings.ToLower(idLetters(c.Team.Name))
	}
	ids := idMaker{taken: map[string]bool{}}
	c.takeIDs(ids)
	ids.fill(&c.Team.ID, "T", c.Team.Name)
	for i := range c.People {
		if err := c.People[i].complete(ids); err != nil {
			return fmt.Errorf("people[%d]: %w", i, err)
		}
	}
	for i := range c.Apps {
		if err := c.Apps[i].complete(ids); err != nil {
			return fmt.Errorf("apps[%d]: %w", i, err)
		}
	}
	for i := range c.Groups {
		g := &c.Groups[i]
		if !handlePattern.MatchString(g.Handle) {
			return fmt.Errorf("groups[%d]: handle %q must be lower-case letters, digits, dots, dashes", i, g.Handle)
		}
		ids.fill(&g.ID, "S", g.Handle)
	}
	for i := range c.Channels {
		ch := &c.Channels[i]
		if !handlePattern.MatchString(ch.Name) {
			return fmt.Errorf("channels[%d]: name %q must be lower-case letters, digits, dots, dashes, without #", i, ch.Name)
		}
		ids.fill(&ch.ID, "C", ch.Name)
	}
	return c.checkNames()
}

func (c *Config) takeIDs(ids idMaker) {
	ids.take(c.Team.ID)
	for _, p := range c.People {
		ids.take(p.ID)
	}
	for _, a := range c.Apps {
		ids.take(a.ID, a.BotUserID, a.BotID)
	}
	for _, g := range c.Groups {
		ids.take(g.ID)
	}
	for _, ch := range c.Channels {
		ids.take(ch.ID)
	}
}

func (p *Person) complete(ids idMaker) error {
	if !handlePattern.MatchString(p.Name) {
		return fmt.Errorf("name %q must be lower-case letters, digits, dots, dashes", p.Name)
	}
	if p.RealName == "" {
		p.RealName = p.Name
	}
	if p.TZ == "" {
		p.TZ = "UTC"
	}
	if err := checkZone(p.TZ); err != nil {
		return fmt.Errorf("tz of %s: %w", p.Name, err)
	}
	if p.Locale == "" {
		p.Locale = "en-US"
	}
	ids.fill(&p.ID, "U", p.Name)
	return nil
}

func (a *AppConfig) complete(ids idMaker) error {
	if a.Name == "" {
		return fmt.Errorf("name is missing")
	}
	if a.BotName == "" {
		a.BotName = strings.ToLower(idLetters(a.Name))
	}
	if !strings.HasPrefix(a.BotToken, "xoxb-") {
		return fmt.Errorf("bot_token of %s must start with xoxb-", a.Name)
	}
	if a.AppToken != "" && !strings.HasPrefix(a.AppToken, "xapp-") {
		return fmt.Errorf("app_token of %s must start with xapp-", a.Name)
	}
	if a.SocketMode && a.AppToken == "" {
		return fmt.Errorf("app_token of %s is missing: Socket Mode needs one", a.Name)
	}
	if len(a.AppScopes) == 0 {
		a.AppScopes = []string{"connections:write"}
	}
	for _, c := range a.Commands {
		if !commandPattern.MatchString(c.Command) {
			return fmt.Errorf("command %q must be a slash and 1 to 31 characters without a space", c.Command)
		}
	}
	for _, s := range a.Shortcuts {
		if s.Type != "global" && s.Type != "message" {
			return fmt.Errorf("shortcut %s: type %q must be global or message", s.CallbackID, s.Type)
		}
		if s.CallbackID == "" {
			return fmt.Errorf("shortcut %q: callback_id is missing", s.Name)
		}
	}
	ids.fill(&a.ID, "A", a.Name)
	ids.fill(&a.BotUserID, "U", a.BotName)
	ids.fill(&a.BotID, "B", a.BotName)
	return nil
}

// checkNames turns member names into ids and refuses names that nobody has or
// that two have.
func (c *Config) checkNames() error {
	byName := map[string]string{}
	add := func(name, id string) error {
		if prev, dup := byName[name]; dup && prev != id {
			return fmt.Errorf("the name %q is used twice", name)
		}
		byName[name], byName[id] = id, id
		return nil
	}
	for _, p := range c.People {
		if err := add(p.Name, p.ID); err != nil {
			return err
		}
	}
	tokens := map[string]bool{}
	for _, a := range c.Apps {
		if err := add(a.BotName, a.BotUserID); err != nil {
			return err
		}
		byName[a.ID] = a.BotUserID
		for _, t := range []string{a.BotToken, a.AppToken} {
			if t != "" && tokens[t] {
				return fmt.Errorf("two apps share a token")
			}
			tokens[t] = true
		}
	}
	for i := range c.Groups {
		if err := resolve(c.Groups[i].Users, byName); err != nil {
			return fmt.Errorf("group %s: %w", c.Groups[i].Handle, err)
		}
	}
	names := map[string]bool{}
	for i := range c.Channels {
		ch := &c.Channels[i]
		if names[ch.Name] {
			return fmt.Errorf("the channel name %q is used twice", ch.Name)
		}
		names[ch.Name] = true
		if err := resolve(ch.Members, byName); err != nil {
			return fmt.Errorf("channel %s: %w", ch.Name, err)
		}
	}
	return nil
}

func resolve(names []string, byName map[string]string) error {
	for i, n := range names {
		id, ok := byName[strings.TrimPrefix(n, "@")]
		if !ok {
			return fmt.Errorf("nobody is called %q", n)
		}
		names[i] = id
	}
	return nil
}

// idMaker makes ids that look like Slack's (a letter, then at least eight
// capital letters or digits) and can still be read: U0ADA00000.
type idMaker struct{ taken map[string]bool }

func (m idMaker) take(ids ...string) {
	for _, id := range ids {
		if id != "" {
			m.taken[id] = true
		}
	}
}

func (m idMaker) fill(id *string, prefix, name string) {
	if *id != "" {
		return
	}
	base := prefix + "0" + idLetters(name)
	base += strings.Repeat("0", max(0, 10-len(base)))
	try := base
	for n := 2; m.taken[try]; n++ {
		try = fmt.Sprintf("%s%d", base, n)
	}
	m.taken[try] = true
	*id = try
}

func idLetters(s string) string {
	keep := func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToUpper(s))
}

// AllScopes are the bot scopes that some method of the sandbox asks for.
func AllScopes() []string {
	return slices.Clone(knownScopes)
}
