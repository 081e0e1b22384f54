package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"fmt"

	"net/http"
	"net/url"
	"strconv"
)

// signedRequest is a request to an app's URL, ready to be sent again as it is.
type signedRequest struct {
	kind   string // envelope kind
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

// sendSigned posts to the app's URL and waits for the answer. Events wait until
// their URL is verified.
func (s *Server) sendSigned(ctx context.Context, d delivery) (reply, error) {
	if d.kind == envelopeEvent && d.app.cfg.RequestURLs.Events != "" {
		if err := s.verified(ctx, d.app); err != nil {
			return reply{}, errDispatch
		}
	}
	req, ok := s.signedFor(d)
	if !ok {
		return reply{}, errDispatch
	}
	s.mu.Lock()
	d.app.last = &sent{delivery: d, wire: req}
	s.mu.Unlock()
	d.turn.wait(ctx)
	d.turn.gone()
	return s.postSigned(ctx, req)
}

// signedFor makes the request: a form for commands, payload= for interactions,
// JSON for events.
func (s *Server) signedFor(d delivery) (signedRequest, bool) {
	urls := d.app.cfg.RequestURLs
	req := signedRequest{kind: d.kind, header: http.Header{}}
	kind := formType
	switch d.kind {
	case envelopeCommand:
		req.url = urls.Commands
		for _, c := range d.app.cfg.Commands {
			if c.Command == d.payload["command"] && c.URL != "" {
				req.url = c.URL
			}
		}
		req.body = formOf(d.payload)
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
	if d.attempt > 0 {
		req.header.Set("X-Slack-Retry-Num", strconv.Itoa(d.attempt))
		req.header.Set("X-Slack-Retry-Reason", d.reason)
	}
	return s.sign(d.app, req), req.url != ""
}

const formType = "application/x-www-form-urlencoded"

func formOf(payload object) string {
	form := url.Values{}
	for k, v := range payload {
		form.Set(k, fmt.Sprint(v))
	}
	return form.Encode()
}

// sign adds the headers that Slack sends with everything.
func (s *Server) sign(a *app, req signedRequest) signedRequest {
	now := s.opts.Now().Unix()
	req.header.Set("User-Agent", "Slackbot 1.0 (sandbox)")
	req.header.Set("Accept", "application/json,*/*")
	req.header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(now, 10))
	req.header.Set("X-Slack-Signature", Sign(a.cfg.SigningSecret, now, []byte(req.body)))
	return req
}
