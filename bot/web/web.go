// Package web is what Drumbeat serves besides Slack's requests: whether it is
// alive, whether it can work, and its figures.
//
// Alive (/healthz) speaks of the process alone, so that an orchestrator does
// not restart it because a database is away. Ready (/readyz) speaks of what the
// bot needs to keep a promise: a store that takes writes, a token that Slack
// accepts, and a way for Slack's requests to come in.
package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
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
	// Weaker says which promises are weaker though it is there; nil: none ever are.
	Weaker func() []string
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

// ready asks every check, all at once so that a slow one does not take the
// others' time, and says, a line each, what is there and what is not, and under
// it which promises are weaker.
func ready(ctx context.Context, checks []Check) (status int, text string) {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	lines := make([]string, len(checks))
	var down atomic.Bool
	var asked sync.WaitGroup
	for i, c := range checks {
		asked.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					down.Store(true)
					lines[i] = fmt.Sprintf("%s: not ready: the check itself failed: %v\n", c.Name, p)
				}
			}()
			err := c.Ready(ctx)
			if err != nil {
				down.Store(true)
			}
			lines[i] = c.line(err)
		})
	}
	asked.Wait()
	if down.Load() {
		return http.StatusServiceUnavailable, strings.Join(lines, "")
	}
	return http.StatusOK, strings.Join(lines, "")
}

// line says what came of a check.
func (c Check) line(err error) string {
	out := c.Name + ": ready"
	switch {
	case err != nil:
		out = fmt.Sprintf("%s: not ready: %v", c.Name, err)
	case c.Note != nil:
		if note := c.Note(); note != "" {
			out += "; " + note
		}
	}
	if c.Weaker != nil {
		for _, w := range c.Weaker() {
			out += "\n" + c.Name + ": weaker: " + w
		}
	}
	return out + "\n"
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
