package desk_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// patches has the town ask for its patches every Tuesday at 09:00, in Ines's name.
func (w *town) patches(change ...func(*workflow.Policy)) {
	w.t.Helper()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Templates = []workflow.Template{{Key: "patch", Name: "Patches", System: "platform", Form: workflow.Request{
		Title: "Monthly patches", Team: "Run", What: "Patches", Why: "Holes", Type: workflow.Standard, EffortHours: 1, Impact: workflow.ImpactNone}}}
	p.Schedules = []workflow.Schedule{{Key: "patch-day", Name: "Patch day", Cron: "0 9 * * TUE", Zone: "UTC", Template: "patch", Requester: "INES"}}
	for _, c := range change {
		c(&p)
	}
	w.savePolicy(p)
}

// recurs runs a round and gives everything that schedules asked for so far, the
// newest first.
func (w *town) recurs() []workflow.Release {
	w.t.Helper()
	if _, err := w.desk.Recur(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.desk.Relay(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	all, err := w.store.Releases.List(w.ctx, workflow.ReleaseFilter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestRecurringIsAskedForOnce: at its turn and not before, by two processes at
// once, again and again; the history says who asked, and the audit agrees.
func TestRecurringIsAskedForOnce(t *testing.T) {
	w := newTown(t)
	w.patches()
	if all := w.recurs(); len(all) != 0 {
		t.Fatalf("asked for before its turn: %+v", all)
	}
	w.now = monday.Add(24 * time.Hour)
	other := desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
	done := make(chan error)
	for _, d := range []*desk.Desk{w.desk, other, w.desk} {
		go func() { _, err := d.Recur(w.ctx); done <- err }()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	all := w.recurs()
	if len(all) != 1 {
		t.Fatalf("%d releases came of one turn", len(all))
	}
	r := all[0]
	first := r.History[0]
	if r.Origin != "schedule:patch-day:2026-11-24T09:00Z" || r.Requester != "INES" || first.By != workflow.System || first.For != "INES" || first.About != "Patch day" || first.Reason != "" {
		t.Errorf("got origin %q, requester %s, first entry %+v", r.Origin, r.Requester, first)
	}
	if r.State != workflow.Scheduled || r.Request.Template != "patch" {
		t.Errorf("it is %s, from the template %q", r.State, r.Request.Template)
	}
	f, err := w.desk.Release(w.ctx, r.Number)
	if err != nil || f.Schedule == nil || f.Schedule.Rule != "every Tuesday at 09:00" || f.NoApproval == "" {
		t.Errorf("got %+v, %q, %v", f.Schedule, f.NoApproval, err)
	}
}

// TestRecurringWhatCounts: what was before a schedule was added, changed or went on
// after a pause is not asked for; of what was missed the newest alone is, and says so.
func TestRecurringWhatCounts(t *testing.T) {
	w := newTown(t)
	at := func(days int) { w.now = monday.Add(time.Duration(days)*24*time.Hour + 10*time.Minute) }
	paused := func(is bool) func(*workflow.Policy) {
		return func(p *workflow.Policy) { p.Schedules[0].Paused = is }
	}
	at(2)
	w.patches() // on a Wednesday
	if all := w.recurs(); len(all) != 0 {
		t.Fatalf("what was before it was added is asked for: %s", all[0].Origin)
	}
	at(5)
	w.patches(paused(true))
	at(9)
	w.patches(paused(false))
	if all := w.recurs(); len(all) != 0 {
		t.Fatalf("what was paused is asked for: %s", all[0].Origin)
	}
	at(30) // three turns nobody was there for: 8, 15 and 22 December
	all := w.recurs()
	if len(all) != 1 || all[0].Origin != "schedule:patch-day:2026-12-22T09:00Z" {
		t.Fatalf("after an outage: %+v", all)
	}
	if why := all[0].History[0].Reason; !strings.Contains(why, "It was due on Tue 22 Dec 09:00") || !strings.Contains(why, "The 2 turns before it are left out.") {
		t.Errorf("it says of itself: %q", why)
	}
	at(36)
	w.now = w.now.Add(-9 * time.Minute)
	if all := w.recurs(); len(all) != 2 || all[0].History[0].Reason != "" {
		t.Errorf("the next turn: %+v", all)
	}
}

// TestRecurringThatCannotBe: a release manager is told once per turn, and once it is
// mended it is asked for.
func TestRecurringThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(*town, *workflow.Policy)
		says   string
	}{
		"no template": {func(_ *town, p *workflow.Policy) { p.Templates = nil }, "Its template is not in the settings any more"},
		"incomplete":  {func(_ *town, p *workflow.Policy) { p.Templates[0].Form.Team = "" }, "Name the team"},
		"nobody decides": {func(_ *town, p *workflow.Policy) {
			p.Templates[0].Form.Type, p.Templates[0].Form.Rollback = workflow.Normal, "back"
			p.Roles[1].Groups = []string{"@nobody"}
			p.Roles[1].Admins = false
		}, "nobody holds the role business"},
		"who left": {func(w *town, _ *workflow.Policy) { w.dir.gone["INES"] = true }, "not in the workspace any more"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.patches(func(p *workflow.Policy) { c.breaks(w, p) })
			w.now = monday.Add(24 * time.Hour)
			for range 3 {
				if all := w.recurs(); len(all) != 0 {
					t.Fatalf("asked for all the same: %+v", all[0].Request)
				}
				w.now = w.now.Add(time.Minute)
			}
			told := w.owed(workflow.NoticeRecurring)
			if len(told) != 1 || told[0] != "recurring:schedule:patch-day:2026-11-24T09:00Z:ROSA" {
				t.Errorf("told: %v", told)
			}
			f, err := w.desk.Recurring(w.ctx, "schedule:patch-day:2026-11-24T09:00Z")
			if err != nil || f.Moot != "" || !strings.Contains(strings.Join(f.Problems, " "), c.says) || !f.Next.Equal(monday.Add(8*24*time.Hour)) {
				t.Errorf("got %+v, %v, want %q", f, err, c.says)
			}
			delete(w.dir.gone, "INES")
			w.patches(func(p *workflow.Policy) {
				p.Roles = append(p.Roles[:1:1], append([]workflow.Role{{Key: "business", Name: "business", People: []workflow.PersonID{"EVA"}}}, p.Roles[2:]...)...)
			})
			w.now = w.now.Add(time.Minute)
			if all := w.recurs(); len(all) != 1 {
				t.Fatalf("mended, and not asked for: %d", len(all))
			}
			if f, err = w.desk.Recurring(w.ctx, f.Schedule.Key); err != nil || f.Moot == "" {
				t.Errorf("there is something to tell still: %+v, %v", f, err)
			}
		})
	}
}

// TestRecurringWhateverDies: between any two writes; the next process makes up for it.
func TestRecurringWhateverDies(t *testing.T) {
	for _, kind := range []string{"dies", "dies after", "lost"} {
		for at := 1; at <= 2; at++ {
			w := newTown(t)
			w.patches()
			w.now = monday.Add(24 * time.Hour)
			broken := w.troubled(&trouble{at: at, kind: kind})
			_, _ = broken.Recur(w.ctx)
			_, _ = broken.Relay(w.ctx)
			if all := w.recurs(); len(all) != 1 || all[0].State != workflow.Scheduled || len(w.owed(workflow.NoticeCard)) != 1 {
				t.Errorf("%s at call %d: %d releases", kind, at, len(all))
			}
		}
	}
}
