package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	maxLoggedBody = 16 << 10
	maxLoggedWord = 2_000 // bytes of what is no body: a method, an error, a sentence
	maxViolations = 10_000
)

// traffic is the bounded log of requests between the sandbox and apps.
type traffic struct {
	limit   int
	secrets [][]byte

	mu         sync.Mutex
	n          int64
	items      []TrafficItem // oldest first
	violations []Violation
}

func newTraffic(limit int, cfg Config) *traffic {
	return &traffic{limit: limit, secrets: secretsOf(cfg)}
}

// add numbers an item and keeps it.
func (t *traffic) add(item TrafficItem) TrafficItem {
	item.Request, item.Response = t.safe(item.Request), t.safe(item.Response)
	item.Method, item.Error = word(item.Method, nil), word(item.Error, nil)
	if item.Violation != nil {
		v := *item.Violation // the caller's stays as it is
		v.Method, v.Code, v.What, v.Pointer = item.Method, word(v.Code, nil), word(v.What, t.secrets), word(v.Pointer, t.secrets)
		item.Violation = &v
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	item.N = t.n
	if item.Violation != nil {
		item.Violation.N = t.n
		if len(t.violations) < maxViolations {
			t.violations = append(t.violations, *item.Violation)
		}
	}
	t.items = append(t.items, item)
	if len(t.items) >= 2*t.limit { // drop in bulk, so that adding stays cheap
		t.items = slices.Clone(t.items[len(t.items)-t.limit:])
	}
	return item
}

// safe blots secrets out of a body and cuts it when it is long.
func (t *traffic) safe(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	raw = blot(raw, t.secrets)
	if len(raw) > maxLoggedBody {
		return mustJSON(object{"cut": string(raw[:maxLoggedBody]), "bytes": len(raw)})
	}
	if !json.Valid(raw) {
		return mustJSON(string(raw))
	}
	return raw
}

// word is safe for words that an app had a part in: the name of a method that
// is none, or a sentence that repeats what was sent. Names are given without
// the secrets of the configuration, of which one may be a word of every day.
func word(s string, secrets [][]byte) string {
	s = string(blot([]byte(s), secrets))
	if len(s) > maxLoggedWord {
		s = strings.ToValidUTF8(s[:maxLoggedWord], "") + "…"
	}
	return s
}

func (t *traffic) after(n int64) []TrafficItem {
	t.mu.Lock()
	defer t.mu.Unlock()
	from := max(0, len(t.items)-t.limit)
	for i := from; i < len(t.items); i++ {
		if t.items[i].N > n {
			return slices.Clone(t.items[i:])
		}
	}
	return []TrafficItem{}
}

func (t *traffic) allViolations() []Violation {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.violations)
}

// reset forgets everything but the numbering, so that readers who ask for what
// is new after a number miss nothing.
func (t *traffic) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.items, t.violations = nil, nil
}

// note logs an item and shows it to every page.
func (s *Server) note(item TrafficItem) {
	item.At = seconds(s.clock.Now())
	item = s.traffic.add(item)
	s.publish(Event{Type: EventTraffic, Item: &item}, everybody)
}

// since is the real time gone, in milliseconds.
func (s *Server) since(started time.Time) float64 {
	return float64(s.opts.Now().Sub(started).Microseconds()) / 1000
}
