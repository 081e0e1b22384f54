package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The doors of the sandbox. Whoever reaches /client/ and /control/ acts as
// anybody and reads everything, so only programs of this machine and the page
// that the sandbox itself served may. A page of somebody else's in the same
// browser can send requests to 127.0.0.1, too; it is told apart by what the
// browser says about it and cannot change: Origin, Sec-Fetch-Site, and Host,
// which stays the attacker's name when that name is bound to 127.0.0.1 after
// the page was loaded (DNS rebinding).
//
// Apps at /api/, /link/, /response/ and /upload/ show a token or a secret URL
// instead.

// guarded lets through what comes from this page or from no page at all.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/client/") && !strings.HasPrefix(r.URL.Path, "/control/") && r.URL.Path != "/" {
			next.ServeHTTP(w, r)
			return
		}
		if !s.knownHost(r.Host) {
			refuse(w, http.StatusMisdirectedRequest, "This sandbox is not known by the name "+hostname(r.Host)+". Open it by its address, or allow the name.")
			return
		}
		if !fromHere(r) {
			refuse(w, http.StatusForbidden, "Another site's page may not act here.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// knownHost reports whether a Host header is an address or a name of this
// machine, or one that the embedding program allows.
func (s *Server) knownHost(host string) bool {
	name := hostname(host)
	return isLoopbackName(name) || net.ParseIP(name) != nil || slices.ContainsFunc(s.opts.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// fromHere reports whether a request comes from a page of the same origin, from
// the address bar, or from no browser.
func fromHere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin":
	case "none": // the address bar, or a bookmark
	default:
		return r.URL.Path == "/" && r.Method == http.MethodGet // a link to the page is a link
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin) // "null" has no host
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// hostname is a host without its port and brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// isLoopbackName reports whether a name always means this machine. Names under
// localhost do by RFC 6761.
func isLoopbackName(name string) bool {
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
