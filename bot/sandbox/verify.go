package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// How Slack makes sure of an app's URLs before it uses them.
//
// An events URL gets a url_verification request and must answer with its
// challenge (https://docs.slack.dev/reference/events/url_verification). Slack
// asks when the URL is saved; the sandbox, which starts before its apps, asks
// before it sends the first event, and again when POST /control/verify says so.
// Until the answer is right, no event is sent.
//
// A command's URL gets an ssl_check form now and then and must answer 200
// (https://docs.slack.dev/interactivity/implementing-slash-commands); the
// sandbox sends one with POST /control/verify.

// The states of an events URL, as App.EventsURL shows them; a failed one shows
// the sentence instead.
const (
	urlUnverified = "unverified"
	urlVerified   = "verified"
)

// verification is one asking for the challenge that everybody who needs it
// waits for.
type verification struct {
	done chan struct{}
	err  error // set before done is closed
}

// verified waits until the app's events URL has answered its challenge.
func (s *Server) verified(ctx context.Context, a *app) error {
	s.mu.Lock()
	if a.urlState == urlVerified {
		s.mu.Unlock()
		return nil
	}
	v, mine := a.verifying, false
	if v == nil {
		v, mine = &verification{done: make(chan struct{})}, true
		a.verifying = v
	}
	s.mu.Unlock()
	if mine {
		v.err = s.challenge(a)
		s.mu.Lock()
		a.verifying = nil
		s.mu.Unlock()
		close(v.done)
	}
	select {
	case <-v.done:
		return v.err
	case <-ctx.Done():
		return errTimeout
	}
}

// VerifyURL asks the app's events URL for the challenge, as Slack does when the
// URL is saved, and switches its subscriptions on when it is right. The error
// says what was wrong with the answer.
func (s *Server) VerifyURL(app string) error {
	a := s.findApp(app)
	if a == nil || a.cfg.RequestURLs.Events == "" {
		return errors.New("the app has no events URL")
	}
	if err := s.challenge(a); err != nil {
		return err
	}
	s.mu.Lock()
	a.eventsOff = false
	s.mu.Unlock()
	return nil
}

// challenge asks once and remembers how it went.
func (s *Server) challenge(a *app) error {
	challenge := secret()
	d := delivery{app: a, kind: envelopeEvent, name: "url_verification", payload: object{"type": "url_verification", "token": verificationToken, "challenge": challenge}}
	req, _ := s.signedFor(d)
	got, err := s.askURL(d, req)
	switch {
	case err != nil:
		err = fmt.Errorf("verify the events URL: %w", err)
	case challengeIn(got) != challenge:
		err = errors.New("the events URL did not answer with the challenge")
		s.violate(a, d.name, "url_verification_failed", err.Error(), "")
	}
	s.mu.Lock()
	a.urlState = urlVerified
	if err != nil {
		a.urlState = err.Error()
	}
	s.mu.Unlock()
	s.publish(Event{Type: EventApps}, everybody)
	return err
}

// askURL sends a request that is not about anything a person did.
func (s *Server) askURL(d delivery, req signedRequest) (reply, error) {
	s.change.fly(1)
	defer s.change.fly(-1)
	started := s.opts.Now()
	got, err := s.postSigned(s.ctx, req)
	s.noteSent(d, started, got, err)
	return got, err
}

// challengeIn reads the challenge out of an answer, which may be the bare value,
// a form, or JSON.
func challengeIn(got reply) string {
	if got.body != nil {
		o, err := decodeObject(got.body)
		if err != nil {
			return ""
		}
		return str(o, "challenge")
	}
	if form, err := url.ParseQuery(got.text); err == nil && form.Has("challenge") {
		return form.Get("challenge")
	}
	return got.text
}

// URLCheck is how one URL of an app did.
type URLCheck struct {
	App   string `json:"app"`
	Check string `json:"check"` // url_verification or ssl_check
	URL   string `json:"url"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"` // a sentence
}

// VerifyAnswer answers POST /control/verify. OK says that every check is.
type VerifyAnswer struct {
	OK     bool       `json:"ok"`
	Checks []URLCheck `json:"checks"`
}

func (s *Server) controlVerify(_ *http.Request, in AppRequest) (VerifyAnswer, error) {
	if err := s.knownApp(in.App); err != nil {
		return VerifyAnswer{}, err
	}
	out := VerifyAnswer{OK: true, Checks: []URLCheck{}}
	for _, a := range s.apps {
		if a.cfg.SocketMode || in.App != "" && s.findApp(in.App) != a {
			continue
		}
		out.Checks = append(out.Checks, s.checkURLs(a)...)
	}
	if len(out.Checks) == 0 {
		return out, errors.New("no app here has URLs to verify: with Socket Mode nothing goes to them")
	}
	for _, c := range out.Checks {
		out.OK = out.OK && c.OK
	}
	return out, nil
}

// checkURLs makes sure of the events URL and of each command URL of an app.
func (s *Server) checkURLs(a *app) []URLCheck {
	var out []URLCheck
	add := func(check, at string, err error) {
		c := URLCheck{App: a.cfg.ID, Check: check, URL: at, OK: err == nil}
		if err != nil {
			c.Error = err.Error()
		}
		out = append(out, c)
	}
	if at := a.cfg.RequestURLs.Events; at != "" {
		add("url_verification", at, s.VerifyURL(a.cfg.ID))
	}
	for _, at := range commandURLs(a.cfg) {
		d := delivery{app: a, kind: envelopeCommand, name: "ssl_check", payload: object{"ssl_check": "1", "token": verificationToken}}
		req := s.sign(a, signedRequest{kind: d.kind, url: at, body: formOf(d.payload), header: http.Header{"Content-Type": {formType}}})
		_, err := s.askURL(d, req)
		add(d.name, at, err)
	}
	return out
}

// commandURLs are the URLs that commands of an app go to, each once.
func commandURLs(cfg AppConfig) []string {
	var out []string
	for _, c := range cfg.Commands {
		at := c.URL
		if at == "" {
			at = cfg.RequestURLs.Commands
		}
		if at != "" && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}
