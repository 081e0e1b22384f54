package sandbox

import (
	"slices"
	"unicode/utf8"
)

// User groups, read and changed by apps.

const maxGroupText = 140 // name and description, the longest that Slack's own form takes

// groupObject is a user group in Slack's shape.
func (c *call) groupObject(g *group) object {
	channels, private := []string{}, []string{}
	for _, id := range g.channels {
		if ch := c.s.st.channelBy[id]; ch != nil && ch.kind == kindPrivate {
			private = append(private, id)
		} else {
			channels = append(channels, id)
		}
	}
	o := object{
		"id": g.ID, "team_id": c.s.st.team.ID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "handle": g.Handle, "description": g.description,
		"is_external": false, "date_create": g.created, "date_update": g.updated, "date_delete": g.disabledAt, "auto_type": nil, "auto_provision": false,
		"created_by": g.createdBy, "updated_by": g.updatedBy, "deleted_by": nil, "enterprise_subteam_id": "", "channel_count": len(g.channels),
		"prefs": object{"channels": channels, "groups": private},
	}
	if g.Disabled {
		o["deleted_by"] = g.updatedBy
	}
	return o
}

// changedGroup is the answer of a change, with the members as Slack adds them.
func (c *call) changedGroup(g *group) object {
	o := c.groupObject(g)
	o["users"] = orEmpty(slices.Clone(g.Users))
	if c.args.flag("include_count") {
		o["user_count"] = len(g.Users)
	}
	return object{"usergroup": o}
}

// group finds the user group that a change is for.
func (c *call) group() (*group, error) {
	id := c.args.text("usergroup")
	switch {
	case c.s.st.freePlan:
		return nil, refusal("plan_upgrade_required")
	case id == "":
		return nil, missingField("usergroup")
	}
	i := slices.IndexFunc(c.s.st.groups, func(g *group) bool { return g.ID == id })
	if i < 0 {
		return nil, refusal("no_such_subteam").because("there is no user group " + id)
	}
	return c.s.st.groups[i], nil
}

// touch notes a change of a group and tells pages and apps.
func (c *call) touch(g *group, event string, more object) {
	g.updated, g.updatedBy = c.s.clock.Now().Unix(), c.app.cfg.BotUserID
	c.s.publish(Event{Type: EventUsers}, everybody)
	for _, a := range c.s.apps {
		if !a.hears(event) {
			continue
		}
		e := object{"type": event}
		if more == nil {
			o := c.groupObject(g)
			o["users"], o["user_count"] = orEmpty(slices.Clone(g.Users)), len(g.Users)
			e["subteam"] = o
		}
		for k, v := range more {
			e[k] = v
		}
		c.s.emit(a, c.app.cfg.BotUserID, e)
	}
}

// groupFields reads name, handle, description and channels over those of a
// group, which is not changed when something is wrong.
func (c *call) groupFields(g *group) error {
	next := *g
	for name, field := range map[string]*string{"name": &next.Name, "handle": &next.Handle, "description": &next.description} {
		if c.args.has(name) {
			*field = c.args.text(name)
		}
	}
	if c.args.has("channels") {
		next.channels = c.args.list("channels")
	}
	switch {
	case next.Name == "":
		return refusal("missing_subteam_name").because("name is missing")
	case utf8.RuneCountInString(next.Name) > maxGroupText:
		return refusal("name_too_long").because("a name has at most 140 characters")
	case utf8.RuneCountInString(next.description) > maxGroupText:
		return refusal("description_too_long").because("a description has at most 140 characters")
	case slices.Contains(broadcasts, next.Handle):
		return refusal("forbidden_handle").because("@" + next.Handle + " calls everybody")
	case next.Handle != "" && (!handlePattern.MatchString(next.Handle) || len(next.Handle) > 21):
		return refusal("bad_handle").because("a handle has up to 21 lower-case letters, digits, dots, dashes")
	}
	for _, other := range c.s.st.groups {
		switch {
		case other == g || other.ID == g.ID:
		case other.Handle == next.Handle && next.Handle != "":
			return refusal("handle_already_exists").because("@" + next.Handle + " is taken")
		case other.Name == next.Name:
			return refusal("name_already_exists").because("a group is called " + next.Name + " already")
		}
	}
	if u := c.s.st.findUser(next.Handle); u != nil && next.Handle != "" {
		return refusal("handle_already_exists").because("@" + next.Handle + " is a person")
	}
	for _, id := range next.channels {
		if !c.seesChannel(c.s.st.channelBy[id]) {
			return refusal("invalid_channel_provided").because("there is no channel " + id + " that the bot can see")
		}
	}
	*g = next
	return nil
}

func usergroupsCreate(c *call) (object, error) {
	if c.s.st.freePlan {
		return nil, refusal("plan_upgrade_required")
	}
	g := &group{created: c.s.clock.Now().Unix(), createdBy: c.app.cfg.BotUserID}
	if err := c.groupFields(g); err != nil {
		return nil, err
	}
	if len(c.s.st.groups) >= keepGroups {
		return nil, refusal("permission_denied").because("the sandbox keeps at most 10,000 user groups")
	}
	c.s.st.ids.fill(&g.ID, "S", g.Handle)
	c.s.st.groups = append(c.s.st.groups, g)
	c.touch(g, "subteam_created", nil)
	return c.changedGroup(g), nil
}

func usergroupsUpdate(c *call) (object, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	if err := c.groupFields(g); err != nil {
		return nil, err
	}
	c.touch(g, "subteam_updated", nil)
	return c.changedGroup(g), nil
}

func usergroupsEnable(c *call) (object, error)  { return c.switchGroup(false) }
func usergroupsDisable(c *call) (object, error) { return c.switchGroup(true) }

func (c *call) switchGroup(off bool) (object, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	g.Disabled, g.disabledAt = off, 0
	if off {
		g.disabledAt = c.s.clock.Now().Unix()
	}
	c.touch(g, "subteam_updated", nil)
	return c.changedGroup(g), nil
}

// usergroupsUsersUpdate replaces the members of a group.
func usergroupsUsersUpdate(c *call) (object, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	users := slices.Compact(slices.Sorted(slices.Values(c.args.list("users"))))
	if len(users) == 0 {
		return nil, refusal("no_users_provided").because("users is missing; a group can be disabled, not emptied")
	}
	for _, id := range users {
		if u := c.s.st.userByID[id]; u == nil || u.isBot() || u.Deleted {
			return nil, refusal("invalid_users").because(id + " is no active person")
		}
	}
	before := g.Users
	g.Users = users
	added := slices.DeleteFunc(slices.Clone(users), func(id string) bool { return slices.Contains(before, id) })
	removed := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return slices.Contains(users, id) })
	previous := g.updated
	c.touch(g, "subteam_members_changed", object{
		"subteam_id": g.ID, "team_id": c.s.st.team.ID, "date_previous_update": previous, "date_update": c.s.clock.Now().Unix(),
		"added_users": orEmpty(added), "added_users_count": len(added), "removed_users": orEmpty(removed), "removed_users_count": len(removed),
	})
	return c.changedGroup(g), nil
}
