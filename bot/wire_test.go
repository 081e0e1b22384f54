package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/workflow"

	"github.com/coder/websocket"
	"github.com/slack-go/slack"
)

// wire is the other end of Socket Mode, down to the frame: it opens sockets,
// says hello, and hands what it reads to the test.
type wire struct {
	t      *testing.T
	server *httptest.Server

	mu     sync.Mutex
	refuse string      // answer of apps.connections.open
	mute   bool        // no hello
	brief  bool        // gone right after the hello
	then   func(*peer) // what happens after the hello
	opens  int
	conns  chan *peer
}

// peer is one socket that the bot opened.
type peer struct {
	ws   *websocket.Conn
	acks chan map[string]any
	gone chan struct{}
}

func newWire(t *testing.T) *wire {
	w := &wire{t: t, conns: make(chan *peer, 100)}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	return w
}

func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	refuse, mute, brief, then := w.refuse, w.mute, w.brief, w.then
	if strings.HasPrefix(r.URL.Path, "/api/") {
		w.opens++
	}
	w.mu.Unlock()
	switch {
	case strings.HasPrefix(r.URL.Path, "/api/") && refuse != "":
		_, _ = fmt.Fprintf(rw, `{"ok":false,"error":%q}`, refuse)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		_, _ = fmt.Fprintf(rw, `{"ok":true,"url":"ws%s/link/"}`, strings.TrimPrefix(w.server.URL, "http"))
	default:
		w.serveLink(rw, r, mute, brief, then)
	}
}

func (w *wire) serveLink(rw http.ResponseWriter, r *http.Request, mute, brief bool, then func(*peer)) {
	ws, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	p := &peer{ws: ws, acks: make(chan map[string]any, 100), gone: make(chan struct{})}
	defer close(p.gone)
	if !mute && p.hello() != nil {
		return // the bot has gone: it may end while it dials
	}
	if brief {
		_ = ws.CloseNow()
	}
	w.conns <- p
	if then != nil {
		go then(p)
	}
	for {
		_, raw, err := ws.Read(context.Background())
		if err != nil {
			return
		}
		var ack map[string]any
		if err := json.Unmarshal(raw, &ack); err != nil || len(raw) >= 20_000 {
			w.t.Errorf("the bot sent %d bytes: %.200s", len(raw), raw)
		}
		p.acks <- ack
	}
}

func (p *peer) hello() error {
	return p.write(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0APP"}}`)
}

func (p *peer) write(raw string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.ws.Write(ctx, websocket.MessageText, []byte(raw))
}

func (p *peer) send(t *testing.T, raw string) {
	t.Helper()
	if err := p.write(raw); err != nil {
		t.Error(err)
	}
}

// ping sends a ping; who reads answers it.
func (p *peer) ping() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = p.ws.Ping(ctx)
}

// envelope sends a request and gives its acknowledgement.
func (p *peer) envelope(t *testing.T, kind, id string, payload any) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"})
	if err != nil {
		t.Fatal(err)
	}
	p.send(t, string(raw))
}

func (p *peer) ack(t *testing.T) map[string]any {
	t.Helper()
	return receive(t, p.acks, "an acknowledgement")
}

func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// open starts the socket of a town against the wire.
func (w *wire) open(town *town, o bot.SocketOptions) (s *bot.Socket, stop func()) {
	options := town.options
	options.API = slack.New("xoxb-test", slack.OptionAPIURL(w.server.URL+"/api/"), slack.OptionAppLevelToken("xapp-test"), slack.OptionHTTPClient(bot.NewHTTPClient(patience)))
	town.bot = bot.New(options)
	s = town.bot.Socket(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := receive(w.t, done, "the socket's end"); err != nil {
			w.t.Errorf("Run: %v", err)
		}
	})
	w.t.Cleanup(stop)
	return s, stop
}

func commandPayload(by workflow.PersonID, text, trigger, responseURL string) map[string]any {
	return map[string]any{
		"command": "/release", "text": text, "user_id": string(by), "team_id": teamID, "api_app_id": appID,
		"channel_id": channel, "trigger_id": trigger, "response_url": responseURL, "is_enterprise_install": "false",
	}
}
