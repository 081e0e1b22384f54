package desk_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// witness looks at what is stored after everything that is done, and holds it
// against what must always be true. It knows what was stored before, and judges
// what is new by rules of its own: it asks nothing of the rules that it judges.
type witness struct {
	workflow.Notices // of the store, with every notice that comes in noted
	store            workflow.Store

	all       []workflow.Release                    // as they are, by number
	before    map[workflow.Number]workflow.Release  // as they were
	cases     map[workflow.Number]*dossier          // what the entries so far came to
	windows   map[workflow.WindowID]workflow.Window // as they were
	versions  []workflow.Policy                     // of the policy, oldest first
	accepted  map[string]workflow.Number            // what was filed, by request
	ids       map[string]bool                       // notices that there are
	arrivals  []workflow.Notice                     // since the last look
	raced     time.Time                             // when two last acted at once
	rounds    [2]time.Time                          // of the planners
	swept     time.Time                             // since when a sweep has had its turn
	planned   bool                                  // a round was all that happened
	complaint []string
}

func newWitness(s workflow.Store) *witness {
	return &witness{Notices: s.Notices, store: s, before: map[workflow.Number]workflow.Release{}, cases: map[workflow.Number]*dossier{},
		windows: map[workflow.WindowID]workflow.Window{}, accepted: map[string]workflow.Number{}, ids: map[string]bool{}}
}

// Add notes which notices are new.
func (v *witness) Add(ctx context.Context, notices []workflow.Notice) error {
	if err := v.Notices.Add(ctx, notices); err != nil {
		return err
	}
	for _, n := range notices {
		if !n.Refresh && !v.ids[n.ID] {
			v.ids[n.ID] = true
			v.arrivals = append(v.arrivals, n)
		}
	}
	return nil
}

func (v *witness) complain(format string, args ...any) {
	v.complaint = append(v.complaint, fmt.Sprintf(format, args...))
}

// filed remembers that a request was taken.
func (v *witness) filed(n workflow.Number, request string) {
	if was, again := v.accepted[request]; again && was != n {
		v.complain("one request made %s and %s", was, n)
	}
	v.accepted[request] = n
}

func (v *witness) together(now time.Time) { v.raced = now }

// round tells that a planner had its round: one that comes five minutes after its
// last also sweeps.
func (v *witness) round(which int, now time.Time) {
	v.planned = true
	if now.Sub(v.rounds[which]) >= 5*time.Minute {
		v.swept = now
	}
	v.rounds[which] = now
}

func (v *witness) releases() []workflow.Release { return v.all }

func (v *witness) newest() workflow.Number { return workflow.Number(len(v.all)) }

// writes counts what people did, as far as it is kept.
func (v *witness) writes() int {
	n := len(v.versions)
	for _, r := range v.all {
		for _, e := range r.History {
			if e.By != workflow.System {
				n++
			}
		}
	}
	return n
}

func (v *witness) noMore(t *rapid.T, what string, before int) {
	if after := v.writes(); after != before {
		t.Fatalf("%s: a copy of the request did something once more", what)
	}
}

// look gives what is wrong with what is stored now.
func (v *witness) look(ctx context.Context, now time.Time, dir directory) []string {
	v.read(ctx)
	for i := range v.all {
		r := &v.all[i]
		if was, known := v.before[r.Number]; known && was.Version == r.Version {
			continue
		}
		v.story(ctx, r)
		v.judge(r, now, dir)
	}
	v.places(now)
	v.told()
	v.merges()
	v.queue(ctx)
	v.bookings(ctx)
	for _, r := range v.all {
		v.before[r.Number] = r
	}
	v.arrivals, v.planned = nil, false
	found := v.complaint
	v.complaint = nil
	return found
}

func (v *witness) read(ctx context.Context) {
	v.all = v.all[:0]
	for before := workflow.Number(0); ; {
		page, err := v.store.Releases.List(ctx, workflow.ReleaseFilter{Before: before, Limit: 200})
		if err != nil {
			v.complain("releases not read: %v", err)
		}
		v.all = append(v.all, page...)
		if len(page) < 200 {
			break
		}
		before = page[len(page)-1].Number
	}
	slices.Reverse(v.all)
	p, err := v.store.Policies.Current(ctx)
	for version := len(v.versions) + 1; err == nil && version <= p.Version; version++ {
		var next workflow.Policy
		next, err = v.store.Policies.Get(ctx, version)
		v.versions = append(v.versions, next)
	}
	if err != nil {
		v.complain("policy not read: %v", err)
	}
	origins := map[string]workflow.Number{}
	for _, r := range v.all {
		if was, twice := origins[r.Origin]; twice {
			v.complain("%s and %s were asked for by one request, or one turn of a schedule: %s", was, r.Number, r.Origin)
		}
		origins[r.Origin] = r.Number
	}
	for request, n := range v.accepted {
		if int(n) > len(v.all) || v.all[n-1].Origin != request {
			v.complain("%s was taken and is not there", n)
		}
	}
}

// story: the history explains the state. The entries are a walk through the life
// of a release, each request is in it once, and the audit finds nothing.
func (v *witness) story(ctx context.Context, r *workflow.Release) {
	var notices []workflow.Notice
	for _, ids := range []workflow.IDs{workflow.EventIDs(r.Number), workflow.AskIDs(r.Number)} {
		some, err := v.Range(ctx, ids.First, ids.End, 10_000)
		if err != nil {
			v.complain("notices of %s not read: %v", r.Number, err)
		}
		notices = append(notices, some...)
	}
	for _, f := range append(audit.Check(r), audit.Told(r, notices)...) {
		v.complain("the audit finds: %s", f)
	}
	state, requests := workflow.State(""), map[string]bool{}
	for i, e := range r.History {
		row, ok := workflow.Find(state, e.Action)
		if !ok || e.From != state || !slices.Contains(row.To, e.To) || e.Seq != i+1 {
			v.complain("%s entry %d: %s from %s to %s is no step of the life of a release", r.Number, e.Seq, e.Action, e.From, e.To)
		}
		if e.Request != "" && requests[e.Request] {
			v.complain("%s did request %s twice", r.Number, e.Request)
		}
		if row.Reason && e.Reason == "" && e.By != workflow.System {
			v.complain("%s entry %d: %s without a reason", r.Number, e.Seq, e.Action)
		}
		state, requests[e.Request] = e.To, true
	}
	if state != r.State {
		v.complain("%s is %s, its history says %s", r.Number, r.State, state)
	}
	if was, known := v.before[r.Number]; known && (len(was.History) > len(r.History) || !slices.EqualFunc(was.History, r.History[:len(was.History)], func(a, b workflow.Entry) bool { return a.Hash == b.Hash })) {
		v.complain("the history of %s is not what it was", r.Number)
	}
}

// told: what is final is never told of again, but for what it owed when it ended;
// and who is reminded by the clock has something to decide.
func (v *witness) told() {
	for _, n := range v.arrivals {
		if n.Kind == workflow.NoticeRemindApprover && v.planned && n.Release == 0 && !slices.ContainsFunc(v.all, func(r workflow.Release) bool { return slices.Contains(r.Waiting(), n.Person) }) {
			v.complain("%s is reminded (%s, due %s), and nothing waits for them", n.Person, n.ID, n.Due)
		}
		if n.Release == 0 || int(n.Release) > len(v.all) {
			continue
		}
		if r := v.all[n.Release-1]; r.State.Final() && n.Due.After(r.EndedAt) {
			v.complain("%s is %s since %s, and %s came to the outbox, due %s", r.Number, r.State, r.EndedAt, n.ID, n.Due)
		}
	}
}

// merges: no duplicate is lost. Each leads to a release that was asked for itself
// and goes on, or went on until it ended.
func (v *witness) merges() {
	for _, r := range v.all {
		if r.MergedInto == 0 {
			continue
		}
		seen := []workflow.Number{r.Number}
		for at := r; at.MergedInto != 0; {
			if int(at.MergedInto) > len(v.all) {
				v.complain("%s was merged into %s, which is not there", at.Number, at.MergedInto)
				break
			}
			if at = v.all[at.MergedInto-1]; slices.Contains(seen, at.Number) {
				v.complain("%s was merged in a circle: %v", r.Number, append(seen, at.Number))
				break
			}
			seen = append(seen, at.Number)
		}
		if r.State != workflow.Withdrawn {
			v.complain("%s was merged into %s and is %s", r.Number, r.MergedInto, r.State)
		}
	}
}

// queue: its order is total, and everything on its way is in it once.
func (v *witness) queue(ctx context.Context) {
	want := map[workflow.Number]bool{}
	for _, r := range v.all {
		if r.Lane() != "" {
			want[r.Number] = true
		}
	}
	var after *workflow.Spot
	for {
		page, err := v.store.Queue.Page(ctx, workflow.QueueFilter{After: after, Limit: 7})
		if err != nil {
			v.complain("queue not read: %v", err)
			return
		}
		for _, r := range page {
			spot := r.Spot()
			if after != nil && after.Compare(spot) >= 0 {
				v.complain("%s is in the queue behind %s, and not after it", r.Number, after.Number)
			}
			if !want[r.Number] {
				v.complain("%s (%s) is in the queue twice, or should not be", r.Number, r.State)
			}
			delete(want, r.Number)
			after = &spot
		}
		if len(page) < 7 {
			break
		}
	}
	for n := range want {
		v.complain("%s is not in the queue", n)
	}
}

// bookings: nobody has an environment while somebody else has it.
func (v *witness) bookings(ctx context.Context) {
	streets, err := v.store.Streets.All(ctx)
	if err != nil {
		v.complain("streets not read: %v", err)
	}
	for _, s := range streets {
		for i, a := range s.Bookings {
			for _, b := range s.Bookings[:i] {
				if a.From.Before(b.Until()) && b.From.Before(a.Until()) && a.From.Before(a.Until()) && b.From.Before(b.Until()) {
					v.complain("%s is booked twice: %+v and %+v", s.ID, a, b)
				}
			}
		}
	}
}
