package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// town is a desk on a real embedded store, with a clock that tests move and a
// directory that is a map.
type town struct {
	t     testing.TB
	ctx   context.Context
	now   time.Time
	desk  *desk.Desk
	store workflow.Store
	dir   directory
	seq   int
}

// directory is the workspace as a map.
type directory struct {
	groups map[string][]workflow.PersonID
	gone   map[workflow.PersonID]bool   // deactivated
	zones  map[workflow.PersonID]string // who does not live by UTC
	admins []workflow.PersonID
	shut   []workflow.Channel // the bot is not in them
}

func (d directory) Person(_ context.Context, id workflow.PersonID) (workflow.Person, error) {
	zone := "UTC"
	if z := d.zones[id]; z != "" {
		zone = z
	}
	return workflow.Person{ID: id, Name: string(id), Zone: zone, Deactivated: d.gone[id]}, nil
}

func (d directory) Group(_ context.Context, group string) ([]workflow.PersonID, error) {
	people, ok := d.groups[group]
	if !ok {
		return nil, workflow.Refuse(workflow.CodeNotFound, "no group %s", group)
	}
	return people, nil
}

func (d directory) CanPost(_ context.Context, c workflow.Channel) (bool, error) {
	return !slices.Contains(d.shut, c), nil
}

func (d directory) Admins(context.Context) ([]workflow.PersonID, error) { return d.admins, nil }

// monday is a Monday before a Tuesday window of the default policy.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func newTown(t testing.TB) *town {
	t.Helper()
	return townIn(t, filepath.Join(t.TempDir(), "drumbeat.db"))
}

// townIn keeps its store in a file; no name: in none that is synced to disk.
func townIn(t testing.TB, file string) *town {
	t.Helper()
	ctx := context.Background()
	store, err := embedded.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { wantWhole(t, store.Ports()); _ = store.Close() })
	w := &town{t: t, ctx: ctx, now: monday, store: store.Ports(), dir: townPeople()}
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
	w.savePolicy(policy.Default())
	return w
}

func townPeople() directory {
	return directory{
		groups: map[string][]workflow.PersonID{
			"@release-managers": {"ROSA"}, "@business-owners": {"EVA", "MARK"}, "@operations": {"OMAR", "PIET"}, "@quality": {"LENA"},
			"@on-call": {"OMAR", "NOOR", "PIET"}, "@help-desk": {"HANA", "JORIS"}, "@call-centre": {"AYU"},
		}, gone: map[workflow.PersonID]bool{}, zones: map[workflow.PersonID]string{},
	}
}

// wantWhole audits every release: whatever a test did to them by use cases, each
// is what its history says.
func wantWhole(t testing.TB, store workflow.Store) {
	all, err := store.Releases.List(context.Background(), workflow.ReleaseFilter{Limit: 10_000})
	if err != nil {
		t.Errorf("list for the audit: %v", err)
	}
	for _, r := range all {
		for _, f := range append(audit.Check(&r), audit.Told(&r, toldOf(t, store, r.Number))...) {
			t.Error(f)
		}
	}
}

// toldOf lists the notices by which the audit knows a release's entries.
func toldOf(t testing.TB, store workflow.Store, n workflow.Number) []workflow.Notice {
	var out []workflow.Notice
	for _, ids := range []workflow.IDs{workflow.EventIDs(n), workflow.AskIDs(n)} {
		some, err := store.Notices.Range(context.Background(), ids.First, ids.End, 10_000)
		if err != nil {
			t.Fatalf("notices of %s: %v", n, err)
		}
		out = append(out, some...)
	}
	return out
}

func (w *town) savePolicy(p workflow.Policy) {
	w.t.Helper()
	if _, err := w.desk.SavePolicy(w.ctx, p); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) form(change ...func(*workflow.Request)) workflow.Request {
	q := workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket", What: "One step less", Why: "12 % leave", Type: workflow.Normal,
		EffortHours: 8, Impact: workflow.ImpactNoticeable, Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}, Rollback: "switch off", Contact: "TOM", Implementer: "TOM"}
	for _, c := range change {
		c(&q)
	}
	return q
}

func (w *town) request() string {
	w.seq++
	return "request-" + time.Duration(w.seq).String()
}

// submits files a request as INES and relays what it owes.
func (w *town) submits(change ...func(*workflow.Request)) workflow.Release {
	w.t.Helper()
	out, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form(change...))
	if err != nil {
		w.t.Fatalf("submit: %v", err)
	}
	return w.relay(out.Release.Number)
}

func (w *town) relay(n workflow.Number) workflow.Release {
	w.t.Helper()
	if _, err := w.desk.Relay(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	r, err := w.store.Releases.Get(w.ctx, n)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *town) try(n workflow.Number, by workflow.PersonID, a workflow.Action, change ...func(*desk.Command)) (desk.Outcome, error) {
	cmd := desk.Command{Action: a, Release: n, By: by, Request: w.request(), Reason: "because"}
	for _, c := range change {
		c(&cmd)
	}
	return w.desk.Do(w.ctx, cmd)
}

// does runs a command that must succeed, relays, and gives the release after it.
func (w *town) does(n workflow.Number, by workflow.PersonID, a workflow.Action, change ...func(*desk.Command)) workflow.Release {
	w.t.Helper()
	if _, err := w.try(n, by, a, change...); err != nil {
		w.t.Fatalf("%s by %s: %v", a, by, err)
	}
	return w.relay(n)
}

// refused runs a command that must be refused with a code.
func (w *town) refused(code workflow.Code, n workflow.Number, by workflow.PersonID, a workflow.Action, change ...func(*desk.Command)) *workflow.Error {
	w.t.Helper()
	out, err := w.try(n, by, a, change...)
	if workflow.CodeOf(err) != code {
		w.t.Fatalf("%s by %s: got %v (repeated %v), want code %s", a, by, err, out.Repeated, code)
	}
	e, ok := refusal(err)
	if !ok || e.Message == "" {
		w.t.Fatalf("%s by %s: no sentence for the person: %v", a, by, err)
	}
	return e
}

func (w *town) scheduled() workflow.Release {
	w.t.Helper()
	r := w.submits()
	w.does(r.Number, "EVA", workflow.ActApprove)
	return w.does(r.Number, "OMAR", workflow.ActApprove)
}

func (w *town) window(id workflow.WindowID) workflow.Window {
	w.t.Helper()
	win, err := w.store.Windows.Get(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return win
}

func (w *town) tend() desk.Tended {
	w.t.Helper()
	done, err := w.desk.Tend(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.desk.Relay(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	return done
}

// owed lists the ids in the outbox of one kind.
func (w *town) owed(kind workflow.NoticeKind) []string {
	w.t.Helper()
	all, err := w.store.Notices.Due(w.ctx, w.now.AddDate(1, 0, 0), 10000)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, n := range all {
		if n.Kind == kind {
			out = append(out, n.ID)
		}
	}
	slices.Sort(out)
	return out
}

func refusal(err error) (*workflow.Error, bool) {
	var e *workflow.Error
	ok := errors.As(err, &e)
	return e, ok
}
