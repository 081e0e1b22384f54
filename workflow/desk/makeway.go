package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// A release manager who saves settings may have what cannot stay in its window
// moved. The wish is an instant in the policy, [workflow.Policy.MoveBefore]: each
// place taken before it that does not suit the policy makes way by rule. So it is
// stored with the settings in one write, any process carries it out, and what was
// placed after it, by people who knew, stays.

// makesWay says why a release has to leave its window by that rule.
func makesWay(p *workflow.Policy, r *workflow.Release) (why string, due bool) {
	if r.Place == nil || p.MoveBefore.IsZero() || r.Place.Since.After(p.MoveBefore) {
		return "", false
	}
	if r.State != workflow.Submitted && r.State != workflow.InApproval && r.State != workflow.Scheduled {
		return "", false
	}
	if why = settings.Unsuited(p, r); why == "" {
		return "", false
	}
	return "The settings changed" + because(p) + ". " + why, true
}

// because quotes why the version that asked for the moving was saved, while that
// one is in force.
func because(p *workflow.Policy) string {
	if p.SavedAt.Sub(p.MoveBefore).Abs() > time.Minute {
		return ""
	}
	return " (" + strings.TrimRight(clip(p.Why, 200), ".") + ")"
}

// nearBy is from when another window is looked for in the place of one that is
// gone: it may have been put to another hour of the same day.
func nearBy(opens, now time.Time) time.Time {
	if from := opens.Add(-12 * time.Hour); from.After(now) {
		return from
	}
	return now
}

// crowdedOut moves the releases that do not fit a window any more since it has
// fewer places: those that came last.
func (t *round) crowdedOut(ctx context.Context, w workflow.Window) error {
	b := t.b
	if b.policy.MoveBefore.IsZero() || !b.now.Before(w.Opens) {
		return nil
	}
	since := map[workflow.Number]bool{}
	for _, place := range w.Places {
		since[place.Release] = !place.At.After(b.policy.MoveBefore)
	}
	var problems []error
	for n := range settings.Crowded(b.policy, map[workflow.WindowID]workflow.Window{w.ID: w}) {
		if !since[n] || t.full() {
			continue
		}
		still := func(_ bench, r *workflow.Release) bool { return r.Place != nil && r.Place.Window == w.ID }
		_, err := t.d.Do(ctx, Command{Action: workflow.ActRollForward, Release: n, By: workflow.System, Reason: "The settings changed" + because(b.policy) + ". Its window has fewer places.", still: still})
		if err == nil {
			t.did++
			t.done.RolledForward++
		}
		problems = append(problems, tolerate(err))
	}
	return errors.Join(problems...)
}

// MakeWay carries out at once what the settings just saved ask for: what cannot
// stay in its window is moved. Where it does not get to the end, Tend does.
func (d *Desk) MakeWay(ctx context.Context) (moved int, err error) {
	d.sweepSoon()
	for range mostRounds {
		done, err := d.Tend(ctx)
		moved += done.RolledForward
		if err != nil || done.Left == 0 {
			return moved, err
		}
	}
	return moved, nil
}

// mostRounds bounds how long settings that were saved have releases move at once.
const mostRounds = 100
