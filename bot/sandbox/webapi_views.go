package sandbox

import "drumbeat/bot/sandbox/blockkit"

// viewArg reads and checks the view of a views.* call for a kind of surface.
func (c *call) viewArg(kinds ...blockkit.Surface) (object, error) {
	v, ok := c.args.value("view")
	if !ok {
		return nil, badArgument("must be valid JSON", "/view")
	}
	if v == nil {
		return nil, missingField("view")
	}
	return c.s.st.viewDefinition(c.app, v, kinds...)
}

func (c *call) viewAnswer(v *view) object {
	c.s.viewChanged(v)
	return object{"view": v.forClient(c.s.st.team.ID)}
}

func viewsOpen(c *call) (object, error) {
	def, t, err := c.viewAndTrigger()
	if err != nil {
		return nil, err
	}
	if t.view == "" { // from outside any modal: the new one stands alone
		c.s.clearStack(t.user)
	} else if len(c.s.st.stacks[t.user]) >= blockkit.MaxViewStack {
		return nil, refusal("push_limit_reached")
	}
	t.used = true
	v := c.s.newView(c.app, t.user, t.channel, def)
	c.s.push(v)
	return object{"view": v.forClient(c.s.st.team.ID)}, nil
}

func viewsPush(c *call) (object, error) {
	def, t, err := c.viewAndTrigger()
	if err != nil {
		return nil, err
	}
	from := c.s.st.views[t.view]
	if t.view == "" || !c.s.open(from) {
		return nil, refusal("not_found").because("the trigger does not come from an open modal")
	}
	if len(c.s.st.stacks[t.user]) >= blockkit.MaxViewStack {
		return nil, refusal("push_limit_reached")
	}
	t.used = true
	v := c.s.newView(c.app, t.user, from.channel, def)
	c.s.push(v)
	return object{"view": v.forClient(c.s.st.team.ID)}, nil
}

// viewAndTrigger checks the view before the trigger, so that a bad view does
// not use the trigger up.
func (c *call) viewAndTrigger() (object, *trigger, error) {
	def, err := c.viewArg(blockkit.Modal)
	if err != nil {
		return nil, nil, err
	}
	if c.s.st.duplicateExternal(str(def, "external_id"), nil) {
		return nil, nil, refusal("duplicate_external_id")
	}
	id := c.args.text("trigger_id")
	if id == "" {
		id = c.args.text("interactivity_pointer")
	}
	if id == "" {
		return nil, nil, missingField("trigger_id")
	}
	t := c.s.st.triggers.get(id)
	switch {
	case t == nil || t.app != c.app:
		return nil, nil, refusal("invalid_trigger_id")
	case t.used:
		return nil, nil, refusal("exchanged_trigger_id").because("the trigger was used before")
	case c.s.opts.Now().Sub(t.sentAt) > c.s.patient(triggerLife):
		return nil, nil, refusal("expired_trigger_id").because("the trigger is older than three seconds")
	}
	return def, t, nil
}

func viewsUpdate(c *call) (object, error) {
	def, err := c.viewArg(blockkit.Modal, blockkit.Home)
	if err != nil {
		return nil, err
	}
	id, external := c.args.text("view_id"), c.args.text("external_id")
	if (id == "") == (external == "") {
		return nil, badArgument("exactly one of view_id and external_id is needed", "/view_id")
	}
	v := c.s.st.views[id]
	if external != "" {
		v = c.s.st.byExternal(external)
	}
	if v == nil || v.app != c.app || v.kind != str(def, "type") {
		return nil, refusal("not_found").because("there is no such open view of this app")
	}
	if hash := c.args.text("hash"); hash != "" && hash != v.hash {
		return nil, refusal("hash_conflict")
	}
	if c.s.st.duplicateExternal(str(def, "external_id"), v) {
		return nil, refusal("duplicate_external_id")
	}
	c.s.fillView(v, def)
	return c.viewAnswer(v), nil
}

func (st *state) byExternal(id string) *view {
	for _, v := range st.views {
		if v.externalID == id {
			return v
		}
	}
	return nil
}

func viewsPublish(c *call) (object, error) {
	def, err := c.viewArg(blockkit.Home)
	if err != nil {
		return nil, err
	}
	if !c.app.cfg.HomeTab {
		return nil, refusal("not_enabled").because("the app has no Home tab")
	}
	userID := c.args.text("user_id")
	if userID == "" {
		return nil, missingField("user_id")
	}
	u := c.s.st.userByID[userID]
	if u == nil || u.isBot() {
		return nil, badArgument("invalid user: "+userID, "/user_id")
	}
	key := [2]string{c.app.cfg.ID, userID}
	v := c.s.st.homes[key]
	if hash := c.args.text("hash"); hash != "" && (v == nil || hash != v.hash) {
		return nil, refusal("hash_conflict")
	}
	if c.s.st.duplicateExternal(str(def, "external_id"), v) {
		return nil, refusal("duplicate_external_id")
	}
	if v == nil {
		v = c.s.newView(c.app, userID, "", def)
		c.s.st.homes[key] = v
	} else {
		c.s.fillView(v, def)
	}
	return c.viewAnswer(v), nil
}
