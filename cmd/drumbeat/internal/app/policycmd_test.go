package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// policyStore is a store that commands find by the environment, with the first
// policy, a release that went live in the last window and one that waits for the
// next.
func policyStore(t *testing.T) workflow.Store {
	t.Helper()
	dir := t.TempDir()
	for _, name := range variables() {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(Prefix+"_DATA_DIR", dir)
	store, err := embedded.Open(t.Context(), filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	p, err := store.Ports().Policies.Save(t.Context(), policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	last, err := calendar.Next(p.Heartbeats[0], now.AddDate(0, 0, -14), 1)
	if err != nil {
		t.Fatal(err)
	}
	next, err := calendar.Next(p.Heartbeats[0], now.AddDate(0, 0, 2), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, slot := range []workflow.Slot{last[0], next[0]} {
		started := slot.Opens.Before(now)
		_, err := store.Ports().Releases.Create(t.Context(), func(n workflow.Number) workflow.Release {
			r := workflow.Release{Number: n, Origin: n.String(), Revision: 1, State: workflow.Scheduled, Requester: "U0INES", CreatedAt: slot.Opens.AddDate(0, 0, -3), SubmittedAt: slot.Opens.AddDate(0, 0, -3),
				ScheduledAt: slot.Opens.AddDate(0, 0, -2), Request: workflow.Request{Title: "Faster\x1b[31m checkout", System: "platform", Type: workflow.Standard, EffortHours: 2},
				Place: &workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: slot.Opens.AddDate(0, 0, -3)}}
			if started {
				r.State, r.StartedAt, r.LiveAt = workflow.Closed, slot.Opens, slot.Opens.Add(time.Hour)
			}
			return r
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return store.Ports()
}

func change(t *testing.T, file, old, by string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), old, by, 1)
	if changed == string(raw) {
		t.Fatalf("%s is not in the file", old)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

func printed(t *testing.T, out string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Errorf("what was typed reaches the terminal:\n%q", out)
	}
}

// TestPolicyAsFile is the way of a change by file: written out, checked, tried on
// the past, looked at, put in force.
func TestPolicyAsFile(t *testing.T) {
	store := policyStore(t)
	file := filepath.Join(t.TempDir(), "policy.json")
	runs(t, exitOK, "policy", "export", file)
	out, _ := runs(t, exitOK, "policy", "check", file, "-years", "1")
	printed(t, out, "The policy is fine, for the next 1 year too.")
	out, _ = runs(t, exitOK, "policy", "apply", file)
	printed(t, out, "nothing to change")

	change(t, file, `"0 6 * * TUE,THU"`, `"0 6 * * FR1"`)
	out, errs := runs(t, exitFailed, "policy", "check", file)
	printed(t, out, file+":", "heartbeats[0].cron: The schedule \"0 6 * * FR1\" cannot be read")
	printed(t, errs, "1 problem to mend")
	if _, errs = runs(t, exitFailed, "policy", "apply", file, "-by", "U0ROSA", "-why", "Fridays"); !strings.Contains(errs, "1 problem to mend") {
		t.Errorf("a broken file is not refused: %s", errs)
	}

	change(t, file, `"0 6 * * FR1"`, `"0 6 * * FRI"`)
	out, _ = runs(t, exitOK, "policy", "replay", file, "-months", "1")
	printed(t, out, "The last month under this policy: 2 releases asked for, 1 went into production", "1 would have gone live at another time", "REL-1  Faster")
	out, _ = runs(t, exitOK, "policy", "apply", file)
	printed(t, out, "Heartbeat Regular heartbeat: cron 0 6 * * TUE,THU → 0 6 * * FRI", "1 release that cannot stay in its window", "REL-2  Faster", "has no window at that time any more", "Nothing is in force yet", "with -move")
	out, _ = runs(t, exitOK, "policy", "-by", "U0ROSA", "apply", file, "-why", "Fridays", "-move")
	printed(t, out, "Version 2 is in force")
	p, err := store.Policies.Current(t.Context())
	if err != nil || p.Heartbeats[0].Cron != "0 6 * * FRI" || p.SavedBy != "U0ROSA" || p.Why != "Fridays" || p.MoveBefore.IsZero() {
		t.Errorf("in force: %+v, %v", p, err)
	}
	if _, errs = runs(t, exitFailed, "policy", "apply", file); !strings.Contains(errs, "version 2 is in force") {
		t.Errorf("an overtaken file is not refused: %s", errs)
	}
	runs(t, exitUsage, "policy", "improve", file)
	runs(t, exitUsage, "policy", "check", file, "-years", "99")
}

// TestPolicyBeforeTheStore writes the policy that a new store begins with for
// somebody who has none yet: it can be checked and is put in force as the first.
func TestPolicyBeforeTheStore(t *testing.T) {
	for _, name := range variables() {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(Prefix+"_DATA_DIR", t.TempDir())
	file := filepath.Join(t.TempDir(), "policy.json")
	if _, errs := runs(t, exitUsage, "policy", "export", file); !strings.Contains(errs, "no store") {
		t.Errorf("without a store: %s", errs)
	}
	runs(t, exitOK, "policy", "export", "-default", file)
	out, _ := runs(t, exitOK, "policy", "check", file)
	printed(t, out, "The policy is fine")
}
