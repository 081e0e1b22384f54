package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// A request that waits for a release manager does so by the gates of the policy and
// by what stands in its way. So when only the policy changes, or what was in its way
// has gone, it is judged anew: what may go on does so by rule, and of what still
// waits the reasons are those of today.

// judged remembers when what waits was judged last, by one version of the policy.
type judged struct {
	version int
	at      map[workflow.Number]time.Time
}

const (
	// conflictAge is after how long a request is judged anew that waits because of
	// what stands in its way: others change that, and nothing tells it.
	conflictAge = 10 * time.Minute
	// mostJudged bounds what is remembered of what was judged.
	mostJudged = 10_000
)

// unjudged tells whether a release that waits is to be judged now.
func (d *Desk) unjudged(b bench, r *workflow.Release) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.judged.version != b.policy.Version || len(d.judged.at) > mostJudged {
		d.judged = judged{b.policy.Version, map[workflow.Number]time.Time{}}
	}
	at, done := d.judged.at[r.Number]
	return !done || inTheWay(r) && b.now.Sub(at).Abs() >= conflictAge
}

func (d *Desk) noteJudged(b bench, n workflow.Number) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.judged.version == b.policy.Version {
		d.judged.at[n] = b.now
	}
}

// inTheWay tells whether a request waits because of what stands in its way.
func inTheWay(r *workflow.Release) bool {
	return slices.ContainsFunc(r.Misfits, func(f workflow.Finding) bool { return f.Rule == "intake:"+string(workflow.IntakeConflict) })
}

// intakeAnew judges what waits in the queue where the policy is newer than the one
// that judged it last, or something stood in its way. It tells whether it was let
// through.
func (t *round) intakeAnew(ctx context.Context, seen *workflow.Release) (through bool, err error) {
	d, b := t.d, t.b
	waits := func(b bench, r *workflow.Release) bool {
		return r.State == workflow.Submitted && (b.policy.Version > r.PolicyVersion || b.policy.Version == r.PolicyVersion && inTheWay(r))
	}
	if !waits(b, seen) || !d.unjudged(b, seen) {
		return false, nil
	}
	if t.full() {
		return false, nil
	}
	t.did++ // looking at one reads what is around it
	r, err := d.store.Releases.Get(ctx, seen.Number)
	if err != nil || !waits(b, &r) {
		return false, err
	}
	conflicts, err := d.intakeConflicts(ctx, b, &r)
	if err != nil {
		return false, err
	}
	now := misfits(b, &r, conflicts)
	if len(now) > 0 {
		if err := d.waitsAnew(ctx, b, &r, now); err != nil {
			return false, err
		}
		d.noteJudged(b, r.Number)
		return false, nil
	}
	still := func(b bench, r *workflow.Release) bool { return waits(b, r) && len(misfits(b, r, conflicts)) == 0 }
	_, err = d.Do(ctx, Command{Action: workflow.ActTriage, Release: r.Number, By: workflow.System, Reason: letThrough(b.policy, &r), still: still})
	if err == nil {
		t.done.LetThrough++
	}
	return err == nil, err
}

// letThrough says, for the history, why a request goes on, by which version of the
// policy where that is why, and what it waited for.
func letThrough(p *workflow.Policy, r *workflow.Release) string {
	var gates []string
	for _, f := range r.Misfits {
		gates = append(gates, f.Title)
	}
	why := "Nothing stands in the way of its window any more"
	if p.Version > r.PolicyVersion {
		why = fmt.Sprintf("Version %d of the settings (%s) lets it through", p.Version, strings.TrimRight(clip(p.Why, 200), "."))
	}
	if len(gates) == 0 {
		return why + "."
	}
	return why + fmt.Sprintf("; it waited because of: %s.", strings.Join(gates, ", "))
}

// waitsAnew stores for what a request waits by the policy in force.
func (d *Desk) waitsAnew(ctx context.Context, b bench, r *workflow.Release, now []workflow.Finding) error {
	if sameMisfits(r.Misfits, now) {
		return nil
	}
	after := r.Clone()
	after.Misfits, after.UpdatedAt = now, b.now
	after.Owes = merge(merge(after.Owes, owe(b, *r, &after, nil)), oweCoordinators(b, r, &after))
	if err := d.store.Releases.Replace(ctx, after); err != nil {
		return err
	}
	after.Version++
	*r = after
	d.wake()
	return nil
}

func sameMisfits(a, b []workflow.Finding) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Rule != b[i].Rule || a[i].Reason != b[i].Reason {
			return false
		}
	}
	return true
}
