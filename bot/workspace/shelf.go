package workspace

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"drumbeat/workflow"
)

const (
	notFoundAge = time.Minute      // how long "there is no such thing" is believed
	pause       = 10 * time.Second // between two tries while Slack does not answer
	flightTime  = 8 * time.Second  // longest that one question to Slack may take

	// usualPatience is how long a caller waits for a new answer where an old one
	// serves: a person waits for a dozen of them.
	usualPatience = 500 * time.Millisecond
)

// shelf keeps answers by key. It is bounded: the answers that were asked for
// longest ago make room.
type shelf[V any] struct {
	now      func() time.Time
	age      time.Duration // until an answer is asked for again
	most     int
	patience time.Duration // usualPatience, but for tests

	flights singleflight.Group
	mu      sync.Mutex
	kept    map[string]answer[V]
	slow    time.Time // Slack hangs: until then nobody waits who has an old answer
}

type answer[V any] struct {
	value V
	none  error     // there is no such thing
	at    time.Time // when Slack said so; zero: never
	retry time.Time // while Slack fails: not before
}

func newShelf[V any](now func() time.Time, age time.Duration, most int) *shelf[V] {
	return &shelf[V]{now: now, age: age, most: most, patience: usualPatience, kept: map[string]answer[V]{}}
}

// young tells whether an answer is used without asking.
func (s *shelf[V]) young(a answer[V], now time.Time) bool {
	since := now.Sub(a.at)
	if a.at.IsZero() || since < 0 {
		return false
	}
	if a.none != nil {
		return since < notFoundAge
	}
	return since < s.age || now.Before(a.retry)
}

// get answers from the shelf or asks. ask runs at most once at a time per key,
// detached from the caller that happened to come first; each caller waits no
// longer than its own context allows. Where Slack does not answer, an old
// answer serves; without one the error is returned.
func (s *shelf[V]) get(ctx context.Context, key string, ask func(context.Context) (V, error)) (V, error) {
	s.mu.Lock()
	had, old := s.kept[key]
	slow := s.now().Before(s.slow)
	s.mu.Unlock()
	if old && (s.young(had, s.now()) || slow) {
		return had.value, had.none
	}
	if old {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, s.patience)
		defer stop()
	}
	flight := s.flights.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flightTime)
		defer cancel()
		v, err := guarded(ctx, ask)
		s.settle(key, v, err)
		return v, err
	})
	select {
	case r := <-flight:
		if r.Err == nil || workflow.CodeOf(r.Err) == workflow.CodeNotFound {
			v, _ := r.Val.(V)
			return v, r.Err
		}
		return s.old(had, r.Err)
	case <-ctx.Done():
		if old {
			s.mu.Lock()
			s.slow = s.now().Add(pause)
			s.mu.Unlock()
		}
		return s.old(had, ctx.Err())
	}
}

// guarded asks, and makes an error of a panic: the flight has a goroutine of its
// own, where a panic would end the process.
func guarded[V any](ctx context.Context, ask func(context.Context) (V, error)) (v V, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("workspace: panic: %v", r)
		}
	}()
	return ask(ctx)
}

// old serves what was known before Slack stopped answering.
func (s *shelf[V]) old(had answer[V], err error) (V, error) {
	if had.at.IsZero() {
		return had.value, err
	}
	return had.value, had.none
}

// settle keeps what an asking brought: an answer, that there is none, or that
// Slack did not say.
func (s *shelf[V]) settle(key string, v V, err error) {
	now := s.now()
	switch {
	case err == nil:
		s.keep(key, answer[V]{value: v, at: now})
	case workflow.CodeOf(err) == workflow.CodeNotFound:
		s.keep(key, answer[V]{none: err, at: now})
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
		if a, ok := s.kept[key]; ok {
			a.retry = now.Add(pause)
			s.kept[key] = a
		}
	}
}

// put keeps a value that was learned on the way.
func (s *shelf[V]) put(key string, v V) { s.keep(key, answer[V]{value: v, at: s.now()}) }

func (s *shelf[V]) keep(key string, a answer[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.kept[key]; !ok && len(s.kept) >= s.most {
		s.makeRoom()
	}
	s.kept[key] = a
}

// makeRoom drops the oldest of a handful: the order of a map is random, so this
// is close to dropping the oldest of all and costs nothing.
func (s *shelf[V]) makeRoom() {
	var oldest string
	seen := 0
	for key, a := range s.kept {
		if seen == 0 || a.at.Before(s.kept[oldest].at) {
			oldest = key
		}
		if seen++; seen == 16 {
			break
		}
	}
	delete(s.kept, oldest)
}

// expire makes what is kept for a key old, so that it is asked for again and
// still serves when Slack does not answer.
func (s *shelf[V]) expire(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.kept[key]; ok {
		a.at, a.retry = a.at.Add(-s.age), time.Time{}
		s.kept[key] = a
	}
}
