package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// campaignPolicy is the town's with a window for everybody and no questions that
// a campaign does not need; where more than one heartbeat is wanted, as many of
// the same times, each with a system of its own.
func campaignPolicy(heartbeats int) workflow.Policy {
	p := townPolicy()
	if heartbeats > 0 {
		web := p.Heartbeats[0]
		p.Systems, p.Heartbeats = nil, nil
		for i := range heartbeats {
			web.Key, web.Name = fmt.Sprintf("web-%d", i), fmt.Sprintf("Web heartbeat %d", i)
			p.Heartbeats = append(p.Heartbeats, web)
			p.Systems = append(p.Systems, workflow.Platform{Key: systemKey(i), Name: fmt.Sprintf("Shop %d", i), Heartbeat: web.Key})
		}
	}
	for i := range p.Heartbeats {
		p.Heartbeats[i].Capacity = campaignPlaces
	}
	p.PageEvery = time.Hour
	p.Why = "the campaigns' policy"
	return p
}

// campaignPlaces is how many places a window has: as many as the largest package
// that people are expected to look at. Every one of them shows the others, so that
// a thousand in one window would be brought up to date at every change.
const campaignPlaces = 60

func systemKey(i int) string { return fmt.Sprintf("shop-%d", i) }

// campaignTown is a local Slack with many requesters, and an eye on everything
// that goes into it.
type campaignTown struct {
	t      testing.TB
	server *sandbox.Server
	base   string
	http   *http.Client
	ids    map[string]string // of people, by name

	channels map[string]string // ids, by name
	lifetime time.Duration     // of a request: the wait before the look

	mu     sync.Mutex
	posted map[string][]post          // by notice id
	posts  int                        // messages posted
	titles map[string]workflow.Number // of releases whose card was posted
	hooks  []*frontHook
	onCall func(stage, method, about string) // sees every stage of every call; may be nil
	faults *faultMix
	news   chan struct{} // closed at every post
}

// post is one message that Slack has taken.
type post struct {
	Channel, TS, Text string
	At                time.Time // by this machine
	By                string    // the replica that sent it
}

// frontHook is something that happens when a call is at a stage: "received",
// before it has any effect, or "posted", after it and before its answer.
type frontHook struct {
	stage, method, about string
	do                   func()
}

// requesters is how many people ask for releases at once.
const requesters = 24

// mostAtOnce is how many connections are kept for all that people do at once.
const mostAtOnce = 256

// newCampaignTown opens a local Slack that reaches its app by HTTP at an
// address, or by Socket Mode where there is none. A patient one waits longer for
// its app than Slack does.
func newCampaignTown(t testing.TB, app string, patient bool, options ...func(*sandbox.Config)) *campaignTown {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &campaignTown{t: t, base: "http://" + ln.Addr().String(), posted: map[string][]post{}, news: make(chan struct{}), ids: map[string]string{}, channels: map[string]string{}, titles: map[string]workflow.Number{}, faults: &faultMix{}}
	c.http = &http.Client{Transport: &http.Transport{MaxIdleConns: 4 * mostAtOnce, MaxIdleConnsPerHost: mostAtOnce}, Timeout: time.Minute}
	cfg := townConfig()
	cfg.NoRateLimits = true
	cfg.Clock.Start = campaignBegins.Format(time.RFC3339)
	for i := range requesters {
		employ(&cfg, requester(i))
	}
	if app != "" {
		cfg.Apps[0].SocketMode = false
		cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app + "/slack/commands", Interactions: app + "/slack/interactions", Events: app + "/slack/events"}
	}
	for _, set := range options {
		set(&cfg)
	}
	o := sandbox.Options{Now: time.Now, BaseURL: c.base}
	if patient {
		o.Patience = patience
	}
	if c.server, err = sandbox.New(cfg, o); err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: c.front(c.server.Handler()), ReadHeaderTimeout: time.Minute}
	go func() { _ = web.Serve(ln) }()
	t.Cleanup(func() { c.server.Close(); _ = web.Close(); c.http.CloseIdleConnections() })
	var state sandbox.State
	if err := c.get("/client/state?as=rosa", &state); err != nil {
		t.Fatal(err)
	}
	for _, u := range state.Users {
		c.ids[u.Name] = u.ID
	}
	for _, ch := range state.Channels {
		c.channels[ch.Name] = ch.ID
	}
	return c
}

// employ adds somebody who asks for releases.
func employ(cfg *sandbox.Config, name string) {
	cfg.People = append(cfg.People, sandbox.Person{Name: name, RealName: strings.ToUpper(name), TZ: townZone})
	cfg.Channels[1].Members = append(cfg.Channels[1].Members, name)
}

func requester(i int) string {
	const letters = 26
	if i < letters {
		return "r" + string(rune('a'+i))
	}
	return requester(i/letters-1) + string(rune('a'+i%letters))
}

// front sees every call of the bot: what it posts, where a hook strikes, and
// where a fault does. A call has its effect whoever has hung up meanwhile, unless
// it is older than any request can live: that is what the bot goes by.
func (c *campaignTown) front(slack http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method, isAPI := strings.CutPrefix(r.URL.Path, "/api/")
		if !isAPI {
			slack.ServeHTTP(w, r)
			return
		}
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return // the bot died while it spoke
		}
		form, _ := url.ParseQuery(string(raw) + "&" + r.URL.RawQuery)
		about := aboutWhat(form)
		if strings.HasPrefix(method, "chat.") { // the others may come however late
			c.mustLive(r)
		}
		fault := c.faults.next(method, about, limitOf(method, form), r.Header.Get(headerEarly))
		c.strike("received", method, about)
		if fault.before(w, r) {
			return
		}
		if fault.kind == faultLate {
			c.mustLive(r)
		}
		inner := r.Clone(context.WithoutCancel(r.Context()))
		inner.Body = io.NopCloser(bytes.NewReader(raw))
		answer := httptest.NewRecorder()
		slack.ServeHTTP(answer, inner)
		if method == "chat.postMessage" {
			c.note(about, form, answer.Body.Bytes(), r.Header.Get(headerReplica))
		}
		c.strike("posted", method, about)
		if fault.after(w, r) {
			return
		}
		for k, v := range answer.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

// aboutWhat names what a call is about: a notice, a message, a form or a person.
func aboutWhat(form url.Values) string {
	if id := noticeIn([]byte(form.Get("metadata"))); id != "" {
		return id
	}
	who := form.Get("user")
	if who == "" {
		who = form.Get("users") + form.Get("user_id")
	}
	return strings.Join([]string{form.Get("channel"), form.Get("ts"), who}, " ")
}

// limitOf is [limitKey] of a call that has come in.
func limitOf(method string, form url.Values) string {
	if method == "chat.postMessage" || method == "chat.postEphemeral" {
		return method + " " + form.Get("channel")
	}
	return method
}

// mustLive breaks off a call that has been under way for longer than any request
// can live: on a slow machine it would land after the look for it.
func (c *campaignTown) mustLive(r *http.Request) {
	left, err := strconv.ParseInt(r.Header.Get(headerLeft), 10, 64)
	if err != nil || time.Since(time.Unix(0, left)) < c.lifetime {
		return
	}
	c.faults.mu.Lock()
	c.faults.tooOld++
	c.faults.mu.Unlock()
	panic(http.ErrAbortHandler)
}

// noticeIn finds the id of the notice in the metadata of a message.
func noticeIn(metadata []byte) string {
	var meta struct {
		Payload struct {
			ID string `json:"id"`
		} `json:"event_payload"`
	}
	_ = json.Unmarshal(metadata, &meta)
	return meta.Payload.ID
}

func (c *campaignTown) note(id string, form url.Values, answer []byte, by string) {
	var said struct {
		OK          bool `json:"ok"`
		Channel, TS string
	}
	if json.Unmarshal(answer, &said) != nil || !said.OK || id == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posted[id] = append(c.posted[id], post{Channel: said.Channel, TS: said.TS, Text: form.Get("text"), At: time.Now(), By: by})
	c.posts++
	if number, isCard := strings.CutPrefix(id, "card:"); isCard {
		if n, err := workflow.ParseNumber(number); err == nil {
			c.titles[titleIn(form.Get("text"))] = n
		}
	}
	close(c.news)
	c.news = make(chan struct{})
}

// titleIn finds the title that a campaign gave a release: a word that begins with
// "Campaign".
func titleIn(text string) string {
	i := strings.Index(text, "Campaign-")
	if i < 0 {
		return ""
	}
	return strings.TrimRight(strings.Fields(text[i:])[0], ".,:;*_·")
}

// strike does what waits for this call, once.
func (c *campaignTown) strike(stage, method, about string) {
	c.mu.Lock()
	onCall := c.onCall
	var now []func()
	rest := c.hooks[:0]
	for _, h := range c.hooks {
		if h.stage == stage && strings.HasPrefix(method, h.method) && strings.Contains(about, h.about) {
			now = append(now, h.do)
			continue
		}
		rest = append(rest, h)
	}
	c.hooks = rest
	c.mu.Unlock()
	for _, do := range now {
		do()
	}
	if onCall != nil {
		onCall(stage, method, about)
	}
}

// when has something happen at the next call of a method about something.
func (c *campaignTown) when(stage, method, about string, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hooks = append(c.hooks, &frontHook{stage: stage, method: method, about: about, do: do})
}

// await waits until something about what was posted holds.
func (c *campaignTown) await(ctx context.Context, holds func() bool) bool {
	for {
		c.mu.Lock()
		news, yes := c.news, holds()
		c.mu.Unlock()
		if yes {
			return true
		}
		select {
		case <-news:
		case <-ctx.Done():
			return false
		}
	}
}

// get and post speak the client interface; an error is the sentence that a
// person would read.
func (c *campaignTown) get(path string, out any) error {
	resp, err := c.http.Get(c.base + path)
	return decodeAnswer(resp, err, out)
}

func (c *campaignTown) post(path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	resp, err := c.http.Post(c.base+path, "application/json", bytes.NewReader(raw))
	return decodeAnswer(resp, err, out)
}

func decodeAnswer(resp *http.Response, err error, out any) error {
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		var refusal sandbox.ErrorAnswer
		_ = json.NewDecoder(resp.Body).Decode(&refusal)
		return refusedBySlack(refusal.Error)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// refusedBySlack is what Slack's own client would show.
type refusedBySlack string

func (r refusedBySlack) Error() string { return string(r) }
