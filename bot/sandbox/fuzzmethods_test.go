package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"drumbeat/bot/sandbox"
)

// caller calls the Web API of a server that has something of everything.
type caller struct {
	door    http.Handler
	app     sandbox.AppConfig // that calls
	methods []string
	args    map[string]string // good ones
}

func newCaller(tb testing.TB) *caller {
	srv, err := sandbox.New(config(), sandbox.Options{Now: (&hand{now: start}).Now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(srv.Close)
	cfg := srv.Config()
	c := &caller{door: srv.Handler(), app: cfg.Apps[0], methods: append(slices.Sorted(maps.Keys(sandbox.Methods())), "nothing.at.all")}
	channel, person := cfg.Channels[0].ID, cfg.People[0].ID
	c.args = map[string]string{
		"channel": channel, "user": person, "users": person, "user_id": person, "user_ids": person, "usergroup": cfg.Groups[0].ID, "text": "x <!here>",
		"blocks": `[` + plainSection("x") + `,{"type":"actions","elements":[{"type":"users_select"}]}]`, "attachments": `[{"text":"x","blocks":[{"type":"divider"}]}]`,
		"view": `{"type":"home","blocks":[` + plainSection("x") + `]}`, "message": `{"text":"x"}`, "metadata": `{"event_type":"e","event_payload":{}}`,
		"limit": "2", "cursor": "", "oldest": "0", "latest": "9999999999.000000", "inclusive": "true", "types": "public_channel,im", "name": "wave",
		"filename": "a.png", "length": "3", "files": `[{"id":"F00000001"}]`, "file": "F00000001", "post_at": "1800000000", "title": "t", "type": "link",
		"link": "https://example.com", "alt_txt": "a", "bookmark_id": "Bk1", "bot": cfg.Apps[0].BotID, "channel_id": channel, "channels": channel, "count": "1",
		"emoji": ":wave:", "external_id": "x", "hash": "1.2", "icon_emoji": ":wave:", "icon_url": "https://example.com/i", "initial_comment": "x", "page": "1",
		"interactivity_pointer": "1.2.x", "link_names": "1", "parse": "full", "presence": "away", "reply_broadcast": "1", "scheduled_message_id": "Q1",
		"snippet_type": "go", "team": cfg.Team.ID, "username": "somebody", "view_id": "V1", "is_private": "false", "force": "true", "include_users": "true", "include_all_metadata": "true", "thread_ts": "", "trigger_id": "1.2.x", "email": "a@b.example",
	}
	var posted struct{ TS string }
	rec := c.post("chat.postMessage", "form", url.Values{"channel": {channel}, "text": {"x"}}.Encode())
	if err := json.Unmarshal(rec.Body.Bytes(), &posted); err != nil || posted.TS == "" {
		tb.Fatalf("got %s", rec.Body)
	}
	c.args["ts"], c.args["timestamp"], c.args["message_ts"] = posted.TS, posted.TS, posted.TS
	return c
}

// kinds are the bodies a request may have.
var kinds = map[string]string{
	"form": "application/x-www-form-urlencoded", "json": "application/json; charset=utf-8", "multipart": "multipart/form-data; boundary=b", "text": "text/plain",
	"none": "", "odd": "application/json; charset=\x00",
}

func (c *caller) post(method, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/api/x", strings.NewReader(body))
	r.URL.Path = "/api/" + method
	token := c.app.BotToken
	if sandbox.Methods()[method].AppToken {
		token = c.app.AppToken
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if kinds[kind] != "" {
		r.Header.Set("Content-Type", kinds[kind])
	}
	rec := httptest.NewRecorder()
	c.door.ServeHTTP(rec, r)
	return rec
}

var codePattern = regexp.MustCompile(`^[a-z][a-z_]*$`)

// slackShaped wants HTTP 200 and Slack's envelope: ok, or a code.
func slackShaped(t *testing.T, what string, rec *httptest.ResponseRecorder) {
	t.Helper()
	var got struct {
		OK       *bool
		Error    string
		Metadata *struct{ Messages []string } `json:"response_metadata"`
	}
	err := json.Unmarshal(rec.Body.Bytes(), &got)
	if err != nil || rec.Code != http.StatusOK || got.OK == nil || *got.OK == (got.Error != "") || !*got.OK && !codePattern.MatchString(got.Error) {
		t.Errorf("%s: got %d %.300s", what, rec.Code, rec.Body)
	}
	if !utf8.Valid(rec.Body.Bytes()) {
		t.Errorf("%s: the answer is not UTF-8", what)
	}
}

// oddForms and oddJSON are what no method expects of any argument.
var (
	oddForms = []string{"", "null", "-1", "99999999999999999999", "1e400", "\xff\x00", "[]", "{}", `[{"type":"x"}]`, `{"type":"modal"}`, `[[["x"]]]`, ",,,", strings.Repeat("[", 500), "..", "%"}
	oddJSON  = []string{`null`, `true`, `-1`, `1e400`, `""`, `[]`, `[null]`, `{}`, `{"type":{}}`, `[[[]]]`, `"\u0000"`, `[{"id":[]}]`}
)

// TestMethodsTakeOddArguments puts odd values into all arguments of every
// method at once, and some into each alone, the others being good.
func TestMethodsTakeOddArguments(t *testing.T) {
	c := newCaller(t)
	for _, method := range c.methods {
		for _, odd := range oddForms {
			all := url.Values{}
			for name := range c.args {
				all.Set(name, odd)
			}
			slackShaped(t, method+" with "+odd, c.post(method, "form", all.Encode()))
		}
		for _, odd := range oddJSON {
			slackShaped(t, method+" with JSON "+odd, c.post(method, "json", c.json("", odd)))
			slackShaped(t, method+" of JSON "+odd, c.post(method, "json", odd))
		}
		for i, name := range slices.Sorted(maps.Keys(c.args)) { // in turn: all of them take minutes
			turn := len(method) + i
			for _, odd := range []string{oddForms[turn%len(oddForms)], oddForms[(turn+7)%len(oddForms)]} {
				slackShaped(t, method+" "+name+"="+odd, c.post(method, "form", c.form(name, odd)))
			}
			odd := oddJSON[turn%len(oddJSON)]
			slackShaped(t, method+" "+name+": "+odd, c.post(method, "json", c.json(name, odd)))
		}
	}
}

// form is the good arguments with one changed.
func (c *caller) form(name, value string) string {
	out := url.Values{}
	for n, v := range c.args {
		out.Set(n, v)
	}
	out.Set(name, value)
	return out.Encode()
}

// json is the good arguments as JSON with one changed, or all.
func (c *caller) json(name, value string) string {
	var out []string
	for n, v := range c.args {
		switch raw := quote(v); {
		case name == "" || n == name:
			out = append(out, `"`+n+`":`+value)
		case json.Valid([]byte(v)) && strings.ContainsAny(v, "[{"):
			out = append(out, `"`+n+`":`+v)
		default:
			out = append(out, `"`+n+`":`+raw)
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

// FuzzWebAPI: every method answers anything with Slack's envelope, never with a
// panic or another status.
func FuzzWebAPI(f *testing.F) {
	c := newCaller(f)
	names := slices.Sorted(maps.Keys(kinds))
	for n := range c.methods {
		f.Add(uint8(n), uint8(slices.Index(names, "form")), c.form("text", "x"))
		f.Add(uint8(n), uint8(slices.Index(names, "json")), c.json("text", `"x"`))
	}
	for n := range names {
		f.Add(uint8(0), uint8(n), "--b\r\nContent-Disposition: form-data; name=\"blocks\"\r\n\r\n[]\r\n--b--\r\n")
	}
	f.Fuzz(func(t *testing.T, which, kind uint8, body string) {
		method := c.methods[int(which)%len(c.methods)]
		slackShaped(t, method, c.post(method, names[int(kind)%len(names)], body))
	})
}
