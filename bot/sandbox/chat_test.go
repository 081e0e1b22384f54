package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// send calls a method with a body of one's own and gives the answer.
func (w *world) send(method, kind, body string) map[string]any {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/"+method, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+w.app().BotToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	var out map[string]any
	w.read(resp, method, &out)
	return out
}

// TestWarnings: charsets, and text that was cut.
func TestWarnings(t *testing.T) {
	w := run(t, config())
	long := strings.Repeat("é", 40_000)
	tests := []struct{ name, kind, body, want string }{
		{"JSON with charset", "application/json; charset=utf-8", `{"channel":"general","text":"x"}`, ""},
		{"JSON without", "application/json", `{"channel":"general","text":"x"}`, "missing_charset"},
		{"form", "application/x-www-form-urlencoded", "channel=general&text=x", ""},
		{"form with charset", "application/x-www-form-urlencoded; charset=utf-8", "channel=general&text=x", "superfluous_charset"},
		{"40,000", "application/x-www-form-urlencoded", "channel=general&text=" + url.QueryEscape(long), ""},
		{"40,001", "application/x-www-form-urlencoded", "channel=general&text=" + url.QueryEscape(long+"é"), "message_truncated"},
		{"both", "application/json", `{"channel":"general","text":"` + long + `é"}`, "missing_charset,message_truncated"},
		{"a refusal", "application/json", `{"channel":"nowhere","text":"x"}`, "missing_charset"},
	}
	for _, tt := range tests {
		got := w.send("chat.postMessage", tt.kind, tt.body)
		warning, _ := got["warning"].(string)
		meta, _ := got["response_metadata"].(map[string]any)
		list, _ := meta["warnings"].([]any)
		if warning != tt.want || len(list) != len(strings.FieldsFunc(tt.want, func(r rune) bool { return r == ',' })) {
			t.Errorf("%s: got %q and %v, want %q", tt.name, warning, list, tt.want)
		}
	}
	for _, m := range w.messages("ada", "general") {
		if n := len([]rune(m.Text)); n > 40_000 {
			t.Errorf("a text of %d was kept", n)
		}
	}
}

// TestArgumentNames: what is no name of an argument, and a token in the address.
func TestArgumentNames(t *testing.T) {
	w := run(t, config())
	form := "application/x-www-form-urlencoded"
	for body, want := range map[string]string{
		"channel[]=general": "invalid_array_arg", "a.b=1": "invalid_arg_name", strings.Repeat("a", 65) + "=1": "invalid_arg_name", strings.Repeat("a", 64) + "=1": "channel_not_found",
	} {
		if got := w.send("chat.postMessage", form, body)["error"]; got != want {
			t.Errorf("%s: got %v, want %s", body, got, want)
		}
	}
	var got map[string]any
	w.get("/api/auth.test?token="+w.app().BotToken, &got)
	if got["error"] != "not_authed" {
		t.Errorf("a token in the address: got %v", got)
	}
}

// TestGet: Slack takes arguments in the address of a GET.
func TestGet(t *testing.T) {
	w := run(t, config())
	req, err := http.NewRequest(http.MethodGet, w.http.URL+"/api/users.info?user="+w.id("ada"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.app().BotToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		OK   bool
		User struct{ Name string }
	}
	w.read(resp, "users.info", &got)
	if !got.OK || got.User.Name != "ada" {
		t.Errorf("got %+v", got)
	}
}

// TestEditWindow: a workspace may close messages to edits, at the minute.
func TestEditWindow(t *testing.T) {
	cfg := config()
	cfg.EditMinutes = 5
	w := run(t, cfg)
	w.srv.Clock().Pause(true)
	posted := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "a"})
	where := map[string]string{"channel": posted["channel"].(string), "ts": posted["ts"].(string), "text": "b"}
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "hers"}, &sent)
	steps := []struct {
		after time.Duration
		want  any
	}{{5 * time.Minute, nil}, {5*time.Minute + time.Second, "edit_window_closed"}}
	for _, step := range steps {
		if err := w.srv.Clock().Set(start.Add(step.after)); err != nil {
			t.Fatal(err)
		}
		if got := w.call("chat.update", where)["error"]; got != step.want {
			t.Errorf("after %v: got %v, want %v", step.after, got, step.want)
		}
	}
	var no sandbox.ErrorAnswer
	if got := w.post("/client/edit", sandbox.EditRequest{As: "ada", Channel: "general", TS: sent.TS, Text: "x"}, &no); got != http.StatusBadRequest {
		t.Errorf("a person too late: got %d", got)
	}
}

// TestBroadcastsAndCustomNames: replies shown in the channel, and messages
// under another name.
func TestBroadcastsAndCustomNames(t *testing.T) {
	w := run(t, config())
	parent := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "parent", "reply_broadcast": "true", "unfurl_links": "false"})
	where := map[string]string{"channel": parent["channel"].(string), "ts": parent["ts"].(string), "reply_broadcast": "true", "text": "x"}
	if got := w.call("chat.update", where)["error"]; got != "cant_broadcast_message" {
		t.Errorf("a parent: got %v", got)
	}
	reply := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "reply", "thread_ts": where["ts"], "username": "Robin", "icon_emoji": ":bird:", "icon_url": "https://a.example/x.png"})
	said := reply["message"].(map[string]any)
	if said["username"] != "Robin" || said["subtype"] != "bot_message" || said["thread_ts"] != where["ts"] || cmp.Diff(map[string]any{"emoji": ":bird:"}, said["icons"]) != "" {
		t.Errorf("got %v", said)
	}
	if n := len(w.messages("ada", "general")); n != 1 {
		t.Errorf("got %d in the channel, want the parent alone", n)
	}
	where["ts"], where["text"] = reply["ts"].(string), "reply, shown"
	w.call("chat.update", where)
	list := w.messages("ada", "general")
	if len(list) != 2 || list[1].Text != "reply, shown" || list[1].Icon != ":bird:" {
		t.Errorf("got %+v", list)
	}
	if on := list[0].UnfurlLinks; on == nil || *on || list[0].UnfurlMedia != nil {
		t.Errorf("unfurl flags: got %v %v", on, list[0].UnfurlMedia)
	}
	link := w.call("chat.getPermalink", map[string]string{"channel": where["channel"], "message_ts": where["ts"]})["permalink"].(string)
	if !strings.Contains(link, "?thread_ts="+parent["ts"].(string)+"&cid="+where["channel"]) {
		t.Errorf("permalink of a reply: got %s", link)
	}
}

// TestUpdateFiles: an update changes the files of a message too.
func TestUpdateFiles(t *testing.T) {
	w := run(t, config())
	first, second := w.appUpload("a.txt", []byte("a"), w.id("general")), w.appUpload("b.txt", []byte("b"), "")
	ts := w.messages("ada", "general")[0].TS
	update := func(files string) map[string]any {
		return w.call("chat.update", map[string]string{"channel": w.id("general"), "ts": ts, "text": "new", "file_ids": files})
	}
	if got := update("F0NOWHERE0")["error"]; got != "file_not_found" {
		t.Errorf("no file: got %v", got)
	}
	update(second)
	if got := string(w.messages("ada", "general")[0].Files); strings.Contains(got, first) || !strings.Contains(got, second) {
		t.Errorf("got %s", got)
	}
	if got := w.call("files.delete", map[string]string{"file": second}); got["ok"] != true {
		t.Errorf("delete: got %v", got)
	}
	if got := w.call("files.delete", map[string]string{"file": second})["error"]; got != "file_deleted" {
		t.Errorf("twice: got %v", got)
	}
	if got := update(second)["error"]; got != "file_deleted" {
		t.Errorf("a deleted one: got %v", got)
	}
	if got := string(w.messages("ada", "general")[0].Files); !strings.Contains(got, `"mode":"tombstone"`) {
		t.Errorf("after: got %s", got)
	}
}

// TestPersonsMessageForApps: what an app reads of what a person typed.
func TestPersonsMessageForApps(t *testing.T) {
	w := run(t, config())
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "*Hello* @bram"}, &sent)
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/me waves"}, &sent)
	list := w.call("conversations.history", map[string]string{"channel": w.id("general")})["messages"].([]any)
	me, hello := list[0].(map[string]any), list[1].(map[string]any)
	if me["subtype"] != "me_message" || me["text"] != "waves" {
		t.Errorf("/me: got %v", me)
	}
	elements := hello["blocks"].([]any)[0].(map[string]any)["elements"].([]any)[0].(map[string]any)["elements"]
	want := []any{
		map[string]any{"type": "text", "text": "Hello", "style": map[string]any{"bold": true}}, map[string]any{"type": "text", "text": " "},
		map[string]any{"type": "user", "user_id": w.id("bram")},
	}
	if diff := cmp.Diff(want, elements); diff != "" || hello["text"] != "*Hello* <@"+w.id("bram")+">" {
		t.Errorf("got %v (-want +got)\n%s", hello["text"], diff)
	}
	if id, _ := hello["client_msg_id"].(string); len(id) != 36 {
		t.Errorf("client_msg_id: got %q", id)
	}
}
