package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// onePick sends one value of one element, alone in an actions block of a
// message, and gives the sentence that it was refused with.
func onePick(t *testing.T, w *world, element, pick string) string {
	t.Helper()
	posted := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x", "blocks": `[{"type":"actions","block_id":"b","elements":[` + element + `]}]`})
	ts, ok := posted["ts"].(string)
	if !ok {
		t.Fatalf("post %s: %v", element, posted)
	}
	var body map[string]any
	decode(t, pick, &body)
	body["as"], body["channel"], body["ts"], body["block_id"], body["action_id"] = "ada", w.id("general"), ts, "b", "e"
	var out struct {
		OK    bool
		Error string
	}
	w.post("/client/action", body, &out)
	return out.Error
}

// nothing is an app that acknowledges with an empty answer.
func nothing(http.ResponseWriter, heard) {}

// TestPossible: what nobody could have chosen is refused in words.
func TestPossible(t *testing.T) {
	w, _ := overHTTP(t, nothing)
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "dan", Deleted: true}}, &sandbox.ActionAnswer{})
	var im sandbox.OpenAnswer
	w.post("/client/open", sandbox.OpenRequest{As: "ada", User: "lamp"}, &im)
	const gone, options = "That choice is not offered any more.", `"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]`
	for _, c := range []struct{ element, pick, want string }{
		{`"type":"static_select",` + options, `{"selected_option":{"value":"a"}}`, ""},
		{`"type":"static_select",` + options, `{"selected_option":{"value":"c"}}`, gone},
		{`"type":"multi_static_select","max_selected_items":1,` + options, `{"selected_options":[{"value":"a"}]}`, ""},
		{`"type":"multi_static_select","max_selected_items":1,` + options, `{"selected_options":[{"value":"a"},{"value":"b"}]}`, "Please choose at most 1."},
		{`"type":"external_select"`, `{"selected_option":{"value":"x","text":{"type":"plain_text","text":"X","emoji":true}}}`, ""},
		{`"type":"external_select"`, `{"selected_option":{"value":"x"}}`, gone},
		{`"type":"external_select"`, `{"selected_option":{"value":"x","text":{"type":"plain_text","text":"X"},"admin":true}}`, gone},
		{`"type":"multi_external_select"`, `{"selected_options":[{"value":"x","text":{"type":"plain_text","text":"X"}},{"value":{}}]}`, gone},
		{`"type":"users_select"`, `{"selected_user":"` + w.id("bram") + `"}`, ""},
		{`"type":"users_select"`, `{"selected_user":"` + w.id("dan") + `"}`, gone},
		{`"type":"multi_users_select"`, `{"selected_users":["` + w.id("bram") + `","U0NOBODY00"]}`, gone},
		{`"type":"channels_select"`, `{"selected_channel":"` + w.id("general") + `"}`, ""},
		{`"type":"channels_select"`, `{"selected_channel":"` + w.id("back-room") + `"}`, gone},
		{`"type":"conversations_select"`, `{"selected_conversation":"` + w.id("back-room") + `"}`, ""},
		{`"type":"conversations_select","filter":{"include":["public"]}`, `{"selected_conversation":"` + w.id("back-room") + `"}`, gone},
		{`"type":"conversations_select","filter":{"include":["private","im"]}`, `{"selected_conversation":"` + im.Channel + `"}`, ""},
		{`"type":"conversations_select","filter":{"exclude_bot_users":true}`, `{"selected_conversation":"` + im.Channel + `"}`, gone},
		{`"type":"datepicker"`, `{"selected_date":"2028-02-29"}`, ""},
		{`"type":"datepicker"`, `{"selected_date":"2026-02-29"}`, gone},
		{`"type":"timepicker"`, `{"selected_time":"23:59"}`, ""},
		{`"type":"timepicker"`, `{"selected_time":"24:00"}`, gone},
		{`"type":"datetimepicker"`, `{"selected_date_time":1000000000}`, ""},
		{`"type":"datetimepicker"`, `{"selected_date_time":999999999}`, gone},
		{`"type":"overflow",` + options, `{"selected_option":{"value":"b"}}`, ""},
		{`"type":"overflow",` + options, `{"selected_option":{"value":"c"}}`, gone},
	} {
		if got := onePick(t, w, `{"action_id":"e",`+c.element+`}`, c.pick); got != c.want {
			t.Errorf("%s gets %s: %q, want %q", c.element, c.pick, got, c.want)
		}
	}
	w.clean()
}

// TestPressed: feedback has two answers, an icon button may be for some people
// only, and a workflow button says that there is nothing to start.
func TestPressed(t *testing.T) {
	w, _ := overHTTP(t, nothing)
	posted := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x", "blocks": `[
		{"type":"context_actions","block_id":"c","elements":[
			{"type":"feedback_buttons","action_id":"fb","positive_button":{"text":{"type":"plain_text","text":"Good"},"value":"good"},"negative_button":{"text":{"type":"plain_text","text":"Bad"},"value":"bad"}},
			{"type":"icon_button","action_id":"bin","icon":"trash","text":{"type":"plain_text","text":"Delete"},"visible_to_user_ids":["` + w.id("bram") + `"]}]},
		{"type":"actions","block_id":"a","elements":[{"type":"workflow_button","action_id":"wf","text":{"type":"plain_text","text":"Go"},"workflow":{"trigger":{"url":"https://slack.com/shortcuts/Ft01/x"}}}]}]`})
	for _, c := range []struct{ as, block, action, value, want string }{
		{"ada", "c", "fb", "good", ""}, {"ada", "c", "fb", "so-so", "That choice is not offered any more."},
		{"bram", "c", "bin", "", ""}, {"ada", "c", "bin", "", "That button or field is not there any more."},
		{"ada", "a", "wf", "", "This button starts a workflow of Slack's Workflow Builder."},
	} {
		var out sandbox.ErrorAnswer
		w.post("/client/action", map[string]any{"as": c.as, "channel": w.id("general"), "ts": posted["ts"], "block_id": c.block, "action_id": c.action, "value": c.value}, &out)
		if out.OK != (c.want == "") || !strings.HasPrefix(out.Error, c.want) {
			t.Errorf("%s presses %s %s: got %+v, want %q", c.as, c.action, c.value, out, c.want)
		}
	}
	w.clean()
}

// TestFileInputScope: an app without files:read cannot ask for files.
func TestFileInputScope(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Scopes = []string{"commands", "chat:write"}
	w := run(t, cfg)
	p := w.probe()
	view, err := json.Marshal(map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": "Files"}, "submit": map[string]any{"type": "plain_text", "text": "Send"}, "blocks": []any{
		map[string]any{"type": "input", "label": map[string]any{"type": "plain_text", "text": "File"}, "element": map[string]any{"type": "file_input", "action_id": "f"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.call("views.open", map[string]string{"trigger_id": p.trigger(), "view": string(view)}); got["error"] != "missing_scope" || got["needed"] != "files:read" {
		t.Errorf("got %v", got)
	}
}

// TestAttachmentAction: a button in the blocks of an old-style attachment works,
// and the payload says which attachment it stands in (docs.slack.dev, block_actions).
func TestAttachmentAction(t *testing.T) {
	w, asked := overHTTP(t, nothing)
	posted := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x", "attachments": `[{"text":"words"},{"blocks":[{"type":"actions","block_id":"b","elements":[{"type":"button","action_id":"e","value":"v","text":{"type":"plain_text","text":"Go"}}]}]}]`})
	var out sandbox.ActionAnswer
	w.post("/client/action", map[string]any{"as": "ada", "channel": w.id("general"), "ts": posted["ts"], "block_id": "b", "action_id": "e"}, &out)
	seen := 0
	for len(asked) > 0 { // it came before the click was answered
		h := <-asked
		if h.path != "/interactions" {
			continue
		}
		seen++
		var payload struct {
			Container struct {
				Type string
				ID   int `json:"attachment_id"`
			}
			Actions []struct{ Value string }
		}
		decode(t, w.verified(h).FormValue("payload"), &payload)
		if payload.Container.Type != "message_attachment" || payload.Container.ID != 2 || len(payload.Actions) != 1 || payload.Actions[0].Value != "v" {
			t.Errorf("got %+v", payload)
		}
	}
	if !out.OK || seen != 1 {
		t.Errorf("got %+v, and the app was told %d times", out, seen)
	}
	w.clean()
}
