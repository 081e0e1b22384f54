package sandbox

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// ManifestSource is an app's Slack manifest (JSON), or the name of its file as a
// JSON string.
type ManifestSource json.RawMessage

// MarshalJSON gives it as it was read.
func (m ManifestSource) MarshalJSON() ([]byte, error) { return json.RawMessage(m).MarshalJSON() }

// UnmarshalJSON keeps a copy.
func (m *ManifestSource) UnmarshalJSON(raw []byte) error {
	*m = slices.Clone(raw)
	return nil
}

// manifest is the part of Slack's app manifest that a workspace needs to know.
// Names, limits and required fields are those of Slack's schema 2.0.0
// (github.com/slackapi/manifest-schema) and its reference
// (https://docs.slack.dev/reference/app-manifest). What the sandbox has no use
// for may be there and is not looked into.
type manifest struct {
	Schema    string           `json:"$schema"`
	Metadata  manifestMeta     `json:"_metadata"`
	Display   manifestDisplay  `json:"display_information"`
	Features  manifestFeatures `json:"features"`
	OAuth     manifestOAuth    `json:"oauth_config"`
	Settings  manifestSettings `json:"settings"`
	Directory json.RawMessage  `json:"app_directory"`
	Functions json.RawMessage  `json:"functions"`
	Workflows json.RawMessage  `json:"workflows"`
	Stores    json.RawMessage  `json:"datastores"`
	Domains   json.RawMessage  `json:"outgoing_domains"`
	Types     json.RawMessage  `json:"types"`
	Providers json.RawMessage  `json:"external_auth_providers"`
	Servers   json.RawMessage  `json:"mcp_servers"`
}

type manifestMeta struct {
	Schema int `json:"schema_version"`
	Least  int `json:"min_version"`
	Major  int `json:"major_version"`
	Minor  int `json:"minor_version"`
}

type manifestDisplay struct {
	Name            string `json:"name"`
	Description     string `json:"description"`
	BackgroundColor string `json:"background_color"`
	Long            string `json:"long_description"`
}

type manifestFeatures struct {
	AppHome *struct {
		HomeTab      bool `json:"home_tab_enabled"`
		Messages     bool `json:"messages_tab_enabled"`
		MessagesOnly bool `json:"messages_tab_read_only_enabled"`
	} `json:"app_home"`
	BotUser *struct {
		DisplayName  string `json:"display_name"`
		AlwaysOnline bool   `json:"always_online"`
	} `json:"bot_user"`
	Shortcuts []ShortcutConfig  `json:"shortcuts"`
	Commands  []manifestCommand `json:"slash_commands"`
	Functions json.RawMessage   `json:"functions"`
	Steps     json.RawMessage   `json:"workflow_steps"`
	Unfurl    []string          `json:"unfurl_domains"`
	Assistant json.RawMessage   `json:"assistant_view"`
	Agent     json.RawMessage   `json:"agent_view"`
}

type manifestCommand struct {
	Command      string  `json:"command"`
	URL          string  `json:"url"`
	Description  string  `json:"description"`
	UsageHint    *string `json:"usage_hint"`
	ShouldEscape bool    `json:"should_escape"`
}

type manifestOAuth struct {
	Redirects []string `json:"redirect_urls"`
	Scopes    struct {
		Bot          []string `json:"bot"`
		BotOptional  []string `json:"bot_optional"`
		User         []string `json:"user"`
		UserOptional []string `json:"user_optional"`
	} `json:"scopes"`
	Management bool `json:"token_management_enabled"`
	PKCE       bool `json:"pkce_enabled"`
}

type manifestSettings struct {
	Addresses []string `json:"allowed_ip_address_ranges"`
	Events    struct {
		RequestURL string          `json:"request_url"`
		BotEvents  []string        `json:"bot_events"`
		UserEvents []string        `json:"user_events"`
		Metadata   json.RawMessage `json:"metadata_subscriptions"`
	} `json:"event_subscriptions"`
	Interactivity *struct {
		Enabled    *bool  `json:"is_enabled"`
		RequestURL string `json:"request_url"`
		OptionsURL string `json:"message_menu_options_url"`
	} `json:"interactivity"`
	Webhooks      json.RawMessage `json:"incoming_webhooks"`
	SignIn        json.RawMessage `json:"siws_links"`
	SocketMode    bool            `json:"socket_mode_enabled"`
	OrgDeploy     bool            `json:"org_deploy_enabled"`
	TokenRotation bool            `json:"token_rotation_enabled"`
	Hosted        bool            `json:"is_hosted"`
	MCP           bool            `json:"is_mcp_enabled"`
	AppType       string          `json:"hermes_app_type"`
	Runtime       string          `json:"function_runtime"`
}

// readManifests completes the apps that come with a manifest. Files are looked
// for in folder; "" knows no files.
func (c *Config) readManifests(folder string, k *check) {
	for i := range c.Apps {
		a, path := &c.Apps[i], fmt.Sprintf("apps[%d].manifest", i)
		if len(a.Manifest) == 0 || string(a.Manifest) == "null" {
			continue
		}
		if b := a.RequestBase; b != "" && !isURL(b) {
			k.say(fmt.Sprintf("apps[%d].request_base", i), "%q must be a whole URL such as http://127.0.0.1:3000", b)
			continue
		}
		var file string
		if json.Unmarshal(a.Manifest, &file) == nil {
			a.readManifestFile(folder, file, path, k)
		} else {
			m, read, inner := parseManifest(a.Manifest)
			for _, line := range read.problems {
				k.say(path, "%s", line)
			}
			for _, p := range inner.problems {
				k.say(path+"."+p.path, "%s", p.what)
			}
			a.apply(m, path, k)
		}
		a.Manifest, a.RequestBase = nil, ""
	}
}

func (a *AppConfig) readManifestFile(folder, file, path string, k *check) {
	if folder == "" {
		k.say(path, "a manifest by its file name can be read from a configuration file only; give the manifest itself")
		return
	}
	name := file
	if !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	f, err := os.Open(name)
	if err != nil {
		k.say(path, "%v", err)
		return
	}
	raw, err := readBounded(f, maxConfigFile)
	_ = f.Close() // it was only read
	if err != nil {
		k.say(path, "%s: %v", file, err)
		return
	}
	m, read, inner := parseManifest(raw)
	for _, p := range inner.problems {
		read.problem(p.path, p.what)
	}
	for _, line := range read.problems {
		k.say(path, "%s, %s", file, line)
	}
	if len(read.problems) == 0 {
		a.apply(m, path, k)
	}
}

// parseManifest reads a manifest and holds it against Slack's rules.
func parseManifest(raw []byte) (manifest, *strictReader, *check) {
	var m manifest
	inner := newCheck()
	read := newStrictReader(raw)
	read.document(reflect.TypeFor[manifest]())
	if len(read.problems) > 0 {
		if !strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
			read.problems = append(read.problems, "a manifest in YAML is not read here; Slack's app settings also show it as JSON")
		}
		return m, read, inner
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		read.problems = append(read.problems, read.explain(err).Error())
		return m, read, inner
	}
	m.check(inner)
	return m, read, inner
}

// More limits of manifests, in characters.
const (
	maxAppDescription = 140
	minLong, maxLong  = 175, 4000
	maxCommandURL     = 3000
	maxRequestURL     = 3500
	maxScopeName      = 50
)

var backgroundPattern = regexp.MustCompile(`^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`)

func (m *manifest) check(k *check) {
	v := m.Metadata.Major
	k.need(v >= 0 && v <= 2, "_metadata.major_version", "must be 1 or 2")
	d := m.Display
	k.need(d.Name != "", "display_information.name", "missing")
	k.length("display_information.name", d.Name, maxAppName)
	k.length("display_information.description", d.Description, maxAppDescription)
	if n := len([]rune(d.Long)); n > 0 {
		k.need(n >= minLong && n <= maxLong, "display_information.long_description", "must be %d to %d characters", minLong, maxLong)
	}
	k.need(d.BackgroundColor == "" || backgroundPattern.MatchString(d.BackgroundColor), "display_information.background_color", "must be # and three or six hex digits")
	if b := m.Features.BotUser; b != nil {
		k.need(b.DisplayName != "", "features.bot_user.display_name", "missing")
		k.length("features.bot_user.display_name", b.DisplayName, maxBotName)
	}
	m.checkCommands(k)
	m.checkShortcuts(k)
	for _, list := range []struct {
		path  string
		names []string
		most  int
	}{
		{"oauth_config.scopes.bot", m.OAuth.Scopes.Bot, maxScopes}, {"oauth_config.scopes.bot_optional", m.OAuth.Scopes.BotOptional, maxScopes},
		{"oauth_config.scopes.user", m.OAuth.Scopes.User, maxScopes}, {"oauth_config.scopes.user_optional", m.OAuth.Scopes.UserOptional, maxScopes},
		{"settings.event_subscriptions.bot_events", m.Settings.Events.BotEvents, maxEvents}, {"settings.event_subscriptions.user_events", m.Settings.Events.UserEvents, maxEvents},
	} {
		k.need(len(list.names) <= list.most, list.path, "at most %d", list.most)
		for i, name := range list.names {
			at := fmt.Sprintf("%s[%d]", list.path, i)
			k.length(at, name, maxScopeName)
			k.need(strings.HasPrefix(list.path, "oauth") || slices.Index(list.names, name) == i, at, "%q is given twice", name)
		}
	}
	m.checkTransport(k)
}

func (m *manifest) checkCommands(k *check) {
	list := m.Features.Commands
	k.need(len(list) <= maxCommands, "features.slash_commands", "at most %d", maxCommands)
	for i, c := range list {
		at := fmt.Sprintf("features.slash_commands[%d].", i)
		n := len([]rune(c.Command))
		k.need(strings.HasPrefix(c.Command, "/") && n >= 2 && n <= maxCommand, at+"command", "%q must begin with a slash and be 2 to %d characters", c.Command, maxCommand)
		k.need(c.Description != "", at+"description", "missing")
		k.length(at+"description", c.Description, maxDescription)
		if c.UsageHint != nil {
			k.need(*c.UsageHint != "", at+"usage_hint", "must not be empty; leave it out")
			k.length(at+"usage_hint", *c.UsageHint, maxUsageHint)
		}
		checkManifestURL(at+"url", c.URL, maxCommandURL, k)
		k.need(c.URL != "" || m.Settings.SocketMode, at+"url", "missing: a slash command needs a URL or Socket Mode")
	}
}

func (m *manifest) checkShortcuts(k *check) {
	list := m.Features.Shortcuts
	k.need(len(list) <= maxShortcuts, "features.shortcuts", "at most %d", maxShortcuts)
	for i, s := range list {
		at := fmt.Sprintf("features.shortcuts[%d].", i)
		k.need(s.Type == "global" || s.Type == "message", at+"type", "%q must be global or message", s.Type)
		for _, f := range []struct {
			name, text string
			most       int
		}{{"name", s.Name, maxShortcutName}, {"callback_id", s.CallbackID, maxCallbackID}, {"description", s.Description, maxShortcutHelp}} {
			k.need(f.text != "", at+f.name, "missing")
			k.length(at+f.name, f.text, f.most)
		}
	}
}

// checkTransport refuses features that nothing could reach.
func (m *manifest) checkTransport(k *check) {
	s := m.Settings
	checkManifestURL("settings.event_subscriptions.request_url", s.Events.RequestURL, maxRequestURL, k)
	k.need(len(s.Events.BotEvents) == 0 || s.Events.RequestURL != "" || s.SocketMode, "settings.event_subscriptions", "event subscriptions need a request_url or Socket Mode")
	enabled := false
	if i := s.Interactivity; i != nil {
		k.need(i.Enabled != nil, "settings.interactivity.is_enabled", "missing")
		enabled = i.Enabled != nil && *i.Enabled
		checkManifestURL("settings.interactivity.request_url", i.RequestURL, maxRequestURL, k)
		checkManifestURL("settings.interactivity.message_menu_options_url", i.OptionsURL, maxRequestURL, k)
		k.need(!enabled || i.RequestURL != "" || s.SocketMode, "settings.interactivity", "interactivity needs a request_url or Socket Mode")
	}
	k.need(enabled || len(m.Features.Shortcuts) == 0, "settings.interactivity", "shortcuts need interactivity to be enabled")
}

func checkManifestURL(path, u string, most int, k *check) {
	k.need(u == "" || isURL(u), path, "%q must be a whole URL", u)
	k.length(path, u, most)
}

// apply takes from a manifest what the configuration does not say itself.
func (a *AppConfig) apply(m manifest, path string, k *check) {
	a.Name = either(a.Name, m.Display.Name)
	if b := m.Features.BotUser; b != nil && a.BotName == "" {
		a.BotName = b.DisplayName
		if !handlePattern.MatchString(a.BotName) {
			a.BotName = strings.ToLower(idLetters(a.BotName))
		}
	}
	if len(a.Scopes) == 0 {
		a.Scopes = append(slices.Clone(m.OAuth.Scopes.Bot), m.OAuth.Scopes.BotOptional...)
	}
	if len(a.Events) == 0 {
		a.Events = m.Settings.Events.BotEvents
	}
	a.SocketMode = a.SocketMode || m.Settings.SocketMode
	if h := m.Features.AppHome; h != nil {
		a.HomeTab = a.HomeTab || h.HomeTab
		a.NoMessagesTab = a.NoMessagesTab || !h.Messages
		a.MessagesOnly = a.MessagesOnly || h.Messages && h.MessagesOnly
	}
	if len(a.UnfurlDomains) == 0 {
		a.UnfurlDomains = m.Features.Unfurl
	}
	if len(a.Shortcuts) == 0 {
		a.Shortcuts = m.Features.Shortcuts
	}
	if len(a.Commands) == 0 {
		for i, c := range m.Features.Commands {
			cmd := CommandConfig{Command: c.Command, Description: c.Description, ShouldEscape: c.ShouldEscape}
			if c.UsageHint != nil {
				cmd.UsageHint = *c.UsageHint
			}
			cmd.URL = a.rebase(c.URL, fmt.Sprintf("%s.features.slash_commands[%d].url", path, i), k)
			a.Commands = append(a.Commands, cmd)
		}
	}
	if a.RequestURLs != (RequestURLs{}) {
		return
	}
	a.RequestURLs.Events = a.rebase(m.Settings.Events.RequestURL, path+".settings.event_subscriptions.request_url", k)
	if i := m.Settings.Interactivity; i != nil && i.Enabled != nil && *i.Enabled {
		a.RequestURLs.Interactions = a.rebase(i.RequestURL, path+".settings.interactivity.request_url", k)
		a.RequestURLs.Options = a.rebase(i.OptionsURL, path+".settings.interactivity.message_menu_options_url", k)
	}
}

// rebase is a URL of the manifest at the place where the app really listens. A
// sandbox never sends anything to a host that only the manifest names: that is
// where the app is in earnest.
func (a *AppConfig) rebase(u, path string, k *check) string {
	to, err := url.Parse(u)
	if u == "" || err != nil || a.SocketMode {
		return ""
	}
	if a.RequestBase == "" {
		if isLoopbackName(to.Hostname()) {
			return u
		}
		k.say(path, "%s is not on this machine; say with request_base where the app listens, such as http://127.0.0.1:3000", to.Host)
		return ""
	}
	base, err := url.Parse(a.RequestBase)
	if err != nil {
		return "" // refused before
	}
	to.Scheme, to.Host = base.Scheme, base.Host
	return to.String()
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
