package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metrics"

	"drumbeat/bot/web"
)

func get(h http.Handler, path string) (status int, body string) {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func TestReadyNamesWhatIsMissing(t *testing.T) {
	var away error
	var weaker []string
	h := web.Handler(web.Options{Checks: []web.Check{
		{Name: "store", Ready: func(context.Context) error { return away }},
		{Name: "slack", Ready: func(context.Context) error { return nil }, Weaker: func() []string { return weaker }},
	}})
	if status, body := get(h, "/readyz"); status != http.StatusOK || body != "store: ready\nslack: ready\n" {
		t.Errorf("all there: %d %q", status, body)
	}
	away = errors.New("no answer")
	if status, body := get(h, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "store: not ready: no answer") {
		t.Errorf("store away: %d %q", status, body)
	}
	away, weaker = nil, []string{"a scope is missing."}
	if status, body := get(h, "/readyz"); status != http.StatusOK || body != "store: ready\nslack: ready\nslack: weaker: a scope is missing.\n" {
		t.Errorf("a weaker promise: %d %q", status, body)
	}
	away = errors.New("no answer")
	if status, _ := get(h, "/healthz"); status != http.StatusOK {
		t.Errorf("a store that is away kills the process: %d", status)
	}
}

func TestMetrics(t *testing.T) {
	set := metrics.NewSet()
	set.NewCounter("drumbeat_example_total").Add(3)
	if status, body := get(web.Handler(web.Options{Metrics: set}), "/metrics"); status != http.StatusOK || !strings.Contains(body, "drumbeat_example_total 3") || !strings.Contains(body, "process_") {
		t.Errorf("%d %q", status, body)
	}
}

// A check that hangs does not take the time of the others: they still say how
// things stand.
func TestAHangingCheckHidesNoOther(t *testing.T) {
	h := web.Handler(web.Options{Checks: []web.Check{
		{Name: "store", Ready: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		{Name: "slack", Ready: func(ctx context.Context) error { return ctx.Err() }},
		{Name: "socket", Ready: func(context.Context) error { panic("out of cheese") }},
	}})
	if status, body := get(h, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "store: not ready") || !strings.Contains(body, "slack: ready") {
		t.Errorf("%d %q", status, body)
	}
}
