package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestACopyOfAReportCameAfterMidnight, and was kept once more, in the next day's book.
func TestACopyOfAReportCameAfterMidnight(t *testing.T) {
	w := newTown(t)
	w.live()
	w.now = time.Date(w.now.Year(), w.now.Month(), w.now.Day(), 23, 58, 0, 0, time.UTC)
	c := desk.CallReport{Customers: 2, Harm: workflow.HarmHindered, Words: "My address is gone", By: "AYU", Request: "call:1"}
	first, err := w.desk.ReportCall(w.ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(4 * time.Minute)
	got, err := w.desk.ReportCall(w.ctx, c)
	if err != nil || !got.Copy || got.Window != first.Window {
		t.Errorf("its copy: %+v, %v; the first is in %s", got, err, first.Window)
	}
	if _, err := w.store.Windows.Get(w.ctx, workflow.CallsBook(w.now)); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("the next day has a book: %v", err)
	}
}

// TestACopyOfAReportFollowedItsRelease: from the briefing of a window that a release
// had been moved out of, it was kept in the first one, and its copy in the one in
// which the release went live.
func TestACopyOfAReportFollowedItsRelease(t *testing.T) {
	w := newTown(t)
	n := w.scheduled().Number
	if _, err := w.desk.ReportCall(w.ctx, report(n, "call:1")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: n, By: "ROSA", Request: "moved", Window: thursday, Reason: "The auditors come."}); err != nil {
		t.Fatal(err)
	}
	w.now = w.window(thursday).Opens
	w.does(n, "TOM", workflow.ActStart)
	got, err := w.desk.ReportCall(w.ctx, report(n, "call:1"))
	if err != nil || !got.Copy || got.Window != tuesday {
		t.Errorf("its copy: %+v, %v", got, err)
	}
	if win := w.window(thursday); len(win.Calls) != 0 {
		t.Errorf("kept once more: %+v", win.Calls)
	}
}

// TestCopiesOfWhatTheFrontLineSendsAreNotToldAgain: a copy of a report, a question
// or an answer writes nothing, of notices neither.
func TestCopiesOfWhatTheFrontLineSendsAreNotToldAgain(t *testing.T) {
	w := newTown(t)
	n := w.live()
	asking := desk.Asking{Window: tuesday, FrontLine: "help-desk", Release: n, Text: "In the app too?", By: "HANA", Request: "ask:1"}
	asked, err := w.desk.AskQuestion(w.ctx, asking)
	if err != nil {
		t.Fatal(err)
	}
	answering := desk.Answering{Window: tuesday, Question: asked.Question.ID, Text: "Yes.", By: "TOM", Request: "answer:1"}
	all := []func(*desk.Desk) (copied bool, err error){
		func(d *desk.Desk) (bool, error) {
			out, err := d.ReportCall(w.ctx, report(n, "call:1"))
			return out.Copy, err
		},
		func(d *desk.Desk) (bool, error) { out, err := d.AskQuestion(w.ctx, asking); return out.Copy, err },
		func(d *desk.Desk) (bool, error) { out, err := d.AnswerQuestion(w.ctx, answering); return out.Copy, err },
	}
	for _, do := range all {
		if _, err := do(w.desk); err != nil {
			t.Fatal(err)
		}
	}
	store := w.store
	added := &addedNotices{Notices: store.Notices}
	store.Notices = added
	d := desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
	for i, do := range all {
		if copied, err := do(d); err != nil || !copied {
			t.Errorf("%d: a copy: %v, %v", i, copied, err)
		}
	}
	if len(added.ids) > 0 {
		t.Errorf("told again: %q", added.ids)
	}
}

// TestAPictureIsOwedOnce: of copies of one click, at once or later, one is no copy.
func TestAPictureIsOwedOnce(t *testing.T) {
	w := newTown(t)
	first := 0
	for _, mark := range []string{"a", "b", "a"} {
		copied, err := w.desk.SendChart(w.ctx, "ROSA", "click:1", mark, "{}")
		if err != nil {
			t.Fatal(err)
		}
		if !copied {
			first++
		}
	}
	if got := w.owed(workflow.NoticeChart); first != 1 || !slices.Equal(got, []string{workflow.ChartID("ROSA", "click:1")}) {
		t.Errorf("%d are no copies; owed: %q", first, got)
	}
}

// addedNotices notes what is handed to the outbox.
type addedNotices struct {
	workflow.Notices
	ids []string
}

func (a *addedNotices) Add(ctx context.Context, notices []workflow.Notice) error {
	for _, n := range notices {
		a.ids = append(a.ids, n.ID)
	}
	return a.Notices.Add(ctx, notices)
}
