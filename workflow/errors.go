package workflow

import (
	"errors"
	"fmt"
)

// Code says what kind of refusal or failure an [Error] is; the borders to
// Slack and HTTP translate it.
type Code string

// The codes.
const (
	CodeInvalid  Code = "invalid"   // the input is wrong; Fields or Message say what to do
	CodeNotFound Code = "not_found" // there is no such thing
	CodeDenied   Code = "denied"    // this person may not; Message says who may
	CodeStale    Code = "stale"     // decided on something that has changed since
	CodeBlocked  Code = "blocked"   // a gate does not pass; Findings say which
	CodeConflict Code = "conflict"  // another write came first; load again and decide again
	CodeExists   Code = "exists"    // an insert found the unique key taken
	CodeNotSaved Code = "not_saved" // the store did not answer and nothing was stored
	CodeUnknown  Code = "unknown"   // the store did not answer and may have stored it; read back
	CodeInternal Code = "internal"  // ours to mend
)

// Error is an error with two audiences: Message is a whole sentence for the
// person, Err is for the operator's log and never shown.
type Error struct {
	Code     Code
	Message  string
	Fields   map[Field]string // sentence per field of the request form
	Findings []Finding
	Err      error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return string(e.Code) + ": " + e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf gives the code of the first [Error] in err's chain, CodeInternal if
// there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Refuse builds an [Error] with a sentence for the person.
func Refuse(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}
