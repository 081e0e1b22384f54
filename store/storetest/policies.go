package storetest

import (
	"fmt"
	"testing"

	"drumbeat/workflow"
)

// policies checks that every version is kept as it was saved, and that a save
// on top of an older version is refused.
func (s Suite) policies(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	_, err := store.Policies.Current(ctx)
	wantCode(t, "current before the first", err, workflow.CodeNotFound)
	_, err = store.Policies.Get(ctx, 1)
	wantCode(t, "get before the first", err, workflow.CodeNotFound)

	var saved []workflow.Policy
	p := workflow.Policy{Zone: "Europe/Amsterdam", SavedAt: day, SavedBy: workflow.System}
	for v := 1; v <= 3; v++ {
		p.Why = fmt.Sprintf("reason %d", v)
		p.Roles = append(p.Roles, workflow.Role{Key: fmt.Sprintf("role-%d", v), People: []workflow.PersonID{"U1"}})
		next, err := store.Policies.Save(ctx, p)
		must(t, err)
		want := p
		want.Version = v
		diff(t, "as saved", want, next)
		saved = append(saved, next)
		p = next
	}

	old := saved[0]
	old.Why = "too late"
	_, err = store.Policies.Save(ctx, old)
	wantCode(t, "save on top of an older version", err, workflow.CodeConflict)
	ahead := saved[2]
	ahead.Version = 7
	_, err = store.Policies.Save(ctx, ahead)
	wantCode(t, "save on top of a version to come", err, workflow.CodeConflict)
	_, err = store.Policies.Save(ctx, workflow.Policy{Zone: "UTC"})
	wantCode(t, "a second first version", err, workflow.CodeConflict)

	current, err := store.Policies.Current(ctx)
	must(t, err)
	diff(t, "current", saved[2], current)
	for i, want := range saved {
		got, err := store.Policies.Get(ctx, i+1)
		must(t, err)
		diff(t, fmt.Sprintf("version %d", i+1), want, got)
	}
	_, err = store.Policies.Get(ctx, 4)
	wantCode(t, "get of a version to come", err, workflow.CodeNotFound)
}
