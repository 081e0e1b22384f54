package app

import (
	"slices"
	"strings"
	"sync"

	"drumbeat/workflow"
)

// placesInRace is how many places a window has in the races.
const placesInRace = 3

// placesRace has eight releases moved to the same window at once; where its
// places come free, those that hold them are withdrawn in the same moment. Each
// release is moved by several clients, of whom one is the first.
func (r *races) placesRace(free bool) {
	r.t.Helper()
	const releases = 8
	var all []workflow.Release
	for range releases {
		all = append(all, r.files(r.form("A change for a full window")))
	}
	for i := range all {
		all[i] = r.load(all[i].Number)
	}
	// The first three have taken the first window. The last three are in the one
	// that all the others want.
	target := all[releases-1].Place.Window
	var field []*runner
	for len(field) < clients {
		rel := all[r.random.IntN(releases)]
		m := raceMove{"rosa", workflow.ActMove}
		if rel.Place.Window == target {
			if !free {
				continue
			}
			m = raceMove{[]string{"ines", "rosa"}[r.random.IntN(2)], workflow.ActWithdraw}
		}
		field = append(field, r.presses(rel, m, target))
		if r.random.IntN(4) == 0 && len(field) < clients {
			field = append(field, field[len(field)-1].twin())
		}
	}
	r.start(field)
	r.placesHold(all)
	for _, before := range all {
		after := r.load(before.Number)
		r.possible("places", &before, &after)
		var mine []*runner
		for _, f := range field {
			if f.release == before.Number {
				mine = append(mine, f)
			}
		}
		r.movesAnswered(&before, &after, mine)
	}
	var ending sync.WaitGroup
	for _, rel := range all {
		ending.Go(func() { r.withdrawn(rel.Number) })
	}
	ending.Wait()
	r.rest()
}

// withdrawn ends a release without waiting for what follows.
func (r *races) withdrawn(n workflow.Number) {
	rel, err := r.bots[0].store.Releases.Get(r.t.Context(), n)
	if err != nil || rel.State == workflow.Withdrawn {
		return
	}
	r.mu.Lock()
	f := r.presses(rel, raceMove{"ines", workflow.ActWithdraw}, "")
	r.mu.Unlock()
	if answer := r.knock(f.request, 0); answer != "200 " {
		r.t.Errorf("withdraw %s after a race: %s", n, answer)
	}
}

// placesHold holds every window against the releases: none has more than its
// places, and both sides agree on who has one.
func (r *races) placesHold(all []workflow.Release) {
	r.t.Helper()
	windows, err := r.bots[0].store.Windows.Span(r.t.Context(), r.clock.Now().AddDate(0, 0, -1), r.clock.Now().AddDate(0, 6, 0))
	if err != nil {
		r.t.Fatal(err)
	}
	in := map[workflow.WindowID][]workflow.Number{}
	for _, w := range windows {
		if len(w.Places) > placesInRace {
			r.wrong("%s has %d places and gave %d", w.ID, placesInRace, len(w.Places))
		}
		for _, p := range w.Places {
			in[w.ID] = append(in[w.ID], p.Release)
		}
	}
	for _, rel := range all {
		after := r.load(rel.Number)
		for id, holders := range in {
			holds := after.Place != nil && after.Place.Window == id
			if holds != slices.Contains(holders, rel.Number) {
				r.wrong("%s says that it holds a place in %s: %t; the window says %v", rel.Number, id, holds, holders)
			}
		}
	}
}

// movesAnswered holds what was told about one release against its history: an
// empty answer for each request that did something and for its copies, and for
// every other who or what was in the way.
func (r *races) movesAnswered(before, after *workflow.Release, field []*runner) {
	r.t.Helper()
	made := map[string]bool{}
	for _, e := range after.History[len(before.History):] {
		if e.Request != "" {
			made[e.Request] = true
		}
	}
	excuses := r.excuses(before, after)
	for _, f := range field {
		told := r.toldOf(f)
		switch {
		case made[f.id] && len(told) == 0:
			r.effects++
			continue
		case made[f.id] && r.tornApart(f, field):
			continue
		case made[f.id]:
			r.wrong("places: %s of %s had its effect and was told %q", f.act, after.Number, told)
			continue
		case len(told) == 0 && pressedBefore(after, f):
			r.repeats++
			continue
		case len(told) == 0:
			r.wrong("places: %s of %s had no effect, and nobody said so", f.act, after.Number)
			continue
		}
		r.losers++
		full := strings.HasPrefix(told[0], "All 3 places of this window are taken.")
		there := told[0] == "It is in this window already. Choose another."
		if !excuses[told[0]] && !full && !there {
			r.wrong("places: %s of %s was told %q", f.act, after.Number, told)
		}
	}
}

// tornApart tells that two replicas judged the same request in the same moment:
// one found something in its way, for the other it was out of the way. The store
// cannot know of what was refused, so the one that was refused is told what it
// found. One replica alone gives all copies the same answer.
func (r *races) tornApart(f *runner, field []*runner) bool {
	if len(r.bots) == 1 || !slices.ContainsFunc(field, func(o *runner) bool { return o.id == f.id && o.answer != f.answer }) {
		return false
	}
	r.torn++
	return true
}

// pressedBefore tells whether the same person has done the same in the same
// revision: the second press is no second effect, and no trouble either.
func pressedBefore(after *workflow.Release, f *runner) bool {
	return slices.ContainsFunc(after.History, func(e workflow.Entry) bool { return e.By == f.by && e.Action == f.act })
}
