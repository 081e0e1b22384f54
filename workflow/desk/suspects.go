package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// How much is looked through for what customers may be calling about, and shown.
const (
	suspectsRead  = 300
	suspectsShown = 5
)

// suspects finds what customers may be calling about.
func (d *Desk) suspects(ctx context.Context, b bench, system, words string) ([]workflow.SuspectFacts, error) {
	recent, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Deploying, workflow.Live, workflow.RolledBack}, Limit: suspectsRead})
	if err != nil {
		return nil, err
	}
	closed, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Closed}, Limit: suspectsRead})
	if err != nil {
		return nil, err
	}
	releases := slices.Concat(recent, closed)
	var out []workflow.SuspectFacts
	for _, s := range policy.Suspects(b.now, releases, system, words) {
		if len(out) == suspectsShown {
			break
		}
		i := slices.IndexFunc(releases, func(r workflow.Release) bool { return r.Number == s.Release })
		r := &releases[i]
		out = append(out, workflow.SuspectFacts{Suspect: s, Title: r.Request.Title, SystemName: systemName(b.policy, r.Request.System), State: r.State, Window: r.Window(), Say: sayOf(r, b.now),
			Repaired: repaired(r), Zone: b.policy.Zone})
	}
	return out, nil
}

// repaired tells whether a release was the repair of an incident, and is live.
func repaired(r *workflow.Release) bool {
	return r.Request.Type == workflow.Emergency && (r.State == workflow.Live || r.State == workflow.Closed)
}

// sayOf is what the front line says of a release at a moment.
func sayOf(r *workflow.Release, now time.Time) string {
	if k, ok := r.KnownNow(now); ok && k.Say != "" {
		return k.Say
	}
	if r.State == workflow.RolledBack || repaired(r) {
		return "" // what was written is no longer true
	}
	return r.Request.Briefing.Say
}

// CallForm gives what the form for a report shows: from a briefing its releases,
// else the systems. CodeNotFound where the briefing is gone.
func (d *Desk) CallForm(ctx context.Context, window workflow.WindowID, frontLine, words string) (workflow.CallFormFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.CallFormFacts{}, err
	}
	f := workflow.CallFormFacts{Now: b.now, Window: window, Front: frontLine, Words: words, Zone: b.policy.Zone}
	if window == "" {
		f.Systems = b.policy.Systems
		return f, nil
	}
	briefing, err := d.Briefing(ctx, window, frontLine)
	if err != nil {
		return f, err
	}
	for i := range briefing.Releases {
		r := &briefing.Releases[i].Release
		f.Releases = append(f.Releases, workflow.CallChoice{Number: r.Number, Title: r.Request.Title})
	}
	if len(f.Releases) == 1 {
		f.Chosen = f.Releases[0].Number
	}
	return f, nil
}

// FoundCause says that a report in the book of a day is about a release: it is
// kept there from then on. Whoever sends it, or anybody who reads of it, may say so.
// CodeNotFound where there is no such report; CodeStale where somebody said already
// which release it is.
func (d *Desk) FoundCause(ctx context.Context, book workflow.WindowID, call string, n workflow.Number, by workflow.PersonID, request string) (CallReported, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return CallReported{}, err
	}
	w, err := d.store.Windows.Get(ctx, book)
	if err != nil {
		return CallReported{}, err
	}
	i := slices.IndexFunc(w.Calls, func(c workflow.Call) bool { return workflow.CallKey(c.ID) == call })
	if _, ok := book.Book(); !ok || i < 0 {
		return CallReported{}, workflow.Refuse(workflow.CodeNotFound, "This report is not kept word for word any more. Send it again: /release customers.")
	}
	had := w.Calls[i]
	if had.Release != 0 && had.Release != n {
		return CallReported{}, workflow.Refuse(workflow.CodeStale, "Somebody said already that this is about %s.", had.Release)
	}
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return CallReported{}, d.notFound(err, n)
	}
	if had.Release == n { // it is there already, wherever the release stands now
		return CallReported{Call: had, Window: r.Window(), Title: r.Request.Title, Count: d.countedIn(ctx, b, &r), Copy: slices.Contains(w.Requests, request)}, nil
	}
	if r.Window() == "" {
		return CallReported{}, workflow.Refuse(workflow.CodeStale, "%s has no window any more; the report stays where it is.", n)
	}
	// First there, then not here any more: what dies in between is found by the next
	// click, and is counted twice until then rather than not at all.
	moved := had
	moved.Release, moved.System = n, ""
	to, _, err := d.changeWindow(ctx, b, r.Window(), request+":there", func(w *workflow.Window) bool { _, there := w.CallBy(had.ID); return there }, func(w *workflow.Window) error {
		w.AddCall(moved)
		return nil
	})
	if err != nil {
		return CallReported{}, err
	}
	here, copied, err := d.changeWindow(ctx, b, book, request, nil, func(w *workflow.Window) error {
		for j := range w.Calls {
			if w.Calls[j].ID == had.ID {
				w.Calls[j].Release = n
			}
		}
		return nil
	})
	if err != nil {
		return CallReported{}, err
	}
	d.heard(ctx, b, &to, moved)
	d.heard(ctx, b, &here, had)
	return CallReported{Call: moved, Window: r.Window(), Title: r.Request.Title, Count: callFacts(&to, n, policy.CallsWithin(b.policy, r.Request.Type), b.now), Copy: copied}, nil
}

// countedIn counts the calls about a release in the window where it stands.
func (d *Desk) countedIn(ctx context.Context, b bench, r *workflow.Release) workflow.CallFacts {
	w, err := d.store.Windows.Get(ctx, r.Window())
	if err != nil {
		return workflow.CallFacts{}
	}
	return callFacts(&w, r.Number, policy.CallsWithin(b.policy, r.Request.Type), b.now)
}

// unknownWait is how long a release manager is spared a report for which something
// may be found that it is about: who sent it is looking at what went live.
const unknownWait = 3 * time.Minute

// unknownLimit is the weight of unexplained calls from which release managers are
// told anew.
const unknownLimit = 10

// unknownCalls tells the release managers that customers call and nobody knows
// why: of the first report of a day, and again at each step.
func (d *Desk) unknownCalls(b bench, w *workflow.Window) []workflow.Notice {
	n := w.CallsAbout(0)
	var out []workflow.Notice
	for _, person := range b.members[b.policy.ManagerRole][:min(mostAsked, len(b.members[b.policy.ManagerRole]))] {
		for step := range workflow.CallStep(n.Weight, unknownLimit) + 1 {
			due := n.Last
			if step == 0 {
				due = n.First.Add(unknownWait)
			}
			if n.Reports == 0 {
				due = b.now
			}
			out = append(out, workflow.Notice{ID: workflow.UnknownCallsID(w.ID, step, person), Kind: workflow.NoticeUnknownCalls, Person: person, Window: w.ID,
				Due: due, Refresh: n.Reports == 0})
		}
	}
	return out
}

// UnknownCalls gives what customers called about on a day without anybody knowing
// why. CodeNotFound where nothing was reported.
func (d *Desk) UnknownCalls(ctx context.Context, book workflow.WindowID) (workflow.UnknownCallsFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.UnknownCallsFacts{}, err
	}
	w, err := d.store.Windows.Get(ctx, book)
	if err != nil {
		return workflow.UnknownCallsFacts{}, err
	}
	f := workflow.UnknownCallsFacts{Now: b.now, Slot: w.Slot, Count: w.CallsAbout(0), Zone: b.policy.Zone, Systems: map[string]string{}}
	var words []string
	var people []workflow.PersonID
	system := ""
	for _, c := range slices.Backward(w.Calls) {
		if c.Release != 0 {
			f.Found++
			continue
		}
		words = append(words, c.Words)
		if len(f.Calls) < workflow.CallsShown {
			f.Calls, people = append(f.Calls, c), append(people, c.By)
		}
		if c.System != "" {
			f.Systems[c.System] = systemName(b.policy, c.System)
			system = c.System
		}
	}
	f.Names = d.names(ctx, people...)
	text := ""
	for _, s := range words[:min(len(words), workflow.CallsShown)] {
		text += s + "\n"
	}
	f.Suspects, err = d.suspects(ctx, b, system, text)
	return f, err
}
