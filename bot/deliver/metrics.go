package deliver

import (
	"fmt"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"drumbeat/workflow"
)

// stats is what operators see of the outbox.
type stats struct {
	set     *metrics.Set
	due     *metrics.Gauge     // notices due at the last look
	oldest  *metrics.Gauge     // seconds that the oldest of them has waited
	age     *metrics.Histogram // seconds from due to told
	retried *metrics.Counter
	dead    *metrics.Counter
	doubles *metrics.Counter // messages that had to be deleted because somebody else had sent the notice too
	panics  *metrics.Counter
}

func newStats(set *metrics.Set) *stats {
	return &stats{
		set:     set,
		due:     set.GetOrCreateGauge("drumbeat_notices_owed", nil),
		oldest:  set.GetOrCreateGauge("drumbeat_notices_oldest_seconds", nil),
		age:     set.GetOrCreateHistogram("drumbeat_notice_age_seconds"),
		retried: set.GetOrCreateCounter("drumbeat_notices_retried_total"),
		dead:    set.GetOrCreateCounter("drumbeat_notices_dead_total"),
		doubles: set.GetOrCreateCounter("drumbeat_notices_doubled_total"),
		panics:  set.GetOrCreateCounter("drumbeat_deliver_panics_total"),
	}
}

// owed shows what a look found.
func (s *stats) owed(due []workflow.Notice, now time.Time) {
	s.due.Set(float64(len(due)))
	var oldest time.Duration
	for _, n := range due {
		oldest = max(oldest, now.Sub(n.Due))
	}
	s.oldest.Set(oldest.Seconds())
}

// sent counts a notice that was told.
func (s *stats) sent(n *workflow.Notice, now time.Time) {
	s.set.GetOrCreateCounter(fmt.Sprintf("drumbeat_notices_sent_total{kind=%q}", n.Kind)).Inc()
	s.age.Update(max(0, now.Sub(n.Due)).Seconds())
}
