package bot

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// TestWhereAnswersMayGo: an answer goes to Slack's own response URLs, or to the
// very server that is the Web API, and nowhere else.
func TestWhereAnswersMayGo(t *testing.T) {
	const slacks, gov, local = "", "https://slack-gov.com/api/", "http://127.0.0.1:8080/api/"
	for _, c := range []struct {
		api, to string
		want    bool
	}{
		{slacks, "https://hooks.slack.com/commands/T1/2/abc", true},
		{slacks, "https://hooks.slack.com/actions/T1/2/abc", true},
		{slacks, "https://hooks.slack.com/app-actions/T1/2/abc", true},
		{"https://slack.com/api/", "https://hooks.slack.com/actions/T1/2/abc", true},
		{gov, "https://hooks.slack-gov.com/actions/T1/2/abc", true},
		{local, "http://127.0.0.1:8080/response/1", true},

		{slacks, "http://hooks.slack.com/actions/T1/2/abc", false},
		{slacks, "https://hooks.slack.com:8443/actions/T1/2/abc", false},
		{slacks, "https://hooks.slack.com.evil.example/actions/T1/2/abc", false},
		{slacks, "https://evil.example/actions/hooks.slack.com", false},
		{slacks, "https://hooks.slack.com@evil.example/actions/T1/2/abc", false},
		{slacks, "https://user:pass@hooks.slack.com/actions/T1/2/abc", false},
		{slacks, "https://evilhooks.slack.com/actions/T1/2/abc", false},
		{slacks, "https://HOOKS.slack.com/actions/T1/2/abc", false},
		{slacks, "https://hooks.slack.com./actions/T1/2/abc", false},
		{slacks, "https://hooks.slack.com\\.evil.example/actions/x", false},
		{slacks, "https://hooks.slack.com/actions/../services/T1/B1/x", false},
		{slacks, "https://hooks.slack.com/actions/%2e%2e/services/T1/B1/x", false},
		{slacks, "https://hooks.slack.com/services/T1/B1/x", false},
		{slacks, "https://hooks.slack.com/actions/", false},
		{slacks, "https://hooks.slack.com/", false},
		{slacks, "https://hooks.slack.com/actions/T1#frag", false},
		{slacks, "https://slack.com/api/chat.postMessage", false},
		{slacks, "http://127.0.0.1:8080/response/1", false},
		{slacks, "http://169.254.169.254/latest/meta-data/", false},
		{slacks, "file:///etc/passwd", false}, {slacks, "//hooks.slack.com/actions/x", false}, {slacks, "hooks.slack.com/actions/x", false},
		{slacks, "https:hooks.slack.com/actions/x", false}, {slacks, "", false}, {slacks, "%zz", false}, {slacks, "https://hooks.slack.com/actions/\x00", false},
		{gov, "https://hooks.slack.com/actions/T1/2/abc", false},
		{local, "https://hooks.slack.com/actions/T1/2/abc", false},
		{local, "https://127.0.0.1:8080/response/1", false}, {local, "http://127.0.0.1:8081/response/1", false}, {local, "http://127.0.0.1/response/1", false},
		{"::", "http://127.0.0.1/", false}, {"::", "", false}, {"http://", "http:///x", false},
	} {
		if got := placesOf(c.api).mayPost(c.to); got != c.want {
			t.Errorf("with the API at %q, %q: got %t, want %t", c.api, c.to, got, c.want)
		}
	}
}

func TestWhereSocketsMayGo(t *testing.T) {
	const slacks, local, localTLS = "", "http://127.0.0.1:8080/api/", "https://slack.test/api/"
	for _, c := range []struct {
		api, to string
		want    bool
	}{
		{slacks, "wss://wss-primary.slack.com/link/?ticket=1", true}, {slacks, "wss://wss-backup.slack.com:443/link/?ticket=1", true},
		{local, "ws://127.0.0.1:8080/link/?ticket=1", true}, {localTLS, "wss://slack.test/link/", true},
		{slacks, "ws://wss-primary.slack.com/link/", false}, {slacks, "https://wss-primary.slack.com/link/", false}, {slacks, "wss://slack.com.evil.example/", false},
		{slacks, "wss://evilslack.com/", false}, {slacks, "wss://wss.slack.com@evil.example/", false}, {slacks, "wss://wss.slack.com:99/", false}, {slacks, "", false}, {slacks, "%zz", false},
		{local, "ws://10.0.0.1:8080/link/", false}, {local, "wss://wss-primary.slack.com/link/", false}, {localTLS, "ws://slack.test/link/", false},
	} {
		if got := placesOf(c.api).mayDial(c.to); got != c.want {
			t.Errorf("with the API at %q, %q: got %t, want %t", c.api, c.to, got, c.want)
		}
	}
}

// hostileSlack is a Web API that does to its caller what it can.
func hostileSlack(t *testing.T, h http.HandlerFunc) (*httptest.Server, *slack.Client) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s, slack.New("xoxb-secret", slack.OptionAPIURL(s.URL+"/api/"), slack.OptionAppLevelToken("xapp-secret"), slack.OptionHTTPClient(NewHTTPClient(5*time.Minute)))
}

// TestTokensDoNotWander: a Web API that redirects gets no second request, so that
// no token is sent to where it points.
func TestTokensDoNotWander(t *testing.T) {
	var wandered atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { wandered.Add(1) }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		_, api := hostileSlack(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+r.URL.Path, status) })
		if _, err := api.AuthTestContext(t.Context()); err == nil {
			t.Errorf("%d: taken for an answer", status)
		}
		if _, _, err := api.StartSocketModeContext(t.Context()); err == nil {
			t.Errorf("%d: taken for a socket", status)
		}
	}
	if n := wandered.Load(); n != 0 {
		t.Errorf("%d requests followed a redirect", n)
	}
}

// TestEndlessAnswersEnd: an answer of Slack's that does not end, also one that is
// small only while it is packed, ends in an error after a bound.
func TestEndlessAnswersEnd(t *testing.T) {
	const most = 64 << 10
	client := NewHTTPClient(5 * time.Minute)
	if b := client.Transport.(bounded); b.most != maxAnswer || b.MaxResponseHeaderBytes != maxAnswerHeader {
		t.Errorf("bounds: %d bytes, %d of them in the header", b.most, b.MaxResponseHeaderBytes)
	}
	client.Transport = bounded{client.Transport.(bounded).Transport, most}
	for name, packed := range map[string]bool{"plain": false, "packed": true} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				var to io.Writer = w
				if packed {
					w.Header().Set("Content-Encoding", "gzip")
					z := gzip.NewWriter(w)
					defer func() { _ = z.Close() }()
					to = z
				}
				_, _ = io.WriteString(to, `{"ok":true,"team":"`+strings.Repeat("x", 4*most)+`"}`)
			}))
			defer s.Close()
			api := slack.New("xoxb-secret", slack.OptionAPIURL(s.URL+"/api/"), slack.OptionHTTPClient(client))
			if _, err := api.AuthTestContext(t.Context()); !errors.Is(err, errTooLong) {
				t.Errorf("got %.200v", err)
			}
		})
	}
}

// TestSocketsAreOpenedAtSlackOnly: the address of a socket is checked before
// the ticket in it is sent, and what goes wrong there is told without it.
func TestSocketsAreOpenedAtSlackOnly(t *testing.T) {
	const ticket = "ticket-that-nobody-may-see"
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer elsewhere.Close()
	var address string
	s, api := hostileSlack(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/link/") {
			http.Redirect(w, r, elsewhere.URL+"/?ticket="+ticket, http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"url":"`+address+`"}`)
	})
	var log strings.Builder
	b := New(Options{API: api, APIURL: s.URL + "/api/", Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for name, c := range map[string]struct{ address, want string }{
		"another host": {"ws://elsewhere.example/link/?ticket=" + ticket, "not on a host of slack's"},
		"nonsense":     {"ws://%zz/" + ticket, "not on a host of slack's"},
		"redirected":   {"ws" + strings.TrimPrefix(s.URL, "http") + "/link/?ticket=" + ticket, "302"},
		"nobody there": {"ws://127.0.0.1:1/link/?ticket=" + ticket, "dial"},
	} {
		address = c.address
		_, err := b.Socket(SocketOptions{}).connect(context.Background())
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), ticket) {
			t.Errorf("%s: got %v, want %q and no ticket", name, err, c.want)
		}
	}
}

// TestACallHasItsOwnConnection: a server that offers HTTP/2 is spoken to over
// HTTP/1.1, so that a connection that dies leaves one call in doubt, not all.
func TestACallHasItsOwnConnection(t *testing.T) {
	spoke := make(chan string, 1)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { spoke <- r.Proto }))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	client := NewHTTPClient(20 * time.Second)
	client.Transport.(bounded).TLSClientConfig.RootCAs = srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	resp, err := client.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if proto := <-spoke; proto != "HTTP/1.1" {
		t.Errorf("Slack is spoken to over %s", proto)
	}
}
