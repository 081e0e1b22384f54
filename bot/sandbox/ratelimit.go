package sandbox

import (
	"math"
	"sync"
	"time"
)

// Posting to one channel: one message a second, with short bursts.
const (
	postsPerMinute = 60
	usualPostBurst = 4
)

// postBurst is how many messages one channel takes at once.
func (s *Server) postBurst() int {
	if s.cfg.PostBurst > 0 {
		return s.cfg.PostBurst
	}
	return usualPostBurst
}

// limiter counts requests by bucket, in real time. A bucket holds a minute's
// allowance, or the given burst, and fills again evenly.
type limiter struct {
	now func() time.Time
	on  bool

	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// maxBuckets is far above methods times apps plus channels.
const maxBuckets = 50_000

func newLimiter(now func() time.Time, on bool) *limiter {
	return &limiter{now: now, on: on, buckets: map[string]*bucket{}}
}

// take takes one request out of a bucket. The result is 0, or the seconds to
// wait before the next may succeed.
func (l *limiter) take(key string, perMinute int) int {
	return l.takeBurst(key, perMinute, perMinute)
}

func (l *limiter) takeBurst(key string, perMinute, burst int) int {
	if !l.on {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= maxBuckets {
			clear(l.buckets)
		}
		b = &bucket{left: float64(burst), at: now}
		l.buckets[key] = b
	}
	perSecond := float64(perMinute) / 60
	b.left = min(float64(burst), b.left+max(0, now.Sub(b.at).Seconds())*perSecond)
	b.at = now
	if b.left < 1 {
		return int(max(1, math.Ceil((1-b.left)/perSecond)))
	}
	b.left--
	return 0
}

func (l *limiter) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.buckets)
}
