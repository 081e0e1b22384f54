package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

var members = workflow.Members{
	policy.RoleManager:    {"ROSA"},
	policy.RoleBusiness:   {"EVA", "MARK"},
	policy.RoleOperations: {"OMAR", "PIET", "EVA"},
	policy.RoleQuality:    {"LENA"},
	policy.RoleOnCall:     {"OMAR", "NOOR"},
}

func inApproval(typ workflow.ChangeType, approvals ...workflow.Approval) *workflow.Release {
	r := &workflow.Release{Number: 7, Revision: 1, State: workflow.InApproval, Requester: "INES",
		Request: workflow.Request{Type: typ, Implementer: "TOM", Contact: "TOM"}, Approvals: approvals}
	return r
}

func yes(by workflow.PersonID, roles ...string) workflow.Approval {
	return workflow.Approval{By: by, Revision: 1, Roles: roles}
}

func TestStanding(t *testing.T) {
	p := policy.Default()
	business, operations := policy.RoleBusiness, policy.RoleOperations
	tests := []struct {
		name     string
		release  *workflow.Release
		given    int
		complete bool
		open     []string // roles still needed
	}{
		{"nobody yet", inApproval(workflow.Normal), 0, false, []string{business, operations}},
		{"one of two", inApproval(workflow.Normal, yes("MARK", business)), 1, false, []string{operations}},
		{"both", inApproval(workflow.Normal, yes("MARK", business), yes("PIET", operations)), 2, true, nil},
		{"one person in both roles counts once", inApproval(workflow.Normal, yes("EVA", business, operations)), 1, false, []string{operations}},
		{"the same person twice counts once", inApproval(workflow.Normal, yes("EVA", business, operations), yes("EVA", business, operations)), 1, false, []string{operations}},
		{"who holds both roles makes room for who holds one", inApproval(workflow.Normal, yes("EVA", business, operations), yes("MARK", business)), 2, true, nil},
		{"a void approval does not count", inApproval(workflow.Normal, workflow.Approval{By: "MARK", Revision: 1, Roles: []string{business}, Void: "edited"}), 0, false, []string{business, operations}},
		{"nor one of another revision", inApproval(workflow.Normal, workflow.Approval{By: "MARK", Revision: 2, Roles: []string{business}}), 0, false, []string{business, operations}},
		{"nor the requester's", inApproval(workflow.Normal, yes("INES", business)), 0, false, []string{business, operations}},
		{"standard is pre-authorised", inApproval(workflow.Standard), 0, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := policy.Standing(&p, members, tt.release)
			var open []string
			for _, rs := range st.Rules {
				if !rs.Complete {
					open = append(open, rs.Role)
				}
			}
			if st.Given != tt.given || st.Complete != tt.complete {
				t.Errorf("given %d complete %v, want %d %v", st.Given, st.Complete, tt.given, tt.complete)
			}
			if diff := cmp.Diff(tt.open, open); diff != "" {
				t.Errorf("roles still needed (-want +got)\n%s", diff)
			}
		})
	}
}

func TestStandingNamesWhoCan(t *testing.T) {
	p := policy.Default()
	r := inApproval(workflow.Normal, yes("MARK", policy.RoleBusiness))
	r.Editors = []workflow.PersonID{"PIET"}
	st := policy.Standing(&p, members, r)
	want := []workflow.PersonID{"OMAR", "EVA"}
	if diff := cmp.Diff(want, st.Rules[1].Can); diff != "" {
		t.Errorf("who can approve for operations (-want +got)\n%s", diff)
	}
}

// TestStandingMatchesAsManyAsPossible compares the matching with trying every
// way to give people to rules.
func TestStandingMatchesAsManyAsPossible(t *testing.T) {
	roles := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		p := policy.Default()
		var rules []workflow.ApprovalRule
		for _, role := range roles {
			if q := rapid.IntRange(0, 2).Draw(t, "quorum "+role); q > 0 {
				rules = append(rules, workflow.ApprovalRule{Role: role, Quorum: q})
			}
		}
		p.Types = []workflow.TypeRule{{Type: workflow.Normal, Approvals: rules}}
		var given []workflow.Approval
		for _, person := range []workflow.PersonID{"P", "Q", "R", "S"} {
			given = append(given, yes(person, rapid.SliceOfDistinct(rapid.SampledFrom(roles), func(s string) string { return s }).Draw(t, string(person))...))
		}
		st := policy.Standing(&p, workflow.Members{}, inApproval(workflow.Normal, given...))
		if best := bestMatching(rules, given); st.Given != best {
			t.Fatalf("counts %d approvals, %d are possible", st.Given, best)
		}
		counted := map[workflow.PersonID]int{}
		for _, rs := range st.Rules {
			if len(rs.Given) > rs.Quorum {
				t.Fatalf("%s has %d of %d", rs.Role, len(rs.Given), rs.Quorum)
			}
			for _, person := range rs.Given {
				counted[person]++
			}
		}
		for person, n := range counted {
			if n > 1 {
				t.Fatalf("%s counts %d times", person, n)
			}
		}
	})
}

func bestMatching(rules []workflow.ApprovalRule, approvals []workflow.Approval) int {
	if len(approvals) == 0 {
		return 0
	}
	best := bestMatching(rules, approvals[1:])
	for i, rule := range rules {
		if rule.Quorum > 0 && slices.Contains(approvals[0].Roles, rule.Role) {
			less := slices.Clone(rules)
			less[i].Quorum--
			best = max(best, 1+bestMatching(less, approvals[1:]))
		}
	}
	return best
}

func TestAnswerable(t *testing.T) {
	tests := []struct {
		name    string
		members workflow.Members
		by      workflow.PersonID
		want    string // part of the reason; empty: answerable
	}{
		{"enough people", members, "INES", ""},
		{"an empty role", workflow.Members{policy.RoleBusiness: {"EVA"}}, "INES", "nobody holds the role operations"},
		{"the only one asked for it", workflow.Members{policy.RoleBusiness: {"INES"}, policy.RoleOperations: {"OMAR"}}, "INES", "everybody else in the role business asked for this"},
		{"one person for two rules", workflow.Members{policy.RoleBusiness: {"EVA"}, policy.RoleOperations: {"EVA"}}, "INES", "more different people"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := policy.Default()
			r := inApproval(workflow.Normal)
			r.Requester = tt.by
			findings := policy.Answerable(&p, tt.members, r)
			if tt.want == "" && len(findings) > 0 {
				t.Fatalf("not answerable: %v", findings)
			}
			if tt.want != "" && (len(findings) == 0 || !strings.Contains(findings[0].Reason, tt.want)) {
				t.Fatalf("got %v, want a reason with %q", findings, tt.want)
			}
		})
	}
}

func TestSuggest(t *testing.T) {
	p := policy.Default()
	for hours, want := range map[int]workflow.ChangeType{1: workflow.Standard, 2: workflow.Standard, 3: workflow.Normal, 8: workflow.Normal, 9: workflow.Major, 400: workflow.Major} {
		if got, why := policy.Suggest(&p, hours); got != want || why == "" {
			t.Errorf("Suggest(%d) = %s, %q; want %s", hours, got, why, want)
		}
	}
}

func goodForm() workflow.Request {
	return workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket", What: "One step less", Why: "12 % leave", Type: workflow.Normal,
		EffortHours: 8, Impact: workflow.ImpactNoticeable, Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}, Rollback: "switch", Contact: "TOM", Implementer: "TOM"}
}

func TestValidate(t *testing.T) {
	p := policy.Default()
	tests := []struct {
		name   string
		change func(*workflow.Request)
		field  workflow.Field // wrong; empty: fine
	}{
		{"fine", func(*workflow.Request) {}, ""},
		{"no title", func(q *workflow.Request) { q.Title = "  " }, workflow.FieldTitle},
		{"a title of 10,000 characters", func(q *workflow.Request) { q.Title = strings.Repeat("x", 10000) }, workflow.FieldTitle},
		{"a title at its limit", func(q *workflow.Request) { q.Title = strings.Repeat("é", policy.MaxTitle) }, ""},
		{"a title over it", func(q *workflow.Request) { q.Title = strings.Repeat("é", policy.MaxTitle+1) }, workflow.FieldTitle},
		{"two lines of title", func(q *workflow.Request) { q.Title = "a\nb" }, workflow.FieldTitle},
		{"an unknown system", func(q *workflow.Request) { q.System = "gone" }, workflow.FieldSystem},
		{"too small a type for the effort", func(q *workflow.Request) { q.EffortHours = 40 }, workflow.FieldType},
		{"a bigger type than suggested", func(q *workflow.Request) { q.EffortHours, q.Type, q.Evidence = 1, workflow.Major, "tested" }, ""},
		{"an invented type", func(q *workflow.Request) { q.Type = "tiny" }, workflow.FieldType},
		{"impact without a briefing", func(q *workflow.Request) { q.Briefing.Say = "" }, workflow.FieldSay},
		{"no impact needs no briefing", func(q *workflow.Request) { q.Impact, q.Briefing = workflow.ImpactNone, workflow.Briefing{} }, ""},
		{"downtime that nobody notices", func(q *workflow.Request) { q.Impact, q.Downtime = workflow.ImpactNone, true }, workflow.FieldImpact},
		{"no way back", func(q *workflow.Request) { q.Rollback = "" }, workflow.FieldRollback},
		{"major without evidence", func(q *workflow.Request) { q.Type = workflow.Major }, workflow.FieldEvidence},
		{"emergency is short", func(q *workflow.Request) {
			*q = workflow.Request{Title: "t", System: "platform", What: "w", Type: workflow.Emergency, Briefing: workflow.Briefing{Notice: "n", Say: "s"}}
		}, ""},
		{"negative effort", func(q *workflow.Request) { q.EffortHours = -1 }, workflow.FieldEffort},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := goodForm()
			tt.change(&q)
			bad := policy.Validate(&p, q)
			if tt.field == "" && len(bad) > 0 {
				t.Errorf("refused: %v", bad)
			}
			if tt.field != "" && (len(bad) != 1 || bad[tt.field] == "") {
				t.Errorf("got %v, want a sentence at %s alone", bad, tt.field)
			}
		})
	}
}

func TestMaySaysWhoCan(t *testing.T) {
	p := policy.Default()
	r := inApproval(workflow.Normal)
	f := policy.May(&p, members, r, workflow.ActApprove, "INES")
	if f.Pass || !strings.Contains(f.Reason, "you asked for it") || !slices.Contains(f.Who, "MARK") {
		t.Errorf("the requester's own approval: %+v", f)
	}
	r.Approvals = []workflow.Approval{yes("MARK", policy.RoleBusiness)}
	if f = policy.May(&p, members, r, workflow.ActApprove, "MARK"); f.Rule != "decided" {
		t.Errorf("a second approval: %+v", f)
	}
	if f = policy.May(&p, members, r, workflow.ActStart, "TOM"); f.Rule != "state" {
		t.Errorf("a start before it is scheduled: %+v", f)
	}
}

func TestGates(t *testing.T) {
	p := policy.Default()
	opens := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	slot := workflow.Slot{ID: "regular:2026-11-24T05:00Z", Opens: opens, Closes: opens.Add(2 * time.Hour), CutOff: opens.Add(-13 * time.Hour), Capacity: 5}
	approved := inApproval(workflow.Normal, yes("MARK", policy.RoleBusiness), yes("OMAR", policy.RoleOperations))
	approved.State = workflow.Scheduled
	tests := []struct {
		name    string
		release *workflow.Release
		now     time.Time
		holds   bool
		free    int
		blocked []string
	}{
		{"approved and open", approved, opens, true, 0, nil},
		{"approved, before it opens", approved, opens.Add(-time.Nanosecond), true, 0, []string{"window"}},
		{"approved, at the closing instant", approved, opens.Add(2 * time.Hour), true, 0, []string{"window"}},
		{"waiting, before the cut-off", inApproval(workflow.Normal), opens.Add(-14 * time.Hour), true, 0, []string{"approval:business", "approval:operations", "window"}},
		{"waiting, at the cut-off", inApproval(workflow.Normal), slot.CutOff, true, 0, []string{"approval:business", "approval:operations", "window", "cut-off"}},
		{"another window, full", approved, opens.Add(-20 * time.Hour), false, 0, []string{"window", "capacity"}},
		{"another window, past its cut-off", approved, slot.CutOff, false, 3, []string{"window", "cut-off"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gates := policy.Gates(policy.Case{Policy: &p, Members: members, Release: tt.release, Slot: &slot, Holds: tt.holds, Free: tt.free, Now: tt.now})
			var blocked []string
			for _, g := range gates {
				if !g.Pass && g.Weight != workflow.Warn {
					blocked = append(blocked, g.Rule)
					if g.Reason == "" {
						t.Errorf("%s blocks without a reason", g.Rule)
					}
				}
			}
			if diff := cmp.Diff(tt.blocked, blocked); diff != "" {
				t.Errorf("blocking gates (-want +got)\n%s", diff)
			}
		})
	}
}

// TestEmergencyHasNoWindowGates: an emergency that is approved may start at any time.
func TestEmergencyHasNoWindowGates(t *testing.T) {
	p := policy.Default()
	r := inApproval(workflow.Emergency, yes("OMAR", policy.RoleOnCall))
	r.State = workflow.Scheduled
	if gates := policy.Gates(policy.Case{Policy: &p, Members: members, Release: r, Now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)}); !workflow.Passes(gates) {
		t.Errorf("blocked: %+v", gates)
	}
}
