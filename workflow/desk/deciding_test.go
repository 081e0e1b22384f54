package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// roles changes a role of the policy in force.
func (w *town) role(key string, change func(*workflow.Role)) {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Roles = slices.Clone(p.Roles)
	for i := range p.Roles {
		if p.Roles[i].Key == key {
			change(&p.Roles[i])
		}
	}
	w.savePolicy(p)
}

// away says that somebody is away for the days of this week, from today.
func (w *town) away(person, substitute workflow.PersonID) workflow.Absence {
	w.t.Helper()
	day := w.now.Truncate(24 * time.Hour)
	out, err := w.desk.Away(w.ctx, desk.AwayCommand{By: person, From: day, Back: day.AddDate(0, 0, 5), Substitute: substitute, Request: w.request()})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Absence
}

func (w *town) waiting(n workflow.Number, want ...workflow.PersonID) workflow.Release {
	w.t.Helper()
	r := w.relay(n)
	got := r.Waiting()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.t.Fatalf("%s waits for %v, want %v", n, got, want)
	}
	return r
}

func TestWhoIsAwayHasASubstituteWhoDecidesForThem(t *testing.T) {
	w := newTown(t)
	w.away("OMAR", "NOOR")
	w.submits()
	r := w.waiting(1, "EVA", "MARK", "PIET", "NOOR")
	if i := slices.IndexFunc(r.Asks, func(a workflow.Ask) bool { return a.Person == "NOOR" }); r.Asks[i].For != "OMAR" {
		t.Errorf("asked %+v", r.Asks[i])
	}
	w.does(1, "EVA", workflow.ActApprove)
	r = w.does(1, "NOOR", workflow.ActApprove)
	if a := r.Approvals[1]; r.State != workflow.Scheduled || a.For != "OMAR" || r.Last().For != "OMAR" {
		t.Errorf("%s, approval %+v, entry for %q", r.State, a, r.Last().For)
	}
}

func TestWhoIsAwayCanStillDecide(t *testing.T) {
	w := newTown(t)
	w.away("OMAR", "NOOR")
	w.submits()
	w.does(1, "EVA", workflow.ActApprove)
	if r := w.does(1, "OMAR", workflow.ActApprove); r.State != workflow.Scheduled || r.Approvals[1].For != "" {
		t.Errorf("%s, %+v", r.State, r.Approvals)
	}
}

func TestOneVoiceCountsOnce(t *testing.T) {
	w := newTown(t)
	w.require(workflow.ApprovalRule{Role: policy.RoleOperations, Quorum: 2})
	w.away("OMAR", "NOOR")
	w.submits()
	w.does(1, "NOOR", workflow.ActApprove)
	w.does(1, "OMAR", workflow.ActApprove) // the same voice
	if r := w.waiting(1, "PIET"); r.State != workflow.InApproval {
		t.Fatalf("%s with the word of one person given twice", r.State)
	}
	if r := w.does(1, "PIET", workflow.ActApprove); r.State != workflow.Scheduled {
		t.Errorf("then %s", r.State)
	}
}

func TestASubstituteIsBarredAsAnybodyIs(t *testing.T) {
	w := newTown(t)
	w.away("OMAR", "INES") // who asks for it
	w.submits()
	w.waiting(1, "EVA", "MARK", "PIET")
	_ = w.refused(workflow.CodeDenied, 1, "INES", workflow.ActApprove)
}

func TestGoingAndComingBackPassesOn(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.waiting(1, "EVA", "MARK", "OMAR", "PIET")
	a := w.away("OMAR", "NOOR")
	w.tend()
	w.tend()
	r := w.waiting(1, "EVA", "MARK", "OMAR", "PIET", "NOOR")
	if e := r.Last(); e.Action != workflow.ActEscalate || e.For != "OMAR" || e.About != workflow.AboutAway || len(r.History) != 3 {
		t.Fatalf("%d entries, the last %+v", len(r.History), e)
	}
	w.now = w.now.Add(time.Hour)
	if _, err := w.desk.EndAbsence(w.ctx, "OMAR", workflow.StandInID(a), w.request()); err != nil {
		t.Fatal(err)
	}
	w.tend()
	w.tend()
	r = w.waiting(1, "EVA", "MARK", "OMAR", "PIET")
	if e := r.Last(); e.About != workflow.AboutBack || len(r.History) != 4 {
		t.Fatalf("%d entries, the last %+v", len(r.History), e)
	}
	if got := w.owed(workflow.NoticeAskAgain); len(got) != 1 || !strings.HasSuffix(got[0], "OMAR") {
		t.Errorf("asked again: %v", got)
	}
	_ = w.refused(workflow.CodeDenied, 1, "NOOR", workflow.ActApprove)
}

func TestAwayIsCheckedAndKeptOnce(t *testing.T) {
	w := newTown(t)
	day := w.now.Truncate(24 * time.Hour)
	c := desk.AwayCommand{By: "OMAR", From: day, Back: day.AddDate(0, 0, 3), Substitute: "NOOR", Request: "away-1"}
	for range 2 {
		if _, err := w.desk.Away(w.ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	p, _ := w.desk.Policy(w.ctx)
	if len(p.Absences) != 1 || p.Version != 2 || p.SavedBy != "OMAR" {
		t.Errorf("version %d by %s, %+v", p.Version, p.SavedBy, p.Absences)
	}
	for name, bad := range map[string]desk.AwayCommand{
		"back before": {By: "OMAR", From: day.AddDate(0, 0, 3), Back: day.AddDate(0, 0, 2)}, "over already": {By: "OMAR", From: day.AddDate(0, 0, -3), Back: day},
		"oneself": {By: "OMAR", From: day, Back: day.AddDate(0, 0, 2), Substitute: "OMAR"}, "for ever": {By: "OMAR", From: day, Back: day.AddDate(9, 0, 0)},
	} {
		if _, err := w.desk.Away(w.ctx, bad); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := desk.AwayCommand{By: "EVA", Person: "MARK", From: day, Back: day.AddDate(0, 0, 2)}
	if _, err := w.desk.Away(w.ctx, other); workflow.CodeOf(err) != workflow.CodeDenied {
		t.Errorf("of somebody else: %v", err)
	}
	other.By = "ROSA"
	if _, err := w.desk.Away(w.ctx, other); err != nil {
		t.Errorf("by a release manager: %v", err)
	}
	w.now = w.now.AddDate(0, 0, 10)
	w.away("LENA", "")
	if p, _ := w.desk.Policy(w.ctx); len(p.Absences) != 1 || p.Absences[0].Person != "LENA" {
		t.Errorf("what ended is kept: %+v", p.Absences)
	}
}

func TestSilenceGoesDownTheChain(t *testing.T) {
	w := newTown(t)
	w.role(policy.RoleOperations, func(r *workflow.Role) {
		r.Substitutes = []workflow.PersonID{"NOOR"}
		r.Chain = []workflow.EscalationStep{{After: 2 * time.Hour, People: []workflow.PersonID{"LENA", "INES"}}, {After: 4 * time.Hour, Role: policy.RoleManager}}
	})
	w.submits(func(q *workflow.Request) { q.Window = thursday })
	w.does(1, "EVA", workflow.ActApprove)
	target := w.relay(1).DecideBy
	steps := func() (n int) {
		for _, e := range w.relay(1).History {
			if e.Action == workflow.ActEscalate {
				n++
			}
		}
		return n
	}
	for _, s := range []struct {
		after time.Duration
		want  []workflow.PersonID
		steps int
	}{
		{-time.Minute, []workflow.PersonID{"OMAR", "PIET"}, 0},
		{0, []workflow.PersonID{"OMAR", "PIET", "NOOR"}, 1},
		{time.Hour, []workflow.PersonID{"OMAR", "PIET", "NOOR"}, 1},
		{18 * time.Hour, []workflow.PersonID{"OMAR", "PIET", "NOOR", "LENA"}, 2}, // Tuesday 11:00, two working hours later; INES asked for it
		{20 * time.Hour, []workflow.PersonID{"OMAR", "PIET", "NOOR", "LENA", "ROSA"}, 3},
		{23 * time.Hour, []workflow.PersonID{"OMAR", "PIET", "NOOR", "LENA", "ROSA"}, 3},
	} {
		w.now = target.Add(s.after)
		w.tend()
		w.tend()
		w.waiting(1, s.want...)
		if steps() != s.steps {
			t.Fatalf("%s after the target: %d steps, want %d", s.after, steps(), s.steps)
		}
	}
	if got := w.owed(workflow.NoticeOverdue); len(got) != 0 {
		t.Errorf("told that nobody is left: %v", got)
	}
	if r := w.does(1, "LENA", workflow.ActApprove); r.State != workflow.Scheduled {
		t.Errorf("then %s", r.State)
	}
}

func TestNobodyLeftIsToldToReleaseManagersOnce(t *testing.T) {
	w := newTown(t)
	w.submits(func(q *workflow.Request) { q.Window = thursday })
	w.now = w.relay(1).DecideBy
	for range 3 {
		w.tend()
		w.now = w.now.Add(time.Hour)
	}
	if got := w.owed(workflow.NoticeOverdue); len(got) != 1 {
		t.Errorf("told %v", got)
	}
}

func TestRemindersAreThrottledAndInWorkingHours(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.now = monday.Add(time.Hour)
	r := w.does(1, "INES", workflow.ActNudge)
	if got := r.Last().Nudged(); len(got) != 4 || len(r.Nudges) != 4 || !got[0].At.Equal(w.now) {
		t.Fatalf("reminded %v", got)
	}
	w.now = w.now.Add(3 * time.Hour)
	e := w.refused(workflow.CodeBlocked, 1, "TOM", workflow.ActNudge)
	if f := e.Findings[0]; f.Rule != desk.RuleReminded || !f.Earliest.Equal(monday.Add(5*time.Hour)) {
		t.Errorf("told %+v", f)
	}
	_ = w.refused(workflow.CodeDenied, 1, "HANA", workflow.ActNudge)
	w.now = monday.Add(10 * time.Hour) // 19:00: nobody works
	r = w.does(1, "ROSA", workflow.ActNudge)
	morning := monday.Add(24 * time.Hour)
	for _, n := range r.Last().Nudged() {
		if !n.At.Equal(morning) {
			t.Errorf("%s is reminded %s", n.Person, n.At)
		}
	}
	if got := w.owed(workflow.NoticeRemindApprover); len(got) != 8 {
		t.Errorf("%d reminders", len(got))
	}
}

func TestTheClocksRemindersAreInTheHistory(t *testing.T) {
	w := newTown(t)
	w.submits(func(q *workflow.Request) { q.Window = thursday })
	w.now = monday.Add(4 * time.Hour) // the grid's 13:00, the last before the target at 17:00
	w.tend()
	w.tend()
	r := w.relay(1)
	if len(r.Nudges) != 4 || r.Nudges[0].By != workflow.System || !r.Nudges[0].At.Equal(w.now) {
		t.Fatalf("nudges %+v, history %d", r.Nudges, len(r.History))
	}
	if got := w.owed(workflow.NoticeEvent); len(got) != 1 {
		t.Errorf("the thread has %v", got)
	}
}

func TestARejectionTakenBackAsksAgain(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.does(1, "EVA", workflow.ActApprove)
	w.does(1, "OMAR", workflow.ActReject)
	w.does(1, "OMAR", workflow.ActWithdrawRejection)
	got := w.owed(workflow.NoticeAskAgain)
	if len(got) != 1 || !strings.HasSuffix(got[0], "PIET") {
		t.Errorf("asked again: %v; PIET still has to decide, OMAR knows", got)
	}
}

func TestReviewsAreHeldBeforeTheEnd(t *testing.T) {
	w := newTown(t)
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.does(1, "OMAR", workflow.ActApprove)
	w.does(1, "TOM", workflow.ActStart)
	r := w.does(1, "TOM", workflow.ActLive)
	if want := monday.Add(32 * time.Hour); !r.ReviewBy.Equal(want) {
		t.Fatalf("the review is due %s, want %s", r.ReviewBy, want)
	}
	if got := w.owed(workflow.NoticeReview); len(got) != 2 {
		t.Errorf("asked for the review: %v", got)
	}
	w.now = w.now.Add(30 * time.Hour)
	if done := w.tend(); done.Closed != 0 {
		t.Error("closed without its review")
	}
	e := w.refused(workflow.CodeInvalid, 1, "ROSA", workflow.ActClose, func(c *desk.Command) { c.Reason = "" })
	if e.Fields[workflow.FieldReason] == "" {
		t.Errorf("told %v", e)
	}
	_ = w.refused(workflow.CodeDenied, 1, "EVA", workflow.ActReview)
	w.does(1, "TOM", workflow.ActReview)
	_ = w.refused(workflow.CodeStale, 1, "INES", workflow.ActReview)
	if done := w.tend(); done.Closed != 1 {
		t.Errorf("reviewed and not closed: %+v", done)
	}
}

func TestClosingWithoutAReviewIsAnOverride(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.now = r.Place.Opens
	w.does(1, "TOM", workflow.ActStart)
	if r = w.does(1, "TOM", workflow.ActRollBack); r.ReviewBy.IsZero() {
		t.Fatal("no review of a roll-back is due")
	}
	r = w.does(1, "ROSA", workflow.ActClose)
	if !slices.Equal(r.Last().Overrode, []string{"review"}) || r.Last().Reason == "" {
		t.Errorf("%+v", r.Last())
	}
}

func TestWhatNobodyCanAnswerIsFoundWhenItIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*town)
		want string
	}{
		"deactivated":    {func(w *town) { w.dir.groups["@operations"] = []workflow.PersonID{"OMAR"}; w.dir.gone["OMAR"] = true }, "nobody holds the role operations"},
		"empty group":    {func(w *town) { w.dir.groups["@operations"] = nil }, "nobody holds the role operations"},
		"quorum":         {func(w *town) { w.require(workflow.ApprovalRule{Role: policy.RoleQuality, Quorum: 2}) }, "more approvals are required"},
		"barred":         {func(w *town) { w.dir.groups["@operations"] = []workflow.PersonID{"INES"} }, "asked for this or edited it"},
		"all away":       {func(w *town) { w.away("OMAR", ""); w.away("PIET", "") }, "is away and has named no substitute"},
		"not in channel": {func(w *town) { w.desk = w.deskWithout("#releases") }, "not in #releases"},
		"front line":     {func(w *town) { w.desk = w.deskWithout("#help-desk") }, "not in #help-desk"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			c.make(w)
			_, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form())
			e, ok := refusal(err)
			if !ok || !strings.Contains(e.Fields[workflow.FieldType], c.want) || !strings.Contains(e.Fields[workflow.FieldType], "ROSA") {
				t.Fatalf("told %v, %v; want %q and who helps", err, e, c.want)
			}
			f, err := w.desk.Form(w.ctx, "INES", w.form(), 0)
			if err != nil || len(f.Findings) == 0 {
				t.Errorf("the form says nothing of it: %v, %v", f.Findings, err)
			}
		})
	}
}

func (w *town) deskWithout(c workflow.Channel) *desk.Desk {
	w.dir.shut = append(w.dir.shut, c)
	return desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
}

func TestAnEmergencyIsNotKeptFromAnybodyByAChannel(t *testing.T) {
	w := newTown(t)
	w.desk = w.deskWithout("#help-desk")
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
}

func TestPagingPassesOverWhoIsAway(t *testing.T) {
	w := newTown(t)
	w.away("OMAR", "")
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.waiting(1, "NOOR")
	w.now = w.now.Add(10 * time.Minute)
	w.tend()
	w.tend()
	w.waiting(1, "NOOR", "PIET", "OMAR")
}
