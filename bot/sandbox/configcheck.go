package sandbox

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Bounds of a workspace, far above what anybody looks at.
const (
	maxPeople   = 2000
	maxChannels = 2000
	maxGroups   = 500
	maxApps     = 50
)

// Slack's limits for what an app can have (https://docs.slack.dev/reference/app-manifest).
const (
	maxAppName      = 35
	maxBotName      = 80
	maxCommands     = 50
	maxCommand      = 32 // with the slash
	maxDescription  = 2000
	maxUsageHint    = 1000
	maxShortcuts    = 10
	maxShortcutName = 24
	maxCallbackID   = 255
	maxShortcutHelp = 150
	maxScopes       = 255
	maxEvents       = 100
)

var (
	handlePattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,79}$`)
	commandPattern = regexp.MustCompile(`^/[^\s/]{1,31}$`)
	colorPattern   = regexp.MustCompile(`^[0-9a-fA-F]{6}$`)
	localePattern  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
	emailPattern   = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)
	namePattern    = regexp.MustCompile(`^[a-z][a-z0-9_.:]{1,79}$`) // of scopes and events
)

const handleRule = "must be lower-case letters, digits, dots, dashes or underscores, at most 80"

// configProblem is something wrong at a place such as people[3].tz.
type configProblem struct{ path, what string }

// check collects what is wrong.
type check struct {
	problems []configProblem
	ids      idMaker
}

func newCheck() *check { return &check{ids: idMaker{taken: map[string]bool{}}} }

func (k *check) say(path, format string, args ...any) {
	k.problems = append(k.problems, configProblem{path, fmt.Sprintf(format, args...)})
}

// need says so when a rule is broken.
func (k *check) need(ok bool, path, format string, args ...any) {
	if !ok {
		k.say(path, format, args...)
	}
}

// length refuses texts that are longer than Slack takes, in characters.
func (k *check) length(path, s string, most int) {
	k.need(len([]rune(s)) <= most, path, "must be at most %d characters", most)
}

func (k *check) err() error {
	var lines []string
	for _, p := range k.problems {
		lines = append(lines, p.path+": "+p.what)
	}
	return joinProblems(lines)
}

// Complete returns the configuration with every id filled in as New would, so
// that a program can know ids and tokens before the server exists.
func (c Config) Complete() (Config, error) {
	out, k := c.clone(), newCheck()
	out.readManifests("", k)
	out.complete(k)
	return out, k.err()
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

// complete fills in ids and defaults and refuses what cannot be a workspace.
func (c *Config) complete(k *check) {
	if c.Team.Name == "" {
		c.Team.Name = "Sandbox"
	}
	if c.Team.Domain == "" {
		c.Team.Domain = strings.ToLower(idLetters(c.Team.Name))
	}
	c.takeIDs(k)
	k.ids.fill(&c.Team.ID, "T", c.Team.Name)
	k.need(len(c.People) <= maxPeople, "people", "at most %d", maxPeople)
	k.need(len(c.Apps) <= maxApps, "apps", "at most %d", maxApps)
	k.need(len(c.Groups) <= maxGroups, "groups", "at most %d", maxGroups)
	k.need(len(c.Channels) <= maxChannels, "channels", "at most %d", maxChannels)
	for i := range c.People {
		c.People[i].complete(fmt.Sprintf("people[%d]", i), k)
	}
	for i := range c.Apps {
		c.Apps[i].complete(fmt.Sprintf("apps[%d]", i), k)
	}
	for i := range c.Groups {
		g, path := &c.Groups[i], fmt.Sprintf("groups[%d]", i)
		k.need(handlePattern.MatchString(g.Handle), path+".handle", "%q %s", g.Handle, handleRule)
		if g.Name == "" {
			g.Name = g.Handle
		}
		k.ids.fill(&g.ID, "S", g.Handle)
	}
	for i := range c.Channels {
		ch, path := &c.Channels[i], fmt.Sprintf("channels[%d]", i)
		k.need(handlePattern.MatchString(ch.Name), path+".name", "%q %s, without #", ch.Name, handleRule)
		k.ids.fill(&ch.ID, "C", ch.Name)
	}
	c.Clock.check(k)
	k.need(c.PostBurst >= 0 && c.PostBurst <= 1000, "post_burst", "must be between 0 and 1000")
	c.checkNames(k)
	c.checkFirst(k)
}

// takeIDs reserves the ids that are given, so that none is made twice.
func (c *Config) takeIDs(k *check) {
	take := func(path, prefix, id string) {
		if id == "" {
			return
		}
		k.need(strings.HasPrefix(id, prefix) && len(id) > 1 && idLetters(id) == id, path, "%q must be %s and then capital letters or digits", id, prefix)
		k.need(!k.ids.taken[id], path, "the id %q is used twice", id)
		k.ids.take(id)
	}
	take("team.id", "T", c.Team.ID)
	for i, p := range c.People {
		take(fmt.Sprintf("people[%d].id", i), "U", p.ID)
	}
	for i, a := range c.Apps {
		path := fmt.Sprintf("apps[%d].", i)
		take(path+"id", "A", a.ID)
		take(path+"bot_user_id", "U", a.BotUserID)
		take(path+"bot_id", "B", a.BotID)
	}
	for i, g := range c.Groups {
		take(fmt.Sprintf("groups[%d].id", i), "S", g.ID)
	}
	for i, ch := range c.Channels {
		take(fmt.Sprintf("channels[%d].id", i), "C", ch.ID)
	}
}

// reserve takes all ids of a completed configuration.
func (c *Config) reserve(ids idMaker) {
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

func (p *Person) complete(path string, k *check) {
	k.need(handlePattern.MatchString(p.Name), path+".name", "%q %s", p.Name, handleRule)
	if p.RealName == "" {
		p.RealName = p.Name
	}
	if p.TZ == "" {
		p.TZ = "UTC"
	}
	if p.Locale == "" {
		p.Locale = "en-US"
	}
	p.check(path, k)
	k.ids.fill(&p.ID, "U", p.Name)
}

// check refuses what is no zone, locale, colour or address; empty ones pass.
func (p *Person) check(path string, k *check) {
	if p.TZ != "" {
		if err := checkZone(p.TZ); err != nil {
			k.say(path+".tz", "%v", err)
		}
	}
	k.need(p.Locale == "" || localePattern.MatchString(p.Locale), path+".locale", "%q must be such as en-GB", p.Locale)
	k.need(p.Color == "" || colorPattern.MatchString(p.Color), path+".color", "%q must be six hex digits without #", p.Color)
	k.need(p.Email == "" || emailPattern.MatchString(p.Email), path+".email", "%q is no address", p.Email)
}

func (a *AppConfig) complete(path string, k *check) {
	k.need(a.Name != "", path+".name", "missing")
	k.length(path+".name", a.Name, maxAppName)
	if a.BotName == "" {
		a.BotName = strings.ToLower(idLetters(a.Name))
	}
	k.length(path+".bot_name", a.BotName, maxBotName)
	a.giveTokens()
	k.need(strings.HasPrefix(a.BotToken, "xoxb-"), path+".bot_token", "must start with xoxb-")
	k.need(a.AppToken == "" || strings.HasPrefix(a.AppToken, "xapp-"), path+".app_token", "must start with xapp-")
	if len(a.AppScopes) == 0 {
		a.AppScopes = []string{"connections:write"}
	}
	checkList(path+".scopes", a.Scopes, maxScopes, k)
	checkList(path+".app_scopes", a.AppScopes, maxScopes, k)
	checkList(path+".events", a.Events, maxEvents, k)
	checkDomains(path+".unfurl_domains", a.UnfurlDomains, k)
	a.checkCommands(path, k)
	a.checkShortcuts(path, k)
	for _, u := range []struct{ name, url string }{
		{"commands", a.RequestURLs.Commands}, {"interactions", a.RequestURLs.Interactions}, {"options", a.RequestURLs.Options}, {"events", a.RequestURLs.Events},
	} {
		k.need(u.url == "" || isURL(u.url), path+".request_urls."+u.name, "%q must be a whole URL such as http://127.0.0.1:3000/slack", u.url)
	}
	k.ids.fill(&a.ID, "A", a.Name)
	k.ids.fill(&a.BotUserID, "U", a.BotName)
	k.ids.fill(&a.BotID, "B", a.BotName)
}

// checkList refuses what is no name of a scope or an event.
func checkList(path string, list []string, most int, k *check) {
	k.need(len(list) <= most, path, "at most %d", most)
	for i, s := range list {
		k.need(namePattern.MatchString(s), fmt.Sprintf("%s[%d]", path, i), "%q is no name that Slack would have", s)
	}
}

// giveTokens makes the tokens that were left out: the same ones every time, and
// easy to tell from Slack's.
func (a *AppConfig) giveTokens() {
	if a.BotToken == "" {
		a.BotToken = "xoxb-sandbox-" + a.BotName
	}
	if a.AppToken == "" && a.SocketMode {
		a.AppToken = "xapp-sandbox-" + a.BotName
	}
	if a.SigningSecret == "" {
		a.SigningSecret = "sandbox-" + a.BotName + "-signing-secret"
	}
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (a *AppConfig) checkCommands(path string, k *check) {
	k.need(len(a.Commands) <= maxCommands, path+".commands", "at most %d", maxCommands)
	seen := map[string]bool{}
	for i, c := range a.Commands {
		at := fmt.Sprintf("%s.commands[%d].", path, i)
		k.need(commandPattern.MatchString(c.Command), at+"command", "%q must be a slash and 1 to %d characters without a space or another slash", c.Command, maxCommand-1)
		k.need(!seen[c.Command], at+"command", "%q is given twice", c.Command)
		seen[c.Command] = true
		k.length(at+"description", c.Description, maxDescription)
		k.length(at+"usage_hint", c.UsageHint, maxUsageHint)
		k.need(c.URL == "" || isURL(c.URL), at+"url", "%q must be a whole URL", c.URL)
	}
}

func (a *AppConfig) checkShortcuts(path string, k *check) {
	k.need(len(a.Shortcuts) <= maxShortcuts, path+".shortcuts", "at most %d", maxShortcuts)
	for i, s := range a.Shortcuts {
		at := fmt.Sprintf("%s.shortcuts[%d].", path, i)
		k.need(s.Type == "global" || s.Type == "message", at+"type", "%q must be global or message", s.Type)
		k.need(s.CallbackID != "", at+"callback_id", "missing")
		k.length(at+"name", s.Name, maxShortcutName)
		k.length(at+"callback_id", s.CallbackID, maxCallbackID)
		k.length(at+"description", s.Description, maxShortcutHelp)
	}
}

func (c *ClockConfig) check(k *check) {
	if c.Start != "" {
		at, err := time.Parse(time.RFC3339, c.Start)
		k.need(err == nil, "clock.start", "%q must be a time such as 2026-11-24T09:00:00Z", c.Start)
		k.need(err != nil || at.Unix() >= 0 && !at.After(endOfTime), "clock.start", "%q must be between the years 1970 and 9999", c.Start)
	}
	k.need(c.Rate >= 0 && c.Rate <= maxRate, "clock.rate", "must be more than 0 and at most 3000000; to stop the clock, set paused")
}

// checkNames turns member names into ids and refuses names that nobody has or
// that two have.
func (c *Config) checkNames(k *check) {
	byName := map[string]string{}
	add := func(path, name, id string) {
		prev, dup := byName[name]
		k.need(!dup || prev == id, path, "the name %q is used twice", name)
		byName[name], byName[id] = id, id
	}
	for i, p := range c.People {
		add(fmt.Sprintf("people[%d].name", i), p.Name, p.ID)
	}
	tokens := map[string]bool{}
	for i, a := range c.Apps {
		path := fmt.Sprintf("apps[%d]", i)
		add(path+".bot_name", a.BotName, a.BotUserID)
		byName[a.ID] = a.BotUserID
		for _, t := range []string{a.BotToken, a.AppToken} {
			k.need(t == "" || !tokens[t], path, "two apps share a token")
			tokens[t] = true
		}
	}
	handles := map[string]bool{}
	for i, g := range c.Groups {
		k.need(!handles[g.Handle], fmt.Sprintf("groups[%d].handle", i), "the handle %q is used twice", g.Handle)
		handles[g.Handle] = true
		resolve(g.Users, byName, fmt.Sprintf("groups[%d].users", i), k)
	}
	names := map[string]bool{}
	for i, ch := range c.Channels {
		k.need(!names[ch.Name], fmt.Sprintf("channels[%d].name", i), "the channel name %q is used twice", ch.Name)
		names[ch.Name] = true
		resolve(ch.Members, byName, fmt.Sprintf("channels[%d].members", i), k)
	}
}

func resolve(names []string, byName map[string]string, path string, k *check) {
	for i, n := range names {
		id, ok := byName[strings.TrimPrefix(n, "@")]
		if !ok {
			var known []string
			for name, id := range byName {
				if name != id {
					known = append(known, name)
				}
			}
			slices.Sort(known)
			what := fmt.Sprintf("nobody is called %q", n)
			if near := nearest(strings.TrimPrefix(n, "@"), known); near != "" {
				what += fmt.Sprintf("; did you mean %q?", near)
			}
			k.say(fmt.Sprintf("%s[%d]", path, i), "%s", what)
			continue
		}
		names[i] = id
	}
}

// checkZone refuses what is no IANA time zone.
func checkZone(name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || name == "" {
		return fmt.Errorf("time zone %q is not known; it must be an IANA name such as Europe/Paris", name)
	}
	return nil
}

// completePerson completes somebody who comes later, but for the id.
func completePerson(p *Person) error {
	k := newCheck()
	id := p.ID
	p.complete("person", k)
	p.ID = id
	return k.err()
}
