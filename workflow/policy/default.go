package policy

import (
	"time"

	"drumbeat/workflow"
)

// Keys of the roles of the default policy.
const (
	RoleManager    = "release-manager"
	RoleBusiness   = "business"
	RoleOperations = "operations"
	RoleQuality    = "quality"
	RoleOnCall     = "on-call"
	RoleHelpDesk   = "help-desk"
	RoleCallCentre = "call-centre"
)

// Default is the policy of the first start: nothing must be configured to
// begin. Channels are found by name, roles by the handle of a user group;
// while nobody is in a deciding role's group, workspace admins hold it.
func Default() workflow.Policy {
	return workflow.Policy{
		Why:            "the default of the first start",
		SavedBy:        workflow.System,
		Zone:           "UTC",
		ReleaseChannel: "#releases",
		FrontLine: []workflow.FrontLine{
			{Key: "help-desk", Name: "help desk", Channel: "#help-desk", Role: RoleHelpDesk},
			{Key: "call-centre", Name: "call centre", Channel: "#call-centre", Role: RoleCallCentre},
		},
		Roles: []workflow.Role{
			{Key: RoleManager, Name: "release manager", Groups: []string{"@release-managers"}, Admins: true},
			{Key: RoleBusiness, Name: "business", Groups: []string{"@business-owners"}, Admins: true},
			{Key: RoleOperations, Name: "operations", Groups: []string{"@operations"}, Admins: true},
			{Key: RoleQuality, Name: "quality", Groups: []string{"@quality"}, Admins: true},
			{Key: RoleOnCall, Name: "on call", Groups: []string{"@on-call"}, Admins: true},
			{Key: RoleHelpDesk, Name: "help desk", Groups: []string{"@help-desk"}},
			{Key: RoleCallCentre, Name: "call centre", Groups: []string{"@call-centre"}},
		},
		Systems: []workflow.Platform{
			{Key: "platform", Name: "Production platform", Heartbeat: "regular", Environments: []workflow.Environment{
				{Key: "test", Name: "Test", Stage: workflow.Test}, {Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance},
			}, Checklist: handoverKey, Runner: RoleOperations},
		},
		Heartbeats: []workflow.Heartbeat{{
			Key: "regular", Name: "Regular heartbeat", Cron: "0 6 * * TUE,THU", Zone: "UTC",
			Duration: 2 * time.Hour, Capacity: 5, CutOff: 13 * time.Hour, Leads: DefaultLeads(),
		}},
		Types:        DefaultTypes(),
		Intake:       DefaultIntake(),
		Risk:         DefaultRisk(),
		Hours:        DefaultHours(),
		ManagerRole:  RoleManager,
		OnCallRole:   RoleOnCall,
		BriefingLead: 24 * time.Hour,
		Aftercare:    24 * time.Hour,
		AnswerWithin: time.Hour,
		PageEvery:    5 * time.Minute,
		Checklists:   DefaultChecklists(),
		Survey:       workflow.Survey{AtClosing: true},
	}
}

// DefaultLeads is when a window is announced before it opens.
func DefaultLeads() []time.Duration {
	return []time.Duration{48 * time.Hour, 24 * time.Hour, time.Hour}
}

// DefaultHours is Monday to Friday, nine to five.
func DefaultHours() workflow.WorkingHours {
	return workflow.WorkingHours{
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		From: 9 * 60, To: 17 * 60,
	}
}

// DefaultTypes is what each change type requires: the bigger the change, the
// more people decide on it.
func DefaultTypes() []workflow.TypeRule {
	one := func(roles ...string) []workflow.ApprovalRule {
		var out []workflow.ApprovalRule
		for _, r := range roles {
			out = append(out, workflow.ApprovalRule{Role: r, Quorum: 1})
		}
		return out
	}
	return []workflow.TypeRule{
		{Type: workflow.Standard, MaxHours: 2, TriageWithin: 8 * time.Hour, CallsLimit: 6, CallsWithin: 2 * time.Hour},
		{Type: workflow.Normal, MaxHours: 8, Approvals: one(RoleBusiness, RoleOperations), DecideWithin: 8 * time.Hour, TriageWithin: 8 * time.Hour, NeedRollback: true, CallsLimit: 10, CallsWithin: 2 * time.Hour, CheckIns: DefaultCheckIns()},
		{Type: workflow.Major, Approvals: one(RoleBusiness, RoleOperations, RoleQuality), DecideWithin: 16 * time.Hour, TriageWithin: 8 * time.Hour, TriageByHand: true, NeedEvidence: true, NeedRollback: true, CallsLimit: 20, CallsWithin: 2 * time.Hour,
			NeedHandover: true, CheckIns: DefaultCheckIns()},
		{Type: workflow.Emergency, Approvals: one(RoleOnCall), DecideWithin: time.Hour, ReviewWithin: 16 * time.Hour, CallsLimit: 10, CallsWithin: 2 * time.Hour, CheckIns: DefaultCheckIns()},
	}
}

// DefaultIntake lets the routine through: what a release manager looks at is the
// types that say so, a high risk, more work than its type has, and a conflict.
func DefaultIntake() []workflow.IntakeGate {
	normal := []workflow.ChangeType{workflow.Normal}
	return []workflow.IntakeGate{
		{Kind: workflow.IntakeType},
		{Kind: workflow.IntakeRisk, Limit: 7, Types: normal},
		{Kind: workflow.IntakeEffort, Limit: 8, Types: normal},
		{Kind: workflow.IntakeConflict},
	}
}

// DefaultRisk is four questions worth ten points.
func DefaultRisk() []workflow.RiskQuestion {
	return []workflow.RiskQuestion{
		{Key: "money", Text: "Touches payment, prices or personal data", Points: 3},
		{Key: "no-switch", Text: "Cannot be switched off without a new release", Points: 3},
		{Key: "data", Text: "Changes stored data", Points: 2},
		{Key: "first-time", Text: "First release by this team or supplier", Points: 2},
	}
}

// DefaultDigest is Mondays at nine, to the release channel.
func DefaultDigest() workflow.Digest { return workflow.Digest{Cron: "0 9 * * MON"} }
