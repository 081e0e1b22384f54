package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// copyTown is a workspace with several bots on one store, and between them a
// tape that records what Slack sends and can send it again, byte for byte, to
// any of them. The clocks stand still until they are moved.
type copyTown struct {
	*people.Workspace
	t      testing.TB
	http   bool
	server *sandbox.Server
	clock  *sandbox.Clock
	begins time.Time
	passed atomic.Int64 // of the wall clock
	base   string
	dir    string
	app    sandbox.AppConfig
	random *rand.Rand
	writes atomic.Int64 // that were stored, by any bot
	copied atomic.Int64 // requests that were sent once more
	log    *requestLog

	forgets bool            // the store does not know which requests it has had
	policy  workflow.Policy // the first one
	config  func(*sandbox.Config)
	listen  http.HandlerFunc // of private answers under /sink/
	bots    []*copyBot
	tape    tape
}

// copyBot is one replica. Its number stands in the address by which it calls
// Slack, so that its sockets can be told from those of others.
type copyBot struct {
	*engine
	number int
	life   *lifecycle
}

func newCopyTown(t testing.TB, transport string, replicas int, random *rand.Rand, change ...func(*copyTown)) *copyTown {
	t.Helper()
	w := &copyTown{t: t, http: transport == byHTTP, begins: storyBegins.Add(-time.Minute), dir: t.TempDir(), random: random, log: newRequestLog(t), policy: townPolicy()}
	for i := range w.policy.Types { // copies are judged alike with and without these
		w.policy.Types[i].NeedSignOff, w.policy.Types[i].ReviewWithin = false, 0
	}
	for _, set := range change {
		set(w)
	}
	front := &lateHandler{}
	web := httptest.NewServer(front)
	t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	w.base = web.URL
	cfg := townConfig()
	cfg.NoRateLimits = true
	if w.config != nil {
		w.config(&cfg)
	}
	if app := &cfg.Apps[0]; w.http {
		app.SocketMode, app.AppToken = false, ""
		app.RequestURLs = sandbox.RequestURLs{Commands: w.base + "/slack/commands", Interactions: w.base + "/slack/interactions", Events: w.base + "/slack/events"}
	}
	var err error
	w.server, err = sandbox.New(cfg, sandbox.Options{Now: w.wall, Patience: patience, BaseURL: w.base, MaxTraffic: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.server.Close)
	w.app = w.server.Config().Apps[0]
	w.clock = w.server.Clock()
	w.clock.Pause(true)
	if err := w.clock.Set(storyBegins); err != nil {
		t.Fatal(err)
	}
	front.set(w.routes())
	for range replicas {
		w.bots = append(w.bots, nil)
	}
	t.Cleanup(func() {
		for _, b := range w.bots {
			w.stop(b)
		}
	})
	for i := range w.bots {
		w.open(i)
	}
	w.Workspace = people.In(t, w.base, nil)
	w.TheRestDoesNotMatter()
	w.Settles(w.rest)
	return w
}

// wall is the time of networks. It moves by hand alone, so that no trigger runs
// out because the machine has other things to do.
func (w *copyTown) wall() time.Time { return w.begins.Add(time.Duration(w.passed.Load())) }

// waits lets the wall clock move on.
func (w *copyTown) waits(d time.Duration) { w.passed.Add(int64(d)) }

// open starts a replica.
func (w *copyTown) open(i int) {
	w.t.Helper()
	life := newLifecycle(slog.New(w.log))
	b := &copyBot{number: i, life: life}
	w.bots[i] = b
	store, err := openEmbedded(w.t.Context(), w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	life.onStop("store", store.close)
	p := parts{
		Store: w.counted(store.Store), FirstPolicy: w.policy, SlackAPIURL: fmt.Sprintf("%s/bot%d/api/", w.base, i), BotToken: Secret(w.app.BotToken),
		Times: times{now: w.clock.Now, wall: w.wall}, Log: life.log, Instance: fmt.Sprintf("bot%d", i),
		Deliver: func(d *deliver.Options) { d.Unpaced, d.Real = true, d.Now },
		Bot:     func(o *bot.Options) { unhurriedBot(o) },
	}
	if w.http {
		p.SigningSecret = Secret(w.app.SigningSecret)
	} else {
		p.AppToken = Secret(w.app.AppToken)
	}
	if b.engine, err = newEngine(p); err != nil {
		w.t.Fatal(err)
	}
	life.onStop("follow-ups", b.bot.Close)
	if err := b.begin(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if _, err := b.identify(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if b.socket != nil {
		life.run("socket", b.socket.Run)
		w.tape.awaitLink(w.t, i)
		w.onlyLiving()
	}
}

// onlyLiving waits until the workspace has noticed which sockets are gone: what it
// sends into one that is broken nobody gets, in Slack too.
func (w *copyTown) onlyLiving() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	living := 0
	for _, b := range w.bots {
		if b != nil && b.life != nil {
			living++
		}
	}
	if err := w.server.WaitFor(ctx, func() bool { return w.server.SocketsOpen("drumbeat") == living }); err != nil {
		w.t.Errorf("the workspace has %d sockets open, want %d: %v", w.server.SocketsOpen("drumbeat"), living, err)
	}
}

func (w *copyTown) stop(b *copyBot) {
	if b == nil || b.life == nil {
		return
	}
	if err := b.life.stop(); err != nil {
		w.t.Errorf("stop a replica: %v", err)
	}
	b.life = nil
}

// restart replaces a replica by a new one, which remembers nothing.
func (w *copyTown) restart(i int) {
	w.t.Helper()
	w.stop(w.bots[i])
	w.tape.forgetLinks(i)
	w.open(i)
}

// rest waits until nothing is under way, and does what has become due.
func (w *copyTown) rest() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	if err := w.server.WaitIdle(ctx); err != nil {
		w.t.Fatalf("wait for the workspace: %v", err)
	}
	w.tape.wait()
	for _, b := range w.bots {
		if err := b.bot.Idle(ctx); err != nil {
			w.t.Fatalf("wait for a bot: %v", err)
		}
	}
	if err := w.bots[0].settle(ctx); err != nil {
		w.t.Fatalf("do what is due: %v", err)
	}
}

// passTo moves the clock to a moment through everything that happens on the way.
func (w *copyTown) passTo(to time.Time) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	t := town{engine: w.bots[0].engine, clock: w.clock}
	if err := t.passTo(ctx, to); err != nil {
		w.t.Fatalf("move the clock: %v", err)
	}
}

// calls counts what the bots had Slack do since an item of the traffic, by
// method: what Slack did, not what it refused.
func (w *copyTown) calls(since int64) map[string]int {
	out := map[string]int{}
	for _, i := range w.server.Traffic(since) {
		if i.Dir == "from_app" && i.Error == "" && i.Violation == nil && effects[i.Method] {
			out[i.Method]++
		}
	}
	return out
}

// effects are the requests of an app that somebody sees something of.
var effects = map[string]bool{
	"chat.postMessage": true, "chat.postEphemeral": true, "chat.update": true, "views.open": true, "views.push": true, "views.update": true, "views.publish": true,
	"response_url": true,
}

func (w *copyTown) lastTraffic() int64 {
	if all := w.server.Traffic(0); len(all) > 0 {
		return all[len(all)-1].N
	}
	return 0
}

// counted counts the writes that a store takes.
func (w *copyTown) counted(s workflow.Store) workflow.Store {
	count := func(err error) error {
		if err == nil {
			w.writes.Add(1)
		}
		return err
	}
	if w.forgets {
		s.Releases = forgetful{s.Releases}
	}
	s.Releases, s.Windows, s.Notices = countedReleases{s.Releases, count}, countedWindows{s.Windows, count}, countedNotices{s.Notices, count}
	s.Policies, s.Streets = countedPolicies{s.Policies, count}, countedStreets{s.Streets, count}
	return s
}

// forgetful is a store that does not know a request when it comes again.
type forgetful struct{ workflow.Releases }

func (f forgetful) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	return f.Releases.Create(ctx, func(n workflow.Number) workflow.Release {
		r := build(n)
		r.Origin += " " + n.String()
		return r
	})
}

func (f forgetful) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	r, err := f.Releases.Get(ctx, n)
	r = r.Clone()
	for i := range r.History {
		r.History[i].Request = ""
	}
	return r, err
}

type countedReleases struct {
	workflow.Releases
	count func(error) error
}

func (c countedReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	r, err := c.Releases.Create(ctx, build)
	return r, c.count(err)
}

func (c countedReleases) Replace(ctx context.Context, r workflow.Release) error {
	return c.count(c.Releases.Replace(ctx, r))
}

type countedWindows struct {
	workflow.Windows
	count func(error) error
}

func (c countedWindows) Put(ctx context.Context, v workflow.Window) error {
	return c.count(c.Windows.Put(ctx, v))
}

type countedPolicies struct {
	workflow.Policies
	count func(error) error
}

func (c countedPolicies) Save(ctx context.Context, p workflow.Policy) (workflow.Policy, error) {
	saved, err := c.Policies.Save(ctx, p)
	return saved, c.count(err)
}

type countedStreets struct {
	workflow.Streets
	count func(error) error
}

func (c countedStreets) Put(ctx context.Context, v workflow.Street) error {
	return c.count(c.Streets.Put(ctx, v))
}

type countedNotices struct {
	workflow.Notices
	count func(error) error
}

func (c countedNotices) Add(ctx context.Context, n []workflow.Notice) error {
	if len(n) == 0 {
		return c.Notices.Add(ctx, n)
	}
	return c.count(c.Notices.Add(ctx, n))
}

func (c countedNotices) Replace(ctx context.Context, n workflow.Notice) error {
	return c.count(c.Notices.Replace(ctx, n))
}

// lateHandler is a handler that is known after its server's address is.
type lateHandler struct{ h atomic.Pointer[http.Handler] }

func (l *lateHandler) set(h http.Handler) { l.h.Store(&h) }

func (l *lateHandler) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if h := l.h.Load(); h != nil {
		(*h).ServeHTTP(rw, r)
		return
	}
	http.Error(rw, "not yet", http.StatusServiceUnavailable)
}

// requestLog hands the log of the bots to the test, and keeps which requests
// they answered: by the name of the conversation, with its outcomes.
type requestLog struct {
	slog.Handler
	mu   sync.Mutex
	seen map[string]map[string]int
}

func newRequestLog(t testing.TB) *requestLog {
	return &requestLog{Handler: testLog(t).Handler(), seen: map[string]map[string]int{}}
}

func (l *requestLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *requestLog) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "slack request" {
		var name, outcome string
		r.Attrs(func(a slog.Attr) bool {
			switch a.Key {
			case "action":
				name = a.Value.String()
			case "outcome":
				outcome = a.Value.String()
			}
			return true
		})
		l.mu.Lock()
		if l.seen[name] == nil {
			l.seen[name] = map[string]int{}
		}
		l.seen[name][outcome]++
		l.mu.Unlock()
	}
	if !l.Handler.Enabled(ctx, r.Level) || strings.HasPrefix(r.Message, "modal not opened") {
		return nil
	}
	return l.Handler.Handle(ctx, r)
}

// succeeded lists the conversations that had an answer which is no refusal.
func (l *requestLog) succeeded() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, name := range slices.Sorted(maps.Keys(l.seen)) {
		if l.seen[name]["ok"] > 0 {
			out = append(out, name)
		}
	}
	return out
}

// compact is JSON for a comparison, without what is never the same twice.
func compact(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
