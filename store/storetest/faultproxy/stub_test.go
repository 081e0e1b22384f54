package faultproxy

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
)

// stub is a server that answers every command with {ok: 1}, each time it is
// told to, and remembers what it was asked.
type stub struct {
	addr    string
	arrived chan string   // the name of each command as it arrives
	answer  chan struct{} // one for each answer; nil: at once
	stream  int           // further replies to a hello that allows a stream of them

	mu    sync.Mutex
	got   []message
	now   int // commands at the server
	worst int // most at once
}

func newStub(t *testing.T) *stub {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stub{addr: l.Addr().String(), arrived: make(chan string, 1000)}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); serving.Wait() })
	return s
}

func (s *stub) serve(c net.Conn) {
	defer c.Close()
	for {
		m, err := readMessage(c)
		if err != nil {
			return
		}
		name, _ := command(m)
		s.mu.Lock()
		s.got = append(s.got, m)
		s.now++
		s.worst = max(s.worst, s.now)
		s.mu.Unlock()
		s.arrived <- name
		if s.answer != nil {
			<-s.answer
		}
		s.mu.Lock()
		s.now--
		s.mu.Unlock()
		if m.moreToCome() {
			continue
		}
		to := m.requestID()
		for i := range s.stream + 1 {
			r := reply(to, bsonDoc{}.double("ok", 1).int32("n", int32(i)).bytes())
			binary.LittleEndian.PutUint32(r[4:], uint32(to+1000))
			if i < s.stream {
				r[headerLen] |= flagMoreToCome
			}
			to = r.requestID()
			if _, err := c.Write(r); err != nil {
				return
			}
		}
	}
}

// count tells how many commands have arrived, and how many at most at once.
func (s *stub) count() (all, atOnce int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got), s.worst
}

// client is a connection to a proxy.
type client struct {
	t *testing.T
	net.Conn
}

func dial(t *testing.T, p *Proxy) client {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return client{t, c}
}

// request builds a command as a client sends it.
func request(id int32, name string) message {
	m := reply(0, bsonDoc{}.int32(name, 1).str("$db", "test").bytes())
	binary.LittleEndian.PutUint32(m[4:], uint32(id))
	return m
}

func (c client) send(m message) {
	c.t.Helper()
	if _, err := c.Write(m); err != nil {
		c.t.Fatal(err)
	}
}

// receive gives the next reply's document, nil when the connection was closed.
func (c client) receive() (message, []byte) {
	c.t.Helper()
	m, err := readMessage(c)
	if err == io.EOF || (err != nil && m == nil) {
		return nil, nil
	}
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := body(m)
	if err != nil {
		c.t.Fatal(err)
	}
	return m, doc
}

func start(t *testing.T, s *stub, o Options) *Proxy {
	t.Helper()
	p, err := Listen(s.addr, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
