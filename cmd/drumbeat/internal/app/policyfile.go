package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"drumbeat/workflow"
)

// policyDoc is the policy as a file: JSON with durations and times of day as
// people write them.
type policyDoc struct {
	Version        int            `json:"version"` // the version it was exported from
	Zone           string         `json:"zone"`
	ReleaseChannel string         `json:"release_channel"`
	ManagerRole    string         `json:"manager_role"`
	OnCallRole     string         `json:"on_call_role"`
	BriefingLead   span           `json:"briefing_lead"`
	Aftercare      span           `json:"aftercare"`
	PageEvery      span           `json:"page_every"`
	WorkingHours   hoursDoc       `json:"working_hours"`
	FrontLine      []frontLineDoc `json:"front_line"`
	Roles          []roleDoc      `json:"roles"`
	Systems        []systemDoc    `json:"systems"`
	Heartbeats     []heartbeatDoc `json:"heartbeats"`
	Types          []typeDoc      `json:"types"`
	Risk           []riskDoc      `json:"risk_questions"`
}

type hoursDoc struct {
	Days []string `json:"days"` // Mon, Tue, …
	From string   `json:"from"` // 09:00
	To   string   `json:"to"`
}

type frontLineDoc struct {
	Key     string `json:"key"`
	Name    string `json:"name"`
	Channel string `json:"channel"`
	Role    string `json:"role,omitempty"`
}

type roleDoc struct {
	Key         string              `json:"key"`
	Name        string              `json:"name"`
	People      []workflow.PersonID `json:"people,omitempty"`
	Groups      []string            `json:"groups,omitempty"`
	Admins      bool                `json:"admins_if_nobody,omitempty"`
	Substitutes []workflow.PersonID `json:"substitutes,omitempty"`
}

type systemDoc struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	Heartbeat string `json:"heartbeat"`
}

type heartbeatDoc struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Cron     string `json:"cron"`
	Duration span   `json:"duration"`
	Zone     string `json:"zone"`
	Capacity int    `json:"capacity"`
	CutOff   span   `json:"cut_off"`
	Leads    []span `json:"reminders"`
}

type typeDoc struct {
	Type         workflow.ChangeType `json:"type"`
	MaxHours     int                 `json:"max_hours,omitempty"`
	Approvals    []approvalDoc       `json:"approvals"`
	DecideWithin span                `json:"decide_within"`
	TriageByHand bool                `json:"triage_by_hand,omitempty"`
	NeedEvidence bool                `json:"need_evidence,omitempty"`
	NeedRollback bool                `json:"need_rollback,omitempty"`
}

type approvalDoc struct {
	Role   string `json:"role"`
	Quorum int    `json:"quorum"`
}

type riskDoc struct {
	Key    string `json:"key"`
	Text   string `json:"text"`
	Points int    `json:"points"`
}

// span is a duration in Go's notation, "24h" or "1h30m".
type span time.Duration

// MarshalJSON writes "24h", without the zeros of Go's own form.
func (s span) MarshalJSON() ([]byte, error) {
	t := time.Duration(s).String()
	if strings.HasSuffix(t, "m0s") {
		t = strings.TrimSuffix(t, "0s")
	}
	if strings.HasSuffix(t, "h0m") {
		t = strings.TrimSuffix(t, "0m")
	}
	return json.Marshal(t)
}

// UnmarshalJSON reads what MarshalJSON writes; negative spans are refused.
func (s *span) UnmarshalJSON(raw []byte) error {
	var t string
	if err := json.Unmarshal(raw, &t); err != nil {
		return fmt.Errorf("a duration is a text such as \"24h\", not %s", raw)
	}
	d, err := time.ParseDuration(t)
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no duration; write \"24h\" or \"1h30m\"", t)
	}
	*s = span(d)
	return nil
}

const clockFormat = "15:04"

func policyFile(p workflow.Policy) policyDoc {
	f := policyDoc{Version: p.Version, Zone: p.Zone, ReleaseChannel: string(p.ReleaseChannel), ManagerRole: p.ManagerRole, OnCallRole: p.OnCallRole,
		BriefingLead: span(p.BriefingLead), Aftercare: span(p.Aftercare), PageEvery: span(p.PageEvery)}
	for _, d := range p.Hours.Days {
		f.WorkingHours.Days = append(f.WorkingHours.Days, d.String()[:3])
	}
	midnight := time.Time{}
	f.WorkingHours.From = midnight.Add(time.Duration(p.Hours.From) * time.Minute).Format(clockFormat)
	f.WorkingHours.To = midnight.Add(time.Duration(p.Hours.To) * time.Minute).Format(clockFormat)
	for _, l := range p.FrontLine {
		f.FrontLine = append(f.FrontLine, frontLineDoc{l.Key, l.Name, string(l.Channel), l.Role})
	}
	for _, r := range p.Roles {
		f.Roles = append(f.Roles, roleDoc(r))
	}
	for _, s := range p.Systems {
		f.Systems = append(f.Systems, systemDoc(s))
	}
	for _, h := range p.Heartbeats {
		d := heartbeatDoc{Key: h.Key, Name: h.Name, Cron: h.Cron, Duration: span(h.Duration), Zone: h.Zone, Capacity: h.Capacity, CutOff: span(h.CutOff)}
		for _, l := range h.Leads {
			d.Leads = append(d.Leads, span(l))
		}
		f.Heartbeats = append(f.Heartbeats, d)
	}
	for _, t := range p.Types {
		d := typeDoc{Type: t.Type, MaxHours: t.MaxHours, DecideWithin: span(t.DecideWithin), TriageByHand: t.TriageByHand, NeedEvidence: t.NeedEvidence, NeedRollback: t.NeedRollback, Approvals: []approvalDoc{}}
		for _, a := range t.Approvals {
			d.Approvals = append(d.Approvals, approvalDoc(a))
		}
		f.Types = append(f.Types, d)
	}
	for _, q := range p.Risk {
		f.Risk = append(f.Risk, riskDoc(q))
	}
	return f
}

func (f policyDoc) policy() (workflow.Policy, error) {
	p := workflow.Policy{Version: f.Version, Zone: f.Zone, ReleaseChannel: workflow.Channel(f.ReleaseChannel), ManagerRole: f.ManagerRole, OnCallRole: f.OnCallRole,
		BriefingLead: time.Duration(f.BriefingLead), Aftercare: time.Duration(f.Aftercare), PageEvery: time.Duration(f.PageEvery)}
	hours, err := f.WorkingHours.hours()
	if err != nil {
		return p, err
	}
	p.Hours = hours
	for _, l := range f.FrontLine {
		p.FrontLine = append(p.FrontLine, workflow.FrontLine{Key: l.Key, Name: l.Name, Channel: workflow.Channel(l.Channel), Role: l.Role})
	}
	for _, r := range f.Roles {
		p.Roles = append(p.Roles, workflow.Role(r))
	}
	for _, s := range f.Systems {
		p.Systems = append(p.Systems, workflow.Platform(s))
	}
	for _, d := range f.Heartbeats {
		h := workflow.Heartbeat{Key: d.Key, Name: d.Name, Cron: d.Cron, Duration: time.Duration(d.Duration), Zone: d.Zone, Capacity: d.Capacity, CutOff: time.Duration(d.CutOff)}
		for _, l := range d.Leads {
			h.Leads = append(h.Leads, time.Duration(l))
		}
		p.Heartbeats = append(p.Heartbeats, h)
	}
	for _, d := range f.Types {
		t := workflow.TypeRule{Type: d.Type, MaxHours: d.MaxHours, DecideWithin: time.Duration(d.DecideWithin), TriageByHand: d.TriageByHand, NeedEvidence: d.NeedEvidence, NeedRollback: d.NeedRollback}
		for _, a := range d.Approvals {
			t.Approvals = append(t.Approvals, workflow.ApprovalRule(a))
		}
		p.Types = append(p.Types, t)
	}
	for _, q := range f.Risk {
		p.Risk = append(p.Risk, workflow.RiskQuestion(q))
	}
	return p, nil
}

func (h hoursDoc) hours() (workflow.WorkingHours, error) {
	var out workflow.WorkingHours
	for i, name := range h.Days {
		found := false
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String()[:3], name) {
				out.Days, found = append(out.Days, d), true
			}
		}
		if !found {
			return out, fmt.Errorf("working_hours.days[%d]: %q is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun", i, name)
		}
	}
	from, err := time.Parse(clockFormat, h.From)
	if err != nil {
		return out, fmt.Errorf("working_hours.from: %q is no time of day; write 09:00", h.From)
	}
	to, err := time.Parse(clockFormat, h.To)
	if err != nil || !to.After(from) {
		return out, fmt.Errorf("working_hours.to: %q is no time of day after from", h.To)
	}
	out.From, out.To = from.Hour()*60+from.Minute(), to.Hour()*60+to.Minute()
	return out, nil
}
