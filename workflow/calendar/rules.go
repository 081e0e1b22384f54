package calendar

import "sync"

// rules are the schedules that were read, by their text: one question is about
// the same few again and again. It may be lost, and is safe for concurrent use.
var rules = ruleCache{known: map[string]rule{}}

// mostRules bounds what is kept; a policy has some dozens.
const mostRules = 512

type ruleCache struct {
	mu    sync.RWMutex
	known map[string]rule // their zone is whose who asks
}

func (c *ruleCache) get(text string) (rule, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	r, ok := c.known[text]
	return r, ok
}

func (c *ruleCache) put(text string, r rule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= mostRules {
		clear(c.known)
	}
	c.known[text] = r
}
