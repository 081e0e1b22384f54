package audit

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// Schema names the shape of the evidence; a shape with a name is never changed
// but by adding fields. docs/audit.md has it field by field.
const Schema = "drumbeat-evidence/1"

// Evidence is what is known about one release: who asked for what, who decided
// on which revision under which policy, what was told to whom, and whether all of
// it is as it was written.
type Evidence struct {
	Number    workflow.Number     `json:"number"`
	Release   string              `json:"release"` // "REL-7"
	Head      Head                `json:"head"`
	Flaws     []Flaw              `json:"flaws"` // none: it is whole
	State     workflow.State      `json:"state"`
	Revision  int                 `json:"revision"`
	Requester workflow.PersonID   `json:"requester"`
	Editors   []workflow.PersonID `json:"editors,omitempty"` // of the current submission; they may not approve it
	TakenBy   workflow.PersonID   `json:"taken_by,omitempty"`
	Request   Content             `json:"request"` // as it is now
	Revisions []Revision          `json:"revisions"`
	Approvals []Approval          `json:"approvals,omitempty"`
	Rejection *Rejection          `json:"rejection,omitempty"`
	Asks      []Ask               `json:"asks,omitempty"`
	Place     *Place              `json:"place,omitempty"`
	Moments   Moments             `json:"moments"`
	Policies  []int               `json:"policies"` // versions that judged it
	Windows   []workflow.WindowID `json:"windows,omitempty"`
	History   []Entry             `json:"history"`
	Notices   []Notice            `json:"notices,omitempty"`
}

// Head is the end of a history: a later audit holds the release against it.
type Head struct {
	Entries int    `json:"entries"`
	Hash    string `json:"hash"`
}

// Content is a request: the fields of the form.
type Content struct {
	Title       string            `json:"title"`
	System      string            `json:"system"`
	Team        string            `json:"team,omitempty"`
	What        string            `json:"what,omitempty"`
	Why         string            `json:"why,omitempty"`
	Type        string            `json:"type"`
	EffortHours int               `json:"effort_hours,omitempty"`
	Risk        []string          `json:"risk,omitempty"`
	Window      string            `json:"window,omitempty"`
	Downtime    bool              `json:"downtime,omitempty"`
	Impact      string            `json:"impact,omitempty"`
	Notice      string            `json:"notice,omitempty"`
	Say         string            `json:"say,omitempty"`
	DontPromise string            `json:"dont_promise,omitempty"`
	IfTheyCall  string            `json:"if_they_call,omitempty"`
	Evidence    string            `json:"evidence,omitempty"`
	Rollback    string            `json:"rollback,omitempty"`
	Links       string            `json:"links,omitempty"`
	Contact     string            `json:"contact,omitempty"`
	Implementer string            `json:"implementer,omitempty"`
	Source      string            `json:"source,omitempty"`
	DependsOn   []workflow.Number `json:"depends_on,omitempty"`
	Accounts    []string          `json:"key_accounts,omitempty"`
	Incident    string            `json:"incident,omitempty"`
	Target      time.Time         `json:"target,omitzero"`
	Template    string            `json:"template,omitempty"`
}

// Revision is one text that people decided on. What an earlier one said is not
// kept; its digest is, so that a copy from elsewhere can be held against it.
type Revision struct {
	Revision int               `json:"revision"`
	Entry    int               `json:"entry"` // the entry that made it
	By       workflow.PersonID `json:"by"`
	At       time.Time         `json:"at"`
	Changed  []workflow.Field  `json:"changed,omitempty"`
	Content  string            `json:"content"` // digest of the request right after the last entry of the revision
	Current  bool              `json:"current,omitempty"`
}

// Approval is one person's yes.
type Approval struct {
	By       workflow.PersonID `json:"by"`
	At       time.Time         `json:"at"`
	Revision int               `json:"revision"`
	Roles    []string          `json:"roles"`
	For      workflow.PersonID `json:"for,omitempty"`    // whom they stood in for
	Policy   int               `json:"policy,omitempty"` // version that let it count; 0: no entry tells
	Entry    int               `json:"entry,omitempty"`
	Void     string            `json:"void,omitempty"` // why it no longer counts
}

// Rejection is one person's no.
type Rejection struct {
	By     workflow.PersonID `json:"by"`
	At     time.Time         `json:"at"`
	Reason string            `json:"reason"`
	From   workflow.State    `json:"from"`
}

// Ask is a decision that was asked of somebody.
type Ask struct {
	Role      string            `json:"role"`
	Person    workflow.PersonID `json:"person"`
	At        time.Time         `json:"at"`
	Revision  int               `json:"revision"`
	Escalated bool              `json:"escalated,omitempty"` // as a substitute, after silence
	For       workflow.PersonID `json:"for,omitempty"`       // as the substitute of somebody absent
}

// Place is a place in a window.
type Place struct {
	Window workflow.WindowID `json:"window"`
	Opens  time.Time         `json:"opens"`
	Closes time.Time         `json:"closes"`
	CutOff time.Time         `json:"cut_off"`
	Since  time.Time         `json:"since"`
}

// Moments are the times of a life; one that has not come is left out.
type Moments struct {
	Created   time.Time `json:"created"`
	Submitted time.Time `json:"submitted"`
	Scheduled time.Time `json:"scheduled,omitzero"`
	Started   time.Time `json:"started,omitzero"`
	Live      time.Time `json:"live,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
}

// Entry is one line of the history with its seal.
type Entry struct {
	Seq      int               `json:"seq"`
	At       time.Time         `json:"at"`
	By       workflow.PersonID `json:"by"`
	Action   workflow.Action   `json:"action"`
	From     workflow.State    `json:"from,omitempty"`
	To       workflow.State    `json:"to"`
	Revision int               `json:"revision"`
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

// Of makes the evidence of a release: told is everything that was to be told
// about it, flaws what an audit found.
func Of(r *workflow.Release, told []workflow.Notice, flaws []Flaw) Evidence {
	e := Evidence{
		Number: r.Number, Release: r.Number.String(), Head: Head{len(r.History), r.Last().Hash}, Flaws: flaws,
		State: r.State, Revision: r.Revision, Requester: r.Requester, Editors: r.Editors, TakenBy: r.TakenBy,
		Request: contentOf(r.Request), Revisions: revisions(r), Approvals: approvals(r), Policies: Policies(r), Windows: windows(r),
		Moments: Moments{r.CreatedAt, r.SubmittedAt, r.ScheduledAt, r.StartedAt, r.LiveAt, r.EndedAt},
	}
	if e.Flaws == nil {
		e.Flaws = []Flaw{}
	}
	if r.Rejection != nil {
		v := Rejection(*r.Rejection)
		e.Rejection = &v
	}
	if r.Place != nil {
		v := Place(*r.Place)
		e.Place = &v
	}
	for _, a := range r.Asks {
		e.Asks = append(e.Asks, Ask{a.Role, a.Person, a.At, a.Revision, a.Escalated, a.For})
	}
	for _, h := range r.History {
		e.History = append(e.History, Entry(h))
	}
	for _, n := range told {
		e.Notices = append(e.Notices, NoticeOf(n))
	}
	return e
}

func contentOf(q workflow.Request) Content {
	return Content{
		Title: q.Title, System: q.System, Team: q.Team, What: q.What, Why: q.Why, Type: string(q.Type), EffortHours: q.EffortHours, Risk: q.Risk,
		Window: string(q.Window), Downtime: q.Downtime, Impact: string(q.Impact),
		Notice: q.Briefing.Notice, Say: q.Briefing.Say, DontPromise: q.Briefing.DontPromise, IfTheyCall: q.Briefing.IfTheyCall,
		Evidence: q.Evidence, Rollback: q.Rollback, Links: q.Links, Contact: string(q.Contact), Implementer: string(q.Implementer), Source: q.Source,
		DependsOn: q.DependsOn, Accounts: q.Accounts, Incident: q.Incident, Target: q.Target, Template: q.Template,
	}
}

// revisions lists the texts that the history tells of.
func revisions(r *workflow.Release) []Revision {
	var out []Revision
	for i, e := range r.History {
		if _, voids := e.Voids(); voids || i == 0 {
			out = append(out, Revision{Revision: e.Revision, Entry: e.Seq, By: e.By, At: e.At, Changed: e.Changed})
		}
		out[len(out)-1].Content = e.Content
	}
	if len(out) > 0 {
		out[len(out)-1].Current = true
	}
	return out
}

// approvals lists the approvals with the entries that tell of them.
func approvals(r *workflow.Release) []Approval {
	var out []Approval
	for _, a := range r.Approvals {
		v := Approval{By: a.By, At: a.At, Revision: a.Revision, Roles: a.Roles, For: a.For, Void: a.Void}
		for _, e := range r.History {
			if e.Action == workflow.ActApprove && e.By == a.By && e.Revision == a.Revision {
				v.Entry, v.Policy = e.Seq, e.Policy
			}
		}
		out = append(out, v)
	}
	return out
}

// Policies lists the versions of the policy that judged a release.
func Policies(r *workflow.Release) []int {
	out := []int{}
	for _, v := range append([]int{r.PolicyVersion}, policiesOf(r.History)...) {
		if v > 0 {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func policiesOf(history []workflow.Entry) []int {
	var out []int
	for _, e := range history {
		out = append(out, e.Policy)
	}
	return out
}

// windows lists the windows that a release was, or asked to be, in.
func windows(r *workflow.Release) []workflow.WindowID {
	ids := []workflow.WindowID{r.Window(), r.Request.Window}
	for _, e := range r.History {
		ids = append(ids, e.Window)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id workflow.WindowID) bool { return id == "" })
}

// Reminders are the ids of the reminders to decide that people were sent while
// this release waited for them. Each was about everything that waited for them.
func Reminders(r *workflow.Release) []workflow.IDs {
	var out []workflow.IDs
	for i, a := range r.Asks {
		again := slices.ContainsFunc(r.Asks[:i], func(b workflow.Ask) bool { return b.Person == a.Person && b.Revision == a.Revision })
		if again {
			continue
		}
		var until time.Time
		for _, e := range r.History {
			over := e.To != workflow.InApproval || e.Action == workflow.ActApprove && e.By == a.Person
			if !e.At.Before(a.At) && over && e.Revision >= a.Revision {
				until = e.At.Add(time.Minute) // ids tell minutes
				break
			}
		}
		out = append(out, workflow.RemindIDs(a.Person, a.At, until))
	}
	return out
}
