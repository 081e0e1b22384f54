// Package deployments_test holds what is shipped for installing Drumbeat
// against the code: the Slack manifests name exactly the commands, shortcuts,
// scopes and events that the bot uses.
package deployments_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot"
)

// manifest is Slack's app manifest, schema 2, as far as Drumbeat's go; unknown
// properties are refused, as Slack refuses them
// (https://docs.slack.dev/reference/app-manifest).
type manifest struct {
	Metadata struct {
		Major int `json:"major_version"`
	} `json:"_metadata"`
	Display struct {
		Name, Description string
		BackgroundColor   string `json:"background_color"`
	} `json:"display_information"`
	Features struct {
		AppHome struct {
			HomeTab      bool `json:"home_tab_enabled"`
			Messages     bool `json:"messages_tab_enabled"`
			MessagesOnly bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		BotUser struct {
			DisplayName  string `json:"display_name"`
			AlwaysOnline bool   `json:"always_online"`
		} `json:"bot_user"`
		Shortcuts []struct {
			Name, Type, Description string
			CallbackID              string `json:"callback_id"`
		}
		SlashCommands []struct {
			Command, URL, Description string
			UsageHint                 string `json:"usage_hint"`
			ShouldEscape              bool   `json:"should_escape"`
		} `json:"slash_commands"`
	}
	OAuth struct {
		Scopes struct{ Bot []string }
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			RequestURL string   `json:"request_url"`
			BotEvents  []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled    bool   `json:"is_enabled"`
			RequestURL string `json:"request_url"`
		}
		OrgDeploy     bool `json:"org_deploy_enabled"`
		SocketMode    bool `json:"socket_mode_enabled"`
		TokenRotation bool `json:"token_rotation_enabled"`
	}
}

func read(t *testing.T, path string) manifest {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var m manifest
	if err := dec.Decode(&m); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return m
}

func names(grants []bot.Grant) []string {
	var out []string
	for _, g := range grants {
		if g.Reason == "" {
			out = append(out, g.Name+" has no reason")
			continue
		}
		out = append(out, g.Name)
	}
	return out
}

func TestManifestsAskForWhatTheBotUses(t *testing.T) {
	for _, path := range []string{"slack-manifest-socket.json", "slack-manifest-http.json"} {
		t.Run(path, func(t *testing.T) {
			m := read(t, path)
			if diff := cmp.Diff(names(bot.BotScopes), m.OAuth.Scopes.Bot); diff != "" {
				t.Errorf("scopes (-code +manifest)\n%s", diff)
			}
			if diff := cmp.Diff(names(bot.Events), m.Settings.Events.BotEvents); diff != "" {
				t.Errorf("events (-code +manifest)\n%s", diff)
			}
			var commands []bot.Command
			for _, c := range m.Features.SlashCommands {
				commands = append(commands, bot.Command{Name: c.Command, Description: c.Description, UsageHint: c.UsageHint})
				if c.ShouldEscape {
					t.Errorf("%s escapes names; the code reads what was typed", c.Command)
				}
			}
			if diff := cmp.Diff(bot.Commands, commands); diff != "" {
				t.Errorf("commands (-code +manifest)\n%s", diff)
			}
			var shortcuts []bot.Shortcut
			for _, s := range m.Features.Shortcuts {
				shortcuts = append(shortcuts, bot.Shortcut{Name: s.Name, CallbackID: s.CallbackID, Description: s.Description, Type: s.Type})
			}
			if diff := cmp.Diff(bot.Shortcuts, shortcuts); diff != "" {
				t.Errorf("shortcuts (-code +manifest)\n%s", diff)
			}
			if !m.Features.AppHome.HomeTab || !m.Features.AppHome.Messages || !m.Settings.Interactivity.Enabled {
				t.Error("the Home tab, messages and interactivity have to be on")
			}
		})
	}
}

func TestManifestsDifferInTheTransportAlone(t *testing.T) {
	socket, http := read(t, "slack-manifest-socket.json"), read(t, "slack-manifest-http.json")
	if !socket.Settings.SocketMode || http.Settings.SocketMode {
		t.Error("Socket Mode has to be on in one and off in the other")
	}
	urls := []string{socket.Settings.Events.RequestURL, socket.Settings.Interactivity.RequestURL, socket.Features.SlashCommands[0].URL}
	if diff := cmp.Diff([]string{"", "", ""}, urls); diff != "" {
		t.Errorf("Socket Mode needs no addresses (-want +got)\n%s", diff)
	}
	const host = "https://drumbeat.example.com"
	urls = []string{http.Settings.Events.RequestURL, http.Settings.Interactivity.RequestURL, http.Features.SlashCommands[0].URL}
	if diff := cmp.Diff([]string{host + "/slack/events", host + "/slack/interactions", host + "/slack/commands"}, urls); diff != "" {
		t.Errorf("addresses (-want +got)\n%s", diff)
	}
}

// TestManifestsKeepSlacksLimits checks the lengths and patterns of Slack's
// manifest schema 2.0.0.
func TestManifestsKeepSlacksLimits(t *testing.T) {
	for _, path := range []string{"slack-manifest-socket.json", "slack-manifest-http.json"} {
		m := read(t, path)
		within := func(what, s string, most int) {
			if n := utf8.RuneCountInString(s); n < 1 || n > most {
				t.Errorf("%s: %s has %d characters, 1 to %d are allowed", path, what, n, most)
			}
		}
		within("name", m.Display.Name, 35)
		within("description", m.Display.Description, 140)
		within("display_name", m.Features.BotUser.DisplayName, 80)
		if m.Metadata.Major != 2 {
			t.Errorf("%s: major_version %d", path, m.Metadata.Major)
		}
		if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(m.Display.BackgroundColor) {
			t.Errorf("%s: background_color %s", path, m.Display.BackgroundColor)
		}
		for _, c := range m.Features.SlashCommands {
			if !regexp.MustCompile(`^/[a-z0-9-]{1,31}$`).MatchString(c.Command) {
				t.Errorf("%s: command %s", path, c.Command)
			}
			within("command description", c.Description, 2000)
			within("usage hint", c.UsageHint, 1000)
		}
		if n := len(m.Features.Shortcuts); n > 10 {
			t.Errorf("%s: %d shortcuts", path, n)
		}
		for _, s := range m.Features.Shortcuts {
			within("shortcut name", s.Name, 24)
			within("callback_id", s.CallbackID, 255)
			within("shortcut description", s.Description, 150)
			if s.Type != "global" && s.Type != "message" {
				t.Errorf("%s: shortcut type %s", path, s.Type)
			}
		}
	}
}
