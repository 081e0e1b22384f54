package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

var update = flag.Bool("update", false, "write the golden files anew")

// body is the JSON that Slack gets, indented for reading.
func body(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatalf("encode: %v", err)
	}
	return b.Bytes()
}

// goldens are the bodies that have a golden file: in English every state of every
// message, modal and tab, in the other languages the first of each.
func goldens() map[string]any {
	out := map[string]any{}
	for _, loc := range workflow.Locales {
		seen := map[string]bool{}
		all := plainIn(loc).examples()
		slices.SortFunc(all, func(a, b example) int { return strings.Compare(a.file(), b.file()) })
		for _, e := range all {
			if thing := e.kind + "." + e.name; loc == workflow.English || !seen[thing] {
				seen[thing] = true
				out[e.file()+"."+string(loc)+".json"] = e.body
			}
		}
	}
	return out
}

// TestExamplesHaveNames finds two examples of one name: one would hide the other.
func TestExamplesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range plainWorld().examples() {
		if seen[e.file()] {
			t.Errorf("two examples are called %s", e.file())
		}
		seen[e.file()] = true
	}
}

// TestGolden holds every body against its golden file, and the folder against
// the examples: a golden file without an example is a lie.
func TestGolden(t *testing.T) {
	all := goldens()
	for name, v := range all {
		path := filepath.Join("testdata", name)
		got := body(t, v)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%v (run with -update to write it)", err)
			continue
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		switch _, known := all[filepath.Base(f)]; {
		case known:
		case *update:
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s belongs to no example", f)
		}
	}
}
