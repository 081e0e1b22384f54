package blockkit_test

import (
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// wrong is a payload with one thing wrong for another reason than its size.
type wrong struct {
	name, payload, pointer, says string
}

func testWrong(t *testing.T, check func(testing.TB, string) []blockkit.Problem, tests []wrong) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := reasons(check(t, tt.payload))
			if len(got) != 1 || got[0].Pointer != tt.pointer || got[0].Message != tt.says {
				t.Errorf("got %v, want %q at %s", got, tt.says, tt.pointer)
			}
		})
	}
}

func TestShapes(t *testing.T) {
	testWrong(t, onMessage, []wrong{
		{"unknown block", block(`{"type":"sections"}`), "/0/type", "unsupported type: sections"},
		{"no type", block(`{"text":"x"}`), "/0", "missing required field: type"},
		{"type of a wrong type", block(`{"type":7}`), "/0/type", "must provide a string"},
		{"not an object", block(`"x"`), "/0", "must provide an object"},
		{"null block", block(`null`), "/0", "must provide an object"},
		{"not an array", `{"type":"divider"}`, "", "must provide an array"},
		{"null", `null`, "", "must provide an array"},
		{"null property", block(`{"type":"divider","block_id":null}`), "/0/block_id", "must provide a string"},
		{"unknown property", block(`{"type":"divider","colour":"red"}`), "/0", "invalid additional property: colour"},
		{"name to escape", row(button(`,"a/b~c":1`)), "/0/elements/0", "invalid additional property: a/b~c"},
		{"boolean", block(`{"type":"section","text":` + md(1) + `,"expand":"yes"}`), "/0/expand", "must be a boolean"},
		{"number", row(`{"type":"external_select","min_query_length":"3"}`), "/0/elements/0/min_query_length", "must provide a number"},
		{"fraction", row(`{"type":"external_select","min_query_length":1.5}`), "/0/elements/0/min_query_length", "must provide an integer"},
		{"number beyond int64", row(`{"type":"external_select","min_query_length":99999999999999999999}`), "/0/elements/0/min_query_length", "must provide an integer"},
		{"enum", row(button(`,"style":"red"`)), "/0/elements/0/style", "must be a valid enum value"},
		{"enum of a wrong type", row(button(`,"style":null`)), "/0/elements/0/style", "must provide a string"},
		{"same block_id", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, "/1/block_id", "`block_id` \"a\" already exists for another block"},
		{"same block_id inside", `[{"type":"divider","block_id":"a"},{"type":"container","title":` + pt(1) + `,"child_blocks":[{"type":"divider","block_id":"a"}]}]`, "/1/child_blocks/0/block_id", "`block_id` \"a\" already exists for another block"},
		{"same block_id of cards", block(`{"type":"carousel","elements":` + times(2, `{"type":"card","block_id":"a","title":`+pt(1)+`}`) + `}`), "/0/elements/1/block_id", "`block_id` \"a\" already exists for another block"},
		{"same action_id", block(`{"type":"actions","elements":[` + button(`,"action_id":"a"`) + `,` + button(`,"action_id":"a"`) + `]}`), "/0/elements/1/action_id", "`action_id` \"a\" already exists for another action"},
		{"same action_id in a card", block(`{"type":"card","title":` + pt(1) + `,"actions":[` + button(`,"action_id":"a"`) + `,` + button(`,"action_id":"a"`) + `]}`), "/0/actions/1/action_id", "`action_id` \"a\" already exists for another action"},
	})
	for name, payload := range map[string]string{
		"no blocks": `[]`, "no ids": `[{"type":"divider"},{"type":"divider","block_id":""}]`,
		"same action_id in two blocks": `[` + row(button(`,"action_id":"a"`))[1:len(row(button(`,"action_id":"a"`)))-1] + `,` + row(button(`,"action_id":"a"`))[1:],
		"same block_id of markdown":    `[{"type":"markdown","text":"x","block_id":"a"},{"type":"markdown","text":"x","block_id":"a"}]`,
		"markdown of nothing":          `[{"type":"markdown","text":""}]`,
	} {
		if got := onMessage(t, payload); len(got) != 0 {
			t.Errorf("%s: got %v, want it taken", name, got)
		}
	}
}

func TestObjects(t *testing.T) {
	two := options(2)
	first := strings.ReplaceAll(opt, "%d", "0")
	testWrong(t, onMessage, []wrong{
		{"emoji on mrkdwn", block(`{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`), "/0/text", "invalid additional property: emoji"},
		{"verbatim on plain_text", block(`{"type":"section","text":{"type":"plain_text","text":"x","verbatim":true}}`), "/0/text", "invalid additional property: verbatim"},
		{"text object without text", block(`{"type":"header","text":{"type":"plain_text"}}`), "/0/text", "missing required field: text"},
		{"text as a string", block(`{"type":"header","text":"x"}`), "/0/text", "must provide an object"},
		{"text of another kind", block(`{"type":"section","text":{"type":"markdown","text":"x"}}`), "/0/text/type", "unsupported type: markdown"},
		{"mrkdwn header", block(`{"type":"header","text":` + md(1) + `}`), "/0/text/type", "unsupported type: mrkdwn"},
		{"mrkdwn button", row(`{"type":"button","text":` + md(1) + `}`), "/0/elements/0/text/type", "unsupported type: mrkdwn"},
		{"mrkdwn label", block(`{"type":"input","label":` + md(1) + `,"element":{"type":"plain_text_input"}}`), "/0/label/type", "unsupported type: mrkdwn"},
		{"mrkdwn placeholder", row(`{"type":"users_select","placeholder":` + md(1) + `}`), "/0/elements/0/placeholder/type", "unsupported type: mrkdwn"},
		{"mrkdwn option of a menu", row(`{"type":"static_select","options":[{"text":` + md(1) + `,"value":"v"}]}`), "/0/elements/0/options/0/text/type", "unsupported type: mrkdwn"},
		{"mrkdwn option of overflow", row(`{"type":"overflow","options":[{"text":` + md(1) + `,"value":"v"}]}`), "/0/elements/0/options/0/text/type", "unsupported type: mrkdwn"},
		{"mrkdwn title of a confirm", row(button(strings.Replace(confirmWith(1, 1, 1, 1), pt(1), md(1), 1))), "/0/elements/0/confirm/title/type", "unsupported type: mrkdwn"},
		{"confirm lacks deny", row(button(`,"confirm":{"title":` + pt(1) + `,"text":` + pt(1) + `,"confirm":` + pt(1) + `}`)), "/0/elements/0/confirm", "missing required field: deny"},
		{"confirm style", row(button(strings.TrimSuffix(confirmWith(1, 1, 1, 1), "}") + `,"style":"green"}`)), "/0/elements/0/confirm/style", "must be a valid enum value"},
		{"option without value", row(`{"type":"static_select","options":[{"text":` + pt(1) + `}]}`), "/0/elements/0/options/0", "missing required field: value"},
		{"url in a menu", row(`{"type":"static_select","options":[{"text":` + pt(1) + `,"value":"v","url":"http://x/y"}]}`), "/0/elements/0/options/0", "invalid additional property: url"},
		{"no options", row(`{"type":"static_select"}`), "/0/elements/0", "must define either `options` or `option_groups`"},
		{"options and groups", row(`{"type":"static_select","options":` + two + `,"option_groups":[{"label":` + pt(1) + `,"options":` + two + `}]}`), "/0/elements/0", "must define either `options` or `option_groups`"},
		{"initial not offered", row(`{"type":"static_select","options":` + two + `,"initial_option":{"text":` + pt(1) + `,"value":"v9"}}`), "/0/elements/0/initial_option", "must match one of the options"},
		{"initial with another text", row(`{"type":"static_select","options":` + two + `,"initial_option":{"text":` + pt(1) + `,"value":"v0"}}`), "/0/elements/0/initial_option", "must match one of the options"},
		{"initial with another description", row(`{"type":"static_select","options":` + two + `,"initial_option":` + strings.TrimSuffix(first, "}") + `,"description":` + pt(1) + `}}`), "/0/elements/0/initial_option", "must match one of the options"},
		{"initial radio button not offered", row(`{"type":"radio_buttons","options":` + two + `,"initial_option":{"text":` + pt(1) + `,"value":"v9"}}`), "/0/elements/0/initial_option", "must match one of the options"},
		{"initial twice", row(`{"type":"checkboxes","options":` + two + `,"initial_options":[` + first + `,` + first + `]}`), "/0/elements/0/initial_options/1", "must not be the same as another initial option"},
		{"initial_options for one", row(`{"type":"static_select","options":` + two + `,"initial_options":[` + first + `]}`), "/0/elements/0", "invalid additional property: initial_options"},
		{"too many initial", row(`{"type":"multi_users_select","max_selected_items":1,"initial_users":["U1","U2"]}`), "/0/elements/0/initial_users", "no more than 1 items allowed"},
		{"too many initial options", row(`{"type":"multi_static_select","max_selected_items":1,"options":` + two + `,"initial_options":` + two + `}`), "/0/elements/0/initial_options", "no more than 1 items allowed"},
		{"empty filter", row(`{"type":"conversations_select","filter":{}}`), "/0/elements/0/filter", "must have minimum 1 properties"},
		{"filter of what is not", row(`{"type":"conversations_select","filter":{"include":["dm"]}}`), "/0/elements/0/filter/include/0", "must be a valid enum value"},
		{"filter on users", row(`{"type":"users_select","filter":{"include":["im"]}}`), "/0/elements/0", "invalid additional property: filter"},
		{"dispatch on what is not", input(`{"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":["on_blur"]}}`), "/0/element/dispatch_action_config/trigger_actions_on/0", "must be a valid enum value"},
		{"dispatch of a menu", input(`{"type":"users_select","dispatch_action_config":{"trigger_actions_on":["on_enter_pressed"]}}`), "/0/element", "invalid additional property: dispatch_action_config"},
	})
}

func TestValues(t *testing.T) {
	address := func(s string) string { return row(button(`,"url":` + quoted(s))) }
	bad := "input must be a valid: uri"
	testWrong(t, onMessage, []wrong{
		{"day that is none", row(`{"type":"datepicker","initial_date":"2026-02-30"}`), "/0/elements/0/initial_date", "must be a date in the format YYYY-MM-DD"},
		{"day without zeros", row(`{"type":"datepicker","initial_date":"2026-2-3"}`), "/0/elements/0/initial_date", "must be a date in the format YYYY-MM-DD"},
		{"day with a time", row(`{"type":"datepicker","initial_date":"2026-02-03T00:00"}`), "/0/elements/0/initial_date", "must be a date in the format YYYY-MM-DD"},
		{"hour 24", row(`{"type":"timepicker","initial_time":"24:00"}`), "/0/elements/0/initial_time", "input must match regex pattern: ^([01]\\d|2[0-3]):[0-5]\\d$"},
		{"minute 60", row(`{"type":"timepicker","initial_time":"09:60"}`), "/0/elements/0/initial_time", "input must match regex pattern: ^([01]\\d|2[0-3]):[0-5]\\d$"},
		{"hour without zero", row(`{"type":"timepicker","initial_time":"9:00"}`), "/0/elements/0/initial_time", "input must match regex pattern: ^([01]\\d|2[0-3]):[0-5]\\d$"},
		{"time zone", row(`{"type":"timepicker","timezone":"Mars/Base"}`), "/0/elements/0/timezone", "must be an IANA time zone"},
		{"time zone of the machine", row(`{"type":"timepicker","timezone":"Local"}`), "/0/elements/0/timezone", "must be an IANA time zone"},
		{"time zone upwards", row(`{"type":"timepicker","timezone":"../../etc/passwd"}`), "/0/elements/0/timezone", "must be an IANA time zone"},
		{"placeholder of a datetime", row(`{"type":"datetimepicker","placeholder":` + pt(1) + `}`), "/0/elements/0", "invalid additional property: placeholder"},
		{"address without scheme", address("example.com"), "/0/elements/0/url", bad},
		{"address with a space", address("https://example.com/a b"), "/0/elements/0/url", bad},
		{"address with a bracket", address("https://example.com/<a>"), "/0/elements/0/url", bad},
		{"address without host", address("https:///a"), "/0/elements/0/url", bad},
		{"scheme alone", address("mailto:"), "/0/elements/0/url", bad},
		{"picture by ftp", block(`{"type":"image","alt_text":"a","image_url":"ftp://example.com/a"}`), "/0/image_url", bad},
		{"colour by name", line(`{"type":"color","value":"red"}`), "/0/elements/0/elements/0/value", "input must match regex pattern: ^#[0-9a-fA-F]{6}$"},
		{"emoji in capitals", line(`{"type":"emoji","name":"wave","unicode":"1F44B"}`), "/0/elements/0/elements/0/unicode", "input must match regex pattern: ^[0-9a-f]+(-[0-9a-f]+)*$"},
		{"file id", block(`{"type":"image","alt_text":"a","slack_file":{"id":"f123"}}`), "/0/slack_file/id", "input must match regex pattern: ^F[A-Z0-9]{8,}$"},
		{"number as number", input(`{"type":"number_input","is_decimal_allowed":false,"min_value":1}`), "/0/element/min_value", "must be a number written as a string"},
		{"number with an exponent", input(`{"type":"number_input","is_decimal_allowed":true,"min_value":"1e3"}`), "/0/element/min_value", "must be a number written as a string"},
		{"decimals not allowed", input(`{"type":"number_input","is_decimal_allowed":false,"initial_value":"1.5"}`), "/0/element/initial_value", "must be a whole number"},
		{"least above most", input(`{"type":"number_input","is_decimal_allowed":false,"min_value":"5","max_value":"4"}`), "/0/element/min_value", "min_value must not be greater than max_value"},
		{"initial below least", input(`{"type":"number_input","is_decimal_allowed":false,"min_value":"5","initial_value":"4"}`), "/0/element/initial_value", "initial_value must be between min_value and max_value"},
		{"initial above most", input(`{"type":"number_input","is_decimal_allowed":true,"max_value":"5","initial_value":"5.1"}`), "/0/element/initial_value", "initial_value must be between min_value and max_value"},
		{"min_length over max_length", input(`{"type":"plain_text_input","min_length":5,"max_length":4}`), "/0/element/min_length", "min_length must not be greater than max_length"},
		{"initial over max_length", input(`{"type":"plain_text_input","max_length":7,"initial_value":"` + xs(8) + `"}`), "/0/element/initial_value", "must be less than 8 characters"},
	})
	for _, good := range []string{
		address("https://example.com"), address("http://127.0.0.1:8080/a?b=c#d"), address("mailto:ada@example.com"), address("slack://open"), address("tel:+49"),
		row(`{"type":"datepicker","initial_date":"2028-02-29"}`), row(`{"type":"timepicker","initial_time":"23:59","timezone":"America/Argentina/Buenos_Aires"}`),
		row(`{"type":"timepicker","initial_time":"00:00","timezone":"UTC"}`), line(`{"type":"color","value":"#00ffAA"}`),
		line(`{"type":"emoji","name":"wave","unicode":"1f44b-1f3fd","skin_tone":4}`),
		input(`{"type":"number_input","is_decimal_allowed":true,"min_value":"-1.5","initial_value":"-1.5","max_value":"-1.5"}`),
		input(`{"type":"plain_text_input","min_length":4,"max_length":4,"initial_value":"` + xs(4) + `"}`),
		row(`{"type":"static_select","options":` + options(2) + `,"initial_option":{"text":{"type":"plain_text","text":"o1","emoji":true},"value":"v1"}}`),
		row(`{"type":"static_select","option_groups":[{"label":` + pt(1) + `,"options":` + options(2) + `}],"initial_option":{"text":{"type":"plain_text","text":"o1"},"value":"v1"}}`),
	} {
		if got := onMessage(t, good); len(got) != 0 {
			t.Errorf("%s: got %v, want it taken", good, got)
		}
	}
}

func TestBlockRules(t *testing.T) {
	picture := `{"type":"image","alt_text":"a","image_url":"https://example.com/a"}`
	container := func(more string) string {
		return block(`{"type":"container","child_blocks":[{"type":"divider"}]` + more + `}`)
	}
	bar := func(series, categories string) string {
		return block(`{"type":"data_visualization","title":"t","chart":{"type":"bar","series":` + series + `,"axis_config":{"categories":` + categories + `}}}`)
	}
	data := func(rows string) string { return block(`{"type":"data_table","caption":"c","rows":` + rows + `}`) }
	testWrong(t, onMessage, []wrong{
		{"section without text", block(`{"type":"section"}`), "/0/type", "must define either `text` or `fields`"},
		{"input without element", block(`{"type":"input","label":` + pt(1) + `}`), "/0", "missing required field: element"},
		{"number without decimals", input(`{"type":"number_input"}`), "/0/element", "missing required field: is_decimal_allowed"},
		{"rich text input without id", input(`{"type":"rich_text_input"}`), "/0/element", "missing required field: action_id"},
		{"rich text input with words", input(`{"type":"rich_text_input","action_id":"a","initial_value":"x"}`), "/0/element/initial_value", "must provide an object"},
		{"two focused", `[` + strings.Trim(input(`{"type":"plain_text_input","focus_on_load":true}`), "[]") + `,` + strings.Trim(input(`{"type":"users_select","focus_on_load":true}`), "[]") + `]`, "/1/element/focus_on_load", "only one element may be focused on load"},
		{"response_url in a message", input(`{"type":"conversations_select","response_url_enabled":true}`), "/0/element/response_url_enabled", "response_url_enabled works in the inputs of modals only"},
		{"image without source", block(`{"type":"image","alt_text":"a"}`), "/0", "missing required field: image_url"},
		{"image with two", block(`{"type":"image","alt_text":"a","image_url":"http://x/y","slack_file":{"url":"http://x/y"}}`), "/0", "must define either `image_url` or `slack_file`"},
		{"file with two", block(`{"type":"image","alt_text":"a","slack_file":{"url":"http://x/y","id":"F12345678"}}`), "/0/slack_file", "must define either `id` or `url`"},
		{"file with none", block(`{"type":"image","alt_text":"a","slack_file":{}}`), "/0/slack_file", "must define either `id` or `url`"},
		{"title of an image element", block(`{"type":"context","elements":[` + strings.TrimSuffix(picture, "}") + `,"title":` + pt(1) + `}]}`), "/0/elements/0", "invalid additional property: title"},
		{"file from elsewhere", block(`{"type":"file","external_id":"x","source":"local"}`), "/0/source", "must be a valid enum value"},
		{"video by http", block(`{"type":"video","alt_text":"a","title":` + pt(1) + `,"video_url":"http://example.com/v","thumbnail_url":"http://example.com/t"}`), "/0/video_url", "input must be a valid: uri"},
		{"video title link by http", block(`{"type":"video","alt_text":"a","title":` + pt(1) + `,"title_url":"http://example.com/v","video_url":"https://example.com/v","thumbnail_url":"http://example.com/t"}`), "/0/title_url", "input must be a valid: uri"},
		{"card of nothing", block(`{"type":"card","subtitle":` + pt(1) + `}`), "/0", "must define at least one of `hero_image`, `title`, `actions` or `body`"},
		{"card with two icons", block(`{"type":"card","title":` + pt(1) + `,"icon":` + picture + `,"slack_icon":{"type":"icon","name":"rocket"}}`), "/0", "must define either `icon` or `slack_icon`"},
		{"icon that is none", block(`{"type":"card","title":` + pt(1) + `,"slack_icon":{"type":"icon","name":"bell"}}`), "/0/slack_icon/name", "must be a valid enum value"},
		{"menu on a card", block(`{"type":"card","title":` + pt(1) + `,"actions":[{"type":"users_select"}]}`), "/0/actions/0/type", "unsupported type: users_select"},
		{"section in a carousel", block(`{"type":"carousel","elements":[{"type":"section","text":` + md(1) + `}]}`), "/0/elements/0/type", "unsupported type: section"},
		{"container without title", container(""), "/0", "must define either `title` or `rich_text_title`"},
		{"container in a container", block(`{"type":"container","title":` + pt(1) + `,"child_blocks":[{"type":"container","title":` + pt(1) + `,"child_blocks":[{"type":"divider"}]}]}`), "/0/child_blocks/0/type", "unsupported type: container"},
		{"mrkdwn title of a container", container(`,"title":` + md(1)), "/0/title/type", "unsupported type: mrkdwn"},
		{"collapsed but not collapsible", container(`,"title":` + pt(1) + `,"default_collapsed":true`), "/0/default_collapsed", "default_collapsed needs is_collapsible"},
		{"header line on a collapsible", container(`,"title":` + pt(1) + `,"is_collapsible":true,"has_header_divider":true`), "/0/has_header_divider", "has_header_divider works without is_collapsible only"},
		{"width", container(`,"title":` + pt(1) + `,"width":"huge"`), "/0/width", "must be a valid enum value"},
		{"task that is none", block(`{"type":"plan","title":"p","tasks":[{"type":"section"}]}`), "/0/tasks/0/type", "unsupported type: section"},
		{"status of a task", block(`{"type":"task_card","task_id":"t","title":"x","status":"done"}`), "/0/status", "must be a valid enum value"},
		{"feedback lacks one", block(`{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":` + pt(1) + `,"value":"p"}}]}`), "/0/elements/0", "missing required field: negative_button"},
		{"icon of a button", block(`{"type":"context_actions","elements":[{"type":"icon_button","icon":"bin","text":` + pt(1) + `}]}`), "/0/elements/0/icon", "must be a valid enum value"},
		{"workflow without trigger", row(`{"type":"workflow_button","action_id":"a","text":` + pt(1) + `,"workflow":{}}`), "/0/elements/0/workflow", "missing required field: trigger"},
		{"data table of one width", data(`[[` + cell + `],[` + cell + `,` + cell + `]]`), "/0/rows/1", "all rows must have the same number of cells"},
		{"rich header of a data table", data(`[[` + rich("") + `],[` + cell + `]]`), "/0/rows/0/0/type", "unsupported type: rich_text"},
		{"row header beyond", block(`{"type":"data_table","caption":"c","rows":[[` + cell + `],[` + cell + `]],"row_header_column_index":1}`), "/0/row_header_column_index", "must be less than 0"},
		{"menu in a data table", data(`[[` + cell + `],[{"type":"action_cell","element":{"type":"users_select"}}]]`), "/0/rows/1/0/element/type", "unsupported type: users_select"},
		{"button in a table", block(`{"type":"table","rows":[[{"type":"action_cell","element":` + button("") + `}]]}`), "/0/rows/0/0/type", "unsupported type: action_cell"},
		{"number that is a word", block(`{"type":"table","rows":[[{"type":"raw_number","value":"1"}]]}`), "/0/rows/0/0/value", "must provide a number"},
		{"column aligned", block(`{"type":"table","rows":[[` + cell + `]],"column_settings":[{"align":"top"}]}`), "/0/column_settings/0/align", "must be a valid enum value"},
		{"two tables, one inside", `[{"type":"table","rows":[[` + cell + `]]},{"type":"container","title":` + pt(1) + `,"child_blocks":[{"type":"table","rows":[[` + cell + `]]}]}]`, "/1/child_blocks/0", "only_one_table_allowed"},
		{"pie of nothing", block(`{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`), "/0/chart/segments/0/value", "must be greater than 0"},
		{"chart that is none", block(`{"type":"data_visualization","title":"t","chart":{"type":"radar"}}`), "/0/chart/type", "unsupported type: radar"},
		{"label unknown", bar(`[{"name":"s","data":[{"label":"b","value":1}]}]`, `["a"]`), "/0/chart/series/0/data/0/label", "label must be one of axis_config.categories"},
		{"label twice", bar(`[{"name":"s","data":[{"label":"a","value":1},{"label":"a","value":1}]}]`, `["a"]`), "/0/chart/series/0/data/1/label", "label appears twice in a series"},
		{"point missing", bar(`[{"name":"s","data":[{"label":"a","value":1}]}]`, `["a","b"]`), "/0/chart/series/0/data", "must have a point for every one of axis_config.categories"},
		{"category twice", bar(`[{"name":"s","data":[{"label":"a","value":1}]}]`, `["a","a"]`), "/0/chart/axis_config/categories/1", "category appears twice"},
		{"series twice", bar(times(2, `{"name":"s","data":[{"label":"a","value":1}]}`), `["a"]`), "/0/chart/series/1/name", "name appears twice among the series"},
	})
}

func TestRichText(t *testing.T) {
	list := func(item string) string {
		return block(rich(`{"type":"rich_text_list","style":"bullet","elements":[` + item + `]}`))
	}
	testWrong(t, onMessage, []wrong{
		{"part that is none", block(rich(`{"type":"rich_text_header"}`)), "/0/elements/0/type", "unsupported type: rich_text_header"},
		{"element that is none", line(`{"type":"mention"}`), "/0/elements/0/elements/0/type", "unsupported type: mention"},
		{"nested list", list(`{"type":"rich_text_list","style":"bullet","elements":[]}`), "/0/elements/0/elements/0/type", "unsupported type: rich_text_list"},
		{"words in a list", list(`{"type":"text","text":"x"}`), "/0/elements/0/elements/0/type", "unsupported type: text"},
		{"list without style", block(rich(`{"type":"rich_text_list","elements":[]}`)), "/0/elements/0", "missing required field: style"},
		{"style of a list", block(rich(`{"type":"rich_text_list","style":"dash","elements":[]}`)), "/0/elements/0/style", "must be a valid enum value"},
		{"border of a section", block(rich(`{"type":"rich_text_section","border":1,"elements":[]}`)), "/0/elements/0", "invalid additional property: border"},
		{"mention in preformatted", block(rich(`{"type":"rich_text_preformatted","elements":[{"type":"user","user_id":"U1"}]}`)), "/0/elements/0/elements/0/type", "unsupported type: user"},
		{"style as a word", line(`{"type":"text","text":"x","style":"bold"}`), "/0/elements/0/elements/0/style", "must provide an object"},
		{"style that is none", line(`{"type":"text","text":"x","style":{"huge":true}}`), "/0/elements/0/elements/0/style", "invalid additional property: huge"},
		{"highlighted text", line(`{"type":"text","text":"x","style":{"highlight":true}}`), "/0/elements/0/elements/0/style", "invalid additional property: highlight"},
		{"link without address", line(`{"type":"link","text":"x"}`), "/0/elements/0/elements/0", "missing required field: url"},
		{"range of a broadcast", line(`{"type":"broadcast","range":"all"}`), "/0/elements/0/elements/0/range", "must be a valid enum value"},
		{"date without format", line(`{"type":"date","timestamp":1}`), "/0/elements/0/elements/0", "missing required field: format"},
		{"date in words", line(`{"type":"date","timestamp":"1","format":"{date}"}`), "/0/elements/0/elements/0/timestamp", "must provide a number"},
	})
	everything := rich(`{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true,"italic":true,"strike":true,"code":true,"underline":true}},
		{"type":"link","url":"https://example.com","text":"x","unsafe":false,"style":{"bold":true}},{"type":"emoji","name":"wave"},
		{"type":"user","user_id":"U1","style":{"highlight":true,"client_highlight":true,"unlink":true}},{"type":"usergroup","usergroup_id":"S1"},
		{"type":"channel","channel_id":"C1"},{"type":"team","team_id":"T1"},{"type":"broadcast","range":"here"},{"type":"color","value":"#FFFFFF"},
		{"type":"date","timestamp":1720710212,"format":"{date_num} at {time}","timezone":"Europe/Berlin","url":"https://example.com","fallback":"then"}]},
		{"type":"rich_text_list","style":"ordered","indent":8,"offset":4,"border":1,"elements":[{"type":"rich_text_section","elements":[]}]},
		{"type":"rich_text_quote","border":0,"elements":[{"type":"text","text":"x"}]},
		{"type":"rich_text_preformatted","border":0,"language":"go","elements":[{"type":"text","text":"x"},{"type":"link","url":"https://example.com"}]}`)
	if got := onMessage(t, block(everything)); len(got) != 0 {
		t.Errorf("got %v, want it taken", got)
	}
}

func TestViewRules(t *testing.T) {
	testWrong(t, asView, []wrong{
		{"input without submit", `{"type":"modal","title":` + pt(1) + `,"blocks":` + input(`{"type":"plain_text_input"}`) + `}`, "/blocks/0/input", "must define `submit` to use an `input` block in modals"},
		{"no title", `{"type":"modal","blocks":[]}`, "", "missing required field: title"},
		{"no blocks", `{"type":"home"}`, "", "missing required field: blocks"},
		{"null blocks", `{"type":"home","blocks":null}`, "/blocks", "must provide an array"},
		{"mrkdwn title", `{"type":"modal","title":` + md(1) + `,"blocks":[]}`, "/title/type", "unsupported type: mrkdwn"},
		{"empty title", `{"type":"modal","title":` + pt(0) + `,"blocks":[]}`, "/title/text", "must be more than 0 characters"},
		{"title on home", `{"type":"home","title":` + pt(1) + `,"blocks":[]}`, "", "invalid additional property: title"},
		{"submit on home", `{"type":"home","submit":` + pt(1) + `,"blocks":[]}`, "", "invalid additional property: submit"},
		{"clear_on_close on home", `{"type":"home","clear_on_close":true,"blocks":[]}`, "", "invalid additional property: clear_on_close"},
		{"unknown kind", `{"type":"popup","blocks":[]}`, "/type", "unsupported type: popup"},
		{"kind that is none", `{"type":["modal"],"blocks":[]}`, "/type", "must provide a string"},
		{"message as view", `{"type":"message","blocks":[]}`, "/type", "unsupported type: message"},
		{"not an object", `[]`, "", "must provide an object"},
		{"hash given back", modalWith(`,"hash":"1.2"`, `[]`), "", "invalid additional property: hash"},
		{"response_url in a section", modalWith("", block(`{"type":"section","text":`+md(1)+`,"accessory":{"type":"conversations_select","response_url_enabled":true}}`)), "/blocks/0/accessory/response_url_enabled", "response_url_enabled works in the inputs of modals only"},
		{"response_url on home", `{"type":"home","blocks":` + input(`{"type":"channels_select","response_url_enabled":true}`) + `}`, "/blocks/0/element/response_url_enabled", "response_url_enabled works in the inputs of modals only"},
	})
	for _, good := range []string{
		modalWith(`,"close":`+pt(1)+`,"clear_on_close":true,"notify_on_close":false,"private_metadata":"","callback_id":"","external_id":""`, `[]`),
		modalWith("", input(`{"type":"conversations_select","response_url_enabled":true}`)),
		`{"type":"home","blocks":` + input(`{"type":"plain_text_input"}`) + `}`,
	} {
		if got := asView(t, good); len(got) != 0 {
			t.Errorf("%s: got %v, want it taken", good, got)
		}
	}
}

// TestMessageRules: what blocks.validate says of a message, attachments included.
func TestMessageRules(t *testing.T) {
	attached := func(more string) string { return `{"attachments":[{"text":"x"` + more + `}]}` }
	testWrong(t, asMessage, []wrong{
		{"not an object", `[]`, "", "must provide an object"},
		{"text as number", `{"text":1}`, "/text", "must provide a string"},
		{"blocks as text", `{"blocks":"[]"}`, "/blocks", "must provide an array"},
		{"attachment as text", `{"attachments":["x"]}`, "/attachments/0", "must provide an object"},
		{"colour of an attachment", attached(`,"color":1`), "/attachments/0/color", "must provide a string"},
		{"fields of an attachment", attached(`,"fields":{}`), "/attachments/0/fields", "must provide an array"},
		{"field of an attachment", attached(`,"fields":[{"title":1}]`), "/attachments/0/fields/0/title", "must provide a string"},
		{"width of a field", attached(`,"fields":[{"short":"yes"}]`), "/attachments/0/fields/0/short", "must be a boolean"},
		{"time of an attachment", attached(`,"ts":{}`), "/attachments/0/ts", "must provide a number"},
		{"mrkdwn_in", attached(`,"mrkdwn_in":["title"]`), "/attachments/0/mrkdwn_in/0", "must be a valid enum value"},
		{"action without text", attached(`,"actions":[{"type":"button"}]`), "/attachments/0/actions/0", "missing required field: text"},
		{"block of an attachment", attached(`,"blocks":[{"type":"alert","text":` + pt(1) + `}]`), "/attachments/0/blocks/0/type", "unsupported type: alert"},
		{"block_id of blocks and attachment", `{"blocks":[{"type":"divider","block_id":"a"}],"attachments":[{"blocks":[{"type":"divider","block_id":"a"}]}]}`, "/attachments/0/blocks/0/block_id", "`block_id` \"a\" already exists for another block"},
	})
	everything := attached(`,"fallback":"f","color":"#36a64f","pretext":"p","author_name":"a","author_link":"https://example.com","author_icon":"https://example.com/i",
		"title":"t","title_link":"https://example.com","fields":[{"title":"t","value":"v","short":true}],"image_url":"https://example.com/i","thumb_url":null,"footer":"f",
		"footer_icon":"https://example.com/i","ts":123456789,"mrkdwn_in":["text","pretext","fields"],"callback_id":"c","something_new":{"a":1},
		"actions":[{"type":"button","name":"n","text":"t","value":"v","style":"primary"}],"blocks":[{"type":"divider"}]`)
	if got := asMessage(t, everything); len(got) != 0 {
		t.Errorf("got %v, want it taken", got)
	}
}

// TestWordsOfWhatFitsNoShape: what may be of several shapes is said to fit
// none before it is said why, in the order of Slack's answers.
func TestWordsOfWhatFitsNoShape(t *testing.T) {
	var got []string
	for _, p := range blockkit.CheckBlocks(blockkit.Message, "/blocks", decode(t, block(`{"type":"section","text":`+md(3001)+`}`))) {
		got = append(got, p.String())
	}
	for _, p := range asView(t, `{"type":"home","blocks":[{"type":"image"}]}`) {
		got = append(got, p.String())
	}
	for _, p := range blockkit.CheckView("/view", decode(t, `{}`), blockkit.Modal) {
		got = append(got, p.String())
	}
	want := []string{
		"failed to match all allowed schemas [json-pointer:/blocks/0/text]", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
		"failed to match all allowed schemas [json-pointer:]", "missing required field: alt_text [json-pointer:/blocks/0]", "missing required field: image_url [json-pointer:/blocks/0]",
		"missing required field: title [json-pointer:/view]", "missing required field: blocks [json-pointer:/view]", "missing required field: type [json-pointer:/view]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if p := blockkit.Telling(asView(t, `{"type":"home","blocks":[{"type":"image"}]}`)); p.Message != "missing required field: alt_text" {
		t.Errorf("telling: got %v", p)
	}
}

// TestProblemsAreBounded: something wrong all over has so many problems and no
// more, and the rest of the payload is not looked through.
func TestProblemsAreBounded(t *testing.T) {
	for _, payload := range []string{
		times(50, `{"type":"nothing"}`), times(50, `{"type":"section","text":{"type":"mrkdwn","text":""}}`), times(50, `{}`),
		block(`{"type":"data_table","caption":"c","rows":` + times(200, `{}`) + `}`),
		block(`{"type":"data_visualization","title":"t","chart":{"type":"bar","series":` + times(12, `{"name":1,"data":[{},{},{}]}`) + `,"axis_config":{"categories":{}}}}`),
	} {
		if got := onMessage(t, payload); len(got) != blockkit.MaxProblems {
			t.Errorf("%.60s: got %d problems, want %d", payload, len(got), blockkit.MaxProblems)
		}
	}
}

func TestTextLength(t *testing.T) {
	for _, tt := range []struct {
		blocks string
		want   int
	}{
		{`[]`, 0},
		{block(`{"type":"section","text":` + md(7) + `}`), 7},
		{block(`{"type":"section","text":{"type":"mrkdwn","text":"a<b>&c &amp; &lt;"}}`), len("a&lt;b&gt;&amp;c &amp; &lt;")},
		{block(`{"type":"header","text":` + pt(3) + `}`), 3 + blockkit.HeaderWeight},
		{line(`{"type":"text","text":"` + xs(5) + `"}`), 5},
		{block(`{"type":"markdown","text":"` + xs(5) + `"}`), 5},
		{block(`{"type":"table","rows":[[` + cell + `]]}`), 0},
		{row(button(`,"value":"xxxx"`)), 1},
	} {
		if got := blockkit.TextLength(decode(t, tt.blocks)); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.blocks, got, tt.want)
		}
	}
}
