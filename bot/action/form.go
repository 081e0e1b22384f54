package action

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Values of options in the request form.
const (
	Soonest  = "asap" // the window: as soon as possible
	Downtime = "yes"  // the box "needs downtime"
	Anyway   = "yes"  // the box "move it there all the same"
)

const formPrefix = "form."

// FieldID is the action id of a field's element. The block id is the field's
// own name, by which errors are shown there. Elements whose value Drumbeat
// replaces when the form adapts (a suggested type, the windows of another
// system) get a variant: Slack keeps what stood in an element for as long as
// its ids are the same.
func FieldID(f workflow.Field, variant string) string {
	id := formPrefix + string(f)
	if variant != "" {
		id += "." + variant
	}
	return id[:min(len(id), 255)]
}

// FormField tells which field of the form an action id belongs to: the form
// asks to be adapted after a change of that field.
func FormField(actionID string) (workflow.Field, bool) {
	rest, ok := strings.CutPrefix(actionID, formPrefix)
	if !ok {
		return "", false
	}
	name, _, _ := strings.Cut(rest, ".")
	f := workflow.Field(name)
	return f, slices.Contains(fields, f)
}

// FieldAnyway is the block of the move modal with the box [Anyway].
const FieldAnyway workflow.Field = "anyway"

// fields lists what the form can hold.
var fields = []workflow.Field{
	workflow.FieldTitle, workflow.FieldSystem, workflow.FieldTeam, workflow.FieldWhat, workflow.FieldWhy, workflow.FieldType,
	workflow.FieldEffort, workflow.FieldRisk, workflow.FieldWindow, workflow.FieldDowntime, workflow.FieldImpact,
	workflow.FieldNotice, workflow.FieldSay, workflow.FieldDontPromise, workflow.FieldIfTheyCall,
	workflow.FieldEvidence, workflow.FieldRollback, workflow.FieldLinks, workflow.FieldContact, workflow.FieldImplementer,
	workflow.FieldTarget, workflow.FieldIncident, workflow.FieldDependsOn, workflow.FieldAccounts, workflow.FieldTemplate,
	workflow.FieldMore, workflow.FieldDraft, workflow.FieldUrgent, workflow.FieldFollow, // buttons: nothing stands in them
}

// Values is the state of a view: block id to action id to what stands there.
type Values = map[string]map[string]slack.BlockAction

// ReadForm reads the request form: of the fields that were shown what stands
// in them, be it nothing; of the others what the modal carried along. The error
// is a [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadForm(values Values, m Modal) (workflow.Request, error) {
	q := m.Hidden
	q.Source = m.Source
	bad := map[workflow.Field]string{}
	text := map[workflow.Field]*string{
		workflow.FieldTitle: &q.Title, workflow.FieldTeam: &q.Team, workflow.FieldWhat: &q.What, workflow.FieldWhy: &q.Why,
		workflow.FieldNotice: &q.Briefing.Notice, workflow.FieldSay: &q.Briefing.Say, workflow.FieldDontPromise: &q.Briefing.DontPromise,
		workflow.FieldIfTheyCall: &q.Briefing.IfTheyCall, workflow.FieldEvidence: &q.Evidence, workflow.FieldRollback: &q.Rollback,
		workflow.FieldLinks: &q.Links, workflow.FieldIncident: &q.Incident,
	}
	for _, f := range fields {
		a, shown := element(values, f)
		if !shown {
			continue
		}
		if to, ok := text[f]; ok {
			*to = a.Value
		} else {
			readChoice(&q, f, a, bad)
		}
	}
	if len(bad) > 0 {
		return q, &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	return q, nil
}

func readChoice(q *workflow.Request, f workflow.Field, a slack.BlockAction, bad map[workflow.Field]string) {
	chosen := a.SelectedOption.Value
	switch f {
	case workflow.FieldSystem:
		q.System = chosen
	case workflow.FieldType:
		q.Type = workflow.ChangeType(chosen)
	case workflow.FieldImpact:
		q.Impact = workflow.Impact(chosen)
	case workflow.FieldEffort:
		n, ok := number[int](chosen)
		if !ok && chosen != "" {
			bad[f] = "Choose the effort from the list."
		}
		q.EffortHours = n
	case workflow.FieldWindow:
		w, ok := readWindow(chosen)
		if !ok {
			bad[f] = "Choose a window from the list."
		}
		q.Window = w
	case workflow.FieldTarget:
		q.Target = readDay(a.SelectedDate, bad)
	case workflow.FieldDependsOn:
		q.DependsOn = readNumbers(a.Value, bad)
	case workflow.FieldAccounts:
		q.Accounts = options(a)
	case workflow.FieldTemplate:
		q.Template = chosen
		if chosen == NoTemplate {
			q.Template = ""
		}
	case workflow.FieldRisk:
		q.Risk = options(a)
	case workflow.FieldDowntime:
		q.Downtime = slices.Contains(options(a), Downtime)
	case workflow.FieldContact:
		q.Contact = workflow.PersonID(a.SelectedUser)
	case workflow.FieldImplementer:
		q.Implementer = workflow.PersonID(a.SelectedUser)
	}
}

func readWindow(chosen string) (workflow.WindowID, bool) {
	if chosen == "" || chosen == Soonest {
		return "", true
	}
	return window(chosen)
}

// NoTemplate is the value of the choice to start from nothing.
const NoTemplate = "none"

// Values of the button beside what a person began before.
const (
	DraftContinue = "continue" // fill the form with it
	DraftAnew     = "anew"     // forget it
)

// readDay reads a day that was picked. It is kept as its noon in UTC, which is the
// same day nearly everywhere.
func readDay(s string, bad map[workflow.Field]string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		bad[workflow.FieldTarget] = "Choose the day from the calendar."
		return time.Time{}
	}
	return t.Add(12 * time.Hour)
}

// readNumbers reads the numbers of releases, however people set them apart.
func readNumbers(s string, bad map[workflow.Field]string) []workflow.Number {
	var out []workflow.Number
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		n, err := workflow.ParseNumber(word)
		if err != nil {
			bad[workflow.FieldDependsOn] = "Give the numbers of releases: REL-12, REL-15."
			return out
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// ReadReason reads the reason of a reason or move modal.
func ReadReason(values Values) string {
	a, _ := element(values, workflow.FieldReason)
	return strings.TrimSpace(a.Value)
}

// ReadMove reads the window chosen in a move modal, the reason, and whether it is
// to move there in spite of what stands in the way. The error is a
// [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadMove(values Values) (to workflow.WindowID, reason string, anyway bool, err error) {
	a, _ := element(values, workflow.FieldWindow)
	w, ok := window(a.SelectedOption.Value)
	if !ok {
		s := "Choose a window from the list."
		return "", "", false, &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldWindow: s}}
	}
	box, _ := element(values, FieldAnyway)
	return w, ReadReason(values), slices.Contains(options(box), Anyway), nil
}

// EffortValue writes an effort as the value of its option.
func EffortValue(hours int) string { return strconv.Itoa(hours) }

// element finds what stands in a field. There is one element per block; of a
// forged state with several the first by id is taken.
func element(values Values, f workflow.Field) (slack.BlockAction, bool) {
	block, shown := values[string(f)]
	first := ""
	for id := range block {
		if first == "" || cmp.Less(id, first) {
			first = id
		}
	}
	return block[first], shown
}

// mostOptions bounds the chosen options of a list; Slack shows at most 100.
const mostOptions = 100

func options(a slack.BlockAction) []string {
	var out []string
	for _, o := range a.SelectedOptions[:min(len(a.SelectedOptions), mostOptions)] {
		if o.Value != "" && !slices.Contains(out, o.Value) {
			out = append(out, o.Value)
		}
	}
	return out
}
