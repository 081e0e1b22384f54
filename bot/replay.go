package bot

import (
	"container/list"
	"context"
	"sync"
)

// Bounds of what is remembered of answers: enough for the copies that networks
// and retries make within a signature's life, and never much memory.
const (
	maxReplies     = 4096
	maxReplyMemory = 2 << 20
)

// replies remembers answers by the delivery they were for, so that a copy gets
// the answer of the first, also while that is still being made. It is a cache:
// what it forgot is answered by the desk, which knows its requests for ever.
type replies struct {
	mu    sync.Mutex
	byKey map[string]*list.Element
	order list.List // of *remembered, oldest first
	size  int
}

type remembered struct {
	key   string
	done  chan struct{} // closed when reply is there
	reply reply
}

// do runs answer for the first delivery with this key. A copy waits for that one
// and gets its reply without its follow-ups; ok is false when the first did not
// come to an end before ctx did.
func (c *replies) do(ctx context.Context, key string, answer func() reply) (r reply, copied, ok bool) {
	c.mu.Lock()
	if e, found := c.byKey[key]; found {
		first := e.Value.(*remembered)
		c.mu.Unlock()
		select {
		case <-first.done:
			r = first.reply
			r.after = nil
			return r, true, true
		case <-ctx.Done():
			return reply{}, true, false
		}
	}
	mine := newRemembered(key)
	if c.byKey == nil {
		c.byKey = map[string]*list.Element{}
	}
	c.byKey[key] = c.order.PushBack(mine)
	c.mu.Unlock()

	r = reply{unanswered: true} // of an answer that panics
	defer func() {
		mine.reply = r
		mine.reply.after = nil
		close(mine.done)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.size += len(key) + len(r.body)
		if r.unanswered { // nothing was said or done: a copy is as good as the first
			c.forget(c.byKey[key])
		}
		c.shrink()
	}()
	r = answer()
	return r, false, true
}

func newRemembered(key string) *remembered {
	return &remembered{key: key, done: make(chan struct{})}
}

// shrink forgets the oldest answers over the bounds; the ones still being made
// stay.
func (c *replies) shrink() {
	for e := c.order.Front(); e != nil && (c.order.Len() > maxReplies || c.size > maxReplyMemory); {
		old, next := e.Value.(*remembered), e.Next()
		select {
		case <-old.done:
			c.forget(e)
		default:
		}
		e = next
	}
}

func (c *replies) forget(e *list.Element) {
	old := e.Value.(*remembered)
	c.size -= len(old.key) + len(old.reply.body)
	delete(c.byKey, old.key)
	c.order.Remove(e)
}
