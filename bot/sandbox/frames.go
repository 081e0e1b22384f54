package sandbox

import (
	"bufio"
	"encoding/binary"
	"net"
	"net/http"
	"sync"
)

// frames watches the bytes of one WebSocket (RFC 6455, section 5.2) and tells
// for each message whether it came in several frames. Slack loses such messages
// (measured by the authors of slack-go), and the WebSocket library, which puts
// them together, does not tell.
type frames struct {
	mu       sync.Mutex
	messages []bool // of the messages not asked about yet: came in several frames

	header []byte // of the frame that begins
	skip   uint64 // bytes of payload still to come
	split  bool   // the message under way has more than one frame
}

// nextIsFragmented tells about the next message. Call it once for each, after
// it was read.
func (f *frames) nextIsFragmented() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.messages) == 0 {
		return false
	}
	first := f.messages[0]
	f.messages = f.messages[1:]
	return first
}

// see takes bytes that came from the app, in their order.
func (f *frames) see(p []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(p) > 0 {
		if f.skip > 0 {
			n := min(f.skip, uint64(len(p)))
			p, f.skip = p[n:], f.skip-n
			continue
		}
		f.header = append(f.header, p[0])
		p = p[1:]
		f.headerByte()
	}
}

// headerByte looks whether the header is complete, and starts on the payload.
func (f *frames) headerByte() {
	h := f.header
	if len(h) < 2 {
		return
	}
	size, at := uint64(h[1]&0x7f), 2
	need := at
	switch size {
	case 126:
		need += 2
	case 127:
		need += 8
	}
	if h[1]&0x80 != 0 {
		need += 4 // the mask
	}
	if len(h) < need {
		return
	}
	switch size {
	case 126:
		size = uint64(binary.BigEndian.Uint16(h[at:]))
	case 127:
		size = binary.BigEndian.Uint64(h[at:])
	}
	f.header, f.skip = h[:0], size
	final, opcode := h[0]&0x80 != 0, h[0]&0x0f
	if opcode >= 8 {
		return // control frames come between the frames of a message
	}
	f.split = f.split && opcode == 0 || !final
	if final {
		f.messages = append(f.messages, f.split || opcode == 0)
		f.split = false
	}
}

// spyOn wraps the writer of a request that becomes a WebSocket.
func (f *frames) spyOn(w http.ResponseWriter) http.ResponseWriter {
	return &spiedWriter{ResponseWriter: w, f: f}
}

type spiedWriter struct {
	http.ResponseWriter
	f *frames
}

// Hijack hands out the connection with the spy on it.
func (w *spiedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if early, err := rw.Peek(rw.Reader.Buffered()); err == nil {
		w.f.see(early)
	}
	return &spiedConn{Conn: c, f: w.f}, rw, nil
}

type spiedConn struct {
	net.Conn
	f *frames
}

func (c *spiedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.f.see(p[:n])
	return n, err
}
