package sandbox_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// teaManifest is a manifest with one of everything the sandbox reads.
const teaManifest = `{
  "_metadata": {"major_version": 2},
  "display_information": {"name": "Tea Bot", "description": "Makes tea", "background_color": "#123abc"},
  "features": {
    "app_home": {"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": true},
    "bot_user": {"display_name": "Tea Bot", "always_online": true},
    "slash_commands": [{"command": "/tea", "url": "https://tea.example.com/slack/tea?x=1", "description": "Tea", "usage_hint": "[green|black]", "should_escape": true}],
    "shortcuts": [{"name": "Brew", "type": "global", "callback_id": "brew", "description": "Brew some"}]
  },
  "oauth_config": {"scopes": {"bot": ["commands", "chat:write"], "bot_optional": ["users:read"]}, "redirect_urls": ["https://tea.example.com/oauth"]},
  "settings": {
    "event_subscriptions": {"request_url": "https://tea.example.com/slack/events", "bot_events": ["app_home_opened"]},
    "interactivity": {"is_enabled": true, "request_url": "https://tea.example.com/slack/act", "message_menu_options_url": "https://tea.example.com/slack/options"},
    "org_deploy_enabled": false, "socket_mode_enabled": false, "token_rotation_enabled": false
  }
}`

// TestManifest: an app given by its manifest has what the manifest says, and
// its URLs lead to this machine.
func TestManifest(t *testing.T) {
	want := sandbox.AppConfig{
		ID: "A0TEABOT00", Name: "Tea Bot", BotName: "teabot", BotUserID: "U0TEABOT00", BotID: "B0TEABOT00",
		BotToken: "xoxb-sandbox-teabot", SigningSecret: "sandbox-teabot-signing-secret",
		Scopes: []string{"commands", "chat:write", "users:read"}, AppScopes: []string{"connections:write"}, HomeTab: true, MessagesOnly: true,
		Commands:  []sandbox.CommandConfig{{Command: "/tea", Description: "Tea", UsageHint: "[green|black]", ShouldEscape: true, URL: "http://127.0.0.1:3000/slack/tea?x=1"}},
		Shortcuts: []sandbox.ShortcutConfig{{Type: "global", Name: "Brew", CallbackID: "brew", Description: "Brew some"}},
		Events:    []string{"app_home_opened"},
		RequestURLs: sandbox.RequestURLs{
			Interactions: "http://127.0.0.1:3000/slack/act", Options: "http://127.0.0.1:3000/slack/options", Events: "http://127.0.0.1:3000/slack/events",
		},
	}
	dir := t.TempDir()
	files := map[string]string{
		"tea.json":    teaManifest,
		"inline.json": `{"apps":[{"request_base":"http://127.0.0.1:3000","manifest":` + teaManifest + `}]}`,
		"named.json":  `{"apps":[{"request_base":"http://127.0.0.1:3000","manifest":"tea.json"}]}`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"inline.json", "named.json"} {
		cfg, err := sandbox.LoadConfig(filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, cfg.Apps[0]); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	cfg, err := sandbox.Config{Apps: []sandbox.AppConfig{{Name: "Mine", SocketMode: true, Scopes: []string{"chat:write"}, Manifest: sandbox.ManifestSource(teaManifest)}}}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	if a := cfg.Apps[0]; a.Name != "Mine" || len(a.Scopes) != 1 || a.RequestURLs != (sandbox.RequestURLs{}) || a.Commands[0].URL != "" || a.AppToken != "xapp-sandbox-teabot" {
		t.Errorf("what the configuration says comes first, and Socket Mode needs no URLs: %+v", a)
	}
}

// TestOurManifests: the manifests that the project ships install an app.
func TestOurManifests(t *testing.T) {
	found, err := filepath.Glob("../../deployments/slack-manifest-*.json")
	if err != nil || len(found) == 0 {
		t.Fatalf("no manifest found: %v", err)
	}
	for _, name := range found {
		raw, err := json.Marshal(map[string]any{"apps": []any{map[string]any{"manifest": filepath.Base(name), "request_base": "http://localhost:3000"}}})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "c.json")
		abs, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		raw = []byte(strings.Replace(string(raw), filepath.Base(name), abs, 1))
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := sandbox.LoadConfig(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if a := cfg.Apps[0]; len(a.Commands) == 0 || len(a.Scopes) == 0 || !a.HomeTab {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestAppsThatOnlyTalk: nobody types to an app that has no Messages tab, or one
// to read only.
func TestAppsThatOnlyTalk(t *testing.T) {
	for _, change := range []func(*sandbox.AppConfig){func(a *sandbox.AppConfig) { a.MessagesOnly = true }, func(a *sandbox.AppConfig) { a.NoMessagesTab = true }, func(*sandbox.AppConfig) {}} {
		cfg := quiet()
		change(&cfg.Apps[0])
		w := run(t, cfg)
		var opened sandbox.OpenAnswer
		w.post("/client/open", sandbox.OpenRequest{As: "ada", User: "lamp"}, &opened)
		var told sandbox.ErrorAnswer
		status := w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: opened.Channel, Text: "hello"}, &told)
		off := cfg.Apps[0].MessagesOnly || cfg.Apps[0].NoMessagesTab
		if (status == 400) != off || off && told.Error != "Sending messages to this app has been turned off." {
			t.Errorf("read only %v, no tab %v: got %d %q", cfg.Apps[0].MessagesOnly, cfg.Apps[0].NoMessagesTab, status, told.Error)
		}
	}
}

// TestManifestErrors: what Slack's manifest editor refuses, and what would reach
// the app in earnest, is refused with its place.
func TestManifestErrors(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(teaManifest, old) {
			t.Fatalf("the manifest has no %s", old)
		}
		return strings.Replace(teaManifest, old, new, 1)
	}
	tests := []struct{ name, manifest, want string }{
		{"unknown field", change(`"always_online"`, `"always_onlin"`), `apps[0].manifest.features.bot_user.always_onlin: unknown field; did you mean "always_online"?`},
		{"wrong kind", change(`"socket_mode_enabled": false`, `"socket_mode_enabled": "no"`), `settings.socket_mode_enabled: want true or false, got a text`},
		{"no name", change(`"name": "Tea Bot", `, ``), "display_information.name: missing"},
		{"long name", change(`"Tea Bot", "desc`, `"`+strings.Repeat("t", 36)+`", "desc`), "display_information.name: must be at most 35 characters"},
		{"colour", change("#123abc", "blue"), "background_color"},
		{"version", change(`"major_version": 2`, `"major_version": 3`), "_metadata.major_version: must be 1 or 2"},
		{"command", change(`"/tea"`, `"tea"`), `slash_commands[0].command: "tea" must begin with a slash`},
		{"empty hint", change(`"[green|black]"`, `""`), "usage_hint: must not be empty"},
		{"command without URL", change(`"url": "https://tea.example.com/slack/tea?x=1", `, ``), "slash_commands[0].url: missing"},
		{"shortcut", change(`"type": "global"`, `"type": "local"`), `shortcuts[0].type: "local" must be global or message`},
		{"shortcut's name", change(`"Brew", "type"`, `"`+strings.Repeat("b", 25)+`", "type"`), "shortcuts[0].name: must be at most 24 characters"},
		{"events twice", change(`["app_home_opened"]`, `["app_mention","app_mention"]`), `bot_events[1]: "app_mention" is given twice`},
		{"events without URL", change(`"request_url": "https://tea.example.com/slack/events", `, ``), "event subscriptions need a request_url or Socket Mode"},
		{"interactivity without URL", change(`"request_url": "https://tea.example.com/slack/act", `, ``), "interactivity needs a request_url or Socket Mode"},
		{"shortcuts without interactivity", change(`"is_enabled": true`, `"is_enabled": false`), "shortcuts need interactivity"},
		{"interactivity unsaid", change(`"is_enabled": true, `, ``), "is_enabled: missing"},
		{"YAML", "display_information:\n  name: Tea", "a manifest in YAML is not read here"},
	}
	dir := t.TempDir()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if json.Valid([]byte(tt.manifest)) {
				_, err := sandbox.ReadConfig(strings.NewReader(`{"apps":[{"request_base":"http://127.0.0.1:3000","manifest":` + tt.manifest + `}]}`))
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "line ") {
					t.Errorf("in the configuration: got %v, want %q", err, tt.want)
				}
			}
			for name, text := range map[string]string{"m.json": tt.manifest, "c.json": `{"apps":[{"request_base":"http://127.0.0.1:3000","manifest":"m.json"}]}`} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := sandbox.LoadConfig(filepath.Join(dir, "c.json"))
			want := strings.TrimPrefix(tt.want, "apps[0].manifest.")
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "apps[0].manifest: m.json, line ") {
				t.Errorf("as a file: got %v, want %q", err, want)
			}
		})
	}
	for _, tt := range []struct{ config, want string }{
		{`{"apps":[{"manifest":` + teaManifest + `}]}`, "tea.example.com is not on this machine; say with request_base"},
		{`{"apps":[{"request_base":"localhost","manifest":` + teaManifest + `}]}`, `apps[0].request_base: "localhost" must be a whole URL`},
		{`{"apps":[{"manifest":"m.json"}]}`, "a manifest by its file name can be read from a configuration file only"},
		{`{"apps":[{"manifest":7}]}`, "want an object or a file name, got the number 7"},
	} {
		if _, err := sandbox.ReadConfig(strings.NewReader(tt.config)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
	if _, err := sandbox.LoadConfig(filepath.Join(dir, "none.json")); err == nil {
		t.Error("a missing file must be an error")
	}
}

// FuzzConfig: whatever the file holds, it is a workspace that starts, or an
// error with a place in it.
func FuzzConfig(f *testing.F) {
	raw, err := json.Marshal(sandbox.Default())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add(`{"apps":[{"request_base":"http://127.0.0.1:3000","manifest":` + teaManifest + `}]}`)
	f.Add(`{"people":[{"name":"ada"}],"channels":[{"name":"c","members":["ada"]}],"clock":{"start":"2030-01-02T03:04:05Z"},"messages":[{"channel":"c","user":"ada","text":"x","ago":"2d","replies":[{"user":"ada","text":"y"}]}]}`)
	f.Add(`{"people":[{"name":"é"}`)
	f.Fuzz(func(t *testing.T, file string) {
		cfg, err := sandbox.ReadConfig(strings.NewReader(file))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("no place in %q", err)
			}
			return
		}
		srv, err := sandbox.New(cfg, sandbox.Options{Now: (&hand{now: start}).Now})
		if err != nil {
			t.Fatalf("read without an error, refused at the start: %v", err)
		}
		srv.Close()
	})
}
