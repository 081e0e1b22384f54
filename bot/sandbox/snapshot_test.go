package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/bot/sandbox"
)

// quiet is the default workspace whose app hears no events, so that nothing
// goes on behind a test's back.
func quiet() sandbox.Config {
	cfg := config()
	cfg.Apps[0].Events = nil
	return cfg
}

// document is a workspace's snapshot as JSON.
func document(t testing.TB, srv *sandbox.Server) string {
	t.Helper()
	raw, err := json.MarshalIndent(srv.Snapshot(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// send sends a request to a server without a network.
func send(srv *sandbox.Server, method, path, kind, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	rec := httptest.NewRecorder()
	srv.Handler().ServeHTTP(rec, req)
	return rec
}

const asJSON = "application/json"

// TestRestoreIsTheSame: whatever people and the app did, a workspace that was
// restored from its snapshot gives the same snapshot, and goes on like the
// first one.
func TestRestoreIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := &hand{now: start}
		fresh := func() *sandbox.Server {
			cfg := quiet()
			cfg.Clock.Paused = true // planned messages are posted by moves alone, not beside the test
			srv, err := sandbox.New(cfg, sandbox.Options{Now: base.Now, BaseURL: "http://sandbox.test"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(srv.Close)
			return srv
		}
		first := fresh()
		for range rapid.IntRange(0, 30).Draw(t, "deeds") {
			deed(t, first, base)
		}
		raw, err := json.Marshal(first.Snapshot())
		if err != nil {
			t.Fatal(err)
		}
		second := fresh()
		if rec := send(second, http.MethodPost, "/control/restore", asJSON, string(raw)); rec.Code != http.StatusOK {
			t.Fatalf("restore: %d %s", rec.Code, rec.Body)
		}
		same := func(when string) {
			a, err := json.Marshal(first.Snapshot())
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(second.Snapshot())
			if err != nil {
				t.Fatal(err)
			}
			a, b = madeIDs.ReplaceAll(a, []byte("made")), madeIDs.ReplaceAll(b, []byte("made"))
			if !bytes.Equal(a, b) {
				t.Fatalf("%s (-first +restored)\n%s", when, cmp.Diff(string(a), string(b)))
			}
		}
		same("after the restore")
		for _, srv := range []*sandbox.Server{first, second} {
			send(srv, http.MethodPost, "/client/send", asJSON, `{"as":"ada","channel":"general","text":"and on we go @bram"}`)
			send(srv, http.MethodPost, "/control/clock", asJSON, `{"advance":"3h"}`) // planned messages are posted
		}
		same("after going on")
	})
}

// madeIDs are the block and action ids that the workspace makes by chance.
var madeIDs = regexp.MustCompile(`[0-9a-f]{8}"`)

// deed is one thing that people or the app do.
func deed(t *rapid.T, srv *sandbox.Server, base *hand) {
	token := srv.Config().Apps[0].BotToken
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	who, room := pick("who", "ada", "bram", "citra", "dan"), pick("room", "general", "workshop", "back-room")
	text := rapid.StringOf(rapid.RuneFrom([]rune("ab <@>&*_~`é😀\n"))).Draw(t, "text")
	call := func(method string, form map[string]string) string {
		v := httptestForm(form)
		v += "&token=" + token
		return send(srv, http.MethodPost, "/api/"+method, "application/x-www-form-urlencoded", v).Body.String()
	}
	client := func(path string, body any) {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		send(srv, http.MethodPost, path, asJSON, string(raw))
	}
	var last string
	for _, c := range srv.Snapshot().Channels {
		if c.Name == room && len(c.Messages) > 0 {
			last = c.Messages[rapid.IntRange(0, len(c.Messages)-1).Draw(t, "message")].TS
		}
	}
	switch rapid.IntRange(0, 13).Draw(t, "deed") {
	case 0:
		client("/client/send", sandbox.SendRequest{As: who, Channel: room, Text: text})
	case 1:
		client("/client/send", sandbox.SendRequest{As: who, Channel: room, Text: text, ThreadTS: last})
	case 2:
		call("chat.postMessage", map[string]string{"channel": room, "text": text, "thread_ts": last, "metadata": `{"event_type":"e","event_payload":{"n":1}}`, "unfurl_links": "false"})
	case 3:
		client("/client/reaction", sandbox.ReactionRequest{As: who, Channel: room, TS: last, Name: "eyes"})
	case 4:
		client("/client/edit", sandbox.EditRequest{As: who, Channel: room, TS: last, Text: text})
	case 5:
		client("/client/delete", sandbox.EditRequest{As: who, Channel: room, TS: last})
	case 6:
		client("/client/pin", sandbox.PinRequest{As: who, Channel: room, TS: last})
	case 7:
		client("/client/bookmark", sandbox.BookmarkRequest{As: who, Channel: room, Title: "t", Link: "http://x.example"})
	case 8:
		call("chat.scheduleMessage", map[string]string{"channel": room, "text": "later", "post_at": fmt.Sprint(srv.Clock().Now().Unix() + int64(rapid.IntRange(60, 20_000).Draw(t, "in")))})
	case 9:
		call("chat.postEphemeral", map[string]string{"channel": room, "user": idOf(srv, who), "text": "psst"})
	case 10:
		client("/client/read", sandbox.ChannelRequest{As: who, Channel: room})
	case 11:
		client("/control/groups", sandbox.GroupChange{Handle: "helpers", Users: &[]string{who}})
	case 12:
		client("/control/clock", sandbox.ClockRequest{Advance: fmt.Sprintf("%dms", rapid.IntRange(1, 1e7).Draw(t, "ms"))})
	case 13:
		call("views.publish", map[string]string{"user_id": idOf(srv, who), "view": `{"type":"home","blocks":[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"a","initial_value":"v"}}]}`})
	}
	base.turn(time.Second)
}

func httptestForm(form map[string]string) string {
	parts := []string{}
	for k, v := range form {
		if v != "" {
			parts = append(parts, k+"="+url.QueryEscape(v))
		}
	}
	return strings.Join(parts, "&")
}

func idOf(srv *sandbox.Server, name string) string {
	for _, p := range srv.Config().People {
		if p.Name == name {
			return p.ID
		}
	}
	return ""
}

// TestRestoreRefuses: a snapshot that this workspace cannot have is refused with
// its place, and nothing changes.
func TestRestoreRefuses(t *testing.T) {
	w := run(t, quiet())
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "hello", "blocks": section("hello")})
	w.call("bookmarks.add", map[string]string{"channel_id": w.id("general"), "type": "link", "title": "Tea", "link": "https://example.com/tea"})
	w.uploaded("ada", "notes.txt", []byte("words"))
	good := document(t, w.srv)
	tests := []struct{ name, old, new, want string }{
		{"another version", `"version": 1`, `"version": 2`, "version: this program reads snapshots of version 1, not 2"},
		{"no version", `"version": 1`, `"version": 0`, "not 0"},
		{"a field of the future", `"version": 1`, `"version": 1, "moon": 1`, "moon"},
		{"no JSON", good, `{`, "it is no snapshot"},
		{"a list", good, `[]`, "it is no snapshot"},
		{"clock", `"rate": 1`, `"rate": 0`, "clock.rate"},
		{"app", `"app": "A0LAMP0000"`, `"app": "A0OTHER000"`, "the app A0OTHER000 is not installed here"},
		{"bot user", `"id": "U0LAMP0000"`, `"id": "U0LAMP0001"`, "the bot user of A0LAMP0000 has another id here"},
		{"zone", `"tz": "Europe/Paris"`, `"tz": "../etc"`, "no time zone"},
		{"twice", `"id": "U0BRAM0000"`, `"id": "U0ADA00000"`, "users[1]: the id U0ADA00000 is there twice"},
		{"kind", `"kind": "public_channel"`, `"kind": "door"`, `channels[0]: kind "door" is not known`},
		{"member", "\"members\": [\n    \"U0ADA00000\"", "\"members\": [\n    \"U0NOBODY0\"", `channels[0]: there is no user "U0NOBODY0"`},
		{"stamp", `"ts": "1795510800.`, `"ts": "x795510800.`, "channels[0].messages[0]: the ts"},
		{"blocks", `"blocks": [`, `"blocks": [7,`, "channels[0].messages[0].blocks: want a list of objects"},
		{"colour", `"color": "`, `"color": "red;}`, "users[0].color"},
		{"bookmark", `"link": "https://`, `"link": "javascript://`, "channels[0].bookmarks"},
		{"address of a file", `"base": "http://`, `"base": "javascript://`, "files[0].base"},
		{"before time", `"now": "2026`, `"now": "1969`, "clock.now"},
		{"large number", `"last_ts": 1`, `"last_ts": 1000000000000000000`, "it is no snapshot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := strings.Replace(good, tt.old, tt.new, 1)
			if bad == good {
				t.Fatalf("the snapshot has no %s:\n%s", tt.old, good)
			}
			rec := send(w.srv, http.MethodPost, "/control/restore", asJSON, bad)
			var refused sandbox.ErrorAnswer
			if err := json.Unmarshal(rec.Body.Bytes(), &refused); err != nil {
				t.Fatal(err)
			}
			if rec.Code != http.StatusBadRequest || !strings.Contains(refused.Error, tt.want) || !strings.HasPrefix(refused.Error, "The workspace stays as it was: ") {
				t.Errorf("got %d %s, want %q", rec.Code, refused.Error, tt.want)
			}
		})
	}
	if got := document(t, w.srv); got != good {
		t.Errorf("the workspace changed (-want +got)\n%s", cmp.Diff(good, got))
	}
	if rec := send(w.srv, http.MethodPost, "/control/restore", "text/plain", good); rec.Code != http.StatusUnsupportedMediaType {
		t.Errorf("as text: got %d", rec.Code)
	}
}

// TestResetGoesBack: after a reset the workspace is the one it began as.
func TestResetGoesBack(t *testing.T) {
	w := run(t, quiet())
	began := document(t, w.srv)
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "hello"})
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "new"}}, &struct{}{})
	if document(t, w.srv) == began {
		t.Fatal("nothing happened, so a reset shows nothing")
	}
	w.post("/control/reset", struct{}{}, &struct{}{})
	if diff := cmp.Diff(began, document(t, w.srv)); diff != "" {
		t.Errorf("(-began +after the reset)\n%s", diff)
	}
}

// TestSavedWorkspace: a file is made, loaded, replaced as a whole, and never
// touched when it is broken.
func TestSavedWorkspace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "workspace.json")
	w := run(t, quiet())
	if found, err := w.srv.Load(file); found || err != nil {
		t.Fatalf("no file: got %v, %v", found, err)
	}
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "kept"})
	for range 2 {
		if err := w.srv.Save(file); err != nil {
			t.Fatal(err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v (%v), want the one file", entries, err)
	}
	again := run(t, quiet())
	if found, err := again.srv.Load(file); !found || err != nil {
		t.Fatalf("got %v, %v", found, err)
	}
	if diff := cmp.Diff(document(t, w.srv), document(t, again.srv)); diff != "" {
		t.Errorf("(-saved +loaded)\n%s", diff)
	}
	broken := []byte(`{"version":1,`)
	if err := os.WriteFile(file, broken, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := again.srv.Load(file); err == nil || !strings.Contains(err.Error(), "the file was not touched: move it away") {
		t.Errorf("a broken file: %v", err)
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, broken) {
		t.Errorf("the broken file became %q (%v)", got, err)
	}
	if err := w.srv.Save(filepath.Join(dir, "none", "w.json")); err == nil {
		t.Error("a folder that is not there must be an error")
	}
}

// TestKeepSaved: what changed is saved at the next time, what did not is not.
func TestKeepSaved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "workspace.json")
	ticks := make(chan time.Time)
	w := run(t, quiet(), func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d == 30*time.Second {
				return ticks
			}
			return nil
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w.srv.KeepSaved(ctx, file, 30*time.Second)
	tick := func() {
		ticks <- time.Time{}
		ticks <- time.Time{} // taken once the first was dealt with
	}
	tick()
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("saved without a change: %v", err)
	}
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "kept"})
	tick()
	if raw, err := os.ReadFile(file); err != nil || !strings.Contains(string(raw), "kept") {
		t.Fatalf("not saved: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	tick()
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("saved again without a change: %v", err)
	}
}

// FuzzRestore: whatever JSON is restored, nothing panics, then or when people
// and the app look at the workspace and use it.
func FuzzRestore(f *testing.F) {
	srv, err := sandbox.New(quiet(), sandbox.Options{Now: (&hand{now: start}).Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(srv.Close)
	f.Add(`{"version":1}`)
	f.Add(document(f, srv))
	token := srv.Config().Apps[0].BotToken
	for _, form := range []string{
		"channel=general&text=hello&blocks=" + url.QueryEscape(`[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"B"}}]}]`),
		"channel=general&text=thread",
	} {
		send(srv, http.MethodPost, "/api/chat.postMessage", "application/x-www-form-urlencoded", form+"&token="+token)
	}
	send(srv, http.MethodPost, "/api/views.publish", "application/x-www-form-urlencoded", "user_id=U0ADA00000&token="+token+"&view="+url.QueryEscape(`{"type":"home","blocks":[{"type":"divider"}]}`))
	f.Add(document(f, srv))
	f.Fuzz(func(_ *testing.T, doc string) {
		if send(srv, http.MethodPost, "/control/restore", asJSON, doc).Code != http.StatusOK {
			return
		}
		for _, path := range []string{"/client/state?as=ada", "/client/messages?as=ada&channel=general", "/client/home?as=ada&app=lamp", "/client/pins?as=ada&channel=general", "/client/threads?as=ada", "/control/state", "/control/clock"} {
			send(srv, http.MethodGet, path, "", "")
		}
		for _, method := range []string{"conversations.history", "conversations.list", "users.list", "usergroups.list", "pins.list", "bookmarks.list", "chat.scheduledMessages.list", "files.list"} {
			send(srv, http.MethodPost, "/api/"+method, "application/x-www-form-urlencoded", "channel=C0GENERAL0&channel_id=C0GENERAL0&token="+token)
		}
		for _, m := range srv.Snapshot().Channels[:min(1, len(srv.Snapshot().Channels))] {
			for _, one := range m.Messages[:min(3, len(m.Messages))] {
				raw, err := json.Marshal(sandbox.ActionRequest{As: "ada", Channel: m.ID, TS: one.TS, BlockID: "b", ActionID: "a", Type: "button"})
				if err != nil {
					panic(err)
				}
				send(srv, http.MethodPost, "/client/action", asJSON, string(raw))
			}
		}
		send(srv, http.MethodPost, "/client/send", asJSON, `{"as":"ada","channel":"general","text":"@lamp"}`)
		send(srv, http.MethodPost, "/control/clock", asJSON, `{"advance":"1h"}`)
	})
}

// TestSnapshotOverHTTP: what GET gives, POST takes.
func TestSnapshotOverHTTP(t *testing.T) {
	w := run(t, quiet())
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "hello"})
	resp, err := http.Get(w.http.URL + "/control/snapshot")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{w.app().BotToken, w.app().AppToken, w.app().SigningSecret} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the snapshot has the secret %s", secret)
		}
	}
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "later"})
	if rec := send(w.srv, http.MethodPost, "/control/restore", asJSON, string(raw)); rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if got := w.messages("ada", "general"); len(got) != 1 || got[0].Text != "hello" {
		t.Errorf("got %+v", got)
	}
}
