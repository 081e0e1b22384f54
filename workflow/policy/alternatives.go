package policy

import (
	"cmp"
	"slices"
	"time"

	"drumbeat/workflow"
)

// mostAlternatives is how many ways round a finding are named.
const mostAlternatives = 2

// WithAlternatives adds to each finding about a slot up to two ways round it:
// the windows nearest to the slot in which it does not arise, which can still be
// asked for, have room, and in which nothing else blocks; or after the release
// that is in the way. a has to know what surrounds all of the windows.
func WithAlternatives(a *Around, slot *workflow.Slot, findings []workflow.Finding, windows []workflow.Slot) []workflow.Finding {
	out := slices.Clone(findings)
	if slot == nil {
		return out
	}
	near := nearest(a, slot, windows)
	for i, f := range out {
		if f.Pass || (!Overridable(f) && f.Rule != RuleCapacity && f.Rule != "cut-off") {
			continue // approvals and the life of a release are the same in every window
		}
		ways := slices.Clone(f.Alternatives) // "after" another release
		for _, c := range near {
			if len(ways) >= mostAlternatives {
				break
			}
			if !slices.ContainsFunc(c.findings, func(g workflow.Finding) bool { return g.Rule == f.Rule && !g.Pass }) {
				ways = append(ways, workflow.Alternative{Window: c.slot.ID, Opens: c.slot.Opens, Closes: c.slot.Closes, Zone: c.slot.Zone})
			}
		}
		slices.SortStableFunc(ways, func(a, b workflow.Alternative) int {
			return cmp.Or(cmp.Compare(a.After, b.After), a.Opens.Compare(b.Opens)) // the windows by time, "after" at the end
		})
		out[i].Alternatives = ways
	}
	return out
}

// candidate is a window that could be had instead.
type candidate struct {
	slot     workflow.Slot
	findings []workflow.Finding
}

// nearest gives the windows that could be had instead of a slot, by distance; the
// one that the release holds a place in is none.
func nearest(a *Around, slot *workflow.Slot, windows []workflow.Slot) []candidate {
	var out []candidate
	for _, s := range windows {
		if held := a.Release.Place; s.ID == slot.ID || (held != nil && held.Window == s.ID) || !CheckSlot(s, a.Now).Pass {
			continue
		}
		if found := Conflicts(a, &s); len(Blocking(found)) == 0 {
			out = append(out, candidate{s, found})
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int {
		return cmp.Compare(distance(a.slot, slot), distance(b.slot, slot))
	})
	return out
}

func distance(s workflow.Slot, from *workflow.Slot) time.Duration {
	return s.Opens.Sub(from.Opens).Abs()
}
