package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// TestDoors: a page of somebody else's, in whatever way its browser lets it
// ask, neither acts nor reads; this page, its address typed, and a program do.
func TestDoors(t *testing.T) {
	own := "http://127.0.0.1:8080"
	tests := []struct {
		name, host, origin, site string
		want                     int
	}{
		{"a program", "127.0.0.1:8080", "", "", http.StatusOK},
		{"this page", "127.0.0.1:8080", own, "same-origin", http.StatusOK},
		{"this page reading", "127.0.0.1:8080", "", "same-origin", http.StatusOK},
		{"an older browser", "127.0.0.1:8080", own, "", http.StatusOK},
		{"by the name localhost", "localhost:8080", "http://localhost:8080", "same-origin", http.StatusOK},
		{"by a name below it", "slack.localhost:8080", "http://slack.localhost:8080", "same-origin", http.StatusOK},
		{"by IPv6", "[::1]:8080", "http://[::1]:8080", "same-origin", http.StatusOK},
		{"by the machine's address", "192.168.1.7:8080", "http://192.168.1.7:8080", "same-origin", http.StatusOK},
		{"by a name allowed", "Slack.test:8080", "http://slack.test:8080", "same-origin", http.StatusOK},
		{"another site", "127.0.0.1:8080", "https://evil.example", "cross-site", http.StatusForbidden},
		{"another site without saying so", "127.0.0.1:8080", "", "cross-site", http.StatusForbidden},
		{"another site in an older browser", "127.0.0.1:8080", "https://evil.example", "", http.StatusForbidden},
		{"a page of no origin", "127.0.0.1:8080", "null", "", http.StatusForbidden},
		{"another port of this machine", "127.0.0.1:8080", "http://127.0.0.1:3000", "same-site", http.StatusForbidden},
		{"another port in an older browser", "127.0.0.1:8080", "http://127.0.0.1:3000", "", http.StatusForbidden},
		{"a name bound to this machine", "evil.example:8080", "http://evil.example:8080", "same-origin", http.StatusMisdirectedRequest},
		{"such a name, a dot behind it", "evil.example.:8080", "", "", http.StatusMisdirectedRequest},
		{"a name that only begins as this machine", "localhost.evil.example", "", "", http.StatusMisdirectedRequest},
		{"a name that only begins as an address", "127.0.0.1.evil.example", "", "", http.StatusMisdirectedRequest},
		{"no name", "", "", "", http.StatusMisdirectedRequest},
	}
	w := run(t, config(), func(o *sandbox.Options) { o.Hosts = []string{"slack.test"} })
	ways := []struct{ method, path, body string }{
		{http.MethodGet, "/client/state", ""},
		{http.MethodGet, "/control/traffic", ""},
		{http.MethodPost, "/client/send", `{"as":"ada","channel":"general","text":"hello"}`},
		{http.MethodPost, "/control/faults", `{"faults":[{"method":"*","kind":"slow"}]}`},
		{http.MethodDelete, "/control/faults", ""},
		{http.MethodGet, "/client/events?as=nobody", ""}, // 400 from within: the door was open
	}
	for _, tt := range tests {
		for _, way := range ways {
			req := httptest.NewRequest(way.method, "http://127.0.0.1"+way.path, strings.NewReader(way.body))
			req.Host = tt.host
			for k, v := range map[string]string{"Content-Type": "application/json", "Origin": tt.origin, "Sec-Fetch-Site": tt.site} {
				if v != "" {
					req.Header.Set(k, v)
				}
			}
			rec := httptest.NewRecorder()
			w.srv.Handler().ServeHTTP(rec, req)
			want := tt.want
			if want == http.StatusOK && strings.Contains(way.path, "nobody") {
				want = http.StatusBadRequest
			}
			if rec.Code != want {
				t.Errorf("%s: %s %s: got %d %s, want %d", tt.name, way.method, way.path, rec.Code, rec.Body, want)
			}
		}
	}
	w.clean()
}

// TestALinkToThePage: a link on another site may lead to the page, which shows
// nothing by itself to that site; and apps come by any name, with their tokens.
func TestALinkToThePage(t *testing.T) {
	w := run(t, config())
	for _, tt := range []struct {
		method, path, host, site string
		want                     int
	}{
		{http.MethodGet, "/", "localhost", "cross-site", http.StatusOK},
		{http.MethodPost, "/", "localhost", "cross-site", http.StatusForbidden},
		{http.MethodGet, "/", "evil.example", "none", http.StatusMisdirectedRequest},
		{http.MethodPost, "/api/auth.test", "sandbox.internal:8080", "", http.StatusOK},
	} {
		req := httptest.NewRequest(tt.method, "http://127.0.0.1"+tt.path, strings.NewReader("token="+w.app().BotToken))
		req.Host = tt.host
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", tt.site)
		rec := httptest.NewRecorder()
		w.srv.Handler().ServeHTTP(rec, req)
		if rec.Code != tt.want {
			t.Errorf("%s %s as %s from %s: got %d, want %d", tt.method, tt.path, tt.host, tt.site, rec.Code, tt.want)
		}
	}
}

// TestBodiesAreBounded: a megabyte is read, not one byte more.
func TestBodiesAreBounded(t *testing.T) {
	w := run(t, config())
	for _, path := range []string{"/client/send", "/control/people"} {
		for _, extra := range []int{0, 1} {
			head, tail := `{"as":"ada","title":"`, `"}`
			body := head + strings.Repeat("x", 1<<20-len(head)-len(tail)+extra) + tail
			resp, err := http.Post(w.http.URL+path, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if got := resp.StatusCode == http.StatusRequestEntityTooLarge; got != (extra == 1) {
				t.Errorf("%s with %d bytes: got %d", path, len(body), resp.StatusCode)
			}
		}
	}
}
