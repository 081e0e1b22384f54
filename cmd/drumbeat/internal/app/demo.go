package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox"
	"drumbeat/store/embedded"
	"drumbeat/workflow"
)

// The demo's story begins two weeks before the morning on which a newcomer
// meets it, a Monday with a window ahead and its briefing out.
var (
	demoBegins = time.Date(2026, 11, 9, 8, 0, 0, 0, time.UTC)
	demoOpens  = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

// runDemo runs the bot, an embedded store and a local Slack workspace together
// and prints one address.
func runDemo(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("demo", errs)
	listen := fs.String("listen", "127.0.0.1:8080", "address to listen on")
	data := fs.String("data", "", "folder to keep the demo in, its releases and its workspace; one that was kept goes on where it stopped; default: nothing is kept")
	year := fs.Bool("year", false, "a year of a larger organisation instead of two weeks of a small one: 40 teams, 12 systems, 6,000 requests; takes about half a minute to start")
	verbose := fs.Bool("v", false, "log what the bot does")
	if err := parse(fs, args); err != nil {
		return err
	}
	level := slog.LevelError
	if *verbose {
		level = slog.LevelInfo
	}
	life := newLifecycle(logger(errs, level))
	err := startDemo(ctx, life, demoOf{listen: *listen, data: *data, year: *year}, out)
	if err == nil {
		err = life.wait(ctx)
	}
	return errors.Join(err, life.stop())
}

// demoOf is what was asked for on the command line.
type demoOf struct {
	listen, data string
	year         bool
}

// startDemo starts the demo; change is what a test changes in its town.
func startDemo(ctx context.Context, life *lifecycle, d demoOf, out io.Writer, change ...func(*townOptions)) error {
	kept, err := keptDemo(d.data)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", d.listen)
	if err != nil {
		return err
	}
	o := townOptions{listener: ln, data: d.data, saved: kept, begins: demoBegins, real: time.Now, log: life.log, unpaced: true}
	if kept != nil {
		o.begins = kept.Clock.Now // not before anything that the store remembers
	}
	if o.of = smallDemo; d.year {
		o.of = largeDemo
	}
	for _, set := range change {
		set(&o)
	}
	t, err := buildTown(ctx, life, o)
	if err != nil {
		return err
	}
	if kept == nil {
		if err := t.happen(ctx, d.year, out); err != nil {
			return fmt.Errorf("tell the story so far: %w", err)
		}
	}
	if err := t.keepSaved(ctx, d.data); err != nil {
		return err
	}
	t.start(life)
	t.liveWithClock(life)
	_, err = fmt.Fprintf(out, "Drumbeat is ready: %s/\n", t.base)
	return err
}

// happen lets everything happen that happened before the demo opens.
func (t *town) happen(ctx context.Context, year bool, say io.Writer) error {
	if !year {
		return t.tellStory(ctx, demoOpens, moreOfTheDemo)
	}
	if err := t.liveAYear(ctx, yearRequests, demoOpens.Sub(demoOpens.AddDate(-1, 0, 0)), demoOpens, say); err != nil {
		return err
	}
	return t.settle(ctx)
}

// workspaceFile keeps the workspace beside the store, whose boards and cards
// point into it: one without the other is of no use.
const workspaceFile = "workspace.json"

// keptDemo is the workspace of a demo that is to go on; nil: a new one begins.
func keptDemo(dir string) (*sandbox.Snapshot, error) {
	if dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, configError{fmt.Errorf("-data: %w", err)}
	}
	snap, found, err := sandbox.ReadSnapshot(filepath.Join(dir, workspaceFile))
	if err != nil {
		return nil, configError{fmt.Errorf("-data: %w", err)}
	}
	_, store := os.Stat(filepath.Join(dir, storeFile))
	if !found || store != nil {
		return nil, configError{fmt.Errorf("-data: %s is not empty and holds no whole demo, which is %s and %s. Give the demo an empty folder to begin anew, or one that it kept", dir, storeFile, workspaceFile)}
	}
	return &snap, nil
}

// keepSaved saves the workspace from now on. It begins after the story is told,
// so that half a story is never taken for a demo that can go on.
func (t *town) keepSaved(ctx context.Context, dir string) error {
	if dir == "" {
		return nil
	}
	t.keep = filepath.Join(dir, workspaceFile)
	if err := t.sandbox.Save(t.keep); err != nil {
		return err
	}
	t.sandbox.KeepSaved(ctx, t.keep, saveEvery)
	return nil
}

// organisation is who works in a town, and the policy that they begin with, by
// the ids of their handles.
type organisation struct {
	config func() sandbox.Config
	policy func(ids map[string]workflow.PersonID) workflow.Policy
}

var (
	ordinaryTown = organisation{townConfig, func(map[string]workflow.PersonID) workflow.Policy { return townPolicy() }}
	smallDemo    = organisation{demoConfig, demoPolicy}
	largeDemo    = organisation{yearConfig, yearPolicy}
)

// townOptions says how a town is built.
type townOptions struct {
	listener net.Listener
	data     string            // folder of the store; empty: one that goes with the town
	saved    *sandbox.Snapshot // the workspace to go on with; nil: a new one
	begins   time.Time         // the workspace's first moment
	real     func() time.Time  // real time; the town's wall clock runs beside it, from begins
	log      *slog.Logger
	unpaced  bool // the workspace has no rate limits and delivery keeps no pace
	http     bool // signed HTTP instead of Socket Mode
	deliver  func(*deliver.Options)
	bot      func(*bot.Options)
	patience time.Duration // what an app has instead of Slack's three seconds; 0: those
	of       organisation  // who works there and by which rules; none: the town of the stories
	frozen   bool          // the clock stands until it is moved
}

// town is a local Slack workspace with Drumbeat in it.
type town struct {
	*engine
	sandbox *sandbox.Server
	clock   *sandbox.Clock
	base    string // http://host:port
	wall    func() time.Time
	load    func(context.Context, embedded.Contents) error
	keep    string // where the workspace is saved; "": nowhere, or not yet
}

// buildTown makes the workspace, serves it, and wires Drumbeat to it. Nothing
// of Drumbeat runs yet but what a request from the workspace needs.
func buildTown(ctx context.Context, life *lifecycle, o townOptions) (*town, error) {
	t := &town{base: "http://" + reachable(o.listener.Addr())}
	began := o.real()
	t.wall = func() time.Time { return o.begins.Add(o.real().Sub(began)) }
	what := o.of
	if what.config == nil {
		what = ordinaryTown
	}
	cfg := what.config()
	cfg.NoRateLimits = o.unpaced
	app := &cfg.Apps[0]
	if o.http {
		app.SocketMode, app.AppToken = false, ""
		app.RequestURLs = sandbox.RequestURLs{Commands: t.base + "/slack/commands", Interactions: t.base + "/slack/interactions", Events: t.base + "/slack/events"}
	}
	var err error
	t.sandbox, err = sandbox.New(cfg, sandbox.Options{Now: t.wall, Patience: o.patience, Logger: o.log, BaseURL: t.base, NextEvent: t.next})
	if err != nil {
		return nil, err
	}
	t.clock = t.sandbox.Clock()
	t.clock.Pause(o.frozen)
	life.onStop("workspace", func(context.Context) error { t.sandbox.Close(); return nil })
	life.onStop("saved workspace", t.saveLast)
	if o.saved != nil {
		if err := t.sandbox.Restore(*o.saved); err != nil {
			return nil, configError{fmt.Errorf("-data: the workspace that was kept cannot be used: %w", err)}
		}
	}
	store, err := openEmbedded(ctx, o.data)
	if err != nil {
		return nil, err
	}
	t.load = store.load
	life.onStop("store", store.close)
	p := parts{
		Store: store.Store, FirstPolicy: what.policy(t.handles()), SlackAPIURL: t.base + "/api/", BotToken: Secret(app.BotToken),
		Times: times{now: t.clock.Now, wall: t.wall}, Log: o.log, Instance: "town",
		Deliver: func(d *deliver.Options) {
			d.Unpaced = o.unpaced
			if o.deliver != nil {
				o.deliver(d)
			}
		},
		Bot: o.bot,
	}
	if o.http {
		p.SigningSecret = Secret(app.SigningSecret)
	} else {
		p.AppToken = Secret(app.AppToken)
	}
	if t.engine, err = newEngine(p); err != nil {
		return nil, err
	}
	serveHTTP(life, "workspace server", o.listener, t.handler(o.http), sandboxBounds)
	if err := t.begin(ctx); err != nil {
		return nil, err
	}
	_, err = t.identify(ctx)
	return t, err
}

// saveLast saves the workspace when nothing changes it any more.
func (t *town) saveLast(context.Context) error {
	if t.keep == "" {
		return nil
	}
	return t.sandbox.Save(t.keep)
}

// handler serves the workspace, and beside it what Drumbeat itself serves.
func (t *town) handler(withSlack bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", t.sandbox.Handler())
	if withSlack {
		mux.Handle("/slack/", t.bot.Handler())
	}
	w := t.web()
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		mux.Handle(path, w)
	}
	return mux
}

// next is the next thing that happens by itself, for the workspace's clock bar.
func (t *town) next(now time.Time) (time.Time, string, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return t.planner.Next(ctx, now)
}

// liveWithClock lets what is due happen whenever the clock was moved, before the
// move is answered: a person who jumps a day finds everything told.
func (t *town) liveWithClock(life *lifecycle) {
	remove := t.clock.OnMove(func(time.Time) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := t.settle(ctx); err != nil {
			t.log.Warn("not everything that was due is done", "error", err)
		}
	})
	life.onStop("clock", func(context.Context) error { remove(); return nil })
}

// passTo moves the clock to a moment through everything that happens on the
// way, each at its own time.
func (t *town) passTo(ctx context.Context, to time.Time) error {
	for {
		if err := t.settle(ctx); err != nil {
			return err
		}
		now := t.clock.Now()
		if !now.Before(to) {
			return nil
		}
		stop := to
		if at, _, ok := t.planner.Next(ctx, now); ok && at.Before(to) {
			stop = at
		}
		if err := t.clock.Set(stop); err != nil {
			return err
		}
	}
}
