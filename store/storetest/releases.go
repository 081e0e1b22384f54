package storetest

import (
	"slices"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) releases(t *testing.T) {
	t.Run("create", s.createRelease)
	t.Run("replace", s.replaceRelease)
	t.Run("owing", s.owing)
	t.Run("versions", s.versions)
	t.Run("lived", s.lived)
	t.Run("list", s.listReleases)
	t.Run("waiting", s.waiting)
	t.Run("paging", s.paging)
}

func (s Suite) createRelease(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	_, err := store.Releases.Get(ctx, 1)
	wantCode(t, "get from an empty store", err, workflow.CodeNotFound)

	first, err := store.Releases.Create(ctx, release("view:V1"))
	must(t, err)
	want := release("view:V1")(1)
	want.Version = 1
	diff(t, "the first release as created", want, first)
	got, err := store.Releases.Get(ctx, 1)
	must(t, err)
	diff(t, "the first release as read", want, got)

	second, err := store.Releases.Create(ctx, release("view:V2"))
	must(t, err)
	if second.Number != 2 {
		t.Errorf("second number: got %v, want REL-2", second.Number)
	}

	moved := first.Clone()
	moved.State = workflow.Returned
	must(t, store.Releases.Replace(ctx, moved))
	again, err := store.Releases.Create(ctx, release("view:V1", inState(workflow.Live)))
	wantCode(t, "create with an origin that exists", err, workflow.CodeExists)
	if again.Number != 1 || again.State != workflow.Returned || again.Version != 2 {
		t.Errorf("the copy got %v in %s at version %d, want REL-1 as it is stored", again.Number, again.State, again.Version)
	}
	third, err := store.Releases.Create(ctx, release("view:V3"))
	must(t, err)
	if third.Number != 3 {
		t.Errorf("number after a repeated request: got %v, want REL-3", third.Number)
	}

	lying := func(n workflow.Number) workflow.Release {
		r := release("view:V4")(n)
		r.Number, r.Version = 77, 12
		return r
	}
	fourth, err := store.Releases.Create(ctx, lying)
	must(t, err)
	if fourth.Number != 4 || fourth.Version != 1 {
		t.Errorf("got %v at version %d, want REL-4 at version 1 whatever build says", fourth.Number, fourth.Version)
	}
}

func (s Suite) replaceRelease(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	r, err := store.Releases.Create(ctx, release("view:V1"))
	must(t, err)

	r.State, r.Revision, r.UpdatedAt = workflow.InApproval, 2, day.Add(time.Minute)
	if err := store.Releases.Replace(ctx, r); err != nil {
		t.Fatalf("replace of the version loaded: %v", err)
	}
	if r.Version != 1 {
		t.Errorf("replace changed the caller's release to version %d", r.Version)
	}
	want := r
	want.Version = 2
	got, err := store.Releases.Get(ctx, r.Number)
	must(t, err)
	diff(t, "after a replace", want, got)

	r.State = workflow.Withdrawn
	wantCode(t, "replace of an older version", store.Releases.Replace(ctx, r), workflow.CodeConflict)
	ahead := want
	ahead.Version = 3
	wantCode(t, "replace of a version to come", store.Releases.Replace(ctx, ahead), workflow.CodeConflict)
	gone := want
	gone.Number = 99
	wantCode(t, "replace of what is not there", store.Releases.Replace(ctx, gone), workflow.CodeNotFound)
	gone.Version = 0
	wantCode(t, "replace at version 0 of what is not there", store.Releases.Replace(ctx, gone), workflow.CodeNotFound)
	got, err = store.Releases.Get(ctx, r.Number)
	must(t, err)
	diff(t, "after refused replaces", want, got)
}

// owing checks that what a release owes is found until it owes nothing, the
// longest unchanged first.
func (s Suite) owing(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, minutes := range []int{30, 10, 20} {
		_, err := store.Releases.Create(ctx, release(origin(i), owing(day.Add(time.Duration(minutes)*time.Minute))))
		must(t, err)
	}
	_, err := store.Releases.Create(ctx, release(origin(9)))
	must(t, err)

	wantNumbers(t, "owing", owes(t, store, 10), 2, 3, 1)
	wantNumbers(t, "owing, the first two", owes(t, store, 2), 2, 3)

	r, err := store.Releases.Get(ctx, 3)
	must(t, err)
	if len(r.Owes) != 1 || r.Owes[0].ID != "card:REL-3" || !r.Owes[0].Due.Equal(day.Add(20*time.Minute)) {
		t.Errorf("what REL-3 owes came back as %+v", r.Owes)
	}
	r.Owes = nil
	must(t, store.Releases.Replace(ctx, r))
	wantNumbers(t, "owing after one paid", owes(t, store, 10), 2, 1)
}

// versions checks that what is not final is found with its version, all of it, and
// what is asked for by number.
func (s Suite) versions(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	want := []workflow.ReleaseVersion{}
	check := func(what string) {
		t.Helper()
		got, err := store.Releases.Versions(ctx, nil)
		must(t, err)
		diff(t, what, want, got)
	}
	check("open in an empty store")
	for i := range 105 { // more than a list gives where nothing is said
		r, err := store.Releases.Create(ctx, release(origin(i)))
		must(t, err)
		want = slices.Insert(want, 0, workflow.ReleaseVersion{Number: r.Number, Version: 1})
	}
	check("open")
	for i, state := range []workflow.State{workflow.Closed, workflow.Live, workflow.Withdrawn} {
		r, err := store.Releases.Get(ctx, workflow.Number(i+1))
		must(t, err)
		r.State = state
		must(t, store.Releases.Replace(ctx, r))
	}
	want = append(want[:102:102], workflow.ReleaseVersion{Number: 2, Version: 2})
	check("open after one was changed and two ended")

	got, err := store.Releases.Versions(ctx, []workflow.Number{2, 3, 2, 999, 50})
	must(t, err)
	diff(t, "by number", []workflow.ReleaseVersion{{Number: 50, Version: 1}, {Number: 3, Version: 2}, {Number: 2, Version: 2}}, got)
	got, err = store.Releases.Versions(ctx, []workflow.Number{})
	must(t, err)
	diff(t, "of none", []workflow.ReleaseVersion{}, got)
}

func owes(t *testing.T, store workflow.Store, limit int) []workflow.Release {
	t.Helper()
	rs, err := store.Releases.Owing(t.Context(), limit)
	must(t, err)
	return rs
}

func wantNumbers(t *testing.T, what string, rs []workflow.Release, want ...workflow.Number) {
	t.Helper()
	got := []workflow.Number{}
	for _, r := range rs {
		got = append(got, r.Number)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
