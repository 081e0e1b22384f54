package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"drumbeat/workflow"
)

// lived checks which releases a span of time finds, what of them is read, and
// that a visitor can end it.
func (s Suite) lived(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	hours := func(n int) time.Time { return day.Add(time.Duration(n) * time.Hour) }
	life := func(created, updated int) func(*workflow.Release) {
		return func(r *workflow.Release) { r.CreatedAt, r.UpdatedAt = hours(created), hours(updated) }
	}
	for i, build := range [][]func(*workflow.Release){
		{inState(workflow.Closed), life(-9, -5)},                           // 1
		{inState(workflow.Closed), life(-9, 0)},                            // 2
		{inState(workflow.Closed), life(-9, 90)},                           // 3
		{inState(workflow.Rejected), life(5, 8)},                           // 4
		{inState(workflow.Closed), life(10, 12)},                           // 5
		{askedOf("U0QA"), life(-9, -8), inWindow("web:2026-11-24T05:00Z")}, // 6
		{inState(workflow.Submitted), life(11, 11)},                        // 7
	} {
		_, err := store.Releases.Create(ctx, release(origin(i), build...))
		must(t, err)
	}
	for _, c := range []struct {
		name     string
		from, to int
		want     []workflow.Number
	}{
		{"a span", 0, 10, []workflow.Number{2, 3, 4, 6}},
		{"a later one", 9, 20, []workflow.Number{3, 5, 6, 7}},
		{"an earlier one", -9, -8, []workflow.Number{1, 2, 3, 6}},
		{"before all", -20, -10, nil},
		{"after all", 100, 200, []workflow.Number{6, 7}},
	} {
		var got []workflow.Number
		must(t, store.Releases.Lived(ctx, hours(c.from), hours(c.to), func(r *workflow.Release) error {
			got = append(got, r.Number)
			return nil
		}))
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}

	must(t, store.Releases.Lived(ctx, hours(-20), hours(200), func(r *workflow.Release) error {
		if r.Number != 6 {
			return nil
		}
		whole, err := store.Releases.Get(ctx, r.Number)
		must(t, err)
		want := workflow.Release{Number: 6, Version: 1, Revision: 1, State: workflow.InApproval, Request: workflow.Request{System: "web", Type: workflow.Normal},
			Asks: whole.Asks, Place: whole.Place, CreatedAt: whole.CreatedAt, UpdatedAt: whole.UpdatedAt, History: slices.Clone(whole.History)}
		want.History[0].Request = ""
		diff(t, "what is read of a release", want, *r)
		return nil
	}))

	visits, stop := 0, errors.New("enough")
	err := store.Releases.Lived(ctx, hours(0), hours(10), func(*workflow.Release) error {
		visits++
		return stop
	})
	if !errors.Is(err, stop) || visits != 1 {
		t.Errorf("a visitor that has enough: %v after %d visits", err, visits)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	wantUnstored(t, "lived with a cancelled context", store.Releases.Lived(gone, hours(0), hours(10), func(*workflow.Release) error { return nil }))
}
