package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// delivered is one thing that Slack sent to the bot, as bytes, with the answer.
type delivered struct {
	path   string // HTTP
	header http.Header
	body   []byte // of the request; over a socket, the envelope
	id     string // of the envelope
	answer string
}

// tape records what Slack sends. While it hammers, each request comes five times
// at once, at every replica.
type tape struct {
	mu     sync.Mutex
	hammer bool
	took   []*delivered
	uneven []string // answers to copies that were not the answer to the first
	links  []*copyLink
	acks   map[string][]string // by envelope
	change chan struct{}       // closed when links or acks change
	under  sync.WaitGroup      // copies under way
}

// copiesAtOnce is how often a request comes while the tape hammers.
const copiesAtOnce = 5

func (p *tape) changed() { // with the lock held
	if p.change != nil {
		close(p.change)
	}
	p.change = make(chan struct{})
}

// wait waits for the copies under way.
func (p *tape) wait() { p.under.Wait() }

// reset forgets what was recorded and gives it back.
func (p *tape) reset() (took []*delivered, uneven []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	took, uneven = p.took, p.uneven
	p.took, p.uneven = nil, nil
	return took, uneven
}

// peek gives what was recorded.
func (p *tape) peek() []*delivered {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.took)
}

// until waits for something to become true of the tape.
func (p *tape) until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	limit := time.After(patience)
	for {
		p.mu.Lock()
		if p.change == nil {
			p.change = make(chan struct{})
		}
		ok, next := cond(), p.change
		p.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-next:
		case <-limit:
			t.Errorf("waited in vain: %s", what)
			return
		}
	}
}

// routes are the doors of the town: the workspace itself, the calls of each bot
// under its own path, the sockets of each, and the bot's own door behind the tape.
func (w *copyTown) routes() http.Handler {
	mux := http.NewServeMux()
	sandbox := w.server.Handler()
	mux.Handle("/", sandbox)
	mux.HandleFunc("POST /slack/", w.record)
	if w.listen != nil {
		mux.HandleFunc("POST /sink/", w.listen)
	}
	for i := range 3 {
		prefix := fmt.Sprintf("/bot%d", i)
		mux.Handle(prefix+"/api/", http.StripPrefix(prefix, sandbox))
		mux.HandleFunc("POST "+prefix+"/api/apps.connections.open", func(rw http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			http.StripPrefix(prefix, sandbox).ServeHTTP(answer, r)
			rw.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
			rw.WriteHeader(answer.Code)
			_, _ = io.WriteString(rw, strings.Replace(answer.Body.String(), "/link/", prefix+"/link/", 1))
		})
		mux.HandleFunc("GET "+prefix+"/link/", func(rw http.ResponseWriter, r *http.Request) { w.relayLink(i, rw, r) })
	}
	return mux
}

// record is the bot's door over HTTP: it hands on what Slack sends and keeps it.
func (w *copyTown) record(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	d := &delivered{path: r.URL.Path, header: r.Header.Clone(), body: body}
	challenge := bytes.Contains(body, []byte(`"url_verification"`))
	p := &w.tape
	p.mu.Lock()
	hammer := p.hammer && !challenge
	first := w.random.IntN(len(w.bots))
	if !challenge {
		p.took = append(p.took, d)
	}
	p.mu.Unlock()
	answers := make(chan string, copiesAtOnce)
	if hammer {
		w.copied.Add(copiesAtOnce - 1)
		for n := 1; n < copiesAtOnce; n++ {
			p.under.Go(func() { answers <- w.knock(d, (first+n)%len(w.bots)) })
		}
	}
	d.answer = w.knock(d, first)
	if hammer {
		for n := 1; n < copiesAtOnce; n++ {
			w.compare(d, <-answers, "at once")
		}
	}
	status, text, _ := strings.Cut(d.answer, " ")
	if text != "" {
		rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	if status != "200" {
		rw.WriteHeader(http.StatusInternalServerError)
	}
	_, _ = io.WriteString(rw, text)
}

// knock hands the bytes to one replica: status and body of the answer.
func (w *copyTown) knock(d *delivered, bot int) string {
	r := httptest.NewRequest(http.MethodPost, d.path, bytes.NewReader(d.body))
	r.Header = d.header.Clone()
	answer := httptest.NewRecorder()
	w.bots[bot].bot.Handler().ServeHTTP(answer, r)
	return fmt.Sprintf("%d %s", answer.Code, answer.Body)
}

func (w *copyTown) compare(d *delivered, got, when string) {
	if got == d.answer {
		return
	}
	w.tape.mu.Lock()
	defer w.tape.mu.Unlock()
	w.tape.uneven = append(w.tape.uneven, fmt.Sprintf("%s: the first was answered\n  %.600s\na copy\n  %.600s", when, d.answer, got))
}

// again sends a request once more to one replica and holds the answer against
// the first one.
func (w *copyTown) again(d *delivered, bot int, when string) {
	w.t.Helper()
	w.copied.Add(1)
	if w.http {
		w.compare(d, w.knock(d, bot), when)
		return
	}
	w.compare(d, w.resend(d, bot), when)
}

// copyLink is one socket between the workspace and a bot.
type copyLink struct {
	bot      int
	up, down *websocket.Conn
	greeted  bool // the bot was told hello: it can be sent to
	gone     bool
}

// relayLink stands between the workspace and a bot that opens a socket.
func (w *copyTown) relayLink(bot int, rw http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	down, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer func() { _ = down.CloseNow() }()
	ping := func(context.Context, []byte) bool {
		go func() { _ = down.Ping(ctx) }()
		return true
	}
	up, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(w.base, "http")+"/link/?"+r.URL.RawQuery, &websocket.DialOptions{OnPingReceived: ping})
	if err != nil {
		return
	}
	defer func() { _ = up.CloseNow() }()
	up.SetReadLimit(4 << 20)
	down.SetReadLimit(4 << 20)
	l := &copyLink{bot: bot, up: up, down: down}
	p := &w.tape
	p.mu.Lock()
	p.links = append(p.links, l)
	p.mu.Unlock()
	go func() {
		defer cancel()
		w.fromSlack(ctx, l)
	}()
	w.fromBot(ctx, l)
	p.mu.Lock()
	l.gone = true
	p.links = slices.DeleteFunc(p.links, func(o *copyLink) bool { return o == l })
	p.changed()
	p.mu.Unlock()
}

// fromSlack hands on what the workspace sends, and while the tape hammers four
// copies of it, to this bot and the others.
func (w *copyTown) fromSlack(ctx context.Context, l *copyLink) {
	p := &w.tape
	for {
		_, raw, err := l.up.Read(ctx)
		if err != nil {
			return
		}
		var e struct {
			ID   string `json:"envelope_id"`
			Type string `json:"type"`
		}
		_ = json.Unmarshal(raw, &e)
		p.mu.Lock()
		hammer := p.hammer && e.ID != ""
		if e.ID != "" {
			p.took = append(p.took, &delivered{id: e.ID, body: raw})
		}
		p.mu.Unlock()
		if hammer { // before the bot can answer: who waits for the copies has to know of them
			w.copied.Add(copiesAtOnce - 1)
			d := &delivered{id: e.ID, body: raw}
			for n := 1; n < copiesAtOnce; n++ {
				p.under.Go(func() { w.send(d, (l.bot+n)%len(w.bots)) })
			}
			p.under.Go(func() { w.awaitAcks(d, copiesAtOnce) })
		}
		if err := l.down.Write(ctx, websocket.MessageText, raw); err != nil {
			return
		}
		if e.Type == "hello" {
			p.mu.Lock()
			l.greeted = true
			p.changed()
			p.mu.Unlock()
		}
	}
}

// fromBot keeps the acknowledgements and hands the first of each envelope on.
func (w *copyTown) fromBot(ctx context.Context, l *copyLink) {
	p := &w.tape
	for {
		_, raw, err := l.down.Read(ctx)
		if err != nil {
			return
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		_ = json.Unmarshal(raw, &ack)
		p.mu.Lock()
		if p.acks == nil {
			p.acks = map[string][]string{}
		}
		p.acks[ack.ID] = append(p.acks[ack.ID], string(ack.Payload))
		first := len(p.acks[ack.ID]) == 1
		p.changed()
		p.mu.Unlock()
		if first {
			_ = l.up.Write(ctx, websocket.MessageText, raw)
		}
	}
}

// send writes an envelope to a socket of one replica.
func (w *copyTown) send(d *delivered, bot int) {
	p := &w.tape
	p.mu.Lock()
	var to *copyLink
	for _, l := range p.links {
		if l.bot == bot && l.greeted && !l.gone {
			to = l // the newest
		}
	}
	p.mu.Unlock()
	if to == nil {
		w.t.Errorf("bot %d has no socket", bot)
		return
	}
	if err := to.down.Write(context.Background(), websocket.MessageText, d.body); err != nil {
		w.t.Errorf("send a copy: %v", err)
	}
}

// resend sends an envelope once more and gives its acknowledgement.
func (w *copyTown) resend(d *delivered, bot int) string {
	w.t.Helper()
	p := &w.tape
	p.mu.Lock()
	had := len(p.acks[d.id])
	p.mu.Unlock()
	w.send(d, bot)
	w.awaitAcks(d, had+1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.acks[d.id]) <= had {
		return "nothing"
	}
	return p.acks[d.id][had]
}

// awaitAcks waits until an envelope was acknowledged n times.
func (w *copyTown) awaitAcks(d *delivered, n int) {
	w.t.Helper()
	w.tape.until(w.t, fmt.Sprintf("for %d acknowledgements", n), func() bool { return len(w.tape.acks[d.id]) >= n })
}

// acknowledged fills in the answers to what came over sockets, and compares
// those to the copies with it.
func (w *copyTown) acknowledged(took []*delivered) {
	for _, d := range took {
		if d.id == "" {
			continue
		}
		w.awaitAcks(d, 1)
		w.tape.mu.Lock()
		all := slices.Clone(w.tape.acks[d.id])
		w.tape.mu.Unlock()
		if len(all) == 0 {
			continue
		}
		d.answer = all[0]
		for _, a := range all[1:] {
			w.compare(d, a, "at once")
		}
	}
}

// awaitLink waits for a replica's socket.
func (p *tape) awaitLink(t testing.TB, bot int) {
	t.Helper()
	p.until(t, fmt.Sprintf("for a socket of bot %d", bot), func() bool {
		return slices.ContainsFunc(p.links, func(l *copyLink) bool { return l.bot == bot && l.greeted && !l.gone })
	})
}

// forgetLinks drops the sockets of a replica that has stopped.
func (p *tape) forgetLinks(bot int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		if l.bot == bot {
			l.gone = true
		}
	}
}

// cut breaks the sockets of a replica; it opens another by itself.
func (w *copyTown) cut(bot int) {
	w.t.Helper()
	w.tape.mu.Lock()
	for _, l := range w.tape.links {
		if l.bot == bot {
			l.gone = true
			_ = l.down.CloseNow()
		}
	}
	w.tape.mu.Unlock()
	w.tape.awaitLink(w.t, bot)
	w.onlyLiving()
}
