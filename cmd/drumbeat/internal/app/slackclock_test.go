package app

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A host whose clock is six minutes off refuses what Slack signs. It says so
// where an orchestrator asks, with both clocks, and takes no part until the clock
// is set; four minutes are no reason.
func TestReadyNamesTheClocksThatAreFarApart(t *testing.T) {
	for _, off := range []time.Duration{-4 * time.Minute, -6 * time.Minute, 6 * time.Minute} {
		t.Run(off.String(), func(t *testing.T) {
			w := newLocalSlack(t)
			app := w.server.Config().Apps[0]
			cfg := Config{SlackBotToken: Secret(app.BotToken), SlackSigningSecret: Secret(app.SigningSecret), SlackAPIURL: w.URL() + "/api/", DataDir: t.TempDir(), Listen: "127.0.0.1:0"}
			log := newLogLines()
			life := newLifecycle(slog.New(slog.NewJSONHandler(log, nil)))
			life.within = time.Minute // however slow the machine is
			t.Cleanup(func() {
				if err := life.stop(); err != nil {
					t.Errorf("stop: %v", err)
				}
			})
			host := func() time.Time { return time.Now().Add(off) }
			if err := startServe(t.Context(), life, cfg, tuning{times: times{now: host, wall: host}}); err != nil {
				t.Fatal(err)
			}
			started, ok := log.await(t.Context(), "started")
			if !ok {
				t.Fatalf("not started: %s", log.all())
			}
			if _, ok := log.await(t.Context(), "connected to the workspace"); !ok {
				t.Fatalf("not connected: %s", log.all())
			}
			resp, err := http.Get("http://" + started["listen"].(string) + "/readyz")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			far := off.Abs() > 5*time.Minute
			want := http.StatusOK
			if far {
				want = http.StatusServiceUnavailable
			}
			if resp.StatusCode != want || strings.Contains(string(body), "clock: not ready: this host's clock shows 20") != far {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
			if !strings.Contains(log.all(), "this host's clock and Slack's differ") {
				t.Errorf("the log does not say that the clocks differ:\n%s", log.all())
			}
		})
	}
}
