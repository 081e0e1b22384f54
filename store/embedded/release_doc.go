package embedded

import (
	"time"

	"drumbeat/workflow"
)

// releaseDoc is a release as it is stored; number, version and origin are
// columns. The small types below have the fields of their domain types in the
// same order, so that a conversion is all there is to it and a field added there
// fails to compile here.
type releaseDoc struct {
	Revision  int                 `json:"revision"`
	State     workflow.State      `json:"state"`
	Request   requestDoc          `json:"request"`
	Requester workflow.PersonID   `json:"requester,omitempty"`
	Editors   []workflow.PersonID `json:"editors,omitempty"`

	Approvals []approvalDoc     `json:"approvals,omitempty"`
	Rejection *rejectionDoc     `json:"rejection,omitempty"`
	Asks      []askDoc          `json:"asks,omitempty"`
	Place     *placeDoc         `json:"place,omitempty"`
	TakenBy   workflow.PersonID `json:"taken_by,omitempty"`
	DecideBy  time.Time         `json:"decide_by,omitzero"`

	Order       int64           `json:"order,omitempty"`
	Misfits     []findingDoc    `json:"misfits,omitempty"`
	Endorsement *endorsementDoc `json:"endorsement,omitempty"`
	SignOffs    []signOffDoc    `json:"sign_offs,omitempty"`
	Nudges      []nudgeDoc      `json:"nudges,omitempty"`
	MergedInto  workflow.Number `json:"merged_into,omitempty"`
	ReviewBy    time.Time       `json:"review_by,omitzero"`
	Review      string          `json:"review,omitempty"`
	Known       *knownDoc       `json:"known,omitempty"`
	Handover    *handoverDoc    `json:"handover,omitempty"`
	FollowUps   []taskDoc       `json:"follow_ups,omitempty"`

	PolicyVersion int `json:"policy_version,omitempty"`

	CreatedAt   time.Time `json:"created_at,omitzero"`
	SubmittedAt time.Time `json:"submitted_at,omitzero"`
	ScheduledAt time.Time `json:"scheduled_at,omitzero"`
	StartedAt   time.Time `json:"started_at,omitzero"`
	LiveAt      time.Time `json:"live_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`

	History []entryDoc  `json:"history,omitempty"`
	Owes    []noticeDoc `json:"owes,omitempty"`
}

type requestDoc struct {
	Title       string              `json:"title,omitempty"`
	System      string              `json:"system,omitempty"`
	Team        string              `json:"team,omitempty"`
	What        string              `json:"what,omitempty"`
	Why         string              `json:"why,omitempty"`
	Type        workflow.ChangeType `json:"type,omitempty"`
	EffortHours int                 `json:"effort_hours,omitempty"`
	Risk        []string            `json:"risk,omitempty"`
	Window      workflow.WindowID   `json:"window,omitempty"`
	Downtime    bool                `json:"downtime,omitempty"`
	Impact      workflow.Impact     `json:"impact,omitempty"`
	Briefing    briefingDoc         `json:"briefing,omitzero"`
	Evidence    string              `json:"evidence,omitempty"`
	Rollback    string              `json:"rollback,omitempty"`
	Links       string              `json:"links,omitempty"`
	Contact     workflow.PersonID   `json:"contact,omitempty"`
	Implementer workflow.PersonID   `json:"implementer,omitempty"`
	Source      string              `json:"source,omitempty"`
	DependsOn   []workflow.Number   `json:"depends_on,omitempty"`
	Accounts    []string            `json:"accounts,omitempty"`
	Incident    string              `json:"incident,omitempty"`
	Target      time.Time           `json:"target,omitzero"`
	Template    string              `json:"template,omitempty"`
}

type findingDoc struct {
	Rule     string              `json:"rule"`
	Title    string              `json:"title,omitempty"`
	Pass     bool                `json:"pass,omitempty"`
	Weight   workflow.Weight     `json:"weight,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Who      []workflow.PersonID `json:"who,omitempty"`
	At       time.Time           `json:"at,omitzero"`
	Earliest time.Time           `json:"earliest,omitzero"`
	Unknown  bool                `json:"unknown,omitempty"`

	Alternatives []alternativeDoc `json:"alternatives,omitempty"`
}

type alternativeDoc struct {
	Window workflow.WindowID `json:"window,omitempty"`
	Opens  time.Time         `json:"opens,omitzero"`
	Closes time.Time         `json:"closes,omitzero"`
	Zone   string            `json:"zone,omitempty"`
	After  workflow.Number   `json:"after,omitempty"`
}

type endorsementDoc struct {
	By       workflow.PersonID `json:"by"`
	At       time.Time         `json:"at,omitzero"`
	Revision int               `json:"revision"`
	Bundle   string            `json:"bundle,omitempty"`
}

type signOffDoc struct {
	Environment string            `json:"environment"`
	By          workflow.PersonID `json:"by"`
	At          time.Time         `json:"at,omitzero"`
	Revision    int               `json:"revision"`
	Evidence    string            `json:"evidence,omitempty"`
	Void        string            `json:"void,omitempty"`
}

type nudgeDoc struct {
	Person workflow.PersonID `json:"person"`
	At     time.Time         `json:"at,omitzero"`
	By     workflow.PersonID `json:"by,omitempty"`
}

type briefingDoc struct {
	Notice      string `json:"notice,omitempty"`
	Say         string `json:"say,omitempty"`
	DontPromise string `json:"dont_promise,omitempty"`
	IfTheyCall  string `json:"if_they_call,omitempty"`
}

type approvalDoc struct {
	By       workflow.PersonID `json:"by"`
	At       time.Time         `json:"at,omitzero"`
	Revision int               `json:"revision"`
	Roles    []string          `json:"roles,omitempty"`
	For      workflow.PersonID `json:"for,omitempty"`
	Void     string            `json:"void,omitempty"`
}

type rejectionDoc struct {
	By     workflow.PersonID `json:"by"`
	At     time.Time         `json:"at,omitzero"`
	Reason string            `json:"reason,omitempty"`
	From   workflow.State    `json:"from,omitempty"`
}

type askDoc struct {
	Role      string            `json:"role,omitempty"`
	Person    workflow.PersonID `json:"person"`
	At        time.Time         `json:"at,omitzero"`
	Revision  int               `json:"revision"`
	Escalated bool              `json:"escalated,omitempty"`
	For       workflow.PersonID `json:"for,omitempty"`
	Settled   bool              `json:"settled,omitempty"`
	Ended     bool              `json:"ended,omitempty"`
}

type placeDoc struct {
	Window workflow.WindowID `json:"window"`
	Opens  time.Time         `json:"opens,omitzero"`
	Closes time.Time         `json:"closes,omitzero"`
	CutOff time.Time         `json:"cut_off,omitzero"`
	Since  time.Time         `json:"since,omitzero"`
}

type entryDoc struct {
	Seq      int               `json:"seq"`
	At       time.Time         `json:"at,omitzero"`
	By       workflow.PersonID `json:"by,omitempty"`
	Action   workflow.Action   `json:"action,omitempty"`
	From     workflow.State    `json:"from,omitempty"`
	To       workflow.State    `json:"to,omitempty"`
	Revision int               `json:"revision,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Window   workflow.WindowID `json:"window,omitempty"`
	Changed  []workflow.Field  `json:"changed,omitempty"`
	Roles    []string          `json:"roles,omitempty"`
	Request  string            `json:"request,omitempty"`
	Policy   int               `json:"policy,omitempty"`
	Overrode []string          `json:"overrode,omitempty"`
	About    string            `json:"about,omitempty"`
	For      workflow.PersonID `json:"for,omitempty"`
	Content  string            `json:"content,omitempty"`
	Prev     string            `json:"prev,omitempty"`
	Hash     string            `json:"hash,omitempty"`
}

func fromRelease(r workflow.Release) releaseDoc {
	d := releaseDoc{
		Revision: r.Revision, State: r.State, Request: fromRequest(r.Request), Requester: r.Requester, Editors: r.Editors,
		Approvals: each(r.Approvals, fromApproval), Asks: each(r.Asks, fromAsk), TakenBy: r.TakenBy, DecideBy: atMillis(r.DecideBy),
		Order: r.Order, Misfits: each(r.Misfits, fromFinding), SignOffs: each(r.SignOffs, fromSignOff), Nudges: each(r.Nudges, fromNudge),
		MergedInto: r.MergedInto, ReviewBy: atMillis(r.ReviewBy), Review: r.Review, Known: fromKnown(r.Known), PolicyVersion: r.PolicyVersion,
		CreatedAt: atMillis(r.CreatedAt), SubmittedAt: atMillis(r.SubmittedAt), ScheduledAt: atMillis(r.ScheduledAt),
		StartedAt: atMillis(r.StartedAt), LiveAt: atMillis(r.LiveAt), EndedAt: atMillis(r.EndedAt), UpdatedAt: atMillis(r.UpdatedAt),
		History: each(r.History, fromEntry), Owes: each(r.Owes, fromNotice),
		Handover: fromHandover(r.Handover), FollowUps: each(r.FollowUps, fromTask),
	}
	if r.Endorsement != nil {
		v := endorsementDoc(*r.Endorsement)
		v.At = atMillis(v.At)
		d.Endorsement = &v
	}
	if r.Rejection != nil {
		v := rejectionDoc(*r.Rejection)
		v.At = atMillis(v.At)
		d.Rejection = &v
	}
	if r.Place != nil {
		v := placeDoc(*r.Place)
		v.Opens, v.Closes, v.CutOff, v.Since = atMillis(v.Opens), atMillis(v.Closes), atMillis(v.CutOff), atMillis(v.Since)
		d.Place = &v
	}
	return d
}

func (d releaseDoc) toDomain(number workflow.Number, version int64, origin string) workflow.Release {
	r := workflow.Release{
		Number: number, Version: version, Origin: origin,
		Revision: d.Revision, State: d.State, Request: d.Request.toDomain(), Requester: d.Requester, Editors: d.Editors,
		Approvals: each(d.Approvals, func(v approvalDoc) workflow.Approval { return workflow.Approval(v) }),
		Asks:      each(d.Asks, func(v askDoc) workflow.Ask { return workflow.Ask(v) }),
		TakenBy:   d.TakenBy, DecideBy: d.DecideBy, Order: d.Order,
		Misfits:    each(d.Misfits, findingDoc.toDomain),
		SignOffs:   each(d.SignOffs, func(v signOffDoc) workflow.SignOff { return workflow.SignOff(v) }),
		Nudges:     each(d.Nudges, func(v nudgeDoc) workflow.Nudge { return workflow.Nudge(v) }),
		MergedInto: d.MergedInto, ReviewBy: d.ReviewBy, Review: d.Review, Known: d.Known.toDomain(), PolicyVersion: d.PolicyVersion,
		CreatedAt: d.CreatedAt, SubmittedAt: d.SubmittedAt, ScheduledAt: d.ScheduledAt,
		StartedAt: d.StartedAt, LiveAt: d.LiveAt, EndedAt: d.EndedAt, UpdatedAt: d.UpdatedAt,
		History: each(d.History, func(v entryDoc) workflow.Entry { return workflow.Entry(v) }),
		Owes:    each(d.Owes, noticeDoc.toDomain),

		Handover: d.Handover.toDomain(), FollowUps: each(d.FollowUps, func(v taskDoc) workflow.Task { return workflow.Task(v) }),
	}
	if d.Endorsement != nil {
		v := workflow.Endorsement(*d.Endorsement)
		r.Endorsement = &v
	}
	if d.Rejection != nil {
		v := workflow.Rejection(*d.Rejection)
		r.Rejection = &v
	}
	if d.Place != nil {
		v := workflow.Place(*d.Place)
		r.Place = &v
	}
	return r
}

func fromRequest(r workflow.Request) requestDoc {
	return requestDoc{
		Title: r.Title, System: r.System, Team: r.Team, What: r.What, Why: r.Why, Type: r.Type, EffortHours: r.EffortHours,
		Risk: r.Risk, Window: r.Window, Downtime: r.Downtime, Impact: r.Impact, Briefing: briefingDoc(r.Briefing),
		Evidence: r.Evidence, Rollback: r.Rollback, Links: r.Links, Contact: r.Contact, Implementer: r.Implementer, Source: r.Source,
		DependsOn: r.DependsOn, Accounts: r.Accounts, Incident: r.Incident, Target: atMillis(r.Target), Template: r.Template,
	}
}

func (d requestDoc) toDomain() workflow.Request {
	return workflow.Request{
		Title: d.Title, System: d.System, Team: d.Team, What: d.What, Why: d.Why, Type: d.Type, EffortHours: d.EffortHours,
		Risk: d.Risk, Window: d.Window, Downtime: d.Downtime, Impact: d.Impact, Briefing: workflow.Briefing(d.Briefing),
		Evidence: d.Evidence, Rollback: d.Rollback, Links: d.Links, Contact: d.Contact, Implementer: d.Implementer, Source: d.Source,
		DependsOn: d.DependsOn, Accounts: d.Accounts, Incident: d.Incident, Target: d.Target, Template: d.Template,
	}
}

func fromApproval(v workflow.Approval) approvalDoc {
	d := approvalDoc(v)
	d.At = atMillis(d.At)
	return d
}

func fromAsk(v workflow.Ask) askDoc {
	d := askDoc(v)
	d.At = atMillis(d.At)
	return d
}

func fromEntry(v workflow.Entry) entryDoc {
	d := entryDoc(v)
	d.At = atMillis(d.At)
	return d
}

func fromFinding(v workflow.Finding) findingDoc {
	return findingDoc{v.Rule, v.Title, v.Pass, v.Weight, v.Reason, v.Who, atMillis(v.At), atMillis(v.Earliest), v.Unknown,
		each(v.Alternatives, fromAlternative)}
}

func (d findingDoc) toDomain() workflow.Finding {
	return workflow.Finding{Rule: d.Rule, Title: d.Title, Pass: d.Pass, Weight: d.Weight, Reason: d.Reason, Who: d.Who, At: d.At, Earliest: d.Earliest,
		Unknown: d.Unknown, Alternatives: each(d.Alternatives, func(v alternativeDoc) workflow.Alternative { return workflow.Alternative(v) })}
}

func fromAlternative(v workflow.Alternative) alternativeDoc {
	d := alternativeDoc(v)
	d.Opens, d.Closes = atMillis(d.Opens), atMillis(d.Closes)
	return d
}

func fromSignOff(v workflow.SignOff) signOffDoc {
	d := signOffDoc(v)
	d.At = atMillis(d.At)
	return d
}

func fromNudge(v workflow.Nudge) nudgeDoc {
	d := nudgeDoc(v)
	d.At = atMillis(d.At)
	return d
}
