package action

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Ids of the buttons about environments.
const (
	EnvShow   = "env.show"   // who has which environment; Environment names a system, or nothing
	EnvBook   = "env.book"   // open the form; Environment and Release are chosen in it
	EnvExtend = "env.extend" // keep a booking on
	EnvBack   = "env.back"   // give a booking back
)

// Callback ids of the modals about environments.
const (
	BookModal   = "modal.book"     // books an environment
	ExtendModal = "modal.extend"   // asks until when a booking is kept
	BackModal   = "modal.giveback" // asks why somebody else's booking is ended

	SignOffModal = "modal.signoff" // asks for the evidence of a sign-off
)

// NoRelease is the value of the option that books for no release.
const NoRelease = "none"

// environment reads the id of an environment, or of the street of a system.
func environment(s string) (workflow.EnvironmentID, bool) {
	system, _, ok := strings.Cut(s, ":")
	return workflow.EnvironmentID(s), ok && system != ""
}

// Book is what stands in the form that books an environment.
type Book struct {
	Environment workflow.EnvironmentID
	Release     workflow.Number
	From, To    time.Time
	Why         string
}

// ReadBook reads the form that books an environment. The error is a
// [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadBook(values Values) (Book, error) {
	var out Book
	bad := map[workflow.Field]string{}
	chosen, _ := element(values, workflow.FieldEnvironment)
	at, ok := environment(chosen.SelectedOption.Value)
	if _, key := at.Split(); !ok || key == "" {
		bad[workflow.FieldEnvironment] = "Choose an environment from the list."
	}
	out.Environment = at
	release, _ := element(values, workflow.FieldRelease)
	if v := release.SelectedOption.Value; v != "" && v != NoRelease {
		if out.Release, ok = number[workflow.Number](v); !ok {
			bad[workflow.FieldRelease] = "Choose a release from the list, or none."
		}
	}
	if out.From, ok = readMoment(values, workflow.FieldFrom); !ok {
		bad[workflow.FieldFrom] = "Choose a day and a time."
	}
	if out.To, ok = readMoment(values, workflow.FieldTo); !ok {
		bad[workflow.FieldTo] = "Choose a day and a time."
	}
	out.Why = ReadReason(values)
	if len(bad) > 0 {
		return out, &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	return out, nil
}

// ReadSignOff reads which environment is signed off, and the evidence.
func ReadSignOff(values Values) (environment, evidence string) {
	a, _ := element(values, workflow.FieldEnvironment)
	return a.SelectedOption.Value, ReadReason(values)
}

// ReadUntil reads until when a booking is to be kept; the error is as that of
// [ReadBook].
func ReadUntil(values Values) (time.Time, error) {
	to, ok := readMoment(values, workflow.FieldTo)
	if !ok {
		s := "Choose a day and a time."
		return to, &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldTo: s}}
	}
	return to, nil
}

// lastMoment bounds what a picker may hold: the last second of the year 9999.
const lastMoment = 253402300799

func readMoment(values Values, f workflow.Field) (time.Time, bool) {
	a, _ := element(values, f)
	if a.SelectedDateTime <= 0 || a.SelectedDateTime > lastMoment {
		return time.Time{}, false
	}
	return time.Unix(a.SelectedDateTime, 0).UTC(), true
}

// MomentPicker is an input for a day and a time.
func MomentPicker(f workflow.Field, at time.Time) *slack.DateTimePickerBlockElement {
	p := slack.NewDateTimePickerBlockElement(FieldID(f, ""))
	p.InitialDateTime = at.Unix()
	return p
}
