package sandbox

import (
	"slices"
	"strings"
	"sync"
	"time"
)

func authTest(c *call) (object, error) {
	st := c.s.st
	return object{
		"url": "https://" + st.team.Domain + ".slack.com/", "team": st.team.Name, "team_id": st.team.ID,
		"user": c.app.cfg.BotName, "user_id": c.app.cfg.BotUserID, "bot_id": c.app.cfg.BotID, "app_id": c.app.cfg.ID, "is_enterprise_install": false,
	}, nil
}

func teamInfo(c *call) (object, error) {
	if id := c.args.text("team"); id != "" && id != c.s.st.team.ID {
		return nil, refusal("team_not_found")
	}
	t := c.s.st.team
	return object{"team": object{"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": "", "icon": object{"image_default": true}}}, nil
}

func botsInfo(c *call) (object, error) {
	id := c.args.text("bot")
	for _, a := range c.s.apps {
		if id == a.cfg.BotID || id == "" && a == c.app {
			return object{"bot": object{"id": a.cfg.BotID, "app_id": a.cfg.ID, "name": a.cfg.Name, "user_id": a.cfg.BotUserID, "deleted": false, "updated": c.s.st.startedAt.Unix(), "icons": object{}}}, nil
		}
	}
	return nil, refusal("bot_not_found")
}

// userObject is a user in Slack's shape. The e-mail address needs a scope of
// its own.
func (s *Server) userObject(u *user, withEmail bool) object {
	o := object{
		"id": u.ID, "team_id": s.st.team.ID, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted, "color": u.Color,
		"is_bot": u.isBot(), "is_app_user": false, "updated": s.st.startedAt.Unix(),
		"is_admin": u.Admin, "is_owner": false, "is_primary_owner": false, "is_restricted": false, "is_ultra_restricted": false,
		"is_email_confirmed": !u.isBot(), "who_can_share_contact_card": "EVERYONE",
	}
	profile := object{
		"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.RealName, "display_name_normalized": u.RealName,
		"title": u.Title, "team": s.st.team.ID, "avatar_hash": "", "status_text": "", "status_text_canonical": "", "status_emoji": "",
		"status_emoji_display_info": []any{}, "status_expiration": 0, "phone": "", "skype": "", "fields": object{}, "always_active": u.isBot(),
	}
	first, last, _ := strings.Cut(u.RealName, " ")
	profile["first_name"], profile["last_name"] = first, last
	if u.isBot() {
		profile["api_app_id"], profile["bot_id"] = u.app.cfg.ID, u.app.cfg.BotID
	} else if withEmail {
		profile["email"] = u.email(s.st.team)
	}
	o["profile"] = profile
	if !u.isBot() && !u.Deleted {
		label, offset := zone(u.TZ, s.clock.Now())
		o["tz"], o["tz_label"], o["tz_offset"], o["locale"] = u.TZ, label, offset, u.Locale
	}
	return o
}

func (u *user) email(t Team) string {
	if u.Email != "" {
		return u.Email
	}
	return u.Name + "@" + t.Domain + ".example"
}

// zone is the name and the offset in seconds of a zone at a moment. Zones were
// checked when the user was added.
func zone(name string, at time.Time) (string, int) {
	if loc, known := zones.Load(name); known {
		return at.In(loc.(*time.Location)).Zone()
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return "UTC", 0
	}
	zones.Store(name, loc)
	return at.In(loc).Zone()
}

// zones are the time zones of people, by name: each is a file, and every look at
// the workspace lists everybody.
var zones sync.Map

// maxUsersAtOnce is our guess of what users.info takes in users, which its page
// does not describe; its error too_many_users and the SDKs know it.
const maxUsersAtOnce = 30

func usersInfo(c *call) (object, error) {
	if ids := c.args.list("users"); len(ids) > 0 {
		return c.usersAtOnce(ids)
	}
	id := c.args.text("user")
	if id == "" {
		return nil, missingField("user")
	}
	u := c.s.st.userByID[id]
	if u == nil {
		return nil, refusal("user_not_found").because("there is no user " + id)
	}
	o := c.s.userObject(u, c.app.may("users:read.email"))
	if !c.args.flag("include_locale") {
		delete(o, "locale")
	}
	return object{"user": o}, nil
}

func (c *call) usersAtOnce(ids []string) (object, error) {
	if len(ids) > maxUsersAtOnce {
		return nil, refusal("too_many_users").because("at most 30 users at once")
	}
	out := []object{}
	for _, id := range ids {
		u := c.s.st.userByID[id]
		if u == nil {
			return nil, refusal("user_not_found").because("there is no user " + id)
		}
		out = append(out, c.s.userObject(u, c.app.may("users:read.email")))
	}
	return object{"users": out}, nil
}

func usersList(c *call) (object, error) {
	if len(c.s.st.users) > maxUsersPage && c.args.text("limit") == "" {
		return nil, refusal("limit_required").because("the workspace has over 1,000 users: ask for pages with limit")
	}
	page, meta, err := pageOf(c, c.s.st.users, max(maxPage, len(c.s.st.users)), maxUsersPage) // all, unless asked for pages
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, u := range page {
		out = append(out, c.s.userObject(u, c.app.may("users:read.email")))
	}
	return object{"members": out, "cache_ts": c.s.clock.Now().Unix(), "response_metadata": meta}, nil
}

func usersLookupByEmail(c *call) (object, error) {
	mail := strings.ToLower(c.args.text("email"))
	if mail == "" {
		return nil, missingField("email")
	}
	for _, u := range c.s.st.users {
		if !u.isBot() && !u.Deleted && strings.ToLower(u.email(c.s.st.team)) == mail {
			return object{"user": c.s.userObject(u, true)}, nil
		}
	}
	return nil, refusal("users_not_found")
}

func usergroupsList(c *call) (object, error) {
	if c.s.st.freePlan {
		return nil, refusal("plan_upgrade_required")
	}
	out := []object{}
	for _, g := range c.s.st.groups {
		if g.Disabled && !c.args.flag("include_disabled") {
			continue
		}
		o := c.groupObject(g)
		if c.args.flag("include_users") {
			o["users"] = orEmpty(slices.Clone(g.Users))
		}
		if c.args.flag("include_count") {
			o["user_count"] = len(g.Users)
		}
		out = append(out, o)
	}
	return object{"usergroups": out}, nil
}

func usergroupsUsersList(c *call) (object, error) {
	if c.s.st.freePlan {
		return nil, refusal("plan_upgrade_required")
	}
	id := c.args.text("usergroup")
	if id == "" {
		return nil, missingField("usergroup")
	}
	i := slices.IndexFunc(c.s.st.groups, func(g *group) bool { return g.ID == id })
	if i < 0 || c.s.st.groups[i].Disabled && !c.args.flag("include_disabled") {
		return nil, refusal("no_such_subteam")
	}
	return object{"users": orEmpty(slices.Clone(c.s.st.groups[i].Users))}, nil
}

// orEmpty is the list, [] in JSON even when there is none.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
