package bot

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// maxBody is the most of a request that is read.
const maxBody = 1 << 20

// Handler serves POST /slack/commands, /slack/interactions and /slack/events,
// signed by Slack. Anything else of Slack's has a status that says what is
// wrong; nothing that is not signed, or signed at another time, is read.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", b.signed(b.serveCommand))
	mux.HandleFunc("POST /slack/interactions", b.signed(b.serveInteraction))
	mux.HandleFunc("POST /slack/events", b.signed(b.serveEvent))
	return mux
}

// signed reads the body of a request whose signature fits it.
func (b *Bot) signed(serve func(http.ResponseWriter, *http.Request, []byte, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := b.Taking(); err != nil {
			w.Header().Set("Connection", "close") // a balancer that keeps it would come here again
			b.refuseHTTP(w, http.StatusServiceUnavailable, "stopping", err.Error())
			return
		}
		if len(b.secret) == 0 {
			b.refuseHTTP(w, http.StatusNotFound, "no_secret", "signed HTTP is off: no signing secret is set")
			return
		}
		if r.ContentLength > maxBody {
			b.refuseHTTP(w, http.StatusRequestEntityTooLarge, "too_large", "the body is over 1 MB")
			return
		}
		sig, err := claimed(r.Header, b.now())
		if err != nil {
			outcome := "unsigned"
			if errors.Is(err, errStale) {
				outcome = "stale_signature"
				b.stale(sig, b.now())
			}
			b.refuseHTTP(w, http.StatusUnauthorized, outcome, err.Error())
			return
		}
		body, err := b.readBody(w, r)
		if errors.Is(err, errNoRoom) {
			b.refuseHTTP(w, http.StatusServiceUnavailable, "busy", err.Error())
			return
		}
		if err != nil {
			var over *http.MaxBytesError
			if errors.As(err, &over) {
				b.refuseHTTP(w, http.StatusRequestEntityTooLarge, "too_large", "the body is over 1 MB")
				return
			}
			b.refuseHTTP(w, http.StatusBadRequest, "malformed", "the body cannot be read")
			return
		}
		if err := sig.covers([]byte(b.secret), body); err != nil {
			b.refuseHTTP(w, http.StatusUnauthorized, "unsigned", err.Error())
			return
		}
		serve(w, r, body, "signature:"+string(sig.sum[:]))
	}
}

// Bodies beyond the first bytes share a few places: somebody who does not know
// the secret can make us read, but not many megabytes at once. Slack's own
// requests are a few kilobytes; only a form with long texts in it is more.
const (
	shortBody   = 64 << 10
	mostLongOne = 32
)

var errNoRoom = errors.New("too many long requests at once, try again")

// readBody reads a whole body of at most 1 MB. A long one has to come before
// it gets room: announcing costs its sender nothing.
func (b *Bot) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	const first = 16 << 10
	size := int64(first)
	if r.ContentLength >= 0 {
		size = min(r.ContentLength, size)
	}
	body := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	from := http.MaxBytesReader(w, r.Body, maxBody)
	n, err := body.ReadFrom(io.LimitReader(from, shortBody))
	if err == nil && n == shortBody {
		select {
		case b.long <- struct{}{}:
			defer func() { <-b.long }()
		default:
			return nil, errNoRoom
		}
		var more int64
		more, err = body.ReadFrom(from)
		n += more
	}
	if err == nil && r.ContentLength >= 0 && n != r.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	return body.Bytes(), err
}

func (b *Bot) serveCommand(w http.ResponseWriter, r *http.Request, body []byte, key string) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		b.refuseHTTP(w, http.StatusBadRequest, "malformed", "the body is not a form")
		return
	}
	if form.Get("ssl_check") == "1" {
		w.WriteHeader(http.StatusOK)
		return
	}
	req, err := commandForm(form)
	b.answerHTTP(w, r, req, err, key)
}

func (b *Bot) serveInteraction(w http.ResponseWriter, r *http.Request, body []byte, key string) {
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["payload"]) != 1 {
		b.refuseHTTP(w, http.StatusBadRequest, "malformed", "the body is not a form with one payload")
		return
	}
	req, err := interactionJSON([]byte(form.Get("payload")))
	b.answerHTTP(w, r, req, err, key)
}

func (b *Bot) serveEvent(w http.ResponseWriter, r *http.Request, body []byte, key string) {
	req, challenge, err := eventJSON(body)
	if challenge != "" {
		writeJSON(w, mustJSON(map[string]string{"challenge": challenge}))
		return
	}
	b.answerHTTP(w, r, req, err, key)
}

// answerHTTP hands a decoded request to the router and writes what it answers;
// what follows starts after that.
func (b *Bot) answerHTTP(w http.ResponseWriter, r *http.Request, req request, err error, key string) {
	defer b.follow.hold()()
	if err != nil {
		b.log.Warn("slack request refused", "outcome", "malformed", "error", err)
		b.refuseHTTP(w, http.StatusBadRequest, "malformed", "this is not a request of Slack's")
		return
	}
	if req.copy == "" {
		req.copy = key
	}
	reply := b.handle(r.Context(), req)
	switch {
	case reply.unanswered:
		http.Error(w, "not answered, try again", http.StatusServiceUnavailable)
	case len(reply.body) == 0:
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
	default:
		writeJSON(w, reply.body)
	}
	if len(reply.after) > 0 {
		_ = http.NewResponseController(w).Flush() // an answer that cannot be flushed is sent when we return
		b.followUp(reply)
	}
}

func writeJSON(w http.ResponseWriter, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // whoever does not listen any more cannot be told
}

func (b *Bot) refuseHTTP(w http.ResponseWriter, status int, outcome, why string) {
	b.count.request(kindUnknown, outcome, 0)
	b.log.Debug("slack request refused", "outcome", outcome, "why", why)
	http.Error(w, why, status)
}
