package bot_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// TestRefused is what forged, stale and malformed requests get: a status that
// is no success, and no effect.
func TestRefused(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	value := action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()
	good := interaction(w.clickPayload(eva, approve, value))

	with := func(h http.Header, key, v string) http.Header {
		c := h.Clone()
		c.Set(key, v)
		return c
	}
	signed := sign(good, monday)
	bad := []struct {
		name, path, body string
		header           http.Header
		want             int
	}{
		{"unsigned", "/slack/interactions", good, http.Header{}, 401},
		{"no signature", "/slack/interactions", good, http.Header{"X-Slack-Request-Timestamp": signed["X-Slack-Request-Timestamp"]}, 401},
		{"no timestamp", "/slack/interactions", good, http.Header{"X-Slack-Signature": signed["X-Slack-Signature"]}, 401},
		{"empty signature", "/slack/interactions", good, with(signed, "X-Slack-Signature", ""), 401},
		{"another version", "/slack/interactions", good, with(signed, "X-Slack-Signature", "v1="+signed.Get("X-Slack-Signature")[3:]), 401},
		{"short signature", "/slack/interactions", good, with(signed, "X-Slack-Signature", signed.Get("X-Slack-Signature")[:40]), 401},
		{"long signature", "/slack/interactions", good, with(signed, "X-Slack-Signature", signed.Get("X-Slack-Signature")+"00"), 401},
		{"no hex", "/slack/interactions", good, with(signed, "X-Slack-Signature", "v0="+strings.Repeat("z", 64)), 401},
		{"two signatures", "/slack/interactions", good, http.Header{"X-Slack-Request-Timestamp": signed["X-Slack-Request-Timestamp"], "X-Slack-Signature": {signed.Get("X-Slack-Signature"), "v0=" + strings.Repeat("0", 64)}}, 401},
		{"flipped bit", "/slack/interactions", good, with(signed, "X-Slack-Signature", "v0="+flip(signed.Get("X-Slack-Signature")[3:])), 401},
		{"another body", "/slack/interactions", good + "&x=1", signed, 401},
		{"another timestamp", "/slack/interactions", good, with(signed, "X-Slack-Request-Timestamp", strconv.FormatInt(monday.Unix()+1, 10)), 401},
		{"spaces in the timestamp", "/slack/interactions", good, with(signed, "X-Slack-Request-Timestamp", " "+strconv.FormatInt(monday.Unix(), 10)+"x"), 401},
		{"huge timestamp", "/slack/interactions", good, with(signed, "X-Slack-Request-Timestamp", strings.Repeat("9", 40)), 401},
		{"negative timestamp", "/slack/interactions", good, sign(good, time.Unix(-5, 0)), 401},
		{"stale", "/slack/interactions", good, sign(good, monday.Add(-301*time.Second)), 401},
		{"from the future", "/slack/interactions", good, sign(good, monday.Add(301*time.Second)), 401},
		{"null payload", "/slack/interactions", "payload=null", sign("payload=null", monday), 400},
		{"no payload", "/slack/interactions", "x=1", sign("x=1", monday), 400},
		{"two payloads", "/slack/interactions", good + "&" + good, sign(good+"&"+good, monday), 400},
		{"empty body", "/slack/interactions", "", sign("", monday), 400},
		{"garbage", "/slack/interactions", "payload=%7B%22type%22", sign("payload=%7B%22type%22", monday), 400},
		{"no form", "/slack/interactions", "payload=%zz", sign("payload=%zz", monday), 400},
		{"unknown type", "/slack/interactions", interaction(w.base("dialog_submission", eva)), nil, 400},
		{"array payload", "/slack/interactions", "payload=[]", nil, 400},
		{"number payload", "/slack/interactions", "payload=1", nil, 400},
		{"nobody", "/slack/interactions", interaction(w.base("block_actions", "")), nil, 400},
		{"strange person", "/slack/interactions", interaction(w.base("block_actions", "<@U1>")), nil, 400},
		{"click on nothing", "/slack/interactions", interaction(w.base("block_actions", eva)), nil, 400},
		{"submission of nothing", "/slack/interactions", interaction(w.base("view_submission", eva)), nil, 400},
		{"shortcut without id", "/slack/interactions", interaction(w.base("shortcut", eva)), nil, 400},
		{"command of nobody", "/slack/commands", "command=%2Frelease", nil, 400},
		{"command without name", "/slack/commands", "user_id=U0EVA", nil, 400},
		{"null event", "/slack/events", "null", nil, 400},
		{"event without id", "/slack/events", `{"type":"event_callback","event":{"type":"app_home_opened","user":"U0EVA"}}`, nil, 400},
		{"home of nobody", "/slack/events", `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened"}}`, nil, 400},
		{"deep JSON", "/slack/events", strings.Repeat("[", 200_000), nil, 400},
		{"over 1 MB", "/slack/interactions", strings.Repeat("a", 1<<20+1), nil, 413},
		{"elsewhere", "/slack/other", good, nil, 404},
	}
	for _, c := range bad {
		t.Run(c.name, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body))
			req.Header = c.header
			if req.Header == nil {
				req.Header = sign(c.body, monday)
			}
			rec := httptest.NewRecorder()
			w.http.ServeHTTP(rec, req)
			if rec.Code != c.want {
				t.Errorf("got status %d (%s), want %d", rec.Code, strings.TrimSpace(rec.Body.String()), c.want)
			}
		})
	}
	if got := w.load(r.Number); len(got.Approvals) != 0 || got.Version != r.Version {
		t.Errorf("a refused request had an effect: %+v", got.Approvals)
	}
	w.settle()
	if len(w.calls) != 0 {
		t.Errorf("a refused request made the bot call slack: %v", w.calls)
	}
	if rec := w.post("/slack/interactions", good); rec.Code != http.StatusOK || len(w.load(r.Number).Approvals) != 1 {
		t.Errorf("the good one does not work either: status %d", rec.Code)
	}
}

func flip(hex string) string {
	if hex[0] == '0' {
		return "1" + hex[1:]
	}
	return "0" + hex[1:]
}

func TestMethodNotAllowed(t *testing.T) {
	w := newTown(t)
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/slack/commands", nil))
	if rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("got %d, want 405", rec.Code)
	}
}

// unread fails when somebody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body of an unsigned request was read")
	return 0, io.EOF
}

func TestUnsignedIsNotRead(t *testing.T) {
	w := newTown(t)
	for name, h := range map[string]http.Header{"unsigned": {}, "stale": sign("x", monday.Add(-time.Hour))} {
		req := httptest.NewRequest(http.MethodPost, "/slack/commands", unread{t})
		req.Header = h
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, req)
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s: got %d, want 401", name, rec.Code)
		}
	}
}

// broken gives some bytes and then an error, as a sender who hangs up does.
type broken struct{ r io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if errors.Is(err, io.EOF) {
		err = errors.New("connection reset")
	}
	return n, err
}

func TestBodies(t *testing.T) {
	w := newTown(t)
	body := w.commandBody(ines, "help")
	send := func(r io.Reader, length int64) int {
		req := httptest.NewRequest(http.MethodPost, "/slack/commands", r)
		req.Header, req.ContentLength = sign(body, monday), length
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, req)
		return rec.Code
	}
	if got := send(strings.NewReader(body), -1); got != http.StatusOK {
		t.Errorf("chunked: got %d, want 200", got)
	}
	if got := send(strings.NewReader(body[:20]), int64(len(body))); got != http.StatusBadRequest {
		t.Errorf("cut short: got %d, want 400", got)
	}
	if got := send(broken{strings.NewReader(body[:20])}, -1); got != http.StatusBadRequest {
		t.Errorf("hung up: got %d, want 400", got)
	}
	if got := send(strings.NewReader(strings.Repeat("a", 1<<20+1)), -1); got != http.StatusRequestEntityTooLarge {
		t.Errorf("chunked over 1 MB: got %d, want 413", got)
	}
}

func TestOtherWorkspaceOrApp(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	value := action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()
	for name, change := range map[string]func(map[string]any){
		"workspace": func(p map[string]any) { p["team"] = map[string]any{"id": "T0OTHER"} },
		"person":    func(p map[string]any) { p["user"].(map[string]any)["team_id"] = "T0OTHER" },
		"app":       func(p map[string]any) { p["api_app_id"] = "A0OTHER" },
	} {
		p := w.clickPayload(eva, approve, value)
		change(p)
		if rec := w.post("/slack/interactions", interaction(p)); rec.Code != http.StatusOK {
			t.Errorf("%s: got %d, want 200", name, rec.Code)
		}
	}
	if n := len(w.load(r.Number).Approvals); n != 0 {
		t.Errorf("a foreign click approved: %d approvals", n)
	}
	w.settle()
	if n := len(w.sent("response/click")); n != 3 {
		t.Errorf("%d of 3 foreigners were told why", n)
	}
}

// TestNobodyIsAnsweredBeforeTheWorkspaceIsKnown: in its first moments a process
// does not know whom it serves; who comes waits, and is told the truth where
// that takes too long.
func TestNobodyIsAnsweredBeforeTheWorkspaceIsKnown(t *testing.T) {
	w := newTown(t, func(o *bot.Options, _ *town) { o.TeamID, o.AppID, o.Deadline = "", "", 20*time.Millisecond })
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	w.click(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value())
	if got := w.command(ines, "help"); !strings.Contains(got, "Not saved: ") || !strings.Contains(got, "which workspace it serves") {
		t.Errorf("before the workspace is known: %s", got)
	}
	if n := len(w.load(r.Number).Approvals); n != 0 {
		t.Errorf("%d approvals before the workspace is known", n)
	}
	w.bot.Identify(teamID, "")
	if got := w.command(ines, "help"); !strings.Contains(got, "/release why") {
		t.Errorf("not answered once it is known: %s", got)
	}
	foreign := strings.ReplaceAll(w.commandBody(ines, "help"), teamID, "T0OTHER")
	if got := w.post("/slack/commands", foreign).Body.String(); !strings.Contains(got, "workspace that Drumbeat serves") {
		t.Errorf("another workspace is not refused: %s", got)
	}
}

// TestWhoComesEarlyIsAnswered: a request of the first moments waits for the
// workspace to be known, and is then answered as any other.
func TestWhoComesEarlyIsAnswered(t *testing.T) {
	w := newTown(t, func(o *bot.Options, _ *town) { o.TeamID, o.Deadline = "", time.Minute })
	said := make(chan string, 1)
	body := w.commandBody(ines, "help")
	go func() { said <- w.post("/slack/commands", body).Body.String() }()
	w.bot.Identify(teamID, "")
	if got := <-said; !strings.Contains(got, "/release why") {
		t.Errorf("got %s", got)
	}
}

// TestSlackAsks is what Slack asks when an address is entered.
func TestSlackAsks(t *testing.T) {
	w := newTown(t)
	rec := w.post("/slack/events", `{"type":"url_verification","challenge":"c<>&","token":"x"}`)
	if got := strings.TrimSpace(rec.Body.String()); rec.Code != 200 || got != `{"challenge":"c\u003c\u003e\u0026"}` {
		t.Errorf("challenge: got %d %s", rec.Code, got)
	}
	rec = w.post("/slack/commands", url.Values{"ssl_check": {"1"}, "token": {"x"}}.Encode())
	if rec.Code != 200 || rec.Body.Len() != 0 {
		t.Errorf("ssl_check: got %d %q, want an empty 200", rec.Code, rec.Body)
	}
}

func TestNoSecret(t *testing.T) {
	w := newTown(t, func(o *bot.Options, _ *town) { o.SigningSecret = "" })
	if rec := w.post("/slack/commands", w.commandBody(ines, "help")); rec.Code != http.StatusNotFound {
		t.Errorf("got %d, want 404: without a secret nothing is trusted", rec.Code)
	}
}
