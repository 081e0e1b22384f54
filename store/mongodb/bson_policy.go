package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// policyDoc is one version of the policy; its number is the id, and the
// document is never written again. Durations are in nanoseconds.
type policyDoc struct {
	ID             int64             `bson:"_id"`
	Meta           meta              `bson:",inline"`
	SavedAt        time.Time         `bson:"saved_at,omitempty"`
	SavedBy        string            `bson:"saved_by,omitempty"`
	Why            string            `bson:"why,omitempty"`
	Zone           string            `bson:"zone,omitempty"`
	ReleaseChannel string            `bson:"release_channel,omitempty"`
	FrontLine      []frontLineDoc    `bson:"front_line,omitempty"`
	Roles          []roleDoc         `bson:"roles,omitempty"`
	Systems        []systemDoc       `bson:"systems,omitempty"`
	Heartbeats     []heartbeatDoc    `bson:"heartbeats,omitempty"`
	Types          []typeRuleDoc     `bson:"types,omitempty"`
	Risk           []riskQuestionDoc `bson:"risk,omitempty"`
	Days           []int             `bson:"days,omitempty"` // of the working week; 0 is Sunday
	From           int               `bson:"from,omitempty"` // minutes after midnight
	To             int               `bson:"to,omitempty"`
	ManagerRole    string            `bson:"manager_role,omitempty"`
	OnCallRole     string            `bson:"on_call_role,omitempty"`
	BriefingLead   time.Duration     `bson:"briefing_lead,omitempty"`
	Aftercare      time.Duration     `bson:"aftercare,omitempty"`
	PageEvery      time.Duration     `bson:"page_every,omitempty"`
}

type frontLineDoc struct {
	Key     string `bson:"key"`
	Name    string `bson:"name,omitempty"`
	Channel string `bson:"channel,omitempty"`
	Role    string `bson:"role,omitempty"`
}

type roleDoc struct {
	Key         string   `bson:"key"`
	Name        string   `bson:"name,omitempty"`
	People      []string `bson:"people,omitempty"`
	Groups      []string `bson:"groups,omitempty"`
	Admins      bool     `bson:"admins,omitempty"`
	Substitutes []string `bson:"substitutes,omitempty"`
}

type systemDoc struct {
	Key       string `bson:"key"`
	Name      string `bson:"name,omitempty"`
	Heartbeat string `bson:"heartbeat,omitempty"`
}

type heartbeatDoc struct {
	Key      string          `bson:"key"`
	Name     string          `bson:"name,omitempty"`
	Cron     string          `bson:"cron,omitempty"`
	Duration time.Duration   `bson:"duration,omitempty"`
	Zone     string          `bson:"zone,omitempty"`
	Capacity int             `bson:"capacity,omitempty"`
	CutOff   time.Duration   `bson:"cut_off,omitempty"`
	Leads    []time.Duration `bson:"leads,omitempty"`
}

type typeRuleDoc struct {
	Type         string            `bson:"type"`
	MaxHours     int               `bson:"max_hours,omitempty"`
	Approvals    []approvalRuleDoc `bson:"approvals,omitempty"`
	DecideWithin time.Duration     `bson:"decide_within,omitempty"`
	TriageByHand bool              `bson:"triage_by_hand,omitempty"`
	NeedEvidence bool              `bson:"need_evidence,omitempty"`
	NeedRollback bool              `bson:"need_rollback,omitempty"`
}

type approvalRuleDoc struct {
	Role   string `bson:"role"`
	Quorum int    `bson:"quorum"`
}

type riskQuestionDoc struct {
	Key    string `bson:"key"`
	Text   string `bson:"text,omitempty"`
	Points int    `bson:"points,omitempty"`
}

func fromPolicy(p workflow.Policy, m meta) policyDoc {
	return policyDoc{
		ID: int64(p.Version), Meta: m, SavedAt: cut(p.SavedAt), SavedBy: string(p.SavedBy), Why: p.Why,
		Zone: p.Zone, ReleaseChannel: string(p.ReleaseChannel),
		FrontLine: convert(p.FrontLine, func(f workflow.FrontLine) frontLineDoc {
			return frontLineDoc{f.Key, f.Name, string(f.Channel), f.Role}
		}),
		Roles: convert(p.Roles, func(r workflow.Role) roleDoc {
			return roleDoc{r.Key, r.Name, plain(r.People), r.Groups, r.Admins, plain(r.Substitutes)}
		}),
		Systems: convert(p.Systems, func(s workflow.Platform) systemDoc { return systemDoc(s) }),
		Heartbeats: convert(p.Heartbeats, func(h workflow.Heartbeat) heartbeatDoc {
			return heartbeatDoc(h)
		}),
		Types: convert(p.Types, fromTypeRule),
		Risk:  convert(p.Risk, func(q workflow.RiskQuestion) riskQuestionDoc { return riskQuestionDoc(q) }),
		Days:  convert(p.Hours.Days, func(d time.Weekday) int { return int(d) }),
		From:  p.Hours.From, To: p.Hours.To,
		ManagerRole: p.ManagerRole, OnCallRole: p.OnCallRole,
		BriefingLead: p.BriefingLead, Aftercare: p.Aftercare, PageEvery: p.PageEvery,
	}
}

func (d policyDoc) toDomain() (workflow.Policy, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Policy{}, err
	}
	return workflow.Policy{
		Version: int(d.ID), SavedAt: cut(d.SavedAt), SavedBy: workflow.PersonID(d.SavedBy), Why: d.Why,
		Zone: d.Zone, ReleaseChannel: workflow.Channel(d.ReleaseChannel),
		FrontLine: convert(d.FrontLine, func(f frontLineDoc) workflow.FrontLine {
			return workflow.FrontLine{Key: f.Key, Name: f.Name, Channel: workflow.Channel(f.Channel), Role: f.Role}
		}),
		Roles: convert(d.Roles, func(r roleDoc) workflow.Role {
			return workflow.Role{Key: r.Key, Name: r.Name, People: named[workflow.PersonID](r.People), Groups: r.Groups,
				Admins: r.Admins, Substitutes: named[workflow.PersonID](r.Substitutes)}
		}),
		Systems:    convert(d.Systems, func(s systemDoc) workflow.Platform { return workflow.Platform(s) }),
		Heartbeats: convert(d.Heartbeats, func(h heartbeatDoc) workflow.Heartbeat { return workflow.Heartbeat(h) }),
		Types:      convert(d.Types, typeRuleDoc.toDomain),
		Risk:       convert(d.Risk, func(q riskQuestionDoc) workflow.RiskQuestion { return workflow.RiskQuestion(q) }),
		Hours: workflow.WorkingHours{
			Days: convert(d.Days, func(day int) time.Weekday { return time.Weekday(day) }),
			From: d.From, To: d.To,
		},
		ManagerRole: d.ManagerRole, OnCallRole: d.OnCallRole,
		BriefingLead: d.BriefingLead, Aftercare: d.Aftercare, PageEvery: d.PageEvery,
	}, nil
}

func fromTypeRule(r workflow.TypeRule) typeRuleDoc {
	return typeRuleDoc{
		Type: string(r.Type), MaxHours: r.MaxHours, DecideWithin: r.DecideWithin,
		Approvals:    convert(r.Approvals, func(a workflow.ApprovalRule) approvalRuleDoc { return approvalRuleDoc(a) }),
		TriageByHand: r.TriageByHand, NeedEvidence: r.NeedEvidence, NeedRollback: r.NeedRollback,
	}
}

func (d typeRuleDoc) toDomain() workflow.TypeRule {
	return workflow.TypeRule{
		Type: workflow.ChangeType(d.Type), MaxHours: d.MaxHours, DecideWithin: d.DecideWithin,
		Approvals:    convert(d.Approvals, func(a approvalRuleDoc) workflow.ApprovalRule { return workflow.ApprovalRule(a) }),
		TriageByHand: d.TriageByHand, NeedEvidence: d.NeedEvidence, NeedRollback: d.NeedRollback,
	}
}
