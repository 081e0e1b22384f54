package action_test

import (
	"testing"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// TestTemplateMetadata: what a modal of a template carries is read as it was written,
// and nothing else is.
func TestTemplateMetadata(t *testing.T) {
	for _, m := range []action.Template{{Release: 1}, {Release: 12, Replaces: "patch", Base: 7, Channel: "C0RELEASES"}} {
		if got, err := action.ParseTemplate(m.Metadata()); err != nil || got != m {
			t.Errorf("got %+v, %v, want %+v", got, err, m)
		}
	}
	for _, forged := range []string{``, `{}`, `{"n":0}`, `{"n":-1}`, `{"n":1,"k":"patch"}`, `{"n":1,"b":-1}`, `{"n":1,"x":2}`, `{"n":1}{"n":2}`, `{"n":"1"}`} {
		if m, err := action.ParseTemplate(forged); workflow.CodeOf(err) != workflow.CodeInvalid || m != (action.Template{}) {
			t.Errorf("%q: got %+v, %v", forged, m, err)
		}
	}
	if _, err := action.Parse(action.SaveTemplate, ""); err == nil {
		t.Error("a button about no release is read")
	}
}
