package deliver

import (
	"strings"
	"sync"
	"time"
)

// rate is what Slack allows, a little below what it publishes: a burst, and
// then one per interval.
type rate struct {
	burst int
	every time.Duration
}

var (
	ratePost  = rate{burst: 3, every: 1050 * time.Millisecond} // new messages in one conversation
	rateAll   = rate{burst: 20, every: 200 * time.Millisecond} // new messages in the workspace
	rateOpen  = rate{burst: 20, every: 1200 * time.Millisecond}
	rateTier3 = rate{burst: 10, every: 1500 * time.Millisecond}
)

const mostBuckets = 20_000

// pacer keeps to the pace Slack allows, by conversation and by method, and
// remembers who was told to wait. Nobody waits in it: it says how long, and
// whoever asks does something else meanwhile.
type pacer struct {
	off bool

	mu      sync.Mutex
	buckets map[string]*bucket
	blocked map[string]time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

// need is one permission a call needs.
type need struct {
	key  string
	rate rate
	keep float64 // of the burst, left for who needs it more
}

func newPacer(off bool) *pacer {
	return &pacer{off: off, buckets: map[string]*bucket{}, blocked: map[string]time.Time{}}
}

// everything is the key that blocks all calls.
const everything = "everything"

// take takes one permission of each kind, or none at all and says how long to
// wait before it is worth asking again.
func (p *pacer) take(now time.Time, needs ...need) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait := p.blockedFor(now, everything)
	for _, n := range needs {
		wait = max(wait, p.blockedFor(now, n.key))
		if !p.off {
			wait = max(wait, p.fill(now, n))
		}
	}
	if wait > 0 || p.off {
		return wait
	}
	for _, n := range needs {
		if b := p.buckets[n.key]; b != nil { // nil where the next of them made room
			b.left--
		}
	}
	return 0
}

// fill brings a bucket up to now and says when it has one.
func (p *pacer) fill(now time.Time, n need) time.Duration {
	b := p.buckets[n.key]
	if b == nil {
		if len(p.buckets) >= mostBuckets {
			clear(p.buckets) // the worst that comes of it is a burst, which Slack answers with a limit
		}
		b = &bucket{left: float64(n.rate.burst), at: now}
		p.buckets[n.key] = b
	}
	gone := max(0, now.Sub(b.at))
	b.left = min(float64(n.rate.burst), b.left+float64(gone)/float64(n.rate.every))
	b.at = now
	keep := min(n.keep, float64(n.rate.burst-1))
	if b.left >= 1+keep {
		return 0
	}
	return time.Duration((1+keep-b.left)*float64(n.rate.every)) + time.Millisecond
}

func (p *pacer) blockedFor(now time.Time, key string) time.Duration {
	until, ok := p.blocked[key]
	if !ok {
		return 0
	}
	if !now.Before(until) {
		delete(p.blocked, key)
		if b := p.buckets[key]; b != nil { // one at a time from now on: a burst would be limited again
			b.left, b.at = min(b.left, 1), now
		}
		return 0
	}
	return until.Sub(now)
}

// block forbids a kind of call until an instant, as Slack asked.
func (p *pacer) block(key string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.blocked) >= mostBuckets {
		clear(p.blocked)
	}
	if p.blocked[key].Before(until) {
		p.blocked[key] = until
	}
}

// blockConversation forbids new messages in one conversation. Slack limits the
// conversation or the method and does not say which: when a second conversation
// is limited while the first still is, it is the method.
func (p *pacer) blockConversation(key, method string, now, until time.Time) {
	p.mu.Lock()
	others := false
	for k, at := range p.blocked {
		others = others || (k != key && strings.HasPrefix(k, conversation) && now.Before(at))
	}
	p.mu.Unlock()
	p.block(key, until)
	if others {
		p.block(method, until)
	}
}

// conversation begins the keys of conversations.
const conversation = "conversation "
