package workflow

import (
	"slices"
	"strings"
	"time"
)

// ChangeType is ITIL's classification of a change, by which the policy decides
// who approves and how fast.
type ChangeType string

// The change types, from the lightest.
const (
	Standard  ChangeType = "standard"  // small, pre-authorised
	Normal    ChangeType = "normal"    //
	Major     ChangeType = "major"     // more than a day of work by default
	Emergency ChangeType = "emergency" // a critical incident; any time
)

// ChangeTypes lists all types in the order people see them.
var ChangeTypes = []ChangeType{Standard, Normal, Major, Emergency}

// Impact is what customers notice of a change.
type Impact string

// The impacts, from the least.
const (
	ImpactNone       Impact = "none"
	ImpactNoticeable Impact = "noticeable" // they see a difference
	ImpactOutage     Impact = "outage"     // something does not work for a while
)

// Field names one field of the request form. Errors are reported by field.
type Field string

// The fields of the form; FieldReason is that of the reason modals.
const (
	FieldTitle       Field = "title"
	FieldSystem      Field = "system"
	FieldTeam        Field = "team"
	FieldWhat        Field = "what"
	FieldWhy         Field = "why"
	FieldType        Field = "type"
	FieldEffort      Field = "effort"
	FieldRisk        Field = "risk"
	FieldWindow      Field = "window"
	FieldDowntime    Field = "downtime"
	FieldImpact      Field = "impact"
	FieldNotice      Field = "notice"       // what customers notice
	FieldSay         Field = "say"          // what to say
	FieldDontPromise Field = "dont_promise" // what not to promise
	FieldIfTheyCall  Field = "if_they_call" // workaround and whom to call
	FieldEvidence    Field = "evidence"
	FieldRollback    Field = "rollback"
	FieldLinks       Field = "links"
	FieldContact     Field = "contact"
	FieldImplementer Field = "implementer"
	FieldDependsOn   Field = "depends_on"
	FieldAccounts    Field = "accounts"
	FieldIncident    Field = "incident"
	FieldTarget      Field = "target"
	FieldTemplate    Field = "template"
	FieldReason      Field = "reason"      // of the reason modals
	FieldMerge       Field = "merge"       // of the modals of the queue: the release that a duplicate goes on in
	FieldSpot        Field = "spot"        // where in the queue
	FieldBundle      Field = "bundle"      // the name of a bundle
	FieldBundleName  Field = "bundle_name" // the name of a new bundle
	FieldMore        Field = "more"        // of the form: the fields that are rarely used
	FieldDraft       Field = "draft"       // of the form: what was begun before
	FieldChoose      Field = "choose"      // which requests
	FieldName        Field = "name"        // of a template
	FieldPre         Field = "pre"         // of a template: pre-authorised
	FieldUrgent      Field = "urgent"      // of the form: make it an emergency
	FieldFollow      Field = "follow"      // of the form: take the change type that the rules ask for

	FieldHappened Field = "happened" // of the review: what happened
	FieldCause    Field = "cause"    // the cause
	FieldActions  Field = "actions"  // what is done about it

	FieldCustomers Field = "customers" // of a report: how many
	FieldExactly   Field = "exactly"   // of a report: how many exactly
	FieldHarm      Field = "harm"      // of a report: how bad
	FieldWords     Field = "words"     // of a report: in the customers' words
	FieldUntil     Field = "until"     // of a known issue: until when
	FieldQuestion  Field = "question"  // of the front line
	FieldAnswer    Field = "answer"    // to that
	FieldOwner     Field = "owner"     // of a task: who does it
	FieldDue       Field = "due"       // by which day
	FieldDone      Field = "done"      // that it is done
	FieldItems     Field = "items"     // which items of a handover
	FieldStars     Field = "stars"     // how satisfied somebody is

	FieldPerson     Field = "person"     // of an absence: whose it is
	FieldBack       Field = "back"       // the day they are back
	FieldSubstitute Field = "substitute" // who decides instead
)

// Request is what the requester asks for: the content of the form. Editing it
// materially makes a new revision.
type Request struct {
	Title       string     // one line, at most 150 characters
	System      string     // key of a system in the policy
	Team        string     // team or supplier
	What        string     // what changes
	Why         string     // business value
	Type        ChangeType //
	EffortHours int        // hours of work; 8 is a day
	Risk        []string   // keys of the policy's risk questions answered yes
	Window      WindowID   // the window asked for; empty: as soon as possible
	Downtime    bool       //
	Impact      Impact     //
	Briefing    Briefing   //
	Evidence    string     // test evidence and acceptance sign-off
	Rollback    string     // plan
	Links       string     // tickets, one a line
	Contact     PersonID   // point of contact
	Implementer PersonID   //
	Source      string     // permalink of the message it was asked from; may be empty
	DependsOn   []Number   // releases that have to be live before it starts
	Accounts    []string   // keys of the key accounts it touches
	Incident    string     // link to or number of the incident it mends
	Target      time.Time  // the day by which it is wanted; zero: none
	Template    string     // key of the template it was made from
}

// Briefing is what the front line is told about one release, in the
// requester's customer words.
type Briefing struct {
	Notice      string // what customers notice
	Say         string // what to say
	DontPromise string // what not to promise
	IfTheyCall  string // workaround, and whom to call
}

// Empty tells whether nothing was written for the front line.
func (b Briefing) Empty() bool {
	return strings.TrimSpace(b.Notice+b.Say+b.DontPromise+b.IfTheyCall) == ""
}

// Changed lists the fields in which a and b differ, in the order of the form.
func Changed(a, b Request) []Field {
	var out []Field
	differ := func(f Field, d bool) {
		if d {
			out = append(out, f)
		}
	}
	differ(FieldTitle, a.Title != b.Title)
	differ(FieldSystem, a.System != b.System)
	differ(FieldTeam, a.Team != b.Team)
	differ(FieldWhat, a.What != b.What)
	differ(FieldWhy, a.Why != b.Why)
	differ(FieldType, a.Type != b.Type)
	differ(FieldEffort, a.EffortHours != b.EffortHours)
	differ(FieldRisk, strings.Join(a.Risk, "\x00") != strings.Join(b.Risk, "\x00"))
	differ(FieldWindow, a.Window != b.Window)
	differ(FieldDowntime, a.Downtime != b.Downtime)
	differ(FieldImpact, a.Impact != b.Impact)
	differ(FieldNotice, a.Briefing.Notice != b.Briefing.Notice)
	differ(FieldSay, a.Briefing.Say != b.Briefing.Say)
	differ(FieldDontPromise, a.Briefing.DontPromise != b.Briefing.DontPromise)
	differ(FieldIfTheyCall, a.Briefing.IfTheyCall != b.Briefing.IfTheyCall)
	differ(FieldEvidence, a.Evidence != b.Evidence)
	differ(FieldRollback, a.Rollback != b.Rollback)
	differ(FieldLinks, a.Links != b.Links)
	differ(FieldContact, a.Contact != b.Contact)
	differ(FieldImplementer, a.Implementer != b.Implementer)
	differ(FieldDependsOn, !slices.Equal(a.DependsOn, b.DependsOn))
	differ(FieldAccounts, !slices.Equal(a.Accounts, b.Accounts))
	differ(FieldIncident, a.Incident != b.Incident)
	differ(FieldTarget, !a.Target.Equal(b.Target))
	differ(FieldTemplate, a.Template != b.Template)
	return out
}

// material says which edits change what was approved. A typo in the briefing,
// another point of contact or a link does not; scope, type, time, risk, impact,
// evidence and the way back do.
var material = map[Field]bool{
	FieldTitle: false, FieldSystem: true, FieldTeam: false, FieldWhat: true, FieldWhy: false,
	FieldType: true, FieldEffort: true, FieldRisk: true, FieldWindow: true, FieldDowntime: true,
	FieldImpact: true, FieldNotice: false, FieldSay: false, FieldDontPromise: false, FieldIfTheyCall: false,
	FieldEvidence: true, FieldRollback: true, FieldLinks: false, FieldContact: false, FieldImplementer: false,
	FieldDependsOn: true, FieldAccounts: true, FieldIncident: false, FieldTarget: false, FieldTemplate: true,
}

// Material keeps the fields whose change makes a new revision and voids the
// approvals of the one before.
func Material(fields []Field) []Field {
	var out []Field
	for _, f := range fields {
		if material[f] {
			out = append(out, f)
		}
	}
	return out
}
