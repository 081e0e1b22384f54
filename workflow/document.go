package workflow

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// PolicyDocument is the policy as a document: JSON with durations and times of
// day as people write them. It is the same as a file, in the audit's evidence and
// in every store, so that there is one form to know and to keep readable.
type PolicyDocument struct {
	Version        int             `json:"version"` // the version it is, or was exported from
	SavedAt        time.Time       `json:"saved_at,omitzero"`
	SavedBy        PersonID        `json:"saved_by,omitempty"`
	Reason         string          `json:"saved_why,omitempty"`
	Requests       []string        `json:"saved_by_requests,omitempty"`
	MoveBefore     time.Time       `json:"move_places_before,omitzero"`
	Zone           string          `json:"zone"`
	Locale         string          `json:"locale,omitempty"`
	ReleaseChannel string          `json:"release_channel"`
	ManagerRole    string          `json:"manager_role"`
	OnCallRole     string          `json:"on_call_role"`
	BriefingLead   span            `json:"briefing_lead"`
	Aftercare      span            `json:"aftercare"`
	AnswerWithin   span            `json:"answer_within,omitempty"`
	PageEvery      span            `json:"page_every"`
	WorkingHours   hoursDoc        `json:"working_hours"`
	FrontLine      []frontLineDoc  `json:"front_line"`
	Roles          []roleDoc       `json:"roles"`
	Systems        []systemDoc     `json:"systems"`
	Heartbeats     []heartbeatDoc  `json:"heartbeats"`
	Types          []typeDoc       `json:"types"`
	Risk           []riskDoc       `json:"risk_questions"`
	Freezes        []freezeDoc     `json:"freezes,omitempty"`
	Accounts       []accountDoc    `json:"key_accounts,omitempty"`
	Departments    []departmentDoc `json:"departments,omitempty"`
	Intake         []intakeDoc     `json:"intake,omitempty"`
	Templates      []templateDoc   `json:"templates,omitempty"`
	Schedules      []scheduleDoc   `json:"schedules,omitempty"`
	Absences       []absenceDoc    `json:"absences,omitempty"`
	Checklists     []checklistDoc  `json:"checklists,omitempty"`
	Survey         surveyDoc       `json:"survey,omitzero"`
	Digest         *digestDoc      `json:"digest,omitempty"`
}

type digestDoc struct {
	Cron    string     `json:"cron"`
	Channel string     `json:"channel,omitempty"`
	People  []PersonID `json:"people,omitempty"`
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
	Locale  string `json:"locale,omitempty"`
}

type roleDoc struct {
	Key         string     `json:"key"`
	Name        string     `json:"name"`
	People      []PersonID `json:"people,omitempty"`
	Groups      []string   `json:"groups,omitempty"`
	Admins      bool       `json:"admins_if_nobody,omitempty"`
	Substitutes []PersonID `json:"substitutes,omitempty"`
	Chain       []stepDoc  `json:"escalation,omitempty"`
}

type stepDoc struct {
	After  span       `json:"after"`
	People []PersonID `json:"people,omitempty"`
	Role   string     `json:"role,omitempty"`
}

type systemDoc struct {
	Key          string           `json:"key"`
	Name         string           `json:"name"`
	Heartbeat    string           `json:"heartbeat"`
	Maintenance  string           `json:"maintenance,omitempty"`
	Environments []environmentDoc `json:"environments,omitempty"`
	Always       bool             `json:"served_always,omitempty"`
	TriageWithin span             `json:"triage_within,omitempty"`
	DecideWithin span             `json:"decide_within,omitempty"`
	Checklist    string           `json:"checklist,omitempty"`
	Service      string           `json:"sla_class,omitempty"`
	Runner       string           `json:"run_owner,omitempty"`
	Watch        []string         `json:"watch,omitempty"`
}

type environmentDoc struct {
	Key     string `json:"key"`
	Name    string `json:"name"`
	Stage   Stage  `json:"stage"`
	SignOff string `json:"sign_off,omitempty"`
}

type heartbeatDoc struct {
	Key      string     `json:"key"`
	Name     string     `json:"name"`
	Cron     string     `json:"cron"`
	Duration span       `json:"duration"`
	Zone     string     `json:"zone"`
	Capacity int        `json:"capacity"`
	CutOff   span       `json:"cut_off"`
	Leads    []span     `json:"reminders"`
	Points   int        `json:"risk_points,omitempty"`
	Skips    []skipDoc  `json:"skips,omitempty"`
	Extras   []extraDoc `json:"extras,omitempty"`
}

type skipDoc struct {
	Opens time.Time `json:"opens"`
	Why   string    `json:"why,omitempty"`
}

type extraDoc struct {
	Opens    time.Time `json:"opens"`
	Duration span      `json:"duration,omitempty"`
	CutOff   span      `json:"cut_off,omitempty"`
	Capacity int       `json:"capacity,omitempty"`
	Why      string    `json:"why,omitempty"`
}

type typeDoc struct {
	Type            ChangeType    `json:"type"`
	MaxHours        int           `json:"max_hours,omitempty"`
	Approvals       []approvalDoc `json:"approvals"`
	DecideWithin    span          `json:"decide_within"`
	TriageWithin    span          `json:"triage_within,omitempty"`
	Lead            span          `json:"lead_time,omitempty"`
	ReviewWithin    span          `json:"review_within,omitempty"`
	CallsLimit      int           `json:"calls_limit,omitempty"`
	CallsWithin     span          `json:"calls_within,omitempty"`
	CoveragePercent int           `json:"coverage_percent,omitempty"`
	CoverageBlocks  bool          `json:"coverage_blocks,omitempty"`
	MinRisk         int           `json:"min_risk,omitempty"`
	NeedSignOff     bool          `json:"need_sign_off,omitempty"`
	Templated       bool          `json:"only_by_template,omitempty"`
	TriageByHand    bool          `json:"triage_by_hand,omitempty"`
	NeedEvidence    bool          `json:"need_evidence,omitempty"`
	NeedRollback    bool          `json:"need_rollback,omitempty"`
	NeedHandover    bool          `json:"need_handover,omitempty"`
	Aftercare       span          `json:"aftercare,omitempty"`
	CheckIns        []span        `json:"check_ins,omitempty"`
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

type freezeDoc struct {
	Key      string       `json:"key"`
	Name     string       `json:"name"`
	Why      string       `json:"why,omitempty"`
	Systems  []string     `json:"systems,omitempty"`
	Hard     bool         `json:"hard,omitempty"`
	Except   []ChangeType `json:"except,omitempty"`
	From     time.Time    `json:"from,omitzero"`
	To       time.Time    `json:"to,omitzero"`
	Cron     string       `json:"cron,omitempty"`
	Duration span         `json:"duration,omitempty"`
	Zone     string       `json:"zone,omitempty"`
}

type accountDoc struct {
	Key       string        `json:"key"`
	Name      string        `json:"name"`
	Managers  []PersonID    `json:"managers,omitempty"`
	Systems   []string      `json:"systems,omitempty"`
	Blackouts []blackoutDoc `json:"blackouts,omitempty"`
}

type blackoutDoc struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Why  string    `json:"why,omitempty"`
}

type departmentDoc struct {
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Teams       []string `json:"teams,omitempty"`
	Coordinator string   `json:"coordinator,omitempty"`
	MustEndorse bool     `json:"must_endorse,omitempty"`
}

type intakeDoc struct {
	Kind    IntakeKind   `json:"kind"`
	Limit   int          `json:"limit,omitempty"`
	Types   []ChangeType `json:"types,omitempty"`
	Systems []string     `json:"systems,omitempty"`
}

type templateDoc struct {
	Key           string  `json:"key"`
	Name          string  `json:"name"`
	System        string  `json:"system,omitempty"`
	PreAuthorised bool    `json:"pre_authorised,omitempty"`
	Form          formDoc `json:"form"`
}

// formDoc is a request that a template begins with.
type formDoc struct {
	Title       string     `json:"title,omitempty"`
	System      string     `json:"system,omitempty"`
	Team        string     `json:"team,omitempty"`
	What        string     `json:"what,omitempty"`
	Why         string     `json:"why,omitempty"`
	Type        ChangeType `json:"type,omitempty"`
	EffortHours int        `json:"effort_hours,omitempty"`
	Risk        []string   `json:"risk,omitempty"`
	Window      WindowID   `json:"window,omitempty"`
	Downtime    bool       `json:"downtime,omitempty"`
	Impact      Impact     `json:"impact,omitempty"`
	Briefing    briefDoc   `json:"briefing,omitzero"`
	Evidence    string     `json:"evidence,omitempty"`
	Rollback    string     `json:"rollback,omitempty"`
	Links       string     `json:"links,omitempty"`
	Contact     PersonID   `json:"contact,omitempty"`
	Implementer PersonID   `json:"implementer,omitempty"`
	Source      string     `json:"source,omitempty"`
	DependsOn   []Number   `json:"depends_on,omitempty"`
	Accounts    []string   `json:"key_accounts,omitempty"`
	Incident    string     `json:"incident,omitempty"`
	Target      time.Time  `json:"target,omitzero"`
	Template    string     `json:"template,omitempty"`
}

type briefDoc struct {
	Notice      string `json:"notice,omitempty"`
	Say         string `json:"say,omitempty"`
	DontPromise string `json:"dont_promise,omitempty"`
	IfTheyCall  string `json:"if_they_call,omitempty"`
}

type scheduleDoc struct {
	Key       string   `json:"key"`
	Name      string   `json:"name"`
	Cron      string   `json:"cron"`
	Zone      string   `json:"zone"`
	Template  string   `json:"template"`
	Requester PersonID `json:"requester"`
	Paused    bool     `json:"paused,omitempty"`
}

type absenceDoc struct {
	Person     PersonID  `json:"person"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Substitute PersonID  `json:"substitute,omitempty"`
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
