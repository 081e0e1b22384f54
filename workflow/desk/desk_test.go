package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

const (
	tuesday  = workflow.WindowID("regular:2026-11-24T06:00Z")
	thursday = workflow.WindowID("regular:2026-11-26T06:00Z")
	nextTue  = workflow.WindowID("regular:2026-12-01T06:00Z")
)

func TestFromAskingToClosed(t *testing.T) {
	w := newTown(t)
	r := w.submits()
	if r.Number != 1 || r.State != workflow.InApproval || r.Place == nil || r.Place.Window != tuesday {
		t.Fatalf("after asking: %s in %s with place %+v", r.Number, r.State, r.Place)
	}
	if want := []string{"ask:REL-1:r1:EVA", "ask:REL-1:r1:MARK", "ask:REL-1:r1:OMAR", "ask:REL-1:r1:PIET"}; !slices.Equal(w.owed(workflow.NoticeAsk), want) {
		t.Errorf("asked %v, want %v", w.owed(workflow.NoticeAsk), want)
	}
	e := w.refused(workflow.CodeDenied, 1, "INES", workflow.ActApprove)
	if want := "You may not approve REL-1: you hold none of the roles that decide on it."; strings.HasPrefix(e.Message, want) {
		t.Errorf("told %q though INES asked for it", e.Message)
	}
	r = w.does(1, "EVA", workflow.ActApprove)
	if diff := cmp.Diff([]workflow.PersonID{"OMAR", "PIET"}, r.Waiting()); diff != "" {
		t.Errorf("who is still waited for once EVA decided for business (-want +got)\n%s", diff)
	}
	out, err := w.try(1, "EVA", workflow.ActApprove)
	if err != nil || !out.Repeated {
		t.Errorf("a second click: %+v, %v; want a quiet success", out, err)
	}
	r = w.does(1, "OMAR", workflow.ActApprove)
	if r.State != workflow.Scheduled {
		t.Fatalf("after both approvals: %s", r.State)
	}
	_ = w.refused(workflow.CodeBlocked, 1, "TOM", workflow.ActStart)
	w.now = r.Place.Opens
	_ = w.refused(workflow.CodeDenied, 1, "EVA", workflow.ActStart)
	w.does(1, "TOM", workflow.ActStart)
	w.does(1, "TOM", workflow.ActLive)
	w.now = w.now.Add(24 * time.Hour)
	if done := w.tend(); done.Closed != 0 {
		t.Errorf("while an answer to the check-in at the end of aftercare is waited for: %+v", done)
	}
	w.does(1, "TOM", workflow.ActCheckIn, func(c *desk.Command) { c.About = workflow.CheckInAbout(24*time.Hour, workflow.Stable) })
	if done := w.tend(); done.Closed != 1 {
		t.Errorf("after aftercare: %+v", done)
	}
	if _, err := w.try(1, "TOM", workflow.ActRollBack); workflow.CodeOf(err) != workflow.CodeStale {
		t.Errorf("rolling back a closed release: %v", err)
	}
}

func TestAPersonIsOfferedWhatThatPersonMayDo(t *testing.T) {
	w := newTown(t)
	w.submits()
	for person, want := range map[workflow.PersonID][]workflow.Action{
		"INES": {workflow.ActNudge, workflow.ActEdit, workflow.ActWithdraw},
		"EVA":  {workflow.ActApprove, workflow.ActReject, workflow.ActAskChanges},
		"HANA": nil,
	} {
		f, err := w.desk.ReleaseFor(w.ctx, 1, person)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.Actions, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got)\n%s", person, diff)
		}
	}
}

func TestOneSubmissionOneRelease(t *testing.T) {
	w := newTown(t)
	first, err := w.desk.Submit(w.ctx, "INES", "view-1", w.form())
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.desk.Submit(w.ctx, "INES", "view-1", w.form())
	if err != nil || !again.Repeated || again.Release.Number != first.Release.Number {
		t.Errorf("sent again: %+v, %v; want the same release", again, err)
	}
}

func TestAClickCopiedHasOneEffect(t *testing.T) {
	w := newTown(t)
	w.submits()
	same := func(c *desk.Command) { c.Request = "click-1" }
	w.does(1, "EVA", workflow.ActApprove, same)
	out, err := w.try(1, "EVA", workflow.ActApprove, same)
	if err != nil || !out.Repeated || len(out.Release.Approvals) != 1 {
		t.Errorf("the copy: %+v, %v", out, err)
	}
}

func TestDecidingOnAnOldRevision(t *testing.T) {
	w := newTown(t)
	w.submits()
	edited := w.form(func(q *workflow.Request) { q.What = "Two steps less" })
	r := w.does(1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &edited })
	if r.Revision != 2 || r.State != workflow.InApproval {
		t.Fatalf("after a material edit: revision %d, %s", r.Revision, r.State)
	}
	e := w.refused(workflow.CodeStale, 1, "EVA", workflow.ActApprove, func(c *desk.Command) { c.Seen = 1 })
	if !strings.Contains(e.Message, "revision 2") {
		t.Errorf("told %q", e.Message)
	}
}

func TestMaterialEditVoidsApprovals(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	typo := r.Request
	typo.Title = "Faster check-out"
	if r = w.does(1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &typo }); r.State != workflow.Scheduled || r.Revision != 1 {
		t.Fatalf("after a typo: %s, revision %d", r.State, r.Revision)
	}
	scope := r.Request
	scope.What = "Something else"
	r = w.does(1, "ROSA", workflow.ActEdit, func(c *desk.Command) { c.Form = &scope })
	if r.State != workflow.InApproval || r.Revision != 2 || !slices.Contains(r.Editors, "ROSA") {
		t.Fatalf("after a change of scope: %s, revision %d, editors %v", r.State, r.Revision, r.Editors)
	}
	for _, a := range r.Approvals {
		if a.Void == "" {
			t.Errorf("%s's approval stands", a.By)
		}
	}
	if r.Place == nil || r.Place.Window != tuesday {
		t.Errorf("the place was lost: %+v", r.Place)
	}
}

func TestEditorMayNotApprove(t *testing.T) {
	w := newTown(t)
	w.dir.groups["@release-managers"] = []workflow.PersonID{"ROSA", "EVA"}
	w.submits()
	changed := w.form(func(q *workflow.Request) { q.Rollback = "none needed" })
	w.does(1, "EVA", workflow.ActEdit, func(c *desk.Command) { c.Form = &changed })
	e := w.refused(workflow.CodeDenied, 1, "EVA", workflow.ActApprove)
	if !strings.Contains(e.Message, "edited") || !strings.Contains(e.Message, "MARK") {
		t.Errorf("told %q, want why and who can", e.Message)
	}
}

func TestReasonsAreRequired(t *testing.T) {
	w := newTown(t)
	w.submits()
	for _, a := range []workflow.Action{workflow.ActReject, workflow.ActAskChanges} {
		e := w.refused(workflow.CodeInvalid, 1, "EVA", a, func(c *desk.Command) { c.Reason = "  " })
		if e.Fields[workflow.FieldReason] == "" {
			t.Errorf("%s without a reason: nothing at the field", a)
		}
	}
}

func TestReturnedAndSentAgain(t *testing.T) {
	w := newTown(t)
	w.submits()
	r := w.does(1, "EVA", workflow.ActAskChanges)
	if r.State != workflow.Returned || r.Place != nil || len(w.window(tuesday).Places) != 0 {
		t.Fatalf("returned: %s, place %+v, window %+v", r.State, r.Place, w.window(tuesday).Places)
	}
	better := w.form(func(q *workflow.Request) { q.What = "Better" })
	r = w.does(1, "INES", workflow.ActResubmit, func(c *desk.Command) { c.Form = &better })
	if r.State != workflow.InApproval || r.Revision != 2 || r.Place == nil {
		t.Errorf("sent again: %s, revision %d, place %+v", r.State, r.Revision, r.Place)
	}
}

func TestRejectionTakenBack(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.does(1, "MARK", workflow.ActApprove)
	w.does(1, "OMAR", workflow.ActReject)
	e := w.refused(workflow.CodeStale, 1, "PIET", workflow.ActApprove)
	if !strings.Contains(e.Message, "rejected") || !strings.Contains(e.Message, "OMAR") {
		t.Errorf("the loser is told %q, want what happened and who did it", e.Message)
	}
	_ = w.refused(workflow.CodeDenied, 1, "MARK", workflow.ActWithdrawRejection)
	r := w.does(1, "OMAR", workflow.ActWithdrawRejection)
	if r.State != workflow.InApproval || r.Place == nil {
		t.Fatalf("taken back: %s, place %+v", r.State, r.Place)
	}
	if r = w.does(1, "PIET", workflow.ActApprove); r.State != workflow.Scheduled {
		t.Errorf("MARK's approval of the same revision no longer counts: %s", r.State)
	}
}

func TestMissedCutOffRollsForward(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.does(1, "EVA", workflow.ActApprove)
	w.now = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	w.tend()
	r := w.relay(1)
	if r.State != workflow.InApproval || r.Place.Window != thursday || !r.ApprovedBy("EVA") {
		t.Fatalf("at the cut-off: %s in %s, EVA's approval %v", r.State, r.Place.Window, r.ApprovedBy("EVA"))
	}
	if n := len(w.window(tuesday).Places); n != 0 {
		t.Errorf("%d places of the missed window are still taken", n)
	}
	if done := w.tend(); done.RolledForward != 0 {
		t.Error("rolled forward twice")
	}
}

func TestMissedWindowRollsForward(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.now = r.Place.Closes
	w.tend()
	if r = w.relay(1); r.State != workflow.Scheduled || r.Place.Window != thursday || !r.ApprovedBy("EVA") {
		t.Fatalf("after the window closed: %s in %s", r.State, r.Place.Window)
	}
}

func TestCapacity(t *testing.T) {
	w := newTown(t)
	for range 5 {
		w.submits()
	}
	_, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form(func(q *workflow.Request) { q.Window = tuesday }))
	e, ok := refusal(err)
	if !ok || e.Fields[workflow.FieldWindow] == "" {
		t.Fatalf("asking for a full window: %v, want a sentence at the field", err)
	}
	if r := w.submits(); r.Place.Window != thursday {
		t.Errorf("as soon as possible gives %s, want the next with room", r.Place.Window)
	}
	e = w.refused(workflow.CodeInvalid, 6, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = tuesday })
	if e.Fields[workflow.FieldWindow] == "" {
		t.Errorf("moving into a full window: %v", e)
	}
	w.does(1, "INES", workflow.ActWithdraw)
	if r := w.does(6, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = tuesday }); r.Place.Window != tuesday {
		t.Errorf("the place given up was not to be had: %s", r.Place.Window)
	}
	if n := len(w.window(thursday).Places); n != 0 {
		t.Errorf("the window moved from still has %d places taken", n)
	}
}

func TestWindowClosedSinceTheFormWasOpened(t *testing.T) {
	w := newTown(t)
	w.now = monday.Add(9 * time.Hour) // 18:00, past the cut-off
	_, err := w.desk.Submit(w.ctx, "INES", "v", w.form(func(q *workflow.Request) { q.Window = tuesday }))
	if e, ok := refusal(err); !ok || !strings.Contains(e.Fields[workflow.FieldWindow], "cut-off") {
		t.Errorf("got %v, want a sentence about the cut-off at the field", err)
	}
}

func TestEmptyGroupIsToldAtSubmit(t *testing.T) {
	w := newTown(t)
	delete(w.dir.groups, "@operations")
	_, err := w.desk.Submit(w.ctx, "INES", "v", w.form())
	e, ok := refusal(err)
	if !ok || !strings.Contains(e.Fields[workflow.FieldType], "operations") || !strings.Contains(e.Fields[workflow.FieldType], "ROSA") {
		t.Errorf("got %v, want the role and who can mend it", err)
	}
	w.dir.groups["@operations"] = []workflow.PersonID{"GONE"}
	w.dir.gone["GONE"] = true
	if _, err = w.desk.Submit(w.ctx, "INES", "v", w.form()); workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("a group of deactivated people: %v", err)
	}
}

func TestMajorIsTriagedByHand(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.EffortHours, q.Type, q.Evidence = 40, workflow.Major, "tested" })
	if r.State != workflow.Submitted || len(r.Asks) != 0 {
		t.Fatalf("a major change: %s, asked %v", r.State, r.Asks)
	}
	_ = w.refused(workflow.CodeDenied, 1, "EVA", workflow.ActTriage)
	w.now = r.Place.CutOff
	w.tend()
	if r = w.relay(1); r.State != workflow.Submitted || r.Place.Window != thursday {
		t.Errorf("at the cut-off it blocks a place that it cannot use: %s in %s", r.State, r.Place.Window)
	}
	if r = w.does(1, "ROSA", workflow.ActTriage); r.State != workflow.InApproval || len(r.Asks) != 5 {
		t.Errorf("accepted: %s, %d asked", r.State, len(r.Asks))
	}
}

func TestStandardIsScheduledAtOnce(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.EffortHours, q.Type = 1, workflow.Standard })
	if r.State != workflow.Scheduled || r.Place == nil {
		t.Errorf("a standard change: %s, place %+v", r.State, r.Place)
	}
}

func TestEmergency(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	if r.State != workflow.InApproval || r.Place != nil {
		t.Fatalf("an emergency: %s, place %+v", r.State, r.Place)
	}
	if diff := cmp.Diff([]string{"briefing:emergency:REL-1:call-centre", "briefing:emergency:REL-1:help-desk"}, w.owed(workflow.NoticeBriefing)); diff != "" {
		t.Errorf("the front line is told at once (-want +got)\n%s", diff)
	}
	asked := func() []workflow.PersonID {
		r := w.relay(1)
		return r.Waiting()
	}
	if diff := cmp.Diff([]workflow.PersonID{"OMAR"}, asked()); diff != "" {
		t.Errorf("paged first (-want +got)\n%s", diff)
	}
	w.now = w.now.Add(5 * time.Minute)
	w.tend()
	w.tend()
	if diff := cmp.Diff([]workflow.PersonID{"OMAR", "NOOR"}, asked()); diff != "" {
		t.Errorf("after five minutes (-want +got)\n%s", diff)
	}
	w.does(1, "NOOR", workflow.ActTake)
	w.now = w.now.Add(time.Hour)
	w.tend()
	if diff := cmp.Diff([]workflow.PersonID{"OMAR", "NOOR"}, asked()); diff != "" {
		t.Errorf("paging goes on after somebody took it (-want +got)\n%s", diff)
	}
	w.does(1, "NOOR", workflow.ActApprove)
	if r = w.does(1, "TOM", workflow.ActStart); r.State != workflow.Deploying {
		t.Errorf("an approved emergency does not start: %s", r.State)
	}
}

func TestSilenceIsEscalatedOnce(t *testing.T) {
	w := newTown(t)
	p, _ := w.desk.Policy(w.ctx)
	for i := range p.Roles {
		if p.Roles[i].Key == policy.RoleBusiness {
			p.Roles[i].Substitutes = []workflow.PersonID{"SUB"}
		}
	}
	w.savePolicy(p)
	r := w.submits(func(q *workflow.Request) { q.Window = nextTue })
	w.does(1, "OMAR", workflow.ActApprove)
	_ = w.refused(workflow.CodeDenied, 1, "SUB", workflow.ActApprove)
	w.now = r.DecideBy
	if done := w.tend(); done.Escalated != 1 {
		t.Fatalf("at the end of the target: %+v", done)
	}
	if done := w.tend(); done.Escalated != 0 {
		t.Error("escalated twice")
	}
	if r = w.does(1, "SUB", workflow.ActApprove); r.State != workflow.Scheduled {
		t.Errorf("the substitute's approval does not count: %s", r.State)
	}
}

func TestReadingABriefing(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	got, err := w.desk.Read(w.ctx, tuesday, "help-desk", "HANA", w.request())
	if err != nil || got.Coverage.Read != 1 || got.Coverage.Of != 2 {
		t.Fatalf("read: %+v, %v", got, err)
	}
	again, err := w.desk.Read(w.ctx, tuesday, "help-desk", "HANA", w.request())
	if err != nil || !again.Repeated || !again.Receipt.At.Equal(got.Receipt.At) {
		t.Errorf("read again: %+v, %v", again, err)
	}
	f, err := w.desk.Release(w.ctx, 1)
	if err != nil || f.Coverage[0].Read != 1 || f.Coverage[1].Read != 0 {
		t.Errorf("coverage on the card: %+v, %v", f.Coverage, err)
	}
}

func TestAShiftReadsAtOnce(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = w.desk.Read(w.ctx, tuesday, "help-desk", workflow.PersonID(fmt.Sprintf("AGENT%d", i)), fmt.Sprint("read:", i))
		})
	}
	wg.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if workflow.CodeOf(err) != workflow.CodeConflict {
			t.Error(err)
		}
	}
	if got := len(w.window(tuesday).Receipts); got != saved {
		t.Errorf("%d receipts are stored, %d were acknowledged", got, saved)
	}
}

func TestManyClickAtOnce(t *testing.T) {
	w := newTown(t)
	w.submits()
	var wg sync.WaitGroup
	type result struct {
		action workflow.Action
		err    error
	}
	results := make([]result, 16)
	for i := range results {
		action, by := workflow.ActApprove, workflow.PersonID("OMAR")
		if i%2 == 1 {
			action, by = workflow.ActReject, "PIET"
		}
		wg.Go(func() {
			_, err := w.desk.Do(w.ctx, desk.Command{Action: action, Release: 1, By: by, Request: fmt.Sprint("r", i), Reason: "race"})
			results[i] = result{action, err}
		})
	}
	wg.Wait()
	r := w.relay(1)
	n := 0
	for _, e := range r.History {
		if e.Action == workflow.ActReject {
			n++
		}
	}
	if r.State != workflow.Rejected || n != 1 {
		t.Errorf("state %s after %d rejections", r.State, n)
	}
	for i, res := range results {
		if c := workflow.CodeOf(res.err); res.err != nil && c != workflow.CodeStale && c != workflow.CodeConflict {
			t.Errorf("click %d: %v", i, res.err)
		}
	}
}

func TestSweepGivesBackWhatNobodyHolds(t *testing.T) {
	w := newTown(t)
	w.submits()
	win := w.window(tuesday)
	win.Places = append(win.Places, workflow.Reservation{Release: 999, At: w.now})
	if err := w.store.Windows.Put(w.ctx, win); err != nil {
		t.Fatal(err)
	}
	if done := w.tend(); done.Swept != 0 {
		t.Error("swept inside the grace")
	}
	w.now = w.now.Add(31 * time.Minute)
	if done := w.tend(); done.Swept != 1 || len(w.window(tuesday).Places) != 1 {
		t.Errorf("swept %d, places %+v", done.Swept, w.window(tuesday).Places)
	}
}

func TestWhy(t *testing.T) {
	w := newTown(t)
	w.submits()
	why, err := w.desk.Why(w.ctx, desk.Question{Release: 1})
	if err != nil || why.Possible || why.First == nil || why.First.ID != tuesday {
		t.Fatalf("waiting: possible %v, first %+v, %v", why.Possible, why.First, err)
	}
	w.does(1, "EVA", workflow.ActApprove)
	w.does(1, "OMAR", workflow.ActApprove)
	if why, err = w.desk.Why(w.ctx, desk.Question{Release: 1}); err != nil || !why.Possible {
		t.Errorf("approved: %+v, %v", why.Gates, err)
	}
	if why, err = w.desk.Why(w.ctx, desk.Question{Release: 1, Window: "regular:2026-11-25T06:00Z"}); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("a window that does not exist: %+v, %v", why.Asked, err)
	}
}

func TestFormAdapts(t *testing.T) {
	w := newTown(t)
	f, err := w.desk.Form(w.ctx, "INES", workflow.Request{}, 0)
	if err != nil || len(f.Windows) == 0 || f.Windows[0].Slot.ID != tuesday || f.Windows[0].Free != 5 || !f.Required[workflow.FieldSay] {
		t.Fatalf("a new form: %+v, %v", f, err)
	}
	w.submits()
	if f, err = w.desk.Form(w.ctx, "INES", workflow.Request{Type: workflow.Major, EffortHours: 40, System: "platform"}, 0); err != nil || f.Windows[0].Free != 4 || !f.Required[workflow.FieldEvidence] {
		t.Errorf("a major change: %+v, %v", f.Windows, err)
	}
}

func TestHome(t *testing.T) {
	w := newTown(t)
	w.submits()
	w.submits(func(q *workflow.Request) { q.EffortHours, q.Type, q.Evidence = 40, workflow.Major, "tested" })
	eva, err := w.desk.Home(w.ctx, "EVA")
	if err != nil || len(eva.Waiting) != 1 || eva.Manager || len(eva.Queue.Lines) != 0 {
		t.Errorf("EVA sees %d waiting, %d queued, %v", len(eva.Waiting), len(eva.Queue.Lines), err)
	}
	rosa, err := w.desk.Home(w.ctx, "ROSA")
	if err != nil || !rosa.Manager || len(rosa.Queue.Lines) != 1 || len(rosa.Windows) == 0 || rosa.Windows[0].Taken != 2 {
		t.Errorf("ROSA sees %+v, %v", rosa.Windows, err)
	}
	ines, err := w.desk.Home(w.ctx, "INES")
	if err != nil || len(ines.Mine) != 2 {
		t.Errorf("INES sees %d of her own, %v", len(ines.Mine), err)
	}
}
