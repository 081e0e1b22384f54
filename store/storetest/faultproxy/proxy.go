package faultproxy

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Options of a proxy. The zero value passes everything on as it comes.
type Options struct {
	Serialise bool   // hand the server one writing command at a time
	Seed      uint64 // of the chance in [Rule].Rate
}

// Proxy is one listening address in front of one server. It is safe for
// concurrent use.
type Proxy struct {
	server  string
	addr    string
	accepts net.Listener
	turn    chan struct{} // holds one token while a writing command is at the server; nil: no turns
	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup

	mu    sync.Mutex
	down  bool
	links map[*link]bool
	ended chan struct{} // closed and made anew when a link ends
	rules []*Injection
	seen  map[string]int
	rnd   *rand.Rand
}

// Listen starts a proxy on a free loopback port in front of server, a
// "host:port". The server need not be there yet.
func Listen(server string, opts Options) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Proxy{
		server: server, addr: l.Addr().String(), ctx: ctx, cancel: cancel,
		accepts: l, links: map[*link]bool{}, ended: make(chan struct{}), seen: map[string]int{},
		rnd: rand.New(rand.NewPCG(opts.Seed, 1)),
	}
	if opts.Serialise {
		p.turn = make(chan struct{}, 1)
	}
	p.done.Go(p.accept)
	return p, nil
}

// Addr is the address for clients, "127.0.0.1:port". It stays the same over
// [Proxy.Down] and [Proxy.Up].
func (p *Proxy) Addr() string { return p.addr }

// Inject adds a rule. Of several rules that match a command, the first added
// hits it.
func (p *Proxy) Inject(r Rule) *Injection {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := &Injection{proxy: p, rule: r, first: make(chan struct{})}
	p.rules = append(p.rules, i)
	return i
}

// Clear removes all rules. Commands that were hit stay hit.
func (p *Proxy) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = nil
}

// Seen counts the commands of this name that clients have sent.
func (p *Proxy) Seen(command string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[command]
}

// Down breaks all connections and hangs up on new ones, as a server that has
// died. The port stays taken, or somebody else on this machine might have it when
// the server is to come back.
func (p *Proxy) Down() {
	p.mu.Lock()
	p.down = true
	p.mu.Unlock()
	p.breakLinks()
}

// Up takes connections again.
func (p *Proxy) Up() error {
	if p.ctx.Err() != nil {
		return errClosed
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = false
	return nil
}

// Idle returns when no connection is left and every write that a client sent
// has reached the server, or with ctx's error.
func (p *Proxy) Idle(ctx context.Context) error {
	for {
		p.mu.Lock()
		left, ended := len(p.links), p.ended
		p.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends the proxy and waits until nothing of it runs any more.
func (p *Proxy) Close() {
	p.cancel()
	p.accepts.Close()
	p.Down()
	p.mu.Lock()
	for l := range p.links {
		l.server.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.accepts.Accept()
		if err != nil {
			return // closed
		}
		if p.isDown() {
			reset(client)
			continue
		}
		p.done.Go(func() { p.serve(client) })
	}
}

func (p *Proxy) isDown() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.down
}

// reset closes a connection in the way of a machine on which nobody listens.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

func (p *Proxy) serve(client net.Conn) {
	var dial net.Dialer
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	server, err := dial.DialContext(ctx, "tcp", p.server)
	cancel()
	if err != nil {
		client.Close()
		return
	}
	l := newLink(p, client, server)
	p.mu.Lock()
	down := p.down
	p.links[l] = true
	p.mu.Unlock()
	if down { // went down while it was dialled
		l.hangUp()
	}
	l.run()
	p.mu.Lock()
	delete(p.links, l)
	close(p.ended)
	p.ended = make(chan struct{})
	p.mu.Unlock()
}

func (p *Proxy) breakLinks() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.hangUp()
	}
}

// pick counts a command and gives the rule that hits it, nil for none.
func (p *Proxy) pick(command string) *Rule {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen[command]++
	for _, i := range p.rules {
		if i.take(command, p.rnd) {
			return &i.rule
		}
	}
	return nil
}

var errClosed = errors.New("the proxy is closed")

// wait lets d pass, or less when the proxy is closed.
func (p *Proxy) wait(d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-p.ctx.Done():
		return errClosed
	}
}
