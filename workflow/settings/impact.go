package settings

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Around is what another version of the policy is held against.
type Around struct {
	Releases []workflow.Release                    // open ones
	Windows  map[workflow.WindowID]workflow.Window // stored ones that open from now on
	Briefed  map[workflow.WindowID]bool            // windows that a front-line team was told of
	Streets  []workflow.Street
	Now      time.Time
}

// Impact finds what putting another version in force would hit: what is in order
// under the version before and would not be under the one after.
func Impact(before, after *workflow.Policy, a Around) workflow.PolicyImpact {
	var out workflow.PolicyImpact
	over := Crowded(after, a.Windows)
	was := Crowded(before, a.Windows)
	moved := map[workflow.WindowID]workflow.PolicyHit{}
	taken := map[workflow.WindowID]int{}
	for i := range a.Releases {
		r := &a.Releases[i]
		if hit, ok := hitOf(before, after, r, over[r.Number] && !was[r.Number], a.Now); ok {
			hit.To = roomFor(after, r, a, taken)
			out.Moves = append(out.Moves, hit)
			if a.Briefed[hit.Window] {
				moved[hit.Window] = hit
			}
		}
		if why, void := approvalsHit(before, after, r); why != "" {
			out.Approvals, out.Voided = append(out.Approvals, about(r, why)), out.Voided+void
		}
		if why := misfit(before, after, r); why != "" {
			out.Misfits = append(out.Misfits, about(r, why))
		} else if why, through := intakeHit(before, after, r, a.Now); through {
			out.Through = append(out.Through, about(r, why))
		} else if why != "" {
			out.Misfits = append(out.Misfits, about(r, why))
		}
	}
	for _, hit := range moved {
		out.Briefings = append(out.Briefings, workflow.PolicyHit{Title: hit.Slot.Name, Window: hit.Window, Slot: hit.Slot, Why: "The front line was briefed about this window; the briefing is corrected in place."})
	}
	slices.SortStableFunc(out.Briefings, func(x, y workflow.PolicyHit) int { return x.Slot.Opens.Compare(y.Slot.Opens) })
	byOpening := func(x, y workflow.PolicyHit) int {
		return cmp.Or(x.Slot.Opens.Compare(y.Slot.Opens), cmp.Compare(x.Release, y.Release))
	}
	slices.SortStableFunc(out.Moves, byOpening)
	out.Bookings, out.Schedules = bookingsHit(before, after, a), schedulesHit(before, after, a.Now)
	return out
}

func about(r *workflow.Release, why string) workflow.PolicyHit {
	return workflow.PolicyHit{Release: r.Number, Title: r.Request.Title, Window: r.Window(), Why: why}
}

// waits tells whether a release holds a place that it has not used yet.
func waits(r *workflow.Release) bool {
	return r.Place != nil && (r.State == workflow.Submitted || r.State == workflow.InApproval || r.State == workflow.Scheduled)
}

func hitOf(before, after *workflow.Policy, r *workflow.Release, crowded bool, now time.Time) (workflow.PolicyHit, bool) {
	if !waits(r) || !now.Before(r.Place.Closes) {
		return workflow.PolicyHit{}, false
	}
	why := Unsuited(after, r)
	if why != "" && Unsuited(before, r) != "" {
		return workflow.PolicyHit{}, false
	}
	if why == "" && crowded {
		why = "Its window has fewer places then."
	}
	if why == "" {
		return workflow.PolicyHit{}, false
	}
	slot, err := calendar.Find(before, r.Place.Window)
	if err != nil {
		slot = workflow.Slot{ID: r.Place.Window, Name: string(r.Place.Window), Zone: before.Zone, Opens: r.Place.Opens, Closes: r.Place.Closes, CutOff: r.Place.CutOff}
	}
	hit := about(r, why)
	hit.Slot = &slot
	return hit, true
}

// Unsuited says why a release cannot stay in the window it holds a place in under
// a policy: the window is gone or skipped, does not serve its system, or falls in
// a hard freeze or a blackout. Empty: it can.
func Unsuited(p *workflow.Policy, r *workflow.Release) string {
	s, ok := p.System(r.Request.System)
	if !ok {
		return "Its system is not in the policy any more."
	}
	slot, err := calendar.Find(p, r.Place.Window)
	if err != nil {
		return sentenceFound(err)
	}
	if slot.Heartbeat != s.Heartbeat && slot.Heartbeat != s.Maintenance {
		h, _ := p.Heartbeat(s.Heartbeat)
		return fmt.Sprintf("%s goes live with %s then.", s.Name, cmp.Or(h.Name, s.Heartbeat))
	}
	periods, _ := calendar.Periods(p.Freezes, slot.Opens, slot.Closes)
	for _, f := range periods {
		if f.Hard && f.Covers(s.Key, r.Request.Type) {
			return fmt.Sprintf("It falls in the freeze %s.", f.Name)
		}
	}
	for _, account := range p.Accounts {
		for _, b := range account.Blackouts {
			if slices.Contains(r.Request.Accounts, account.Key) && calendar.Overlap(b.From, b.To, slot.Opens, slot.Closes) {
				return fmt.Sprintf("%s must not be disturbed then.", account.Name)
			}
		}
	}
	return ""
}

// sentenceFound is why a window is not there, without the advice to a requester.
func sentenceFound(err error) string {
	var e *workflow.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	return strings.TrimSuffix(e.Message, " Choose another window.")
}

// Crowded finds the releases that no longer fit their window where it has fewer
// places or risk points than are taken: those that came last.
func Crowded(p *workflow.Policy, windows map[workflow.WindowID]workflow.Window) map[workflow.Number]bool {
	out := map[workflow.Number]bool{}
	for id, w := range windows {
		slot, err := calendar.Find(p, id)
		if err != nil {
			continue
		}
		places := slices.Clone(w.Places)
		slices.SortStableFunc(places, func(a, b workflow.Reservation) int { return a.At.Compare(b.At) })
		points, kept := 0, 0
		for _, place := range places {
			full := slot.Capacity > 0 && kept >= slot.Capacity
			heavy := slot.Points > 0 && place.Points > 0 && points+place.Points > slot.Points
			if full || heavy {
				out[place.Release] = true
				continue
			}
			kept, points = kept+1, points+place.Points
		}
	}
	return out
}

// ahead is how many coming windows are looked at for a place.
const ahead = 60

// roomFor finds the first window that a release could take instead, as things
// are; taken counts what others were promised already.
func roomFor(p *workflow.Policy, r *workflow.Release, a Around, taken map[workflow.WindowID]int) *workflow.Slot {
	s, _ := p.System(r.Request.System)
	h, ok := p.Heartbeat(s.Rides(r.Request.Type))
	if !ok {
		return nil
	}
	slots, err := calendar.Next(h, a.Now, ahead)
	if err != nil {
		return nil
	}
	for _, slot := range slots {
		place := *r.Place
		probe := *r
		place.Window = slot.ID
		probe.Place = &place
		w := a.Windows[slot.ID]
		full := slot.Capacity > 0 && len(w.Places)+taken[slot.ID] >= slot.Capacity
		if full || slot.ID == r.Place.Window || !policy.CheckSlot(slot, a.Now).Pass || slot.Closes.Before(r.Place.Opens) || Unsuited(p, &probe) != "" {
			continue
		}
		taken[slot.ID]++
		return &slot
	}
	return nil
}

// approvalsHit says what happens to the approvals of a release, and how many of
// them no longer count.
func approvalsHit(before, after *workflow.Policy, r *workflow.Release) (why string, void int) {
	if r.State != workflow.InApproval && r.State != workflow.Scheduled {
		return "", 0
	}
	was, is := policy.Standing(before, nil, r), policy.Standing(after, nil, r)
	void = max(0, was.Given-is.Given)
	missing := is.Needed - is.Given
	switch {
	case void > 0 && missing > 0:
		return fmt.Sprintf("%s no longer; %s to be given.", count(void, "approval counts", "approvals count"), count(missing, "is", "are")), void
	case void > 0:
		return fmt.Sprintf("%s no longer; it has what it needs.", count(void, "approval counts", "approvals count")), void
	case was.Complete && !is.Complete, is.Needed > was.Needed:
		return fmt.Sprintf("%s more.", count(is.Needed-max(is.Given, was.Needed), "approval is needed", "approvals are needed")), 0
	case !was.Complete && is.Complete:
		return "It has all the approvals it needs then.", 0
	}
	return "", 0
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// misfit says why a request does not fit the policy any more.
func misfit(before, after *workflow.Policy, r *workflow.Release) string {
	q := r.Request
	_, had := before.System(q.System)
	if _, has := after.System(q.System); had && !has {
		return "Its system is not in the policy any more: it has to be edited."
	}
	if r.State == workflow.Submitted || r.State == workflow.Returned {
		if was, is := policy.Required(before, q), policy.Required(after, q); !was[workflow.FieldEvidence] && is[workflow.FieldEvidence] && q.Evidence == "" {
			return "Test evidence is required then, and it has none."
		} else if !was[workflow.FieldRollback] && is[workflow.FieldRollback] && q.Rollback == "" {
			return "A rollback plan is required then, and it has none."
		}
	}
	return ""
}

func bookingsHit(before, after *workflow.Policy, a Around) []workflow.PolicyHit {
	var out []workflow.PolicyHit
	for _, street := range a.Streets {
		name, had := environment(before, street.ID)
		if _, has := environment(after, street.ID); !had || has {
			continue
		}
		for _, b := range street.Bookings {
			if a.Now.Before(b.To) {
				out = append(out, workflow.PolicyHit{Release: b.Release, Title: name, Why: "The environment is gone then."})
			}
		}
	}
	return out
}

func environment(p *workflow.Policy, id workflow.EnvironmentID) (name string, ok bool) {
	system, key := id.Split()
	s, _ := p.System(system)
	for _, e := range s.Environments {
		if e.Key == key {
			return s.Name + ", " + e.Name, true
		}
	}
	return "", false
}
