// Package web is what Drumbeat serves besides Slack's requests: whether it is
// alive, whether it can work, and its figures.
//
// Alive (/healthz) speaks of the process alone, so that an orchestrator does
// not restart it because a database is away. Ready (/readyz) speaks of what the
// bot needs to keep a promise: a store that takes writes, and a way for Slack's
// requests to come in.
package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// readyTimeout bounds one check; orchestrators ask often and wait briefly.
const readyTimeout = 2 * time.Second

// Check is one thing that the bot needs to work.
type Check struct {
	Name string
	// Ready returns why it is not there; nil when it is.
	Ready func(ctx context.Context) error
	// Note gives what is worth knowing though it is no reason not to work; "":
	// nothing. It is asked after Ready, and may be nil.
	Note func() string
}

// Options is what the handler serves.
type Options struct {
	Checks  []Check
	Metrics *metrics.Set
	Version string
}

// Handler serves GET /healthz, /readyz and /metrics.
func Handler(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "alive "+o.Version+"\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		status, text := ready(r.Context(), o.Checks)
		plain(w, status, text)
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		if o.Metrics != nil {
			o.Metrics.WritePrometheus(w)
		}
		metrics.WriteProcessMetrics(w)
	})
	return mux
}

// ready asks every check and says, a line each, what is there and what is not.
func ready(ctx context.Context, checks []Check) (status int, text string) {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	status = http.StatusOK
	for _, c := range checks {
		if err := c.Ready(ctx); err != nil {
			status = http.StatusServiceUnavailable
			text += fmt.Sprintf("%s: not ready: %v\n", c.Name, err)
			continue
		}
		text += c.Name + ": ready"
		if c.Note != nil {
			if note := c.Note(); note != "" {
				text += "; " + note
			}
		}
		text += "\n"
	}
	return status, text
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
