package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMetadataKeys: what of the metadata comes back, and what is no list of keys.
func TestMetadataKeys(t *testing.T) {
	w := run(t, config())
	general := w.id("general")
	w.call("chat.postMessage", map[string]string{"channel": general, "text": "x", "metadata": `{"event_type":"e","event_payload":{"a":1,"b":"2"}}`})
	for keys, want := range map[string]any{
		`["a"]`:     map[string]any{"event_type": "e", "event_payload": map[string]any{"a": float64(1)}},
		`["a","z"]`: map[string]any{"event_type": "e", "event_payload": map[string]any{"a": float64(1)}},
		`[]`:        map[string]any{"event_type": "e", "event_payload": map[string]any{}},
		`a`:         "invalid_metadata_filter_keys",
		`"a"`:       "invalid_metadata_filter_keys",
		`["a",1]`:   "invalid_metadata_filter_keys",
		`{"a":1}`:   "invalid_metadata_filter_keys",
	} {
		got := w.call("conversations.history", map[string]string{"channel": general, "metadata_keys_to_include": keys})
		answer := got["error"]
		if got["ok"] == true {
			answer = got["messages"].([]any)[0].(map[string]any)["metadata"]
		}
		if diff := cmp.Diff(want, answer); diff != "" {
			t.Errorf("%s (-want +got)\n%s", keys, diff)
		}
	}
}

// TestPreventCreation: looking for direct messages starts none.
func TestPreventCreation(t *testing.T) {
	w := run(t, config())
	open := func(prevent string) map[string]any {
		return w.call("conversations.open", map[string]string{"users": w.id("ada") + "," + w.id("bram"), "prevent_creation": prevent})
	}
	for range 2 { // the first look must not have made them
		if got := open("true"); got["error"] != "channel_not_found" {
			t.Fatalf("before there are any: got %v, want channel_not_found", got)
		}
	}
	made := open("false")
	if got := open("true"); made["ok"] != true || got["ok"] != true || got["already_open"] != true {
		t.Errorf("when there are: got %v, want the ones of %v", got, made)
	}
}
