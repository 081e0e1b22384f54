package planner

import (
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the tests need no time zone database on the machine

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// tuesday is an opening of the default policy's heartbeat, 06:00 to 08:00 UTC
// with the cut-off on Monday at 17:00.
var tuesday = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

const window = workflow.WindowID("regular:2026-11-24T06:00Z")

// held is a release with a place in the Tuesday window, taken a week before.
func held(n workflow.Number, state workflow.State, change ...func(*workflow.Release)) workflow.Release {
	since := tuesday.AddDate(0, 0, -7)
	r := workflow.Release{Number: n, State: state, Revision: 1, SubmittedAt: since, Request: workflow.Request{Type: workflow.Normal, System: "platform"},
		Place: &workflow.Place{Window: window, Opens: tuesday, Closes: tuesday.Add(2 * time.Hour), CutOff: tuesday.Add(-13 * time.Hour), Since: since}}
	switch state {
	case workflow.Scheduled:
		r.ScheduledAt = since.Add(time.Hour)
	case workflow.Live:
		r.ScheduledAt, r.LiveAt = since.Add(time.Hour), tuesday.Add(20*time.Minute)
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func since(at time.Time) func(*workflow.Release) {
	return func(r *workflow.Release) { r.Place.Since, r.ScheduledAt = at, at }
}

// waits lets a release wait for people who were asked at an instant.
func waits(n workflow.Number, asked, decideBy time.Time, people ...workflow.PersonID) workflow.Release {
	r := workflow.Release{Number: n, State: workflow.InApproval, Revision: 2, SubmittedAt: asked, DecideBy: decideBy, Request: workflow.Request{Type: workflow.Normal}}
	for _, p := range people {
		r.Asks = append(r.Asks, workflow.Ask{Role: "business", Person: p, At: asked, Revision: 2})
	}
	return r
}

func urgent(r workflow.Release) workflow.Release {
	r.Request.Type = workflow.Emergency
	return r
}

func snapshot(open ...workflow.Release) Snapshot {
	return Snapshot{Policy: policy.Default(), Open: open, People: map[workflow.PersonID]workflow.Person{
		"EVA":  {ID: "EVA", Name: "Eva", Zone: "Europe/Amsterdam"},
		"OMAR": {ID: "OMAR", Name: "Omar", Zone: "America/New_York"},
		"LENA": {ID: "LENA", Name: "Lena"},
		"GONE": {ID: "GONE", Name: "Gone", Deactivated: true},
	}}
}

// ids gives the ids of what is told; what only brings a board up to date is
// tested for itself.
func ids(notices []workflow.Notice) []string {
	var out []string
	for _, n := range told(notices) {
		out = append(out, n.ID)
	}
	return out
}

func told(notices []workflow.Notice) []workflow.Notice {
	return slices.DeleteFunc(slices.Clone(notices), func(n workflow.Notice) bool { return n.Refresh })
}

func TestDueThroughTheLifeOfAWindow(t *testing.T) {
	board, line := "window:"+string(window), "window:"+string(window)+":reminder-"
	desk, centre := "briefing:"+string(window)+":help-desk", "briefing:"+string(window)+":call-centre"
	for _, tc := range []struct {
		name string
		at   time.Duration // from opening
		s    Snapshot
		want []string
	}{
		{"before anything", -49 * time.Hour, snapshot(held(1, workflow.Scheduled)), nil},
		{"the board", -48 * time.Hour, snapshot(held(1, workflow.Scheduled)), []string{board}},
		{"a day before: briefed too", -24 * time.Hour, snapshot(held(1, workflow.Scheduled)), []string{board, centre, desk, line + "24h"}},
		{"only waiting releases brief nobody", -24 * time.Hour, snapshot(held(1, workflow.InApproval)), []string{board, line + "24h"}},
		{"cut-off overtakes the day before", -13 * time.Hour, snapshot(held(1, workflow.Scheduled)), []string{board, centre, desk, line + "cut-off"}},
		{"an hour before", -time.Hour, snapshot(held(1, workflow.Scheduled)), []string{board, centre, desk, line + "1h"}},
		{"open", 0, snapshot(held(1, workflow.Scheduled)), []string{board, centre, desk, line + "open"}},
		{"closing, not reported", 105 * time.Minute, snapshot(held(1, workflow.Deploying)), []string{board, centre, desk, line + "closing"}},
		{"closing, one of two not reported", 105 * time.Minute, snapshot(held(1, workflow.Live), held(2, workflow.Scheduled)), []string{board, centre, desk, line + "closing"}},
		{"closing, all reported", 105 * time.Minute, snapshot(held(1, workflow.Live)), []string{board, centre, desk}},
		{"closed", 2 * time.Hour, snapshot(held(1, workflow.Live)), []string{line + "closed"}},
		{"half a day later", 14 * time.Hour, snapshot(held(1, workflow.Live)), nil},
		{"rolled back: told by what rolled it back", 30 * time.Minute, snapshot(held(1, workflow.RolledBack)), []string{board, line + "open"}},
		{"nothing in it", -time.Hour, snapshot(), nil},
		{"what is final plans nothing", -time.Hour, snapshot(held(1, workflow.Withdrawn), held(2, workflow.Rejected), held(3, workflow.Closed)), nil},
		{"joined after a day before", -20 * time.Hour, snapshot(held(1, workflow.Scheduled, since(tuesday.Add(-20*time.Hour)))), []string{board, centre, desk}},
		{"joined late, then the cut-off", -13 * time.Hour, snapshot(held(1, workflow.Scheduled, since(tuesday.Add(-20*time.Hour)))), []string{board, centre, desk, line + "cut-off"}},
		{"joined late, what is told has the instant of joining", -20*time.Hour - time.Minute, snapshot(held(1, workflow.Scheduled, since(tuesday.Add(-20*time.Hour)))), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ids(Due(tuesday.Add(tc.at), tc.s))
			slices.Sort(got)
			slices.Sort(tc.want)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWindowNoticesAreWhole(t *testing.T) {
	want := []workflow.Notice{
		{ID: "window:regular:2026-11-24T06:00Z", Kind: workflow.NoticeWindow, Channel: "#releases", Due: tuesday.Add(-48 * time.Hour), Window: window},
		{ID: "briefing:regular:2026-11-24T06:00Z:call-centre", Kind: workflow.NoticeBriefing, Channel: "#call-centre", Due: tuesday.Add(-24 * time.Hour), Window: window, Front: "call-centre"},
		{ID: "briefing:regular:2026-11-24T06:00Z:help-desk", Kind: workflow.NoticeBriefing, Channel: "#help-desk", Due: tuesday.Add(-24 * time.Hour), Window: window, Front: "help-desk"},
		{ID: "window:regular:2026-11-24T06:00Z:reminder-24h", Kind: workflow.NoticeWindowReminder, Channel: "#releases", Due: tuesday.Add(-24 * time.Hour),
			Thread: "window:regular:2026-11-24T06:00Z", Expires: tuesday.Add(-13 * time.Hour), Window: window, Lead: "24h"},
	}
	got := told(Due(tuesday.Add(-20*time.Hour), snapshot(held(1, workflow.Scheduled))))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
}

// TestTheBoardSaidWhatTimeHadOvertaken: once an instant has passed at which a board
// says something else, it is brought up to date, though nobody has done anything.
func TestTheBoardSaidWhatTimeHadOvertaken(t *testing.T) {
	asked, decideBy := tuesday.Add(-70*time.Hour), tuesday.Add(-50*time.Hour)
	for _, tc := range []struct {
		name string
		at   time.Time
		open workflow.Release
		due  time.Time
		want []string
	}{
		{"nothing has passed", tuesday.Add(-25 * time.Hour), held(1, workflow.Scheduled), time.Time{}, nil},
		{"the front line knows", tuesday.Add(-23 * time.Hour), held(1, workflow.Scheduled), tuesday.Add(-24 * time.Hour), []string{"card:REL-1", "requester:REL-1:"}},
		{"the list is fixed", tuesday.Add(-2 * time.Hour), held(1, workflow.InApproval), tuesday.Add(-13 * time.Hour), []string{"card:REL-1", "requester:REL-1:"}},
		{"it can be started", tuesday, held(1, workflow.Scheduled), tuesday, []string{"card:REL-1", "requester:REL-1:"}},
		{"it is under way", tuesday, held(1, workflow.Deploying), time.Time{}, nil},
		{"the window is over", tuesday.Add(2 * time.Hour), held(1, workflow.Scheduled), time.Time{}, nil},
		{"the decision is overdue", decideBy.Add(time.Hour), waits(1, asked, decideBy, "LENA", "EVA"), decideBy, []string{"ask:REL-1:r2:EVA", "ask:REL-1:r2:LENA", "card:REL-1", "requester:REL-1:"}},
		{"of an emergency too", decideBy.Add(time.Hour), urgent(waits(1, asked, decideBy, "LENA")), decideBy, []string{"ask:REL-1:r2:LENA", "card:REL-1", "requester:REL-1:"}},
		{"and has been for days, which nobody was there to notice", decideBy.Add(72 * time.Hour), waits(1, asked, decideBy, "LENA"), decideBy, []string{"ask:REL-1:r2:LENA", "card:REL-1", "requester:REL-1:"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, n := range Due(tc.at, snapshot(tc.open)) {
				if n.Refresh {
					got = append(got, n.ID)
					if !n.Due.Equal(tc.due) {
						t.Errorf("%s is due at %s, want %s", n.ID, n.Due, tc.due)
					}
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("brought up to date (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStoredPlacesKeepAWindowInUse(t *testing.T) {
	s := snapshot()
	s.Windows = []workflow.Window{
		{Slot: workflow.Slot{ID: window, Heartbeat: "regular", Opens: tuesday, Closes: tuesday.Add(2 * time.Hour), CutOff: tuesday.Add(-13 * time.Hour)},
			Places: []workflow.Reservation{{Release: 1, At: tuesday.AddDate(0, 0, -3)}}},
		{Slot: workflow.Slot{ID: "regular:2026-11-24T12:00Z", Heartbeat: "regular", Opens: tuesday.Add(6 * time.Hour), Closes: tuesday.Add(8 * time.Hour)}},
	}
	want := []string{"window:regular:2026-11-24T06:00Z:reminder-closed"}
	if diff := cmp.Diff(want, ids(Due(tuesday.Add(2*time.Hour), s))); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
}

func TestRemindersOfAWindow(t *testing.T) {
	for _, tc := range []struct {
		name     string
		leads    []time.Duration
		cutOff   time.Duration
		duration time.Duration
		want     []string // from the first lead on
	}{
		{"the default", policy.DefaultLeads(), 13 * time.Hour, 2 * time.Hour, []string{"24h -24h0m0s", "cut-off -13h0m0s", "1h -1h0m0s", "open 0s", "closing 1h45m0s", "closed 2h0m0s"}},
		{"in any order", []time.Duration{time.Hour, 36 * time.Hour, 90 * time.Minute, time.Hour}, 2 * time.Hour, time.Hour,
			[]string{"cut-off -2h0m0s", "90m -1h30m0s", "1h -1h0m0s", "open 0s", "closing 45m0s", "closed 1h0m0s"}},
		{"none named", nil, 13 * time.Hour, time.Hour, []string{"24h -24h0m0s", "cut-off -13h0m0s", "1h -1h0m0s", "open 0s", "closing 45m0s", "closed 1h0m0s"}},
		{"no cut-off", []time.Duration{24 * time.Hour}, 0, time.Hour, []string{"open 0s", "closing 45m0s", "closed 1h0m0s"}},
		{"a lead at the cut-off", []time.Duration{48 * time.Hour, 24 * time.Hour}, 24 * time.Hour, time.Hour, []string{"cut-off -24h0m0s", "open 0s", "closing 45m0s", "closed 1h0m0s"}},
		{"a cut-off before the board", []time.Duration{24 * time.Hour}, 48 * time.Hour, time.Hour, []string{"open 0s", "closing 45m0s", "closed 1h0m0s"}},
		{"a short window", []time.Duration{time.Hour}, 0, 10 * time.Minute, []string{"open 0s", "closing 5m0s", "closed 10m0s"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := snapshot(held(1, workflow.Scheduled)) // its place still says the hours of the policy before
			h := &s.Policy.Heartbeats[0]
			h.Leads, h.CutOff, h.Duration = tc.leads, tc.cutOff, tc.duration
			var got []string
			s.window(s.inUse()[0], func(m moment) {
				if m.notice != nil && m.notice.Kind == workflow.NoticeWindowReminder {
					got = append(got, m.notice.Lead+" "+m.at.Sub(tuesday).String())
				}
			})
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("reminders (-want +got):\n%s", diff)
			}
		})
	}
}

func TestApproversAreRemindedInTheirOwnHours(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	hour := func(h float64) time.Time { return monday.Add(time.Duration(h * float64(time.Hour))) }
	approved := waits(4, hour(8), hour(17), "EVA", "LENA")
	approved.Approvals = []workflow.Approval{{By: "LENA", Revision: 2, At: hour(9)}}
	old := waits(5, hour(8), hour(17), "LENA")
	old.Asks[0].Revision = 1
	decided := waits(6, hour(8), hour(17), "LENA")
	decided.State = workflow.Scheduled
	for _, tc := range []struct {
		name string
		at   time.Time
		open []workflow.Release
		want []string
	}{
		{"not yet", hour(12.9), []workflow.Release{waits(1, hour(8), hour(17), "LENA")}, nil},
		{"the organisation's zone where theirs is not known", hour(13), []workflow.Release{waits(1, hour(8), hour(17), "LENA")}, []string{"remind:LENA:2026-11-23T13:00Z"}},
		{"Amsterdam works from eight", hour(12), []workflow.Release{waits(1, hour(7), hour(17), "EVA")}, []string{"remind:EVA:2026-11-23T12:00Z"}},
		{"New York begins at two", hour(14), []workflow.Release{waits(1, hour(8), hour(17), "OMAR")}, []string{"remind:OMAR:2026-11-23T14:00Z"}},
		{"several releases, one message", hour(13), []workflow.Release{waits(1, hour(8), hour(17), "LENA"), waits(2, hour(9), hour(16), "LENA")}, []string{"remind:LENA:2026-11-23T13:00Z"}},
		{"who has approved is left alone", hour(13), []workflow.Release{approved}, []string{"remind:EVA:2026-11-23T12:00Z"}},
		{"an ask of an older revision is moot", hour(13), []workflow.Release{old}, nil},
		{"what is decided is moot", hour(13), []workflow.Release{decided}, nil},
		{"who has left is left alone", hour(13), []workflow.Release{waits(1, hour(8), hour(17), "GONE")}, nil},
		{"who is not known now is reminded later", hour(13), []workflow.Release{waits(1, hour(8), hour(17), "NOBODY")}, nil},
		{"late, in working hours", hour(16.9), []workflow.Release{waits(1, hour(8), hour(17), "LENA")}, []string{"remind:LENA:2026-11-23T13:00Z"}},
		{"never after them", hour(17), []workflow.Release{waits(1, hour(8), hour(17), "LENA")}, nil},
		{"no deadline, no reminder", hour(13), []workflow.Release{waits(1, hour(8), time.Time{}, "LENA")}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Due(tc.at, snapshot(tc.open...))
			if diff := cmp.Diff(tc.want, ids(got)); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
		})
	}
	want := []workflow.Notice{{ID: "remind:LENA:2026-11-23T13:00Z", Kind: workflow.NoticeRemindApprover, Person: "LENA", Due: hour(13), Expires: hour(17)}}
	if diff := cmp.Diff(want, Due(hour(13), snapshot(waits(1, hour(8), hour(17), "LENA")))); diff != "" {
		t.Errorf("notice (-want +got):\n%s", diff)
	}
}

func TestAnEmergencyIsPagedUntilSomebodyTakesIt(t *testing.T) {
	asked := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	emergency := func(change ...func(*workflow.Release)) Snapshot {
		r := waits(7, asked, asked.Add(time.Hour), "OMAR", "NOOR", "PIET")
		r.Request.Type = workflow.Emergency
		for _, c := range change {
			c(&r)
		}
		return snapshot(r)
	}
	taken := func(r *workflow.Release) { r.TakenBy = "NOOR" }
	approved := func(r *workflow.Release) { r.State = workflow.Scheduled }
	for _, tc := range []struct {
		after time.Duration
		s     Snapshot
		want  []string
	}{
		{0, emergency(), nil}, // asked
		{5 * time.Minute, emergency(), nil},
		{14 * time.Minute, emergency(), nil}, // the first round is escalation
		{15 * time.Minute, emergency(), []string{"page:REL-7:r2:0003:OMAR"}},
		{19*time.Minute + 59*time.Second, emergency(), []string{"page:REL-7:r2:0003:OMAR"}},
		{20 * time.Minute, emergency(), []string{"page:REL-7:r2:0004:NOOR"}},
		{3 * time.Hour, emergency(), []string{"page:REL-7:r2:0036:OMAR"}},
		{3 * time.Hour, emergency(taken), nil},
		{3 * time.Hour, emergency(approved), nil},
		{-time.Minute, emergency(), nil}, // a clock that is behind
	} {
		if diff := cmp.Diff(tc.want, ids(Due(asked.Add(tc.after), tc.s))); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", tc.after, diff)
		}
	}
	at := asked.Add(15 * time.Minute)
	want := []workflow.Notice{{ID: "page:REL-7:r2:0003:OMAR", Kind: workflow.NoticePage, Person: "OMAR", Thread: "ask:REL-7:r2:OMAR", Release: 7,
		Due: at, Expires: at.Add(5 * time.Minute), Urgent: true}}
	if diff := cmp.Diff(want, Due(at, emergency())); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

func TestNextNamesWhatHappens(t *testing.T) {
	asked := tuesday.Add(-22 * time.Hour) // Monday 08:00
	s := snapshot(held(1, workflow.Scheduled), waits(2, asked, asked.Add(9*time.Hour), "LENA"),
		workflow.Release{Number: 3, State: workflow.Live, LiveAt: tuesday.Add(-20 * time.Hour), Request: workflow.Request{Type: workflow.Emergency}})
	var got []string
	now := tuesday.Add(-60 * time.Hour)
	for {
		at, what, ok := Next(now, s)
		if !ok {
			break
		}
		got = append(got, fmt.Sprintf("%s %s", at.Format("Mon 15:04"), what))
		now = at
	}
	want := []string{
		"Sun 06:00 48 h before Regular heartbeat",
		"Mon 06:00 24 h before Regular heartbeat",
		"Mon 13:00 reminder to Lena",
		"Mon 17:00 cut-off of Regular heartbeat",
		"Tue 05:00 1 h before Regular heartbeat",
		"Tue 06:00 Regular heartbeat opens",
		"Tue 07:45 Regular heartbeat is about to close",
		"Tue 08:00 Regular heartbeat closes",
		"Tue 10:00 aftercare of REL-3 ends",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
}
