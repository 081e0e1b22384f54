package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// brokenReleases is a store that fails the way it is told to.
type brokenReleases struct {
	workflow.Releases
	err   error
	panic string
	hang  bool   // does not answer before the caller gives up
	gate  func() // passed before a release is read
}

func (b *brokenReleases) fail(ctx context.Context) error {
	if b.panic != "" {
		panic(b.panic)
	}
	if b.hang {
		<-ctx.Done()
		return &workflow.Error{Code: workflow.CodeNotSaved, Message: "Not saved: our database did not answer. Nothing has changed. Try again in a minute.", Err: ctx.Err()}
	}
	return b.err
}

func (b *brokenReleases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	if b.hang || b.panic != "" {
		return workflow.Release{}, b.fail(ctx)
	}
	if b.gate != nil {
		b.gate()
	}
	return b.Releases.Get(ctx, n)
}

func (b *brokenReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	if err := b.fail(ctx); err != nil {
		return workflow.Release{}, err
	}
	return b.Releases.Create(ctx, build)
}

func (b *brokenReleases) Replace(ctx context.Context, r workflow.Release) error {
	if err := b.fail(ctx); err != nil {
		return err
	}
	return b.Releases.Replace(ctx, r)
}

// withStore puts a failing store under a town's desk.
func (w *town) withStore(b *brokenReleases, change ...func(*bot.Options)) {
	ports := w.store
	b.Releases = ports.Releases
	ports.Releases = b
	o := w.options
	o.Desk = desk.New(desk.Options{Store: ports, Directory: w.people, Now: func() time.Time { return monday }})
	for _, c := range change {
		c(&o)
	}
	w.options = o
	w.bot = bot.New(o)
	w.http = w.bot.Handler()
}

// TestNotSaved is a store that is away: the modal stays with what was typed,
// and who clicked is told that nothing was stored.
func TestNotSaved(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	w.command(ines, "request Another")
	form := w.lastView("views.open")
	approve := action.ReleaseID(workflow.ActApprove)
	value := action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()
	typed := map[string]any{"what": "x", "why": "y", "team": "z", "rollback": "r", "evidence": "e", "notice": "n", "say": "s", "if_they_call": "c"}
	away := &workflow.Error{Code: workflow.CodeNotSaved, Message: "Not saved: our database did not answer. Nothing has changed. Try again in a minute.", Err: errors.New("connection refused")}
	w.withStore(&brokenReleases{err: away})

	rec := w.submit(ines, "V0FORM", form, typed)
	var refusal struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &refusal); err != nil || refusal.Action != "errors" || !strings.HasPrefix(refusal.Errors["title"], "Not saved: ") || !strings.Contains(refusal.Errors["title"], "(ref ") {
		t.Errorf("the form: got %s", rec.Body)
	}
	w.click(eva, approve, value)
	w.settle()
	if got := mustText(w.sent("response/click")); !strings.Contains(got, "Not saved: ") || !strings.Contains(got, "ref") {
		t.Errorf("the click: got %s", got)
	}
	if n := len(w.load(1).Approvals); n != 0 {
		t.Errorf("%d approvals of a store that was away", n)
	}
}

// TestDeadline is a store that does not answer: the person still gets one.
func TestDeadline(t *testing.T) {
	w := newTown(t)
	w.release("Faster checkout")
	w.withStore(&brokenReleases{hang: true}, func(o *bot.Options) { o.Deadline = 30 * time.Millisecond })
	// On a busy machine the time may be over before the store hangs; the embedded one
	// says the same then, in its own words.
	if got := w.command(eva, "show REL-1"); !strings.Contains(got, "ur database did not answer. Nothing has changed.") {
		t.Errorf("got %s", got)
	}
}

// TestPanic is a defect of ours: told with a reference that the log carries too.
func TestPanic(t *testing.T) {
	w := newTown(t)
	w.release("Faster checkout")
	w.withStore(&brokenReleases{panic: "out of cheese"})
	got := w.command(eva, "show REL-1")
	_, after, found := strings.Cut(got, "(ref ")
	ref, _, _ := strings.Cut(after, ")")
	if !found || strings.Contains(got, "cheese") || !strings.Contains(w.log.String(), "ref="+ref) || !strings.Contains(w.log.String(), "out of cheese") {
		t.Errorf("got %s\nlog %s", got, w.log)
	}
	if got := w.command(eva, "help"); !strings.Contains(got, "/release why") {
		t.Errorf("after a panic the next request fails: %s", got)
	}
}

// TestSlackRefuses is a form that Slack does not open: told, and nothing typed
// is lost because nothing was typed.
func TestSlackRefuses(t *testing.T) {
	for code, want := range map[string]string{
		"expired_trigger_id": "three seconds",
		"fatal_error":        "did not open the form",
	} {
		w := newTown(t)
		w.answer["views.open"] = `{"ok":false,"error":"` + code + `"}`
		if got := w.command(ines, "request"); !strings.Contains(got, want) {
			t.Errorf("%s: got %s", code, got)
		}
	}
}

// TestAnswerIsTriedAgain is a response URL that is limited, then broken, then well.
func TestAnswerIsTriedAgain(t *testing.T) {
	w := newTown(t)
	seen := 0
	flaky := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		seen++
		switch seen {
		case 1:
			rw.Header().Set("Retry-After", "7")
			rw.WriteHeader(http.StatusTooManyRequests)
		case 2:
			rw.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer flaky.Close()
	var waits []time.Duration
	o := w.options
	o.APIURL = flaky.URL + "/api/"
	o.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
	w.bot = bot.New(o)
	w.http = w.bot.Handler()
	p := w.clickPayload(eva, "nothing.here", "")
	p["response_url"] = flaky.URL + "/response/1"
	w.post("/slack/interactions", interaction(p))
	w.settle()
	if seen != 3 || len(waits) != 2 || waits[0] != 7*time.Second {
		t.Errorf("%d requests, waits %v", seen, waits)
	}
}

// TestAnswersDoNotWander: a response URL that redirects is not followed.
func TestAnswersDoNotWander(t *testing.T) {
	w := newTown(t)
	wandered := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { wandered = true }))
	defer other.Close()
	lure := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer lure.Close()
	o := w.options
	o.APIURL, o.HTTP = lure.URL+"/api/", &http.Client{}
	w.bot = bot.New(o)
	w.http = w.bot.Handler()
	p := w.clickPayload(eva, "nothing.here", "")
	p["response_url"] = lure.URL + "/response/1"
	w.post("/slack/interactions", interaction(p))
	w.settle()
	if wandered {
		t.Error("the answer followed a redirect")
	}
}

// TestEveryButtonIsKnown clicks all that is shown: no button leads nowhere.
func TestEveryButtonIsKnown(t *testing.T) {
	w := newTown(t)
	for range 17 {
		w.release("Faster checkout")
	}
	if _, err := w.desk.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	var seen []any
	for _, typed := range []string{"", "help", "list", "mine", "show 1", "why 1", "show 117", "shwo 1"} {
		var m any
		if err := json.Unmarshal([]byte(w.command(ines, typed)), &m); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, m)
	}
	w.click(rosa, action.Details, action.Click{ID: action.Details, Release: 1}.Value())
	seen = append(seen, w.lastView("views.open"))
	buttons := map[[2]string]bool{}
	collect(seen, buttons)
	if len(buttons) < 15 {
		t.Fatalf("only %d buttons found", len(buttons))
	}
	for b := range buttons {
		w.click(rosa, b[0], b[1])
	}
	w.settle()
	for _, m := range w.sent("response/click") {
		if text := mustText(m); strings.Contains(text, "not one of ours") || strings.Contains(text, "does not know") {
			t.Errorf("a button that leads nowhere: %s", text)
		}
	}
}

// collect finds the action ids and values of buttons and menus.
func collect(v any, into map[[2]string]bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			collect(e, into)
		}
	case map[string]any:
		id, _ := v["action_id"].(string)
		value, _ := v["value"].(string)
		switch {
		case id != "" && v["type"] == "button":
			into[[2]string{id, value}] = true
		case id != "" && v["options"] != nil:
			for _, o := range v["options"].([]any) {
				value, _ := o.(map[string]any)["value"].(string)
				into[[2]string{id, value}] = true
			}
		}
		for _, e := range v {
			collect(e, into)
		}
	}
}

// TestPermalinkFallback: where Slack does not tell the link to a message, it is
// put together; where that cannot be, the form opens without one.
func TestPermalinkFallback(t *testing.T) {
	for domain, want := range map[string]string{
		"team":         "https://team.slack.com/archives/C0RELEASES/p1763888000000100",
		"evil.example": "",
		"":             "",
	} {
		w := newTown(t)
		w.answer["chat.getPermalink"] = `{"ok":false,"error":"channel_not_found"}`
		p := w.base("message_action", ines)
		p["callback_id"], p["channel"], p["team"] = bot.ShortcutRequestMessage, map[string]any{"id": channel}, map[string]any{"id": teamID, "domain": domain}
		p["message"] = map[string]any{"ts": "1763888000.000100", "text": "Slow"}
		w.post("/slack/interactions", interaction(p))
		metadata := w.lastView("views.open")["private_metadata"].(string)
		if !strings.Contains(metadata, want) || want == "" && strings.Contains(metadata, "https") {
			t.Errorf("domain %q: want the link %q in %s", domain, want, metadata)
		}
	}
}
