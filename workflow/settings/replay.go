package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// Effect is one way in which a policy would have changed the course of a release.
type Effect string

// The effects, in the order in which a release meets them.
const (
	EffectTriage   Effect = "waited for a release manager"
	EffectThrough  Effect = "been let through by rule"
	EffectType     Effect = "been another change type"
	EffectMore     Effect = "needed more approvals"
	EffectFewer    Effect = "needed fewer approvals"
	EffectLead     Effect = "missed the lead time"
	EffectFrozen   Effect = "been stopped by a freeze"
	EffectCutOff   Effect = "rolled forward: decided after the cut-off"
	EffectCapacity Effect = "rolled forward: no place left"
	EffectWindow   Effect = "gone live at another time"
)

// Effects lists the effects in the order in which a release meets them.
var Effects = []Effect{EffectTriage, EffectThrough, EffectType, EffectMore, EffectFewer, EffectLead, EffectFrozen, EffectCutOff, EffectCapacity, EffectWindow}

// Replayed is what releases of the past would have met under a policy.
type Replayed struct {
	Releases int // looked at
	Started  int // of them, those that went into production
	Same     int // for which nothing would have been different
	Cases    map[Effect][]ReplayCase
}

// ReplayCase is one release that would have met something else.
type ReplayCase struct {
	Release workflow.Number
	Title   string
	At      time.Time // of what it is about: the asking, the decision or the start
	Why     string    // one sentence
}

// Replay says what releases would have met if p had been in force all along, by
// what their histories tell: when they were asked for, decided on and started,
// and with whose approvals. People might have acted otherwise under another
// policy; that is not guessed at.
func Replay(p *workflow.Policy, releases []workflow.Release) Replayed {
	out := Replayed{Releases: len(releases), Cases: map[Effect][]ReplayCase{}}
	different := map[workflow.Number]bool{}
	note := func(e Effect, r *workflow.Release, at time.Time, format string, args ...any) {
		different[r.Number] = true
		out.Cases[e] = append(out.Cases[e], ReplayCase{Release: r.Number, Title: r.Request.Title, At: at, Why: fmt.Sprintf(format, args...)})
	}
	byStart := slices.Clone(releases)
	slices.SortStableFunc(byStart, func(a, b workflow.Release) int {
		return cmp.Or(a.StartedAt.Compare(b.StartedAt), cmp.Compare(a.Number, b.Number))
	})
	taken := map[workflow.WindowID]int{}
	for i := range byStart {
		r := &byStart[i]
		asked(p, r, note)
		decided(p, r, note)
		if r.StartedAt.IsZero() {
			continue
		}
		out.Started++
		started(p, r, taken, note)
	}
	out.Same = out.Releases - len(different)
	return out
}

type noting = func(e Effect, r *workflow.Release, at time.Time, format string, args ...any)

// asked replays the intake.
func asked(p *workflow.Policy, r *workflow.Release, note noting) {
	q := r.Request
	if suggested, why := policy.Suggest(p, q.EffortHours); q.Type != workflow.Emergency && slices.Index(workflow.ChangeTypes, q.Type) < slices.Index(workflow.ChangeTypes, suggested) {
		note(EffectType, r, r.SubmittedAt, "It was asked for as %s. %s", q.Type, why)
	}
	triage, found := entryOf(r, workflow.ActTriage)
	var misfits []string
	for _, f := range policy.Intake(policy.IntakeCase{Policy: p, Release: r, Slot: slotWanted(p, r), Now: r.SubmittedAt}) {
		if !f.Pass {
			misfits = append(misfits, f.Reason)
		}
	}
	switch {
	case !found:
	case len(misfits) > 0 && triage.By == workflow.System:
		note(EffectTriage, r, triage.At, "%s", strings.Join(misfits, " "))
	case len(misfits) == 0 && triage.By != workflow.System && q.Type != workflow.Emergency:
		note(EffectThrough, r, triage.At, "Nothing of it needs a release manager's look; it waited %s.", ago(triage.At.Sub(r.SubmittedAt)))
	}
}

// slotWanted is the window asked for, where the policy has it; nil where it was
// asked for as soon as possible.
func slotWanted(p *workflow.Policy, r *workflow.Release) *workflow.Slot {
	slot, err := calendar.Find(p, r.Request.Window)
	if err != nil {
		return nil
	}
	return &slot
}

// decided replays the approvals of what was approved.
func decided(p *workflow.Policy, r *workflow.Release, note noting) {
	if r.ScheduledAt.IsZero() || r.State == workflow.InApproval || r.State == workflow.Submitted || r.State == workflow.Returned {
		return
	}
	st := policy.Standing(p, nil, r)
	given := 0
	for _, a := range r.Approvals {
		if a.Void == "" && a.Revision == r.Revision {
			given++
		}
	}
	switch {
	case !st.Complete:
		var roles []string
		for _, rs := range st.Rules {
			if !rs.Complete {
				roles = append(roles, fmt.Sprintf("%s (%d of %d)", rs.Name, len(rs.Given), rs.Quorum))
			}
		}
		note(EffectMore, r, r.ScheduledAt, "Not enough for %s.", series(roles))
	case st.Needed < given:
		note(EffectFewer, r, r.ScheduledAt, "%s given, %d needed.", count(given, "approval", "approvals"), st.Needed)
	}
}

// started replays the going live: freezes, the window, its cut-off and places.
func started(p *workflow.Policy, r *workflow.Release, taken map[workflow.WindowID]int, note noting) {
	q := r.Request
	periods, _ := calendar.Periods(p.Freezes, r.StartedAt, r.StartedAt.Add(time.Millisecond))
	for _, f := range periods {
		if f.Hard && f.Covers(q.System, q.Type) {
			note(EffectFrozen, r, r.StartedAt, "It started in the freeze %s.", f.Name)
			break
		}
	}
	s, ok := p.System(q.System)
	h, served := p.Heartbeat(s.Rides(q.Type))
	if q.Type == workflow.Emergency || !ok || !served {
		return
	}
	slot, inside := slotAt(h, r.StartedAt)
	if !inside {
		next, err := calendar.Next(h, r.StartedAt, 1)
		if err == nil && len(next) == 1 {
			note(EffectWindow, r, r.StartedAt, "%s has no window then; the next opened %s.", h.Name, when(next[0].Opens, h.Zone))
		}
		return
	}
	if lead := p.Type(q.Type).Lead; lead > 0 && slot.Opens.Sub(r.SubmittedAt) < lead {
		note(EffectLead, r, r.SubmittedAt, "It was asked for %s before its window; %s are required.", ago(slot.Opens.Sub(r.SubmittedAt)), ago(lead))
	}
	switch {
	case !r.ScheduledAt.Before(slot.CutOff):
		note(EffectCutOff, r, r.ScheduledAt, "The cut-off was %s.", when(slot.CutOff, h.Zone))
	case slot.Capacity > 0 && taken[slot.ID] >= slot.Capacity:
		note(EffectCapacity, r, r.StartedAt, "The window of %s has %s.", when(slot.Opens, h.Zone), count(slot.Capacity, "place", "places"))
	default:
		taken[slot.ID]++
	}
}

// slotAt gives the window of a heartbeat that is open at an instant.
func slotAt(h workflow.Heartbeat, at time.Time) (workflow.Slot, bool) {
	longest := h.Duration
	for _, e := range h.Extras {
		longest = max(longest, e.Duration)
	}
	slots, err := calendar.Slots(h, at.Add(-longest), at.Add(time.Second))
	if err != nil {
		return workflow.Slot{}, false
	}
	for _, s := range slots {
		if !at.Before(s.Opens) && at.Before(s.Closes) {
			return s, true
		}
	}
	return workflow.Slot{}, false
}

// entryOf finds the last time that something was done to a release.
func entryOf(r *workflow.Release, a workflow.Action) (workflow.Entry, bool) {
	for _, e := range slices.Backward(r.History) {
		if e.Action == a {
			return e, true
		}
	}
	return workflow.Entry{}, false
}

func when(t time.Time, zone string) string {
	return t.In(location(zone)).Format("Mon 2 Jan 2006 15:04")
}

// ago says a duration in words, coarsely.
func ago(d time.Duration) string {
	switch {
	case d < 0:
		return "no time"
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= time.Hour:
		return count(int(d/time.Hour), "hour", "hours")
	}
	return count(int(d/time.Minute), "minute", "minutes")
}

func series(parts []string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return fmt.Sprintf("%s and %s", strings.Join(parts[:n-1], ", "), parts[n-1])
	}
}
