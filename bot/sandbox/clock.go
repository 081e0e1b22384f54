package sandbox

import (
	"errors"
	"math"
	"slices"
	"sync"
	"time"
)

// ErrBackwards is returned when a clock would have to move back. Timestamps of
// messages are their ids, so time in a workspace only goes forward.
var ErrBackwards = errors.New("the clock only moves forward; reset the sandbox to start again")

// ErrTooFar is returned when a clock would have to move beyond the year 9999,
// which no timestamp and no snapshot could tell any more.
var ErrTooFar = errors.New("the clock goes no further than the year 9999; reset the sandbox to start again")

// endOfTime is where every clock stands still: in no zone is it a year of five
// digits.
var endOfTime = time.Date(9999, time.December, 30, 0, 0, 0, 0, time.UTC)

// maxRate is a little over a month in a second.
const maxRate = 3_000_000

// Clock is the time of the workspace. It follows a base clock at a rate of one
// until it is moved, paused or hurried. It is safe for concurrent use.
type Clock struct {
	base func() time.Time

	mu       sync.Mutex
	realAt   time.Time // the base's time when boxAt was true
	boxAt    time.Time
	rate     float64
	paused   bool
	watchers []watcher
	nextID   int
}

type watcher struct {
	id int
	fn func(now time.Time)
}

// NewClock makes a clock that shows what base shows until it is moved.
func NewClock(base func() time.Time) *Clock {
	now := base()
	return &Clock{base: base, realAt: now, boxAt: now.Round(0), rate: 1}
}

// Now is the workspace's time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.paused {
		return c.boxAt.UTC()
	}
	// In an hour a hurried clock covers more than the 292 years of a Duration.
	gone := float64(c.base().Sub(c.realAt)) * c.rate // nanoseconds
	rest := math.Mod(gone, float64(time.Second))
	at := time.Unix(c.boxAt.Unix()+int64((gone-rest)/float64(time.Second)), int64(c.boxAt.Nanosecond())+int64(rest)).UTC()
	if at.After(endOfTime) {
		return endOfTime
	}
	return at
}

// until is how long, in the base's time, the clock needs to reach a moment;
// runs is false while it stands still.
func (c *Clock) until(at time.Time) (wait time.Duration, runs bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := float64(at.Sub(c.now())) / c.rate
	return time.Duration(max(float64(shortestWait), left)), !c.paused
}

// shortestWait keeps a hurried clock's waits from becoming a busy loop.
const shortestWait = 10 * time.Millisecond

// Info is the clock as clients see it.
func (c *Clock) Info() ClockInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ClockInfo{Now: seconds(c.now()), Rate: c.rate, Paused: c.paused}
}

// Set moves the clock to a later moment. A moment in the past is ErrBackwards,
// one beyond the year 9999 ErrTooFar.
func (c *Clock) Set(to time.Time) error {
	return c.change(func(now time.Time) (time.Time, error) {
		if to.Before(now) {
			return now, ErrBackwards
		}
		return to, nil
	})
}

// Advance moves the clock on by d, which is ErrBackwards when negative.
func (c *Clock) Advance(d time.Duration) error {
	return c.change(func(now time.Time) (time.Time, error) {
		if d < 0 {
			return now, ErrBackwards
		}
		return now.Add(d), nil
	})
}

// Pause stops the clock, or lets it run on from where it stands.
func (c *Clock) Pause(paused bool) {
	_ = c.change(func(now time.Time) (time.Time, error) {
		c.paused = paused
		return now, nil
	})
}

// SetRate makes the clock run rate times as fast as its base.
func (c *Clock) SetRate(rate float64) error {
	if !(rate > 0 && rate <= maxRate) {
		return errors.New("the rate must be more than 0 and at most 3,000,000; to stop the clock, pause it")
	}
	return c.change(func(now time.Time) (time.Time, error) {
		c.rate = rate
		return now, nil
	})
}

// OnMove calls fn after each jump, pause and change of rate, until the returned
// function is called. fn runs in the goroutine that moved the clock and may
// read the clock.
func (c *Clock) OnMove(fn func(now time.Time)) (remove func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nextID++
	id := c.nextID
	c.watchers = append(c.watchers, watcher{id, fn})
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.watchers = slices.DeleteFunc(slices.Clone(c.watchers), func(w watcher) bool { return w.id == id })
	}
}

// begin sets the clock to where the configuration says, or to the base's time.
// It may go back, so only a workspace that starts anew may do it.
func (c *Clock) begin(cfg ClockConfig) {
	_ = c.change(func(time.Time) (time.Time, error) {
		c.rate, c.paused = 1, cfg.Paused
		if cfg.Rate > 0 {
			c.rate = cfg.Rate
		}
		if at, err := time.Parse(time.RFC3339, cfg.Start); err == nil {
			return at, nil
		}
		return c.base().Round(0), nil
	})
}

// reading is all there is to know about the clock, to the microsecond.
func (c *Clock) reading() (now time.Time, rate float64, paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now().Truncate(time.Microsecond), c.rate, c.paused
}

// resume sets the clock to a reading, backwards too, without telling anybody:
// the function that it returns does that, and must be called without locks.
func (c *Clock) resume(to snapClock) (tell func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.realAt, c.boxAt, c.rate, c.paused = c.base(), to.Now.Round(0), to.Rate, to.Paused
	watchers := c.watchers
	return func() {
		for _, w := range watchers {
			w.fn(to.Now.UTC())
		}
	}
}

// change applies one movement and tells the watchers outside the lock.
func (c *Clock) change(move func(now time.Time) (time.Time, error)) error {
	c.mu.Lock()
	now := c.now()
	to, err := move(now)
	if err == nil && to.After(endOfTime) {
		err = ErrTooFar
	}
	if err != nil {
		c.mu.Unlock()
		return err
	}
	c.realAt, c.boxAt = c.base(), to.Round(0)
	watchers := c.watchers
	c.mu.Unlock()
	for _, w := range watchers {
		w.fn(to.UTC())
	}
	return nil
}

func seconds(t time.Time) float64 {
	return float64(t.UnixMicro()) / 1e6
}
