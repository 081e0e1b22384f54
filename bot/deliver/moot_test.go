package deliver

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

func TestMoot(t *testing.T) {
	asked := workflow.Release{Number: 1, Revision: 2, State: workflow.InApproval, Asks: []workflow.Ask{{Person: "U1", Revision: 2}, {Person: "U2", Revision: 1}}}
	with := func(change func(*workflow.Release)) *workflow.Release {
		r := asked.Clone()
		change(&r)
		return &r
	}
	approved := with(func(r *workflow.Release) { r.Approvals = []workflow.Approval{{By: "U1", Revision: 2}} })
	taken := with(func(r *workflow.Release) { r.TakenBy = "U9" })
	window := func(states ...workflow.State) *workflow.WindowFacts {
		f := &workflow.WindowFacts{}
		for _, s := range states {
			f.Releases = append(f.Releases, workflow.ReleaseFacts{Release: workflow.Release{State: s}})
		}
		return f
	}
	briefing := func(overall workflow.State, states ...workflow.State) *workflow.BriefingFacts {
		return &workflow.BriefingFacts{WindowFacts: *window(states...), Overall: overall}
	}
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		got  string
		moot bool
	}{
		{"ask: open", mootAsk(&asked, "U1", 2, false), false},
		{"ask: of another person", mootAsk(&asked, "U3", 2, false), true},
		{"ask: of the revision before", mootAsk(&asked, "U2", 1, false), true},
		{"ask: decided by this person", mootAsk(approved, "U1", 2, false), true},
		{"ask: decided, but the message stands", mootAsk(approved, "U1", 2, true), false},
		{"page: open", mootPage(&asked, "U1"), false},
		{"page: taken", mootPage(taken, "U1"), true},
		{"page: decided", mootPage(approved, "U1"), true},
		{"window: empty", mootWindow(window(), false), true},
		{"window: emptied", mootWindow(window(), true), false},
		{"window: with a release", mootWindow(window(workflow.Scheduled), false), false},
		{"reminder: empty", mootReminder(window(), "24h"), true},
		{"reminder: with a release", mootReminder(window(workflow.InApproval), "24h"), false},
		{"closing: not started", mootReminder(window(workflow.Live, workflow.Scheduled), "closing"), false},
		{"closing: under way", mootReminder(window(workflow.Deploying), "closing"), false},
		{"closing: reported", mootReminder(window(workflow.Live, workflow.RolledBack), "closing"), true},
		{"closed: reported", mootReminder(window(workflow.Live), "closed"), true},
		{"closed: under way", mootReminder(window(workflow.Deploying), "closed"), false},
		{"briefing: planned", mootBriefing(briefing(workflow.Scheduled, workflow.Scheduled), false), false},
		{"briefing: empty", mootBriefing(briefing(workflow.Closed), false), true},
		{"briefing: over", mootBriefing(briefing(workflow.Closed, workflow.Scheduled), false), true},
		{"briefing: emptied", mootBriefing(briefing(workflow.Closed), true), false},
		{"change: before the briefing", mootChange(workflow.Entry{At: at}, at.Add(time.Second)), true},
		{"change: after the briefing", mootChange(workflow.Entry{At: at.Add(time.Second)}, at), false},
	}
	for _, s := range workflow.States {
		if s == workflow.InApproval {
			continue
		}
		r := with(func(r *workflow.Release) { r.State = s })
		tests = append(tests, struct {
			name string
			got  string
			moot bool
		}{"ask: " + string(s), mootAsk(r, "U1", 2, false), true}, struct {
			name string
			got  string
			moot bool
		}{"page: " + string(s), mootPage(r, "U1"), true})
	}
	for _, tt := range tests {
		if (tt.got != "") != tt.moot {
			t.Errorf("%s: %q, want moot %t", tt.name, tt.got, tt.moot)
		}
	}
}

func TestAskedRevision(t *testing.T) {
	for id, want := range map[string]int{
		workflow.AskID(12, 3, "U1"): 3, workflow.AskID(1, 41, "Ur2"): 41, "ask:REL-1": 0, "": 0, "ask:REL-1:rx:U1": 0,
	} {
		if got := askedRevision(id); got != want {
			t.Errorf("askedRevision(%q) = %d, want %d", id, got, want)
		}
	}
}

// Whatever Slack sends as a timestamp, reading it does not fail, and a written
// one is read back.
func FuzzInstant(f *testing.F) {
	for _, s := range []string{"1764000000.000100", "", "x", "1764000000", "9223372036854775807.999999", "-5.1", "1.-1", "1764000000.0001001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at := instant(s)
		if !at.IsZero() && !instant(stamp(at)).Equal(at) {
			t.Errorf("%q reads as %s, written again %q", s, at, stamp(at))
		}
	})
}
