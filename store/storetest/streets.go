package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) streets(t *testing.T) {
	t.Run("put", s.putStreet)
	t.Run("all", s.allStreets)
}

func (s Suite) putStreet(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	first := street("web:acceptance")
	_, err := store.Streets.Get(ctx, first.ID)
	wantCode(t, "get of an environment nobody booked", err, workflow.CodeNotFound)

	must(t, store.Streets.Put(ctx, first))
	want := first.Clone()
	want.Version = 1
	got, err := store.Streets.Get(ctx, first.ID)
	must(t, err)
	diff(t, "after the insert", want, got)
	wantCode(t, "a second insert", store.Streets.Put(ctx, first), workflow.CodeConflict)

	next := got.Clone()
	next.Bookings = append(next.Bookings, workflow.Booking{ID: "book:2", By: "U0OTHER", From: day.Add(24 * time.Hour), To: day.Add(48 * time.Hour), Why: "load test", At: day})
	next.Requests = []string{"req:1", "req:2"}
	must(t, store.Streets.Put(ctx, next))
	want = next.Clone()
	want.Version = 2
	wantCode(t, "put of an older version", store.Streets.Put(ctx, got), workflow.CodeConflict)
	other := street("app:acceptance")
	other.Version = 1
	wantCode(t, "put of a version of what is not there", store.Streets.Put(ctx, other), workflow.CodeConflict)

	got, err = store.Streets.Get(ctx, first.ID)
	must(t, err)
	diff(t, "after a replace and two refusals", want, got)
	_, err = store.Streets.Get(ctx, other.ID)
	wantCode(t, "get after a refused put", err, workflow.CodeNotFound)
}

// allStreets checks that every street is listed once, by id byte for byte.
func (s Suite) allStreets(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	none, err := store.Streets.All(ctx)
	must(t, err)
	if len(none) != 0 {
		t.Errorf("an empty store has the streets %v", none)
	}
	ids := []workflow.EnvironmentID{"web:test", "Web:test", "web:acceptance", "a'b:$c", "é:x", "web"}
	for i := range 120 { // more than a server gives at once
		ids = append(ids, workflow.EnvironmentID(fmt.Sprintf("system %d:test", i)))
	}
	var want []workflow.Street
	for _, id := range ids {
		one := street(id)
		must(t, store.Streets.Put(ctx, one))
		one.Version = 1
		want = append(want, one)
	}
	slices.SortStableFunc(want, func(a, b workflow.Street) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	got, err := store.Streets.All(ctx)
	must(t, err)
	diff(t, "all", want, got)
}

func (s Suite) generatedStreets(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, v := range generated(s, Streets()) {
		v.ID, v.Version = workflow.EnvironmentID(origin(i)), 0
		must(t, store.Streets.Put(ctx, v))
		v.Version = 1
		got, err := store.Streets.Get(ctx, v.ID)
		must(t, err)
		diff(t, "read", v, got)
	}
}

// raceStreet lets everybody book one environment for the same time, its first
// booking included: one has it, and everybody else reads who.
func (s Suite) raceStreet(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for round := range s.Rounds {
		id := workflow.EnvironmentID(fmt.Sprintf("web:%d", round))
		if round%2 == 1 {
			must(t, store.Streets.Put(ctx, workflow.Street{ID: id}))
		}
		var mu sync.Mutex
		var holders []string
		all(s.Racers, func(i int) {
			for range 100 * s.Racers { // far more than there are writes to lose against
				got, err := store.Streets.Get(ctx, id)
				if workflow.CodeOf(err) == workflow.CodeNotFound {
					got, err = workflow.Street{ID: id}, nil
				}
				if err != nil {
					t.Errorf("get: %v", err)
					return
				}
				if len(got.Bookings) > 0 {
					return
				}
				mine := fmt.Sprintf("racer %d", i)
				got.Bookings = append(got.Bookings, workflow.Booking{ID: mine, From: day, To: day.Add(time.Hour)})
				if won(t, store.Streets.Put(ctx, got), workflow.CodeConflict) {
					mu.Lock()
					holders = append(holders, mine)
					mu.Unlock()
					return
				}
			}
		})
		got, err := store.Streets.Get(ctx, id)
		must(t, err)
		if len(holders) != 1 || len(got.Bookings) != 1 || got.Bookings[0].ID != holders[0] {
			t.Errorf("%v were told that they have it; stored are %+v", holders, got.Bookings)
		}
	}
}
