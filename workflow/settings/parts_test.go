package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// typed is what the fields of a form hold.
func typed(fields []workflow.SettingField) map[string][]string {
	out := map[string][]string{}
	for _, f := range fields {
		out[f.Key] = f.Value
	}
	return out
}

// TestFormsKeepWhatIsThere: opening any form and sending it as it is changes
// nothing, whatever stands in the policy.
func TestFormsKeepWhatIsThere(t *testing.T) {
	for name, p := range map[string]workflow.Policy{"default": policy.Default(), "full": full()} {
		for _, part := range settings.Parts(&p) {
			_, items, err := settings.Part(&p, part.Key)
			if err != nil {
				t.Fatal(err)
			}
			if part.Summary == "" || part.About == "" {
				t.Errorf("%s says nothing about itself", part.Key)
			}
			for _, item := range items {
				_, _, fields, err := settings.Form(&p, part.Key, item.Key)
				if err != nil {
					t.Fatalf("%s %s: %v", part.Key, item.Key, err)
				}
				if part.Shown {
					continue
				}
				got := clone(t, p)
				if err := settings.Set(&got, part.Key, item.Key, typed(fields)); err != nil {
					t.Errorf("%s: %s %s: %v", name, part.Key, item.Key, err)
				}
				if diff := cmp.Diff(document(t, p), document(t, got)); diff != "" {
					t.Errorf("%s: %s %s is changed by being looked at (-was +is)\n%s", name, part.Key, item.Key, diff)
				}
			}
		}
	}
}

func clone(t testing.TB, p workflow.Policy) workflow.Policy {
	t.Helper()
	q, problems := settings.Read([]byte(document(t, p)))
	if wrong := settings.Wrong(problems); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return q
}

// TestSet: what is typed reaches the policy, and what is wrong is told at its
// field.
func TestSet(t *testing.T) {
	for _, tt := range []struct {
		part, item string
		values     map[string][]string
		changes    string // a part of what changes; or
		field      string // where it is refused
		says       string
	}{
		{"general", "", map[string][]string{"zone": {"Asia/Jakarta"}, "working_hours.from": {"08:30"}}, "Zone: Europe/Amsterdam → Asia/Jakarta", "", ""},
		{"general", "", map[string][]string{"zone": {"Mars/Base"}}, "", "zone", "no time zone"},
		{"general", "", map[string][]string{"working_hours.from": {"18:00"}}, "", "working_hours.to", "ends after it begins"},
		{"general", "", map[string][]string{"working_hours.days": nil}, "", "working_hours.days", "at least one"},
		{"roles", "quality", map[string][]string{"people": {"U0LENA"}, "groups": {"quality, @testers"}}, "Role quality: people + U0LENA, groups + @testers", "", ""},
		{"roles", "quality", map[string][]string{"escalation": {"2 days: release manager\n3 days: U0CEO"}}, "Role quality: escalation + 48h release-manager + 72h U0CEO", "", ""},
		{"roles", "quality", map[string][]string{"escalation": {"4h: nobody we know"}}, "", "escalation", "Line 1: there is no role"},
		{"roles", "quality", map[string][]string{"groups": nil, "admins_if_nobody": nil}, "", "", "Nobody can hold the role quality"},
		{"roles", "", map[string][]string{"name": {"Security & risk"}, "people": {"U0SEC"}}, "Role Security & risk: added", "", ""},
		{"front-line", "", map[string][]string{"name": {"Shops"}, "channel": {"shops"}, "role": {"-"}}, "Front line Shops: added", "", ""},
		{"systems", "shop", map[string][]string{"environments": {"Acceptance, acceptance, signed off by quality\nTest, test"}}, "System Web shop: environments + test Test test", "", ""},
		{"systems", "shop", map[string][]string{"environments": {"Acceptance, production"}}, "", "environments", "no stage"},
		{"systems", "", map[string][]string{"name": {"New"}}, "", "heartbeat", "There is no heartbeat"},
		{"heartbeats", "night", map[string][]string{"cron": {"0 3 * * SAT"}, "duration": {"90 min"}, "capacity": {"4"}, "reminders": {"1h, 2 days"}}, "cron 0 3 * * SUN → 0 3 * * SAT, duration 2h → 1h30m, capacity 0 → 4, reminders + 48h + 1h", "", ""},
		{"heartbeats", "night", map[string][]string{"cron": {"0 3 * * SOON"}}, "", "cron", "cannot be read"},
		{"heartbeats", "night", map[string][]string{"capacity": {"many"}}, "", "capacity", "whole number"},
		{"heartbeats", "night", map[string][]string{"duration": {"long"}}, "", "duration", "no duration"},
		{"types", "normal", map[string][]string{"approvals": {"business:1", "operations:2"}, "lead_time": {"2 days"}, "requires": {"rollback", "evidence"}}, "approvals + operations 2 − operations 1, lead time 0s → 48h, need evidence no → yes", "", ""},
		{"types", "normal", map[string][]string{"decide_within": nil}, "", "decide_within", "How long"},
		{"risk", "data", map[string][]string{"points": {"0"}}, "", "points", "at least one point"},
		{"intake", "risk", map[string][]string{"limit": nil}, "", "limit", "Up to which"},
		{"intake", "", map[string][]string{"kind": {"effort"}, "limit": {"40"}, "types": {"normal"}}, "Intake gate effort [normal]: added", "", ""},
		{"templates", "patches", map[string][]string{"system": {"office"}, "form.title": {"Patch all"}}, "Template Monthly patches: system shop → office", "", ""},
		{"schedules", "patch-day", map[string][]string{"cron": {"0 9 31 2 *"}}, "", "cron", "never comes"},
		{"departments", "retail", map[string][]string{"teams": {"Basket\nBasket"}}, "", "teams", "belongs to Retail already"},
		{"accounts", "bank", map[string][]string{"blackouts": {"2026-12-31 00:00 to 2027-01-02 00:00: year end"}}, "Key account The Bank: blackouts +", "", ""},
		{"accounts", "bank", map[string][]string{"blackouts": {"2026-12-31 to never"}}, "", "blackouts", "Line 1"},
		{"roles", "gone", nil, "", "", "not there any more"},
		{"freezes", "sale", map[string][]string{"hard": {"soft"}}, "Freeze", "", ""},
	} {
		before, after := full(), full()
		err := settings.Set(&after, tt.part, tt.item, tt.values)
		changes := strings.Join(settings.Changes(&before, &after, nil), "\n")
		switch {
		case tt.changes != "" && (err != nil || !strings.Contains(changes, tt.changes)):
			t.Errorf("%s %s: %v, changes %q; want %q", tt.part, tt.item, err, changes, tt.changes)
		case tt.changes == "" && err == nil:
			t.Errorf("%s %s %v: not refused", tt.part, tt.item, tt.values)
		case tt.changes == "":
			e, _ := err.(*workflow.Error)
			if said := e.Message + e.Fields[workflow.Field(tt.field)]; !strings.Contains(said, tt.says) || tt.field != "" && e.Fields[workflow.Field(tt.field)] == "" {
				t.Errorf("%s %s: got %v %v; want %q at %q", tt.part, tt.item, e, e.Fields, tt.says, tt.field)
			}
		}
	}
}

func TestRemove(t *testing.T) {
	p := full()
	err := settings.Remove(&p, "heartbeats", "night")
	if err == nil || !strings.Contains(err.Error(), `Back office: There is no heartbeat "night"`) {
		t.Errorf("a heartbeat that systems go with is removed: %v", err)
	}
	p = full()
	if err := settings.Remove(&p, "departments", "retail"); err != nil || len(p.Departments) != 0 {
		t.Errorf("%v, %+v left", err, p.Departments)
	}
	if err := settings.Remove(&p, "types", "normal"); err == nil {
		t.Error("a change type is removed")
	}
}
