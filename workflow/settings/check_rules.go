package settings

import (
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

func (c *checker) types() {
	seen := map[workflow.ChangeType]bool{}
	unbounded := workflow.ChangeType("")
	for i, t := range c.p.Types {
		at := indexed("types", i)
		if !c.changeType(at+".type", t.Type) {
			continue
		}
		if seen[t.Type] {
			c.bad(at+".type", "There are two rules for %s. Keep one of them.", t.Type)
		}
		seen[t.Type] = true
		c.approvals(at, t)
		c.limits(at, t)
		c.watched(at, t)
		if t.Type == workflow.Emergency {
			continue
		}
		if unbounded != "" {
			c.warn(at+".max_hours", "%s has no max_hours and comes first, so %s is never suggested by effort.", upper(string(unbounded)), t.Type)
		}
		if t.MaxHours == 0 {
			unbounded = t.Type
		}
	}
	for _, t := range workflow.ChangeTypes {
		if !seen[t] {
			c.bad("types", "There is no rule for %s changes. Add one.", t)
		}
	}
}

// limits checks the figures of a type's rule.
func (c *checker) limits(at string, t workflow.TypeRule) {
	if t.MaxHours < 0 {
		c.bad(at+".max_hours", "The effort cannot be below 0. Write 0 for no bound.")
	}
	if t.MinRisk < 0 {
		c.bad(at+".min_risk", "A risk score cannot be below 0. Write 0 where the effort alone decides.")
	}
	if _, most := c.p.RiskScore(nil); t.MinRisk > most {
		c.warn(at+".min_risk", "No request has a risk score of %d: the questions add up to %d.", t.MinRisk, most)
	}
	if t.CoveragePercent < 0 || t.CoveragePercent > 100 {
		c.bad(at+".coverage_percent", "Write how much of each team has read the briefing as a number from 0 to 100. 0: not asked.")
	}
	if t.CoverageBlocks && t.CoveragePercent == 0 {
		c.warn(at+".coverage_blocks", "It blocks nothing as long as coverage_percent is 0.")
	}
	if t.CallsLimit < 0 {
		c.bad(at+".calls_limit", "The weight of customers' calls cannot be below 0. Write 0 for never.")
	}
	if t.CallsWithin < 0 {
		c.bad(at+".calls_within", "Calls are counted over a time that has passed. Write how long, as in \"2h\".")
	}
	if len(t.Approvals) > 0 && t.DecideWithin <= 0 {
		c.bad(at+".decide_within", "How long may a decision take? Write working hours, as in \"8h\".")
	}
	if t.Templated && !slices.ContainsFunc(c.p.Templates, func(t workflow.Template) bool { return t.PreAuthorised }) {
		c.warn(at+".only_by_template", "No template is pre-authorised, so no %s change is.", t.Type)
	}
}

// approvals checks that a type's approvals could be given, as far as the policy
// names people itself.
func (c *checker) approvals(at string, t workflow.TypeRule) {
	needed, closed := 0, true
	var everybody []workflow.PersonID
	roles := map[string]bool{}
	for j, a := range t.Approvals {
		rule := indexed(at+".approvals", j)
		c.holder(rule+".role", a.Role)
		if a.Quorum < 1 {
			c.bad(rule+".quorum", "At least one person has to approve: write 1 or more.")
		}
		if roles[a.Role] {
			c.bad(rule+".role", "The role %s is there twice. Raise the quorum instead.", clip(c.p.Role(a.Role).Name))
		}
		roles[a.Role] = true
		role := c.p.Role(a.Role)
		named := distinct(slices.Concat(role.People, role.Substitutes))
		open := len(role.Groups) > 0 || len(role.Chain) > 0 || role.Admins && len(role.People) == 0
		if !open && len(named) > 0 && len(named) < a.Quorum {
			c.bad(rule+".quorum", "%d people have to approve, and the role %s names %d.", a.Quorum, clip(role.Name), len(named))
		}
		needed += max(0, a.Quorum)
		closed = closed && !open
		everybody = append(everybody, named...)
	}
	if all := distinct(everybody); closed && len(all) > 0 && len(all) < needed {
		c.bad(at+".approvals", "The approvals need %d different people, and the roles name %d together: one person counts once.", needed, len(all))
	}
}

func distinct(people []workflow.PersonID) []workflow.PersonID {
	people = slices.Clone(people)
	slices.Sort(people)
	return slices.Compact(people)
}

func (c *checker) risk() {
	c.keys("risk_questions", keysOf(c.p.Risk, func(q workflow.RiskQuestion) string { return q.Key }))
	for i, q := range c.p.Risk {
		at := indexed("risk_questions", i)
		if strings.TrimSpace(q.Text) == "" {
			c.bad(at+".text", "The question is missing.")
		}
		if q.Points < 1 {
			c.bad(at+".points", "A question answered yes adds at least one point.")
		}
	}
}

// limited are the intake gates that have a limit.
var limited = map[workflow.IntakeKind]string{workflow.IntakeRisk: "score", workflow.IntakeEffort: "number of hours"}

func (c *checker) intake() {
	for i, g := range c.p.Intake {
		at := indexed("intake", i)
		c.changeTypes(at+".types", g.Types)
		c.systemsIn(at+".systems", g.Systems)
		what, has := limited[g.Kind]
		switch {
		case !slices.Contains(workflow.IntakeKinds, g.Kind):
			c.bad(at+".kind", "%q is no intake gate. There are: %s.", clip(string(g.Kind)), kinds())
		case has && g.Limit < 1:
			c.bad(at+".limit", "Up to which %s does the gate let a request through? Write 1 or more.", what)
		case !has && g.Limit != 0:
			c.warn(at+".limit", "This gate has no limit; the number means nothing.")
		}
		if g.Kind == workflow.IntakeEndorsed && len(c.p.Departments) == 0 {
			c.warn(at, "There are no departments, so nobody endorses.")
		}
		for _, other := range c.p.Intake[:i] {
			if g.Kind == other.Kind && slices.Equal(g.Types, other.Types) && slices.Equal(g.Systems, other.Systems) {
				c.bad(at, "The same gate is there twice.")
			}
		}
	}
}

func kinds() string {
	var out []string
	for _, k := range workflow.IntakeKinds {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

func (c *checker) departments() {
	c.keys("departments", keysOf(c.p.Departments, func(d workflow.Department) string { return d.Key }))
	of := map[string]string{}
	for i, d := range c.p.Departments {
		at := indexed("departments", i)
		c.name(at+".name", d.Name)
		switch {
		case d.Coordinator != "":
			c.holder(at+".coordinator", d.Coordinator)
		case d.MustEndorse:
			c.bad(at+".coordinator", "Requests wait for an endorsement, and nobody can give it: name the coordinator's role.")
		}
		for j, team := range d.Teams {
			name := strings.ToLower(strings.TrimSpace(team))
			switch {
			case name == "":
				c.bad(indexed(at+".teams", j), "The name of a team is missing.")
			case of[name] != "":
				c.bad(indexed(at+".teams", j), "The team %s belongs to %s already.", clip(team), clip(of[name]))
			}
			of[name] = d.Name
		}
		if len(d.Teams) == 0 {
			c.warn(at+".teams", "No team belongs to %s.", clip(d.Name))
		}
	}
}

func (c *checker) templates() {
	c.keys("templates", keysOf(c.p.Templates, func(t workflow.Template) string { return t.Key }))
	for i, t := range c.p.Templates {
		at := indexed("templates", i)
		c.name(at+".name", t.Name)
		if t.System != "" {
			c.system(at+".system", t.System)
		}
		q := t.Form
		if q.System != "" {
			c.system(at+".form.system", q.System)
		}
		if t.System != "" && q.System != "" && t.System != q.System {
			c.bad(at+".form.system", "The template is for %s and fills in %s.", clip(t.System), clip(q.System))
		}
		if q.Type != "" {
			c.changeType(at+".form.type", q.Type)
		}
		if !slices.Contains([]workflow.Impact{"", workflow.ImpactNone, workflow.ImpactNoticeable, workflow.ImpactOutage}, q.Impact) {
			c.bad(at+".form.impact", "%q is no impact. Write none, noticeable or outage.", clip(string(q.Impact)))
		}
		for j, key := range q.Risk {
			if !slices.ContainsFunc(c.p.Risk, func(r workflow.RiskQuestion) bool { return r.Key == key }) {
				c.bad(indexed(at+".form.risk", j), "There is no risk question %q.", clip(key))
			}
		}
		if t.PreAuthorised && q.Type != "" && q.Type != workflow.Standard {
			c.warn(at+".pre_authorised", "Only standard changes are pre-authorised; this one fills in %s.", q.Type)
		}
		if !q.Target.IsZero() && q.Target.Before(time.Unix(0, 0)) {
			c.bad(at+".form.target", "The target date is no date.")
		}
	}
}
