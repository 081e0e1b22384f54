package desk

import (
	"context"
	"fmt"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

const (
	mostNeeds  = 20  // releases that one may name as those that it starts after
	mostLinked = 500 // releases looked at for a circle
)

// needsProblem says why a release cannot start after the ones it names, or
// nothing: one that does not exist or never goes live, itself, or one that waits
// for it in the end. Two edits at the same moment can still make a circle; then
// neither starts, the card says why, and an edit or an override opens it.
func (d *Desk) needsProblem(ctx context.Context, r *workflow.Release) (string, error) {
	needs := r.Request.DependsOn
	switch {
	case len(needs) == 0:
		return "", nil
	case len(needs) > mostNeeds:
		return fmt.Sprintf("At most %d releases fit here. Name those that it really needs.", mostNeeds), nil
	case r.Number != 0 && slices.Contains(needs, r.Number):
		return "It cannot start after itself.", nil
	}
	s := &surroundings{needs: map[workflow.Number]workflow.Release{}}
	if err := d.needed(ctx, s, []*workflow.Release{r}); err != nil {
		return "", err
	}
	for _, n := range needs {
		switch other, known := s.needs[n]; {
		case !known:
			return fmt.Sprintf("There is no %s.", n), nil
		case other.State.Final() && !policy.Reached(&other):
			return fmt.Sprintf("%s is %s and does not go live. Take it out.", n, other.State), nil
		}
	}
	return d.circle(ctx, r.Number, s)
}

// circle follows what the releases in s depend on, level by level, and says where
// it comes back to n.
func (d *Desk) circle(ctx context.Context, n workflow.Number, s *surroundings) (string, error) {
	level := make([]*workflow.Release, 0, len(s.needs))
	seen := map[workflow.Number]bool{}
	why := map[workflow.Number]string{} // a release, to how it is reached
	for number, r := range s.needs {
		level = append(level, &r)
		seen[number], why[number] = true, number.String()
	}
	for n != 0 && len(level) > 0 && len(seen) < mostLinked {
		next := &surroundings{needs: map[workflow.Number]workflow.Release{}}
		for _, r := range level {
			if slices.Contains(r.Request.DependsOn, n) {
				return why[r.Number] + " starts after this one: each would wait for the other. Take one out.", nil
			}
			for _, on := range r.Request.DependsOn {
				if why[on] == "" {
					why[on] = why[r.Number] + " starts after " + on.String() + ", which"
				}
			}
		}
		if err := d.needed(ctx, next, level); err != nil {
			return "", err
		}
		level = level[:0:0]
		for number, r := range next.needs {
			if !seen[number] {
				seen[number] = true
				level = append(level, &r)
			}
		}
	}
	return "", nil
}
