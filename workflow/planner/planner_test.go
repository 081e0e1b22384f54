package planner_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
	"drumbeat/workflow/policy"
)

// directory is a workspace in which everybody named in a role is there; away
// makes it silent.
type directory struct{ away bool }

var groups = map[string][]workflow.PersonID{
	"@release-managers": {"ROSA"}, "@business-owners": {"EVA"}, "@operations": {"OMAR"}, "@quality": {"LENA"}, "@on-call": {"OMAR", "NOOR"},
}

func (d *directory) Person(_ context.Context, id workflow.PersonID) (workflow.Person, error) {
	if d.away {
		return workflow.Person{}, workflow.Refuse(workflow.CodeInternal, "the workspace is away")
	}
	return workflow.Person{ID: id, Name: string(id), Zone: "UTC"}, nil
}

func (d *directory) Group(_ context.Context, group string) ([]workflow.PersonID, error) {
	if d.away {
		return nil, workflow.Refuse(workflow.CodeInternal, "the workspace is away")
	}
	return groups[group], nil
}

func (d *directory) CanPost(context.Context, workflow.Channel) (bool, error) { return true, nil }

func (d *directory) Admins(context.Context) ([]workflow.PersonID, error) { return nil, nil }

// office is desk and planner on a real store, with a clock that tests move.
type office struct {
	t       tester
	ctx     context.Context
	now     time.Time
	dir     directory
	store   workflow.Store
	desk    *desk.Desk
	planner *planner.Planner
	woken   int
}

// monday is a Monday morning before a Tuesday window of the default policy.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func newOffice(t testing.TB) *office {
	t.Helper()
	return officeIn(t, "")
}

// tester is what a test and a check of a property have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
	Cleanup(f func())
}

func officeIn(t tester, file string) *office {
	t.Helper()
	o := &office{t: t, ctx: context.Background(), now: monday}
	store, err := embedded.Open(o.ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	o.store = store.Ports()
	clock := func() time.Time { return o.now }
	o.desk = desk.New(desk.Options{Store: o.store, Directory: &o.dir, Now: clock})
	if _, err := o.desk.SavePolicy(o.ctx, policy.Default()); err != nil {
		t.Fatal(err)
	}
	o.planner = o.newPlanner()
	return o
}

func (o *office) newPlanner() *planner.Planner {
	return planner.New(planner.Options{Desk: o.desk, Store: o.store, Directory: &o.dir, Now: func() time.Time { return o.now }, Wake: func() { o.woken++ }})
}

func (o *office) submits(kind workflow.ChangeType) workflow.Number {
	o.t.Helper()
	return o.submitsAs("request-"+string(kind), kind)
}

func (o *office) submitsAs(id string, kind workflow.ChangeType) workflow.Number {
	o.t.Helper()
	out, err := o.desk.Submit(o.ctx, "INES", id, workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket",
		What: "One step less", Why: "12 % leave", Type: kind, EffortHours: 2, Impact: workflow.ImpactNoticeable,
		Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}, Rollback: "switch off", Contact: "TOM", Implementer: "TOM"})
	if err != nil {
		o.t.Fatal(err)
	}
	return out.Release.Number
}

func (o *office) runs(p *planner.Planner) planner.Result {
	o.t.Helper()
	res, err := p.RunOnce(o.ctx, o.now)
	if err != nil {
		o.t.Fatal(err)
	}
	return res
}

// outbox gives the kinds of the notices that are due and what they are about.
func (o *office) outbox() []string {
	o.t.Helper()
	due, err := o.store.Notices.Due(o.ctx, o.now, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, n := range due {
		out = append(out, n.ID)
	}
	slices.Sort(out)
	return out
}

func TestRoundsFillTheOutbox(t *testing.T) {
	o := newOffice(t)
	o.submits(workflow.Standard) // pre-authorised: scheduled for Tuesday at once
	n := o.submits(workflow.Normal)
	o.runs(o.planner) // relays what was submitted, and finds places
	res := o.runs(o.planner)
	if res.Added != 7 || o.woken == 0 {
		t.Errorf("added %d (woken %d times), want the board, two briefings, and what two cards and their requesters' boards say otherwise from now on", res.Added, o.woken)
	}
	o.now = monday.Add(4 * time.Hour)
	if res = o.runs(o.planner); res.Added != 2 {
		t.Errorf("at 13:00 added %d, want the reminders of two approvers", res.Added)
	}
	want := []string{"briefing:regular:2026-11-24T06:00Z:call-centre", "briefing:regular:2026-11-24T06:00Z:help-desk",
		"remind:EVA:2026-11-23T13:00Z", "remind:OMAR:2026-11-23T13:00Z", "window:regular:2026-11-24T06:00Z"}
	got := slices.DeleteFunc(o.outbox(), func(id string) bool { return strings.Contains(id, "REL-") }) // those are desk's
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outbox (-want +got):\n%s", diff)
	}
	board, err := o.store.Notices.Get(o.ctx, "window:regular:2026-11-24T06:00Z")
	if err != nil {
		t.Fatal(err)
	}
	if res = o.runs(o.planner); res.Added != 0 || res.Due != 9 {
		t.Errorf("once more: added %d of %d due, want 0 of 9", res.Added, res.Due)
	}
	if again, _ := o.store.Notices.Get(o.ctx, board.ID); again.Delivery.Want != board.Delivery.Want {
		t.Errorf("the board is wanted anew at every tick: %d, then %d", board.Delivery.Want, again.Delivery.Want)
	}

	// Cut-off, 17:00: what is not approved moves on before the window is told of.
	o.now = monday.Add(8 * time.Hour)
	if res = o.runs(o.planner); res.Tended.RolledForward != 1 {
		t.Errorf("rolled forward %d, want 1", res.Tended.RolledForward)
	}
	r, err := o.store.Releases.Get(o.ctx, n)
	if err != nil || r.Place == nil || r.Place.Window != "regular:2026-11-26T06:00Z" {
		t.Errorf("%s has place %v (%v), want Thursday", n, r.Place, err)
	}
	if !slices.Contains(o.outbox(), "window:regular:2026-11-24T06:00Z:reminder-cut-off") {
		t.Errorf("no cut-off in %q", o.outbox())
	}
}

func TestAnotherReplicaAddsNothing(t *testing.T) {
	o := newOffice(t)
	o.submits(workflow.Standard)
	o.runs(o.planner)
	o.runs(o.planner)
	before := o.outbox()
	other := o.newPlanner()
	o.runs(other)
	if diff := cmp.Diff(before, o.outbox()); diff != "" {
		t.Errorf("outbox (-one replica +two):\n%s", diff)
	}
}

func TestASilentWorkspaceDoesNotStopTheClock(t *testing.T) {
	o := newOffice(t)
	o.submits(workflow.Standard)
	o.submits(workflow.Normal)
	o.runs(o.planner)
	o.dir.away = true
	o.now = monday.Add(4 * time.Hour)
	res, err := o.planner.RunOnce(o.ctx, o.now)
	if err == nil || res.Added != 7 {
		t.Errorf("added %d, error %v; want the window's notices and the error of desk", res.Added, err)
	}
	o.dir.away = false
	if res = o.runs(o.planner); res.Added != 2 {
		t.Errorf("added %d once the workspace answers, want the reminders of two approvers", res.Added)
	}
}

func TestNextOfAPlanner(t *testing.T) {
	o := newOffice(t)
	o.submits(workflow.Standard)
	o.runs(o.planner)
	at, what, ok := o.planner.Next(o.ctx, o.now)
	if want := monday.Add(8 * time.Hour); !ok || !at.Equal(want) || what != "cut-off of Regular heartbeat" {
		t.Errorf("next is %s at %s (%t), want the cut-off at %s", what, at, ok, want)
	}
}

// broken is a desk of which nothing works.
type broken struct{ rounds int }

func (*broken) Policy(context.Context) (workflow.Policy, error) { panic("no policy") }
func (*broken) Relay(context.Context) (int, error)              { return 0, errors.New("no store") }
func (*broken) ShowBeside(context.Context, []workflow.Release) (int, error) {
	return 0, errors.New("no store")
}
func (b *broken) Recur(context.Context) (int, error) { return 0, nil }

func (b *broken) TendOpen(context.Context) (desk.Tended, []workflow.Release, error) {
	b.rounds++
	panic("no tending")
}

func TestTheLoopOutlivesErrorsAndPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var errs []error
		b := &broken{}
		p := planner.New(planner.Options{Desk: b, Now: func() time.Time { return monday }, Observe: func(_ planner.Result, _ time.Duration, err error) {
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Second)
		defer cancel()
		if err := p.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
		if b.rounds < 4 || b.rounds != len(errs) {
			t.Errorf("%d rounds, %d observed; want one at once and one a minute", b.rounds, len(errs))
		}
		for _, part := range []string{"tend panicked: no tending", "plan panicked: no policy", "relay: no store"} {
			if !strings.Contains(errs[0].Error(), part) {
				t.Errorf("the error lacks %q: %v", part, errs[0])
			}
		}
	})
}

func BenchmarkRunOnce10000(b *testing.B) {
	o := newOffice(b)
	form := workflow.Request{Title: "Faster checkout", System: "platform", Type: workflow.Normal, Briefing: workflow.Briefing{Notice: "n"}}
	for i := range 10_000 {
		_, err := o.store.Releases.Create(o.ctx, func(n workflow.Number) workflow.Release {
			opens := monday.AddDate(0, 0, 1+7*(i%40)).Add(-3 * time.Hour)
			return workflow.Release{Number: n, Origin: n.String(), Revision: 1, State: workflow.InApproval, Request: form, SubmittedAt: monday, DecideBy: monday.Add(8 * time.Hour),
				Asks:    []workflow.Ask{{Role: "business", Person: "EVA", At: monday, Revision: 1}, {Role: "operations", Person: "OMAR", At: monday, Revision: 1}},
				History: make([]workflow.Entry, 8),
				Place:   &workflow.Place{Window: workflow.MakeWindowID("regular", opens), Opens: opens, Closes: opens.Add(2 * time.Hour), CutOff: opens.Add(-13 * time.Hour), Since: monday}}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	o.now = monday.Add(4 * time.Hour)
	o.runs(o.planner)
	b.ReportAllocs()
	for b.Loop() {
		if res := o.runs(o.planner); res.Open != 10_000 {
			b.Fatalf("looked at %d", res.Open)
		}
	}
}
