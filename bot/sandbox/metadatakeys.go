package sandbox

import (
	"encoding/json"
	"slices"
)

// metadataKeys reads metadata_keys_to_include of conversations.history and
// conversations.replies; nil: it was not given. Their pages name it in the words
// of invalid_metadata_filter_keys alone, "must be valid json array of strings"
// (https://docs.slack.dev/reference/methods/conversations.history): that the keys
// are those of event_payload is how it is read here.
func (c *call) metadataKeys() ([]string, error) {
	if !c.args.has("metadata_keys_to_include") {
		return nil, nil
	}
	v, ok := c.args.value("metadata_keys_to_include")
	list, isList := v.([]any)
	keys := []string{}
	for _, e := range list {
		key, isText := e.(string)
		ok = ok && isText
		keys = append(keys, key)
	}
	if !ok || !isList {
		return nil, refusal("invalid_metadata_filter_keys").because("metadata_keys_to_include is a JSON array of strings")
	}
	return keys, nil
}

// onlyKeys is metadata with those members of its payload that are named.
func onlyKeys(metadata json.RawMessage, keys []string) object {
	whole, _ := decodeObject(metadata) // checked when it was posted
	payload, _ := whole["event_payload"].(object)
	kept := object{}
	for name, v := range payload {
		if slices.Contains(keys, name) {
			kept[name] = v
		}
	}
	return object{"event_type": whole["event_type"], "event_payload": kept}
}
