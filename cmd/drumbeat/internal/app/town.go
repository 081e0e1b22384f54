package app

import (
	"time"

	"drumbeat/bot"
	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// townZone is where the demo's people work.
const townZone = "Europe/Amsterdam"

// townConfig is the workspace of the demo and of the end-to-end stories: a web
// shop with the people that a release concerns.
func townConfig() sandbox.Config {
	person := func(name, real, title string) sandbox.Person {
		return sandbox.Person{Name: name, RealName: real, Title: title, TZ: townZone, Locale: "en-GB"}
	}
	all := []string{"ines", "eva", "mark", "omar", "piet", "lena", "rosa", "tom", "hana", "joris", "ayu", "budi", "drumbeat"}
	ayu, budi := person("ayu", "Ayu", "Call centre, shift lead"), person("budi", "Budi", "Call centre")
	ayu.TZ, budi.TZ = "Asia/Jakarta", "Asia/Jakarta"
	rosa := person("rosa", "Rosa", "Release manager")
	rosa.Admin = true
	return sandbox.Config{
		Team: sandbox.Team{Name: "Basket & Co", Domain: "basket"},
		People: []sandbox.Person{
			person("ines", "Ines", "Product owner, team Basket"),
			person("eva", "Eva", "Business owner"),
			person("mark", "Mark", "Business owner"),
			person("omar", "Omar", "Operations"),
			person("piet", "Piet", "Operations"),
			person("lena", "Lena", "Quality"),
			rosa,
			person("tom", "Tom", "Engineer, team Basket"),
			person("hana", "Hana", "Help desk, shift lead"),
			person("joris", "Joris", "Help desk"),
			ayu, budi,
		},
		Groups: []sandbox.Group{
			{Handle: "release-managers", Name: "Release managers", Users: []string{"rosa"}},
			{Handle: "business-owners", Name: "Business owners", Users: []string{"eva", "mark"}},
			{Handle: "operations", Name: "Operations", Users: []string{"omar", "piet"}},
			{Handle: "quality", Name: "Quality", Users: []string{"lena"}},
			{Handle: "on-call", Name: "On call", Users: []string{"omar", "piet", "rosa"}},
			{Handle: "help-desk", Name: "Help desk", Users: []string{"hana", "joris"}},
			{Handle: "call-centre", Name: "Call centre", Users: []string{"ayu", "budi"}},
		},
		Channels: []sandbox.ChannelConfig{
			{Name: "general", Topic: "Start here", Members: all},
			{Name: "releases", Topic: "What goes live, and when", Members: all},
			{Name: "help-desk", Topic: "Customers of the web shop", Members: []string{"hana", "joris", "rosa", "drumbeat"}},
			{Name: "call-centre", Topic: "Customers on the phone", Members: []string{"ayu", "budi", "rosa", "drumbeat"}},
			{Name: "team-basket", Topic: "Checkout and basket", Members: []string{"ines", "tom", "lena"}},
		},
		Apps: []sandbox.AppConfig{townApp()},
	}
}

// townApp is Drumbeat as the manifest would install it.
func townApp() sandbox.AppConfig {
	app := sandbox.AppConfig{
		Name: "Drumbeat", BotName: "drumbeat", BotToken: "xoxb-sandbox-drumbeat", AppToken: "xapp-sandbox-drumbeat",
		SigningSecret: "sandbox-drumbeat-signing-secret", SocketMode: true, HomeTab: true,
	}
	for _, s := range bot.BotScopes {
		app.Scopes = append(app.Scopes, s.Name)
	}
	for _, e := range bot.Events {
		app.Events = append(app.Events, e.Name)
	}
	for _, c := range bot.Commands {
		app.Commands = append(app.Commands, sandbox.CommandConfig{Command: c.Name, Description: c.Description, UsageHint: c.UsageHint})
	}
	for _, s := range bot.Shortcuts {
		app.Shortcuts = append(app.Shortcuts, sandbox.ShortcutConfig{Type: s.Type, Name: s.Name, CallbackID: s.CallbackID, Description: s.Description})
	}
	return app
}

// townPolicy is the policy of the demo: the default one with two heartbeats, on
// Tuesday and Thursday mornings for the shop and on Wednesday evenings for the
// back office.
func townPolicy() workflow.Policy {
	p := policy.Default()
	p.Zone = townZone
	p.Why = "the demo's policy"
	street := func() []workflow.Environment {
		return []workflow.Environment{
			{Key: "test", Name: "Test", Stage: workflow.Test},
			{Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance, SignOff: policy.RoleQuality},
		}
	}
	p.Systems = []workflow.Platform{
		{Key: "shop", Name: "Web shop", Heartbeat: "web", Environments: street()},
		{Key: "payment", Name: "Payment service", Heartbeat: "web", Environments: street()},
		{Key: "back-office", Name: "Back office", Heartbeat: "office"},
	}
	for i := range p.Types {
		p.Types[i].NeedSignOff = p.Types[i].Type == workflow.Major
	}
	p.Heartbeats = []workflow.Heartbeat{
		{Key: "web", Name: "Web heartbeat", Cron: "0 6 * * TUE,THU", Zone: townZone, Duration: 2 * time.Hour, Capacity: 5, CutOff: 13 * time.Hour, Leads: policy.DefaultLeads()},
		{Key: "office", Name: "Back office heartbeat", Cron: "0 20 * * WED", Zone: townZone, Duration: 3 * time.Hour, Capacity: 3, CutOff: 4 * time.Hour, Leads: policy.DefaultLeads()},
	}
	return p
}
