package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Release gives one release with everything its messages show. CodeNotFound.
func (d *Desk) Release(ctx context.Context, n workflow.Number) (workflow.ReleaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	return d.release(ctx, b, n)
}

// ReleaseFor gives one release as one person sees it: its actions are those
// that this person may take. CodeNotFound.
func (d *Desk) ReleaseFor(ctx context.Context, n workflow.Number, viewer workflow.PersonID) (workflow.ReleaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	f, err := d.release(ctx, b, n)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	f.Templates = f.Templates && b.members.Has(b.policy.ManagerRole, viewer)
	f.Actions = slices.DeleteFunc(f.Actions, func(a workflow.Action) bool {
		if a == workflow.ActStart && f.Anyway && !b.members.Has(b.policy.ManagerRole, viewer) {
			return true
		}
		return !policy.May(b.policy, b.members, &f.Release, a, viewer).Pass
	})
	return f, nil
}

// Alone gives one release without what surrounds it: what a line that tells what
// was done to it needs. CodeNotFound.
func (d *Desk) Alone(ctx context.Context, n workflow.Number) (workflow.ReleaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	r, w, err := d.inWindow(ctx, n)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	f := d.facts(b, r, w)
	d.nameAll(ctx, &f)
	return f, nil
}

// inWindow reads a release, and the window it is in; nil: it is in none, or in one
// that nobody has stored anything for.
func (d *Desk) inWindow(ctx context.Context, n workflow.Number) (workflow.Release, *workflow.Window, error) {
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return r, nil, d.notFound(err, n)
	}
	if r.Window() == "" {
		return r, nil, nil
	}
	w, err := d.store.Windows.Get(ctx, r.Window())
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return r, nil, nil
	}
	return r, &w, err
}

func (d *Desk) release(ctx context.Context, b bench, n workflow.Number) (workflow.ReleaseFacts, error) {
	r, w, err := d.inWindow(ctx, n)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	f := d.facts(b, r, w)
	if f.Looks() {
		if f, err = d.lookAround(ctx, b, f, w); err != nil {
			return workflow.ReleaseFacts{}, err
		}
	} else if mates, err := d.mates(ctx, &r); err != nil {
		return workflow.ReleaseFacts{}, err
	} else if len(mates) > 0 {
		f = d.factsIn(b, r, w, &surroundings{mates: mates})
	}
	if f.Merged, err = d.merged(ctx, n); err != nil {
		return workflow.ReleaseFacts{}, err
	}
	d.nameAll(ctx, &f)
	return f, nil
}

// lookAround completes the facts of one release with what surrounds it.
func (d *Desk) lookAround(ctx context.Context, b bench, f workflow.ReleaseFacts, w *workflow.Window) (workflow.ReleaseFacts, error) {
	s, err := d.waysRound(ctx, b, &f.Release, f.Slot)
	if err != nil {
		return workflow.ReleaseFacts{}, err
	}
	return d.factsIn(b, f.Release, w, s), nil
}

// List gives releases by filter, newest first, without what needs a look at
// their windows (places taken, coverage).
func (d *Desk) List(ctx context.Context, filter workflow.ReleaseFilter) ([]workflow.ReleaseFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	return d.listFacts(ctx, b, filter)
}

func (d *Desk) listFacts(ctx context.Context, b bench, filter workflow.ReleaseFilter) ([]workflow.ReleaseFacts, error) {
	releases, err := d.store.Releases.List(ctx, filter)
	if err != nil {
		return nil, err
	}
	out := make([]workflow.ReleaseFacts, 0, len(releases))
	for _, r := range releases {
		f := d.facts(b, r, nil)
		d.nameAll(ctx, &f)
		out = append(out, f)
	}
	return out, nil
}

// facts computes what follows from a release, its window and the policy.
func (d *Desk) facts(b bench, r workflow.Release, w *workflow.Window) workflow.ReleaseFacts {
	return d.factsIn(b, r, w, nil)
}

// factsIn does that with what surrounds the release; nil: that was not read, and
// its conflicts with other releases are not looked for.
func (d *Desk) factsIn(b bench, r workflow.Release, w *workflow.Window, s *surroundings) workflow.ReleaseFacts {
	p := b.policy
	f := workflow.ReleaseFacts{
		Now: b.now, Release: r, SystemName: systemName(p, r.Request.System), Rule: ruleOf(p, &r.Request), Always: r.Request.Type != workflow.Emergency && p.Targets(&r.Request).Always,
		Standing: policy.Standing(p, b.members, &r), Zone: p.Zone, Roles: map[string]string{},
	}
	f.RiskScore, f.RiskMost = p.RiskScore(r.Request.Risk)
	for _, q := range p.Risk {
		for _, a := range r.Request.Risk {
			if a == q.Key {
				f.RiskWhy = append(f.RiskWhy, q.Text)
			}
		}
	}
	for _, role := range p.Roles {
		f.Roles[role.Key] = role.Name
	}
	f.Stages, f.Schedule, f.NoApproval = policy.SignOffs(p, b.members, &r), askedBySchedule(p, &r), policy.NoApproval(p, &r)
	if s != nil {
		f.Mates = matesOf(p, s.mates)
	}
	f.Templates = r.Request.Type != workflow.Emergency && len(b.members[p.ManagerRole]) > 0
	d.addWindow(b, &f, w)
	addClocks(b, &f)
	addAfter(b, &f)
	f.Findings = policy.Gates(d.gateCase(b, &f, s))
	f.Actions = actions(b, &f)
	return f
}

func systemName(p *workflow.Policy, key string) string {
	if s, ok := p.System(key); ok {
		return s.Name
	}
	return key
}

// addWindow adds what the window tells: the slot, the places taken, who has
// read the briefing, when it goes out, and where a miss leads.
func (d *Desk) addWindow(b bench, f *workflow.ReleaseFacts, w *workflow.Window) {
	r := &f.Release
	switch {
	case r.Request.Type == workflow.Emergency:
	case r.Place != nil:
		slot := slotOf(b.policy, r.Place)
		f.Slot = &slot
		f.BriefAt = slot.Opens.Add(-b.policy.BriefingLead)
		if r.State == workflow.InApproval {
			if h, ok := b.policy.Heartbeat(slot.Heartbeat); ok {
				if next, err := calendar.Next(h, slot.Closes, 1); err == nil && len(next) == 1 {
					f.RollsTo = &next[0]
				}
			}
		}
	case r.Request.Window != "" && needsPlace(r):
		if slot, err := calendar.Find(b.policy, r.Request.Window); err == nil {
			f.Slot = &slot
		}
	}
	if w != nil {
		f.Taken = len(w.Places)
		f.Coverage = coverage(b, w)
		f.Calls = callFacts(w, r.Number, policy.CallsWithin(b.policy, r.Request.Type), b.now)
	}
}

// coverage counts, per front-line team, who has read a window's briefing.
func coverage(b bench, w *workflow.Window) []workflow.Coverage {
	var out []workflow.Coverage
	for _, team := range b.policy.FrontLine {
		c := workflow.Coverage{FrontLine: team.Key, Name: team.Name, Of: len(b.members[team.Role])}
		for _, receipt := range w.Receipts {
			if receipt.FrontLine == team.Key {
				c.Read++
				c.Readers = append(c.Readers, receipt)
			}
		}
		for _, person := range b.members[team.Role] {
			if _, read := w.ReadBy(team.Key, person); !read {
				c.Missing = append(c.Missing, person)
			}
		}
		if c.Of > 0 {
			c.Of = c.Read + len(c.Missing) // readers who are not (any more) in the team count too
		}
		out = append(out, c)
	}
	return out
}

// gateCase is what the gates of a release judge; s is what surrounds it, nil
// where that was not read.
func (d *Desk) gateCase(b bench, f *workflow.ReleaseFacts, s *surroundings) policy.Case {
	c := policy.Case{Policy: b.policy, Members: b.members, Release: &f.Release, Slot: f.Slot, Holds: f.Release.Place != nil, Coverage: f.Coverage, Standing: &f.Standing, Now: b.now}
	if f.Slot != nil {
		c.Free = max(0, f.Slot.Capacity-f.Taken)
		if f.Slot.Capacity == 0 {
			c.Free = 1
		}
	}
	if f.Looks() {
		d.surroundCase(b, &c, s)
	}
	if s != nil {
		c.Mates = s.mates
	}
	return c
}

// surroundCase has a case look at what surrounds the release in its slot.
func (d *Desk) surroundCase(b bench, c *policy.Case, s *surroundings) {
	var slots []workflow.Slot
	if s != nil {
		slots, c.Nearby = s.nearby, s.nearby
	}
	if c.Slot != nil {
		slots = append(slots[:len(slots):len(slots)], *c.Slot)
	}
	c.Around = d.aroundOf(b, c.Release, s, slots...)
}

// usual is the order in which actions are offered, the likely one first.
var usual = []workflow.Action{
	workflow.ActEndorse, workflow.ActTriage, workflow.ActTake, workflow.ActApprove, workflow.ActStart, workflow.ActLive, workflow.ActResubmit, workflow.ActReject, workflow.ActAskChanges, workflow.ActSignOff, workflow.ActNudge, workflow.ActReview, workflow.ActAcceptHandover, workflow.ActReturnHandover, workflow.ActHandOver, workflow.ActFollowUp,
	workflow.ActPostpone, workflow.ActRollBack, workflow.ActEdit, workflow.ActMove, workflow.ActWithdraw, workflow.ActWithdrawRejection, workflow.ActClose,
	workflow.ActKnownOver, workflow.ActKnownIssue, workflow.ActCorrect, workflow.ActIgnoreCalls,
}

// usualScheduled is the order once the decisions are made: to go live, at
// another time, or with a change, and only then to take the decision back.
var usualScheduled = []workflow.Action{
	workflow.ActStart, workflow.ActSignOff, workflow.ActNudge, workflow.ActPostpone, workflow.ActEdit, workflow.ActMove, workflow.ActWithdraw, workflow.ActAskChanges, workflow.ActReject,
}

// actions lists what somebody can do with a release at this moment. A button
// that could not work for anybody is none.
func actions(b bench, f *workflow.ReleaseFacts) []workflow.Action {
	r := &f.Release
	var out []workflow.Action
	order := usual
	if r.State == workflow.Scheduled {
		order = usualScheduled
	}
	for _, a := range order {
		if !policy.Anybody(b.policy, b.members, r, a, f.Standing, f.Stages) {
			continue
		}
		emergency := r.Request.Type == workflow.Emergency
		switch a {
		case workflow.ActStart:
			if !emergency && (f.Slot == nil || f.Slot.PhaseAt(b.now) != workflow.PhaseOpen) {
				continue
			}
			if len(policy.MissingSignOffs(f.Stages)) > 0 {
				continue // what waits for a sign-off starts for nobody
			}
			_, f.Anyway = policy.Overrides(f.Findings)
			if f.Anyway && len(b.members[b.policy.ManagerRole]) == 0 {
				continue
			}
		case workflow.ActReview:
			if !policy.ReviewDue(r) {
				continue
			}
		case workflow.ActAcceptHandover, workflow.ActReturnHandover:
			if r.Handover == nil || !r.Handover.Waiting() {
				continue
			}
		case workflow.ActHandOver:
			if r.Handover == nil || r.Handover.Accepted != "" {
				continue
			}
		case workflow.ActFollowUp:
			if len(r.FollowUps) == 0 {
				continue
			}
		case workflow.ActKnownOver, workflow.ActIgnoreCalls:
			if _, known := r.KnownNow(b.now); a == workflow.ActKnownOver && !known || a == workflow.ActIgnoreCalls && !r.CallsPressing() {
				continue
			}
		case workflow.ActMove, workflow.ActPostpone:
			if emergency {
				continue
			}
		case workflow.ActNudge:
			if emergency || r.State == workflow.Scheduled && len(signers(b, r)) == 0 {
				continue
			}
		case workflow.ActEndorse:
			if r.Lane() != workflow.LaneEndorse {
				continue // elsewhere it only changes the bundle, which the queue offers
			}
		case workflow.ActTake:
			if !emergency || r.TakenBy != "" {
				continue
			}
		}
		out = append(out, a)
	}
	return out
}

// nameAll looks up the names of everybody a release's messages may name.
func (d *Desk) nameAll(ctx context.Context, f *workflow.ReleaseFacts) {
	r := &f.Release
	people := []workflow.PersonID{r.Requester, r.Request.Contact, r.Request.Implementer, r.TakenBy}
	for _, a := range r.Approvals {
		people = append(people, a.By)
	}
	for _, a := range r.Asks {
		people = append(people, a.Person, a.For)
	}
	people = append(people, taskPeople(r)...)
	for _, n := range r.Nudges {
		people = append(people, n.Person)
	}
	for _, e := range r.History {
		people = append(people, e.By, e.For)
	}
	for _, stage := range f.Stages {
		people = append(people, stage.Can[:min(len(stage.Can), 6)]...)
	}
	for _, rs := range f.Standing.Rules {
		people = append(people, rs.Can[:min(len(rs.Can), 6)]...)
	}
	for _, finding := range f.Findings {
		people = append(people, finding.Who[:min(len(finding.Who), 6)]...)
	}
	people = append(people, readers(f.Coverage)...)
	people = append(people, callers(f.Calls)...)
	for _, finding := range r.Misfits {
		people = append(people, finding.Who[:min(len(finding.Who), 6)]...)
	}
	f.Names = d.names(ctx, people...)
}

// readers lists the newest readers of each team, as many as are ever shown.
func readers(coverage []workflow.Coverage) []workflow.PersonID {
	var out []workflow.PersonID
	for _, c := range coverage {
		for _, receipt := range c.Readers[max(0, len(c.Readers)-20):] {
			out = append(out, receipt.Person)
		}
		out = append(out, c.Missing[:min(len(c.Missing), 20)]...)
	}
	return out
}

// spanOf is storedOf where the answer is worth giving without them: what they do
// not tell is found out when a place is reserved.
func (d *Desk) spanOf(ctx context.Context, slots []workflow.Slot) map[workflow.WindowID]workflow.Window {
	stored, err := d.storedOf(ctx, slots)
	if err != nil {
		return nil
	}
	return stored
}

// ruleOf is the rule of a request's type, with the targets of its system where that
// has its own.
func ruleOf(p *workflow.Policy, q *workflow.Request) workflow.TypeRule {
	rule, t := p.Type(q.Type), p.Targets(q)
	rule.TriageWithin, rule.DecideWithin = t.Triage, t.Decide
	return rule
}
