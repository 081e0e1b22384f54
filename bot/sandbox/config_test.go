package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestConfigIsOneFile: the default workspace survives the way through its file.
func TestConfigIsOneFile(t *testing.T) {
	want := sandbox.Default()
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sandbox.ReadConfig(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestConfigIDs(t *testing.T) {
	cfg, err := sandbox.Config{
		People:   []sandbox.Person{{Name: "jo"}, {Name: "j.o"}},
		Channels: []sandbox.ChannelConfig{{Name: "jo", Members: []string{"@jo", "j.o", "Bot"}}},
		Apps:     []sandbox.AppConfig{{ID: "Bot", Name: "Bot", BotToken: "xoxb-1"}},
	}.Complete()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"U0JO000000", "U0JO0000002", "C0JO000000", "U0BOT00000"}
	if diff := cmp.Diff(want, []string{cfg.People[0].ID, cfg.People[1].ID, cfg.Channels[0].ID, cfg.Apps[0].BotUserID}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"U0JO000000", "U0JO0000002", "U0BOT00000"}, cfg.Channels[0].Members); diff != "" {
		t.Errorf("members (-want +got)\n%s", diff)
	}
}

func TestConfigErrors(t *testing.T) {
	app := `"apps":[{"name":"A","bot_token":"xoxb-a","socket_mode":false}]`
	tests := []struct{ name, file, want string }{
		{"not JSON", `{`, "unexpected EOF"},
		{"unknown field", `{"peoples":[]}`, `unknown field "peoples"`},
		{"bad name", `{"people":[{"name":"Ada M"}]}`, `people[0]: name "Ada M"`},
		{"bad zone", `{"people":[{"name":"ada","tz":"Mars/Base"}]}`, "time zone"},
		{"two of a name", `{"people":[{"name":"ada"},{"name":"ada"}]}`, `"ada" is used twice`},
		{"unknown member", `{"channels":[{"name":"c","members":["ada"]}],` + app + `}`, `channel c: nobody is called "ada"`},
		{"channel with sign", `{"channels":[{"name":"#c"}]}`, "without #"},
		{"bot token", `{"apps":[{"name":"A","bot_token":"xapp-a"}]}`, "must start with xoxb-"},
		{"no app token", `{"apps":[{"name":"A","bot_token":"xoxb-a","socket_mode":true}]}`, "Socket Mode needs one"},
		{"command", `{"apps":[{"name":"A","bot_token":"xoxb-a","commands":[{"command":"lamp"}]}]}`, `command "lamp"`},
		{"shortcut", `{"apps":[{"name":"A","bot_token":"xoxb-a","shortcuts":[{"type":"odd","callback_id":"c"}]}]}`, `type "odd"`},
		{"shared token", `{"apps":[{"name":"A","bot_token":"xoxb-a"},{"name":"B","bot_token":"xoxb-a"}]}`, "share a token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sandbox.ReadConfig(strings.NewReader(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
	if _, err := sandbox.New(sandbox.Default(), sandbox.Options{}); err == nil {
		t.Error("a sandbox without a clock must be refused")
	}
	if _, err := sandbox.New(sandbox.Default(), sandbox.Options{Now: time.Now}); err != nil {
		t.Error(err)
	}
}
