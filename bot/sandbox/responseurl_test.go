package sandbox_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// respond posts to a response URL and gives the status and the error.
func (w *world) respond(url, body string) (int, string) {
	w.t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	var got struct{ Error string }
	return w.read(resp, "response_url", &got), got.Error
}

func (p *probe) responseURL() string {
	p.w.t.Helper()
	var sent sandbox.SendAnswer
	p.w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp"}, &sent)
	return next[slack.SlashCommand](p).ResponseURL
}

func TestResponseURLUses(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	url := p.responseURL()
	if !strings.HasPrefix(url, w.http.URL+"/response/") {
		t.Errorf("got %s, want the host that the app used", url)
	}
	for n := range 5 {
		if status, code := w.respond(url, `{"text":"hello"}`); status != http.StatusOK {
			t.Errorf("use %d: got %d %s", n+1, status, code)
		}
	}
	if status, code := w.respond(url, `{"text":"hello"}`); status != http.StatusNotFound || code != "used_url" {
		t.Errorf("sixth use: got %d %s", status, code)
	}
	if got := w.messages("bram", "general"); len(got) != 0 {
		t.Errorf("others see %+v, want nothing: the answers are private", got)
	}
	if got := w.messages("ada", "general"); len(got) != 5 || !got[0].Ephemeral {
		t.Errorf("ada sees %+v", got)
	}
	url = p.responseURL()
	w.base.turn(30 * time.Minute)
	if status, _ := w.respond(url, `{"text":"in time"}`); status != http.StatusOK {
		t.Errorf("after thirty minutes: got %d", status)
	}
	w.base.turn(time.Second)
	if status, code := w.respond(url, `{"text":"late"}`); status != http.StatusNotFound || code != "expired_url" {
		t.Errorf("after more: got %d %s", status, code)
	}
	if status, code := w.respond(w.http.URL+"/response/other", `{"text":"x"}`); status != http.StatusNotFound || code != "expired_url" {
		t.Errorf("unknown: got %d %s", status, code)
	}
}

func TestResponseURLBodies(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	tests := []struct{ name, body, code string }{
		{"not JSON", `hello`, "invalid_payload"},
		{"nothing", `{}`, "no_text"},
		{"bad blocks", `{"blocks":[{"type":"x"}]}`, "invalid_blocks"},
		{"good", `{"text":"x","replace_original":false,"delete_original":false}`, ""},
	}
	url := p.responseURL()
	for _, tt := range tests {
		status, code := w.respond(url, tt.body)
		if code != tt.code || (status == http.StatusOK) != (tt.code == "") {
			t.Errorf("%s: got %d %s, want %q", tt.name, status, code, tt.code)
		}
	}
}

// TestResponseURLOnMessages: replace, delete, add in the channel and in the
// thread, for a public and a private original.
func TestResponseURLOnMessages(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	api := w.slack()
	blocks := slack.MsgOptionBlocks(slack.NewActionBlock("row", slack.NewButtonBlockElement("b", "1", plainText("B"))))
	_, ts, err := api.PostMessage(w.id("general"), slack.MsgOptionText("public", false), blocks)
	if err != nil {
		t.Fatal(err)
	}
	ephemeral, err := api.PostEphemeral(w.id("general"), w.id("ada"), slack.MsgOptionText("private", false), blocks)
	if err != nil {
		t.Fatal(err)
	}
	click := func(ts string) slack.InteractionCallback {
		t.Helper()
		if err := w.srv.WaitIdle(w.ctx()); err != nil {
			t.Fatal(err)
		}
		p.discard()
		var done sandbox.ActionAnswer
		w.post("/client/action", sandbox.ActionRequest{As: "ada", Channel: "general", TS: ts, BlockID: "row", ActionID: "b"}, &done)
		return next[slack.InteractionCallback](p)
	}
	cb := click(ephemeral)
	if !cb.Container.IsEphemeral || cb.Container.MessageTs != ephemeral || cb.Message.Timestamp != "" {
		t.Errorf("ephemeral click: got %+v", cb.Container)
	}
	if err := slack.PostWebhook(cb.ResponseURL, &slack.WebhookMessage{Text: "replaced", ReplaceOriginal: true}); err != nil {
		t.Error(err)
	}
	list := w.messages("ada", "general")
	if last := list[len(list)-1]; len(list) != 2 || last.Text != "replaced" || last.Blocks != nil || last.TS != ephemeral || !last.Ephemeral {
		t.Errorf("replaced: got %+v", list)
	}
	w.respond(cb.ResponseURL, `{"delete_original":true}`)
	if list = w.messages("ada", "general"); len(list) != 1 {
		t.Errorf("deleted: got %+v", list)
	}
	cb = click(ts)
	w.respond(cb.ResponseURL, `{"text":"in the thread","response_type":"in_channel","replace_original":false,"thread_ts":"`+ts+`"}`)
	if list = w.messages("bram", "general"); len(list) != 1 || list[0].ReplyCount != 1 {
		t.Errorf("thread: got %+v", list)
	}
	w.respond(cb.ResponseURL, `{"text":"for all","response_type":"in_channel"}`)
	w.respond(cb.ResponseURL, `{"text":"instead","replace_original":true}`)
	list = w.messages("bram", "general")
	if len(list) != 2 || list[0].Text != "instead" || list[0].Edited == nil || list[1].Text != "for all" {
		t.Errorf("public: got %+v", list)
	}
	w.clean()
}
