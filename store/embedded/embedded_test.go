package embedded

import (
	"path/filepath"
	"testing"

	"drumbeat/store/storetest"
	"drumbeat/workflow"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) workflow.Store { return openIn(t, filepath.Join(t.TempDir(), "drumbeat.db")).Ports() })
}

// openIn opens a store that is closed with the test.
func openIn(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
