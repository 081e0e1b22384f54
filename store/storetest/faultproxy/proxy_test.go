package faultproxy

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"
)

func TestEverythingPassesUnchanged(t *testing.T) {
	s := newStub(t)
	p := start(t, s, Options{Serialise: true})
	c := dial(t, p)

	hello := binary.LittleEndian.AppendUint32(make([]byte, 4), 0)
	hello = hello[:4]
	hello = append(hello, "admin.$cmd\x00"...)
	hello = append(hello, make([]byte, 8)...)
	hello = append(hello, bsonDoc{}.int32("isMaster", 1).bytes()...)
	query := make(message, headerLen, headerLen+len(hello))
	binary.LittleEndian.PutUint32(query[0:], uint32(headerLen+len(hello)))
	binary.LittleEndian.PutUint32(query[4:], 7)
	binary.LittleEndian.PutUint32(query[12:], opQuery)
	query = append(query, hello...)

	sent := []message{query, request(8, "find"), request(9, "update")}
	for i, m := range sent {
		c.send(m)
		r, _ := c.receive()
		if r == nil || r.responseTo() != m.requestID() {
			t.Fatalf("message %d: got reply %v, want one to %d", i, r, m.requestID())
		}
	}
	for i, m := range s.got {
		if !bytes.Equal(m, sent[i]) {
			t.Errorf("message %d arrived as %q, want %q", i, m, sent[i])
		}
	}
	for _, name := range []string{"isMaster", "find", "update"} {
		if got := p.Seen(name); got != 1 {
			t.Errorf("seen %s: got %d, want 1", name, got)
		}
	}
}

func TestRepliesOfAStreamAllPass(t *testing.T) {
	s := newStub(t)
	s.stream = 3
	c := dial(t, start(t, s, Options{}))
	c.send(request(5, "hello"))
	to := int32(5)
	for i := range 4 {
		m, _ := c.receive()
		if m == nil || m.responseTo() != to || m.moreToCome() != (i < 3) {
			t.Fatalf("reply %d of the stream: got %v", i, m)
		}
		to = m.requestID()
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		rule   Rule
		effect bool   // the server sees the command
		closed bool   // the client's connection is closed without a reply
		reply  []byte // what the reply contains
	}{
		{"none", Rule{Fault: DropBefore, Commands: []string{"insert"}}, true, false, []byte("ok")},
		{"drop before", Rule{Fault: DropBefore}, false, true, nil},
		{"drop after", Rule{Fault: DropAfter}, true, true, nil},
		{"delay before", Rule{Fault: DelayBefore, Delay: time.Millisecond}, true, false, []byte("ok")},
		{"delay after", Rule{Fault: DelayAfter, Delay: time.Millisecond}, true, false, []byte("ok")},
		{"not primary", Rule{Fault: NotPrimary}, false, false, []byte("NotWritablePrimary")},
		{"not primary is labelled", Rule{Fault: NotPrimary}, false, false, []byte("RetryableWriteError")},
		{"concern timeout", Rule{Fault: ConcernTimeout}, true, false, []byte("writeConcernError")},
		{"concern stopped", Rule{Fault: ConcernStopped}, true, false, []byte("ShutdownInProgress")},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStub(t)
			p := start(t, s, Options{Serialise: true})
			i := p.Inject(c.rule)
			cl := dial(t, p)
			cl.send(request(1, "update"))
			_, doc := cl.receive()
			if (doc == nil) != c.closed {
				t.Errorf("connection closed: got %v, want %v", doc == nil, c.closed)
			}
			if !bytes.Contains(doc, c.reply) {
				t.Errorf("reply %q does not contain %q", doc, c.reply)
			}
			if got, _ := s.count(); (got == 1) != c.effect {
				t.Errorf("the server saw %d commands, want effect %v", got, c.effect)
			}
			if want := min(1, len(c.rule.Commands)); i.Hits() != 1-want {
				t.Errorf("hits: got %d, want %d", i.Hits(), 1-want)
			}
		})
	}
}

// TestSwallow checks that a command or its reply disappears while the
// connection goes on.
func TestSwallow(t *testing.T) {
	for fault, effects := range map[Fault]int{SwallowBefore: 1, SwallowAfter: 2} {
		s := newStub(t)
		p := start(t, s, Options{})
		i := p.Inject(Rule{Fault: fault, Count: 1})
		c := dial(t, p)
		c.send(request(1, "update"))
		if err := i.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.send(request(2, "update"))
		if m, _ := c.receive(); m == nil || m.responseTo() != 2 {
			t.Errorf("fault %d: got reply %v, want only the second's", fault, m)
		}
		if got, _ := s.count(); got != effects {
			t.Errorf("fault %d: the server saw %d commands, want %d", fault, got, effects)
		}
	}
}

func TestRulesChooseByNumberAndChance(t *testing.T) {
	hits := func(r Rule) (which []int) {
		s := newStub(t)
		p := start(t, s, Options{Seed: 3})
		r.Fault = NotPrimary
		p.Inject(r)
		c := dial(t, p)
		for i := range 200 {
			c.send(request(int32(i), "update"))
			if _, doc := c.receive(); bytes.Contains(doc, []byte("NotWritablePrimary")) {
				which = append(which, i)
			}
		}
		return which
	}
	if got := hits(Rule{Skip: 3, Count: 2}); len(got) != 2 || got[0] != 3 || got[1] != 4 {
		t.Errorf("skip 3, count 2: hit %v, want 3 and 4", got)
	}
	if got := hits(Rule{Rate: 0.3}); len(got) < 30 || len(got) > 90 {
		t.Errorf("rate 0.3: hit %d of 200", len(got))
	}
	if got := hits(Rule{Rate: 0.3, Count: 5}); len(got) != 5 {
		t.Errorf("rate and count: hit %d, want 5", len(got))
	}
	if got := hits(Rule{Commands: []string{"insert"}}); got != nil {
		t.Errorf("another command: hit %v", got)
	}
}

func TestHandshakesAreHitByNameOnly(t *testing.T) {
	p := start(t, newStub(t), Options{})
	p.Inject(Rule{Fault: DropBefore})
	c := dial(t, p)
	c.send(request(1, "hello"))
	if m, _ := c.receive(); m == nil {
		t.Error("a rule for all commands hit a heartbeat")
	}
	p.Inject(Rule{Fault: DropBefore, Commands: []string{"hello"}})
	c.send(request(2, "hello"))
	if m, _ := c.receive(); m != nil {
		t.Error("a rule for hello did not hit it")
	}
}

// TestOneWriteAtATime holds every write at the server until all clients have
// sent theirs; a read overtakes them.
func TestOneWriteAtATime(t *testing.T) {
	s := newStub(t)
	s.answer = make(chan struct{})
	p := start(t, s, Options{Serialise: true})
	const writers = 8
	var done sync.WaitGroup
	for range writers {
		c := dial(t, p)
		done.Go(func() {
			c.send(request(1, "update"))
			c.receive()
		})
	}
	<-s.arrived // one is at the server and holds the turn
	reader := dial(t, p)
	reader.send(request(1, "find"))
	if got := <-s.arrived; got != "find" {
		t.Fatalf("while a write was at the server, %s arrived, want find", got)
	}
	for range writers + 1 {
		s.answer <- struct{}{}
	}
	done.Wait()
	if all, atOnce := s.count(); all != writers+1 || atOnce != 2 {
		t.Errorf("the server saw %d commands, %d at once; want %d, and a write and a read at once", all, atOnce, writers+1)
	}
}

// TestTurnOutlivesItsClient checks that a client that hangs up does not let the
// next write in while its own is at the server.
func TestTurnOutlivesItsClient(t *testing.T) {
	s := newStub(t)
	s.answer = make(chan struct{})
	p := start(t, s, Options{Serialise: true})
	first, second := dial(t, p), dial(t, p)
	first.send(request(1, "update"))
	<-s.arrived
	first.Close()
	second.send(request(2, "update"))
	s.answer <- struct{}{}
	<-s.arrived
	s.answer <- struct{}{}
	if m, _ := second.receive(); m == nil {
		t.Fatal("the second client got no reply")
	}
	if _, atOnce := s.count(); atOnce != 1 {
		t.Errorf("%d writes at once, want 1", atOnce)
	}
}

// TestNobodyWaitsForItsTurn checks that a write whose client has gone while it
// waited for its turn is not sent: else a server that was slow for a while would
// be kept busy with what nobody waits for, and stay slow.
func TestNobodyWaitsForItsTurn(t *testing.T) {
	s := newStub(t)
	s.answer = make(chan struct{})
	p := start(t, s, Options{Serialise: true})
	first, second := dial(t, p), dial(t, p)
	first.send(request(1, "update"))
	<-s.arrived
	second.send(request(2, "update"))
	for p.Seen("update") < 2 {
		runtime.Gosched()
	}
	second.Close()
	for links := 2; links > 1; {
		p.mu.Lock()
		ended := p.ended
		links = len(p.links)
		p.mu.Unlock()
		if links > 1 {
			<-ended
		}
	}
	third := dial(t, p)
	third.send(request(3, "update"))
	s.answer <- struct{}{}
	<-s.arrived
	s.answer <- struct{}{}
	if m, _ := third.receive(); m == nil {
		t.Fatal("the third client got no reply")
	}
	if all, _ := s.count(); all != 2 {
		t.Errorf("%d writes arrived, want the first and the third", all)
	}
}

// TestLateWriteLands checks that a delayed write reaches the server although
// its client has gone.
func TestLateWriteLands(t *testing.T) {
	s := newStub(t)
	p := start(t, s, Options{})
	i := p.Inject(Rule{Fault: DelayBefore, Delay: 20 * time.Millisecond})
	c := dial(t, p)
	c.send(request(1, "update"))
	if err := i.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := p.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all, _ := s.count(); all != 1 {
		t.Errorf("%d commands arrived by the time the proxy was idle, want 1", all)
	}
}

func TestUnacknowledgedWriteTakesNoTurn(t *testing.T) {
	s := newStub(t)
	c := dial(t, start(t, s, Options{Serialise: true}))
	silent := request(1, "insert")
	silent[headerLen] |= flagMoreToCome
	c.send(silent)
	c.send(request(2, "insert"))
	if m, _ := c.receive(); m == nil || m.responseTo() != 2 {
		t.Errorf("got %v, want the reply to the second", m)
	}
}

func TestDownAndUp(t *testing.T) {
	s := newStub(t)
	p := start(t, s, Options{})
	c := dial(t, p)
	c.send(request(1, "ping"))
	c.receive()
	p.Down()
	if m, _ := c.receive(); m != nil {
		t.Error("a connection outlived Down")
	}
	if c, err := net.Dial("tcp", p.Addr()); err == nil {
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Error("a connection was taken while down")
		}
		c.Close()
	}
	if err := p.Up(); err != nil {
		t.Fatal(err)
	}
	again := dial(t, p)
	again.send(request(2, "ping"))
	if m, _ := again.receive(); m == nil {
		t.Error("no reply after Up")
	}
	p.Clear()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Inject(Rule{Fault: DropAfter}).Wait(ctx); err == nil {
		t.Error("Wait returned without a hit")
	}
}
