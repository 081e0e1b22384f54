package planner

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// TestDigests: when a digest is due, to whom, for how long, and that none is made
// of a policy that came later.
func TestDigests(t *testing.T) {
	monday := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) // 09:00 in Amsterdam
	for _, c := range []struct {
		name  string
		at    time.Time
		saved time.Time
		set   workflow.Digest
		want  []string
	}{
		{"before its moment", monday.Add(-time.Minute), time.Time{}, policy.DefaultDigest(), nil},
		{"at its moment", monday, time.Time{}, policy.DefaultDigest(), []string{"digest:2026-11-23T08:00Z:#releases"}},
		{"after a night without power", monday.Add(47 * time.Hour), time.Time{}, policy.DefaultDigest(), []string{"digest:2026-11-23T08:00Z:#releases"}},
		{"too late", monday.Add(48 * time.Hour), time.Time{}, policy.DefaultDigest(), nil},
		{"saved right after", monday.Add(5 * time.Minute), monday.Add(5 * time.Minute), policy.DefaultDigest(), []string{"digest:2026-11-23T08:00Z:#releases"}},
		{"saved on the same day", monday.Add(5 * time.Hour), monday.Add(4 * time.Hour), policy.DefaultDigest(), nil},
		{"to people alone", monday, time.Time{}, workflow.Digest{Cron: "0 9 * * MON", People: []workflow.PersonID{"EVA", "OMAR"}}, []string{"digest:2026-11-23T08:00Z:EVA", "digest:2026-11-23T08:00Z:OMAR"}},
		{"to a channel and a person", monday, time.Time{}, workflow.Digest{Cron: "0 9 * * MON", Channel: "#ops", People: []workflow.PersonID{"EVA"}}, []string{"digest:2026-11-23T08:00Z:#ops", "digest:2026-11-23T08:00Z:EVA"}},
		{"never", monday, time.Time{}, workflow.Digest{}, nil},
		{"not to be read", monday, time.Time{}, workflow.Digest{Cron: "whenever"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Snapshot{Policy: policy.Default()}
			s.Policy.Zone, s.Policy.Digest, s.Policy.SavedAt = "Europe/Amsterdam", c.set, c.saved
			due := Due(c.at, s)
			if len(due) != len(c.want) {
				t.Fatalf("got %d, want %q", len(due), c.want)
			}
			for i, n := range due {
				if n.ID != c.want[i] || n.Kind != workflow.NoticeDigest || !n.Due.Equal(monday) || !n.Expires.Equal(monday.Add(workflow.DigestFor)) {
					t.Errorf("got %+v, want %s", n, c.want[i])
				}
			}
			if at, _, ok := Next(c.at, s); ok != (len(c.set.Cron) > 10) || ok && !at.After(c.at) {
				t.Errorf("the next comes at %s, %t", at, ok)
			}
		})
	}
}
