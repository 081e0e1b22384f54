package bot_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"

	"github.com/slack-go/slack"
)

// The people of the tests.
const (
	ines = workflow.PersonID("U0INES") // asks
	eva  = workflow.PersonID("U0EVA")  // business
	omar = workflow.PersonID("U0OMAR") // operations
	lena = workflow.PersonID("U0LENA") // quality
	rosa = workflow.PersonID("U0ROSA") // release manager
)

const (
	secret  = "8f742231b10e8888abcd99yyyzzz85a5"
	teamID  = "T0TEAM"
	appID   = "A0APP"
	channel = "C0RELEASES"
)

// monday is when everything happens.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// staff is a directory of people who are always there.
type staff map[workflow.PersonID]string

func (s staff) Person(_ context.Context, id workflow.PersonID) (workflow.Person, error) {
	name, ok := s[id]
	if !ok {
		return workflow.Person{}, workflow.Refuse(workflow.CodeNotFound, "There is nobody called %s.", id)
	}
	return workflow.Person{ID: id, Name: name, Zone: "UTC"}, nil
}

func (staff) Group(_ context.Context, group string) ([]workflow.PersonID, error) {
	people := map[string][]workflow.PersonID{
		"@business-owners": {eva}, "@operations": {omar}, "@quality": {lena}, "@release-managers": {rosa}, "@on-call": {omar}, "@help-desk": {lena},
	}[group]
	if people == nil {
		return nil, workflow.Refuse(workflow.CodeNotFound, "There is no group %s.", group)
	}
	return people, nil
}

func (staff) CanPost(context.Context, workflow.Channel) (bool, error) { return true, nil }

func (staff) Admins(context.Context) ([]workflow.PersonID, error) {
	return []workflow.PersonID{rosa}, nil
}

// call is one request that the bot sent to Slack.
type call struct {
	method string
	body   map[string]any
}

// town is a bot with a real desk and store, and a Slack that takes everything
// and keeps it.
type town struct {
	t     testing.TB
	bot   *bot.Bot
	http  http.Handler
	store workflow.Store
	desk  *desk.Desk
	slack *httptest.Server
	log   *bytes.Buffer
	seq   int

	options bot.Options
	people  staff

	mu      sync.Mutex
	forgets bool // keeps the newest calls only
	calls   []call
	answer  map[string]string // by method; default {"ok":true}
	came    chan struct{}     // closed at the next call
}

type townOption func(*bot.Options, *town)

func newTown(t testing.TB, options ...townOption) *town {
	t.Helper()
	w := &town{t: t, answer: map[string]string{}, came: make(chan struct{}), log: &bytes.Buffer{}}
	w.slack = httptest.NewServer(http.HandlerFunc(w.serveSlack))
	t.Cleanup(w.slack.Close)
	db, err := embedded.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.store = db.Ports()
	o := bot.Options{
		API:    slack.New("xoxb-test", slack.OptionAPIURL(w.slack.URL+"/api/"), slack.OptionAppLevelToken("xapp-test"), slack.OptionHTTPClient(bot.NewHTTPClient(patience))),
		APIURL: w.slack.URL + "/api/", SigningSecret: secret, AppID: appID, TeamID: teamID,
		Now: func() time.Time { return monday }, Log: slog.New(slog.NewTextHandler(&locked{w: w.log}, nil)),
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Deadline: patience,
	}
	for _, opt := range options {
		opt(&o, w)
	}
	w.people = staff{ines: "Ines", eva: "Eva", omar: "Omar", lena: "Lena", rosa: "Rosa"}
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.people, Now: func() time.Time { return monday }})
	if _, err := w.desk.SavePolicy(t.Context(), policy.Default()); err != nil {
		t.Fatal(err)
	}
	o.Desk = w.desk
	w.options = o
	w.bot = bot.New(o)
	w.http = w.bot.Handler()
	return w
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// settle waits until everything that follows answers has happened. The bot
// takes on no more follow-ups afterwards.
func (w *town) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.bot.Close(ctx); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) serveSlack(rw http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	method := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	c := call{method: method, body: map[string]any{}}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal(raw, &c.body)
	} else if form, err := url.ParseQuery(string(raw)); err == nil {
		for k := range form {
			c.body[k] = form.Get(k)
		}
	}
	w.mu.Lock()
	if w.forgets && len(w.calls) > 1000 {
		w.calls = nil
	}
	w.calls = append(w.calls, c)
	close(w.came)
	w.came = make(chan struct{})
	answer, ok := w.answer[method]
	w.mu.Unlock()
	if !ok {
		answer = `{"ok":true,"view":{"id":"V0OPENED"},"permalink":"https://team.slack.com/archives/C0RELEASES/p1"}`
	}
	rw.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(rw, answer)
}

// sent lists what the bot sent to a method, oldest first.
func (w *town) sent(method string) []map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []map[string]any
	for _, c := range w.calls {
		if c.method == method {
			out = append(out, c.body)
		}
	}
	return out
}

func sign(body string, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + body))
	return http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))}}
}

// post sends signed bytes.
func (w *town) post(path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header = sign(body, monday)
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

func (w *town) next() string {
	w.seq++
	return fmt.Sprintf("%d.%d", w.seq, monday.Unix())
}

// commandBody is a slash command as Slack posts it.
func (w *town) commandBody(by workflow.PersonID, text string) string {
	return url.Values{
		"command": {"/release"}, "text": {text}, "user_id": {string(by)}, "team_id": {teamID}, "api_app_id": {appID}, "team_domain": {"team"},
		"channel_id": {channel}, "trigger_id": {w.next()}, "response_url": {w.slack.URL + "/response/command"},
	}.Encode()
}

// command types a slash command and gives the private answer.
func (w *town) command(by workflow.PersonID, text string) string {
	w.t.Helper()
	rec := w.post("/slack/commands", w.commandBody(by, text))
	if rec.Code != http.StatusOK {
		w.t.Fatalf("/release %s: status %d: %s", text, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

func interaction(payload map[string]any) string {
	raw, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return url.Values{"payload": {string(raw)}}.Encode()
}

func (w *town) base(kind string, by workflow.PersonID) map[string]any {
	return map[string]any{
		"type": kind, "api_app_id": appID, "team": map[string]any{"id": teamID, "domain": "team"},
		"user": map[string]any{"id": string(by), "team_id": teamID}, "trigger_id": w.next(),
	}
}

// clickPayload is a click on a button of a message.
func (w *town) clickPayload(by workflow.PersonID, id, value string) map[string]any {
	p := w.base("block_actions", by)
	p["container"] = map[string]any{"type": "message", "message_ts": "1763888000.000100", "channel_id": channel}
	p["channel"] = map[string]any{"id": channel}
	p["response_url"] = w.slack.URL + "/response/click"
	p["actions"] = []any{map[string]any{"action_id": id, "block_id": "b", "type": "button", "value": value, "action_ts": w.next()}}
	return p
}

func (w *town) click(by workflow.PersonID, id, value string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.post("/slack/interactions", interaction(w.clickPayload(by, id, value)))
}

// submit sends an opened modal with values typed over its initial ones.
func (w *town) submit(by workflow.PersonID, viewID string, opened map[string]any, typed map[string]any) *httptest.ResponseRecorder {
	w.t.Helper()
	p := w.base("view_submission", by)
	p["view"] = filled(viewID, opened, typed)
	return w.post("/slack/interactions", interaction(p))
}

// lastView gives the view of the last call of a method.
func (w *town) lastView(method string) map[string]any {
	w.t.Helper()
	calls := w.sent(method)
	if len(calls) == 0 {
		w.t.Fatalf("no %s was sent; calls: %v", method, w.calls)
	}
	v, ok := calls[len(calls)-1]["view"].(map[string]any)
	if !ok {
		w.t.Fatalf("%s carries no view: %v", method, calls[len(calls)-1])
	}
	return v
}

// filled makes the view of a payload: initial values, and what was typed by block.
func filled(viewID string, opened map[string]any, typed map[string]any) map[string]any {
	values := map[string]any{}
	for _, raw := range opened["blocks"].([]any) {
		block := raw.(map[string]any)
		element, ok := block["element"].(map[string]any)
		if block["type"] != "input" || !ok {
			continue
		}
		id := block["block_id"].(string)
		values[id] = map[string]any{element["action_id"].(string): state(element, typed[id])}
	}
	return map[string]any{
		"id": viewID, "type": "modal", "hash": "1.h", "callback_id": opened["callback_id"], "private_metadata": opened["private_metadata"],
		"blocks": opened["blocks"], "state": map[string]any{"values": values},
	}
}

func state(element map[string]any, typed any) map[string]any {
	s := map[string]any{"type": element["type"]}
	switch element["type"] {
	case "static_select", "radio_buttons":
		s["selected_option"] = element["initial_option"]
		if typed != nil {
			s["selected_option"] = map[string]any{"value": typed}
		}
	case "checkboxes", "multi_static_select":
		s["selected_options"] = []any{}
		if typed != nil {
			s["selected_options"] = []any{map[string]any{"value": typed}}
		}
	case "datetimepicker":
		s["selected_date_time"] = element["initial_date_time"]
	case "users_select":
		s["selected_user"] = element["initial_user"]
		if typed != nil {
			s["selected_user"] = typed
		}
	default:
		s["value"] = element["initial_value"]
		if typed != nil {
			s["value"] = typed
		}
	}
	return s
}

// release files a normal change at the desk.
func (w *town) release(title string) workflow.Release {
	w.t.Helper()
	out, err := w.desk.Submit(w.t.Context(), ines, "seed:"+w.next(), workflow.Request{
		Title: title, System: "platform", Team: "Basket", What: "It changes.", Why: "It helps.", Type: workflow.Normal, EffortHours: 8,
		Impact: workflow.ImpactNoticeable, Rollback: "Switch it off.", Evidence: "Tested.",
		Briefing: workflow.Briefing{Notice: "A new button.", Say: "It is new.", IfTheyCall: "Tom."},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Release
}

func (w *town) load(n workflow.Number) workflow.Release {
	w.t.Helper()
	r, err := w.store.Releases.Get(w.t.Context(), n)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}
