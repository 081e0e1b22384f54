package desk_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

func (w *town) all(action workflow.Action, request string, change ...func(*desk.PackageCommand)) workflow.PackageDone {
	w.t.Helper()
	cmd := desk.PackageCommand{Action: action, Window: tuesday, By: "ROSA", Request: request, Reason: "because"}
	for _, c := range change {
		c(&cmd)
	}
	f, err := w.desk.Package(w.ctx, cmd)
	if err != nil {
		w.t.Fatalf("%s the package: %v", action, err)
	}
	return f
}

// did lists the releases that it was done to.
func did(f workflow.PackageDone) []workflow.Number {
	var out []workflow.Number
	for _, r := range f.Results {
		if r.Done {
			out = append(out, r.Number)
		}
	}
	return out
}

// entries counts how often something was done to a release.
func (w *town) entries(n workflow.Number, a workflow.Action) int {
	count := 0
	for _, e := range w.relay(n).History {
		if e.Action == a {
			count++
		}
	}
	return count
}

// TestPackageStarts: all that can start do, in the order in which they may; the
// others say why not; once more starts the rest, and a copy starts nothing twice.
func TestPackageStarts(t *testing.T) {
	w := newTown(t)
	second := w.submits().Number // starts after the third
	third := w.scheduled().Number
	r := w.relay(second)
	form := r.Request
	form.DependsOn = []workflow.Number{third}
	w.does(second, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &form })
	w.does(second, "EVA", workflow.ActApprove)
	w.does(second, "OMAR", workflow.ActApprove)
	first := w.scheduled().Number
	waiting := w.submits().Number
	w.now = time.Date(2026, 11, 24, 6, 1, 0, 0, time.UTC)
	f := w.all(workflow.ActStart, "all")
	if got, want := did(f), []workflow.Number{third, first}; !slices.Equal(got, want) {
		t.Errorf("started %v, want %v: %+v", got, want, f.Results)
	}
	if order := []workflow.Number{f.Results[0].Number, f.Results[1].Number}; !slices.Equal(order, []workflow.Number{third, second}) || len(f.Results) != 3 {
		t.Errorf("tried in the order %v; what others start after comes first", f.Results)
	}
	if why := f.Results[1].Why; !strings.Contains(why, third.String()) {
		t.Errorf("%s was not started: %q, want what it starts after", second, why)
	}
	if again := w.all(workflow.ActStart, "all"); len(did(again)) != 2 || !again.Results[0].Copy {
		t.Errorf("a copy: %+v", again.Results)
	}
	w.does(third, "TOM", workflow.ActLive)
	if got := did(w.all(workflow.ActStart, "once more")); !slices.Equal(got, []workflow.Number{second}) {
		t.Errorf("once more started %v, want the one that waited", got)
	}
	for _, n := range []workflow.Number{first, second, third} {
		if w.entries(n, workflow.ActStart) != 1 {
			t.Errorf("%s was started %d times", n, w.entries(n, workflow.ActStart))
		}
	}
	if w.relay(waiting).State != workflow.InApproval {
		t.Error("what waits for approvals was started")
	}
}

// TestPackageMoves: everything that was looked at moves, and nothing that came
// after; a copy moves nothing back and tells the same.
func TestPackageMoves(t *testing.T) {
	w := newTown(t)
	one, two := w.scheduled().Number, w.submits().Number
	late := w.submits().Number
	seen := func(c *desk.PackageCommand) { c.To, c.Releases = thursday, []workflow.Number{one, two} }
	f := w.all(workflow.ActMove, "move", seen)
	if len(did(f)) != 2 || f.Results[0].Slot == nil || f.Results[0].Slot.ID != thursday {
		t.Errorf("moved: %+v", f.Results)
	}
	if again := w.all(workflow.ActMove, "move", seen); !again.Copied() || len(again.Results) != 2 {
		t.Errorf("a copy: %+v", again.Results)
	}
	if r := w.relay(late); r.Place.Window != tuesday || w.entries(one, workflow.ActMove) != 1 {
		t.Errorf("%s is in %s, and %s was moved %d times", late, r.Place.Window, one, w.entries(one, workflow.ActMove))
	}
	if got := did(w.all(workflow.ActMove, "rest", func(c *desk.PackageCommand) { c.To = thursday })); !slices.Equal(got, []workflow.Number{late}) {
		t.Errorf("the rest: %v", got)
	}
}

func TestPackageRefuses(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	for name, c := range map[string]struct {
		cmd  desk.PackageCommand
		code workflow.Code
	}{
		"by somebody else": {desk.PackageCommand{Action: workflow.ActMove, Window: tuesday, By: "TOM", Reason: "x", To: thursday}, workflow.CodeDenied},
		"without a reason": {desk.PackageCommand{Action: workflow.ActPostpone, Window: tuesday, By: "ROSA"}, workflow.CodeInvalid},
		"nothing in it":    {desk.PackageCommand{Action: workflow.ActPostpone, Window: thursday, By: "ROSA", Reason: "x"}, workflow.CodeBlocked},
		"no such window":   {desk.PackageCommand{Action: workflow.ActPostpone, Window: "gone:2026-11-24T06:00Z", By: "ROSA", Reason: "x"}, workflow.CodeNotFound},
		"another action":   {desk.PackageCommand{Action: workflow.ActApprove, Window: tuesday, By: "ROSA"}, workflow.CodeInvalid},
	} {
		if _, err := w.desk.Package(w.ctx, c.cmd); workflow.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// TestPackageAtOnce: two release managers postpone the package at the same
// moment; each release is postponed once by one of them or after the other, and
// no window has more than its places.
func TestPackageAtOnce(t *testing.T) {
	w := newTown(t)
	var all []workflow.Number
	for range 3 {
		all = append(all, w.scheduled().Number)
	}
	var group sync.WaitGroup
	for _, request := range []string{"a", "a", "b"} {
		group.Go(func() {
			cmd := desk.PackageCommand{Action: workflow.ActPostpone, Window: tuesday, By: "ROSA", Request: request, Reason: "because", Releases: all}
			if _, err := w.desk.Package(w.ctx, cmd); err != nil && workflow.CodeOf(err) != workflow.CodeBlocked {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, n := range all {
		r := w.relay(n)
		if r.Place == nil || r.Place.Window == tuesday || w.entries(n, workflow.ActPostpone) > 2 {
			t.Errorf("%s is in %+v after %d times", n, r.Place, w.entries(n, workflow.ActPostpone))
		}
		if doc := w.window(r.Place.Window); !doc.Holds(n) || len(doc.Places) > doc.Capacity {
			t.Errorf("%s: its window has the places %+v", n, doc.Places)
		}
	}
}
