package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// difficult are freezes at the times that are difficult, with the hours that
// they take of an hourly heartbeat, worked out by hand.
var difficult = []struct {
	name         string
	freeze       workflow.Freeze
	frozen, free []string // hours that begin then, in UTC
}{
	{"overlaps itself", workflow.Freeze{Cron: "0 22 * * FRI,SAT", Duration: 30 * time.Hour, Zone: "UTC"},
		[]string{"2026-11-27 22:00", "2026-11-29 12:00", "2026-11-30 03:00"}, []string{"2026-11-27 21:00", "2026-11-30 04:00"}},
	{"crosses midnight", workflow.Freeze{Cron: "0 23 * * *", Duration: 2 * time.Hour, Zone: "Europe/Amsterdam"},
		[]string{"2026-11-25 22:00", "2026-11-25 23:00"}, []string{"2026-11-25 21:00", "2026-11-26 00:00"}},
	{"month end", workflow.Freeze{Cron: "0 0 31 * *", Duration: 48 * time.Hour, Zone: "UTC"},
		[]string{"2026-12-31 00:00", "2027-01-01 23:00"}, []string{"2026-11-30 12:00", "2026-12-30 23:00", "2027-01-02 00:00"}},
	{"gap and fold", workflow.Freeze{Cron: "30 2 * * SUN", Duration: time.Hour, Zone: "Europe/Amsterdam"},
		[]string{"2027-03-21 01:00", "2027-03-21 02:00", "2027-03-28 01:00", "2027-10-31 00:00", "2027-10-31 01:00"},
		[]string{"2027-03-28 00:00", "2027-03-28 02:00", "2027-10-31 02:00"}},
	{"Lord Howe", workflow.Freeze{Cron: "45 1 * * SUN", Duration: time.Hour, Zone: "Australia/Lord_Howe"},
		[]string{"2027-04-03 14:00", "2027-04-03 15:00"}, []string{"2027-04-03 13:00", "2027-04-03 16:00"}},
	{"Lord Howe's gap", workflow.Freeze{Cron: "15 2 * * SUN", Duration: time.Hour, Zone: "Australia/Lord_Howe"},
		[]string{"2027-10-02 15:00", "2027-10-02 16:00"}, []string{"2027-10-02 14:00", "2027-10-02 17:00"}},
}

// TestStoryEleven06Freeze asks about each of these hours what stands in the way
// of a change then, in Slack and of the calendar, and `policy check` about the
// policy: one answer.
func TestStoryEleven06Freeze(t *testing.T) {
	s := newStage(t, byHTTP)
	s.control("people", sandbox.Person{Name: "ines", RealName: "Ines", TZ: "Etc/UTC"})
	s.changesPolicy(func(p *workflow.Policy) {
		p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: "hourly", Name: "Hourly", Cron: "0 * * * *", Zone: "UTC", Duration: time.Hour})
		for i, d := range difficult {
			system := workflow.Platform{Key: fmt.Sprintf("system-%d", i), Name: fmt.Sprintf("System %d", i), Heartbeat: "hourly"}
			f := d.freeze
			f.Key, f.Name, f.Hard, f.Systems, f.Why = fmt.Sprintf("freeze-%d", i), d.name, true, []string{system.Key}, "It is difficult."
			p.Systems, p.Freezes = append(p.Systems, system), append(p.Freezes, f)
		}
	})
	for i, d := range difficult {
		t.Run(d.name, func(t *testing.T) {
			for _, hour := range d.frozen {
				s.holdFrozen(t, i, hour, true)
			}
			for _, hour := range d.free {
				s.holdFrozen(t, i, hour, false)
			}
		})
	}
	s.holdChecked(t)
}

// holdFrozen asks Slack and the calendar whether a system is frozen in an hour.
func (s *stage) holdFrozen(t *testing.T, i int, hour string, want bool) {
	t.Helper()
	opens, err := time.Parse("2006-01-02 15:04", hour)
	if err != nil {
		t.Fatal(err)
	}
	ines := s.As("ines")
	ines.Types("#releases", fmt.Sprintf("/release why system-%d %s", i, hour))
	s.answered()
	said := ines.Last("#releases").Text()
	if !strings.Contains(said, fmt.Sprintf("to System %d can", i)) {
		t.Fatalf("%s: Slack says\n%s", hour, said)
	}
	if got := strings.Contains(said, fmt.Sprintf("Nothing goes live here during “%s”. It is difficult.", difficult[i].name)); got != want {
		t.Errorf("%s: frozen in Slack is %v, want %v:\n%s", hour, got, want, said)
	}
	f, err := s.town.desk.Calendar(t.Context(), workflow.CalendarAsk{By: workflow.PersonID(ines.ID()), Span: workflow.CalendarDay, Day: hour[:10], System: fmt.Sprintf("system-%d", i)})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, w := range f.Windows {
		if w.Slot.Opens.Equal(opens) {
			if got := w.Freeze != nil; got != want {
				t.Errorf("%s: frozen in the calendar is %v, want %v", hour, got, want)
			}
			found = true
		}
	}
	if !found {
		t.Errorf("%s: the calendar of that day has no such window", hour)
	}
}

// holdChecked reads the policy as a file: it can be put in force, and the one
// freeze that runs into itself is named with its day.
func (s *stage) holdChecked(t *testing.T) {
	t.Helper()
	p, err := s.town.desk.Policy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(fileOf(p))
	if err != nil {
		t.Fatal(err)
	}
	read, problems := settings.Read(raw)
	if wrong := settings.Wrong(problems); len(wrong) > 0 {
		t.Fatalf("policy check refuses it: %+v", wrong)
	}
	for _, remark := range settings.Lint(&read, storyBegins, storyBegins.AddDate(1, 0, 0)) {
		if !strings.HasPrefix(remark.Field, "freezes[") {
			continue
		}
		if itself := strings.Contains(remark.Sentence, "runs into itself"); itself != strings.HasPrefix(remark.Field, "freezes[0]") || itself && !strings.Contains(remark.Sentence, "28 Nov") {
			t.Errorf("policy check says of %s: %s", remark.Field, remark.Sentence)
		}
	}
}
