package planner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// Desk is what the planner needs of the use cases; [*desk.Desk] is one.
type Desk interface {
	Policy(ctx context.Context) (workflow.Policy, error)
	Recur(ctx context.Context) (int, error)
	TendOpen(ctx context.Context) (desk.Tended, []workflow.Release, error)
	Relay(ctx context.Context) (int, error)
	ShowBeside(ctx context.Context, open []workflow.Release) (int, error)
}

// Options is what a planner works with.
type Options struct {
	Desk      Desk
	Store     workflow.Store
	Directory workflow.Directory
	Now       func() time.Time
	Log       *slog.Logger
	Wake      func()                                           // called when notices were added; may be nil; must not block
	Observe   func(r Result, took time.Duration, err error)    // called after every round; may be nil
	Wait      func(ctx context.Context, d time.Duration) error // between rounds; nil: a timer
}

// Planner looks, every minute, at what time has made due. It keeps nothing but
// a cache that may be lost; any number of planners may work on one store.
type Planner struct {
	o Options

	mu      sync.Mutex
	next    time.Time       // when the next post falls due, as things were in the last round; zero: not known
	changed time.Time       // when what was changed since the last round is to be shown; zero: nothing was, here
	calm    time.Time       // until then the outbox has enough of what the last round asked for
	added   map[string]bool // ids handed to the outbox and still due, so that they are not handed over every minute
}

// Result counts what one round did.
type Result struct {
	Asked   int // requests that schedules made
	Tended  desk.Tended
	Open    int // releases looked at
	Due     int // notices due now and not overtaken
	Added   int // of these, handed to the outbox by this round
	Relayed int // notices that releases owed
	Shown   int // releases whose messages were asked to show what has changed around them
}

const (
	openBatch = 200 // releases of one page
	addBatch  = 100 // notices of one call
)

// New builds a planner; it does no I/O.
func New(o Options) *Planner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Wake == nil {
		o.Wake = func() {}
	}
	if o.Observe == nil {
		o.Observe = func(Result, time.Duration, error) {}
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return &Planner{o: o, added: map[string]bool{}}
}

// RunOnce does everything that has become due at now: what schedules ask for, what
// desk does by rule, the notices of [Due], and the notices that releases still owe. A part that
// fails, or panics, does not keep the others from their turn; the error joins
// what went wrong. It is safe to run several at once.
func (p *Planner) RunOnce(ctx context.Context, now time.Time) (Result, error) {
	began := p.o.Now()
	var res Result
	var open []workflow.Release
	err := errors.Join(
		part("recur", func() (err error) { res.Asked, err = p.o.Desk.Recur(ctx); return err }),
		part("tend", func() (err error) { res.Tended, open, err = p.o.Desk.TendOpen(ctx); return err }),
		part("plan", func() error { return p.plan(ctx, now, open, &res) }),
		part("relay", func() (err error) { res.Relayed, err = p.o.Desk.Relay(ctx); return err }),
		part("show", func() error { return p.show(ctx, open, &res) }),
	)
	if res.Asked+res.Added+res.Relayed+res.Shown > 0 {
		p.o.Wake()
	}
	if res.Tended.Left > 0 {
		p.mu.Lock()
		p.next = now
		p.mu.Unlock()
	}
	p.o.Observe(res, p.o.Now().Sub(began), err)
	return res, err
}

// show brings up to date what shows releases beside others. Those that owed
// something have changed since they were read.
func (p *Planner) show(ctx context.Context, open []workflow.Release, res *Result) error {
	if res.Relayed > 0 {
		open = nil
	}
	began := p.o.Now()
	p.mu.Lock()
	p.changed = time.Time{}
	p.mu.Unlock()
	var err error
	res.Shown, err = p.o.Desk.ShowBeside(ctx, open)
	p.mu.Lock()
	p.calm = began.Add(time.Duration(res.Shown) * eachShown)
	p.mu.Unlock()
	return err
}

// Changed has a round follow soon: somebody has changed a release, and others may
// show it. Many changes in a row have one, and the more messages the last one had
// to be written anew the later it comes; at the next whole minute at the latest. It
// does not block.
func (p *Planner) Changed() {
	now := p.o.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed.IsZero() {
		p.changed = later(now.Add(settles), p.calm)
	}
}

// part runs one part of a round; a panic in it becomes its error.
func part(name string, run func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", name, v, debug.Stack())
		}
	}()
	if err := run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Next gives the first instant after now at which something happens by itself,
// as things are, and what it is in a few words ("Web heartbeat opens"). ok is
// false where nothing is to come, or where it cannot be read now; the log then
// says why.
func (p *Planner) Next(ctx context.Context, now time.Time) (at time.Time, what string, ok bool) {
	s, err := p.load(ctx, now, nil)
	if err != nil {
		p.o.Log.Warn("next moment not known", "error", err)
		return time.Time{}, "", false
	}
	return Next(now, s)
}

// plan hands what is due to the outbox; open is every open release, nil where
// that was not read yet.
func (p *Planner) plan(ctx context.Context, now time.Time, open []workflow.Release, res *Result) error {
	s, err := p.load(ctx, now, open)
	if err != nil {
		return err
	}
	due, next := s.due(now)
	p.mu.Lock()
	p.next = next
	p.mu.Unlock()
	res.Open, res.Due = len(s.Open), len(due)
	fresh := p.fresh(due)
	for len(fresh) > 0 {
		batch := fresh[:min(addBatch, len(fresh))]
		if err := p.o.Store.Notices.Add(ctx, batch); err != nil {
			return err
		}
		p.remember(batch)
		res.Added += len(batch)
		fresh = fresh[len(batch):]
	}
	return nil
}

// fresh gives the notices that this process has not handed over yet, and
// forgets those that are no longer due: so the memory of them stays as small as
// what is due.
func (p *Planner) fresh(due []workflow.Notice) []workflow.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	still := make(map[string]bool, len(due))
	var out []workflow.Notice
	for _, n := range due {
		if p.added[key(&n)] {
			still[key(&n)] = true
		} else {
			out = append(out, n)
		}
	}
	p.added = still
	return out
}

func (p *Planner) remember(batch []workflow.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range batch {
		p.added[key(&n)] = true
	}
}
