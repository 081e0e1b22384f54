package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

func TestLint(t *testing.T) {
	from := at("2026-11-23T00:00Z")
	for _, tt := range []struct {
		name   string
		change func(*workflow.Policy)
		want   []string // field and a part of the sentence, of each remark
	}{
		{"nothing", func(*workflow.Policy) {}, nil},
		{"a window in the hour that the clock jumps over", func(p *workflow.Policy) { p.Heartbeats[1].Cron = "30 2 * * SUN" },
			[]string{"heartbeats[1].cron: on 28 March 2027 it opens at 03:00 instead of 02:30", "heartbeats[1].cron: on 31 October 2027, where 02:30 comes twice"}},
		{"half an hour of Lord Howe", func(p *workflow.Policy) {
			p.Heartbeats[1].Cron, p.Heartbeats[1].Zone = "15 2 * * SUN", "Australia/Lord_Howe"
		}, []string{"heartbeats[1].cron: on 3 October 2027 it opens at 02:30 instead of 02:15"}},
		{"two windows at once", func(p *workflow.Policy) { p.Heartbeats[1].Cron = "0 7 * * TUE" },
			[]string{"systems[0].maintenance: on 24 November 2026"}},
		{"a freeze of two months", func(p *workflow.Policy) { p.Freezes[0].To = at("2027-02-20T00:00Z") },
			[]string{"systems[0]: 18 windows from 22 December 2026 to 18 February 2027"}},
		{"a soft freeze of two months", func(p *workflow.Policy) { p.Freezes[0].To, p.Freezes[0].Hard = at("2027-02-20T00:00Z"), false }, nil},
		{"a freeze that runs into itself", func(p *workflow.Policy) { p.Freezes[1].Cron = "0 12 28,29 * *" },
			[]string{"freezes[1].duration: It runs into itself"}},
		{"a freeze that is over", func(p *workflow.Policy) {
			p.Freezes[0].From, p.Freezes[0].To = at("2026-10-01T00:00Z"), at("2026-10-02T00:00Z")
		}, []string{"freezes[0].to: It was over on 2 October 2026"}},
		{"a skip of nothing", func(p *workflow.Policy) {
			p.Heartbeats[0].Skips = []workflow.Skip{{Opens: at("2026-12-02T06:00Z")}}
		}, []string{"heartbeats[0].skips[0].opens: nothing to skip"}},
		{"a leap day", func(p *workflow.Policy) { p.Heartbeats[1].Cron = "0 3 29 2 *" },
			[]string{"heartbeats[1].cron: only on 29 February 2028"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := full()
			p.Systems[1].Heartbeat = "regular" // the night is maintenance alone
			tt.change(&p)
			got := settings.Lint(&p, from, from.AddDate(3, 0, 0))
			if len(got) != len(tt.want) {
				t.Fatalf("got %d remarks, want %d: %+v", len(got), len(tt.want), got)
			}
			for i, want := range tt.want {
				field, says, _ := strings.Cut(want, ": ")
				if got[i].Field != field || !strings.Contains(got[i].Sentence, says) || !got[i].Warning {
					t.Errorf("got %+v, want %q", got[i], want)
				}
			}
		})
	}
}

func TestChanges(t *testing.T) {
	p, q := full(), full()
	q.Zone, q.Hours.To = "UTC", 18*60
	q.Heartbeats = slices.Clone(q.Heartbeats)
	q.Heartbeats[0].Capacity, q.Heartbeats[0].CutOff = 3, 24*time.Hour
	q.Roles = slices.Clone(q.Roles)
	q.Roles[0].People = []workflow.PersonID{"U0TOM"}
	q.Types = slices.Clone(q.Types)
	q.Types[1].Approvals = []workflow.ApprovalRule{{Role: "business", Quorum: 2}}
	q.Freezes = q.Freezes[1:]
	q.Risk = append(slices.Clone(q.Risk), workflow.RiskQuestion{Key: "new", Text: "Is it new?", Points: 1})
	names := func(id workflow.PersonID) string { return strings.ToLower(strings.TrimPrefix(string(id), "U0")) }
	want := []string{
		"Zone: Europe/Amsterdam → UTC", "Working hours: to 17:00 → 18:00", "Role release manager: people + tom − rosa",
		"Heartbeat Regular heartbeat: capacity 5 → 3, cut off 13h → 24h", "Change type normal: approvals + business 2 − business 1 − operations 1",
		"Risk question Is it new?: added", "Freeze Holiday sale: removed",
	}
	if diff := cmp.Diff(want, settings.Changes(&p, &q, names)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := settings.Changes(&p, &p, nil); got != nil {
		t.Errorf("nothing has changed, and it says %q", got)
	}
}
