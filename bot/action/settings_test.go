package action

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

func TestSettingsRoundTrip(t *testing.T) {
	want := SettingsModal{Part: "roles", Item: "quality", Base: 7, Check: true, Values: map[string][]string{"name": {`"<!channel>"`}, "people": nil}, Why: "because", Under: "V1", From: 30}
	metadata, ok := want.Metadata()
	got, err := ParseSettings(metadata)
	if diff := cmp.Diff(want, got); diff != "" || err != nil || !ok {
		t.Errorf("%v, fits %v (-want +got):\n%s", err, ok, diff)
	}
	if _, ok := (SettingsModal{Why: strings.Repeat("x", MaxMetadata)}).Metadata(); ok {
		t.Error("metadata beyond Slack's limit is said to fit")
	}
	for _, bad := range []string{"", "null{}", "[]", `{"x":1}`, `{"b":-1}`, `{"g":-2}`, `{"o":-3}`, `{} {}`, `{"v":{"a":1}}`, "{\"p\":\"\xff\"}", `{"w":"` + strings.Repeat("x", MaxMetadata) + `"}`} {
		if m, err := ParseSettings(bad); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("ParseSettings(%.60q) = %+v, %v; want CodeInvalid", bad, m, err)
		}
	}
}

// TestReadSettings: what is shown is read, be it nothing; what is not shown keeps
// what the modal carried.
func TestReadSettings(t *testing.T) {
	values := Values{
		"name": block(slack.BlockAction{Value: "quality"}), "groups": block(slack.BlockAction{}), "people": block(slack.BlockAction{SelectedUsers: []string{"U0LENA", "U0PIET"}}),
		"heartbeat": chosen("web"), "from": block(slack.BlockAction{SelectedDateTime: 1798106400}), "reason": block(slack.BlockAction{Value: " because "}), "move": chosen(MoveYes),
	}
	got, why, move := ReadSettings(values, SettingsModal{Why: "before", Values: map[string][]string{"groups": {"@old"}, "hidden": {"kept"}}})
	want := map[string][]string{"name": {"quality"}, "groups": nil, "people": {"U0LENA", "U0PIET"}, "heartbeat": {"web"}, "from": {"1798106400"}, "hidden": {"kept"}}
	if diff := cmp.Diff(want, got); diff != "" || why != "because" || !move {
		t.Errorf("why %q, move %v (-want +got):\n%s", why, move, diff)
	}
}
