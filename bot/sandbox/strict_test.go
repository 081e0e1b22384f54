package sandbox_test

import (
	"testing"

	"drumbeat/bot/sandbox"
)

// TestAppTokensTravelInTheHeader: Slack's page of apps.connections.open says
// never to pass the app-level token as a parameter.
func TestAppTokensTravelInTheHeader(t *testing.T) {
	w := run(t, config())
	if code := w.code("apps.connections.open", map[string]string{"token": w.app().AppToken}); code != "not_authed" {
		t.Errorf("as a field: got %q", code)
	}
	if got := w.bearer("apps.connections.open", w.app().AppToken); got["ok"] != true {
		t.Errorf("in the header: got %v", got)
	}
}

// TestTriggersAreUsedOnce by views.push as by views.open, but not by a refusal.
func TestTriggersAreUsedOnce(t *testing.T) {
	w, c := silent(t)
	one := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": viewJSON("One", "")})
	trigger := c.inside(one)
	if _, code := w.view("views.push", map[string]string{"trigger_id": trigger, "view": viewJSON("A title that is much too long", "")}); code != "invalid_arguments" {
		t.Errorf("a bad view: got %q", code)
	}
	w.must("views.push", map[string]string{"trigger_id": trigger, "view": viewJSON("Two", "")})
	for _, method := range []string{"views.push", "views.open"} {
		if _, code := w.view(method, map[string]string{"trigger_id": trigger, "view": viewJSON("Three", "")}); code != "exchanged_trigger_id" {
			t.Errorf("%s: got %q", method, code)
		}
	}
	w.wantStack("One", "Two")
}

// TestHomeTabOff: an app without a Home tab publishes none.
func TestHomeTabOff(t *testing.T) {
	cfg := config()
	cfg.Apps[0].HomeTab = false
	w := run(t, cfg)
	if _, code := w.view("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":[]}`}); code != "not_enabled" {
		t.Errorf("got %q", code)
	}
	var refused sandbox.ErrorAnswer
	w.get("/client/home?as=ada&app=lamp", &refused)
	if refused.Error != "Lamp has no Home tab." {
		t.Errorf("a person: got %+v", refused)
	}
}

// TestWhoHasAZone: bots and deactivated people have none; others have its name,
// its label and its offset at the workspace's time.
func TestWhoHasAZone(t *testing.T) {
	w := run(t, config())
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "dan", Deleted: true}}, &sandbox.ActionAnswer{})
	for id, want := range map[string][3]any{
		w.id("ada"): {"Europe/Paris", "CET", float64(3600)}, w.id("dan"): {}, w.app().BotUserID: {},
	} {
		u, _ := w.call("users.info", map[string]string{"user": id})["user"].(map[string]any)
		if got := [3]any{u["tz"], u["tz_label"], u["tz_offset"]}; got != want || u["id"] != id || u["deleted"] != (id == w.id("dan")) {
			t.Errorf("%s: got %v in %v, want %v", id, got, u, want)
		}
	}
}

// TestGroupsOnDemand: members, counts and disabled groups are listed for who
// asks for them.
func TestGroupsOnDemand(t *testing.T) {
	w := run(t, config())
	off := true
	w.post("/control/groups", sandbox.GroupChange{Handle: "old", Users: &[]string{"ada"}, Disabled: &off}, &sandbox.ActionAnswer{})
	for _, tt := range []struct {
		ask    string
		groups int
		key    string
	}{{"", 1, ""}, {"include_users", 1, "users"}, {"include_count", 1, "user_count"}, {"include_disabled", 2, ""}} {
		form := map[string]string{}
		if tt.ask != "" {
			form[tt.ask] = "true"
		}
		list, _ := w.call("usergroups.list", form)["usergroups"].([]any)
		if len(list) != tt.groups {
			t.Fatalf("%q: got %v", tt.ask, list)
		}
		g := list[0].(map[string]any)
		for _, key := range []string{"users", "user_count"} {
			if _, there := g[key]; there != (key == tt.key) {
				t.Errorf("%q: %s is there: %v", tt.ask, key, there)
			}
		}
		if tt.groups == 2 && list[1].(map[string]any)["date_delete"] == float64(0) {
			t.Error("a disabled group has no date_delete")
		}
	}
}

// TestLastInstalledWins: commands have no namespaces
// (https://docs.slack.dev/interactivity/implementing-slash-commands).
func TestLastInstalledWins(t *testing.T) {
	cfg := config()
	cfg.Apps = append(cfg.Apps, sandbox.AppConfig{
		Name: "Second", BotToken: "xoxb-second", AppToken: "xapp-second", SocketMode: true, Commands: []sandbox.CommandConfig{{Command: "/lamp"}},
	})
	w := run(t, cfg)
	w.wire() // the first app's
	if got := <-w.types("/lamp"); got.Error != "dispatch_failed" {
		t.Errorf("got %+v, want the second app, which is not there", got)
	}
}
