package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

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
