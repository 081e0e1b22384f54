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
		Channels: []sandbox.ChannelConfig{{Name: "jo", Members: []string{"@jo", "j.o", "ABOT"}}},
		Apps:     []sandbox.AppConfig{{ID: "ABOT", Name: "Bot", BotToken: "xoxb-1"}},
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
	tests := []struct{ name, file, want string }{
		{"not JSON", `{`, "line 1, column 2: not JSON: the file ends too early"},
		{"not JSON inside", "{\n  \"people\": [}", "line 2, column 14: not JSON: invalid character '}'"},
		{"empty", ``, "the file ends too early"},
		{"a list", `[]`, "line 1, column 1: want an object, got a list"},
		{"more after it", `{} {}`, "line 1, column 4: not JSON: invalid character '{' after top-level value"},
		{"too deep", `{"people":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, "nested too deeply"},
		{"unknown field", `{"peoples":[]}`, `line 1, column 2: peoples: unknown field; did you mean "people"?`},
		{"unknown field inside", "{\"people\":[\n\t{\"name\":\"ada\"},\n\t{\"name\":\"b\",\"timezone\":1}]}", `line 3, column 14: people[1].timezone: unknown field; known are admin, color`},
		{"twice", `{"team":{},"team":{}}`, `line 1, column 12: team: given twice`},
		{"text for a list", `{"people":"ada"}`, `line 1, column 11: people: want a list, got a text`},
		{"text for a switch", `{"people":[{"name":"é","admin":"yes"}]}`, `line 1, column 32: people[0].admin: want true or false, got a text`},
		{"number for a text", `{"team":{"name":7}}`, `team.name: want a text, got the number 7`},
		{"number too large", `{"post_burst":1e99}`, `post_burst does not fit`},
		{"bad name", `{"people":[{"name":"Ada M"}]}`, `line 1, column 20: people[0].name: "Ada M" must be lower-case`},
		{"bad zone", `{"people":[{},{"name":"ada","tz":"Mars/Base"}]}`, `people[1].tz: time zone "Mars/Base" is not known`},
		{"zone of the machine", `{"people":[{"name":"ada","tz":"Local"}]}`, `people[0].tz`},
		{"bad colour", `{"people":[{"name":"ada","color":"#fff"}]}`, `people[0].color: "#fff" must be six hex digits`},
		{"bad locale", `{"people":[{"name":"ada","locale":"english"}]}`, `people[0].locale`},
		{"bad address", `{"people":[{"name":"ada","email":"ada"}]}`, `people[0].email: "ada" is no address`},
		{"bad id", `{"people":[{"name":"ada","id":"ada"}]}`, `people[0].id: "ada" must be U`},
		{"id twice", `{"people":[{"name":"ada","id":"U1"},{"name":"bo","id":"U1"}]}`, `people[1].id: the id "U1" is used twice`},
		{"two of a name", `{"people":[{"name":"ada"},{"name":"ada"}]}`, `people[1].name: the name "ada" is used twice`},
		{"two groups of a handle", `{"groups":[{"handle":"g"},{"handle":"g"}]}`, `groups[1].handle: the handle "g" is used twice`},
		{"two channels of a name", `{"channels":[{"name":"c"},{"name":"c"}]}`, `channels[1].name: the channel name "c" is used twice`},
		{"unknown member", `{"people":[{"name":"ada"}],"channels":[{"name":"c","members":["ada","aad"]}]}`, `channels[0].members[1]: nobody is called "aad"; did you mean "ada"?`},
		{"channel with sign", `{"channels":[{"name":"#c"}]}`, "without #"},
		{"no app name", `{"apps":[{"bot_token":"xoxb-a"}]}`, "line 1, column 10: apps[0].name: missing"},
		{"bot token", `{"apps":[{"name":"A","bot_token":"xapp-a"}]}`, "apps[0].bot_token: must start with xoxb-"},
		{"app token", `{"apps":[{"name":"A","app_token":"xoxb-a"}]}`, "apps[0].app_token: must start with xapp-"},
		{"domain", `{"apps":[{"name":"A","unfurl_domains":["https://example.com"]}]}`, `apps[0].unfurl_domains[0]: "https://example.com" must be a domain such as example.com, without https://`},
		{"domains", `{"apps":[{"name":"A","unfurl_domains":["a.b","b.b","c.b","d.b","e.b","f.b"]}]}`, "apps[0].unfurl_domains: at most 5"},
		{"scope", `{"apps":[{"name":"A","scopes":["chat write"]}]}`, "apps[0].scopes[0]"},
		{"command", `{"apps":[{"name":"A","commands":[{"command":"lamp"}]}]}`, `apps[0].commands[0].command: "lamp" must be a slash`},
		{"command twice", `{"apps":[{"name":"A","commands":[{"command":"/l"},{"command":"/l"}]}]}`, `apps[0].commands[1].command: "/l" is given twice`},
		{"shortcut", `{"apps":[{"name":"A","shortcuts":[{"type":"odd","callback_id":"c"}]}]}`, `apps[0].shortcuts[0].type: "odd" must be global or message`},
		{"URL", `{"apps":[{"name":"A","request_urls":{"events":"localhost:3000"}}]}`, `apps[0].request_urls.events`},
		{"shared token", `{"apps":[{"name":"A","bot_token":"xoxb-a"},{"name":"B","bot_token":"xoxb-a"}]}`, "apps[1]: two apps share a token"},
		{"clock", `{"clock":{"start":"noon"}}`, `clock.start: "noon" must be a time such as`},
		{"rate", `{"clock":{"rate":-1}}`, `clock.rate`},
		{"burst", `{"post_burst":-1}`, `post_burst: must be between 0 and 1000`},
		{"two at once", `{"people":[{"name":"A"},{"name":"B"}]}`, "people[0].name: \"A\" must be lower-case letters, digits, dots, dashes or underscores, at most 80\nline 1, column 33: people[1].name"},
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
	if _, err := sandbox.New(sandbox.Config{People: []sandbox.Person{{Name: "A B"}}}, sandbox.Options{Now: time.Now}); err == nil || !strings.Contains(err.Error(), `people[0].name: "A B"`) {
		t.Errorf("New got %v", err)
	}
	if _, err := sandbox.New(sandbox.Default(), sandbox.Options{Now: time.Now}); err != nil {
		t.Error(err)
	}
}

// TestConfigManyErrors: twenty problems are named, the rest is counted.
func TestConfigManyErrors(t *testing.T) {
	_, err := sandbox.ReadConfig(strings.NewReader(`{"people":[` + strings.Repeat(`{"name":"X"},`, 29) + `{"name":"x"}]}`))
	if err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "and 37 more") {
		t.Errorf("got %v", err)
	}
}

// TestConfigTokens: what is left out is made, the same way every time.
func TestConfigTokens(t *testing.T) {
	cfg, err := sandbox.ReadConfig(strings.NewReader(`{"apps":[{"name":"Tea Bot","socket_mode":true},{"name":"Web"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range cfg.Apps {
		got = append(got, a.BotName, a.BotToken, a.AppToken, a.SigningSecret)
	}
	want := []string{"teabot", "xoxb-sandbox-teabot", "xapp-sandbox-teabot", "sandbox-teabot-signing-secret", "web", "xoxb-sandbox-web", "", "sandbox-web-signing-secret"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestConfigClock: the clock begins where the file says, and again after a reset.
func TestConfigClock(t *testing.T) {
	cfg := config()
	cfg.Clock = sandbox.ClockConfig{Start: "2030-01-02T03:04:05Z", Paused: true, Rate: 60}
	w := run(t, cfg)
	began := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	w.base.turn(time.Hour)
	if got := w.srv.Clock().Now(); !got.Equal(began) {
		t.Errorf("paused: got %v, want %v", got, began)
	}
	w.srv.Clock().Pause(false)
	w.base.turn(time.Minute)
	if got := w.srv.Clock().Now(); !got.Equal(began.Add(time.Hour)) {
		t.Errorf("sixty times as fast: got %v", got)
	}
	w.srv.Reset()
	if info := w.srv.Clock().Info(); info.Now != float64(began.Unix()) || !info.Paused || info.Rate != 60 {
		t.Errorf("after a reset: %+v", info)
	}
}

// TestConfigPostBurst: so many messages at once, not one more.
func TestConfigPostBurst(t *testing.T) {
	for _, burst := range []int{0, 2, 9} {
		cfg := sandbox.Default()
		cfg.PostBurst = burst
		w := run(t, cfg)
		n := 0
		for w.call("chat.postMessage", map[string]string{"channel": "general", "text": "x"})["ok"] == true {
			n++
		}
		if want := map[int]int{0: 4, 2: 2, 9: 9}[burst]; n != want {
			t.Errorf("post_burst %d: %d went through, want %d", burst, n, want)
		}
	}
}
