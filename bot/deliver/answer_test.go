package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

func historyOf(channel string) *slack.GetConversationHistoryParameters {
	return &slack.GetConversationHistoryParameters{ChannelID: channel, Limit: 100, IncludeAllMetadata: true}
}

func TestRead(t *testing.T) {
	says := func(word string) error { return fmt.Errorf("posting: %w", slack.SlackErrorResponse{Err: word}) }
	tests := []struct {
		name    string
		err     error
		want    answer
		after   time.Duration
		problem string
	}{
		{"nothing wrong", nil, accepted, 0, ""},
		{"429", &slack.RateLimitedError{RetryAfter: 3 * time.Second}, limited, 3 * time.Second, "ratelimited"},
		{"429 at once", &slack.RateLimitedError{}, limited, time.Second, "ratelimited"},
		{"429 without Retry-After", slack.StatusCodeError{Code: 429}, limited, noRetryAfter, "ratelimited"},
		{"ratelimited in a 200", says("ratelimited"), limited, noRetryAfter, "ratelimited"},
		{"rate_limited in a 200", says("rate_limited"), limited, noRetryAfter, "rate_limited"},
		{"500", slack.StatusCodeError{Code: 500}, silent, 0, "http_Internal Server Error"},
		{"503", slack.StatusCodeError{Code: 503}, silent, 0, "http_Service Unavailable"},
		{"404", slack.StatusCodeError{Code: 404}, refused, 0, "http_Not Found"},
		{"fatal_error", says("fatal_error"), silent, 0, "fatal_error"},
		{"service_unavailable", says("service_unavailable"), away, 0, "service_unavailable"},
		{"something new", says("moon_is_full"), refused, 0, "moon_is_full"},
		{"archived", says("is_archived"), hopeless, 0, "is_archived"},
		{"not in channel", says("not_in_channel"), hopeless, 0, "not_in_channel"},
		{"deactivated", says("user_disabled"), hopeless, 0, "user_disabled"},
		{"no such name", workflow.Refuse(workflow.CodeNotFound, "no channel"), hopeless, 0, "channel_not_found"},
		{"name unknown to Slack", &workflow.Error{Code: workflow.CodeNotFound, Err: slack.SlackErrorResponse{Err: "user_not_found"}}, hopeless, 0, "user_not_found"},
		{"token", says("token_revoked"), locked, 0, "token_revoked"},
		{"deleted", says("message_not_found"), missing, 0, "message_not_found"},
		{"time-out", context.DeadlineExceeded, silent, 0, "no_answer"},
		{"cut off", io.ErrUnexpectedEOF, silent, 0, "no_answer"},
		{"reset", &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, silent, 0, "no_answer"},
		{"not JSON", errors.New("invalid character '<' looking for beginning of value"), silent, 0, "no_answer"},
		{"no connection", &net.OpError{Op: "dial", Err: errors.New("connection refused")}, away, 0, "slack_unreachable"},
		{"no scope", says("missing_scope"), barred, 0, "missing_scope"},
		{"wrong kind of token", says("not_allowed_token_type"), barred, 0, "not_allowed_token_type"},
		{"a certificate that nobody knows", &url.Error{Op: "Post", Err: &tls.CertificateVerificationError{Err: errors.New("unknown authority")}}, away, 0, "slack_unreachable"},
		{"no encryption", &url.Error{Op: "Post", Err: tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}}, away, 0, "slack_unreachable"},
		{"no address", &net.DNSError{Err: "no such host"}, away, 0, "slack_unreachable"},
	}
	for _, tt := range tests {
		got, after, problem := read(tt.err)
		if got != tt.want || after != tt.after || problem != tt.problem {
			t.Errorf("%s: %v %v %q, want %v %v %q", tt.name, got, after, problem, tt.want, tt.after, tt.problem)
		}
	}
}

func TestBackOff(t *testing.T) {
	for attempts := range 40 {
		least := min(time.Second<<min(max(attempts-1, 0), 8), 4*time.Minute)
		seen := map[time.Duration]bool{}
		for n := range 50 {
			d := backOff(card(n).ID, attempts)
			if d < least || d > least+least/4+1 {
				t.Errorf("backOff(card %d, %d) = %s, want %s to %s", n, attempts, d, least, least+least/4)
			}
			seen[d] = true
		}
		if len(seen) < 40 {
			t.Errorf("50 notices come back at %d instants after %d tries", len(seen), attempts)
		}
	}
}

// A conversation that Slack fails to open holds up what has to be opened too, and
// not the channels that are known.
func TestAConversationThatIsNotFoundOutHoldsUpNobodyElse(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	if err := w.slack.Inject(sandbox.Fault{Method: "conversations.open", Kind: sandbox.Fault500, Count: 1}); err != nil {
		t.Fatal(err)
	}
	first := post("page:1", w.person("ada"), "")
	first.Urgent = true
	w.add(first, post("page:2", "", "#releases"))
	if diff := cmp.Diff(Result{Due: 2, Refused: 1, Sent: 1}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	if r := w.drain(d, time.Minute); r.Sent != 1 {
		t.Errorf("result %+v, want the other sent when Slack is well again", r)
	}
}

// While Slack cannot be reached nothing dies, however long it takes.
func TestSlackIsAway(t *testing.T) {
	w := newTown(t)
	closed := httptest.NewServer(http.NotFoundHandler())
	url := closed.URL
	closed.Close()
	d := w.deliverer(func(o *Options) { o.API = slack.New("xoxb-town", slack.OptionAPIURL(url+"/api/")) })
	w.add(post("page:1", "", "CRELEASES"))
	if r := w.drain(d, 20*time.Minute); r.Dead != 0 || r.Unknown != 0 || r.Refused < 50 {
		t.Errorf("result %+v", r)
	}
	w.drain(w.deliverer(), time.Hour)
	if got := len(w.reads("CRELEASES")); got != 1 {
		t.Errorf("%d messages, want 1", got)
	}
}

// Without the scope to look, the notice is told rather than kept back.
func TestWithoutHistoryScope(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) { c.Apps[0].Scopes = without(sandbox.AllScopes(), "channels:history") })
	d := w.deliverer()
	w.add(post("page:1", "", "#releases"))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetBefore, Count: 1}); err != nil {
		t.Fatal(err)
	}
	w.drain(d, time.Hour)
	if got := w.status("page:1"); got != workflow.NoticeSent {
		t.Errorf("status = %s, want sent", got)
	}
}

// While history does not answer, nothing is sent on suspicion.
func TestTheLookFails(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:1", "", "#releases"))
	if err := w.slack.Inject(
		sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1},
		sandbox.Fault{Method: "conversations.history", Kind: sandbox.Fault500, Count: 2},
		sandbox.Fault{Method: "conversations.history", Kind: sandbox.Fault429, Count: 1, RetryAfter: 5},
	); err != nil {
		t.Fatal(err)
	}
	r := w.drain(d, time.Hour)
	if r.Found != 1 || r.Sent != 0 {
		t.Errorf("result %+v, want one found and none sent", r)
	}
	if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// The look finds the message behind hundreds of others.
func TestTheLookPages(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:1", "", "#releases"))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1}); err != nil {
		t.Fatal(err)
	}
	w.once(d)
	for range 2*lookPage + 10 {
		if _, _, err := w.api.PostMessageContext(t.Context(), "CRELEASES", slack.MsgOptionText("chatter", false)); err != nil {
			t.Fatal(err)
		}
	}
	if r := w.drain(d, time.Hour); r.Found != 1 {
		t.Errorf("result %+v, want one found", r)
	}
}

func without(all []string, one string) []string {
	var out []string
	for _, s := range all {
		if s != one {
			out = append(out, s)
		}
	}
	return out
}
