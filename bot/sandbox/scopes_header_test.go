package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
)

// TestAnswersNameTheScopes: apps read from any answer what their token may do.
func TestAnswersNameTheScopes(t *testing.T) {
	cfg := sandbox.Default()
	cfg.Apps[0].Scopes = []string{"chat:write", "users:read"}
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	s, err := sandbox.New(cfg, sandbox.Options{Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	req := httptest.NewRequest(http.MethodPost, "/api/auth.test", strings.NewReader(""))
	req.Header.Set("Authorization", "Bearer "+cfg.Apps[0].BotToken)
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, req)
	if got := rec.Header().Get("X-OAuth-Scopes"); got != "chat:write,users:read" {
		t.Errorf("auth.test answered %s with scopes %q", rec.Body, got)
	}
}
