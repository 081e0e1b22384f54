package embedded

import (
	"time"

	"drumbeat/workflow"
)

// policyDoc is a version of the policy as it is stored; its number is a
// column. Durations are in nanoseconds.
type policyDoc struct {
	SavedAt time.Time         `json:"saved_at,omitzero"`
	SavedBy workflow.PersonID `json:"saved_by,omitempty"`
	Why     string            `json:"why,omitempty"`

	Zone           string            `json:"zone,omitempty"`
	ReleaseChannel workflow.Channel  `json:"release_channel,omitempty"`
	FrontLine      []frontLineDoc    `json:"front_line,omitempty"`
	Roles          []roleDoc         `json:"roles,omitempty"`
	Systems        []platformDoc     `json:"systems,omitempty"`
	Heartbeats     []heartbeatDoc    `json:"heartbeats,omitempty"`
	Types          []typeRuleDoc     `json:"types,omitempty"`
	Risk           []riskQuestionDoc `json:"risk,omitempty"`
	Hours          workingHoursDoc   `json:"hours,omitzero"`

	ManagerRole  string        `json:"manager_role,omitempty"`
	OnCallRole   string        `json:"on_call_role,omitempty"`
	BriefingLead time.Duration `json:"briefing_lead,omitempty"`
	Aftercare    time.Duration `json:"aftercare,omitempty"`
	PageEvery    time.Duration `json:"page_every,omitempty"`
}

type frontLineDoc struct {
	Key     string           `json:"key"`
	Name    string           `json:"name,omitempty"`
	Channel workflow.Channel `json:"channel,omitempty"`
	Role    string           `json:"role,omitempty"`
}

type roleDoc struct {
	Key         string              `json:"key"`
	Name        string              `json:"name,omitempty"`
	People      []workflow.PersonID `json:"people,omitempty"`
	Groups      []string            `json:"groups,omitempty"`
	Admins      bool                `json:"admins,omitempty"`
	Substitutes []workflow.PersonID `json:"substitutes,omitempty"`
}

type platformDoc struct {
	Key       string `json:"key"`
	Name      string `json:"name,omitempty"`
	Heartbeat string `json:"heartbeat,omitempty"`
}

type heartbeatDoc struct {
	Key      string          `json:"key"`
	Name     string          `json:"name,omitempty"`
	Cron     string          `json:"cron,omitempty"`
	Duration time.Duration   `json:"duration,omitempty"`
	Zone     string          `json:"zone,omitempty"`
	Capacity int             `json:"capacity,omitempty"`
	CutOff   time.Duration   `json:"cut_off,omitempty"`
	Leads    []time.Duration `json:"leads,omitempty"`
}

type typeRuleDoc struct {
	Type         workflow.ChangeType `json:"type"`
	MaxHours     int                 `json:"max_hours,omitempty"`
	Approvals    []approvalRuleDoc   `json:"approvals,omitempty"`
	DecideWithin time.Duration       `json:"decide_within,omitempty"`
	TriageByHand bool                `json:"triage_by_hand,omitempty"`
	NeedEvidence bool                `json:"need_evidence,omitempty"`
	NeedRollback bool                `json:"need_rollback,omitempty"`
}

type approvalRuleDoc struct {
	Role   string `json:"role"`
	Quorum int    `json:"quorum"`
}

type riskQuestionDoc struct {
	Key    string `json:"key"`
	Text   string `json:"text,omitempty"`
	Points int    `json:"points,omitempty"`
}

type workingHoursDoc struct {
	Days []time.Weekday `json:"days,omitempty"`
	From int            `json:"from,omitempty"`
	To   int            `json:"to,omitempty"`
}

func fromPolicy(p workflow.Policy) policyDoc {
	return policyDoc{
		SavedAt: atMillis(p.SavedAt), SavedBy: p.SavedBy, Why: p.Why,
		Zone: p.Zone, ReleaseChannel: p.ReleaseChannel,
		FrontLine:  each(p.FrontLine, func(v workflow.FrontLine) frontLineDoc { return frontLineDoc(v) }),
		Roles:      each(p.Roles, func(v workflow.Role) roleDoc { return roleDoc(v) }),
		Systems:    each(p.Systems, func(v workflow.Platform) platformDoc { return platformDoc(v) }),
		Heartbeats: each(p.Heartbeats, func(v workflow.Heartbeat) heartbeatDoc { return heartbeatDoc(v) }),
		Types:      each(p.Types, fromTypeRule),
		Risk:       each(p.Risk, func(v workflow.RiskQuestion) riskQuestionDoc { return riskQuestionDoc(v) }),
		Hours:      workingHoursDoc(p.Hours), ManagerRole: p.ManagerRole, OnCallRole: p.OnCallRole,
		BriefingLead: p.BriefingLead, Aftercare: p.Aftercare, PageEvery: p.PageEvery,
	}
}

func (d policyDoc) toDomain(version int) workflow.Policy {
	return workflow.Policy{
		Version: version, SavedAt: d.SavedAt, SavedBy: d.SavedBy, Why: d.Why,
		Zone: d.Zone, ReleaseChannel: d.ReleaseChannel,
		FrontLine:  each(d.FrontLine, func(v frontLineDoc) workflow.FrontLine { return workflow.FrontLine(v) }),
		Roles:      each(d.Roles, func(v roleDoc) workflow.Role { return workflow.Role(v) }),
		Systems:    each(d.Systems, func(v platformDoc) workflow.Platform { return workflow.Platform(v) }),
		Heartbeats: each(d.Heartbeats, func(v heartbeatDoc) workflow.Heartbeat { return workflow.Heartbeat(v) }),
		Types:      each(d.Types, typeRuleDoc.toDomain),
		Risk:       each(d.Risk, func(v riskQuestionDoc) workflow.RiskQuestion { return workflow.RiskQuestion(v) }),
		Hours:      workflow.WorkingHours(d.Hours), ManagerRole: d.ManagerRole, OnCallRole: d.OnCallRole,
		BriefingLead: d.BriefingLead, Aftercare: d.Aftercare, PageEvery: d.PageEvery,
	}
}

func fromTypeRule(v workflow.TypeRule) typeRuleDoc {
	return typeRuleDoc{
		Type: v.Type, MaxHours: v.MaxHours, DecideWithin: v.DecideWithin,
		Approvals:    each(v.Approvals, func(a workflow.ApprovalRule) approvalRuleDoc { return approvalRuleDoc(a) }),
		TriageByHand: v.TriageByHand, NeedEvidence: v.NeedEvidence, NeedRollback: v.NeedRollback,
	}
}

func (d typeRuleDoc) toDomain() workflow.TypeRule {
	return workflow.TypeRule{
		Type: d.Type, MaxHours: d.MaxHours, DecideWithin: d.DecideWithin,
		Approvals:    each(d.Approvals, func(a approvalRuleDoc) workflow.ApprovalRule { return workflow.ApprovalRule(a) }),
		TriageByHand: d.TriageByHand, NeedEvidence: d.NeedEvidence, NeedRollback: d.NeedRollback,
	}
}
