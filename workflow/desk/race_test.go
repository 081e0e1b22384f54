package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// meddler is a store in which something else happens at chosen moments: between
// the read and the write of a use case, or after a write whose answer is lost.
type meddler struct {
	workflow.Releases
	before func(workflow.Release)       // once, before the next Replace
	after  func(workflow.Release) error // once, after the next Replace that was stored
	get    error                        // what every Get answers from now on
}

func (m *meddler) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	if m.get != nil {
		return workflow.Release{}, m.get
	}
	return m.Releases.Get(ctx, n)
}

func (m *meddler) Replace(ctx context.Context, r workflow.Release) error {
	if f := m.before; f != nil {
		m.before = nil
		f(r)
	}
	err := m.Releases.Replace(ctx, r)
	if f := m.after; err == nil && f != nil {
		m.after = nil
		return f(r)
	}
	return err
}

func (m *meddler) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	r, err := m.Releases.Create(ctx, build)
	if f := m.after; err == nil && f != nil {
		m.after = nil
		return workflow.Release{}, f(r)
	}
	return r, err
}

// meddled is a second desk on the town's store, with somebody in between.
func (w *town) meddled() (*desk.Desk, *meddler) {
	m := &meddler{Releases: w.store.Releases}
	store := w.store
	store.Releases = m
	return desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }}), m
}

var errLost = workflow.Refuse(workflow.CodeUnknown, "This may or may not have been saved.")

// files puts a request in without relaying it: it has no place yet.
func (w *town) files(change ...func(*workflow.Request)) workflow.Number {
	w.t.Helper()
	out, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form(change...))
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Release.Number
}

// holds checks that a release and the window it names agree on its place.
func (w *town) holds(n workflow.Number, want workflow.WindowID) {
	w.t.Helper()
	r := w.relay(n)
	if r.Place == nil || r.Place.Window != want {
		w.t.Fatalf("%s holds %+v, want a place in %s", n, r.Place, want)
	}
	if win := w.window(want); !win.Holds(n) {
		w.t.Errorf("%s says it holds a place in %s, the window does not", n, want)
	}
}

func TestTwoReplicasRelayTheSameRelease(t *testing.T) {
	w := newTown(t)
	n := w.files()
	other, m := w.meddled()
	m.before = func(workflow.Release) { w.relay(n) } // the first replica is faster
	if _, err := other.Relay(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.holds(n, tuesday)
}

func TestAReservationThatAnotherRecorded(t *testing.T) {
	w := newTown(t)
	n := w.files()
	other, m := w.meddled()
	m.before = func(workflow.Release) { // reserved by the one, recorded by the other
		w.relay(n)
		w.does(n, "EVA", workflow.ActApprove)
	}
	if _, err := other.Relay(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.holds(n, tuesday)
}

func TestTwoManagersMoveToTheSameWindow(t *testing.T) {
	w := newTown(t)
	w.submits()
	other, m := w.meddled()
	m.before = func(workflow.Release) {
		w.does(1, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = thursday })
	}
	_, err := other.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: 1, By: "ROSA", Request: "second", Reason: "b", Window: thursday})
	if workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("the second is told %v, want that it is there already", err)
	}
	w.holds(1, thursday)
	if n := len(w.window(tuesday).Places); n != 0 {
		t.Errorf("%d places are still taken in the window it left", n)
	}
}

func TestTwoReplicasRollForwardOnce(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.now = r.Place.Closes
	other, _ := w.meddled()
	slow, m := w.meddled()
	m.before = func(workflow.Release) {
		if _, err := other.Tend(w.ctx); err != nil {
			t.Error(err)
		}
	}
	if _, err := slow.Tend(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.holds(1, thursday)
}

func TestTwoReplicasEscalateOnce(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.Window = nextTue })
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	w.now = r.DecideBy
	other, _ := w.meddled()
	slow, m := w.meddled()
	m.before = func(workflow.Release) { _, _ = other.Tend(w.ctx) }
	if _, err := slow.Tend(w.ctx); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range w.relay(1).History {
		if e.Action == workflow.ActEscalate {
			n++
		}
	}
	if n != 1 {
		t.Errorf("escalated %d times", n)
	}
}

func TestAWriteWhoseAnswerIsLost(t *testing.T) {
	w := newTown(t)
	w.submits()
	other, m := w.meddled()
	m.after = func(workflow.Release) error { return errLost }
	out, err := other.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: 1, By: "ROSA", Request: "move", Reason: "b", Window: thursday})
	if err != nil || out.Entry.Action != workflow.ActMove || out.Repeated {
		t.Fatalf("stored and not told so: %+v, %v", out.Entry, err)
	}
	w.holds(1, thursday)
	if n := len(w.window(tuesday).Places); n != 0 {
		t.Errorf("%d places are still taken in the window it left", n)
	}
	if r := w.relay(1); len(r.History) != 3 {
		t.Errorf("moved %d times", len(r.History)-2)
	}
}

func TestALostAnswerAndThenNoStore(t *testing.T) {
	w := newTown(t)
	w.submits()
	other, m := w.meddled()
	m.after = func(workflow.Release) error {
		m.get = workflow.Refuse(workflow.CodeNotSaved, "Nothing has changed.")
		return errLost
	}
	_, err := other.Do(w.ctx, desk.Command{Action: workflow.ActApprove, Release: 1, By: "EVA", Request: "a"})
	if workflow.CodeOf(err) != workflow.CodeUnknown {
		t.Errorf("told %v though it is stored: nobody knows is the truth", err)
	}
}

func TestASubmissionWhoseAnswerIsLost(t *testing.T) {
	w := newTown(t)
	other, m := w.meddled()
	m.after = func(workflow.Release) error { return errLost }
	out, err := other.Submit(w.ctx, "INES", "view", w.form())
	if err != nil || out.Release.Number != 1 || out.Repeated {
		t.Fatalf("stored and not told so: %+v, %v", out, err)
	}
}

func TestManyAskForOneWindow(t *testing.T) {
	w := newTown(t)
	desks := []*desk.Desk{w.desk, desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})}
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			d := desks[i%2]
			out, err := d.Submit(w.ctx, "INES", fmt.Sprint("view", i), w.form(func(q *workflow.Request) { q.Window = tuesday }))
			if err != nil {
				return // full by then
			}
			_, _ = d.Relay(w.ctx)
			_, _ = d.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: out.Release.Number, By: "ROSA", Request: fmt.Sprint("m", i), Reason: "b",
				Window: []workflow.WindowID{thursday, tuesday}[i%2]})
			_, _ = d.Relay(w.ctx)
		})
	}
	wg.Wait()
	w.relay(1)
	w.tend()
	w.now = w.now.Add(40 * time.Minute) // over every grace
	w.tend()
	w.holdPlaces(t, 5)
}

func TestApprovedWhileNoWindowHasRoom(t *testing.T) {
	w := newTown(t)
	n := w.files()
	p, _ := w.desk.Policy(w.ctx)
	p.Heartbeats = nil
	w.savePolicy(p)
	w.does(n, "EVA", workflow.ActApprove)
	r := w.does(n, "OMAR", workflow.ActApprove)
	if r.State != workflow.Scheduled || r.Place != nil {
		t.Fatalf("approved without room: %s, place %+v", r.State, r.Place)
	}
	p, _ = w.desk.Policy(w.ctx)
	p.Heartbeats = policy.Default().Heartbeats
	w.savePolicy(p)
	w.tend()
	w.holds(n, tuesday)
}

func TestNoWindowToRollForwardTo(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	p, _ := w.desk.Policy(w.ctx)
	p.Heartbeats = nil
	w.savePolicy(p)
	w.now = r.Place.Closes
	for range 3 {
		w.tend()
	}
	r = w.relay(1)
	last := r.Last()
	if r.Place != nil || last.Action != workflow.ActRollForward || last.Window != "" || !strings.Contains(last.Reason, "heartbeat") {
		t.Fatalf("place %+v, last entry %+v", r.Place, last)
	}
	if got := len(w.owed(workflow.NoticeOutcome)); got != 2 {
		t.Errorf("the requester is told %d things, want the approval and that it lost its place", got)
	}
	p, _ = w.desk.Policy(w.ctx)
	p.Heartbeats = policy.Default().Heartbeats
	w.savePolicy(p)
	w.tend()
	w.holds(1, thursday)
	if r = w.relay(1); r.Last().Window != thursday || r.Last().Action != workflow.ActRollForward {
		t.Errorf("nobody is told of the new place: %+v", r.Last())
	}
}

func TestPagingGoesOnAfterItWasSentAgain(t *testing.T) {
	w := newTown(t)
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	for range 3 {
		w.now = w.now.Add(5 * time.Minute)
		w.tend()
	}
	w.now = w.now.Add(24 * time.Hour)
	form := w.form(func(q *workflow.Request) { q.Type, q.What = workflow.Emergency, "Something else" })
	w.does(1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &form })
	w.tend()
	r := w.relay(1)
	if got := r.Waiting(); !slices.Equal(got, []workflow.PersonID{"OMAR"}) {
		t.Errorf("at once after the edit %v are asked, want the first alone", got)
	}
	w.now = w.now.Add(5 * time.Minute)
	w.tend()
	if r = w.relay(1); !slices.Equal(r.Waiting(), []workflow.PersonID{"OMAR", "NOOR"}) {
		t.Errorf("after an interval %v are asked", r.Waiting())
	}
}

func TestWhoComesOnCallIsPaged(t *testing.T) {
	w := newTown(t)
	w.dir.groups["@on-call"] = []workflow.PersonID{"OMAR"}
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	for range 5 {
		w.now = w.now.Add(5 * time.Minute)
		w.tend()
	}
	w.dir.groups["@on-call"] = []workflow.PersonID{"NOOR"} // the shift changes
	w.tend()
	r := w.relay(1)
	if !slices.Contains(r.Waiting(), "NOOR") {
		t.Errorf("asked %v; NOOR is on call and hears nothing", r.Waiting())
	}
	if len(r.History) > 4 {
		t.Errorf("%d history entries", len(r.History))
	}
}

func TestEmergenciesDecidedByAnotherRole(t *testing.T) {
	w := newTown(t)
	p, _ := w.desk.Policy(w.ctx)
	for i := range p.Types {
		if p.Types[i].Type == workflow.Emergency {
			p.Types[i].Approvals = []workflow.ApprovalRule{{Role: policy.RoleQuality, Quorum: 1}}
		}
	}
	w.savePolicy(p)
	w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency })
	for range 10 {
		w.now = w.now.Add(5 * time.Minute)
		w.tend()
	}
	if r := w.relay(1); len(r.History) != 2 {
		t.Errorf("%d history entries: it is escalated to nobody, again and again", len(r.History))
	}
}

func TestTwoFormsOfOnePerson(t *testing.T) {
	w := newTown(t)
	r := w.submits()
	seen := func(form workflow.Request) func(*desk.Command) {
		return func(c *desk.Command) { c.Form, c.Seen, c.SeenEntry = &form, 1, r.Last().Seq }
	}
	title, say := r.Request, r.Request
	title.Title, say.Briefing.Say = "Another title", "Other words"
	w.does(1, "INES", workflow.ActEdit, seen(title))
	e := w.refused(workflow.CodeStale, 1, "INES", workflow.ActEdit, seen(say))
	if !strings.HasPrefix(e.Message, "You edited") {
		t.Errorf("told %q", e.Message)
	}
}

func TestEditAfterItRolledForward(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.Window = tuesday })
	old := r
	w.now = r.Place.CutOff
	w.tend()
	r = w.relay(1)
	typo := r.Request
	typo.Title = "Faster check-out"
	if r = w.does(1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &typo }); r.Revision != 1 || r.Place.Window != thursday {
		t.Errorf("after a typo: revision %d in %s", r.Revision, r.Place.Window)
	}
	stale := old.Request
	stale.What = "Something else"
	e := w.refused(workflow.CodeStale, 1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form, c.SeenEntry = &stale, old.Last().Seq })
	if !strings.Contains(e.Message, "edited") && !strings.Contains(e.Message, "moved") {
		t.Errorf("told %q", e.Message)
	}
}

func TestAnEditDoesNotUndoAMove(t *testing.T) {
	w := newTown(t)
	r := w.submits(func(q *workflow.Request) { q.Window = tuesday })
	form := r.Request
	form.What = "Something else"
	w.does(1, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = thursday })
	e := w.refused(workflow.CodeStale, 1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form, c.SeenEntry = &form, r.Last().Seq })
	if !strings.Contains(e.Fields[workflow.FieldWindow], "ROSA moved") {
		t.Errorf("told %q", e.Fields)
	}
}
