package sandbox

import "maps"

// finish is checked blocks as Slack stores them: with an id for every block and
// element, and with the defaults of text objects. mrkdwn that is not verbatim
// comes alive: bare @here, #channel and links.
func (st *state) finish(v any) any {
	items, ok := v.([]any)
	if !ok {
		return []any{}
	}
	out := make([]any, 0, len(items))
	for _, item := range items {
		b, ok := item.(object)
		if !ok {
			continue
		}
		b = st.finishObject(b).(object)
		if str(b, "block_id") == "" || b["type"] == "markdown" {
			b["block_id"] = secret()[:8]
		}
		for _, key := range []string{"elements", "actions", "child_blocks"} {
			finishActions(b[key])
		}
		for _, key := range []string{"element", "accessory"} {
			if e, ok := b[key].(object); ok {
				giveActionID(e)
			}
		}
		for _, cell := range cellsOf(b) {
			if e, ok := cell["element"].(object); ok {
				giveActionID(e)
			}
		}
		if nested, ok := b["child_blocks"]; ok {
			b["child_blocks"] = st.finish(nested)
		}
		if b["type"] == "carousel" {
			b["elements"] = st.finish(b["elements"])
		}
		out = append(out, b)
	}
	return out
}

func finishActions(v any) {
	for _, e := range objects(v) {
		giveActionID(e)
	}
}

// interactive are the elements that have an action_id.
func interactive(kind string) bool {
	if _, holds := holders[kind]; holds {
		return true
	}
	switch kind {
	case "button", "workflow_button", "icon_button", "feedback_buttons", "overflow":
		return true
	}
	return false
}

func giveActionID(e object) {
	if interactive(str(e, "type")) && str(e, "action_id") == "" {
		e["action_id"] = secret()[:8]
	}
}

// finishObject copies a value, completing the text objects in it.
func (st *state) finishObject(v any) any {
	switch v := v.(type) {
	case object:
		out := maps.Clone(v)
		for k, e := range out {
			out[k] = st.finishObject(e)
		}
		s, isText := out["text"].(string)
		switch {
		case !isText:
		case out["type"] == "plain_text" && out["emoji"] == nil:
			out["emoji"] = true
		case out["type"] == "mrkdwn":
			if out["verbatim"] == nil {
				out["verbatim"] = false
			}
			if out["verbatim"] == false {
				out["text"] = st.autoParse(s)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = st.finishObject(e)
		}
		return out
	}
	return v
}
