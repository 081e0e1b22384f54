package settings_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// patched is the default policy with a patch day.
func patched(change ...func(*workflow.Policy)) *workflow.Policy {
	p := policy.Default()
	p.Templates = []workflow.Template{{Key: "patch", Name: "Patches", System: "platform", Form: workflow.Request{
		Title: "Patches", Team: "Run", What: "w", Why: "y", Type: workflow.Standard, Impact: workflow.ImpactNone}}}
	p.Schedules = []workflow.Schedule{{Key: "day", Name: "Patch day", Cron: "30 2 * * *", Zone: "Europe/Amsterdam", Template: "patch", Requester: "U1"}}
	for _, c := range change {
		c(&p)
	}
	return &p
}

// TestSchedulesAreChecked: each of what would keep a schedule from asking is refused
// at its field.
func TestSchedulesAreChecked(t *testing.T) {
	for want, change := range map[string]func(*workflow.Policy){
		"":                               func(*workflow.Policy) {},
		"template: There is no template": func(p *workflow.Policy) { p.Schedules[0].Template = "gone" },
		"template: The template Patches cannot be sent as it is": func(p *workflow.Policy) { p.Templates[0].Form.Team = "" },
		"requester: In whose name":                               func(p *workflow.Policy) { p.Schedules[0].Requester = "" },
		"cron: This asks for it again after 1m":                  func(p *workflow.Policy) { p.Schedules[0].Cron = "* 9 * * TUE" },
		"cron: The schedule":                                     func(p *workflow.Policy) { p.Schedules[0].Cron = "tuesdays" },
		"cron: After # stands":                                   func(p *workflow.Policy) { p.Schedules[0].Cron = "0 9 * * TUE#7" },
		"template: The template Patches cannot be sent as it is, and nobody is there to mend it. An emergency": func(p *workflow.Policy) { p.Templates[0].Form.Type = workflow.Emergency },
	} {
		var found []string
		for _, x := range settings.Wrong(settings.Check(patched(change))) {
			found = append(found, strings.TrimPrefix(x.Field, "schedules[0].")+": "+x.Sentence)
		}
		if got := strings.Join(found, "\n"); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestSchedulesAheadOfTime: what is jumped over is a remark, the turns are listed, and
// a change says when it asks from then on.
func TestSchedulesAheadOfTime(t *testing.T) {
	from := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := patched()
	said := ""
	for _, x := range settings.Lint(p, from, from.AddDate(1, 0, 0)) {
		said += x.Field + ": " + x.Sentence + "\n"
	}
	if want := "schedules[0].cron: The clock jumps over a turn of Patch day: on 28 March 2027 it is asked for at 03:00 instead of 02:30."; !strings.Contains(said, want) {
		t.Errorf("got %q, want %q", said, want)
	}
	second := patched(func(p *workflow.Policy) { p.Schedules[0].Cron = "0 9 * * TUE#2" })
	lines := strings.Join(settings.Occurrences(second, from, from.AddDate(1, 0, 0)), "\n")
	if want := "Patch day: every second Tuesday of the month at 09:00, next on Tue 8 Dec 2026 09:00, Tue 12 Jan 2027 09:00, Tue 9 Feb 2027 09:00; 12 times by 23 November 2027"; lines != want {
		t.Errorf("got %q, want %q", lines, want)
	}
	hits := settings.Impact(p, second, settings.Around{Now: from}).Schedules
	if len(hits) != 1 || !strings.HasPrefix(hits[0].Why, "It is asked for at other times: every second Tuesday of the month at 09:00, next on Tue 8 Dec 2026 09:00") {
		t.Errorf("got %+v", hits)
	}
}
