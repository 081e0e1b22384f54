package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a workspace whose only app takes HTTP, with a hand on real time.
func counting(t *testing.T, events string) (*Server, *app, func(time.Duration)) {
	t.Helper()
	from := time.Date(2026, 11, 24, 9, 0, 30, 0, time.UTC)
	var gone atomic.Int64
	cfg := Default()
	cfg.Apps[0].SocketMode, cfg.Apps[0].RequestURLs = false, RequestURLs{Events: events}
	s, err := New(cfg, Options{Now: func() time.Time { return from.Add(time.Duration(gone.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, s.apps[0], func(d time.Duration) { gone.Add(int64(d)) }
}

// TestEventsPerHour: the 30,000th event of an hour is sent, the next one is not,
// and the app is told once a minute.
func TestEventsPerHour(t *testing.T) {
	told := make(chan string, 10)
	app := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		o, err := decodeObject(raw)
		if err != nil {
			t.Error(err)
		}
		if str(o, "type") == "url_verification" {
			_, _ = rw.Write([]byte(str(o, "challenge")))
			return
		}
		told <- string(raw)
	}))
	t.Cleanup(app.Close)
	s, a, turn := counting(t, app.URL)
	one := delivery{app: a, kind: envelopeEvent, name: "message"}
	admit := func() bool {
		place := s.admit(one)
		place.gone() // as if it had been acknowledged
		if place != nil {
			s.mu.Lock()
			a.events--
			s.mu.Unlock()
		}
		return place != nil
	}
	for n := range eventsPerHour {
		if !admit() {
			t.Fatalf("event %d was held back", n+1)
		}
	}
	for n := range 2 {
		if admit() {
			t.Errorf("event %d was sent", eventsPerHour+1+n)
		}
	}
	if got := <-told; !strings.Contains(got, `"type":"app_rate_limited"`) || !strings.Contains(got, `"minute_rate_limited":1795510800`) {
		t.Errorf("got %s", got)
	}
	turn(time.Minute)
	if admit() {
		t.Error("a minute later: sent")
	}
	if got := <-told; !strings.Contains(got, `"minute_rate_limited":1795510860`) || len(told) != 0 {
		t.Errorf("a minute later: got %s and %d more", got, len(told))
	}
	turn(59 * time.Minute)
	if !admit() {
		t.Error("after an hour: held back")
	}
}

// TestSubscriptionsSwitchedOff: more than 95 % of the tries of an hour must
// fail, of at least 1,000 events.
func TestSubscriptionsSwitchedOff(t *testing.T) {
	tests := []struct {
		name           string
		events, failed int
		off            bool
	}{
		{"one in twenty succeeds", 1000, 950, false},
		{"fewer do", 1000, 951, true},
		{"few events", 999, 999, false},
		{"all fail", 1000, 1000, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, a, _ := counting(t, "http://127.0.0.1:1")
			d := delivery{app: a, kind: envelopeEvent, name: "message"}
			for n := range tt.events {
				s.admit(d)
				if n < tt.events-tt.failed {
					s.countTry(d, reply{}, nil)
				}
			}
			for range tt.failed {
				s.countTry(d, reply{reached: true}, errDispatch)
			}
			s.countTry(d, reply{}, errDispatch) // nobody was there: that counts for nothing
			if a.eventsOff != tt.off || (s.admit(d) == nil) != tt.off {
				t.Errorf("off: got %v, want %v", a.eventsOff, tt.off)
			}
			if v := s.Violations(); len(v) > 1 || (len(v) == 1) != tt.off {
				t.Errorf("violations: got %+v", v)
			}
			s.Subscribe("", true)
			if s.admit(d) == nil {
				t.Error("switched on again: held back")
			}
		})
	}
}

// TestEventCountsForget: what is older than an hour is gone, however long the
// sandbox slept.
func TestEventCountsForget(t *testing.T) {
	var c eventCounts
	at := time.Unix(1_795_510_800, 0)
	c.add(at, 1, 2, 3)
	c.add(at.Add(59*time.Minute), 10, 20, 30)
	for _, tt := range []struct {
		after                 time.Duration
		events, tries, failed int
	}{
		{59 * time.Minute, 11, 22, 33}, {60 * time.Minute, 10, 20, 30}, {118 * time.Minute, 10, 20, 30}, {119 * time.Minute, 0, 0, 0}, {1000 * time.Hour, 0, 0, 0},
	} {
		if e, n, f := c.total(at.Add(tt.after)); e != tt.events || n != tt.tries || f != tt.failed {
			t.Errorf("after %s: got %d %d %d", tt.after, e, n, f)
		}
	}
}
