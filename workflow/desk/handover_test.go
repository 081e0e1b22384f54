package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// goesLive is a major release by INES, built by TOM, that is live on Tuesday.
func (w *town) goesLive() workflow.Release {
	w.t.Helper()
	r := w.submits(func(q *workflow.Request) {
		q.Type, q.EffortHours, q.Evidence = workflow.Major, 40, "tried"
		q.Contact, q.Implementer = "NOOR", "TOM"
	})
	w.does(r.Number, "ROSA", workflow.ActTriage)
	for _, p := range []workflow.PersonID{"EVA", "OMAR", "LENA"} {
		r = w.does(r.Number, p, workflow.ActApprove)
	}
	w.now = r.Place.Opens
	w.does(r.Number, "TOM", workflow.ActStart)
	return w.does(r.Number, "TOM", workflow.ActLive)
}

func task(key string, done bool) func(*desk.Command) {
	return func(c *desk.Command) {
		c.Task = &workflow.Task{Key: key, Owner: "TOM", Due: tuesdayAt(17), Done: done, Evidence: "https://wiki.example/" + key}
	}
}

func tuesdayAt(hour int) time.Time { return time.Date(2026, 11, 24, hour, 0, 0, 0, time.UTC) }

// ticks ticks every item of the handover that is open.
func (w *town) ticks(r workflow.Release) workflow.Release {
	w.t.Helper()
	for _, t := range r.Handover.Items {
		if !t.Done {
			t.Done, t.Evidence = true, "seen"
			r = w.does(r.Number, "TOM", workflow.ActHandOver, func(c *desk.Command) { c.Task = &t })
		}
	}
	return r
}

// TestHandover: a major release is not closed before everything on the checklist is
// done and who runs it has accepted it.
func TestHandover(t *testing.T) {
	w := newTown(t)
	r := w.goesLive()
	h := r.Handover
	if h == nil || len(h.Items) != 8 || h.Items[0].Owner != "TOM" || h.Items[2].Owner != "NOOR" || h.Items[5].Owner != "LENA" || h.Items[6].Owner != "OMAR" {
		t.Fatalf("handover %+v", h)
	}
	if due := h.Items[2].Due; !due.Equal(time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("two working days after Tuesday 06:00 is %s", due)
	}
	if want := []string{"tasks:REL-1:00008:LENA", "tasks:REL-1:00008:NOOR", "tasks:REL-1:00008:OMAR", "tasks:REL-1:00008:TOM"}; !slices.Equal(w.owed(workflow.NoticeTasks), want) {
		t.Errorf("told %v, want %v", w.owed(workflow.NoticeTasks), want)
	}
	w.now = w.now.AddDate(0, 0, 2)
	if done := w.tend(); done.Closed != 0 {
		t.Error("closed with its handover open")
	}
	e := w.refused(workflow.CodeInvalid, r.Number, "ROSA", workflow.ActClose, func(c *desk.Command) { c.Reason = "" })
	if !strings.Contains(e.Message, "handover") {
		t.Errorf("told %q", e.Message)
	}
	_ = w.refused(workflow.CodeStale, r.Number, "OMAR", workflow.ActAcceptHandover)
	_ = w.refused(workflow.CodeDenied, r.Number, "AYU", workflow.ActHandOver, task("documentation", true))
	e = w.refused(workflow.CodeInvalid, r.Number, "TOM", workflow.ActHandOver, func(c *desk.Command) { c.Task = &workflow.Task{Key: "documentation", Owner: "TOM", Done: true} })
	if e.Fields[workflow.FieldEvidence] == "" {
		t.Errorf("ticked without evidence: %+v", e)
	}

	r = w.ticks(r)
	if asks := w.owed(workflow.NoticeAccept); len(asks) != 2 || !r.Handover.Waiting() {
		t.Fatalf("asked to accept: %v, %+v", asks, r.Handover)
	}
	_ = w.refused(workflow.CodeInvalid, r.Number, "OMAR", workflow.ActReturnHandover)
	r = w.does(r.Number, "OMAR", workflow.ActReturnHandover, func(c *desk.Command) { c.Items = []string{"monitoring", "no such item"} })
	open := workflow.OpenTasks(r.Handover.Items)
	if len(open) != 1 || open[0].Key != "monitoring" || open[0].Evidence != "seen" || !open[0].Due.After(w.now) {
		t.Fatalf("open after it was sent back: %+v", open)
	}
	r = w.ticks(r)
	r = w.does(r.Number, "PIET", workflow.ActAcceptHandover)
	_ = w.refused(workflow.CodeStale, r.Number, "TOM", workflow.ActHandOver, task("documentation", false))
	if done := w.tend(); done.Closed != 1 {
		t.Errorf("accepted and not closed: %+v", done)
	}
	w.relay(r.Number)
	if asked := w.owed(workflow.NoticeRate); !slices.Equal(asked, []string{"rate:REL-1:EVA", "rate:REL-1:INES"}) {
		t.Errorf("asked how satisfied they are: %v", asked)
	}
	w.does(r.Number, "INES", workflow.ActRate, func(c *desk.Command) { c.About, c.Reason = "5", "" })
	w.does(r.Number, "INES", workflow.ActRate, func(c *desk.Command) { c.About, c.Reason = "4", "Late." })
	_ = w.refused(workflow.CodeDenied, r.Number, "OMAR", workflow.ActRate, func(c *desk.Command) { c.About = "1" })
	r = w.does(r.Number, "EVA", workflow.ActRate, func(c *desk.Command) { c.About, c.Reason = "2", "" })
	if got := r.Ratings(); len(got) != 2 || got[0].Stars != 4 || got[0].Words != "Late." || got[1].Stars != 2 {
		t.Errorf("ratings %+v", got)
	}
}

// TestTwoChangeOneItem: who had the item open while somebody else changed it is
// told, and loses nothing; two items do not get in each other's way.
func TestTwoChangeOneItem(t *testing.T) {
	w := newTown(t)
	r := w.goesLive()
	seen := r.Last().Seq
	w.does(r.Number, "NOOR", workflow.ActHandOver, task("documentation", true))
	before := func(c *desk.Command) { c.SeenEntry = seen }
	_ = w.refused(workflow.CodeInvalid, r.Number, "TOM", workflow.ActHandOver, task("documentation", false), before)
	w.does(r.Number, "TOM", workflow.ActHandOver, task("procedures", true), before)
	w.does(r.Number, "NOOR", workflow.ActHandOver, task("documentation", false), before)
}

// TestAHandoverEndsWithTheRollBack, and the next go-live begins one anew, by the
// checklist of then.
func TestAHandoverEndsWithTheRollBack(t *testing.T) {
	w := newTown(t)
	r := w.goesLive()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Checklists[0].Items = p.Checklists[0].Items[:1]
	w.savePolicy(p)
	if r = w.relay(r.Number); len(r.Handover.Items) != 8 {
		t.Errorf("the policy changed what was agreed: %+v", r.Handover)
	}
	if r = w.does(r.Number, "TOM", workflow.ActRollBack); r.Handover != nil {
		t.Errorf("rolled back, with a handover of %d items", len(r.Handover.Items))
	}
	if next := w.goesLive(); len(next.Handover.Items) != 1 {
		t.Errorf("the next one has %d items", len(next.Handover.Items))
	}
}

// TestWhatIsLongOverdueIsToldToTheManagers, once in a working week.
func TestWhatIsLongOverdueIsToldToTheManagers(t *testing.T) {
	w := newTown(t)
	r := w.goesLive()
	told := func() int {
		w.tend()
		w.relay(r.Number)
		return len(w.owed(workflow.NoticeOverdue))
	}
	w.now = time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC) // the first items are due since Wednesday 17:00
	if n := told(); n != 0 {
		t.Errorf("told after less than two working days")
	}
	for _, step := range []struct {
		days, want int
	}{{1, 1}, {4, 1}, {3, 2}} {
		w.now = w.now.AddDate(0, 0, step.days)
		if n := told(); n != step.want {
			t.Errorf("%s: told %d times, want %d", w.now, n, step.want)
		}
	}
	w.ticks(w.relay(r.Number))
	w.now = w.now.AddDate(0, 0, 1)
	if n := told(); n != 2 {
		t.Errorf("told %d times though it waits to be accepted only since yesterday", n)
	}
}

// TestFollowUps: what a review found has to be done keeps the release from being
// closed until it is.
func TestFollowUps(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.does(r.Number, "OMAR", workflow.ActApprove)
	w.does(r.Number, "TOM", workflow.ActStart)
	w.does(r.Number, "TOM", workflow.ActLive)
	_ = w.refused(workflow.CodeInvalid, r.Number, "INES", workflow.ActReview, func(c *desk.Command) { c.Items = []string{strings.Repeat("x", desk.MaxPromise+1)} })
	r = w.does(r.Number, "INES", workflow.ActReview, func(c *desk.Command) { c.Items = []string{"Renew certificates", "An alert"} })
	if len(r.FollowUps) != 2 || r.FollowUps[0].Owner != "INES" || !slices.Equal(w.owed(workflow.NoticeTasks), []string{"tasks:REL-1:00006:INES"}) {
		t.Fatalf("promised %+v, told %v", r.FollowUps, w.owed(workflow.NoticeTasks))
	}
	w.now = w.now.AddDate(0, 0, 3)
	_ = w.refused(workflow.CodeInvalid, r.Number, "ROSA", workflow.ActClose, func(c *desk.Command) { c.Reason = "" })
	for i, f := range r.FollowUps {
		if done := w.tend(); done.Closed != 0 {
			t.Errorf("closed with %d things to do", len(r.FollowUps)-i)
		}
		f.Owner, f.Done, f.Evidence = "TOM", true, "done"
		w.does(r.Number, "INES", workflow.ActFollowUp, func(c *desk.Command) { c.Task = &f })
	}
	if done := w.tend(); done.Closed != 1 {
		t.Errorf("all is done and it is not closed: %+v", done)
	}
}
