package action

import (
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Ids of the buttons by which the front line and those who answer it talk.
const (
	CustomersCall = "briefing.calls"    // from a briefing: customers call about this
	Question      = "briefing.question" // from a briefing
	Answer        = "question.answer"   // Item is the question
	CallCause     = "calls.cause"       // Release is what the report Item in the book Window is about
	Customers     = "menu.customers"    // customers call and nobody knows why
)

// Callback ids of their modals.
const (
	CallsModal     = "modal.calls"     // customers call about this
	CustomersModal = "modal.customers" // customers call and nobody knows why
	QuestionModal  = "modal.question"
	AnswerModal    = "modal.answer"
	KnownModal     = "modal.known"   // a known issue
	CorrectModal   = "modal.correct" // the briefing of what is live
)

// How many customers call, as a choice; [workflow.FieldExactly] is a number.
const (
	HowManyOne  = "1"
	HowManyFew  = "3"
	HowManyMany = "10"
)

// NotSure is the choice of no release, or no system.
const NotSure = "not-sure"

// Heard is what stands in the form for a report of customers' calls.
type Heard struct {
	Release   workflow.Number
	System    string
	Customers int
	Harm      workflow.Harm
	Words     string
}

// ReadCalls reads the form for a report of customers' calls. The error is a
// [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadCalls(values Values) (Heard, error) {
	out := Heard{Customers: 1, Harm: workflow.HarmAnnoyed}
	bad := map[workflow.Field]string{}
	out.Release = readRelease(values, bad)
	if a, ok := element(values, workflow.FieldSystem); ok && a.SelectedOption.Value != NotSure {
		out.System = a.SelectedOption.Value
	}
	if a, ok := element(values, workflow.FieldHarm); ok && a.SelectedOption.Value != "" {
		out.Harm = workflow.Harm(a.SelectedOption.Value)
	}
	if a, ok := element(values, workflow.FieldCustomers); ok && a.SelectedOption.Value != "" {
		n, err := strconv.Atoi(a.SelectedOption.Value)
		if err != nil {
			bad[workflow.FieldCustomers] = "Choose from the list how many they are."
		}
		out.Customers = n
	}
	if a, ok := element(values, workflow.FieldExactly); ok && strings.TrimSpace(a.Value) != "" {
		n, err := strconv.Atoi(strings.TrimSpace(a.Value))
		if err != nil || n < 1 || n > workflow.MostCustomers {
			bad[workflow.FieldExactly] = "Give a whole number from 1 to " + strconv.Itoa(workflow.MostCustomers) + ", or leave it empty."
		}
		out.Customers = n
	}
	if a, ok := element(values, workflow.FieldWords); ok {
		out.Words = strings.TrimSpace(a.Value)
	}
	return out, wrongFields(bad)
}

func readRelease(values Values, bad map[workflow.Field]string) workflow.Number {
	a, ok := element(values, workflow.FieldRelease)
	if !ok || a.SelectedOption.Value == "" || a.SelectedOption.Value == NotSure {
		return 0
	}
	n, err := workflow.ParseNumber(a.SelectedOption.Value)
	if err != nil {
		bad[workflow.FieldRelease] = "Choose a release from the list."
	}
	return n
}

// ReadQuestion reads the form for a question.
func ReadQuestion(values Values) (workflow.Number, string, error) {
	bad := map[workflow.Field]string{}
	n := readRelease(values, bad)
	a, _ := element(values, workflow.FieldQuestion)
	return n, a.Value, wrongFields(bad)
}

// ReadAnswer reads the form for an answer.
func ReadAnswer(values Values) string {
	a, _ := element(values, workflow.FieldAnswer)
	return a.Value
}

// ReadKnown reads the form for a known issue: what is known, what to say, until when.
func ReadKnown(values Values) (what, say string, until time.Time, err error) {
	until, ok := readMoment(values, workflow.FieldUntil)
	if !ok {
		err = wrongFields(map[workflow.Field]string{workflow.FieldUntil: "Choose a day and a time."})
	}
	a, _ := element(values, workflow.FieldSay)
	return ReadReason(values), a.Value, until, err
}

// ReadCorrection reads the form in which a briefing is corrected.
func ReadCorrection(values Values) workflow.Briefing {
	read := func(f workflow.Field) string {
		a, _ := element(values, f)
		return a.Value
	}
	return workflow.Briefing{Notice: read(workflow.FieldNotice), Say: read(workflow.FieldSay), DontPromise: read(workflow.FieldDontPromise), IfTheyCall: read(workflow.FieldIfTheyCall)}
}

func wrongFields(bad map[workflow.Field]string) error {
	if len(bad) == 0 {
		return nil
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
}

// fitsFront tells whether a modal of the front line carries what it needs.
func (m *Modal) fitsFront(callback string) (fits, ours bool) {
	plain := m.Mode == "" && m.Action == ""
	switch callback {
	case CallsModal, QuestionModal:
		return plain && m.Window != "" && m.Front != "" && m.Release == 0, true
	case CustomersModal:
		return plain && m.Window == "" && m.Release == 0, true
	case AnswerModal:
		return plain && m.Window != "" && m.Item != "", true
	case KnownModal:
		return m.Mode == "" && m.Action == workflow.ActKnownIssue && m.Release > 0, true
	case CorrectModal:
		return m.Mode == "" && m.Action == workflow.ActCorrect && m.Release > 0, true
	}
	return false, false
}
