package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestViewShape: a view comes back with all that Slack's has, in the types of
// @slack/bolt's ViewOutput too: null where the app gave no button, emoji said.
func TestViewShape(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	title := func(text string, emoji bool) map[string]any {
		return map[string]any{"type": "plain_text", "text": text, "emoji": emoji}
	}
	tests := []struct {
		name, view          string
		title, submit, last any
	}{
		{"bare", `{"type":"modal","title":{"type":"plain_text","text":"Hi"},"blocks":[]}`, title("Hi", true), nil, nil},
		{
			"whole", `{"type":"modal","title":{"type":"plain_text","text":"Hi","emoji":false},"submit":{"type":"plain_text","text":"Go"},"close":{"type":"plain_text","text":"No"},"blocks":[]}`,
			title("Hi", false), title("Go", true), title("No", true),
		},
		{"home", `{"type":"home","blocks":[]}`, title("View Title", true), nil, nil},
	}
	for _, test := range tests {
		method, form := "views.publish", map[string]string{"user_id": w.id("ada"), "view": test.view}
		if test.name != "home" {
			method, form = "views.open", map[string]string{"trigger_id": p.trigger(), "view": test.view}
		}
		view, _ := w.call(method, form)["view"].(map[string]any)
		for _, key := range []string{"title", "submit", "close", "previous_view_id", "root_view_id", "state", "hash", "external_id", "private_metadata", "callback_id"} {
			if _, there := view[key]; !there {
				t.Errorf("%s: the view has no %s: %v", test.name, key, view)
			}
		}
		if diff := cmp.Diff([]any{test.title, test.submit, test.last}, []any{view["title"], view["submit"], view["close"]}); diff != "" {
			t.Errorf("%s: title, submit, close (-want +got):\n%s", test.name, diff)
		}
	}
}
