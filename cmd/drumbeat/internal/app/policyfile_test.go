package app

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

func TestPolicyFileKeepsEverything(t *testing.T) {
	for name, p := range map[string]workflow.Policy{"default": policy.Default(), "town": townPolicy()} {
		raw, err := json.Marshal(fileOf(p))
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodePolicy(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.Why, p.SavedBy = "", "" // of the version, not of the file
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestPolicyFileErrorsNameThePlace(t *testing.T) {
	raw, err := json.MarshalIndent(fileOf(policy.Default()), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, want string }{
		{"a comma too many", `"zone": "UTC",`, `"zone": "UTC",,`, "line 3"},
		{"an unknown field", `"zone"`, `"zoom"`, "zoom"},
		{"an unknown zone", `"zone": "UTC",`, `"zone": "Mars/Base",`, "zone"},
		{"no duration", `"aftercare": "24h"`, `"aftercare": "a day"`, "a day"},
		{"a window that never comes", `"0 6 * * TUE,THU"`, `"0 0 31 2 *"`, "heartbeats[0]"},
		{"a role that nobody defines", `"manager_role": "release-manager"`, `"manager_role": "boss"`, "manager_role"},
		{"a system without a heartbeat", `"heartbeat": "regular"`, `"heartbeat": "none"`, "systems[0]"},
		{"no day", `"Mon"`, `"Moonday"`, "working_hours.days[0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			changed := strings.Replace(string(raw), tt.old, tt.new, 1)
			if changed == string(raw) {
				t.Fatalf("%s is not in the file", tt.old)
			}
			if _, err := decodePolicy([]byte(changed)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzDecodePolicy(f *testing.F) {
	raw, err := json.Marshal(fileOf(policy.Default()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"heartbeats":[{"cron":"TZ= * * * * *"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := decodePolicy(raw)
		if err == nil && p.ReleaseChannel == "" {
			t.Error("a policy without a release channel passes")
		}
	})
}
