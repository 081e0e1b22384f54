package workflow_test

import (
	"testing"

	"drumbeat/workflow"
)

func TestPackageCopied(t *testing.T) {
	did, copied, failed := workflow.PackageResult{Done: true}, workflow.PackageResult{Done: true, Copy: true}, workflow.PackageResult{Why: "No place is left."}
	for _, c := range []struct {
		name    string
		results []workflow.PackageResult
		want    bool
	}{
		{"nothing to do", nil, false},
		{"the first", []workflow.PackageResult{did, did}, false},
		{"a copy", []workflow.PackageResult{copied, copied}, true},
		{"at once with another, which did the rest", []workflow.PackageResult{did, copied}, true},
		{"what the first left when it died", []workflow.PackageResult{copied, did}, false},
		{"a copy of what did not go well with all", []workflow.PackageResult{copied, failed}, true},
		{"nothing went well", []workflow.PackageResult{failed, failed}, false},
	} {
		if got := (&workflow.PackageDone{Results: c.results}).Copied(); got != c.want {
			t.Errorf("%s: told as a copy: %t, want %t", c.name, got, c.want)
		}
	}
}
