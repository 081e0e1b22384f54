package action

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"drumbeat/workflow"
)

var webWindow = workflow.WindowID("web:2026-11-24T05:00Z")

func TestParse(t *testing.T) {
	for _, c := range []struct {
		id, value string
		want      Click
	}{
		{"release.approve", "n=12&r=3", Click{ID: "release.approve", Action: workflow.ActApprove, Release: 12, Revision: 3}},
		{"release.more", "a=release.ask_changes&n=12&r=3", Click{ID: "release.ask_changes", Action: workflow.ActAskChanges, Release: 12, Revision: 3}},
		{"release.more", "a=release.details&n=12", Click{ID: Details, Release: 12}},
		{"release.show#2", "n=12", Click{ID: Show, Release: 12}},
		{"briefing.read", "f=help-desk&w=web%3A2026-11-24T05%3A00Z", Click{ID: Read, Window: webWindow, Front: "help-desk"}},
		{"briefing.read", "f=help-desk&w=emergency%3AREL-7", Click{ID: Read, Window: "emergency:REL-7", Front: "help-desk"}},
		{"notice.retry", "i=card%3AREL-12", Click{ID: RetryNotice, Notice: "card:REL-12"}},
		{"menu.list", "b=40", Click{ID: List, Before: 40}},
		{"menu.request", "", Click{ID: AskFor}},
		{"menu.command", "c=list", Click{ID: Again, Command: "list"}},
	} {
		got, err := Parse(c.id, c.value)
		if err != nil {
			t.Errorf("Parse(%q, %q): %v", c.id, c.value, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Parse(%q, %q) (-want +got):\n%s", c.id, c.value, diff)
		}
	}
}

// TestParseRefuses shows what is none of our buttons: every case is one that
// somebody could make by hand.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ id, value string }{
		{"", ""}, {"release.approve", ""}, {"release.approve", "n=0"}, {"release.approve", "n=-1"}, {"release.approve", "n=+1"}, {"release.approve", "n=01"},
		{"release.approve", "n=1e3"}, {"release.approve", "n=99999999999999999999"}, {"release.approve", "n=2147483648"}, {"release.approve", "n=1&n=2"}, {"release.approve", "n=1&x=2"},
		{"release.approve", "n=1&r="}, {"release.approve", "n=1;r=2"}, {"release.approve", "n=%zz"}, {"release.approve", "a=release.reject&n=1"}, {"release.approve#", "n=1"},
		{"release.approve#x", "n=1"}, {"release.submit", "n=1"}, {"release.escalate", "n=1"}, {"release.roll_forward", "n=1"}, {"release.", "n=1"}, {"release", "n=1"}, {"approve", "n=1"},
		{"release.more", "n=1"}, {"release.more", "a=release.more&n=1"}, {"release.more", "a=&n=1"}, {"release.more", ""}, {"release.details", ""},
		{"briefing.read", "w=web%3A2026-11-24T05%3A00Z"}, {"briefing.read", "f=help-desk"}, {"briefing.read", "f=help-desk&w=web"}, {"briefing.read", "f=help-desk&w=web%3Ayesterday"},
		{"briefing.read", "f=help-desk&w=emergency%3Arel+7"}, {"briefing.read", "f=h&w=%3A2026-11-24T05%3A00Z"}, {"notice.retry", ""}, {"menu.command", ""}, {"menu.unknown", ""},
		{strings.Repeat("x", 300), "n=1"}, {"release.approve", "n=1&f=" + strings.Repeat("x", 3000)}, {"release.approve\xff", "n=1"},
	} {
		got, err := Parse(c.id, c.value)
		if workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("Parse(%q, %.60q) = %+v, %v; want CodeInvalid", c.id, c.value, got, err)
		}
	}
}

func clicks() *rapid.Generator[Click] {
	return rapid.Custom(func(t *rapid.T) Click {
		c := Click{
			Release:  workflow.Number(rapid.IntRange(1, 1<<31-1).Draw(t, "release")),
			Revision: rapid.IntRange(0, 1000).Draw(t, "revision"),
			Front:    rapid.StringN(1, 20, 60).Draw(t, "front"),
			Window:   rapid.SampledFrom([]workflow.WindowID{webWindow, "emergency:REL-7"}).Draw(t, "window"),
			Notice:   rapid.StringN(1, 60, 200).Draw(t, "notice"),
			Command:  "list",
		}
		c.ID = rapid.SampledFrom([]string{ReleaseID(workflow.ActApprove), ReleaseID(workflow.ActWithdrawRejection), Show, Read, RetryNotice, List, Again}).Draw(t, "id")
		if a := workflow.Action(strings.TrimPrefix(c.ID, releasePrefix)); clickable[a] {
			c.Action = a
		}
		return c
	})
}

// TestClickRoundTrip: what a button carries is what is read from it, be it a
// button of its own or an option behind the menu.
func TestClickRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := clicks().Draw(t, "click")
		got, err := FromBlock(slack.BlockAction{ActionID: Nth(want.ID, rapid.IntRange(0, 4).Draw(t, "nth")), Value: want.Value()})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("button: %v (-want +got):\n%s", err, diff)
		}
		got, err = FromBlock(slack.BlockAction{ActionID: More, SelectedOption: slack.OptionBlockObject{Value: want.Option()}})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("option: %v (-want +got):\n%s", err, diff)
		}
	})
}

func modals() *rapid.Generator[Modal] {
	return rapid.Custom(func(t *rapid.T) Modal {
		text := rapid.StringN(0, 30, 90)
		return Modal{
			Release: 12, Revision: rapid.IntRange(0, 9).Draw(t, "revision"), Entry: rapid.IntRange(0, 99).Draw(t, "entry"),
			Mode: rapid.SampledFrom([]Mode{Edit, Resubmit}).Draw(t, "mode"), TypeChosen: rapid.Bool().Draw(t, "chosen"),
			Source: text.Draw(t, "source"), Channel: "C0RELEASES", Known: []string{text.Draw(t, "known")},
			Hidden: workflow.Request{
				Team: text.Draw(t, "team"), Why: text.Draw(t, "why"), EffortHours: rapid.IntRange(0, 99).Draw(t, "effort"), Window: webWindow, Downtime: rapid.Bool().Draw(t, "downtime"),
				Impact: workflow.ImpactOutage, Briefing: workflow.Briefing{Notice: text.Draw(t, "notice"), Say: text.Draw(t, "say"), DontPromise: text.Draw(t, "dont"), IfTheyCall: text.Draw(t, "call")},
				Evidence: text.Draw(t, "evidence"), Rollback: text.Draw(t, "rollback"), Links: text.Draw(t, "links"), Contact: "U0TOM", Implementer: "U0INES",
			},
		}
	})
}

func TestModalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := modals().Draw(t, "modal")
		metadata, ok := want.Metadata()
		if !ok {
			t.Fatalf("%d characters do not fit", len(metadata))
		}
		got, err := ParseModal(FormModal, metadata)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestMetadataTooLong(t *testing.T) {
	m := Modal{Mode: New, Hidden: workflow.Request{Evidence: strings.Repeat("x", MaxMetadata)}}
	if _, ok := m.Metadata(); ok {
		t.Error("metadata beyond Slack's limit is said to fit")
	}
}

func TestParseModalRefuses(t *testing.T) {
	for _, c := range []struct{ callback, metadata string }{
		{FormModal, ""}, {FormModal, "null"}, {FormModal, "[]"}, {FormModal, "{}"}, {FormModal, `{"v":2,"m":"new"}`}, {FormModal, `{"v":1}`}, {FormModal, `{"v":1,"m":"new","n":3}`},
		{FormModal, `{"v":1,"m":"edit"}`}, {FormModal, `{"v":1,"m":"edit","n":-3}`}, {FormModal, `{"v":1,"m":"other","n":3}`}, {FormModal, `{"v":1,"m":"new","x":1}`}, {FormModal, `{"v":1,"m":"new"} {}`},
		{FormModal, `{"v":1,"m":"new","a":"reject"}`}, {ReasonModal, `{"v":1,"n":3}`}, {ReasonModal, `{"v":1,"n":3,"a":"approve"}`}, {ReasonModal, `{"v":1,"a":"reject"}`}, {MoveModal, `{"v":1,"n":3,"a":"reject"}`},
		{"modal.other", `{"v":1,"n":3}`}, {DetailsModal, `{"v":1}`}, {ReasonModal, `{"v":1,"n":3,"a":"reject","r":99999999999999999999}`}, {FormModal, `{"v":1,"m":"new","s":"` + strings.Repeat("x", MaxMetadata) + `"}`},
	} {
		if got, err := ParseModal(c.callback, c.metadata); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("ParseModal(%q, %.80q) = %+v, %v; want CodeInvalid", c.callback, c.metadata, got, err)
		}
	}
}

// block is what stands in one field of a view.
func block(a slack.BlockAction) map[string]slack.BlockAction {
	return map[string]slack.BlockAction{"any": a}
}

func chosen(value string) map[string]slack.BlockAction {
	return block(slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: value}})
}

// TestReadForm: a field that was shown is read, be it empty; one that was not
// keeps what the modal carried.
func TestReadForm(t *testing.T) {
	m := Modal{Mode: New, Source: "https://acme.slack.com/archives/C0/p1", Hidden: workflow.Request{
		Team: "hidden team", Evidence: "hidden evidence", Rollback: "hidden rollback", EffortHours: 8, Contact: "U0TOM",
	}}
	values := Values{
		"title": block(slack.BlockAction{Value: "New footer"}), "team": block(slack.BlockAction{}), "system": chosen("web-shop"), "type": chosen("normal"),
		"effort": chosen("16"), "impact": chosen("outage"), "window": chosen(string(webWindow)),
		"risk":        block(slack.BlockAction{SelectedOptions: []slack.OptionBlockObject{{Value: "money"}, {Value: "data"}, {Value: "money"}}}),
		"downtime":    block(slack.BlockAction{SelectedOptions: []slack.OptionBlockObject{{Value: Downtime}}}),
		"implementer": block(slack.BlockAction{SelectedUser: "U0INES"}), "say": block(slack.BlockAction{Value: "Say this."}), "unknown": block(slack.BlockAction{Value: "x"}),
	}
	want := workflow.Request{
		Title: "New footer", System: "web-shop", Type: workflow.Normal, EffortHours: 16, Impact: workflow.ImpactOutage, Window: webWindow,
		Risk: []string{"money", "data"}, Downtime: true, Implementer: "U0INES", Contact: "U0TOM", Briefing: workflow.Briefing{Say: "Say this."},
		Evidence: "hidden evidence", Rollback: "hidden rollback", Source: "https://acme.slack.com/archives/C0/p1",
	}
	got, err := ReadForm(values, m)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	values["window"] = chosen(Soonest)
	if got, _ := ReadForm(values, m); got.Window != "" {
		t.Errorf("as soon as possible is read as %q", got.Window)
	}
}

func TestReadFormRefuses(t *testing.T) {
	for _, c := range []struct {
		field workflow.Field
		value string
	}{
		{workflow.FieldEffort, "many"}, {workflow.FieldEffort, "-3"}, {workflow.FieldEffort, "0"}, {workflow.FieldWindow, "tomorrow"}, {workflow.FieldWindow, "web:x"},
	} {
		_, err := ReadForm(Values{string(c.field): chosen(c.value)}, Modal{})
		e, ok := err.(*workflow.Error)
		if !ok || e.Code != workflow.CodeInvalid || e.Fields[c.field] == "" {
			t.Errorf("%s %q: %v; want a sentence at the field", c.field, c.value, err)
		}
	}
}

func TestReadMove(t *testing.T) {
	w, reason, anyway, err := ReadMove(Values{"window": chosen(string(webWindow)), "reason": block(slack.BlockAction{Value: " because \n"})})
	if w != webWindow || reason != "because" || anyway || err != nil {
		t.Errorf("got %q, %q, %t, %v", w, reason, anyway, err)
	}
	ticked := block(slack.BlockAction{SelectedOptions: []slack.OptionBlockObject{{Value: Anyway}}})
	if _, _, anyway, err = ReadMove(Values{"window": chosen(string(webWindow)), "anyway": ticked}); !anyway || err != nil {
		t.Errorf("with the box ticked: %t, %v", anyway, err)
	}
	for _, bad := range []string{"", Soonest, "web", "none"} {
		if _, _, _, err := ReadMove(Values{"window": chosen(bad)}); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("window %q: %v; want CodeInvalid", bad, err)
		}
	}
	if got := ReadReason(nil); got != "" {
		t.Errorf("the reason of nothing is %q", got)
	}
}

func TestFormField(t *testing.T) {
	for _, f := range fields {
		for _, variant := range []string{"", "normal", "web.shop"} {
			if got, ok := FormField(FieldID(f, variant)); got != f || !ok {
				t.Errorf("FormField(FieldID(%q, %q)) = %q, %v", f, variant, got, ok)
			}
		}
	}
	for _, id := range []string{"", "form.", "form.unknown", "title", "release.approve"} {
		if f, ok := FormField(id); ok {
			t.Errorf("FormField(%q) = %q", id, f)
		}
	}
	if id := FieldID(workflow.FieldWindow, strings.Repeat("x", 300)); len(id) > 255 {
		t.Errorf("an action id of %d bytes", len(id))
	}
}
