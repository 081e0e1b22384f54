package render_test

import (
	"strings"
	"testing"
)

// TestBriefingOfManyLongReleasesWasRefused: a window of forty releases with long
// texts had a briefing and a board that Slack refuses, so that the front line
// was told nothing at all.
func TestBriefingOfManyLongReleasesWasRefused(t *testing.T) {
	for _, long := range []string{strings.Repeat("word ", 2000), strings.Repeat("&", 3000), strings.Repeat("<!here> ", 500)} {
		w := world{say: func(string, string) string { return long }}
		for _, e := range w.examples() {
			if !strings.Contains(e.file(), "_40") {
				continue
			}
			m, bytes := sent(t, e.body)
			for _, p := range check(m, bytes) {
				t.Errorf("%.10q… in %s: %s", long, e.file(), p)
			}
		}
	}
}
