package sandbox

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// A response URL may be used five times within thirty minutes. They are counted
// in real time, as Slack's clock does: a person who moves the calendar by a day
// while a form is open has not taken a day to fill it in.
const (
	urlUses = 5
	urlLife = 30 * time.Minute
)

// responseURL is the right to answer an interaction with messages.
type responseURL struct {
	app     *app
	user    string
	channel *channel
	message *message  // the one that was clicked
	madeAt  time.Time // real time
	uses    int
}

func (s *Server) newResponseURL(o origin, path string) string {
	token := secret()
	u := &responseURL{app: o.app, user: o.user.ID, channel: o.channel, message: o.message, madeAt: s.opts.Now()}
	s.st.urls.put(token, u)
	return s.base(o.app, o.host) + "/response/" + token + "?for=" + path
}

// submissionURLs are the response URLs of a submitted modal: one for each
// conversation chosen in a select with response_url_enabled.
func (s *Server) submissionURLs(o origin) []any {
	out := []any{}
	for _, e := range elementsOf(o.view.blocks) {
		if on, _ := e.def["response_url_enabled"].(bool); !on {
			continue
		}
		v, err := decodeObject(o.view.values[e.blockID][e.actionID])
		if err != nil {
			continue
		}
		ch := s.st.channelBy[str(v, holders[e.kind].key)]
		if ch == nil || !ch.canSee(o.user.ID) {
			continue
		}
		from := o
		from.channel, from.message = ch, nil
		out = append(out, object{"block_id": e.blockID, "action_id": e.actionID, "channel_id": ch.id, "response_url": s.newResponseURL(from, "app")})
	}
	return out
}

// serveResponseURL is POST /response/TOKEN.
func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	started := s.opts.Now()
	if r.Method != http.MethodPost {
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, readErr := readResponseBody(r)
	fault, hurt := s.pickFault(s.urlOwner(r.PathValue("token")), responseURLMethod)
	if hurt && fault.Kind == FaultLate {
		s.linger(fault)
	}
	var from *app
	var err error
	if !hurt || !fault.before() {
		s.with(func() {
			u := s.st.urls.get(r.PathValue("token"))
			if u == nil {
				err = refusal("expired_url").because("there is no such response URL")
				return
			}
			from = u.app
			if err = u.use(s.opts.Now()); err != nil {
				return
			}
			if err = readErr; err == nil {
				err = s.respond(u, body)
			}
		})
	}
	status, answer := responseAnswer(err)
	a := args{json: body, form: url.Values{}}
	if hurt && fault.before() {
		status, answer = fault.status(), nil
	}
	s.record(started, from, responseURLMethod, a, status, answer, err, fault)
	switch {
	case hurt && fault.before():
		s.hurt(w, r, fault)
	case hurt:
		s.hurtAfter(w, r, fault, status, answer)
	default:
		writeJSON(w, status, answer)
	}
}

// urlOwner is the id of the app that a response URL was given to.
func (s *Server) urlOwner(token string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.st.urls.get(token); u != nil {
		return u.app.cfg.ID
	}
	return ""
}

func responseAnswer(err error) (int, object) {
	var refused *apiError
	if !errors.As(err, &refused) {
		return http.StatusOK, object{"ok": true}
	}
	if refused.code == "expired_url" || refused.code == "used_url" {
		return http.StatusNotFound, refused.body()
	}
	return http.StatusBadRequest, refused.body()
}

func (u *responseURL) use(now time.Time) error {
	if now.Sub(u.madeAt) > urlLife {
		return refusal("expired_url").because("the response URL is older than thirty minutes")
	}
	if u.uses >= urlUses {
		return refusal("used_url").because("the response URL was used five times before")
	}
	u.uses++
	return nil
}

func readResponseBody(r *http.Request) (object, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(raw) > maxBody {
		return nil, refusal("invalid_payload").because("the body is unreadable or over 1 MB")
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, refusal("invalid_payload")
		}
		raw = []byte(form.Get("payload"))
	}
	o, err := decodeObject(raw)
	if err != nil {
		return nil, refusal("invalid_payload").because("the body is not a JSON object")
	}
	return o, nil
}

// respond does what a message sent to a response URL, or in the acknowledgement
// of a command, asks for: delete, replace, or a new message, private unless it
// says in_channel.
func (s *Server) respond(u *responseURL, body object) error {
	said, err := s.responseContent(u.app, body)
	if err != nil {
		return err
	}
	replace, _ := body["replace_original"].(bool)
	remove, _ := body["delete_original"].(bool)
	original := u.message
	if original != nil && !s.present(original, u.user) {
		original = nil
	}
	if (replace || remove) && original != nil && original.app != u.app {
		return refusal("cant_update_message").because("the original message is not the app's own")
	}
	if remove && original != nil {
		s.remove(original)
		if said.empty() {
			return nil
		}
	} else if replace && original != nil {
		if said.empty() {
			return refusal("no_text")
		}
		s.replace(original, said)
		return nil
	}
	if said.empty() {
		if remove {
			return nil
		}
		return refusal("no_text")
	}
	s.say(u, said, body)
	return nil
}

// present reports whether a message is still there for a person.
func (s *Server) present(m *message, userID string) bool {
	if m.ephemeralTo != "" {
		return m.channel.ephemeral(m.ts, userID) == m
	}
	return m.channel.byTS[m.ts] == m && !m.deleted
}

// replace puts a whole new message in the place of one.
func (s *Server) replace(m *message, said content) {
	before := s.forApp(m, true)
	m.text, m.blocks, m.attachments = cut(said.text), orNil(said.blocks), orNil(said.attachments)
	if said.hasMeta {
		m.metadata = said.metadata
	}
	if m.ephemeralTo != "" {
		s.publishMessage(EventEphemeral, m)
		return
	}
	m.edited = &Edited{User: m.user, TS: s.st.stamp(s.clock.Now())}
	s.publishMessage(EventMessageChanged, m)
	s.changedEvents(m, before)
}

// say posts a new message from a response.
func (s *Server) say(u *responseURL, said content, body object) *message {
	m := &message{user: u.app.cfg.BotUserID, app: u.app, text: cut(said.text), blocks: said.blocks, attachments: said.attachments, metadata: said.metadata}
	if name := str(body, "username"); name != "" {
		m.username = name
	}
	if str(body, "response_type") == "in_channel" {
		if replace, said := body["replace_original"].(bool); said && !replace {
			m.threadTS = str(body, "thread_ts") // Slack wants the explicit false
		}
		return s.post(u.channel, m)
	}
	m.ephemeralTo = u.user
	if u.message != nil {
		m.threadTS = u.message.threadTS
	}
	return s.whisper(u.channel, m)
}

// responseContent checks the message of a response.
func (s *Server) responseContent(a *app, body object) (content, error) {
	c := &call{s: s, app: a, args: args{json: body, form: url.Values{}}}
	return c.content()
}
