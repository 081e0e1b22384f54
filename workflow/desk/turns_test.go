package desk_test

import (
	"context"
	"time"

	"drumbeat/workflow"
)

// turns lets two people act at once, on two desks over one store, in an order
// that a test draws: whoever is about to call the store waits for its turn, and
// only one of them goes on at a time. So a race is the same every time it is run.
type turns struct {
	arrived chan int
	grant   [2]chan struct{}
	on      bool
}

// take waits for the turn of one of the two, while they act at once.
func (t *turns) take(who int) {
	if t.on {
		t.arrived <- who
		<-t.grant[who]
	}
}

// together runs two deeds; the bits of order say, from the lowest, who goes on at
// each call to the store.
func (t *turns) together(order uint64, deeds [2]func()) {
	t.arrived, t.grant = make(chan int), [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	t.on = true
	ended := make(chan int)
	waits, running := [2]bool{}, [2]bool{}
	step := func() { // until the one that goes on wants the store again, or ends
		select {
		case who := <-t.arrived:
			waits[who] = true
		case who := <-ended:
			running[who] = false
		}
	}
	for who, deed := range deeds {
		running[who] = true
		go func() {
			deed()
			ended <- who
		}()
		step()
	}
	for running[0] || running[1] {
		who := int(order & 1)
		order = order>>1 | order<<63
		if !waits[who] {
			who = 1 - who
		}
		waits[who] = false
		t.grant[who] <- struct{}{}
		step()
	}
	t.on = false
}

// store is a store as one of the two sees it.
func (t *turns) store(s workflow.Store, who int) workflow.Store {
	take := func() { t.take(who) }
	s.Releases, s.Windows, s.Streets = turnReleases{s.Releases, take}, turnWindows{s.Windows, take}, turnStreets{s.Streets, take}
	s.Policies, s.Notices, s.Queue = turnPolicies{s.Policies, take}, turnNotices{s.Notices, take}, turnQueue{s.Queue, take}
	return s
}

// The ports of a store whose every call waits for its turn.
type (
	turnReleases struct {
		workflow.Releases
		take func()
	}
	turnWindows struct {
		workflow.Windows
		take func()
	}
	turnStreets struct {
		workflow.Streets
		take func()
	}
	turnPolicies struct {
		workflow.Policies
		take func()
	}
	turnNotices struct {
		workflow.Notices
		take func()
	}
	turnQueue struct {
		workflow.Queue
		take func()
	}
)

func (s turnReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	s.take()
	return s.Releases.Create(ctx, build)
}

func (s turnReleases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	s.take()
	return s.Releases.Get(ctx, n)
}

func (s turnReleases) Replace(ctx context.Context, r workflow.Release) error {
	s.take()
	return s.Releases.Replace(ctx, r)
}

func (s turnReleases) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	s.take()
	return s.Releases.List(ctx, f)
}

func (s turnReleases) Owing(ctx context.Context, limit int) ([]workflow.Release, error) {
	s.take()
	return s.Releases.Owing(ctx, limit)
}

func (s turnWindows) Get(ctx context.Context, id workflow.WindowID) (workflow.Window, error) {
	s.take()
	return s.Windows.Get(ctx, id)
}

func (s turnWindows) Put(ctx context.Context, w workflow.Window) error {
	s.take()
	return s.Windows.Put(ctx, w)
}

func (s turnWindows) Span(ctx context.Context, from, to time.Time) ([]workflow.Window, error) {
	s.take()
	return s.Windows.Span(ctx, from, to)
}

func (s turnStreets) Get(ctx context.Context, id workflow.EnvironmentID) (workflow.Street, error) {
	s.take()
	return s.Streets.Get(ctx, id)
}

func (s turnStreets) Put(ctx context.Context, x workflow.Street) error {
	s.take()
	return s.Streets.Put(ctx, x)
}

func (s turnPolicies) Current(ctx context.Context) (workflow.Policy, error) {
	s.take()
	return s.Policies.Current(ctx)
}

func (s turnPolicies) Save(ctx context.Context, p workflow.Policy) (workflow.Policy, error) {
	s.take()
	return s.Policies.Save(ctx, p)
}

func (s turnNotices) Add(ctx context.Context, notices []workflow.Notice) error {
	s.take()
	return s.Notices.Add(ctx, notices)
}

func (s turnQueue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	s.take()
	return s.Queue.Page(ctx, f)
}
