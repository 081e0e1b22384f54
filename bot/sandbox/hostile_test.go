package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
)

// TestButtonsOfTwoAttachments: a click in one attachment is told of that one,
// whatever stands in the attachments behind it.
func TestButtonsOfTwoAttachments(t *testing.T) {
	w, c := silent(t)
	attachment := func(value, text string) string {
		return `{"blocks":[{"type":"actions","block_id":"b` + value + `","elements":[{"type":"button","action_id":"a","value":"` + value + `","text":{"type":"plain_text","text":"` + text + `"}}]}]}`
	}
	list := `[` + attachment("one", strings.Repeat("long ", 10)) + `,` + attachment("two", "x") + `,{"text":"no blocks"}]`
	if code := w.code("chat.postMessage", map[string]string{"channel": "general", "attachments": list}); code != "" {
		t.Fatal(code)
	}
	ts := w.messages("ada", "general")[0].TS
	for n, value := range []string{"one", "two"} {
		done := make(chan sandbox.ActionAnswer, 1)
		go func() {
			var got sandbox.ActionAnswer
			w.post("/client/action", sandbox.ActionRequest{As: "ada", Channel: "general", TS: ts, BlockID: "b" + value, ActionID: "a"}, &got)
			done <- got
		}()
		e := c.raw()
		p := e["payload"].(map[string]any)
		action, container := p["actions"].([]any)[0].(map[string]any), p["container"].(map[string]any)
		if action["value"] != value || container["attachment_id"] != float64(n+1) {
			t.Errorf("%s: got %v in %v", value, action, container)
		}
		c.ack(e["envelope_id"].(string), "")
		if got := <-done; !got.OK {
			t.Errorf("%s: got %+v", value, got)
		}
	}
	w.clean()
}

// TestEdits are the edits that a person's client may ask for and does not get.
func TestEdits(t *testing.T) {
	w := run(t, config())
	sent := <-w.types("hello")
	w.post("/client/topic", sandbox.TopicRequest{As: "ada", Channel: "general", Topic: "Tea"}, &sandbox.ActionAnswer{})
	notice := w.messages("ada", "general")[1]
	if notice.Subtype != "channel_topic" {
		t.Fatalf("got %+v", notice)
	}
	w.call("chat.postEphemeral", map[string]string{"channel": "general", "user": w.id("ada"), "text": "psst"})
	whispered := w.messages("ada", "general")[2]
	tests := []struct {
		name, ts, text string
		want           string // "" for an edit that is done
	}{
		{"as long as it may be", sent.TS, strings.Repeat("x", 12_000), ""},
		{"too long", sent.TS, strings.Repeat("x", 12_001), "That is too long to send at once."},
		{"nothing but space", sent.TS, " \n ", "There is nothing left of it; delete it instead."},
		{"Slack's own words", notice.TS, "other words", "This message can't be edited."},
		{"an app's private words", whispered.TS, "other words", "This message can't be edited."},
	}
	for _, tt := range tests {
		var got sandbox.ErrorAnswer
		w.post("/client/edit", sandbox.EditRequest{As: "ada", Channel: "general", TS: tt.ts, Text: tt.text}, &got)
		if got.Error != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got.Error, tt.want)
		}
	}
	w.clean()
}

// TestUpdateToNothing: metadata alone may change, but no message comes to say
// nothing.
func TestUpdateToNothing(t *testing.T) {
	w := run(t, config())
	meta := `{"event_type":"e","event_payload":{}}`
	ts, _ := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "hello"})["ts"].(string)
	for _, tt := range []struct{ name, text, want string }{{"metadata alone", "none", ""}, {"metadata and empty text", "", "no_text"}} {
		form := map[string]string{"channel": w.id("general"), "ts": ts, "metadata": meta}
		if tt.text == "" {
			form["text"] = ""
		}
		if code := w.code("chat.update", form); code != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, code, tt.want)
		}
	}
	if got := w.messages("ada", "general")[0]; got.Text != "hello" || len(got.Metadata) == 0 {
		t.Errorf("got %q %s", got.Text, got.Metadata)
	}
}

// TestMentionsAreWhole: an app is spoken to by its own id, not by one that
// begins like it.
func TestMentionsAreWhole(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = []string{"app_mention"}
	bot := cfg.Apps[0].BotUserID
	for text, want := range map[string]int{"<@" + bot + "> hello": 1, "<@" + bot + "|lamp> hello": 1, "<@" + bot + "X> hello": 0, "`<@" + bot + ">` hello": 0} {
		w := run(t, cfg, waits(nil)) // nobody is there, and nothing is tried again
		<-w.types(text)
		if err := w.srv.WaitIdle(w.ctx()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, item := range w.srv.Traffic(0) {
			if item.Method == "app_mention" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: got %d events, want %d", text, n, want)
		}
	}
}

// TestForeignNamesGetNoSession: a page that knows the sandbox by a name of its
// own gets no session with any of the page's files, and could not use one.
func TestForeignNamesGetNoSession(t *testing.T) {
	w := run(t, config())
	ask := func(host, path, cookie string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
		req.Host = host
		if cookie != "" {
			req.Header.Set("Cookie", cookie)
		}
		rec := httptest.NewRecorder()
		w.srv.Handler().ServeHTTP(rec, req)
		return rec
	}
	if got := ask("evil.example:80", "/js/main.js", "").Header().Get("Set-Cookie"); got != "" {
		t.Errorf("a foreign name got %s", got)
	}
	session, _, _ := strings.Cut(ask("localhost:80", "/js/main.js", "").Header().Get("Set-Cookie"), ";")
	if session == "" {
		t.Fatal("localhost got no session")
	}
	id := w.uploaded("ada", "notes.txt", []byte("words"))
	for host, want := range map[string]int{"localhost:80": http.StatusOK, "evil.example:80": http.StatusFound} {
		if got := ask(host, "/files/"+id+"/notes.txt", session).Code; got != want {
			t.Errorf("%s: got %d, want %d", host, got, want)
		}
	}
}

// TestLoggedWords: what an app sends as a method's name or as an argument does
// not fill the log, and brings no token into it.
func TestLoggedWords(t *testing.T) {
	w := run(t, config())
	long := strings.Repeat("x", 50_000)
	w.call("no.such."+long, map[string]string{})
	w.call("no.such.xoxb-1234567890-abcdef", map[string]string{})
	w.call("api.test", map[string]string{"error": long})
	w.call("users.info", map[string]string{"user": "U" + w.app().SigningSecret})
	for _, item := range w.srv.Traffic(0) {
		words := []string{item.Method, item.Error}
		if v := item.Violation; v != nil {
			words = append(words, v.Method, v.Code, v.What, v.Pointer)
		}
		for _, word := range words {
			if len(word) > 2_100 || strings.Contains(word, "abcdef") || strings.Contains(word, w.app().SigningSecret) {
				t.Errorf("got %d bytes: %.80s", len(word), word)
			}
		}
	}
	if v := w.srv.Violations(); len(v) != 3 || len(v[0].What) > 2_100 {
		t.Errorf("got %d violations", len(v))
	}
}

// TestTheEndOfTime: however it is moved or hurried, the clock stays where its
// time can be written down.
func TestTheEndOfTime(t *testing.T) {
	w := run(t, config())
	clock := w.srv.Clock()
	end := time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC)
	var refused sandbox.ErrorAnswer
	if status := w.post("/control/clock", sandbox.ClockRequest{To: "9999-12-30T00:00:01Z"}, &refused); status != http.StatusBadRequest || !strings.Contains(refused.Error, "year 9999") {
		t.Errorf("beyond: got %d %+v", status, refused)
	}
	if err := clock.SetRate(3_000_000); err != nil {
		t.Fatal(err)
	}
	last := clock.Now()
	for range 24 { // hours
		w.base.turn(time.Hour)
		now := clock.Now()
		if now.Before(last) || now.After(end) {
			t.Fatalf("from %v to %v", last, now)
		}
		last = now
	}
	if !last.Equal(end) {
		t.Errorf("got %v, want %v", last, end)
	}
	if err := clock.Advance(time.Second); !errors.Is(err, sandbox.ErrTooFar) {
		t.Errorf("at the end: got %v", err)
	}
	if err := w.srv.Restore(w.srv.Snapshot()); err != nil {
		t.Errorf("the snapshot: %v", err)
	}
	document(t, w.srv)
	for _, at := range []string{"1969-12-31T23:59:59Z", "9999-12-30T00:00:01Z"} {
		if _, err := (sandbox.Config{Clock: sandbox.ClockConfig{Start: at}}).Complete(); err == nil || !strings.Contains(err.Error(), "clock.start") {
			t.Errorf("%s: got %v", at, err)
		}
	}
}

// TestHurriedClockIsExact: beyond what a Duration holds, to the microsecond.
func TestHurriedClockIsExact(t *testing.T) {
	base := &hand{now: start}
	clock := sandbox.NewClock(base.Now)
	if err := clock.SetRate(3_000_000); err != nil {
		t.Fatal(err)
	}
	base.turn(time.Hour + time.Microsecond)
	if got, want := clock.Now(), time.Unix(start.Unix()+3_000_000*3600+3, 0).UTC(); got.Sub(want).Abs() > time.Microsecond {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestReadMarksAreBounded: threads that are none leave nothing behind.
func TestReadMarksAreBounded(t *testing.T) {
	w := run(t, config())
	parent := <-w.types("parent")
	<-w.types("no parent")
	w.says(sandbox.SendRequest{As: "bram", Channel: "general", Text: "reply", ThreadTS: parent.TS})
	for _, thread := range []string{parent.TS, "1.000001", "nonsense", w.messages("ada", "general")[1].TS} {
		w.get("/client/messages?as=ada&channel=general&thread_ts="+thread, &sandbox.MessagesAnswer{})
	}
	marks := 0
	for _, ch := range w.srv.Snapshot().Channels {
		for _, mark := range ch.ThreadRead {
			if mark.User == w.id("ada") {
				marks++
			}
		}
	}
	if marks != 1 {
		t.Errorf("got %d marks, want that of the thread", marks)
	}
}

// TestNamesOfFiles: a name that no address could end in becomes another one.
func TestNamesOfFiles(t *testing.T) {
	w := run(t, config())
	for name, want := range map[string]string{"..": "file", ".": "file", "/": "file", "a/../..": "file", "../../etc/passwd": "passwd", "ok?.txt": "ok?.txt"} {
		got := w.call("files.getUploadURLExternal", map[string]string{"filename": name, "length": "1"})
		if got["ok"] != true {
			t.Fatalf("%s: got %v", name, got)
		}
		if resp, err := http.Post(got["upload_url"].(string), "application/octet-stream", strings.NewReader("x")); err != nil || resp.Body.Close() != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v", name, err)
		}
		done := w.call("files.completeUploadExternal", map[string]string{"files": fmt.Sprintf(`[{"id":%q}]`, got["file_id"])})
		files, _ := done["files"].([]any)
		if len(files) != 1 || files[0].(map[string]any)["name"] != want {
			t.Errorf("%s: got %v, want %s", name, done, want)
		}
	}
}

// TestOnlyPicturesAreShown: what somebody uploaded never runs beside the page,
// whatever it is called; only what is a picture by its bytes is shown.
func TestOnlyPicturesAreShown(t *testing.T) {
	w := run(t, config())
	gif := []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
	tests := []struct {
		name  string
		data  []byte
		shown bool
	}{
		{"page.html", []byte("<script>alert(1)</script>"), false},
		{"page.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), false},
		{"page.png", []byte("<script>alert(1)</script>"), false},
		{"page.js", []byte("alert(1)"), false},
		{"dot.html", gif, true},
	}
	for _, tt := range tests {
		id := w.uploaded("ada", tt.name, tt.data)
		for _, more := range []string{"", "&download=1"} {
			resp, err := http.Get(w.http.URL + "/client/file?as=ada&file=" + id + more)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			h := resp.Header
			if shown := h.Get("Content-Disposition") == ""; shown != (tt.shown && more == "") {
				t.Errorf("%s%s: shown %v", tt.name, more, shown)
			}
			if resp.StatusCode != http.StatusOK || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || tt.shown != (h.Get("Content-Type") == "image/gif") {
				t.Errorf("%s: got %d %v", tt.name, resp.StatusCode, h)
			}
		}
	}
}

// TestWhatWasSavedCanBeLoaded: names of every length, and ids that somebody
// chose, leave a workspace that can be put back.
func TestWhatWasSavedCanBeLoaded(t *testing.T) {
	w := run(t, config())
	long := strings.Repeat("x", 80)
	several := []string{}
	for n := range 8 {
		name := fmt.Sprintf("somebody-of-a-long-name-%d", n)
		if status := w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: name}}, &sandbox.ActionAnswer{}); status != http.StatusOK {
			t.Fatal(name)
		}
		several = append(several, name)
	}
	var made sandbox.OpenAnswer
	if status := w.post("/client/open", sandbox.OpenRequest{As: "ada", Users: several}, &made); status != http.StatusOK {
		t.Fatal("direct messages of nine")
	}
	w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: long}, &made)
	w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: long[:79] + "y"}, &made)
	tests := []struct {
		name, path string
		body       any
		want       string
	}{
		{"a person", "/control/people", sandbox.PersonRequest{Person: sandbox.Person{ID: "U0 1", Name: "eve"}}, "capital letters"},
		{"somebody's id", "/control/people", sandbox.PersonRequest{Person: sandbox.Person{ID: "C0GENERAL0", Name: "eve"}}, "must be U"},
		{"a channel", "/control/channels", sandbox.ChannelChange{ID: "C!", Name: "attic"}, "capital letters"},
		{"a channel by a taken id", "/control/channels", sandbox.ChannelChange{ID: w.id("ada"), Name: "attic"}, "must be C"},
		{"a channel of nobody", "/control/channels", sandbox.ChannelChange{Name: "attic", Add: []string{"nobody"}}, `nobody is called "nobody"`},
		{"a group", "/control/groups", sandbox.GroupChange{ID: strings.Repeat("S", 65), Handle: "guests"}, "capital letters"},
		{"a good channel", "/control/channels", sandbox.ChannelChange{ID: "C0ATTIC000", Name: "attic", Add: []string{"ada"}}, ""},
		{"a good person", "/control/people", sandbox.PersonRequest{Person: sandbox.Person{ID: "U0EVE00000", Name: "eve"}}, ""},
	}
	for _, tt := range tests {
		var refused sandbox.ErrorAnswer
		w.post(tt.path, tt.body, &refused)
		if tt.want == "" && refused.Error != "" || !strings.Contains(refused.Error, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, refused.Error, tt.want)
		}
	}
	for _, ch := range w.state("ada").Channels {
		if ch.Name == "attic" && ch.ID != "C0ATTIC000" {
			t.Errorf("what was refused made %+v", ch)
		}
	}
	if err := w.srv.Restore(w.srv.Snapshot()); err != nil {
		t.Error(err)
	}
}

// TestResetOverPlans: a reset that jumps over the moment of a planned message
// posts nothing, and switches Socket Mode on again.
func TestResetOverPlans(t *testing.T) {
	w := run(t, config(), waits(nil))
	page := w.page("ada")
	w.srv.Clock().Pause(true)
	w.plan("never", start.Add(10*time.Minute))
	w.base.turn(time.Hour)
	var done sandbox.SocketAnswer
	w.post("/control/socket", sandbox.SocketRequest{Do: "link_disabled"}, &done)
	w.srv.Reset()
	for e := page.next(); e.Type != sandbox.EventReset; e = page.next() {
		if e.Type == sandbox.EventMessage {
			t.Errorf("posted: %+v", e.Message)
		}
	}
	w.wire()
}
