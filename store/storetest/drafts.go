package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) drafts(t *testing.T) {
	t.Run("keep", s.keepDraft)
	t.Run("race", s.raceDrafts)
	t.Run("sent", s.raceSent)
}

func draft(person workflow.PersonID, title string, at time.Time) workflow.Draft {
	return workflow.Draft{Person: person, SavedAt: at, Form: workflow.Request{Title: title, System: "web", Risk: []string{"data"}, Target: day}}
}

// keepDraft checks that of the drafts of one person the one saved last stays.
func (s Suite) keepDraft(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	is := func(what string, want workflow.Draft) {
		t.Helper()
		got, err := store.Drafts.Get(ctx, want.Person)
		must(t, err)
		diff(t, what, want, got)
	}
	_, err := store.Drafts.Get(ctx, "U0ASKS")
	wantCode(t, "get of a draft that nobody saved", err, workflow.CodeNotFound)
	must(t, store.Drafts.Delete(ctx, "U0ASKS", day.Add(-time.Hour)))

	first, second, other := draft("U0ASKS", "first", day), draft("U0ASKS", "second", day.Add(time.Minute)), draft("U0'; DROP", "other", day)
	must(t, store.Drafts.Put(ctx, first))
	must(t, store.Drafts.Put(ctx, other))
	is("the first", first)
	must(t, store.Drafts.Put(ctx, second))
	is("a later one", second)
	must(t, store.Drafts.Put(ctx, first))
	is("an earlier one comes late", second)
	same := draft("U0ASKS", "of the same moment", second.SavedAt)
	must(t, store.Drafts.Put(ctx, same))
	is("one of the same moment", same)
	must(t, store.Drafts.Delete(ctx, "U0ASKS", same.SavedAt.Add(-time.Millisecond)))
	is("one from before is deleted", same)
	must(t, store.Drafts.Delete(ctx, "U0ASKS", same.SavedAt))
	_, err = store.Drafts.Get(ctx, "U0ASKS")
	wantCode(t, "get of a deleted draft", err, workflow.CodeNotFound)
	must(t, store.Drafts.Put(ctx, first))
	must(t, store.Drafts.Put(ctx, same))
	_, err = store.Drafts.Get(ctx, "U0ASKS")
	wantCode(t, "get after one from before the deletion came late", err, workflow.CodeNotFound)
	anew := draft("U0ASKS", "anew", same.SavedAt.Add(time.Millisecond))
	must(t, store.Drafts.Put(ctx, anew))
	is("one from after it", anew)
	must(t, store.Drafts.Delete(ctx, "U0ASKS", same.SavedAt))
	is("the deletion once more", anew)
	must(t, store.Drafts.Delete(ctx, "U0NONE", day))
	must(t, store.Drafts.Put(ctx, draft("U0NONE", "sent already", day)))
	_, err = store.Drafts.Get(ctx, "U0NONE")
	wantCode(t, "get of what was sent before it was kept", err, workflow.CodeNotFound)
	is("somebody else's", other)

	for i, text := range Hostile {
		d := draft("U0TEXT", text, day.Add(time.Duration(i)*time.Second))
		must(t, store.Drafts.Put(ctx, d))
		is("a text", d)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	wantUnstored(t, "put with a cancelled context", store.Drafts.Put(gone, second))
	wantUnstored(t, "delete with a cancelled context", store.Drafts.Delete(gone, "U0TEXT", day.Add(time.Hour)))
	_, err = store.Drafts.Get(gone, "U0TEXT")
	wantUnstored(t, "get with a cancelled context", err)
}

// raceSent sends a form while what is typed in it is still being kept at other
// replicas: nothing of it is left, whatever comes first.
func (s Suite) raceSent(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	var writers sync.WaitGroup
	for i := range s.Racers {
		writers.Go(func() {
			if i%4 == 0 {
				if err := store.Drafts.Delete(ctx, "U0ASKS", day.Add(time.Duration(s.Racers)*time.Second)); err != nil {
					t.Errorf("delete: %v", err)
				}
				return
			}
			if err := store.Drafts.Put(ctx, draft("U0ASKS", origin(i), day.Add(time.Duration(i)*time.Second))); err != nil {
				t.Errorf("put: %v", err)
			}
		})
	}
	writers.Wait()
	_, err := store.Drafts.Get(ctx, "U0ASKS")
	wantCode(t, "get of what was sent", err, workflow.CodeNotFound)
}

// raceDrafts saves drafts of one person from many devices at once.
func (s Suite) raceDrafts(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	var writers sync.WaitGroup
	for i := range s.Racers {
		writers.Go(func() {
			if err := store.Drafts.Put(ctx, draft("U0ASKS", origin(i), day.Add(time.Duration(i)*time.Second))); err != nil {
				t.Errorf("put: %v", err)
			}
		})
	}
	writers.Wait()
	got, err := store.Drafts.Get(ctx, "U0ASKS")
	must(t, err)
	diff(t, "the last of all", draft("U0ASKS", origin(s.Racers-1), day.Add(time.Duration(s.Racers-1)*time.Second)), got)
}
