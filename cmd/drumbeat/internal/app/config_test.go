package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConfigNamesTheVariableAndTheMend(t *testing.T) {
	good := map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
	tests := []struct {
		name string
		set  map[string]string
		want string // empty: fine
	}{
		{"good", nil, ""},
		{"no tokens", map[string]string{"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}, "DRUMBEAT_SLACK_BOT_TOKEN is not set"},
		{"a user token", map[string]string{"SLACK_BOT_TOKEN": "xoxp-1"}, "must begin with xoxb-"},
		{"no transport", map[string]string{"SLACK_APP_TOKEN": ""}, "DRUMBEAT_SLACK_APP_TOKEN is not set, and neither is DRUMBEAT_SLACK_SIGNING_SECRET"},
		{"two transports", map[string]string{"SLACK_SIGNING_SECRET": "s"}, "keep one"},
		{"an API address without its slash", map[string]string{"SLACK_API_URL": "http://127.0.0.1/api"}, "DRUMBEAT_SLACK_API_URL"},
		{"not a MongoDB address", map[string]string{"MONGODB_URI": "postgres://x"}, "DRUMBEAT_MONGODB_URI"},
		{"an unknown level", map[string]string{"LOG_LEVEL": "loud"}, "DRUMBEAT_LOG_LEVEL: use debug"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for k, v := range good {
				t.Setenv("DRUMBEAT_"+k, v)
			}
			for k, v := range tt.set {
				t.Setenv("DRUMBEAT_"+k, v)
			}
			_, err := ReadConfig()
			if tt.want == "" && err != nil {
				t.Fatal(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestConfigReadsSecretsFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("xoxb-from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DRUMBEAT_SLACK_BOT_TOKEN_FILE", path)
	t.Setenv("DRUMBEAT_SLACK_BOT_TOKEN", "")
	if err := os.Unsetenv("DRUMBEAT_SLACK_BOT_TOKEN"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DRUMBEAT_SLACK_APP_TOKEN", "xapp-1")
	c, err := ReadConfig()
	if err != nil || string(c.SlackBotToken) != "xoxb-from-file" {
		t.Errorf("got %q, %v", string(c.SlackBotToken), err)
	}
	t.Setenv("DRUMBEAT_SLACK_BOT_TOKEN_FILE", path+".gone")
	if err := os.Unsetenv("DRUMBEAT_SLACK_BOT_TOKEN"); err != nil {
		t.Fatal(err)
	}
	if _, err = ReadConfig(); err == nil || !strings.Contains(err.Error(), "DRUMBEAT_SLACK_BOT_TOKEN_FILE") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	c := Config{SlackBotToken: "xoxb-very-secret", MongoDBURI: "mongodb://u:very-secret@h"}
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("start", "config", c, "token", c.SlackBotToken)
	for _, s := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), c.SlackBotToken.String(), b.String()} {
		if strings.Contains(s, "very-secret") {
			t.Errorf("shows a secret: %s", s)
		}
	}
}

func TestConfigHelpNamesEveryVariable(t *testing.T) {
	help := ConfigHelp()
	for _, v := range variables() {
		if !strings.Contains(help, v+" ") {
			t.Errorf("%s is not in the help", v)
		}
	}
}
