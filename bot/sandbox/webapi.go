package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// apiError is an answer with ok false, in the shape Slack gives it.
type apiError struct {
	code             string
	messages         []string // response_metadata.messages
	errs             any      // errors, of invalid_blocks
	needed, provided string   // of missing_scope
	retryAfter       int      // seconds; set: HTTP 429
	what             string   // for the violation; empty: the code says it
	pointer          string
	args             object // of api.test, which gives its arguments back
	asked            bool   // api.test was asked to fail: no violation
}

func (e *apiError) Error() string { return e.code }

func refusal(code string) *apiError { return &apiError{code: code} }

// because adds a sentence for the violation.
func (e *apiError) because(what string) *apiError {
	e.what = what
	return e
}

// badArgument is invalid_arguments with one message.
func badArgument(message, pointer string) *apiError {
	return &apiError{code: "invalid_arguments", messages: []string{"[ERROR] " + message + " [json-pointer:" + pointer + "]"}, what: message, pointer: pointer}
}

func missingField(name string) *apiError {
	return &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: " + name}, what: "missing required field: " + name, pointer: "/" + name}
}

func (e *apiError) body() object {
	o := object{"ok": false, "error": e.code}
	if e.messages != nil {
		o["response_metadata"] = object{"messages": e.messages}
	}
	if e.errs != nil {
		o["errors"] = e.errs
	}
	if e.args != nil {
		o["args"] = e.args
	}
	if e.code == "missing_scope" {
		o["needed"], o["provided"] = e.needed, e.provided
	}
	return o
}

// method is one method of the Web API.
type method struct {
	perMinute int      // requests that Slack allows at least; the tier
	formOnly  bool     // a JSON body is not read
	scopes    []string // any one of them; none: every token
	appToken  bool     // wants the app-level token
	anyToken  bool     // takes both kinds
	open      bool     // asks for no token at all
	call      func(*call) (object, error)
}

// The tiers of Slack's rate limits, in requests per minute.
const (
	tier2   = 20
	tier3   = 50
	tier4   = 100
	special = 300 // several hundred; posting is limited per channel besides
)

// call is one call of a method. s.mu is held while it runs.
type call struct {
	s    *Server
	app  *app
	name string
	args args
	r    *http.Request

	warnings []string // for a good answer
}

// serveAPI is POST /api/METHOD.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	started := s.opts.Now()
	name := r.PathValue("method")
	m, known := methods[name]
	a, argErr := readArgs(r, m.formOnly)
	fault, hurt := s.pickFault(s.appOf(r, a), name)
	if hurt && fault.before() {
		s.note(TrafficItem{Dir: "from_app", App: s.appOf(r, a), Method: name, Request: a.forLog(), Fault: fault.Kind, Status: fault.status()})
		s.hurt(w, r, fault)
		return
	}
	if hurt && fault.Kind == FaultLate {
		s.linger(fault)
	}
	var body object
	var err error
	var from *app
	warnings := a.warnings
	s.with(func() {
		if !known {
			err = refusal("unknown_method").because(name + " is not a method the sandbox knows")
			return
		}
		if _, inHeader := bearer(r); argErr != nil && !inHeader {
			err = argErr // the token, if any, was in what could not be read
			return
		}
		c := &call{s: s, name: name, args: a, r: r}
		if c.app, err = s.authorise(m, r, a); m.open && c.app == nil {
			if err = argErr; err == nil {
				body, err = m.call(c)
			}
			return
		}
		if err != nil {
			return
		}
		from = c.app
		from.host = scheme(r) + "://" + r.Host
		if !m.appToken {
			w.Header().Set("X-OAuth-Scopes", strings.Join(from.cfg.Scopes, ","))
		}
		if argErr != nil {
			err = argErr
			return
		}
		if wait := s.limits.take(from.cfg.ID+" "+name, m.perMinute, cost(name, a)); wait > 0 {
			err = &apiError{code: "ratelimited", retryAfter: wait}
			return
		}
		if body, err = m.call(c); err == nil {
			warnings = append(warnings, c.warnings...)
		}
	})
	status, answer := s.answer(w, r, body, err)
	addWarnings(answer, warnings)
	s.record(started, from, name, a, status, answer, err, fault)
	if hurt {
		s.hurtAfter(w, r, fault, status, answer)
		return
	}
	writeJSON(w, status, answer)
}

// addWarnings puts warnings where Slack has them: one string, and a list among
// the metadata.
func addWarnings(answer object, warnings []string) {
	if len(warnings) == 0 {
		return
	}
	meta, _ := answer["response_metadata"].(object)
	if meta == nil {
		meta = object{}
		answer["response_metadata"] = meta
	}
	before, _ := meta["warnings"].([]string)
	all := append(slices.Clone(before), warnings...)
	meta["warnings"], answer["warning"] = all, strings.Join(all, ",")
}

// answer makes the envelope of a result or an error.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, body object, err error) (int, object) {
	w.Header().Set("X-Slack-Req-Id", secret())
	if err == nil {
		if body == nil {
			body = object{}
		}
		body["ok"] = true
		return http.StatusOK, body
	}
	var refused *apiError
	if !errors.As(err, &refused) {
		s.log.ErrorContext(r.Context(), "web api method failed", "path", r.URL.Path, "error", err)
		refused = refusal("internal_error")
	}
	if refused.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(refused.retryAfter))
		return http.StatusTooManyRequests, refused.body()
	}
	if refused.code == "missing_scope" {
		w.Header().Set("X-Accepted-OAuth-Scopes", refused.needed)
		w.Header().Set("X-OAuth-Scopes", refused.provided)
	}
	return http.StatusOK, refused.body()
}

// record writes a call into the traffic log, with a violation if it was refused.
func (s *Server) record(started time.Time, from *app, name string, a args, status int, answer object, err error, f Fault) {
	item := TrafficItem{
		Dir: "from_app", Method: name, Status: status, TookMS: s.since(started),
		Request: a.forLog(), Response: mustJSON(answer), Fault: f.Kind,
	}
	if from != nil {
		item.App = from.cfg.ID
	}
	var refused *apiError
	if errors.As(err, &refused) {
		item.Error = refused.code
		if refused.retryAfter == 0 && !refused.asked {
			item.Violation = &Violation{App: item.App, Method: name, Code: refused.code, What: refused.sentence(), Pointer: refused.pointer}
		}
	}
	s.note(item)
}

func (e *apiError) sentence() string {
	if e.what != "" {
		return e.what
	}
	if len(e.messages) > 0 {
		return strings.Join(e.messages, "; ")
	}
	if e.needed != "" {
		return "needs the scope " + e.needed
	}
	return strings.ReplaceAll(e.code, "_", " ")
}

// authorise finds the app that a token belongs to and checks that the token is
// of the right kind and has a scope of the method.
func (s *Server) authorise(m method, r *http.Request, a args) (*app, error) {
	token, inHeader := bearer(r)
	if !inHeader {
		token = a.form.Get("token")
	}
	if token == "" {
		return nil, refusal("not_authed").because("no token: neither an Authorization header nor a form field")
	}
	if m.appToken && !inHeader {
		return nil, refusal("not_authed").because("the app-level token goes into the Authorization header")
	}
	for _, app := range s.apps {
		switch {
		case token == app.cfg.BotToken && m.appToken, token == app.cfg.AppToken && !m.appToken && !m.anyToken:
			return nil, refusal("not_allowed_token_type")
		case token == app.cfg.AppToken && m.appToken:
			return app, needScope(m.scopes, app.cfg.AppScopes)
		case token == app.cfg.BotToken, token == app.cfg.AppToken:
			return app, needScope(m.scopes, app.cfg.Scopes)
		}
	}
	return nil, refusal("invalid_auth")
}

func needScope(anyOf, have []string) error {
	if len(anyOf) == 0 {
		return nil
	}
	for _, want := range anyOf {
		if slices.Contains(have, want) {
			return nil
		}
	}
	return &apiError{code: "missing_scope", needed: strings.Join(anyOf, ","), provided: strings.Join(have, ",")}
}

// need asks for one more scope in the middle of a method.
func (c *call) need(scope string) error {
	return needScope([]string{scope}, c.app.cfg.Scopes)
}

func bearer(r *http.Request) (string, bool) {
	h := r.Header.Get("Authorization")
	if kind, token, ok := strings.Cut(h, " "); ok && strings.EqualFold(kind, "Bearer") {
		return strings.TrimSpace(token), true
	}
	return "", false
}

// appOf names the app of a request that is not answered in earnest.
func (s *Server) appOf(r *http.Request, a args) string {
	token, ok := bearer(r)
	if !ok {
		token = a.form.Get("token")
	}
	for _, app := range s.apps {
		if token != "" && (token == app.cfg.BotToken || token == app.cfg.AppToken) {
			return app.cfg.ID
		}
	}
	return ""
}

func scheme(r *http.Request) string {
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		return "https"
	}
	return "http"
}
