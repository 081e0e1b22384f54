package sandbox_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/bot/sandbox"
)

func TestClock(t *testing.T) {
	base := &hand{now: start}
	c := sandbox.NewClock(base.Now)
	var moves []time.Time
	stop := c.OnMove(func(now time.Time) { moves = append(moves, now) })
	want := func(what string, at time.Time) {
		t.Helper()
		if got := c.Now(); !got.Equal(at) {
			t.Errorf("%s: got %v, want %v", what, got, at)
		}
	}
	base.turn(time.Second)
	want("runs with its base", start.Add(time.Second))
	if err := c.Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	want("advanced", start.Add(time.Hour+time.Second))
	c.Pause(true)
	base.turn(time.Minute)
	want("paused", start.Add(time.Hour+time.Second))
	if err := c.Set(start.Add(2 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	want("set while paused", start.Add(2*time.Hour))
	c.Pause(false)
	if err := c.SetRate(60); err != nil {
		t.Fatal(err)
	}
	base.turn(time.Minute)
	want("sixty times as fast", start.Add(3*time.Hour))
	if err := c.Set(start); !errors.Is(err, sandbox.ErrBackwards) {
		t.Errorf("back: got %v", err)
	}
	if err := c.Advance(-time.Second); !errors.Is(err, sandbox.ErrBackwards) {
		t.Errorf("back: got %v", err)
	}
	for _, rate := range []float64{0, -1, 1e9} {
		if err := c.SetRate(rate); err == nil {
			t.Errorf("rate %v: want an error", rate)
		}
	}
	if len(moves) != 5 {
		t.Errorf("got %d moves %v, want 5", len(moves), moves)
	}
	stop()
	c.Pause(true)
	if len(moves) != 5 {
		t.Error("called after it was removed")
	}
}

// TestClockNeverGoesBack: whatever is done to it.
func TestClockNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := &hand{now: start}
		c := sandbox.NewClock(base.Now)
		last := c.Now()
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			d := time.Duration(rapid.Int64Range(-1e12, 1e15).Draw(t, "d"))
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				_ = c.Advance(d)
			case 1:
				_ = c.Set(start.Add(d))
			case 2:
				c.Pause(rapid.Bool().Draw(t, "paused"))
			case 3:
				_ = c.SetRate(rapid.Float64Range(-1, 100).Draw(t, "rate"))
			case 4:
				base.turn(max(0, d) % time.Hour)
			}
			if now := c.Now(); now.Before(last) {
				t.Fatalf("went from %v to %v", last, now)
			} else {
				last = now
			}
		}
	})
}

// TestStampsRise: message timestamps are strictly rising and follow the clock.
func TestStampsRise(t *testing.T) {
	w := run(t, config())
	var stamps []string
	for n := range 5 {
		got := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "x"})
		stamps = append(stamps, got["ts"].(string))
		if n == 2 {
			if err := w.srv.Clock().Advance(time.Hour); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !slices.IsSorted(stamps) || len(slices.Compact(slices.Clone(stamps))) != 5 {
		t.Errorf("got %v", stamps)
	}
	if want := strconv.FormatInt(start.Add(time.Hour).Unix(), 10); !strings.HasPrefix(stamps[4], want+".") {
		t.Errorf("got %s, want it at %s", stamps[4], want)
	}
}

func TestControlClock(t *testing.T) {
	at := start.Add(90 * time.Minute)
	w := run(t, config(), func(o *sandbox.Options) {
		o.NextEvent = func(now time.Time) (time.Time, string, bool) { return at, "reminder", now.Before(at) }
	})
	var got sandbox.ClockAnswer
	post := func(in any, status int, want time.Time) {
		t.Helper()
		var answer struct {
			sandbox.ClockAnswer
			Error string
		}
		if s := w.post("/control/clock", in, &answer); s != status {
			t.Errorf("%v: got status %d %s, want %d", in, s, answer.Error, status)
		}
		if now := w.srv.Clock().Now(); !now.Equal(want) {
			t.Errorf("%v: now is %v, want %v", in, now, want)
		}
	}
	post(map[string]any{"advance": "1h"}, 200, start.Add(time.Hour))
	post(map[string]any{"next": true}, 200, at)
	post(map[string]any{"next": true}, 400, at)
	post(map[string]any{"advance": "1d12h"}, 200, at.Add(36*time.Hour))
	post(map[string]any{"advance": "soon"}, 400, at.Add(36*time.Hour))
	post(map[string]any{"to": start.Format(time.RFC3339)}, 400, at.Add(36*time.Hour))
	post(map[string]any{"to": "tomorrow"}, 400, at.Add(36*time.Hour))
	post(map[string]any{}, 400, at.Add(36*time.Hour))
	post(map[string]any{"pause": true}, 200, at.Add(36*time.Hour))
	if w.get("/control/clock", &got) != http.StatusOK || !got.Paused || len(got.Next) != 0 {
		t.Errorf("got %+v", got)
	}
}
