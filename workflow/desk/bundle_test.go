package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

const autumn = "Autumn fixes"

// coordinated gives the town a department with NOOR as its coordinator, and a
// heartbeat with so many places.
func (w *town) coordinated(places int) {
	w.t.Helper()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Roles = append(p.Roles, workflow.Role{Key: "coordinator", Name: "coordinator", People: []workflow.PersonID{"NOOR"}})
	p.Departments = append(p.Departments, workflow.Department{Key: "sales", Name: "Sales", Teams: []string{"Basket"}, Coordinator: "coordinator"})
	p.Heartbeats[0].Capacity = places
	w.savePolicy(p)
}

func into(bundle string) func(*desk.Command) { return func(c *desk.Command) { c.Bundle = bundle } }

func to(window workflow.WindowID) func(*desk.Command) {
	return func(c *desk.Command) { c.Window = window }
}

func alone(c *desk.Command) { c.Alone = true }

// bundled files requests and puts them into one bundle.
func (w *town) bundled(n int, change ...func(*workflow.Request)) []workflow.Number {
	w.t.Helper()
	var out []workflow.Number
	for range n {
		r := w.submits(change...)
		w.does(r.Number, "NOOR", workflow.ActEndorse, into(autumn))
		out = append(out, r.Number)
	}
	return out
}

// wantIn fails unless each release holds its place in a window, and the window no
// other but those.
func (w *town) wantIn(id workflow.WindowID, numbers ...workflow.Number) {
	w.t.Helper()
	for _, n := range numbers {
		if r := w.relay(n); r.Place == nil || r.Place.Window != id {
			w.t.Errorf("%s holds %+v, want %s", n, r.Place, id)
		}
	}
	for _, p := range w.window(id).Places {
		if !slices.Contains(numbers, p.Release) {
			w.t.Errorf("%s keeps a place for %s", id, p.Release)
		}
	}
}

func TestABundleComesTogetherInTheLatestWindow(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	two := w.bundled(2)
	w.wantIn(tuesday, two...)
	late := w.submits(func(q *workflow.Request) { q.Window = thursday })
	w.does(late.Number, "NOOR", workflow.ActEndorse, into("autumn  FIXES"))
	if r := w.relay(late.Number); r.Bundle() != autumn {
		t.Errorf("the bundle is spelled %q, want %q", r.Bundle(), autumn)
	}
	w.wantIn(thursday, append(two, late.Number)...)
	if r := w.relay(two[0]); r.Last().Reason != "It goes live with the others of bundle Autumn fixes." {
		t.Errorf("the reason is %q", r.Last().Reason)
	}
	f, err := w.desk.Why(w.ctx, desk.Question{Release: two[0], By: "INES"})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(f.Gates, func(g workflow.Finding) bool { return g.Rule == "bundle" })
	if i < 0 || !f.Gates[i].Pass || f.Gates[i].Reason != "Rides with bundle Autumn fixes: REL-2 and REL-3." {
		t.Errorf("why says %+v", f.Gates)
	}
}

func TestAWholeBundleMovesOrNothing(t *testing.T) {
	w := newTown(t)
	w.coordinated(3)
	two := w.bundled(2)
	for range 2 { // one place is left on Thursday
		w.submits(func(q *workflow.Request) { q.Window = thursday })
	}
	e := w.refused(workflow.CodeInvalid, two[0], "ROSA", workflow.ActMove, to(thursday))
	if s := e.Fields[workflow.FieldWindow]; !strings.Contains(s, "REL-2") || !strings.Contains(s, "All 3 places") || !strings.Contains(s, "REL-1 alone") {
		t.Errorf("it says %q", s)
	}
	if n := len(w.window(thursday).Places); n != 2 {
		t.Errorf("%d places are taken on Thursday, want 2", n)
	}
	w.wantIn(tuesday, two...)

	moved := w.does(two[0], "ROSA", workflow.ActMove, to(thursday), alone)
	if moved.Bundle() != "" || moved.Place.Window != thursday || moved.Endorsement == nil {
		t.Errorf("moved alone it is %+v in %q", moved.Place, moved.Bundle())
	}
	w.wantIn(tuesday, two[1])
	if got := w.owed(workflow.NoticeBundle); len(got) != 1 || !strings.HasPrefix(got[0], "bundle:REL-2:REL-1:") {
		t.Errorf("the others are told %v", got)
	}
}

func TestABundleMovesTogether(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	three := w.bundled(3)
	w.does(three[1], "ROSA", workflow.ActMove, to(thursday))
	w.wantIn(thursday, three...)
	third := w.relay(three[2])
	if last := third.Last(); last.By != workflow.System || last.Reason != "With REL-2 of bundle Autumn fixes, which ROSA moved: because" {
		t.Errorf("who is taken along reads %+v", third.Last())
	}
	// Who postpones it in its window takes all along, too.
	for _, n := range three {
		w.does(n, "EVA", workflow.ActApprove)
		w.does(n, "OMAR", workflow.ActApprove)
	}
	w.now = time.Date(2026, 11, 26, 6, 5, 0, 0, time.UTC)
	w.does(three[0], "TOM", workflow.ActPostpone)
	place := w.relay(three[0]).Place
	if place.Window == thursday {
		t.Fatal("it was not postponed")
	}
	w.wantIn(place.Window, three...)
}

func TestABundleRollsForwardTogether(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	two := w.bundled(2)
	w.does(two[0], "EVA", workflow.ActApprove)
	w.does(two[0], "OMAR", workflow.ActApprove)
	w.now = monday.Add(20 * time.Hour) // past the cut-off; the other is not approved
	w.tend()
	w.wantIn(thursday, two...)
	if r := w.relay(two[0]); r.State != workflow.Scheduled || !strings.HasPrefix(r.Last().Reason, "With REL-2 of bundle Autumn fixes: not approved") {
		t.Errorf("the approved one is %s, because %q", r.State, r.Last().Reason)
	}
	if done := w.tend(); done.RolledForward+done.United > 0 {
		t.Errorf("a second look does %+v", done)
	}
}

// mortal is a store that dies after so many writes of releases.
type mortal struct {
	workflow.Releases
	left int
}

func (m *mortal) Replace(ctx context.Context, r workflow.Release) error {
	if m.left--; m.left < 0 {
		return &workflow.Error{Code: workflow.CodeNotSaved, Message: "The process died."}
	}
	return m.Releases.Replace(ctx, r)
}

func TestWhoDiesBetweenTwoOfABundleIsMadeUpFor(t *testing.T) {
	for writes := 1; writes <= 3; writes++ {
		w := newTown(t)
		w.coordinated(5)
		three := w.bundled(3)
		ports := w.store
		ports.Releases = &mortal{w.store.Releases, writes}
		dying := desk.New(desk.Options{Store: ports, Directory: w.dir, Now: func() time.Time { return w.now }})
		out, err := dying.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: three[0], By: "ROSA", Request: "move", Reason: "because", Window: thursday})
		if err != nil || out.Release.Place.Window != thursday {
			t.Fatalf("the first is not moved: %v", err)
		}
		w.now = w.now.Add(time.Minute)
		w.tend()
		w.wantIn(thursday, three...)
		out, err = w.desk.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: three[0], By: "ROSA", Request: "move", Reason: "because", Window: thursday})
		if err != nil || !out.Copy {
			t.Errorf("a copy of the request: %v, copy %v", err, out.Copy)
		}
	}
}

func TestWhatCannotRideTogetherIsSaid(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	w.maintained()
	one := w.bundled(1)[0]
	little := w.submits(small)
	e := w.refused(workflow.CodeInvalid, little.Number, "NOOR", workflow.ActEndorse, into(autumn))
	if s := e.Fields[workflow.FieldBundle]; !strings.Contains(s, "REL-2 rides with Maintenance") || !strings.Contains(s, "no window serves both") {
		t.Errorf("it says %q", s)
	}
	// What comes apart later is not torn along: it is said.
	two := w.submits()
	w.does(two.Number, "NOOR", workflow.ActEndorse, into(autumn))
	form := two.Request
	form.Type, form.EffortHours = workflow.Standard, 2
	after := w.does(two.Number, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &form })
	if after.Bundle() != "" {
		t.Error("it rides with maintenance now, and is in the bundle still")
	}
	w.wantIn(tuesday, one)
}

func TestWhoIsRejectedLeavesTheBundle(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	three := w.bundled(3)
	w.does(three[0], "EVA", workflow.ActReject)
	if got := w.owed(workflow.NoticeBundle); len(got) != 2 {
		t.Errorf("the others are told %v", got)
	}
	f, err := w.desk.Release(w.ctx, three[1])
	if err != nil || len(f.Mates) != 1 || f.Mates[0].Number != three[2] {
		t.Errorf("it goes live with %+v (%v)", f.Mates, err)
	}
	w.does(three[1], "ROSA", workflow.ActMove, to(thursday))
	w.wantIn(thursday, three[1:]...)
	w.does(three[0], "EVA", workflow.ActWithdrawRejection)
	w.tend()
	w.wantIn(thursday, three...)
}

// TestTwoWhoMoveOneBundleAtOnce: wherever it goes, it goes there as a whole.
func TestTwoWhoMoveOneBundleAtOnce(t *testing.T) {
	w := newTown(t)
	w.coordinated(5)
	three := w.bundled(3)
	var both sync.WaitGroup
	for i, window := range []workflow.WindowID{thursday, "regular:2026-12-01T06:00Z"} {
		both.Go(func() {
			replica := desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return monday.Add(time.Minute) }})
			_, err := replica.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: three[i], By: "ROSA", Request: string(window), Reason: "because", Window: window})
			if code := workflow.CodeOf(err); err != nil && code != workflow.CodeConflict && code != workflow.CodeInvalid {
				t.Errorf("move to %s: %v", window, err)
			}
		})
	}
	both.Wait()
	for range 3 {
		w.now = w.now.Add(time.Minute)
		w.tend()
	}
	first := w.relay(three[0])
	for _, n := range three[1:] {
		if r := w.relay(n); r.Place.Window != first.Place.Window {
			t.Errorf("%s is in %s, %s in %s", n, r.Place.Window, first.Number, first.Place.Window)
		}
	}
}
