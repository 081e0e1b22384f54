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
	}
	return &apiError{code: code, errs: errs, messages: asMessages(problems), what: errs[0], pointer: problems[0].Pointer}
}

// asMessages are problems as response_metadata.messages words them.
func asMessages(problems []blockkit.Problem) []string {
	out := make([]string, 0, len(problems))
	for _, p := range problems {
		out = append(out, "[ERROR] "+p.String())
	}
	return out
}

// messageBlocks checks the blocks of a message and gives them their ids.
func (st *state) messageBlocks(v any) (json.RawMessage, error) {
	if _, ok := v.([]any); !ok {
		return nil, refusal("invalid_blocks_format").because("blocks is not an array")
	}
	if err := invalidBlocks("invalid_blocks", blockkit.CheckBlocks(blockkit.Message, "/blocks", v)); err != nil {
		return nil, err
	}
	return mustJSON(st.finish(v)), nil
}

// legacyAttachments checks attachments: how many, and the blocks in them.
func (st *state) legacyAttachments(v []any) (json.RawMessage, error) {
	if len(v) > blockkit.MaxAttachments {
		return nil, refusal("too_many_attachments")
	}
	for i, a := range v {
		o, ok := a.(object)
		if !ok {
			return nil, refusal("invalid_attachments").because("an attachment is not an object")
		}
		if blocks, given := o["blocks"]; given {
			problems := blockkit.CheckBlocks(blockkit.Message, fmt.Sprintf("/attachments/%d/blocks", i), blocks)
			if err := invalidBlocks("invalid_attachments", problems); err != nil {
				return nil, err
			}
			o["blocks"] = st.finish(blocks)
		}
	}
	return mustJSON(v), nil
}

// viewDefinition checks a view that must be of one of the kinds, and gives its
// blocks their ids.
func (st *state) viewDefinition(v any, kinds ...blockkit.Surface) (object, error) {
	problems := blockkit.CheckView("/view", v, kinds...)
	if len(problems) > 0 {
		return nil, &apiError{code: "invalid_arguments", messages: asMessages(problems), what: problems[0].Message, pointer: problems[0].Pointer}
	}
	out := maps.Clone(v.(object))
	out["blocks"] = st.finish(out["blocks"])
	return out, nil
}
