package desk_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// dossier is what the entries of a release came to, read by the witness alone:
// who approved and signed off what is asked for now, and who may not.
type dossier struct {
	entries  int
	editors  []workflow.PersonID // of what was sent last, and who asked for it
	approved []voice
	accepted []voice // sign-offs; the role is the environment
	endorsed bool
	looked   bool // a release manager accepted it
}

// voice is a decision of one person, with what they held when they gave it.
type voice struct {
	by, instead workflow.PersonID
	roles       []string
}

// in gives the policy of a version.
func (v *witness) in(version int) *workflow.Policy {
	if version < 1 || version > len(v.versions) {
		v.complain("judged by policy %d, which is not there", version)
		return &workflow.Policy{}
	}
	return &v.versions[version-1]
}

// members resolves the roles of a policy.
func (v *witness) members(p *workflow.Policy, dir directory) workflow.Members {
	out := workflow.Members{}
	for _, role := range p.Roles {
		people := slices.Clone(role.People)
		for _, g := range role.Groups {
			people = append(people, dir.groups[g]...)
		}
		out[role.Key] = slices.DeleteFunc(people, func(id workflow.PersonID) bool { return dir.gone[id] })
	}
	return out
}

// judge goes through the entries of a release that are new.
func (v *witness) judge(r *workflow.Release, now time.Time, dir directory) {
	c := v.cases[r.Number]
	if c == nil {
		c = &dossier{}
		v.cases[r.Number] = c
	}
	for _, e := range r.History[min(c.entries, len(r.History)):] {
		p := v.in(e.Policy)
		members := v.members(p, dir)
		if !v.inForce(e.Policy, e.At) {
			v.complain("%s entry %d was judged by policy %d, which was not in force", r.Number, e.Seq, e.Policy)
		}
		switch e.Action {
		case workflow.ActSubmit:
			*c = dossier{editors: []workflow.PersonID{e.By}}
		case workflow.ActResubmit:
			*c = dossier{editors: []workflow.PersonID{r.Requester}, endorsed: c.endorsed}
		case workflow.ActEdit:
			if len(workflow.Material(e.Changed)) > 0 {
				c.approved, c.accepted = nil, nil
				c.editors = append(c.editors, e.By)
			}
			if slices.Contains(e.Changed, workflow.FieldTeam) {
				c.endorsed = false
			}
			c.looked = c.looked && !slices.Contains(e.Changed, workflow.FieldType)
		case workflow.ActEndorse:
			c.endorsed = true
		case workflow.ActTriage:
			v.triaged(r, e, c, p)
		case workflow.ActApprove:
			v.approves(r, e, c, p, members)
		case workflow.ActSignOff:
			if !members.Has(stageRole(p, r, e.About), e.By) || slices.Contains(c.editors, e.By) || e.By == r.Request.Implementer {
				v.complain("%s entry %d: %s signed off %s and may not", r.Number, e.Seq, e.By, e.About)
			}
			c.accepted = append(c.accepted, voice{by: e.By, roles: []string{e.About}})
		case workflow.ActStart:
			v.starts(r, e, c, p, members)
		}
		c.entries = e.Seq
	}
}

// inForce tells whether a version of the policy was, or was within the few
// seconds that a replica may take to read a new one.
func (v *witness) inForce(version int, at time.Time) bool {
	if version == len(v.versions) {
		return true
	}
	next := v.versions[version] // the one after it
	return at.Sub(next.SavedAt) < 6*time.Second
}

func stageRole(p *workflow.Policy, r *workflow.Release, environment string) string {
	s, _ := p.System(r.Request.System)
	e, _ := s.Environment(environment)
	return e.SignOff
}

// triaged: what the type or the department wants looked at goes through by nobody's
// hand only after somebody's.
func (v *witness) triaged(r *workflow.Release, e workflow.Entry, c *dossier, p *workflow.Policy) {
	if e.By != workflow.System {
		c.looked = true
		return
	}
	if r.Request.Type == workflow.Emergency {
		return
	}
	dept, known := p.Department(r.Request.Team)
	if known && dept.MustEndorse && dept.Coordinator != "" && !c.endorsed && !c.looked {
		v.complain("%s entry %d: it went into approval by rule, and its coordinator had not endorsed it", r.Number, e.Seq)
	}
	if p.Type(r.Request.Type).TriageByHand && !c.looked {
		v.complain("%s entry %d: it went into approval by rule, and every %s change is looked at", r.Number, e.Seq, r.Request.Type)
	}
}

// approves: who approves neither asked for it nor edited it, and holds what they
// approve for: the role, or a place in its line of substitutes.
func (v *witness) approves(r *workflow.Release, e workflow.Entry, c *dossier, p *workflow.Policy, members workflow.Members) {
	if slices.Contains(c.editors, e.By) {
		v.complain("%s entry %d: %s approved what they asked for or edited", r.Number, e.Seq, e.By)
	}
	if slices.ContainsFunc(c.approved, func(a voice) bool { return a.by == e.By }) {
		v.complain("%s entry %d: %s approved one revision twice", r.Number, e.Seq, e.By)
	}
	var held []string
	for _, role := range e.Roles {
		if members.Has(role, e.By) || v.inLine(role, e.By, members) || slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool { return a.Person == e.By && a.Role == role && a.For != "" }) {
			held = append(held, role)
		}
	}
	if len(held) != len(e.Roles) || len(held) == 0 {
		v.complain("%s entry %d: %s approved for %v and holds %v", r.Number, e.Seq, e.By, e.Roles, held)
	}
	c.approved = append(c.approved, voice{by: e.By, instead: e.For, roles: held})
}

// inLine tells whether somebody is, or under an earlier policy was, in the line
// that silence escalates to, or stands in for somebody of it.
func (v *witness) inLine(role string, person workflow.PersonID, members workflow.Members) bool {
	for i := range v.versions {
		p := &v.versions[i]
		line := p.Role(role)
		people := slices.Clone(line.Substitutes)
		for _, step := range line.Chain {
			people = slices.Concat(people, step.People, members[step.Role])
		}
		if slices.Contains(people, person) {
			return true
		}
		for _, a := range p.Absences {
			if a.Substitute == person {
				return true
			}
		}
	}
	return false
}

// starts: nothing goes live without its approvals and sign-offs, outside its
// window, or into a freeze that nobody overrode with a reason.
func (v *witness) starts(r *workflow.Release, e workflow.Entry, c *dossier, p *workflow.Policy, members workflow.Members) {
	q := &r.Request
	rule := p.Type(q.Type)
	if !preauthorised(p, q) && !c.satisfies(rule.Approvals, r.Requester) {
		v.complain("%s entry %d: started with approvals of %v, where %v are required", r.Number, e.Seq, c.approved, rule.Approvals)
	}
	if rule.NeedSignOff && q.Type != workflow.Emergency {
		s, _ := p.System(q.System)
		for _, env := range s.Environments {
			if env.SignOff != "" && !slices.ContainsFunc(c.accepted, func(a voice) bool { return slices.Contains(a.roles, env.Key) }) {
				v.complain("%s entry %d: started without the sign-off of %s", r.Number, e.Seq, env.Key)
			}
		}
	}
	if len(e.Overrode) > 0 && (strings.TrimSpace(e.Reason) == "" || !members.Has(p.ManagerRole, e.By)) {
		v.complain("%s entry %d: %s overrode %v for %q", r.Number, e.Seq, e.By, e.Overrode, e.Reason)
	}
	for _, f := range p.Freezes {
		if f.Hard && f.Covers(q.System, q.Type) && within(f, e.At) && !slices.Contains(e.Overrode, "freeze:"+f.Key) {
			v.complain("%s entry %d: started at %s in the hard freeze %s, which nobody overrode", r.Number, e.Seq, e.At, f.Key)
		}
	}
	if q.Type == workflow.Emergency {
		return
	}
	for _, account := range p.Accounts {
		touched := slices.Contains(q.Accounts, account.Key) || (slices.Contains(account.Systems, q.System) && q.Impact != workflow.ImpactNone)
		for _, b := range account.Blackouts {
			if touched && !e.At.Before(b.From) && e.At.Before(b.To) && !slices.Contains(e.Overrode, "blackout:"+account.Key) {
				v.complain("%s entry %d: started at %s while %s must not be disturbed", r.Number, e.Seq, e.At, account.Key)
			}
		}
	}
	if place := r.Place; place == nil {
		v.complain("%s entry %d: started without a place in a window", r.Number, e.Seq)
	} else if slot, err := calendar.Find(p, place.Window); err == nil && (e.At.Before(slot.Opens) || !e.At.Before(slot.Closes)) {
		v.complain("%s entry %d: started at %s, outside %s", r.Number, e.Seq, e.At, place.Window)
	}
}

// preauthorised tells whether a request needs no approval: a standard change from
// a template of its system that has it in advance, and no riskier, bigger or more
// noticeable than that.
func preauthorised(p *workflow.Policy, q *workflow.Request) bool {
	t, known := p.Template(q.Template)
	if !known || !t.PreAuthorised || q.Type != workflow.Standard || t.System != "" && t.System != q.System {
		return false
	}
	ticked := func(key string) bool { return slices.Contains(t.Form.Risk, key) }
	noticed := []workflow.Impact{workflow.ImpactNone, workflow.ImpactNoticeable, workflow.ImpactOutage}
	return q.EffortHours <= t.Form.EffortHours && !q.Downtime && slices.Index(noticed, q.Impact) <= slices.Index(noticed, t.Form.Impact) &&
		!slices.ContainsFunc(q.Risk, func(key string) bool { return !ticked(key) })
}

// within tells whether a freeze has an instant.
func within(f workflow.Freeze, at time.Time) bool {
	if !f.Recurring() {
		return !at.Before(f.From) && at.Before(f.To)
	}
	periods, err := calendar.Periods([]workflow.Freeze{f}, at, at.Add(time.Nanosecond))
	return err == nil && len(periods) > 0
}

// satisfies tries every way to give the approvals to the rules, each person and
// each one stood in for once.
func (c *dossier) satisfies(rules []workflow.ApprovalRule, requester workflow.PersonID) bool {
	var need []string
	for _, rule := range rules {
		for range rule.Quorum {
			need = append(need, rule.Role)
		}
	}
	used := map[workflow.PersonID]bool{}
	var fill func(int) bool
	fill = func(i int) bool {
		if i == len(need) {
			return true
		}
		for _, a := range c.approved {
			speaks := a.by
			if a.instead != "" {
				speaks = a.instead
			}
			if used[a.by] || used[speaks] || slices.Contains(c.editors, speaks) || speaks == requester || !slices.Contains(a.roles, need[i]) {
				continue
			}
			used[a.by], used[speaks] = true, true
			if fill(i + 1) {
				return true
			}
			delete(used, a.by)
			delete(used, speaks)
		}
		return false
	}
	return fill(0)
}

// places: no window has more places or risk points taken than it has, each release
// holds one place, and a window and its releases agree on who is in it.
func (v *witness) places(now time.Time) {
	stored, err := v.store.Windows.Span(context.Background(), monday.AddDate(-1, 0, 0), now.AddDate(3, 0, 0))
	if err != nil {
		v.complain("windows not read: %v", err)
	}
	for _, w := range stored {
		v.room(w, now)
		for i, p := range w.Places {
			if slices.ContainsFunc(w.Places[:i], func(o workflow.Reservation) bool { return o.Release == p.Release }) {
				v.complain("%s holds two places in %s", p.Release, w.ID)
			}
			if int(p.Release) > len(v.all) {
				v.complain("%s holds a place in %s and is not there", p.Release, w.ID)
				continue
			}
			r := v.all[p.Release-1]
			back := slices.ContainsFunc(r.History, func(e workflow.Entry) bool { return e.Action == workflow.ActRollBack && e.Window == w.ID })
			here := r.Place != nil && r.Place.Window == w.ID
			lately := !p.At.Add(36 * time.Minute).Before(v.swept) // the sweep leaves alone what may still be recorded
			if !here && !back && !lately && w.Opens.After(v.swept.Add(-23*time.Hour)) {
				v.complain("%s (%s) has a reservation in %s since %s and does not hold it", r.Number, r.State, w.ID, p.At)
			}
			was := v.before[r.Number]
			held := was.Place != nil && was.Place.Window == w.ID && was.Place.Since.Equal(p.At) // taken once, so that it could be given back
			if _, known := v.windows[w.ID]; !here && !back && (held || !known && was.Version == r.Version) && !v.raced.Equal(now) && p.At.After(v.raced) {
				v.complain("%s (%s) left its place in %s behind, and nobody else did anything", r.Number, r.State, w.ID)
			}
		}
		v.windows[w.ID] = w
	}
	for _, r := range v.all {
		if r.Place != nil {
			if w, there := v.windows[r.Place.Window]; !there || !w.Holds(r.Number) {
				v.complain("%s says it holds a place in %s, the window does not", r.Number, r.Place.Window)
			}
			if r.Request.Type == workflow.Emergency {
				v.complain("%s is an emergency and holds a place", r.Number)
			}
		}
	}
}

// room: whoever came to a window since the last look found a place, and the risk
// points, that the policy in force allowed.
func (v *witness) room(w workflow.Window, now time.Time) {
	before := v.windows[w.ID]
	came, heavier, points := false, false, 0
	for _, p := range w.Places {
		points += p.Points
		i := slices.IndexFunc(before.Places, func(o workflow.Reservation) bool { return o.Release == p.Release })
		came = came || i < 0
		heavier = heavier || p.Points > 0 && (i < 0 || before.Places[i].Points < p.Points)
	}
	if !came && !heavier {
		return
	}
	fits := false
	for i := range v.versions {
		if p := &v.versions[i]; v.inForce(p.Version, now) {
			slot, err := calendar.Find(p, w.ID)
			fits = fits || err == nil && (!came || slot.Capacity == 0 || len(w.Places) <= slot.Capacity) && (!heavier || slot.Points == 0 || points <= slot.Points)
		}
	}
	if !fits {
		v.complain("%s has %d places and %d risk points taken, which no policy in force allows", w.ID, len(w.Places), points)
	}
}

// rest: when nothing is going on any more, nobody waits for a place that there is,
// and nothing is owed.
func (v *witness) rest(ctx context.Context, now time.Time) []string {
	v.read(ctx)
	for _, r := range v.all {
		if len(r.Owes) > 0 {
			v.complain("%s still owes %d notices", r.Number, len(r.Owes))
		}
		if r.OnItsWay() && r.Place == nil && r.Request.Type != workflow.Emergency {
			if id := v.roomFor(ctx, &r, now); id != "" {
				v.complain("%s (%s) has no place, and %s has room", r.Number, r.State, id)
			}
		}
	}
	return v.complaint
}

// roomFor finds a coming window that a release could have a place in.
func (v *witness) roomFor(ctx context.Context, r *workflow.Release, now time.Time) workflow.WindowID {
	p := &v.versions[len(v.versions)-1]
	s, _ := p.System(r.Request.System)
	h, known := p.Heartbeat(s.Rides(r.Request.Type))
	if !known {
		return ""
	}
	slots, _ := calendar.Next(h, now, 20)
	periods, _ := calendar.Periods(p.Freezes, now, now.AddDate(2, 0, 0))
	points, _ := p.RiskScore(r.Request.Risk)
	for _, slot := range slots {
		meets := func(from, to time.Time) bool { return from.Before(slot.Closes) && slot.Opens.Before(to) }
		shut := !now.Before(slot.CutOff)
		for _, f := range periods {
			shut = shut || f.Hard && f.Covers(r.Request.System, r.Request.Type) && meets(f.From, f.To)
		}
		for _, a := range p.Accounts {
			for _, b := range a.Blackouts {
				shut = shut || meets(b.From, b.To)
			}
		}
		w, err := v.store.Windows.Get(ctx, slot.ID)
		if err != nil {
			w = workflow.Window{}
		}
		w.Slot = slot
		left, limited := w.FreePoints()
		if !shut && w.Free() > 0 && (!limited || points <= left) {
			return slot.ID
		}
	}
	return ""
}
