package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Who may read a file. Slack's url_private wants a token with files:read, or
// the session of somebody signed in; everybody else is sent to the page to sign
// in, which is why an app that forgets the header saves a page of HTML. Here
// the page's session is a cookie that the page gets when it is loaded, and
// stands for every person, because one page can act as all of them.

// sessionCookie is named by port: cookies of all ports of a host are together.
func sessionCookie(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "0"
	}
	return "sandbox-session-" + port
}

// signIn gives a browser the page's session, unless it knows the sandbox by a
// name that may be anybody's (doors.go).
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if !s.knownHost(r.Host) {
		return
	}
	if c, err := r.Cookie(sessionCookie(r)); err == nil && c.Value == s.session {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie(r), Value: s.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: scheme(r) == "https"})
}

func (s *Server) signedIn(r *http.Request) bool {
	c, err := r.Cookie(sessionCookie(r))
	return err == nil && c.Value == s.session && s.knownHost(r.Host)
}

// serveFile gives a file's bytes.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	var f *file
	var data []byte
	allowed := s.signedIn(r)
	s.with(func() {
		f = s.st.files[r.PathValue("id")]
		if f == nil || !f.there() || f.name != r.PathValue("name") {
			return
		}
		data = f.data
		if !allowed {
			allowed = s.tokenMayRead(r, f)
		}
	})
	switch {
	case !allowed:
		http.Redirect(w, r, "/?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
	case data == nil:
		http.NotFound(w, r)
	default:
		sendFile(w, r, f.kind.mimetype, data)
	}
}

// tokenMayRead checks the token of a request for a file, and records a token
// that is not enough.
func (s *Server) tokenMayRead(r *http.Request, f *file) bool {
	token, _ := bearer(r)
	if token == "" {
		return false
	}
	i := slices.IndexFunc(s.apps, func(a *app) bool { return a.cfg.BotToken == token })
	switch {
	case i < 0:
		return false
	case s.apps[i].may("files:read") && s.apps[i].seesFile(f):
		return true
	case !s.apps[i].may("files:read"):
		s.violate(s.apps[i], "url_private", "missing_scope", "to read a file's url_private the token needs files:read", "")
	default:
		s.violate(s.apps[i], "url_private", "file_not_found", "the app is in no conversation where "+f.id+" was shared", "")
	}
	return false
}

// sendFile writes a file. Only pictures are shown; everything else is a
// download, so that an app's HTML never runs beside the page.
func sendFile(w http.ResponseWriter, r *http.Request, kind string, data []byte) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		h.Set("Content-Type", kind)
	default:
		h.Set("Content-Type", strings.TrimSpace(kind))
		h.Set("Content-Disposition", "attachment")
	}
	if r.URL.Query().Get("download") != "" {
		h.Set("Content-Disposition", "attachment")
	}
	_, _ = w.Write(data) // the reader may have gone
}
