package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

var (
	gateOpens = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	gateSlot  = workflow.Slot{ID: "regular:2026-11-24T05:00Z", Heartbeat: "regular", Opens: gateOpens, Closes: gateOpens.Add(2 * time.Hour), CutOff: gateOpens.Add(-13 * time.Hour), Capacity: 5}
)

// gatePolicy is the default policy with something for each gate to look at.
func gatePolicy() workflow.Policy {
	p := policy.Default()
	p.Systems[0].Environments[1].SignOff = policy.RoleQuality
	for i := range p.Types {
		p.Types[i].NeedSignOff = p.Types[i].Type == workflow.Normal
		p.Types[i].Lead = 48 * time.Hour
	}
	p.Roles = append(p.Roles, workflow.Role{Key: "sales", Name: "sales"})
	p.Departments = []workflow.Department{{Key: "web", Name: "Web", Teams: []string{"Basket"}, Coordinator: policy.RoleQuality, MustEndorse: true},
		{Key: "sales", Name: "Sales", Teams: []string{"Acme"}, Coordinator: "sales", MustEndorse: true}}
	p.Templates = []workflow.Template{{Key: "patch", Name: "Patch", System: "platform"}}
	p.Accounts = []workflow.KeyAccount{{Key: "bank", Name: "Bank", Managers: []workflow.PersonID{"HANA"}, Blackouts: []workflow.Blackout{{From: gateOpens, To: gateOpens.Add(time.Hour)}}}}
	return p
}

// ready is a release that every gate lets through at the opening of its window.
func ready() *workflow.Release {
	r := inApproval(workflow.Normal, yes("MARK", policy.RoleBusiness), yes("OMAR", policy.RoleOperations))
	r.State, r.Request.System, r.Request.Team, r.Request.Impact = workflow.Scheduled, "platform", "Nobody's", workflow.ImpactNone
	r.ScheduledAt = gateSlot.CutOff.Add(-time.Hour)
	r.Place = &workflow.Place{Window: gateSlot.ID, Opens: gateSlot.Opens, Closes: gateSlot.Closes, CutOff: gateSlot.CutOff}
	r.SignOffs = []workflow.SignOff{{Environment: "acceptance", By: "LENA", Revision: 1}}
	return r
}

// unapproved takes an approval away, while the list of the window is open.
func unapproved(c *policy.Case) {
	c.Release.Approvals = c.Release.Approvals[:1]
	c.Slot.CutOff = c.Slot.Closes
}

// TestEachGate has each gate fail alone, and asks it why, who unblocks it and
// from when on it can pass.
func TestEachGate(t *testing.T) {
	hard := workflow.Period{Freeze: "sale", Name: "Sale", Hard: true, From: gateOpens.Add(-time.Hour), To: gateOpens.Add(30 * time.Minute)}
	for name, tt := range map[string]struct {
		change   func(c *policy.Case)
		rule     string
		who      []workflow.PersonID
		earliest time.Time
		unknown  bool
	}{
		"nothing":  {func(*policy.Case) {}, "", nil, time.Time{}, false},
		"triage":   {func(c *policy.Case) { c.Release.State = workflow.Submitted }, "triage", []workflow.PersonID{"ROSA"}, time.Time{}, false},
		"returned": {func(c *policy.Case) { c.Release.State = workflow.Returned }, "triage", []workflow.PersonID{"INES"}, time.Time{}, false},
		"rejected": {func(c *policy.Case) { c.Release.State = workflow.Rejected }, "triage", nil, time.Time{}, true},
		"approval": {func(c *policy.Case) { unapproved(c) }, "approval:operations", []workflow.PersonID{"OMAR", "PIET", "EVA"}, time.Time{}, false},
		"nobody approves": {func(c *policy.Case) {
			unapproved(c)
			c.Members[policy.RoleOperations] = nil
		}, "approval:operations", []workflow.PersonID{"ROSA"}, time.Time{}, true},
		"too early":                       {func(c *policy.Case) { c.Now = gateOpens.Add(-time.Minute) }, "window", nil, gateOpens, false},
		"too late":                        {func(c *policy.Case) { c.Now = gateSlot.Closes }, "window", nil, time.Time{}, true},
		"no window":                       {func(c *policy.Case) { c.Slot = nil }, "window", nil, time.Time{}, true},
		"skipped":                         {func(c *policy.Case) { c.Policy.Heartbeats[0].Skips = []workflow.Skip{{Opens: gateOpens}} }, "window", nil, time.Time{}, true},
		"approved late":                   {func(c *policy.Case) { c.Release.ScheduledAt = gateSlot.CutOff }, "cut-off", nil, time.Time{}, true},
		"list fixed":                      {func(c *policy.Case) { c.Holds, c.Free = false, 2 }, "cut-off", nil, time.Time{}, true},
		"sign-off":                        {func(c *policy.Case) { c.Release.SignOffs = nil }, "sign-off:acceptance", []workflow.PersonID{"LENA"}, time.Time{}, false},
		"sign-off of an earlier revision": {func(c *policy.Case) { c.Release.SignOffs[0].Revision = 0 }, "sign-off:acceptance", []workflow.PersonID{"LENA"}, time.Time{}, false},
		"nobody signs off":                {func(c *policy.Case) { c.Release.SignOffs = nil; c.Release.Request.Implementer = "LENA" }, "sign-off:acceptance", []workflow.PersonID{"ROSA"}, time.Time{}, true},
		"freeze":                          {func(c *policy.Case) { c.Around.Freezes = []workflow.Period{hard} }, "freeze:sale", []workflow.PersonID{"ROSA"}, hard.To, false},
		"blackout":                        {func(c *policy.Case) { c.Release.Request.Accounts = []string{"bank"} }, "blackout:bank", []workflow.PersonID{"HANA", "ROSA"}, gateOpens.Add(time.Hour), false},
		"dependency": {func(c *policy.Case) {
			on := workflow.Release{Number: 3, State: workflow.Deploying, Request: workflow.Request{Implementer: "TOM"}, Place: c.Release.Place}
			c.Release.Request.DependsOn, c.Around.Needs = []workflow.Number{3}, map[workflow.Number]workflow.Release{3: on}
		}, "dependency:REL-3", []workflow.PersonID{"TOM"}, time.Time{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p, holders := gatePolicy(), workflow.Members{}
			for role, people := range members {
				holders[role] = people
			}
			slot, r := gateSlot, ready()
			c := policy.Case{Policy: &p, Members: holders, Release: r, Slot: &slot, Holds: true, Now: gateOpens, Around: &policy.Around{Policy: &p, Members: holders, Release: r, Now: gateOpens}}
			tt.change(&c)
			blocking := policy.Blocking(policy.Gates(c))
			if tt.rule == "" {
				if len(blocking) > 0 {
					t.Errorf("it is stopped by %+v", blocking)
				}
				return
			}
			if len(blocking) != 1 {
				t.Fatalf("it is stopped by %+v, want %s alone", blocking, tt.rule)
			}
			f := blocking[0]
			if f.Rule != tt.rule || f.Reason == "" || f.Title == "" || !slices.Equal(f.Who, tt.who) || !f.Earliest.Equal(tt.earliest) || f.Unknown != tt.unknown {
				t.Errorf("got %+v\nwant %s, %v, from %s, unknown %v", f, tt.rule, tt.who, tt.earliest, tt.unknown)
			}
		})
	}
}

// TestTheEarliestIsTheEarliest: whatever stands in the way until an instant stands
// in it right up to that and not from then on; and what says no instant says who,
// or that nobody can tell.
func TestTheEarliestIsTheEarliest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, slot, r := gatePolicy(), gateSlot, ready()
		r.State = rapid.SampledFrom(workflow.States).Draw(t, "state")
		r.Approvals = r.Approvals[:rapid.IntRange(0, 2).Draw(t, "approvals")]
		r.Request.Accounts = rapid.SampledFrom([][]string{nil, {"bank"}}).Draw(t, "accounts")
		minutes := func(label string, from, to int) time.Duration {
			return time.Duration(rapid.IntRange(from, to).Draw(t, label)) * time.Minute
		}
		frozen := workflow.Period{Freeze: "sale", Name: "Sale", Hard: rapid.Bool().Draw(t, "hard"), From: gateOpens.Add(minutes("freeze from", -120, 120))}
		frozen.To = frozen.From.Add(minutes("freeze for", 1, 200))
		around := policy.Around{Policy: &p, Members: members, Release: r, Freezes: []workflow.Period{frozen}}
		ask := func(now time.Time) []workflow.Finding {
			at := around
			at.Now = now
			return policy.Blocking(policy.Gates(policy.Case{Policy: &p, Members: members, Release: r, Slot: &slot, Holds: true, Now: now, Around: &at}))
		}
		stopped := func(now time.Time, rule string) bool {
			return slices.ContainsFunc(ask(now), func(f workflow.Finding) bool { return f.Rule == rule })
		}
		now := gateOpens.Add(minutes("now", -180, 110))
		for _, f := range ask(now) {
			if f.Reason == "" || (len(f.Who) == 0 && f.Earliest.IsZero() && !f.Unknown) {
				t.Fatalf("%s stops it and says neither who, when nor that nobody can tell: %+v", f.Rule, f)
			}
			if f.Earliest.IsZero() || !f.Earliest.Before(slot.Closes) {
				continue // after this window it is another question
			}
			if f.Earliest.Before(now) || stopped(f.Earliest, f.Rule) || !stopped(f.Earliest.Add(-time.Nanosecond), f.Rule) {
				t.Fatalf("at %s %s says that it passes from %s: then it is stopped %v, and right before %v", now, f.Rule, f.Earliest, stopped(f.Earliest, f.Rule), stopped(f.Earliest.Add(-time.Nanosecond), f.Rule))
			}
		}
	})
}

// TestEachIntakeGate has each intake gate keep a request, and let through the one
// next to it.
func TestEachIntakeGate(t *testing.T) {
	stands := []workflow.Finding{{Rule: "freeze:sale", Weight: workflow.Block, Reason: "Nothing goes live.", Alternatives: []workflow.Alternative{{After: 3}}}}
	for kind, tt := range map[workflow.IntakeKind]struct {
		limit        int
		fails, lets  func(c *policy.IntakeCase)
		who          []workflow.PersonID
		says         string
		earliest     time.Time
		alternatives int
	}{
		workflow.IntakeType:     {0, func(c *policy.IntakeCase) { c.Release.Request.Type = workflow.Major }, func(*policy.IntakeCase) {}, []workflow.PersonID{"ROSA"}, "every major change", time.Time{}, 0},
		workflow.IntakeRisk:     {3, func(c *policy.IntakeCase) { c.Release.Request.Risk = []string{"money", "data"} }, func(c *policy.IntakeCase) { c.Release.Request.Risk = []string{"money"} }, []workflow.PersonID{"ROSA"}, "The risk is 5 of 10", time.Time{}, 0},
		workflow.IntakeEffort:   {8, func(c *policy.IntakeCase) { c.Release.Request.EffortHours = 9 }, func(c *policy.IntakeCase) { c.Release.Request.EffortHours = 8 }, []workflow.PersonID{"ROSA"}, "9 hours", time.Time{}, 0},
		workflow.IntakeConflict: {0, func(c *policy.IntakeCase) { c.Conflicts = stands }, func(*policy.IntakeCase) {}, []workflow.PersonID{"ROSA"}, "Nothing goes live.", time.Time{}, 1},
		workflow.IntakeEndorsed: {0, func(c *policy.IntakeCase) { c.Release.Request.Team = "basket " }, func(c *policy.IntakeCase) {
			c.Release.Request.Team, c.Release.Endorsement = "Basket", &workflow.Endorsement{By: "LENA"}
		}, []workflow.PersonID{"LENA"}, "coordinator of Web", time.Time{}, 0},
		workflow.IntakeLead: {0, func(c *policy.IntakeCase) { c.Release.SubmittedAt = gateOpens.Add(-48*time.Hour + time.Nanosecond) }, func(c *policy.IntakeCase) { c.Release.SubmittedAt = gateOpens.Add(-48 * time.Hour) },
			[]workflow.PersonID{"ROSA"}, "2 days before", gateOpens.Add(time.Nanosecond), 0},
		workflow.IntakeTemplate: {0, func(*policy.IntakeCase) {}, func(c *policy.IntakeCase) { c.Release.Request.Template = "patch" }, []workflow.PersonID{"ROSA"}, "not made from a template", time.Time{}, 0},
		workflow.IntakeTeam:     {0, func(*policy.IntakeCase) {}, func(c *policy.IntakeCase) { c.Release.Request.Team = "Basket" }, []workflow.PersonID{"ROSA"}, "no department", time.Time{}, 0},
	} {
		t.Run(string(kind), func(t *testing.T) {
			judge := func(change func(*policy.IntakeCase)) workflow.Finding {
				p, r, slot := gatePolicy(), ready(), gateSlot
				p.Intake = []workflow.IntakeGate{{Kind: kind, Limit: tt.limit}}
				r.State, r.SubmittedAt = workflow.Submitted, gateOpens.Add(-96*time.Hour)
				c := policy.IntakeCase{Policy: &p, Members: members, Release: r, Slot: &slot, Now: r.SubmittedAt}
				change(&c)
				for _, f := range policy.Intake(c) {
					if f.Rule == "intake:"+string(kind) {
						return f
					}
				}
				t.Fatalf("the gate is not asked")
				return workflow.Finding{}
			}
			f := judge(tt.fails)
			if f.Pass || !strings.Contains(f.Reason, tt.says) || !slices.Equal(f.Who, tt.who) || len(f.Alternatives) != tt.alternatives || (!tt.earliest.IsZero() && !f.Earliest.Equal(tt.earliest)) {
				t.Errorf("got %+v", f)
			}
			if f := judge(tt.lets); !f.Pass || f.Reason != "" || f.Who != nil {
				t.Errorf("it is kept: %+v", f)
			}
		})
	}
}
