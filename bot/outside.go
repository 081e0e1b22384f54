package bot

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds what is read of one answer of Slack's, unpacked. A page of
// 1,000 members, the longest that is asked for, is a few megabytes.
const maxAnswer = 32 << 20

// maxAnswerHeader bounds the header of one answer.
const maxAnswerHeader = 256 << 10

// NewHTTPClient gives a client for talking to Slack: a time-out over the whole
// answer, a bound on its size, enough idle connections for bursts, and no
// redirects, because Slack's API has none and a redirected token is a lost one.
// It speaks HTTP/1.1, one call on a connection at a time: over HTTP/2 all calls
// share one, and when that dies nobody knows of any of them whether it took effect.
func NewHTTPClient(timeout time.Duration) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Protocols, t.ForceAttemptHTTP2 = new(http.Protocols), false
	t.Protocols.SetHTTP1(true)
	t.TLSNextProto, t.TLSClientConfig = nil, &tls.Config{MinVersion: tls.VersionTLS12} // the clone offers HTTP/2 otherwise
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 128
	t.MaxResponseHeaderBytes = maxAnswerHeader
	return &http.Client{Transport: bounded{t, maxAnswer}, Timeout: timeout, CheckRedirect: stay}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// bounded is a transport whose answers end in an error where they grow beyond
// most bytes: what they unpack to counts, so that a small answer cannot become
// a huge one.
type bounded struct {
	*http.Transport
	most int64
}

// RoundTrip sends a request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.Transport.RoundTrip(r)
	if err == nil && resp.StatusCode != http.StatusSwitchingProtocols { // a socket has a bound of its own
		resp.Body = &boundedBody{ReadCloser: resp.Body, left: b.most}
	}
	return resp, err
}

var errTooLong = errors.New("the answer is too long")

type boundedBody struct {
	io.ReadCloser
	left int64
}

// Read reads on, up to the bound.
func (b *boundedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, errTooLong
	}
	return n, err
}

// withoutURL takes the address out of an error of an HTTP client: response URLs
// and the addresses of sockets are keys, and an error ends in a log.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return fmt.Errorf("%s: %w", strings.ToLower(u.Op), u.Err)
	}
	return err
}

// places says where, besides its Web API, Slack may send us: the response URLs
// and the sockets of its own hosts, or, where the Web API is not Slack's but one
// on this machine, of that one's host. An address that came in a request is
// never trusted because it came.
type places struct {
	own    *url.URL // the Web API that is not Slack's; nil: Slack's
	domain string   // of Slack: slack.com, or slack-gov.com for GovSlack
}

// placesOf reads the address of the Web API; empty: Slack's.
func placesOf(apiURL string) places {
	u, err := url.Parse(apiURL)
	if apiURL == "" || err == nil && u.Scheme == "https" && u.Host == "slack.com" {
		return places{domain: "slack.com"}
	}
	if err != nil {
		return places{own: &url.URL{}}
	}
	if u.Scheme == "https" && u.Host == "slack-gov.com" {
		return places{domain: "slack-gov.com"}
	}
	return places{own: u}
}

// mayPost tells whether a private answer may be posted to an address. Slack's
// response URLs are https://hooks.slack.com/commands/…, /actions/… and
// /app-actions/…, and nothing else there is one.
func (p places) mayPost(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return false
	}
	if p.domain == "" {
		return p.own.Host != "" && u.Scheme == p.own.Scheme && u.Host == p.own.Host
	}
	if u.Scheme != "https" || u.Host != "hooks."+p.domain {
		return false
	}
	for _, kind := range []string{"/commands/", "/actions/", "/app-actions/"} {
		if rest, ok := strings.CutPrefix(u.EscapedPath(), kind); ok {
			return rest != "" && !strings.Contains(rest, "..") && !strings.Contains(rest, "%")
		}
	}
	return false
}

// mayDial tells whether a socket may be opened to an address: encrypted and on
// a host of Slack's; on this machine, the Web API's own.
func (p places) mayDial(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	if p.domain == "" {
		same := p.own.Hostname() != "" && u.Hostname() == p.own.Hostname()
		return same && (u.Scheme == "wss" || u.Scheme == "ws" && p.own.Scheme == "http")
	}
	return u.Scheme == "wss" && (u.Port() == "" || u.Port() == "443") && strings.HasSuffix(u.Hostname(), "."+p.domain)
}
