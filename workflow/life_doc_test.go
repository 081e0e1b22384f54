package workflow_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

var update = flag.Bool("update", false, "write the documents that are drawn from the code")

// TestLifeIsDrawn draws docs/life.md from the table that the code runs by.
func TestLifeIsDrawn(t *testing.T) {
	const path = "../docs/life.md"
	want := drawLife()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s differs from the table in life.go; go test ./workflow -update (-want +got)\n%s", path, diff)
	}
}

func drawLife() string {
	var b strings.Builder
	b.WriteString("# The life of a release\n\n")
	b.WriteString("Drawn by a test from the one table by which the code runs (`workflow.Life`). What is not in it does not happen.\n\n")
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, row := range workflow.Life {
		from := row.From
		if from == nil {
			from = []workflow.State{"[*]"}
		}
		for _, f := range from {
			for _, to := range targets(row, f) {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", f, to, words(string(row.Action)))
			}
		}
	}
	for _, s := range workflow.States {
		if s.Final() {
			fmt.Fprintf(&b, "    %s --> [*]\n", s)
		}
	}
	b.WriteString("```\n\n")
	b.WriteString("| action | from | to | by | reason | |\n|---|---|---|---|---|---|\n")
	for _, row := range workflow.Life {
		reason := ""
		if row.Reason {
			reason = "required"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", words(string(row.Action)), list(row.From), list(row.To), list(row.By), reason, row.Note)
	}
	return b.String()
}

// targets leaves out the loops that change nothing of the picture: where an
// action keeps the state it was in, one arrow to itself is drawn.
func targets(row workflow.Transition, from workflow.State) []workflow.State {
	keeps := row.Action == workflow.ActMove || row.Action == workflow.ActRollForward
	if keeps {
		return []workflow.State{from}
	}
	return row.To
}

func list[T ~string](items []T) string {
	if len(items) == 0 {
		return "–"
	}
	out := make([]string, 0, len(items))
	for _, i := range slices.Clone(items) {
		out = append(out, words(string(i)))
	}
	return strings.Join(out, ", ")
}

func words(s string) string { return strings.ReplaceAll(s, "_", " ") }
