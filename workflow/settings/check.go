package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Check finds what would not work in a policy, as far as the policy alone can
// tell: names that nothing has, keys that two things have, windows that never
// come, approvals that nobody could give. What works but is probably not meant is
// a warning.
func Check(p *workflow.Policy) []workflow.PolicyProblem {
	c := &checker{p: p}
	c.general()
	c.frontLine()
	c.roles()
	c.systems()
	c.heartbeats()
	c.types()
	c.checklists()
	c.risk()
	c.freezes()
	c.accounts()
	c.departments()
	c.intake()
	c.templates()
	c.schedules()
	c.absences()
	c.digest()
	return c.out
}

// Wrong keeps the problems that keep a policy from being put in force.
func Wrong(problems []workflow.PolicyProblem) []workflow.PolicyProblem {
	return slices.DeleteFunc(slices.Clone(problems), func(p workflow.PolicyProblem) bool { return p.Warning })
}

type checker struct {
	p   *workflow.Policy
	out []workflow.PolicyProblem
}

func (c *checker) bad(field, format string, args ...any) {
	c.out = append(c.out, workflow.PolicyProblem{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

func (c *checker) warn(field, format string, args ...any) {
	c.out = append(c.out, workflow.PolicyProblem{Field: field, Sentence: fmt.Sprintf(format, args...), Warning: true})
}

// longestKey keeps keys short enough for the ids that are made of them.
const longestKey = 60

// keys checks the keys of a list's things: each has one, and no two the same.
func (c *checker) keys(list string, keys []string) {
	seen := map[string]bool{}
	for i, key := range keys {
		field := indexed(list, i) + ".key"
		switch {
		case strings.TrimSpace(key) == "":
			c.bad(field, "A key is missing: a short word by which the policy knows it.")
		case len(key) > longestKey || strings.ContainsAny(key, ": \t\r\n"):
			c.bad(field, "%q cannot be a key. Use a short word without spaces and colons.", clip(key))
		case seen[key]:
			c.bad(field, "There are two with the key %q. Give one of them another.", clip(key))
		}
		seen[key] = true
	}
}

// longestName keeps names readable in one line of a message.
const longestName = 200

func (c *checker) name(field, name string) {
	switch n := len([]rune(name)); {
	case strings.TrimSpace(name) == "":
		c.bad(field, "A name is missing: what people read.")
	case n > longestName:
		c.bad(field, "The name has %d characters; at most %d fit.", n, longestName)
	case strings.ContainsAny(name, "\r\n"):
		c.bad(field, "A name is one line.")
	}
}

func keysOf[T any](list []T, key func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = key(v)
	}
	return out
}

func (c *checker) zone(field, name string) bool {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		c.bad(field, "%q is no time zone. Name one as in Europe/Amsterdam.", clip(name))
		return false
	}
	return true
}

func (c *checker) general() {
	p := c.p
	c.zone("zone", p.Zone)
	c.locale("locale", p.Locale)
	c.channel("release_channel", p.ReleaseChannel)
	c.holder("manager_role", p.ManagerRole)
	c.holder("on_call_role", p.OnCallRole)
	if p.Hours.To <= p.Hours.From {
		c.bad("working_hours.to", "The working day ends after it begins: write a time of day after working_hours.from.")
	}
	if len(p.Hours.Days) == 0 {
		c.warn("working_hours.days", "No working day is named, so every day is one.")
	}
	if p.BriefingLead <= 0 {
		c.bad("briefing_lead", "The front line is briefed before a window opens: write how long, as in \"24h\".")
	}
	if p.PageEvery < time.Minute {
		c.bad("page_every", "The next on call is paged after a minute at least: write \"5m\" or so.")
	}
}

func (c *checker) locale(field string, l workflow.Locale) {
	if l != "" && !l.Known() {
		c.bad(field, "Drumbeat does not speak %q. Write en, nl or id.", clip(string(l)))
	}
}

func (c *checker) channel(field string, ch workflow.Channel) {
	if strings.TrimSpace(string(ch)) == "" {
		c.bad(field, "A channel is missing: its id, or its name with a hash, as in #releases.")
	}
}

func (c *checker) frontLine() {
	c.keys("front_line", keysOf(c.p.FrontLine, func(f workflow.FrontLine) string { return f.Key }))
	seen := map[workflow.Channel]string{}
	for i, f := range c.p.FrontLine {
		at := indexed("front_line", i)
		c.name(at+".name", f.Name)
		c.channel(at+".channel", f.Channel)
		c.locale(at+".locale", f.Locale)
		if other := seen[f.Channel]; other != "" && f.Channel != "" {
			c.warn(at+".channel", "%s is briefed in the same channel: each window would be told there twice.", clip(other))
		}
		seen[f.Channel] = f.Name
		if f.Role != "" {
			c.known(at+".role", f.Role)
		}
	}
}

func (c *checker) roles() {
	c.keys("roles", keysOf(c.p.Roles, func(r workflow.Role) string { return r.Key }))
	for i, r := range c.p.Roles {
		at := indexed("roles", i)
		c.name(at+".name", r.Name)
		c.people(at+".people", r.People)
		c.people(at+".substitutes", r.Substitutes)
		for j, g := range r.Groups {
			if !groupLike.MatchString(g) {
				c.bad(indexed(at+".groups", j), "%q is no user group. Write its handle as in @quality, or its id as in S012AB3CD.", clip(g))
			}
		}
		last := time.Duration(-1)
		for j, s := range r.Chain {
			step := indexed(at+".escalation", j)
			if s.After <= last {
				c.bad(step+".after", "The steps of an escalation come one after the other: this one is not later than the one before.")
			}
			last = s.After
			if s.Role == "" && len(s.People) == 0 {
				c.bad(step, "Nobody is asked in this step: name people or a role.")
			}
			c.people(step+".people", s.People)
			if s.Role != "" {
				c.holder(step+".role", s.Role)
			}
		}
	}
}

var (
	personLike = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	groupLike  = regexp.MustCompile(`^(@\S+|S[A-Z0-9]{2,})$`)
)

// people warns of what does not look like somebody's id.
func (c *checker) people(field string, people []workflow.PersonID) {
	for i, id := range people {
		c.person(indexed(field, i), id)
	}
}

func (c *checker) person(field string, id workflow.PersonID) {
	if !personLike.MatchString(string(id)) {
		c.warn(field, "%q does not look like a Slack user id (U012AB3CD); a profile's menu has “Copy member ID”.", clip(string(id)))
	}
}

// known checks that a role is one of the policy's.
func (c *checker) known(field, key string) bool {
	if slices.ContainsFunc(c.p.Roles, func(r workflow.Role) bool { return r.Key == key }) {
		return true
	}
	c.bad(field, "There is no role %q.%s", clip(key), meant(key, keysOf(c.p.Roles, func(r workflow.Role) string { return r.Key })))
	return false
}

// holder checks that a role is one of the policy's and that somebody can hold it.
func (c *checker) holder(field, key string) {
	if !c.known(field, key) {
		return
	}
	if r := c.p.Role(key); len(r.People)+len(r.Groups) == 0 && !r.Admins {
		c.bad(field, "Nobody can hold the role %s: it names neither people nor a user group, and admins do not stand in.", clip(r.Name))
	}
}

func meant(key string, keys []string) string {
	if near := nearest(key, keys); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}

func (c *checker) system(field, key string) {
	if _, ok := c.p.System(key); !ok {
		c.bad(field, "There is no system %q.%s", clip(key), meant(key, keysOf(c.p.Systems, func(s workflow.Platform) string { return s.Key })))
	}
}

func (c *checker) systemsIn(field string, keys []string) {
	for i, key := range keys {
		c.system(indexed(field, i), key)
	}
}

func (c *checker) changeType(field string, t workflow.ChangeType) bool {
	if !slices.Contains(workflow.ChangeTypes, t) {
		c.bad(field, "%q is no change type. Write standard, normal, major or emergency.", clip(string(t)))
		return false
	}
	return true
}

func (c *checker) changeTypes(field string, types []workflow.ChangeType) {
	for i, t := range types {
		c.changeType(indexed(field, i), t)
	}
}
