package bot

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// dateline answers every request with the Date that Slack's clock shows.
type dateline struct {
	slack  func() time.Time
	status int
	header http.Header
	err    error
}

func (d *dateline) RoundTrip(*http.Request) (*http.Response, error) {
	if d.err != nil {
		return nil, d.err
	}
	h := http.Header{"Date": {d.slack().UTC().Format(http.TimeFormat)}}
	for k, v := range d.header {
		h[k] = v
	}
	return &http.Response{StatusCode: d.status, Header: h, Body: io.NopCloser(strings.NewReader(""))}, nil
}

// watched is a host whose clock is ahead of the true one, and a Slack whose
// clock is right.
type watched struct {
	host time.Duration
	log  bytes.Buffer
	far  dateline
	*SlackClock
}

var clockNoon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func newWatched() *watched {
	w := &watched{far: dateline{slack: func() time.Time { return clockNoon }, status: http.StatusOK}}
	w.SlackClock = NewSlackClock(func() time.Time { return clockNoon.Add(w.host) }, func() time.Duration { return 0 }, slog.New(slog.NewTextHandler(&w.log, nil)))
	return w
}

func (w *watched) asks(t *testing.T, times int) {
	t.Helper()
	for range times {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://slack.example/api/auth.test", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.Through(&w.far).RoundTrip(r)
		if err != nil {
			if !errors.Is(err, w.far.err) {
				t.Fatal(err)
			}
			continue
		}
		resp.Body.Close()
	}
}

func TestSlacksClockIsMeasured(t *testing.T) {
	w := newWatched()
	if _, known := w.Ahead(); known || w.Err() != nil {
		t.Error("Slack's clock is known before it answered")
	}
	w.host = -4 * time.Minute
	w.asks(t, 2)
	if ahead, known := w.Ahead(); !known || (ahead-4*time.Minute).Abs() > time.Second {
		t.Errorf("Slack is %s ahead (%t), want 4 minutes", ahead, known)
	}
	if w.Err() != nil {
		t.Errorf("at four minutes: %v", w.Err())
	}
	said := w.log.String()
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, "level=WARN") || !strings.Contains(said, "host_clock=2026-11-24T11:56:00Z slack_clock=2026-11-24T12:00:00Z") {
		t.Errorf("said: %s", said)
	}

	w.far.slack = func() time.Time { return clockNoon.Add(6 * time.Minute) }
	w.asks(t, 1)
	if w.Err() != nil {
		t.Error("one odd answer is believed")
	}
	w.far.slack = func() time.Time { return clockNoon }
	w.asks(t, 2)

	w.log.Reset()
	w.host = 6 * time.Minute
	if w.Err() == nil {
		t.Error("a host's clock that was set is found out only by the next answer")
	}
	w.asks(t, 2)
	want := "this host's clock shows 2026-11-24T12:06:00Z and Slack's 2026-11-24T12:00:00Z: every request signed by Slack is refused; set the host's clock"
	if err := w.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if said := w.log.String(); strings.Count(said, "level=ERROR") != 1 || !strings.Contains(said, "refused until the host's clock is set") {
		t.Errorf("said: %s", said)
	}

	w.host = 0
	w.asks(t, 2)
	if w.Err() != nil || !strings.Contains(w.log.String(), "agree again") {
		t.Errorf("mended: %v; said %s", w.Err(), w.log.String())
	}
}

// What may come from something else than Slack says nothing about its clock.
func TestAnswersThatSayNothingAboutSlacksClock(t *testing.T) {
	for name, change := range map[string]func(*dateline){
		"an error of a server":   func(d *dateline) { d.status = http.StatusBadGateway },
		"an answer from a store": func(d *dateline) { d.header = http.Header{"Age": {"3600"}} },
		"no date":                func(d *dateline) { d.header = http.Header{"Date": nil} },
		"a date that is none":    func(d *dateline) { d.header = http.Header{"Date": {"yesterday"}} },
		"no answer":              func(d *dateline) { d.err = io.ErrUnexpectedEOF },
	} {
		w := newWatched()
		w.host = time.Hour
		change(&w.far)
		w.asks(t, 3)
		if ahead, known := w.Ahead(); known {
			t.Errorf("%s: Slack's clock is taken to be %s ahead", name, ahead)
		}
	}
	slow := newWatched()
	slow.far.slack = func() time.Time { slow.host += 6 * time.Second; return clockNoon }
	slow.asks(t, 3)
	if _, known := slow.Ahead(); known {
		t.Error("an answer that was under way for six seconds is believed")
	}
}

// A stale signature is told of with both clocks and the cause, and not more than
// once a minute.
func TestAStaleSignatureNamesBothClocks(t *testing.T) {
	for _, c := range []struct {
		name         string
		host, signed time.Duration
		seen         bool
		want         string
	}{
		{"this host is slow", -6 * time.Minute, 0, true, "slack_clock=2026-11-24T12:00:00Z cause=\"by Slack's clock it is in time: this host's clock is wrong, set it\""},
		{"this host is fast", 6 * time.Minute, 0, true, "this host's clock is wrong, set it"},
		{"it was sent again", 0, -20 * time.Minute, true, "it is not in time by Slack's clock either"},
		{"nothing is known", 6 * time.Minute, 0, false, "slack_clock=\"not seen yet\""},
	} {
		w := newWatched()
		w.host = c.host
		if c.seen {
			w.asks(t, 2)
		}
		w.log.Reset()
		b := New(Options{SigningSecret: "s", Now: w.now, Log: w.SlackClock.log, SlackClock: w.SlackClock})
		for range 50 {
			b.stale(signature{seconds: clockNoon.Add(c.signed).Unix()}, w.now())
		}
		said := w.log.String()
		if strings.Count(said, "\n") != 1 || !strings.Contains(said, c.want) || !strings.Contains(said, "signed_at="+stampOf(clockNoon.Add(c.signed))) || !strings.Contains(said, "host_clock="+stampOf(clockNoon.Add(c.host))) {
			t.Errorf("%s: said %s\nwant once, with %s", c.name, said, c.want)
		}
	}
}
