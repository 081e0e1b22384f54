package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// signedRequest is a request to an app's URL, ready to be sent again as it is.
type signedRequest struct {
	url    string
	body   string
	header http.Header
}

// Sign is the X-Slack-Signature of a body sent at a Unix second.
func Sign(secret string, timestamp int64, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + strconv.FormatInt(timestamp, 10) + ":")) // a hash never fails to write
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// sendSigned posts to the app's URL and waits for the answer.
func (s *Server) sendSigned(ctx context.Context, d delivery) (reply, error) {
	req, ok := s.signedFor(d)
	if !ok {
		return reply{}, errDispatch
	}
	s.mu.Lock()
	d.app.last = &sent{delivery: d, wire: req}
	s.mu.Unlock()
	return s.postSigned(ctx, req)
}

// signedFor makes the request: a form for commands, payload= for interactions,
// JSON for events.
func (s *Server) signedFor(d delivery) (signedRequest, bool) {
	urls := d.app.cfg.RequestURLs
	req := signedRequest{header: http.Header{}}
	kind := "application/x-www-form-urlencoded"
	switch d.kind {
	case envelopeCommand:
		req.url = urls.Commands
		for _, c := range d.app.cfg.Commands {
			if c.Command == d.payload["command"] && c.URL != "" {
				req.url = c.URL
			}
		}
		form := url.Values{}
		for k, v := range d.payload {
			form.Set(k, fmt.Sprint(v))
		}
		req.body = form.Encode()
	case envelopeInteractive:
		req.url = urls.Interactions
		if d.payload["type"] == "block_suggestion" && urls.Options != "" {
			req.url = urls.Options
		}
		req.body = url.Values{"payload": {string(mustJSON(d.payload))}}.Encode()
	default:
		req.url, kind = urls.Events, "application/json"
		req.body = string(mustJSON(d.payload))
	}
	req.header.Set("Content-Type", kind)
	req.header.Set("User-Agent", "Slackbot 1.0 (sandbox)")
	if d.attempt > 0 {
		req.header.Set("X-Slack-Retry-Num", strconv.Itoa(d.attempt))
		req.header.Set("X-Slack-Retry-Reason", d.reason)
	}
	now := s.opts.Now().Unix()
	req.header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(now, 10))
	req.header.Set("X-Slack-Signature", Sign(d.app.cfg.SigningSecret, now, []byte(req.body)))
	return req, req.url != ""
}

// postSigned sends a request with Slack's three seconds for the answer.
func (s *Server) postSigned(ctx context.Context, sr signedRequest) (reply, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop, watched := make(chan struct{}), make(chan struct{})
	defer func() {
		close(stop)
		<-watched
	}()
	go func() {
		defer close(watched)
		select {
		case <-s.opts.After(ackTime):
			cancel(errTimeout)
		case <-s.ctx.Done():
			cancel(errDispatch)
		case <-stop:
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sr.url, strings.NewReader(sr.body))
	if err != nil {
		return reply{}, errDispatch
	}
	req.Header = sr.header.Clone()
	resp, err := s.opts.HTTPClient.Do(req)
	if err != nil {
		return reply{}, failure(ctx)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return reply{}, failure(ctx)
	}
	return readReply(resp, body)
}

func failure(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), errTimeout) {
		return errTimeout
	}
	return errDispatch
}

// readReply takes JSON as such and everything else as plain text.
func readReply(resp *http.Response, body []byte) (reply, error) {
	got := reply{status: resp.StatusCode}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		got.noRetry = resp.Header.Get("X-Slack-No-Retry") == "1"
		return got, errDispatch
	}
	text := strings.TrimSpace(string(body))
	if text == "" {
		return got, nil
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")) // an unreadable one is plain text
	if _, err := decodeObject([]byte(text)); err == nil && kind == "application/json" {
		got.body = []byte(text)
	} else {
		got.text = text
	}
	return got, nil
}

func atMostTwo(_ *http.Request, via []*http.Request) error {
	if len(via) > 2 {
		return errors.New("too_many_redirects")
	}
	return nil
}

// VerifyURL asks the app's events URL for the challenge, as Slack does when the
// URL is saved. The error says what was wrong with the answer.
func (s *Server) VerifyURL(app string) error {
	a := s.findApp(app)
	if a == nil || a.cfg.RequestURLs.Events == "" {
		return errors.New("the app has no events URL")
	}
	challenge := secret()
	d := delivery{app: a, kind: envelopeEvent, name: "url_verification", payload: object{"type": "url_verification", "token": verificationToken, "challenge": challenge}}
	got, err := s.ask(d)
	if err != nil {
		return fmt.Errorf("verify the events URL: %w", err)
	}
	answer := got.text
	if got.body != nil {
		if o, err := decodeObject(got.body); err == nil {
			answer = str(o, "challenge")
		}
	}
	if answer != challenge {
		return errors.New("the events URL did not answer with the challenge")
	}
	return nil
}
