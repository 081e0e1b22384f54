package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What a replica of a campaign says of itself with every call to Slack.
const (
	headerReplica = "Campaign-Replica"
	headerLeft    = "Campaign-Left"  // when the call left, in nanoseconds of this machine's clock
	headerEarly   = "Campaign-Early" // what was called although Slack had asked to wait
)

// wire is the last thing in a replica before the network, and the first thing
// behind everything of the bot's that carries a call: what it sees leave has
// left. It notes when each call left, and whether Slack had asked to wait.
//
// A call counts as early when it was begun after somebody in this process had
// read the answer that asks to wait, and left before the wait was over: calls
// that were under way when the answer came could not know. Another replica does
// not know either, until it is told itself.
type wire struct {
	name string

	mu     sync.Mutex
	limits map[string]*asked
}

// asked is a wait that Slack asked for.
type asked struct {
	until time.Time
	read  time.Time // by whoever called; zero: not yet
}

// begun is when a call was begun, in its context.
type begun struct{}

// around puts the wire into a client of Slack's: mind puts in what is between.
func (w *wire) around(c *http.Client, mind func()) {
	c.Transport = leaving{w, c.Transport}
	mind()
	c.Transport = beginning{w, c.Transport}
}

type beginning struct {
	w    *wire
	base http.RoundTripper
}

func (b beginning) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.base.RoundTrip(r.WithContext(context.WithValue(r.Context(), begun{}, time.Now())))
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		b.w.mu.Lock()
		defer b.w.mu.Unlock()
		if l := b.w.limits[limitKey(r)]; l != nil && l.read.IsZero() {
			l.read = time.Now()
		}
	}
	return resp, err
}

type leaving struct {
	w    *wire
	base http.RoundTripper
}

func (l leaving) RoundTrip(r *http.Request) (*http.Response, error) {
	key := limitKey(r)
	r = r.Clone(r.Context())
	now := time.Now()
	r.Header.Set(headerReplica, l.w.name)
	r.Header.Set(headerLeft, strconv.FormatInt(now.UnixNano(), 10))
	if wait := l.w.early(r.Context(), key, now); wait > 0 {
		r.Header.Set(headerEarly, fmt.Sprintf("%s, %v early", key, wait))
	}
	resp, err := l.base.RoundTrip(r)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		l.w.mu.Lock()
		defer l.w.mu.Unlock()
		until := time.Now().Add(time.Duration(seconds) * time.Second)
		if old := l.w.limits[key]; old == nil || old.until.Before(until) {
			l.w.limits[key] = &asked{until: until}
		}
	}
	return resp, err
}

// early tells how much too early a call leaves.
func (w *wire) early(ctx context.Context, key string, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := w.limits[key]
	if l == nil || l.read.IsZero() {
		return 0
	}
	if began, ok := ctx.Value(begun{}).(time.Time); !ok || !began.After(l.read) {
		return 0
	}
	return l.until.Sub(now)
}

// limitKey is what Slack limits: a method, and for a new message the method in
// one conversation (docs.slack.dev/apis/web-api/rate-limits).
func limitKey(r *http.Request) string {
	method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	if method != "chat.postMessage" && method != "chat.postEphemeral" {
		return method
	}
	if r.GetBody == nil {
		return method
	}
	body, err := r.GetBody()
	if err != nil {
		return method
	}
	defer func() { _ = body.Close() }()
	var raw strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := body.Read(buf)
		raw.Write(buf[:n])
		if err != nil {
			break
		}
	}
	form, _ := url.ParseQuery(raw.String())
	return method + " " + form.Get("channel")
}
