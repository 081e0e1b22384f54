package report

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"drumbeat/workflow"
)

// lives draws releases whose histories follow the life of a release.
func lives(t *rapid.T) []workflow.Release {
	people := []workflow.PersonID{"INES", "EVA", "OMAR", workflow.System}
	var out []workflow.Release
	for range rapid.IntRange(1, 12).Draw(t, "releases") {
		r := workflow.Release{Number: workflow.Number(len(out) + 1), Request: workflow.Request{Type: rapid.SampledFrom(workflow.ChangeTypes).Draw(t, "type"), System: rapid.SampledFrom([]string{"shop", "pay"}).Draw(t, "system")}}
		at := november[0].Add(time.Duration(rapid.IntRange(-200, 700).Draw(t, "asked")) * time.Hour)
		e := workflow.Entry{At: at, By: "INES", Action: workflow.ActSubmit, To: workflow.Submitted, Policy: 1}
		for range rapid.IntRange(1, 14).Draw(t, "entries") {
			r.State = e.To
			r.Append(e)
			var next []workflow.Transition
			for _, way := range workflow.Life {
				if slices.Contains(way.From, r.State) {
					next = append(next, way)
				}
			}
			if len(next) == 0 {
				break
			}
			way := rapid.SampledFrom(next).Draw(t, "way")
			at = at.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "minutes")) * time.Minute)
			e = workflow.Entry{At: at, By: rapid.SampledFrom(people).Draw(t, "by"), Action: way.Action, From: r.State, To: rapid.SampledFrom(way.To).Draw(t, "to"), Roles: []string{"business"}, Policy: 1}
			if slices.Contains(way.To, r.State) && len(way.To) > 2 {
				e.To = r.State // an entry about a release that stays where it is
			}
		}
		out = append(out, r)
	}
	return out
}

// TestFiguresAddUp: the parts are the whole, in any order of releases and however
// the time is cut.
func TestFiguresAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		releases := lives(t)
		tally := count(releases, november...)
		whole := tally.Spans()[0]
		if whole.InWindow+whole.Outside+whole.Emergency != whole.Live {
			t.Fatalf("%d in window, %d outside, %d emergencies of %d live", whole.InWindow, whole.Outside, whole.Emergency, whole.Live)
		}
		var parts time.Duration
		for _, p := range whole.Parts {
			if p.Count != whole.Live {
				t.Fatalf("a part of %d arrivals, %d live", p.Count, whole.Live)
			}
			parts += p.Total
		}
		if parts != whole.Cycle.Total || whole.Cycle.Count != whole.Live {
			t.Fatalf("the parts take %s, the whole %s", parts, whole.Cycle.Total)
		}
		if whole.Failed > whole.Attempts || whole.Live > whole.Attempts {
			t.Fatalf("%d failed and %d live of %d deployments", whole.Failed, whole.Live, whole.Attempts)
		}
		mixed := slices.Clone(releases)
		slices.Reverse(mixed)
		i := rapid.IntRange(0, len(mixed)-1).Draw(t, "swapped")
		mixed[0], mixed[i] = mixed[i], mixed[0]
		cuts := []time.Time{november[0]}
		for range rapid.IntRange(0, 4).Draw(t, "cuts") {
			cuts = append(cuts, november[0].Add(time.Duration(rapid.IntRange(1, 720*60-1).Draw(t, "cut"))*time.Minute))
		}
		cuts = append(cuts, november[1])
		slices.SortFunc(cuts, time.Time.Compare)
		cuts = slices.CompactFunc(cuts, time.Time.Equal)
		again := count(mixed, cuts...)
		if d := cmp.Diff(whole, again.Sum(0, len(cuts)-1), asFigures, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("cut at %v and in another order (-whole +parts):\n%s", cuts, d)
		}
	})
}

// TestRanks: the middle of many, exactly, whatever order they come in.
func TestRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.IntRange(0, 400), 1, 60).Draw(t, "minutes")
		var s workflow.Sample
		for _, m := range all {
			s.Put(time.Duration(m)*time.Minute + 20*time.Second)
		}
		slices.Sort(all)
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		want := time.Duration(all[(len(all)*percent+99)/100-1]) * time.Minute
		if got, ok := s.Rank(percent); !ok || got != want {
			t.Fatalf("%d %% of %v: got %s, want %s", percent, all, got, want)
		}
	})
}
