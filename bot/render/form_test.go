package render_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// state is what Slack sends back of a view whose inputs were left as they are.
func state(view slack.ModalViewRequest) action.Values {
	out := action.Values{}
	for _, b := range view.Blocks.BlockSet {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		a := slack.BlockAction{BlockID: in.BlockID}
		switch e := in.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			a.ActionID, a.Value = e.ActionID, e.InitialValue
		case *slack.SelectBlockElement:
			a.ActionID, a.SelectedUser = e.ActionID, e.InitialUser
			if e.InitialOption != nil {
				a.SelectedOption = *e.InitialOption
			}
		case *slack.MultiSelectBlockElement:
			a.ActionID, a.SelectedOptions = e.ActionID, values(e.InitialOptions)
		case *slack.CheckboxGroupsBlockElement:
			a.ActionID, a.SelectedOptions = e.ActionID, values(e.InitialOptions)
		}
		out[in.BlockID] = map[string]slack.BlockAction{a.ActionID: a}
	}
	return out
}

func values(options []*slack.OptionBlockObject) []slack.OptionBlockObject {
	var out []slack.OptionBlockObject
	for _, o := range options {
		out = append(out, *o)
	}
	return out
}

// long are texts as long as somebody may type, so that not everything hidden
// fits the metadata.
func long(t *rapid.T, label string) string {
	n := rapid.SampledFrom([]int{0, 1, 40, 700, 3000}).Draw(t, label)
	return strings.TrimSpace(strings.Repeat(rapid.SampledFrom([]string{"a", "é", "<!x>", "\"", "👍", "\\"}).Draw(t, label+" of"), n)[:min(n, 3000)])
}

func requests() *rapid.Generator[workflow.Request] {
	return rapid.Custom(func(t *rapid.T) workflow.Request {
		text := func(label string) string { return strings.ToValidUTF8(long(t, label), "") }
		return workflow.Request{
			Title: "New footer", System: rapid.SampledFrom([]string{"web-shop", "billing"}).Draw(t, "system"), Team: "Team Basket", What: text("what"), Why: text("why"),
			Type:        rapid.SampledFrom(workflow.ChangeTypes).Draw(t, "type"),
			EffortHours: rapid.SampledFrom([]int{0, 1, 3, 8, 12, 40, 1000}).Draw(t, "effort"),
			Risk:        slices.Clone([]string{"money", "no-switch"}[:rapid.IntRange(0, 2).Draw(t, "risk")]),
			Window:      rapid.SampledFrom([]workflow.WindowID{"", plainWorld().slot("2026-11-26 06:00").ID}).Draw(t, "window"),
			Downtime:    rapid.Bool().Draw(t, "downtime"),
			Impact:      rapid.SampledFrom([]workflow.Impact{"", workflow.ImpactNone, workflow.ImpactNoticeable, workflow.ImpactOutage}).Draw(t, "impact"),
			Briefing:    workflow.Briefing{Notice: text("notice"), Say: text("say"), DontPromise: text("dont"), IfTheyCall: text("call")},
			Evidence:    text("evidence"), Rollback: text("rollback"), Links: text("links"), Contact: tom, Implementer: ines,
			Source: rapid.SampledFrom([]string{"", "https://acme.slack.com/archives/C0GENERAL/p1700000000000100"}).Draw(t, "source"),
		}
	})
}

// TestFormLosesNothing: whatever a form holds, shown or not, is what comes back
// when it is sent as it is. So switching to an emergency and back loses nothing.
func TestFormLosesNothing(t *testing.T) {
	w := plainWorld()
	rapid.Check(t, func(t *rapid.T) {
		want := requests().Draw(t, "request")
		view := render.RequestForm(workflow.English, w.form(want), action.Modal{Mode: action.New})
		if n := utf8.RuneCountInString(view.PrivateMetadata); n > action.MaxMetadata {
			t.Fatalf("metadata of %d characters", n)
		}
		m, err := action.ParseModal(view.CallbackID, view.PrivateMetadata)
		if err != nil {
			t.Fatalf("metadata: %v", err)
		}
		got, err := action.ReadForm(state(view), m)
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Risk) == 0 {
			want.Risk = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%.2000s", diff)
		}
	})
}

// shownFields lists the fields that a form shows, in order.
func shownFields(view slack.ModalViewRequest) []string {
	var out []string
	for _, b := range view.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok {
			out = append(out, in.BlockID)
		}
	}
	return out
}

// TestFormAdapts shows which fields each type and impact ask for.
func TestFormAdapts(t *testing.T) {
	w := plainWorld()
	for _, c := range []struct {
		name   string
		q      workflow.Request
		has    string
		hasNot string
	}{
		{"emergency", workflow.Request{Type: workflow.Emergency}, "type title system what notice say if_they_call contact implementer", "window effort risk evidence rollback downtime impact why"},
		{"no impact", workflow.Request{Type: workflow.Normal, Impact: workflow.ImpactNone}, "window effort rollback evidence", "notice say dont_promise if_they_call"},
		{"noticeable", workflow.Request{Type: workflow.Normal, Impact: workflow.ImpactNoticeable}, "notice say dont_promise if_they_call", ""},
		{"standard", workflow.Request{Type: workflow.Standard, Impact: workflow.ImpactNone}, "title window", "evidence rollback"},
	} {
		shown := shownFields(render.RequestForm(workflow.English, w.form(c.q), action.Modal{Mode: action.New}))
		for _, f := range strings.Fields(c.has) {
			if !slices.Contains(shown, f) {
				t.Errorf("%s: %s is not shown in %v", c.name, f, shown)
			}
		}
		for _, f := range strings.Fields(c.hasNot) {
			if slices.Contains(shown, f) {
				t.Errorf("%s: %s is shown in %v", c.name, f, shown)
			}
		}
	}
}

// TestFormRequires: what the policy requires is not optional in the form, and
// what makes the form look different asks for that.
func TestFormRequires(t *testing.T) {
	f := plainWorld().form(plainWorld().request())
	reshaping := []workflow.Field{workflow.FieldType, workflow.FieldImpact, workflow.FieldEffort, workflow.FieldSystem}
	for _, b := range slices.Concat(render.RequestForm(workflow.English, f, action.Modal{Mode: action.New}).Blocks.BlockSet, render.RequestForm(workflow.English, f, action.Modal{Mode: action.Edit, Release: 7}).Blocks.BlockSet) {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		field := workflow.Field(in.BlockID)
		if in.Optional == f.Required[field] {
			t.Errorf("%s: optional %v, required %v", field, in.Optional, f.Required[field])
		}
		if !in.DispatchAction && slices.Contains(reshaping, field) {
			t.Errorf("%s does not tell of its changes", field)
		}
	}
}

// TestNewFormsTellWhatIsTyped: what stands in a form that is closed is known only
// as far as Slack told it. One that edits tells no more than it needs.
func TestNewFormsTellWhatIsTyped(t *testing.T) {
	for mode, want := range map[action.Mode]bool{action.New: true, action.Edit: false} {
		view := render.RequestForm(workflow.English, plainWorld().form(plainWorld().request()), action.Modal{Mode: mode, Release: map[bool]workflow.Number{false: 7}[want]})
		if view.NotifyOnClose != want {
			t.Errorf("%s: tells that it was closed: %v", mode, view.NotifyOnClose)
		}
		for _, b := range view.Blocks.BlockSet {
			in, ok := b.(*slack.InputBlock)
			if !ok {
				continue
			}
			if text, ok := in.Element.(*slack.PlainTextInputBlockElement); ok && (in.DispatchAction != want || (text.DispatchActionConfig != nil) != want) {
				t.Errorf("%s: %s tells what is typed: %v", mode, in.BlockID, in.DispatchAction)
			}
		}
	}
}

// TestButtonsAreRead: every button and menu option of every message is one that
// package action reads, and offers nothing but what the facts say can be done.
func TestButtonsAreRead(t *testing.T) {
	for _, e := range plainWorld().examples() {
		m, _ := sent(t, e.body)
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case []any:
				for _, x := range v {
					walk(x)
				}
			case map[string]any:
				id, _ := v["action_id"].(string)
				if _, ours := action.FormField(id); ours && v["type"] == "button" {
					return // a button of the form asks for another shape of it
				}
				if v["type"] == "button" || v["type"] == "overflow" {
					pressed(t, e.file(), v)
				}
				for _, x := range v {
					walk(x)
				}
			}
		}
		walk(m)
	}
}

func pressed(t *testing.T, file string, element map[string]any) {
	t.Helper()
	raw, err := json.Marshal(element)
	if err != nil {
		t.Fatal(err)
	}
	var b struct {
		ActionID string `json:"action_id"`
		Value    string
		Options  []struct{ Value string }
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	if len(b.Options) == 0 {
		if _, err := action.FromBlock(slack.BlockAction{ActionID: b.ActionID, Value: b.Value}); err != nil {
			t.Errorf("%s: button %s %q: %v", file, b.ActionID, b.Value, err)
		}
	}
	for _, o := range b.Options {
		if _, err := action.FromBlock(slack.BlockAction{ActionID: b.ActionID, SelectedOption: slack.OptionBlockObject{Value: o.Value}}); err != nil {
			t.Errorf("%s: option %q: %v", file, o.Value, err)
		}
	}
}

// TestModalsAreRead: what every modal of ours carries is read again.
func TestModalsAreRead(t *testing.T) {
	for _, e := range plainWorld().examples() {
		view, ok := e.body.(slack.ModalViewRequest)
		if !ok || view.CallbackID == "" || view.Submit == nil && view.PrivateMetadata == "" { // nothing comes back of what only shows
			continue
		}
		var err error
		switch {
		case strings.HasPrefix(view.CallbackID, action.SettingsFormModal):
			_, err = action.ParseSettings(view.PrivateMetadata)
		case view.CallbackID == action.PackageModal:
			_, err = action.ParsePackage(view.PrivateMetadata)
		case view.CallbackID == action.TemplateModal:
			_, err = action.ParseTemplate(view.PrivateMetadata)
		default:
			_, err = action.ParseModal(view.CallbackID, view.PrivateMetadata)
		}
		if err != nil {
			t.Errorf("%s: %v", e.file(), err)
		}
	}
}

// TestOnlyPossibleButtons: a card offers exactly the actions of its facts, in
// whatever number.
func TestOnlyPossibleButtons(t *testing.T) {
	w := plainWorld()
	var all []workflow.Action
	for _, row := range workflow.Life {
		if action.Clickable(row.Action) && !slices.Contains(all, row.Action) {
			all = append(all, row.Action)
		}
	}
	for n := range 8 {
		f := w.facts()
		f.Actions = all[:n]
		var offered []workflow.Action
		raw, err := json.Marshal(render.Card(workflow.English, f).Blocks)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			if strings.Contains(string(raw), `"`+action.ReleaseID(a)+`"`) || strings.Contains(string(raw), "a="+action.ReleaseID(a)+`\u0026`) {
				offered = append(offered, a)
			}
		}
		if diff := cmp.Diff(all[:n], offered); diff != "" && n > 0 || n == 0 && len(offered) > 0 {
			t.Errorf("%d actions (-want +got):\n%s", n, diff)
		}
	}
}
