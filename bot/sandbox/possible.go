package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/bot/sandbox/blockkit"
)

// What a person can have chosen. Slack's own client offers no more than this;
// another client could send anything, and an app would believe it.

const (
	errNotOffered = sentence("That choice is not offered any more.")
	errTooMany    = "Please choose at most %d."
	errNoWorkflow = sentence("This button starts a workflow of Slack's Workflow Builder. The sandbox has no workflows, so nothing happened.")
)

// possible reports whether a person can have got this value, in Slack's shape,
// out of the element: people and conversations that are there and that the
// person sees, dates that exist, rich text that is rich text.
func (st *state) possible(u *user, e element, value object) bool {
	switch v := value[holders[e.kind].key].(type) {
	case nil:
		return true
	case string:
		return st.possibleText(u, e, v)
	case []any:
		for _, one := range v {
			switch one := one.(type) {
			case string:
				if !st.possibleText(u, e, one) {
					return false
				}
			case object:
				if !e.possibleObject(one) {
					return false
				}
			default:
				return false
			}
		}
		return true
	case object:
		return e.possibleObject(v)
	case json.Number:
		seconds, err := v.Int64()
		return err == nil && e.kind == "datetimepicker" && seconds >= firstMoment && seconds <= lastMoment
	}
	return false
}

// The moments that a datetimepicker takes: ten digits of Unix seconds.
const (
	firstMoment = 1_000_000_000
	lastMoment  = 9_999_999_999
)

// possibleObject holds what a client made by itself to its shape: rich text, and
// the options that an app offered a moment ago, of which nothing is kept.
func (e element) possibleObject(v object) bool {
	switch e.kind {
	case "rich_text_input":
		return len(blockkit.CheckBlocks(blockkit.Message, "", []any{v})) == 0
	case "external_select", "multi_external_select":
		return len(blockkit.CheckOptions("", object{"options": []any{v}})) == 0
	}
	return true // offered took it from the definition; fillFiles makes files
}

func (st *state) possibleText(u *user, e element, v string) bool {
	switch strings.TrimPrefix(e.kind, "multi_") {
	case "users_select":
		who := st.userByID[v]
		return who != nil && !who.Deleted
	case "channels_select":
		ch := st.channelBy[v]
		return ch != nil && !ch.archived && ch.kind == kindPublic
	case "conversations_select":
		ch := st.channelBy[v]
		return ch != nil && !ch.archived && ch.canSee(u.ID) && st.fits(e.def, u, ch)
	case "datepicker":
		_, err := time.Parse(time.DateOnly, v)
		return err == nil
	case "timepicker":
		return blockkit.IsTime(v)
	}
	return holders[e.kind].key == "value" || e.kind == "file_input" // fillFiles knows which files are this person's
}

// fits holds a conversation to the filter of a conversations select. Nothing in
// the sandbox is shared with other workspaces.
func (st *state) fits(def object, u *user, ch *channel) bool {
	filter, _ := def["filter"].(object)
	if kinds, ok := filter["include"].([]any); ok {
		word := map[string]string{kindPublic: "public", kindPrivate: "private", kindIM: "im", kindMPIM: "mpim"}[ch.kind]
		if !slices.Contains(kinds, any(word)) {
			return false
		}
	}
	if noBots, _ := filter["exclude_bot_users"].(bool); noBots && ch.kind == kindIM {
		other := st.userByID[ch.other(u.ID)]
		return other == nil || !other.isBot()
	}
	return true
}

// tooMany is the sentence for more choices than the element takes; "" for none
// too many.
func (e element) tooMany(value object) string {
	list, _ := value[holders[e.kind].key].([]any)
	most, limited := integer(e.def["max_selected_items"])
	if e.kind == "file_input" {
		if most, limited = integer(e.def["max_files"]); !limited {
			most, limited = blockkit.MaxFiles, true
		}
	}
	if limited && len(list) > most {
		return fmt.Sprintf(errTooMany, most)
	}
	return ""
}

// pressed checks a press of what holds no value, and gives what the app is
// told of it beside the element itself.
func (e element) pressed(u *user, in ActionRequest) (object, error) {
	switch e.kind {
	case "workflow_button":
		return nil, errNoWorkflow
	case "icon_button":
		if only, _ := e.def["visible_to_user_ids"].([]any); len(only) > 0 && !slices.Contains(only, any(u.ID)) {
			return nil, errNoElement
		}
	case "feedback_buttons":
		for _, name := range []string{"positive_button", "negative_button"} {
			one, _ := e.def[name].(object)
			if in.Value != nil && str(one, "value") == *in.Value {
				return object{"value": *in.Value}, nil
			}
		}
		return nil, errNotOffered
	case "overflow":
		opt, _ := in.object()["selected_option"].(object)
		if known := e.offered(opt); known != nil {
			return object{"selected_option": known}, nil
		}
		return nil, errNotOffered
	}
	return object{}, nil
}
