package app

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// TestTheTokensAreWrongFromTheStart starts a bot whose tokens Slack does not
// take: it lives, says in /readyz and in the log what is wrong and what mends
// it, and does not storm Slack.
func TestTheTokensAreWrongFromTheStart(t *testing.T) {
	w := newLocalSlack(t)
	w.TheRestDoesNotMatter()
	w.Expects("invalid_auth")
	b := w.startBot(t, Prefix+"_DATA_DIR="+t.TempDir(), Prefix+"_SLACK_BOT_TOKEN=xoxb-of-another-time", Prefix+"_SLACK_APP_TOKEN=xapp-of-another-time")
	b.waitFor("slack does not accept the bot's token; nothing can be delivered until it does")
	b.waitFor("slack socket not opened")
	status, said := b.get("/readyz")
	for _, want := range []string{
		"store: ready", "requests: ready", "slack: not ready: slack does not accept the bot's token (invalid_auth)", "DRUMBEAT_SLACK_BOT_TOKEN",
		"socket: not ready: slack refused to open a socket (invalid_auth)", "DRUMBEAT_SLACK_APP_TOKEN",
	} {
		if status != http.StatusServiceUnavailable || !strings.Contains(said, want) {
			t.Errorf("/readyz says %d, want 503 and %q in:\n%s", status, want, said)
		}
	}
	if status, said := b.get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, said)
	}
	if _, said := b.get("/metrics"); !strings.Contains(said, "drumbeat_slack_token_accepted 0") {
		t.Error("the figures do not say that the token is not accepted")
	}
}

// TestAScopeIsMissing starts a bot that may not look into channels, and one that
// may not write to people: the first says which promise is weaker, the second is
// not ready.
func TestAScopeIsMissing(t *testing.T) {
	for scope, want := range map[string]struct {
		status int
		said   string
	}{
		"channels:history": {http.StatusOK, "slack: ready\nslack: weaker: The scope channels:history is missing: after a time-out a message in a public channel may be posted twice."},
		"im:write":         {http.StatusServiceUnavailable, "slack: not ready: the scope im:write is missing: nobody can be sent a direct message"},
	} {
		t.Run(scope, func(t *testing.T) {
			w := newLocalSlack(t, func(c *sandbox.Config) {
				app := &c.Apps[0]
				app.Scopes = without(app.Scopes, scope)
			})
			w.TheRestDoesNotMatter()
			b := w.startBot(t, Prefix+"_DATA_DIR="+t.TempDir())
			w.connected(t)
			if line := b.waitFor("a scope is missing"); line["scope"] != scope || !strings.Contains(line["mend"].(string), "OAuth & Permissions") {
				t.Errorf("the log says %v", line)
			}
			w.Eventually("readiness after the socket's hello", func() bool {
				status, said := b.get("/readyz")
				return status == want.status && strings.Contains(said, "socket: ready")
			})
			if status, said := b.get("/readyz"); status != want.status || !strings.Contains(said, want.said) || !strings.Contains(said, "OAuth & Permissions") {
				t.Errorf("/readyz says %d, want %d and %q in:\n%s", status, want.status, want.said, said)
			}
		})
	}
}

// TestTheAppWasNeverLearned: where bots.info failed in the first moments, the app
// was not asked for again, and requests for another one were taken as long as the
// process lived. The workspace is served meanwhile.
func TestTheAppWasNeverLearned(t *testing.T) {
	w := newLocalSlack(t)
	w.TheRestDoesNotMatter()
	w.GoesWrong(sandbox.Fault{Method: "bots.info", Kind: sandbox.Fault500, Count: 2})
	b := w.startBot(t, Prefix+"_DATA_DIR="+t.TempDir())
	b.waitFor("slack did not say who the bot is, trying again")
	b.waitFor("connected to the workspace")
	if who := b.waitFor("slack says who the bot is"); who["app"] != w.server.Config().Apps[0].ID {
		t.Errorf("the log says %v", who)
	}
}

// TestAskingSlackAgain: as long as Slack wants; soon while it does not answer;
// seldom where it says no, which does not pass by itself.
func TestAskingSlackAgain(t *testing.T) {
	no := slack.SlackErrorResponse{Err: "invalid_auth"}
	for _, c := range []struct {
		err         error
		failures    int
		least, most time.Duration
	}{
		{nil, 0, 3 * time.Minute, 5 * time.Minute},
		{io.ErrUnexpectedEOF, 1, 300 * time.Millisecond, 500 * time.Millisecond},
		{io.ErrUnexpectedEOF, 2, 700 * time.Millisecond, time.Second},
		{io.ErrUnexpectedEOF, 1000, 3 * time.Second, 5 * time.Second},
		{fmt.Errorf("auth.test: %w", no), 1, 20 * time.Second, 30 * time.Second},
		{fmt.Errorf("auth.test: %w", &slack.RateLimitedError{RetryAfter: 77 * time.Second}), 1, 77 * time.Second, 77 * time.Second},
		{&slack.RateLimitedError{}, 1, time.Second, time.Second},
	} {
		for range 20 {
			if d := askAgain(c.err, c.failures); d < c.least || d > c.most {
				t.Errorf("%v, failures %d: %s, want %s to %s", c.err, c.failures, d, c.least, c.most)
			}
		}
	}
}

func without(all []string, one string) (out []string) {
	for _, s := range all {
		if s != one {
			out = append(out, s)
		}
	}
	return out
}
