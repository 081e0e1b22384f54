package mongodb

import (
	"context"
	"errors"
	"fmt"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// verdict is what an error says about a write.
type verdict int

const (
	unclear   verdict = iota // it may have been applied, or may be yet
	neverSent                // no server has seen it
	notNow                   // refused by a server that cannot write at the moment
	refused                  // refused for good
	duplicate                // refused because a unique key is taken
)

// judge tells what err, the error of a write, means for the write.
func judge(err error, calls *dispatch) verdict {
	if calls.sent.Load() == 0 {
		return neverSent
	}
	var we mongo.WriteException
	if errors.As(err, &we) {
		switch {
		case len(we.WriteErrors) == 0: // applied here, not known to be replicated
			return unclear
		case mongo.IsDuplicateKeyError(err):
			return duplicate
		}
		return refused
	}
	if calls.doubts.Load() > 0 { // of several tries, an earlier one may have been applied
		return unclear
	}
	return verdictOn(err)
}

// verdictOn tells what the error of a whole command means. It looks at codes
// and labels, never at text: servers differ in what they say.
func verdictOn(err error) verdict {
	codes := mongo.ErrorCodes(err)
	var labels mongo.LabeledError
	labelled := func(l string) bool { return errors.As(err, &labels) && labels.HasErrorLabel(l) }
	switch {
	case len(codes) == 0 || codes[0] == 0 || labelled("NetworkError"):
		return unclear
	case mongo.IsDuplicateKeyError(err):
		return duplicate
	case labelled("NoWritesPerformed") || labelled("SystemOverloadedError"):
		return notNow
	}
	switch codes[0] {
	case 10107, 13435, 10058: // not the primary: the command was not begun
		return notNow
	case 6, 7, 24, 50, 64, 79, 89, 91, 100, 112, 189, 202, 262, 290, 9001, 11600, 11601, 11602, 13436:
		// Interrupted, stepping down, shutting down, timed out, waiting for
		// replication: begun and perhaps done.
		return unclear
	}
	return refused
}

// What a person is told. None of these sentences is true unless its code is.
const (
	saidNotSaved = "Not saved: our database did not answer. Nothing has changed. Try again in a minute."
	saidUnknown  = "Our database did not answer in time, so it is not certain whether this was saved. Look before you try again."
	saidRefused  = "Not saved: our database refused it, and nothing has changed. Please tell whoever runs Drumbeat."
	saidUnread   = "Our database did not give what was asked for. Please tell whoever runs Drumbeat."
)

func fail(code workflow.Code, said, op string, err error) error {
	return &workflow.Error{Code: code, Message: said, Err: fmt.Errorf("mongodb: %s: %w", op, err)}
}

func unknown(op string, err error) error { return fail(workflow.CodeUnknown, saidUnknown, op, err) }

// away is the error of a read, and of a write that is known not to have
// happened because the servers were not there.
func away(op string, err error) error { return fail(workflow.CodeNotSaved, saidNotSaved, op, err) }

// unread is the error of a read: the servers did not answer, or they refused
// the question, or what they gave does not decode.
func unread(op string, err error) error {
	var undecoded *undecodedError
	var asked mongo.MarshalError
	if errors.As(err, &undecoded) || errors.As(err, &asked) || verdictOn(err) == refused {
		return fail(workflow.CodeInternal, saidUnread, op, err)
	}
	return away(op, err)
}

// ended gives the error of a call whose context is over before it begins.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return away("begin", err)
	}
	return nil
}

// undecodedError is the error of a stored document that is not what this
// program writes.
type undecodedError struct{ err error }

func (e *undecodedError) Error() string { return "decode: " + e.err.Error() }
func (e *undecodedError) Unwrap() error { return e.err }
