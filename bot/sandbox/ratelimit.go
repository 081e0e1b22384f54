package sandbox

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Posting to one channel: one message a second, with short bursts whose length
// Slack keeps to itself; this one is a guess. The cap on all posts of an app is
// the minute of chat.postMessage itself (special).
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

// paginated are the methods that answer with a whole list when they are called
// without limit. Slack counts such calls more strictly
// (https://docs.slack.dev/apis/web-api/rate-limits), without saying how much:
// here one counts as two.
var paginated = []string{"conversations.list", "conversations.members", "users.conversations", "users.list"}

// cost is how many requests a call counts as.
func cost(name string, a args) int {
	if slices.Contains(paginated, name) && a.text("limit") == "" && a.text("cursor") == "" {
		return 2
	}
	return 1
}

// take takes a call of a method out of its minute. The result is 0, or the
// seconds to wait before the next may succeed.
func (l *limiter) take(key string, perMinute, cost int) int {
	return l.takeOut(key, perMinute, perMinute, cost)
}

// takeBurst takes one request out of a bucket that holds less than a minute's.
func (l *limiter) takeBurst(key string, perMinute, burst int) int {
	return l.takeOut(key, perMinute, burst, 1)
}

func (l *limiter) takeOut(key string, perMinute, burst, cost int) int {
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
	if need := float64(cost); b.left < need {
		return int(max(1, math.Ceil((need-b.left)/perSecond)))
	}
	b.left -= float64(cost)
	return 0
}

func (l *limiter) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.buckets)
}
