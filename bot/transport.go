package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Transport carries the calls to Slack's Web API of everything in the process,
// and minds what they have in common:
//
//   - A method that Slack asked not to call for a while is not called: until
//     Retry-After is over whoever calls it gets the same answer from here. So
//     nobody needs to know what others were told. Methods that Slack limits by
//     conversation are held for the conversation.
//   - Whether Slack accepts the token, and which scopes it lacks (see [Standing]).
//   - How many calls there were and how they ended, by method:
//     drumbeat_slack_calls_total{method,outcome}, with the outcomes ok, refused
//     (ok:false), limited (429), held (not sent, because of Retry-After), error
//     (another status), unreadable (not JSON) and unanswered (no answer at all).
//
// It is safe for concurrent use.
type Transport struct {
	Standing
	base http.RoundTripper
	now  func() time.Time
	set  *metrics.Set

	mu   sync.Mutex
	held map[string]time.Time // what is limited, until when
}

// TransportOptions is what a transport works with.
type TransportOptions struct {
	Base    http.RoundTripper // nil: net/http's own
	Now     func() time.Time  // the wall clock
	Log     *slog.Logger      // nil: nothing is logged
	Metrics *metrics.Set      // nil: not counted
}

// NewTransport builds a transport; it does no I/O.
func NewTransport(o TransportOptions) *Transport {
	t := &Transport{base: o.Base, now: o.Now, set: o.Metrics, held: map[string]time.Time{}}
	if t.base == nil {
		t.base = http.DefaultTransport
	}
	t.log = o.Log
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	if t.set != nil {
		t.set.GetOrCreateGauge("drumbeat_slack_token_accepted", t.accepted)
		t.set.GetOrCreateGauge("drumbeat_slack_scopes_missing", t.lacking)
	}
	return t
}

const (
	noRetryAfter = 30 * time.Second // where Slack limits without saying for how long
	mostPeeked   = 2 << 10          // of an answer; refusals are shorter
	mostHeld     = 10_000           // methods and conversations
)

// byConversation are the methods that Slack limits for one conversation only.
var byConversation = map[string]bool{"chat.postMessage": true, "chat.postEphemeral": true}

// RoundTrip carries one call.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method := methodOf(req)
	what := limitedBy(method, req)
	if wait := t.holding(what); wait > 0 {
		t.count(method, "held")
		return limitedHere(req, wait), nil
	}
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		t.count(method, "unanswered")
		return resp, err
	}
	t.count(method, t.judge(method, what, resp))
	return resp, nil
}

// limitedBy names what Slack limits: a method, or a method in one conversation.
func limitedBy(method string, req *http.Request) string {
	if !byConversation[method] || req.GetBody == nil {
		return method
	}
	body, err := req.GetBody()
	if err != nil {
		return method
	}
	defer func() { _ = body.Close() }()
	raw, err := io.ReadAll(body)
	if err != nil {
		return method
	}
	form, _ := url.ParseQuery(string(raw))
	return method + " " + form.Get("channel")
}

// methodOf is the name of the method that is called; a constant for anything
// else, so that no address becomes a figure's name.
func methodOf(req *http.Request) string {
	if i := strings.LastIndex(req.URL.Path, "/api/"); i >= 0 {
		return req.URL.Path[i+len("/api/"):]
	}
	return "other"
}

// judge reads what an answer says about the method and the token, and leaves it
// whole for who called.
func (t *Transport) judge(method, what string, resp *http.Response) (outcome string) {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		t.hold(what, resp.Header)
		return "limited"
	case resp.StatusCode != http.StatusOK:
		return "error"
	}
	said, ok := peek(resp)
	switch {
	case !ok:
		return "unreadable"
	case said.Error == "ratelimited" || said.Error == "rate_limited":
		t.hold(what, resp.Header)
		return "limited"
	}
	t.learn(method, said, resp.Header)
	if !said.OK {
		return "refused"
	}
	return "ok"
}

// hold keeps a method from being called as long as Slack asks, of several answers
// the longest, and makes what Slack asks readable for the caller.
func (t *Transport) hold(what string, h http.Header) {
	wait := noRetryAfter
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds >= 0 {
		wait = max(time.Second, time.Duration(seconds)*time.Second)
	} else {
		h.Set("Retry-After", strconv.Itoa(int(noRetryAfter/time.Second)))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.held) >= mostHeld {
		clear(t.held)
	}
	if until := t.now().Add(wait); t.held[what].Before(until) {
		t.held[what] = until
	}
}

// holding says for how long something is not to be called.
func (t *Transport) holding(what string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	until, ok := t.held[what]
	if !ok {
		return 0
	}
	wait := until.Sub(t.now())
	if wait <= 0 {
		delete(t.held, what)
	}
	return wait
}

// limitedHere is the answer that Slack would give.
func limitedHere(req *http.Request, wait time.Duration) *http.Response {
	if req.Body != nil {
		_ = req.Body.Close()
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	return &http.Response{
		StatusCode: http.StatusTooManyRequests, Status: "429 Too Many Requests", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Retry-After": {strconv.Itoa(seconds)}}, Body: http.NoBody, Request: req,
	}
}

func (t *Transport) count(method, outcome string) {
	if t.set != nil {
		t.set.GetOrCreateCounter(`drumbeat_slack_calls_total{method=` + strconv.Quote(method) + `,outcome=` + strconv.Quote(outcome) + `}`).Inc()
	}
}

// said is what every answer of Slack's begins with.
type said struct {
	OK     bool
	Error  string
	Needed string // scopes, of missing_scope
}

// peek reads the beginning of an answer. ok is false for what is not JSON.
func peek(resp *http.Response) (s said, ok bool) {
	head := make([]byte, mostPeeked)
	n, err := io.ReadFull(resp.Body, head)
	head = head[:n]
	rest := io.Reader(resp.Body)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		rest = failing{err}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), rest), resp.Body}
	if bytes.HasPrefix(head, []byte(`{"ok":true`)) {
		return said{OK: true}, true
	}
	dec := json.NewDecoder(bytes.NewReader(head))
	if begin, err := dec.Token(); err != nil || begin != json.Delim('{') {
		return s, false
	}
	for dec.More() { // until what was read ends, which may be in the middle
		key, err := dec.Token()
		if err != nil {
			break
		}
		var failed error
		switch key {
		case "ok":
			failed = dec.Decode(&s.OK)
			ok = failed == nil
		case "error":
			failed = dec.Decode(&s.Error)
		case "needed":
			failed = dec.Decode(&s.Needed)
		default:
			failed = dec.Decode(&json.RawMessage{})
		}
		if failed != nil {
			break
		}
	}
	return s, ok
}

// failing is a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
