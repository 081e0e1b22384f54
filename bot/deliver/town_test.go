package deliver

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/render"
	"drumbeat/bot/sandbox"
	"drumbeat/bot/workspace"
	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

var start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// clock is a time that tests move by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// town is a workspace, a store and a desk; deliverers are made in it.
type town struct {
	t     testing.TB
	clock *clock
	slack *sandbox.Server
	http  *httptest.Server
	api   *slack.Client
	store workflow.Store
	dir   *workspace.Directory
	desk  *desk.Desk

	step time.Duration // of the clock, while something is due and has to wait

	mu   sync.Mutex
	says map[string]string // what the plain composer writes for a notice, after its id
}

// people and channels of the town: ada is admin, so the release manager while
// the policy names nobody.
func config() sandbox.Config {
	everybody := []string{"ada", "bram", "citra", "dan", "drumbeat"}
	return sandbox.Config{
		Team: sandbox.Team{Name: "Town", Domain: "town"},
		People: []sandbox.Person{
			{Name: "ada", RealName: "Ada Moreau", Admin: true}, {Name: "bram", RealName: "Bram de Wit"},
			{Name: "citra", RealName: "Citra Lestari"}, {Name: "dan", RealName: "Dan Okafor"}, {Name: "gone", RealName: "Gone Away", Deleted: true},
		},
		Channels: []sandbox.ChannelConfig{
			{ID: "CRELEASES", Name: "releases", Members: everybody}, {ID: "CHELPDESK", Name: "help-desk", Members: everybody}, {ID: "CCALLS", Name: "call-centre", Members: everybody},
			{ID: "COLD", Name: "old", Members: everybody, Archived: true}, {ID: "CWITHOUT", Name: "without", Private: true, Members: []string{"ada"}},
		},
		Apps: []sandbox.AppConfig{{
			Name: "Drumbeat", BotName: "drumbeat", BotToken: "xoxb-town", AppToken: "xapp-town", SigningSecret: "town",
			Scopes: sandbox.AllScopes(), SocketMode: true, HomeTab: true,
		}},
		NoRateLimits: true,
	}
}

// simple is the default policy with one approval for a normal change.
func simple() workflow.Policy {
	p := policy.Default()
	for i := range p.Types {
		if p.Types[i].Type == workflow.Normal {
			p.Types[i].Approvals = []workflow.ApprovalRule{{Role: policy.RoleBusiness, Quorum: 1}}
		}
	}
	return p
}

// giveUp has calls given up that Slack does not answer. It is real time, and long
// enough for a busy machine to have taken the request by then.
func giveUp(o *Options) { o.CallTimeout = 2 * time.Second }

func newTown(t testing.TB, change ...func(*sandbox.Config)) *town {
	t.Helper()
	return newTownWith(t, func(*sandbox.Options) {}, change...)
}

// newTownThatWaits is a town whose Slack waits as after says.
func newTownThatWaits(t testing.TB, after func(time.Duration) <-chan time.Time, change ...func(*sandbox.Config)) *town {
	t.Helper()
	return newTownWith(t, func(o *sandbox.Options) { o.After = after }, change...)
}

// newTownWith is a town whose Slack is built with other options.
func newTownWith(t testing.TB, options func(*sandbox.Options), change ...func(*sandbox.Config)) *town {
	t.Helper()
	cfg := config()
	for _, c := range change {
		c(&cfg)
	}
	w := &town{t: t, clock: &clock{now: start}, step: 500 * time.Millisecond, says: map[string]string{}}
	o := sandbox.Options{Now: w.clock.Now}
	options(&o)
	var err error
	if w.slack, err = sandbox.New(cfg, o); err != nil {
		t.Fatal(err)
	}
	w.http = httptest.NewServer(w.slack.Handler())
	t.Cleanup(func() { w.slack.Close(); w.http.Close() })
	w.api = slack.New("xoxb-town", slack.OptionAPIURL(w.http.URL+"/api/"), slack.OptionHTTPClient(&http.Client{Timeout: time.Minute}))
	store, err := embedded.Open(t.Context(), filepath.Join(t.TempDir(), "drumbeat.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w.store = store.Ports()
	w.dir = workspace.New(workspace.Options{API: w.api, Now: w.clock.Now})
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: w.clock.Now})
	if _, err := w.desk.SavePolicy(t.Context(), simple()); err != nil {
		t.Fatal(err)
	}
	return w
}

// deliverer makes one that writes "<id> <what says holds>" for every notice but
// troubles, which are written in earnest.
func (w *town) deliverer(change ...func(*Options)) *Deliverer {
	w.t.Helper()
	d := w.real(change...)
	earnest := d.compose
	d.compose = func(ctx context.Context, n, board workflow.Notice, now time.Time) (content, error) {
		if n.Kind == workflow.NoticeTrouble {
			return earnest(ctx, n, board, now)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		text := strings.TrimSpace(n.ID + " " + w.says[n.ID])
		return content{message: render.Message{Text: text, Blocks: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil)}}}, nil
	}
	return d
}

// real makes a deliverer as in production.
func (w *town) real(change ...func(*Options)) *Deliverer {
	w.t.Helper()
	o := Options{
		Notices: w.store.Notices, API: w.api, Directory: w.dir, Desk: w.desk, Now: w.clock.Now, Workers: 1, Instance: "one", Unpaced: true,
		CallTimeout: 25 * time.Second, Wait: func(ctx context.Context, d time.Duration) error { w.clock.Advance(d); return ctx.Err() },
	}
	for _, c := range change {
		c(&o)
	}
	d, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *town) add(notices ...workflow.Notice) {
	w.t.Helper()
	for i := range notices {
		if notices[i].Due.IsZero() {
			notices[i].Due = w.clock.Now()
		}
	}
	if err := w.store.Notices.Add(w.t.Context(), notices); err != nil {
		w.t.Fatal(err)
	}
}

// show changes what the card of REL-1 shows.
func (w *town) show(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.says["card:REL-1"] = text
}

func (w *town) once(d *Deliverer) Result {
	w.t.Helper()
	r, err := d.RunOnce(w.t.Context(), w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// drain works off the outbox, moving the clock to what is next, at most for so
// long.
func (w *town) drain(d *Deliverer, most time.Duration) (sum Result) {
	w.t.Helper()
	end := w.clock.Now().Add(most)
	for range 10_000 {
		r := w.once(d)
		sum.add(r)
		if r.Progress() > 0 {
			continue
		}
		next, err := w.store.Notices.Next(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if next.IsZero() || next.After(end) || w.clock.Now().After(end) {
			return sum
		}
		w.clock.Advance(max(next.Sub(w.clock.Now()), w.step))
	}
	w.t.Fatal("the outbox does not run dry")
	return sum
}

func (w *town) notice(id string) workflow.Notice {
	w.t.Helper()
	n, err := w.store.Notices.Get(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *town) status(id string) workflow.NoticeStatus {
	w.t.Helper()
	return w.notice(id).Delivery.Status
}

// standing is a message as it stands in Slack.
type standing struct {
	ID     string // of the notice in its metadata
	Text   string
	Thread string // id of the notice of the message it is a reply to
	Edited bool
}

// reads lists the messages of a channel in order, threads under their parents.
func (w *town) reads(channel string) []standing {
	w.t.Helper()
	page, err := w.api.GetConversationHistoryContext(w.t.Context(), &slack.GetConversationHistoryParameters{ChannelID: channel, Limit: 900, IncludeAllMetadata: true})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []standing
	for i := len(page.Messages) - 1; i >= 0; i-- {
		m := page.Messages[i]
		parent := seen(m, "")
		out = append(out, parent)
		if m.ReplyCount == 0 {
			continue
		}
		replies, _, _, err := w.api.GetConversationRepliesContext(w.t.Context(), &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: m.Timestamp, Limit: 900, IncludeAllMetadata: true})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, reply := range replies[1:] {
			out = append(out, seen(reply, parent.ID))
		}
	}
	return out
}

func seen(m slack.Message, thread string) standing {
	id, _ := m.Metadata.EventPayload["id"].(string)
	return standing{ID: id, Text: m.Text, Thread: thread, Edited: m.Edited != nil}
}

// readsWith lists the direct messages of a person.
func (w *town) readsWith(person workflow.PersonID) []standing {
	w.t.Helper()
	id, err := w.dir.DirectMessage(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.reads(id)
}

func (w *town) person(name string) workflow.PersonID {
	w.t.Helper()
	for _, p := range w.slack.Config().People {
		if p.Name == name {
			return workflow.PersonID(p.ID)
		}
	}
	w.t.Fatalf("nobody is called %s", name)
	return ""
}

// calls counts the requests for a method that reached Slack.
func (w *town) calls(method string) int {
	n := 0
	for _, item := range w.slack.Traffic(0) {
		if item.Method == method {
			n++
		}
	}
	return n
}

func card(n int) workflow.Notice {
	return workflow.Notice{ID: workflow.CardID(workflow.Number(n)), Kind: workflow.NoticeCard, Channel: "#releases", Release: workflow.Number(n)}
}

func event(n, seq int) workflow.Notice {
	return workflow.Notice{ID: workflow.EventID(workflow.Number(n), seq), Kind: workflow.NoticeEvent, Channel: "#releases", Release: workflow.Number(n),
		Thread: workflow.CardID(workflow.Number(n)), Entry: seq}
}

// post is a direct message or, without a person, one in a channel.
func post(id string, person workflow.PersonID, channel workflow.Channel) workflow.Notice {
	return workflow.Notice{ID: id, Kind: workflow.NoticePage, Person: person, Channel: channel}
}

func texts(messages []standing) string {
	var b strings.Builder
	for _, m := range messages {
		indent := ""
		if m.Thread != "" {
			indent = "  "
		}
		fmt.Fprintf(&b, "%s%s\n", indent, m.Text)
	}
	return b.String()
}
