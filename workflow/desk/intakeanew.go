package desk

import (
	"context"
	"fmt"
	"strings"

	"drumbeat/workflow"
)

// A request that waits for a release manager does so by the gates of the policy. So
// when only the policy changes it is judged anew: what the new one lets through
// goes on by rule, and of what still waits the reasons are those of today.

// judged remembers what was judged by one version of the policy.
type judged struct {
	version  int
	releases map[workflow.Number]bool
}

// unjudged tells whether a release is to be judged by a version of the policy, once.
func (d *Desk) unjudged(n workflow.Number, version int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.judged.version != version {
		d.judged = judged{version, map[workflow.Number]bool{}}
	}
	return !d.judged.releases[n]
}

func (d *Desk) noteJudged(n workflow.Number, version int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.judged.version == version {
		d.judged.releases[n] = true
	}
}

// intakeAnew judges what waits in the queue by a policy that is newer than the one
// that judged it last. It tells whether it was let through.
func (t *round) intakeAnew(ctx context.Context, seen *workflow.Release) (through bool, err error) {
	d, b := t.d, t.b
	waits := func(r *workflow.Release) bool {
		return r.State == workflow.Submitted && b.policy.Version > r.PolicyVersion
	}
	if !waits(seen) || !d.unjudged(seen.Number, b.policy.Version) {
		return false, nil
	}
	if t.full() {
		return false, nil
	}
	t.did++ // looking at one reads what is around it
	r, err := d.store.Releases.Get(ctx, seen.Number)
	if err != nil || !waits(&r) {
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
		d.noteJudged(r.Number, b.policy.Version)
		return false, nil
	}
	still := func(b bench, r *workflow.Release) bool {
		return r.State == workflow.Submitted && b.policy.Version > r.PolicyVersion && len(misfits(b, r, conflicts)) == 0
	}
	_, err = d.Do(ctx, Command{Action: workflow.ActTriage, Release: r.Number, By: workflow.System, Reason: letThrough(b.policy, &r), still: still})
	if err == nil {
		t.done.LetThrough++
	}
	return err == nil, err
}

// letThrough says, for the history, by which version of the policy a request goes
// on, and what it waited for.
func letThrough(p *workflow.Policy, r *workflow.Release) string {
	var gates []string
	for _, f := range r.Misfits {
		gates = append(gates, f.Title)
	}
	why := fmt.Sprintf("Version %d of the settings (%s) lets it through", p.Version, strings.TrimRight(clip(p.Why, 200), "."))
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
