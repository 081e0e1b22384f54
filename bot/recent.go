package bot

import (
	"sync"
	"time"
)

// maxRecent is how many views are remembered: more than a big workspace has
// open at once.
const maxRecent = 2048

// recent remembers something about the newest views, by id. What it forgot, or
// another replica knows, is done without.
type recent[V any] struct {
	mu    sync.Mutex
	known map[string]V
	order []string
}

func (c *recent[V]) put(view string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]V{}
	}
	if _, there := c.known[view]; !there {
		if len(c.order) >= maxRecent {
			delete(c.known, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, view)
	}
	c.known[view] = v
}

func (c *recent[V]) get(view string) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[view]
}

// latest knows the newest change of each view, so that an older one that was
// overtaken does not bring its state back.
type latest struct {
	recent[uint64]
	counter sync.Mutex
	seq     uint64
}

// note counts a change of a view.
func (l *latest) note(view string) uint64 {
	l.counter.Lock()
	defer l.counter.Unlock()
	l.seq++
	l.put(view, l.seq)
	return l.seq
}

// is tells whether no change of the view came after this one.
func (l *latest) is(view string, seq uint64) bool { return l.get(view) == seq }

// origin is where a modal was opened: who submits it is answered there.
type origin struct {
	url       string
	ephemeral bool // on a message that only this person sees
	at        time.Time
}

// urlLife is how long Slack takes answers at a response URL
// (docs.slack.dev/interactivity/handling-user-interaction), less the time that
// an answer may be under way.
const urlLife = 30*time.Minute - 30*time.Second

// open tells whether the response URL takes answers still.
func (o origin) open(now time.Time) bool { return o.url != "" && now.Sub(o.at) < urlLife }
