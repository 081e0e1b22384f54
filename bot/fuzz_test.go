package bot_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// quiet is a town whose log is not kept, for millions of requests.
func quiet(t testing.TB) *town {
	return newTown(t, func(o *bot.Options, w *town) { o.Log, w.forgets = slog.New(slog.DiscardHandler), true })
}

// sane fails when a status is not one that the bot means to give.
func sane(t *testing.T, rec *httptest.ResponseRecorder) {
	t.Helper()
	switch rec.Code {
	case 200, 400, 401, 413, 503:
	default:
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
	if rec.Code == 200 && rec.Body.Len() > 0 && !json.Valid(rec.Body.Bytes()) {
		t.Errorf("the answer is no JSON: %q", rec.Body)
	}
	if strings.Contains(rec.Body.String(), "on our side") {
		t.Errorf("a defect of ours: %s", rec.Body)
	}
}

// FuzzSigned sends any bytes under any headers: whatever is not signed has no
// other answer than a refusal.
func FuzzSigned(f *testing.F) {
	w := quiet(f)
	good := w.commandBody(ines, "help")
	h := sign(good, monday)
	f.Add(h.Get("X-Slack-Request-Timestamp"), h.Get("X-Slack-Signature"), good, uint8(0))
	f.Add("", "", "", uint8(1))
	f.Add("-1", "v0=", "payload=null", uint8(2))
	paths := []string{"/slack/commands", "/slack/interactions", "/slack/events"}
	f.Fuzz(func(t *testing.T, stamp, signature, body string, path uint8) {
		req := httptest.NewRequest(http.MethodPost, paths[int(path)%len(paths)], strings.NewReader(body))
		req.Header.Set("X-Slack-Request-Timestamp", stamp)
		req.Header.Set("X-Slack-Signature", signature)
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, req)
		sane(t, rec)
		want := sign(body, monday)
		if rec.Code == 200 && (signature == "" || !strings.EqualFold(signature, want.Get("X-Slack-Signature"))) {
			t.Errorf("a forged request got through: %q %q %q", stamp, signature, body)
		}
	})
}

// FuzzBody sends any bytes, well signed: Slack's own could not be worse.
func FuzzBody(f *testing.F) {
	w := quiet(f)
	for i, s := range []string{
		w.commandBody(ines, "help"), interaction(w.clickPayload(eva, "release.approve", "n=1&r=1")), "payload=null", "payload=", "%", "null",
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","user":"U0EVA","tab":"home"}}`,
		`{"type":"url_verification","challenge":"x"}`, `{"type":"app_rate_limited","team_id":"T0TEAM"}`,
	} {
		f.Add(s, uint8(i))
	}
	paths := []string{"/slack/commands", "/slack/interactions", "/slack/events"}
	f.Fuzz(func(t *testing.T, body string, path uint8) {
		sane(t, w.post(paths[int(path)%len(paths)], body))
	})
}

// FuzzSlashText types anything after /release: there is always an answer, and
// nothing typed is more than text in it.
func FuzzSlashText(f *testing.F) {
	w := quiet(f)
	w.release("Faster checkout")
	for _, s := range []string{"", "help", "list", "mine", "show REL-1", "why 1", "request Faster", "shwo 1", "REL-99", "#1", "<!channel> *x*", "show \x00", "request " + strings.Repeat("ü", 5000), "１２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		rec := w.post("/slack/commands", w.commandBody(ines, typed))
		sane(t, rec)
		if rec.Code != 200 {
			t.Fatalf("status %d", rec.Code)
		}
		var m struct {
			Text string `json:"text"`
		}
		if rec.Body.Len() > 0 {
			if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil || m.Text == "" {
				t.Errorf("no answer: %v %s", err, rec.Body)
			}
			if strings.Contains(m.Text, "<!") || strings.Contains(m.Text, "<@") {
				t.Errorf("something live: %q", m.Text)
			}
		}
	})
}

// FuzzInteraction sends any JSON as an interaction.
func FuzzInteraction(f *testing.F) {
	w := quiet(f)
	w.release("Faster checkout")
	w.command(ines, "request Faster")
	form := w.lastView("views.open")
	submission := w.base("view_submission", ines)
	submission["view"] = filled("V0FORM", form, nil)
	message := w.base("message_action", ines)
	message["callback_id"] = "request_release_from_message"
	adapt := w.base("block_actions", ines)
	adapt["view"] = filled("V0FORM", form, nil)
	adapt["actions"] = []any{map[string]any{"action_id": "form.type", "action_ts": "1.1", "selected_option": map[string]any{"value": "major"}}}
	closed := w.base("view_closed", ines)
	closed["view"] = filled("V0FORM", form, nil)
	for _, p := range []any{submission, message, adapt, closed, w.clickPayload(eva, action.ReleaseID(workflow.ActReject), "n=1&r=1"), w.clickPayload(eva, action.More, "a=release.move&n=1"), nil, 1, []int{}} {
		raw, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add(`{"type":"view_submission","user":{"id":"U0INES"},"view":{"id":"V1","state":{"values":{"title":{"x":{"rich_text_value":null}}}}}}`)
	f.Add(`{"type":"block_actions","user":{"id":"U0INES"},"actions":[null]}`)
	f.Fuzz(func(t *testing.T, payload string) {
		body := "payload=" + url.QueryEscape(payload)
		rec := w.post("/slack/interactions", body)
		sane(t, rec)
		if !utf8.ValidString(rec.Body.String()) {
			t.Errorf("the answer is no text: %q", rec.Body)
		}
	})
}
