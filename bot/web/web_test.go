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
	h := web.Handler(web.Options{Checks: []web.Check{
		{Name: "store", Ready: func(context.Context) error { return away }},
		{Name: "slack", Ready: func(context.Context) error { return nil }},
	}})
	if status, body := get(h, "/readyz"); status != http.StatusOK || body != "store: ready\nslack: ready\n" {
		t.Errorf("all there: %d %q", status, body)
	}
	away = errors.New("no answer")
	if status, body := get(h, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "store: not ready: no answer") {
		t.Errorf("store away: %d %q", status, body)
	}
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
