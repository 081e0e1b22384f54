package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// answered is what of an answer a test of errors looks at.
func answered(got map[string]any) map[string]any {
	out := map[string]any{"error": got["error"]}
	if errs, given := got["errors"]; given {
		out["errors"] = errs
	}
	if meta, ok := got["response_metadata"].(map[string]any); ok {
		out["messages"] = meta["messages"]
	}
	return out
}

// wantJSON compares an answer with JSON.
func wantJSON(t *testing.T, got any, want string) {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var had any
	if err := json.Unmarshal(raw, &had); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wanted, had); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWordsOfBlockErrors: the same problem in the words of the three families
// of methods (docs.slack.dev: chat.postMessage, views.push, blocks.validate).
func TestWordsOfBlockErrors(t *testing.T) {
	w := run(t, config())
	bad := `[{"type":"divider"},{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}]`
	chat := answered(w.call("chat.postMessage", map[string]string{"channel": "general", "blocks": bad}))
	wantJSON(t, chat, `{"error":"invalid_blocks",
		"errors":["failed to match all allowed schemas [json-pointer:/blocks/1/text]","invalid additional property: emoji [json-pointer:/blocks/1/text]"],
		"messages":["[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1/text]","[ERROR] invalid additional property: emoji [json-pointer:/blocks/1/text]"]}`)
	view := answered(w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":` + bad + `}`}))
	wantJSON(t, view, `{"error":"invalid_arguments","messages":["[ERROR] failed to match all allowed schemas [json-pointer:/view]",
		"[ERROR] failed to match all allowed schemas [json-pointer:/view/blocks/1/text]","[ERROR] invalid additional property: emoji [json-pointer:/view/blocks/1/text]"]}`)
	type1 := answered(w.call("blocks.validate", map[string]string{"blocks": `[{"type":"section","text":{"type":"invalid","text":"x"}}]`}))
	wantJSON(t, type1, `{"error":"invalid_blocks","errors":[{"code":"failed_constraint","message":"unsupported type: invalid","pointer":"/0/text/type",
		"constraint":{"type":"enum","expected":["mrkdwn","plain_text"]}}]}`)
	if got := w.srv.Violations(); len(got) != 3 || got[0].What != "invalid additional property: emoji [json-pointer:/blocks/1/text]" || got[0].Pointer != "/blocks/1/text" {
		t.Errorf("violations: got %+v", got)
	}
}

// TestWhatBlocksValidateTakes: exactly one of three, each against its own rules.
func TestWhatBlocksValidateTakes(t *testing.T) {
	w := run(t, config())
	for _, tt := range []struct {
		name string
		form map[string]string
		want string
	}{
		{"blocks", map[string]string{"blocks": `[{"type":"divider"}]`}, ""},
		{"message", map[string]string{"message": `{"channel":"C1","text":"x","blocks":[{"type":"markdown","text":"x"}]}`}, ""},
		{"modal", map[string]string{"view": `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}`}, ""},
		{"home", map[string]string{"view": `{"type":"home","blocks":[]}`}, ""},
		{"bad blocks", map[string]string{"blocks": `[{}]`}, "invalid_blocks"},
		{"bad message", map[string]string{"message": `{"blocks":[{"type":"alert","text":{"type":"mrkdwn","text":"x"}}]}`}, "invalid_message"},
		{"bad attachments", map[string]string{"message": `{"attachments":[{"blocks":[{}]}]}`}, "invalid_message"},
		{"bad view", map[string]string{"view": `{"type":"home","blocks":[{"type":"markdown","text":"x"}]}`}, "invalid_view"},
		{"nothing", map[string]string{}, "invalid_arguments"},
		{"two", map[string]string{"blocks": `[]`, "message": `{}`}, "invalid_arguments"},
		{"no JSON", map[string]string{"blocks": `[`}, "invalid_arguments"},
	} {
		if got := w.code("blocks.validate", tt.form); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestOneTable: a second table in a message is an invalid attachment, in Slack's
// words.
func TestOneTable(t *testing.T) {
	w := run(t, config())
	table := `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`
	if got := w.code("chat.postMessage", map[string]string{"channel": "general", "text": "x", "blocks": `[` + table + `]`}); got != "" {
		t.Errorf("one: got %s", got)
	}
	got := answered(w.call("chat.postMessage", map[string]string{"channel": "general", "text": "x", "blocks": `[` + table + `,` + table + `]`}))
	wantJSON(t, got, `{"error":"invalid_attachments","errors":["only_one_table_allowed [json-pointer:/blocks/1]"],"messages":["[ERROR] only_one_table_allowed [json-pointer:/blocks/1]"]}`)
}

// TestReferences: what blocks refer to must be there and allowed: pictures,
// videos' domains, scopes; in messages, attachments and views.
func TestReferences(t *testing.T) {
	cfg := config()
	cfg.Apps[0].UnfurlDomains = []string{"Films.example"}
	w := run(t, cfg)
	video := func(address string) string {
		return `{"type":"video","alt_text":"a","title":{"type":"plain_text","text":"x"},"video_url":"` + address + `","thumbnail_url":"https://example.com/t"}`
	}
	file := `{"type":"image","alt_text":"a","slack_file":{"id":"F0NOSUCH0"}}`
	accessory := `{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":` + file + `}`
	inContainer := `{"type":"container","title":{"type":"plain_text","text":"x"},"child_blocks":[` + file + `]}`
	for _, tt := range []struct{ name, block, want string }{
		{"video of the domain", video("https://films.example/v"), ""},
		{"video below the domain", video("https://a.films.example:8443/v"), ""},
		{"video of another domain", video("https://otherfilms.example/v"), "must be in one of the app's unfurl domains [json-pointer:%/video_url]"},
		{"video above the domain", video("https://example/v"), "must be in one of the app's unfurl domains [json-pointer:%/video_url]"},
		{"file that is not", file, "invalid slack file [json-pointer:%/slack_file]"},
		{"file of an accessory", accessory, "invalid slack file [json-pointer:%/accessory/slack_file]"},
		{"file in a container", inContainer, "invalid slack file [json-pointer:%/child_blocks/0/slack_file]"},
	} {
		for at, call := range map[string]func() map[string]any{
			"/blocks/0": func() map[string]any {
				return w.call("chat.postMessage", map[string]string{"channel": "general", "blocks": `[` + tt.block + `]`})
			},
			"/attachments/0/blocks/0": func() map[string]any {
				return w.call("chat.postMessage", map[string]string{"channel": "general", "attachments": `[{"blocks":[` + tt.block + `]}]`})
			},
			"/view/blocks/0": func() map[string]any {
				return w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":[` + tt.block + `]}`})
			},
		} {
			got := call()
			if tt.want == "" {
				if got["ok"] != true {
					t.Errorf("%s at %s: got %v, want it taken", tt.name, at, got)
				}
				continue
			}
			wantJSON(t, answered(got)["messages"], `["[ERROR] `+strings.Replace(tt.want, "%", at, 1)+`"]`)
		}
	}
}

// TestScopesOfBlocks: a video wants links.embed:write, a file input files:read.
func TestScopesOfBlocks(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Scopes = []string{"chat:write", "chat:write.public"}
	cfg.Apps[0].Events = nil
	cfg.Apps[0].UnfurlDomains = []string{"films.example"}
	w := run(t, cfg)
	for _, tt := range []struct{ block, needed string }{
		{`{"type":"video","alt_text":"a","title":{"type":"plain_text","text":"x"},"video_url":"https://films.example/v","thumbnail_url":"https://example.com/t"}`, "links.embed:write"},
		{`{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"file_input"}}`, "files:read"},
	} {
		for _, got := range []map[string]any{
			w.call("chat.postMessage", map[string]string{"channel": "general", "blocks": `[` + tt.block + `]`}),
			w.call("views.publish", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":[` + tt.block + `]}`}),
		} {
			if got["error"] != "missing_scope" || got["needed"] != tt.needed {
				t.Errorf("%s: got %v", tt.needed, got)
			}
		}
	}
}

// TestLegacyAttachments: what an attachment may have is kept as it came, the
// blocks in it get their ids, and one that shows nothing is dropped.
func TestLegacyAttachments(t *testing.T) {
	w := run(t, config())
	old := `{"fallback":"f","color":"#36a64f","pretext":"p","author_name":"a","author_link":"https://example.com","author_icon":"https://example.com/i","title":"t",
		"title_link":"https://example.com","text":"x","fields":[{"title":"t","value":"v","short":true}],"image_url":"https://example.com/i","thumb_url":"https://example.com/i",
		"footer":"f","footer_icon":"https://example.com/i","ts":123456789,"mrkdwn_in":["text"],"callback_id":"c",
		"actions":[{"type":"button","name":"n","text":"t","value":"v"},{"type":"select","name":"n","text":"t","options":[{"text":"a","value":"a"}]}]}`
	form := map[string]string{"channel": "general", "attachments": `[` + old + `,{"color":"good"},{"blocks":[{"type":"divider"}]}]`}
	if code := w.code("chat.postMessage", form); code != "" {
		t.Fatalf("got %s", code)
	}
	var got []map[string]any
	if err := json.Unmarshal(w.messages("ada", "general")[0].Attachments, &got); err != nil || len(got) != 2 {
		t.Fatalf("got %v %v, want the two that show something", got, err)
	}
	wantJSON(t, got[0], old)
	blocks, _ := got[1]["blocks"].([]any)
	if id, _ := blocks[0].(map[string]any)["block_id"].(string); id == "" {
		t.Errorf("got %v, want a block_id", got[1])
	}
	for name, form := range map[string]map[string]string{
		"no_text":             {"attachments": `[{"color":"good"},{"ts":1}]`},
		"invalid_attachments": {"attachments": `[{"text":1}]`},
	} {
		form["channel"] = "general"
		if code := w.code("chat.postMessage", form); code != name {
			t.Errorf("%s: got %q, want %s", form["attachments"], code, name)
		}
	}
}
