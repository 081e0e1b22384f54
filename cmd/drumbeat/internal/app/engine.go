package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/slack-go/slack"

	"drumbeat/bot"
	"drumbeat/bot/deliver"
	"drumbeat/bot/web"
	"drumbeat/bot/workspace"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
)

// times are the two clocks of a program: the one by which releases live, and
// the one by which networks do. They differ only in the demo and in tests,
// where the first is moved by hand.
type times struct {
	now  func() time.Time
	wall func() time.Time
}

// parts is what an engine is built from.
type parts struct {
	Store         workflow.Store
	FirstPolicy   workflow.Policy // stored where there is none
	SlackAPIURL   string          // "": Slack's
	BotToken      Secret
	AppToken      Secret // set: Socket Mode
	SigningSecret Secret // set: signed HTTP
	Times         times
	Log           *slog.Logger
	Metrics       *metrics.Set // nil: a set of its own
	Instance      string
	Deliver       func(*deliver.Options) // what tests and the demo set; may be nil
	Clock         *storeClock            // what Times.now goes by; nil: nothing but itself
	Bot           func(*bot.Options)     // what tests set; may be nil
	// Slack puts its own around what carries the calls to Slack, for tests: it
	// calls mind between what comes before the wire and what comes after. May be nil.
	Slack func(c *http.Client, mind func())
}

// engine is the bot with everything behind it, wired and not running.
type engine struct {
	store     workflow.Store
	api       *slack.Client
	directory *workspace.Directory
	desk      *desk.Desk
	planner   *planner.Planner
	deliverer *deliver.Deliverer
	bot       *bot.Bot
	socket    *bot.Socket // nil: signed HTTP
	relay     *relay
	metrics   *metrics.Set
	log       *slog.Logger
	first     workflow.Policy
	now       func() time.Time
	clock     *storeClock
	slack     *bot.SlackClock
	calls     *bot.Transport // what all calls to Slack go by
	signed    bool           // requests come by signed HTTP

	begun     chan struct{} // closed when there is a policy
	beginOnce sync.Once
}

// newEngine wires the parts; it does no I/O.
func newEngine(p parts) (*engine, error) {
	e := &engine{store: p.Store, log: p.Log, first: p.FirstPolicy, metrics: p.Metrics, now: p.Times.now, clock: p.Clock, signed: p.SigningSecret != "",
		begun: make(chan struct{})}
	if e.metrics == nil {
		e.metrics = metrics.NewSet()
	}
	began := time.Now()
	e.slack = bot.NewSlackClock(p.Times.wall, func() time.Duration { return time.Since(began) }, p.Log)
	client := bot.NewHTTPClient(slackTimeout)
	limits := p.Times.wall // by which Slack limits; delivery's, where a test sets that
	mind := func() {
		if p.Clock != nil { // in a town of its own the workspace's clock is moved by hand
			client.Transport = e.slack.Through(client.Transport)
		}
		e.calls = bot.NewTransport(bot.TransportOptions{Base: client.Transport, Now: func() time.Time { return limits() }, Log: p.Log, Metrics: e.metrics})
		client.Transport = e.calls
	}
	if p.Slack == nil {
		mind()
	} else {
		p.Slack(client, mind)
	}
	options := []slack.Option{slack.OptionHTTPClient(client)}
	if p.SlackAPIURL != "" {
		options = append(options, slack.OptionAPIURL(p.SlackAPIURL))
	}
	if p.AppToken != "" {
		options = append(options, slack.OptionAppLevelToken(string(p.AppToken)))
	}
	e.api = slack.New(string(p.BotToken), options...)
	e.directory = workspace.New(workspace.Options{API: e.api, Now: p.Times.wall, Log: p.Log})
	e.desk = desk.New(desk.Options{Store: p.Store, Directory: e.directory, Now: p.Times.now, Log: p.Log, Wake: func() { e.relay.Wake() }})
	d := deliver.Options{
		Notices: p.Store.Notices, API: e.api, Directory: e.directory, Desk: e.desk,
		Instance: p.Instance, Now: p.Times.now, Real: p.Times.wall, SlackAhead: e.slackAhead, Log: p.Log, Metrics: e.metrics,
		StartWithin: time.Second,
	}
	if p.Deliver != nil {
		p.Deliver(&d)
		limits = d.Real
	}
	var err error
	if e.deliverer, err = deliver.New(d); err != nil {
		return nil, err
	}
	e.relay = newRelay(e.desk.Relay, func() { e.deliverer.Wake(); e.planner.Changed() }, p.Log)
	e.planner = planner.New(planner.Options{Desk: e.desk, Store: p.Store, Directory: e.directory, Now: p.Times.now, Log: p.Log, Wake: e.deliverer.Wake, Observe: observePlanner(e.metrics)})
	b := bot.Options{
		Desk: e.desk, API: e.api, APIURL: p.SlackAPIURL, SigningSecret: p.SigningSecret,
		SlackClock: e.slack, Now: p.Times.wall, Log: p.Log, Metrics: e.metrics,
	}
	if p.Bot != nil {
		p.Bot(&b)
	}
	e.bot = bot.New(b)
	if p.AppToken != "" {
		e.socket = e.bot.Socket(bot.SocketOptions{})
	}
	return e, nil
}

// slackTimeout bounds one call to Slack; shorter than the lease of a claim.
const slackTimeout = 10 * time.Second

// begin stores the first policy where there is none. It fails while the store
// is away.
func (e *engine) begin(ctx context.Context) error {
	_, err := e.store.Policies.Current(ctx)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		_, err = e.desk.SavePolicy(ctx, e.first)
	}
	if err != nil && workflow.CodeOf(err) != workflow.CodeConflict { // a conflict: another replica was faster
		return err
	}
	e.beginOnce.Do(func() { close(e.begun) })
	return nil
}

// start runs the loops and registers their stops: the moment a stop begins
// nothing new is taken on, neither requests nor notices to send. Then, in
// reverse, what came in is answered, what was answered is followed up, what that
// left owing is handed to the outbox, and delivery finishes what it claimed.
func (e *engine) start(life *lifecycle) {
	var known <-chan struct{}
	if e.clock != nil {
		known = e.clock.known
		life.run("store clock", e.clock.Run)
	}
	life.run("delivery", after(known, e.deliverer.Run))
	life.runOn("relay", after(known, e.relay.Run))
	life.run("planner", after(known, e.planner.Run))
	life.onStop("follow-ups", e.bot.Close)
	if e.socket != nil {
		life.run("socket", e.socket.Run)
	}
	life.run("identity", e.keepIdentified)
	life.onHalt("requests", e.bot.Halt)
}

// settle does everything that is due at this moment, until nothing is: what the
// loops do by themselves, at once and in a fixed order.
func (e *engine) settle(ctx context.Context) error {
	for range mostRounds {
		planned, err := e.planner.RunOnce(ctx, e.now())
		if err != nil {
			return err
		}
		delivered, err := e.deliverer.RunOnce(ctx, e.now())
		if err != nil {
			return err
		}
		if planned.Added+planned.Relayed+planned.Shown+planned.Tended.Left+delivered.Progress() == 0 {
			return nil
		}
	}
	return fmt.Errorf("still not at rest after %d rounds", mostRounds)
}

// mostRounds bounds settling; a round delivers up to what one look finds.
const mostRounds = 200

// web serves health, readiness and figures.
func (e *engine) web() http.Handler {
	checks := []web.Check{
		{Name: "store", Ready: e.store.Health.Ping},
		{Name: "slack", Ready: func(context.Context) error { return e.calls.Ready() }, Weaker: e.calls.Weaker},
		{Name: "requests", Ready: func(context.Context) error { return e.bot.Taking() }},
	}
	if e.clock != nil {
		checks[0].Note = e.clock.note
	}
	if e.signed {
		checks = append(checks, web.Check{Name: "clock", Ready: func(context.Context) error { return e.slack.Err() }})
	}
	if e.socket != nil {
		checks = append(checks, web.Check{Name: "socket", Ready: func(context.Context) error { return e.socket.Ready() }})
	}
	return web.Handler(web.Options{Checks: checks, Metrics: e.metrics, Version: version()})
}
