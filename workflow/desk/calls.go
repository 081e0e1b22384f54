package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// CallReport is "customers call about this", as somebody of the front line sends it.
type CallReport struct {
	Window    workflow.WindowID // of the briefing it is sent from; empty: from none
	FrontLine string            // key of the team whose briefing that is
	Release   workflow.Number   // 0: not sure
	System    string            // key; of a report without a window
	Customers int
	Harm      workflow.Harm
	Words     string
	By        workflow.PersonID
	Request   string // id of the request
}

// CallReported is what a report did.
type CallReported struct {
	Call     workflow.Call
	Window   workflow.WindowID // where it is kept
	Title    string            // of the release it is about
	Count    workflow.CallFacts
	Suspects []workflow.SuspectFacts // of a report without a release: what it may be about
	Copy     bool                    // it was made by this very request, of which this is a copy
}

// maxWords is how long a report can be, in characters.
const maxWords = 1000

// ReportCall keeps a report that customers call. Anybody who can read a briefing,
// or type a command, can send one. It is kept with the window of the release it is
// about, else with that of the briefing, else in the book of the day. Whoever has
// to know is told: the point of contact, and, where a type's limit is passed, the
// release managers too.
func (d *Desk) ReportCall(ctx context.Context, c CallReport) (CallReported, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return CallReported{}, err
	}
	if err := checkCall(b, &c); err != nil {
		return CallReported{}, err
	}
	id, err := d.callWindow(ctx, b, c)
	if err != nil {
		return CallReported{}, err
	}
	call := workflow.Call{ID: c.Request, FrontLine: c.FrontLine, Release: c.Release, System: c.System, By: c.By, At: b.now, Customers: c.Customers, Harm: c.Harm, Words: strings.TrimSpace(c.Words)}
	w, copied, err := d.changeWindow(ctx, b, id, c.Request, func(w *workflow.Window) bool { _, had := w.CallBy(c.Request); return had }, func(w *workflow.Window) error {
		w.AddCall(call)
		return nil
	})
	if err != nil {
		return CallReported{}, err
	}
	if had, ok := w.CallBy(c.Request); ok {
		call = had
	}
	if !copied {
		d.heard(ctx, b, &w, call)
	}
	out := CallReported{Call: call, Window: id, Copy: copied, Count: callFacts(&w, call.Release, policy.DefaultCallsWithin, b.now)}
	if call.Release == 0 {
		if _, book := id.Book(); book {
			out.Suspects, err = d.suspects(ctx, b, call.System, call.Words)
		}
	}
	return out, err
}

// callWindow finds where a report is kept, or belongs. Its copy may come after
// midnight, or once the release stands in another window.
func (d *Desk) callWindow(ctx context.Context, b bench, c CallReport) (workflow.WindowID, error) {
	id, may := c.Window, []workflow.WindowID{c.Window}
	if c.Release != 0 {
		r, err := d.store.Releases.Get(ctx, c.Release)
		if err != nil {
			return "", d.notFound(err, c.Release)
		}
		if at := r.Window(); at != "" && (id == "" || touched(&r)) {
			id = at
		}
		for _, e := range r.History {
			may = append(may, e.Window)
		}
	}
	if id == "" {
		id = workflow.CallsBook(b.now)
		may = append(may, workflow.CallsBook(b.now.Add(-copiesCome)))
	}
	slices.Sort(may)
	for _, other := range slices.Compact(may) {
		if other == "" || other == id {
			continue
		}
		w, err := d.store.Windows.Get(ctx, other)
		if workflow.CodeOf(err) == workflow.CodeNotFound {
			continue
		}
		if err != nil {
			return "", err
		}
		if _, had := w.CallBy(c.Request); had {
			return other, nil
		}
	}
	return id, nil
}

// copiesCome is how long after a report its copy may come to another day's book.
const copiesCome = 12 * time.Hour

// touched tells whether production was touched by a release where it is now: calls
// about it belong to its window, wherever they are reported.
func touched(r *workflow.Release) bool {
	switch r.State {
	case workflow.Deploying, workflow.Live, workflow.RolledBack, workflow.Closed:
		return true
	}
	return false
}

func checkCall(b bench, c *CallReport) error {
	if c.FrontLine != "" {
		if _, ok := b.policy.FrontLineTeam(c.FrontLine); !ok {
			return workflow.Refuse(workflow.CodeNotFound, "This front-line team is not in the policy any more.")
		}
	}
	if _, ok := b.policy.System(c.System); !ok && c.System != "" {
		return atField(workflow.FieldSystem, "This system is not in the policy (any more). Choose one from the list.")
	}
	if c.Customers < 1 || c.Customers > workflow.MostCustomers {
		return atField(workflow.FieldCustomers, "Give a number of customers from 1 to %d.", workflow.MostCustomers)
	}
	if !slices.Contains(workflow.Harms, c.Harm) {
		return atField(workflow.FieldHarm, "Choose from the list how bad it is.")
	}
	if n := len([]rune(c.Words)); n > maxWords {
		return atField(workflow.FieldWords, "This has %d characters; at most %d fit. Please shorten it.", n, maxWords)
	}
	return nil
}

// heard brings what shows a report up to date and tells who has to know. The
// report is stored already; what fails here the sweep makes up for.
func (d *Desk) heard(ctx context.Context, b bench, w *workflow.Window, c workflow.Call) {
	if _, book := w.ID.Book(); book {
		d.addNotices(ctx, w.ID, d.unknownCalls(b, w))
		return
	}
	boards := d.boardsOf(b, w.ID)
	if c.Release == 0 {
		d.addNotices(ctx, w.ID, boards)
		return
	}
	r, err := d.store.Releases.Get(ctx, c.Release)
	if err != nil {
		d.log.Warn("customers' calls stored but not told yet", "window", w.ID, "release", c.Release.String(), "error", err)
		return
	}
	boards = append(boards, workflow.Notice{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: b.policy.ReleaseChannel, Release: r.Number, Due: b.now, Refresh: true})
	o := owed{r: &r, managers: b.members[b.policy.ManagerRole]}
	for _, n := range callBoards(&r, o.alerted()) {
		n.Release, n.Due = r.Number, b.now
		n.Refresh = n.Entry != 0 || n.Window != w.ID || r.State.Final()
		boards = append(boards, n)
	}
	d.addNotices(ctx, w.ID, boards)
	if _, due := policy.CallsRise(b.policy, &r, w, b.now); due {
		if _, err := d.Do(ctx, Command{Action: workflow.ActCalls, Release: r.Number, By: workflow.System}); tolerate(err) != nil {
			d.log.Warn("customers' calls are past the limit, and people not told yet", "release", r.Number.String(), "error", err)
		}
	}
}

// addNotices hands notices to the outbox after their cause was stored.
func (d *Desk) addNotices(ctx context.Context, about workflow.WindowID, notices []workflow.Notice) {
	if err := d.store.Notices.Add(ctx, notices); err != nil {
		d.log.Warn("stored but not shown yet", "window", about, "error", err)
		return
	}
	d.wake()
}

// stepCalls records that customers call about a release more than its type allows.
func stepCalls(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	w, err := d.store.Windows.Get(ctx, before.Window())
	if err != nil {
		return err
	}
	rise, due := policy.CallsRise(b.policy, before, &w, b.now)
	if !due {
		return workflow.Refuse(workflow.CodeStale, "Nobody has to be told of customers' calls about %s.", r.Number)
	}
	record(r, b, cmd, before.State, workflow.Entry{About: rise.String(), Window: w.ID})
	return nil
}

func stepIgnoreCalls(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	record(r, b, cmd, before.State, workflow.Entry{})
	return nil
}

// callFacts counts what customers say of a release in a window.
func callFacts(w *workflow.Window, n workflow.Number, within time.Duration, now time.Time) workflow.CallFacts {
	if len(w.Calls) == 0 {
		return workflow.CallFacts{}
	}
	return workflow.CallFacts{All: w.CallsAbout(n), Recent: w.CallsSince(n, now.Add(-within)), Within: within, Words: w.LastWords(n, workflow.CallsShown)}
}

// callers lists who sent the reports that are shown.
func callers(f workflow.CallFacts) []workflow.PersonID {
	var out []workflow.PersonID
	for _, c := range f.Words {
		out = append(out, c.By)
	}
	return out
}
