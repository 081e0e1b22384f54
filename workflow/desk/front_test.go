package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// live is a release that is live in Tuesday's window.
func (w *town) live() workflow.Number {
	w.t.Helper()
	n := w.scheduled().Number
	w.now = w.window(tuesday).Opens
	w.does(n, "TOM", workflow.ActStart)
	w.does(n, "TOM", workflow.ActLive)
	return n
}

func report(n workflow.Number, request string, change ...func(*desk.CallReport)) desk.CallReport {
	c := desk.CallReport{Window: tuesday, FrontLine: "help-desk", Release: n, Customers: 1, Harm: workflow.HarmAnnoyed, By: "HANA", Request: request}
	for _, f := range change {
		f(&c)
	}
	return c
}

// TestManyReportAtOnce: every acknowledged report is kept, and people are told once
// per step, however many reports come at the same time.
func TestManyReportAtOnce(t *testing.T) {
	w := newTown(t)
	n := w.live()
	var wg sync.WaitGroup
	errs := make([]error, 24)
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = w.desk.ReportCall(w.ctx, report(n, fmt.Sprint("call:", i)))
		}()
	}
	wg.Wait()
	kept := 0
	for _, err := range errs {
		if err == nil {
			kept++
		}
	}
	win := w.window(tuesday)
	if got := win.CallsAbout(n); got.Reports != kept || kept == 0 {
		t.Errorf("%d reports were acknowledged, %d are kept", kept, got.Reports)
	}
	r := w.relay(n)
	alerts, answer := r.CallAlerts()
	steps := map[int]bool{}
	for _, e := range alerts {
		rise, ok := e.Rise()
		if !ok || steps[rise.Step] {
			t.Errorf("alert %d: %+v", e.Seq, rise)
		}
		steps[rise.Step] = true
	}
	if len(alerts) == 0 || answer.Seq != 0 {
		t.Errorf("%d alerts, answered by %d", len(alerts), answer.Seq)
	}
	for _, id := range w.owed(workflow.NoticeCalls) {
		if !strings.HasSuffix(id, ":TOM") && !strings.HasSuffix(id, ":ROSA") {
			t.Errorf("%s is told of it", id)
		}
	}
}

// TestAReportIsCountedOnce, whatever becomes of its answer.
func TestAReportIsCountedOnce(t *testing.T) {
	w := newTown(t)
	n := w.live()
	store := w.store
	store.Windows = &lostWindows{Windows: store.Windows, lose: 1}
	d := desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
	if got, err := d.ReportCall(w.ctx, report(n, "call:1")); err != nil || got.Copy {
		t.Errorf("a report whose answer is lost: %+v, %v", got, err)
	}
	got, err := w.desk.ReportCall(w.ctx, report(n, "call:1", func(c *desk.CallReport) { c.Customers = 9 }))
	if err != nil || !got.Copy || got.Call.Customers != 1 {
		t.Errorf("its copy: %+v, %v", got, err)
	}
	win := w.window(tuesday)
	if c := win.CallsAbout(n); c.Reports != 1 || c.Customers != 1 {
		t.Errorf("%+v", c)
	}
}

// TestReportsThatAreRefused say at which field why.
func TestReportsThatAreRefused(t *testing.T) {
	w := newTown(t)
	n := w.live()
	for field, change := range map[workflow.Field]func(*desk.CallReport){
		workflow.FieldCustomers: func(c *desk.CallReport) { c.Customers = 0 },
		workflow.FieldHarm:      func(c *desk.CallReport) { c.Harm = "dreadful" },
		workflow.FieldWords:     func(c *desk.CallReport) { c.Words = strings.Repeat("x", 1001) },
		workflow.FieldSystem:    func(c *desk.CallReport) { c.System = "nowhere" },
	} {
		_, err := w.desk.ReportCall(w.ctx, report(n, "call:"+string(field), change))
		e, ok := err.(*workflow.Error)
		if !ok || e.Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	if win := w.window(tuesday); len(win.Calls) != 0 {
		t.Errorf("%d reports are kept", len(win.Calls))
	}
}

// TestCallsAreAnsweredOnce: of two who decide the first counts, and the alert comes
// again at the next step.
func TestCallsAreAnsweredOnce(t *testing.T) {
	w := newTown(t)
	n := w.live()
	many := func(c *desk.CallReport) { c.Customers = 10 }
	if _, err := w.desk.ReportCall(w.ctx, report(n, "call:1", many)); err != nil {
		t.Fatal(err)
	}
	w.does(n, "ROSA", workflow.ActIgnoreCalls)
	if e := w.refused(workflow.CodeStale, n, "TOM", workflow.ActIgnoreCalls); !strings.Contains(e.Message, "answered") {
		t.Error(e.Message)
	}
	_ = w.refused(workflow.CodeDenied, n, "EVA", workflow.ActKnownIssue)
	if r := w.relay(n); r.CallsPressing() {
		t.Error("it still waits for an answer")
	}
	if _, err := w.desk.ReportCall(w.ctx, report(n, "call:2", many)); err != nil {
		t.Fatal(err)
	}
	if r := w.relay(n); !r.CallsPressing() {
		t.Error("twice as many, and nobody is told")
	}
	w.does(n, "TOM", workflow.ActRollBack)
	if r := w.relay(n); r.CallsPressing() {
		t.Error("it was rolled back, and still waits for an answer")
	}
}

// TestWhatADyingProcessLeftIsTold by the next look at the windows.
func TestWhatADyingProcessLeftIsTold(t *testing.T) {
	w := newTown(t)
	n := w.live()
	win := w.window(tuesday)
	win.AddCall(workflow.Call{ID: "call:1", FrontLine: "help-desk", Release: n, By: "HANA", At: w.now, Customers: 30, Harm: workflow.HarmStuck})
	win.Questions = append(win.Questions, workflow.Question{ID: "q", FrontLine: "help-desk", Release: n, By: "HANA", At: w.now, Text: "Is it down?", To: "TOM", RemindAt: w.now.Add(time.Hour), DueBy: w.now.Add(2 * time.Hour)})
	if err := w.store.Windows.Put(w.ctx, win); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(6 * time.Minute)
	w.tend()
	r := w.relay(n)
	if !r.CallsPressing() {
		t.Error("nobody is told of the calls")
	}
	if got := w.owed(workflow.NoticeQuestion); !slices.Contains(got, workflow.QuestionID(tuesday, "q", "TOM")) {
		t.Errorf("nobody is asked the question: %v", got)
	}
}

// TestTwoAnswerAtOnce: the first counts, the second is told what was answered.
func TestTwoAnswerAtOnce(t *testing.T) {
	w := newTown(t)
	n := w.live()
	asked, err := w.desk.AskQuestion(w.ctx, desk.Asking{Window: tuesday, FrontLine: "help-desk", Release: n, Text: "Is it down?", By: "HANA", Request: "ask:1"})
	if err != nil || asked.Question.To != "TOM" || !asked.Question.DueBy.Equal(w.now.Add(time.Hour)) {
		t.Fatalf("%+v, %v", asked.Question, err)
	}
	if again, err := w.desk.AskQuestion(w.ctx, desk.Asking{Window: tuesday, FrontLine: "help-desk", Release: n, Text: "Is it down?", By: "HANA", Request: "ask:1"}); err != nil || !again.Copy {
		t.Errorf("a copy of the question: %+v, %v", again, err)
	}
	answer := func(by workflow.PersonID, text, request string) (desk.Asked, error) {
		return w.desk.AnswerQuestion(w.ctx, desk.Answering{Window: tuesday, Question: asked.Question.ID, Text: text, By: by, Request: request})
	}
	if _, err := answer("EVA", "No.", "answer:0"); workflow.CodeOf(err) != workflow.CodeDenied {
		t.Errorf("somebody who has nothing to do with it: %v", err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, by := range []workflow.PersonID{"TOM", "ROSA"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = answer(by, "No, says "+string(by), fmt.Sprint("answer:", by))
		}()
	}
	wg.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if won < 0 || workflow.CodeOf(errs[1-won]) != workflow.CodeStale {
		t.Fatalf("%v", errs)
	}
	win := w.window(tuesday)
	if q := win.Questions[0]; len(win.Questions) != 1 || q.AnsweredBy != []workflow.PersonID{"TOM", "ROSA"}[won] {
		t.Errorf("%+v", win.Questions)
	}
	if got := w.owed(workflow.NoticeAnswered); !slices.Contains(got, workflow.AnsweredID(tuesday, asked.Question.ID, "HANA")) {
		t.Errorf("who asked is not told: %v", got)
	}
}

// TestAReportFindsItsCause: it is kept with the release from then on, and counted there alone.
func TestAReportFindsItsCause(t *testing.T) {
	w := newTown(t)
	n := w.live()
	w.now = w.now.Add(time.Hour)
	out, err := w.desk.ReportCall(w.ctx, desk.CallReport{Customers: 2, Harm: workflow.HarmHindered, Words: "My address is gone", By: "AYU", Request: "call:1"})
	if err != nil || len(out.Suspects) != 1 || out.Suspects[0].Release != n {
		t.Fatalf("%+v, %v", out.Suspects, err)
	}
	for i, want := range []bool{false, true} {
		got, err := w.desk.FoundCause(w.ctx, out.Window, workflow.CallKey("call:1"), n, "AYU", "click:1")
		if err != nil || got.Copy != want {
			t.Errorf("%d: %+v, %v", i, got, err)
		}
	}
	win, book := w.window(tuesday), w.window(out.Window)
	if c := win.CallsAbout(n); c.Customers != 2 || c.Reports != 1 {
		t.Errorf("with the release: %+v", c)
	}
	if c := book.CallsAbout(0); c.Reports != 0 {
		t.Errorf("without one: %+v", c)
	}
}
