package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"drumbeat/bot/sandbox"
)

// FuzzWebAPI: every method answers anything with Slack's envelope, never with a
// panic or a 500.
func FuzzWebAPI(f *testing.F) {
	srv, err := sandbox.New(config(), sandbox.Options{Now: (&hand{now: start}).Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(srv.Close)
	token := srv.Config().Apps[0].BotToken
	methods := []string{
		"auth.test", "chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral", "chat.getPermalink", "views.open", "views.push", "views.update", "views.publish",
		"blocks.validate", "users.info", "users.list", "usergroups.list", "conversations.list", "conversations.info", "conversations.open", "conversations.history",
		"conversations.replies", "reactions.add", "files.getUploadURLExternal", "files.completeUploadExternal", "team.info", "bots.info", "apps.connections.open", "nothing.at.all",
	}
	for n := range methods {
		f.Add(uint8(n), true, `{"channel":"general","text":"x","blocks":[{"type":"divider"}],"users":["U0ADA00000"],"user":"U0ADA00000","limit":5}`)
		f.Add(uint8(n), false, "channel=C0GENERAL0&text=x&view=%7B%22type%22%3A%22home%22%2C%22blocks%22%3A%5B%5D%7D&user_id=U0ADA00000&metadata=%7B%7D&cursor=x&oldest=1&ts=1")
	}
	f.Fuzz(func(t *testing.T, which uint8, asJSON bool, body string) {
		method := methods[int(which)%len(methods)]
		r := httptest.NewRequest(http.MethodPost, "/api/"+method, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if asJSON {
			r.Header.Set("Content-Type", "application/json")
		}
		rec := httptest.NewRecorder()
		srv.Handler().ServeHTTP(rec, r)
		var got struct {
			OK    *bool
			Error string
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusOK || got.OK == nil || *got.OK == (got.Error != "") {
			t.Errorf("%s %q: got %d %s", method, body, rec.Code, rec.Body)
		}
		if !utf8.Valid(rec.Body.Bytes()) {
			t.Errorf("%s %q: the answer is not UTF-8", method, body)
		}
	})
}

// FuzzResponses: acknowledgement bodies of commands and submissions come from
// outside too.
func FuzzResponses(f *testing.F) {
	for _, seed := range []string{`{"text":"x"}`, `{"response_action":"errors","errors":{"a":1}}`, `{"blocks":[1]}`, `{"attachments":{}}`, `[]`, `"x"`, `{"response_action":"push","view":[]}`, ``} {
		f.Add(seed)
	}
	answer := make(chan string, 1)
	app := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(<-answer))
	}))
	f.Cleanup(app.Close)
	cfg := config()
	cfg.Apps[0].SocketMode, cfg.Apps[0].Events = false, nil
	cfg.Apps[0].RequestURLs = sandbox.RequestURLs{Commands: app.URL, Interactions: app.URL}
	srv, err := sandbox.New(cfg, sandbox.Options{Now: (&hand{now: start}).Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(srv.Close)
	f.Fuzz(func(t *testing.T, body string) {
		answer <- body
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/client/send", strings.NewReader(`{"as":"ada","channel":"general","text":"/lamp on"}`))
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		srv.Handler().ServeHTTP(rec, r)
		if rec.Code != http.StatusOK || !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%q: got %d %s", body, rec.Code, rec.Body)
		}
	})
}
