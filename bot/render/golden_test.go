package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestGolden holds every body against its golden file, and the folder against
// the examples: a golden file without an example is a lie.
func TestGolden(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range plainWorld().examples() {
		name := e.file()
		if seen[name] {
			t.Errorf("two examples are called %s", name)
		}
		seen[name] = true
		path := filepath.Join("testdata", name)
		got := body(t, e.body)
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
		if name := filepath.Base(f); !seen[name] {
			if *update {
				if err := os.Remove(f); err != nil {
					t.Fatal(err)
				}
			} else {
				t.Errorf("%s belongs to no example", name)
			}
		}
	}
}
