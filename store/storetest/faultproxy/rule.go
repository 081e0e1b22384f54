package faultproxy

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// Fault is what happens to a command.
type Fault int

// The faults. Before means that the server never sees the command; after means
// that it carried it out.
const (
	DropBefore     Fault = iota + 1 // the connection breaks; nothing was stored
	DropAfter                       // the connection breaks; everything was stored
	DelayBefore                     // the command reaches the server Delay later, even if the client has gone
	DelayAfter                      // the reply comes Delay later
	SwallowBefore                   // the command disappears, the connection stays open
	SwallowAfter                    // the reply disappears, the connection stays open
	NotPrimary                      // refused with 10107, NotWritablePrimary, RetryableWriteError
	ConcernTimeout                  // carried out, answered with write-concern error 64
	ConcernStopped                  // carried out, answered with write-concern error 91, ShutdownInProgress
)

// Rule says which commands a fault hits.
type Rule struct {
	Fault    Fault
	Commands []string      // names ("update"); empty: all but handshakes and heartbeats
	Skip     int           // let so many matching commands pass first
	Count    int           // then hit so many; 0: no end
	Rate     float64       // share of the rest that is hit; 0: all
	Delay    time.Duration // of the Delay faults
}

// handshakes are the commands by which a client watches a server.
var handshakes = []string{"hello", "isMaster", "ismaster", "endSessions"}

// writes are the commands that [Options].Serialise hands on one at a time.
var writes = []string{
	"insert", "update", "delete", "findAndModify", "findandmodify", "bulkWrite",
	"create", "createIndexes", "drop", "dropDatabase", "dropIndexes",
}

func (r *Rule) matches(command string) bool {
	if len(r.Commands) == 0 {
		return !slices.Contains(handshakes, command)
	}
	return slices.Contains(r.Commands, command)
}

// Injection is a rule at work in a proxy.
type Injection struct {
	proxy *Proxy
	rule  Rule
	seen  int
	hits  int
	first chan struct{} // closed at the first hit
}

// Hits counts the commands that the rule has hit.
func (i *Injection) Hits() int {
	i.proxy.mu.Lock()
	defer i.proxy.mu.Unlock()
	return i.hits
}

// Wait returns when the rule has hit a command, or with ctx's error.
func (i *Injection) Wait(ctx context.Context) error {
	select {
	case <-i.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take decides whether the rule hits this command; the proxy's mutex is held.
func (i *Injection) take(command string, rnd *rand.Rand) bool {
	if !i.rule.matches(command) {
		return false
	}
	i.seen++
	if i.seen <= i.rule.Skip || (i.rule.Count > 0 && i.hits >= i.rule.Count) {
		return false
	}
	if i.rule.Rate > 0 && rnd.Float64() >= i.rule.Rate {
		return false
	}
	if i.hits++; i.hits == 1 {
		close(i.first)
	}
	return true
}
