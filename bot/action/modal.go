package action

import (
	"bytes"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"drumbeat/workflow"
)

// Callback ids of modals.
const (
	FormModal     = "modal.request"  // asks for, edits or resubmits a release
	ReasonModal   = "modal.reason"   // asks for a reason before an action
	MoveModal     = "modal.move"     // asks for another window and a reason
	AnywayModal   = "modal.anyway"   // asks a release manager for the reason to start in spite of what stands in the way
	DetailsModal  = "modal.details"  // shows; nothing is submitted
	CalendarModal = "modal.calendar" // shows the calendar; nothing is submitted
	ReviewModal   = "modal.review"   // asks what a review found
	AwayModal     = "modal.away"     // asks from when to when somebody is away, and who decides instead
	HomeView      = "home"
)

// Mode says what the request form is for.
type Mode string

const (
	// New asks for a release.
	New Mode = "new"
	// Edit changes one that is on its way.
	Edit Mode = "edit"
	// Resubmit sends one again that came back.
	Resubmit Mode = "resubmit"
)

// Modal is what a modal carries beside what is typed in it.
type Modal struct {
	Release    workflow.Number  // 0: a new request
	Revision   int              // the revision that was shown
	Entry      int              // the last history entry when it was opened
	Action     workflow.Action  // ReasonModal: what the reason is for
	Mode       Mode             // FormModal
	TypeChosen bool             // FormModal: the person chose the change type; a suggestion no longer replaces it
	More       bool             // FormModal: the rarely used fields are shown
	Offered    bool             // FormModal: what was begun before is offered, and not chosen or forgotten yet
	Incident   bool             // FormModal: the form for an emergency is offered
	Filled     int              // FormModal: how often the whole form was filled anew
	Source     string           // FormModal: permalink of the message it was asked from
	Channel    workflow.Channel // where it was opened, if in a conversation
	View       string           // of the queue's modals: the part of the queue it was opened from
	Hidden     workflow.Request // FormModal: what the fields hold that are not shown

	Known []string // AnywayModal: the rules that were shown to stand in the way

	Task  string // TaskModal: key of the task; RateModal: the figure that was given
	Under string // TaskModal: id of the view below, to be brought up to date

	Environment workflow.EnvironmentID // ExtendModal, BackModal
	Booking     string                 // ExtendModal, BackModal: id

	Window workflow.WindowID // CallsModal, QuestionModal, AnswerModal
	Front  string            // CallsModal, QuestionModal: key of the front-line team
	Item   string            // AnswerModal: id of the question
}

// version of the metadata's shape. A modal that was open while the shape
// changed is refused with a sentence; what was typed stays in it.
const version = 1

// MaxMetadata is Slack's limit, in characters.
const MaxMetadata = 3000

// wire is the metadata as JSON; short names, because space is short.
type wire struct {
	V        int              `json:"v"`
	Release  workflow.Number  `json:"n,omitempty"`
	Revision int              `json:"r,omitempty"`
	Entry    int              `json:"e,omitempty"`
	Action   workflow.Action  `json:"a,omitempty"`
	Mode     Mode             `json:"m,omitempty"`
	Chosen   bool             `json:"t,omitempty"`
	More     bool             `json:"u,omitempty"`
	Filled   int              `json:"g,omitempty"`
	Offered  bool             `json:"o,omitempty"`
	Incident bool             `json:"i,omitempty"`
	Source   string           `json:"s,omitempty"`
	Channel  workflow.Channel `json:"c,omitempty"`
	View     string           `json:"q,omitempty"`
	Hidden   *hidden          `json:"h,omitempty"`

	Known []string `json:"k,omitempty"`

	Task  string `json:"tk,omitempty"`
	Under string `json:"un,omitempty"`

	Environment workflow.EnvironmentID `json:"en,omitempty"`
	Booking     string                 `json:"bk,omitempty"`

	Window workflow.WindowID `json:"w,omitempty"`
	Front  string            `json:"f,omitempty"`
	Item   string            `json:"it,omitempty"`
}

type hidden struct {
	Team        string            `json:"team,omitempty"`
	Why         string            `json:"why,omitempty"`
	EffortHours int               `json:"effort,omitempty"`
	Risk        []string          `json:"risk,omitempty"`
	Window      workflow.WindowID `json:"window,omitempty"`
	Downtime    bool              `json:"downtime,omitempty"`
	Impact      workflow.Impact   `json:"impact,omitempty"`
	Notice      string            `json:"notice,omitempty"`
	Say         string            `json:"say,omitempty"`
	DontPromise string            `json:"dont_promise,omitempty"`
	IfTheyCall  string            `json:"if_they_call,omitempty"`
	Evidence    string            `json:"evidence,omitempty"`
	Rollback    string            `json:"rollback,omitempty"`
	Links       string            `json:"links,omitempty"`
	Contact     workflow.PersonID `json:"contact,omitempty"`
	Implementer workflow.PersonID `json:"implementer,omitempty"`
	DependsOn   []workflow.Number `json:"depends_on,omitempty"`
	Accounts    []string          `json:"accounts,omitempty"`
	Incident    string            `json:"incident,omitempty"`
	Target      string            `json:"target,omitempty"` // 2026-12-04
	Template    string            `json:"template,omitempty"`
}

// Metadata writes m as private metadata. ok is false where it does not fit
// Slack's limit: then fewer fields have to be hidden.
func (m Modal) Metadata() (metadata string, ok bool) {
	w := wire{V: version, Release: m.Release, Revision: m.Revision, Entry: m.Entry, Action: m.Action, Mode: m.Mode,
		Chosen: m.TypeChosen, More: m.More, Filled: m.Filled, Offered: m.Offered, Incident: m.Incident, Source: m.Source, Channel: m.Channel, View: m.View, Known: m.Known, Environment: m.Environment, Booking: m.Booking, Window: m.Window, Front: m.Front, Item: m.Item,
		Task: m.Task, Under: m.Under}
	if m.Mode != "" {
		q := m.Hidden
		w.Hidden = &hidden{Team: q.Team, Why: q.Why, EffortHours: q.EffortHours, Risk: q.Risk, Window: q.Window, Downtime: q.Downtime,
			Impact: q.Impact, Notice: q.Briefing.Notice, Say: q.Briefing.Say, DontPromise: q.Briefing.DontPromise, IfTheyCall: q.Briefing.IfTheyCall,
			Evidence: q.Evidence, Rollback: q.Rollback, Links: q.Links, Contact: q.Contact, Implementer: q.Implementer,
			DependsOn: q.DependsOn, Accounts: q.Accounts, Incident: q.Incident, Template: q.Template}
		if !q.Target.IsZero() {
			w.Hidden.Target = q.Target.UTC().Format(time.DateOnly)
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		return "", false // cannot happen: there is nothing in it that JSON cannot hold
	}
	metadata = string(bytes.TrimSpace(b.Bytes()))
	return metadata, utf8.RuneCountInString(metadata) <= MaxMetadata
}

// ParseModal reads the private metadata of the modal with this callback id. The
// error is a [*workflow.Error] of CodeInvalid.
func ParseModal(callback, metadata string) (Modal, error) {
	if utf8.RuneCountInString(metadata) > MaxMetadata || !utf8.ValidString(metadata) {
		return Modal{}, oldModal()
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(metadata)))
	dec.DisallowUnknownFields()
	var w wire
	if err := dec.Decode(&w); err != nil || w.V != version {
		return Modal{}, oldModal()
	}
	if _, err := dec.Token(); err != io.EOF {
		return Modal{}, oldModal()
	}
	if w.Filled < 0 || w.Release < 0 || w.Revision < 0 || w.Entry < 0 {
		return Modal{}, oldModal()
	}
	m := Modal{Release: w.Release, Revision: w.Revision, Entry: w.Entry, Action: w.Action, Mode: w.Mode,
		TypeChosen: w.Chosen, More: w.More, Filled: w.Filled, Offered: w.Offered, Incident: w.Incident, Source: w.Source, Channel: w.Channel, View: w.View, Known: w.Known, Environment: w.Environment, Booking: w.Booking, Window: w.Window, Front: w.Front, Item: w.Item,
		Task: w.Task, Under: w.Under}
	if h := w.Hidden; h != nil {
		m.Hidden = workflow.Request{Team: h.Team, Why: h.Why, EffortHours: h.EffortHours, Risk: h.Risk, Window: h.Window, Downtime: h.Downtime, Impact: h.Impact,
			Briefing: workflow.Briefing{Notice: h.Notice, Say: h.Say, DontPromise: h.DontPromise, IfTheyCall: h.IfTheyCall},
			Evidence: h.Evidence, Rollback: h.Rollback, Links: h.Links, Contact: h.Contact, Implementer: h.Implementer,
			DependsOn: h.DependsOn, Accounts: h.Accounts, Incident: h.Incident, Template: h.Template}
		bad := map[workflow.Field]string{}
		if m.Hidden.Target = readDay(h.Target, bad); len(bad) > 0 {
			return Modal{}, oldModal()
		}
	}
	if !m.fits(callback) {
		return Modal{}, oldModal()
	}
	return m, nil
}

// fits tells whether a modal of this kind carries what it needs.
func (m *Modal) fits(callback string) bool {
	if fits, ours := m.fitsFront(callback); ours {
		return fits
	}
	switch callback {
	case FormModal:
		return m.Action == "" && (m.Mode == New && m.Release == 0 || (m.Mode == Edit || m.Mode == Resubmit) && m.Release > 0)
	case ReasonModal:
		return m.Mode == "" && (NeedsReason(m.Action) || m.Action == workflow.ActClose) && m.Release > 0
	case ReviewModal:
		return m.Mode == "" && m.Action == workflow.ActReview && m.Release > 0
	case AwayModal:
		return m.Mode == "" && m.Action == "" && m.Release == 0
	case MoveModal:
		return m.Mode == "" && m.Action == workflow.ActMove && m.Release > 0
	case ReorderModal:
		return m.Mode == "" && m.Action == workflow.ActReorder && m.Release > 0
	case MergeModal:
		return m.Mode == "" && m.Action == workflow.ActMerge && m.Release > 0
	case BundleModal:
		return m.Mode == "" && m.Action == workflow.ActEndorse && m.Release > 0
	case BulkModal:
		_, err := ParseView(m.View)
		return m.Mode == "" && m.Action == "" && m.Release == 0 && err == nil
	case AnywayModal:
		return m.Mode == "" && m.Action == workflow.ActStart && m.Release > 0
	case DetailsModal:
		return m.Mode == "" && m.Action == "" && m.Release > 0
	case SignOffModal:
		return m.Mode == "" && m.Action == workflow.ActSignOff && m.Release > 0
	case TasksModal:
		return m.Mode == "" && (m.Action == workflow.ActHandOver || m.Action == workflow.ActFollowUp) && m.Release > 0
	case TaskModal:
		return m.Mode == "" && (m.Action == workflow.ActHandOver || m.Action == workflow.ActFollowUp) && m.Release > 0 && m.Task != ""
	case ReturnModal:
		return m.Mode == "" && m.Action == workflow.ActReturnHandover && m.Release > 0
	case RateModal:
		return m.Mode == "" && m.Action == workflow.ActRate && m.Release > 0
	case BookModal:
		return m.Mode == "" && m.Action == ""
	case ExtendModal, BackModal:
		_, key := m.Environment.Split()
		return m.Mode == "" && m.Action == "" && key != "" && m.Booking != ""
	}
	return false
}

func oldModal() error {
	return workflow.Refuse(workflow.CodeInvalid, "This form is not one of ours, or from a version that is gone. Copy what you typed and open it again.")
}
