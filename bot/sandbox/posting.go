package sandbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// wireRoutes are the controls of what is between the sandbox and its apps.
func (s *Server) wireRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /control/retries", clientPost(s.controlRetries))
	mux.HandleFunc("POST /control/subscriptions", clientPost(s.controlSubscriptions))
	mux.HandleFunc("POST /control/verify", clientPost(s.controlVerify))
}

// maxRedirects is how many redirects Slack follows
// (https://docs.slack.dev/apis/events-api/#failure).
const maxRedirects = 2

// withoutRedirects is the client, leaving redirects to whoever asked.
func withoutRedirects(from *http.Client) *http.Client {
	c := *from
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// postSigned sends a request with Slack's three seconds for the answer,
// redirects and the whole body included. A redirect gets the same request again:
// an event without its body would be none.
func (s *Server) postSigned(ctx context.Context, sr signedRequest) (reply, error) {
	ctx, stop := s.within(ctx, s.patient(ackTime))
	defer stop()
	at := sr.url
	for hops := 0; ; hops++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(sr.body))
		if err != nil {
			return reply{reason: "unknown_error", why: "the request URL is not one"}, errDispatch
		}
		req.Header = sr.header.Clone()
		resp, err := s.toApps.Do(req)
		if err != nil {
			return failure(ctx, err)
		}
		got, next, err := readReply(ctx, sr.kind, resp)
		_ = resp.Body.Close() // it was read; nothing to do about more
		if next == "" {
			return got, err
		}
		if hops == maxRedirects {
			got.reason, got.reached, got.why = "too_many_redirects", true, "the request URL redirects more than two times"
			return got, errDispatch
		}
		at = next
	}
}

// failure says why a request got no answer, in Slack's words.
func failure(ctx context.Context, err error) (reply, error) {
	if errors.Is(context.Cause(ctx), errTimeout) {
		return reply{}, errTimeout
	}
	var dial *net.OpError
	switch {
	case badTLS(err):
		return reply{reason: "ssl_error", reached: true, why: "the request URL has no certificate that can be trusted"}, errDispatch
	case errors.As(err, &dial) && dial.Op == "dial":
		return reply{reason: "connection_failed"}, errDispatch // nobody is there
	case errors.As(err, &dial), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return reply{reason: "connection_failed", reached: true, why: "the app closed the connection without an answer"}, errDispatch
	}
	return reply{reason: "unknown_error", reached: true, why: "the answer is not HTTP as Slack understands it"}, errDispatch
}

func badTLS(err error) bool {
	var unverified *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	var alert tls.AlertError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	return errors.As(err, &unverified) || errors.As(err, &header) || errors.As(err, &alert) || errors.As(err, &authority) || errors.As(err, &host) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

// readReply reads an answer whole. next is where a redirect leads.
func readReply(ctx context.Context, kind string, resp *http.Response) (got reply, next string, err error) {
	got = reply{status: resp.StatusCode, noRetry: resp.Header.Get("X-Slack-No-Retry") == "1"}
	if next := redirect(resp); next != "" {
		return got, next, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil && errors.Is(context.Cause(ctx), errTimeout):
		return got, "", errTimeout
	case err != nil:
		got.reason, got.reached, got.why = "connection_failed", true, "the app closed the connection in the middle of its answer"
		return got, "", errDispatch
	case len(body) > maxBody:
		got.reason, got.reached, got.why = "unknown_error", true, "the answer is over 1 MB"
		return got, "", errDispatch
	case !accepted(kind, resp.StatusCode):
		got.reason, got.reached, got.why = "http_error", true, fmt.Sprintf("the app answered with HTTP %d", resp.StatusCode)
		return got, "", errDispatch
	}
	got.read(resp.Header.Get("Content-Type"), body)
	return got, "", nil
}

// redirect is where an answer leads, "" when it leads nowhere.
func redirect(resp *http.Response) string {
	if !slices.Contains([]int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect}, resp.StatusCode) {
		return ""
	}
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || to.String() == "" {
		return ""
	}
	return resp.Request.URL.ResolveReference(to).String()
}

// accepted reports whether a status acknowledges: 200 and nothing else for what
// a person waits for, any 2xx for events.
func accepted(kind string, status int) bool {
	if kind == envelopeEvent {
		return status >= 200 && status <= 299
	}
	return status == http.StatusOK
}

// read takes JSON as such and everything else as plain text.
func (r *reply) read(contentType string, body []byte) {
	text := strings.TrimSpace(string(body))
	if text == "" {
		return
	}
	kind, _, _ := mime.ParseMediaType(contentType) // an unreadable one is plain text
	if _, err := decodeObject([]byte(text)); err == nil && kind == "application/json" {
		r.body = []byte(text)
	} else {
		r.text = text
	}
}
