package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"

	"drumbeat/bot/sandbox/blockkit"
)

// What the checks of blockkit mean to the methods: which error code, and how
// the problems are worded. Slack does it in three ways (docs.slack.dev, the
// reference of chat.postMessage, views.open and blocks.validate).

// invalidBlocks is problems as the error of chat methods: strings in errors.
func invalidBlocks(code string, problems []blockkit.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	errs := make([]string, 0, len(problems))
	for _, p := range problems {
		errs = append(errs, p.String())
		if p.Message == blockkit.OnlyOneTable {
			code = "invalid_attachments"
		}
	}
	what := blockkit.Telling(problems)
	return &apiError{code: code, errs: errs, messages: asMessages(problems), what: what.String(), pointer: what.Pointer}
}

// asMessages are problems as response_metadata.messages words them.
func asMessages(problems []blockkit.Problem) []string {
	out := make([]string, 0, len(problems))
	for _, p := range problems {
		out = append(out, "[ERROR] "+p.String())
	}
	return out
}

// messageBlocks checks the blocks of an app's message and gives them their ids.
func (st *state) messageBlocks(a *app, v any) (json.RawMessage, error) {
	if _, ok := v.([]any); !ok {
		return nil, refusal("invalid_blocks_format").because("blocks is not an array")
	}
	problems := blockkit.CheckBlocks(blockkit.Message, "/blocks", v)
	if err := st.refer(a, "invalid_blocks", problems, "/blocks", v); err != nil {
		return nil, err
	}
	if n := blockkit.TextLength(v); n > blockkit.MaxMessageBlocksText {
		return nil, refusal("msg_blocks_too_long").because(fmt.Sprintf(
			"the blocks say %d characters together; apps have seen Slack refuse more than about %d (text as it travels, %d more for each header): split the message",
			n, blockkit.MaxMessageBlocksText, blockkit.HeaderWeight))
	}
	return mustJSON(st.finish(v)), nil
}

// legacyAttachments checks an app's attachments and the blocks in them.
func (st *state) legacyAttachments(a *app, v []any) (json.RawMessage, error) {
	if len(v) > blockkit.MaxAttachments {
		return nil, refusal("too_many_attachments")
	}
	problems := blockkit.CheckAttachments("/attachments", v)
	if err := st.refer(a, "invalid_attachments", problems, "/attachments", v); err != nil {
		return nil, err
	}
	out := make([]any, 0, len(v))
	for _, att := range v {
		if !blockkit.Says(att) {
			continue // Slack drops what shows nothing
		}
		o := maps.Clone(att.(object))
		if blocks, given := o["blocks"]; given {
			o["blocks"] = st.finish(blocks)
		}
		out = append(out, o)
	}
	return mustJSON(out), nil
}

// refer is the problems of blocks as an error, or what is wrong with that to
// which the blocks refer.
func (st *state) refer(a *app, code string, problems []blockkit.Problem, at string, v any) error {
	if err := invalidBlocks(code, problems); err != nil {
		return err
	}
	found, err := st.references(a, at, v)
	if err != nil {
		return err
	}
	return invalidBlocks(code, found)
}

// viewDefinition checks an app's view that must be of one of the kinds, and
// gives its blocks their ids. The view counts as it came, without what is added.
func (st *state) viewDefinition(a *app, v any, kinds ...blockkit.Surface) (object, error) {
	problems := blockkit.CheckView("/view", v, kinds...)
	if len(problems) == 0 {
		found, err := st.references(a, "/view/blocks", v.(object)["blocks"])
		if err != nil {
			return nil, err
		}
		problems = found
	}
	if len(problems) > 0 {
		what := blockkit.Telling(problems)
		return nil, &apiError{code: "invalid_arguments", messages: asMessages(problems), what: what.Message, pointer: what.Pointer}
	}
	if len(mustJSON(v)) > blockkit.MaxViewBytes {
		return nil, refusal("view_too_large").because("the view is over 250 KB of JSON")
	}
	out := maps.Clone(v.(object))
	out["blocks"] = st.finish(out["blocks"])
	return out, nil
}
