package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"drumbeat/bot"
	"drumbeat/bot/deliver"
	"drumbeat/store/mongodb"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// runServe runs the bot for a real workspace until it is told to stop.
func runServe(ctx context.Context, args []string, _, errs io.Writer) error {
	fs := flags("serve", errs)
	fs.Usage = func() {
		_, _ = fmt.Fprintf(errs, "drumbeat serve runs the bot. It is configured by the environment:\n\n%s", ConfigHelp())
	}
	if err := parse(fs, args); err != nil {
		return err
	}
	cfg, err := ReadConfig()
	if err != nil {
		return configError{err}
	}
	life := newLifecycle(logger(errs, cfg.LogLevel.Level))
	err = startServe(ctx, life, cfg, tuning{})
	if err == nil {
		err = life.wait(ctx)
	}
	life.log.Info("stopping")
	return errors.Join(err, life.stop())
}

// tuning is what a test may change in a bot that otherwise is the one that
// "serve" runs: its clocks, its waits, and what it passes on the way, so that it
// can be made to die there. The zero value changes nothing.
type tuning struct {
	times       times
	deliver     func(*deliver.Options)
	bot         func(*bot.Options)
	store       func(workflow.Store) workflow.Store
	http        func(http.Handler) http.Handler
	engine      func(*engine)                     // before it is started
	slack       func(c *http.Client, mind func()) // see parts
	firstPolicy *workflow.Policy
}

// fill puts in what "serve" has where nothing is tuned.
func (t *tuning) fill() {
	if t.times.now == nil {
		t.times = times{now: time.Now, wall: time.Now}
	}
	if t.store == nil {
		t.store = func(s workflow.Store) workflow.Store { return s }
	}
	if t.http == nil {
		t.http = func(h http.Handler) http.Handler { return h }
	}
	if t.engine == nil {
		t.engine = func(*engine) {}
	}
	if t.firstPolicy == nil {
		first := firstPolicy()
		t.firstPolicy = &first
	}
}

// firstPolicy is the policy that is stored where there is none.
func firstPolicy() workflow.Policy {
	p := policy.Default()
	p.Digest = policy.DefaultDigest()
	return p
}

// startServe starts the bot.
func startServe(ctx context.Context, life *lifecycle, cfg Config, tune tuning) error {
	tune.fill()
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return configError{fmt.Errorf("%s_LISTEN: %w", Prefix, err)}
	}
	figures := metrics.NewSet()
	store, err := openStore(ctx, cfg, mongodb.Options{Log: life.log, Observe: observeStore(figures)})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	store.Store = tune.store(store.Store)
	store.guard()
	life.onStop("store", store.close)
	began := time.Now()
	clock := newStoreClock(tune.times.wall, func() time.Duration { return time.Since(began) }, store.Health.Clock, life.log)
	e, err := newEngine(parts{
		Store: store.Store, FirstPolicy: *tune.firstPolicy, SlackAPIURL: cfg.SlackAPIURL,
		BotToken: cfg.SlackBotToken, AppToken: cfg.SlackAppToken, SigningSecret: cfg.SlackSigningSecret,
		Times: clock.over(tune.times), Clock: clock, Log: life.log, Metrics: figures, Instance: instance(), Deliver: tune.deliver, Bot: tune.bot, Slack: tune.slack,
	})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if cfg.MongoDBURI == "" { // a file answers at once, so the first request finds a policy
		if err := errors.Join(store.ensure(ctx), e.begin(ctx)); err != nil {
			return errors.Join(err, ln.Close())
		}
	}
	tune.engine(e)
	e.start(life)
	life.run("preparation", func(ctx context.Context) error { return e.prepare(ctx, store.ensure) })
	mux := http.NewServeMux()
	mux.Handle("/", e.web())
	if cfg.SlackSigningSecret != "" {
		mux.Handle("/slack/", tune.http(e.bot.Handler()))
	}
	serveHTTP(life, "http", ln, mux, publicBounds)
	life.log.Info("started", "version", version(), "listen", ln.Addr().String(), "socket_mode", cfg.SlackAppToken != "", "mongodb", cfg.MongoDBURI != "")
	return nil
}

// instance names this process in the claims it makes.
func instance() string {
	host, err := os.Hostname()
	if err != nil {
		host = "drumbeat"
	}
	return host + "-" + strconv.Itoa(os.Getpid()) + "-" + strconv.FormatInt(time.Now().UnixNano()%1e6, 36)
}

// prepare does what needs the store to answer, and tries until it does: the
// schema, the first policy, the boards.
func (e *engine) prepare(ctx context.Context, ensure func(context.Context) error) error {
	if !e.until(ctx, "store", ensure) || !e.until(ctx, "policy", e.begin) {
		return nil
	}
	if err := e.desk.RefreshBoards(ctx); err != nil {
		e.log.Warn("boards not refreshed at start", "error", err)
	}
	e.relay.Wake()
	return nil
}

// until tries a step of the start until it succeeds; false when ctx ended before.
func (e *engine) until(ctx context.Context, part string, step func(context.Context) error) bool {
	for wait := 500 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := step(ctx)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		e.log.Warn("not ready yet, trying again", "part", part, "again_in", wait.String(), "error", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
	}
}

// runHealthcheck asks the bot on this machine whether it is alive: the health
// check of a container that has no other program in it.
func runHealthcheck(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("healthcheck", errs)
	if err := parse(fs, args); err != nil {
		return err
	}
	listen := os.Getenv(Prefix + "_LISTEN")
	if listen == "" {
		listen = ":8080"
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return configError{fmt.Errorf("%s_LISTEN: %w", Prefix, err)}
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", resp.Status)
	}
	_, err = io.Copy(out, io.LimitReader(resp.Body, 1<<10))
	return err
}
