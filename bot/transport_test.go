package bot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"

	"github.com/VictoriaMetrics/metrics"
	"github.com/slack-go/slack"
)

// office is a Slack that answers what a test says, and the bot's way to it.
type office struct {
	*bot.Transport
	api *slack.Client
	set *metrics.Set
	log *strings.Builder

	mu     sync.Mutex
	now    time.Time
	answer http.HandlerFunc
	calls  int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{set: metrics.NewSet(), log: &strings.Builder{}, now: monday}
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		o.mu.Lock()
		o.calls++
		answer := o.answer
		o.mu.Unlock()
		answer(rw, r)
	}))
	t.Cleanup(srv.Close)
	client := bot.NewHTTPClient(patience)
	o.Transport = bot.NewTransport(bot.TransportOptions{Base: client.Transport, Now: o.clock, Log: slog.New(slog.NewTextHandler(o.log, nil)), Metrics: o.set})
	client.Transport = o.Transport
	o.api = slack.New("xoxb-1", slack.OptionAPIURL(srv.URL+"/api/"), slack.OptionHTTPClient(client), slack.OptionAppLevelToken("xapp-1"))
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) says(status int, body string, header ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = func(rw http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, body)
	}
}

func (o *office) passes(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *office) came() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.calls
	o.calls = 0
	return n
}

func (o *office) test() error {
	_, err := o.api.AuthTestContext(context.Background())
	return err
}

const allScopes = "commands,chat:write,im:write,users:read,usergroups:read,channels:read,groups:read,channels:history,groups:history,im:history,files:write"

// every method that the bot calls and Slack does not limit by conversation.
func (o *office) everyMethod() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"views.open": func(ctx context.Context) error {
			_, err := o.api.OpenViewContext(ctx, "t", slack.ModalViewRequest{})
			return err
		},
		"views.push": func(ctx context.Context) error {
			_, err := o.api.PushViewContext(ctx, "t", slack.ModalViewRequest{})
			return err
		},
		"views.update": func(ctx context.Context) error {
			_, err := o.api.UpdateViewContext(ctx, slack.ModalViewRequest{}, "", "", "V1")
			return err
		},
		"views.publish": func(ctx context.Context) error {
			_, err := o.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: "U1"})
			return err
		},
		"users.info":      func(ctx context.Context) error { _, err := o.api.GetUserInfoContext(ctx, "U1"); return err },
		"users.list":      func(ctx context.Context) error { _, err := o.api.GetUsersPaginated().Next(ctx); return err },
		"usergroups.list": func(ctx context.Context) error { _, err := o.api.GetUserGroupsContext(ctx); return err },
		"conversations.list": func(ctx context.Context) error {
			_, _, err := o.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{})
			return err
		},
		"conversations.open": func(ctx context.Context) error {
			_, _, _, err := o.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{"U1"}})
			return err
		},
		"conversations.history": func(ctx context.Context) error {
			_, err := o.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: "C1"})
			return err
		},
		"conversations.replies": func(ctx context.Context) error {
			_, _, _, err := o.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: "C1", Timestamp: "1.2"})
			return err
		},
		"chat.update": func(ctx context.Context) error {
			_, _, _, err := o.api.UpdateMessageContext(ctx, "C1", "1.2", slack.MsgOptionText("x", false))
			return err
		},
		"chat.delete": func(ctx context.Context) error { _, _, err := o.api.DeleteMessageContext(ctx, "C1", "1.2"); return err },
		"chat.getPermalink": func(ctx context.Context) error {
			_, err := o.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: "C1", Ts: "1.2"})
			return err
		},
		"auth.test":             func(ctx context.Context) error { _, err := o.api.AuthTestContext(ctx); return err },
		"apps.connections.open": func(ctx context.Context) error { _, _, err := o.api.StartSocketModeContext(ctx); return err },
	}
}

// TestRetryAfterIsObeyedForEveryMethod: until the time is over nobody calls the
// method again, whoever wants to, and other methods go on.
func TestRetryAfterIsObeyedForEveryMethod(t *testing.T) {
	for name := range newOffice(t).everyMethod() {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			call := o.everyMethod()[name]
			for _, limit := range []struct {
				status int
				body   string
				header []string
				wait   time.Duration
			}{
				{429, "", []string{"Retry-After", "7"}, 7 * time.Second},
				{429, "", nil, 30 * time.Second},
				{429, "<html>", []string{"Retry-After", "soon"}, 30 * time.Second},
				{200, `{"ok":false,"error":"ratelimited"}`, []string{"Retry-After", "9"}, 9 * time.Second},
			} {
				o.says(limit.status, limit.body, limit.header...)
				_ = call(t.Context())
				o.came()
				o.says(200, `{"ok":true}`)
				o.passes(limit.wait - time.Second)
				for range 5 {
					var limited *slack.RateLimitedError
					if err := call(t.Context()); !errors.As(err, &limited) || limited.RetryAfter != time.Second {
						t.Errorf("%d %q: while limited: %v, want limited for one second more", limit.status, limit.body, err)
					}
				}
				if n := o.came(); n != 0 {
					t.Errorf("%d %q: called %d times before Retry-After was over", limit.status, limit.body, n)
				}
				o.passes(time.Second)
				_ = call(t.Context())
				if n := o.came(); n == 0 {
					t.Errorf("%d %q: not called after Retry-After", limit.status, limit.body)
				}
			}
		})
	}
}

// TestMessagesAreLimitedByConversation: one conversation's limit keeps no other
// from being written to, and holds for whoever writes to this one.
func TestMessagesAreLimitedByConversation(t *testing.T) {
	o := newOffice(t)
	for name, write := range map[string]func(channel string) error{
		"chat.postMessage": func(c string) error {
			_, _, err := o.api.PostMessageContext(t.Context(), c, slack.MsgOptionText("x", false))
			return err
		},
		"chat.postEphemeral": func(c string) error {
			_, err := o.api.PostEphemeralContext(t.Context(), c, "U1", slack.MsgOptionText("x", false))
			return err
		},
	} {
		o.says(429, "", "Retry-After", "7")
		for range 3 {
			var limited *slack.RateLimitedError
			if err := write("C1"); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if n := o.came(); n != 1 {
			t.Errorf("%s: called %d times, want once before Retry-After is over", name, n)
		}
		o.says(200, `{"ok":true}`)
		if err := write("C2"); err != nil || o.came() != 1 {
			t.Errorf("%s: another conversation waits too: %v", name, err)
		}
	}
}

// TestTheLongestWaitCounts: calls that were under way together are answered with
// waits of different lengths; the shortest does not end the others.
func TestTheLongestWaitCounts(t *testing.T) {
	o := newOffice(t)
	var calls atomic.Int32
	first, second := make(chan struct{}), make(chan struct{})
	o.mu.Lock()
	o.answer = func(rw http.ResponseWriter, _ *http.Request) {
		wait := "20"
		if calls.Add(1) == 2 {
			close(second)
			<-first // the second is answered after the first, and with less
			wait = "1"
		} else {
			<-second
		}
		rw.Header().Set("Retry-After", wait)
		rw.WriteHeader(http.StatusTooManyRequests)
	}
	o.mu.Unlock()
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			var limited *slack.RateLimitedError
			if errors.As(o.test(), &limited) && limited.RetryAfter == 20*time.Second {
				close(first)
			}
		})
	}
	both.Wait()
	o.came()
	o.passes(10 * time.Second)
	if err := o.test(); err == nil || o.came() != 0 {
		t.Errorf("called ten seconds after Slack had asked for twenty: %v", err)
	}
}

// TestTheTokenIsRevokedAndMended: readiness says which word Slack used and what
// mends it, the log says it once, and the first call that is taken ends it.
func TestTheTokenIsRevokedAndMended(t *testing.T) {
	for _, word := range []string{"invalid_auth", "token_revoked", "account_inactive", "token_expired", "not_allowed_token_type"} {
		o := newOffice(t)
		if err := o.Ready(); err == nil || !strings.Contains(err.Error(), "not answered") {
			t.Errorf("before Slack was asked: %v", err)
		}
		o.says(200, `{"ok":true}`, "X-OAuth-Scopes", allScopes)
		_ = o.test()
		if err := o.Ready(); err != nil {
			t.Errorf("accepted: %v", err)
		}
		o.says(200, fmt.Sprintf(`{"ok":false,"error":%q}`, word))
		for range 10 {
			_ = o.test()
		}
		if err := o.Ready(); err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), "DRUMBEAT_SLACK_BOT_TOKEN") {
			t.Errorf("%s: Ready says %v", word, err)
		}
		if got := strings.Count(o.log.String(), "level=ERROR"); got != 1 {
			t.Errorf("%s: logged %d times, want once:\n%s", word, got, o.log)
		}
		if got := figure(o.set, "drumbeat_slack_token_accepted"); got != "0" {
			t.Errorf("%s: drumbeat_slack_token_accepted is %s", word, got)
		}
		o.says(200, `{"ok":false,"error":"channel_not_found"}`) // refused, but by a Slack that takes the token
		_ = o.test()
		if err := o.Ready(); err != nil {
			t.Errorf("%s: mended, and Ready says %v", word, err)
		}
		if got := figure(o.set, "drumbeat_slack_token_accepted"); got != "1" {
			t.Errorf("%s: mended, and drumbeat_slack_token_accepted is %s", word, got)
		}
	}
}

// TestTheAppLevelTokenIsNotTheBotToken: what Slack says of the one is not told
// of the other.
func TestTheAppLevelTokenIsNotTheBotToken(t *testing.T) {
	o := newOffice(t)
	o.says(200, `{"ok":true}`)
	_ = o.test()
	o.says(200, `{"ok":false,"error":"invalid_auth"}`)
	if _, _, err := o.api.StartSocketModeContext(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if err := o.Ready(); err != nil {
		t.Errorf("Ready says %v", err)
	}
}

// TestEachScopeThatIsMissingIsNamed: without a scope the bot cannot work without,
// it is not ready and says which and where to add it; without another a promise
// is weaker and that is said.
func TestEachScopeThatIsMissingIsNamed(t *testing.T) {
	for _, g := range bot.BotScopes {
		o := newOffice(t)
		o.says(200, `{"ok":true}`, "X-OAuth-Scopes", strings.Join(slices.DeleteFunc(strings.Split(allScopes, ","), func(s string) bool { return s == g.Name }), ", "))
		_ = o.test()
		_ = o.test()
		said := strings.Join(o.Weaker(), " ")
		if g.Needed {
			said = fmt.Sprint(o.Ready())
		} else if err := o.Ready(); err != nil {
			t.Errorf("%s: not ready: %v", g.Name, err)
		}
		if !strings.Contains(said, "scope "+g.Name+" is missing: "+g.Without) || !strings.Contains(said, "OAuth & Permissions") {
			t.Errorf("%s: says %q", g.Name, said)
		}
		if got := strings.Count(o.log.String(), "scope="+g.Name); got != 1 {
			t.Errorf("%s: logged %d times, want once:\n%s", g.Name, got, o.log)
		}
		if got := figure(o.set, "drumbeat_slack_scopes_missing"); got != "1" {
			t.Errorf("%s: drumbeat_slack_scopes_missing is %s", g.Name, got)
		}
		o.says(200, `{"ok":true}`, "X-OAuth-Scopes", allScopes)
		_ = o.test()
		if err := o.Ready(); err != nil || len(o.Weaker()) > 0 {
			t.Errorf("%s: added, and says %v, %v", g.Name, err, o.Weaker())
		}
	}
}

// TestAMethodRefusedForWantOfAScope is told with the scope that Slack names, also
// where the token's scopes are not said.
func TestAMethodRefusedForWantOfAScope(t *testing.T) {
	o := newOffice(t)
	for name, call := range o.everyMethod() {
		if name == "apps.connections.open" {
			continue
		}
		o.says(200, `{"ok":false,"error":"missing_scope","needed":"some:scope","provided":"`+strings.Repeat("other:scope,", 400)+`"}`)
		_ = call(t.Context())
		_ = call(t.Context())
		if got := strings.Join(o.Weaker(), " "); !strings.Contains(got, "Slack refuses "+name+" for want of the scope some:scope") {
			t.Errorf("says %q", got)
		}
		if got := strings.Count(o.log.String(), "method="+name); got != 1 {
			t.Errorf("%s: logged %d times, want once", name, got)
		}
		o.says(200, `{"ok":true}`)
		_ = call(t.Context())
		if got := o.Weaker(); len(got) > 0 {
			t.Errorf("%s: added, and says %q", name, got)
		}
	}
}

// TestStrangeAnswersReachTheCallerWhole: whatever comes, the caller gets all of
// it, it is counted, and says nothing about the token.
func TestStrangeAnswersReachTheCallerWhole(t *testing.T) {
	long := `{"ok":true,"pad":"` + strings.Repeat("x", 100_000) + `"}`
	for _, c := range []struct {
		status        int
		body, outcome string
	}{
		{200, long, "ok"}, {200, `{"pad":"` + strings.Repeat("x", 5000) + `","ok":true}`, "unreadable"}, {200, ` {"team":"x","ok" : true}`, "ok"},
		{200, `{"ok":false,"error":"channel_not_found"}`, "refused"}, {200, "", "unreadable"}, {200, `{"ok":tr`, "unreadable"},
		{200, `[1]`, "unreadable"}, {200, "<html>hello</html>", "unreadable"}, {500, "<html>oh</html>", "error"}, {302, "", "error"},
	} {
		o := newOffice(t)
		o.says(c.status, c.body)
		req, err := http.NewRequest(http.MethodPost, "http://slack.invalid/api/auth.test", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		o.answer(rec, req)
		through := bot.NewTransport(bot.TransportOptions{Base: canned{rec.Result()}, Now: o.clock, Metrics: o.set})
		resp, err := through.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || string(got) != c.body {
			t.Errorf("%.40q: %d bytes reach the caller, want %d (%v)", c.body, len(got), len(c.body), err)
		}
		if n := figure(o.set, fmt.Sprintf(`drumbeat_slack_calls_total{method="auth.test",outcome=%q}`, c.outcome)); n != "1" {
			t.Errorf("%.40q: not counted as %s", c.body, c.outcome)
		}
	}
}

// canned answers without a network.
type canned struct{ resp *http.Response }

func (c canned) RoundTrip(*http.Request) (*http.Response, error) { return c.resp, nil }

// TestABodyThatBreaksOffIsAnError: what was cut off is not taken for an answer.
func TestABodyThatBreaksOffIsAnError(t *testing.T) {
	o := newOffice(t)
	o.answer = func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Length", "5000")
		_, _ = io.WriteString(rw, `{"ok":true,"team`)
		_ = http.NewResponseController(rw).Flush()
		panic(http.ErrAbortHandler)
	}
	if err := o.test(); err == nil {
		t.Error("taken for an answer")
	}
}

// figure reads one figure.
func figure(set *metrics.Set, name string) string {
	var out strings.Builder
	set.WritePrometheus(&out)
	for line := range strings.Lines(out.String()) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			return value
		}
	}
	return ""
}
