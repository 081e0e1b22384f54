package people

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drumbeat/bot/sandbox"
)

// What nobody expected. Two things end a test that did not say otherwise: an app
// does what Slack refuses, which fails at the act that shows it first, and
// something is left at the end that the test has not looked at.

// Expects names the codes of violations that this test provokes. Each must
// happen before the end; any other still fails the test.
func (w *Workspace) Expects(codes ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, codes...)
}

// Tolerates names the codes of violations that may happen in this test and need
// not.
func (w *Workspace) Tolerates(codes ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tolerated = append(w.tolerated, codes...)
}

// TheRestDoesNotMatter lets messages be that the test has not looked at.
// Violations still fail it.
func (w *Workspace) TheRestDoesNotMatter() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.restIsFine = true
}

// Ends fails the test if something happened that it did not expect: a violation,
// or a message, a change or a private answer that it has not looked at. It is
// called by itself when the test ends; call it where the workspace goes away
// before that.
func (w *Workspace) Ends() {
	w.t.Helper()
	w.mu.Lock()
	again, fine := w.ended, w.restIsFine
	w.ended = true
	w.mu.Unlock()
	if again {
		return
	}
	w.judge()
	if missing := w.notYet(); len(missing) > 0 {
		w.t.Fatalf("the test expected Slack to refuse something with %s, and nothing was", strings.Join(missing, ", "))
	}
	if !fine {
		w.NothingElse(w.t)
	}
}

// atEnd is Ends for a test that has not failed already.
func (w *Workspace) atEnd() {
	if f, ok := w.t.(interface{ Failed() bool }); ok && f.Failed() {
		return
	}
	w.Ends()
}

// judge fails the test on the first violation that it did not expect.
func (w *Workspace) judge() {
	w.t.Helper()
	bad, err := w.violation()
	switch {
	case err != nil:
		w.t.Fatalf("the workspace is gone, so nobody knows what an app did wrong in it (%v); call Ends before it goes", err)
	case bad != nil:
		w.t.Fatalf("Slack would have refused:\n%s\n%s", describe(*bad), w.request(bad.N))
	}
}

// violation is the first one that was not judged yet and not expected.
func (w *Workspace) violation() (*sandbox.Violation, error) {
	var answer struct {
		Violations []sandbox.Violation `json:"violations"`
	}
	if err := w.get("/control/violations", nil, &answer); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, v := range answer.Violations {
		if v.N <= w.judged {
			continue
		}
		w.judged = v.N
		if !slices.Contains(w.expected, v.Code) && !slices.Contains(w.tolerated, v.Code) {
			return &v, nil
		}
		w.happened = append(w.happened, v.Code)
	}
	return nil, nil
}

// notYet are the expected codes that did not happen.
func (w *Workspace) notYet() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, code := range w.expected {
		if !slices.Contains(w.happened, code) {
			out = append(out, code)
		}
	}
	return out
}

func describe(v sandbox.Violation) string {
	return strings.TrimSpace(v.Method + ": " + v.Code + ": " + v.What + " " + v.Pointer)
}

// request is what the app sent, from the traffic log.
func (w *Workspace) request(n int64) string {
	var answer sandbox.TrafficAnswer
	err := w.get("/control/traffic", query{"since": strconv.FormatInt(n-1, 10)}, &answer)
	if err == nil && (len(answer.Items) == 0 || answer.Items[0].N != n) {
		err = errors.New("the traffic log has moved on")
	}
	if err != nil {
		return fmt.Sprintf("(its request is not known: %v)", err)
	}
	return fmt.Sprintf("the request: %s\nthe answer: %s", answer.Items[0].Request, answer.Items[0].Response)
}
