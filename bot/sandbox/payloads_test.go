package sandbox_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

var updatePayloads = flag.Bool("update-payloads", false, "write testdata/payloads as it is now")

// during does something a person does, acknowledges what it sends to the app,
// and gives its payload.
func (c *wire) during(do func()) map[string]any {
	c.w.t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	e := c.raw()
	c.ack(e["envelope_id"].(string), "")
	<-done
	payload, _ := e["payload"].(map[string]any)
	return payload
}

// golden compares a payload with its file in testdata/payloads. Nothing in it
// changes from run to run but what is secret.
func golden(t *testing.T, name string, payload map[string]any) {
	t.Helper()
	blot(payload)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(payload); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "payloads", name+".json")
	if *updatePayloads {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got)\n%s", name, diff)
	}
}

// blot replaces what is drawn by lot, triggers and response URLs, and cuts what
// has tests of its own, messages and blocks.
func blot(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			blot(e)
		}
	case map[string]any:
		for k, e := range v {
			switch k {
			case "trigger_id":
				parts := strings.Split(e.(string), ".")
				if len(parts) == 3 && parts[2] != "" {
					v[k] = "NUMBER.NUMBER.SECRET"
				}
			case "message":
				v[k] = pick(e.(map[string]any), "type", "ts", "thread_ts", "user", "bot_id", "app_id", "text")
			case "blocks":
				v[k] = len(e.([]any))
			case "response_url":
				if at, _, ok := strings.Cut(e.(string), "/response/"); ok && strings.HasPrefix(at, "http://127.0.0.1:") {
					v[k] = "HOST/response/SECRET"
				}
			default:
				blot(e)
			}
		}
	}
}

const panel = `[
	{"type":"section","block_id":"words","text":{"type":"mrkdwn","text":"Which *one*?"},"accessory":{"type":"static_select","action_id":"colour","placeholder":{"type":"plain_text","text":"Colour"},
		"options":[{"text":{"type":"plain_text","text":"Red"},"value":"red"},{"text":{"type":"plain_text","text":"Blue"},"value":"blue"}]}},
	{"type":"actions","block_id":"row","elements":[
		{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"},"value":"42","style":"primary"},
		{"type":"external_select","action_id":"far","placeholder":{"type":"plain_text","text":"Far"},"min_query_length":1}]}]`

const wholeModal = `{"type":"modal","callback_id":"all","private_metadata":"mine","title":{"type":"plain_text","text":"All"},"submit":{"type":"plain_text","text":"Send"},"notify_on_close":true,"blocks":[
	{"type":"input","block_id":"b1","dispatch_action":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"a"}},
	{"type":"input","block_id":"b2","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"email_text_input","action_id":"a"}},
	{"type":"input","block_id":"b3","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"url_text_input","action_id":"a"}},
	{"type":"input","block_id":"b4","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"number_input","action_id":"a","is_decimal_allowed":true}},
	{"type":"input","block_id":"b5","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"datepicker","action_id":"a"}},
	{"type":"input","block_id":"b6","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"timepicker","action_id":"a","timezone":"Europe/Paris"}},
	{"type":"input","block_id":"b7","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"datetimepicker","action_id":"a"}},
	{"type":"input","block_id":"b8","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"checkboxes","action_id":"a","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]}},
	{"type":"input","block_id":"b9","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"radio_buttons","action_id":"a","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]}},
	{"type":"input","block_id":"b10","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"multi_users_select","action_id":"a"}},
	{"type":"input","block_id":"b11","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"conversations_select","action_id":"a","default_to_current_conversation":true,"response_url_enabled":true}},
	{"type":"input","block_id":"b12","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"rich_text_input","action_id":"a"}},
	{"type":"input","block_id":"b13","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"file_input","action_id":"a"}},
	{"type":"input","block_id":"b14","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"multi_static_select","action_id":"a","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]}},
	{"type":"input","block_id":"b15","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"users_select","action_id":"a"}},
	{"type":"input","block_id":"b16","optional":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"multi_channels_select","action_id":"a"}}]}`

// TestPayloads holds what the sandbox sends to an app against files that were
// checked with Slack's reference (https://docs.slack.dev/reference/interaction-payloads).
func TestPayloads(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = nil
	w := run(t, cfg)
	c := w.wire()
	var done sandbox.ActionAnswer
	general := w.id("general")
	posted := w.call("chat.postMessage", map[string]string{"channel": general, "text": "Which one?", "blocks": panel})
	ts, _ := posted["ts"].(string)
	reply := w.call("chat.postMessage", map[string]string{"channel": general, "text": "In the thread", "blocks": panel, "thread_ts": ts})
	replyTS, _ := reply["ts"].(string)
	private := w.call("chat.postEphemeral", map[string]string{"channel": general, "user": w.id("ada"), "text": "Only you", "blocks": panel})
	privateTS, _ := private["message_ts"].(string)
	click := func(ts string) func() {
		return func() {
			w.post("/client/action", sandbox.ActionRequest{As: "ada", Channel: general, TS: ts, BlockID: "row", ActionID: "go"}, &done)
		}
	}
	golden(t, "block_actions_message", c.during(click(ts)))
	golden(t, "block_actions_reply", c.during(click(replyTS)))
	golden(t, "block_actions_ephemeral", c.during(click(privateTS)))
	golden(t, "block_actions_select", c.during(func() {
		w.post("/client/action", sandbox.ActionRequest{As: "ada", Channel: general, TS: ts, BlockID: "words", ActionID: "colour", ElementValue: sandbox.ElementValue{SelectedOption: json.RawMessage(`{"value":"red"}`)}}, &done)
	}))
	golden(t, "block_suggestion_message", c.during(func() {
		w.post("/client/options", sandbox.OptionsRequest{As: "ada", Channel: general, TS: ts, BlockID: "row", ActionID: "far", Value: "no"}, &sandbox.OptionsAnswer{})
	}))
	golden(t, "message_action", c.during(func() {
		w.post("/client/shortcut", sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "shine", Channel: general, TS: ts}, &done)
	}))
	golden(t, "shortcut", c.during(func() {
		w.post("/client/shortcut", sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "light"}, &done)
	}))
	var trigger string
	command := c.during(func() {
		w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp on  please"}, &sandbox.SendAnswer{})
	})
	trigger, _ = command["trigger_id"].(string)
	golden(t, "slash_command", command)
	opened := w.call("views.open", map[string]string{"trigger_id": trigger, "view": wholeModal})
	view, _ := opened["view"].(map[string]any)
	id, _ := view["id"].(string)
	text := "typed"
	golden(t, "block_actions_modal", c.during(func() {
		w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: id, BlockID: "b1", ActionID: "a", ElementValue: sandbox.ElementValue{Value: &text}}, &done)
	}))
	state := sandbox.Values{}
	for block, value := range map[string]string{
		"b2": `{"value":"ada@example.com"}`, "b3": `{"value":"https://example.com/x"}`, "b4": `{"value":"1.5"}`, "b5": `{"selected_date":"2026-12-01"}`, "b6": `{"selected_time":"09:30"}`,
		"b7": `{"selected_date_time":1795510800}`, "b8": `{"selected_options":[{"value":"1"}]}`, "b9": `{"selected_option":{"value":"1"}}`, "b10": `{"selected_users":["` + w.id("bram") + `"]}`,
		"b12": `{"rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"rich"}]}]}}`,
	} {
		state[block] = map[string]json.RawMessage{"a": json.RawMessage(value)}
	}
	golden(t, "view_submission", c.during(func() {
		w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: id, State: state}, &sandbox.SubmitAnswer{})
	}))
	w.onlyUnanswered()
}

// onlyUnanswered fails on every violation but that the test's app has no options
// to offer.
func (w *world) onlyUnanswered() {
	w.t.Helper()
	for _, v := range w.srv.Violations() {
		if v.Method != "ack of block_suggestion" {
			w.t.Errorf("violation: %+v", v)
		}
	}
}

// TestViewPayloads: the same for the Home tab and for closing.
func TestViewPayloads(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = nil
	w := run(t, cfg)
	c := w.wire()
	var done sandbox.ActionAnswer
	published := w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","callback_id":"front","blocks":` + panel + `}`})
	home, _ := published["view"].(map[string]any)
	id, _ := home["id"].(string)
	clicked := c.during(func() {
		w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: id, BlockID: "row", ActionID: "go"}, &done)
	})
	trigger, _ := clicked["trigger_id"].(string)
	golden(t, "block_actions_home", clicked)
	golden(t, "block_suggestion_home", c.during(func() {
		w.post("/client/options", sandbox.OptionsRequest{As: "ada", ViewID: id, BlockID: "row", ActionID: "far", Value: "no"}, &sandbox.OptionsAnswer{})
	}))
	opened := w.call("views.open", map[string]string{"trigger_id": trigger, "view": `{"type":"modal","notify_on_close":true,"title":{"type":"plain_text","text":"One"},"blocks":[]}`})
	view, _ := opened["view"].(map[string]any)
	one, _ := view["id"].(string)
	golden(t, "view_closed", c.during(func() { w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: one}, &done) }))
	w.onlyUnanswered()
}
