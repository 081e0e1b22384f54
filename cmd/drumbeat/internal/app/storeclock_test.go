package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clockwork is the true time, a host's wall clock and a store's server beside
// it, all moved by hand.
type clockwork struct {
	true time.Duration // since began
	host time.Duration // how far the host's clock is ahead of the truth
	srv  time.Duration // how far the server's is
	slow time.Duration // how long an answer is under way, half of it each way
	err  error
	none bool
	log  bytes.Buffer
	*storeClock
}

var clocksBegan = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

func newClockwork() *clockwork {
	w := &clockwork{}
	w.storeClock = newStoreClock(func() time.Time { return clocksBegan.Add(w.true + w.host) }, func() time.Duration { return w.true },
		func(context.Context) (time.Time, error) {
			w.true += w.slow
			switch {
			case w.err != nil:
				return time.Time{}, w.err
			case w.none:
				return time.Time{}, nil
			}
			return clocksBegan.Add(w.true - w.slow/2 + w.srv), nil
		}, slog.New(slog.NewTextHandler(&w.log, nil)))
	return w
}

// off is how far the clock is from the server's.
func (w *clockwork) off() time.Duration { return w.Now().Sub(clocksBegan.Add(w.true + w.srv)) }

func (w *clockwork) looks(t interface{ Fatalf(string, ...any) }) {
	if _, err := w.sync(context.Background()); err != nil {
		t.Fatalf("look at the store's clock: %v", err)
	}
}

func TestTheStoresClockIsGoneBy(t *testing.T) {
	w := newClockwork()
	w.host, w.srv, w.slow = -5*time.Minute, 3*time.Second, 400*time.Millisecond
	if w.off() != -5*time.Minute-3*time.Second {
		t.Errorf("before the store answered the time is %s off, want the host's", w.off())
	}
	w.looks(t)
	if w.off() != 0 || w.Ahead() != 5*time.Minute+3*time.Second {
		t.Errorf("after a look the clock is %s off, and the store %s ahead", w.off(), w.Ahead())
	}
	w.true += 29 * time.Second
	w.host += time.Hour // set by hand
	if w.off() != 0 {
		t.Errorf("a host's clock that was set moves the time by %s", w.off())
	}
	select {
	case <-w.again:
	default:
		t.Error("a host's clock that was set is no reason to look again")
	}
	w.looks(t)
	w.slow = 1500 * time.Millisecond
	if _, err := w.sync(t.Context()); !errors.Is(err, errSlowClock) {
		t.Errorf("a slow answer is taken: %v", err)
	}
	w.slow, w.none = 0, true
	w.looks(t)
	if got := w.Now(); !got.Equal(w.storeClock.host()) {
		t.Errorf("a store without a clock: the time is %s, want the host's", got)
	}
}

// A machine that was suspended does not notice: only its wall clock has gone on.
func TestAHostThatWasSuspended(t *testing.T) {
	w := newClockwork()
	w.looks(t)
	w.host, w.srv = 3*24*time.Hour, 3*24*time.Hour
	if w.off() >= 0 {
		t.Fatalf("the suspended time was counted already: off by %s", w.off())
	}
	select {
	case <-w.again:
	default:
		t.Fatal("nobody looks at the store's clock after the machine was suspended")
	}
	w.looks(t)
	if w.off() != 0 {
		t.Errorf("off by %s after the look", w.off())
	}
}

func TestClocksThatDifferAreSaidOnce(t *testing.T) {
	w := newClockwork()
	said := func() string { defer w.log.Reset(); return w.log.String() }
	w.looks(t)
	if s := said() + w.note(); s != "" {
		t.Errorf("equal clocks are talked about: %s", s)
	}
	w.host = 3 * time.Minute
	w.looks(t)
	w.looks(t)
	if s := said(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "level=WARN") || !strings.Contains(s, "store_ahead=-3m0s") {
		t.Errorf("three minutes apart: %s", s)
	}
	if w.note() != "" {
		t.Errorf("three minutes are nothing to tell who asks whether the bot is ready: %s", w.note())
	}
	w.host = -6 * time.Minute
	w.looks(t)
	w.looks(t)
	if s := said(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "level=ERROR") || !strings.Contains(s, "host_clock=2026-11-24T05:54:00Z store_clock=2026-11-24T06:00:00Z") {
		t.Errorf("six minutes apart: %s", s)
	}
	if want := "this host's clock shows 2026-11-24T05:54:00Z and the store's 2026-11-24T06:00:00Z: what is due goes by the store's; set the host's clock"; w.note() != want {
		t.Errorf("note %q, want %q", w.note(), want)
	}
	w.host = 0
	w.looks(t)
	if s := said(); !strings.Contains(s, "agree again") || w.note() != "" {
		t.Errorf("mended: %s; %q", s, w.note())
	}
}

// The calendar of a test runs ahead of the host's clock; by the store's clock it
// runs as far ahead of that.
func TestACalendarOverTheStoresClock(t *testing.T) {
	w := newClockwork()
	w.host = -4 * time.Minute
	calendar := 48 * time.Hour
	tm := w.over(times{now: func() time.Time { return w.storeClock.host().Add(calendar) }, wall: w.storeClock.host})
	w.looks(t)
	if got := tm.now(); !got.Equal(clocksBegan.Add(calendar)) || !tm.wall().Equal(clocksBegan.Add(-4*time.Minute)) {
		t.Errorf("now %s, wall %s", got, tm.wall())
	}
}

// Whatever the clocks do, the time is right after every look, stays right until
// the server's clock is set, and only then runs back.
func TestTheTimeNeverRunsBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newClockwork()
		w.host = time.Duration(rapid.Int64Range(-3600, 3600).Draw(t, "skew")) * time.Second
		w.looks(t)
		before := w.Now()
		set := false // the server's clock, since the last look
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			back := false
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				w.true += time.Duration(rapid.Int64Range(0, 600_000).Draw(t, "goes by")) * time.Millisecond
			case 1:
				w.host += time.Duration(rapid.Int64Range(-7200, 7200).Draw(t, "host set")) * time.Second
			case 2:
				w.srv += time.Duration(rapid.Int64Range(-7200, 7200).Draw(t, "server set")) * time.Second
				set = true
			default:
				w.slow = time.Duration(rapid.Int64Range(0, 900).Draw(t, "answers after")) * time.Millisecond
				w.looks(t)
				back, set = set, false
			}
			now := w.Now()
			if now.Before(before) && !back {
				t.Fatalf("the time ran back from %s to %s, though the server's did not", before, now)
			}
			if off := w.off(); !set && off.Abs() >= clockStep {
				t.Fatalf("off by %s", off)
			}
			before = now
		}
	})
}

func TestLoopsWaitForTheClock(t *testing.T) {
	ready := make(chan struct{})
	ran := make(chan struct{})
	loop := after(ready, func(context.Context) error { close(ran); return nil })
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := loop(ended); err != nil {
		t.Errorf("a loop that never began: %v", err)
	}
	select {
	case <-ran:
		t.Fatal("it ran before the clock was known")
	default:
	}
	close(ready)
	if err := loop(t.Context()); err != nil {
		t.Error(err)
	}
	<-ran
}
