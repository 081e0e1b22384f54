package blockkit_test

import (
	"slices"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

var everySurface = []blockkit.Surface{blockkit.Message, blockkit.Modal, blockkit.Home}

// everyBlock has the smallest block of each kind and where it may stand. The
// last of the places is the inside of a container.
var everyBlock = []struct {
	kind, json, stands string
}{
	{"actions", `{"type":"actions","elements":[{"type":"users_select"}]}`, "message modal home container"},
	{"alert", `{"type":"alert","text":{"type":"mrkdwn","text":"x"}}`, "modal"},
	{"card", `{"type":"card","title":{"type":"mrkdwn","text":"x"}}`, "message modal home"},
	{"carousel", `{"type":"carousel","elements":[{"type":"card","title":{"type":"mrkdwn","text":"x"}}]}`, "message home"},
	{"container", `{"type":"container","title":{"type":"plain_text","text":"x"},"child_blocks":[{"type":"divider"}]}`, "message home"},
	{"context", `{"type":"context","elements":[{"type":"mrkdwn","text":"x"}]}`, "message modal home container"},
	{"context_actions", `{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash","text":{"type":"plain_text","text":"x"}}]}`, "message"},
	{"data_table", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_number","value":1.5}]]}`, "message home"},
	{"data_visualization", `{"type":"data_visualization","title":"t","chart":{"type":"line","series":[{"name":"s","data":[{"label":"a","value":-1}]}],"axis_config":{"categories":["a"]}}}`, "message home"},
	{"divider", `{"type":"divider"}`, "message modal home container"},
	{"file", `{"type":"file","external_id":"x","source":"remote"}`, "message container"},
	{"header", `{"type":"header","text":{"type":"plain_text","text":"x"}}`, "message modal home container"},
	{"image", `{"type":"image","alt_text":"a","image_url":"https://example.com/a"}`, "message modal home container"},
	{"input", `{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}`, "message modal home container"},
	{"markdown", `{"type":"markdown","text":"x"}`, "message"},
	{"plan", `{"type":"plan","title":"x"}`, "message"},
	{"rich_text", `{"type":"rich_text","elements":[]}`, "message modal home container"},
	{"section", `{"type":"section","fields":[{"type":"mrkdwn","text":"x"}]}`, "message modal home container"},
	{"table", `{"type":"table","rows":[[{"type":"raw_text","text":""}]]}`, "message home container"},
	{"task_card", `{"type":"task_card","task_id":"t","title":"x"}`, "message"},
	{"video", `{"type":"video","alt_text":"a","title":{"type":"plain_text","text":"x"},"video_url":"https://example.com/v","thumbnail_url":"https://example.com/t"}`, "message modal home container"},
}

func stands(where, place string) bool { return slices.Contains(strings.Fields(where), place) }

// TestEveryBlockOnEverySurface: a block is taken where it may stand and is an
// unsupported type elsewhere, at the top, in a view and in a container.
func TestEveryBlockOnEverySurface(t *testing.T) {
	for _, on := range everySurface {
		var known, inner []string
		for _, b := range everyBlock {
			here := stands(b.stands, string(on))
			if here {
				known = append(known, b.kind)
			}
			expect(t, string(on)+" "+b.kind, check(t, on, block(b.json)), here, "/0/type", b.kind)
			if on == blockkit.Modal {
				continue // has no containers
			}
			inside := here && stands(b.stands, "container")
			if inside {
				inner = append(inner, b.kind)
			}
			expect(t, string(on)+" container "+b.kind, check(t, on, inContainer(b.json)), inside, "/0/child_blocks/0/type", b.kind)
		}
		wantKinds(t, string(on), check(t, on, block(`{"type":"nothing"}`)), known)
		if on != blockkit.Modal {
			wantKinds(t, string(on)+" container", check(t, on, inContainer(`{"type":"nothing"}`)), inner)
		}
	}
}

func inContainer(b string) string {
	return block(`{"type":"container","title":` + pt(1) + `,"child_blocks":[` + b + `]}`)
}

func check(t *testing.T, on blockkit.Surface, blocks string) []blockkit.Problem {
	t.Helper()
	return blockkit.CheckBlocks(on, "", decode(t, blocks))
}

// expect wants a payload taken, or refused for the type at a pointer alone.
func expect(t *testing.T, what string, got []blockkit.Problem, taken bool, pointer, kind string) {
	t.Helper()
	switch {
	case taken && len(got) != 0:
		t.Errorf("%s: got %v, want it taken", what, got)
	case !taken && (len(got) != 1 || got[0].Pointer != pointer || got[0].Message != "unsupported type: "+kind):
		t.Errorf("%s: got %v, want it refused at %s", what, got, pointer)
	}
}

// wantKinds compares the kinds that the checker says it knows in a place with
// those of the table, so that neither has one more.
func wantKinds(t *testing.T, what string, got []blockkit.Problem, want []string) {
	t.Helper()
	if len(got) != 1 {
		t.Errorf("%s: got %v", what, got)
		return
	}
	known, _ := got[0].Constraint["expected"].([]string)
	slices.Sort(want)
	if !slices.Equal(known, want) {
		t.Errorf("%s: knows %v, the table has %v", what, known, want)
	}
}

// places are where elements stand, each with the block that holds one and the
// pointer to it.
var places = []struct {
	name, block, before, after, pointer string
}{
	{"section", "section", `{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":`, `}`, "/0/accessory/type"},
	{"actions", "actions", `{"type":"actions","elements":[`, `]}`, "/0/elements/0/type"},
	{"input", "input", `{"type":"input","label":{"type":"plain_text","text":"x"},"element":`, `}`, "/0/element/type"},
	{"context", "context", `{"type":"context","elements":[`, `]}`, "/0/elements/0/type"},
	{"context_actions", "context_actions", `{"type":"context_actions","elements":[`, `]}`, "/0/elements/0/type"},
	{"card", "card", `{"type":"card","title":{"type":"mrkdwn","text":"x"},"actions":[`, `]}`, "/0/actions/0/type"},
	{"picture", "card", `{"type":"card","hero_image":`, `}`, "/0/hero_image/type"},
	{"cell", "data_table", `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}],[{"type":"action_cell","element":`, `}]]}`, "/0/rows/1/0/element/type"},
}

const oneOption = `"options":[{"text":{"type":"plain_text","text":"x"},"value":"v"}]`

// everyElement has the smallest element of each kind and the places it stands in.
var everyElement = []struct {
	kind, json, stands string
}{
	{"button", `{"type":"button","text":{"type":"plain_text","text":"x"}}`, "section actions card cell"},
	{"channels_select", `{"type":"channels_select"}`, "section actions input"},
	{"checkboxes", `{"type":"checkboxes",` + oneOption + `}`, "section actions input"},
	{"conversations_select", `{"type":"conversations_select"}`, "section actions input"},
	{"datepicker", `{"type":"datepicker"}`, "section actions input"},
	{"datetimepicker", `{"type":"datetimepicker"}`, "actions input"},
	{"email_text_input", `{"type":"email_text_input"}`, "input"},
	{"external_select", `{"type":"external_select"}`, "section actions input"},
	{"feedback_buttons", `{"type":"feedback_buttons","positive_button":{"text":{"type":"plain_text","text":"x"},"value":"p"},"negative_button":{"text":{"type":"plain_text","text":"x"},"value":"n"}}`, "context_actions"},
	{"file_input", `{"type":"file_input"}`, "input"},
	{"icon_button", `{"type":"icon_button","icon":"trash","text":{"type":"plain_text","text":"x"}}`, "context_actions"},
	{"image", `{"type":"image","alt_text":"a","image_url":"https://example.com/a"}`, "section context picture"},
	{"mrkdwn", `{"type":"mrkdwn","text":"x"}`, "context"},
	{"multi_channels_select", `{"type":"multi_channels_select"}`, "section actions input"},
	{"multi_conversations_select", `{"type":"multi_conversations_select"}`, "section actions input"},
	{"multi_external_select", `{"type":"multi_external_select"}`, "section actions input"},
	{"multi_static_select", `{"type":"multi_static_select",` + oneOption + `}`, "section actions input"},
	{"multi_users_select", `{"type":"multi_users_select"}`, "section actions input"},
	{"number_input", `{"type":"number_input","is_decimal_allowed":false}`, "input"},
	{"overflow", `{"type":"overflow",` + oneOption + `}`, "section actions"},
	{"plain_text", `{"type":"plain_text","text":"x"}`, "context"},
	{"plain_text_input", `{"type":"plain_text_input"}`, "input"},
	{"radio_buttons", `{"type":"radio_buttons",` + oneOption + `}`, "section actions input"},
	{"rich_text_input", `{"type":"rich_text_input","action_id":"a"}`, "actions input"},
	{"static_select", `{"type":"static_select",` + oneOption + `}`, "section actions input"},
	{"timepicker", `{"type":"timepicker"}`, "section actions input"},
	{"url_text_input", `{"type":"url_text_input"}`, "input"},
	{"users_select", `{"type":"users_select"}`, "section actions input"},
	{"workflow_button", `{"type":"workflow_button","action_id":"a","text":{"type":"plain_text","text":"x"},"workflow":{"trigger":{"url":"https://example.com/t"}}}`, "section actions"},
}

// TestEveryElementInEveryPlace: on each surface an element is taken in the
// places of its own and is an unsupported type in the others; in a block that
// the surface does not have, it is the block that is refused.
func TestEveryElementInEveryPlace(t *testing.T) {
	for _, on := range everySurface {
		for _, p := range places {
			holder := ""
			for _, b := range everyBlock {
				if b.kind == p.block {
					holder = b.stands
				}
			}
			var known []string
			for _, e := range everyElement {
				what := string(on) + " " + p.name + " " + e.kind
				got := check(t, on, block(p.before+e.json+p.after))
				if !stands(holder, string(on)) {
					expect(t, what, got, false, "/0/type", p.block)
					continue
				}
				if stands(e.stands, p.name) {
					known = append(known, e.kind)
				}
				expect(t, what, got, stands(e.stands, p.name), p.pointer, e.kind)
			}
			if stands(holder, string(on)) {
				wantKinds(t, string(on)+" "+p.name, check(t, on, block(p.before+`{"type":"nothing"}`+p.after)), known)
			}
		}
	}
}
