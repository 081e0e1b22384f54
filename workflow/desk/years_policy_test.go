package desk_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Who lives through the years, and what they are.
var (
	yearsGroups = map[string][]workflow.PersonID{
		"@release-managers": {"ROSA", "RUUD"}, "@business-owners": {"EVA", "MARK"}, "@operations": {"OMAR", "PIET", "NOOR"},
		"@quality": {"LENA", "INES"}, "@on-call": {"OMAR", "NOOR", "PIET"}, "@help-desk": {"HANA"}, "@call-centre": {"AYU"},
		"@coordinators": {"CORA"},
	}
	yearsPeople = []workflow.PersonID{"INES", "TOM", "EVA", "MARK", "OMAR", "PIET", "NOOR", "LENA", "ROSA", "RUUD", "CORA", "SVEN", "SUUS", "STRANGER"}
	askers      = []workflow.PersonID{"INES", "TOM", "EVA", "OMAR", "ROSA"} // also those who decide on what others ask
	yearsTeams  = []string{"Basket", "Payments", "Acme"}
)

const roleCoordinator = "coordinator"

// policyParts redraw one part of a policy each.
var policyParts = []func(*rapid.T, *workflow.Policy, time.Time){
	drawHeartbeats, drawFreezes, drawTypes, drawRoles, drawSystems, drawIntake, drawAccounts,
}

// drawPolicy draws the policy of an organisation: one or several heartbeats with
// places and risk points, freezes of all kinds, departments, gates, streets,
// chains of escalation, blackouts.
func drawPolicy(t *rapid.T, now time.Time) workflow.Policy {
	p := policy.Default()
	p.Zone = rapid.SampledFrom([]string{"UTC", "Europe/Amsterdam", "Australia/Lord_Howe"}).Draw(t, "zone")
	for _, part := range policyParts {
		part(t, &p, now)
	}
	return p
}

func drawHeartbeats(t *rapid.T, p *workflow.Policy, now time.Time) {
	crons := []string{"0 6 * * TUE,THU", "30 2 * * *", "0 22 * * FRI", "15 */8 * * *", "0 9 1,15 * *"}
	p.Heartbeats = nil
	for i := range rapid.IntRange(1, 3).Draw(t, "heartbeats") {
		h := workflow.Heartbeat{Key: fmt.Sprint("beat", i), Name: fmt.Sprint("Heartbeat ", i), Leads: policy.DefaultLeads(),
			Cron:     rapid.SampledFrom(crons).Draw(t, "cron"),
			Zone:     rapid.SampledFrom([]string{"UTC", "Europe/Amsterdam", "Australia/Lord_Howe"}).Draw(t, "zone of it"),
			Duration: time.Duration(rapid.IntRange(1, 8).Draw(t, "half hours")) * 30 * time.Minute,
			Capacity: rapid.IntRange(0, 3).Draw(t, "places"),
			Points:   rapid.SampledFrom([]int{0, 0, 3, 6, 10}).Draw(t, "points"),
			CutOff:   time.Duration(rapid.IntRange(0, 14).Draw(t, "cut-off")) * time.Hour,
		}
		slots, err := calendar.Next(h, now, 12)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			if rapid.IntRange(0, 5).Draw(t, "skip") == 0 {
				h.Skips = append(h.Skips, workflow.Skip{Opens: s.Opens, Why: "nobody is there"})
			}
		}
		if rapid.IntRange(0, 2).Draw(t, "extra") == 0 {
			opens := slots[0].Opens.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours after the first")) * time.Hour)
			h.Extras = []workflow.Extra{{Opens: opens, Capacity: rapid.IntRange(0, 2).Draw(t, "its places"), Duration: time.Hour, Why: "the sale"}}
			if calendar.Check(h) != nil {
				h.Extras = nil // it would overlap another of its own
			}
		}
		p.Heartbeats = append(p.Heartbeats, h)
	}
	drawSystems(t, p, now)
}

// beats is one of the heartbeats, most often.
func beats(p *workflow.Policy) *rapid.Generator[string] {
	var keys []string
	for _, h := range p.Heartbeats {
		keys = append(keys, h.Key)
	}
	return rapid.SampledFrom(keys)
}

func drawSystems(t *rapid.T, p *workflow.Policy, _ time.Time) {
	p.Systems = nil
	for _, key := range []string{"platform", "shop", "billing"}[:rapid.IntRange(1, 3).Draw(t, "systems")] {
		s := workflow.Platform{Key: key, Name: key, Heartbeat: beats(p).Draw(t, "heartbeat")}
		if rapid.Bool().Draw(t, "maintenance") {
			s.Maintenance = beats(p).Draw(t, "heartbeat of maintenance")
		}
		for _, stage := range []workflow.Stage{workflow.Test, workflow.Acceptance} {
			e := workflow.Environment{Key: string(stage), Name: string(stage), Stage: stage}
			if rapid.Bool().Draw(t, "sign-off") {
				e.SignOff = policy.RoleQuality
			}
			s.Environments = append(s.Environments, e)
		}
		p.Systems = append(p.Systems, s)
	}
}

func drawFreezes(t *rapid.T, p *workflow.Policy, now time.Time) {
	p.Freezes = nil
	for i := range rapid.IntRange(0, 3).Draw(t, "freezes") {
		f := workflow.Freeze{Key: fmt.Sprint("freeze", i), Name: fmt.Sprint("Freeze ", i), Why: "the books", Hard: rapid.IntRange(0, 2).Draw(t, "soft") > 0}
		if rapid.Bool().Draw(t, "recurring") {
			f.Cron, f.Zone = rapid.SampledFrom([]string{"0 0 20 * *", "0 17 * * FRI", "30 2 * * SUN"}).Draw(t, "begins"), p.Zone
			f.Duration = time.Duration(rapid.IntRange(1, 72).Draw(t, "hours of it")) * time.Hour
		} else {
			f.From = now.Add(time.Duration(rapid.IntRange(-48, 24*60).Draw(t, "hours until it")) * time.Hour)
			f.To = f.From.Add(time.Duration(rapid.IntRange(1, 24*20).Draw(t, "hours of it")) * time.Hour)
		}
		if rapid.Bool().Draw(t, "some systems") {
			f.Systems = []string{p.Systems[0].Key}
		}
		if rapid.Bool().Draw(t, "not emergencies") {
			f.Except = []workflow.ChangeType{workflow.Emergency}
		}
		p.Freezes = append(p.Freezes, f)
	}
}

func drawTypes(t *rapid.T, p *workflow.Policy, _ time.Time) {
	deciding := []string{policy.RoleBusiness, policy.RoleOperations, policy.RoleQuality}
	for i := range p.Types {
		r := &p.Types[i]
		r.Lead = rapid.SampledFrom([]time.Duration{0, 0, 72 * time.Hour}).Draw(t, "lead time")
		r.TriageByHand = rapid.IntRange(0, 3).Draw(t, "by hand") == 0
		r.NeedSignOff = rapid.IntRange(0, 3).Draw(t, "signed off") == 0
		r.ReviewWithin = rapid.SampledFrom([]time.Duration{0, 0, 16 * time.Hour}).Draw(t, "review")
		r.DecideWithin = 8 * time.Hour
		switch r.Type {
		case workflow.Emergency:
			r.Lead, r.TriageByHand = 0, false
			continue
		case workflow.Standard:
			r.Templated = rapid.IntRange(0, 3).Draw(t, "by template") == 0
			if rapid.Bool().Draw(t, "pre-authorised") {
				r.Approvals = nil
				continue
			}
		}
		r.Approvals = nil
		for _, role := range deciding {
			if quorum := rapid.IntRange(0, 2).Draw(t, "quorum"); quorum > 0 {
				r.Approvals = append(r.Approvals, workflow.ApprovalRule{Role: role, Quorum: quorum})
			}
		}
	}
}

func drawRoles(t *rapid.T, p *workflow.Policy, _ time.Time) {
	for i := range p.Roles {
		r := &p.Roles[i]
		r.Substitutes, r.Chain = nil, nil
		if rapid.Bool().Draw(t, "substitutes") {
			r.Substitutes = []workflow.PersonID{"SVEN"}
		}
		if rapid.Bool().Draw(t, "chain") {
			r.Chain = []workflow.EscalationStep{{After: 4 * time.Hour, People: []workflow.PersonID{"SUUS", "EVA"}}, {After: 24 * time.Hour, Role: policy.RoleManager}}
		}
	}
	if !slices.ContainsFunc(p.Roles, func(r workflow.Role) bool { return r.Key == roleCoordinator }) {
		p.Roles = append(p.Roles, workflow.Role{Key: roleCoordinator, Name: "coordinator", Groups: []string{"@coordinators"}})
	}
	p.Departments = []workflow.Department{
		{Key: "web", Name: "Web", Teams: []string{"Basket", "Payments"}, Coordinator: roleCoordinator, MustEndorse: rapid.IntRange(0, 2).Draw(t, "must endorse") == 0},
	}
}

func drawIntake(t *rapid.T, p *workflow.Policy, _ time.Time) {
	p.Intake = nil
	for _, kind := range workflow.IntakeKinds {
		if rapid.IntRange(0, 3).Draw(t, "gate") == 0 {
			g := workflow.IntakeGate{Kind: kind}
			if kind == workflow.IntakeRisk || kind == workflow.IntakeEffort {
				g.Limit = rapid.IntRange(1, 8).Draw(t, "limit")
			}
			p.Intake = append(p.Intake, g)
		}
	}
	p.Templates = []workflow.Template{{Key: "patch", Name: "Patches", PreAuthorised: rapid.Bool().Draw(t, "pre-authorised"),
		Form: workflow.Request{Title: "Patches", System: p.Systems[0].Key, Team: "Basket", What: "patches", Why: "they are due", Type: workflow.Standard, EffortHours: 1, Impact: rapid.SampledFrom([]workflow.Impact{workflow.ImpactNone, workflow.ImpactNoticeable}).Draw(t, "impact of patches"), Rollback: "take them back", Evidence: "tested",
			Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}}}}
	p.Schedules = nil
	if rapid.Bool().Draw(t, "patch days") {
		p.Schedules = []workflow.Schedule{{Key: "patch-day", Name: "Patch day", Cron: rapid.SampledFrom([]string{"0 9 1 * *", "30 2 * * SUN"}).Draw(t, "patch day"), Zone: p.Zone, Template: "patch", Requester: "INES"}}
	}
}

func drawAccounts(t *rapid.T, p *workflow.Policy, now time.Time) {
	p.Accounts = nil
	if rapid.Bool().Draw(t, "key account") {
		from := now.Add(time.Duration(rapid.IntRange(0, 24*40).Draw(t, "hours until the blackout")) * time.Hour)
		p.Accounts = []workflow.KeyAccount{{Key: "bank", Name: "Bank", Managers: []workflow.PersonID{"HANA"}, Systems: []string{p.Systems[0].Key},
			Blackouts: []workflow.Blackout{{From: from, To: from.AddDate(0, 0, rapid.IntRange(1, 14).Draw(t, "days of it")), Why: "their year end"}}}}
	}
}
