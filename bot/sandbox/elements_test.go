package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// everyInput is a modal with each element that an input block takes, and what a
// person puts into it.
var everyInput = []struct {
	element string // definition
	sent    string // from the person's client
	want    string // in state.values, as the app gets it
}{
	{`{"type":"plain_text_input"}`, `{"value":"words"}`, `{"type":"plain_text_input","value":"words"}`},
	{`{"type":"email_text_input"}`, `{"value":"a@b.example"}`, `{"type":"email_text_input","value":"a@b.example"}`},
	{`{"type":"url_text_input"}`, `{"value":"https://b.example"}`, `{"type":"url_text_input","value":"https://b.example"}`},
	{`{"type":"number_input","is_decimal_allowed":true}`, `{"value":"1.5"}`, `{"type":"number_input","value":"1.5"}`},
	{`{"type":"datepicker"}`, `{"selected_date":"2026-11-24"}`, `{"type":"datepicker","selected_date":"2026-11-24"}`},
	{`{"type":"timepicker","timezone":"Europe/Paris"}`, `{"selected_time":"09:30"}`, `{"type":"timepicker","selected_time":"09:30","timezone":"Europe/Paris"}`},
	{`{"type":"datetimepicker"}`, `{"selected_date_time":1790000000}`, `{"type":"datetimepicker","selected_date_time":1790000000}`},
	{`{"type":"static_select","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}`, `{"selected_option":{"value":"a"}}`,
		`{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"A","emoji":true},"value":"a"}}`},
	{`{"type":"static_select","option_groups":[{"label":{"type":"plain_text","text":"G"},"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}]}`, `{"selected_option":{"value":"a"}}`,
		`{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"A","emoji":true},"value":"a"}}`},
	{`{"type":"multi_static_select","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}`, `{"selected_options":[{"value":"a"},{"value":"not offered"}]}`,
		`{"type":"multi_static_select","selected_options":[{"text":{"type":"plain_text","text":"A","emoji":true},"value":"a"}]}`},
	{`{"type":"external_select"}`, `{"selected_option":{"text":{"type":"plain_text","text":"E"},"value":"e"}}`, `{"type":"external_select","selected_option":{"text":{"type":"plain_text","text":"E"},"value":"e"}}`},
	{`{"type":"radio_buttons","options":[{"text":{"type":"mrkdwn","text":"A"},"value":"a"}]}`, `{"selected_option":{"value":"a"}}`,
		`{"type":"radio_buttons","selected_option":{"text":{"type":"mrkdwn","text":"A","verbatim":false},"value":"a"}}`},
	{`{"type":"checkboxes","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}`, `{"selected_options":[{"value":"a"}]}`,
		`{"type":"checkboxes","selected_options":[{"text":{"type":"plain_text","text":"A","emoji":true},"value":"a"}]}`},
	{`{"type":"users_select"}`, `{"selected_user":"U0ADA00000"}`, `{"type":"users_select","selected_user":"U0ADA00000"}`},
	{`{"type":"multi_users_select"}`, `{"selected_users":["U0ADA00000"]}`, `{"type":"multi_users_select","selected_users":["U0ADA00000"]}`},
	{`{"type":"conversations_select","default_to_current_conversation":true}`, ``, `{"type":"conversations_select","selected_conversation":"C0GENERAL0"}`},
	{`{"type":"multi_conversations_select"}`, `{"selected_conversations":["C0GENERAL0"]}`, `{"type":"multi_conversations_select","selected_conversations":["C0GENERAL0"]}`},
	{`{"type":"channels_select","initial_channel":"C0GENERAL0"}`, ``, `{"type":"channels_select","selected_channel":"C0GENERAL0"}`},
	{`{"type":"multi_channels_select"}`, `{"selected_channels":["C0GENERAL0"]}`, `{"type":"multi_channels_select","selected_channels":["C0GENERAL0"]}`},
	{`{"type":"rich_text_input","action_id":"a"}`, `{"rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"word"}]}]}}`,
		`{"type":"rich_text_input","rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"word"}]}]}}`},
}

func TestEveryInput(t *testing.T) {
	blocks, sent, want := []any{}, sandbox.Values{}, map[string]any{}
	for n, in := range everyInput {
		id := "b" + string(rune('a'+n))
		var def map[string]any
		decode(t, in.element, &def)
		def["action_id"] = "a"
		blocks = append(blocks, map[string]any{"type": "input", "block_id": id, "label": map[string]any{"type": "plain_text", "text": "L"}, "element": def})
		if in.sent != "" {
			sent[id] = map[string]json.RawMessage{"a": json.RawMessage(in.sent)}
		}
		var value any
		decode(t, in.want, &value)
		want[id] = map[string]any{"a": value}
	}
	view, err := json.Marshal(map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": "All"}, "submit": map[string]any{"type": "plain_text", "text": "Send"}, "blocks": blocks})
	if err != nil {
		t.Fatal(err)
	}
	w, asked := overHTTP(t, func(http.ResponseWriter, heard) {})
	var command sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp"}, &command)
	cmd, err := slack.SlashCommandParse(w.verified(<-asked))
	if err != nil {
		t.Fatal(err)
	}
	opened := w.call("views.open", map[string]string{"trigger_id": cmd.TriggerID, "view": string(view)})
	if opened["ok"] != true {
		t.Fatalf("views.open: got %v", opened)
	}
	var answer sandbox.SubmitAnswer
	w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: w.state("ada").Views[0].ID, State: sent}, &answer)
	if answer.Result != sandbox.ResultClosed {
		t.Fatalf("submit: got %+v", answer)
	}
	var payload struct {
		View struct{ State struct{ Values any } }
	}
	decode(t, w.verified(<-asked).FormValue("payload"), &payload)
	if diff := cmp.Diff(any(want), payload.View.State.Values); diff != "" {
		t.Errorf("state.values (-want +got)\n%s", diff)
	}
	w.clean()
}

func decode(t *testing.T, raw string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}

// TestDispatchAction: an input tells its app of a change only if it says so,
// and what is typed is kept either way.
func TestDispatchAction(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	loud := slack.NewInputBlock("loud", plainText("Loud"), nil, slack.NewDatePickerBlockElement("d"))
	loud.DispatchAction = true
	opened, err := w.slack().OpenView(p.trigger(), modal("One", titleInput(), loud))
	if err != nil {
		t.Fatal(err)
	}
	var done sandbox.ActionAnswer
	w.post("/client/action", map[string]any{"as": "ada", "view_id": opened.ID, "block_id": "title", "action_id": "text", "value": "quiet words"}, &done)
	w.post("/client/action", map[string]any{
		"as": "ada", "view_id": opened.ID, "block_id": "loud", "action_id": "d", "selected_date": "2026-12-01",
		"state": map[string]any{"title": map[string]any{"text": map[string]any{"value": "more words"}}},
	}, &done)
	cb := next[slack.InteractionCallback](p)
	a := cb.ActionCallback.BlockActions[0]
	if a.BlockID != "loud" || a.SelectedDate != "2026-12-01" || cb.View.State.Values["title"]["text"].Value != "more words" || cb.View.State.Values["loud"]["d"].SelectedDate != "2026-12-01" {
		t.Errorf("got %+v with %+v", a, cb.View.State.Values)
	}
	if len(p.got) != 0 {
		t.Errorf("the quiet input told the app too: %+v", <-p.got)
	}
	w.clean()
}

// TestExternalSelect: what is typed goes to the app, its options come back, and
// bad ones are refused.
func TestExternalSelect(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	opened, err := w.slack().OpenView(p.trigger(), modal("One", slack.NewInputBlock("pick", plainText("Pick"), nil,
		slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, nil, "e"))))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(answer any) (out sandbox.OptionsAnswer) {
		p.answer <- answer
		w.post("/client/options", sandbox.OptionsRequest{As: "ada", ViewID: opened.ID, BlockID: "pick", ActionID: "e", Value: "re"}, &out)
		cb := next[slack.InteractionCallback](p)
		if cb.Type != slack.InteractionTypeBlockSuggestion || cb.Value != "re" || cb.ActionID != "e" || cb.BlockID != "pick" {
			t.Errorf("got %+v", cb)
		}
		return out
	}
	good := slack.OptionsResponse{Options: []*slack.OptionBlockObject{slack.NewOptionBlockObject("r", plainText("Red"), nil)}}
	var options []slack.OptionBlockObject
	got := ask(good)
	decode(t, string(got.Options), &options)
	if !got.OK || len(options) != 1 || options[0].Value != "r" {
		t.Errorf("good: got %+v", got)
	}
	w.clean()
	if got := ask(map[string]any{"options": []any{map[string]any{"value": "r"}}}); got.OK || got.Error == "" {
		t.Errorf("bad: got %+v", got)
	}
	if v := w.srv.Violations(); len(v) != 1 || v[0].Pointer != "/options/0" {
		t.Errorf("violations: got %+v", v)
	}
}

// TestDeactivated: somebody who left does nothing any more.
func TestDeactivated(t *testing.T) {
	w := run(t, config())
	var ok sandbox.ActionAnswer
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "dan", Deleted: true}}, &ok)
	var refused sandbox.ErrorAnswer
	for path, in := range map[string]any{
		"/client/send":     sandbox.SendRequest{As: "dan", Channel: "general", Text: "x"},
		"/client/action":   sandbox.ActionRequest{As: "dan", Channel: "general", TS: "1.0", BlockID: "b", ActionID: "a"},
		"/client/shortcut": sandbox.ShortcutRequest{As: "dan", App: "lamp", CallbackID: "light"},
		"/client/join":     sandbox.ChannelRequest{As: "dan", Channel: "workshop"},
		"/client/open":     sandbox.OpenRequest{As: "dan", User: "ada"},
	} {
		if status := w.post(path, in, &refused); status != http.StatusBadRequest || refused.Error != "Dan Okafor is deactivated." {
			t.Errorf("%s: got %d %+v", path, status, refused)
		}
	}
}

// TestSubmissionResponseURLs: a conversation chosen with response_url_enabled
// can be written to after the modal.
func TestSubmissionResponseURLs(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	choose := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, "c")
	choose.ResponseURLEnabled = true
	opened, err := w.slack().OpenView(p.trigger(), modal("One", slack.NewInputBlock("where", plainText("Where"), nil, choose)))
	if err != nil {
		t.Fatal(err)
	}
	var done sandbox.SubmitAnswer
	w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: opened.ID, State: sandbox.Values{
		"where": {"c": json.RawMessage(`{"selected_conversation":"` + w.id("back-room") + `"}`)},
	}}, &done)
	cb := next[slack.InteractionCallback](p)
	if len(cb.ResponseURLs) != 1 || cb.ResponseURLs[0].ChannelID != w.id("back-room") || cb.ResponseURLs[0].BlockID != "where" {
		t.Fatalf("got %+v", cb.ResponseURLs)
	}
	if status, code := w.respond(cb.ResponseURLs[0].ResponseURL, `{"text":"from outside","response_type":"in_channel"}`); status != http.StatusOK {
		t.Errorf("got %d %s", status, code)
	}
	if got := w.messages("citra", "back-room"); len(got) != 1 || got[0].Text != "from outside" {
		t.Errorf("got %+v", got)
	}
	w.clean()
}

func TestViewTooLarge(t *testing.T) {
	w := run(t, config())
	got := w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":` + `[{"type":"divider"}` + strings.Repeat(`,{"type":"section","text":{"type":"plain_text","text":"`+strings.Repeat("x", 3000)+`"}}`, 90) + `]}`})
	if got["error"] != "view_too_large" {
		t.Errorf("got %v", got)
	}
}
