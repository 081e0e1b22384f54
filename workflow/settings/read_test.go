package settings_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// full is a policy with something in every part, and in which all is well.
func full() workflow.Policy {
	p := policy.Default()
	p.Zone = "Europe/Amsterdam"
	p.Roles[0].People = []workflow.PersonID{"U0ROSA"}
	p.Roles[1].Substitutes = []workflow.PersonID{"U0MARK"}
	p.Roles[1].Chain = []workflow.EscalationStep{{After: 4 * time.Hour, Role: policy.RoleManager}, {After: 8 * time.Hour, People: []workflow.PersonID{"U0CEO"}}}
	p.Systems = []workflow.Platform{
		{Key: "shop", Name: "Web shop", Heartbeat: "regular", Maintenance: "night", Environments: []workflow.Environment{{Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance, SignOff: policy.RoleQuality}},
			Checklist: "handover", Service: "gold, 24/7", Runner: policy.RoleOperations, Watch: []string{"Orders per minute: https://dash.example/orders"}},
		{Key: "office", Name: "Back office", Heartbeat: "night", Always: true, TriageWithin: time.Hour, DecideWithin: 90 * time.Minute},
	}
	p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: "night", Name: "Night", Cron: "0 3 * * SUN", Zone: "Europe/Amsterdam", Duration: 2 * time.Hour, CutOff: 24 * time.Hour, Points: 20})
	p.Types[0].Templated = true
	p.Types[0].Aftercare, p.Types[0].CheckIns = 4*time.Hour, []time.Duration{time.Hour}
	p.Checklists[0].Items = append(p.Checklists[0].Items, workflow.ChecklistItem{Key: "news", Text: "Told to the users, all of them", Owner: workflow.OwnerRequester, Optional: true})
	p.Freezes = []workflow.Freeze{
		{Key: "sale", Name: "Holiday sale", Systems: []string{"shop"}, Hard: true, Except: []workflow.ChangeType{workflow.Emergency}, From: at("2026-12-18T00:00Z"), To: at("2026-12-28T00:00Z")},
		{Key: "month-end", Name: "Month end", Cron: "0 12 28 * *", Duration: 48 * time.Hour, Zone: "Europe/Amsterdam"},
	}
	p.Accounts = []workflow.KeyAccount{{Key: "bank", Name: "The Bank", Managers: []workflow.PersonID{"U0KIM"}, Systems: []string{"shop"}, Blackouts: []workflow.Blackout{{From: at("2026-12-31T00:00Z"), To: at("2027-01-02T00:00Z")}}}}
	p.Departments = []workflow.Department{{Key: "retail", Name: "Retail", Teams: []string{"Basket", "Search"}, Coordinator: policy.RoleBusiness, MustEndorse: true}}
	p.Intake = []workflow.IntakeGate{{Kind: workflow.IntakeRisk, Limit: 7}, {Kind: workflow.IntakeEndorsed}}
	p.Templates = []workflow.Template{{Key: "patches", Name: "Monthly patches", System: "shop", PreAuthorised: true, Form: workflow.Request{Title: "Patches", Type: workflow.Standard, Risk: []string{"data"}, Team: "Run", What: "The month's patches", Why: "They close holes", Impact: workflow.ImpactNone}}}
	p.Schedules = []workflow.Schedule{{Key: "patch-day", Name: "Patch day", Cron: "0 9 1 * *", Zone: "Europe/Amsterdam", Template: "patches", Requester: "U0OMAR"}}
	p.Absences = []workflow.Absence{{Person: "U0EVA", From: at("2026-12-01T00:00Z"), To: at("2026-12-08T00:00Z"), Substitute: "U0MARK"}}
	return p
}

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04Z", s)
	if err != nil {
		panic(err)
	}
	return t
}

func document(t testing.TB, p workflow.Policy) string {
	t.Helper()
	raw, err := json.MarshalIndent(p.Document(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw) + "\n"
}

func TestReadKeepsEverything(t *testing.T) {
	for name, p := range map[string]workflow.Policy{"default": policy.Default(), "full": full()} {
		got, problems := settings.Read([]byte(document(t, p)))
		for _, x := range settings.Wrong(problems) {
			t.Errorf("%s: a problem where there is none: %+v", name, x)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestReadNamesThePlace: what is wrong is found where it stands, by line and by
// field, whatever kind of wrong it is.
func TestReadNamesThePlace(t *testing.T) {
	raw := document(t, full())
	for _, tt := range []struct {
		name, old, new string // one change to the document
		field, says    string // of the first problem; its line is that of the change
	}{
		{"a comma too many", `"zone": "Europe/Amsterdam",` + "\n  \"release", `"zone": "Europe/Amsterdam",,` + "\n  \"release", "", "no JSON"},
		{"an unknown field", `"release_channel"`, `"release_chanel"`, "release_chanel", `Did you mean "release_channel"?`},
		{"a field twice", `"briefing_lead": "24h",`, `"briefing_lead": "24h", "briefing_lead": "12h",`, "briefing_lead", "twice"},
		{"a number for a text", `"release_channel": "#releases"`, `"release_channel": 7`, "release_channel", "a text in quotes"},
		{"a text for a list", `"people": [
        "U0ROSA"
      ]`, `"people": "U0ROSA"`, "roles[0].people", "a list in [ ]"},
		{"no duration", `"aftercare": "24h"`, `"aftercare": "a day"`, "aftercare", "no duration"},
		{"no moment", `"from": "2026-12-18T00:00:00Z"`, `"from": "18 December"`, "freezes[0].from", "no moment"},
		{"no day", `"Mon"`, `"Moonday"`, "working_hours.days[0]", "no day"},
		{"an unknown zone", `"cron": "0 3 * * SUN",
      "duration": "2h",
      "zone": "Europe/Amsterdam"`, `"cron": "0 3 * * SUN",
      "duration": "2h",
      "zone": "Mars/Base"`, "heartbeats[1].zone", "no time zone"},
		{"a window that never comes", `"0 3 * * SUN"`, `"0 0 31 2 *"`, "heartbeats[1].cron", "never comes"},
		{"a role that nobody defines", `"manager_role": "release-manager"`, `"manager_role": "release-manger"`, "manager_role", `Did you mean "release-manager"?`},
		{"a system without a heartbeat", `"heartbeat": "regular"`, `"heartbeat": "none"`, "systems[0].heartbeat", `no heartbeat "none"`},
		{"a key twice", `"key": "office"`, `"key": "shop"`, "systems[1].key", "two with the key"},
		{"no stage", `"stage": "acceptance"`, `"stage": "production"`, "systems[0].environments[0].stage", "no environment"},
		{"a quorum of none", `"quorum": 1`, `"quorum": 0`, "types[1].approvals[0].quorum", "At least one"},
		{"a freeze that ends before it begins", `"to": "2026-12-28T00:00:00Z"`, `"to": "2026-12-08T00:00:00Z"`, "freezes[0].to", "before it begins"},
		{"a freeze of an unknown system", `"systems": [
        "shop"
      ],
      "hard"`, `"systems": [
        "shoop"
      ],
      "hard"`, "freezes[0].systems[0]", `Did you mean "shop"?`},
		{"a gate without a limit", `"kind": "risk",
      "limit": 7`, `"kind": "risk",
      "limit": 0`, "intake[0].limit", "Up to which score"},
		{"an unknown gate", `"kind": "endorsed"`, `"kind": "endorse"`, "intake[1].kind", "no intake gate"},
		{"a schedule of no template", `"template": "patches"`, `"template": "patch"`, "schedules[0].template", "no template"},
		{"an absence that ends before it begins", `"to": "2026-12-08T00:00:00Z"`, `"to": "2026-11-08T00:00:00Z"`, "absences[0].to", "after it begins"},
		{"a blackout that ends before it begins", `"to": "2027-01-02T00:00:00Z"`, `"to": "2026-01-02T00:00:00Z"`, "key_accounts[0].blackouts[0].to", "after it begins"},
		{"an escalation backwards", `"after": "8h"`, `"after": "2h"`, "roles[1].escalation[1].after", "one after the other"},
		{"the end is missing", "\n}\n", "\n", "", "ends in the middle"},
		{"more after the end", "\n}\n", "\n}\n{}", "", "more after the end"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after, found := strings.Cut(raw, tt.old)
			if !found {
				t.Fatalf("%s is not in the document", tt.old)
			}
			changed := before + tt.new + after
			_, problems := settings.Read([]byte(changed))
			wrong := settings.Wrong(problems)
			if len(wrong) == 0 {
				t.Fatalf("nothing found; remarks: %+v", problems)
			}
			got := wrong[0]
			if got.Field != tt.field || !strings.Contains(got.Sentence, tt.says) {
				t.Errorf("got %+v, want %q at %q", got, tt.says, tt.field)
			}
			first := 1 + strings.Count(before, "\n")
			if last := first + 1 + strings.Count(tt.new, "\n"); got.Line < first || got.Line > last {
				t.Errorf("line %d, want %d to %d", got.Line, first, last)
			}
		})
	}
}

// TestReadFindsAll: one look tells everything, and in the document's order.
func TestReadFindsAll(t *testing.T) {
	raw := document(t, full())
	for _, c := range [][2]string{{`"manager_role": "release-manager"`, `"manager_role": "boss"`}, {`"0 3 * * SUN"`, `"soon"`}, {`"limit": 7`, `"limit": 0`}} {
		raw = strings.Replace(raw, c[0], c[1], 1)
	}
	_, problems := settings.Read([]byte(raw))
	var fields []string
	for i, p := range problems {
		fields = append(fields, p.Field)
		if i > 0 && p.Line < problems[i-1].Line {
			t.Errorf("line %d comes after line %d", p.Line, problems[i-1].Line)
		}
	}
	if diff := cmp.Diff([]string{"manager_role", "heartbeats[1].cron", "intake[0].limit"}, fields); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestUnanswerable: approvals that nobody could give are found where the policy
// itself names the people.
func TestUnanswerable(t *testing.T) {
	p := full()
	p.Roles[1] = workflow.Role{Key: policy.RoleBusiness, Name: "business", People: []workflow.PersonID{"U0EVA"}}
	p.Roles[2] = workflow.Role{Key: policy.RoleOperations, Name: "operations", People: []workflow.PersonID{"U0EVA"}}
	wants := func(field string, p workflow.Policy) {
		t.Helper()
		for _, x := range settings.Wrong(settings.Check(&p)) {
			if x.Field == field {
				return
			}
		}
		t.Errorf("nothing found at %s in %+v", field, settings.Check(&p))
	}
	wants("types[1].approvals", p) // one person would have to approve twice
	p.Types[1].Approvals[0].Quorum = 2
	wants("types[1].approvals[0].quorum", p)
	p.Roles[1].People = nil
	wants("types[1].approvals[0].role", p)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(document(f, full())))
	f.Add([]byte(`{"heartbeats":[{"cron":"TZ= * * * * *"}]}`))
	f.Add([]byte(`{"roles":[{"key":null,"people":[1,[],{}]}],"zone":"x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, problems := settings.Read(raw)
		for _, x := range problems {
			if x.Line < 1 || x.Sentence == "" {
				t.Errorf("a problem without a place or a sentence: %+v", x)
			}
		}
		if len(settings.Wrong(problems)) == 0 && p.ReleaseChannel == "" {
			t.Error("a policy without a release channel passes")
		}
	})
}
