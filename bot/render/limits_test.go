package render_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// sent is a body as it goes over the wire, read back, and its length.
func sent(t *testing.T, v any) (map[string]any, int) {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, raw), len(raw)
}

func parse(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLimits checks every body in every language against every limit of Slack's.
func TestLimits(t *testing.T) {
	for _, loc := range workflow.Locales {
		for _, e := range plainIn(loc).examples() {
			for _, p := range check(sent(t, e.body)) {
				t.Errorf("%s in %s: %s", e.file(), loc, p)
			}
			if cut := tooLong(e.body); cut != "" {
				t.Errorf("%s in %s does not fit: %q", e.file(), loc, cut)
			}
		}
	}
}

// tooLong finds the title or a button of a modal that is said in more characters
// than Slack shows.
func tooLong(body any) string {
	if v, ok := body.(slack.ModalViewRequest); ok {
		for _, said := range []*slack.TextBlockObject{v.Title, v.Submit, v.Close} {
			if said != nil && strings.HasSuffix(said.Text, "…") {
				return said.Text
			}
		}
	}
	return ""
}

// TestLimitsCanFail shows that the checker sees what Slack would refuse.
func TestLimitsCanFail(t *testing.T) {
	long := strings.Repeat("x", limitText+1)
	for name, raw := range map[string]string{
		"no blocks":        `{"text":"x","blocks":null}`,
		"no text":          `{"text":"","blocks":[{"type":"divider"}]}`,
		"unknown property": `{"text":"x","blocks":[{"type":"context","elements":[{"type":"mrkdwn","text":"x","emoji":true}]}]}`,
		"long text":        `{"text":"x","blocks":[{"type":"context","elements":[{"type":"plain_text","text":"` + long + `"}]}]}`,
		"empty rich text":  `{"text":"x","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[]}]}]}`,
		"no submit":        `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"input","block_id":"a","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input","action_id":"a","max_length":3}}]}`,
		"same action":      `{"text":"x","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}},{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}}]}]}`,
		"danger":           `{"text":"x","blocks":[{"type":"actions","elements":[{"type":"button","style":"danger","action_id":"a","text":{"type":"plain_text","text":"x"}}]}]}`,
		"51 blocks":        `{"text":"x","blocks":[` + strings.Repeat(`{"type":"divider"},`, 50) + `{"type":"divider"}]}`,
	} {
		if len(check(parse(t, []byte(raw)), len(raw))) == 0 {
			t.Errorf("%s: nothing was found wrong", name)
		}
	}
}
