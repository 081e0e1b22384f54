package mongodb

import (
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
)

// releaseDoc is a release as stored. The fields after the content repeat what
// queries ask for.
type releaseDoc struct {
	Number        int64           `bson:"_id"`
	Meta          meta            `bson:",inline"`
	Origin        string          `bson:"origin"`
	Revision      int             `bson:"revision"`
	State         string          `bson:"state"`
	Request       requestDoc      `bson:"request"`
	Requester     string          `bson:"requester"`
	Editors       []string        `bson:"editors,omitempty"`
	Approvals     []approvalDoc   `bson:"approvals,omitempty"`
	Rejection     *rejectionDoc   `bson:"rejection,omitempty"`
	Asks          []askDoc        `bson:"asks,omitempty"`
	Place         *placeDoc       `bson:"place,omitempty"`
	TakenBy       string          `bson:"taken_by,omitempty"`
	DecideBy      time.Time       `bson:"decide_by,omitempty"`
	Order         int64           `bson:"order,omitempty"`
	Misfits       []findingDoc    `bson:"misfits,omitempty"`
	Endorsement   *endorsementDoc `bson:"endorsement,omitempty"`
	SignOffs      []signOffDoc    `bson:"sign_offs,omitempty"`
	Nudges        []nudgeDoc      `bson:"nudges,omitempty"`
	MergedInto    int64           `bson:"merged_into,omitempty"`
	ReviewBy      time.Time       `bson:"review_by,omitempty"`
	Review        string          `bson:"review,omitempty"`
	Known         *knownDoc       `bson:"known,omitempty"`
	Handover      *handoverDoc    `bson:"handover,omitempty"`
	FollowUps     []taskDoc       `bson:"follow_ups,omitempty"`
	PolicyVersion int             `bson:"policy_version"`
	CreatedAt     time.Time       `bson:"created_at,omitempty"`
	SubmittedAt   time.Time       `bson:"submitted_at,omitempty"`
	ScheduledAt   time.Time       `bson:"scheduled_at,omitempty"`
	StartedAt     time.Time       `bson:"started_at,omitempty"`
	LiveAt        time.Time       `bson:"live_at,omitempty"`
	EndedAt       time.Time       `bson:"ended_at,omitempty"`
	UpdatedAt     time.Time       `bson:"updated_at,omitempty"`
	History       []entryDoc      `bson:"history,omitempty"`
	Owes          []noticeBody    `bson:"owes,omitempty"`

	Open    bool     `bson:"open"`
	Waiting []string `bson:"waiting,omitempty"`
	Window  string   `bson:"window,omitempty"`
	Owing   bool     `bson:"owing"`

	Queued bool      `bson:"queued"` // it has a lane
	Lane   string    `bson:"lane,omitempty"`
	Spot   int64     `bson:"spot"` // its order in the queue
	Team   string    `bson:"team,omitempty"`
	SentAt time.Time `bson:"sent_at,omitempty"`
}

type requestDoc struct {
	Title       string    `bson:"title,omitempty"`
	System      string    `bson:"system,omitempty"`
	Team        string    `bson:"team,omitempty"`
	What        string    `bson:"what,omitempty"`
	Why         string    `bson:"why,omitempty"`
	Type        string    `bson:"type,omitempty"`
	EffortHours int       `bson:"effort_hours,omitempty"`
	Risk        []string  `bson:"risk,omitempty"`
	Window      string    `bson:"window,omitempty"`
	Downtime    bool      `bson:"downtime,omitempty"`
	Impact      string    `bson:"impact,omitempty"`
	Notice      string    `bson:"notice,omitempty"`
	Say         string    `bson:"say,omitempty"`
	DontPromise string    `bson:"dont_promise,omitempty"`
	IfTheyCall  string    `bson:"if_they_call,omitempty"`
	Evidence    string    `bson:"evidence,omitempty"`
	Rollback    string    `bson:"rollback,omitempty"`
	Links       string    `bson:"links,omitempty"`
	Contact     string    `bson:"contact,omitempty"`
	Implementer string    `bson:"implementer,omitempty"`
	Source      string    `bson:"source,omitempty"`
	DependsOn   []int64   `bson:"depends_on,omitempty"`
	Accounts    []string  `bson:"accounts,omitempty"`
	Incident    string    `bson:"incident,omitempty"`
	Target      time.Time `bson:"target,omitempty"`
	Template    string    `bson:"template,omitempty"`
}

type approvalDoc struct {
	By       string    `bson:"by"`
	At       time.Time `bson:"at,omitempty"`
	Revision int       `bson:"revision"`
	Roles    []string  `bson:"roles,omitempty"`
	For      string    `bson:"for,omitempty"`
	Void     string    `bson:"void,omitempty"`
}

type rejectionDoc struct {
	By     string    `bson:"by"`
	At     time.Time `bson:"at,omitempty"`
	Reason string    `bson:"reason,omitempty"`
	From   string    `bson:"from,omitempty"`
}

type askDoc struct {
	Role      string    `bson:"role"`
	Person    string    `bson:"person"`
	At        time.Time `bson:"at,omitempty"`
	Revision  int       `bson:"revision"`
	Escalated bool      `bson:"escalated,omitempty"`
	For       string    `bson:"for,omitempty"`
	Settled   bool      `bson:"settled,omitempty"`
	Ended     bool      `bson:"ended,omitempty"`
}

type placeDoc struct {
	Window string    `bson:"window"`
	Opens  time.Time `bson:"opens,omitempty"`
	Closes time.Time `bson:"closes,omitempty"`
	CutOff time.Time `bson:"cut_off,omitempty"`
	Since  time.Time `bson:"since,omitempty"`
}

type entryDoc struct {
	Seq      int       `bson:"seq"`
	At       time.Time `bson:"at,omitempty"`
	By       string    `bson:"by"`
	Action   string    `bson:"action"`
	From     string    `bson:"from,omitempty"`
	To       string    `bson:"to,omitempty"`
	Revision int       `bson:"revision"`
	Reason   string    `bson:"reason,omitempty"`
	Window   string    `bson:"window,omitempty"`
	Changed  []string  `bson:"changed,omitempty"`
	Roles    []string  `bson:"roles,omitempty"`
	Request  string    `bson:"request,omitempty"`
	Policy   int       `bson:"policy,omitempty"`
	Overrode []string  `bson:"overrode,omitempty"`
	About    string    `bson:"about,omitempty"`
	For      string    `bson:"for,omitempty"`
	Content  string    `bson:"content,omitempty"`
	Prev     string    `bson:"prev,omitempty"`
	Hash     string    `bson:"hash,omitempty"`
}

// A release whose origin is empty needs a unique one all the same: unique
// indexes that leave documents out are not to be had on every server.
const (
	originGiven = "o:"
	originNone  = "n:"
)

func storedOrigin(r *workflow.Release) string {
	if r.Origin == "" {
		return originNone + r.Number.String()
	}
	return originGiven + r.Origin
}

func fromRelease(r workflow.Release, m meta) releaseDoc {
	return releaseDoc{
		Number: int64(r.Number), Meta: m, Origin: storedOrigin(&r),
		Revision: r.Revision, State: string(r.State), Request: fromRequest(r.Request),
		Requester: string(r.Requester), Editors: plain(r.Editors),
		Approvals: convert(r.Approvals, func(a workflow.Approval) approvalDoc {
			return approvalDoc{string(a.By), cut(a.At), a.Revision, a.Roles, string(a.For), a.Void}
		}),
		Rejection: convertTo(r.Rejection, func(x workflow.Rejection) rejectionDoc {
			return rejectionDoc{string(x.By), cut(x.At), x.Reason, string(x.From)}
		}),
		Asks: convert(r.Asks, func(a workflow.Ask) askDoc {
			return askDoc{a.Role, string(a.Person), cut(a.At), a.Revision, a.Escalated, string(a.For), a.Settled, a.Ended}
		}),
		Place: convertTo(r.Place, func(p workflow.Place) placeDoc {
			return placeDoc{string(p.Window), cut(p.Opens), cut(p.Closes), cut(p.CutOff), cut(p.Since)}
		}),
		TakenBy: string(r.TakenBy), DecideBy: cut(r.DecideBy),
		Order: r.Order, Misfits: convert(r.Misfits, fromFinding), Endorsement: convertTo(r.Endorsement, fromEndorsement),
		SignOffs: convert(r.SignOffs, fromSignOff), Nudges: convert(r.Nudges, fromNudge), MergedInto: int64(r.MergedInto),
		ReviewBy: cut(r.ReviewBy), Review: r.Review, Known: fromKnown(r.Known), PolicyVersion: r.PolicyVersion,
		Handover: convertTo(r.Handover, fromHandover), FollowUps: convert(r.FollowUps, fromTask),
		CreatedAt: cut(r.CreatedAt), SubmittedAt: cut(r.SubmittedAt), ScheduledAt: cut(r.ScheduledAt),
		StartedAt: cut(r.StartedAt), LiveAt: cut(r.LiveAt), EndedAt: cut(r.EndedAt), UpdatedAt: cut(r.UpdatedAt),
		History: convert(r.History, fromEntry), Owes: convert(r.Owes, fromNotice),
		Open: !r.State.Final(), Waiting: plain(r.Waiting()), Window: string(r.Window()), Owing: len(r.Owes) > 0,
		Queued: r.Lane() != "", Lane: string(r.Lane()), Spot: r.Spot().Order, Team: workflow.TeamKey(r.Request.Team), SentAt: cut(r.QueuedAt()),
	}
}

func (d releaseDoc) toDomain() (workflow.Release, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Release{}, err
	}
	switch { // what lacks these is something else, and would be a wrong release without a word
	case !slices.Contains(workflow.States, workflow.State(d.State)):
		return workflow.Release{}, &undecodedError{fmt.Errorf("its state is %q, which this version does not know", d.State)}
	case d.Revision < 1:
		return workflow.Release{}, &undecodedError{fmt.Errorf("it has no revision (%d)", d.Revision)}
	}
	return workflow.Release{
		Number: workflow.Number(d.Number), Version: d.Meta.Version, Origin: givenOrigin(d.Origin),
		Revision: d.Revision, State: workflow.State(d.State), Request: d.Request.toDomain(),
		Requester: workflow.PersonID(d.Requester), Editors: named[workflow.PersonID](d.Editors),
		Approvals: convert(d.Approvals, func(a approvalDoc) workflow.Approval {
			return workflow.Approval{By: workflow.PersonID(a.By), At: cut(a.At), Revision: a.Revision, Roles: a.Roles, For: workflow.PersonID(a.For), Void: a.Void}
		}),
		Rejection: convertTo(d.Rejection, func(x rejectionDoc) workflow.Rejection {
			return workflow.Rejection{By: workflow.PersonID(x.By), At: cut(x.At), Reason: x.Reason, From: workflow.State(x.From)}
		}),
		Asks: convert(d.Asks, func(a askDoc) workflow.Ask {
			return workflow.Ask{Role: a.Role, Person: workflow.PersonID(a.Person), At: cut(a.At), Revision: a.Revision, Escalated: a.Escalated, For: workflow.PersonID(a.For), Settled: a.Settled, Ended: a.Ended}
		}),
		Place: convertTo(d.Place, func(p placeDoc) workflow.Place {
			return workflow.Place{Window: workflow.WindowID(p.Window), Opens: cut(p.Opens), Closes: cut(p.Closes), CutOff: cut(p.CutOff), Since: cut(p.Since)}
		}),
		TakenBy: workflow.PersonID(d.TakenBy), DecideBy: cut(d.DecideBy),
		Order: d.Order, Misfits: convert(d.Misfits, findingDoc.toDomain), Endorsement: convertTo(d.Endorsement, endorsementDoc.toDomain),
		SignOffs: convert(d.SignOffs, signOffDoc.toDomain), Nudges: convert(d.Nudges, nudgeDoc.toDomain), MergedInto: workflow.Number(d.MergedInto),
		ReviewBy: cut(d.ReviewBy), Review: d.Review, Known: d.Known.toDomain(), PolicyVersion: d.PolicyVersion,
		Handover: convertTo(d.Handover, handoverDoc.toDomain), FollowUps: convert(d.FollowUps, taskDoc.toDomain),
		CreatedAt: cut(d.CreatedAt), SubmittedAt: cut(d.SubmittedAt), ScheduledAt: cut(d.ScheduledAt),
		StartedAt: cut(d.StartedAt), LiveAt: cut(d.LiveAt), EndedAt: cut(d.EndedAt), UpdatedAt: cut(d.UpdatedAt),
		History: convert(d.History, entryDoc.toDomain), Owes: convert(d.Owes, noticeBody.toDomain),
	}, nil
}

func givenOrigin(stored string) string {
	if len(stored) >= len(originGiven) && stored[:len(originGiven)] == originGiven {
		return stored[len(originGiven):]
	}
	return ""
}

func fromRequest(r workflow.Request) requestDoc {
	return requestDoc{
		Title: r.Title, System: r.System, Team: r.Team, What: r.What, Why: r.Why,
		Type: string(r.Type), EffortHours: r.EffortHours, Risk: r.Risk, Window: string(r.Window),
		Downtime: r.Downtime, Impact: string(r.Impact),
		Notice: r.Briefing.Notice, Say: r.Briefing.Say, DontPromise: r.Briefing.DontPromise, IfTheyCall: r.Briefing.IfTheyCall,
		Evidence: r.Evidence, Rollback: r.Rollback, Links: r.Links,
		Contact: string(r.Contact), Implementer: string(r.Implementer), Source: r.Source,
		DependsOn: convert(r.DependsOn, func(n workflow.Number) int64 { return int64(n) }), Accounts: r.Accounts,
		Incident: r.Incident, Target: cut(r.Target), Template: r.Template,
	}
}

func (d requestDoc) toDomain() workflow.Request {
	return workflow.Request{
		Title: d.Title, System: d.System, Team: d.Team, What: d.What, Why: d.Why,
		Type: workflow.ChangeType(d.Type), EffortHours: d.EffortHours, Risk: d.Risk, Window: workflow.WindowID(d.Window),
		Downtime: d.Downtime, Impact: workflow.Impact(d.Impact),
		Briefing: workflow.Briefing{Notice: d.Notice, Say: d.Say, DontPromise: d.DontPromise, IfTheyCall: d.IfTheyCall},
		Evidence: d.Evidence, Rollback: d.Rollback, Links: d.Links,
		Contact: workflow.PersonID(d.Contact), Implementer: workflow.PersonID(d.Implementer), Source: d.Source,
		DependsOn: convert(d.DependsOn, func(n int64) workflow.Number { return workflow.Number(n) }), Accounts: d.Accounts,
		Incident: d.Incident, Target: cut(d.Target), Template: d.Template,
	}
}

func fromEntry(e workflow.Entry) entryDoc {
	return entryDoc{
		Seq: e.Seq, At: cut(e.At), By: string(e.By), Action: string(e.Action), From: string(e.From), To: string(e.To),
		Revision: e.Revision, Reason: e.Reason, Window: string(e.Window), Changed: plain(e.Changed), Roles: e.Roles, Request: e.Request,
		Policy: e.Policy, Overrode: e.Overrode, About: e.About, For: string(e.For), Content: e.Content, Prev: e.Prev, Hash: e.Hash,
	}
}

func (d entryDoc) toDomain() workflow.Entry {
	return workflow.Entry{
		Seq: d.Seq, At: cut(d.At), By: workflow.PersonID(d.By), Action: workflow.Action(d.Action),
		From: workflow.State(d.From), To: workflow.State(d.To), Revision: d.Revision, Reason: d.Reason,
		Window: workflow.WindowID(d.Window), Changed: named[workflow.Field](d.Changed), Roles: d.Roles, Request: d.Request,
		Policy: d.Policy, Overrode: d.Overrode, About: d.About, For: workflow.PersonID(d.For), Content: d.Content, Prev: d.Prev, Hash: d.Hash,
	}
}
