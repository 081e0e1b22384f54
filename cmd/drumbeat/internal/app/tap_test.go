package app

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// tap stands between a bot and its Slack, in both directions, and keeps every
// byte that passes: bodies, and the frames of sockets.
type tap struct {
	t     *testing.T
	web   *httptest.Server
	slack string // where the workspace is

	mu      sync.Mutex
	bot     string // where the bot is, for signed HTTP
	toBot   []string
	fromBot []said
}

// said is something that the bot sent: to a path of Slack's, or as an answer.
type said struct{ where, body string }

// newTap hands on to a workspace. Somebody whose own server was at this address a
// moment ago may ask at once.
func newTap(t *testing.T, slack string) *tap {
	p := &tap{t: t, slack: slack}
	p.web = httptest.NewServer(p)
	t.Cleanup(p.web.Close)
	return p
}

// tappedSlack is a workspace behind a tap; the bot is reached by a transport.
func tappedSlack(t *testing.T, transport string) (*localSlack, *tap) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := newTap(t, "http://"+ln.Addr().String())
	cfg := townConfig()
	cfg.NoRateLimits = true
	app := &cfg.Apps[0]
	env := []string{Prefix + "_SLACK_API_URL=" + p.web.URL + "/api/", Prefix + "_SLACK_BOT_TOKEN=" + app.BotToken, Prefix + "_LISTEN=127.0.0.1:0", Prefix + "_LOG_LEVEL=debug"}
	if transport == byHTTP {
		env = append(env, Prefix+"_SLACK_SIGNING_SECRET="+app.SigningSecret)
		app.SocketMode, app.AppToken = false, ""
		app.RequestURLs = sandbox.RequestURLs{Commands: p.web.URL + "/slack/commands", Interactions: p.web.URL + "/slack/interactions", Events: p.web.URL + "/slack/events"}
	} else {
		env = append(env, Prefix+"_SLACK_APP_TOKEN="+app.AppToken)
	}
	server, err := sandbox.New(cfg, sandbox.Options{Now: time.Now, Patience: patience, BaseURL: p.web.URL})
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = web.Serve(ln) }()
	t.Cleanup(func() { server.Close(); _ = web.Close() })
	w := &localSlack{Workspace: people.In(t, p.slack, nil), server: server, env: env}
	w.TheRestDoesNotMatter()
	return w, p
}

// reaches says where the bot is.
func (p *tap) reaches(bot string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bot = "http://" + bot
}

func (p *tap) came(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.toBot = append(p.toBot, s)
}

func (p *tap) went(where, s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fromBot = append(p.fromBot, said{where, s})
}

// ServeHTTP hands a request on and its answer back.
func (p *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	toBot := strings.HasPrefix(r.URL.Path, "/slack/")
	p.mu.Lock()
	to := p.slack
	if toBot {
		to = p.bot
	}
	p.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/link/") {
		p.came(r.URL.String())
		p.relay(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	req, err := http.NewRequestWithContext(r.Context(), r.Method, to+r.URL.String(), bytes.NewReader(body))
	if err != nil {
		p.t.Error(err)
		return
	}
	req.Header, req.Host = r.Header.Clone(), r.Host // the address of a socket is made of the host that was asked
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil { // a fault that hangs up does so to the bot as well
		panic(http.ErrAbortHandler)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if toBot {
		p.came(string(body))
		p.went("an answer to "+r.URL.Path, string(answer))
	} else {
		p.went(r.URL.Path, string(body))
		p.came(string(answer))
	}
	for k, v := range resp.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = w.Write(answer)
}

// relay hands the frames of a socket on.
func (p *tap) relay(w http.ResponseWriter, r *http.Request) {
	slack, _, err := websocket.Dial(r.Context(), "ws"+strings.TrimPrefix(p.slack, "http")+r.URL.String(), nil)
	if err != nil {
		http.Error(w, "no socket", http.StatusBadGateway)
		return
	}
	defer func() { _ = slack.CloseNow() }()
	bot, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer func() { _ = bot.CloseNow() }()
	ctx, cancel := context.WithCancel(context.Background())
	var both sync.WaitGroup
	pass := func(from, to *websocket.Conn, keep func(string)) {
		defer cancel()
		for {
			kind, raw, err := from.Read(ctx)
			if err != nil {
				return
			}
			keep(string(raw))
			if to.Write(ctx, kind, raw) != nil {
				return
			}
		}
	}
	both.Go(func() { pass(slack, bot, p.came) })
	both.Go(func() { pass(bot, slack, func(s string) { p.went("a socket", s) }) })
	both.Wait()
}
