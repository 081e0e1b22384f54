package blockkit_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// limit is one place where a constant of limits.go is enforced.
type limit struct {
	name    string // of the constant
	pointer string // of the breach
	check   func(testing.TB, string) []blockkit.Problem
	payload func(n int) string
}

// TestLimits: at each of its places every limit is taken at n and refused
// beyond, there and for nothing else: a maximum at n+1, a minimum at n-1.
func TestLimits(t *testing.T) {
	numbers := constants(t)
	for _, l := range limits() {
		n, known := numbers[l.name]
		if !known {
			t.Errorf("%s is no constant of limits.go", l.name)
			continue
		}
		beyond := n + 1
		if strings.HasPrefix(l.name, "Min") {
			beyond = n - 1
		}
		t.Run(l.name+l.pointer, func(t *testing.T) {
			if got := l.check(t, l.payload(n)); len(got) != 0 {
				t.Errorf("at %d: got %v, want it taken", n, got)
			}
			got := reasons(l.check(t, l.payload(beyond)))
			if len(got) != 1 || got[0].Pointer != l.pointer {
				t.Errorf("at %d: got %v, want one problem at %q", beyond, got, l.pointer)
			}
		})
	}
}

// TestEveryLimitHasARow: no constant of limits.go is without a row, here or in
// the table of the limits that the methods enforce.
func TestEveryLimitHasARow(t *testing.T) {
	rows := methodRows(t)
	for _, l := range limits() {
		rows[l.name] = true
	}
	for name := range constants(t) {
		if !rows[name] {
			t.Errorf("%s has no row in limits() nor in the sandbox's methodLimits", name)
		}
	}
}

// constants reads limits.go.
func constants(t *testing.T) map[string]int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "limits.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, d := range f.Decls {
		for _, spec := range d.(*ast.GenDecl).Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Names) != 1 || len(v.Values) != 1 {
				t.Fatalf("limits.go: %v: a constant has a number of its own", v.Names)
			}
			lit, ok := v.Values[0].(*ast.BasicLit)
			if !ok {
				t.Fatalf("limits.go: %s is no plain number", v.Names[0].Name)
			}
			n, err := strconv.ParseInt(lit.Value, 0, 64)
			if err != nil {
				t.Fatal(err)
			}
			out[v.Names[0].Name] = int(n)
		}
	}
	if len(out) < 100 {
		t.Fatalf("limits.go: only %d constants", len(out))
	}
	return out
}

// methodRows are the constants that the sandbox's methodLimits speaks of.
func methodRows(t *testing.T) map[string]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../methodlimits_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "methodLimits" {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "blockkit" {
					out[sel.Sel.Name] = true
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatal("the sandbox has no methodLimits")
	}
	return out
}

func limits() []limit {
	var out []limit
	for _, group := range [][]limit{
		messageLimits(), viewLimits(), objectLimits(), buttonLimits(), selectLimits(), placeholderLimits(), typingLimits(), stringLimits(),
		blockLimits(), richLimits(), cardLimits(), tableLimits(), chartLimits(), videoLimits(),
	} {
		out = append(out, group...)
	}
	return out
}

func messageLimits() []limit {
	return []limit{
		{"MinChannel", "/channel", asMessage, func(n int) string { return `{"channel":"` + xs(n) + `","text":"x"}` }},
		{"MaxMessageBlocks", "", onMessage, func(n int) string { return times(n, `{"type":"divider"}`) }},
		{"MaxMessageBlocks", "/blocks", asMessage, func(n int) string { return `{"blocks":` + times(n, `{"type":"divider"}`) + `}` }},
		{"MaxMessageBlocks", "/attachments/0/blocks", asMessage, func(n int) string {
			return `{"attachments":[{"blocks":` + times(n, `{"type":"divider"}`) + `}]}`
		}},
		{"MaxAttachments", "/attachments", asMessage, func(n int) string { return `{"attachments":` + times(n, `{"text":"x"}`) + `}` }},
	}
}

func viewLimits() []limit {
	return []limit{
		{"MaxViewTitle", "/title/text", asView, func(n int) string { return `{"type":"modal","title":` + pt(n) + `,"blocks":[]}` }},
		{"MaxViewSubmit", "/submit/text", asView, func(n int) string {
			return `{"type":"modal","title":` + pt(1) + `,"submit":` + pt(n) + `,"blocks":[]}`
		}},
		{"MaxViewClose", "/close/text", asView, func(n int) string { return modalWith(`,"close":`+pt(n), `[]`) }},
		{"MaxViewBlocks", "/blocks", asView, func(n int) string { return modalWith("", times(n, `{"type":"divider"}`)) }},
		{"MaxViewBlocks", "/blocks", asView, func(n int) string { return `{"type":"home","blocks":` + times(n, `{"type":"divider"}`) + `}` }},
		{"MaxPrivateMetadata", "/private_metadata", asView, func(n int) string { return modalWith(`,"private_metadata":"`+xs(n)+`"`, `[]`) }},
		{"MaxPrivateMetadata", "/private_metadata", asView, func(n int) string {
			return `{"type":"home","blocks":[],"private_metadata":"` + xs(n) + `"}`
		}},
		{"MaxCallbackID", "/callback_id", asView, func(n int) string { return modalWith(`,"callback_id":"`+xs(n)+`"`, `[]`) }},
		{"MaxExternalID", "/external_id", asView, func(n int) string { return modalWith(`,"external_id":"`+xs(n)+`"`, `[]`) }},
	}
}

func objectLimits() []limit {
	selecting := func(option string) string { return row(`{"type":"static_select","options":[` + option + `]}`) }
	grouped := func(group string) string { return row(`{"type":"static_select","option_groups":[` + group + `]}`) }
	return []limit{
		{"MaxConfirmTitle", "/0/elements/0/confirm/title/text", onMessage, func(n int) string { return row(button(confirmWith(n, 1, 1, 1))) }},
		{"MaxConfirmText", "/0/elements/0/confirm/text/text", onMessage, func(n int) string { return row(button(confirmWith(1, n, 1, 1))) }},
		{"MaxConfirmConfirm", "/0/elements/0/confirm/confirm/text", onMessage, func(n int) string { return row(button(confirmWith(1, 1, n, 1))) }},
		{"MaxConfirmDeny", "/0/elements/0/confirm/deny/text", onMessage, func(n int) string { return row(button(confirmWith(1, 1, 1, n))) }},
		{"MaxOptionText", "/0/elements/0/options/0/text/text", onMessage, func(n int) string { return selecting(`{"value":"v","text":` + pt(n) + `}`) }},
		{"MaxOptionText", "/options/0/text/text", asOptions, func(n int) string { return `{"options":[{"value":"v","text":` + pt(n) + `}]}` }},
		{"MaxOptionText", "/0/elements/0/options/0/text/text", onMessage, func(n int) string {
			return row(`{"type":"checkboxes","options":[{"value":"v","text":` + md(n) + `}]}`)
		}},
		{"MaxOptionValue", "/0/elements/0/options/0/value", onMessage, func(n int) string {
			return selecting(`{"text":` + pt(1) + `,"value":"` + xs(n) + `"}`)
		}},
		{"MaxOptionDescription", "/0/elements/0/options/0/description/text", onMessage, func(n int) string {
			return selecting(`{"text":` + pt(1) + `,"value":"v","description":` + pt(n) + `}`)
		}},
		{"MaxOptionURL", "/0/elements/0/options/0/url", onMessage, func(n int) string {
			return row(`{"type":"overflow","options":[{"text":` + pt(1) + `,"value":"v","url":"` + web(n) + `"}]}`)
		}},
		{"MaxGroupLabel", "/0/elements/0/option_groups/0/label/text", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(n) + `,"options":` + options(1) + `}`)
		}},
		{"MinGroupOptions", "/0/elements/0/option_groups/0/options", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(1) + `,"options":` + options(n) + `}`)
		}},
		{"MaxGroupOptions", "/0/elements/0/option_groups/0/options", onMessage, func(n int) string {
			return grouped(`{"label":` + pt(1) + `,"options":` + options(n) + `}`)
		}},
		{"MinFilterInclude", "/0/elements/0/filter/include", onMessage, func(n int) string {
			return row(`{"type":"conversations_select","filter":{"include":` + times(n, `"im"`) + `}}`)
		}},
		{"MinDispatchTriggers", "/0/element/dispatch_action_config/trigger_actions_on", onMessage, triggers},
		{"MaxDispatchTriggers", "/0/element/dispatch_action_config/trigger_actions_on", onMessage, triggers},
	}
}

func triggers(n int) string {
	return input(`{"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":` + times(n, `"on_enter_pressed"`) + `}}`)
}

func buttonLimits() []limit {
	workflow := func(more string) string {
		return `,"action_id":"a","workflow":{"trigger":{"url":"https://example.com/t"}}` + more + `}`
	}
	feedback := func(b string) string {
		return block(`{"type":"context_actions","elements":[{"type":"feedback_buttons","negative_button":{"text":` + pt(1) + `,"value":"n"},"positive_button":` + b + `}]}`)
	}
	icon := func(more string) string {
		return block(`{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash"` + more + `}]}`)
	}
	return []limit{
		{"MaxButtonText", "/0/elements/0/text/text", onMessage, func(n int) string { return row(`{"type":"button","text":` + pt(n) + `}`) }},
		{"MaxButtonURL", "/0/elements/0/url", onMessage, func(n int) string { return row(button(`,"url":"` + web(n) + `"`)) }},
		{"MaxButtonValue", "/0/elements/0/value", onMessage, func(n int) string { return row(button(`,"value":"` + xs(n) + `"`)) }},
		{"MaxButtonLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return row(button(`,"accessibility_label":"` + xs(n) + `"`))
		}},
		{"MaxWorkflowText", "/0/elements/0/text/text", onMessage, func(n int) string {
			return row(`{"type":"workflow_button","text":` + pt(n) + workflow(""))
		}},
		{"MaxWorkflowLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return row(`{"type":"workflow_button","text":` + pt(1) + workflow(`,"accessibility_label":"`+xs(n)+`"`))
		}},
		{"MaxFeedbackText", "/0/elements/0/positive_button/text/text", onMessage, func(n int) string { return feedback(`{"text":` + pt(n) + `,"value":"p"}`) }},
		{"MaxFeedbackValue", "/0/elements/0/positive_button/value", onMessage, func(n int) string {
			return feedback(`{"text":` + pt(1) + `,"value":"` + xs(n) + `"}`)
		}},
		{"MaxFeedbackLabel", "/0/elements/0/positive_button/accessibility_label", onMessage, func(n int) string {
			return feedback(`{"text":` + pt(1) + `,"value":"p","accessibility_label":"` + xs(n) + `"}`)
		}},
		{"MaxIconText", "/0/elements/0/text/text", onMessage, func(n int) string { return icon(`,"text":` + pt(n)) }},
		{"MaxIconValue", "/0/elements/0/value", onMessage, func(n int) string { return icon(`,"text":` + pt(1) + `,"value":"` + xs(n) + `"`) }},
		{"MaxIconLabel", "/0/elements/0/accessibility_label", onMessage, func(n int) string {
			return icon(`,"text":` + pt(1) + `,"accessibility_label":"` + xs(n) + `"`)
		}},
		{"MaxIconUsers", "/0/elements/0/visible_to_user_ids", onMessage, func(n int) string {
			return icon(`,"text":` + pt(1) + `,"visible_to_user_ids":` + times(n, `"U%d"`))
		}},
	}
}

func selectLimits() []limit {
	of := func(kind, list string) func(n int) string {
		return func(n int) string { return row(`{"type":"` + kind + `","` + list + `":` + options(n) + `}`) }
	}
	groups := func(n int) string {
		return row(`{"type":"static_select","option_groups":` + times(n, `{"label":`+pt(1)+`,"options":[`+opt+`]}`) + `}`)
	}
	out := []limit{
		{"MaxSelectOptions", "/0/elements/0/options", onMessage, of("static_select", "options")},
		{"MaxSelectOptions", "/0/elements/0/options", onMessage, of("multi_static_select", "options")},
		{"MaxSelectOptions", "/options", asOptions, func(n int) string { return `{"options":` + options(n) + `}` }},
		{"MinElements", "/0/elements/0/options", onMessage, of("static_select", "options")},
		{"MaxSelectGroups", "/0/elements/0/option_groups", onMessage, groups},
		{"MaxSelectGroups", "/option_groups", asOptions, func(n int) string {
			return `{"option_groups":` + times(n, `{"label":`+pt(1)+`,"options":[`+opt+`]}`) + `}`
		}},
		{"MinElements", "/0/elements/0/option_groups", onMessage, groups},
		{"MinMinQuery", "/0/elements/0/min_query_length", onMessage, func(n int) string {
			return row(fmt.Sprintf(`{"type":"external_select","min_query_length":%d}`, n))
		}},
		{"MinOverflowOptions", "/0/elements/0/options", onMessage, of("overflow", "options")},
		{"MaxOverflowOptions", "/0/elements/0/options", onMessage, of("overflow", "options")},
		{"MinCheckboxes", "/0/elements/0/options", onMessage, of("checkboxes", "options")},
		{"MaxCheckboxes", "/0/elements/0/options", onMessage, of("checkboxes", "options")},
		{"MinRadioButtons", "/0/elements/0/options", onMessage, of("radio_buttons", "options")},
		{"MaxRadioButtons", "/0/elements/0/options", onMessage, of("radio_buttons", "options")},
	}
	for kind, offer := range map[string]string{
		"multi_static_select": `,"options":` + options(2), "multi_external_select": "", "multi_users_select": "",
		"multi_conversations_select": "", "multi_channels_select": "",
	} {
		out = append(out, limit{"MinMaxSelected", "/0/elements/0/max_selected_items", onMessage, func(n int) string {
			return row(fmt.Sprintf(`{"type":"%s"%s,"max_selected_items":%d}`, kind, offer, n))
		}})
	}
	return out
}

// placeholderLimits has a row for each of the elements with a placeholder.
func placeholderLimits() []limit {
	var out []limit
	for kind, more := range map[string]string{
		"static_select": `,"options":` + options(1), "multi_static_select": `,"options":` + options(1), "external_select": "", "multi_external_select": "",
		"users_select": "", "multi_users_select": "", "conversations_select": "", "multi_conversations_select": "", "channels_select": "",
		"multi_channels_select": "", "datepicker": "", "timepicker": "", "plain_text_input": "", "email_text_input": "", "url_text_input": "",
		"number_input": `,"is_decimal_allowed":true`, "rich_text_input": `,"action_id":"a"`,
	} {
		out = append(out, limit{"MaxPlaceholder", "/0/element/placeholder/text", onMessage, func(n int) string {
			return input(`{"type":"` + kind + `"` + more + `,"placeholder":` + pt(n) + `}`)
		}})
	}
	return out
}

func typingLimits() []limit {
	field := func(kind, property string) func(n int) string {
		return func(n int) string {
			return input(fmt.Sprintf(`{"type":"%s","action_id":"a","%s":%d}`, kind, property, n))
		}
	}
	dateTime := func(n int) string { return row(fmt.Sprintf(`{"type":"datetimepicker","initial_date_time":%d}`, n)) }
	source := func(n int) string {
		return block(`{"type":"task_card","task_id":"t","title":"x","sources":[{"type":"url","text":"x","url":"` + web(n) + `"}]}`)
	}
	return []limit{
		{"MinInputMinLength", "/0/element/min_length", onMessage, field("plain_text_input", "min_length")},
		{"MaxInputMinLength", "/0/element/min_length", onMessage, field("plain_text_input", "min_length")},
		{"MinInputMaxLength", "/0/element/max_length", onMessage, field("plain_text_input", "max_length")},
		{"MaxInputMaxLength", "/0/element/max_length", onMessage, field("plain_text_input", "max_length")},
		{"MaxInitialValue", "/0/element/initial_value", onMessage, func(n int) string {
			return input(`{"type":"plain_text_input","initial_value":"` + xs(n) + `"}`)
		}},
		{"MaxInitialValue", "/0/element/initial_value", onMessage, func(n int) string {
			return input(`{"type":"email_text_input","initial_value":"` + xs(n) + `"}`)
		}},
		{"MinFiles", "/0/element/max_files", onModal, field("file_input", "max_files")},
		{"MaxFiles", "/0/element/max_files", onModal, field("file_input", "max_files")},
		{"MinElements", "/0/element/filetypes", onModal, func(n int) string { return input(`{"type":"file_input","filetypes":` + times(n, `"png"`) + `}`) }},
		{"MinRichMinLines", "/0/element/min_lines", onMessage, field("rich_text_input", "min_lines")},
		{"MaxRichMinLines", "/0/element/min_lines", onMessage, field("rich_text_input", "min_lines")},
		{"MinRichMaxLines", "/0/element/max_lines", onMessage, field("rich_text_input", "max_lines")},
		{"MaxRichMaxLines", "/0/element/max_lines", onMessage, field("rich_text_input", "max_lines")},
		{"MinDateTime", "/0/elements/0/initial_date_time", onMessage, dateTime},
		{"MaxDateTime", "/0/elements/0/initial_date_time", onMessage, dateTime},
		{"MaxSourceURL", "/0/sources/0/url", onMessage, source},
	}
}

// stringLimits are the strings that must say something.
func stringLimits() []limit {
	var out []limit
	for pointer, payload := range map[string]func(s string) string{
		"/0/elements/0/action_id":           func(s string) string { return row(button(`,"action_id":` + s)) },
		"/0/elements/0/accessibility_label": func(s string) string { return row(button(`,"accessibility_label":` + s)) },
		"/0/elements/0/options/0/value": func(s string) string {
			return row(`{"type":"overflow","options":[{"text":` + pt(1) + `,"value":` + s + `}]}`)
		},
		"/0/alt_text": func(s string) string {
			return block(`{"type":"image","image_url":"https://example.com/a","alt_text":` + s + `}`)
		},
		"/0/elements/0/elements/0/text":    func(s string) string { return line(`{"type":"text","text":` + s + `}`) },
		"/0/elements/0/elements/0/user_id": func(s string) string { return line(`{"type":"user","user_id":` + s + `}`) },
		"/0/external_id":                   func(s string) string { return block(`{"type":"file","source":"remote","external_id":` + s + `}`) },
		"/0/task_id":                       func(s string) string { return block(`{"type":"task_card","title":"x","task_id":` + s + `}`) },
		"/0/caption": func(s string) string {
			return block(`{"type":"data_table","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"}]],"caption":` + s + `}`)
		},
	} {
		out = append(out, limit{"MinString", pointer, onMessage, func(n int) string { return payload(quoted(xs(n))) }})
	}
	return out
}

func blockLimits() []limit {
	image := func(more string) string {
		return block(`{"type":"image","image_url":"https://example.com/a"` + more + `}`)
	}
	return []limit{
		{"MaxBlockID", "/0/block_id", onMessage, func(n int) string { return block(`{"type":"divider","block_id":"` + xs(n) + `"}`) }},
		{"MaxActionID", "/0/elements/0/action_id", onMessage, func(n int) string { return row(button(`,"action_id":"` + xs(n) + `"`)) }},
		{"MinText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"section","text":` + md(n) + `}`) }},
		{"MinText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"header","text":` + pt(n) + `}`) }},
		{"MaxText", "/0/elements/0/text", onMessage, func(n int) string { return block(`{"type":"context","elements":[` + md(n) + `]}`) }},
		{"MaxText", "/0/elements/0/text", onMessage, func(n int) string { return block(`{"type":"context","elements":[` + pt(n) + `]}`) }},
		{"MaxSectionText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"section","text":` + md(n) + `}`) }},
		{"MaxSectionFields", "/0/fields", onMessage, func(n int) string { return block(`{"type":"section","fields":` + times(n, md(1)) + `}`) }},
		{"MinElements", "/0/fields", onMessage, func(n int) string { return block(`{"type":"section","fields":` + times(n, md(1)) + `}`) }},
		{"MaxSectionField", "/0/fields/0/text", onMessage, func(n int) string { return block(`{"type":"section","fields":[` + md(n) + `]}`) }},
		{"MaxHeaderText", "/0/text/text", onMessage, func(n int) string { return block(`{"type":"header","text":` + pt(n) + `}`) }},
		{"MaxContext", "/0/elements", onMessage, func(n int) string { return block(`{"type":"context","elements":` + times(n, md(1)) + `}`) }},
		{"MinElements", "/0/elements", onMessage, func(n int) string { return block(`{"type":"context","elements":` + times(n, md(1)) + `}`) }},
		{"MaxActions", "/0/elements", onMessage, func(n int) string {
			return block(`{"type":"actions","elements":` + times(n, button(`,"action_id":"a%d"`)) + `}`)
		}},
		{"MinElements", "/0/elements", onMessage, func(n int) string { return block(`{"type":"actions","elements":` + times(n, button(``)) + `}`) }},
		{"MaxContextActions", "/0/elements", onMessage, icons},
		{"MinElements", "/0/elements", onMessage, icons},
		{"MaxInputLabel", "/0/label/text", onMessage, func(n int) string {
			return block(`{"type":"input","label":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"MaxInputHint", "/0/hint/text", onMessage, func(n int) string {
			return block(`{"type":"input","label":` + pt(1) + `,"hint":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"MaxMarkdown", "/0/text", onMessage, func(n int) string { return block(`{"type":"markdown","text":"` + xs(n) + `"}`) }},
		{"MaxMarkdownTotal", "/1/text", onMessage, func(n int) string {
			return `[{"type":"markdown","text":"` + xs(5000) + `"},{"type":"markdown","text":"` + xs(n-5000) + `"}]`
		}},
		{"MaxImageURL", "/0/image_url", onMessage, func(n int) string {
			return block(`{"type":"image","alt_text":"a","image_url":"` + web(n) + `"}`)
		}},
		{"MaxImageURL", "/0/elements/0/image_url", onMessage, func(n int) string {
			return block(`{"type":"context","elements":[{"type":"image","alt_text":"a","image_url":"` + web(n) + `"}]}`)
		}},
		{"MaxImageAlt", "/0/alt_text", onMessage, func(n int) string { return image(`,"alt_text":"` + xs(n) + `"`) }},
		{"MaxImageAlt", "/0/elements/0/alt_text", onMessage, func(n int) string {
			return block(`{"type":"context","elements":[{"type":"image","image_url":"https://example.com/a","alt_text":"` + xs(n) + `"}]}`)
		}},
		{"MaxImageTitle", "/0/title/text", onMessage, func(n int) string { return image(`,"alt_text":"a","title":` + pt(n)) }},
	}
}

func icons(n int) string {
	return block(`{"type":"context_actions","elements":` + times(n, `{"type":"icon_button","icon":"trash","text":`+pt(1)+`,"action_id":"a%d"}`) + `}`)
}

func richLimits() []limit {
	part := func(kind, property string) func(n int) string {
		return func(n int) string {
			more := ""
			if kind == "rich_text_list" {
				more = `"style":"ordered",`
			}
			return block(rich(fmt.Sprintf(`{"type":"%s",%s"%s":%d,"elements":[]}`, kind, more, property, n)))
		}
	}
	tone := func(n int) string { return line(fmt.Sprintf(`{"type":"emoji","name":"wave","skin_tone":%d}`, n)) }
	out := []limit{
		{"MinListIndent", "/0/elements/0/indent", onMessage, part("rich_text_list", "indent")},
		{"MaxListIndent", "/0/elements/0/indent", onMessage, part("rich_text_list", "indent")},
		{"MinListOffset", "/0/elements/0/offset", onMessage, part("rich_text_list", "offset")},
		{"MinSkinTone", "/0/elements/0/elements/0/skin_tone", onMessage, tone},
		{"MaxSkinTone", "/0/elements/0/elements/0/skin_tone", onMessage, tone},
	}
	for _, kind := range []string{"rich_text_list", "rich_text_quote", "rich_text_preformatted"} {
		out = append(out,
			limit{"MinListBorder", "/0/elements/0/border", onMessage, part(kind, "border")},
			limit{"MaxListBorder", "/0/elements/0/border", onMessage, part(kind, "border")})
	}
	return out
}

func cardLimits() []limit {
	card := func(more string) string { return block(`{"type":"card","title":` + pt(1) + more + `}`) }
	carousel := func(n int) string {
		return block(`{"type":"carousel","elements":` + times(n, `{"type":"card","title":`+pt(1)+`}`) + `}`)
	}
	container := func(more string) string { return block(`{"type":"container"` + more + `}`) }
	children := func(n int) string {
		return container(`,"title":` + pt(1) + `,"child_blocks":` + times(n, `{"type":"divider"}`))
	}
	return []limit{
		{"MaxAlertText", "/0/text/text", onModal, func(n int) string { return block(`{"type":"alert","text":` + md(n) + `}`) }},
		{"MaxCardTitle", "/0/title/text", onMessage, func(n int) string { return block(`{"type":"card","title":` + md(n) + `}`) }},
		{"MaxCardSubtitle", "/0/subtitle/text", onMessage, func(n int) string { return card(`,"subtitle":` + md(n)) }},
		{"MaxCardBody", "/0/body/text", onMessage, func(n int) string { return card(`,"body":` + md(n)) }},
		{"MaxCardSubtext", "/0/subtext/text", onMessage, func(n int) string { return card(`,"subtext":` + md(n)) }},
		{"MaxCardActions", "/0/actions", onMessage, func(n int) string { return card(`,"actions":` + times(n, button(``))) }},
		{"MinCarousel", "/0/elements", onMessage, carousel},
		{"MaxCarousel", "/0/elements", onMessage, carousel},
		{"MaxContainerTitle", "/0/title/text", onMessage, func(n int) string {
			return container(`,"child_blocks":[{"type":"divider"}],"title":` + pt(n))
		}},
		{"MaxContainerSubtitle", "/0/subtitle/text", onMessage, func(n int) string {
			return container(`,"child_blocks":[{"type":"divider"}],"title":` + pt(1) + `,"subtitle":` + md(n))
		}},
		{"MinContainer", "/0/child_blocks", onMessage, children},
		{"MaxContainer", "/0/child_blocks", onMessage, children},
		{"MaxPlanTasks", "/0/tasks", onMessage, func(n int) string {
			return block(`{"type":"plan","title":"p","tasks":` + times(n, `{"type":"task_card","task_id":"t%d","title":"x"}`) + `}`)
		}},
	}
}

const cell = `{"type":"raw_text","text":"a"}`

func tableLimits() []limit {
	rows := func(kind string) func(n int) string {
		return func(n int) string {
			return block(`{"type":"` + kind + `"` + caption(kind) + `,"rows":` + times(n, `[`+cell+`]`) + `}`)
		}
	}
	columns := func(n int) string { // the second row stays in bounds
		return block(`{"type":"data_table","caption":"c","rows":[` + times(n, cell) + `,` + times(max(1, min(n, 20)), cell) + `]}`)
	}
	data := func(more string) string {
		return block(`{"type":"data_table","caption":"c","rows":` + times(2, `[`+cell+`]`) + more + `}`)
	}
	page := func(n int) string { return data(fmt.Sprintf(`,"page_size":%d`, n)) }
	return []limit{
		{"MaxTables", "/1", onMessage, func(n int) string { return times(n, `{"type":"table","rows":[[`+cell+`]]}`) }},
		{"MaxTableRows", "/0/rows", onMessage, rows("table")},
		{"MinElements", "/0/rows", onMessage, rows("table")},
		{"MaxTableColumns", "/0/rows/0", onMessage, func(n int) string { return block(`{"type":"table","rows":[` + times(n, cell) + `]}`) }},
		{"MinElements", "/0/rows/0", onMessage, func(n int) string { return block(`{"type":"table","rows":[` + times(n, cell) + `]}`) }},
		{"MaxColumnSettings", "/0/column_settings", onMessage, func(n int) string {
			return block(`{"type":"table","rows":[[` + cell + `]],"column_settings":` + times(n, `{"align":"right"}`) + `}`)
		}},
		{"MinDataTableRows", "/0/rows", onMessage, rows("data_table")},
		{"MaxDataTableRows", "/0/rows", onMessage, rows("data_table")},
		{"MinDataTableColumns", "/0/rows/0", onMessage, columns},
		{"MaxDataTableColumns", "/0/rows/0", onMessage, columns},
		{"MinDataTableCell", "/0/rows/1/0/text", onMessage, func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n) + `"}]]}`)
		}},
		{"MaxDataTableText", "/0/rows", onMessage, func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n-1) + `"}]]}`)
		}},
		{"MaxDataTableText", "/0/rows", onMessage, func(n int) string {
			words := rich(`{"type":"rich_text_section","elements":[{"type":"text","text":"` + xs(n-1) + `"}]}`)
			return block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[` + words + `]]}`)
		}},
		{"MaxDataTableTextAll", "/1/rows", onMessage, func(n int) string {
			small := `{"type":"data_table","caption":"c","rows":` + times(2, `[`+cell+`]`) + `}`
			return `[` + small + `,{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"` + xs(n-3) + `"}]]}]`
		}},
		{"MinDataTablePage", "/0/page_size", onMessage, page},
		{"MaxDataTablePage", "/0/page_size", onMessage, page},
		{"MinDataTableRowTitle", "/0/row_header_column_index", onMessage, func(n int) string {
			return data(fmt.Sprintf(`,"row_header_column_index":%d`, n))
		}},
	}
}

func caption(kind string) string {
	if kind == "data_table" {
		return `,"caption":"c"`
	}
	return ""
}

func chartLimits() []limit {
	chart := func(title, chart string) string {
		return block(`{"type":"data_visualization","title":` + title + `,"chart":` + chart + `}`)
	}
	segments := func(n int) string {
		return chart(`"t"`, `{"type":"pie","segments":`+times(n, `{"label":"a%d","value":1}`)+`}`)
	}
	bar := func(series, axis string) string {
		return chart(`"t"`, `{"type":"bar","series":`+series+`,"axis_config":`+axis+`}`)
	}
	one := func(label string) string { return `[{"name":"s","data":[{"label":` + label + `,"value":1}]}]` }
	several := func(n int) string {
		return bar(times(n, `{"name":"s%d","data":[{"label":"a","value":1}]}`), `{"categories":["a"]}`)
	}
	axis := func(name string) func(n int) string {
		return func(n int) string { return bar(one(`"a"`), `{"categories":["a"],"`+name+`":"`+xs(n)+`"}`) }
	}
	return []limit{
		{"MaxChartTitle", "/0/title", onMessage, func(n int) string {
			return chart(quoted(xs(n)), `{"type":"pie","segments":[{"label":"a","value":1}]}`)
		}},
		{"MinChartSegments", "/0/chart/segments", onMessage, segments},
		{"MaxChartSegments", "/0/chart/segments", onMessage, segments},
		{"MaxChartSegment", "/0/chart/segments/0/label", onMessage, func(n int) string {
			return chart(`"t"`, `{"type":"pie","segments":[{"label":"`+xs(n)+`","value":1}]}`)
		}},
		{"MinChartSeries", "/0/chart/series", onMessage, several},
		{"MaxChartSeries", "/0/chart/series", onMessage, several},
		{"MaxChartSeriesName", "/0/chart/series/0/name", onMessage, func(n int) string {
			return bar(`[{"name":"`+xs(n)+`","data":[{"label":"a","value":1}]}]`, `{"categories":["a"]}`)
		}},
		{"MinChartPoints", "/0/chart/series/0/data", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(n, `{"label":"a%d","value":1}`)+`}]`, `{"categories":["a0"]}`)
		}},
		{"MaxChartPoints", "/0/chart/series/0/data", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(n, `{"label":"a%d","value":1}`)+`}]`, `{"categories":`+times(min(n, 20), `"a%d"`)+`}`)
		}},
		{"MaxChartPoint", "/0/chart/series/0/data/0/label", onMessage, func(n int) string {
			if n > 20 { // the category too would be a second problem
				return bar(`[{"name":"s","data":[{"label":"`+xs(n)+`","value":1},{"label":"a","value":1}]}]`, `{"categories":["a"]}`)
			}
			return bar(one(quoted(xs(n))), `{"categories":["`+xs(n)+`"]}`)
		}},
		{"MinChartCategories", "/0/chart/axis_config/categories", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":[{"label":"a0","value":1}]}]`, `{"categories":`+times(n, `"a%d"`)+`}`)
		}},
		{"MaxChartCategories", "/0/chart/axis_config/categories", onMessage, func(n int) string {
			return bar(`[{"name":"s","data":`+times(min(n, 20), `{"label":"a%d","value":1}`)+`}]`, `{"categories":`+times(n, `"a%d"`)+`}`)
		}},
		{"MaxChartCategory", "/0/chart/axis_config/categories/0", onMessage, func(n int) string {
			return bar(one(quoted(xs(min(n, 20)))), `{"categories":["`+xs(n)+`"]}`)
		}},
		{"MaxChartAxis", "/0/chart/axis_config/x_label", onMessage, axis("x_label")},
		{"MaxChartAxis", "/0/chart/axis_config/y_label", onMessage, axis("y_label")},
	}
}

func videoLimits() []limit {
	video := func(replace, with string) string {
		fields := map[string]string{
			"alt_text": `"a"`, "title": pt(1), "video_url": `"https://example.com/v"`, "thumbnail_url": `"https://example.com/t"`,
		}
		fields[replace] = with
		out := `{"type":"video"`
		for _, name := range []string{
			"alt_text", "title", "video_url", "thumbnail_url", "title_url", "author_name", "description", "provider_name", "provider_icon_url",
		} {
			if v, given := fields[name]; given {
				out += `,"` + name + `":` + v
			}
		}
		return block(out + `}`)
	}
	words := func(name string) func(n int) string { return func(n int) string { return video(name, quoted(xs(n))) } }
	object := func(name string) func(n int) string { return func(n int) string { return video(name, pt(n)) } }
	address := func(name string) func(n int) string { return func(n int) string { return video(name, quoted(web(n))) } }
	return []limit{
		{"MaxVideoAlt", "/0/alt_text", onMessage, words("alt_text")},
		{"MaxVideoTitle", "/0/title/text", onMessage, object("title")},
		{"MaxVideoAuthor", "/0/author_name", onMessage, words("author_name")},
		{"MaxVideoDescription", "/0/description/text", onMessage, object("description")},
		{"MaxVideoProvider", "/0/provider_name", onMessage, words("provider_name")},
		{"MaxVideoURL", "/0/video_url", onMessage, address("video_url")},
		{"MaxVideoThumbnail", "/0/thumbnail_url", onMessage, address("thumbnail_url")},
		{"MaxVideoTitleURL", "/0/title_url", onMessage, address("title_url")},
		{"MaxVideoIconURL", "/0/provider_icon_url", onMessage, address("provider_icon_url")},
	}
}
