package workflow_test

import (
	"slices"
	"testing"

	"drumbeat/workflow"
)

// TestLifeIsWhole holds the table of transitions against itself: every state is
// reached and left, nothing leaves a final state but a rejection taken back,
// and a person's action that hurts somebody needs a reason.
func TestLifeIsWhole(t *testing.T) {
	reached := map[workflow.State]bool{}
	left := map[workflow.State]bool{}
	seen := map[workflow.Action]bool{}
	for _, row := range workflow.Life {
		if seen[row.Action] {
			t.Errorf("action %s has two rows: Find would only see the first", row.Action)
		}
		seen[row.Action] = true
		if len(row.To) == 0 || len(row.By) == 0 {
			t.Errorf("%s leads nowhere or is for nobody", row.Action)
		}
		for _, s := range row.To {
			reached[s] = true
		}
		for _, s := range row.From {
			left[s] = true
			if s.Final() && row.Action != workflow.ActWithdrawRejection && !slices.Equal(row.From, row.To) {
				t.Errorf("%s leaves the final state %s", row.Action, s)
			}
		}
	}
	for _, s := range workflow.States {
		if !reached[s] {
			t.Errorf("state %s is never reached", s)
		}
		if !left[s] && !s.Final() {
			t.Errorf("state %s is never left", s)
		}
	}
	for _, a := range []workflow.Action{workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdraw, workflow.ActRollBack, workflow.ActPostpone, workflow.ActMove} {
		i := slices.IndexFunc(workflow.Life, func(row workflow.Transition) bool { return row.Action == a })
		if !workflow.Life[i].Reason {
			t.Errorf("%s needs no reason", a)
		}
	}
}

func TestParseNumber(t *testing.T) {
	good := map[string]workflow.Number{"REL-12": 12, "rel-12": 12, "rel 7": 7, "REL12": 12, "#3": 3, " 42 ": 42}
	for in, want := range good {
		if got, err := workflow.ParseNumber(in); err != nil || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "REL-", "REL-0", "+5", "REL-12x", "99999999999999999999", "REL-1.5", "١٢"} {
		if got, err := workflow.ParseNumber(in); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want an error", in, got)
		} else if err != nil && workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("ParseNumber(%q) gives code %s", in, workflow.CodeOf(err))
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"REL-1", "#", "+1", "", "rel-9999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := workflow.ParseNumber(s)
		if (err == nil) != (n > 0) {
			t.Errorf("ParseNumber(%q) = %d, %v", s, n, err)
		}
	})
}

func TestWindowID(t *testing.T) {
	if n, ok := workflow.EmergencyWindow(7).Emergency(); !ok || n != 7 {
		t.Errorf("EmergencyWindow(7).Emergency() = %v, %v", n, ok)
	}
	if _, _, ok := workflow.EmergencyWindow(7).Split(); ok {
		t.Error("an emergency's window splits into a heartbeat")
	}
	key, opens, ok := workflow.WindowID("web:2026-11-24T05:00Z").Split()
	if !ok || key != "web" || workflow.MakeWindowID(key, opens) != "web:2026-11-24T05:00Z" {
		t.Errorf("Split gave %q, %v, %v", key, opens, ok)
	}
	for _, id := range []workflow.WindowID{"", "web", "web:", "web:tomorrow", ":"} {
		if _, _, ok := id.Split(); ok {
			t.Errorf("%q splits", id)
		}
	}
}
