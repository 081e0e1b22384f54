package faultproxy

import (
	"net"
	"slices"
	"sync"
	"time"
)

// drainFor is how long a server may take to answer a write whose client has
// gone, before the next write gets its turn all the same.
const drainFor = 10 * time.Second

// link is one client's connection and the one to the server that belongs to it.
type link struct {
	p      *Proxy
	client net.Conn
	server net.Conn

	left chan struct{} // closed when the client has closed its side

	sending sync.Mutex // of writes to the client

	mu      sync.Mutex
	pending map[int32]*exchange // by the id that the reply will name
	gone    bool                // the client's side is closed
}

// exchange is one command on its way to the server and back.
type exchange struct {
	rule   *Rule
	write  bool // one of writes
	inTurn bool // holds the proxy's turn
}

func newLink(p *Proxy, client, server net.Conn) *link {
	return &link{p: p, client: client, server: server, left: make(chan struct{}), pending: map[int32]*exchange{}}
}

// run serves the link until both sides are closed.
func (l *link) run() {
	var all sync.WaitGroup
	asked, done := make(chan message), make(chan struct{})
	all.Go(func() { // also while a message waits, so as to see the client leave
		defer close(l.left)
		for {
			m, err := readMessage(l.client)
			if err != nil {
				return
			}
			select {
			case asked <- m:
			case <-done:
				return
			}
		}
	})
	all.Go(func() {
		defer close(done)
		defer l.hangUp()
		for {
			select {
			case m := <-asked:
				if !l.request(m) {
					return
				}
			case <-l.left:
				return
			}
		}
	})
	all.Go(func() {
		for {
			m, err := readMessage(l.server)
			if err != nil || !l.answer(m) {
				break
			}
		}
		l.end()
	})
	all.Wait()
}

// hangUp closes the client's side. The server's side is closed too, unless a
// write is on its way: it arrives all the same, and its turn is over only when
// the server says so.
func (l *link) hangUp() {
	l.client.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone {
		return
	}
	l.gone = true
	for _, x := range l.pending {
		if x.write {
			time.AfterFunc(drainFor, func() { l.server.Close() })
			return
		}
	}
	l.server.Close()
}

// end closes both sides and gives back the turns that nobody will answer.
func (l *link) end() {
	l.client.Close()
	l.server.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
	for id, x := range l.pending {
		l.p.release(x)
		delete(l.pending, id)
	}
}

// request handles one message of the client; false ends the client's side.
func (l *link) request(m message) bool {
	name, err := command(m)
	if err != nil {
		return false
	}
	rule := l.p.pick(name)
	if rule != nil {
		switch rule.Fault {
		case DropBefore:
			return false
		case SwallowBefore:
			return true
		case NotPrimary:
			return l.send(refusal(m.requestID(), 10107, "NotWritablePrimary"))
		}
	}
	if !m.moreToCome() && !l.prepare(m.requestID(), &exchange{rule: rule, write: slices.Contains(writes, name)}) {
		return false
	}
	_, err = l.server.Write(m)
	return err == nil
}

// prepare notes that a reply to id is due, and lets a delay pass and waits for
// the turn where the command needs that; false when the link has ended.
func (l *link) prepare(id int32, x *exchange) bool {
	l.mu.Lock()
	gone := l.gone
	if !gone {
		l.pending[id] = x
	}
	l.mu.Unlock()
	if gone {
		return false
	}
	if x.rule != nil && x.rule.Fault == DelayBefore && l.p.wait(x.rule.Delay) != nil {
		return false
	}
	if !x.write || l.p.turn == nil {
		return true
	}
	select {
	case l.p.turn <- struct{}{}:
	case <-l.left: // as with a server that ends what nobody waits for any more
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.pending, id)
		return false
	case <-l.p.ctx.Done():
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	x.inTurn = true
	if l.pending[id] != x { // the server's side ended meanwhile
		l.p.release(x)
		return false
	}
	return true
}

// answer handles one message of the server; false ends the link.
func (l *link) answer(m message) bool {
	l.mu.Lock()
	x := l.pending[m.responseTo()]
	delete(l.pending, m.responseTo())
	if x != nil && m.moreToCome() { // the next reply of the stream answers this one
		l.pending[m.requestID()] = x
	} else {
		l.p.release(x)
	}
	over := l.gone && len(l.pending) == 0
	l.mu.Unlock()
	if over {
		return false
	}
	if x == nil || x.rule == nil {
		return l.send(m)
	}
	var err error
	switch x.rule.Fault {
	case DropAfter:
		return false
	case SwallowAfter:
		return true
	case DelayAfter:
		err = l.p.wait(x.rule.Delay)
	case ConcernTimeout:
		m, err = withConcernError(m, 64, "WriteConcernTimeout")
	case ConcernStopped:
		m, err = withConcernError(m, 91, "ShutdownInProgress")
	}
	return err == nil && l.send(m)
}

func (l *link) send(m message) bool {
	l.sending.Lock()
	defer l.sending.Unlock()
	_, err := l.client.Write(m)
	return err == nil
}

// release gives the turn back, if x holds it.
func (p *Proxy) release(x *exchange) {
	if x != nil && x.inTurn {
		x.inTurn = false
		<-p.turn
	}
}
