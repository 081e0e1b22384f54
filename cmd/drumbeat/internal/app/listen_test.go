package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// served starts a server that answers with the length of the body, and gives its
// address.
func served(t *testing.T, b bounds) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	life := newLifecycle(slog.New(slog.DiscardHandler))
	serveHTTP(life, "test", ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = fmt.Fprintln(w, n)
	}), b)
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

// dial opens a connection that the test ends.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil { // so that a failure is a failure, not a hang
		t.Fatal(err)
	}
	return c
}

// TestSlowClientsAreLeft: a client that sends its header or its body by drops, or
// nothing after its request, loses the connection; others are served meanwhile.
func TestSlowClientsAreLeft(t *testing.T) {
	short := bounds{header: 50 * time.Millisecond, read: 100 * time.Millisecond, write: time.Minute, idle: 50 * time.Millisecond}
	addr := served(t, short)
	for name, begins := range map[string]string{
		"header": "POST /slack/commands HTTP/1.1\r\nHost: x\r\nX-Drop: ",
		"body":   "POST /slack/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx",
		"chunks": "POST /slack/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
		"idle":   "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"silent": "",
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, addr)
			_, _ = io.WriteString(c, begins) // on a busy machine the server has left already
			var late net.Error
			if _, err := io.Copy(io.Discard, c); errors.As(err, &late) && late.Timeout() { // comes back when the server has closed it
				t.Errorf("the connection was kept: %v", err)
			}
		})
	}
	long := bounds{header: time.Minute, read: time.Minute, write: time.Minute, idle: time.Minute}
	resp, err := http.Post("http://"+served(t, long)+"/", "text/plain", strings.NewReader("good"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("an honest client got %s", resp.Status)
	}
}

// TestBoundsOfTheDoor: every wait of the address that anybody may reach has an end.
func TestBoundsOfTheDoor(t *testing.T) {
	b := publicBounds
	for name, d := range map[string]time.Duration{"header": b.header, "read": b.read, "write": b.write, "idle": b.idle} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s: %v", name, d)
		}
	}
	if b.connections <= 0 || maxHeader > 64<<10 {
		t.Errorf("%d connections of %d bytes of header", b.connections, maxHeader)
	}
}

// TestLongHeaderIsRefused: a header has 64 KB and no more.
func TestLongHeaderIsRefused(t *testing.T) {
	addr := served(t, bounds{header: time.Minute, read: time.Minute, write: time.Minute, idle: time.Minute})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Long", strings.Repeat("x", 100<<10))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return // the server had closed before the header was sent
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %s, want 431", resp.Status)
	}
}

// TestTheDoorHasPlaces: beyond its connections a server closes what comes, at
// once; who is in is served, and a place that is left is taken again.
func TestTheDoorHasPlaces(t *testing.T) {
	addr := served(t, bounds{header: time.Minute, read: time.Minute, write: time.Minute, idle: time.Minute, connections: 2})
	ask := func(c net.Conn) error {
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return err
		}
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	first, second := dial(t, addr), dial(t, addr)
	for _, c := range []net.Conn{first, second} {
		if err := ask(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := ask(dial(t, addr)); err == nil {
		t.Error("a third connection was served where there are two places")
	}
	if err := ask(first); err != nil {
		t.Errorf("who is in is not served on: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for ask(dial(t, addr)) != nil { // until the server has seen that one is gone
		if ctx.Err() != nil {
			t.Fatal("the place that was left is not taken again")
		}
	}
}
