package sandbox

import (
	"net/http"
	"sync"
	"time"
)

// liveQueue is how many events a page may lag behind before it is told to load
// everything again.
const liveQueue = 256

// maxListeners is how many pages may listen at once.
const maxListeners = 256

const livePing = 10 * time.Second

// live hands events to the pages that listen.
type live struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	closed    bool
}

type listener struct {
	user   string
	events chan []byte // each one a whole server-sent event
	missed bool        // guarded by live.mu: the queue was full
}

func newLive() *live { return &live{listeners: map[*listener]bool{}} }

func (l *live) join(user string) *listener {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.listeners) >= maxListeners {
		return nil
	}
	ls := &listener{user: user, events: make(chan []byte, liveQueue)}
	l.listeners[ls] = true
	return ls
}

// listens reports whether a person has a page open.
func (l *live) listens(user string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ls := range l.listeners {
		if ls.user == user {
			return true
		}
	}
	return false
}

func (l *live) leave(ls *listener) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.listeners, ls)
}

func (l *live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for ls := range l.listeners {
		delete(l.listeners, ls)
		close(ls.events)
	}
}

// publish never waits: a page that does not keep up is told to start again.
func (l *live) publish(e Event, sees func(userID string) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var chunk []byte // made once, for all who see it
	for ls := range l.listeners {
		if ls.missed || !sees(ls.user) {
			continue
		}
		if chunk == nil {
			chunk = sse(e)
		}
		select {
		case ls.events <- chunk:
		default:
			ls.missed = true
		}
	}
}

// caughtUp reports, once, that a page which had missed something has read all
// that was queued and must load everything again.
func (l *live) caughtUp(ls *listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !ls.missed || len(ls.events) > 0 {
		return false
	}
	ls.missed = false
	return true
}

func (s *Server) publish(e Event, sees func(userID string) bool) {
	s.live.publish(e, sees)
	s.change.notify()
}

// serveEvents is GET /client/events: server-sent events until the page goes.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	var known bool
	s.with(func() {
		if u := s.person(r.FormValue("as")); u != nil {
			known = true
			r.Form.Set("as", u.ID)
		}
	})
	if !known {
		refuse(w, http.StatusBadRequest, "Nobody here has that id.")
		return
	}
	ls := s.live.join(r.FormValue("as"))
	if ls == nil {
		refuse(w, http.StatusServiceUnavailable, "Too many pages are open.")
		return
	}
	defer s.live.leave(ls)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	rc := http.NewResponseController(w)
	if _, err := w.Write([]byte(": hello\n\n")); err != nil || rc.Flush() != nil {
		return
	}
	for {
		var chunk []byte
		select {
		case <-r.Context().Done():
			return
		case <-s.opts.After(livePing):
			chunk = []byte(": ping\n\n")
		case e, open := <-ls.events:
			if !open {
				return
			}
			chunk = e
		}
		if !s.writeEvents(w, ls, chunk) || rc.Flush() != nil {
			return
		}
	}
}

// writeEvents writes an event and what waits behind it, so that a page under
// load gets a few large pieces instead of many small ones.
func (s *Server) writeEvents(w http.ResponseWriter, ls *listener, chunk []byte) bool {
	for n := 1; ; n++ {
		if _, err := w.Write(chunk); err != nil {
			return false
		}
		if s.live.caughtUp(ls) {
			chunk = sse(Event{Type: EventReset})
			continue
		}
		if n >= liveQueue {
			return true // what was taken from the queue is written, always
		}
		select {
		case e, open := <-ls.events:
			if !open {
				return true // the next look at the queue ends the stream
			}
			chunk = e
		default:
			return true
		}
	}
}

func sse(e Event) []byte {
	return append(append([]byte("data: "), mustJSON(e)...), '\n', '\n')
}
