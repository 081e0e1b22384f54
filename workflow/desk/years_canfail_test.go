package desk_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// watchedTown is a town with a witness, in which nobody minds what is broken.
func watchedTown(t *testing.T) (*town, *witness) {
	t.Helper()
	file, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "drumbeat.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	w := &town{t: t, ctx: t.Context(), now: monday, store: file.Ports(), dir: townPeople()}
	v := newWitness(w.store)
	w.store.Notices = v
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
	p := policy.Default()
	p.Heartbeats[0].Capacity = 2
	w.savePolicy(p)
	return w, v
}

// forges writes entries into the history of a release that no rule allowed,
// sealed as the real ones are, and everything that follows from them.
func (w *town) forges(n workflow.Number, change func(*workflow.Release), entries ...workflow.Entry) {
	w.t.Helper()
	r := w.relay(n)
	for _, e := range entries {
		e.At, e.From, e.Revision = w.now, r.State, r.Revision
		e.Policy = max(e.Policy, r.PolicyVersion)
		r.State, r.PolicyVersion = e.To, e.Policy
		r.Append(e)
		r.Owes = append(r.Owes, workflow.Notice{ID: workflow.EventID(n, r.Last().Seq), Kind: workflow.NoticeEvent, Release: n, Due: w.now, Entry: r.Last().Seq})
	}
	if change != nil {
		change(&r)
	}
	if err := w.store.Releases.Replace(w.ctx, r); err != nil {
		w.t.Fatal(err)
	}
}

func approvedBy(who workflow.PersonID, role string, to workflow.State) workflow.Entry {
	return workflow.Entry{By: who, Action: workflow.ActApprove, To: to, Roles: []string{role}}
}

func started(by workflow.PersonID) workflow.Entry {
	return workflow.Entry{By: by, Action: workflow.ActStart, To: workflow.Deploying}
}

// approvedAs keeps what the forged approvals say.
func approvedAs(at time.Time, revision int, who ...workflow.PersonID) func(*workflow.Release) {
	return func(r *workflow.Release) {
		for _, p := range who {
			r.Approvals = append(r.Approvals, workflow.Approval{By: p, At: at, Revision: revision, Roles: []string{policy.RoleBusiness}})
		}
		r.ScheduledAt, r.DecideBy = at, time.Time{}
	}
}

// twiceQueue shows the first request once more.
type twiceQueue struct{ workflow.Queue }

func (q twiceQueue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	page, err := q.Queue.Page(ctx, f)
	if len(page) > 0 {
		page = append(page[:1:1], page...)
	}
	return page, err
}

// broken is every rule broken once, on purpose: behind the back of the desk.
var broken = map[string]struct {
	does func(*town, *witness)
	want string
}{
	"an approval of who asked": {func(w *town, _ *witness) {
		w.forges(1, approvedAs(w.now, 1, "INES"), approvedBy("INES", policy.RoleBusiness, workflow.InApproval))
	}, "approved what they asked for"},
	"an approval for a role that somebody does not hold": {func(w *town, _ *witness) {
		w.forges(1, approvedAs(w.now, 1, "TOM"), approvedBy("TOM", policy.RoleBusiness, workflow.InApproval))
	}, "and holds []"},
	"an approval twice": {func(w *town, _ *witness) {
		w.forges(1, approvedAs(w.now, 1, "EVA", "EVA"), approvedBy("EVA", policy.RoleBusiness, workflow.InApproval), approvedBy("EVA", policy.RoleBusiness, workflow.InApproval))
	}, "approved one revision twice"},
	"a start without its approvals": {func(w *town, _ *witness) {
		w.now = tuesdayOpens
		w.forges(1, approvedAs(w.now, 1, "EVA"), approvedBy("EVA", policy.RoleBusiness, workflow.Scheduled), started("TOM"))
	}, "started with approvals of"},
	"a start before the window opens": {func(w *town, _ *witness) {
		w.forges(2, func(r *workflow.Release) { r.StartedAt = w.now }, started("TOM"))
	}, "outside regular:"},
	"a start in a hard freeze":                    {func(w *town, _ *witness) { w.freezes(); w.startsAnyway("", nil) }, "in the hard freeze books"},
	"a freeze that somebody overrode who may not": {func(w *town, _ *witness) { w.freezes(); w.startsAnyway("because", []string{"freeze:books"}) }, "TOM overrode"},
	"a hand that accepted nothing": {func(w *town, _ *witness) {
		n := w.submits(func(q *workflow.Request) { q.Type, q.Evidence, q.EffortHours = workflow.Major, "tested", 20 }).Number
		w.forges(n, func(r *workflow.Release) { r.Misfits = nil }, workflow.Entry{By: workflow.System, Action: workflow.ActTriage, To: workflow.InApproval})
	}, "every major change is looked at"},
	"a place reserved twice": {func(w *town, _ *witness) {
		w.puts(thursday, func(win *workflow.Window) {
			win.Places = append(win.Places, workflow.Reservation{Release: 1, At: w.now})
		})
	}, "left its place in " + string(thursday)},
	"a place too many": {func(w *town, _ *witness) {
		n := w.submits().Number // goes to another window: this one is full
		w.puts(tuesday, func(win *workflow.Window) {
			win.Places = append(win.Places, workflow.Reservation{Release: n, At: w.now})
		})
	}, "has 3 places"},
	"a place that the window does not know": {func(w *town, _ *witness) {
		w.puts(tuesday, func(win *workflow.Window) { win.Places = win.Places[:1] })
	}, "the window does not"},
	"a state without a history": {func(w *town, _ *witness) {
		w.forges(1, func(r *workflow.Release) { r.State = workflow.Live })
	}, "its history says in_approval"},
	"a history that is cut": {func(w *town, _ *witness) {
		w.forges(2, func(r *workflow.Release) { r.History = r.History[:2] })
	}, "is not what it was"},
	"duplicates merged into each other": {func(w *town, _ *witness) {
		merged := func(into workflow.Number) (func(*workflow.Release), workflow.Entry) {
			return func(r *workflow.Release) { r.MergedInto, r.Place, r.EndedAt = into, nil, w.now }, workflow.Entry{By: "ROSA", Action: workflow.ActMerge, To: workflow.Withdrawn, Reason: "twice", About: into.String()}
		}
		for n := range workflow.Number(2) {
			change, entry := merged(2 - n)
			w.forges(n+1, change, entry)
		}
	}, "merged in a circle"},
	"a request that was taken and lost":        {func(_ *town, v *witness) { v.filed(7, "request-7") }, "was taken and is not there"},
	"a request that became two":                {func(_ *town, v *witness) { v.filed(1, "x"); v.filed(2, "x") }, "one request made"},
	"somebody is told of what is over":         {func(w *town, _ *witness) { w.does(1, "INES", workflow.ActWithdraw); w.tellsLate() }, "came to the outbox"},
	"somebody is reminded of nothing":          {func(w *town, v *witness) { w.remindsNobody(v) }, "nothing waits for them"},
	"a queue with a request in it twice":       {func(_ *town, v *witness) { v.store.Queue = twiceQueue{v.store.Queue} }, "in the queue twice"},
	"an environment that two have at one time": {func(w *town, _ *witness) { w.booksTwice() }, "is booked twice"},
}

func (w *town) freezes() {
	p := policy.Default()
	p.Version, p.Heartbeats[0].Capacity = 1, 2
	p.Freezes = []workflow.Freeze{{Key: "books", Name: "the books", Hard: true, From: monday, To: monday.AddDate(0, 0, 7)}}
	w.savePolicy(p)
}

// startsAnyway forges the start of what is scheduled.
func (w *town) startsAnyway(reason string, overrode []string) {
	w.now = tuesdayOpens
	e := started("TOM")
	e.Reason, e.Overrode, e.Policy = reason, overrode, 2 // the version with the freeze
	w.forges(2, func(r *workflow.Release) { r.StartedAt = w.now }, e)
}

func (w *town) puts(id workflow.WindowID, change func(*workflow.Window)) {
	win, err := w.store.Windows.Get(w.ctx, id)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		win.Slot = workflow.Slot{ID: id, Opens: tuesdayOpens.AddDate(0, 0, 2), Closes: tuesdayOpens.AddDate(0, 0, 2).Add(2 * time.Hour)}
	}
	change(&win)
	if err := w.store.Windows.Put(w.ctx, win); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) tellsLate() {
	late := workflow.Notice{ID: "page:REL-1:r1:0001:EVA", Kind: workflow.NoticePage, Person: "EVA", Release: 1, Due: w.now.Add(time.Hour)}
	if err := w.store.Notices.Add(w.ctx, []workflow.Notice{late}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) remindsNobody(v *witness) {
	v.planned = true
	if err := w.store.Notices.Add(w.ctx, []workflow.Notice{{ID: workflow.RemindID("HANA", w.now), Kind: workflow.NoticeRemindApprover, Person: "HANA", Due: w.now}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) booksTwice() {
	k := workflow.Booking{ID: "a", By: "TOM", From: w.now, To: w.now.Add(3 * time.Hour), At: w.now}
	other := k
	other.ID, other.From = "b", w.now.Add(2*time.Hour)
	if err := w.store.Streets.Put(w.ctx, workflow.Street{ID: "platform:acceptance", Bookings: []workflow.Booking{k, other}}); err != nil {
		w.t.Fatal(err)
	}
}

// TestYearsCanFail: the witness of the years sees each rule that is broken. What
// it never complains of, it could not see.
func TestYearsCanFail(t *testing.T) {
	for name, c := range broken {
		t.Run(name, func(t *testing.T) {
			w, v := watchedTown(t)
			w.submits()
			w.scheduled()
			if found := v.look(w.ctx, w.now, w.dir); len(found) > 0 {
				t.Fatalf("before anything is broken: %v", found)
			}
			w.now = w.now.Add(time.Minute)
			c.does(w, v)
			if found := v.look(w.ctx, w.now, w.dir); !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("it found %q, want one with %q", found, c.want)
			}
		})
	}
}
