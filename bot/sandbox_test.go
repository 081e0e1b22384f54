package bot_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"

	"github.com/slack-go/slack"
)

// village is a bot in a strict workspace, with real people and a real desk, and
// nobody who delivers: what people see is what the bot answers.
type village struct {
	*people.Workspace
	town   *town
	server *sandbox.Server
	settle func() // what follows the answers has happened
	rough  bool   // connections are broken on purpose: what was under way is lost
}

// villageConfig is a workspace with our people and our app, as its manifest
// would install it.
func villageConfig(callbacks string, overSocket bool) sandbox.Config {
	app := sandbox.AppConfig{
		ID: appID, Name: "Drumbeat", BotToken: "xoxb-village", AppToken: "xapp-village", SigningSecret: secret, SocketMode: overSocket, HomeTab: true,
		RequestURLs: sandbox.RequestURLs{Commands: callbacks + "/slack/commands", Interactions: callbacks + "/slack/interactions", Events: callbacks + "/slack/events"},
	}
	for _, c := range bot.Commands {
		app.Commands = append(app.Commands, sandbox.CommandConfig{Command: c.Name, Description: c.Description, UsageHint: c.UsageHint})
	}
	for _, s := range bot.Shortcuts {
		app.Shortcuts = append(app.Shortcuts, sandbox.ShortcutConfig{Type: s.Type, Name: s.Name, CallbackID: s.CallbackID, Description: s.Description})
	}
	for _, s := range bot.BotScopes {
		app.Scopes = append(app.Scopes, s.Name)
	}
	for _, e := range bot.Events {
		app.Events = append(app.Events, e.Name)
	}
	config := sandbox.Config{
		Team:         sandbox.Team{ID: teamID, Name: "Lighthouse"},
		Channels:     []sandbox.ChannelConfig{{ID: channel, Name: "releases", Members: []string{"ines", "eva", "omar", "lena", "rosa", "drumbeat"}}, {Name: "elsewhere", Members: []string{"ines"}}},
		Apps:         []sandbox.AppConfig{app},
		NoRateLimits: true,
	}
	for _, id := range []workflow.PersonID{ines, eva, omar, lena, rosa} {
		name := strings.ToLower(strings.TrimPrefix(string(id), "U0"))
		config.People = append(config.People, sandbox.Person{ID: string(id), Name: name, RealName: strings.ToUpper(name[:1]) + name[1:], TZ: "UTC"})
	}
	return config
}

func inVillage(t *testing.T, overSocket bool) *village {
	t.Helper()
	late := http.NewServeMux()
	callbacks := httptest.NewServer(late)
	t.Cleanup(callbacks.Close)
	config := villageConfig(callbacks.URL, overSocket)
	app := config.Apps[0]
	server, err := sandbox.New(config, sandbox.Options{Now: func() time.Time { return monday }, Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	v := &village{Workspace: people.Inside(t, server.Handler()), server: server}
	v.TheRestDoesNotMatter() // the stories of the whole program hold every message against a script
	v.town = newTown(t, func(o *bot.Options, _ *town) {
		o.APIURL = v.URL() + "/api/"
		o.API = slack.New(app.BotToken, slack.OptionAPIURL(o.APIURL), slack.OptionAppLevelToken(app.AppToken), slack.OptionHTTPClient(bot.NewHTTPClient(patience)))
	})
	late.Handle("/", v.town.http)
	v.Settles(func() { v.rest(t) })
	stop := func() {}
	if overSocket {
		stop = v.connect(t)
	}
	v.settle = func() {
		stop()
		v.town.settle()
	}
	t.Cleanup(func() {
		v.settle()
		if !v.rough {
			v.NoViolations()
		}
		if t.Failed() {
			t.Logf("the bot's log:\n%s", v.town.log)
		}
	})
	return v
}

// connect runs the bot's socket until the end of the story.
func (v *village) connect(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- v.town.bot.Socket(bot.SocketOptions{}).Run(ctx) }()
	if err := v.server.WaitConnected(t.Context(), appID); err != nil {
		t.Fatal(err)
	}
	stopped := false
	return func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("socket: %v", err)
		}
	}
}

// bothWays runs a story over signed HTTP and over Socket Mode.
func bothWays(t *testing.T, story func(*testing.T, *village)) {
	t.Helper()
	for name, socket := range map[string]bool{"http": false, "socket": true} {
		t.Run(name, func(t *testing.T) { story(t, inVillage(t, socket)) })
	}
}

// TestVillage is a release in the hands of people: asked for, refused to its
// requester, approved twice by an impatient finger, looked at from all sides.
func TestVillage(t *testing.T) {
	bothWays(t, func(t *testing.T, v *village) {
		ines, eva, omar := v.As("ines"), v.As("eva"), v.As("omar")
		ines.Types("#releases", "/release request Faster checkout")
		form := ines.SeesModal("Request a release")
		form.Submit()
		if len(form.Errors()) == 0 {
			t.Errorf("an empty form was taken: %s", form.Text())
		}
		fill(form)
		form.Sends()
		ines.SeesNoModal()
		told := ines.Await("#releases", "REL-1")
		if !told.OnlyForYou() {
			t.Errorf("everybody is told: %s", told.Text())
		}
		v.wait(ines, "/release show REL-1", "Faster checkout", "In approval: 0 of 2")
		if got := ines.Last("#releases").Buttons(); slices.Contains(got, "Approve") || !slices.Contains(got, "Withdraw") {
			t.Errorf("who asked for it is offered %q", got)
		}

		eva.Types("#releases", "/release show 1")
		card := eva.Last("#releases")
		eva.Clicks(card, "Approve")
		eva.Await("#releases", "You approved REL-1")
		omar.Types("#releases", "/release REL-1")
		omar.ClicksIn("#releases", "Approve")
		omar.Await("#releases", "You approved REL-1")
		if got := v.town.load(1).State; got != workflow.Scheduled {
			t.Errorf("state %s, want scheduled", got)
		}
		v.lookAround(t)
	})
}

// wait types a command until its answer has all the words: follow-ups of the
// command before may still be under way.
func (v *village) wait(p *people.Person, typed string, words ...string) {
	p.Types("#releases", typed)
	p.Await("#releases", words...)
}

func fill(form *people.Modal) {
	form.Fill("team", "Basket")
	form.Fill("what", "Returning customers skip a step.")
	form.Fill("why", "12 % leave there.")
	form.Fill("notice", "The address step is gone.")
	form.Fill("say", "Your saved address is used.")
	form.Fill("if_they_call", "Tom, until 20:00.")
	form.Fill("rollback", "Switch it off.")
	form.Fill("evidence", "Tested on acceptance.")
}

// lookAround opens all that only shows.
func (v *village) lookAround(t *testing.T) {
	ines, rosa := v.As("ines"), v.As("rosa")
	for typed, want := range map[string]string{
		"/release": "Request a release", "/release help": "why REL", "/release list": "Faster checkout", "/release mine": "Faster checkout",
		"/release why 1": "REL-1", "/release lsit": "/release list", "/release show 12": "REL-1", "/release show me": "not the number",
	} {
		ines.Types("#releases", typed)
		if got := ines.Last("#releases"); !strings.Contains(got.Text(), want) || !got.OnlyForYou() {
			t.Errorf("%s: %s", typed, got.Text())
		}
	}
	ines.Types("#elsewhere", "/release")
	ines.ClicksIn("#elsewhere", "My releases")
	ines.Await("#elsewhere", "Faster checkout")
	rosa.Types("#releases", "/release show 1")
	rosa.ClicksIn("#releases", "All details")
	details := rosa.SeesModal("REL-1")
	if !strings.Contains(details.Text(), "12 % leave there.") {
		t.Errorf("details: %s", details.Text())
	}
	details.Close()
	if got := ines.Home().Text(); !strings.Contains(got, "Faster checkout") {
		t.Errorf("home: %s", got)
	}
}

// TestVillageForm opens the form from everywhere and adapts it.
func TestVillageForm(t *testing.T) {
	bothWays(t, func(t *testing.T, v *village) {
		ines := v.As("ines")
		ines.Shortcut("Request a release")
		form := ines.SeesModal("Request a release")
		form.Fill("title", "Typed before")
		form.Fill("notice", "Also typed before")
		form.Choose("impact", "none")
		v.Eventually("the briefing is not asked for", func() bool { return !strings.Contains(now(form), "Also typed before") })
		form.Choose("impact", "noticeable")
		v.Eventually("it is asked for again", func() bool { return strings.Contains(now(form), "Also typed before") })
		if got := form.Field("title"); got != "Typed before" {
			t.Errorf("the title became %q", got)
		}
		form.Choose("type", "emergency")
		v.Eventually("the short form", func() bool {
			return !strings.Contains(form.Text(), "12 %") && strings.Contains(form.Text(), "Typed before")
		})
		form.Close()

		ines.Types("#releases", "Checkout is slow & sad\nSee the ticket")
		ines.MessageShortcut(ines.Last("#releases"), "Request a release")
		form = ines.SeesModal("Request a release")
		if got := form.Field("title"); got != "Checkout is slow & sad" {
			t.Errorf("the title is %q", got)
		}
		fill(form)
		form.Sends()
		if got := v.town.load(1).Request.Source; !strings.Contains(got, "/archives/") {
			t.Errorf("the link to the message is %q", got)
		}
		ines.Home().Click("Request a release")
		ines.SeesModal("Request a release").Close()

		ines.Types("#elsewhere", "/release request Where no bot is")
		form = ines.SeesModal("Request a release")
		fill(form)
		form.Sends()
		ines.Await("#elsewhere", "REL-2")
	})
}

// patience is how long a test waits for a slow machine before it gives up.
const patience = time.Minute

// rest waits until what people did has had its effects: a form that is closed
// while it is still being adapted would be adapted after it is gone, which Slack
// refuses.
func (v *village) rest(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := v.server.WaitIdle(ctx); err != nil {
		t.Errorf("wait for the workspace: %v", err)
	}
	if err := v.town.bot.Idle(ctx); err != nil {
		t.Errorf("wait for the bot: %v", err)
	}
}

// now is what a modal shows at this moment.
func now(form *people.Modal) string {
	form.Closed() // looks again
	return form.Text()
}

// TestVillageReasons rejects, takes it back, asks for changes, edits, sends
// again, moves and withdraws, each through its modal.
func TestVillageReasons(t *testing.T) {
	bothWays(t, func(t *testing.T, v *village) {
		ines, eva, rosa := v.As("ines"), v.As("eva"), v.As("rosa")
		v.town.release("Faster checkout")
		if _, err := v.town.desk.Relay(t.Context()); err != nil {
			t.Fatal(err)
		}
		do := func(p *people.Person, button, modal string, fields map[string]string, want workflow.State) {
			t.Helper()
			p.Types("#releases", "/release show 1")
			p.ClicksIn("#releases", button)
			if modal != "" {
				form := p.SeesModal(modal)
				for f, value := range fields {
					form.Fill(f, value)
				}
				form.Sends()
				p.SeesNoModal()
			}
			if got := v.town.load(1); got.State != want {
				t.Fatalf("after %s: %s, want %s", button, got.State, want)
			}
		}
		reason := map[string]string{"reason": "Because <!channel> *said* so."}
		do(eva, "Reject", "Reject", reason, workflow.Rejected)
		do(eva, "Take back rejection", "", nil, workflow.InApproval)
		do(eva, "Ask for changes", "Ask for changes", reason, workflow.Returned)
		do(ines, "Edit and send again", "Send REL-1 again", map[string]string{"what": "Better."}, workflow.InApproval)
		do(ines, "Edit", "Edit REL-1", map[string]string{"what": "Better still."}, workflow.InApproval)
		if _, err := v.town.desk.Relay(t.Context()); err != nil {
			t.Fatal(err)
		}
		rosa.Types("#releases", "/release show 1")
		rosa.ClicksIn("#releases", "Move")
		form := rosa.SeesModal("Move")
		form.Submit()
		if len(form.Errors()) == 0 {
			t.Errorf("moved nowhere for no reason: %s", form.Text())
		}
		form.Close()
		do(ines, "Withdraw", "Withdraw", reason, workflow.Withdrawn)
	})
}

// TestVillageFaults is a Slack that hangs up: the socket is opened again and
// the person answered; copies of a delivery have one effect.
func TestVillageFaults(t *testing.T) {
	v := inVillage(t, true)
	v.rough = true
	v.town.release("Faster checkout")
	eva := v.As("eva")
	for _, trouble := range []string{"warning", "disconnect", "drop"} {
		v.server.Sockets("", trouble)
		if err := v.server.WaitConnected(t.Context(), appID); err != nil {
			t.Fatal(err)
		}
		v.Eventually("/release is answered after "+trouble, func() bool { return eva.Tries("#releases", "/release help") == "" })
	}
	eva.Types("#releases", "/release show 1")
	eva.ClicksIn("#releases", "Approve")
	if !v.server.Redeliver(t.Context(), appID, 3) {
		t.Fatal("nothing to deliver again")
	}
	if n := len(v.town.load(1).Approvals); n != 1 {
		t.Errorf("%d approvals, want 1", n)
	}
}
