package embedded

import (
	"errors"
	"fmt"

	"drumbeat/workflow"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// notSaved is the error of a write that certainly changed nothing.
func notSaved(op string, err error) error {
	return &workflow.Error{Code: workflow.CodeNotSaved, Err: fmt.Errorf("%s: %w", op, err),
		Message: "Not saved: our database did not answer. Nothing has changed. Try again in a minute."}
}

// unknown is the error of a write that may have been stored.
func unknown(op string, err error) error {
	return &workflow.Error{Code: workflow.CodeUnknown, Err: fmt.Errorf("%s: %w", op, err),
		Message: "Our database did not answer in time, so this may or may not have been saved. Look before you try again."}
}

// unread is the error of a read that got no answer.
func unread(op string, err error) error {
	return &workflow.Error{Code: workflow.CodeNotSaved, Err: fmt.Errorf("%s: %w", op, err),
		Message: "Our database did not answer. Nothing has changed. Try again in a minute."}
}

// damaged is the error of a document that cannot be read or written at all.
func damaged(op string, err error) error {
	return &workflow.Error{Code: workflow.CodeInternal, Err: fmt.Errorf("%s: %w", op, err),
		Message: "Something here cannot be stored or read as it is. Whoever runs Drumbeat finds the reason in its log."}
}

func missing(what string) error {
	return workflow.Refuse(workflow.CodeNotFound, "There is no %s.", what)
}

func lost(what string) error {
	return workflow.Refuse(workflow.CodeConflict, "Somebody else changed %s at the same moment. Look at it and try again.", what)
}

// refusal tells whether err is an answer rather than a failure.
func refusal(err error) bool {
	var e *workflow.Error
	return errors.As(err, &e)
}

// resultCode gives SQLite's primary result code of an error, 0 for another kind.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func busy(err error) bool { return resultCode(err) == sqlite3.SQLITE_BUSY }

// uncommitted tells whether a failed commit certainly stored nothing: the file
// was locked, or the disk had no room for the record that makes it count. After
// any other failure the record may be on the disk, and come to count when the
// file is next recovered.
func uncommitted(err error) bool {
	code := resultCode(err)
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_FULL
}
