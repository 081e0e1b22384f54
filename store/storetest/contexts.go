package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) contexts(t *testing.T) {
	t.Run("ended before", s.endedBefore)
	t.Run("ended in the middle", s.endedInTheMiddle)
}

// endedBefore checks that a call whose context has ended does nothing and says so.
func (s Suite) endedBefore(t *testing.T) {
	store := s.Open(t)
	r, err := store.Releases.Create(t.Context(), release("view:V1"))
	must(t, err)
	must(t, store.Notices.Add(t.Context(), []workflow.Notice{line("a", day)}))
	n, err := store.Notices.Get(t.Context(), "a")
	must(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithTimeout(t.Context(), -time.Second)
	defer stop()
	for name, ctx := range map[string]context.Context{"cancelled": ctx, "too late": late} {
		for call, f := range map[string]func() error{
			"create":    func() error { _, err := store.Releases.Create(ctx, release("view:V2")); return err },
			"get":       func() error { _, err := store.Releases.Get(ctx, 1); return err },
			"replace":   func() error { return store.Releases.Replace(ctx, r) },
			"list":      func() error { _, err := store.Releases.List(ctx, workflow.ReleaseFilter{}); return err },
			"versions":  func() error { _, err := store.Releases.Versions(ctx, nil); return err },
			"owing":     func() error { _, err := store.Releases.Owing(ctx, 1); return err },
			"put":       func() error { return store.Windows.Put(ctx, window("web", day)) },
			"window":    func() error { _, err := store.Windows.Get(ctx, "web:2026-11-23T09:00Z"); return err },
			"span":      func() error { _, err := store.Windows.Span(ctx, day, day.AddDate(1, 0, 0)); return err },
			"add":       func() error { return store.Notices.Add(ctx, []workflow.Notice{line("b", day)}) },
			"notice":    func() error { _, err := store.Notices.Get(ctx, "a"); return err },
			"due":       func() error { _, err := store.Notices.Due(ctx, day, 1); return err },
			"next":      func() error { _, err := store.Notices.Next(ctx); return err },
			"dead":      func() error { _, err := store.Notices.Dead(ctx, 1); return err },
			"range":     func() error { _, err := store.Notices.Range(ctx, "a", "b", 1); return err },
			"renotice":  func() error { return store.Notices.Replace(ctx, n) },
			"street":    func() error { _, err := store.Streets.Get(ctx, "web:acceptance"); return err },
			"book":      func() error { return store.Streets.Put(ctx, street("web:acceptance")) },
			"streets":   func() error { _, err := store.Streets.All(ctx); return err },
			"save":      func() error { _, err := store.Policies.Save(ctx, workflow.Policy{}); return err },
			"current":   func() error { _, err := store.Policies.Current(ctx); return err },
			"policy":    func() error { _, err := store.Policies.Get(ctx, 1); return err },
			"available": func() error { return store.Health.Ping(ctx) },
		} {
			wantUnstored(t, name+": "+call, f())
		}
	}
	got, err := store.Releases.List(t.Context(), workflow.ReleaseFilter{})
	must(t, err)
	diff(t, "releases", []workflow.Release{r}, got)
	wantNotice(t, store, "the notice", n)
	_, err = store.Notices.Get(t.Context(), "b")
	wantCode(t, "the notice not added", err, workflow.CodeNotFound)
	_, err = store.Windows.Get(t.Context(), "web:2026-11-23T09:00Z")
	wantCode(t, "the window not put", err, workflow.CodeNotFound)
	_, err = store.Streets.Get(t.Context(), "web:acceptance")
	wantCode(t, "the street not put", err, workflow.CodeNotFound)
	_, err = store.Policies.Current(t.Context())
	wantCode(t, "the policy not saved", err, workflow.CodeNotFound)
}

// endedInTheMiddle cuts writes off at growing moments: what was acknowledged is
// there, what is said not to be saved is not, and only "unknown" may be either.
func (s Suite) endedInTheMiddle(t *testing.T) {
	store := s.Open(t)
	r, err := store.Releases.Create(t.Context(), release("view:V1"))
	must(t, err)
	outcomes := map[workflow.Code]int{}
	for i := range s.Cancels {
		within := time.Duration(2*i*i) * time.Microsecond
		request := fmt.Sprintf("cut %d", i)
		after := r.Clone()
		after.History = append(after.History, workflow.Entry{Seq: len(r.History) + 1, Request: request})
		outcome := cutOff(t, within, func(ctx context.Context) error { return store.Releases.Replace(ctx, after) })
		outcomes[outcome]++
		if outcome == workflow.CodeUnknown {
			settle(t, store)
		}
		r, err = store.Releases.Get(t.Context(), 1)
		must(t, err)
		_, there := r.Done(request)
		wantTruth(t, "replace", outcome, there)

		id := fmt.Sprintf("view:cut:%d", i)
		outcome = cutOff(t, within, func(ctx context.Context) error { _, err := store.Releases.Create(ctx, release(id)); return err })
		outcomes[outcome]++
		_, err := store.Releases.Create(t.Context(), release(id))
		wantTruth(t, "create", outcome, workflow.CodeOf(err) == workflow.CodeExists)

		outcome = cutOff(t, within, func(ctx context.Context) error {
			return store.Notices.Add(ctx, []workflow.Notice{line(id+" one", day), line(id+" two", day)})
		})
		outcomes[outcome]++
		_, one := store.Notices.Get(t.Context(), id+" one")
		_, two := store.Notices.Get(t.Context(), id+" two")
		if outcome != workflow.CodeUnknown {
			wantTruth(t, "add, the first", outcome, one == nil)
			wantTruth(t, "add, the second", outcome, two == nil)
		}
	}
	t.Logf("outcomes of %d writes cut off: %v", 3*s.Cancels, outcomes)
}

// settle makes a write with an unknown outcome certain: once another write of
// the version that is read has gone through, the one before can only have been
// stored or be refused for ever.
func settle(t *testing.T, store workflow.Store) {
	t.Helper()
	for range 100 {
		r, err := store.Releases.Get(t.Context(), 1)
		must(t, err)
		r.Revision++
		if won(t, store.Releases.Replace(t.Context(), r), workflow.CodeConflict) {
			return
		}
	}
	t.Fatal("a release nobody changes is always changed by somebody else")
}

// cutOff runs a write whose context ends within d, and gives the code it was told.
func cutOff(t *testing.T, d time.Duration, write func(context.Context) error) workflow.Code {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	err := write(ctx)
	code := workflow.CodeOf(err)
	if code != "" && code != workflow.CodeNotSaved && code != workflow.CodeUnknown {
		t.Errorf("a write cut off after %v got %v", d, err)
	}
	wantSentence(t, "a write cut off", err)
	return code
}

func wantTruth(t *testing.T, what string, told workflow.Code, there bool) {
	t.Helper()
	switch {
	case told == "" && !there:
		t.Errorf("%s: acknowledged, and not there", what)
	case told == workflow.CodeNotSaved && there:
		t.Errorf("%s: said not to be saved, and there", what)
	}
}
