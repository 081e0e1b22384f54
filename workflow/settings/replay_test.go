package settings_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// wentLive is a normal change that went live in the window of Thursday 26 November
// 2026, asked for on Monday and approved on Tuesday.
func wentLive(n workflow.Number) workflow.Release {
	opens := at("2026-11-26T06:00Z")
	r := workflow.Release{Number: n, Revision: 1, State: workflow.Closed, Requester: "U0INES", SubmittedAt: opens.Add(-69 * time.Hour), CreatedAt: opens.Add(-69 * time.Hour),
		ScheduledAt: opens.Add(-45 * time.Hour), StartedAt: opens.Add(time.Duration(n) * time.Minute), LiveAt: opens.Add(time.Hour),
		Request: workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket", Type: workflow.Normal, EffortHours: 8, Rollback: "switch off"}}
	for _, a := range []struct {
		by   workflow.PersonID
		role string
	}{{"U0EVA", policy.RoleBusiness}, {"U0OMAR", policy.RoleOperations}} {
		r.Approvals = append(r.Approvals, workflow.Approval{By: a.by, At: r.ScheduledAt, Revision: 1, Roles: []string{a.role}})
	}
	r.Append(workflow.Entry{At: r.SubmittedAt, By: "U0INES", Action: workflow.ActSubmit, To: workflow.Submitted, Revision: 1})
	r.Append(workflow.Entry{At: r.SubmittedAt, By: workflow.System, Action: workflow.ActTriage, From: workflow.Submitted, To: workflow.InApproval, Revision: 1})
	return r
}

func TestReplay(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*workflow.Policy)
		want   settings.Effect // empty: nothing different
	}{
		{"the same policy", func(*workflow.Policy) {}, ""},
		{"another look first", func(p *workflow.Policy) { p.Types[1].TriageByHand = true }, settings.EffectTriage},
		{"quality has to approve", func(p *workflow.Policy) {
			p.Types[1].Approvals = append(p.Types[1].Approvals, workflow.ApprovalRule{Role: policy.RoleQuality, Quorum: 1})
		}, settings.EffectMore},
		{"one approval is enough", func(p *workflow.Policy) { p.Types[1].Approvals = p.Types[1].Approvals[:1] }, settings.EffectFewer},
		{"a freeze", func(p *workflow.Policy) {
			p.Freezes = []workflow.Freeze{{Key: "sale", Name: "Sale", Hard: true, From: at("2026-11-26T00:00Z"), To: at("2026-11-28T00:00Z")}}
		}, settings.EffectFrozen},
		{"a soft freeze", func(p *workflow.Policy) {
			p.Freezes = []workflow.Freeze{{Key: "sale", Name: "Sale", From: at("2026-11-26T00:00Z"), To: at("2026-11-28T00:00Z")}}
		}, ""},
		{"other days", func(p *workflow.Policy) { p.Heartbeats[0].Cron = "0 6 * * FRI" }, settings.EffectWindow},
		{"an early cut-off", func(p *workflow.Policy) { p.Heartbeats[0].CutOff = 48 * time.Hour }, settings.EffectCutOff},
		{"smaller is normal", func(p *workflow.Policy) { p.Types[1].MaxHours = 4 }, settings.EffectType},
	} {
		p := policy.Default()
		tt.change(&p)
		got := settings.Replay(&p, []workflow.Release{wentLive(1)})
		if got.Releases != 1 || got.Started != 1 {
			t.Fatalf("%s: %+v", tt.name, got)
		}
		if tt.want == "" && got.Same != 1 || tt.want != "" && len(got.Cases[tt.want]) != 1 {
			t.Errorf("%s: got %+v, want %q", tt.name, got, tt.want)
		}
	}
	p := policy.Default()
	p.Heartbeats[0].Capacity = 2
	got := settings.Replay(&p, []workflow.Release{wentLive(3), wentLive(2), wentLive(1)})
	if cases := got.Cases[settings.EffectCapacity]; len(cases) != 1 || cases[0].Release != 3 {
		t.Errorf("of three in a window for two: %+v; want the last to roll forward", got.Cases)
	}
}
