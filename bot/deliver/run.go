package deliver

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"drumbeat/workflow"
)

// Between two looks at the outbox without a reason.
const (
	idle     = 5 * time.Second
	storeGap = time.Second // after the store did not answer
	still    = time.Second // a lane in which nothing could be done

	// While thousands are due, looking may take one part in so many of the time,
	// whoever wakes us: the store and this machine have other work.
	lookShare = 4
)

// lane is the due notices of one conversation, in order.
type lane struct {
	key     string
	notices []workflow.Notice
	crowded bool // many more lanes are due: after one message the oldest of all is next
}

func laneOf(n *workflow.Notice) string {
	if n.Person != "" {
		return "person " + string(n.Person)
	}
	return "channel " + string(n.Channel)
}

// RunOnce looks at the outbox once and works on what is due at now and may be
// sent at this moment; what has to wait for pace or order is left due and
// counted as deferred. The error is the store's.
func (d *Deliverer) RunOnce(ctx context.Context, now time.Time) (Result, error) {
	var r Result
	lanes, err := d.look(ctx, now, &r)
	if err != nil {
		return r, err
	}
	var mu sync.Mutex
	count := func(one Result) {
		mu.Lock()
		defer mu.Unlock()
		r.add(one)
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, d.o.Workers)
	for _, l := range lanes {
		if !d.enter(l.key) {
			count(Result{Deferred: len(l.notices)})
			continue
		}
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			defer d.leave(l.key)
			count(d.work(ctx, l))
		}()
		if d.o.Workers == 1 {
			wg.Wait()
		}
	}
	wg.Wait()
	d.settleLimit(r)
	return r, nil
}

// Run works off the outbox until ctx ends: when woken, when the next notice
// falls due, and every few seconds. It never ends of an error or a panic. When
// ctx ends, what is under way is finished or given up within seconds.
func (d *Deliverer) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	if d.o.StartWithin > 0 {
		_ = d.o.Wait(ctx, rand.N(d.o.StartWithin))
	}
	away := false
	for ctx.Err() == nil {
		began := d.o.Real()
		r, err := d.round(ctx, &wg)
		long := r.Due >= lookLimit
		if err != nil && ctx.Err() == nil && !away {
			d.log.Error("outbox not read, trying again", "error", err)
		}
		away = err != nil
		if took := d.o.Real().Sub(began); long && d.o.Wait(ctx, min(lookShare*took, idle)) != nil {
			break
		}
		if !d.rest(ctx, d.pause(ctx, r, err)) {
			break
		}
	}
	return ctx.Err()
}

// round looks once and starts every lane that is free, without waiting for
// them: a lane that is done wakes the loop.
func (d *Deliverer) round(ctx context.Context, wg *sync.WaitGroup) (r Result, err error) {
	defer d.caught("looking at the outbox", &err)
	lanes, err := d.look(ctx, d.o.Now(), &r)
	if err != nil {
		return r, err
	}
	for _, l := range lanes {
		if d.waits(l.key) || !d.start(ctx, wg, l) {
			r.Deferred += len(l.notices)
		}
	}
	d.settleLimit(r)
	return r, nil
}

// start works a lane in the background, if nobody does and a worker is free.
func (d *Deliverer) start(ctx context.Context, wg *sync.WaitGroup, l lane) bool {
	slots := d.slots
	select {
	case slots <- struct{}{}:
	default:
		if slots = d.spare; !l.notices[0].Urgent {
			return false
		}
		select { // others may be waiting for a slow Slack
		case slots <- struct{}{}:
		default:
			return false
		}
	}
	if !d.enter(l.key) {
		<-slots
		return false
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		r := d.work(ctx, l)
		if r.Progress() == 0 {
			d.rests(l.key, still)
		}
		d.leave(l.key)
		<-slots
		d.Wake()
	}()
	return true
}

// pause says how long to rest: until the next notice, until a lane may go on,
// or a few seconds.
func (d *Deliverer) pause(ctx context.Context, r Result, err error) time.Duration {
	if err != nil {
		return storeGap
	}
	rest := idle
	d.mu.Lock()
	now := d.o.Real()
	for key, at := range d.ready {
		if !now.Before(at) {
			delete(d.ready, key)
			rest = 0
			continue
		}
		rest = min(rest, at.Sub(now))
	}
	d.mu.Unlock()
	if r.Due > 0 {
		return rest // what is due wakes the loop when its lane is done
	}
	next, err := d.o.Notices.Next(ctx)
	if err == nil && !next.IsZero() {
		rest = min(rest, max(next.Sub(d.o.Now()), 10*time.Millisecond))
	}
	return rest
}

// rest waits to be woken, at most for a while; false when ctx ended.
func (d *Deliverer) rest(ctx context.Context, most time.Duration) bool {
	if most <= 0 {
		return ctx.Err() == nil
	}
	waiting, stop := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = d.o.Wait(waiting, most)
	}()
	select {
	case <-d.wakeup:
	case <-over:
	}
	stop()
	<-over
	return ctx.Err() == nil
}

// look reads what is due and sorts it into lanes, the most urgent and oldest
// first.
func (d *Deliverer) look(ctx context.Context, now time.Time, r *Result) ([]lane, error) {
	d.mu.Lock()
	limit := d.limit
	d.mu.Unlock()
	due, err := d.o.Notices.Due(ctx, now, limit)
	if err != nil {
		return nil, fmt.Errorf("read what is due: %w", err)
	}
	r.Due = len(due)
	d.stats.owed(due, now)
	var lanes []lane
	index := map[string]int{}
	for _, n := range due {
		key := laneOf(&n)
		i, ok := index[key]
		if !ok {
			i = len(lanes)
			index[key] = i
			lanes = append(lanes, lane{key: key})
		}
		lanes[i].notices = append(lanes[i].notices, n)
	}
	for i := range lanes {
		lanes[i].crowded = len(lanes) > max(d.o.Workers, defaultWorkers)
	}
	return lanes, nil
}

// settleLimit reads further next time where a look was full of notices that
// have to wait: others must not stand behind them.
func (d *Deliverer) settleLimit(r Result) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.Due >= d.limit && r.Deferred > 0:
		d.limit = min(2*d.limit, mostLookLimit)
	case r.Due < d.limit/4:
		d.limit = max(d.limit/2, lookLimit)
	}
}

// work delivers the notices of a lane in order, until something makes the lane
// wait. A panic costs this lane this round.
func (d *Deliverer) work(ctx context.Context, l lane) (r Result) {
	var err error
	defer d.caught("working "+l.key, &err)
	p := &pass{d: d, lane: l.key, result: &r, fresh: map[string]bool{}}
	for i, n := range l.notices {
		told := r.Sent + r.Edited
		if ctx.Err() != nil || !p.one(ctx, n) || l.crowded && r.Sent+r.Edited > told {
			r.Deferred += len(l.notices) - i - 1
			break
		}
	}
	return r
}

// caught turns a panic into an error that is counted and logged.
func (d *Deliverer) caught(what string, err *error) {
	if p := recover(); p != nil {
		d.stats.panics.Inc()
		d.log.Error("panic while "+what, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		*err = errors.Join(*err, fmt.Errorf("panic while %s: %v", what, p))
	}
}

func (d *Deliverer) enter(lane string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy[lane] {
		return false
	}
	d.busy[lane] = true
	return true
}

func (d *Deliverer) leave(lane string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.busy, lane)
}

// rests makes a lane wait.
func (d *Deliverer) rests(lane string, wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if at := d.o.Real().Add(wait); d.ready[lane].Before(at) {
		d.ready[lane] = at
	}
}

func (d *Deliverer) waits(lane string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, ok := d.ready[lane]
	return ok && d.o.Real().Before(at)
}

// backOff is how long to wait after the nth try of a notice that was refused:
// doubling, with a spread so that many do not come back at once. The spread
// follows from the id, so that what went wrong once can be made to again.
func backOff(id string, attempts int) time.Duration {
	d := time.Second << min(max(attempts-1, 0), 8)
	d = min(d, 4*time.Minute)
	h := fnv.New64a()
	_, _ = io.WriteString(h, id)
	spread := rand.New(rand.NewPCG(h.Sum64(), uint64(attempts)))
	return d + time.Duration(spread.Int64N(int64(d)/4+1))
}

// briefly is how long to wait after Slack gave no answer: that is over as soon as
// Slack is well again, and then nobody should wait for minutes.
func briefly(id string, attempts int) time.Duration {
	return min(backOff(id, attempts), 15*time.Second)
}

func (r *Result) add(o Result) {
	r.Sent += o.Sent
	r.Edited += o.Edited
	r.Same += o.Same
	r.Found += o.Found
	r.Moot += o.Moot
	r.Refused += o.Refused
	r.Unknown += o.Unknown
	r.Dead += o.Dead
	r.Lost += o.Lost
	r.Failed += o.Failed
	r.Deferred += o.Deferred
}
