package bot

import (
	"fmt"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// counters counts requests:
//
//   - drumbeat_slack_requests_total{kind,outcome}: requests by kind (command,
//     shortcut, click, submission, closed, event, unknown) and by outcome (ok,
//     repeated, copy, ignored, untold, busy, stopping, malformed, unsigned, stale_signature,
//     too_large, foreign, slack, or the code of a refusal: denied, stale,
//     blocked, invalid, not_found, conflict, not_saved, unknown, internal);
//   - drumbeat_slack_request_duration_seconds{kind}: from the request's arrival
//     to its answer, quantiles of the last five minutes;
//   - drumbeat_slack_socket_connected: open sockets;
//   - drumbeat_slack_socket_opened_total, drumbeat_slack_socket_failed_total,
//     drumbeat_slack_socket_sent_away_total (Slack asked for another socket).
type counters struct {
	set *metrics.Set

	mu       sync.RWMutex
	requests map[[2]string]*metrics.Counter
	took     map[kind]*metrics.Summary
}

func newCounters(set *metrics.Set) *counters {
	return &counters{set: set, requests: map[[2]string]*metrics.Counter{}, took: map[kind]*metrics.Summary{}}
}

func (c *counters) request(k kind, outcome string, took time.Duration) {
	if c.set == nil {
		return
	}
	key := [2]string{string(k), outcome}
	c.mu.RLock()
	n, s := c.requests[key], c.took[k]
	c.mu.RUnlock()
	if n == nil || s == nil {
		n = c.set.GetOrCreateCounter(fmt.Sprintf(`drumbeat_slack_requests_total{kind=%q,outcome=%q}`, k, outcome))
		s = c.set.GetOrCreateSummary(fmt.Sprintf(`drumbeat_slack_request_duration_seconds{kind=%q}`, k))
		c.mu.Lock()
		c.requests[key], c.took[k] = n, s
		c.mu.Unlock()
	}
	n.Inc()
	s.Update(took.Seconds())
}

func (c *counters) socket(outcome string) {
	if c.set != nil {
		c.set.GetOrCreateCounter("drumbeat_slack_socket_" + outcome + "_total").Inc()
	}
}

func (c *counters) sockets(open func() float64) {
	if c.set != nil {
		c.set.GetOrCreateGauge("drumbeat_slack_socket_connected", open)
	}
}
