package blockkit_test

import (
	"fmt"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// The pieces that the limit table is made of. Each makes JSON.

func xs(n int) string { return strings.Repeat("é", n) } // two bytes each: lengths are code points

func pt(n int) string { return `{"type":"plain_text","text":"` + xs(n) + `"}` }

func md(n int) string { return `{"type":"mrkdwn","text":"` + xs(n) + `"}` }

// times repeats a piece with %d for its number.
func times(n int, piece string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.ReplaceAll(piece, "%d", fmt.Sprint(i))
	}
	return "[" + strings.Join(out, ",") + "]"
}

const opt = `{"text":{"type":"plain_text","text":"o%d"},"value":"v%d"}`

func options(n int) string { return times(n, opt) }

func row(element string) string { return `[{"type":"actions","elements":[` + element + `]}]` }

func input(element string) string {
	return `[{"type":"input","label":` + pt(1) + `,"element":` + element + `}]`
}

func block(b string) string { return `[` + b + `]` }

func button(more string) string { return `{"type":"button","text":` + pt(1) + more + `}` }

func modalWith(more, blocks string) string {
	return `{"type":"modal","title":` + pt(1) + `,"submit":` + pt(1) + `,"blocks":` + blocks + more + `}`
}

// checkBlocks checks JSON as the blocks of a message. What is no JSON is one
// problem without a place.
func checkBlocks(raw string) []blockkit.Problem {
	v, err := blockkit.Decode([]byte(raw))
	if err != nil {
		return []blockkit.Problem{{Message: "not JSON: " + err.Error()}}
	}
	return blockkit.CheckBlocks(blockkit.Message, "", v)
}

func checkView(raw string) []blockkit.Problem {
	v, err := blockkit.Decode([]byte(raw))
	if err != nil {
		return []blockkit.Problem{{Message: "not JSON: " + err.Error()}}
	}
	return blockkit.CheckView("", v, blockkit.Modal, blockkit.Home)
}

// TestLimits: each limit holds at n and breaks at n+1, at the place named.
func TestLimits(t *testing.T) {
	tests := []struct {
		name    string
		most    int
		pointer string // of the breach; * stands for the number n
		blocks  func(n int) string
	}{
		{"blocks of a message", 50, "", func(n int) string { return times(n, `{"type":"divider"}`) }},
		{"block_id", 255, "/0/block_id", func(n int) string { return block(`{"type":"divider","block_id":"` + xs(n) + `"}`) }},
		{"action_id", 255, "/0/elements/0/action_id", func(n int) string { return row(button(`,"action_id":"` + xs(n) + `"`)) }},
		{"section text", 3000, "/0/text/text", func(n int) string { return block(`{"type":"section","text":` + md(n) + `}`) }},
		{"section fields", 10, "/0/fields", func(n int) string { return block(`{"type":"section","fields":` + times(n, md(1)) + `}`) }},
		{"section field text", 2000, "/0/fields/0/text", func(n int) string { return block(`{"type":"section","fields":[` + md(n) + `]}`) }},
		{"header", 150, "/0/text/text", func(n int) string { return block(`{"type":"header","text":` + pt(n) + `}`) }},
		{"context elements", 10, "/0/elements", func(n int) string { return block(`{"type":"context","elements":` + times(n, md(1)) + `}`) }},
		{"context text", 3000, "/0/elements/0/text", func(n int) string { return block(`{"type":"context","elements":[` + md(n) + `]}`) }},
		{"actions", 25, "/0/elements", func(n int) string {
			return block(`{"type":"actions","elements":` + times(n, button(`,"action_id":"a%d"`)) + `}`)
		}},
		{"image url", 3000, "/0/image_url", func(n int) string {
			return block(`{"type":"image","alt_text":"a","image_url":"http://x/` + strings.Repeat("x", n-9) + `"}`)
		}},
		{"image alt text", 2000, "/0/alt_text", func(n int) string {
			return block(`{"type":"image","image_url":"http://x/y","alt_text":"` + xs(n) + `"}`)
		}},
		{"image title", 2000, "/0/title/text", func(n int) string {
			return block(`{"type":"image","image_url":"http://x/y","alt_text":"a","title":` + pt(n) + `}`)
		}},
		{"input label", 2000, "/0/label/text", func(n int) string {
			return block(`{"type":"input","label":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"input hint", 2000, "/0/hint/text", func(n int) string {
			return block(`{"type":"input","label":` + pt(1) + `,"hint":` + pt(n) + `,"element":{"type":"plain_text_input"}}`)
		}},
		{"button text", 75, "/0/elements/0/text/text", func(n int) string { return row(`{"type":"button","text":` + pt(n) + `}`) }},
		{"button value", 2000, "/0/elements/0/value", func(n int) string { return row(button(`,"value":"` + xs(n) + `"`)) }},
		{"button url", 3000, "/0/elements/0/url", func(n int) string { return row(button(`,"url":"http://` + strings.Repeat("x", n-7) + `"`)) }},
		{"button accessibility label", 75, "/0/elements/0/accessibility_label", func(n int) string { return row(button(`,"accessibility_label":"` + xs(n) + `"`)) }},
		{"confirm title", 100, "/0/elements/0/confirm/title/text", func(n int) string { return row(button(confirmWith(n, 1, 1, 1))) }},
		{"confirm text", 300, "/0/elements/0/confirm/text/text", func(n int) string { return row(button(confirmWith(1, n, 1, 1))) }},
		{"confirm confirm", 30, "/0/elements/0/confirm/confirm/text", func(n int) string { return row(button(confirmWith(1, 1, n, 1))) }},
		{"confirm deny", 30, "/0/elements/0/confirm/deny/text", func(n int) string { return row(button(confirmWith(1, 1, 1, n))) }},
		{"select options", 100, "/0/elements/0/options", func(n int) string { return row(`{"type":"static_select","options":` + options(n) + `}`) }},
		{"select groups", 100, "/0/elements/0/option_groups", func(n int) string {
			return row(`{"type":"static_select","option_groups":` + times(n, `{"label":`+pt(1)+`,"options":[`+opt+`]}`) + `}`)
		}},
		{"group label", 75, "/0/elements/0/option_groups/0/label/text", func(n int) string {
			return row(`{"type":"static_select","option_groups":[{"label":` + pt(n) + `,"options":` + options(1) + `}]}`)
		}},
		{"group options", 100, "/0/elements/0/option_groups/0/options", func(n int) string {
			return row(`{"type":"static_select","option_groups":[{"label":` + pt(1) + `,"options":` + options(n) + `}]}`)
		}},
		{"option text", 75, "/0/elements/0/options/0/text/text", func(n int) string {
			return row(`{"type":"static_select","options":[{"value":"v","text":` + pt(n) + `}]}`)
		}},
		{"option value", 150, "/0/elements/0/options/0/value", func(n int) string {
			return row(`{"type":"static_select","options":[{"text":` + pt(1) + `,"value":"` + xs(n) + `"}]}`)
		}},
		{"option description", 75, "/0/elements/0/options/0/description/text", func(n int) string {
			return row(`{"type":"static_select","options":[{"text":` + pt(1) + `,"value":"v","description":` + pt(n) + `}]}`)
		}},
		{"placeholder", 150, "/0/elements/0/placeholder/text", func(n int) string { return row(`{"type":"users_select","placeholder":` + pt(n) + `}`) }},
		{"overflow", 5, "/0/elements/0/options", func(n int) string { return row(`{"type":"overflow","options":` + options(n) + `}`) }},
		{"radio buttons", 10, "/0/elements/0/options", func(n int) string { return row(`{"type":"radio_buttons","options":` + options(n) + `}`) }},
		{"checkboxes", 10, "/0/elements/0/options", func(n int) string { return row(`{"type":"checkboxes","options":` + options(n) + `}`) }},
		{"input max_length", 3000, "/0/element/max_length", func(n int) string { return input(fmt.Sprintf(`{"type":"plain_text_input","max_length":%d}`, n)) }},
		{"input min_length", 3000, "/0/element/min_length", func(n int) string { return input(fmt.Sprintf(`{"type":"plain_text_input","min_length":%d}`, n)) }},
		{"initial value within max_length", 7, "/0/element/initial_value", func(n int) string {
			return input(`{"type":"plain_text_input","max_length":7,"initial_value":"` + xs(n) + `"}`)
		}},
		{"file input", 10, "/0/element/max_files", func(n int) string { return input(fmt.Sprintf(`{"type":"file_input","max_files":%d}`, n)) }},
		{"rich text lines", 100, "/0/element/max_lines", func(n int) string {
			return input(fmt.Sprintf(`{"type":"rich_text_input","action_id":"a","max_lines":%d}`, n))
		}},
		{"markdown together", 12000, "/1/text", func(n int) string {
			return `[{"type":"markdown","text":"` + xs(5000) + `"},{"type":"markdown","text":"` + xs(n-5000) + `"}]`
		}},
		{"list indent", 8, "/0/elements/0/indent", func(n int) string {
			return block(fmt.Sprintf(`{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","indent":%d,"elements":[]}]}`, n))
		}},
		{"tables", 1, "/1", func(n int) string { return times(n, `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`) }},
		{"table rows", 100, "/0/rows", func(n int) string {
			return block(`{"type":"table","rows":` + times(n, `[{"type":"raw_text","text":"a"}]`) + `}`)
		}},
		{"table columns", 20, "/0/rows/0", func(n int) string {
			return block(`{"type":"table","rows":[` + times(n, `{"type":"raw_text","text":"a"}`) + `]}`)
		}},
		{"data table rows", 201, "/0/rows", func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":` + times(n, `[{"type":"raw_text","text":"a"}]`) + `}`)
		}},
		{"data table text", 20000, "/0/rows", func(n int) string {
			return block(`{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"` + xs(n-1) + `"}],[{"type":"raw_text","text":"a"}]]}`)
		}},
		{"chart title", 50, "/0/title", func(n int) string {
			return block(`{"type":"data_visualization","title":"` + xs(n) + `","chart":{"type":"pie","segments":[{"label":"a","value":1}]}}`)
		}},
		{"chart segments", 12, "/0/chart/segments", func(n int) string {
			return block(`{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":` + times(n, `{"label":"a%d","value":1}`) + `}}`)
		}},
		{"card title", 150, "/0/title/text", func(n int) string { return block(`{"type":"card","title":` + pt(n) + `}`) }},
		{"card body", 200, "/0/body/text", func(n int) string { return block(`{"type":"card","body":` + pt(n) + `}`) }},
		{"card actions", 3, "/0/actions", func(n int) string { return block(`{"type":"card","actions":` + times(n, button(``)) + `}`) }},
		{"carousel", 10, "/0/elements", func(n int) string {
			return block(`{"type":"carousel","elements":` + times(n, `{"type":"card","title":`+pt(1)+`}`) + `}`)
		}},
		{"container", 10, "/0/child_blocks", func(n int) string {
			return block(`{"type":"container","child_blocks":` + times(n, `{"type":"divider"}`) + `}`)
		}},
		{"plan", 50, "/0/tasks", func(n int) string {
			return block(`{"type":"plan","title":"p","tasks":` + times(n, `{"type":"task_card","task_id":"t%d","title":"x"}`) + `}`)
		}},
		{"context actions", 5, "/0/elements", func(n int) string {
			return block(`{"type":"context_actions","elements":` + times(n, `{"type":"icon_button","icon":"trash","text":`+pt(1)+`,"action_id":"a%d"}`) + `}`)
		}},
		{"video title", 200, "/0/title/text", func(n int) string {
			return block(`{"type":"video","alt_text":"a","video_url":"http://x/y","thumbnail_url":"http://x/y","title":` + pt(n) + `}`)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := checkBlocks(tt.blocks(tt.most)); len(got) != 0 {
				t.Errorf("at %d: got %+v, want it taken", tt.most, got)
			}
			got := checkBlocks(tt.blocks(tt.most + 1))
			if len(got) != 1 || got[0].Pointer != tt.pointer {
				t.Errorf("at %d: got %+v, want one problem at %q", tt.most+1, got, tt.pointer)
			}
		})
	}
}

func confirmWith(title, text, yes, no int) string {
	return `,"confirm":{"title":` + pt(title) + `,"text":` + md(text) + `,"confirm":` + pt(yes) + `,"deny":` + pt(no) + `}`
}

func TestViewLimits(t *testing.T) {
	tests := []struct {
		name    string
		most    int
		pointer string
		view    func(n int) string
	}{
		{"title", 24, "/title/text", func(n int) string { return `{"type":"modal","title":` + pt(n) + `,"blocks":[]}` }},
		{"submit", 24, "/submit/text", func(n int) string { return `{"type":"modal","title":` + pt(1) + `,"submit":` + pt(n) + `,"blocks":[]}` }},
		{"close", 24, "/close/text", func(n int) string { return modalWith(`,"close":`+pt(n), `[]`) }},
		{"blocks", 100, "/blocks", func(n int) string { return modalWith("", times(n, `{"type":"divider"}`)) }},
		{"private_metadata", 3000, "/private_metadata", func(n int) string { return modalWith(`,"private_metadata":"`+xs(n)+`"`, `[]`) }},
		{"callback_id", 255, "/callback_id", func(n int) string { return modalWith(`,"callback_id":"`+xs(n)+`"`, `[]`) }},
		{"external_id", 255, "/external_id", func(n int) string { return modalWith(`,"external_id":"`+xs(n)+`"`, `[]`) }},
		{"alert", 200, "/blocks/0/text/text", func(n int) string { return modalWith("", `[{"type":"alert","text":`+pt(n)+`}]`) }},
		{"home blocks", 100, "/blocks", func(n int) string { return `{"type":"home","blocks":` + times(n, `{"type":"divider"}`) + `}` }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := checkView(tt.view(tt.most)); len(got) != 0 {
				t.Errorf("at %d: got %+v, want it taken", tt.most, got)
			}
			got := checkView(tt.view(tt.most + 1))
			if len(got) != 1 || got[0].Pointer != tt.pointer {
				t.Errorf("at %d: got %+v, want one problem at %q", tt.most+1, got, tt.pointer)
			}
		})
	}
}

// TestBlockRules is what is wrong for another reason than its size.
func TestBlockRules(t *testing.T) {
	tests := []struct {
		name, blocks, pointer, says string
	}{
		{"empty text", block(`{"type":"section","text":{"type":"mrkdwn","text":""}}`), "/0/text/text", "must be more than 0 characters"},
		{"unknown block", block(`{"type":"sections"}`), "/0/type", "unsupported type: sections"},
		{"no type", block(`{"text":"x"}`), "/0", "missing required field: type"},
		{"not an object", block(`"x"`), "/0", "must provide an object"},
		{"unknown property", block(`{"type":"divider","colour":"red"}`), "/0", "invalid additional property: colour"},
		{"emoji on mrkdwn", block(`{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`), "/0/text", "invalid additional property: emoji"},
		{"verbatim on plain_text", block(`{"type":"section","text":{"type":"plain_text","text":"x","verbatim":true}}`), "/0/text", "invalid additional property: verbatim"},
		{"mrkdwn header", block(`{"type":"header","text":` + md(1) + `}`), "/0/text/type", "unsupported type: mrkdwn"},
		{"mrkdwn button", row(`{"type":"button","text":` + md(1) + `}`), "/0/elements/0/text/type", "unsupported type: mrkdwn"},
		{"section without text", block(`{"type":"section"}`), "/0", "missing required field: text"},
		{"alert in a message", block(`{"type":"alert","text":` + pt(1) + `}`), "/0/type", "unsupported type: alert"},
		{"input as accessory", block(`{"type":"section","text":` + md(1) + `,"accessory":{"type":"plain_text_input"}}`), "/0/accessory/type", "unsupported type: plain_text_input"},
		{"button as input", input(button("")), "/0/element/type", "unsupported type: button"},
		{"same block_id", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, "/1/block_id", "`block_id` \"a\" already exists for another block"},
		{"same action_id", block(`{"type":"actions","elements":[` + button(`,"action_id":"a"`) + `,` + button(`,"action_id":"a"`) + `]}`), "/0/elements/1/action_id", "`action_id` \"a\" already exists for another action"},
		{"style", row(button(`,"style":"red"`)), "/0/elements/0/style", "must be one of: primary, danger"},
		{"confirm lacks deny", row(button(`,"confirm":{"title":` + pt(1) + `,"text":` + pt(1) + `,"confirm":` + pt(1) + `}`)), "/0/elements/0/confirm", "missing required field: deny"},
		{"no options", row(`{"type":"static_select"}`), "/0/elements/0", "must provide exactly one of: options, option_groups"},
		{"initial not offered", row(`{"type":"static_select","options":` + options(2) + `,"initial_option":{"text":` + pt(1) + `,"value":"v9"}}`), "/0/elements/0/initial_option", "initial_option must be one of the options"},
		{"initial twice", row(`{"type":"checkboxes","options":` + options(2) + `,"initial_options":[` + strings.ReplaceAll(opt, "%d", "0") + `,` + strings.ReplaceAll(opt, "%d", "0") + `]}`), "/0/elements/0/initial_options/1", "initial_options must be different"},
		{"too many initial", row(`{"type":"multi_users_select","max_selected_items":1,"initial_users":["U1","U2"]}`), "/0/elements/0/initial_users", "no more than 1 items allowed"},
		{"url in a select", row(`{"type":"static_select","options":[{"text":` + pt(1) + `,"value":"v","url":"http://x/y"}]}`), "/0/elements/0/options/0", "invalid additional property: url"},
		{"date", row(`{"type":"datepicker","initial_date":"2026-02-30"}`), "/0/elements/0/initial_date", "must be a date in the format YYYY-MM-DD"},
		{"time zone", row(`{"type":"timepicker","timezone":"Mars/Base"}`), "/0/elements/0/timezone", "must be an IANA time zone"},
		{"datetime", row(`{"type":"datetimepicker","initial_date_time":17}`), "/0/elements/0/initial_date_time", "must be greater than 999999999"},
		{"min over max", input(`{"type":"plain_text_input","min_length":5,"max_length":4}`), "/0/element/min_length", "min_length must not be greater than max_length"},
		{"number without decimals", input(`{"type":"number_input"}`), "/0/element", "missing required field: is_decimal_allowed"},
		{"number as number", input(`{"type":"number_input","is_decimal_allowed":false,"min_value":1}`), "/0/element/min_value", "must be a number written as a string"},
		{"two focused", `[{"type":"input","label":` + pt(1) + `,"element":{"type":"plain_text_input","focus_on_load":true}},{"type":"input","label":` + pt(1) + `,"element":{"type":"plain_text_input","focus_on_load":true}}]`, "/1/element/focus_on_load", "only one element may be focused on load"},
		{"response_url in a message", input(`{"type":"conversations_select","response_url_enabled":true}`), "/0/element/response_url_enabled", "response_url_enabled works in the inputs of modals only"},
		{"image without source", block(`{"type":"image","alt_text":"a"}`), "/0", "must provide exactly one of: image_url, slack_file"},
		{"image with two", block(`{"type":"image","alt_text":"a","image_url":"http://x/y","slack_file":{"url":"http://x/y"}}`), "/0", "must provide exactly one of: image_url, slack_file"},
		{"empty filter", row(`{"type":"conversations_select","filter":{}}`), "/0/elements/0/filter", "must provide at least one of: include, exclude_external_shared_channels, exclude_bot_users"},
		{"empty rich text", block(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}`), "/0/elements/0/elements/0/text", "must be more than 0 characters"},
		{"chart label unknown", block(`{"type":"data_visualization","title":"t","chart":{"type":"bar","series":[{"name":"s","data":[{"label":"b","value":1}]}],"axis_config":{"categories":["a"]}}}`), "/0/chart/series/0/data/0/label", "label must be one of axis_config.categories"},
		{"pie of nothing", block(`{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`), "/0/chart/segments/0/value", "must be greater than 0"},
		{"data table of one row", block(`{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}]]}`), "/0/rows", "no fewer than 2 items allowed"},
		{"ragged data table", block(`{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"},{"type":"raw_text","text":"a"}]]}`), "/0/rows/1", "all rows must have the same number of cells"},
		{"container in a container", block(`{"type":"container","child_blocks":[{"type":"container","child_blocks":[{"type":"divider"}]}]}`), "/0/child_blocks/0/type", "unsupported type: container"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := checkBlocks(tt.blocks)
			if len(got) != 1 || got[0].Pointer != tt.pointer || got[0].Message != tt.says {
				t.Errorf("got %+v, want %q at %s", got, tt.says, tt.pointer)
			}
		})
	}
}

func TestViewRules(t *testing.T) {
	tests := []struct {
		name, view, pointer, says string
	}{
		{"input without submit", `{"type":"modal","title":` + pt(1) + `,"blocks":` + input(`{"type":"plain_text_input"}`) + `}`, "", "missing required field: submit"},
		{"no title", `{"type":"modal","blocks":[]}`, "", "missing required field: title"},
		{"no blocks", `{"type":"home"}`, "", "missing required field: blocks"},
		{"null blocks", `{"type":"home","blocks":null}`, "/blocks", "must provide an array"},
		{"title on home", `{"type":"home","title":` + pt(1) + `,"blocks":[]}`, "", "invalid additional property: title"},
		{"markdown on home", `{"type":"home","blocks":[{"type":"markdown","text":"x"}]}`, "/blocks/0/type", "unsupported type: markdown"},
		{"table in a modal", modalWith("", `[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]`), "/blocks/0/type", "unsupported type: table"},
		{"unknown kind", `{"type":"popup","blocks":[]}`, "/type", "unsupported type: popup"},
		{"hash given back", modalWith(`,"hash":"1.2"`, `[]`), "", "invalid additional property: hash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := checkView(tt.view)
			if len(got) != 1 || got[0].Pointer != tt.pointer || got[0].Message != tt.says {
				t.Errorf("got %+v, want %q at %s", got, tt.says, tt.pointer)
			}
		})
	}
}
