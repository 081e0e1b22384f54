package render_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain has the collector run less often: tests make and drop messages by the
// hundred thousand, and next to nothing stays.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}
