package web_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/web"
	"drumbeat/workflow"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestVerdict holds the answers for machines against those on file.
func TestVerdict(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	slot := func(day int) *workflow.Slot {
		opens := time.Date(2026, 11, day, 5, 0, 0, 0, time.UTC)
		return &workflow.Slot{ID: workflow.MakeWindowID("web", opens), Heartbeat: "web", Name: "Web heartbeat", Zone: "Europe/Amsterdam", Opens: opens, Closes: opens.Add(2 * time.Hour), CutOff: opens.Add(-13 * time.Hour), Capacity: 5}
	}
	release := func(s workflow.State) workflow.ReleaseFacts {
		return workflow.ReleaseFacts{Now: now, Release: workflow.Release{Number: 12, Revision: 2, State: s, Request: workflow.Request{System: "shop", Type: workflow.Normal},
			Place: &workflow.Place{Window: slot(24).ID, Opens: slot(24).Opens}}}
	}
	full := workflow.Finding{Rule: "capacity", Title: "capacity", Weight: workflow.Block, Reason: "All 5 places of this window are taken.", Unknown: true,
		Alternatives: []workflow.Alternative{{Window: slot(26).ID, Opens: slot(26).Opens}, {After: 9}}}
	asked := workflow.Finding{Rule: "approval:business", Title: "business approval", Weight: workflow.Block, Reason: "Not given yet.", Who: []workflow.PersonID{"U0EVA", "U0MARK"}, At: now.Add(7 * time.Hour)}
	passed := workflow.Finding{Rule: "freeze", Title: "no freeze", Pass: true, Weight: workflow.Block}
	unread := workflow.Finding{Rule: "briefing", Title: "briefing", Weight: workflow.Warn, Reason: "Nobody of the front line has read it yet; not required."}
	supposed := release(workflow.InApproval)
	supposed.Release.Number, supposed.Release.Place = 0, nil
	for name, f := range map[string]workflow.WhyFacts{
		"now":      {ReleaseFacts: release(workflow.Scheduled), Asked: slot(24), First: slot(24), Possible: true, Open: true, Gates: []workflow.Finding{passed, unread}},
		"open":     {ReleaseFacts: release(workflow.InApproval), Asked: slot(24), First: slot(24), Open: true, Gates: []workflow.Finding{asked, passed}},
		"barred":   {ReleaseFacts: release(workflow.Scheduled), Asked: slot(24), First: slot(26), Gates: []workflow.Finding{full}},
		"until":    {ReleaseFacts: release(workflow.Scheduled), Asked: slot(24), Until: slot(30).Opens, Gates: []workflow.Finding{full}},
		"never":    {ReleaseFacts: release(workflow.InApproval), Asked: slot(24)},
		"over":     {ReleaseFacts: release(workflow.Live)},
		"supposed": {ReleaseFacts: supposed, Asked: slot(26), First: slot(24), Open: true, NoneFrom: slot(25).Opens, NoneTo: slot(26).Opens, Gates: []workflow.Finding{asked}},
	} {
		got, err := json.MarshalIndent(web.VerdictOf(f), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "verdict."+name+".json")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; write it with -update", err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got)+"\n", "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestNowIsNoPromise says "now" of nothing but a release that may start.
func TestNowIsNoPromise(t *testing.T) {
	slot := workflow.Slot{ID: "web:2026-11-24T05:00Z"}
	held := &workflow.Place{Window: slot.ID}
	for _, s := range workflow.States {
		f := workflow.WhyFacts{ReleaseFacts: workflow.ReleaseFacts{Release: workflow.Release{Number: 1, State: s, Place: held}}, Asked: &slot, Possible: true, Open: true}
		if got := web.VerdictOf(f).Now; got != (s == workflow.Scheduled) {
			t.Errorf("%s: now is %v", s, got)
		}
		f.Release.Place = nil
		if web.VerdictOf(f).Now {
			t.Errorf("%s: now in a window that it is not in", s)
		}
	}
}
