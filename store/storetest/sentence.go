package storetest

import (
	"errors"
	"strings"
	"testing"

	"drumbeat/workflow"
)

// wantSentence checks that err is a workflow error with a whole sentence for
// the person that gives away nothing of the machinery.
func wantSentence(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *workflow.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: got a bare %T (%v), want a *workflow.Error", what, err, err)
		return
	}
	if e.Message == "" || !strings.HasSuffix(e.Message, ".") {
		t.Errorf("%s: %q is no sentence for a person", what, e.Message)
	}
	for _, machinery := range []string{"sql", "mongo", "context", "UNIQUE", "E11000", "%!"} {
		if strings.Contains(strings.ToLower(e.Message), strings.ToLower(machinery)) {
			t.Errorf("%s: %q shows a person %q", what, e.Message, machinery)
		}
	}
}
